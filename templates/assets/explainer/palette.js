/* Before the first paint: the reader's choice of theme, if there is one (without a choice the system decides), and the fonts
   that every page shows, which a browser would otherwise ask for only when it has read the style sheet. They are asked for in
   the way in which the style sheet asks: across origins from a server, plainly from a disk, where nothing is ever kept from an
   earlier page, so that italics may come late there. */
(function (root, script) {
  root.classList.replace("no-js", "js");
  try {
    var scheme = localStorage.getItem("explainer.scheme");
    if (scheme === "default" || scheme === "slate") root.setAttribute("data-md-color-scheme", scheme);
  } catch (_error) { /* storage is closed to us: follow the system */ }
  if (!script.src) return; // the document holds its fonts
  var disk = location.protocol === "file:";
  /** @param {string} name */
  function font(name) { return new URL("fonts/" + name + ".woff2", script.src).href; }
  if (disk) document.fonts.add(new FontFace("Explainer Serif", 'url("' + font("serif-italic") + '")', { style: "italic", weight: "400 700", display: "swap" }));
  ["serif", "sans", /^(ar|fa|ur)\b/.test(root.lang) ? "naskh" : "serif-display"].forEach(function (name) {
    var link = document.createElement("link");
    link.rel = "preload";
    link.as = "font";
    if (!disk) link.crossOrigin = "";
    link.href = font(name);
    script.after(link);
  });
})(document.documentElement, /** @type {HTMLScriptElement} */ (document.currentScript));
