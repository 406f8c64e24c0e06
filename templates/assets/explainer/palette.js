/* Before the first paint: the reader's choice of theme, if there is one; without a choice the system decides. */
(function (root) {
  root.classList.replace("no-js", "js");
  try {
    var scheme = localStorage.getItem("explainer.scheme");
    if (scheme === "default" || scheme === "slate") root.setAttribute("data-md-color-scheme", scheme);
  } catch (_error) { /* storage is closed to us: follow the system */ }
})(document.documentElement);
