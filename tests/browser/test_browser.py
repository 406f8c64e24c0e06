"""The bundle in a real browser, as a reader has it: unzipped, opened from the disk, with no host in reach."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from browsing import is_of_font
from playwright.sync_api import expect
from selection import some
from site_reader import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def unzip(built: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Unpack a bundle in a folder with an awkward name; return the folder that a reader opens."""

    def fill(folder: Path) -> None:
        with zipfile.ZipFile(built.bundle) as archive:
            archive.extractall(folder / "my dôwnloads #1 100%")

    (found,) = (once(f"unzipped-{built.name}", fill) / "my dôwnloads #1 100%").iterdir()
    return found


@pytest.fixture(scope="module")
def folder(own: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return unzip(own, once)


@pytest.fixture(scope="module")
def graph(own: Built) -> dict[str, Any]:
    return json.loads(own.site.text("data/explainer.json"))


class Watch:
    """What goes wrong in a context, whatever page it is on."""

    def __init__(self, context: BrowserContext) -> None:
        self.wrong: list[str] = []
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not is_of_font(message):
            self.wrong.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        """Note a failure, but not of what a page asks too early (its icon, when it is left) or across origins: fonts, on a disk."""
        if request.failure != "net::ERR_ABORTED" and not request.url.endswith(".woff2"):
            self.wrong.append(f"failed: {request.url}: {request.failure}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:///", "data:")):
            self.wrong.append(f"asked: {request.url}")


def test_the_watch_notices_everything(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<title>x</title><script src=gone.js></script><img src=https://example.org/x.png><script>console.error('oh'); undefined.x</script>",
        encoding="utf-8",
    )
    context = browser.new_context()
    watch = Watch(context)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri(), wait_until="load")
    page.wait_for_timeout(100)
    context.close()
    kinds = {entry.partition(":")[0] for entry in watch.wrong}
    assert kinds == {"failed", "error", "console", "asked"}


