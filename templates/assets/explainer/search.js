/* Search, also from a disk: no fetch, no worker. builder/search.py writes the index and says how it is laid out; its files are
   scripts that call explainerSearch.shard. Nothing is loaded before the field has the focus. This file is loaded with `defer`. */
(function () {
  "use strict";
  const site = new URL("../../", document.currentScript.src).href;

  /* ── Words: folded as in builder/mentions.py, divided as in builder/search.py. tests/js/fold_cases.json holds both to one table. ── */

  const DROPPED = /['’‘ʼʿʾʻ`´ˈ′\u0640\u0670\u064b-\u065f\u0300-\u036f\u00ad\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
  const SPACE = /[-‐‑‒–\n\t\u00a0\u202f]/;
  const LATIN = /[A-Z\u00c0-\u024f\u1e00-\u1eff]/;
  const ARABIC = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ة: "ه", ؤ: "و", ئ: "ي", ى: "ي", ی: "ي", ک: "ك" };
  const WORD = /(?:[\p{L}\p{Nl}\p{No}]\.)+[\p{L}\p{Nl}\p{No}](?![\p{L}\p{N}])\.?|[\p{L}\p{N}]+/gu;
  const known = {};

  function fold(char) {
    if (DROPPED.test(char)) return "";
    if (SPACE.test(char)) return " ";
    return LATIN.test(char) ? char.normalize("NFD")[0].toLowerCase() : ARABIC[char] || char;
  }

  /* Every word of a text, with its place in the text as it was written. */
  function tokens(text) {
    let folded = "";
    const at = [];
    for (let i = 0; i < text.length; i++) {
      const char = (known[text[i]] ??= fold(text[i]));
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
  function queryWords(query) {
    const words = tokens(query).map((token) => token.word);
    return words.filter((word, i) => !/^(?:[ae]l \S|a([dnrstz]|[ds]h) \1)/.test(`${word} ${words[i + 1] || ""}`));
  }

  /* The other number of an English word: -s, -es, -y and -ies. A possessive is folded to the same letters as a plural. */
  function otherNumber(word) {
    if (!/^[a-z]{3,}$/.test(word)) return [];
    const singular = [word.replace(/(...)s$/, "$1"), word.replace(/(...)e?s$/, "$1"), word.replace(/ies$/, "y")];
    return [word + "s", word + "es", word.replace(/y$/, "ies"), ...singular];
  }

  /* ── Files of the index ── */

  const files = new Map(), received = {};

  function load(name) {
    if (!files.has(name)) {
      files.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.onload = () => resolve(received[name]);
        script.onerror = () => { files.delete(name); reject(new Error(`${name} cannot be loaded`)); };
        script.src = `${site}search/${name}.js`;
        document.head.append(script);
      }));
    }
    return files.get(name);
  }

  const loadNumber = (letter, number) => load(letter + String(number).padStart(3, "0"));

  /* The last place in an ascending list whose value is not above the given one; the first if all are. */
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

  /* The words of the index that match one of the given forms: word → [how well, postings]. */
  async function lookUp(forms, asPrefix) {
    const { words } = await load("index"), exact = new Map(), wanted = new Set(), hits = new Map();
    forms.flatMap(otherNumber).forEach((form) => exact.set(form, NUMBER));
    forms.forEach((form) => exact.set(form, EXACT));
    for (const form of exact.keys()) wanted.add(place(words, form));
    for (const form of asPrefix ? forms : []) for (let i = place(words, form); i <= place(words, form + "\uffff"); i++) wanted.add(i);
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
  async function match(word, asPrefix) {
    let hits = await lookUp([word, word.replace(/^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)/, "")], asPrefix);
    if (!hits.size) hits = await lookUp([word.replace(/^[ae]l(?=...)/, "")], asPrefix);
    if (!hits.size) hits = await lookUp([word.replace(/^[وف](?=...)/, ""), word.replace(/^[وف]?[بلك](?=...)/, "")]);
    return hits;
  }

  /* Raise the level of every document in a posting list. Digits above "=" end a number; there are 64 of them and 25 others. */
  function raise(postings, level, levels) {
    const bits = postings[0] === "=" ? atob(postings.slice(1)) : "";
    for (let id = 0; id < bits.length * 8; id++) {
      if (bits.charCodeAt(id >> 3) & (128 >> (id & 7)) && levels[id] < level) levels[id] = level;
    }
    for (let i = 0, id = -1, start = 0; !bits && i < postings.length; i++) {
      const code = postings.charCodeAt(i);
      if (code < 61) start = start * 25 + code - 32 - (code > 34) - (code > 44);
      else {
        id += start * 64 + code - 61 - (code > 92);
        start = 0;
        if (levels[id] < level) levels[id] = level;
      }
    }
  }

  /* How well every document matches a word: in its title, and in its names. */
  function levels(hits, size) {
    const fields = [new Uint8Array(size), new Uint8Array(size)];
    for (const [level, postings] of hits.values()) postings.split(",").forEach((list, field) => raise(list, level, fields[field]));
    return fields;
  }

  /* All words must match. First come documents with all words in one field, then exact before other number before prefix,
     then title before names; what is still equal is left to the number, which grows with the length of the title. */
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

  /* Answer a query: sections by kind with at most `limit` documents each, kinds that match in more whole words first. */
  async function find(query, limit) {
    const { size, kinds } = await load("index"), words = queryWords(query), last = words.length - 1;
    if (!size || !words.length) return { total: 0, sections: [] };
    let hits = await Promise.all(words.map((word, i) => match(word, i === last && word.length > 1)));
    // A single letter at the end is most often a word that is still being typed.
    if (last && !hits[last].size && /^\p{L}$/u.test(words[last])) hits.pop();
    const rows = hits.map((hit) => levels(hit, size)), sections = [];
    let id = 0;
    for (const [kind, count] of kinds) {
      const found = [];
      for (const end = id + count; id < end; id++) {
        const points = score(rows, id);
        if (points) found.push({ id, points });
      }
      found.sort((a, b) => b.points - a.points); // stable: equals stay in the order of their numbers
      if (found.length) sections.push({ kind, total: found.length, points: found[0].points, found: found.slice(0, limit) });
    }
    sections.sort((a, b) => Math.floor(b.points / 200) - Math.floor(a.points / 200)); // a whole word, in either number, is 200 or 202
    await Promise.all(sections.map(async (section) => { section.found = await Promise.all(section.found.map(({ id }) => read(id))); }));
    const total = sections.reduce((sum, section) => sum + section.total, 0);
    return { total, sections, words: new Set(hits.flatMap((hit) => [...hit.keys()])) };
  }

  async function read(id) {
    const { documents } = await load("index"), number = place(documents, id);
    const [title, context, url, ...names] = (await loadNumber("d-", number))[id - documents[number]];
    return { title, url, lines: [context, ...names] };
  }

  /* ── Showing ── */

  const LABELS = { group: "Groups", term: "Terms", theme: "Themes", claim: "Claims", source: "Sources", page: "Pages" };

  function set(element, attributes) {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  }

  function make(tag, attributes, ...children) {
    const element = set(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  }

  /* Whether a word of a text is why it was found; the index may have it without an article or proclitics. */
  function isMatch(word, written, found) {
    if (/^[AaEe]l\p{Lu}/u.test(written) && found.has(word.slice(2))) return true;
    const lead = /^(?:[وف]?[بلك]?(?:ال)?|[وف]?لل)$/;
    return [0, 1, 2, 3, 4].some((length) => found.has(word.slice(length)) && lead.test(word.slice(0, length)));
  }

  /* A text in a <bdi>, its matching words in <mark>. */
  function marked(text, found) {
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

  /* A result; of its lines, the first is always shown, the others where they match. */
  function option({ title, url, lines }, id, found) {
    const shown = lines.map((line) => marked(line, found)).filter((line, i) => !i || line.querySelector("mark"));
    return make("a", { class: "search-result", role: "option", id, href: site + url, "aria-selected": "false" },
      make("span", { class: "search-result__title" }, marked(title, found)),
      make("span", { class: "search-result__context" }, ...shown.flatMap((line, i) => (i ? [" · ", line] : line))));
  }

  function section({ kind, found }, listId, words) {
    const id = `${listId}-${kind}`;
    return make("div", { role: "group", "aria-labelledby": id },
      make("p", { class: "search-group", role: "presentation", id }, LABELS[kind]),
      ...found.map((item, i) => option(item, `${id}-${i}`, words)));
  }

  /* A combobox with a listbox, as in the WAI-ARIA Authoring Practices: the focus stays in the field. */
  function attach(input, box, isPage) {
    const list = make("div", { role: "listbox", id: `${box.id}-list`, "aria-label": "Search results" });
    const status = make("p", { class: "search-status", role: "status" });
    let options = [], active, turn = 0;
    box.append(status, list);
    set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

    function activate(link) {
      if (active) set(active, { "aria-selected": "false" });
      active = link;
      if (!link) return input.removeAttribute("aria-activedescendant");
      set(link, { "aria-selected": "true" }).scrollIntoView({ block: "nearest" });
      set(input, { "aria-activedescendant": link.id });
    }

    function fill(sections, words, message = "") {
      activate();
      list.replaceChildren(...sections.map((one) => section(one, list.id, words)));
      options = [...list.querySelectorAll("a")];
      if (!isPage) options.forEach((link) => { link.tabIndex = -1; }); // arrows lead there; on the search page, Tab does too
      set(input, { "aria-expanded": String(options.length > 0) });
      status.textContent = message;
    }

    function close() {
      turn++;
      fill([]);
      box.hidden = true;
    }

    async function update() {
      const query = input.value, own = ++turn;
      if (!queryWords(query).length) return close();
      if (box.hidden) status.textContent = "Searching…"; // a live region must be there before its text changes
      box.hidden = false;
      try {
        const { total, sections, words } = await find(query, isPage ? 50 : 5);
        const message = total ? `${total} ${total > 1 ? "results" : "result"}` : `No results for “${query.trim()}”`;
        if (own === turn) fill(sections, words, message);
      } catch (error) {
        console.error(error);
        if (own === turn) fill([], null, "The search index could not be loaded.");
      }
    }

    function press(event) {
      const { key } = event, step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (event.isComposing || !(step || key === "Escape" || (key === "Enter" && active))) return;
      event.preventDefault();
      if (key === "Enter") active.click();
      else if (key === "Escape" && box.hidden) input.value = "";
      else if (key === "Escape") close();
      else if (box.hidden) update();
      else activate([...options, undefined].at((options.indexOf(active) + step) % (options.length + 1))); // the field is in the round
    }

    input.addEventListener("focus", () => load("index").catch(() => {})); // typing tries again, and says what failed
    input.addEventListener("input", update);
    input.addEventListener("keydown", press);
    if (isPage) {
      input.value = new URLSearchParams(location.search).get("q") || "";
      input.addEventListener("input", () => {
        const address = `?q=${encodeURIComponent(input.value)}`;
        try { history.replaceState(history.state, "", address); } catch { /* refused on some disks, and when typing fast */ }
      });
      update();
    } else {
      input.addEventListener("blur", close);
      box.addEventListener("mousedown", (event) => event.preventDefault()); // else the field loses the focus before the click
      box.addEventListener("click", (event) => event.target.closest("a") && close());
    }
    return input;
  }

  /* Called by the files of the index; the rest is for tests. */
  const shard = (name, data) => { received[name] = data; };
  window.explainerSearch = { shard, load, fold: (text) => text.replace(/[^]/g, fold), tokens, find };

  const fields = ["search-page", "site-search"].map((name) => {
    const input = document.getElementById(`${name}-input`);
    return input && attach(input, document.getElementById(`${name}-results`), name === "search-page");
  });
  const field = fields.find(Boolean);
  if (field) document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
