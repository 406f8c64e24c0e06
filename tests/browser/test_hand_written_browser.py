"""Hand-written pages in a real browser, from a server and from a disk: whatever docs/ holds, nothing runs, asks or leads away, and nothing is cut off."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING

import pytest
from browsing import served
from building import run_here
from helpers import MINI, write
from playwright.sync_api import Error

from builder.sanitising.inert_files import INERT_TYPES, content_findings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HOOK = """
def on_page_content(html, page, **_):
    return html + ATTACK if page.file.src_uri == 'hooked.md' else html
def on_page_context(context, page, **_):
    if page.file.src_uri == 'later.md':
        page.content += ATTACK
    return context
"""
ATTACK = (
    "<script src='evil.js'></script><script src='../evil.js'></script><script>document.title = 'evil'</script><img src='data:image/png,none' onerror=\"document.title = 'evil'\">"
    "<meta http-equiv=refresh content='0;url=https://h.example/'><iframe src='https://h.example/frame'></iframe>"
    "<form action='https://h.example/form' id=f><button id=b>b</button></form><style>@import 'https://h.example/style'; body { display: none }</style>"
    "<a id=j href=\"javascript:document.title = 'evil'\">j</a><object data='../evil.html'></object><base href='https://h.example/'>"
    "<svg><a xlink:href=\"javascript:document.title = 'evil'\"><text id=t y=9>t</text></a></svg>"
)
WIDE = (
    "# Wide\n\n| "
    + " | ".join(["a long heading"] * 9)
    + " |\n"
    + "|---" * 9
    + "|\n| "
    + " | ".join(["unbreakable_text_in_a_cell"] * 9)
    + " |\n\n"
    "```\n"
    + "x" * 300
    + "\n"
    + "word " * 60
    + "\n```\n\n`"
    + "y" * 200
    + "`\n\n<table><tr>"
    + "<td>https://example.org/path</td>" * 12
    + "</tr></table>\n\n"
    "![w](wide.svg)\n\n"
    + "z" * 200
    + '\n\n<img src="../wide.svg" alt="w" width="3000">\n\n<video src="../film.mp4" controls width="3000"></video>\n\n- '
    + "v" * 200
    + "\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="30"><rect width="3000" height="30" fill="gray"/></svg>'
WAVE = b"RIFF" + pack("<I4s4sIHHIIHH4sI", 8036, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", 8000) + bytes([128]) * 8000
CONFIGURATION = """site_name: M
theme: {name: material}
plugins: [explainer]
hooks: [hook.py]
markdown_extensions: [attr_list, admonition, fenced_code, md_in_html, tables]
exclude_docs: "!.evil.html"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hand-written")
    pages = dict.fromkeys(("docs/index.md", "docs/raw.md"), f"# Page\n\nWords. [@alpha]\n\n{ATTACK}\n")
    quiet = {f"docs/{name}.md": "# Page\n\nWords. [@alpha]\n" for name in ("hooked", "later")}
    folded = {"docs/folded.md": f"# Page\n\n!!! note\n    Words. [@alpha] {ATTACK}\n\n<div markdown>\n{ATTACK}\n</div>\n"}
    play = {
        "docs/play.md": "# Play\n\n<audio src='../tone.wav' controls></audio>\n",
        "docs/wide.md": WIDE,
        "docs/wide.svg": SVG,
        "docs/film.mp4": "no film",
    }
    hook = {"hook.py": f"ATTACK = {ATTACK!r}\n{HOOK}", "mkdocs.yml": CONFIGURATION}
    hidden = {"docs/.evil.html": "<script>document.title = 'evil'</script>"}
    write(folder, {**MINI, **pages, **quiet, **folded, **play, **hook, **hidden})
    (folder / "docs/tone.wav").write_bytes(WAVE)
    done = run_here("build", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "site/evil.js").write_text("document.title = 'evil'", encoding="utf-8")  # as if it had got through
    return folder / "site"


