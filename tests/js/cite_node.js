/* Runs templates/assets/explainer/cite.js outside a browser, for tests/test_cards.py: standard input is a JSON object with
   `tex` (texts), `cited` (the facts of claims) and `reports` (what a link for reports says, and with what it is filled), standard output the answers. */
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const file = path.join(__dirname, "../../templates/assets/explainer/cite.js");
/**
 * @typedef {(facts: Cited, patterns: Record<string, string>) => string} Format
 * @typedef {(link: { dataset: Record<string, string>, href: string }, values: Record<string, string>) => void} Report
 * @type {{ tex: (text: string) => string, formats: Record<string, Format>, report: Report }}
 */
let cite = { tex: String, formats: {}, report: () => {} };
vm.runInNewContext(fs.readFileSync(file, "utf8"), { explainerCards: (/** @type {typeof cite} */ value) => { cite = value; } }, { filename: file });

const wanted = JSON.parse(fs.readFileSync(0, "utf8"));
const patterns = {
  by: "{names}:", between: "; ", plain: "“{text}” {page} In: {site}, as of {date}.", undated: "“{text}” {page} In: {site}.", publisher: "{publisher}.", seen: "{url} (seen on {day})",
};
const reported = (/** @type {{ link: Record<string, string>, values: Record<string, string> }} */ { link, values }) => {
  const made = { dataset: link, href: "" };
  cite.report(made, values);
  return made.href;
};
process.stdout.write(JSON.stringify({
  tex: (wanted.tex || []).map(cite.tex),
  reports: (wanted.reports || []).map(reported),
  cited: (wanted.cited || []).map((/** @type {Cited} */ facts) => Object.fromEntries(Object.entries(cite.formats).map(([name, write]) => [name, write(facts, patterns)]))),
}));
