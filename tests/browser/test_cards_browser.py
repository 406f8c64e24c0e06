"""Cards in a real browser, from a disk with no host in reach: by pointer, keyboard and finger, at every width, in both directions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from building import ROOT, copy_project, run
from test_browser import DESK, PHONE, unzip

from builder.model.document import Support
from builder.signs.sign_words import SUPPORT_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
FINGER = {"has_touch": True, "is_mobile": True, "viewport": PHONE}
KINDS = ("citation", "claim-link", "group", "term", "claim-sign")


@pytest.fixture(scope="module")
def folder(own: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return unzip(own, once)


def places(built: Built) -> dict[str, tuple[str, str]]:
    """Return for each kind of link the page and the selector of one that stands in a text."""
    found: dict[str, tuple[str, str]] = {}
    for page in built.site:
        for kind in KINDS:
            holder = "main .prose" if kind in ("group", "term", "citation", "claim-sign") else "main"
            if kind not in found and (links := page.all(f"{holder} a.{kind}")):
                where = {
                    "citation": "id",
                    "claim-link": "data-claim-link",
                    "group": "data-group",
                    "term": "data-term",
                    "claim-sign": "href",
                }
                found[kind] = (page.name, f'{holder} a.{kind}[{where[kind]}="{links[-1].get(where[kind])}"]')
    return found


def card(page: Page) -> Locator:
    return page.locator(".hovercard")


def shown(page: Page, link: Locator) -> Locator:
    """Rest the pointer on a link until its card is there."""
    link.scroll_into_view_if_needed()
    link.hover()
    card(page).wait_for()
    return card(page)


def go(page: Page, folder: Path, place: tuple[str, str]) -> Locator:
    page.goto((folder / place[0]).as_uri())
    return page.locator(place[1]).first


# --- by pointer -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_opens_on_hover_and_takes_the_pointer(
    built: Built, once: Callable[[str, Callable[[Path], None]], Path], new_page: Callable[..., Page], kind: str
) -> None:
    found = places(built)
    if kind not in found:
        pytest.skip(f"this explainer has no {kind}")
    page = new_page()
    link = go(page, unzip(built, once), found[kind])
    here = page.url
    box = shown(page, link)
    assert link.get_attribute("aria-describedby") == "site-card-says"
    assert page.locator("#site-card-says").inner_text().strip()
    assert page.get_by_role("dialog").evaluate("e => document.getElementById(e.getAttribute('aria-labelledby')).textContent.trim()")
    first = box.locator("a, button").filter(visible=True).first
    first.hover()
    page.wait_for_timeout(600)  # longer than the grace
    assert box.is_visible(), "the card goes when the pointer comes"
    page.mouse.move(2, 2)
    box.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None
    assert page.url == here


def test_a_passing_pointer_opens_nothing(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    link.scroll_into_view_if_needed()
    link.hover()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    assert card(page).count() == 0 or not card(page).is_visible()


def test_one_card_at_a_time(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    shown(page, link)
    sign = page.locator("main .prose a.claim-sign").first
    sign.scroll_into_view_if_needed()
    sign.hover()
    page.locator(".hovercard .card-actions").wait_for()
    assert card(page).count() == 1
    assert link.get_attribute("aria-describedby") is None
    repeated = page.evaluate("(ids => ids.filter((id, n) => ids.indexOf(id) !== n))([...document.querySelectorAll('[id]')].map(e => e.id))")
    assert repeated == []


def test_escape_closes_and_the_card_stays_away(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    shown(page, link)
    page.keyboard.press("Escape")
    assert not card(page).is_visible()
    box = link.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    assert not card(page).is_visible(), "it comes back under a resting pointer"
    page.mouse.move(2, 2)
    assert shown(page, link).is_visible()


def test_a_click_follows_the_link_and_closes_the_card(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    shown(page, link)
    link.click()
    page.wait_for_url("**#ref-*")
    assert not card(page).is_visible()


def test_a_click_beside_the_card_closes_it(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    shown(page, go(page, folder, places(own)["claim-sign"]))
    page.get_by_role("button", name="Cite", exact=True).click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(600)
    assert card(page).is_visible(), "who works in a card may take the pointer away"
    page.mouse.click(5, 450)
    assert not card(page).is_visible()


# --- what it says -----------------------------------------------------------------------------------------------------


def test_a_citation_shows_the_evidence(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    graph = json.loads(own.site.text("data/explainer.json"))
    sources = {source["id"]: source for source in graph["sources"]}
    claim, use = next(
        (claim, n)
        for claim in graph["claims"]
        for n, c in enumerate(claim["citations"], 1)
        if c["quote"] and sources[c["source"]].get("URL") and claim["page"].startswith("themes/")
    )
    citation = claim["citations"][use - 1]
    record = sources[citation["source"]]
    page = new_page()
    link = go(page, folder, (f"{claim['page']}index.html", f"#cite-{claim['id']}-{use}"))
    box = shown(page, link)
    text = " ".join(box.inner_text().split())
    assert f"Reference {link.inner_text()}" in text
    assert record["title"] in text
    assert record.get("publisher", "") in text
    assert citation["quote"] in text
    hrefs = box.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert record["URL"] in hrefs
    assert any(href.startswith(f"{record['URL']}#:~:text=") for href in hrefs)
    assert any(href.endswith(f"sources/{record['id']}/index.html") for href in hrefs)
    assert any(href.endswith("method/index.html#method-signs") for href in hrefs)
    assert box.locator(".card-support strong").inner_text() == f"{SUPPORT_WORDS[Support(claim['support'])]}."


def test_a_claim_link_shows_the_claim(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    graph = json.loads(own.site.text("data/explainer.json"))
    claim = next(
        c
        for c in graph["claims"]
        if len(c["text"]) > 200 and c["citations"] and not own.site.pages[f"{c['page']}index.html"].all(f"#claim-{c['id']} table")
    )
    page = new_page()
    link = go(page, folder, (f"sources/{claim['citations'][0]['source']}/index.html", f'main a[data-claim-link="{claim["id"]}"]'))
    box = shown(page, link)
    assert claim["text"] in " ".join(box.inner_text().split())
    assert box.locator("a", has_text="Go to the claim").get_attribute("href") == link.evaluate("e => e.href")


def test_a_group_shows_its_native_name_in_its_own_direction(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    box = shown(page, go(page, folder, places(own)["group"]))
    native = box.locator("bdi[lang=ar]")
    assert native.evaluate("e => [e.dir || 'auto', getComputedStyle(e).unicodeBidi.includes('isolate')]") == ["auto", True]
    assert re.search("[\u0600-\u06ff]", native.inner_text())


def test_names_that_are_explained_beside_have_no_card(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, ("glossary/index.html", "main dt a.group"))
    link.hover()
    page.wait_for_timeout(500)
    assert card(page).count() == 0


# --- by keyboard ------------------------------------------------------------------------------------------------------

FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


def tab_to(page: Page, link: Locator) -> None:
    """Put the focus on a link as the keyboard does."""
    link.evaluate(
        "e => { const before = document.createElement('span'); before.tabIndex = -1; e.before(before); before.focus(); before.remove(); }"
    )
    page.keyboard.press("Tab")
    assert link.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("kind", ["citation", "claim-sign"])
def test_a_pointer_that_rests_while_the_page_scrolls_below_it_takes_no_card_from_the_keyboard(
    folder: Path, own: Built, new_page: Callable[..., Page], kind: str
) -> None:
    page = new_page()
    link = go(page, folder, places(own)[kind])
    tab_to(page, link)
    moved = "document.querySelector('main').dispatchEvent(new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'}))"
    if kind == "claim-sign":
        page.evaluate(f"document.activeElement.click(); {moved}")
    else:
        page.evaluate(moved)
    card(page).wait_for(timeout=3_000)


def test_a_card_opens_on_focus_and_tab_leads_through_it(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    after = link.evaluate(
        "e => { const all = [...document.querySelectorAll('a[href], button, summary, [tabindex=\"0\"]')].filter(x => x.getClientRects().length); return all[all.indexOf(e) + 1].outerHTML; }"
    )
    tab_to(page, link)
    card(page).wait_for()
    inside = card(page).locator("a").count()
    assert inside > 2
    for n in range(inside):
        page.keyboard.press("Tab")
        assert page.evaluate("[...document.querySelectorAll('.hovercard a')].indexOf(document.activeElement)") == n
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.outerHTML") == after, "Tab leads on from where the reader was"
    assert not card(page).is_visible() or page.evaluate("document.activeElement.hasAttribute('aria-describedby')")
    page.keyboard.press("Shift+Tab")
    assert link.evaluate("e => e === document.activeElement")


def test_shift_tab_leads_back_and_escape_gives_the_focus_back(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    tab_to(page, link)
    card(page).wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert link.evaluate("e => e === document.activeElement")
    assert card(page).is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not card(page).is_visible()
    assert link.evaluate("e => e === document.activeElement")
    page.wait_for_timeout(600)
    assert not card(page).is_visible(), "the focus that came back opens it again"
    page.keyboard.press("Enter")
    page.wait_for_url("**#ref-*")


@pytest.mark.parametrize("kind", ["claim-sign", "row-sign"])
def test_a_sign_opens_its_card_on_enter_and_not_on_focus(folder: Path, own: Built, new_page: Callable[..., Page], kind: str) -> None:
    page = new_page()
    rows = next((shown.name, "main .prose a.row-sign") for shown in own.site if shown.all(".prose a.row-sign"))
    link = go(page, folder, rows if kind == "row-sign" else places(own)[kind])
    assert (link.get_attribute("aria-haspopup"), link.get_attribute("aria-expanded")) == ("dialog", "false")
    tab_to(page, link)
    page.wait_for_timeout(700)
    assert card(page).count() == 0
    page.keyboard.press("Enter")
    card(page).wait_for()
    assert link.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "All signs"
    page.keyboard.press("Escape")
    assert link.evaluate("e => e === document.activeElement")
    assert link.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    card(page).wait_for()
    if kind == "row-sign":
        said = link.evaluate("e => [e.closest('tr').dataset.support, e.getAttribute('aria-label')]")
        assert card(page).locator(".card-support .sign").get_attribute("data-support") == said[0]
        assert said[1] in card(page).inner_text()
        assert re.search(r"Sources counted \d+ of \d+", card(page).inner_text())
        return
    page.get_by_role("link", name="Permalink").press("Enter")
    page.wait_for_url("**#claim-*")


# --- by finger --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_tap_opens_and_the_second_follows(
    built: Built, once: Callable[[str, Callable[[Path], None]], Path], new_page: Callable[..., Page], kind: str
) -> None:
    found = places(built)
    if kind not in found:
        pytest.skip(f"this explainer has no {kind}")
    page = new_page(**FINGER)
    link = go(page, unzip(built, once), found[kind])
    here, target = page.url, link.evaluate("e => e.href")
    link.scroll_into_view_if_needed()
    link.tap()
    card(page).wait_for()
    assert page.url == here
    sheet, tapped = card(page).bounding_box(), link.bounding_box()
    assert sheet is not None
    assert tapped is not None
    assert (sheet["x"], sheet["width"]) == (0, PHONE["width"])
    middle = tapped["y"] + tapped["height"] / 2
    assert not sheet["y"] < middle < sheet["y"] + sheet["height"], "the sheet hides what was tapped"
    link.tap()
    page.wait_for_url(target)
    if target.partition("#")[0] == here.partition("#")[0]:
        assert not card(page).is_visible()


def test_a_sheet_closes_by_its_button_and_by_a_tap_beside_it(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page(**FINGER)
    link = go(page, folder, places(own)["citation"])
    link.scroll_into_view_if_needed()
    link.tap()
    card(page).wait_for()
    page.get_by_role("button", name="Close").last.tap()
    assert not card(page).is_visible()
    link.tap()
    card(page).wait_for()
    box = card(page).bounding_box()
    assert box is not None
    page.touchscreen.tap(4, 30 if box["y"] > 100 else PHONE["height"] - 30)
    assert not card(page).is_visible()


# --- place ------------------------------------------------------------------------------------------------------------

SHIFTS = "new PerformanceObserver(list => { for (const e of list.getEntries()) window.shifted = (window.shifted || 0) + e.value; }).observe({ type: 'layout-shift' })"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 600, 1280])
def test_a_card_stays_in_the_window_and_moves_nothing(
    folder: Path, own: Built, new_page: Callable[..., Page], direction: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 640})
    go(page, folder, places(own)["citation"])
    page.evaluate(f"document.documentElement.dir = document.body.dir = '{direction}'")
    # Turning the page is a shift of its own, and so is a face that comes after it.
    page.evaluate(
        "document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200)))))"
    )
    page.evaluate(SHIFTS)
    where = "[...document.querySelectorAll('main .page *')].map(e => { const r = e.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height]; })"
    for number in range(0, page.locator("main .prose a.citation").count(), 7):
        link = page.locator("main .prose a.citation").nth(number)
        link.scroll_into_view_if_needed()
        before = page.evaluate(where)
        box = shown(page, link).bounding_box()
        assert box is not None
        assert page.evaluate(where) == before
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        page.keyboard.press("Escape")
    assert not page.evaluate("window.shifted")


def test_a_card_at_the_lower_edge_opens_above(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    link = go(page, folder, places(own)["citation"])
    link.evaluate("e => e.scrollIntoView({ block: 'end' })")
    link.hover()
    card(page).wait_for()
    box, under = card(page).bounding_box(), link.bounding_box()
    assert box is not None
    assert under is not None
    assert box["y"] + box["height"] <= under["y"]


def test_nothing_is_loaded_before_a_card_is_wanted(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page(reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    link = go(page, folder, places(own)["claim-sign"])
    page.wait_for_load_state("load")
    assert not {"frame-en.js", "cite.js"} & set(asked)
    shown(page, link)
    assert {"frame-en.js", "cite.js"} <= set(asked)
    assert card(page).evaluate("e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).animationName]") == ["0s", "none"]


def test_cards_do_not_print(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    shown(page, go(page, folder, places(own)["citation"]))
    page.emulate_media(media="print")
    assert not card(page).is_visible()


def test_without_javascript_signs_and_citations_are_links(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    link = go(page, folder, places(own)["claim-sign"])
    link.click()
    page.wait_for_url("**#claim-*")
    page.locator("main .prose a.citation").first.click()
    page.wait_for_url("**#ref-*")


# --- what can be done with a claim ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The explainer with an address and a repository of its own."""

    def fill(target: Path) -> None:
        project = copy_project("own", target / "project")
        settings = project / "content/explainer.yml"
        settings.write_text(f"repository: https://forge.example/a/b/\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
        configuration = project / "mkdocs.yml"
        configuration.write_text(f"site_url: https://site.example/x/\n{configuration.read_text(encoding='utf-8')}", encoding="utf-8")
        done = run("builder", "build", project, cwd=ROOT)
        assert done.returncode == 0, done.stderr

    return once("published", fill) / "project/site"


@pytest.fixture
def actions(published: Path, own: Built, new_page: Callable[..., Page]) -> tuple[Page, dict[str, Any]]:
    """A page with the card of a claim open."""
    graph = json.loads(own.site.text("data/explainer.json"))
    claim = next(c for c in graph["claims"] if c["page"] == "themes/money/" and c["date"])
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    shown(page, go(page, published, (f"{claim['page']}index.html", f"#claim-{claim['id']} .claim-sign")))
    return page, claim


def test_a_link_is_copied(actions: tuple[Page, dict[str, Any]]) -> None:
    page, claim = actions
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://site.example/x/{claim['url']}"


def test_copying_works_where_the_clipboard_is_refused(actions: tuple[Page, dict[str, Any]]) -> None:
    page, claim = actions
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    button = page.get_by_role("button", name="Copy link")
    button.click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://site.example/x/{claim['url']}"
    assert button.evaluate("e => e === document.activeElement")
    assert page.locator(".hovercard textarea").count() == 1


def test_a_claim_is_cited_in_each_format(actions: tuple[Page, dict[str, Any]]) -> None:
    page, claim = actions
    toggle = page.get_by_role("button", name="Cite", exact=True)
    toggle.click()
    assert toggle.get_attribute("aria-expanded") == "true"
    area, seen = page.get_by_role("textbox", name="Citation of this claim"), set()
    for name in ("Plain text", "BibTeX", "CSL-JSON", "Wiki template"):
        page.get_by_label("Format").select_option(name)
        text = area.input_value()
        assert f"https://site.example/x/{claim['url']}" in text
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_role("status").filter(has_text="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == text
        seen.add(text)
    assert len(seen) == 4
    box = card(page).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= DESK["height"]
    toggle.click()
    assert not area.is_visible()


def test_a_claim_is_edited_and_reported_at_its_place(actions: tuple[Page, dict[str, Any]]) -> None:
    page, claim = actions
    edit = card(page).get_by_role("link", name="Edit").get_attribute("href")
    assert re.fullmatch(r"https://forge\.example/a/b/blob/HEAD/content/themes/money\.md\?plain=1#L\d+-L\d+", edit or "")
    address, title, body = (
        card(page)
        .get_by_role("link", name="Report a problem")
        .evaluate("e => [e.origin + e.pathname, new URL(e.href).searchParams.get('title'), new URL(e.href).searchParams.get('body')]")
    )
    assert address == "https://forge.example/a/b/issues/new"
    assert claim["id"] in title
    for part in (f"https://site.example/x/{claim['url']}", edit, claim["text"]):
        assert part in body


def test_without_a_repository_nothing_is_to_be_edited_or_reported(folder: Path, own: Built, new_page: Callable[..., Page]) -> None:
    page = new_page()
    box = shown(page, go(page, folder, places(own)["claim-sign"]))
    assert box.get_by_role("link", name="Permalink").is_visible()
    assert box.locator("text=/Edit|Report/").count() == 0
    page.get_by_role("button", name="Cite", exact=True).click()
    assert "file:" not in box.locator("textarea").input_value(), "a path on the reader's disk is nobody else's address"
