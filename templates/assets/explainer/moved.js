/* Old addresses of this site. On a page that has moved: lead on, with what stands after the `#`. Where a claim stood that has moved: lead to it.
   Without this script, the one page refreshes itself and the other shows a link. */
(function () {
  "use strict";
  /** @type {HTMLAnchorElement | null} */
  var page = document.querySelector("a[data-moved-to]");
  if (page) return location.replace(page.href + location.hash);
  function lead() {
    var place = document.getElementById(location.hash.slice(1)); // `:target` matches only later
    var link = place && place.matches(".moved") && place.querySelector("a");
    if (link) location.replace(link.href);
  }
  lead();
  window.addEventListener("hashchange", lead);
})();
