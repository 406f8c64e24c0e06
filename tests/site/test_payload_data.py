"""Files for programs are well-formed, whatever is in the fields that they are made of."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from bibtexparser.entrypoint import parse_string
from helpers import write
from payloads import TEXTS, project
from selectolax.lexbor import LexborHTMLParser

from builder.checking.project import read_project
from builder.engine.mkdocs_build import build_site

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = re.compile(r"explainer\w+(?:\.\w+)?\((?:\"[\w/.-]*\",)?(.*)\);\n", re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("payloads")
    write(folder, project()[0])
    return build_site(read_project(folder)).folder


def files(site: Path, ending: str) -> list[Path]:
    found = sorted(site.rglob(f"*{ending}"))
    assert found, ending
    return found


def test_json_is_json(site: Path) -> None:
    for path in [*files(site, ".json"), *files(site, ".jsonld")]:
        json.loads(path.read_bytes())


def test_structured_data_ends_where_its_element_ends(site: Path) -> None:
    for path in files(site, ".html"):
        for script in LexborHTMLParser(path.read_bytes()).css("script[type='application/ld+json']"):
            assert "<" not in script.text()
            assert json.loads(script.text())


def test_data_in_scripts_is_json_in_one_call_without_markup(site: Path) -> None:
    scripts = [
        *(path for path in site.glob("*/*/cards.js") if path.parts[-3] != "assets"),
        *site.glob("themes/*/ar/cards.js"),
        *site.glob("search/*.js"),
        *site.glob("assets/explainer/cards/*.js"),
    ]
    assert len(scripts) > 30
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert "<" not in text, path
        called = _SCRIPT.fullmatch(text)
        assert called, path
        json.loads(f"[{called[1]}]")


def test_each_row_of_a_table_has_all_its_cells_and_no_formula(site: Path) -> None:
    for path in files(site, ".csv"):
        head, *rows = csv.reader(StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        assert {len(row) for row in rows} <= {len(head)}, path
        assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))] == [], path


def test_bibliographies_hold_every_source(site: Path) -> None:
    wanted = len(json.loads((site / "data/explainer.json").read_bytes())["sources"])
    library = parse_string((site / "data/sources.bib").read_text(encoding="utf-8"), append_middleware=[])
    assert (library.failed_blocks, len(library.entries)) == ([], wanted)
    assert len(json.loads((site / "data/sources.json").read_bytes())) == wanted == 1 + 3 * -(-len(TEXTS) // 5)
