"""What an attacker may write, in every field that a pull request can bring, read in a real browser: it is text, or it is refused.

The policy of the pages is switched off here, so that what it would stop is seen, too.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from helpers import write
from markupsafe import Markup
from payloads import REFUSED, TEXTS, Trial, project
from site_reader import straight

from builder.checking.project import read_project
from builder.engine import plugin
from builder.engine.mkdocs_build import build_site, page_finder_of
from builder.pages import claim_html, reference_html, view
from builder.site import page_frame

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

READ = r"""() => {
  const mark = /m\d{1,8}m/, exactly = /^m\d{1,8}m$/, wrong = [], texts = [];
  const say = (what, e) => wrong.push(`${what}: ${e.outerHTML.slice(0, 200)}`);
  const addresses = ["href", "src", "action", "data", "formaction", "xlink:href", "poster", "background"];
  for (const e of document.querySelectorAll("*")) {
    if (mark.test(e.localName)) say("element", e);
    for (const { name, value } of e.attributes) {
      if (mark.test(name) || /[^a-z0-9:_-]/i.test(name) || name.startsWith("on") || name === "srcdoc" || /^style$/.test(name) && mark.test(value)) say("attribute", e);
      if (name === "id" && exactly.test(value)) say("id", e);
      if (addresses.includes(name) && !["file:", "https:", "http:", "mailto:"].includes(new URL(value, document.baseURI).protocol)) say("address", e);
      if (mark.test(value)) texts.push(value);
    }
  }
  const known = "iframe, object, embed, base, math, plaintext, img, video, audio, style, x, form:not([role=search]), meta[http-equiv]:not([http-equiv=Content-Security-Policy])";
  for (const e of document.querySelectorAll(known)) say("element", e);
  for (const e of document.querySelectorAll("script")) if (e.type !== "application/ld+json" && !/^(\.\.\/)*(assets\/explainer\/[a-z]+\.js|cards\.js)/.test(e.getAttribute("src") || "")) {
    if (!/\/(search|assets\/explainer|themes|groups)\/[\w/.-]+\.js$/.test(e.src)) say("script", e);
  }
  for (const e of document.querySelectorAll("textarea, details, template")) if (mark.test(e.id)) say("element", e);
  const nodes = document.createNodeIterator(document, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_CDATA_SECTION | NodeFilter.SHOW_PROCESSING_INSTRUCTION);
  for (let node; node = nodes.nextNode();) if (mark.test(node.data)) wrong.push(`comment: ${node.data.slice(0, 100)}`);
  for (const part of ["head > title", "body > .md-container > main", ".site-footer"]) if (document.querySelectorAll(part).length !== 1) wrong.push(`not one ${part}`);
  for (const script of document.querySelectorAll("script[type='application/ld+json']")) try { JSON.parse(script.text); } catch { say("JSON", script); }
  texts.push(document.body.textContent, document.title);
  return { wrong, texts, ran: window.ran };
}"""
CHANGED = (
    "docs.name",
    "docs.heading",
    "key.",
    "source.url",
    "settings.repository",
    "group.ids.key",
    "citation.",
    "claim.",
    "editorial",
    "footnote",
    "table.",
)
"""Fields that cannot hold every character, or are shown shortened or in pieces."""


@dataclass
class Reading:
    """What a browser found on the pages of a site."""

    pages: int = 0
    wrong: list[str] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    """The marks of the payloads that are shown as they were written."""


def read(browser: Browser, site: Path, trials: list[Trial]) -> Reading:
    """Open every page once, from the disk, with no policy and nothing else in reach."""
    reading, by_mark = Reading(), {trial.mark: " ".join(straight(trial.shown).split()) for trial in trials}
    context = browser.new_context(bypass_csp=True)
    context.add_init_script("window.ran = []; window.pwn = mark => window.ran.push(mark); window.alert = window.pwn")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.route("**/*.{css,woff2,svg}", lambda route: route.abort())
    shown = context.new_page()
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":
            continue
        asked.clear()
        shown.goto(path.as_uri(), wait_until="load")
        result: dict[str, Any] = shown.evaluate(READ)
        name = path.relative_to(site).as_posix()
        elsewhere = [url for url in asked if not url.startswith(f"{site.as_uri()}/")]
        reading.wrong += [
            f"{name}: {what}" for what in (*result["wrong"], *(f"ran {n}" for n in result["ran"]), *(f"asked {url}" for url in elsewhere))
        ]
        if shown.url.partition("#")[0] != path.as_uri():
            reading.wrong.append(f"{name}: went to {shown.url}")
        reading.found |= shown_marks([" ".join(straight(text).split()) for text in result["texts"]], by_mark)
        reading.pages += 1
    context.close()
    return reading


def shown_marks(texts: list[str], by_mark: dict[str, str]) -> set[str]:
    found = set()
    for text in texts:
        for match in re.finditer(r"m\d+m", text):
            whole = by_mark.get(match[0])
            if whole is not None and text.find(whole, max(0, match.start() - len(whole)), match.end() + len(whole)) >= 0:
                found.add(match[0])
    return found


def build(folder: Path, files: dict[str, str]) -> Path:
    write(folder, files)
    for finding in read_project(folder).findings:  # a translation says of which wording it is
        if finding.code == "outdated-translation" and "add from: " in finding.hints[0]:
            text = files[finding.where.path].replace("title:", f"from: {finding.hints[0].rpartition(' ')[2]}\ntitle:", 1)
            write(folder, {finding.where.path: text})
    checked = read_project(folder)
    assert not checked.broken, [finding for finding in checked.findings if finding.severity == "error"]
    return build_site(checked).folder


def test_every_payload_in_every_field_is_text(browser: Browser, tmp_path: Path) -> None:
    files, trials = project()
    reading = read(browser, build(tmp_path, files), trials)
    assert reading.wrong == []
    assert len(trials) >= 3_000
    assert len({trial.field for trial in trials}) >= 60
    assert len({trial.payload for trial in trials}) == len(TEXTS)
    expected = [trial for trial in trials if not trial.field.startswith(CHANGED)]
    assert len(expected) >= 2_500
    assert [trial for trial in expected if trial.mark not in reading.found] == [], "text was swallowed"
    assert reading.pages >= 100


def _plain(text: str, **_: bool) -> str:
    return text


def _half(text: str, **_: bool) -> str:
    return html.escape(text, quote=False)


@pytest.mark.parametrize(
    ("module", "name", "instead"),
    [
        (view, "escape", _plain),
        (reference_html, "escape", _plain),
        (reference_html, "escape", _half),
        (claim_html, "escape", _plain),
        (page_frame, "escape", _plain),
        (plugin, "plain_title", lambda note: Markup(note.title)),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).rpartition(".")[2],
)
def test_a_missing_escape_would_be_seen(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, instead: Any
) -> None:
    some = ("\"><img src=x@ onerror=pwn('@')>", "\" onmouseover=\"pwn('@')", "<x@>")
    files, trials = project(some)
    monkeypatch.setattr(module, name, instead)
    assert read(browser, build(tmp_path, files), trials).wrong


@pytest.mark.parametrize("payload", REFUSED, ids=ascii)
def test_what_no_text_may_hold_is_refused_in_every_file(tmp_path: Path, payload: str) -> None:
    files, trials = project((payload,))
    write(tmp_path, {name: text for name, text in files.items() if name.isprintable()})
    findings = [finding for finding in read_project(tmp_path, page_finder_of(tmp_path)).findings if finding.code == "forbidden-character"]
    touched = {name for name, text in files.items() if trials[0].payload[0] in text or "\\u" in text or "\\x" in text}
    assert {finding.where.path for finding in findings} >= {name for name in touched if name.isprintable()}
    assert len({finding.where.path for finding in findings}) >= 9
