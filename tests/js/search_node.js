/* Runs search.js without a browser. Takes the folder of a site as argument and JSON on standard input:
   {fold: [text], words: [text], values: [text], months: {name: number}, queries: [[query, limit]]}. Every query gets a fresh page, and its answer says how many
   characters' worth of bytes the page had loaded by then. */
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { pathToFileURL, fileURLToPath } = require("node:url");

const site = path.resolve(process.argv[2]);
const scriptPath = path.join(__dirname, "../../templates/assets/explainer/search.js");
const program = new vm.Script(fs.readFileSync(scriptPath, "utf8"), { filename: scriptPath });
/** @type {Map<string, { script: import("node:vm").Script, bytes: number }>} */
const compiled = new Map();

/** @param {string} file */
function compile(file) {
  let made = compiled.get(file);
  if (!made) {
    const bytes = fs.readFileSync(file);
    made = { script: new vm.Script(bytes.toString("utf8"), { filename: file }), bytes: bytes.length };
    compiled.set(file, made);
  }
  return made;
}

function openPage() {
  /** @type {string[]} */
  const loaded = [];
  const page = { bytes: 0, loaded };
  const append = (/** @type {HTMLScriptElement & { onload(): void, onerror(): void }} */ element) => setImmediate(() => {
    const file = fileURLToPath(element.src);
    if (!fs.existsSync(file)) { element.onerror(); return; }
    const { script, bytes } = compile(file);
    page.bytes += bytes;
    page.loaded.push(path.basename(file));
    document.currentScript = { src: element.src };
    script.runInContext(context);
    element.onload();
  });
  const document = {
    currentScript: { src: pathToFileURL(path.join(site, "assets/explainer/search.js")).href },
    head: { append },
    createElement: () => ({}),
    getElementById: () => null,
  };
  const context = vm.createContext({ document, URL, atob, console });
  context.window = context;
  program.runInContext(context);
  return { page, search: /** @type {ExplainerSearch} */ (context.explainerSearch) };
}

/** @param {[query: string, limit: number]} wanted */
async function answer([query, limit]) {
  const { page, search } = openPage();
  const { total, sections, loose, corrected } = await search.find(query, { each: limit });
  return { total, loose, corrected, bytes: page.bytes, loaded: page.loaded, sections: sections.map(({ kind, found }) => [kind, found.map(({ url }) => url)]) };
}

async function main() {
  /** @type {{ fold?: string[], words?: string[], values?: string[], months?: Record<string, number>, queries?: [string, number][] }} */
  const wanted = JSON.parse(fs.readFileSync(0, "utf8"));
  const { fold, tokens, learn, values } = openPage().search;
  const answers = [];
  for (const query of wanted.queries || []) answers.push(await answer(query));
  const words = (wanted.words || []).map((text) => tokens(text).map(({ word }) => word));
  learn(wanted.months || {});
  const found = (wanted.values || []).map((text) => values(text).flatMap((value) => value.words));
  process.stdout.write(JSON.stringify({ fold: (wanted.fold || []).map(fold), words, values: found, answers }));
}

main();
