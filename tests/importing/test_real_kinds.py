"""Bibliographies in the manner of seventeen that people and programs have made: nothing that pandoc keeps is lost, and all of it is accepted.

The records are invented; how they are written is that of biblatex's examples, JabRef, Mendeley, Zotero, Better BibTeX, pandoc and manubot.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from builder.bibliographies.pandoc import convert
from builder.importing.importing import format_of, import_file
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

FILES = sorted(path for path in (Path(__file__).parent / "bibliographies").iterdir())
ERRORS = {  # what the files themselves say that can be no source
    "biblatex-examples.bib": ["`@set{lamps-set}` is not imported: it only names other entries"],
    "jabref-software.bib": [],
}
PANDOC = {"BibTeX": "biblatex", "RIS": "ris"}
WORD = re.compile(r"[^\W_]+")


def imported(path):
    return import_file(path.read_bytes(), path.name, Raw("content/sources/x.yml", Kind.SOURCES, ""), {}, convert)


def texts(value):
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)
    else:
        yield str(value)


def test_there_are_seventeen():
    assert len(FILES) == 17


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_imported_and_accepted(path):
    done = imported(path)
    assert [f.message for f in done.findings if f.severity == "error"] == ERRORS.get(path.name, [])
    sources, findings = parse_sources(Raw("content/sources/x.yml", Kind.SOURCES, done.text))
    assert {f.code for f in findings} <= {"unfinished-date"}
    assert len(sources) == done.read > 0
    again = import_file(path.read_bytes(), path.name, Raw("content/sources/x.yml", Kind.SOURCES, done.text), {}, convert)
    assert (again.text, again.added, again.changed) == (done.text, 0, 0)


KNOWN = [path for path in FILES if format_of(path.name) in PANDOC and path.name != "jabref-mixed.bib"]


@pytest.mark.parametrize("path", KNOWN, ids=lambda path: path.name)
def test_nothing_that_pandoc_keeps_is_lost(path):
    """Every word of pandoc's own CSL-JSON, by record, but for its types, and the numbers of dates, which we write as EDTF."""
    text = path.read_text(encoding="utf-8").replace("@preamble", "@comment")
    ours = {source.id: source for source in parse_sources(Raw("x.yml", Kind.SOURCES, imported(path).text))[0]}
    there = {word.casefold() for word in WORD.findall(imported(path).text)}
    records = convert(PANDOC[format_of(path.name)], text)
    for record in records:
        if record.get("title") and record["id"] in ours:
            kept = {
                key: value
                for key, value in record.items()
                if key not in ("type", "language", "issued", "accessed", "event-date", "original-date")
            }
            words = {word.casefold() for one in texts(kept) for word in WORD.findall(one)}
            assert words - there - {"others", "event", "family"} == set(), json.dumps(record)
    assert {record["id"] for record in records if record.get("title") and record["id"] and path.suffix == ".bib"} <= ours.keys()
