"""Everything on one page: it says what the other pages say, and each part of it is found where the others lead."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from building import ROOT
from claims_read_back import said_in, said_in_data
from helpers import explain, theme
from jinja2 import FileSystemLoader
from site_reader import WHOLE, fragment, select, words

from builder.pages.renderer import Renderer
from builder.site.contents import contents_of
from builder.whole import whole_page as whole
from builder.whole.whole_page import ADDRESS, whole_page

if TYPE_CHECKING:
    import pytest
    from building import Built


def test_it_says_of_each_claim_what_the_data_says(built: Built) -> None:
    assert said_in(built.site.pages[WHOLE].root) == said_in_data(built.site.text("data/explainer.json"))


def test_it_has_one_title_and_no_level_of_headings_is_left_out(built: Built) -> None:
    levels = [int(e.tag[1]) for e in built.site.pages[WHOLE].one("main").iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_all_links_within_it_lead_somewhere_and_a_claim_has_its_own_address(built: Built) -> None:
    page = built.site.pages[WHOLE]
    inside = {href[1:] for link in page.all("main a") if (href := link.get("href", "")).startswith("#")}
    assert inside - set(page.ids) == set()
    for claim in page.all("article[data-address] [data-claim]"):
        assert claim.get("id", "").endswith(f"claim-{claim.get('data-claim')}")
    assert {f"claim-{name}" for name in built.site.claims()} <= set(page.ids)


def test_each_source_stands_once_with_all_that_cites_it(built: Built) -> None:
    page, graph = built.site.pages[WHOLE], json.loads(built.site.text("data/explainer.json"))
    listed = {e.get("data-address", ""): e for e in page.all(".references li[data-address]")}
    assert set(listed) == {source["url_page"] for source in graph["sources"]}
    for source in graph["sources"]:
        cited = {li.get("data-claim-ref") for li in select(listed[source["url_page"]], "li[data-claim-ref]")}
        assert cited == {claim["id"] for claim in graph["claims"] if source["id"] in {c["source"] for c in claim["citations"]}}
    numbers = {li.get("id"): str(n) for n, li in enumerate(page.all(".references li[data-address]"), 1)}
    for link in page.all("a.citation"):
        assert words(link, (".locator", ".contra")) == numbers[link.get("href", "")[1:]]


def test_what_is_written_by_hand_stands_in_it_with_links_and_ids_of_the_document(own: Built) -> None:
    page = own.site.pages[WHOLE]
    home = page.one("article#home .introduction")
    assert words(own.site.pages["index.html"].one(".introduction"), (".citations",)) == words(home, (".citations",))
    links = {words(link): link.get("href") for link in select(home, "a")}
    assert links["How the claims are made"] == "#method"
    assert links["Correct something"] == "../contribute/index.html"
    heads = select(page.one("article#method .introduction"), "h3")
    assert heads
    assert all(head.get("id", "").startswith("method--") for head in heads)


NOTED = "Once.[^n] [@alpha]\n{#once}\n\n[^n]: A note.\n"


def test_parts_with_the_same_ids_are_kept_apart() -> None:
    explainer, _ = explain({**theme(NOTED), "content/themes/u.md": f"---\ntitle: U\n---\n\n{NOTED.replace('#once', '#again')}"})
    root = fragment(whole_page(Renderer(explainer, FileSystemLoader(ROOT / "templates"))).html)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for name in ("t", "u"):
        (note,) = select(root, f"#themes-{name} sup.note a")
        assert (note.get("href"), note.get("id")) == (f"#themes-{name}--note-1", f"themes-{name}--noteref-1")
        (back,) = select(root, f"#themes-{name}--note-1 .backlinks a")
        assert back.get("href") == f"#themes-{name}--noteref-1"
    assert [words(e) for e in select(root, "#themes-t h3")][:1] == ["Notes"]


def test_a_claim_that_has_moved_keeps_its_old_address_once() -> None:
    moved = "A. [@alpha]\n{#here was=themes/mini/before}\n"
    explainer, findings = explain(theme(moved))
    assert [f for f in findings if f.severity == "error"] == []
    html = whole_page(Renderer(explainer, FileSystemLoader(ROOT / "templates"))).html
    assert html.count("claim-before") == 1


def test_a_large_explainer_has_no_such_page(monkeypatch: pytest.MonkeyPatch) -> None:
    explainer, _ = explain(theme("A. [@alpha]\n{#a}\n"))
    renderer = Renderer(explainer, FileSystemLoader(ROOT / "templates"))
    assert ADDRESS in contents_of(renderer).files
    monkeypatch.setattr(whole, "MOST_CLAIMS", 1)
    assert ADDRESS not in contents_of(renderer).files
