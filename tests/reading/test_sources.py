"""Records as people and programs write them: CSL-YAML, CSL-JSON as Zotero exports it."""

from __future__ import annotations

import pytest

from builder.model.findings import Severity, Where
from builder.model.sources import Consulted, Name, Snapshot, Source
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
\t\t"licence": "CC0",
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
  snapshot: {url: https://archive.example/1, date: 2024-06-02, sha256: 0abc}
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
    assert isinstance(source.snapshot, Snapshot)
    assert (source.snapshot.url, source.snapshot.date and source.snapshot.date.edtf, source.snapshot.sha256) == (
        "https://archive.example/1", "2024-06-02", "0abc",
    )  # fmt: skip
    assert (source.note, source.csl, source.page) == ("no", {"page": "12e3"}, "sources/full/")


@pytest.mark.parametrize(
    ("fields", "first_hand", "says"),
    [
        ("based_on: []", True, False), ("based_on: [other]", False, False), ("based_on: ", False, False), ("via: []", False, False),
        ("consulted: no", False, True), ("consulted: ", False, False), ("read: full", False, True), ("note: N", False, False),
    ],
)  # fmt: skip
def test_what_a_record_says_and_what_it_leaves_open(fields: str, first_hand: bool, says: bool) -> None:
    sources, _ = read(f"{{id: a, title: A, {fields}}}")
    assert (sources["a"].first_hand, sources["a"].says_consulted) == (first_hand, says)


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
        (17, "unknown-key", Severity.WARNING),
    ]
    first, source = parsed
    assert (first.id, first.page) == ("http://zotero.org/users/1/items/ABCD", "sources/http-zotero-org-users-1-items-abcd/")
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
        "abstract": 'Über "Leuchtfeuer"\u2014kurz \U0001f4a1 Lampen.', "DOI": "10.1000/182", "ISSN": "1234-5678", "issue": "2",
        "journalAbbreviation": "Küste", "page": "1–12", "source": "Crossref", "volume": "7",
    }  # fmt: skip
    assert source.names == {"editor": (Name("Doe", "Jane"),)}
    assert source.marked == {"abstract": 'Über "Leuchtfeuer"\u2014kurz \U0001f4a1 <i>Lampen</i>.'}


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


@pytest.mark.parametrize(
    ("date", "code", "shown"),
    [
        ('{"date-parts": [[2019, 99]]}', "invalid-date", "2019-99"),
        ('{"date-parts": []}', "unfinished-date", ""),
        ('{"literal": "spring"}', "unfinished-date", "spring"),
        ("[2019]", "wrong-type", ""),
        ("{}", "unfinished-date", ""),
        ('{"date-parts": [[-44]]}', "unfinished-date", "44 BC"),
        ('{"raw": "1995-01-0001"}', "unfinished-date", "1995-01-0001"),
    ],
)
def test_what_is_no_date_is_reported_and_shown(date: str, code: str, shown: str) -> None:
    sources, findings = read(f'[{{"id": "a", "title": "A", "issued": {date}}}]', "content/sources/x.json")
    assert findings == [(1, code)]
    assert edtf(sources["a"])[0] == shown


def test_records_that_are_no_records() -> None:
    sources, findings = read("- just text\n- [a, b]\n- {id: c, title: [x], author: {family: {a: b}}}\n")
    assert findings == [(1, "missing-field"), (2, "missing-field"), (3, "wrong-type"), (3, "wrong-type"), (3, "wrong-value")]
    assert list(sources) == ["c"]
