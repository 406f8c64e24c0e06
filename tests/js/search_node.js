/* Runs search.js without a browser. Takes the folder of a site as argument and JSON on standard input:
   {fold: [text], words: [text], queries: [[query, limit]]}. Every query gets a fresh page, and its answer says how many
   characters' worth of bytes the page had loaded by then. */
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { pathToFileURL, fileURLToPath } = require("url");

const site = path.resolve(process.argv[2]);
const scriptPath = path.join(__dirname, "../../templates/assets/explainer/search.js");
const program = new vm.Script(fs.readFileSync(scriptPath, "utf8"), { filename: scriptPath });
const compiled = new Map();

function compile(file) {
  if (!compiled.has(file)) {
    const bytes = fs.readFileSync(file);
    compiled.set(file, { script: new vm.Script(bytes.toString("utf8"), { filename: file }), bytes: bytes.length });
  }
  return compiled.get(file);
}

function openPage() {
  const page = { bytes: 0, loaded: [] };
  const append = (element) => setImmediate(() => {
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
  page.search = context.explainerSearch;
  return page;
}

async function answer([query, limit]) {
  const page = openPage();
  const { total, sections } = await page.search.find(query, { each: limit });
  return { total, bytes: page.bytes, loaded: page.loaded, sections: sections.map(({ kind, found }) => [kind, found.map(({ url }) => url)]) };
}

async function main() {
  const wanted = JSON.parse(fs.readFileSync(0, "utf8"));
  const { fold, tokens } = openPage().search;
  const result = { fold: (wanted.fold || []).map(fold), words: (wanted.words || []).map((text) => tokens(text).map(({ word }) => word)), answers: [] };
  for (const query of wanted.queries || []) result.answers.push(await answer(query));
  process.stdout.write(JSON.stringify(result));
}

main();
