"""Claims as readers see them: why a sign is what it is, the signs of rows, and reports that differ from a record."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from building import ROOT
from helpers import explain, theme
from jinja2 import FileSystemLoader
from site_reader import fragment, one, select, words

from builder.data.card_files import card_of_page
from builder.data.export import data_files, source_record
from builder.linking.translations import digest_of_claim, digest_of_frame
from builder.model.language import language_of
from builder.pages.claim_html import body_html
from builder.pages.claim_list import options
from builder.pages.reference_html import reference_list
from builder.pages.renderer import Renderer
from builder.pages.view import View
from builder.pages.words import facts
from builder.search.documents import arranged, entries, leaves
from builder.search.facets import facet_files
from builder.signs.sign_words import why, why_of_claim

if TYPE_CHECKING:
    from builder.model.explainer import Explainer

SOURCES = """\
- {id: ministry, title: M, publisher: Ministry, consulted: full}
- {id: wire, title: W, publisher: Wire, consulted: full, based_on: ministry}
- {id: daily, title: D, publisher: Daily, consulted: full, based_on: [office]}
- {id: weekly, title: E, publisher: Weekly, consulted: full, based_on: [office]}
- {id: office, title: O, publisher: Office, consulted: no}
- {id: post, title: P, publisher: Post, consulted: no}
- {id: letter, title: L, publisher: Envoy, consulted: no, via: post-two}
- {id: post-two, title: P, publisher: Post, consulted: full}
- {id: wire-two, title: V, publisher: The Wire, consulted: full}
- {id: sahifa, title: S, publisher: الصحيفة, consulted: full}
"""


def explained(body: str, **files: str) -> Explainer:
    explainer, findings = explain({"content/sources/more.yml": SOURCES, **theme(body), **files})
    assert [one for one in findings if one.severity == "error"] == []
    return explainer


def page_of(explainer: Explainer, name: str = "t") -> str:
    theme = explainer.themes[name]
    return body_html(View(explainer, theme.url), theme.body)


# --- why a claim has its sign -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("It is so. [@ministry; @sahifa]\n{#a}", "2 of 2: Ministry; \u2068الصحيفة\u2069."),
        ("It is so. [@ministry; @wire; @post]\n{#a}", "1 of 3: Ministry. Not counted: Wire, after Ministry; Post, not seen."),
        ("It is so. [@daily; @weekly]\n{#a}", "1 of 2: Daily. Not counted: Weekly, also after Office."),
        ("It is so. [@wire; @wire-two]\n{#a}", "1 of 2: The Wire. Not counted: more by Wire, already counted."),
        ("It is so. [@letter]\n{#a}", "1 of 1: Envoy, read in Post."),
        ("It is so. [@post]\n{#a}", "0 of 1. Not counted: Post, not seen."),
        ("It is so. [@ministry; contra @daily]\n{#a}", "1 of 2: Ministry. Not counted: Daily, which contradicts it."),
        ("It is so. [@ministry]\n{#a}\n\nIt is not. [@daily]\n{#b disputes=a}", "1 of 1: Ministry. Against it: “It is not”."),
        ("It is so. [@ministry]\n{#a status=disputed}", "1 of 1: Ministry. The authors have set it down as disputed."),
        (
            "It is so. [@ministry]\n{#a}\n\nIt differs. [@daily]\n{#b differs=a}",
            "1 of 1: Ministry. A report that differs does not change this sign: “It differs”.",
        ),
        (
            "It differs. [@ministry]\n{#a differs=b}\n\nIt is so. [@daily]\n{#b}",
            "1 of 1: Ministry. It differs from: “It is so”. One report against a record does not make that disputed.",
        ),
        ("Nobody knows.\n{#a .citation-needed}", ""),
        ("So we conclude. [@ministry]\n{#a .editorial}", ""),
        (
            "| A | B |\n|---|---|\n| x | 1 [@ministry] |\n| y | 2 [@daily] |\n\n[@wire-two]\n{#a}",
            "Rows: Several independent sources (2). Each row has a sign of its own, and the table the weakest.",
        ),
    ],
)
def test_a_sentence_says_why_a_claim_has_its_sign(claim: str, said: str) -> None:
    explainer = explained(f"{claim}\n")
    assert why_of_claim(explainer, explainer.claims["a"]) == said
    record = card_of_page(explainer, explainer.themes["t"])[1]().decode()
    assert json.loads(record.removeprefix("explainerCards(").removesuffix(");\n"))["claims"][0][2] == said


def test_in_arabic_names_in_other_letters_stand_apart() -> None:
    explainer = explained("It is so. [@ministry; @sahifa; @wire]\n{#a}\n")
    said = why(explainer, explainer.tallies["a"], language_of("ar"))
    assert said == "2 من 3: \u2068Ministry\u2069؛ الصحيفة. لم يُحتسب: \u2068Wire\u2069، نقلًا عن \u2068Ministry\u2069."


def test_nothing_is_called_confirmed_beside_the_sign_of_a_dispute() -> None:
    body = "A. [@ministry]\n{#a status=confirmed}\n\nB. [@daily]\n{#b disputes=a}\n\nC. [@ministry]\n{#c status=confirmed}\n"
    explainer = explained(body)
    found = {claim.get("data-claim"): claim for claim in select(fragment(page_of(explainer)), "[data-claim]")}
    assert [words(one(found[name], ".claim-meta")) for name in "ac"] == ["Disputed", "One sourceConfirmed"]
    assert [facts(explainer, explainer.claims[name]) for name in "ac"] == [[], ["Confirmed"]]
    assert {one.value: one.number for one in options(explainer).statuses} == {"reported": 2, "confirmed": 1, "disputed": 1}
    files = dict(facet_files(explainer, arranged(entries(explainer), leaves(explainer))))
    assert b'"disputed"' in files["search/f-status.js"]
    graph = json.loads(b"".join(dict(data_files(explainer))["data/explainer.json"]()))
    assert [claim["status"] for claim in graph["claims"] if claim["id"] == "a"] == ["confirmed"], "the data have it as it is written"


def test_beside_a_claim_a_short_word_stands_and_the_long_one_is_read_out() -> None:
    body = "A. [@ministry; @sahifa; @daily]\n{#a}\n\nB. [@ministry]\n{#b}\n\nC. [@post]\n{#c}\n\nD.\n{#d .editorial}\n\nE.\n{#e .citation-needed}\n"
    signs = select(fragment(page_of(explained(body))), ".claim-sign")
    assert [(words(sign), sign.get("aria-label")) for sign in signs] == [
        ("3 independent", "3 independent sources"),
        ("One source", None),
        ("No source seen", "No source seen by the authors"),
        ("Authors", "Authors’ own words"),
        ("Citation needed", None),
    ]


LATER = "Zero. [@ministry]\n{{#z}}\n\n## After {{#after}}\n\nOne. [@ministry]\n{{#a .later date=2025-10}}\n\n- Two. [@ministry]\n  {{#b {two}}}\n\n## Then {{#then}}\n\nThree. [@ministry]\n{{#c .later date=2025-10}}\n"


@pytest.mark.parametrize(
    ("two", "beside"), [(".later date=2025-11", ["", "", "", "After March 2025"]), ("", ["", "After March 2025", "", "After March 2025"])]
)
def test_a_section_whose_claims_are_all_later_says_so_once(two: str, beside: list[str]) -> None:
    text = f"---\ntitle: T\nquestion: Q?\nas_of: 2025-03\n---\n\n{LATER.format(two=two)}"
    explainer = explained("", **{"content/themes/t.md": text, "content/explainer.yml": "title: Mini\nas_of: 2025-04\n"})
    page = fragment(page_of(explainer))
    assert [words(e) for e in select(page, ".section-later")] == [
        "What follows is later than March 2025, the date as of which this page is written."
    ] * (beside[1] == "")
    later = [select(claim, ".claim-later") for claim in select(page, "[data-claim]")]
    assert ["".join(map(words, found)) for found in later] == beside
    assert facts(explainer, explainer.claims["a"]) == ["October 2025", "After March 2025"], "a card has no section"


# --- the rows of a table ----------------------------------------------------------------------------------------------

TABLE = "| Year | Lamps |\n|---|---|\n| 1910 | 30 [@ministry] |\n| | 36 |\n| 1929 | 40 [@post] |\n\n[@daily]\n{#a}\n"


def test_each_row_of_a_table_has_its_own_sign_before_its_first_cell() -> None:
    explainer = explained(TABLE)
    page = fragment(page_of(explainer))
    assert one(page, "[data-claim]").get("data-support") == "single", "the lowest"
    head, *rows = select(page, "tr")
    assert head.get("data-support") is None
    assert select(head, ".row-sign") == []
    assert [row.get("data-support") for row in rows] == ["several", "single", "single"]
    signs = [one(row, "td a.row-sign") for row in rows]
    assert [(sign.get("href"), sign.get("data-row"), sign.get("aria-label")) for sign in signs] == [
        ("#claim-a", "1", "Several independent sources"),
        ("#claim-a", "2", "One source"),
        ("#claim-a", "3", "One source"),
    ]
    assert all(next(iter(row[0])) is sign and not (row[0].text or "").strip() for row, sign in zip(rows, signs, strict=True))
    assert [words(row[0]) for row in rows] == ["1910", "", "1929"]


def test_a_card_says_of_each_row_why_it_has_its_sign() -> None:
    explainer = explained(TABLE)
    record = json.loads(card_of_page(explainer, explainer.themes["t"])[1]().decode().removeprefix("explainerCards(").removesuffix(");\n"))
    assert record["rows"] == {
        "a": [
            ["several", "2 of 2: Ministry; Daily."],
            ["single", "1 of 1: Daily."],
            ["single", "1 of 2: Daily. Not counted: Post, not seen."],
        ]
    }


def test_the_rows_of_a_table_in_the_own_words_of_the_authors_have_no_signs() -> None:
    html = page_of(explained(TABLE.replace("{#a}", "{#a .editorial}")))
    assert "row-sign" not in html
    assert not re.search(r"<tr[^>]*data-support", html)


@pytest.mark.parametrize(
    ("rows", "signs"), [("| ١٩١٠ | 30 [@ministry] |\n| | 36 |\n| ١٩٢٩ | 40 [@post] |", 3), ("| ١٩١٠ | 30 [@ministry; @post] |", 0)]
)
def test_a_translated_table_has_the_signs_of_its_rows_unless_it_has_others(rows: str, signs: int) -> None:
    explainer = explained(TABLE)
    claim, original = explainer.claims["a"], explainer.themes["t"]
    text = f"---\ntitle: س\nfrom: {digest_of_frame(original)}\n---\n\n| السنة | المصابيح |\n|---|---|\n{rows}\n\n[@daily]\n{{#a from={digest_of_claim(claim)}}}\n"
    settings = "title: Mini\nlanguages: [en, ar]\n"
    explainer, _ = explain(
        {"content/sources/more.yml": SOURCES, **theme(TABLE), "content/themes/t.ar.md": text, "content/explainer.yml": settings}
    )
    translated = explainer.translations["ar"]
    found = select(fragment(page_of(translated)), "a.row-sign")
    assert [sign.get("aria-label") for sign in found] == ["عدة مصادر مستقلة", "مصدر واحد", "مصدر واحد"][:signs]


# --- a report that differs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [
    "A. [@ministry; @daily]\n{#a}\n\nB. [@wire-two]\n{#b differs=a}\n",
    "B. [@wire-two]\n{#b differs=a}\n\nA. [@ministry; @daily]\n{#a}\n",
])  # fmt: skip
def test_a_report_that_differs_stands_beside_the_record_and_is_the_one_that_is_labelled(body: str) -> None:
    explainer = explained(body)
    section = one(fragment(page_of(explainer)), "section.accounts")
    assert words(one(section, ".accounts-title")).startswith("One report differs on: ")
    claims = {claim.get("data-claim"): claim for claim in select(section, "[data-claim]")}
    record, outlier = claims["a"], claims["b"]
    assert (record.get("data-support"), record.get("data-differed-by"), record.get("data-differs")) == ("several", "b", None)
    assert (outlier.get("data-support"), outlier.get("data-differs"), outlier.get("data-differed-by")) == ("single", "a", None)
    assert words(one(outlier, ".claim-differs")) == "Differing report"
    link = one(record, "a.claim-differs")
    assert (words(link), link.get("href"), link.get("data-claim-link")) == ("One report differs", "#claim-b", "b")
    assert select(section, ".counter") == [], "it is seen beside it"
    assert (facts(explainer, explainer.claims["a"]), facts(explainer, explainer.claims["b"])) == (
        ["One report differs"],
        ["Differing report"],
    )


def test_a_report_that_differs_elsewhere_is_named_below_the_record() -> None:
    body = "A. [@ministry]\n{#a}\n\n## Other\n\nB. [@daily]\n{#b differs=a}\n\n## More\n\nC. [@weekly]\n{#c differs=a}\n"
    page = fragment(page_of(explained(body)))
    assert select(page, ".accounts") == []
    lines = {claim.get("data-claim"): [words(line) for line in select(claim, ".counter")] for claim in select(page, "[data-claim]")}
    assert lines == {"a": ["Differing report: B.; C."], "b": ["Differs from: A."], "c": ["Differs from: A."]}
    assert words(one(page, "a.claim-differs")) == "2 reports differ"


def test_beside_a_dispute_the_accounts_differ_and_the_outlier_keeps_its_label() -> None:
    body = "A. [@ministry]\n{#a}\n\nB. [@daily]\n{#b disputes=a}\n\nC. [@wire-two]\n{#c differs=a}\n"
    section = one(fragment(page_of(explained(body))), "section.accounts")
    assert words(one(section, ".accounts-title")).startswith("Accounts differ on: ")
    assert [claim.get("data-support") for claim in select(section, "[data-claim]")] == ["disputed", "disputed", "single"]
    assert [bool(select(claim, "span.claim-differs")) for claim in select(section, "[data-claim]")] == [False, False, True]


# --- whose outlet a source is -----------------------------------------------------------------------------------------


def test_whose_outlet_and_whose_statement_a_source_is_is_shown_and_in_the_data() -> None:
    record = "- {id: it, title: It, publisher: Daily, consulted: full, voice: Office & Co, perspective: state-run <b>}\n"
    explainer = explained("A. [@it; @ministry]\n{#a}\n", **{"content/sources/it.yml": record})
    references = fragment(reference_list(View(explainer, "themes/t/")))
    assert [words(one(references, ".perspective"))] == ["Outlet: state-run <b>"]
    page = Renderer(explainer, FileSystemLoader(ROOT / "templates")).source(explainer.sources["it"])
    facts_of_source = {words(one(row, "dt")): words(one(row, "dd")) for row in select(fragment(page.html), ".source-facts div")}
    assert (facts_of_source["Statement of"], facts_of_source["Whose outlet"]) == ("Office & Co", "state-run <b>")
    assert (
        source_record(explainer, explainer.sources["it"])["voice"],
        source_record(explainer, explainer.sources["it"])["perspective"],
    ) == (
        "Office & Co",
        "state-run <b>",
    )
