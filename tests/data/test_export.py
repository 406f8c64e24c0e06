"""The data files: they follow their formats, agree with each other and with the site, and two builds are the same bytes."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from bibtexparser import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pylatexenc.latex2text import LatexNodes2Text
from selection import some

from builder.checking.project import read_project
from builder.csl.dates import csl_date, date_of_text
from builder.csl.items import csl_item
from builder.csl.rich_text import plain_text
from builder.csl.variables import DATES, NAMES, TEXTS, TYPES
from builder.data import csv_tables as tables
from builder.data.bibtex import bibtex_entry, tex
from builder.data.csv_tables import guarded
from builder.data.export import SCHEMA, data_files
from builder.linking.link import link
from builder.model.content import Content
from builder.model.findings import Where
from builder.model.json_encoding import complete
from builder.model.sources import Name, Source
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

ROOT = Path(__file__).parents[2]

SMALL = {
    "explainer.yml": """
title: "Bridges & <tolls>"
description: Who pays for the bridge.
as_of: 2024-06-30
kinds: {board: Board}
lists: {GREEN: {title: Green list}}
agencies: {CITY: The City}
properties: {chair: Chair}
relations: {part-of: {label: part of, inverse: includes}}
quantities:
  toll: {title: Toll for a car}
  listed: {title: Boards on the green list, description: As claimed., counts: GREEN}
  unused: {title: Nothing measures this}
""",
    "themes/zebra.md": """---
title: Zebra
question: Who pays?
order: 1
summary: The board pays. [@paper "they pay"]
brief:
  - It pays now. [more](claim:b-toll)
