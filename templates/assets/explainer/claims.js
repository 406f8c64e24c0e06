/* The list of all claims, filtered. A filter is an address (?theme=money&support=single): it can be shared, gone back to and
   reloaded. What the claims have in common comes from builder/search/facets.py; texts and words come with the search (search.js).
   A page that holds all rows hides some of them; on a large site the rows are made here, some at a time. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  if (!window.explainerSearch || !window.explainerFilters) return;
  const { site, isWhole, self, asked, idOf, load, each, read, ask, hasWords, marked } = window.explainerSearch;
  const form = /** @type {HTMLFormElement} */ (document.getElementById(idOf("claims", "claim-filters")));
  if (!form) return;
  const texts = /** @type {Record<string, string>} */ (form.dataset), language = document.documentElement.lang || "en";
  const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(idOf("claims", id)));
  const [count, clear, save] = ["output", "[type=reset]", "[data-download]"].map((selector) => /** @type {HTMLElement} */ (form.querySelector(selector)));
  const { field, filters, fill, step } = window.explainerFilters(form, ["q", "theme", "group", "source", "support", "status", "from", "to"]);
  const holder = byId("claim-table"), table = /** @type {HTMLTableElement} */ (holder.querySelector("table"));
  const index = /** @type {HTMLElement | null} */ (byId("claim-index")), pager = byId("claim-pager");
  const shapes = /** @type {HTMLTemplateElement} */ (byId("claim-row")).content;
  /** @type {HTMLElement[]} */
  const ownRows = [...table.querySelectorAll(/** @type {"tr"} */ ("[data-claim-ref]"))];

  /**
   * @typedef {any[]} Entry What a list of facets says of some claims: a value first, their numbers last.
   * @typedef {Record<string, Entry[]>} Facets
   * @typedef {{ size: number, facets: Facets, order: number[], support: Entry[], date: Entry[], sources: Uint16Array }} Data
   * @typedef {(number: number) => unknown} Test
   */
  const ROWS = 50, FACETS = ["theme", "group", "source", "support", "status", "date"];
  let turn = 0, page = 1;
  /** @type {number[]} */
  let found = [];
  /** @type {Set<string> | null} */
  let words = null;
  /** @type {number | undefined} */
  let typing;

  /**
   * @param {string} text
   * @param {Record<string, number>} values
   */
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key].toLocaleString(language));

  /* ── What is known of the claims ── */

  /** @type {Promise<Data> | undefined} */
  let known;

  /* Once loaded: the claims in the order of their pages, by their numbers in the index, and what each has. */
  function claims() {
    known ??= Promise.all([load("index"), ...FACETS.map((name) => load(`f-${name}`))]).then(([{ size }, ...lists]) => {
      const facets = Object.fromEntries(FACETS.map((name, i) => [name, lists[i]]));
      return {
        size,
        facets,
        order: facets.theme.flatMap((/** @type {Entry} */ [, first, length]) => Array.from({ length }, (_, i) => first + i)),
        support: gather(facets.support, /** @type {Entry[]} */ ([]), (entry) => entry),
        date: gather(facets.date, /** @type {Entry[]} */ ([]), (entry) => entry),
        sources: gather(facets.source, new Uint16Array(size), (_, sum) => sum + 1),
      };
    });
    known.catch(() => { known = undefined; }); // the next one tries again
    return known;
  }

  /* Note for each claim the entries of a list that it is in, each combined with what was noted before. */
  /**
   * @template T
   * @template {{ [number: number]: T }} N
   * @param {Entry[]} list
   * @param {N} notes
   * @param {(entry: Entry, before: T) => T} combine
   */
  function gather(list, notes, combine) {
    for (const entry of list) each(entry.at(-1), (number) => { notes[number] = combine(entry, notes[number]); });
    return notes;
  }

  /* ── Filters ── */

  /* One test for each filter that is set: does a claim, by its number, pass it? */
  /**
   * @param {Record<string, string>} wanted
   * @param {Data} data
   * @returns {Promise<[Test[], Set<string> | null]>}
   */
  async function tests(wanted, { size, facets }) {
    /** @type {Test[]} */
    const passing = [];
    for (const name of ["group", "source", "support", "status"]) {
      if (!wanted[name]) continue;
      const having = gather(facets[name].filter(([value]) => value === wanted[name]), new Uint8Array(size), () => 1);
      passing.push((number) => having[number]);
    }
    if (wanted.theme) {
      const [, first, length] = facets.theme.find(([value]) => value === wanted.theme) || [wanted.theme, 0, 0];
      passing.push((number) => number >= first && number < first + length);
    }
    if (wanted.from || wanted.to) {
      const days = (/** @type {Entry} */ [first, last]) => (!wanted.to || first <= wanted.to) && (!wanted.from || !last || last >= wanted.from);
      const within = gather(facets.date.filter(days), new Uint8Array(size), () => 1);
      passing.push((number) => within[number]);
    }
    const asked = wanted.q && hasWords(wanted.q) ? await ask(wanted.q, true) : null;
    if (asked) passing.push(asked.score);
    return [passing, asked?.words ?? null];
  }

  /* Show what the form asks for. */
  async function apply() {
    const wanted = filters(), own = ++turn, any = Object.keys(wanted).length > 0;
    clear.hidden = !any;
    try {
      if (!any) return reset();
      const waiting = setTimeout(() => { count.textContent = texts.wait; }, 400);
      const data = await claims(), [passing, matching] = await tests(wanted, data);
      clearTimeout(waiting);
      if (own !== turn) return undefined;
      found = data.order.filter((number) => passing.every((test) => test(number)));
      words = matching;
      await (ownRows.length ? hide(data) : build(data, own));
      if (own === turn) report(data.order.length);
    } catch (error) {
      console.error(error);
      if (own === turn) count.textContent = texts.failed;
    }
    return undefined;
  }

  /** @param {number} total */
  function report(total) {
    count.textContent = found.length ? say(texts.some, { number: found.length, total }) : texts.none;
    save.hidden = !found.length;
  }

  function reset() {
    found = [];
    words = null;
    for (const row of ownRows) show(row, true);
    if (index) {
      index.hidden = false;
      holder.hidden = true;
      empty();
    }
    for (const body of table.tBodies) body.hidden = false;
    save.hidden = true;
    pager.hidden = true;
    count.textContent = texts.all;
  }

  /* ── Rows that are there ── */

  /**
   * @param {HTMLElement} row
   * @param {boolean} visible
   */
  function show(row, visible) {
    const link = /** @type {HTMLElement} */ (row.querySelector(".row-link"));
    row.hidden = !visible;
    if (visible && (words || link.firstElementChild)) link.replaceChildren(words ? marked(link.textContent, words) : link.textContent);
  }

  /** @param {Data} data */
  function hide({ order }) {
    const here = new Set(found);
    ownRows.forEach((row, i) => { show(row, here.has(order[i])); });
    for (const body of table.tBodies) body.hidden = !body.querySelector("[data-claim-ref]:not([hidden])");
  }

  /* ── Rows that are made ── */

  /** @type {(selector: string) => HTMLElement} */
  const shape = (selector) => /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (shapes.querySelector(selector)).cloneNode(true));

  /**
   * @param {number} number
   * @param {Found} document
   * @param {Data} data
   */
  function row(number, { title, url }, data) {
    const made = /** @type {HTMLTableRowElement} */ (shape(".row-head + tr")), [text, support, date, sources] = made.cells;
    const link = /** @type {HTMLAnchorElement} */ (text.firstElementChild);
    const [value] = data.support[number], [, , machine, shown] = data.date[number] || [];
    made.dataset.support = value;
    made.dataset.claimRef = url.slice(url.indexOf("#claim-") + 7);
    link.href = site + url;
    link.append(words ? marked(title, words) : title);
    support.append(shape(`[data-support="${value}"]`));
    if (shown) date.append(Object.assign(document.createElement("time"), { textContent: shown, ...(machine && { dateTime: machine }) }));
    sources.append(String(data.sources[number]));
    return made;
  }

  /** @param {Found} document */
  function head({ page: start, lines }) {
    const made = shape(".row-head"), link = /** @type {HTMLAnchorElement} */ (made.querySelector("a"));
    link.href = site + start;
    link.append(lines[0]);
    return made;
  }

  function empty() {
    for (const body of [...table.tBodies]) body.remove();
  }

  /**
   * @param {Data} data
   * @param {number} own
   */
  async function build(data, own) {
    const pages = Math.max(1, Math.ceil(found.length / ROWS));
    page = Math.min(page, pages);
    const numbers = found.slice((page - 1) * ROWS, page * ROWS);
    /** @type {HTMLElement[]} */
    const bodies = [];
    const documents = await Promise.all(numbers.map(read));
    if (own !== turn) return;
    documents.forEach((one, i) => {
      if (!i || one.lines[0] !== documents[i - 1].lines[0]) bodies.push(document.createElement("tbody"), head(one));
      bodies.push(row(numbers[i], one, data));
    });
    empty();
    for (const part of bodies) (part.tagName === "TBODY" ? table : table.tBodies[table.tBodies.length - 1]).append(part);
    if (index) index.hidden = true;
    holder.hidden = !found.length;
    pager.hidden = pages < 2;
    /** @type {HTMLElement} */ (pager.querySelector("span")).textContent = say(texts.page, { page, pages });
    for (const [which, to] of /** @type {const} */ ([["first", page - 1], ["last", page + 1]])) {
      const link = /** @type {HTMLAnchorElement} */ (pager[`${which}ElementChild`]);
      link.hidden = to < 1 || to > pages;
      link.href = address(to);
      link.dataset.to = String(to);
    }
  }

  /* ── Addresses ── */

  /** @param {number} to */
  function address(to) {
    const wanted = new URLSearchParams(filters());
    if (to > 1) wanted.set("page", String(to));
    return self("claims", wanted);
  }

  /* Take up what the address says. */
  function restore() {
    clearTimeout(typing);
    const wanted = asked("claims");
    if (!wanted && count.textContent) return undefined; // somebody reads on in the same document
    if (isWhole && wanted?.size) form.scrollIntoView();
    page = Math.max(1, Number.parseInt(wanted?.get("page") ?? "", 10) || 1);
    fill(wanted);
    return apply();
  }

  /** @param {number} to */
  function go(to, isTyping = false) {
    clearTimeout(typing);
    page = to;
    step(asked("claims"), address(to), isTyping);
    return apply();
  }

  /* ── A file of what is shown ── */

  /* A text must not be taken for a formula by a spreadsheet: as in builder/data/csv_tables.py. */
  /** @param {string | number} text */
  const cell = (text) => `"${(/^'*[=+\-@\t\r＝＋－＠]/.test(String(text)) ? `'${text}` : String(text)).replace(/"/g, '""')}"`;

  async function download() {
    const { facets, support, date } = await claims(), lines = [/** @type {(string | number)[]} */ (["id", "url", "text", "page", "support", "status", "date", "groups", "sources"])];
    const status = gather(facets.status, /** @type {Entry[]} */ ([]), (entry) => entry);
    const [groups, sources] = ["group", "source"].map((name) => gather(facets[name], /** @type {string[]} */ ([]), ([value], before) => (before ? `${before} ${value}` : value)));
    for (let start = 0; start < found.length; start += 200) { // not thousands of files at once
      const numbers = found.slice(start, start + 200), documents = await Promise.all(numbers.map(read));
      numbers.forEach((number, i) => {
        const { title, url, lines: [where] } = documents[i], id = url.slice(url.indexOf("#claim-") + 7);
        lines.push([id, url, title, where, support[number][0], status[number][0], date[number]?.[3] || "", groups[number] || "", sources[number] || ""]);
      });
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" }));
    link.download = texts.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /* ── What readers do ── */

  form.addEventListener("input", (event) => {
    if (event.target !== field("q")) return;
    clearTimeout(typing);
    typing = window.setTimeout(() => go(1, true), 150);
  });
  form.addEventListener("change", (event) => { if (event.target !== field("q")) go(1); });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(1); });
  form.addEventListener("reset", () => setTimeout(() => { go(1); field("q")?.focus(); }));
  save.addEventListener("click", () => { download().catch((error) => { console.error(error); count.textContent = texts.failed; }); });
  pager.addEventListener("click", async (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await go(Number(link.dataset.to));
    holder.focus();
    holder.scrollIntoView();
  });
  window.addEventListener("popstate", restore);
  form.hidden = false;
  restore();
});
