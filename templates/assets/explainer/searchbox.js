/* The search field of every page and the search page: what search.js finds, by the keyboard alone if need be. The words that readers
   see come with the index (`search/words-*.js`), but for what is said before that is there, or if it cannot be loaded. */
(() => {
  "use strict";
  if (!window.explainerSearch) return;
  const { site, isWhole, link, self, asked, idOf, hasWords, load, find, make, marked } = window.explainerSearch;
  const form = /** @type {HTMLElement | null} */ (document.querySelector("[data-wait]")), { wait = "", failed = "" } = form?.dataset ?? {};
  const language = document.documentElement.lang || "en";
  const EACH = 5, EACH_ON_PAGE = 20;
  /** @type {Answer} */
  const NOTHING = { total: 0, sections: [], words: new Set(), loose: false, corrected: "", isQuestion: false };
  /** @type {FieldWords} */
  let texts; // before any answer

  /**
   * @param {string} text
   * @param {Record<string, string | number>} values
   */
  function say(text, values) {
    return text.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ key) => values[key].toLocaleString(language));
  }

  const plurals = new Intl.PluralRules(language); // the forms are CLDR's, as they are where the page was made
  /** @param {number} total */
  const numbered = (total) => texts.found[plurals.select(total)].replace("{n}", total.toLocaleString(language));

  /* What there is to say before the number of results. */
  /**
   * @param {string} query
   * @param {Answer} answer
   */
  function notes(query, { total, loose, corrected }) {
    if (!total) return say(texts.none, { query: query.trim() });
    return [corrected && say(texts.corrected, { query: corrected }), loose && texts.loose, numbered(total)].filter(Boolean).join(" ");
  }

  /* Where somebody may look who finds nothing: the lists of everything. */
  /** @param {Record<string, string>} attributes */
  async function elsewhere(attributes) {
    const counts = new Map((await load("index")).kinds), has = { claims: true, sources: true, glossary: counts.get("group") || counts.get("term") };
    return Object.entries(texts.lists).filter(([page]) => has[/** @type {keyof typeof has} */ (page)]).map(([page, title]) =>
      make("a", { class: "search-result", href: link(page, "").replace(/\?$/, ""), ...attributes }, title));
  }

  /* The sign of a claim, drawn and in words. */
  /** @param {string} support */
  const sign = (support) => make("span", { class: "search-result__sign", "data-support": support }, make("i", { class: "sign" }), texts.signs[support]);

  /* A result; of its lines, the first is always shown, the others where they match. */
  /**
   * @param {Found} found
   * @param {Set<string>} words
   * @param {Record<string, string>} attributes
   */
  function result({ title, url, lines, support, facts = [] }, words, attributes) {
    const matching = lines.map((line) => marked(line, words)).filter((line, i) => !i || line.querySelector("mark"));
    const shown = [...(support ? [sign(support)] : []), ...facts.map((fact) => marked(fact, words)), ...matching];
    return make("a", { class: "search-result", href: site + url, ...attributes },
      make("span", { class: "search-result__title" }, marked(title, words)),
      make("span", { class: "search-result__context" }, ...shown.flatMap((line, i) => (i ? [" · ", line] : line))));
  }

  /* The head of a section: what is in it, and how much. */
  /**
   * @param {keyof HTMLElementTagNameMap} tag
   * @param {Record<string, string>} attributes
   * @param {Section} section
   */
  function heading(tag, attributes, { kind, total }) {
    return make(tag, { class: "search-group", ...attributes }, texts.kinds[kind], " ", make("span", { class: "search-count" }, total.toLocaleString(language)));
  }

  /* What both fields do: ask while somebody types, and say how much was found. */
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} box
   * @param {(answer: Answer, instead?: HTMLElement[]) => void} show
   * @param {Record<string, string>} attributes
   */
  function asker(input, box, show, attributes) {
    const status = make("p", { class: "search-status", role: "status" });
    let turn = 0;
    box.prepend(status);

    /** @param {Limits} limits */
    async function update(limits) {
      const query = input.value, own = ++turn;
      if (!hasWords(query)) return forget();
      if (box.hidden) status.textContent = wait; // a live region must be there before its text changes
      box.hidden = false;
      try {
        texts ??= await load(`words-${language}`);
        const answer = await find(query, limits), instead = answer.total ? [] : await elsewhere(attributes);
        if (own !== turn) return undefined;
        show(answer, instead);
        status.textContent = notes(query, answer);
      } catch (error) {
        console.error(error);
        if (own !== turn) return undefined;
        show(NOTHING);
        status.textContent = failed;
      }
      return undefined;
    }

    function forget() {
      turn++;
      show(NOTHING);
      status.textContent = "";
      box.hidden = true;
    }

    input.addEventListener("focus", () => load("index").catch(() => {})); // typing tries again, and says what failed
    return { update, forget };
  }

  /* The field in the header: a combobox with a listbox, as in the WAI-ARIA Authoring Practices; the focus stays in the field. */
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} box
   */
  function attachBox(input, box) {
    const list = make("div", { role: "listbox", id: `${box.id}-list` }), OPTION = { role: "option", "aria-selected": "false", tabindex: "-1" }; // arrows lead there
    const { update, forget } = asker(input, box, fill, OPTION);
    /** @type {HTMLAnchorElement[]} */
    let options = [];
    /** @type {HTMLAnchorElement | undefined} */
    let active;
    box.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id })) input.setAttribute(name, value);

    /** @param {HTMLAnchorElement} [link] */
    function activate(link) {
      if (active) active.setAttribute("aria-selected", "false");
      active = link;
      if (!link) return input.removeAttribute("aria-activedescendant");
      link.setAttribute("aria-selected", "true");
      link.scrollIntoView({ block: "nearest" });
      return input.setAttribute("aria-activedescendant", link.id);
    }

    /**
     * @param {Found} item
     * @param {Set<string>} words
     * @param {string} id
     */
    function option(item, words, id) {
      return result(item, words, { id, ...OPTION });
    }

    /**
     * @param {Section} one
     * @param {Set<string>} words
     */
    function section(one, words) {
      const id = `${list.id}-${one.kind}`;
      return make("div", { role: "group", "aria-labelledby": id }, heading("p", { role: "presentation", id }, one),
        ...one.found.map((item, i) => option(item, words, `${id}-${i}`)));
    }

    /* The way to all results, where not all are shown. */
    /** @param {number} total */
    function more(total) {
      const href = link("search", new URLSearchParams({ q: input.value }));
      return make("a", { class: "search-more", id: `${list.id}-more`, href, ...OPTION }, say(texts.all, { number: total }));
    }

    /**
     * @param {Answer} answer
     * @param {HTMLElement[]} [instead]
     */
    function fill({ sections, words, total }, instead = []) {
      const shown = sections.reduce((sum, one) => sum + one.found.length, 0);
      activate();
      if (texts) list.setAttribute("aria-label", texts.list);
      instead.forEach((one, i) => { one.id = `${list.id}-instead-${i}`; });
      list.replaceChildren(...sections.map((one) => section(one, words)), ...(total > shown ? [more(total)] : []), ...instead);
      options = [...list.querySelectorAll("a")];
      input.setAttribute("aria-expanded", String(options.length > 0));
    }

    const limits = { each: EACH };

    /** @param {number} by */
    function step(by) {
      if (box.hidden) return update(limits);
      return activate([...options, undefined].at((options.indexOf(/** @type {HTMLAnchorElement} */ (active)) + by) % (options.length + 1))); // the field is in the round
    }

    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Home: () => activate(options[0]),
      End: () => activate(options.at(-1)),
      Enter: () => active?.click(),
      Escape: () => { if (box.hidden) input.value = ""; else forget(); },
    };

    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => update(limits));
    if (isWhole) input.form?.addEventListener("submit", (event) => { event.preventDefault(); location.href = link("search", new URLSearchParams({ q: input.value })); });
    input.addEventListener("keydown", (event) => {
      const moves = /^(Home|End|Enter)$/.test(event.key); // in the text, while no result is chosen
      if (event.isComposing || event.shiftKey || !keys[event.key] || (moves && !active)) return;
      event.preventDefault();
      keys[event.key]();
    });
    input.addEventListener("blur", forget);
    box.addEventListener("mousedown", (event) => event.preventDefault()); // else the field loses the focus before the click
    box.addEventListener("click", (event) => /** @type {Element} */ (event.target).closest("a") && forget());
  }

  /* The search page: headings and links, which Tab and the arrows reach; its address holds the words. */
  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} box
   */
  function attachPage(input, box) {
    const list = make("div", { class: "search-sections" });
    /** @type {Limits} */
    let limits = { each: EACH_ON_PAGE };
    const { update } = asker(input, box, fill, {});
    /** @returns {HTMLElement[]} */
    const links = () => [...list.querySelectorAll(/** @type {"a"} */ ("a, button"))];
    box.append(list);

    /* More of a kind: claims can be filtered, of the others more are read. */
    /**
     * @param {Section} section
     * @returns {(Node | string)[]}
     */
    function rest({ kind, total, found }) {
      if (total <= found.length) return [];
      const more = make("button", { type: "button", class: "search-more" }, texts.more);
      more.addEventListener("click", async () => {
        limits = { ...limits, [kind]: found.length + 50 };
        await update(limits);
        /** @type {HTMLElement | undefined} */ (list.querySelectorAll(`#search-${kind} a`)[found.length])?.focus();
      });
      if (kind !== "claim") return [more];
      return [more, " ", make("a", { class: "search-more", href: link("claims", new URLSearchParams({ q: input.value })) }, texts.filter)];
    }

    /**
     * @param {Answer} answer
     * @param {HTMLElement[]} [instead]
     */
    function fill({ sections, words }, instead = []) {
      list.replaceChildren(...instead, ...sections.map((one) => make("section", { id: `search-${one.kind}`, "aria-labelledby": `search-${one.kind}-head` },
        heading("h2", { id: `search-${one.kind}-head` }, one),
        make("ol", {}, ...one.found.map((item) => make("li", {}, result(item, words, {})))),
        ...rest(one))));
    }

    input.value = asked("search")?.get("q") || "";
    input.addEventListener("input", () => {
      limits = { each: EACH_ON_PAGE };
      try { history.replaceState(history.state, "", self("search", new URLSearchParams({ q: input.value }))); } catch { /* refused when typing fast */ }
      update(limits);
    });
    /** @type {HTMLFormElement} */ (input.form).addEventListener("submit", (event) => { event.preventDefault(); links()[0]?.focus(); });
    /** @type {HTMLElement} */ (box.parentElement).addEventListener("keydown", (event) => {
      const all = links(), at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      const to = /** @type {Record<string, number | undefined>} */ ({ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 })[event.key];
      if (event.isComposing || (to === undefined && event.key !== "Escape") || (at < 0 && event.key !== "ArrowDown")) return;
      event.preventDefault();
      (all[to ?? -1] || input).focus();
    });
    if (isWhole) window.addEventListener("popstate", () => {
      const words = asked("search");
      if (!words) return;
      input.value = words.get("q") || "";
      update(limits);
      input.focus();
      input.form?.scrollIntoView();
    });
    update(limits);
  }

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
  const header = byId("site-search-input"), onPage = byId(idOf("search", "search-page-input"));
  if (header) attachBox(header, byId("site-search-results"));
  if (onPage) attachPage(onPage, byId(idOf("search", "search-page-results")));
  const field = isWhole ? header : onPage || header;
  if (field) document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/** @type {Element} */ (event.target).closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
