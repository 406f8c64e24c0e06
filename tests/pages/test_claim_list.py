"""The list of all claims: its parts, its filters, and their files; in a browser, from a disk, whole and in parts."""

from __future__ import annotations

import csv
import json
import random
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from browsing import is_of_font
from building import ROOT, run
from helpers import MINI, all_pages, explain, write
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import FileSystemLoader
from selection import some
from site_reader import Site, select, words
from test_word_index import decode, read_index

from builder.pages.claim_list import PART, in_parts
from builder.pages.renderer import Renderer
from builder.search.documents import arranged, entries, leaves
from builder.search.facets import facet_files
from builder.signs.sign_words import shown_status
from builder.site.contents import contents_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Browser, Locator, Page

TEMPLATES = ROOT / "templates"
THEMES, EACH = 13, 40
DAYS = ("2025-02-03", "2025-02", "2025", "2024-12-31", "../2024-06-01", "2025-03-01/2025-04-10")
STATUSES = ("", " status=confirmed", " status=retracted")


# --- parts ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(1, 20))
def test_parts_hold_everything_once_and_in_order(lengths: list[int], limit: int) -> None:
    stretches = [(name, [(name, n) for n in range(length)]) for name, length in enumerate(lengths)]
    parts = in_parts(stretches, limit)
    assert [one for part in parts for _, things in part for one in things] == [one for _, things in stretches for one in things]
    for part in parts:
        assert 0 < sum(len(things) for _, things in part) <= limit
        assert all(one[0] == name for name, things in part for one in things)
    for name, length in enumerate(lengths):
        if length <= limit:
            assert sum(name == key for part in parts for key, _ in part) == bool(length), "a stretch is cut for nothing"


# --- the files ----------------------------------------------------------------------------------------------------------


def large_project() -> dict[str, str]:
    """Make more claims than one table holds, with all kinds of values."""
    chance = random.Random(4)  # noqa: S311  # a corpus, not a secret
    files = {"content/explainer.yml": MINI["content/explainer.yml"].replace("as_of: 2025-09-25", "as_of: 2025-09-25\n")}
    files["content/sources/mini.yml"] = MINI["content/sources/mini.yml"]
    files["content/groups/union.md"] = "---\nname: River Union\nkind: party\n---\n\nThe union has a profile. [@alpha]\n{#union-profile}\n"
    for theme in range(THEMES):
        lines = [f"---\ntitle: Theme {theme:02}\nquestion: What of {theme}?\norder: {theme}\n---\n"]
        for number in range(EACH):
            name = f"t{theme}-{number}"
            cited = "; ".join(f"@{source}" for source in chance.sample(["alpha", "beta", "gamma"], chance.randint(1, 3)))
            union = " River Union was there." if chance.random() < 0.1 else ""
            word = chance.choice(["harbour", "bridges", "water"])
            date = f" date={chance.choice(DAYS)}" if chance.random() < 0.6 else ""
            disputes = f" disputes=t{theme}-{number - 1}" if number % 9 == 8 else ""
            lines.append(
                f"Statement {number} of {theme} on the {word}.{union} [{cited}]\n{{#{name}{date}{chance.choice(STATUSES)}{disputes}}}\n"
            )
        files[f"content/themes/theme-{theme:02}.md"] = "\n".join(lines)
    return files


