"""Records as people and programs write them: CSL-YAML, CSL-JSON as Zotero exports it, and BibTeX."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.content import Archive, Consulted, Name, Source
from builder.model.findings import Severity, Where
from builder.reading import sources as module
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

ZOTERO = """[
\t{
\t\t"id": "http://zotero.org/users/1/items/ABCD",
\t\t"type": "webpage",
\t\t"title": "No id of ours"
\t},
\t{
\t\t"id": "leuchtfeuer2019",
\t\t"type": "article-journal",
\t\t"abstract": "Über \\"Leuchtfeuer\\"\\u2014kurz \\ud83d\\udca1 <i>Lampen</i>.",
\t\t"container-title": "Küste",
\t\t"DOI": "10.1000/182",
\t\t"ISSN": "1234-5678",
\t\t"issue": "2",
\t\t"journalAbbreviation": "Küste",
\t\t"language": "de",
\t\t"license": "CC0",
\t\t"page": "1–12",
\t\t"source": "Crossref",
\t\t"title": "Leuchtfeuer: eine Übersicht",
\t\t"URL": "https://example.org/a?b=1&c=2",
\t\t"volume": 7,
\t\t"author": [
\t\t\t{
\t\t\t\t"family": "Berg",
\t\t\t\t"given": "Jan",
\t\t\t\t"non-dropping-particle": "van den"
\t\t\t},
\t\t\t{
\t\t\t\t"literal": "Seezeichenamt"
\t\t\t},
\t\t\t{
\t\t\t\t"family": "الساحلي",
\t\t\t\t"given": "ليلى",
\t\t\t\t"suffix": "Jr."
\t\t\t}
\t\t],
\t\t"editor": [
\t\t\t{
\t\t\t\t"family": "Doe",
\t\t\t\t"given": "Jane"
\t\t\t}
\t\t],
\t\t"accessed": {
\t\t\t"date-parts": [
\t\t\t\t[
\t\t\t\t\t"2020",
\t\t\t\t\t5,
\t\t\t\t\t9
\t\t\t\t]
\t\t\t]
\t\t},
\t\t"issued": {
\t\t\t"date-parts": [
\t\t\t\t[
\t\t\t\t\t"2019",
\t\t\t\t\t3
\t\t\t\t]
\t\t\t],
\t\t\t"literal": "März 2019"
\t\t}
\t}
]
"""
BIBTEX = """\
@string{kp = "Küste Press"}
% a remark
@article{berg-2019,
  author  = {van den Berg, Jan and {Seezeichenamt der K{\\"u}ste} and Jane Q. Doe and others},
  title   = {The {NATO} {\\'E}tude --- of light},
  journal = {K{\\"u}ste}, publisher = kp,
  year = 2019, month = mar, volume = 7, number = {2}, pages = {1--12},
  url = {https://example.org/a_b?c=1&d=2}, doi = "10.1000/182", abstract = {left out}
}
@ONLINE{web, title = {Web}, date = {2020-05-09}, organization = {The Office}}
@misc{bare, title = {Bare}}
"""


def read(text: str, path: str = "content/sources/x.yml") -> tuple[dict[str, Source], list[tuple[int, str]]]:
    """Return the sources by id, and the line and code of each finding."""
    sources, findings = parse_sources(Raw(path, Kind.SOURCES, text))
    return {source.id: source for source in sources}, [(one.where.line, one.code) for one in findings]


def edtf(source: Source) -> tuple[str, str]:
    return source.issued.edtf if source.issued else "", source.accessed.edtf if source.accessed else ""


def test_a_full_record_in_yaml() -> None:
    sources, findings = read("""\
- id: full
  type: report
  title: "Full: a record"
  author: [{family: Doe, given: Jane}, {literal: The Office}, Somebody]
  publisher: Office Press
  container-title: Series
  issued: 2024-05
  accessed: {date-parts: [[2024, 6, 1]]}
  URL: https://example.org/
  language: en
  consulted: excerpt
  via: [one, two]
  syndicated_from: three
  based_on: [four]
  archive: {url: https://archive.example/1, date: 2024-06-02, sha256: 0abc}
  note: no
  page: 12e3
""")
    assert findings == []
    source = sources["full"]
    assert (source.where, source.type, source.title) == (Where("content/sources/x.yml", 1, 3), "report", "Full: a record")
    assert source.authors == (Name("Doe", "Jane"), Name(literal="The Office"), Name(literal="Somebody"))
    assert [str(name) for name in source.authors] == ["Jane Doe", "The Office", "Somebody"]
    assert (source.publisher, source.container, source.url, source.language) == ("Office Press", "Series", "https://example.org/", "en")
    assert edtf(source) == ("2024-05", "2024-06-01")
    assert (source.consulted, source.ancestors) == (Consulted.EXCERPT, ("one", "two", "three", "four"))
    assert isinstance(source.archive, Archive)
    assert (source.archive.url, source.archive.date and source.archive.date.edtf, source.archive.sha256) == (
        "https://archive.example/1", "2024-06-02", "0abc",
    )  # fmt: skip
    assert (source.note, source.csl, source.page) == ("no", {"page": "12e3"}, "sources/full/")


def test_what_is_left_out_is_not_made_up() -> None:
    sources, findings = read("{id: least, title: Least, URL: ~, issued: null}")
    assert findings == []
    assert sources["least"] == Source("least", Where("content/sources/x.yml"), "document", "Least", page="sources/least/")


@pytest.mark.parametrize(
    "text", ["{id: a, title: A}", "- {id: a, title: A}", "references:\n- {id: a, title: A}\n", "---\n- {id: a, title: A}\n...\n"]
)
def test_one_record_a_list_and_references(text: str) -> None:
    sources, findings = read(text)
    assert findings == []
    assert list(sources) == ["a"]


def test_zotero_json() -> None:
    parsed, found = parse_sources(Raw("content/sources/x.json", Kind.SOURCES, ZOTERO))
    assert [(one.where.line, one.code, one.severity) for one in found] == [
        (3, "invalid-id", Severity.ERROR),
        (17, "unknown-key", Severity.WARNING),
    ]
    (source,) = parsed
    assert (source.id, source.type, source.title, source.where.line) == (
        "leuchtfeuer2019",
        "article-journal",
        "Leuchtfeuer: eine Übersicht",
        7,
    )
    assert [str(name) for name in source.authors] == ["Jan van den Berg", "Seezeichenamt", "ليلى الساحلي Jr."]
    assert edtf(source) == ("2019-03", "2020-05-09")
    assert (source.container, source.url, source.language) == ("Küste", "https://example.org/a?b=1&c=2", "de")
    assert source.csl == {
        "abstract": 'Über "Leuchtfeuer"\u2014kurz \U0001f4a1 <i>Lampen</i>.', "DOI": "10.1000/182", "ISSN": "1234-5678", "issue": "2",
        "journalAbbreviation": "Küste", "page": "1–12", "source": "Crossref", "volume": "7", "editor": "Jane Doe",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ('{"date-parts": [[2019]]}', "2019"),
        ('{"date-parts": [["2019", "1", "2"]]}', "2019-01-02"),
        ('{"date-parts": [[2019, 1], [2019, 2]]}', "2019-01/2019-02"),
        ('{"date-parts": [[2019]], "circa": true}', "2019~"),
        ('{"date-parts": [[2019]], "circa": false}', "2019"),
        ('{"date-parts": [[2019, 3]], "raw": "March of 2019"}', "2019-03"),
        ('{"date-parts": [[987]]}', "0987"),
        ('{"raw": "2019-03-04"}', "2019-03-04"),
        ('{"literal": "2019"}', "2019"),
        ('"2019-03"', "2019-03"),
        ("2019", "2019"),
    ],
)
def test_dates_of_csl(date: str, expected: str) -> None:
    sources, findings = read(f'[{{"id": "a", "title": "A", "issued": {date}}}]', "content/sources/x.json")
    assert findings == []
    assert edtf(sources["a"])[0] == expected


@pytest.mark.parametrize("date", ['{"date-parts": [[2019, 13]]}', '{"date-parts": []}', '{"literal": "spring"}', "[2019]", "{}"])
def test_dates_that_are_none_are_reported(date: str) -> None:
    sources, findings = read(f'[{{"id": "a", "title": "A", "issued": {date}}}]', "content/sources/x.json")
    assert findings == [(1, "invalid-date")]
    assert edtf(sources["a"])[0] == ""


def test_bibtex() -> None:
    sources, findings = read(BIBTEX, "content/sources/x.bib")
    assert findings == []
    assert list(sources) == ["berg-2019", "web", "bare"]
    berg, web, bare = sources.values()
    assert (berg.where, berg.type, berg.title) == (Where("content/sources/x.bib", 3), "article-journal", "The NATO Étude — of light")
    assert [str(name) for name in berg.authors] == ["Jan van den Berg", "Seezeichenamt der Küste", "Jane Q. Doe"]
    assert (berg.container, berg.publisher, berg.url) == ("Küste", "Küste Press", "https://example.org/a_b?c=1&d=2")
    assert berg.csl == {"volume": "7", "issue": "2", "page": "1–12", "DOI": "10.1000/182"}
    assert edtf(berg)[0] == "2019-03"
    assert (web.type, web.publisher, edtf(web)[0]) == ("webpage", "The Office", "2020-05-09")
    assert bare == Source("bare", Where("content/sources/x.bib", 11), "document", "Bare", page="sources/bare/")


def test_broken_bibtex_is_a_finding_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    sources, findings = read(
        "@book{a, title={A}}\n@book{b, title={B\n@book{c, title = {C}}\n@book{Bad_Id, title={D}}\n", "content/sources/x.bib"
    )
    assert list(sources) == ["a", "c"]
    assert findings == [(2, "invalid-bibtex"), (4, "invalid-id")]
    assert caplog.records == []


def test_records_that_are_no_records() -> None:
    sources, findings = read("- just text\n- [a, b]\n- {id: c, title: [x], author: {family: {a: b}}}\n")
    assert findings == [(1, "wrong-type"), (2, "wrong-type"), (3, "wrong-type"), (3, "wrong-type")]
    assert list(sources) == ["c"]


TEX = st.text("abé {}-'`<>.,:;()/|\"", max_size=12) | st.text("ab {}\\\\$%&#^_~!?-", max_size=8)


@given(TEX.filter(lambda text: text.count("{") == text.count("}")))
def test_tex_that_is_taken_as_it_is_reads_as_if_it_were_decoded(text: str) -> None:
    if module._NO_TEX.match(text):
        dashed = text.replace("---", "—").replace("--", "–")
        assert dashed.replace("{", "").replace("}", "") == module._decoder()(text).replace("{", "").replace("}", "")
