"""Sites on a server, below a path, in a real browser: wrong and old addresses, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from building import Built
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RESULT = "#search-page-results .search-result"


@pytest.fixture(scope="module")
def nowhere(second: Built) -> Iterator[str]:
    """A site that does not know its own address, below a path."""
    with served(second.root, "/some/where/") as address:
        yield address


@pytest.fixture(scope="module")
def known(addressed: Built) -> Iterator[str]:
    """A site that knows the path below which it stands."""
    with served(addressed.root, "/sub/") as address:
        yield address


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def new(*, script: bool = True) -> Page:
        contexts.append(browser.new_context(java_script_enabled=script))
        contexts[-1].set_default_timeout(20_000)
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.mark.parametrize("site", ["nowhere", "known"])
def test_a_wrong_address_is_searched_for(site: str, request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> None:
    address = request.getfixturevalue(site)
    page = new_page()
    answer = page.goto(f"{address}themes/lamp/")
    assert answer is not None
    assert answer.status == 404
    page.locator(RESULT).first.wait_for()
    assert page.locator("#search-page-input").input_value() == "lamp"
    near = page.locator("[data-lost-near] a")
    near.first.wait_for()
    assert near.first.text_content() == "themes/lamps"
    near.first.click()
    page.wait_for_url("**/themes/lamps/index.html")
    assert page.locator("h1").text_content() == "How many lamps burn on Sorn?"
    page.go_back()
    page.locator("a.site-title").click()
    page.wait_for_url(f"{address}index.html")


@pytest.mark.parametrize(
    "wrong", ["x", "a/b/c/towers#claim-strike", "%E2%80%AE%FF/%", "themes/lamps/%D8%B4%D8%B9%D8%A7%D8%B9", "sources/primer/index.htm"]
)
def test_no_address_is_too_strange(wrong: str, known: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{known}{wrong}", wait_until="networkidle")
    assert page.locator("h1").is_visible()
    assert errors == []
    if "towers" in wrong:
        page.locator(RESULT).first.wait_for()
        assert page.locator("#search-page-input").input_value() == "towers"


@pytest.mark.parametrize("site", ["nowhere", "known"])
@pytest.mark.parametrize("wrong", ["x", "themes/x/", "a/b/c/x.html"])
def test_without_scripts_it_is_a_plain_styled_page(
    site: str, wrong: str, request: pytest.FixtureRequest, new_page: Callable[..., Page]
) -> None:
    address = request.getfixturevalue(site)
    page = new_page(script=False)
    page.goto(f"{address}{wrong}")
    assert "Explainer Serif" in page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily")
    assert page.locator("#search-page-input").is_visible()
    assert not page.locator("[data-lost-near]").is_visible()
    if site == "known":
        page.locator("#search-page-input").fill("lamp")
        page.keyboard.press("Enter")
        page.wait_for_url("**/sub/search/index.html?q=lamp")


@pytest.mark.parametrize(("below", "wrong"), [("/some/where/", "a/b/c/d/e/f/g/h/x"), ("/", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/x")])
def test_at_any_depth_it_is_styled_and_its_links_are_right(second: Built, new_page: Callable[..., Page], below: str, wrong: str) -> None:
    with served(second.root, below) as address:
        page = new_page()
        page.goto(f"{address}{wrong}", wait_until="networkidle")
        assert "Explainer Serif" in page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily")
        page.locator("a.site-title").click()
        page.wait_for_url(f"{address}index.html")
        page.locator("h1").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with", "without"])
def test_an_old_page_leads_to_the_new(script: bool, nowhere: str, new_page: Callable[..., Page]) -> None:
    page = new_page(script=script)
    page.goto(f"{nowhere}themes/lights/#claim-lights-table")
    page.wait_for_url("**/themes/lamps/**")
    page.locator("#claim-lamps-table").wait_for()
    if script:  # a header cannot pass on what stands after the `#`
        assert page.url.endswith("#claim-lights-table")
        box = page.locator("#claim-lamps-table").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 720


def test_an_old_place_of_a_claim_leads_to_the_new(nowhere: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{nowhere}themes/wages/#claim-recount-complaint")
    page.wait_for_url("**/themes/lamps/index.html#claim-lamps-complaint")
    page.goto(f"{nowhere}themes/wages/")
    assert not page.locator("#claim-recount-complaint").is_visible()


def test_without_scripts_the_old_place_of_a_claim_says_so(nowhere: str, new_page: Callable[..., Page]) -> None:
    page = new_page(script=False)
    page.goto(f"{nowhere}themes/wages/#claim-recount-complaint")
    place = page.locator("#claim-recount-complaint")
    assert place.is_visible()
    place.get_by_role("link").click()
    page.wait_for_url("**/themes/lamps/index.html#claim-lamps-complaint")