@pytest.fixture(scope="module")
def large(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def fill(folder: Path) -> None:
        write(folder, large_project())
        done = run("builder", "build", folder)
        assert done.returncode == 0, done.stderr

    return once("large", fill) / "site"


def test_the_files_say_of_each_claim_what_the_explainer_says() -> None:
    explainer, _ = explain(large_project())
    documents = arranged(entries(explainer), leaves(explainer))
    files = read_index(facet_files(explainer, documents))
    found = (claim.id for leaf in documents.leaves for claim in leaf.claims if claim)
    ids = dict(enumerate(found, documents.first_claim))

    def claims(postings: str) -> set[str]:
        return {ids[number] for number in decode(postings, documents.size)}

    pages = {value: [ids[number] for number in range(first, first + length)] for value, first, length in files["f-theme"]}
    assert pages == {
        **{theme.id: [claim.id for claim in theme.body.claims] for theme in explainer.content.themes},
        "groups/union": ["union-profile"],
    }
    for name, table in (("group", explainer.mentioned_in), ("source", explainer.cited_by)):
        assert {value: claims(postings) for value, postings in files[f"f-{name}"]} == {value: set(found) for value, found in table.items()}
    for name, values in (
        ("support", explainer.support),
        ("status", {claim.id: shown_status(claim, explainer.support[claim.id]) for claim in explainer.claims.values()}),
    ):
        assert {claim: value for value, postings in files[f"f-{name}"] for claim in claims(postings)} == dict(values)
    dated = {claim: entry for entry in files["f-date"] for claim in claims(entry[-1])}
    for claim in explainer.claims.values():
        assert (claim.id in dated) == (claim.date is not None)
        if claim.date:
            first, last, machine, shown, _ = dated[claim.id]
            assert first == ("" if claim.date.edtf.startswith("..") else claim.date.first.isoformat())
            assert last == claim.date.last.isoformat()
            assert machine == claim.date.machine
            assert shown
    assert len(dated) > 100


def test_a_long_list_is_an_index_and_parts(large: Path) -> None:
    site = Site(large)
    graph = json.loads(site.text("data/explainer.json"))
    index = site.pages["claims/index.html"]
    parts = [site.pages[f"claims/{number}/index.html"] for number in range(1, 4)]
    assert "claims/4/index.html" not in site.pages
    assert index.all("tr[data-claim-ref]") == []
    rows = [row.get("data-claim-ref") for page in parts for row in page.all("tr[data-claim-ref]")]
    assert sorted(rows) == sorted(claim["id"] for claim in graph["claims"])
    assert all(len(page.all("tr[data-claim-ref]")) <= PART for page in parts)
    listed = {words(select(item, "a")[0]): int(words(select(item, "span")[0])) for item in index.all("#claim-index li")}
    assert listed == {**{theme["title"]: len(theme["claims"]) for theme in graph["themes"]}, "River Union": 1}
    for item in some(index.all("#claim-index a")):
        file, anchor = site.target(index.name, item.get("href", "")) or ("", "")
        body = site.pages[file].one(f"#{anchor}")
        assert words(select(body, "th")[0]) == words(item)
    ways = [[(a.get("rel"), (site.target(page.name, a.get("href", "")) or ("",))[0]) for a in page.all("nav.pager a")] for page in parts]
    one, two, three = (f"claims/{number}/index.html" for number in (1, 2, 3))
    assert ways == [[("next", two)], [("prev", one), ("next", three)], [("prev", two)]]
    assert sum((large / page.name).stat().st_size > 200_000 for page in (index, *parts)) == 0


def test_the_addresses_of_a_site_are_those_of_its_pages() -> None:
    explainer, _ = explain(large_project())
    renderer = Renderer(explainer, FileSystemLoader(TEMPLATES))
    script = dict(contents_of(renderer).families["search/"]())["search/addresses.js"]().decode()
    addresses = script.removesuffix('");\n').rpartition('"')[2].split()
    assert "claims/3/" in addresses
    assert addresses == sorted(page.url for page in all_pages(renderer))


# --- in a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" and not is_of_font(message) else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture(params=["whole", "parts"])
def site(request: pytest.FixtureRequest) -> Path:
    """A list that is one table, and one that is in parts: readers are to notice no difference."""
    return request.getfixturevalue("own").root if request.param == "whole" else request.getfixturevalue("large")


def graph(site: Path) -> list[dict[str, Any]]:
    """Return the claims of a site in the order of its pages."""
    whole = json.loads((site / "data/explainer.json").read_text(encoding="utf-8"))
    place = {name: number for number, name in enumerate(name for page in (*whole["themes"], *whole["groups"]) for name in page["claims"])}
    pages = {page["url"]: number for number, page in enumerate((*whole["themes"], *whole["groups"]))}
    return sorted(whole["claims"], key=lambda claim: (pages[claim["page"]], place[claim["id"]]))


def opened(page: Page, site: Path, query: str = "") -> Locator:
    page.goto(f"{(site / 'claims/index.html').as_uri()}{query}")
    return page.locator("#claim-count")


def await_count(page: Page, number: int, total: int) -> None:
    text = f"{number:,} of {total:,} claims" if number else "No claim matches"
    page.locator("#claim-count", has_text=re.compile(rf"^{text}")).wait_for()


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "#claim-table tr[data-claim-ref]", "rows => rows.filter(row => row.checkVisibility()).map(row => row.dataset.claimRef)"
    )


