"""The one file as people open it: from a disk, with no network, by pointer, finger and keyboard, with scripts and without."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from building import run
from helpers import MINI, write
from site_reader import WHOLE
from test_validators import DESK, PHONE, RULES, RUN, axe, nu  # noqa: F401  # axe is a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(own: Built) -> Path:
    (found,) = (own.project / "dist").glob("*.html")
    return found


@pytest.fixture(scope="module")
def small(second: Built) -> Path:
    """Give the file of the second explainer, for judges who take their time."""
    (found,) = (second.project / "dist").glob("*.html")
    return found


@pytest.fixture
def page(path: Path, browser: Browser) -> Iterator[Page]:
    """Give the opened file; at the end nothing has been asked for, and nothing has gone wrong."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    yield page
    assert {url.partition("#")[0] for url in asked} == {path.as_uri()}
    assert said == []
    context.close()


def anchor(page: Page) -> str:
    return page.url.partition("#")[2]


def results(page: Page, query: str) -> list[str | None]:
    page.fill("#site-search-input", query)
    page.locator(".search-status", has_text="result").first.wait_for()
    return [link.get_attribute("href") for link in page.locator("#site-search-results .search-result").all()]


def test_search_finds_in_every_script_and_back_leads_back(page: Page) -> None:
    assert results(page, "kurdish oil")[0] == "#themes-oil-exports"
    assert results(page, "Hashd al-Shaabi")[0] == "#groups-pmf"
    page.fill("#site-search-input", "")
    assert results(page, "النفط")[0] == "#ar-themes-oil-exports"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert anchor(page) == "ar-themes-oil-exports"
    page.go_back()
    assert anchor(page) == ""
    page.fill("#site-search-input", "waiver")
    page.keyboard.press("Enter")
    page.locator("#search .search-result").first.wait_for()
    assert anchor(page) == "search?q=waiver"


def test_claims_are_filtered_and_each_choice_is_a_step_back(page: Page) -> None:
    page.evaluate("location.hash = 'claims?support=disputed'")
    rows = page.locator("#claims tr[data-claim-ref]")
    rows.first.wait_for()
    number = rows.count()
    assert {row.get_attribute("data-support") for row in rows.all()} == {"disputed"}
    rows.first.locator("a").click()
    assert anchor(page).startswith("claim-")
    page.go_back()
    assert (anchor(page), rows.count()) == ("claims?support=disputed", number)
    page.locator("#claims select[name=support]").select_option("")
    page.wait_for_function("!location.hash.includes('disputed')")
    page.go_back()
    rows.first.wait_for()
    assert (anchor(page), rows.count()) == ("claims?support=disputed", number)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#themes-energy .prose a.citation", "Reference "),
        ("#themes-energy .prose a.claim-sign", "This claim"),
        ("#themes-oil-exports a.claim-link", "Claim"),
        ("#themes-designations .prose a.group", "Profile, sources"),
        (".prose a.term", "In the glossary"),
        ("#ar-themes-oil-exports .prose a.citation", "Reference "),
        ("#ar-themes-oil-exports .prose a.claim-sign", "This claim"),
    ],
)
def test_cards_say_what_links_lead_to(page: Page, link: str, said: str) -> None:
    place = page.locator(link).first
    place.scroll_into_view_if_needed()
    if link.endswith("sign"):
        place.click()
    else:
        place.hover()
    page.locator(".hovercard", has_text=said).wait_for()
    page.keyboard.press("Escape")
    assert not page.locator(".hovercard").is_visible()
    assert anchor(page) == ""


def test_it_opens_on_chosen_claims_and_on_any_day(page: Page) -> None:
    address = page.url
    page.goto("about:blank")
    page.goto(f"{address}#claims=des-count-six,des-count-eight-newarab,unknown")
    assert [link.get_attribute("href") for link in page.locator(".chosen a").all()] == [
        "#claim-des-count-six",
        "#claim-des-count-eight-newarab",
    ]
    assert page.locator(".claim--chosen").count() == 2
    page.locator("#designations input[type=date]").fill("2025-09-17")
    assert anchor(page) == "designations?as_of=2025-09-17"


def test_without_scripts_it_is_one_long_document(path: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{path.as_uri()}#claim-des-count-six")
    assert page.locator("#claim-des-count-six").is_visible()
    assert page.locator("#claims").is_hidden()
    assert page.locator(".contents a[href='#themes-energy']").is_visible()
    assert page.locator(".contents a[href='#claims']").is_hidden()
    context.close()


def test_neither_it_nor_the_page_puts_up_a_barrier(small: Path, second: Built, browser: Browser, axe: str) -> None:  # noqa: F811
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", viewport=PHONE, color_scheme="dark")
    context.set_default_timeout(60_000)
    page = context.new_page()
    for document in (small, second.root / WHOLE):
        page.goto(document.as_uri())
        page.evaluate(axe)
        assert page.evaluate(RUN, RULES) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_it_is_valid(small: Path, tmp_path: Path) -> None:
    """The checker does not know all of today's CSS; of the site it sees no style sheet."""
    (tmp_path / "site").mkdir()
    shutil.copy(small, tmp_path / "site/one.html")
    assert [message for message in nu([tmp_path / "site"]) if "CSS:" not in message] == []


def test_a_mail_says_which_claim_is_meant_and_not_where_the_file_lies(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "content/explainer.yml": MINI["content/explainer.yml"] + "publisher: P\ncontact: e@x.example\n"})
    assert run("builder", "bundle", tmp_path, "--format", "html").returncode == 0
    (path,) = (tmp_path / "dist").glob("*.html")
    page = browser.new_page(viewport=DESK, reduced_motion="reduce")
    page.goto(path.as_uri())
    page.locator("#claim-mini-one .claim-sign").click()
    link = page.get_by_role("link", name="Report a problem")
    link.wait_for()
    address, _, body = (link.get_attribute("href") or "").partition("&body=")
    assert address == "mailto:e@x.example?subject=Problem%20with%20the%20claim%20mini-one"
    assert unquote(body).startswith("Claim: #claim-mini-one\r\n\r\n> A first statement.")
    assert "file:" not in body
    page.close()
