"""The list of all sources: filtered, in another order, and what of it stands in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from test_browser import unzip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ROWS = "tr[data-source]"


@pytest.fixture(scope="module")
def folder(own: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return unzip(own, once)


def opened(folder: Path, new_page: Callable[..., Page], question: str = "", **options: object) -> Page:
    page = new_page(**options)
    page.goto((folder / "sources/index.html").as_uri() + question)
    return page


def shown(page: Page, part: str) -> list[str]:
    return [text.strip() for text in page.locator(f"{ROWS}:visible {part}").all_inner_texts()]


def test_each_filter_leaves_the_rows_that_it_counts(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page)
    everything = page.locator(ROWS).count()
    assert everything > 100
    for name in ("publisher", "perspective", "consulted"):
        choice = page.locator(f"#source-filters [name={name}]")
        labels = choice.locator("option").all_inner_texts()[1:]
        numbers = [int(re.findall(r"\((\d+)\)$", label)[0]) for label in labels]
        for index in {1, len(labels)}:
            choice.select_option(index=index)
            expect(page.locator(f"{ROWS}:visible")).to_have_count(numbers[index - 1])
            assert page.locator("#source-filters output").inner_text() == f"{numbers[index - 1]} of {everything} sources"
        choice.select_option(index=0)
        expect(page.locator(f"{ROWS}:visible")).to_have_count(everything)


def test_words_are_found_folded_and_by_their_beginnings_and_all_of_them(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page)
    words = page.locator("#source-filters [name=q]")
    words.fill("REUT")
    rows = page.locator(f"{ROWS}:visible").all_inner_texts()
    assert len(rows) >= 6
    assert all("reut" in row.casefold() for row in rows)
    words.fill("asharq al awsat")
    assert {publisher.split("\n")[0] for publisher in shown(page, "td:nth-of-type(1)")} == {"Asharq Al-Awsat"}
    words.fill("asharq reuters")
    assert shown(page, "th") == []
    assert page.locator("#source-filters output").inner_text() == "No source matches. Change a filter, or clear them all."
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(f"{ROWS}:visible")).to_have_count(page.locator(ROWS).count())
    expect(words).to_be_focused()


def test_the_order_is_by_publisher_date_or_citations(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page)
    order = page.locator("#source-filters [name=sort]")
    first = page.locator(ROWS).evaluate_all("all => all.map(row => row.dataset.source)")
    dates = "all => all.map(row => row.querySelector('time')?.dateTime ?? '')"
    order.select_option("newest")
    newest = page.locator(ROWS).evaluate_all(dates)
    known = [day for day in newest if day]
    assert known == sorted(known, reverse=True)
    assert newest[len(known) :] == [""] * (len(newest) - len(known)), "what has no date stands last"
    order.select_option("oldest")
    assert page.locator(ROWS).evaluate_all(dates) == sorted(known) + newest[len(known) :]
    order.select_option("cited")
    cited = [int(number) for number in shown(page, "td:last-child")]
    assert cited == sorted(cited, reverse=True)
    assert cited[0] > cited[-1]
    order.select_option("")
    assert page.locator(ROWS).evaluate_all("all => all.map(row => row.dataset.source)") == first
    publishers = page.locator(ROWS).evaluate_all("all => all.map(row => row.dataset.publisher).filter(Boolean)")
    assert publishers.index("Reuters") > publishers.index("Chatham House")


def test_the_address_says_what_is_shown(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page)
    publisher, words = page.locator("#source-filters [name=publisher]"), page.locator("#source-filters [name=q]")
    publisher.select_option("Reuters")
    page.wait_for_url(re.compile("[?]publisher=Reuters$"))
    words.press_sequentially("oil")
    page.wait_for_url(re.compile("[?]q=oil&publisher=Reuters$"))
    found = shown(page, "th")
    page.reload()
    assert shown(page, "th") == found
    page.go_back()
    expect(words).to_have_value("")
    expect(publisher).to_have_value("Reuters")
    page.go_back()
    expect(publisher).to_have_value("")
    expect(page.locator(f"{ROWS}:visible")).to_have_count(page.locator(ROWS).count())


def test_a_value_that_no_source_has_matches_nothing(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page, "?publisher=Nobody%20%3Cb%3E")
    assert shown(page, "th") == []
    expect(page.locator("#source-filters [name=publisher]")).to_have_value("Nobody <b>")


def test_without_scripts_it_is_a_plain_list(folder: Path, new_page: Callable[..., Page]) -> None:
    page = opened(folder, new_page, "?publisher=Reuters", java_script_enabled=False)
    assert page.locator("#source-filters").is_hidden()
    assert len(shown(page, "th")) == page.locator(ROWS).count()