def within(claim: dict[str, Any], start: str, end: str) -> bool:
    """Compare as text, by hand: the dates of these claims are plain days, months, years and intervals."""
    text = claim["date"] or claim["as_of"]
    if not text:
        return False
    first, _, last = re.sub("[~?%]", "", text).partition("/")
    last = last or first
    return (first == ".." or first <= end[: len(first)]) and (last == ".." or last >= start[: len(last)])


def word_of(claims: list[dict[str, Any]]) -> str:
    """Return a word that neither all claims have nor few."""
    counts = {word: sum(word in claim["text"].lower() for claim in claims) for word in ("dollar", "harbour")}
    return max(counts, key=counts.__getitem__)


@pytest.mark.browser
def test_every_filter_leaves_the_claims_that_the_data_file_knows(page: Page, site: Path) -> None:
    claims = graph(site)
    total = len(claims)
    source, support = claims[0]["citations"][0]["source"], "disputed"
    group = next(claim["groups"][0] for claim in claims if claim["groups"])
    theme = claims[0]["page"].split("/")[1]
    word = word_of(claims)
    cases = {
        f"?theme={theme}": [c for c in claims if c["page"] == f"themes/{theme}/"],
        f"?theme=groups/{group}": [c for c in claims if c["page"] == f"groups/{group}/"],
        f"?group={group}": [c for c in claims if group in c["groups"]],
        f"?source={source}": [c for c in claims if any(x["source"] == source for x in c["citations"])],
        f"?support={support}": [c for c in claims if c["support"] == support],
        "?status=retracted": [c for c in claims if c["status"] == "retracted"],
        "?from=2025-02-01&to=2025-03-05": [c for c in claims if within(c, "2025-02-01", "2025-03-05")],
        f"?q={word}": [c for c in claims if word in c["text"].lower()],
        f"?q={word}&support={support}": [c for c in claims if word in c["text"].lower() and c["support"] == support],
        "?theme=nothing-of-this-name": [],
    }
    for query, expected in cases.items():
        opened(page, site, query)
        await_count(page, len(expected), total)
        names = [claim["id"] for claim in expected]
        found = shown(page)
        assert found == names[: len(found)], query
        assert len(found) == (len(names) if len(names) <= 50 or page.locator("#claim-pager").is_hidden() else 50), query
    assert sum(bool(found) for found in cases.values()) >= 7


@pytest.mark.browser
def test_a_filter_is_set_with_the_keyboard_and_is_an_address(page: Page, site: Path) -> None:
    claims = graph(site)
    disputed = [claim["id"] for claim in claims if claim["support"] == "disputed"]
    opened(page, site)
    page.locator("#claim-count", has_text=f"{len(claims)} claims").wait_for()
    assert page.locator("output#claim-count").count() == 1, "no live region tells how many there are"
    page.locator("#claim-filters input[name=q]").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "support":
            break
    page.keyboard.type("Disp")
    page.keyboard.press("Tab")
    await_count(page, len(disputed), len(claims))
    assert page.url.endswith("/claims/index.html?support=disputed")
    page.reload()
    await_count(page, len(disputed), len(claims))
    assert page.locator("select[name=support]").input_value() == "disputed"
    assert shown(page) == disputed[:50]
    page.locator("select[name=theme]").select_option(index=1)
    page.wait_for_url("**&support=disputed")
    page.go_back()
    await_count(page, len(disputed), len(claims))
    assert page.locator("select[name=theme]").input_value() == ""
    page.get_by_role("button", name="Clear filters").focus()
    page.keyboard.press("Enter")
    page.locator("#claim-count", has_text=re.compile(rf"^{len(claims)} claims$")).wait_for()
    assert page.url.endswith("/claims/index.html")
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.get_by_role("button", name="Clear filters").count() == 0


