"""Structured data, read by an independent JSON-LD processor (PyLD): it says what `explainer.json` says, and nothing else.

The processor asks for the context of schema.org, which a test may not fetch: here is what of it bears on these graphs, in the
shape of the original. It makes every word a property of schema.org, and an id of the values of some.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from building import ADDRESS, run_here
from helpers import MINI, explain, write
from pyld import jsonld
from selection import some

from builder.pages.structured_data import PageGraphs

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built
    from site_reader import Page

BASE = "https://example.org/some where/"
S = "http://schema.org/"
CONTEXT = {
    "@context": {
        "schema": S,
        "@vocab": S,
        "id": "@id",
        "type": "@type",
        "archivedAt": {"@id": "schema:archivedAt", "@type": "@id"},
        "citation": {"@id": "schema:citation"},
        "hasPart": {"@id": "schema:hasPart"},
        "isBasedOn": {"@id": "schema:isBasedOn", "@type": "@id"},
        "isPartOf": {"@id": "schema:isPartOf", "@type": "@id"},
        "item": {"@id": "schema:item"},
        "url": {"@id": "schema:url", "@type": "@id"},
    }
}
WORKS = {"article-newspaper": "NewsArticle", "report": "Report", "webpage": "WebPage", "book": "Book", "chapter": "Chapter"}


def loader(url: str, _: object) -> dict[str, Any]:
    assert url == "https://schema.org", "only the vocabulary is asked for"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}


def flat(document: object, base: str) -> dict[str, dict[str, Any]]:
    """Return the nodes of a document by id; values without their wrapping, always in lists."""
    options = {"base": base, "documentLoader": loader, "processingMode": "json-ld-1.1"}
    nodes = {node["@id"]: node for node in jsonld.flatten(document, None, options)}
    return {name: {key.removeprefix(S): _plain(value) for key, value in node.items()} for name, node in nodes.items()}


def _plain(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [(v.get("@value", v.get("@id")) if isinstance(v, dict) else v.removeprefix(S)) for v in values]


def script(page: Page) -> str:
    found = [e for e in page.all("script") if e.get("type") == "application/ld+json"]
    assert len(found) == 1, page.name
    return found[0].text or ""


def graph_of(page: Page) -> dict[str, dict[str, Any]]:
    return flat(json.loads(script(page)), f"{BASE}{page.name}".replace(" ", "%20"))


def only(graph: dict[str, dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = (node for node in graph.values() if node.get("@type") == [kind])
    return found


def at(url: str) -> str:
    return f"{BASE}{url}".replace(" ", "%20")


def data(built: Built) -> dict[str, Any]:
    return json.loads(built.site.text("data/explainer.json"))


# --- pages ------------------------------------------------------------------------------------------------------------


def test_every_page_describes_itself_and_stands_in_its_place(built: Built) -> None:
    for page in built.site:
        graph = graph_of(page)
        if page.name == "index.html":
            continue
        steps = sorted((node for node in graph.values() if node.get("@type") == ["ListItem"]), key=lambda node: node["position"])
        assert [step["position"] for step in steps] == [[number] for number in range(1, len(steps) + 1)]
        assert steps[0]["item"] == [at("")], page.name
        assert "item" not in steps[-1]
        for step in steps[1:-1]:
            assert f"{step['item'][0].removeprefix(at(''))}index.html" in built.site.files
        (title,) = page.all("head title")
        assert (title.text or "").startswith(steps[-1]["name"][0])


def test_no_page_says_when_it_was_modified(built: Built) -> None:
    """No content says it, and the clock is not asked."""
    for page in built.site:
        assert "dateModified" not in script(page)
    assert "dateModified" not in built.site.text("data/explainer.jsonld")


def test_the_home_page_describes_the_site(built: Built) -> None:
    graph, known = graph_of(built.site.pages["index.html"]), data(built)
    site = only(graph, "WebSite")
    assert site["@id"] == [at("")]
    assert site["name"] == [known["explainer"]["title"]]
    assert site["hasPart"] == [at(theme["url"]) for theme in known["themes"]]
    assert "potentialAction" not in site, "a form has no relative address"


def test_a_theme_has_its_claims_as_parts(built: Built) -> None:
    known = data(built)
    urls = {claim["id"]: claim["url"] for claim in known["claims"]}
    for theme in some(known["themes"]):
        graph = graph_of(built.site.pages[f"{theme['url']}index.html"])
        article = only(graph, "Article")
        assert article["@id"] == [at(theme["url"])]
        assert (article["name"], article["headline"]) == ([theme["title"]], [theme["question"]])
        assert article["hasPart"] == [at(urls[claim]) for claim in some(theme["claims"])]
        assert all(graph[at(urls[claim])]["@type"] == ["Claim"] for claim in theme["claims"])


def translations(known: dict[str, Any], kind: str) -> list[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Return what is translated: the original, the language, and what the data file says of it."""
    return [(item, tag, other) for item in known[kind] for tag, other in item["translations"].items()]


