/* A claim as a reference in other people's texts. The facts are those of the data files; escapes are those of
   builder/bibliography.py, and tests hold both to the same table. Loaded when somebody asks to cite. */
(function () {
  "use strict";

  /* A text as TeX that prints it. BibTeX counts braces even behind a backslash: those that do not balance are commands. */
  const SPECIALS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

  function balanced(text) {
    let depth = 0;
    for (const char of text) {
      depth += (char === "{") - (char === "}");
      if (depth < 0) return false;
    }
    return depth === 0;
  }

  const oneLine = (text) => text.trim().replace(/[ \t\n\r\f\v]+/g, " ");

  function tex(text) {
    const braces = balanced(text) ? { "{": "\\{", "}": "\\}" } : { "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
    const escaped = oneLine(text).replace(/[&%$#_\\~^{}]/g, (char) => SPECIALS[char] || braces[char] || "\\" + char);
    return escaped.replace(/(?<=([-`'<>,]))\1|(?<=[!?])`/g, "{}$&");
  }

  /* What would end a verbatim field or a template: percent-encoded (RFC 3986). */
  const encode = (url, chars) => url.replace(chars, (char) => encodeURIComponent(char));

  function bibtex({ id, text, page, site, as_of, url, language }) {
    const { date = "", year = "", month = "" } = (as_of && as_of.bibtex) || {};
    const fields = {
      title: `{${tex(page)}}`, booktitle: tex(site), organization: tex(site), date, year, month, abstract: tex(text),
      note: `Claim ${tex(id)}`, url: encode(url, /[\\{}\s]/g), language: tex(language),
    };
    const lines = Object.entries(fields).filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
    return `@online{${id},\n${lines.join("")}}\n`;
  }

  function csl({ id, text, page, site, as_of, url, language }) {
    const item = {
      id, type: "webpage", title: page, "container-title": site, publisher: site, issued: as_of ? as_of.csl : undefined,
      URL: url, language: language || undefined, abstract: text, note: `Claim ${id}`,
    };
    return JSON.stringify([item], null, 2) + "\n";
  }

  /* Wikitext: whatever could end a parameter, open a link or a template, or be a signature is a character reference. */
  const wikitext = (text) => oneLine(text).replace(/[&<>[\]{}|]|'(?=')|(?<=')'|~(?=~)|(?<=~)~/g, (char) => `&#${char.codePointAt(0)};`);

  function wiki({ text, page, site, as_of, url }) {
    const date = as_of && /^\d{4}(-\d\d){0,2}$/.test(as_of.bibtex.date) ? as_of.words : "";
    const fields = { url: encode(url, /[|[\]{}<>"\s]/g), title: wikitext(page), website: wikitext(site), date, quote: wikitext(text) };
    return `{{cite web ${Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `|${name}=${value}`).join(" ")}}}\n`;
  }

  /* The pattern is the page's, since the order of the words is a matter of language. */
  function plain({ text, page, site, as_of, url }, patterns) {
    const values = { text, page, site, url, date: as_of && as_of.words };
    return (as_of ? patterns.plain : patterns.undated).replace(/\{(\w+)\}/g, (_, name) => oneLine(values[name])) + "\n";
  }

  explainerCards({ tex, wikitext, formats: { plain, bibtex, csl, wiki } });
})();
