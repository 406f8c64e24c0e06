/* Keeps the page of `explainer serve` up to date: it reloads when it has changed, and shows what was found in the content. */
(function () {
  "use strict";
  var PLACE = "explainer.live.place", CLOSED = "explainer.live.closed";
  var mark = /** @type {HTMLScriptElement} */ (document.currentScript).getAttribute("data-page");
  var panel = /** @type {HTMLElement} */ (document.getElementById("explainer-live"));
  var note = /** @type {HTMLElement} */ (document.getElementById("explainer-live-note"));
  var texts = /** @type {Record<string, string>} */ (panel.dataset), found = "";
  /** @type {EventSource | null} */
  var source = null;
  /** @type {HTMLElement | null} */
  var before = null;

  /**
   * @typedef {{ path: string, line: number, column: number, severity: string, code: string, message: string, hints: string[] }} Finding
   * @typedef {{ errors: number, warnings: number, trouble: string, findings: Finding[] }} News
   * @typedef {{ path: string, x: number, y: number, top: { id: string, top: number } | null, open: Record<string, boolean>, focus: string, typed: string }} Place
   */

  /** @param {string} name */
  function part(name) { return /** @type {HTMLElement} */ (panel.querySelector(".live__" + name)); }
  /**
   * @param {number} number
   * @param {string} one
   * @param {string} many
   */
  function counted(number, one, many) { return number === 1 ? one : many.replace("{}", String(number)); }
  /**
   * @param {HTMLElement} element
   * @param {string} text
   */
  function say(element, text) { element.textContent = text; element.hidden = !text; }

  /* What the browser keeps for this tab alone; without it, only comforts are lost. */
  /**
   * @param {string} key
   * @param {string} value
   */
  function remember(key, value) {
    try { sessionStorage.setItem(key, value); } catch (_error) { /* not allowed to keep anything */ }
  }
  /** @param {string} key */
  function recall(key) {
    try { return sessionStorage.getItem(key); } catch (_error) { return null; }
  }

  /* --- The place of the reader: what stands at the top of the window, what is unfolded, where the focus is. --- */

  function folds() {
    /** @type {Record<string, number>} */
    var seen = {};
    return Array.from(document.querySelectorAll("details"), function (fold) {
      var summary = fold.querySelector("summary");
      var name = fold.id + " " + (summary ? summary.textContent : "");
      seen[name] = (seen[name] || 0) + 1;
      return { name: name + " " + seen[name], element: fold };
    });
  }
  /* What begins first in the window; where nothing does, what began last above it. */
  function topmost() {
    var marked = document.querySelectorAll("#content [id], main [id]"), above = null, i, box, place;
    for (i = 0; i < marked.length; i++) {
      box = marked[i].getBoundingClientRect();
      place = { id: marked[i].id, top: box.top };
      if (!box.height) continue;
      if (box.top >= 0) return box.top < innerHeight || !above ? place : above;
      above = place;
    }
    return above;
  }
  function keepPlace() {
    /** @type {Record<string, boolean>} */
    var open = {};
    var focused = /** @type {HTMLInputElement | null} */ (document.activeElement);
    folds().forEach(function (fold) { open[fold.name] = fold.element.open; });
    remember(PLACE, JSON.stringify({
      path: location.pathname, x: scrollX, y: scrollY, top: topmost(), open: open,
      focus: focused && !panel.contains(focused) ? focused.id : "", typed: focused && focused.type === "search" ? focused.value : ""
    }));
  }
  /** @param {Place} place */
  function scrollBack(place) {
    var element = place.y && place.top && document.getElementById(place.top.id);
    var y = element && place.top ? element.getBoundingClientRect().top + scrollY - place.top.top : place.y;
    scrollTo({ left: place.x, top: y, behavior: "instant" });
    return scrollY;
  }
  function backToPlace() {
    /** @type {Place | null} */
    var place = JSON.parse(recall(PLACE) || "null");
    remember(PLACE, "null");
    if (place && place.path === location.pathname) goBack(place);
  }
  /** @param {Place} place */
  function goBack(place) {
    folds().forEach(function (fold) { if (fold.name in place.open) fold.element.open = place.open[fold.name]; });
    var focused = place.focus && /** @type {HTMLInputElement | null} */ (document.getElementById(place.focus));
    if (focused) {
      if (place.typed) focused.value = place.typed;
      focused.focus({ preventScroll: true });
    }
    /* Fonts and pictures come later and move things; then once more, unless the reader goes on by himself. */
    var moved = false;
    ["wheel", "touchmove", "keydown", "pointerdown"].forEach(function (kind) {
      addEventListener(kind, function () { moved = true; }, { once: true, passive: true });
    });
    function again() { if (!moved) scrollBack(place); }
    again();
    if (document.fonts) document.fonts.ready.then(again);
    addEventListener("load", function () {
      again();
      requestAnimationFrame(function () { again(); history.scrollRestoration = "auto"; });
    });
  }

  /* --- What was found --- */

  /** @param {Finding} finding */
  function entry(finding) {
    var item = document.createElement("li"), where = document.createElement("p"), message = document.createElement("p");
    item.className = "live__finding live__finding--" + finding.severity;
    where.className = "live__where";
    where.appendChild(document.createElement("code")).textContent = finding.path + ":" + finding.line + ":" + finding.column;
    where.append(" " + finding.severity + " " + finding.code);
    message.className = "live__message";
    message.textContent = finding.message;
    item.append(where, message);
    finding.hints.forEach(function (hint) {
      var line = document.createElement("p");
      line.className = "live__hint";
      line.textContent = hint;
      item.append(line);
    });
    return item;
  }
  function open() {
    before = /** @type {HTMLElement | null} */ (document.activeElement);
    panel.hidden = false;
    note.setAttribute("aria-expanded", "true");
    if (!before || !/^(INPUT|TEXTAREA|SELECT)$/.test(before.tagName)) panel.focus({ preventScroll: true });
  }
  function close() {
    var inside = panel.contains(document.activeElement);
    panel.hidden = true;
    note.setAttribute("aria-expanded", "false");
    if (inside) (before && before !== document.body && before.isConnected ? before : note.hidden ? document.body : note).focus({ preventScroll: true });
  }
  /**
   * @param {News} news
   * @param {string} data
   */
  function show(news, data) {
    /** @type {string[]} */
    var counts = [];
    var stopped = news.errors || news.trouble;
    if (news.trouble) counts.push(texts.trouble);
    if (news.errors) counts.push(counted(news.errors, texts.error, texts.errors));
    if (news.warnings) counts.push(counted(news.warnings, texts.warning, texts.warnings));
    var title = counts.join(", "), hidden = news.errors + news.warnings - news.findings.length;
    panel.setAttribute("role", stopped ? "alertdialog" : "region");
    panel.classList.toggle("live--stopped", !!stopped);
    note.classList.toggle("live-note--stopped", !!stopped);
    part("title").textContent = title;
    say(part("kept"), stopped ? texts.kept : "");
    say(part("trouble"), news.trouble);
    part("findings").replaceChildren.apply(part("findings"), news.findings.map(entry));
    say(part("more"), hidden > 0 ? texts.more.replace("{}", String(hidden)) : "");
    say(note, title);
    if (!title) close();
    else if (!stopped) { if (data !== found) close(); }
    else if (panel.hidden && recall(CLOSED) !== data) open();
    found = data;
  }
  function dismiss() {
    remember(CLOSED, found);
    close();
  }
  part("close").addEventListener("click", dismiss);
  note.addEventListener("click", function () { if (panel.hidden) open(); else dismiss(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !panel.hidden && !event.defaultPrevented) { event.preventDefault(); dismiss(); }
  });

  /* --- Word from the server. A browser has few connections to one server, so only the page that is seen holds one. --- */

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource("/_explainer/events?page=" + encodeURIComponent(location.pathname) + "&mark=" + mark);
    source.addEventListener("found", function (event) { show(JSON.parse(event.data), event.data); });
    source.addEventListener("reload", function () {
      rest();
      keepPlace();
      history.scrollRestoration = "manual";
      location.reload();
    });
    source.addEventListener("error", function () { if (panel.hidden) say(note, texts.gone); });
  }
  function rest() {
    if (source) source.close();
    source = null;
  }
  document.addEventListener("visibilitychange", function () { if (document.hidden) rest(); else listen(); });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  backToPlace();
  listen();
})();
