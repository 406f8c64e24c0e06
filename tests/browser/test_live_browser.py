"""What a writer sees in a browser: the page follows the file, stays where it was, and says what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from helpers import MINI
from preview_server import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from preview_server import Served

pytestmark = pytest.mark.browser

THEME = "content/themes/mini.md"
LONG = "---\ntitle: Mini\n---\n\n" + "\n\n".join(
    f"## Part {n}\n\nStatement {n} of the River Union, and more words that fill a line or two of the page. [@alpha]\n{{#c{n}}}"
    for n in range(60)
)
FILES = {
    **MINI,
    "content/themes/other.md": "---\ntitle: Other\n---\n\nIt is another. [@beta; @gamma]\n{#other}\n",
    THEME: LONG,
    "docs/index.md": "# Home\n",
    "docs/more.md": "# More\n\n<details><summary>One</summary>a</details>\n\n<details><summary>Two</summary>b</details>\n",
}
FILES["mkdocs.yml"] = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n"
ERROR = LONG.replace("[@alpha]", "[@alhpa]", 1)
TWO_ERRORS = LONG.replace("[@alpha]", "[@alhpa]", 2)
WARNING = {"content/sources/more.yml": "- {id: delta, title: D, publisher: D, consulted: full}\n"}


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A served project. A test asks for it before `page`, so that no page still loads from it when its files go."""
    with served(tmp_path, getattr(request, "param", FILES)) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in which nothing may go wrong, neither scripts nor what the page's policy forbids."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.set_default_timeout(20_000)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    yield context.new_page()
    context.close()
    # The page for wrong addresses looks for its style sheet at every level, and finds itself at the wrong ones.
    expected = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "503", "404", "MIME type")
    assert [text for text in wrong if not any(part in text for part in expected)] == []


def opened(page: Page, server: Served, address: str) -> None:
    """Open a page and wait until the server talks to it."""
    with page.expect_response(re.compile("_explainer/events")):
        page.goto(f"{server.url}{address}")


def reloaded(page: Page, server: Served, files: dict[str, str]) -> None:
    """Save files and wait until the page has loaded itself again."""
    with page.expect_response(re.compile("_explainer/events")), page.expect_event("load"):
        server.save(files)


def overlay(page: Page) -> str:
    panel = page.locator("#explainer-live")
    panel.wait_for(state="visible")
    return panel.inner_text()


# --- following --------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_is_saved(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    server.save({THEME: LONG.replace("Statement 0", "Another statement")})
    page.get_by_text("Another statement").first.wait_for()


def test_a_page_that_shows_nothing_of_it_stays(server: Served, page: Page) -> None:
    opened(page, server, "groups/union/")
    page.evaluate("window.stays = true")
    server.save({**WARNING})
    page.get_by_role("button", name="1 warning").wait_for()
    assert page.evaluate("window.stays")


@pytest.mark.parametrize("address", ["themes/mini/", "themes/mini/#claim-c5"])
def test_the_place_is_kept(server: Served, page: Page, address: str) -> None:
    """Also when what stands above it grows: the claim that was looked at stays where it was in the window."""
    opened(page, server, address)
    page.locator("#claim-c30").evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 100)")
    before = page.locator("#claim-c30").bounding_box()
    assert before
    text = LONG.replace("Statement 3 of", "Statement 3 of " + "many more words and " * 80)
    reloaded(page, server, {THEME: text})
    assert "many more words" in page.locator("#claim-c3").inner_text()
    expect_at(page, "#claim-c30", before["y"])
    assert page.evaluate("scrollY") > 1000


def expect_at(page: Page, selector: str, y: float) -> None:
    """Fonts come late and move what they fill: wait for the place to be right, and to stay so."""
    for _ in range(200):
        boxes = [box for _ in range(3) if (box := page.locator(selector).bounding_box()) and page.wait_for_timeout(10) is None]
        if all(abs(box["y"] - y) <= 2 for box in boxes):
            return
    pytest.fail(f"{selector} is at {boxes}, not at {y}")


def test_the_top_stays_the_top(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    reloaded(page, server, {THEME: LONG.replace("title: Mini", "title: Mini\nsummary: A long summary. [@beta]")})
    page.get_by_text("A long summary").wait_for()
    assert page.evaluate("scrollY") == 0


def test_what_was_unfolded_stays_unfolded_and_the_focus_where_it_was(server: Served, page: Page) -> None:
    opened(page, server, "more/")
    page.get_by_text("Two", exact=True).click()
    page.locator("#site-search-input").fill("river")
    page.locator("#site-search-input").focus()
    reloaded(page, server, {"docs/more.md": FILES["docs/more.md"].replace("# More", "# Much more")})
    page.get_by_role("heading", name="Much more").wait_for()
    details = page.locator("#content details")
    assert [details.nth(n).evaluate("e => e.open") for n in (0, 1)] == [False, True]
    assert page.locator("#site-search-input").evaluate("e => e === document.activeElement && e.value") == "river"


def test_another_page_begins_at_its_top(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    page.evaluate("scrollTo(0, 2000)")
    reloaded(page, server, {THEME: LONG.replace("Statement 0", "Another")})
    opened(page, server, "claims/")
    assert page.evaluate("scrollY") == 0


def test_a_page_that_was_hidden_follows_when_it_is_seen(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true}); document.dispatchEvent(new Event('visibilitychange')) }"
    page.evaluate(hide, True)
    page.evaluate("window.stays = true")
    server.save({THEME: LONG.replace("Statement 0", "Another statement")})
    assert page.evaluate("window.stays"), "it has let go of its connection"
    page.evaluate(hide, False)
    page.get_by_text("Another statement").first.wait_for()


