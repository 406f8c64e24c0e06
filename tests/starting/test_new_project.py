"""`explainer new project`: what it writes is a whole explainer, every setting is in it, and nothing that was there is lost."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from building import run, run_here, tree
from helpers import checked, explain

from builder.cli.main import _options
from builder.formats.files import formats_in
from builder.formats.settings import EXPLAINER
from builder.importing.yaml_text import scalar
from builder.model.document import Support
from builder.model.findings import has_errors
from builder.reading.files import kind_of
from builder.starting.project import project_files
from builder.starting.questions import QUESTIONS

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "content/explainer.yml"
DAY = date(2026, 3, 1)
WHEEL = "./explainer.whl"


def begin(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run_here("new", "project", folder, "--title", "The harbour question", *options)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("signed", [(), ("--publisher", "The Society", "--contact", "https://x.example/write")])
def test_what_is_written_passes_the_check(tmp_path: Path, signed: tuple[str, ...], language: str) -> None:
    done = begin(tmp_path / "new", "--language", language, *signed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "explainer serve" in done.stdout
    assert "explainer check" in done.stdout
    project = checked(tmp_path / "new")
    assert project.findings == ()
    settings = project.explainer.content.settings
    assert settings.languages == (language,)
    assert (settings.publisher, settings.contact) == ((signed[1], signed[3]) if signed else ("", ""))


def test_it_can_be_bundled_and_built_by_mkdocs(tmp_path: Path) -> None:
    begin(tmp_path / "new")
    done = run_here("bundle", tmp_path / "new", "--format", "zip")
    assert (done.returncode, done.stderr) == (0, "")
    built = run("mkdocs", "build", "--strict", "--site-dir", tmp_path / "other", cwd=tmp_path / "new", NO_MKDOCS_2_WARNING="1")
    assert built.returncode == 0, built.stderr
    assert tree(tmp_path / "other").keys() >= {"index.html", "themes/first-question/index.html", "contribute/index.html"}


def test_there_is_an_example_of_everything(tmp_path: Path) -> None:
    begin(tmp_path / "new")
    explainer = checked(tmp_path / "new").explainer
    assert set(explainer.support.values()) == set(Support) - {Support.UNSEEN}
    claims = explainer.claims.values()
    assert {
        name
        for name in ("date", "as_of", "measure", "attributed", "later", "disputes")
        if not any(getattr(claim, name) for claim in claims)
    } == set()
    assert any(one.locator and one.quotes for claim in claims for one in claim.citations)


@pytest.mark.parametrize(
    "title",
    [
        "Ships: a question #1",
        "$title ${title} $$",
        "- [x] *a* `b` <b> & 'c' \"d\" \\",
        "سفن",
        "2024",
        "true",
        "{#a}",
        "a\u2019s",
        "x" * 300,
    ],
)
def test_any_title_is_written_as_it_is(title: str) -> None:
    files = project_files(title, "en", DAY, WHEEL)
    explainer, findings = explain({path: text for path, text in files.items() if kind_of(path)}, {})
    assert findings == []
    assert explainer.content.settings.title == title
    assert f"site_name: {scalar(title)}\n" in files["mkdocs.yml"]


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)])
def test_examples_hold_on_any_day(day: date) -> None:
    files = project_files("Title", "en", day, WHEEL)
    assert explain({path: text for path, text in files.items() if kind_of(path)}, {})[1] == []


def test_every_setting_is_named_and_its_example_counts_without_its_hash() -> None:
    text = project_files("Title", "en", DAY, WHEEL)[SETTINGS]
    assert [key.name for key in EXPLAINER.keys if not re.search(f"^#?{key.name}:", text, re.MULTILINE)] == []
    inner = {key.name for outer in formats_in(EXPLAINER) for key in outer.keys}
    assert {name for name in inner if f"{name}:" not in text} == set()
    used = re.sub(r"^#(?=\w+:)", "", text, flags=re.MULTILINE)
    assert used != text
    files = project_files("Title", "en", DAY, WHEEL) | {SETTINGS: used}
    findings = explain({path: text for path, text in files.items() if kind_of(path)}, {})[1]
    assert [one for one in findings if one.where.path == SETTINGS] == []
    assert not has_errors(findings)


def test_the_settings_say_what_the_table_of_keys_says() -> None:
    text = re.sub(r"\n# ", " ", project_files("Title", "en", DAY, WHEEL)[SETTINGS])
    said = [re.sub(r"\[(\w+)\]\(.*?\)", r"\1", key.meaning) for key in EXPLAINER.keys]
    assert [words for words in said if words not in text] == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = begin(tmp_path)
    assert done.returncode == 2
    assert "is not empty: it has notes.txt" in done.stderr
    assert begin(tmp_path / "notes.txt").returncode == 2
    assert begin(tmp_path / "missing" / "new").returncode == 2
    assert tree(tmp_path).keys() == {"notes.txt"}


def test_an_empty_folder_and_a_repository_without_files_will_do(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert begin(tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        *".git .gitignore .github .gitlab-ci.yml README.md content docs mkdocs.yml requirements.txt".split()
    }
    assert begin(tmp_path).returncode == 2


def test_without_a_terminal_it_says_what_is_missing(tmp_path: Path) -> None:
    done = run_here("new", "project")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "explainer: missing: FOLDER, --title; on a terminal it would be asked for\n"
    assert run_here("new", "project", tmp_path / "new", "--title", " ").returncode == 2
    wrong = begin(tmp_path / "new", "--language", "English")
    assert (wrong.returncode, wrong.stderr[:34]) == (2, "explainer: `English` is not a lang")
    assert tree(tmp_path) == {}


def test_its_examples_can_be_deleted_as_its_readme_says(tmp_path: Path) -> None:
    begin(tmp_path)
    named = re.search(r"delete (.*?) and the term in `terms.yml`", (tmp_path / "README.md").read_text(encoding="utf-8"))
    assert named
    assert run_here("new", "source", "--into", tmp_path, "--title", "A law", "--id", "a-law").returncode == 0
    assert run_here("new", "theme", "--into", tmp_path, "--title", "Costs").returncode == 0
    for name in re.findall(r"`([\w.-]+)`", named[1]):
        (found,) = tmp_path.rglob(name)
        found.unlink()
    (tmp_path / "content/terms.yml").unlink()
    assert [(one.code, one.where.path) for one in checked(tmp_path).findings] == [("unused-source", "content/sources/sources.yml")]


CODE = """
import os, signal, sys
from pathlib import Path
from builder.__main__ import run
real, count = getattr(Path, sys.argv.pop(1)), iter(range(100))
last, number = int(sys.argv.pop(1)), getattr(signal, sys.argv.pop(1))
def interrupted(*arguments, **others):
    if next(count) == last:
        os.kill(os.getpid(), number)
    return real(*arguments, **others)
setattr(Path, real.__name__, interrupted)
run()
"""


@pytest.mark.parametrize(
    ("call", "last", "is_there", "number"),
    [
        ("write_bytes", 5, False, signal.SIGINT),
        ("write_bytes", 5, True, signal.SIGTERM),
        ("rename", 0, False, signal.SIGTERM),
        ("rename", 2, True, signal.SIGINT),
    ],
)
def test_killed_in_the_middle_it_leaves_nothing(tmp_path: Path, call: str, last: int, number: signal.Signals, *, is_there: bool) -> None:
    if is_there:
        (tmp_path / "new").mkdir()
    command = [sys.executable, "-c", CODE, call, str(last), number.name, "new", "project", "new", "--title", "T"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "explainer: interrupted; nothing was written\n")
    assert [path.name for path in tmp_path.rglob("*")] == ["new"] * is_there


def test_every_question_has_an_option() -> None:
    for what, questions in QUESTIONS.items():
        assert {one.name for one in questions} <= vars(_options(["new", what])).keys()
