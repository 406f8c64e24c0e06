"""What cards are made of: the files beside the pages, the references in the page, and the formats in which a claim is cited."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import bibtexparser
import pytest
from helpers import MINI, explain, theme
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemLoader
from selection import some
from site_reader import fragment, one, select, words

from builder.data.bibtex import tex
from builder.data.card_files import cards_of_terms, frame
from builder.model.findings import Where
from builder.model.language import ENGLISH
from builder.model.sources import Snapshot, Source
from builder.pages.claim_html import body_html
from builder.pages.reference_html import passage_url, reference_list
from builder.pages.renderer import Renderer
from builder.pages.view import View
from builder.pages.words import facts, label

if TYPE_CHECKING:
    from building import Built

ROOT = Path(__file__).parents[2]
HOSTILE = "50% & $1_000 #1 \\ ~ ^ {a} }b{ -- '' ``x'' ?` [[c]] {{d|e=f}} ~~~~ <ref>g</ref> “h” é عربي | =\u00a0"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: cite.js is not run outside a browser")


def handed_over(script: bytes | str) -> Any:
    text = script.decode() if isinstance(script, bytes) else script
    assert "<" not in text, "a script that a bundle could not put into a page"
    match = re.fullmatch(r"explainerCards\((.*)\);\n", text)
    assert match
    return json.loads(match[1])


# --- files ------------------------------------------------------------------------------------------------------------


def test_every_page_has_beside_it_what_cards_say_of_its_claims(built: Built) -> None:
    graph = json.loads(built.site.text("data/explainer.json"))
    checked = 0
    for page in [*graph["themes"], *graph["groups"]]:
        found = handed_over(built.site.text(f"{page['url']}cards.js"))
        claims = {claim["id"]: claim for claim in graph["claims"] if claim["page"] == page["url"]}
        assert found["title"] == page.get("title", page.get("name"))
        shown = built.site.pages[f"{page['url']}index.html"]
        assert [name for name, *_ in found["claims"]] == [e.get("data-claim") for e in shown.all("[data-claim]")]
        for name, support, why, text, *_ in found["claims"]:
            assert (support, why) == (claims[name]["support"], claims[name]["why"])
            heads, rows = text.partition(": ")[2], found.get("tables", {}).get(name)
            shown_text = " ".join((heads, *rows)).replace(" · ", " ") if rows else text
            assert shown_text == claims[name]["text"]
            assert (name in found.get("tables", {})) == bool(shown.all(f"#claim-{name} table"))
            checked += 1
    assert checked == len(graph["claims"])


def test_a_group_has_beside_it_what_cards_say_of_it(built: Built) -> None:
    graph = json.loads(built.site.text("data/explainer.json"))
    for group in some(graph["groups"]):
        found = handed_over(built.site.text(f"{group['url']}cards.js"))["group"]
        assert found["kind"] == graph["explainer"]["kinds"].get(group["kind"], group["kind"])
        assert found["native"] == group["native"]
        assert found["text"] == (group["summary"]["text"] if group["summary"] else "")
        assert bool(found["standing"]) == bool(group["designations"])


def test_a_link_leads_to_a_page_that_has_a_file_for_its_card(built: Built) -> None:
    for kind in ("data-claim-link", "data-group"):
        for name, link in some((page.name, link) for page in built.site for link in page.all(f"main a[{kind}]")):
            target = built.site.target(name, link.get("href", ""))
            assert target is not None
            record = handed_over(built.site.text(f"{target[0].removesuffix('index.html')}cards.js"))
            assert "group" in record if kind == "data-group" else link.get(kind) in [claim for claim, *_ in record["claims"]]


def test_every_term_lies_in_the_file_that_the_frame_names(built: Built) -> None:
    terms = {term["id"]: term for term in json.loads(built.site.text("data/explainer.json"))["terms"]}
    first = handed_over(built.site.text("assets/explainer/cards/frame-en.js"))["terms"]
    found = {}
    for number, start in enumerate(first):
        part = handed_over(built.site.text(f"assets/explainer/cards/terms-{number:03}.js"))
        assert min(part) == start
        found |= part
    assert found == {name: [term["term"], term["definition"]["text"]] for name, term in terms.items()}


def test_thousands_of_terms_lie_in_small_files() -> None:
    terms = "".join(f'- {{id: t-{n}, term: Oddword{n}, text: "{"A word. " * 20}[@alpha]"}}\n' for n in range(3000))
    explainer, _ = explain({"content/terms.yml": terms})
    files = dict(cards_of_terms(explainer))
    assert max(map(len, files.values())) < 12_000
    name, data = frame(explainer, ENGLISH, "<p>")
    assert name.endswith("/frame-en.js")
    assert len(handed_over(data)["terms"]) == len(files)
    assert len(data) < 2_500
    assert sum(len(handed_over(part)) for part in files.values()) == 3000


def test_the_words_of_the_margin_are_on_the_card() -> None:
    body = "It was so. [@alpha]\n{#a date=2025-02 status=superseded attributed=Ann .later}\n\nIt is so. [@alpha]\n{#b as_of=2025-03-01}\n"
    explainer, _ = explain(theme(body))
    assert facts(explainer, explainer.claims["a"]) == ["Superseded", "February 2025", "After 25 September 2025", "according to Ann"]
    assert facts(explainer, explainer.claims["b"]) == ["as of 1 March 2025"]


def test_a_table_is_called_by_the_heads_of_its_columns() -> None:
    body = "| Group | Listed *since* |  |\n|---|---|---|\n| Union | 2001 [@alpha] | x |\n{#t}\n\nAs [](claim:t) shows. [@beta]\n{#u}\n"
    explainer, findings = explain(theme(body))
    assert findings == []
    assert label(explainer.claims["t"]) == "Table: Group · Listed since"
    assert ">Table: Group · Listed since</a>" in str(body_html(View(explainer, "themes/t/"), explainer.themes["t"].body))


def test_nothing_is_said_of_a_repository_that_is_not_set(built: Built) -> None:
    said = handed_over(built.site.text("assets/explainer/cards/frame-en.js"))["html"]
    about = json.loads(built.site.text("data/explainer.json"))["explainer"]
    assert ("data-pattern" in said) == bool(about["repository"] or about["contact"])


CLAIM = {"id": "a-b", "url": "https://site.example/t/#claim-a-b", "text": "50 % & “so”\nit {is}", "file": ""}


@needs_node
@pytest.mark.parametrize(
    ("settings_", "address", "asked"),
    [
        ("contact: a+b@x.example\n", "mailto:a+b@x.example", {"subject", "body"}),
        ("repository: https://forge.example/a/b/\n", "https://forge.example/a/b/issues/new", {"template", "claim", "title", "body"}),
        (
            "contact: a@x.example\nrepository: https://forge.example/a/b\n",
            "https://forge.example/a/b/issues/new",
            {"template", "claim", "title", "body"},
        ),
        ("contact: https://x.example/write?to=us\n", "https://x.example/write?to=us", {"to"}),
        ("", "", set()),
    ],
)
def test_a_problem_is_reported_where_the_settings_say(settings_: str, address: str, asked: set[str]) -> None:
    explainer, _ = explain({**MINI, "content/explainer.yml": f"title: T\n{settings_}"})
    cards = fragment(Renderer(explainer, FileSystemLoader(ROOT / "templates")).cards(ENGLISH))
    links = select(cards, "[data-slot=report]")
    if not address:
        assert links == []
        return
    values = {name.removeprefix("data-"): value for name, value in links[0].attrib.items()}
    (href,) = node(reports=[{"link": values, "values": CLAIM}])["reports"]
    whole, _, query = href.partition("?")
    assert href == address if address.endswith("to=us") else whole == address
    fields = dict(part.split("=", 1) for part in query.split("&"))
    assert fields.keys() == asked
    if "subject" in fields:
        assert unquote(fields["subject"]) == "Problem with the claim a-b"
        assert unquote(fields["body"]).split("\r\n")[:4] == ["Claim: https://site.example/t/#claim-a-b", "", "> 50 % & “so”", "it {is}"]
        assert not re.search("%0A", fields["body"].replace("%0D%0A", "")), "lines of a mail end in CRLF (RFC 6068)"
        assert not re.search("[ +]", query)
    if "claim" in fields:
        assert unquote(fields["claim"]) == CLAIM["url"]


# --- references -------------------------------------------------------------------------------------------------------


def references(body: str) -> Any:
    explainer, findings = explain(theme(body))
    assert findings == []
    return fragment(str(reference_list(View(explainer, "themes/t/"))))


@pytest.mark.parametrize(("uses", "folded"), [(8, 0), (9, 1), (40, 32)])
def test_more_than_eight_backlinks_are_folded(uses: int, folded: int) -> None:
    root = references("".join(f"Claim. [@alpha]\n{{#c{n}}}\n\n" for n in range(uses)))
    item = one(root, "#ref-alpha")
    assert len(select(item, ".backlinks a")) == uses
    assert len(select(item, "details a")) == folded
    assert [words(e) for e in select(item, "summary")] == ([f"{folded} more citation{'s' * (folded > 1)}"] if folded else [])
    assert [words(e) for e in select(item, ".backlinks a")][:3] == ["a", "b", "c"]


def test_a_reference_says_where_its_citations_point() -> None:
    root = references('One. [@alpha]\n{#a}\n\nTwo. [@alpha, p. 3; @beta "so-and-so"]\n{#b}\n\nThree. [@alpha, p. 4 "x & y"]\n{#c}\n')
    assert words(one(root, "#ref-alpha .passages")) == "b p. 3 c p. 4, x & y"
    assert words(one(root, "#ref-beta .passages")) == "a so-and-so"
    assert select(root, ".passages a") == [], "nobody saw an address"


def test_the_quoted_phrase_leads_to_its_passage(built: Built) -> None:
    cited = [(page, citation) for page in built.site for citation in page.all("a.citation")]
    for page, citation in some((page, citation) for page, citation in cited if citation.get("data-quote")):
        shown = select(page.one(f"#ref-{citation.get('data-source')}"), ".passages span")
        passages = [" … ".join(words(e) for e in select(one_use, "q")) for one_use in shown]
        assert citation.get("data-quote") in passages
    for link in some(link for page in built.site for link in page.all(".passages a")):
        assert ":~:text=" in link.get("href", "").partition("#")[2]


def source(**fields: Any) -> Source:
    return Source(id="s", where=Where("x"), type="webpage", title="T", **fields)


@pytest.mark.parametrize(
    ("fields", "phrase", "url"),
    [
        ({"url": "https://a.example/x"}, "no threats", "https://a.example/x#:~:text=no%20threats"),
        ({"url": "https://a.example/x"}, "so-called, A&B", "https://a.example/x#:~:text=so%2Dcalled%2C%20A%26B"),
        ({"url": "https://a.example/x#part"}, "y", "https://a.example/x#part:~:text=y"),
        ({"url": "https://a.example/x"}, "عربي", "https://a.example/x#:~:text=%D8%B9%D8%B1%D8%A8%D9%8A"),
        ({"snapshot": Snapshot("https://b.example/k")}, "y", "https://b.example/k#:~:text=y"),
        ({}, "y", ""),
    ],
)
def test_the_way_to_a_passage(fields: dict[str, Any], phrase: str, url: str) -> None:
    assert passage_url(source(**fields), phrase) == url


# --- citing a claim ---------------------------------------------------------------------------------------------------


def node(**wanted: object) -> Any:
    run = subprocess.run(
        ["node", str(ROOT / "tests/js/cite_node.js")],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def cited(**other: object) -> dict[str, Any]:
    day = {
        "words": "25 September 2025",
        "csl": {"date-parts": [[2025, 9, 25]]},
        "bibtex": {"date": "2025-09-25", "year": "2025", "month": "sep"},
    }
    url = "https://site.example/themes/t/#claim-a"
    said = {"id": "a", "text": "It was so.", "page": "The page", "site": "The site", "language": "en", "as_of": day, "url": url}
    return {**said, "authors": [], "publisher": "", "accessed": [2026, 1, 9], **other}


@needs_node
@settings(max_examples=20)
@given(st.lists(st.text(alphabet=st.sampled_from("ab \t\n&%$#_\\~^{}-`'<>,!?é“ع"), max_size=20), min_size=50, max_size=50))
def test_javascript_escapes_for_tex_as_python_does(texts: list[str]) -> None:
    assert node(tex=texts)["tex"] == list(map(tex, texts))


@needs_node
def test_a_claim_in_four_formats() -> None:
    (found,) = node(cited=[cited()])["cited"]
    url = "https://site.example/themes/t/#claim-a"
    assert found["plain"] == f"“It was so.” The page. In: The site, as of 25 September 2025. {url} (seen on 2026-01-09)\n"
    assert json.loads(found["csl"]) == [
        {
            "id": "a",
            "type": "webpage",
            "title": "The page",
            "container-title": "The site",
            "issued": {"date-parts": [[2025, 9, 25]]},
            "URL": url,
            "accessed": {"date-parts": [[2026, 1, 9]]},
            "language": "en",
            "abstract": "It was so.",
            "note": "Claim a",
        }
    ]
    assert found["wiki"] == (
        f"{{{{cite web |url={url} |title=The page |website=The site |date=25 September 2025 |access-date=2026-01-09 |quote=It was so.}}}}\n"
    )
    assert found["bibtex"] == (
        "@online{a,\n  title = {{The page}},\n  organization = {The site},\n  date = {2025-09-25},\n  year = {2025},\n  month = sep,\n"
        "  abstract = {It was so.},\n  note = {Claim a},\n  url = {https://site.example/themes/t/#claim-a},\n  urldate = {2026-01-09},\n"
        "  language = {en},\n}\n"
    )


@needs_node
def test_a_citation_names_who_wrote_and_who_publishes() -> None:
    (found,) = node(cited=[cited(page="Was it so?", authors=["Ada Berg", "Sand and Sons"], publisher="The Society")])["cited"]
    assert found["plain"].startswith(
        "Ada Berg; Sand and Sons: “It was so.” Was it so? In: The site, as of 25 September 2025. The Society. https:"
    )
    (item,) = json.loads(found["csl"])
    assert (item["author"], item["publisher"]) == ([{"literal": "Ada Berg"}, {"literal": "Sand and Sons"}], "The Society")
    (entry,) = bibtexparser.parse_string(found["bibtex"]).entries
    assert entry["author"] == "{Ada Berg} and {Sand and Sons}", "in braces a name is whole, whatever is in it"
    assert (entry["title"], entry["titleaddon"], entry["organization"]) == ("{Was it so?}", "The site", "The Society")
    assert "|author1=Ada Berg |author2=Sand and Sons |" in found["wiki"]
    assert "|publisher=The Society |" in found["wiki"]


@needs_node
def test_what_is_not_known_is_left_out_of_a_citation() -> None:
    (found,) = node(cited=[cited(url="", as_of=None, language="")])["cited"]
    assert found["plain"] == "“It was so.” The page. In: The site.\n"
    assert not {"URL", "accessed", "author", "issued", "language", "publisher"} & json.loads(found["csl"])[0].keys()
    assert "url" not in found["wiki"]
    assert "date" not in found["wiki"]
    assert not re.search("url|date|year|month|language", found["bibtex"])


@needs_node
def test_hostile_texts_stay_texts_in_every_format() -> None:
    url = "https://site.example/a|b {c} [d]#claim-a"
    (found,) = node(cited=[cited(text=HOSTILE, page=HOSTILE, site=HOSTILE, url=url, authors=[HOSTILE], publisher=HOSTILE)])["cited"]
    text = HOSTILE.strip()
    (item,) = json.loads(found["csl"])
    assert (item["abstract"], item["title"], item["container-title"], item["URL"]) == (HOSTILE, HOSTILE, HOSTILE, url)
    assert (item["author"], item["publisher"]) == ([{"literal": HOSTILE}], HOSTILE)
    library = bibtexparser.parse_string(found["bibtex"])
    assert not library.failed_blocks
    (entry,) = library.entries
    assert entry["abstract"] == tex(HOSTILE)
    assert entry["title"] == entry["author"] == f"{{{tex(HOSTILE)}}}"
    assert entry["titleaddon"] == entry["organization"] == tex(HOSTILE)
    assert entry["url"] == "https://site.example/a|b%20%7Bc%7D%20[d]#claim-a"
    template = re.fullmatch(r"\{\{cite web (.*)\}\}\n", found["wiki"])
    assert template
    fields = dict(part.split("=", 1) for part in template[1].removeprefix("|").split(" |"))
    assert not re.search(r"[|\[\]{}<>]|''|~~", "".join(fields.values()))
    assert (
        html.unescape(fields["quote"])
        == html.unescape(fields["title"])
        == html.unescape(fields["author1"])
        == html.unescape(fields["publisher"])
        == text
    )
    assert fields["url"] == "https://site.example/a%7Cb%20%7Bc%7D%20%5Bd%5D#claim-a"


@needs_node
def test_the_facts_of_a_citation_are_those_of_the_data_files(own: Built) -> None:
    graph = json.loads(own.site.text("data/explainer.json"))
    theme_ = graph["themes"][0]
    record = handed_over(own.site.text(f"{theme_['url']}cards.js"))
    frame_ = handed_over(own.site.text("assets/explainer/cards/frame-en.js"))
    said = {key: frame_[key] for key in ("site", "authors", "publisher")}
    name, _, _, text, *_ = record["claims"][0]
    (found,) = node(cited=[cited(id=name, text=text, page=record["question"], as_of=record["as_of"], **said)])["cited"]
    (item,) = json.loads(found["csl"])
    claim = next(claim for claim in graph["claims"] if claim["id"] == name)
    assert (item["title"], item["container-title"], item["abstract"]) == (theme_["question"], graph["explainer"]["title"], claim["text"])
    assert item["publisher"] == graph["explainer"]["publisher"]
    assert item["issued"] == {"date-parts": [[int(n) for n in (theme_["as_of"] or graph["explainer"]["as_of"]).split("-")]]}
