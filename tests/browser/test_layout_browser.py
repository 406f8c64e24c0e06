"""What a reader sees while a page arrives, in a real browser from a server: nothing moves, whenever the fonts and scripts come."""

from __future__ import annotations

import gzip
import time
from functools import partial
from shutil import which
from subprocess import run
from typing import TYPE_CHECKING, Any

import pytest
from browsing import served
from selection import some
from test_browser import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.browser
MOVED = 0.01
"""Cumulative layout shift at most, in the words of web.dev; 0.1 counts as good there."""
WIDTHS = {"phone": 360, "desk": 1400}
DELAYS = {"at-once": 0.0, "late": 0.15}
OBSERVE = """
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push([
    entry.value, entry.sources.map(source => source.node && (source.node.className || source.node.nodeName)).join(", ")
  ]))).observe({ type: "layout-shift", buffered: true });
"""


class Visitor:
    """Opens pages as on a first visit, with fonts that take their time."""

    def __init__(self, browser: Browser, width: int, delay: float) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 800})
        self.page.route("**/*", partial(self._hold, delay))  # which also keeps the browser from remembering files
        self.page.add_init_script(OBSERVE)

    def _hold(self, delay: float, route: Route) -> None:
        if route.request.url.endswith(".woff2"):
            self.fonts += 1
            time.sleep(delay)
        route.continue_()

    def arrive(self, address: str) -> list[tuple[float, str]]:
        """Return what moved by itself, and how much."""
        self.fonts = 0
        self.page.goto(address)
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(100)  # two frames after whatever the fonts did
        assert self.fonts, "it was no first visit"
        return self.page.evaluate("window.shifts")


@pytest.mark.parametrize("part", [0, 1])
def test_nothing_moves_while_a_page_arrives(own: Built, browser: Browser, part: int) -> None:
    """Each page is opened with a narrow and with a wide window, and with fonts at once and late: page by page in one pair or the other."""
    pairs = [("phone", "late"), ("desk", "at-once")], [("phone", "at-once"), ("desk", "late")]
    moved: dict[str, Any] = {}
    names = some([*kinds(own.root).values(), "themes/oil-exports/ar/index.html"])
    with served(own.root) as address:
        for width, delay in pairs[part]:
            visitor = Visitor(browser, WIDTHS[width], DELAYS[delay])
            for name in names[part::2]:
                shifts = visitor.arrive(address + name.removesuffix("index.html"))
                if sum(value for value, _ in shifts) > MOVED:
                    moved[f"{name} {width} {delay}"] = shifts
            visitor.page.close()
    assert moved == {}


def test_movements_are_noticed_at_all(browser: Browser, own: Built) -> None:
    with served(own.root) as address:
        visitor = Visitor(browser, WIDTHS["desk"], 0)
        page, shifts = visitor.page, visitor.arrive(address)
        page.evaluate("document.querySelector('.md-header').style.paddingTop = '200px'")
        page.wait_for_timeout(100)
        assert sum(value for value, _ in page.evaluate("window.shifts")) > MOVED + sum(value for value, _ in shifts)
        page.close()


def test_a_first_visit_is_light(own: Built, browser: Browser) -> None:
    """To a theme's page: scripts and styles, packed, and its fonts, which are packed as they are."""
    with served(own.root) as address:
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page.goto(address + "themes/oil-exports/")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)
        page.close()
    texts = [name for name in asked if name.endswith((".js", ".css"))]
    fonts = [name for name in asked if name.endswith(".woff2")]
    assert sum(len(gzip.compress((own.root / name).read_bytes())) for name in texts) <= 90 * 1024
    assert fonts
    assert len(fonts) == len(set(fonts)), "a font is asked for twice"
    assert max((own.root / name).stat().st_size for name in fonts) <= 60 * 1024


