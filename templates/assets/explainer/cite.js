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

  /* The day on which it was seen: where there is no address, nobody can look there. */
  /** @param {Cited} cited */
  const seen = ({ url, accessed: [year, month, day] }) => url ? `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}` : "";

  /* Names are whole: BibTeX takes one in braces for neither a first nor a family name. */
  /** @param {Cited} cited */
  function bibtex(cited) {
    const { id, text, page, site, as_of, url, language, authors, publisher } = cited, { date = "", year = "", month = "" } = as_of?.bibtex ?? {};
    const fields = {
      author: authors.map((name) => `{${tex(name)}}`).join(" and "), title: `{${tex(page)}}`, titleaddon: publisher && tex(site), organization: tex(publisher || site), date, year, month, abstract: tex(text),
      note: `Claim ${tex(id)}`, url: encode(url, /[\\{}\s]/g), urldate: seen(cited), language: tex(language),
    };
    const lines = Object.entries(fields).filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
    return `@online{${id},\n${lines.join("")}}\n`;
  }

  /** @param {Cited} cited */
  function csl({ id, text, page, site, as_of, url, language, authors, publisher, accessed }) {
    const item = {
      id, type: "webpage", author: authors.length ? authors.map((literal) => ({ literal })) : undefined, title: page, "container-title": site,
      publisher: publisher || undefined, issued: as_of ? as_of.csl : undefined, URL: url || undefined,
      accessed: url ? { "date-parts": [accessed] } : undefined, language: language || undefined, abstract: text, note: `Claim ${id}`,
    };
    return `${JSON.stringify([item], null, 2)}\n`;
  }

  /* Wikitext: whatever could end a parameter, open a link or a template, or be a signature is a character reference. */
  /** @param {string} text */
  const wikitext = (text) => oneLine(text).replace(/[&<>[\]{}|]|'(?=')|(?<=')'|~(?=~)|(?<=~)~/g, (char) => `&#${char.codePointAt(0)};`);

  /** @param {Cited} cited */
  function wiki(cited) {
    const { text, page, site, as_of, url, authors, publisher } = cited;
    const date = as_of && /^\d{4}(-\d\d){0,2}$/.test(as_of.bibtex.date ?? "") ? as_of.words : "";
    const fields = {
      ...Object.fromEntries(authors.map((name, at) => [`author${at + 1}`, wikitext(name)])), url: encode(url, /[|[\]{}<>"\s]/g), title: wikitext(page),
      website: wikitext(site), publisher: wikitext(publisher), date, "access-date": seen(cited), quote: wikitext(text),
    };
    return `{{cite web ${Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `|${name}=${value}`).join(" ")}}}\n`;
  }

  /* What is to be filled in stands in braces. */
  /**
   * @param {string | undefined} pattern
   * @param {Record<string, string>} values
   */
  const filled = (pattern, values) => (pattern ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* The patterns are the page's, since words and their order are a matter of language; each is there where what it says is known. */
  /**
   * @param {Cited} cited
   * @param {DOMStringMap} patterns
   */
  function plain(cited, patterns) {
    const { text, page, site, as_of, url, authors, publisher } = cited;
    const values = {
      names: authors.join(patterns.between), text, page: /[.!?…؟。]$/.test(page) ? page : `${page}.`, site, date: as_of?.words ?? "", publisher, url, day: seen(cited),
    };
    const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, oneLine(value)]));
    const { by, publisher: house, seen: place } = patterns;
    const pieces = [authors.length && by, as_of ? patterns.plain : patterns.undated, publisher && house, url && place];
    return `${oneLine(pieces.map((one) => filled(one || "", said)).join(" "))}\n`;
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

  /* Where a problem is reported, filled in with what the card and its link for editing know. Lines end as in mails (RFC 6068, section 5). */
  /**
   * @param {HTMLAnchorElement} link
   * @param {Record<string, string>} values
   */
  function report(link, values) {
    const { pattern, title, body } = link.dataset, said = { url: values.url, title: filled(title, values), body: filled(body, values) };
    const encoded = Object.entries(said).map(([name, text]) => [name, encodeURIComponent(text.replace(/\n/g, "\r\n"))]);
    link.href = filled(pattern, Object.fromEntries(encoded));
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
    const edit = part("[data-slot=edit]"), issue = part("[data-pattern]"), toggle = part("[data-do=cite]");
    const write = () => { area.value = formats[/** @type {keyof typeof formats} */ (format.value)](cited, box.dataset); };
    format.addEventListener("change", write);
    toggle.addEventListener("click", () => {
      box.hidden = !box.hidden;
      toggle.setAttribute("aria-expanded", String(!box.hidden));
      write();
    });
    part("[data-do=copy-link]").addEventListener("click", (/** @type {Event} */ event) => copy(address, /** @type {HTMLElement} */ (event.target), status));
    part("[data-do=copy-citation]").addEventListener("click", (/** @type {Event} */ event) => copy(area.value, /** @type {HTMLElement} */ (event.target), status));
    if (issue) report(issue, { id: cited.id, url: cited.url || new URL(address).hash, text: [...cited.text].slice(0, 500).join(""), file: edit ? edit.href : "" });
  }

  const formats = { plain, bibtex, csl, wiki };
  explainerCards({ tex, wikitext, formats, report, serve });
})();
