/* A form that filters a list: what its fields ask for, as parts of an address, what an address sets them to, and the steps of the
   history between. On a phone all but the words are folded. claims.js and sources.js use it. */
window.explainerFilters = (form, names) => {
  "use strict";
  const more = /** @type {HTMLElement} */ (form.querySelector(".filters-more"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.elements.namedItem(name));
  const unfold = (/** @type {boolean} */ open) => more.setAttribute("aria-expanded", String(open));
  more.addEventListener("click", () => unfold(more.getAttribute("aria-expanded") !== "true"));
  let typed = false; // whether the latest entry of the history is one of typing, which the next letter replaces
  window.addEventListener("popstate", () => { typed = false; });
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
    /* Each choice is a step, and so is all that is typed without another choice between; what changes nothing is none. */
    step(before, after, isTyping) {
      const isNew = new URLSearchParams(after.split(/\?(.*)/s)[1] ?? "").toString() !== (before?.toString() ?? "");
      try { if (isNew) history[isTyping && typed ? "replaceState" : "pushState"](null, "", after); } catch { /* refused when typing fast */ }
      typed = isTyping && (typed || isNew);
    },
  };
};
