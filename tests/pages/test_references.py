"""References read as a scholar or a journalist writes them, in the languages of the interface."""

from __future__ import annotations

import json

import pytest
from building import ROOT
from helpers import all_pages, explain
from jinja2 import FileSystemLoader
from markupsafe import Markup

from builder.model.language import language_of
from builder.pages.reference_html import cite
from builder.pages.renderer import Renderer
from builder.pages.view import View

BERG = "author: [{family: Berg, given: Pia}]"
EDITED = "editor: [{family: Pell, given: Ivo}, {family: Thorn, given: Ada}]"
KEPT = "recipient: [{family: Pell, given: Ivo}], archive: Sorn Archives, archive_location: 'Letters 12, f. 3'"


def reference(record: str, language: str = "en") -> str:
    explainer, findings = explain({"content/sources/more.yml": f"- {{id: it, consulted: full, {record}}}\n"})
    assert [one for one in findings if one.severity == "error"] == []
    view = View(explainer, "sources/", language=language_of(language))
    return Markup(cite(view, explainer.sources["it"])).striptags()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (f"type: book, title: Lamps, {BERG}, publisher: Cape Press, issued: 2020", "Lamps. Pia Berg. Cape Press. 2020."),
        (
            f"type: book, title: Lamps, {BERG}, {EDITED}, translator: [{{family: Amsel, given: Ruth}}], publisher: Press, publisher-place: Sorn, edition: 2, volume: 3",
            "Lamps. Pia Berg; ed. Ivo Pell, Ada Thorn; trans. Ruth Amsel. Sorn: Press, edition 2, vol. 3.",
        ),
        (f"type: book, title: Lamps, {EDITED}, edition: revised ed.", "Lamps. Ivo Pell, Ada Thorn (ed.). revised ed."),
        (
            f"type: chapter, title: Wicks, {BERG}, {EDITED}, container-title: Lamps, publisher: Press, page: 3–5, issued: 2020",
            "Wicks. Pia Berg. In: Lamps, ed. Ivo Pell, Ada Thorn. Press, pp. 3–5. 2020.",
        ),
        (
            f"type: article-journal, title: Wicks, {BERG}, container-title: Light, publisher: Elsewhere, volume: 12, issue: 3, page: 45–67, issued: 2020-03",
            "Wicks. Pia Berg. Light 12(3), 45–67. March 2020.",
        ),
        ("type: article-journal, title: Wicks, container-title: Light, issue: 3", "Wicks. Light no. 3."),
        ("type: article-newspaper, title: Out, publisher: Wire, container-title: Daily, page: 4", "Out. Wire, in Daily, p. 4."),
        ("type: article-newspaper, title: Out, container-title: Daily", "Out. Daily."),
        (f"type: thesis, title: Wicks, {BERG}, publisher: University of Sorn", "Wicks. Pia Berg. Thesis, University of Sorn."),
        (f"type: thesis, title: Wicks, {BERG}, genre: PhD thesis, publisher: Sorn", "Wicks. Pia Berg. PhD thesis, Sorn."),
        ("type: report, title: Oil, genre: Working paper, number: 12, publisher: Office", "Oil. Working paper no. 12, Office."),
        ("type: report, title: Oil, number: 12, publisher: Office", "Oil. Office, no. 12."),
        ("type: webpage, title: Is it so?, publisher: Daily", "Is it so? Daily."),
        ("type: webpage, title: Out!, publisher: Lamp Inc.", "Out! Lamp Inc."),
        ("type: webpage, title: 'Is “it” “so?”', publisher: Daily", "Is “it” “so?” Daily."),
        ("type: webpage, title: 'Is it (so?)'", "Is it (so?)."),
        ("type: webpage, title: And then…, publisher: Daily", "And then… Daily."),
        ("type: webpage, title: هل هذا صحيح؟, publisher: Daily", "هل هذا صحيح؟ Daily."),
        ("type: webpage, title: A. B., author: [{literal: M. L. King Jr.}]", "A. B. M. L. King Jr."),
        ("type: webpage, title: A, author: [{literal: Office}], publisher: Office", "A. Office."),
        (
            f"type: personal_communication, title: On wicks, {BERG}, {KEPT}, issued: 1680-11-14",
            "On wicks. Pia Berg; to Ivo Pell. Sorn Archives, Letters 12, f. 3. 14 November 1680.",
        ),
        (f"type: personal_communication, title: On wicks, {BERG}, {KEPT}, URL: 'https://a.example/'", "On wicks. Pia Berg."),
    ],
)
def test_a_reference_has_the_parts_of_its_type_and_one_full_stop_after_each(record: str, expected: str) -> None:
    assert reference(record) == expected


