"""What a reader sees while a page arrives, in a real browser from a server: nothing moves, whenever the fonts and scripts come."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING, Any

import pytest
from browsing import browser as start
from browsing import served
from test_browser import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from building import Built
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
MOVED = 0.02
"""Cumulative layout shift at most, in the words of web.dev; 0.1 counts as good there."""
WIDTHS = {"phone": 360, "desk": 1400}
DELAYS = {"at-once": 0.0, "late": 0.15}
OBSERVE = """
  window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push([
    entry.value, entry.sources.map(source => source.node && (source.node.className || source.node.nodeName)).join(", ")
  ]))).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with start() as started:
        yield started


def arrive(page: Page, address: str, delay: float) -> list[tuple[float, str]]:
    """Open a page as on a first visit, with fonts that take their time; return what moved by itself, and how much."""

    def hold(route: Route) -> None:
        time.sleep(delay)
        route.continue_()

    page.route("**/*.woff2", hold)
    page.add_init_script(OBSERVE)
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(100)  # two frames after whatever the fonts did
    return page.evaluate("window.shifts")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("delay", DELAYS.values(), ids=DELAYS)
def test_nothing_moves_while_a_page_arrives(own: Built, browser: Browser, width: int, delay: float) -> None:
    moved: dict[str, Any] = {}
    with served(own.root) as address:
        for name in [*kinds(own.root).values(), "themes/oil-exports/ar/index.html"]:
            context = browser.new_context(viewport={"width": width, "height": 800})
            shifts = arrive(context.new_page(), address + name.removesuffix("index.html"), delay)
            if sum(value for value, _ in shifts) > MOVED:
                moved[name] = shifts
            context.close()
    assert moved == {}


def test_movements_are_noticed_at_all(browser: Browser, own: Built) -> None:
    with served(own.root) as address:
        page = browser.new_page()
        shifts = arrive(page, address, 0)
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
