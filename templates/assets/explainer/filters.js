/* A form that filters a list: what its fields ask for, as parts of an address, and what an address sets them to. On a phone all but
   the words are folded. claims.js and sources.js use it. */
window.explainerFilters = (form, names) => {
  "use strict";
  const more = /** @type {HTMLElement} */ (form.querySelector(".filters-more"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.elements.namedItem(name));
  const unfold = (/** @type {boolean} */ open) => more.setAttribute("aria-expanded", String(open));
  more.addEventListener("click", () => unfold(more.getAttribute("aria-expanded") !== "true"));
  return {
    field,
    filters: () => Object.fromEntries(names.map((name) => [name, field(name)?.value.trim() ?? ""]).filter(([, value]) => value)),
    /* A value that no option has is shown, and nothing matches it. */
    fill(wanted) {
      for (const name of names) {
        const shown = field(name), value = wanted?.get(name) || "";
        if (!shown) continue;
        shown.value = value;
        if (value && name !== "q") unfold(true);
        if (shown instanceof HTMLSelectElement && shown.value !== value) shown.add(new Option(value, value, true, true));
      }
    },
  };
};