@pytest.mark.browser
def test_words_are_marked_where_they_are_found(page: Page, site: Path) -> None:
    claims = graph(site)
    word = word_of(claims)
    opened(page, site)
    page.locator("#claim-filters input[name=q]").focus()
    page.keyboard.type(word)
    await_count(page, sum(word in claim["text"].lower() for claim in claims), len(claims))
    page.wait_for_url(f"**?q={word}")
    assert word in {text.lower() for text in page.locator("#claim-table mark").all_text_contents()}
    page.keyboard.press("Control+A")
    page.keyboard.press("Backspace")
    page.locator("#claim-count", has_text=re.compile(r"^\d+ claims$")).wait_for()
    assert page.locator("#claim-table mark").count() == 0


@pytest.mark.browser
def test_the_rows_that_are_shown_can_be_taken_away(page: Page, site: Path) -> None:
    claims = some(claim for claim in graph(site) if claim["support"] == "disputed")
    opened(page, site, "?support=disputed")
    button = page.get_by_role("button", name="Download these rows (CSV)")
    button.wait_for()
    with page.expect_download() as waiting:
        button.click()
    text = waiting.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert waiting.value.suggested_filename == "claims.csv"
    assert [row["id"] for row in rows] == [claim["id"] for claim in claims]
    for row, claim in zip(rows, claims, strict=True):
        assert row["text"].removeprefix("'") == claim["text"]
        assert row["url"] == f"{claim['page']}index.html#claim-{claim['id']}"
        assert set(row["sources"].split()) == {citation["source"] for citation in claim["citations"]}
        assert set(row["groups"].split()) == set(claim["groups"])
        shown = "disputed" if (claim["status"], claim["support"]) == ("confirmed", "disputed") else claim["status"]
        assert (row["support"], row["status"]) == (claim["support"], shown)


@pytest.mark.browser
def test_a_long_answer_is_paged_through(page: Page, large: Path) -> None:
    names = [claim["id"] for claim in graph(large) if any(c["source"] == "alpha" for c in claim["citations"])]
    opened(page, large, "?source=alpha")
    await_count(page, len(names), THEMES * EACH + 1)
    assert page.locator("#claim-table tr").count() < 80, "rows that are not shown are in the document"
    assert shown(page) == names[:50]
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    page.locator(f"tr[data-claim-ref={names[50]}]").wait_for()
    assert shown(page) == names[50:100]
    assert page.url.endswith("?source=alpha&page=2")
    page.locator("#claim-table:focus").wait_for()
    page.reload()
    page.locator(f"tr[data-claim-ref={names[50]}]").wait_for()
    assert shown(page) == names[50:100]
    page.get_by_role("link", name="Previous").click()
    page.locator(f"tr[data-claim-ref={names[0]}]").wait_for()
    page.go_back()
    page.locator(f"tr[data-claim-ref={names[50]}]").wait_for()
    page.locator("#claim-table .row-link").first.click()
    page.wait_for_url(f"**#claim-{names[50]}")


@pytest.mark.browser
def test_nothing_is_loaded_before_a_filter_is_set(page: Page, site: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, site)
    page.locator("#claim-count", has_text="claims").wait_for()
    assert [url for url in asked if "/search/" in url] == []


@pytest.mark.browser
def test_without_javascript_there_are_no_filters_and_every_claim(browser: Browser, own: Built) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((own.root / "claims/index.html").as_uri())
    assert page.locator("#claim-filters").is_hidden()
    rows = page.locator("#claim-table tr[data-claim-ref]").count()
    for part in (own.root / "claims").glob("*/index.html"):  # of a long list
        page.goto(part.as_uri())
        rows += page.locator("tr[data-claim-ref]").count()
    assert rows == len(graph(own.root))
    context.close()
