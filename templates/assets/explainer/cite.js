/* What a reader can do with a claim: cite it, copy its address, report a problem. The facts are those of the data files; escapes
   are those of builder/data/bibliography.py, and tests hold both to the same texts. cards.js loads this with the first card of a claim. */
(() => {
  "use strict";

  /* A text as TeX that prints it. BibTeX counts braces even behind a backslash: those that do not balance are commands. */
  /** @type {Record<string, string>} */
  const SPECIALS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

  /** @param {string} text */
  function balanced(text) {
    let depth = 0;
    for (const char of text) {
      depth += +(char === "{") - +(char === "}");
      if (depth < 0) return false;
    }
    return depth === 0;
  }

  /** @param {string} text */
  const oneLine = (text) => text.trim().replace(/[ \t\n\r\f\v]+/g, " ");

  /** @param {string} text */
  function tex(text) {
    /** @type {Record<string, string>} */
    const braces = balanced(text) ? { "{": "\\{", "}": "\\}" } : { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
    const escaped = oneLine(text).replace(/[&%$#_\\~^{}]/g, (char) => SPECIALS[char] || braces[char] || `\\${char}`);
    return escaped.replace(/(?<=([-`'<>,]))\1|(?<=[!?])`/g, "{}$&");
  }

  /* What would end a verbatim field or a template: percent-encoded (RFC 3986). */
  /**
   * @param {string} url
   * @param {RegExp} chars
   */
  const encode = (url, chars) => url.replace(chars, (char) => encodeURIComponent(char));

  /** @param {Cited} cited */
  function bibtex({ id, text, page, site, as_of, url, language }) {
    const { date = "", year = "", month = "" } = as_of?.bibtex ?? {};
    const fields = {
      title: `{${tex(page)}}`, organization: tex(site), date, year, month, abstract: tex(text),
      note: `Claim ${tex(id)}`, url: encode(url, /[\\{}\s]/g), language: tex(language),
    };
    const lines = Object.entries(fields).filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
    return `@online{${id},\n${lines.join("")}}\n`;
  }

  /** @param {Cited} cited */
  function csl({ id, text, page, site, as_of, url, language }) {
    const item = {
      id, type: "webpage", title: page, "container-title": site, issued: as_of ? as_of.csl : undefined,
      URL: url || undefined, language: language || undefined, abstract: text, note: `Claim ${id}`,
    };
    return `${JSON.stringify([item], null, 2)}\n`;
  }

  /* Wikitext: whatever could end a parameter, open a link or a template, or be a signature is a character reference. */
  /** @param {string} text */
  const wikitext = (text) => oneLine(text).replace(/[&<>[\]{}|]|'(?=')|(?<=')'|~(?=~)|(?<=~)~/g, (char) => `&#${char.codePointAt(0)};`);

  /** @param {Cited} cited */
  function wiki({ text, page, site, as_of, url }) {
    const date = as_of && /^\d{4}(-\d\d){0,2}$/.test(as_of.bibtex.date ?? "") ? as_of.words : "";
    const fields = { url: encode(url, /[|[\]{}<>"\s]/g), title: wikitext(page), website: wikitext(site), date, quote: wikitext(text) };
    return `{{cite web ${Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `|${name}=${value}`).join(" ")}}}\n`;
  }

  /* The pattern is the page's, since the order of the words is a matter of language. */
  /**
   * @param {Cited} cited
   * @param {DOMStringMap} patterns
   */
  function plain({ text, page, site, as_of, url }, patterns) {
    /** @type {Record<string, string>} */
    const values = { text, page, site, url, date: as_of?.words ?? "" }, pattern = (as_of ? patterns.plain : patterns.undated) ?? "";
    return `${pattern.replace(/\{(\w+)\}/g, (_, name) => oneLine(values[name])).trim()}\n`;
  }

  /**
   * @param {string} text
   * @param {HTMLElement} button
   * @param {HTMLElement} status
   */
  async function copy(text, button, status) {
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch { // refused, or an address that the browser does not trust
      const area = document.createElement("textarea");
      area.value = text;
      button.after(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    status.textContent = (done ? status.dataset.copied : status.dataset.refused) ?? "";
  }

  /* A new issue on the configured repository, filled in with what the card and its link for editing know. */
  /**
   * @param {HTMLAnchorElement} link
   * @param {Record<string, string>} values
   */
  function report(link, values) {
    const say = (pattern = "") => encodeURIComponent(pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]));
    // A form for claims is filled in where there is one; elsewhere the title and the body are.
    link.href = `${link.dataset.address}?template=claim.yml&claim=${say("{url}")}&title=${say(link.dataset.title)}&body=${say(link.dataset.body)}`;
  }

  /* Make the buttons of a card work. */
  /**
   * @param {HTMLElement} card
   * @param {Cited} cited
   * @param {string} address
   */
  function serve(card, cited, address) {
    const part = (/** @type {string} */ selector) => /** @type {any} */ (card.querySelector(selector));
    const box = part("[data-cite]"), area = part("textarea"), format = part("[data-format]"), status = part("[data-copied]");
    const edit = part("[data-slot=edit]"), issue = part("[data-address]"), toggle = part("[data-do=cite]");
    const write = () => { area.value = formats[/** @type {keyof typeof formats} */ (format.value)](cited, box.dataset); };
    format.addEventListener("change", write);
    toggle.addEventListener("click", () => {
      box.hidden = !box.hidden;
      toggle.setAttribute("aria-expanded", String(!box.hidden));
      write();
    });
    part("[data-do=copy-link]").addEventListener("click", (/** @type {Event} */ event) => copy(address, /** @type {HTMLElement} */ (event.target), status));
    part("[data-do=copy-citation]").addEventListener("click", (/** @type {Event} */ event) => copy(area.value, /** @type {HTMLElement} */ (event.target), status));
    if (issue) report(issue, { id: cited.id, url: address, text: cited.text.slice(0, 500), file: edit ? edit.href : "" });
  }

  const formats = { plain, bibtex, csl, wiki };
  explainerCards({ tex, wikitext, formats, serve });
})();
