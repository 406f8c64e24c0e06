/* The page for wrong addresses: finds the root of the site, sets the links right, and searches for the words of the address. */
(() => {
  "use strict";
  if (window.explainerLost) return; // the page tries several addresses for this file
  window.explainerLost = true;
  const found = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL("../../", found.src);
  const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-lost]"));
  const near = /** @type {HTMLElement} */ (document.querySelector("[data-lost-near]"));
  const believed = new URL(/** @type {string} */ (form.dataset.lost).replace(/index\.html$/, ""), location.href).pathname;

  /* The page tried the style sheet only at some levels. */
  const sheet = new URL("explainer.css", found.src).href;
  if (![...document.querySelectorAll("link")].some(({ href }) => href === sheet)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    document.head.append(link);
  }

  /* Links begin at what the page believes to be the root. */
  if (believed !== root.pathname) {
    for (const [selector, name] of [["a[href^='/']", "href"], ["form[action^='/']", "action"]]) {
      for (const element of document.querySelectorAll(selector)) {
        element.setAttribute(name, root.pathname + /** @type {string} */ (element.getAttribute(name)).slice(believed.length));
      }
    }
  }

  /** @param {string} name */
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = resolve;
      script.onerror = reject;
      script.src = new URL(`assets/explainer/${name}`, root).href;
      document.head.append(script);
    });
  }

  /** @param {string} text */
  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  /* What the wrong address asks for: its folders below the root, and its words. */
  const path = location.pathname.startsWith(root.pathname) ? location.pathname.slice(root.pathname.length) : location.pathname;
  const folders = decoded(path).replace(/(^|\/)index\.html?$|\.\w{2,5}$/, "").split("/").filter(Boolean);
  const place = new Set(["themes", "groups", "sources", "claim", "index", "html"]);
  const words = [...folders, decoded(location.hash)].join(" ").split(/[^\p{L}\p{N}]+/u).filter((word) => word && !place.has(word));

  /**
   * @param {string} addresses
   * @param {ExplainerSearch} search
   */
  function suggest(addresses, { distance }) {
    const wanted = (folders.at(-1) || "").toLowerCase();
    const close = addresses.split(" ").map((address) => ({ address, far: distance(wanted, address.split("/").at(-2) || "") }))
      .filter(({ far }) => wanted && far <= wanted.length / 3).sort((a, b) => a.far - b.far).slice(0, 3);
    for (const { address } of close) {
      const link = document.createElement("a"), item = document.createElement("li");
      link.href = new URL(`${address}index.html`, root).href;
      link.textContent = address.replace(/\/$/, "");
      item.append(link);
      /** @type {HTMLElement} */ (near.querySelector("ul")).append(item);
    }
    near.hidden = !close.length;
  }

  /* Ask for the words of the address: what has most of them is found. */
  /** @param {ExplainerSearch} search */
  async function search({ find }) {
    const input = /** @type {HTMLInputElement} */ (document.getElementById("search-page-input"));
    if (!words.length || input.value || !(await find(words.join(" "), { each: 1 })).total) return;
    input.value = words.join(" ");
    input.dispatchEvent(new Event("input"));
  }

  Promise.all([load("palette.js"), load("explainer.js"), load("search.js").then(() => load("searchbox.js"))])
    .then(() => window.explainerSearch)
    .then((found) => found && Promise.all([found.load("addresses").then((addresses) => suggest(addresses, found)), search(found)]))
    .catch(() => {}); // the page is complete without
})();
