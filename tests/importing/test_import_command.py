"""`explainer import`: from a file of another program to a file that `explainer check` accepts, and again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from building import ROOT

from builder.bibliographies import pandoc
from builder.cli.main import main
from builder.importing import project_files
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

BIB = """@book{Berg_2020,
  title = {Lamps: a #1 history},
  author = {Berg, Jan and {Office of Lamps}},
  year = {2020},
  publisher = {no},
  url = {https://a.example/x}
}
@article{pell-2021, title = {Oil}, journal = {Daily}, year = 2021, month = {March~4}, volume = 007}
"""
YML = """references:
  - id: Berg_2020
    type: book
    title: 'Lamps: a #1 history'
    title-short: Lamps
    author:
      - family: Berg
        given: Jan
      - literal: Office of Lamps
    publisher: 'no'
    issued: 2020
    URL: https://a.example/x
    consulted: 'no'

  - id: pell-2021
    type: article-journal
    title: Oil
    container-title: Daily
    volume: '007'
    issued: 2021-03-04
    consulted: 'no'
"""
UNREAD = "New records say `consulted: no` and count for nothing: change it to `full` or `excerpt` where you have read the text.\n"


pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("refs.bib").write_text(BIB, encoding="utf-8")
    return tmp_path


def sources(path):
    found, findings = parse_sources(Raw(str(path), Kind.SOURCES, Path(path).read_text(encoding="utf-8")))
    assert [one for one in findings if one.severity == "error"] == []
    return found


def test_a_bibliography_becomes_a_file_of_sources(capsys):
    assert main(["import", "refs.bib"]) == 0
    assert Path("content/sources/refs.yml").read_text(encoding="utf-8") == YML
    assert capsys.readouterr() == (f"refs.bib: 2 records, 2 new, 0 changed, in content/sources/refs.yml.\n{UNREAD}", "")
    assert [one.title for one in sources("content/sources/refs.yml")] == ["Lamps: a #1 history", "Oil"]


def test_again_changes_nothing(capsys):
    main(["import", "refs.bib"])
    before = Path("content/sources/refs.yml").stat()
    assert main(["import", "refs.bib"]) == 0
    assert Path("content/sources/refs.yml").stat().st_mtime_ns == before.st_mtime_ns
    assert capsys.readouterr().out.endswith("refs.bib: 2 records, 0 new, 0 changed, in content/sources/refs.yml.\n")


def test_another_folder_and_several_files():
    Path("project").mkdir()
    Path("My Lamps.RIS").write_text("TY  - BOOK\nTI  - Third\nAU  - Thorn, Ada\nPY  - 2019\nER  - \n", encoding="utf-8")
    assert main(["import", "refs.bib", "My Lamps.RIS", "--into", "project"]) == 0
    assert sorted(path.name for path in Path("project/content/sources").iterdir()) == ["my-lamps.yml", "refs.yml"]
    assert [one.id for one in sources("project/content/sources/my-lamps.yml")] == ["thorn-2019-third"]


def test_what_cannot_be_read_is_told_and_the_rest_imported(capsys):
    Path("refs.bib").write_text(f"{BIB}@book{{bad, title = {{A {{brace}}\n", encoding="utf-8")
    assert main(["import", "refs.bib"]) == 1
    assert Path("content/sources/refs.yml").read_text(encoding="utf-8") == YML
    assert "refs.bib:9:20: error[unreadable-record] the brace of `title` is never closed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.bib"], "there is no file none.bib"),
        (["."], ". has no Markdown files"),
        (
            ["refs.txt"],
            "refs.txt is nothing that can be read; export a file that ends in .bib, .bibtex, .ris, .xml",
        ),
        (["refs.bib", "other/refs.bib"], "would both be written to content/sources/refs.yml; rename one of them"),
        (["refs.bib", "--into", "none"], "there is no folder none"),
    ],
)
def test_wrong_use_is_2_and_writes_nothing(capsys, arguments, said):
    Path("other").mkdir()
    Path("other/refs.bib").write_text(BIB, encoding="utf-8")
    Path("refs.txt").write_text(BIB, encoding="utf-8")
    assert main(["import", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not Path("content").exists()


def test_without_pandoc_one_sentence_says_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr(pandoc, "find_spec", lambda _: None)
    monkeypatch.setattr(pandoc, "which", lambda *_, **__: None)
    assert main(["import", "refs.bib"]) == 2
    error = capsys.readouterr().err
    assert error == "explainer: this needs pandoc, which is not installed; install it with: pip install 'explainer[import]'\n"
    assert not Path("content").exists()


def test_csl_needs_no_pandoc(monkeypatch):
    monkeypatch.setattr(pandoc, "find_spec", lambda _: None)
    monkeypatch.setattr(pandoc, "which", lambda *_, **__: None)
    Path("zotero.json").write_text(
        '{"items": [{"id": "a", "type": "book", "title": "A", "issued": {"date-parts": [[2020, 3]]}}]}', encoding="utf-8"
    )
    assert main(["import", "zotero.json"]) == 0
    assert (
        Path("content/sources/zotero.yml").read_text(encoding="utf-8")
        == "references:\n  - id: a\n    type: book\n    title: A\n    issued: 2020-03\n    consulted: 'no'\n"
    )


def test_what_only_people_know_comes_along():
    Path("mine.yml").write_text(
        "- {id: a, title: A, consulted: full, voice: V, perspective: state-run, based_on: [], snapshot: {url: 'https://a.example', date: 2020}}\n"
        "- {id: b, title: B, consulted: no, via: a}\n- {id: c, title: C, based_on: [a], syndicated_from: b}\n",
        encoding="utf-8",
    )
    assert main(["import", "mine.yml"]) == 0
    again, first = sources("content/sources/mine.yml"), sources("mine.yml")
    for field in ("consulted", "voice", "perspective", "based_on", "first_hand", "snapshot", "via", "syndicated_from"):
        assert [getattr(one, field) for one in again] == [getattr(one, field) for one in first], field
    assert [one.says_consulted for one in first] == [True, True, False]
    assert all(one.says_consulted for one in again)


@pytest.mark.parametrize("text", ["title: Not a list\n", "- a\n- b\n", "{: broken", "references: [{id: a}]\n"])
def test_a_file_that_is_no_list_of_sources_is_left_alone(capsys, text):
    Path("content/sources").mkdir(parents=True)
    Path("content/sources/refs.yml").write_text(text, encoding="utf-8")
    assert main(["import", "refs.bib"]) == 2
    assert "content/sources/refs.yml" in capsys.readouterr().err
    assert Path("content/sources/refs.yml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("link", ["content", "content/sources", "content/sources/refs.yml"])
def test_no_link_leads_out_of_the_project(here, capsys, link):
    Path("outside").mkdir()
    Path("outside/refs.yml").write_text("", encoding="utf-8")
    Path(link).parent.mkdir(parents=True, exist_ok=True)
    Path(link).symlink_to(here / ("outside/refs.yml" if link.endswith(".yml") else "outside"))
    assert main(["import", "refs.bib"]) == 2
    assert [path.name for path in Path("outside").iterdir()] == ["refs.yml"]
    assert Path("outside/refs.yml").read_text(encoding="utf-8") == ""
    assert link in capsys.readouterr().err


def test_what_the_machine_refuses_is_3(capsys, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "content/sources/refs.yml")

    monkeypatch.setattr(project_files, "write_derived", refuse)
    assert main(["import", "refs.bib"]) == 3
    assert "Permission denied" in capsys.readouterr().err


def test_a_source_of_another_file_is_not_imported_again(capsys):
    Path("content/sources").mkdir(parents=True)
    Path("content/sources/own.yml").write_text("- id: berg-2020\n  title: Mine\n", encoding="utf-8")
    assert main(["import", "refs.bib"]) == 1
    assert "the project has it already, in content/sources/own.yml, line 1" in capsys.readouterr().err
    assert [one.id for one in sources("content/sources/refs.yml")] == ["pell-2021"]


def test_a_bibliography_in_the_folder_of_sources_is_imported_beside_it():
    Path("content/sources").mkdir(parents=True)
    Path("refs.bib").rename("content/sources/refs.bib")
    assert main(["import", "content/sources/refs.bib"]) == 0
    assert Path("content/sources/refs.yml").read_text(encoding="utf-8") == YML


def test_the_command_runs_as_people_run_it():
    command = [sys.executable, "-m", "builder", "import", "refs.bib"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"refs.bib: 2 records, 2 new, 0 changed, in content/sources/refs.yml.\n{UNREAD}"
