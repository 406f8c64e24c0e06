/* The document that holds everything. Claims that its address chooses (`#claims=one,two`) are marked, and named at the top. */
(() => {
  "use strict";
  const { hash, search } = location, main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const box = /** @type {HTMLElement} */ (main.querySelector(".chosen")), list = /** @type {HTMLElement} */ (box.querySelector("ul"));

  /** @param {string} text */
  const chosen = (text) => /^[#?]claims=([a-z0-9,-]+)$/.exec(text)?.[1].split(",") ?? [];

  /** @param {string[]} names */
  function choose(names) {
    const claims = names.map((name) => document.getElementById(`claim-${name}`)).filter((claim) => claim !== null);
    if (!claims.length) return;
    for (const claim of main.querySelectorAll(".claim--chosen")) claim.classList.remove("claim--chosen");
    list.replaceChildren(...claims.map((claim) => {
      claim.classList.add("claim--chosen");
      const text = /** @type {Element} */ (claim.querySelector(":scope > :not(.claim-meta)")).cloneNode(true), item = document.createElement("li");
      for (const citation of /** @type {Element} */ (text).querySelectorAll(".citations, .row-sign, .note")) citation.remove();
      item.append(Object.assign(document.createElement("a"), { href: `#${claim.id}`, textContent: text.textContent }));
      return item;
    }));
    box.hidden = false;
    box.focus();
  }

  window.addEventListener("popstate", () => choose(chosen(location.hash)));
  choose([...chosen(hash), ...chosen(search)]);
})();