def test_many_authors_are_one_and_others() -> None:
    authors = ", ".join(f"{{family: N{number}}}" for number in range(11))
    assert reference(f"title: A, author: [{authors}]") == "A. N0 et al."


def test_an_arabic_page_has_its_own_words() -> None:
    record = f"type: chapter, title: Wicks, {BERG}, {EDITED}, container-title: Lamps, publisher: Press, page: 3–5, volume: 2, issued: 2020"
    assert reference(record, "ar") == "Wicks. Pia Berg. في: Lamps، تحرير Ivo Pell، Ada Thorn. Press، المجلد 2، ص 3–5. 2020."


def test_the_page_of_a_letter_has_words_for_its_archive_and_its_reader() -> None:
    explainer, _ = explain({"content/sources/more.yml": f"- {{id: it, consulted: full, title: On wicks, archive-place: Sorn, {KEPT}}}\n"})
    html = Renderer(explainer, FileSystemLoader(ROOT / "templates")).source(explainer.sources["it"]).html
    labels = ("Written to", "Archive", "Place of the archive", "Place in the archive")
    assert [label for label in labels if f"<dt>{label}</dt>" not in html] == []
    assert "Archive_location" not in html


def test_titles_show_the_markup_of_their_records_and_are_plain_where_there_is_none() -> None:
    title = 'On <i>Lamps</i>, H<sub>2</sub>O &amp; <span style="font-variant:small-caps;">Oil</span> <script>'
    explainer, _ = explain({"content/sources/more.yml": f"- {{id: it, consulted: full, title: '{title}'}}\n"})
    marked = "On <i>Lamps</i>, H<sub>2</sub>O &amp; <span class=small-caps>Oil</span> &lt;script&gt;"
    assert marked in cite(View(explainer, "sources/"), explainer.sources["it"])
    renderer = Renderer(explainer, FileSystemLoader(ROOT / "templates"))
    page = renderer.source(explainer.sources["it"])
    assert f"<h1>{marked}</h1>" in page.html
    assert page.title == "On Lamps, H2O & Oil <script>"
    assert page.description == "On Lamps, H2O & Oil <script>."
    assert json.loads(renderer.graphs.source(explainer.sources["it"]))["mainEntity"]["name"] == page.title
    assert f"{marked}</a>" in next(make().html for url, make in renderer.overview_pages("sources") if url == "sources/")


BOOKS = """\
- {id: berg, type: book, title: Lamps, author: [{family: Berg, given: Pia}], publisher: Press, issued: 2020, consulted: full}
- {id: wire, type: article-newspaper, title: Out, publisher: Wire, issued: 2025-02-21, consulted: no, URL: "https://wire.example/out"}
- {id: a-paper, type: book, title: Wicks, publisher: Press, consulted: no}
"""
THEME = """\
---
title: T
---

So many. [@berg]
{#one date=2025-01-01 measures=price value=5 unit=shells}

Not so many. [@wire; @a-paper]
{#two date=2025-01-01 measures=price value=4 unit=shells disputes=one}
"""


def pages() -> dict[str, str]:
    explainer, findings = explain({"content/sources/more.yml": BOOKS, "content/themes/t.md": THEME})
    assert [one for one in findings if one.severity == "error"] == []
    return {page.url: page.html for page in all_pages(Renderer(explainer, FileSystemLoader(ROOT / "templates")))}


def test_sources_are_named_short_wherever_they_are_named() -> None:
    texts = {url: Markup(html).striptags() for url, html in pages().items()}
    for url in ("figures/", "disputes/", "claims/"):
        assert "Wire, 21 February 2025" in texts[url]
        assert "Berg 2020" in texts[url]
    assert "Berg 2020 (Press)" in texts["disputes/"]


def test_an_address_is_only_spoken_of_where_there_is_one() -> None:
    found = pages()
    rows = found["disputes/"].partition("Known through")[2].split("<tr>")[1:]
    assert [("its address only" in row, "Not seen by the authors" in row) for row in rows] == [(False, True), (True, False)]
    assert "<dt>Address</dt>" not in found["sources/a-paper/"]