---
The River Board (RB) asks a toll, see [the other](claim:a-denied). [@paper, p. 3; contra @wire "no toll"]
{#b-toll date=2024-02-01 event="Toll asked" measures=toll value=2.5.. unit=crowns}

@SUM(1) is how the wire spells it, \u2028 and so does the Bank of Ümlaut; the ferry toll is dear. [see @wire]
{#a-denied date=2024-02/2024-03 disputes=b-toll attributed="=HYPERLINK(1)"}

Two boards are green. [@paper]
{#c-count as_of=2024-01-15 measures=listed value=2 supports=b-toll}

One board is green. [@paper; @book]
{#d-count date=2024-05 event="=One, green" measures=listed value=1 supersedes=c-count .later}

Nobody knows more.
{#e-own .editorial}
""",
    "themes/part/apple.md": """---
title: Apple
---
The Bank of Ümlaut lends. [@book]
{#z-lends date=2019~ event="Bank lends" supports=b-toll}
""",
    "groups/river-board.md": """---
name: River Board
native: {ar: مجلس النهر}
aliases: [{text: RB, match: exact}, {text: The Board, match: never}]
kind: board
summary: It runs the bridge. [@paper]
founded: [{value: 1999, cite: "@paper"}, {value: 2001-05, cite: "contra @wire", note: rebuilt}]
statements: {chair: [{value: A. Person, cite: "@paper", from: 2001, to: 2003-04}]}
designations:
  - {by: CITY, list: GREEN, signed: 2024-01-01, announced: 2024-01-10, published: 2024-02-01, cite: "@paper"}
relations: [{type: part-of, group: bank, cite: "@wire", from: 2002}]
ids: {register: "0042"}
---
The River Board meets. [@wire]
{#m-meets}
""",
    "groups/bank.md": """---
name: Bank of Ümlaut
designations:
  - {by: CITY, list: GREEN, announced: 2024-05-20, cite: "@book", note: "+1 pending"}
---
""",
    "terms.yml": """
- {id: ferry-toll, term: ferry toll, aliases: [ferry tolls], text: "What a ferry costs. [@book]"}
""",
    "sources/all.yml": r"""
- id: wire
  type: article-newspaper
  title: "-- 'Tolls' & {brace} 100% of $5 #1 a_b ~ \\ x^2 @home{"
  author: [{literal: Wire and Sons}, {family: de Vries, given: Anna}, {family: Plato}]
  issued: 2024-02-03
  URL: https://wire.example/a%20b?x=1&y={2}#top_~
  consulted: excerpt
  note: "=1+1 is what \u2028 it says"
- id: paper
  type: report
  title: تقرير الجسر
  publisher: Wire
  issued: 2024-01~
  accessed: 2024-06-01
  URL: https://paper.example/
  consulted: full
  via: wire
  snapshot: {url: https://archive.example/p, date: 2024-06-02, sha256: abc}
- id: book
  type: chapter
  title: Lending
  container-title: A Book
  publisher: Press
  publisher-place: Utrecht
  editor: [{family: Ed, given: One}, {literal: Two & Co}]
  issued: 2018/2019-04
  event-date: 2017-05-06
  DOI: 10.1000/x_y
  page: 3–5
  volume: 2
- id: odd
  type: graphic
  title: Odd
  issued: 2020/..
  based_on: book
""",
}


def project(folder, texts):
    for name, text in texts.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_project(folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    found = project(tmp_path_factory.mktemp("small"), SMALL)
    assert [f"{f.where}: {f.message}" for f in found.findings if f.severity == "error"] == []
    return found.explainer


@pytest.fixture(scope="module")
def own():
    """The content of this repository."""
    explainer = read_project(ROOT).explainer
    assert explainer.claims
    return explainer


def written(explainer):
    """Return the data files, whole, by their paths."""
    return {path: complete(make()) for path, make in data_files(explainer)}


@pytest.fixture(params=["small", "own"])
def explainer(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def files(explainer):
    return written(explainer)


@pytest.fixture
def graph(files):
    return json.loads(files["data/explainer.json"])


def by_id(records):
    return {record["id"]: record for record in records}


def table(files, name):
    return [{k: unguarded(v) for k, v in row.items()} for row in csv.DictReader(StringIO(files[f"data/{name}.csv"].decode(), newline=""))]


def unguarded(cell):
    return cell[1:] if re.match(r"'+[=+\-@\t\r＝＋－＠]", cell) else cell


# --- the graph and its schema -----------------------------------------------------------------------------------------


def test_the_graph_is_valid(files, graph):
    schema = json.loads(files["data/explainer.schema.json"])
    Draft202012Validator.check_schema(schema)
    assert [f"{e.json_path}: {e.message}" for e in Draft202012Validator(schema).iter_errors(graph)] == []


def schema_objects(node, path="$"):
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and "type" in node:
            yield path, node
        for key, value in node.items():
            yield from schema_objects(value, f"{path}.{key}")


def test_the_schema_describes_every_field_and_knows_no_others():
    schema = json.loads((ROOT / "builder/data" / SCHEMA).read_text(encoding="utf-8"))
    objects = dict(schema_objects(schema))
    assert len(objects) > 15
    for path, node in objects.items():
        assert node["additionalProperties"] is False, path
        assert set(node.get("required", ())) <= set(node["properties"]), path
        for name, field in node["properties"].items():
            assert re.fullmatch(r"[A-Z`].*[.)]", field.get("description", "")), f"{path}.{name}"


def test_the_schema_knows_every_variable_that_a_source_may_have():
    schema = json.loads((ROOT / "builder/data" / SCHEMA).read_text(encoding="utf-8"))
    known = schema["$defs"]["source"]["properties"]
    assert {*TEXTS, *NAMES, *DATES} <= set(known)
    assert {name for name, field in known.items() if field.get("$ref") == "#/$defs/names"} == {*NAMES, "author"}
    assert {name for name, field in known.items() if field.get("$ref") == "#/$defs/source_date"} == {*DATES, "issued", "accessed"}


@pytest.mark.parametrize(
    "harm",
    [
        lambda g: g.pop("claims"),
        lambda g: g["claims"][0].pop("support"),
        lambda g: g["claims"][0].update(extra=1),
        lambda g: g["claims"][0].update(status="rumoured"),
        lambda g: g["claims"][0].update(disputes=["Not An Id"]),
        lambda g: g["sources"][0].update(issued={"date-parts": [[2024]]}),
        lambda g: g["groups"][0].update(summary="text"),
        lambda g: g["quantities"][0].update(computed="2"),
    ],
)
def test_the_schema_notices_what_is_wrong(small, harm):
    files = written(small)
    graph = json.loads(files["data/explainer.json"])
    harm(graph)
    assert not Draft202012Validator(json.loads(files["data/explainer.schema.json"])).is_valid(graph)


def test_the_graph_holds_everything(explainer, graph):
    assert list(by_id(graph["claims"])) == sorted(explainer.claims)
    assert list(by_id(graph["sources"])) == sorted(explainer.sources)
    assert list(by_id(graph["groups"])) == sorted(explainer.groups)
    assert list(by_id(graph["terms"])) == sorted(explainer.terms)
    assert list(by_id(graph["themes"])) == [theme.id for theme in explainer.content.themes]
    assert list(by_id(graph["quantities"])) == list(explainer.content.settings.quantities)
    assert graph["explainer"]["title"] == explainer.content.settings.title


def test_a_claim_is_told_as_on_its_page(explainer, graph):
    for record in some(graph["claims"]):
        claim = explainer.claims[record["id"]]
        assert record["url"] == f"{claim.page}#claim-{claim.id}"
        assert record["text"] == claim.text
        assert record["support"] == explainer.support[claim.id]


def test_a_record_stands_on_a_line(files, graph):
    lines = files["data/explainer.json"].decode().splitlines()
    records = [json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"id"')]
    lists = ("themes", "claims", "sources", "groups", "terms", "quantities")
    assert records == [record for name in lists for record in graph[name]]
    assert len(files["data/sources.json"].decode().splitlines()) == len(graph["sources"]) + 2


def test_every_file_is_utf8_and_ends_its_last_line(files):
    for path, data in some(files.items()):
        text = data.decode()
        assert text.endswith("\n"), path
        assert not text.startswith("\ufeff"), path


# --- edges ------------------------------------------------------------------------------------------------------------


def edges(records, field):
    return {(record["id"], other) for record in records for other in record[field]}


def turned(pairs):
    return {(b, a) for a, b in pairs}


def test_edges_lead_both_ways(graph):
    claims = graph["claims"]
    cited = {(claim["id"], citation["source"]) for claim in claims for citation in claim["citations"]}
    assert cited == turned(edges(graph["sources"], "cited_by"))
    assert edges(claims, "groups") == turned(edges(graph["groups"], "mentioned_in"))
    assert edges(claims, "supersedes") == turned(edges(claims, "superseded_by"))
    assert edges(claims, "supports") == turned(edges(claims, "supported_by"))
    disputes = edges(claims, "disputes")
    assert disputes | turned(disputes) == edges(claims, "disputed_by")


def test_what_groups_cite_leads_back(graph):
    stated = {
        (group["id"], citation["source"])
        for group in graph["groups"]
        for name in ("statements", "designations", "relations")
        for item in group[name]
        for citation in item["citations"]
    }
    assert stated == turned(edges(graph["sources"], "stated_by"))


def test_edges_lead_somewhere(graph):
    claims, sources, groups = by_id(graph["claims"]), by_id(graph["sources"]), by_id(graph["groups"])
    for claim in claims.values():
        for name in ("disputes", "disputed_by", "supersedes", "superseded_by", "supports", "supported_by"):
            assert set(claim[name]) <= set(claims)
        assert {citation["source"] for citation in claim["citations"]} <= set(sources)
        assert set(claim["groups"]) <= set(groups)
    pages = {page["url"]: page["claims"] for page in (*graph["themes"], *graph["groups"])}
    assert sorted(claim for found in pages.values() for claim in found) == sorted(claims)
    assert all(claim["id"] in pages[claim["page"]] for claim in claims.values())
    for group in groups.values():
        assert {relation["group"] for relation in group["relations"]} <= set(groups)
    assert {figure["claim"] for q in graph["quantities"] for figure in q["figures"]} == {c["id"] for c in claims.values() if c["measure"]}


# --- order and sameness -----------------------------------------------------------------------------------------------


def test_lists_are_sorted(graph):
    for name in ("claims", "sources", "groups", "terms"):
        ids = [record["id"] for record in graph[name]]
        assert ids == sorted(ids)
    for record in (*graph["claims"], *graph["sources"], *graph["groups"]):
        for name in ("disputed_by", "superseded_by", "supported_by", "cited_by", "stated_by", "mentioned_in"):
            assert record.get(name, []) == sorted(set(record.get(name, [])))


def test_claims_of_a_page_keep_its_order(small):
    graph = json.loads(written(small)["data/explainer.json"])
    assert by_id(graph["themes"])["zebra"]["claims"] == ["b-toll", "a-denied", "c-count", "d-count", "e-own"]
    assert [theme["id"] for theme in graph["themes"]] == ["zebra", "apple"]


_HASHES = """
import hashlib, pathlib, sys
from builder.data.export import data_files
from builder.checking.project import read_project
from builder.model.json_encoding import complete
for path, make in data_files(read_project(pathlib.Path(sys.argv[1])).explainer):
    print(path, hashlib.sha256(complete(make())).hexdigest())
"""


def test_two_builds_are_the_same_bytes():
    runs = []
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"UTC{seed}"}
        runs.append(subprocess.run([sys.executable, "-c", _HASHES, ROOT], env=env, cwd=ROOT, check=True, capture_output=True).stdout)
    assert runs[0].count(b"\n") >= 6
    assert runs[0] == runs[1]


# --- what the small project says --------------------------------------------------------------------------------------


def test_fields_of_a_claim(small):
    claims = by_id(json.loads(written(small)["data/explainer.json"])["claims"])
    toll = claims["b-toll"]
    assert toll["citations"] == [
        {"source": "paper", "locator": "p. 3", "prefix": "", "quote": "", "stance": "supports"},
        {"source": "wire", "locator": "", "prefix": "", "quote": "no toll", "stance": "contra"},
    ]
    assert toll["measure"] == {"quantity": "toll", "low": 2.5, "high": None, "unit": "crowns", "text": "2.5..", "said": ""}
    assert (toll["support"], toll["independent"], toll["groups"]) == ("disputed", 1, ["river-board"])
    assert (toll["disputes"], toll["disputed_by"], toll["supported_by"]) == ([], ["a-denied"], ["c-count", "z-lends"])
    assert (claims["a-denied"]["disputes"], claims["a-denied"]["disputed_by"]) == (["b-toll"], ["b-toll"])
    assert claims["a-denied"]["citations"][0]["prefix"] == "see"
    assert (claims["d-count"]["later"], claims["d-count"]["date"], claims["d-count"]["as_of"]) == (True, "2024-05", None)
    assert claims["c-count"]["measure"]["low"] == 2
    assert (claims["e-own"]["editorial"], claims["e-own"]["support"]) == (True, "editorial")


def test_fields_of_a_group(small):
    group = by_id(json.loads(written(small)["data/explainer.json"])["groups"])["river-board"]
    assert group["aliases"][1] == {"text": "The Board", "match": "never", "lang": ""}
    assert group["native"] == {"ar": "مجلس النهر"}
    assert [(s["property"], s["value"]) for s in group["statements"]] == [
        ("founded", "1999"),
        ("founded", "2001-05"),
        ("chair", "A. Person"),
    ]
    assert (group["statements"][2]["from"], group["statements"][2]["to"]) == ("2001", "2003-04")
    listing = group["designations"][0]
    assert [listing[k] for k in ("signed", "announced", "published", "revoked", "effective")] == [
        "2024-01-01", "2024-01-10", "2024-02-01", None, "2024-01-01",
    ]  # fmt: skip
    assert group["relations"][0]["group"] == "bank"
    assert group["ids"] == {"register": "0042"}
    assert group["claims"] == ["m-meets"]
    assert group["mentioned_in"] == ["b-toll", "m-meets"]


def test_fields_of_a_source(small):
    sources = by_id(json.loads(written(small)["data/explainer.json"])["sources"])
    assert sources["paper"]["issued"] == "2024-01~"
    assert sources["paper"]["via"] == ["wire"]
    assert sources["paper"]["snapshot"] == {"url": "https://archive.example/p", "date": "2024-06-02", "sha256": "abc"}
    assert (sources["paper"]["consulted"], sources["paper"]["url_page"]) == ("full", "sources/paper/")
    assert sources["paper"]["stated_by"] == ["river-board"]
    assert sources["book"]["editor"] == [{"family": "Ed", "given": "One"}, {"literal": "Two & Co"}]
    assert sources["book"]["event-date"] == "2017-05-06"
    assert sources["wire"]["author"][1] == {"family": "de Vries", "given": "Anna"}
    assert sources["odd"]["type"] == "graphic"
    assert sources["odd"]["snapshot"] is None


def test_counts_are_computed_beside_what_is_claimed(small):
    quantities = by_id(json.loads(written(small)["data/explainer.json"])["quantities"])
    assert quantities["listed"]["computed"] == 2
    assert quantities["listed"]["figures"] == [{"claim": "c-count", "computed": 1}, {"claim": "d-count", "computed": 2}]
    assert quantities["toll"]["figures"] == [{"claim": "b-toll", "computed": None}]
    assert (quantities["unused"]["url"], quantities["unused"]["computed"], quantities["unused"]["figures"]) == ("", None, [])


# --- tables -----------------------------------------------------------------------------------------------------------


def test_tables_are_as_rfc_4180_has_them(files):
    for path, data in some((path, data) for path, data in files.items() if path.endswith(".csv")):
        rows = list(csv.reader(StringIO(data.decode(), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1, path
        assert data.endswith(b"\r\n")
        assert data.replace(b"\r\n", b"").count(b"\r") == 0


def test_the_table_of_claims_agrees_with_the_graph(files, graph):
    rows = table(files, "claims")
    assert [row["id"] for row in rows] == [claim["id"] for claim in graph["claims"]]
    for row, claim in zip(rows, graph["claims"], strict=True):
        for name in ("page", "url", "text", "status", "support", "attributed"):
            assert row[name] == claim[name]
        for name in ("date", "as_of"):
            assert row[name] == (claim[name] or "")
        for name in ("groups", "disputes", "disputed_by", "supersedes", "supports"):
            assert row[name].split() == claim[name]
        assert (row["later"] == "true", row["editorial"] == "true") == (claim["later"], claim["editorial"])
        assert int(row["independent"]) == claim["independent"]
        assert row["quantity"] == (claim["measure"]["quantity"] if claim["measure"] else "")
        cited = {(c["source"], c["stance"]) for c in claim["citations"]}
        assert cited == {(s, "supports") for s in row["sources"].split()} | {(s, "contra") for s in row["contra"].split()}


def test_the_other_tables(small):
    files = written(small)
    assert [(r["claim"], r["date"], r["first"], r["last"], r["event"]) for r in table(files, "timeline")] == [
        ("z-lends", "2019~", "2019-01-01", "2019-12-31", "Bank lends"),
        ("b-toll", "2024-02-01", "2024-02-01", "2024-02-01", "Toll asked"),
        ("d-count", "2024-05", "2024-05-01", "2024-05-31", "=One, green"),
    ]
    assert [(r["quantity"], r["value"], r["low"], r["high"], r["computed"]) for r in table(files, "figures")] == [
        ("toll", "2.5..", "2.5", "", ""),
        ("listed", "2", "2", "2", "1"),
        ("listed", "1", "1", "1", "2"),
    ]
    assert [(r["group"], r["agency"], r["title"], r["effective"], r["note"], r["sources"]) for r in table(files, "designations")] == [
        ("bank", "The City", "Green list", "2024-05-20", "+1 pending", "book"),
        ("river-board", "The City", "Green list", "2024-01-01", "", "paper"),
    ]


def test_nothing_is_a_formula(files):
    for path, data in some((path, data) for path, data in files.items() if path.endswith(".csv")):
        cells = some(cell for row in csv.reader(StringIO(data.decode(), newline="")) for cell in row)
        assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)], path


def test_formulas_are_guarded(small):
    data = written(small)["data/claims.csv"].decode()
    assert "'@SUM(1)" in data
    assert "'=HYPERLINK" in data
    assert "'+1 pending" in written(small)["data/designations.csv"].decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "'=1", "''-x", "＝1"])
def test_a_guard_goes_before_a_formula(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "'Asa'ib", "1=1", " =1", "2024-01", "عصائب"])
def test_other_texts_need_no_guard(text):
    assert guarded(text) == text


@given(st.text(alphabet="='+-@\t\rab ", max_size=8))
def test_a_guard_can_be_taken_away(text):
    assert unguarded(guarded(text)) == text
    assert not re.match(r"[=+\-@\t\r]", guarded(text))


cells = st.one_of(st.none(), st.integers(), st.floats(), st.text(alphabet="a '=+-,;\"\r\n\t\u2028é", max_size=8))


@given(st.lists(cells, min_size=2, max_size=6))
def test_a_row_is_written_as_the_standard_library_writes_it(values):
    out = StringIO(newline="")
    csv.writer(out).writerow([guarded(value) if isinstance(value, str) else value for value in values])
    assert f"{tables.row(*values)}\r\n" == out.getvalue()


@given(st.text(alphabet='a ,"\r\n', max_size=8))
def test_a_cell_is_read_as_it_was_written(text):
    assert next(csv.reader(StringIO(f"{tables.cell(text)},x", newline=""))) == [guarded(text), "x"]


def test_what_is_not_there_has_no_table(tmp_path):
    explainer = project(tmp_path, {"themes/one.md": "---\ntitle: One\n---\nOurs. \n{#a .editorial}\n"}).explainer
    assert [path for path, _ in data_files(explainer)] == [
        "data/explainer.json", "data/digest.txt", "data/digest.css", "data/explainer.jsonld", "data/explainer.schema.json", "data/sources.json", "data/sources.bib", "data/sources.ris", "data/claims.csv",
    ]  # fmt: skip


def test_an_empty_explainer_has_valid_files():
    files = written(link(Content())[0])
    graph = json.loads(files["data/explainer.json"])
    Draft202012Validator(json.loads(files["data/explainer.schema.json"])).validate(graph)
    assert json.loads(files["data/sources.json"]) == []
    assert not [path for path in files if path.endswith(".csv")]


# --- CSL-JSON ---------------------------------------------------------------------------------------------------------


def plain(source):
    """Return what CSL says of a source."""
    names = "id type title authors publisher container url language note csl names marked custom categories".split()
    dates = {"issued": source.issued, "accessed": source.accessed, **source.dates}
    return {name: getattr(source, name) for name in names} | {name: date and date.edtf for name, date in dates.items()}


def test_csl_json_is_read_back(explainer, files):
    raw = Raw("content/sources/sources.json", Kind.SOURCES, files["data/sources.json"].decode())
    sources, findings = parse_sources(raw)
    assert {one.code for one in findings} <= ABOUT_CHARACTERS
    wanted = [explainer.sources[name] for name in sorted(explainer.sources)]
    assert [plain(s) for s in sources] == [plain(s) for s in wanted]


def test_csl_json_has_only_what_csl_1_0_2_knows(files):
    texts = {*TEXTS, "title", "publisher", "container-title", "URL", "language", "note"}
    for item in some(json.loads(files["data/sources.json"])):
        assert item["type"] in TYPES
        for key, value in item.items():
            if key in {*NAMES, "author"}:
                assert value
                assert all(set(name) <= {field.replace("_", "-") for field in Name._fields} and all(name.values()) for name in value)
            elif key in {*DATES, "issued", "accessed"}:
                assert set(value) <= {"date-parts", "circa", "season", "raw"}
                assert all(1 <= len(part) <= 3 and all(type(n) is int for n in part) for part in value.get("date-parts", ()))
            else:
                assert key in {*texts, "id", "type"}
                assert isinstance(value, str)


ABOUT_CHARACTERS = {"forbidden-character", "doubtful-character"}


@pytest.mark.parametrize(
    ("edtf", "written"),
    [
        ("2024", {"date-parts": [[2024]]}),
        ("2024-02", {"date-parts": [[2024, 2]]}),
        ("2024-02-03", {"date-parts": [[2024, 2, 3]]}),
        ("2018/2019-04", {"date-parts": [[2018], [2019, 4]]}),
        ("2024-02~", {"date-parts": [[2024, 2]], "circa": True}),
        ("2024-02?", {"raw": "2024-02?"}),
        ("2024-11/2025-01~", {"raw": "2024-11/2025-01~"}),
        ("2014/..", {"date-parts": [[2014], [0]]}),
        ("../2014", {"raw": "../2014"}),
        ("2001-21", {"date-parts": [[2001]], "season": 1}),
        ("2024-02~/2024-03~", {"date-parts": [[2024, 2], [2024, 3]], "circa": True}),
        ("in press", {"literal": "in press"}),
        ("2001-33", {"raw": "2001-33"}),
    ],
)
def test_dates_of_csl(edtf, written):
    assert csl_date(date_of_text(edtf)) == written
    raw = Raw("content/sources/x.json", Kind.SOURCES, json.dumps([{"id": "x", "title": "X", "issued": written}]))
    assert parse_sources(raw)[0][0].issued.edtf == edtf


@given(st.text(max_size=20).map(str.strip).filter(lambda text: text and plain_text(text) == text))
def test_any_text_is_read_back_from_csl_json(text):
    source = Source("x", Where("x"), "book", text, note=text)
    explainer, _ = link(Content(sources=(source,)))
    data = written(explainer)["data/sources.json"].decode()
    assert json.loads(data) == [csl_item(source, csl_date)]
    sources, findings = parse_sources(Raw("x.json", Kind.SOURCES, data))
    assert {one.code for one in findings} <= ABOUT_CHARACTERS
    assert sources[0].title == text


# --- BibTeX -----------------------------------------------------------------------------------------------------------


def entries(data, *middleware):
    library = parse_string(data.decode() if isinstance(data, bytes) else data, append_middleware=list(middleware))
    assert library.failed_blocks == []
    return {entry.key: entry for entry in library.entries}


def readable(text):
    """Return a text less what pylatexenc does not know: commands for single braces, and the circumflex as such."""
    return re.sub(r"[{}]", "", text).replace("ˆ", "^")


def test_bibtex_is_read_back(explainer, files):
    found = entries(files["data/sources.bib"])
    decoded = entries(files["data/sources.bib"], LatexDecodingMiddleware())
    assert list(found) == sorted(explainer.sources)
    for name, source in explainer.sources.items():
        fields = {key: field.value for key, field in found[name].fields_dict.items()}
        assert readable(decoded[name]["title"]) == readable(source.title)
        assert fields.get("date", "") == (source.issued.edtf if source.issued else "")
        assert fields.get("url", "").replace("%7B", "{").replace("%7D", "}") == source.url
        if source.publisher:
            assert source.publisher in {field.value for field in decoded[name].fields}
        if source.container:
            assert source.container in {field.value for field in decoded[name].fields}


def test_names_keep_their_parts(small):
    found = entries(written(small)["data/sources.bib"], SeparateCoAuthors(), SplitNameParts())
    parts = [(" ".join(n.first), " ".join(n.von), " ".join(n.last)) for n in found["wire"]["author"]]
    assert parts == [("", "", "{Wire and Sons}"), ("Anna", "de", "Vries"), ("", "", "{Plato}")]
    assert [" ".join(n.last) for n in found["book"]["editor"]] == ["Ed", r"{Two \& Co}"]


def test_a_name_with_a_comma_stays_whole():
    entry = bibtex_entry(Source("x", Where("x"), "book", "X", authors=(Name("Smith, Jr. and Sons", "A."),)))
    author = entries(entry, SeparateCoAuthors(), SplitNameParts())["x"]["author"]
    assert [(n.first, n.last) for n in author] == [(["A."], ["{Smith, Jr. and Sons}"])]


def test_an_entry_of_bibtex(small):
    assert bibtex_entry(small.sources["book"]) == (
        "@incollection{book,\n"
        "  title = {{Lending}},\n"
        "  editor = {Ed, One and {Two \\& Co}},\n"
        "  booktitle = {A Book},\n"
        "  publisher = {Press},\n"
        "  pages = {3--5},\n"
        "  address = {Utrecht},\n"
        "  volume = {2},\n"
        "  eventdate = {2017-05-06},\n"
        "  date = {2018/2019-04},\n"
        "  year = {2018},\n"
        "  doi = {10.1000/x_y},\n"
        '  csl = {{"page": "3–5"}},\n'
        "}\n"
    )
    wire = bibtex_entry(small.sources["wire"])
    assert "  month = feb,\n" in wire
    assert "  url = {https://wire.example/a%20b?x=1&y=%7B2%7D#top_~},\n" in wire
    assert r"100\% of \$5 \#1 a\_b \textasciitilde{} \textbackslash{} x\textasciicircum{}2" in wire


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{a} {b}", r"\{a\} \{b\}"),
        ("a} {b", r"a\textbraceright{} \textbraceleft{}b"),
        ("a -- b --- c", "a -{}- b -{}-{}- c"),
        ("``a'' ?`", "`{}`a'{}' ?{}`"),
        ("a\n  b", "a b"),
        ("don't “quote” — é", "don't “quote” — é"),
    ],
)
def test_specials_of_tex(text, written):
    assert tex(text) == written


@given(st.text(alphabet="ab \\{}$&%#_^~\"'`-<>,!?@=عé", max_size=20))
def test_tex_gives_the_text_back(text):
    written = tex(text)
    depths = [written[:n].count("{") - written[:n].count("}") for n in range(len(written) + 1)]
    assert min(depths) == depths[-1] == 0
    fields = entries(f"@misc{{x,\n  title = {{{written}}},\n}}\n@misc{{y,\n  title = {{Y}},\n}}\n")
    assert list(fields) == ["x", "y"]
    decoded = LatexNodes2Text(math_mode="verbatim").latex_to_text(written)
    assert readable(decoded).split() == readable(text).split()
    if "textbrace" not in written:
        assert decoded.replace("ˆ", "^").split() == text.split()
