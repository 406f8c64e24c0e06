/* The list of all sources, filtered and in another order. All rows are there; what is asked for is an address (?publisher=Reuters&sort=newest)
   that can be shared, gone back to and reloaded. Without search.js, which knows how words are folded, the list is as it was written. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  if (!window.explainerSearch || !window.explainerFilters) return;
  const { self, asked, tokens } = window.explainerSearch;
  const form = /** @type {HTMLFormElement} */ (document.getElementById("source-filters"));
  const texts = /** @type {Record<string, string>} */ (form.dataset), language = document.documentElement.lang || "en";
  const { field, filters, fill, step } = window.explainerFilters(form, ["q", "publisher", "perspective", "consulted", "sort"]);
  const [count, clear] = ["output", "[type=reset]"].map((selector) => /** @type {HTMLElement} */ (form.querySelector(selector)));
  const body = /** @type {HTMLElement} */ (document.querySelector("table.data > tbody"));

  const rows = [...document.querySelectorAll(/** @type {"tr"} */ ("tr[data-source]"))].map((row, place) => {
    const { publisher, perspective, consulted } = row.dataset;
    return {
      row,
      place,
      publisher,
      perspective,
      consulted,
      words: /** @type {string[] | null} */ (null), // once they are asked for
      date: row.querySelector("time")?.dateTime ?? "",
      cited: Number(row.cells[row.cells.length - 1].textContent),
    };
  });
  /** @typedef {(typeof rows)[number]} Row */
  let order = "";

  const wordsOf = (/** @type {string} */ text) => tokens(text).map(({ word }) => word);

  /**
   * @param {Row} one
   * @param {string} start
   */
  function has(one, start) {
    one.words ??= wordsOf([...one.row.cells].map((cell) => cell.textContent).join("\n"));
    return one.words.some((word) => word.startsWith(start));
  }

  const dated = (/** @type {Row} */ one, /** @type {Row} */ other, /** @type {number} */ turn) =>
    Number(!one.date) - Number(!other.date) || turn * (Number(one.date > other.date) - Number(one.date < other.date)) || one.place - other.place;
  /** @type {Record<string, (one: Row, other: Row) => number>} */
  const ORDERS = {
    newest: (one, other) => dated(one, other, -1),
    oldest: (one, other) => dated(one, other, 1),
    cited: (one, other) => other.cited - one.cited || one.place - other.place,
  };

  function show() {
    const { q = "", sort = "", ...wanted } = filters(), words = wordsOf(q);
    let number = 0;
    if (sort !== order) body.append(...rows.sort(ORDERS[sort] ?? ((one, other) => one.place - other.place)).map(({ row }) => row));
    order = sort;
    for (const one of rows) {
      const fits = words.every((start) => has(one, start)) && Object.entries(wanted).every(([name, value]) => one[/** @type {"publisher"} */ (name)] === value);
      one.row.hidden = !fits;
      number += Number(fits);
    }
    clear.hidden = !q && !sort && !Object.keys(wanted).length;
    count.textContent = number === rows.length ? texts.all : number ? texts.some.replace("{number}", number.toLocaleString(language)) : texts.none;
  }

  /* Take up what the address says. */
  function restore() {
    fill(asked("sources"));
    show();
  }

  function go(isTyping = false) {
    step(asked("sources"), self("sources", new URLSearchParams(filters())), isTyping);
    show();
  }

  form.addEventListener("input", (event) => { if (event.target === field("q")) go(true); });
  form.addEventListener("change", (event) => { if (event.target !== field("q")) go(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { go(); field("q")?.focus(); }));
  window.addEventListener("popstate", restore);
  form.hidden = false;
  restore();
});
