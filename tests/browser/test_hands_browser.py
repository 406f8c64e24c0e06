"""Everything that a reader can do, by one means alone: by finger on a phone, and by keyboard.

Both go the same ways, in a bundle opened from a disk; only how something is pressed differs. What cards do in detail is tried
in `test_cards_browser.py`, the search box in `test_word_index.py`.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from building import run
from helpers import MINI, write
from test_browser import DESK, PHONE, Watch, unzip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

BEFORE = """e => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const seen = all.filter(one => one === e || one.checkVisibility({visibilityProperty: true}) && !one.disabled);
  seen[seen.indexOf(e) - 1].focus({preventScroll: true});
}"""
SEEN = "e => { const b = e.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; }"


class Finger:
    """Presses by tapping, on a phone."""

    options: ClassVar = {"has_touch": True, "is_mobile": True, "viewport": PHONE}

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, thing: Locator) -> None:
        thing.scroll_into_view_if_needed()
        thing.tap()

    def choose(self, field: Locator, option: str) -> None:
        field.tap()
        field.select_option(label=option)  # the system's own list

    def pull(self, region: Locator) -> None:
        """Drag a wide region towards its end."""
        region.evaluate("e => e.scrollIntoView({block: 'center'})")
        box = region.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2
        session = self.page.context.new_cdp_session(self.page)
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 13):
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x - 12 * step, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def leave(self) -> None:
        """Close whatever lies over the page."""
        self.page.get_by_role("button", name="Close").tap()


class Keys:
    """Presses by Tab and Enter; the window is a desk's."""

    options: ClassVar = {"viewport": DESK}

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, thing: Locator) -> None:
        """Come to something by Tab, from the place before it."""
        thing.evaluate(BEFORE)
        for _ in range(4):  # a field for a date has parts
            self.page.keyboard.press("Tab")
            if thing.evaluate("e => e === document.activeElement"):
                return
        pytest.fail(f"Tab does not lead to {thing}")

    def press(self, thing: Locator) -> None:
        self.reach(thing)
        self.page.keyboard.press("Enter")

    def choose(self, field: Locator, option: str) -> None:
        self.reach(field)
        self.page.keyboard.type(option)
        self.page.keyboard.press("Tab")

    def pull(self, region: Locator) -> None:
        self.reach(region)
        for _ in range(3):
            self.page.keyboard.press("ArrowRight")

    def leave(self) -> None:
        self.page.keyboard.press("Escape")


Hand = Finger | Keys


