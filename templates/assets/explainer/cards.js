/* Cards beside citations, claims and names: what the link leads to, without losing the place. Pages are complete without them.
   A card opens when the pointer rests on a link or the keyboard comes to it, and at the first tap; the second tap follows the link.
   Its HTML and every text in it come from templates/cards.html, what it says from the page itself and from the files of
   builder/data/card_files.py, which are scripts, since a page that is opened from a disk cannot fetch: search.js, which stands before this
   file, loads them, for it reads the same ones. Both are loaded with `defer`. */
(() => {
  "use strict";
  const main = /** @type {HTMLElement} */ (document.querySelector("main")), spoken = document.documentElement.lang;
  const LINKS = "a.citation, a.claim-link, a.group, a.term, a.claim-sign, a.row-sign", SIGNS = ".claim-sign, .row-sign";
  const HOVER = 160, FOCUS = 350, GRACE = 320; // milliseconds; the grace lets the pointer travel onto the card
  const GAP = 6, EDGE = 8, LEAST = 140; // pixels between card and link, card and window; the least height of a card
  const narrow = matchMedia("(max-width: 30em)"), canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  if (!main || !window.explainerSearch) return;

  /**
   * @typedef {HTMLAnchorElement} Link
   * @typedef {string | number | boolean | Node[] | null | undefined} Value
   * @typedef {Record<string, Value>} Values
   * @typedef {[card: string, values: Values, cited?: Cited, address?: string]} Card
   */
  const { site, open: fetched, folderOf } = window.explainerSearch, load = (/** @type {string} */ name) => fetched(`${site}assets/explainer/${name}`);
  /** @returns {Promise<CardFrame>} */
  const frame = () => load(`cards/frame-${spoken}.js`);
  /** @type {(link: Link) => Promise<PageCards>} */
  const ofPage = (link) => fetched(`${folderOf(link)}cards.js`);
  const claimOf = (/** @type {Link} */ link) => link.hash.replace(/^#(?:.*?-)??claim-/, "");
  /** @type {(claims: PageCards["claims"], id: string) => string[]} */
  const said = (claims, id) => /** @type {string[]} */ (claims.find(([name]) => name === id)).slice(1);
  /** @type {(root: ParentNode, selector: string) => HTMLElement} */
  const part = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));

  /* ── What a card says: the name of the card, and a value for each of its slots ── */

  /* The content of an element without ids, which no page may have twice. */
  /**
   * @param {Element} element
   * @param {string} [without]
   */
  function copyOf(element, without) {
    const copy = /** @type {Element} */ (element.cloneNode(true));
    if (without) for (const one of copy.querySelectorAll(without)) one.remove();
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    return [...copy.childNodes];
  }

  /* What a citation says of the place in its source. */
  /** @param {DOMStringMap} said */
  function cited({ locator, quote }) {
    const words = quote && Object.assign(document.createElement("q"), { textContent: quote, dir: "auto" });
    return locator || words ? [document.createTextNode(locator ? `${locator} ` : ""), ...(words ? [words] : [])] : null;
  }

  /**
   * @param {Link} link
   * @returns {Card}
   */
  function citation(link) {
    const reference = /** @type {HTMLElement} */ (document.getElementById(link.hash.slice(1))), claim = link.closest("[data-claim]");
    const letter = reference.querySelector(`.backlinks a[href="#${link.id}"]`)?.textContent; // none where a list is of many pages
    const passage = letter && [...reference.querySelectorAll(".passages > span")].find((one) => one.firstChild?.textContent === letter);
    const title = /** @type {Link} */ (part(reference, ".reference-title")).href;
    return ["citation", {
      number: [.../** @type {Element} */ (reference.parentNode).children].indexOf(reference) + 1,
      contra: link.dataset.stance === "contra",
      reference: copyOf(part(reference, ".reference"), ".backlinks"),
      passage: letter ? passage && copyOf(passage, "b") : cited(link.dataset),
      notes: copyOf(part(reference, ".reference-notes")),
      support: claim?.getAttribute("data-support"),
      source: title === link.href ? "" : title, // the reference may be the page of the source
      href: link.href,
    }];
  }

  /**
   * @param {Link} link
   * @returns {Promise<Card>}
   */
  async function claim(link) {
    const { title, claims, language, rows } = await ofPage(link), id = claimOf(link), [support, why, text, ...facts] = said(claims, id);
    return ["claim", { page: title, text, language, facts: facts.join(" · "), support, [rows?.[id] ? "rows" : "why"]: why, href: link.href }];
  }

  /**
   * @param {Link} link
   * @returns {Promise<Card>}
   */
  async function group(link) {
    const { title, language, group: { kind, kinds = {}, native: { [spoken]: ours, ...native }, text, standing } } = await ofPage(link);
    const others = ours ? [["und", title], ...Object.entries(native)] : Object.entries(native);
    const names = others.map(([lang, name]) => Object.assign(document.createElement("bdi"), { lang, textContent: name, className: "native" }));
    return ["group", { name: ours || title, native: names, kind: kinds[spoken] || kind, text, standing, language, href: link.href }];
  }

  /**
   * @param {Link} link
   * @returns {Promise<Card>}
   */
  async function term(link) {
    const { terms } = await frame(), id = link.dataset.term ?? "", number = terms.findLastIndex((first) => first <= id);
    const [name, text] = (await load(`cards/terms-${String(number).padStart(3, "0")}.js`))[id];
    return ["term", { name, text, href: link.href }];
  }

  /**
   * @param {Link} link
   * @returns {Promise<Card>}
   */
  async function actions(link) {
    const [{ title, question, as_of, claims, rows }, { site, language, authors, publisher }] = await Promise.all([ofPage(link), frame()]), id = claimOf(link);
    const [support, why, text, ...facts] = said(claims, id), edit = /** @type {Link | null} */ (/** @type {Element} */ (link.parentNode).querySelector("[rel~=edit]"));
    const address = (canonical ? canonical.href : location.href.replace(/[?#].*/s, "")) + link.hash;
    const published = canonical || /^http/.test(location.protocol); // a path on the reader's disk is nobody else's address
    const now = new Date(), accessed = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    const cited = { id, text, page: question || title, site, language, authors, publisher, as_of, accessed, url: published ? address : "" };
    return ["actions", { facts: facts.join(" · "), support, [rows?.[id] ? "rows" : "why"]: why, href: link.href, edit: edit?.href, report: true }, cited, address];
  }

  /**
   * @param {Link} link
   * @returns {Promise<Card>}
   */
  async function row(link) {
    const { rows = {} } = await ofPage(link), [support, why] = rows[claimOf(link)][Number(link.dataset.row) - 1];
    const name = copyOf(/** @type {Element} */ (link.parentNode), ".row-sign, .citations").map((one) => one.textContent).join("").trim();
    return ["row", { row: name, support, why }];
  }

  /** @type {Record<string, (link: Link) => Card | Promise<Card>>} */
  const WRITERS = { citation, "claim-link": claim, group, term, "claim-sign": actions, "row-sign": row };

  /* ── Filling a card ── */

  /** @type {DocumentFragment | undefined} */
  let shapes; // the HTML of frame.js

  /**
   * @param {DocumentFragment} shapes
   * @param {HTMLElement} slot
   * @param {Value} value
   */
  function put(shapes, slot, value) {
    if (!value && value !== 0) slot.remove();
    else if (Array.isArray(value)) slot.replaceChildren(...value);
    else if (slot.dataset.slot === "support") slot.append(...part(shapes, `[data-support="${value}"]`).cloneNode(true).childNodes);
    else if (value === true) return;
    else if (slot instanceof HTMLAnchorElement) slot.href = String(value);
    else if (slot.lastElementChild) slot.lastElementChild.textContent = String(value); // after its label
    else slot.textContent = slot.textContent ? slot.textContent.replace("{}", String(value)) : String(value);
  }

  /** @param {Link} link */
  async function write(link) {
    const { html, own, signs } = await frame(), css = /** @type {string} */ (Object.keys(WRITERS).find((name) => link.classList.contains(name)));
    if (!shapes) {
      shapes = document.createElement("template").content;
      const holder = document.createElement("template");
      holder.innerHTML = html;
      shapes.append(holder.content);
    }
    const [name, values, ...more] = await WRITERS[css](link);
    const shape = /** @type {HTMLElement} */ (part(shapes, `[data-card="${name}"]`).cloneNode(true));
    /** @returns {NodeListOf<HTMLElement>} */
    const slots = (filter = "") => shape.querySelectorAll(`[data-slot${filter}]`);
    values.signs = site + signs;
    for (const slot of slots()) put(shapes, slot, values[slot.dataset.slot ?? ""]);
    for (const slot of slots("=signs")) put(shapes, slot, values.signs); // they came with the support
    if (values.rows) shape.querySelector(".card-meaning")?.remove(); // which is of a claim that is no table
    const { language = own } = values;
    if (language !== spoken) for (const slot of shape.querySelectorAll("[data-slot=text], [data-slot=standing], .card-why > span")) Object.assign(slot, { lang: language, dir: "auto" });
    part(shape, "[data-name]").id = "site-card-name";
    part(shape, "[data-says]").id = "site-card-says";
    if (more.length) (await load("cite.js")).serve(shape, ...more);
    return [part(shapes, "[data-do=close]").cloneNode(true), ...shape.childNodes];
  }

  /* ── Showing and hiding ── */

  const card = Object.assign(document.createElement("div"), { className: "hovercard", hidden: true, tabIndex: -1 });
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-labelledby", "site-card-name");
  /** @type {Link | null} */
  let open = null;
  /** @type {Link | null} */
  let wanted = null;
  /** @type {Link | null} */
  let dismissed = null;
  /** @type {PointerEvent | null} */
  let at = null;
  /** @type {number | undefined} */
  let timer;
  let pointer = "", hovering = false;

  /**
   * @param {Link} link
   * @param {number} delay
   * @param {boolean} [activated]
   */
  function want(link, delay, activated) {
    clearTimeout(timer);
    wanted = link;
    hovering = delay === HOVER;
    frame().catch(() => {}); // said when it is shown
    timer = window.setTimeout(show, delay, link, activated);
  }

  /**
   * @param {Link} link
   * @param {boolean} [activated]
   */
  async function show(link, activated) {
    let parts = null;
    try { parts = await write(link); } catch (error) { console.warn(error); }
    if (wanted !== link) return; // the reader has gone on
    if (!parts) { wanted = null; if (activated) location.href = link.href; return; }
    hide();
    if (!card.isConnected) main.append(card);
    card.replaceChildren(...parts);
    card.hidden = false;
    card.scrollTop = 0;
    open = wanted = link;
    link.setAttribute("aria-describedby", "site-card-says");
    if (link.matches(SIGNS)) link.setAttribute("aria-expanded", "true");
    place();
    if (activated) card.focus({ preventScroll: true });
  }

  /* Below the link or above it, inside the window; on a narrow one or under a finger as a sheet, at the edge that leaves the link
     in sight. Where neither side has room for all of it, it scrolls. */
  function place() {
    if (!open) return;
    const sheet = narrow.matches || pointer === "touch", edge = sheet ? 0 : EDGE, { style, classList } = card;
    const rects = [...open.getClientRects()], wide = document.documentElement.clientWidth;
    const y = at ? at.clientY : NaN, line = rects.find((rect) => y >= rect.top - 1 && y <= rect.bottom + 1) || rects[0];
    const box = sheet ? open.getBoundingClientRect() : line; // a sheet leaves all lines of a link in sight
    classList.toggle("hovercard--sheet", sheet);
    style.left = style.top = style.maxHeight = ""; // what is measured has no sides of writing: left and top are the window's
    const { width, height } = card.getBoundingClientRect();
    const over = box.top - GAP - edge, below = window.innerHeight - edge - box.bottom - GAP, above = height > below && over > below;
    const shown = Math.min(height, Math.max(over, below, LEAST));
    classList.toggle("hovercard--top", above);
    if (shown < height) style.maxHeight = `${shown}px`;
    if (sheet) return;
    const left = getComputedStyle(card).direction === "rtl" ? box.right - width : box.left;
    style.left = `${Math.max(EDGE, Math.min(left, wide - width - EDGE)) + window.scrollX}px`;
    style.top = `${(above ? box.top - GAP - shown : box.bottom + GAP) + window.scrollY}px`;
  }

  function hide() {
    clearTimeout(timer);
    wanted = null;
    if (!open) return;
    const link = open, inside = card.contains(document.activeElement);
    open = null;
    card.hidden = true;
    link.removeAttribute("aria-describedby");
    if (link.matches(SIGNS)) link.setAttribute("aria-expanded", "false");
    if (inside) { dismissed = link; link.focus({ preventScroll: true }); }
  }

  const busy = () => card.contains(document.activeElement) || (document.activeElement === open && open?.matches(":focus-visible"));

  function leave() {
    // What was focused or pressed is still wanted: the page may only have scrolled below a pointer that rests.
    if (wanted && wanted !== open && !hovering) return;
    clearTimeout(timer);
    wanted = open;
    if (open && !busy()) timer = window.setTimeout(hide, GRACE);
  }

  const inCard = (/** @type {EventTarget | null} */ target) => card.contains(/** @type {Node} */ (target));

  /* The link under an event, unless the name is explained right beside it. */
  /**
   * @param {EventTarget | null} target
   * @returns {Link | null}
   */
  function linkOf(target) {
    if (!(target instanceof Element) || !main.contains(target) || card.contains(target)) return null;
    const link = /** @type {Link | null} */ (target.closest(LINKS));
    return link?.closest("dt") ? null : link;
  }

  /* ── Pointer, finger, keyboard ── */

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event.target);
    if (link !== dismissed) dismissed = null;
    if (open && (link === open || inCard(event.target))) { clearTimeout(timer); wanted = open; }
    else if (link && link !== dismissed) { if (link !== wanted) { at = event; pointer = event.pointerType; want(link, HOVER); } }
    else leave();
  });
  document.documentElement.addEventListener("pointerleave", leave);

  document.addEventListener("pointerdown", (event) => {
    pointer = event.pointerType;
    at = event;
    if (open && !open.contains(/** @type {Node} */ (event.target)) && !inCard(event.target)) hide();
  });

  document.addEventListener("focusin", ({ target }) => {
    if (open && (target === open || inCard(target))) return;
    const link = linkOf(target);
    if (link === dismissed && link) return;
    if (open) hide();
    if (link && !link.matches(SIGNS) && link.matches(":focus-visible")) { at = null; want(link, FOCUS); }
  });

  document.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = linkOf(event.target);
    if (link && link !== open && ((event.detail && pointer === "touch") || link.matches(SIGNS))) {
      event.preventDefault();
      want(link, 0, true);
    } else if (link || (inCard(event.target) && /** @type {Element} */ (event.target).closest("a"))) {
      hide();
      dismissed = link;
    }
  });

  document.addEventListener("keydown", (event) => {
    pointer = "";
    if (event.key === "Escape" && (open || wanted)) {
      const link = open || wanted;
      hide();
      dismissed = link;
    } else if (event.key === "Tab" && open) tab(event, open);
  });

  /* From the link into its card, and from the end of the card on to what follows the link. */
  /**
   * @param {KeyboardEvent} event
   * @param {Link} link
   */
  function tab(event, link) {
    const stops = [...card.querySelectorAll(/** @type {"a"} */ ("a[href], button, select, textarea"))].filter((one) => one.getClientRects().length);
    const active = document.activeElement, first = stops[0], last = stops[stops.length - 1];
    if (active === link && !event.shiftKey && first) { event.preventDefault(); first.focus(); }
    else if (event.shiftKey && (active === first || active === card)) { event.preventDefault(); link.focus(); }
    else if (active === last && !event.shiftKey) hide(); // gives the focus back to the link, and the browser goes on from there
  }

  window.addEventListener("resize", () => { if (open) place(); });
  window.addEventListener("pagehide", hide);

  card.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("[data-do=close]")) hide();
    else if (open) place(); // a part of it may have unfolded
  });

  for (const sign of main.querySelectorAll(SIGNS)) {
    sign.setAttribute("aria-haspopup", "dialog");
    sign.setAttribute("aria-expanded", "false");
  }
})();
