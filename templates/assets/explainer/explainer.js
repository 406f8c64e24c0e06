/* Small comforts of the frame. Every page is complete without them. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* Links name index.html, so that they work from a folder. The address bar need not show it where the page is at its own address:
     another host may not serve a folder. */
  var own = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  if (own && location.origin + location.pathname === own.href + "index.html") {
    history.replaceState(history.state, "", own.href + location.search + location.hash);
  }

  /* Theme: light or dark. A choice equal to the system's is forgotten, so that the page follows the system again. */
  var toggle = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-toggle]"));
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    var scheme = root.getAttribute("data-md-color-scheme");
    return scheme ? scheme === "slate" : system.matches;
  }
  function show() { toggle.setAttribute("aria-pressed", String(isDark())); }
  if (toggle) {
    toggle.hidden = false;
    show();
    toggle.addEventListener("click", function () {
      var dark = !isDark(), scheme = dark ? "slate" : "default";
      if (dark === system.matches) root.removeAttribute("data-md-color-scheme");
      else root.setAttribute("data-md-color-scheme", scheme);
      try {
        if (dark === system.matches) localStorage.removeItem("explainer.scheme");
        else localStorage.setItem("explainer.scheme", scheme);
      } catch (_error) { /* the choice lasts for this page */ }
      show();
    });
    system.addEventListener("change", show);
  }

  /* Italics are shown only where they are there at the first paint: they are fetched here for the pages to come. */
  if (/^https?:$/.test(location.protocol)) {
    window.addEventListener("load", function () { document.fonts.load('italic 1em "Explainer Serif"'); });
  }

  /* The drawer closes when one of its links leads to a place on the same page. */
  var panel = /** @type {HTMLElement} */ (document.getElementById("site-panel"));
  if (panel && panel.hidePopover) {
    panel.addEventListener("click", function (event) {
      if (/** @type {Element} */ (event.target).closest("a") && panel.matches(":popover-open")) panel.hidePopover();
    });
  }
})();