@pytest.fixture(params=[Finger, Keys], ids=["finger", "keys"])
def hand(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Hand]:
    context = browser.new_context(**request.param.options, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    watch = Watch(context)
    yield request.param(context.new_page())
    context.close()
    assert watch.wrong == []


@pytest.fixture(scope="module")
def folder(own: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return unzip(own, once)


@pytest.fixture(scope="module")
def graph(own: Built) -> dict[str, Any]:
    return json.loads(own.site.text("data/explainer.json"))


def go(hand: Hand, folder: Path, name: str) -> Page:
    hand.page.goto((folder / name / "index.html").as_uri())
    return hand.page


# --- the frame --------------------------------------------------------------------------------------------------------


def test_the_panel_opens_closes_and_leads_on(hand: Hand, folder: Path) -> None:
    hand.page.set_viewport_size(PHONE)  # a desk has it in its margins
    page = go(hand, folder, "themes/oil-exports")
    panel = page.locator("#site-panel")
    hand.press(page.get_by_role("button", name="Menu"))
    assert panel.is_visible()
    hand.leave()
    assert not panel.is_visible()
    hand.press(page.get_by_role("button", name="Menu"))
    part = panel.locator("summary", has_text="Overviews")
    link = panel.get_by_role("link", name="Timeline")
    if part.count() and not link.is_visible():
        hand.press(part)
    hand.press(link)
    page.wait_for_url("**/timeline/index.html")


def test_the_contents_of_a_page_lead_to_its_parts(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/oil-exports")
    if isinstance(hand, Finger):
        hand.press(page.get_by_role("button", name="Menu"))
    hand.press(page.locator(".toc").get_by_role("link", name="References"))
    page.wait_for_url("**#references")
    assert not page.locator("#site-panel:popover-open").count()
    page.wait_for_timeout(50)
    assert page.locator("#references").evaluate(SEEN)


def test_the_theme_is_chosen(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/oil-exports")
    button = page.get_by_role("button", name="Dark theme")
    hand.press(button)
    assert button.get_attribute("aria-pressed") == "true"
    hand.press(button)
    assert button.get_attribute("aria-pressed") == "false"


def test_another_language_is_chosen(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/oil-exports")
    hand.press(page.locator("nav.languages a"))
    page.wait_for_url("**/themes/oil-exports/ar/index.html")
    hand.press(page.locator("nav.languages a"))
    page.wait_for_url("**/themes/oil-exports/index.html")


# --- search -----------------------------------------------------------------------------------------------------------


def test_something_is_looked_for_and_found(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/oil-exports")
    field = page.locator("#site-search-input")
    if isinstance(hand, Finger):
        page.locator(".site-search__label").tap()
    else:
        page.keyboard.press("/")
    assert field.evaluate("e => e === document.activeElement")
    page.keyboard.type("nujaba")
    result = page.locator("#site-search-results [role=option][href*='groups/harakat-al-nujaba']").first
    result.wait_for()
    if isinstance(hand, Finger):
        result.tap()
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("nujaba"))


def test_the_search_page_shows_more_and_leads_on(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "search")
    page.goto(f"{page.url}?q=iraq")
    results = page.locator("#search-page-results .search-result")
    results.first.wait_for()
    more, before = page.locator("#search-page-results button.search-more").first, results.count()
    hand.press(more)
    page.wait_for_timeout(200)
    assert results.count() > before
    hand.press(results.first)
    page.wait_for_url(lambda url: "/search/" not in url)


# --- claims -----------------------------------------------------------------------------------------------------------


def test_claims_are_filtered_and_filters_cleared(hand: Hand, folder: Path, graph: dict[str, Any]) -> None:
    page = go(hand, folder, "claims")
    count, total = page.locator("#claim-count"), len(graph["claims"])
    count.filter(has_text=f"{total} claims").wait_for()
    more = page.get_by_role("button", name="Filters", exact=True)
    if more.is_visible():  # where there is no room for all of them
        hand.press(more)
    support = page.locator("select[name=support]")
    option = support.locator("option[value=disputed]").inner_text()
    hand.choose(support, option)
    disputed = sum(claim["support"] == "disputed" for claim in graph["claims"])
    count.filter(has_text=f"{disputed} of {total} claims").wait_for()
    assert page.url.endswith("?support=disputed")
    words = page.locator("#claim-filters input[name=q]")
    if isinstance(hand, Finger):
        words.tap()
    else:
        hand.reach(words)
    page.keyboard.type("zzz")
    count.filter(has_text="No claim matches").wait_for()
    hand.press(page.get_by_role("button", name="Clear filters"))
    count.filter(has_text=re.compile(f"^{total} claims")).wait_for()
    hand.press(page.locator("#claim-table [data-claim-ref] a").first)
    page.wait_for_url(re.compile("#claim-"))


def test_a_claim_is_cited_and_its_address_copied(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/money")
    hand.press(page.locator("main .prose a.claim-sign").first)
    card = page.locator(".hovercard")
    card.wait_for()
    hand.press(card.get_by_role("button", name="Cite", exact=True))
    hand.choose(card.get_by_label("Format"), "BibTeX")
    assert card.locator("textarea").input_value().startswith("@")
    hand.press(card.get_by_role("button", name="Copy", exact=True))
    page.get_by_role("status").filter(has_text="Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@")
    hand.leave()
    card.wait_for(state="hidden")


def test_a_citation_leads_to_its_reference_and_folded_letters_lead_back(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "themes/oil-exports")
    citation = page.locator("main .prose a.citation").first
    if isinstance(hand, Finger):
        citation.tap()
        page.locator(".hovercard").wait_for()
    hand.press(citation)
    page.wait_for_url("**#ref-*")
    fold = page.locator("details.backlinks").first
    hand.press(fold.locator("summary"))
    assert fold.evaluate("e => e.open")
    letter = fold.locator("a").last
    target = (letter.get_attribute("href") or "").removeprefix("#")
    hand.press(letter)
    page.wait_for_url(f"**#{target}")
    page.wait_for_timeout(50)
    assert page.locator(f"[id='{target}']").evaluate(SEEN)


def test_accounts_that_differ_lead_to_where_they_stand(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "disputes")
    hand.press(page.locator(".account .account-place a, .account-place a").first)
    page.wait_for_url(re.compile("/themes/|#claim-"))


# --- designations and drawings ----------------------------------------------------------------------------------------


def test_the_days_of_designations_are_stepped_through(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "designations")
    slider, day = page.get_by_role("slider"), page.get_by_label("Or take any day")
    last = day.input_value()
    box = slider.bounding_box()
    assert box is not None
    if isinstance(hand, Finger):
        assert box["height"] >= 24, "too low for a finger"
        slider.tap(position={"x": 6, "y": box["height"] / 2})
    else:
        hand.reach(slider)
        page.keyboard.press("Home")
    first = day.input_value()
    assert first < last
    page.wait_for_url(f"**?as_of={first}")
    assert page.get_by_role("status").filter(has_text=re.compile("FTO [0-9]")).inner_text()
    if isinstance(hand, Finger):
        day.fill("2019-06-01")  # the system's own calendar
    else:
        hand.reach(day)
        page.keyboard.type("06012019")
        page.keyboard.press("Tab")
    page.wait_for_url("**?as_of=2019-06-01")


@pytest.mark.parametrize("name", ["relations", "groups/asaib-ahl-al-haq"])
def test_a_group_in_a_drawing_leads_to_its_page(hand: Hand, folder: Path, name: str) -> None:
    page = go(hand, folder, name)
    node = page.locator("svg a.node").last
    title = node.locator("title").text_content()
    hand.press(node)
    page.wait_for_url("**/groups/**")
    assert page.locator("h1").inner_text() == title


def test_an_event_of_the_timeline_and_a_figure_lead_to_their_claims(hand: Hand, folder: Path) -> None:
    for name, place in (("timeline", "section > .timeline a"), ("figures", "table.data a.claim-link")):
        page = go(hand, folder, name)
        link = page.locator(f"main {place}").filter(has_text=re.compile(r"\w{4}")).first
        hand.press(link)
        if isinstance(hand, Finger) and "claim-link" in (link.get_attribute("class") or ""):
            page.locator(".hovercard").wait_for()
            hand.press(link)
        page.wait_for_url(re.compile("#claim-|/groups/|/themes/"))


def test_a_wide_table_is_pulled_sideways(hand: Hand, folder: Path) -> None:
    page = go(hand, folder, "designations")
    page.set_viewport_size(PHONE)
    region = page.locator(".table-scroll").nth(1)
    assert region.evaluate("e => e.scrollWidth > e.clientWidth"), "this table is not wide"
    hand.pull(region)
    page.wait_for_timeout(300)
    assert region.evaluate("e => e.scrollLeft") > 0


# --- changes ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A site with a history of two versions."""

    def fill(target: Path) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        before, after = MINI["content/themes/mini.md"], MINI["content/themes/mini.md"].replace("first statement", "reworded statement")
        for text in (before, after):
            write(target, {**MINI, "content/themes/mini.md": text})
            if text == before:
                subprocess.run(["git", "init", "-q"], cwd=target, check=True)
            subprocess.run(["git", "add", "-A"], cwd=target, check=True)
            subprocess.run(["git", *who, "commit", "-qm", "A version"], cwd=target, check=True)
        done = run("builder", "build", target)
        assert done.returncode == 0, done.stderr

    return once("changed-by-hand", fill) / "site"


def test_a_change_leads_to_its_claim(hand: Hand, changed: Path) -> None:
    page = go(hand, changed, "changes")
    link = page.locator("[data-change=reworded] a.claim-link")
    hand.press(link)
    if isinstance(hand, Finger):
        page.locator(".hovercard").filter(has_text="A reworded statement").wait_for()
        hand.press(link)
    page.wait_for_url("**/themes/mini/index.html#claim-mini-one")
