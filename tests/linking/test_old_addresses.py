"""Old addresses: every one leads on, is told to programs, and is nowhere taken for a page of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from building import ADDRESS, run_here
from helpers import MINI, explain, theme, write
from site_reader import words

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built

OLD = {
    "themes/lights/": "themes/lamps/",
    "themes/lamp-count/": "themes/lamps/",
    "groups/south-beam/": "groups/beam-south/",
    "sources/primer-of-lights/": "sources/primer/",
    "sources/gazette-shell/": "sources/gazette-prices/",
}


def test_an_old_page_leads_on(second: Built) -> None:
    site = second.site
    assert {page.folder: page.name for page in site.pages.values() if page.leads_on} == {old: f"{old}index.html" for old in OLD}
    for old, new in OLD.items():
        page = site.pages[f"{old}index.html"]
        assert page.errors == []
        link = page.one("a[data-moved-to]").get("href", "")
        assert site.target(page.name, link) == (f"{new}index.html", "")
        assert page.one("meta[http-equiv=refresh]").get("content") == f"0; url={link}"
        assert page.one("link[rel=canonical]").get("href") == link
        title = words(site.pages[f"{new}index.html"].one("head title"))
        assert words(page.one("head title")) == title
        assert title.startswith(words(page.one("a[data-moved-to]")))


def test_an_old_anchor_is_where_the_claim_was(second: Built) -> None:
    wages, lamps = second.site.pages["themes/wages/index.html"], second.site.pages["themes/lamps/index.html"]
    left = wages.one("#claim-recount-complaint")
    (link,) = left.iter("a")
    assert second.site.target(wages.name, link.get("href", "")) == ("themes/lamps/index.html", "claim-lamps-complaint")
    assert any("moved.js" in e.get("src", "") for e in wages.all("script"))
    assert not any("moved.js" in e.get("src", "") for e in lamps.all("script")), "nothing has left this page"
    for old, now in (("lights-table", "lamps-table"), ("lamps-complaint-letter", "lamps-complaint")):
        assert lamps.one(f"#claim-{old}") in list(lamps.one(f"#claim-{now}").iter()), "the anchor stands in the claim"


def test_programs_are_told(second: Built) -> None:
    moved = {entry["was"]: entry["url"] for entry in json.loads(second.site.text("data/explainer.json"))["moved"]}
    assert moved == OLD | {
        "themes/wages/#claim-recount-complaint": "themes/lamps/#claim-lamps-complaint",
        "themes/lamps/#claim-lamps-complaint-letter": "themes/lamps/#claim-lamps-complaint",
        "themes/lamps/#claim-lights-table": "themes/lamps/#claim-lamps-table",
    }
    assert list(moved) == sorted(moved)


def test_an_old_address_is_no_page(addressed: Built) -> None:
    site = addressed.site
    sitemap = site.text("sitemap.xml")
    for old, new in OLD.items():
        assert f"{ADDRESS}{old}<" not in sitemap
        assert old not in site.text("search/addresses.js")
        assert site.pages[f"{old}index.html"].one("link[rel=canonical]").get("href") == f"{ADDRESS}{new}"
    assert site.text("sitemap.xml").count("<loc>") == len([*site, "whole/"])


def test_robots_are_told_the_way(addressed: Built, second: Built) -> None:
    assert addressed.site.text("robots.txt") == f"User-agent: *\nAllow: /\nSitemap: {ADDRESS}sitemap.xml\n"
    assert not {"robots.txt", "sitemap.xml"} & second.site.files, "a sitemap needs an address"


def test_robots_of_the_authors_own_stay(tmp_path: Path) -> None:
    frame = "site_name: S\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [explainer]\n"
    write(tmp_path, {**MINI, "docs/robots.txt": "User-agent: *\nDisallow: /\n", "mkdocs.yml": frame})
    assert run_here("build", tmp_path).returncode == 0
    assert (tmp_path / "site/robots.txt").read_text(encoding="utf-8") == "User-agent: *\nDisallow: /\n"


def test_a_chain_of_names_leads_to_the_last() -> None:
    """A claim that says where it was by an old name of that page."""
    explainer, findings = explain(theme("Words. [@alpha]\n{#one was=themes/before/zero,naught}\n", "title: T\nwas: [before, earlier]\n"))
    assert len(findings) == 0
    moves = explainer.moves
    assert moves.pages == {"themes/before/": "themes/t/", "themes/earlier/": "themes/t/"}
    assert moves.renamed == {"one": ("zero", "naught")}
    assert moves.left == {}


def test_a_claim_may_keep_its_id_when_it_moves() -> None:
    explainer, findings = explain(theme("Words. [@alpha]\n{#one was=themes/mini/one}\n"))
    assert len(findings) == 0
    assert explainer.moves.left == {"themes/mini/": (("one", "one"),)}