def test_a_theme_in_another_language_has_a_whole_graph_of_its_own(built: Built) -> None:
    known = data(built)
    assert bool(translations(known, "themes")) == (built.name == "own")
    for theme, tag, other in translations(known, "themes"):
        graph = graph_of(built.site.pages[f"{other['url']}index.html"])
        article = graph[at(other["url"])]
        assert article["@type"] == ["Article"]
        assert article["inLanguage"] == [tag]
        assert (article["name"], article["headline"]) == ([other["title"]], [other["question"]])
        assert article["translationOfWork"] == [at(theme["url"])]
        assert article["isPartOf"] == [at("")]
        claims = [claim for claim in known["claims"] if claim["id"] in theme["claims"]]
        own = {claim["id"]: claim["translations"].get(tag, claim)["url"] for claim in claims}
        assert article["hasPart"] == [at(own[claim]) for claim in theme["claims"]], "what is not translated is the original's"
        original = graph_of(built.site.pages[f"{theme['url']}index.html"])[at(theme["url"])]
        assert original["workTranslation"] == [at(each["url"]) for each in theme["translations"].values()]
        assert original["inLanguage"] == [known["explainer"]["languages"][0]]


def test_a_group_is_an_organisation_with_all_its_names(built: Built) -> None:
    for group in some(data(built)["groups"]):
        node = only(graph_of(built.site.pages[f"{group['url']}index.html"]), "Organization")
        assert node["@id"] == [at(group["url"])]
        assert node["name"] == [group["name"]]
        names = {*group["native"].values(), *(alias["text"] for alias in group["aliases"])} - {group["name"]}
        assert set(node.get("alternateName", ())) == names
        assert len(node.get("identifier", ())) == len(group["ids"])


def test_a_source_is_a_work_of_its_kind(built: Built) -> None:
    kinds = set()
    for source in data(built)["sources"]:
        graph = graph_of(built.site.pages[f"{source['url_page']}index.html"])
        node = graph[at(source["url_page"])]
        check_work(node, source)
        kinds |= set(node["@type"])
    assert len(kinds) > 3


def check_work(node: dict[str, Any], source: dict[str, Any]) -> None:
    assert node["@type"] == [WORKS.get(source["type"], *node["@type"])]
    assert node["name"] == [source["title"]]
    assert node.get("url", [None]) == [source.get("URL")]
    assert set(node.get("isBasedOn", ())) == {at(f"sources/{o}/") for o in source["via"] + source["syndicated_from"] + source["based_on"]}
    assert len(node.get("author", ())) == len({json.dumps(name) for name in source.get("author", ())})
    assert node.get("datePublished", [""])[0] in (source.get("issued"), "")


# --- the whole --------------------------------------------------------------------------------------------------------


def whole(built: Built) -> dict[str, dict[str, Any]]:
    return flat(json.loads(built.site.text("data/explainer.jsonld")), at("data/explainer.jsonld"))


def test_the_whole_says_of_each_claim_what_the_data_file_says(built: Built) -> None:
    graph, known = whole(built), data(built)
    pages = {source["id"]: at(source["url_page"]) for source in known["sources"]}
    groups = {group["id"]: at(group["url"]) for group in known["groups"]}
    originals, others = known["claims"], [other for _, _, other in translations(known, "claims")]
    assert {name for name, node in graph.items() if node.get("@type") == ["Claim"]} == {at(claim["url"]) for claim in [*originals, *others]}
    for claim in some(known["claims"]):
        node = graph[at(claim["url"])]
        assert node["text"] == [claim["text"]]
        assert node["isPartOf"] == [at(claim["page"])]
        assert set(node.get("citation", ())) == {pages[c["source"]] for c in claim["citations"]}
        says = {pages[c["source"]] for c in claim["citations"] if c["stance"] == "supports"}
        assert set(node.get("appearance", ())) == (set() if claim["editorial"] else says)
        assert set(node.get("mentions", ())) == {groups[group] for group in claim["groups"]}
        assert node.get("temporalCoverage", [None]) == [claim["date"]]
        assert node.get("creativeWorkStatus", ["reported"]) == [claim["status"]]