def kinds(folder: Path) -> dict[str, str]:
    """Return one page of each kind: the longest, where there are several."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.html"), key=lambda path: -path.stat().st_size):
        name = path.relative_to(folder).as_posix()
        kind = name.split("/")[0] if name.count("/") == 2 else name
        found.setdefault("notes" if kind in ("contribute/index.html", "findings/index.html") else kind, name)
    return found


# --- every page -------------------------------------------------------------------------------------------------------


def test_every_page_opens_from_a_disk_on_a_phone(
    built: Built, once: Callable[[str, Callable[[Path], None]], Path], new_page: Callable[..., Page]
) -> None:
    folder = unzip(built, once)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert len(names) == len(built.site.pages) - 1  # less the page for wrong addresses, which only a server shows
    page = new_page(viewport=PHONE)
    wide = []
    for name in names:
        page.goto((folder / name).as_uri(), wait_until="load")
        width, title, sheets = page.evaluate("[document.scrollingElement.scrollWidth, document.title, document.styleSheets.length]")
        assert title == words(built.site.pages[name].one("head title"))
        assert sheets > 0, f"{name} is not styled"
        if width > PHONE["width"]:
            wide.append((name, width))
    assert wide == [], "these pages scroll sideways"


def test_no_kind_of_page_scrolls_sideways_at_any_width(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    found = kinds(folder)
    assert len(found) > 10
    for name in found.values():
        page.goto((folder / name).as_uri())
        for width in (320, 360, 600, 768, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, f"{name} at {width} px"


def test_the_fonts_are_those_of_the_bundle(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length")
    failed = page.evaluate(  # a stand-in is a font of the reader, who may not have it
        "[...document.fonts].filter(font => font.status === 'error' && !font.family.includes('Stand-in')).map(font => font.family)"
    )
    assert loaded > 1
    assert failed == []


# --- search -----------------------------------------------------------------------------------------------------------

FIELD = "#site-search-input"
OPTION = "#site-search-results [role=option]"


def search(page: Page, query: str) -> list[str]:
    """Type a query with the keyboard, from wherever the focus is; return the addresses found."""
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.press("Control+A")
    page.keyboard.type(query)
    # A locator asks from outside the page, whose policy forbids `eval`.
    page.locator("#site-search-results [role=status]", has_text=re.compile(r"\d+ result|No result")).wait_for(state="attached")
    page.wait_for_timeout(120)  # the answer to the last letter, not to the one before
    return [url.partition("/index.html")[0].rpartition("/")[2] + url.partition("/index.html")[2] for url in addresses(page)]


def addresses(page: Page) -> list[str]:
    return page.eval_on_selector_all(OPTION, "options => options.map(option => option.href)")


def test_a_claim_is_found_by_a_word_with_the_keyboard_alone(folder: Path, graph: dict[str, Any], new_page: Callable[..., Page]) -> None:
    count = Counter(word for claim in graph["claims"] for word in set(re.findall(r"\b[a-z]{9,}\b", claim["text"])))
    elsewhere = json.dumps([graph["sources"], graph["groups"], graph["terms"], graph["themes"]]).lower()
    word = next(word for word in sorted(count) if count[word] == 1 and word not in elsewhere)
    (claim,) = (claim for claim in graph["claims"] if re.search(rf"\b{word}\b", claim["text"]))
    page = new_page()
    page.goto((folder / "index.html").as_uri())
    found = search(page, word)
    assert found[0].endswith(f"#claim-{claim['id']}")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(FIELD, "aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{claim['page']}index.html#claim-{claim['id']}")
    box = page.locator(f"#claim-{claim['id']}").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < DESK["height"], "the claim is not in sight"
    header = page.locator(".md-header").bounding_box()
    assert header is not None
    assert box["y"] >= header["y"] + header["height"] - 1, "the header covers the claim"


ODD = {
    "asaib ahl el haq": "asaib-ahl-al-haq",
    "ASAʾIB AHL AL-ḤAQQ": "asaib-ahl-al-haq",
    "kataib hezbollah": "kataib-hezbollah",
    "nujaba": "harakat-al-nujaba",
    "عصائب اهل الحق": "asaib-ahl-al-haq",
    "الحشد الشعبى": "pmf",
}
"""Names as people type them, and the groups that they mean."""


def test_groups_are_found_in_any_script_and_spelling(folder: Path, graph: dict[str, Any], new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "index.html").as_uri())
    wanted = dict(ODD)
    for group in graph["groups"]:
        wanted |= dict.fromkeys(group["native"].values(), group["id"])
        wanted |= {alias["text"]: group["id"] for alias in group["aliases"][:1]}
    assert sum("\u0600" <= query[0] <= "\u06ff" for query in wanted) > 5
    for query, group in wanted.items():
        search(page, query)
        assert any(url.endswith(f"/groups/{group}/index.html") for url in addresses(page)), f"{query} does not find {group}"


def test_a_group_is_opened_by_its_arabic_name_with_the_keyboard_alone(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "claims/index.html").as_uri())
    search(page, "عصائب أهل الحق")
    assert addresses(page)[0].endswith("/groups/asaib-ahl-al-haq/index.html")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/asaib-ahl-al-haq/index.html")


def test_search_without_javascript_offers_the_lists(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto((folder / "index.html").as_uri())
    page.focus(FIELD)
    page.keyboard.type("oil")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=oil")
    assert page.locator("main").get_by_role("link", name="All claims", exact=True).is_visible()


# --- the list of claims ---


def test_going_back_takes_back_one_choice_of_the_list_of_claims(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "claims/index.html").as_uri())
    text, support = page.locator("#claim-filters [name=q]"), page.locator("#claim-filters [name=support]")

    def typed(letters: str) -> None:
        text.press_sequentially(letters, delay=250)  # each letter by itself: slower than the list waits for the next
        page.wait_for_url(re.compile(rf"q={text.input_value()}(&|$)"))

    support.select_option("disputed")
    page.wait_for_url(re.compile("[?]support=disputed$"))
    typed("oil")
    text.press("Enter")  # asks for what is shown already
    support.select_option("single")
    page.wait_for_url(re.compile("[?]q=oil&support=single$"))
    typed("s")
    for before, value in (("oil", "single"), ("oil", "disputed"), ("", "disputed"), ("", "")):
        page.go_back()
        expect(text).to_have_value(before)
        expect(support).to_have_value(value)
    typed("oil")
    page.go_back()
    expect(text).to_have_value("")
    page.go_back()
    page.wait_for_url("about:blank")


# --- the theme --------------------------------------------------------------------------------------------------------

INK_AND_PAPER = "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor, document.querySelector('[data-theme-toggle]').ariaPressed]"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_can_be_chosen_and_is_remembered(folder: Path, new_page: Callable[..., Page], system: str) -> None:
    page = new_page(color_scheme=system)
    page.goto((folder / "index.html").as_uri())
    before = page.evaluate(INK_AND_PAPER)
    assert before[2] == str(system == "dark").lower()
    page.get_by_role("button", name="Dark theme").click()
    chosen = page.evaluate(INK_AND_PAPER)
    assert chosen[2] != before[2]
    assert chosen[1] != before[1]
    page.goto((folder / "claims/index.html").as_uri())
    assert page.evaluate(INK_AND_PAPER) == chosen, "the choice is forgotten on the next page"
    page.reload()
    assert page.evaluate(INK_AND_PAPER) == chosen, "the choice is forgotten on reloading"
    page.get_by_role("button", name="Dark theme").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(INK_AND_PAPER) == before
    page.goto((folder / "index.html").as_uri())
    assert page.evaluate(INK_AND_PAPER) == before


def test_without_javascript_the_system_chooses_the_theme(folder: Path, new_page: Callable[..., Page]) -> None:
    papers = []
    for system in ("light", "dark"):
        page = new_page(color_scheme=system, java_script_enabled=False)
        page.goto((folder / "index.html").as_uri())
        papers.append(
            page.evaluate("getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor")
        )
        assert not page.locator("[data-theme-toggle]").is_visible()
    assert papers[0] != papers[1]


# --- without JavaScript -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [False, True], ids=["without", "with"])
def test_the_drawer_needs_no_javascript(folder: Path, new_page: Callable[..., Page], script: bool) -> None:
    page = new_page(viewport=PHONE, java_script_enabled=script)
    page.goto((folder / kinds(folder)["themes"]).as_uri())
    panel = page.locator("#site-panel")
    assert not panel.is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert panel.is_visible()
    assert panel.get_by_role("link").first.is_visible()
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Close").click()
    assert not panel.is_visible()
    page.get_by_role("button", name="Menu").click()
    panel.get_by_role("link", name="Home").click()
    page.wait_for_url("**/index.html")
    assert not page.locator("#site-panel").is_visible()


UNSEEN = """
(exempt) => {
  for (const fold of document.querySelectorAll("main details")) fold.open = true;  // which needs no script
  const unseen = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const holder = node.parentElement, range = document.createRange();
    range.selectNodeContents(node);
    if (!node.textContent.trim() || holder.closest(exempt)) continue;
    const boxes = [...range.getClientRects()];
    const seen = holder.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })
      && boxes.some((box) => box.width > 0 && box.height > 0 && (box.right > 0 || holder.closest(".table-scroll")));
    if (!seen) unseen.push(node.textContent.trim().slice(0, 60));
  }
  return [unseen, walker.root.innerText.length];
}
"""
QUIET = "script, style, noscript, svg title, svg desc, .visually-hidden, .headerlink, .claim-meta, .locator, .list-filters, .pager[hidden], #claim-table[hidden], .asof-controls, .moved:not(:target)"
"""What does nothing without a script, shows on hover and focus, at an old address, or is said to assistive technology alone."""


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_without_javascript_every_text_is_seen(folder: Path, new_page: Callable[..., Page], viewport: dict[str, int]) -> None:
    page = new_page(java_script_enabled=False, viewport=viewport)
    for name in some(kinds(folder).values()):
        page.goto((folder / name).as_uri())
        unseen, length = page.evaluate(
            UNSEEN, f"{QUIET}, .num, .drawing--events, .verdict-table thead" if viewport is PHONE else QUIET
        )  # for which a phone has no room
        assert length > 40, name
        assert unseen == [], name


def test_what_is_quiet_speaks_on_hover_and_focus(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto((folder / kinds(folder)["themes"]).as_uri())
    opacity = "e => getComputedStyle(e.querySelector('.claim-sign')).opacity"
    assert page.locator(".prose > .claim:not([data-support=single])").first.evaluate(opacity) == "1", "an exception is told at once"
    plain = page.locator(".prose > .claim[data-support=single]").first
    plain.scroll_into_view_if_needed()
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    assert plain.evaluate(opacity) == "0"
    plain.locator("p").first.hover()
    page.wait_for_timeout(400)
    assert plain.evaluate(opacity) == "1"
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    plain.locator(".claim-sign").focus()
    page.wait_for_timeout(400)
    assert plain.evaluate(opacity) == "1"


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_citation_leads_to_its_reference_and_back(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / kinds(folder)["themes"]).as_uri())
    citation = page.locator("a.citation").last
    anchor = citation.get_attribute("id")
    citation.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#ref-*")
    reference = page.locator("li:target")
    assert 0 <= reference.bounding_box()["y"] < DESK["height"]  # type: ignore[index]
    reference.locator(f".backlinks a[href='#{anchor}']").click()
    page.wait_for_url(f"**#{anchor}")
    assert 0 <= page.locator(f"#{anchor}").bounding_box()["y"] < DESK["height"]  # type: ignore[index]


def test_the_first_tab_leads_to_the_content(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")


def test_every_thing_to_press_has_a_name_and_shows_its_focus(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    for name in some(kinds(folder).values()):
        page.goto((folder / name).as_uri())
        things = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, summary')].filter(e => e.checkVisibility())"
            ".map(e => [e.outerHTML.slice(0, 120), Boolean(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title)])"
        )
        assert [html for html, named in some(things) if not named] == [], name
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')(getComputedStyle(document.activeElement))")
    assert outline


def test_it_prints_as_a_paper(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / kinds(folder)["themes"]).as_uri())
    page.emulate_media(media="print")
    for chrome in (".md-header", "#site-panel", ".site-search", ".skip-link"):
        assert not page.locator(chrome).first.is_visible(), chrome
    assert page.locator("h1").is_visible()
    assert page.locator(".references").is_visible()
    unseen, length = page.evaluate(UNSEEN, f"{QUIET}, .backlinks, .related, .claim-actions")
    assert length > 1000
    assert unseen == []
