"""Sources in their own order on the built sites, read back from the HTML and compared with the places in the data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from selection import some
from site_reader import select, words

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from building import Built

SENTENCES = [2, 3, 2, 3, 3, 2, 2, 2, 2, 2]
"""Of each paragraph of the article that the explainer of this repository starts from."""
PLACE = re.compile(r"par\. (\d+), s\. (\d+)")


def places(built: Built, source: str) -> dict[tuple[int, ...], Element]:
    """Return the entries of a source's page by their numbers, as they stand there."""
    page = built.site.pages[f"sources/{source}/index.html"]
    found: dict[tuple[int, ...], Element] = {}
    outer: tuple[int, ...] = ()
    for element in page.one("section.in-order").iter():
        if "places-title" in (element.get("class") or "").split():
            outer = tuple(map(int, re.findall(r"\d+", words(element))))
        if (element.get("class") or "") == "place":
            found[*outer, *map(int, re.findall(r"\d+", words(select(element, ".place-name")[0])))] = element
    return found


def test_the_article_is_told_sentence_by_sentence_each_with_a_verdict(own: Built) -> None:
    found = places(own, "seed")
    support = {claim["id"]: claim["support"] for claim in json.loads(own.site.text("data/explainer.json"))["claims"]}
    assert list(found) == [(number, n) for number, count in enumerate(SENTENCES, 1) for n in range(1, count + 1)]
    for place, entry in found.items():
        said = some(select(entry, ".said"))
        for one in said:
            assert select(one, ".verdicts li[data-verdict]"), place
            assert words(select(one, ".said-text")[0]), place
            shown = [sign.get("data-support") for sign in select(one, ".said-facts .support")]
            assert shown == [sign for sign in [support[one.get("data-claim-ref", "")]] if sign != "single"], "the common case has no sign"


def test_each_claim_stands_at_the_first_place_that_it_cites(own: Built) -> None:
    told = {said.get("data-claim-ref"): place for place, entry in places(own, "seed").items() for said in select(entry, ".said")}
    expected = {}
    for claim in json.loads(own.site.text("data/explainer.json"))["claims"]:
        cited = [PLACE.match(c["locator"]) for c in claim["citations"] if c["source"] == "seed" and c["locator"]]
        if cited and not claim["editorial"]:
            expected[claim["id"]] = min((int(m[1]), int(m[2])) for m in cited if m)
    assert expected
    assert told == expected


def test_the_table_above_counts_and_links_the_places(own: Built) -> None:
    page = own.site.pages["sources/seed/index.html"]
    entries = places(own, "seed").values()
    ids = {entry.get("id"): entry for entry in entries}
    rows = some(page.all(".verdict-table tbody tr"))
    for row in rows:
        verdict = select(row, "[data-verdict]")[0].get("data-verdict")
        links = [a.get("href", "").removeprefix("#") for a in select(row, ".verdict-places a")]
        assert len(links) == int(words(select(row, "td.num")[0]))
        assert set(links) >= {name for name, entry in ids.items() if select(entry, f".said li[data-verdict={verdict}]")}
        for link in links:
            assert select(ids[link], f".said li[data-verdict={verdict}]") or select(ids[link], ".said-again")


def test_the_pages_of_a_book_stand_in_order_too(second: Built) -> None:
    assert [number for (number,) in places(second, "primer")] == [2, 13, 14, 50, 88]


def test_an_annotated_source_is_led_to_from_everywhere(own: Built) -> None:
    for page in own.site:
        if page.folder.startswith("themes/") and page.root.get("lang") == "en" and not page.leads_on:
            links = [own.site.target(page.name, a.get("href", "")) for a in page.all("nav a")]
            assert ("sources/seed/index.html", "") in links, page.name
    home = own.site.pages["index.html"]
    assert ("sources/seed/index.html", "") in [own.site.target("index.html", a.get("href", "")) for a in home.all(".home-annotated a")]