def test_the_whole_says_what_is_translated(own: Built) -> None:
    graph, known = whole(own), data(own)
    pages = {claim["id"]: claim["page"] for claim in known["claims"]}
    themes = {theme["url"]: theme["translations"] for theme in known["themes"]}
    for claim, tag, other in some(translations(known, "claims")):
        node = graph[at(other["url"])]
        assert (node["text"], node["inLanguage"]) == ([other["text"]], [tag])
        assert node["translationOfWork"] == [at(claim["url"])]
        assert node["isPartOf"] == [at(themes[pages[claim["id"]]][tag]["url"])]
    for theme, tag, other in some(translations(known, "themes")):
        assert graph[at(other["url"])]["translationOfWork"] == [at(theme["url"])]
        assert graph[at(other["url"])]["inLanguage"] == [tag]
        assert at(other["url"]) in graph[at(theme["url"])]["workTranslation"]


def test_the_whole_has_everything_else_with_an_address(built: Built) -> None:
    graph, known = whole(built), data(built)
    for source in some(known["sources"]):
        check_work(graph[at(source["url_page"])], source)
    for group in some(known["groups"]):
        assert graph[at(group["url"])]["name"] == [group["name"]]
    for term in some(known["terms"]):
        assert graph[at(term["url"])]["description"] == [term["definition"]["text"]]
    assert only(graph, "WebSite")["hasPart"] == [at(theme["url"]) for theme in known["themes"]]


def test_every_page_links_the_whole(built: Built) -> None:
    for page in built.site:
        (link,) = (e for e in page.all("link[rel=alternate]") if e.get("type") == "application/ld+json")
        assert built.site.target(page.name, link.get("href", "")) == ("data/explainer.jsonld", "")


# --- with an address, and against harm --------------------------------------------------------------------------------


def test_a_site_with_an_address_says_it(addressed: Built) -> None:
    home = flat(json.loads(script(addressed.site.pages["index.html"])), "https://elsewhere.example/copy.html")
    assert only(home, "WebSite")["@id"] == [ADDRESS]
    assert only(home, "EntryPoint")["urlTemplate"] == [f"{ADDRESS}search/?q={{search_term_string}}"]
    graph = flat(json.loads(addressed.site.text("data/explainer.jsonld")), "https://elsewhere.example/")
    assert all(name.startswith((ADDRESS, "_:")) for name, node in graph.items() if len(node) > 1)


HOSTILE = "</script><script>alert(1)</script><!--\u2028 & \\u003c 'q' \"q\""


@pytest.mark.parametrize("name", ["theme", "home"])
def test_nothing_in_a_text_ends_the_script(name: str, tmp_path: Path) -> None:
    title = json.dumps(HOSTILE)
    write(
        tmp_path,
        {
            **MINI,
            "content/explainer.yml": MINI["content/explainer.yml"].replace("title: Mini", f"title: {title}"),
            "content/themes/t.md": f"---\ntitle: {title}\n---\n\nWords. [@alpha] {{#one}}\n",
        },
    )
    assert run_here("build", tmp_path).returncode == 0
    text = (tmp_path / {"theme": "site/themes/t/index.html", "home": "site/index.html"}[name]).read_text(encoding="utf-8")
    inside = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "\u2028" not in inside
    assert "<" not in inside
    assert json.loads(inside)["name"] == HOSTILE


def test_a_page_of_twenty_claims_stays_small() -> None:
    """The page's own share is small: texts and citations are in the whole."""
    claims = "\n\n".join(f"Statement number {n} says something at some length. [@alpha; @beta]\n{{#some-claim-{n:02}}}" for n in range(20))
    explainer, _ = explain({"content/themes/t.md": f"---\ntitle: A title of some length\n---\n\n{claims}\n"})
    text = PageGraphs(explainer, "https://example.org/somewhere/").theme(explainer.themes["t"])
    assert 1000 < len(text) < 2048
