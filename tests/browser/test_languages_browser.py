"""An Arabic page in a real browser: from right to left at every width, its cards beside their links, its words in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_browser import DESK, PHONE
from test_cards_browser import folder  # noqa: F401  # a fixture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ARABIC = "themes/oil-exports/ar/index.html"


@pytest.fixture
def arabic(folder: Path, new_page: Callable[..., Page]) -> Callable[..., Page]:  # noqa: F811  # the fixtures above
    def opened(**options: object) -> Page:
        page = new_page(**options)
        page.goto((folder / ARABIC).as_uri())
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 800, "height": 900}, DESK], ids=["360", "800", "1280"])
def test_an_arabic_page_does_not_scroll_sideways(arabic: Callable[..., Page], size: dict[str, int], scheme: str) -> None:
    page = arabic(viewport=size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"


def test_a_card_opens_under_its_link_and_speaks_arabic(arabic: Callable[..., Page]) -> None:
    page = arabic(viewport=DESK)
    link = page.locator("main .prose a.citation").first
    link.scroll_into_view_if_needed()
    link.hover()
    card = page.locator(".hovercard")
    card.wait_for()
    box, at = card.bounding_box(), link.bounding_box()
    assert box
    assert at
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= DESK["width"]
    assert box["x"] <= at["x"] + at["width"] <= box["x"] + box["width"] + 1, "the card covers the link's column"
    assert "المرجع" in card.inner_text()


def test_the_keyboard_opens_and_closes_a_card(arabic: Callable[..., Page]) -> None:
    page = arabic(viewport=DESK)
    page.locator("main .prose a.claim-sign").first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".hovercard")
    card.wait_for()
    assert "هذه الإفادة" in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_search_finds_a_translated_claim_and_says_so_in_arabic(arabic: Callable[..., Page]) -> None:
    page = arabic(viewport=DESK)
    page.fill("#site-search-input", "سومو")
    page.locator("#site-search-results a.search-result").first.wait_for()
    assert page.locator("#site-search-results a[href*='oil-exports/ar/index.html#claim-']").count()
    assert "نتائج" in page.locator(".search-status").first.inner_text() or "نتيج" in page.locator(".search-status").first.inner_text()


def test_the_switch_of_languages_leads_there_and_back(arabic: Callable[..., Page]) -> None:
    page = arabic(viewport=PHONE)
    page.locator("nav.languages a").click()
    page.wait_for_url("**/themes/oil-exports/index.html")
    assert page.evaluate("[document.documentElement.lang, document.body.dir]") == ["en", "ltr"]
    page.locator("nav.languages a").click()
    page.wait_for_url("**/themes/oil-exports/ar/index.html")