# --- what was found ---------------------------------------------------------------------------------------------------


def test_errors_lie_over_the_last_good_page_until_they_are_mended(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    page.evaluate("window.stays = true")
    server.save({THEME: ERROR, **WARNING})
    shown = overlay(page)
    assert "1 error, 1 warning" in shown
    assert "content/themes/mini.md:7" in shown
    assert "there is no source `alhpa`" in shown
    assert "did you mean `alpha`?" in shown
    assert shown.index("unknown-source") < shown.index("unused-source"), "errors come first"
    assert page.get_by_text("Statement 0").first.is_visible()
    server.save({THEME: LONG})
    page.locator("#explainer-live").wait_for(state="hidden")
    assert page.evaluate("window.stays"), "the page has not changed"
    (server.folder / "content/sources/more.yml").unlink()
    server.live.update()
    page.locator("#explainer-live-note").wait_for(state="hidden")


def test_the_overlay_is_a_dialog_that_the_keyboard_reaches_and_closes(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    server.save({THEME: ERROR})
    dialog = page.get_by_role("alertdialog", name="1 error")
    dialog.wait_for()
    assert dialog.evaluate("e => e === document.activeElement"), "a screen reader begins to read it"
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Close").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    note = page.get_by_role("button", name="1 error")
    assert note.is_visible()
    note.focus()
    page.keyboard.press("Enter")
    dialog.wait_for()
    page.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")
    page.reload()
    note.wait_for()
    assert dialog.is_hidden(), "who has closed it is left alone"
    server.save({THEME: TWO_ERRORS})
    page.get_by_role("alertdialog", name="2 errors").wait_for()


def test_who_is_typing_is_not_interrupted(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    page.locator("#site-search-input").focus()
    server.save({THEME: ERROR})
    overlay(page)
    assert page.locator("#site-search-input").evaluate("e => e === document.activeElement")


def test_warnings_are_a_note_that_opens(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    server.save(WARNING)
    note = page.get_by_role("button", name="1 warning")
    note.wait_for()
    assert page.locator("#explainer-live").is_hidden()
    assert note.get_attribute("aria-expanded") == "false"
    note.click()
    assert "`delta` is never cited" in overlay(page)
    assert page.get_by_role("region", name="1 warning").is_visible()


def test_content_is_shown_as_text(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    server.save({"content/themes/<img src=x onerror=alert(1)>.md": "<b>x</b>"})
    assert "<img src=x onerror=alert(1)>" in overlay(page)
    assert page.locator("#explainer-live img").count() == 0


def test_what_a_template_does_wrong_is_shown_over_the_page(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    server.save({"templates/pages/theme.html": "{% if %}"})
    assert "theme.html:1" in overlay(page)
    assert page.get_by_text("Statement 0").first.is_visible()
    (server.folder / "templates/pages/theme.html").unlink()
    server.live.update(frozenset({"templates/pages/theme.html"}))
    page.locator("#explainer-live").wait_for(state="hidden")


@pytest.mark.parametrize("server", [{**FILES, THEME: ERROR}], indirect=True)
def test_a_page_that_cannot_be_made_yet_comes_by_itself(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    assert "did you mean `alpha`?" in overlay(page)
    page.get_by_role("heading", name="There is no page to show yet").wait_for()
    server.save({THEME: LONG})
    page.get_by_text("Statement 0").first.wait_for()
    page.locator("#explainer-live").wait_for(state="hidden")


def test_a_wrong_address_becomes_a_page_when_there_is_one(server: Served, page: Page) -> None:
    opened(page, server, "themes/second/")
    server.save({"content/themes/second.md": "---\ntitle: Second\n---\n\nIt came later. [@beta]\n{#late}\n"})
    page.get_by_text("It came later").first.wait_for()


def test_without_javascript_the_page_is_as_it_is(browser: Browser, server: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}themes/mini/")
    assert page.get_by_text("Statement 0").first.is_visible()
    assert page.locator("#explainer-live").is_hidden()
    context.close()


def test_search_works(server: Served, page: Page) -> None:
    opened(page, server, "themes/mini/")
    page.locator("#site-search-input").fill("statement 33")
    page.locator(".search-result").first.wait_for()
    server.save({THEME: LONG.replace("Statement 33", "Zanzibar")})
    page.get_by_text("Zanzibar").first.wait_for()
    page.locator("#site-search-input").fill("zanzibar")
    page.locator(".search-result", has_text="Zanzibar").first.wait_for()
