/* Designations as of any day. The page is complete without it and shows the day of the explainer; this script moves through the
   days on which something happened, says what holds, and keeps the day in the address (?as_of=2025-09-17). */
(function () {
  "use strict";
  var box = /** @type {HTMLElement} */ (document.querySelector("[data-asof]"));
  if (!box) return;
  var say = /** @type {Record<string, string>} */ (box.dataset), days = say.days.split(" ").filter(Boolean);
  var steps = /** @type {HTMLInputElement} */ (box.querySelector("input[type=range]"));
  var picker = /** @type {HTMLInputElement} */ (box.querySelector("input[type=date]"));
  var said = /** @type {HTMLElement} */ (box.querySelector("[role=status]"));
  /** @type {HTMLElement[]} */
  var listings = Array.from(document.querySelectorAll(".listing"));
  if (!days.length) return;
  var usual = say.day || days[days.length - 1], end = days[days.length - 1];
  var words = new Intl.DateTimeFormat(say.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

  /** @param {string | null} text */
  function isDay(text) { return /^\d{4}-\d{2}-\d{2}$/.test(text || "") && (new Date(text + "T00:00Z").toJSON() || "").slice(0, 10) === text; }
  /** @param {string} day */
  function written(day) { return words.format(new Date(day + "T00:00Z")); }
  /**
   * @param {string} pattern
   * @param {Record<string, string | number>} values
   */
  function fill(pattern, values) { return pattern.replace(/\{(\w+)\}/g, function (_all, name) { return String(values[name]); }); }
  /** @param {Node | null} node */
  function textOf(node) { return (node && node.textContent || "").trim(); }
  function asked() { return window.explainerSearch ? window.explainerSearch.asked("designations") : new URLSearchParams(location.search); }
  function fromAddress() {
    var query = asked(), day = query && query.get("as_of");
    return day && isDay(day) ? day : null;
  }

  /**
   * @param {DOMStringMap} data
   * @param {string} day
   */
  function stateOf(data, day) {
    if (data.end && data.end <= day) return "revoked";
    if (data.start && day < data.start) return "ahead";
    return data.certain && day < data.certain ? "perhaps" : "on";
  }

  /**
   * @param {string} day
   * @param {boolean} aloud
   */
  function show(day, aloud) {
    var wanted = day;
    if (day > end) day = end; // the records tell nothing of later days
    /** @type {Record<string, Set<string | undefined>>} */
    var groups = {};
    /** @type {Record<string, string>} */
    var names = {};
    /** @type {string[]} */
    var events = [];
    listings.forEach(function (listing) {
      var state = stateOf(listing.dataset, day), shown = /** @type {HTMLElement} */ (listing.querySelector(".listing-state"));
      var row = /** @type {HTMLElement} */ (listing.closest("tr")), list = listing.dataset.listed || "";
      groups[list] = groups[list] || new Set();
      names[list] = listing.dataset.listName || list;
      shown.dataset.state = state;
      shown.textContent = say[state];
      if (state === "on" || state === "perhaps") groups[list].add(row.dataset.group);
      listing.querySelectorAll("[data-step]").forEach(/** @param {any} item */ function (item) {
        item.classList.toggle("ahead", item.dataset.day > day);
        if (item.dataset.day === day) events.push(fill(say.event, { group: textOf(row.querySelector("th")), step: textOf(item.firstChild), list: names[list] }));
      });
    });
    document.querySelectorAll("[data-counted]").forEach(function (place) { var group = groups[place.getAttribute("data-counted") || ""]; place.textContent = String(group ? group.size : 0); });
    document.querySelectorAll("[data-asof-day]").forEach(function (place) { place.textContent = written(day); });
    var at = 0;
    days.forEach(function (one, n) { if (one <= day) at = n; });
    steps.value = String(at);
    steps.setAttribute("aria-valuetext", written(day));
    picker.value = day;
    var counts = Object.keys(groups).map(function (list) { return fill(say.count, { number: groups[list].size, list: names[list] }); });
    var text = [fill(say.sentence, { day: written(day), counts: counts.join("; ") })];
    if (events.length) text.push(fill(say.news, { events: events.join("; ") }));
    if (wanted > end) text.unshift(fill(say.beyond, { day: written(end) }));
    if (aloud) said.textContent = text.join(" ");
  }

  /** @param {string} day */
  function go(day) {
    show(day, true);
    if (day > end) day = end;
    if (day === (fromAddress() || usual)) return;
    var query = new URLSearchParams({ as_of: day }), search = window.explainerSearch;
    try { history.pushState(null, "", search && search.isWhole ? search.self("designations", query) : "?" + query + location.hash); } catch (_error) { /* a browser that keeps addresses of files as they are */ }
  }

  steps.addEventListener("input", function () { show(days[Number(steps.value)], true); });
  steps.addEventListener("change", function () { go(days[Number(steps.value)]); });
  picker.addEventListener("change", function () { if (isDay(picker.value)) go(picker.value); });
  window.addEventListener("popstate", function () { if (asked()) show(fromAddress() || usual, true); });
  /** @type {HTMLElement} */ (box.querySelector(".asof-controls")).hidden = false;
  show(fromAddress() || usual, fromAddress() !== null);
})();
