/* Search that works from a disk: no fetch, no worker. builder/data/word_index.py writes the index and says how it is laid out; its files are
   scripts that call explainerSearch.shard. Nothing is loaded before somebody asks: searchbox.js shows what is found, claims.js
   filters the list of all claims. This file is loaded with `defer`, or stands in a document that holds everything: its files
   (builder/bundles/one_file.py), and all pages, as sections. */
(() => {
  "use strict";
  const script = () => /** @type {HTMLScriptElement} */ (document.currentScript), isWhole = !script().src;
  const source = () => script().src || script().dataset.src || "", site = isWhole ? "" : new URL("../../", source()).href;

  /* ── Words: folded as in builder/linking/mentions.py, divided as in builder/data/posting_lists.py. tests/js/fold_cases.json holds both to one table. ── */

  const DROPPED = /['’‘ʼʿʾʻ`´ˈ′\u0640\u0670\u064b-\u065f\u0300-\u036f\u00ad\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
  const SPACE = /[-‐‑‒–\n\t\u00a0\u202f]/;
  const LATIN = /[A-Z\u00c0-\u024f\u1e00-\u1eff]/;
  /** @type {Record<string, string>} */
  const ARABIC = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ة: "ه", ؤ: "و", ئ: "ي", ى: "ي", ی: "ي", ک: "ك" };
  const WORD = /(?:[\p{L}\p{Nl}\p{No}]\.)+[\p{L}\p{Nl}\p{No}](?![\p{L}\p{N}])\.?|[\p{L}\p{N}]+/gu;
  /** @type {Record<string, string>} */
  const known = {};

  /** @param {string} char */
  function fold(char) {
    if (DROPPED.test(char)) return "";
    if (SPACE.test(char)) return " ";
    return LATIN.test(char) ? char.normalize("NFD")[0].toLowerCase() : ARABIC[char] || char;
  }

  /* Every word of a text, with its place in the text as it was written. */
  /** @param {string} text */
  function tokens(text) {
    let folded = "";
    /** @type {number[]} */
    const at = [];
    for (let i = 0; i < text.length; i++) {
      known[text[i]] ??= fold(text[i]);
      const char = known[text[i]];
      if (char) at.push(i);
      folded += char;
    }
    return Array.from(folded.matchAll(WORD), ({ 0: word, index }) => {
      let end = at[index + word.length - 1] + 1;
      while (/[\p{M}\u0640]/u.test(text.charAt(end))) end++; // a vowel sign stays with its letter
      return { word: word.replace(/\./g, ""), start: at[index], end };
    });
  }

  /* The words of a query. An article before a name is no word of its own: "al-Nujaba" asks for what "Nujaba" asks for. */
  /** @param {string} query */
  function queryWords(query) {
    const words = tokens(query).map((token) => token.word);
    return words.filter((word, i) => !/^(?:[ae]l \S|a([dnrstz]|[ds]h) \1)/.test(`${word} ${words[i + 1] || ""}`));
  }

  /* The other number of an English word: -s, -es, -y and -ies. A possessive is folded to the same letters as a plural. */
  /** @param {string} word */
  function otherNumber(word) {
    if (!/^[a-z]{3,}$/.test(word)) return [];
    const singular = [word.replace(/(...)s$/, "$1"), word.replace(/(...)e?s$/, "$1"), word.replace(/ies$/, "y")];
    return [`${word}s`, `${word}es`, word.replace(/y$/, "ies"), ...singular];
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

  const EXACT = 101, NUMBER = 100, PREFIX = 1, ONE_FIELD = 1e5;

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
    for (const form of forms.flatMap(otherNumber)) exact.set(form, NUMBER);
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
    let hits = await lookUp([word, word.replace(/^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)/, "")], asPrefix);
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

  /* All words must match. First come documents with all words in one field, then exact before other number before prefix,
     then title before names; what is still equal is left to the number: what the site says first comes first. */
  /**
   * @param {Uint8Array[][]} rows
   * @param {number} id
   */
  function score(rows, id) {
    let title = 0, names = 0, mixed = 0;
    for (let i = 0; i < rows.length; i++) { // this runs for every document
      const inTitle = rows[i][0][id], inNames = rows[i][1][id];
      if (!inTitle && !inNames) return 0;
      mixed += Math.max(inTitle, inNames);
      title += inTitle || -Infinity;
      names += inNames || -Infinity;
    }
    return Math.max(2 * mixed, ONE_FIELD + 2 * title + 1, ONE_FIELD + 2 * names);
  }

  /* What a query asks for: how well each document matches it, and the words that made it match. Null if it has no words. */
  /**
   * @param {string} query
   * @returns {Promise<Asked | null>}
   */
  async function ask(query) {
    const { size } = await load("index"), words = queryWords(query), last = words.length - 1;
    if (!size || !words.length) return null;
    const hits = await Promise.all(words.map((word, i) => match(word, i === last && word.length > 1)));
    // A single letter at the end is most often a word that is still being typed.
    if (last && !hits[last].size && /^\p{L}$/u.test(words[last])) hits.pop();
    const rows = hits.map((hit) => levels(hit, size));
    return { score: (id) => score(rows, id), words: new Set(hits.flatMap((hit) => [...hit.keys()])) };
  }

  /* How well the best document of a kind matches: in whole words, of which each, in either number, is 200 or 202. A theme whose title has
     several of them stands before definitions in which they only occur. */
  /** @param {{ kind: string, points: number }} best */
  const rank = ({ kind, points }) => 2 * Math.floor(points / 200) + +(kind === "theme" && points > ONE_FIELD + 400 && points % 2 === 1);

  /* Answer a query: sections by kind, kinds that match in more whole words first. `limits` says how many documents of each kind,
     or of a certain one, are read. */
  /**
   * @param {string} query
   * @param {Limits} limits
   * @returns {Promise<Answer>}
   */
  async function find(query, limits) {
    const { kinds } = await load("index"), asked = await ask(query);
    if (!asked) return { total: 0, sections: [], words: new Set() };
    const ranked = [];
    let id = 0;
    for (const [kind, count] of kinds) {
      const found = [];
      for (const end = id + count; id < end; id++) {
        const points = asked.score(id);
        if (points) found.push({ id, points });
      }
      found.sort((a, b) => b.points - a.points); // stable: equals stay in the order of their numbers
      if (found.length) ranked.push({ kind, total: found.length, points: found[0].points, found: found.slice(0, limits[kind] || limits.each) });
    }
    ranked.sort((a, b) => rank(b) - rank(a));
    const sections = await Promise.all(ranked.map(async ({ kind, total, found }) => ({ kind, total, found: await Promise.all(found.map(({ id }) => read(id))) })));
    const total = sections.reduce((sum, section) => sum + section.total, 0);
    return { total, sections, words: asked.words };
  }

  /**
   * @param {number} id
   * @returns {Promise<Found>}
   */
  async function read(id) {
    const { kinds, documents } = await load("index"), number = place(documents, id), file = await loadNumber("d-", number);
    let kind = 0, end = kinds[0][1], at = id - documents[number], page = 0;
    while (end <= id) end += kinds[++kind][1];
    if (kinds[kind][0] !== "claim") {
      const [title, context, url, ...names] = file[at];
      return { title, url, lines: [context, ...names] };
    }
    while (at >= file[page][1]) at -= file[page++][1];
    const [folder, , start = `${folder}index.html`, first = `${start}#claim-`] = file[page];
    const { title, claims, tables } = /** @type {PageCards} */ (await open(`${site}${folder}cards.js`)), [name, , , text, ...facts] = claims[at];
    return { title: tables?.[name] ?? text, url: `${first}${name}`, page: start, lines: [title, ...facts] };
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
    let position = 0;
    for (const { word, start, end } of tokens(text)) {
      const written = text.slice(start, end);
      if (!isMatch(word, written, found)) continue;
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
  const hasWords = (query) => queryWords(query).length > 0;
  window.explainerSearch = { site, isWhole, shard, open, link, self, asked, idOf, folderOf, fold: (text) => text.replace(/./gs, fold), tokens, hasWords, load, each, read, ask, find, make, marked };
})();