@pytest.fixture(params=["server", "disk"])
def root(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if request.param == "disk":
        yield f"{site.as_uri()}/"
    else:
        with served(site) as address:
            yield address


@pytest.mark.parametrize("name", ["", "raw/", "hooked/", "later/", "folded/"])
def test_nothing_runs_asks_or_leads_away(root: str, browser: Browser, name: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = f"{root}{name}index.html"
    page.goto(address)
    assert page.locator("a.citation").count() == 1, "the page is there"
    title = page.title()
    page.evaluate(
        "document.querySelectorAll('#j, #t, #b').forEach(e => e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })))"
    )
    page.wait_for_timeout(150)
    assert (page.title(), page.url.removesuffix("index.html")) == (title, address.removesuffix("index.html"))
    assert title != "evil"
    assert [url for url in asked if "h.example" in url or "evil" in url] == []
    assert page.locator("main :is(script, iframe, form, style, object, meta, base, [onerror])").count() == 0
    page.close()


def test_a_hidden_file_that_the_configuration_lets_in_is_not_published(site: Path) -> None:
    assert not list(site.rglob(".evil.html"))


def test_sound_of_the_site_plays(root: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{root}play/index.html")
    refused = "document.addEventListener('securitypolicyviolation', e => document.body.dataset.refused = e.violatedDirective)"
    page.evaluate(refused)
    code = page.evaluate(
        "new Promise(done => { const a = document.querySelector('audio'); a.onloadedmetadata = () => done('loaded'); a.onerror = () => done(a.error.message); a.load(); })"
    )
    assert (code, page.evaluate("document.body.dataset.refused || ''")) == ("loaded", "")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_moves_the_page_sideways_on_a_phone(root: str, browser: Browser, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(f"{root}wide/index.html")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    boxes = page.locator(".table-scroll")
    assert boxes.count() == 2
    for number in range(2):
        assert boxes.nth(number).evaluate("box => box.scrollWidth > box.clientWidth"), "the table scrolls by itself"
        boxes.nth(number).focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("box => box.scrollLeft > 0", arg=boxes.nth(number).element_handle())
        assert boxes.nth(number).get_attribute("aria-label") == "Table"
    beyond = page.evaluate(
        "[...document.querySelectorAll('main :is(pre, code, img, video, p, li)')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert beyond == 0
    page.close()


def opens(page: Page, address: str) -> str:
    """Return the title of what the browser makes of an address; empty if it is a download."""
    try:
        page.goto(address)
    except Error:
        return ""
    return page.title()


def test_no_browser_runs_a_file_of_an_inert_type(tmp_path: Path, browser: Browser) -> None:
    """Each type with a page in it that the check lets pass; the same page as `.html` shows that it would run."""
    program = b"<!doctype html><title>x</title><script>document.title = 'evil'</script>"
    for ending in [*INERT_TYPES, ".html"]:
        data = program if ending in (".txt", ".html") else b"# " + program
        if ending != ".html":
            assert content_findings(f"docs/x{ending}", data) or ending != ".svg"
            assert ending == ".svg" or content_findings(f"docs/x{ending}", data) == []
        (tmp_path / f"x{ending}").write_bytes(data)
    page = browser.new_page()
    with served(tmp_path) as address:
        for start in (address, f"{tmp_path.as_uri()}/"):
            ran = [ending for ending in sorted([*INERT_TYPES, ".html"]) if opens(page, f"{start}x{ending}") == "evil"]
            assert ran == [".html"], start
    page.close()


def test_markup_under_an_inert_name_is_refused() -> None:
    for begin in (b"<html>", b"\n\t <!DOCTYPE html>", b"\xef\xbb\xbf<script>", b"<?xml version='1.0'?>", b"\0<p>"):
        passed = [ending for ending in INERT_TYPES if not content_findings(f"docs/x{ending}", begin)]
        assert passed == [".txt"], begin
