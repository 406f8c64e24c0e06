/* Search that works from a disk: no fetch, no worker. builder/search/word_index.py writes the index and says how it is laid out; its files are
   scripts that call explainerSearch.shard. Nothing is loaded before somebody asks: searchbox.js shows what is found, claims.js
   filters the list of all claims. This file is loaded with `defer`, or stands in a document that holds everything: its files
   (builder/bundles/one_file.py), and all pages, as sections. */
(() => {
  "use strict";
  const script = () => /** @type {HTMLScriptElement} */ (document.currentScript), isWhole = !script().src;
  const source = () => script().src || script().dataset.src || "", site = isWhole ? "" : new URL("../../", source()).href;

  /* ── Words: folded as in builder/linking/mentions.py, divided as in builder/search/posting_lists.py. tests/js/fold_cases.json holds both to one table. ── */

  const DROPPED = /['’‘ʼʿʾʻ`´ˈ′\u0640\u0670\u064b-\u065f\u0300-\u036f\u00ad\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
  const SPACE = /[-‐‑‒–\n\t\u00a0\u202f]/;
  const LATIN = /[A-Z\u00c0-\u024f\u1e00-\u1eff]/;
  /** @type {Record<string, string>} */
  const ARABIC = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ة: "ه", ؤ: "و", ئ: "ي", ى: "ي", ی: "ي", ک: "ك" };
  const DIGIT = /[٠-٩۰-۹]/;
  const WORD = /(?:[\p{L}\p{Nl}\p{No}]\.)+[\p{L}\p{Nl}\p{No}](?![\p{L}\p{N}])\.?|[\p{L}\p{N}]+/gu;
  /** @type {Record<string, string>} */
  const known = {};

  /** @param {string} char */
  function fold(char) {
    if (DROPPED.test(char)) return "";
    if (SPACE.test(char)) return " ";
    if (DIGIT.test(char)) return String(char.charCodeAt(0) & 15);
    return LATIN.test(char) ? char.normalize("NFD")[0].toLowerCase() : ARABIC[char] || char;
  }

  /* A text folded, and the place of each of its letters in the text as it was written. */
  /** @param {string} text */
  function folding(text) {
    let folded = "";
    /** @type {number[]} */
    const at = [];
    for (let i = 0; i < text.length; i++) {
      known[text[i]] ??= fold(text[i]);
      const char = known[text[i]];
      if (char) at.push(i);
      folded += char;
    }
    return { folded, at };
  }

  /* Every word of a text, with its place in the text as it was written. */
  /** @param {string} text */
  function tokens(text) {
    const { folded, at } = folding(text);
    return Array.from(folded.matchAll(WORD), ({ 0: word, index }) => {
      let end = at[index + word.length - 1] + 1;
      while (/[\p{M}\u0640]/u.test(text.charAt(end))) end++; // a vowel sign stays with its letter
      return { word: word.replace(/\./g, ""), start: at[index], end };
    });
  }

  /* ── Dates and numbers: each is one word however it is written, as in builder/search/values.py. tests/js/value_cases.json holds both to one table. ── */

  /** @type {Record<string, number>} */
  const ZEROS = { k: 3, thousand: 3, m: 6, mn: 6, million: 6, bn: 9, billion: 9, الف: 3, مليون: 6, مليار: 9 };
  const END = "(?![\\p{L}\\p{N}_])", YEAR = "([12][0-9]{3})(?![0-9])";
  /** @type {{ months: Record<string, number>, value: RegExp, before: RegExp, after: RegExp } | undefined} */
  let patterns; // once the names of the months are there, with the index

  /** @type {ExplainerSearch["learn"]} */
  function learn(months) {
    const names = Object.keys(months).sort((a, b) => b.length - a.length).join("|");
    patterns ??= {
      months,
      value: new RegExp(["([12][0-9]{3}) (0[1-9]|1[0-2])(?: (0[1-9]|[12][0-9]|3[01]))?(?![0-9])", `(0?[1-9]|[12][0-9]|3[01])\\.(0?[1-9]|1[0-2])\\.${YEAR}`,
        `([0-9]{1,2})(?:st|nd|rd|th)?(?: of)? (${names})${END}(?:\\.?,? ${YEAR})?`,
        `([0-9]{1,3}(?:[, ٬][0-9]{3})+(?![0-9])|[0-9]+)(?:\\.([0-9]+))?(?: ?(${Object.keys(ZEROS).join("|")})${END})?(?: ?(%|٪|(?:percent|per cent|بالميه|في الميه)${END}))?`].join("|"), "gu"),
      before: new RegExp(`(?<![\\p{L}\\p{N}_])(${names})\\.? $`, "u"),
      after: new RegExp(`^(?:st|nd|rd|th)?,? ${YEAR}`),
    };
  }

  /**
   * @param {string | undefined} year
   * @param {string | number} month
   * @param {string | number} day
   */
  function dateWords(year, month, day) {
    const [mm, dd] = [month, day].map((part) => String(+part).padStart(2, "0")), any = `-${mm}-${dd}`;
    return +day ? [`-${any}`, ...(year ? [year + any] : [])] : [`${year}-${mm}`];
  }

  /* A number with its decimal point moved to the right, in its shortest form. */
  /**
   * @param {string} digits
   * @param {string} decimals
   * @param {number} zeros
   */
  function times(digits, decimals, zeros) {
    const part = decimals.padEnd(zeros, "0"), rest = part.slice(zeros).replace(/0+$/, "");
    return `${(digits + part.slice(0, zeros)).replace(/^0+/, "") || "0"}${rest && "."}${rest}`;
  }

  /* The dates and numbers of a text that are no plain words: their words, that which says most last, and where they stand. */
  /** @type {ExplainerSearch["values"]} */
  function values(text) {
    if (!patterns) return [];
    const { folded, at } = folding(text), { months, value, before, after } = patterns;
    return Array.from(folded.matchAll(value)).flatMap((found) => {
      const [all, year, month, day, d, m, y, namedDay, name, namedYear, whole, decimals = "", multiplier, percent] = found;
      let start = found.index, end = start + all.length, words;
      const sign = folded[start - 1] ?? "", named = before.exec(folded.slice(Math.max(0, start - 16), start));
      if (/[\p{L}\p{N}]/u.test(sign)) return [];
      if (year) words = dateWords(year, month, day ?? 0);
      else if (y) words = dateWords(y, m, d);
      else if (name) words = dateWords(namedYear, months[name], namedDay);
      else if (named && !decimals && !multiplier && !percent) {
        const number = /^\d+$/.test(whole) ? +whole : 0, following = after.exec(folded.slice(end));
        start -= named[0].length;
        if (number <= 31) end += following?.[0].length ?? 0;
        words = number > 31 ? dateWords(whole, months[named[1]], 0) : dateWords(following?.[1], months[named[1]], number);
      } else {
        const digits = whole.replace(/[, ٬]/g, ""), plain = times(digits, decimals, 0), full = times(digits, decimals, ZEROS[multiplier] ?? 0);
        words = full === whole ? [] : [full];
        if (sign === "$") words.push(...new Set([`$${plain}`, `$${full}`]));
        if (sign === "$") start--;
        if (percent) words.push(`${full}%`);
      }
      return words.length ? [{ words, start: at[start], end: at[end - 1] + 1 }] : [];
    });
  }

  /* The words of a query, each with what it is made of, and whether it begins as a question does. An article before a name is no word of its own: "al-Nujaba" asks for what
     "Nujaba" asks for. Words that say nothing are left out, unless they stand in quotation marks or there are no others. */
  /**
   * @param {string} query
   * @param {Index} index
   */
  function queryWords(query, { stops, months }) {
    learn(months);
    const all = tokens(query), empty = new Set(stops.split(" ")), dated = values(query);
    const quoted = Array.from(query.matchAll(/["“”„«][^"“”»]*["“”»]/g), ({ 0: text, index }) => [index, index + text.length]);
    const within = (/** @type {Token} */ { start }, /** @type {number[]} */ [from, to]) => start >= from && start < to;
    const words = all.filter((token, i) => !isArticle(token.word, all[i + 1]?.word) && !dated.some(({ start, end }) => within(token, [start, end])));
    const telling = words.filter((token) => !empty.has(token.word) || quoted.some((range) => within(token, range)));
    /** @type {Wanted[]} */
    const found = (telling.length || dated.length ? telling : words).map((token) => ({ ...token, parts: [] }));
    for (const { words: [...terms], start, end } of dated) {
      found.push({ word: terms.pop() ?? "", start, end, parts: all.filter((token) => within(token, [start, end])).map((token) => ({ ...token, parts: [] })) });
    }
    return { words: found.sort((a, b) => a.start - b.start), isQuestion: words.length > 1 && words[0] !== telling[0] };
  }

  /**
   * @param {string} word
   * @param {string} [following]
   */
  const isArticle = (word, following = "") => /^(?:[ae]l \S|a([dnrstz]|[ds]h) \1)/.test(`${word} ${following}`);

  /* A whole name as the index has it: in one, without articles. */
  /** @param {string} text */
  const nameTerm = (text) => `=${tokens(text).map(({ word }) => word).filter((word, i, all) => !isArticle(word, all[i + 1])).join("")}`;

  /* How many letters must be put in, left out, changed or exchanged with the next to make one word of another (Damerau and Levenshtein,
     each letter once). */
  /**
   * @param {string} a
   * @param {string} b
   */
  function distance(a, b) {
    let before = [0], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + +(a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  /* Other forms of an English word: its number (-s, -es, -y and -ies), and what verbs end in (list, listed; designated, designation). A
     possessive is folded to the same letters as a plural. */
  /** @param {string} word */
  function otherForms(word) {
    if (!/^[a-z]{3,}$/.test(word)) return [];
    const singular = [word.replace(/(...)s$/, "$1"), word.replace(/(...)e?s$/, "$1"), word.replace(/ies$/, "y")];
    const stem = word.replace(/(...)(?:e?s|e|ed|ing)$/, "$1").replace(/(.....)ions?$/, "$1"), endings = stem.length < 5 ? ["ed", "ing"] : ["e", "es", "ed", "ing", "ion", "ions"];
    return [`${word}s`, `${word}es`, word.replace(/y$/, "ies"), stem, ...endings.map((ending) => stem + ending), ...singular];
  }

  /* ── Files of the index ── */

  /** @type {Map<string, Promise<any>>} */
  const files = new Map();
  /** @type {Map<string, unknown>} */
  const received = new Map();

  /* Load a script that hands one value over: files of the index and of cards. */
  /** @param {string} url */
  function open(url) {
    if (isWhole) return held(url);
    let file = files.get(url);
    if (!file) {
      file = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.onload = () => resolve(received.get(url));
        script.onerror = () => { files.delete(url); reject(new Error(`${url} cannot be loaded`)); };
        script.src = url;
        document.head.append(script);
      });
      files.set(url, file);
    }
    return file;
  }

  /* The value of a file that the document holds; all are read at once. */
  /** @param {string} name */
  async function held(name) {
    const holder = document.getElementById("explainer-files");
    for (const [file, data] of Object.entries(JSON.parse(holder?.textContent ?? "{}"))) received.set(file, data);
    holder?.remove();
    return received.get(name);
  }

  /* ── Addresses: in a document that holds all pages, what stands elsewhere after `?` stands behind the name of a section. ── */

  /* The link to a page, with what is asked of it. */
  /** @type {ExplainerSearch["link"]} */
  const link = (page, query) => `${isWhole ? `#${page}` : `${site}${page}/index.html`}?${query}`;

  /* The link to the page that is shown, or to the section, with other questions. */
  /** @type {ExplainerSearch["self"]} */
  const self = (page, query) => `${isWhole ? `#${page}` : location.pathname}${query.size ? `?${query}` : ""}`;

  /* What is asked of a page; null in a document where the address is that of something else. */
  /** @type {ExplainerSearch["asked"]} */
  function asked(page) {
    const [name, query = ""] = isWhole ? location.hash.slice(1).split(/\?(.*)/s) : [page, location.search];
    return name === page ? new URLSearchParams(query) : null;
  }

  /* The id of a part of a page, and the folder in which the page of a link stands. */
  /** @type {ExplainerSearch["idOf"]} */
  const idOf = (page, id) => (isWhole ? `${page}--${id}` : id);
  /** @type {ExplainerSearch["folderOf"]} */
  function folderOf({ href, hash }) {
    const section = isWhole && document.getElementById(hash.slice(1))?.closest("[data-address]");
    return section ? section.getAttribute("data-address") ?? "" : new URL(".", href).href;
  }

  /** @type {ExplainerSearch["load"]} */
  const load = (name) => open(`${site}search/${name}.js`);
  /**
   * @param {string} letter
   * @param {number} number
   */
  const loadNumber = (letter, number) => load(letter + String(number).padStart(3, "0"));

  /* The last place in an ascending list whose value is not above the given one; the first if all are. */
  /**
   * @template {string | number} T
   * @param {T[]} list
   * @param {T} value
   */
  function place(list, value) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1; else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /* ── Finding ── */

  const EXACT = 101, FORM = 100, PREFIX = 1, ONE_FIELD = 1e5, NAMED = 1e6;

  /** @typedef {Map<string, [level: number, postings: string]>} Hits */
  /* The words of the index that match one of the given forms: word → [how well, postings]. */
  /**
   * @param {string[]} forms
   * @param {boolean} [asPrefix]
   */
  async function lookUp(forms, asPrefix) {
    const { words } = await load("index");
    /** @type {Map<string, number>} */
    const exact = new Map();
    /** @type {Set<number>} */
    const wanted = new Set();
    /** @type {Hits} */
    const hits = new Map();
    for (const form of forms.flatMap(otherForms)) exact.set(form, FORM);
    for (const form of forms) exact.set(form, EXACT);
    for (const form of exact.keys()) wanted.add(place(words, form));
    for (const form of asPrefix ? forms : []) for (let i = place(words, form); i <= place(words, `${form}\uffff`); i++) wanted.add(i);
    for (const file of await Promise.all([...wanted].map((number) => loadNumber("t-", number)))) {
      const parts = file.split(" ");
      for (let i = 0; i < parts.length; i += 2) {
        const level = exact.get(parts[i]) || (asPrefix && forms.some((form) => parts[i].startsWith(form)) && PREFIX);
        if (level) hits.set(parts[i], [level, parts[i + 1]]);
      }
    }
    return hits;
  }

  /* What matches one word of a query. A word that the index does not know is tried without an article written together with it,
     then without what may be one-letter words of Arabic. */
  /**
   * @param {string} word
   * @param {boolean} asPrefix
   */
  async function match(word, asPrefix) {
    let hits = await lookUp([word, word.replace(/^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)/, "")], asPrefix || /^\d{4}-\d\d$/.test(word)); // a month has its days
    if (!hits.size) hits = await lookUp([word.replace(/^[ae]l(?=...)/, "")], asPrefix);
    if (!hits.size) hits = await lookUp([word.replace(/^[وف](?=...)/, ""), word.replace(/^[وف]?[بلك](?=...)/, "")]);
    return hits;
  }

  /* Call a function with the number of every document in a posting list, in order. Digits above "=" end a number; there are 64 of
     them and 25 others. */
  /**
   * @param {string} postings
   * @param {(id: number) => void} use
   */
  function each(postings, use) {
    const bits = postings[0] === "=" ? atob(postings.slice(1)) : "";
    for (let id = 0; id < bits.length * 8; id++) if (bits.charCodeAt(id >> 3) & (128 >> (id & 7))) use(id);
    for (let i = 0, id = -1, start = 0; !bits && i < postings.length; i++) {
      const code = postings.charCodeAt(i);
      if (code < 61) start = start * 25 + code - 32 - +(code > 34) - +(code > 44);
      else {
        id += start * 64 + code - 61 - +(code > 92);
        start = 0;
        use(id);
      }
    }
  }

  /* How well every document matches a word: in its title, and in its names. */
  /**
   * @param {Hits} hits
   * @param {number} size
   */
  function levels(hits, size) {
    const fields = [new Uint8Array(size), new Uint8Array(size)];
    for (const [level, postings] of hits.values()) {
      postings.split(",").forEach((list, field) => { each(list, (id) => { if (fields[field][id] < level) fields[field][id] = level; }); });
    }
    return fields;
  }

  /* The words that somebody may have meant who typed one that nothing has: those at the least distance, that of most documents first.
     One slip is forgiven in four letters, two in eight. */
  /** @param {string} word */
  async function meant(word) {
    const most = /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (!most) return [];
    const near = (await load("v")).split(" ").map((/** @type {string} */ other) => ({ other, far: Math.abs(other.length - word.length) > most ? 9 : distance(word, other) }));
    const least = Math.min(...near.map((/** @type {{ far: number }} */ { far }) => far));
    return least > most ? [] : near.filter((/** @type {{ far: number }} */ { far }) => far === least).slice(0, 3).map((/** @type {{ other: string }} */ { other }) => other);
  }

  /* How many words of a query a document has. */
  /**
   * @param {Uint8Array[][]} rows
   * @param {number} id
   */
  function matching(rows, id) {
    let count = 0;
    for (const [titles, names] of rows) if (titles[id] || names[id]) count++;
    return count;
  }

  /* First comes what is called as the query says, then documents with all words in one field, then exact before other forms before
     prefix, then title before names; what is still equal is left to the number: what the site says first comes first. */
  /**
   * @param {Uint8Array[][]} rows
   * @param {number} id
   * @param {number} least
   */
  function score(rows, id, least) {
    let title = 0, names = 0, mixed = 0, count = 0;
    for (let i = 0; i < rows.length; i++) { // this runs for every document
      const inTitle = rows[i][0][id], inNames = rows[i][1][id];
      if (inTitle || inNames) count++;
      mixed += Math.max(inTitle, inNames);
      title += inTitle || -Infinity;
      names += inNames || -Infinity;
    }
    return count < least ? 0 : Math.max(2 * mixed, ONE_FIELD + 2 * title + 1, ONE_FIELD + 2 * names);
  }

  /* What matches a word of a query; if nothing does, what matches the parts of a date or number, or the words that may be meant. */
  /**
   * @param {Wanted} wanted
   * @param {boolean} asPrefix
   * @param {boolean} strict
   * @returns {Promise<Matched[]>}
   */
  async function matched(wanted, asPrefix, strict) {
    const hits = await match(wanted.word, asPrefix && wanted.word.length > 1);
    if (hits.size) return [{ ...wanted, hits }];
    if (wanted.parts.length) return (await Promise.all(wanted.parts.map((part) => matched(part, asPrefix, strict)))).flat();
    const words = strict ? [] : await meant(wanted.word);
    return [{ ...wanted, hits: words.length ? await lookUp(words) : hits, meant: words[0] }];
  }

  /* What a query asks for: how well each document matches it, and the words that made it match. Null if it has no words. Where no
     document has all words, those with most of them match, unless the query is strict. */
  /**
   * @param {string} query
   * @param {boolean} [strict]
   * @returns {Promise<Asked | null>}
   */
  async function ask(query, strict = false) {
    const index = await load("index"), { size } = index, { words: wanted, isQuestion } = queryWords(query, index), last = wanted.length - 1;
    if (!size || !wanted.length) return null;
    const all = (await Promise.all(wanted.map((word, i) => matched(word, i === last, strict)))).flat();
    const better = all.reduceRight((text, { start, end, meant: other }) => (other ? text.slice(0, start) + other + text.slice(end) : text), query.trimEnd());
    const named = [query, better, wanted.map(({ word }) => word).join(" ")].map(nameTerm), [called] = levels(await lookUp(named), size);
    // A single letter at the end is most often a word that is still being typed.
    if (last && !all[all.length - 1].hits.size && /^\p{L}$/u.test(all[all.length - 1].word)) all.pop();
    const rows = all.map(({ hits }) => levels(hits, size));
    let most = strict ? rows.length : 0;
    for (let id = 0; id < size && most < rows.length; id++) most = Math.max(most, matching(rows, id));
    return {
      score: (id) => score(rows, id, most || 1) + called[id] * NAMED,
      words: new Set(all.flatMap(({ hits }) => [...hits.keys()])),
      isQuestion,
      loose: most < rows.length,
      corrected: all.some((word) => word.meant) ? better : "",
    };
  }

  /* How well the best document of a kind matches: in whole words, of which each, in any form, is 200 or 202; then in its title. Among equals,
     themes answer questions, and one whose title has several of the words stands before all others. */
  /**
   * @param {{ kind: string, points: number }} best
   * @param {boolean} isQuestion
   */
  function rank({ kind, points }, isQuestion) {
    const inTitle = points % 2, isTheme = kind === "theme" && (isQuestion || (inTitle && points > ONE_FIELD + 400));
    return 4 * Math.floor(points / 200) + inTitle + (isTheme ? 2 : 0);
  }

  /* Answer a query: sections by kind, kinds that match in more whole words first. `limits` says how many documents of each kind,
     or of a certain one, are read. */
  /**
   * @param {string} query
   * @param {Limits} limits
   * @returns {Promise<Answer>}
   */
  async function find(query, limits) {
    const { kinds, tables } = await load("index"), asked = await ask(query);
    if (!asked) return { total: 0, sections: [], words: new Set(), loose: false, corrected: "", isQuestion: false };
    const ranked = [];
    /** @type {{ id: number, at: number, points: number }[]} */
    let claims = [];
    let id = 0;
    for (const [kind, count] of kinds) {
      /** @type {{ id: number, at: number, points: number }[]} */
      let found = [];
      for (const end = id + count; id < end; id++) {
        const points = asked.score(id);
        if (points) found.push({ id, at: id, points });
      }
      if (kind === "claim") { claims = found; continue; } // with the rows, which are next
      if (kind === "row") {
        const inPlace = new Set(found.map((row) => { [row.at] = rowOf(row.id, id - count, tables); return row.at; }));
        found = [...claims.filter((claim) => !inPlace.has(claim.id)), ...found].sort((a, b) => a.at - b.at);
      }
      found.sort((a, b) => b.points - a.points); // stable: equals stay in the order of their numbers
      const name = kind === "row" ? "claim" : kind;
      if (found.length) ranked.push({ kind: name, total: found.length, points: found[0].points, found: found.slice(0, limits[name] || limits.each) });
    }
    ranked.sort((a, b) => rank(b, asked.isQuestion) - rank(a, asked.isQuestion));
    const sections = await Promise.all(ranked.map(async ({ kind, total, found }) => ({ kind, total, found: await Promise.all(found.map(({ id }) => read(id))) })));
    const total = sections.reduce((sum, section) => sum + section.total, 0);
    return { ...asked, total, sections };
  }

  /* The claim of a row, by their numbers, and which of its rows it is, from 0; `first` is the number of the first row of all. */
  /**
   * @param {number} id
   * @param {number} first
   * @param {Index["tables"]} tables
   */
  function rowOf(id, first, tables) {
    let row = id - first, table = 0;
    while (row >= tables[table][1]) row -= tables[table++][1];
    return [tables[table][0], row];
  }

  /**
   * @param {number} id
   * @returns {Promise<Found>}
   */
  async function read(id) {
    const { kinds, documents, tables } = await load("index");
    let kind = 0, end = kinds[0][1], row = -1;
    while (end <= id) end += kinds[++kind][1];
    if (kinds[kind][0] === "row") [id, row] = rowOf(id, end - kinds[kind--][1], tables);
    const number = place(documents, id), file = await loadNumber("d-", number);
    let at = id - documents[number], page = 0;
    if (kinds[kind][0] !== "claim") {
      const [title, context, url, ...names] = file[at];
      return { title, url, lines: [context, ...names] };
    }
    while (at >= file[page][1]) at -= file[page++][1];
    const [folder, , start = `${folder}index.html`, first = `${start}#claim-`] = file[page];
    const { title, claims, tables: cells, rows } = /** @type {PageCards} */ (await open(`${site}${folder}cards.js`)), [name, support, , text, ...facts] = claims[at];
    return { title: cells?.[name]?.[row] ?? text, url: `${first}${name}`, page: start, lines: [title], facts, support: rows?.[name]?.[row]?.[0] ?? support };
  }

  /* ── Marking ── */

  /* An element with attributes and children. */
  /** @type {ExplainerSearch["make"]} */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  }

  /* Whether a word of a text is why it was found; the index may have it without an article or proclitics. */
  /**
   * @param {string} word
   * @param {string} written
   * @param {Set<string>} found
   */
  function isMatch(word, written, found) {
    if (/^[AaEe]l\p{Lu}/u.test(written) && found.has(word.slice(2))) return true;
    const lead = /^(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)$/;
    return [0, 1, 2, 3, 4].some((length) => found.has(word.slice(length)) && lead.test(word.slice(0, length)));
  }

  /* A text in a <bdi>, its matching words in <mark>. */
  /**
   * @param {string} text
   * @param {Set<string>} found
   */
  function marked(text, found) {
    /** @type {(Node | string)[]} */
    const parts = [];
    const whole = values(text).filter(({ words }) => words.some((word) => found.has(word)));
    let position = 0;
    for (const { word, start, end } of [...whole.map((value) => ({ ...value, word: "" })), ...tokens(text)].sort((a, b) => a.start - b.start)) {
      const written = text.slice(start, end);
      if (start < position || (word && !isMatch(word, written, found))) continue;
      parts.push(text.slice(position, start), make("mark", {}, written));
      position = end;
    }
    return make("bdi", {}, ...parts, text.slice(position));
  }

  /* These are called by the files of the index, and by those of cards. */
  /** @param {unknown} data */
  const hand = (data) => { received.set(source(), data); };
  /** @type {ExplainerSearch["shard"]} */
  const shard = (_, data) => hand(data);
  window.explainerCards = hand;
  /** @param {string} query */
  const hasWords = (query) => tokens(query).length > 0;
  window.explainerSearch = { site, isWhole, shard, open, link, self, asked, idOf, folderOf, fold: (text) => text.replace(/./gs, fold), tokens, learn, values, distance, hasWords, load, each, read, ask, find, make, marked };
})();