def other_faces(browser: Browser, address: str, *, scripts: bool) -> set[tuple[str, str]]:
    """Return the fonts of the reader's in which a first visit shows text, each with an element."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(100)
    tools = context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument", {"depth": -1})["root"]
    found = {
        (font["familyName"], node["nodeName"])
        for node in with_text(root)
        for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        if not font["isCustomFont"]
    }
    context.close()
    return found


def with_text(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the elements with text of their own, except what is set as code, and links outward, whose arrow is in no face."""
    attributes = node.get("attributes", ())
    if node["nodeName"] in ("HEAD", "SCRIPT", "NOSCRIPT", "TEMPLATE", "CODE", "PRE", "KBD") or "external" in attributes:
        return
    children = node.get("children", ())
    if any(child["nodeType"] == 3 and child["nodeValue"].strip() for child in children):
        yield node
    for child in children:
        yield from with_text(child)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_first_visit_is_set_in_our_faces(own: Built, browser: Browser, scripts: bool) -> None:
    """With italics and in Arabic, from a server and from a disk."""
    names = ["themes/oil-exports/index.html", "themes/oil-exports/ar/index.html"]
    with served(own.root) as address:
        for name in names:
            assert other_faces(browser, address + name, scripts=scripts) == set()
            assert other_faces(browser, (own.root / name).as_uri(), scripts=scripts) == set()


def test_nothing_slants_in_arabic(own: Built, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((own.root / "themes/oil-exports/ar/index.html").as_uri())
    slanting = "found => found.filter(e => getComputedStyle(e).fontStyle === 'italic').map(e => e.closest('[lang]').lang)"
    assert "ar" not in page.eval_on_selector_all("body *", slanting)
    page.goto((own.root / "themes/oil-exports/index.html").as_uri())
    assert "en" in page.eval_on_selector_all("body *", slanting)
    page.close()


def test_a_page_asks_for_the_faces_that_it_shows(own: Built) -> None:
    def asked(name: str) -> set[str]:
        return {link.get("href").rpartition("/")[2] for link in own.site.pages[name].all("link[rel=preload][as=font]")}

    upright = {"serif.woff2", "sans.woff2", "serif-display.woff2"}
    assert asked("claims/index.html") == asked("index.html") == upright
    assert asked("themes/oil-exports/index.html") == upright | {"serif-italic.woff2"}
    assert "naskh.woff2" in asked("themes/oil-exports/ar/index.html")


def test_from_a_disk_the_fonts_are_there_at_the_first_paint(own: Built, browser: Browser) -> None:
    """A face that is `optional` and comes late is loaded and not shown: only the width of a line tells."""
    page = browser.new_page()
    page.goto((own.root / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    widths = page.evaluate(
        """() => ["var(--display)", "var(--serif)", "var(--sans)"].flatMap(family => ["", "Stand-in"].map(kind => {
             const probe = document.querySelector("h1").appendChild(document.createElement("span"));
             probe.className = "visually-hidden";
             const names = getComputedStyle(document.documentElement).getPropertyValue(family.slice(4, -1)).split(",");
             probe.style.cssText = "inline-size: auto; font: 600 40px " + (kind ? names.filter(name => !name.includes("Explainer")) : names).join();
             probe.textContent = "Handgloves 0123 QRST";
             return probe.getBoundingClientRect().width;
           }))"""
    )
    assert all(ours != stand_in for ours, stand_in in zip(widths[::2], widths[1::2], strict=True))
    page.close()


def test_a_printed_page_says_where_it_is_from_and_what_its_signs_mean(own: Built, browser: Browser, tmp_path: Path) -> None:
    if not (reader := which("pdftotext")):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    page = browser.new_page()
    page.goto((own.root / "themes/oil-exports/index.html").as_uri())
    page.evaluate("document.documentElement.dataset.address = 'https://example.org/oil/'")  # what a site with an address has
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    page.close()
    text = run([reader, tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True, encoding="utf-8").stdout
    first, *others = [" ".join(sheet.split()) for sheet in text.split("\f") if sheet.strip()]
    title = " ".join(own.site.pages["themes/oil-exports/index.html"].root.get("data-title").split())
    assert title not in first
    assert all(title in sheet for sheet in others)
    assert all("https://example.org/oil/" in sheet for sheet in (first, *others))
    assert f"1/{len(others) + 1}" in "".join(first.split())
    assert "At least two independent sources say so" in others[-1]
    assert "No source has been found yet for it" not in others[-1], "no claim of this page lacks a source"
