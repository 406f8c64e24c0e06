"""Drawings and the designations of any day in a real browser: by keyboard, by address, without a script, in the dark, from right to left."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import test_browser
from selection import some
from site_reader import select, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def folder(built: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return test_browser.unzip(built, once)


@pytest.fixture(scope="module")
def graph(built: Built) -> dict[str, Any]:
    return json.loads(built.site.text("data/explainer.json"))


@pytest.fixture(params=["file", "server"])
def designations(
    request: pytest.FixtureRequest, folder: Path, browser: Browser, new_page: Callable[..., Page]
) -> Iterator[tuple[Page, str]]:
    """The page of designations: from a disk, and as a server has it, whose every answer comes from the same folder."""
    if request.param == "file":
        yield new_page(), (folder / "designations/index.html").as_uri()
        return

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/")
        route.fulfill(path=folder / (f"{path}index.html" if path.endswith("/") or not path else path))

    context = browser.new_context()
    context.set_default_timeout(10_000)
    context.route("http://explainer.test/**", answer)
    yield context.new_page(), "http://explainer.test/designations/"
    context.close()


def words_of_list(graph: dict[str, Any], name: str, number: int) -> str:
    """Return how the page says how many are on a list; a list whose id has no capitals goes by its title."""
    return f"{name if name != name.lower() else graph['explainer']['lists'][name]} {number}"


def happened(graph: dict[str, Any]) -> list[str]:
    """Return the exact days on which something happened to a listing."""
    keys = ("signed", "announced", "published", "revoked")
    return sorted({d[key] for g in graph["groups"] for d in g["designations"] for key in keys if d[key] and len(d[key]) == 10})


def holding(graph: dict[str, Any], day: str) -> dict[str, set[str]]:
    """Work out from the data file who is on which list on a day; a month or a year counts from its first day."""
    found: dict[str, set[str]] = {d["list"]: set() for g in graph["groups"] for d in g["designations"]}
    for group in graph["groups"]:
        for d in group["designations"]:
            begun = d["effective"] is None or f"{d['effective']}-01-01"[:10] <= day
            if begun and not (d["revoked"] and d["revoked"] <= day):
                found[d["list"]].add(group["id"])
    return found


def shown(page: Page) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, state, group in page.eval_on_selector_all(
        ".listing",
        "all => all.map(e => [e.dataset.listed, e.querySelector('.listing-state').dataset.state, e.closest('tr').dataset.group])",
    ):
        found.setdefault(name, set()).update({group} if state in ("on", "perhaps") else ())
    return found


def assert_holds(page: Page, graph: dict[str, Any], day: str) -> None:
    expected = holding(graph, day)
    assert shown(page) == expected, day
    counts = page.eval_on_selector_all("[data-counted]", "all => all.map(e => [e.dataset.counted, e.textContent])")
    assert counts
    assert all(number == str(len(expected[name])) for name, number in counts), day


def test_the_slider_steps_by_keyboard_over_what_happened(designations: tuple[Page, str], graph: dict[str, Any]) -> None:
    page, address = designations
    page.goto(address)
    assert_holds(page, graph, graph["explainer"]["as_of"])
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    steps, said = happened(graph), page.get_by_role("status").filter(has_text=":")
    seen = []
    for _ in range(int(slider.get_attribute("max") or 0) + 1):
        day = page.get_by_label("Or take any day").input_value()
        seen.append(day)
        assert_holds(page, graph, day)
        assert f"as_of={day}" in page.url
        text = slider.get_attribute("aria-valuetext") or ""
        assert text
        assert said.inner_text().startswith(f"{text}: ")
        counts = [words_of_list(graph, name, len(groups)) for name, groups in holding(graph, day).items()]
        assert all(count in said.inner_text() for count in counts)
        page.keyboard.press("ArrowRight")
    assert set(steps) <= set(seen)
    assert seen == sorted(seen)


def test_an_address_restores_its_day(designations: tuple[Page, str], graph: dict[str, Any]) -> None:
    page, address = designations
    steps = happened(graph)
    page.goto(f"{address}?as_of={steps[0]}")
    assert_holds(page, graph, steps[0])
    assert page.get_by_role("status").filter(has_text=":").inner_text()
    between = f"{steps[1][:4]}-12-30"
    page.get_by_label("Or take any day").fill(between)
    page.get_by_label("Or take any day").blur()
    page.wait_for_url(f"**as_of={between}")
    assert_holds(page, graph, between)
    page.reload()
    assert_holds(page, graph, between)
    page.go_back()
    page.wait_for_url(f"**as_of={steps[0]}")
    assert_holds(page, graph, steps[0])
    page.go_forward()
    page.wait_for_url(f"**as_of={between}")
    assert_holds(page, graph, between)


def test_a_day_after_the_records_shows_their_last_and_says_so(designations: tuple[Page, str], graph: dict[str, Any]) -> None:
    page, address = designations
    last = max(*happened(graph), graph["explainer"]["as_of"])
    page.goto(f"{address}?as_of=2999-01-01")
    assert page.get_by_label("Or take any day").input_value() == last
    assert_holds(page, graph, last)
    assert page.get_by_role("status").filter(has_text=":").inner_text().startswith("The records end on ")
    assert page.get_by_label("Or take any day").get_attribute("max") == last


@pytest.mark.parametrize("media", [{"media": "print"}, {"forced_colors": "active"}], ids=["print", "forced"])
def test_the_mark_of_a_list_is_no_background(folder: Path, new_page: Callable[..., Page], media: dict[str, str]) -> None:
    page = new_page()
    page.goto(f"{(folder / 'designations/index.html').as_uri()}")
    page.emulate_media(**media)  # type: ignore[arg-type]
    states = page.eval_on_selector_all(
        ".listing-state",
        """all => all.map(e => {
          const mark = getComputedStyle(e, "::before"), width = parseFloat(mark.width);
          return [e.dataset.state, parseFloat(mark.borderTopWidth), width, mark.backgroundColor.endsWith(", 0)") && mark.backgroundImage === "none"];
        })""",
    )
    assert {state for state, *_ in states} >= {"on"}
    assert all(is_clear for *_, is_clear in states)
    assert all(border > 2 and 2 * border >= width for state, border, width, _ in states if state == "on"), "a ring, not a dot"


@pytest.mark.parametrize("day", ["", "yesterday", "2025-02-30", "2025-9-1", "2025-13-01"])
def test_an_address_that_names_no_day_shows_that_of_the_explainer(
    folder: Path,
    graph: dict[str, Any],
    new_page: Callable[..., Page],
    day: str,
) -> None:
    page = new_page()
    page.goto(f"{(folder / 'designations/index.html').as_uri()}?as_of={day}")
    assert_holds(page, graph, graph["explainer"]["as_of"])


def test_without_javascript_the_table_is_complete(folder: Path, graph: dict[str, Any], new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto((folder / "designations/index.html").as_uri())
    assert not page.get_by_role("slider").is_visible()
    assert_holds(page, graph, graph["explainer"]["as_of"])
    for group in some(g for g in graph["groups"] if g["designations"]):
        dates = page.locator(f"tr[data-group={group['id']}] li[data-step]").evaluate_all(
            "all => all.map(e => `${e.dataset.step} ${e.querySelector('time')?.dateTime}`)"
        )
        expected = [f"{key} {d[key]}" for d in group["designations"] for key in ("signed", "announced", "published", "revoked") if d[key]]
        assert sorted(dates) == sorted(expected)


PHONES = 768
"""Up to this width the list of events is without a drawing."""
DRAWN = ("timeline", "figures", "relations")
CHARTS = ("timeline", "figures")
"""Those with texts in them whose place depends on numbers."""


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_drawings_follow_the_colour_scheme(folder: Path, new_page: Callable[..., Page], options: dict[str, str]) -> None:
    page = new_page(**options)
    for name in DRAWN:
        page.goto((folder / name / "index.html").as_uri())
        colours = page.evaluate(
            """() => {
              const rgb = (e, what) => getComputedStyle(e)[what];
              return [rgb(document.body, "backgroundColor"), ...[...document.querySelectorAll(".drawing svg text:not(.inside, .node--here text)")].map(e => rgb(e, "fill"))];
            }"""
        )
        paper, *inks = ([int(part) for part in colour[4:-1].split(",")] for colour in colours)
        assert inks, name
        far = [abs(sum(ink) - sum(paper)) for ink in inks if ink != [0, 0, 0]]
        assert len(far) == len(inks), f"{name}: a text is black in every scheme"
        assert min(far) > 200, f"{name}: a text is hardly seen"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_drawings_fit_and_their_texts_do_not_leave_them(
    folder: Path,
    new_page: Callable[..., Page],
    width: int,
    direction: str,
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    for name in (*DRAWN, "designations"):
        page.goto((folder / name / "index.html").as_uri())
        page.evaluate("direction => { document.documentElement.dir = document.body.dir = direction; }", direction)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name
        texts = page.evaluate(
            """() => [...document.querySelectorAll(".chart text")].map(e => {
              const box = e.getBoundingClientRect(), whole = e.closest("svg.chart").getBoundingClientRect();
              const out = box.left < whole.left - 2 || box.right > whole.right + 2 || box.top < whole.top - 2 || box.bottom > whole.bottom + 2;
              return [e.textContent, out];
            })"""
        )
        assert texts or name not in CHARTS, name
        is_hidden = name == "timeline" and width <= PHONES
        assert is_hidden == (name == "timeline" and not page.locator(".drawing").is_visible())
        assert [text for text, out in texts if out] == [], name


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("width", [769, 1440])
def test_no_label_of_an_event_lies_over_another_or_over_a_mark(folder: Path, new_page: Callable[..., Page], width: int, media: str) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.emulate_media(media=media)  # type: ignore[arg-type]
    page.goto((folder / "timeline/index.html").as_uri())
    over = page.evaluate(
        """() => {
          const parts = [...document.querySelectorAll("a.mark :is(text, circle, rect)")];
          const boxes = parts.map(e => [e.closest("a").textContent, e.getBoundingClientRect()]);
          return boxes.flatMap(([one, a], n) => boxes.slice(0, n).filter(([, b]) =>
            a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2).map(([other]) => [one, other]));
        }"""
    )
    assert page.locator("a.mark text").count() > 1
    assert over == []


def test_what_was_before_the_period_is_folded_on_screens_and_printed(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto((folder / "timeline/index.html").as_uri())
    first = page.locator("details.event-fold li[data-claim-ref]").first
    assert not first.is_visible()
    page.locator("details.event-fold summary").focus()
    page.keyboard.press("Enter")
    assert first.is_visible()
    page.keyboard.press("Enter")
    assert not first.is_visible()
    page.emulate_media(media="print")
    assert first.bounding_box()["height"] > 10  # type: ignore[index]


def test_a_mark_leads_to_its_event_by_keyboard(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "timeline/index.html").as_uri())
    mark = page.locator("a.mark").last
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == mark.get_attribute("href")
    assert page.locator("li:target").count() == 1


def test_groups_in_a_drawing_are_reached_by_keyboard_and_show_it(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto((folder / "relations/index.html").as_uri())
    nodes = page.locator("svg a.node")
    assert nodes.count() > 1
    nodes.first.focus()
    for n in range(1, nodes.count()):
        page.keyboard.press("Tab")
        assert page.evaluate("n => document.activeElement === document.querySelectorAll('svg a.node')[n]", n)
    width = "e => parseFloat(getComputedStyle(e.querySelector('rect')).strokeWidth)"
    assert nodes.last.evaluate(width) > nodes.first.evaluate(width), "the focus is not shown"
    name = nodes.last.locator("title").text_content()
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/**")
    assert page.locator("h1").inner_text() == name


def test_drawings_are_printed(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page()
    for name in DRAWN:
        page.goto((folder / name / "index.html").as_uri())
        page.emulate_media(media="print")
        assert page.locator(".drawing svg").first.is_visible()
        assert page.locator(".drawing svg").first.bounding_box()["height"] > 30  # type: ignore[index]


# --- what is drawn is what is listed: these need no browser, but the same two explainers ---------------------------------


def test_ties_are_listed_on_both_pages_on_their_own_and_as_a_file(built: Built, graph: dict[str, Any]) -> None:
    every = sorted((g["id"], r["type"], r["group"]) for g in graph["groups"] for r in g["relations"])
    assert every
    rows = built.site.pages["relations/index.html"].all("tr[data-tie]")
    listed = []
    for row in rows:
        one, other = (link.get("data-group", "") for link in select(row, "th a[data-group]"))
        listed.append((one, row.get("data-tie", ""), other))
        assert select(row, "td a[href]"), "a tie without a source"
    assert sorted(listed) == every
    on_pages = []
    for group in graph["groups"]:
        items = built.site.pages[f"groups/{group['id']}/index.html"].all("ul.tie-list li[data-tie]")
        on_pages += [(group["id"], item.get("data-tie", ""), select(item, "a[data-group]")[0].get("data-group", "")) for item in items]
    assert sorted(on_pages) == sorted([*every, *((b, kind, a) for a, kind, b in every)])
    table = csv.DictReader(io.StringIO(built.site.text("data/relations.csv")))
    assert sorted((row["group"], row["type"], row["target"]) for row in table) == every


def test_every_drawing_has_a_name_and_words_and_its_table_as_a_file(built: Built) -> None:
    for name in DRAWN:
        page = built.site.pages[f"{name}/index.html"]
        assert [link.get("href") for link in page.all("p.downloads a[download]")] == [f"../data/{name}.csv"]
        assert f"data/{name}.csv" in built.site.files
        drawings = page.all("figure svg[role]")
        assert drawings
        for svg in drawings:
            ids = svg.get("aria-labelledby", "").split()
            assert svg.get("aria-label") or all(words(page.one(f"#{one}")) for one in ids if one)
            assert svg.get("aria-label") or len(ids) == 2
