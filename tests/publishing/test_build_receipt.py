"""A build of what was built already is no build; whatever differs is noticed, and a receipt that does not fit is not believed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from building import copy_project, run_here

from builder.publishing.build_receipt import inputs_state
from builder.publishing.output_folders import CACHE, WORK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")


@pytest.fixture
def project(tmp_path: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A project that has been built and has come to rest."""

    def fill(folder: Path) -> None:
        build(copy_project("second", folder / "project"))

    made = once("receipts", fill) / "project"
    shutil.copytree(made, tmp_path / "project")
    rest()
    build(tmp_path / "project")
    return tmp_path / "project"


def rest() -> None:
    """Let the clock of the file system tick: what was just written is never believed to be finished."""
    time.sleep(0.1)


def build(project: Path) -> str:
    done = run_here("build", project)
    assert done.returncode == 0, done.stderr
    return done.stdout


def built_again(project: Path) -> bool:
    """Build; tell whether a new site took the place of the old one."""
    rest()
    page = project / "site/claims/index.html"
    before = page.stat().st_ino if page.exists() else 0
    build(project)
    return page.stat().st_ino != before


def test_nothing_is_done_when_nothing_has_changed(project: Path) -> None:
    said = build(project)
    assert not built_again(project)
    assert build(project) == said


def test_a_copy_is_built_anew(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "copy")  # times are kept, but not the numbers of the files
    assert built_again(tmp_path / "copy")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a theme is saved": lambda p: append(next((p / "content/themes").rglob("*.md")), "\n"),
    "a theme is touched": lambda p: os.utime(next((p / "content/themes").rglob("*.md"))),
    "a file of sources is renamed": lambda p: (p / "content/sources/papers.yml").rename(p / "content/sources/renamed.yml"),
    "a file of sources is added": lambda p: (p / "content/sources/none.yml").write_text("[]\n", encoding="utf-8"),
    "a page is added": lambda p: write(p / "docs/new.md", "# New\n"),
    "a template is added": lambda p: write(p / "templates/pages/search.html", "<p>Own</p>"),
    "a page of the site is gone": lambda p: (p / "site/index.html").unlink(),
    "a page of the site was changed": lambda p: append(p / "site/index.html", "<p>"),
    "a record of the site's files is gone with them": lambda p: shutil.rmtree(p / "site"),
    "the receipt is cut off": lambda p: receipt(p).write_bytes(receipt(p).read_bytes()[:-9]),
    "the receipt is something else": lambda p: receipt(p).write_text('["inputs"]', encoding="utf-8"),
    "the receipt is of another kind": lambda p: change_receipt(p, findings=[{"where": 1}]),
    "the receipt is of other inputs": lambda p: change_receipt(p, inputs="0" * 64),
    "the receipt is gone": lambda p: receipt(p).unlink(),
}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def receipt(project: Path) -> Path:
    return project / CACHE / "receipt.json"


def change_receipt(project: Path, **values: object) -> None:
    receipt(project).write_text(json.dumps(json.loads(receipt(project).read_bytes()) | values), encoding="utf-8")


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_built(project: Path, change: str) -> None:
    CHANGES[change](project)
    assert built_again(project)
    assert not built_again(project)


def test_a_file_that_was_put_into_the_site_is_noticed(project: Path) -> None:
    write(project / "site/extra.txt", "mine")
    done = run_here("build", project)
    assert done.returncode == 1
    assert "extra.txt" in done.stderr


def test_what_is_hidden_in_the_site_changes_by_itself(project: Path) -> None:
    write(project / "site/.git/HEAD", "ref: refs/heads/gh-pages")
    assert not built_again(project)


def test_a_link_to_the_site_that_is_gone_is_noticed(project: Path) -> None:
    (project / "site").rename(project / "published")
    (project / "site").symlink_to("published")
    build(project)
    assert not built_again(project)
    (project / "site").unlink()
    assert built_again(project)
    assert (project / "site/index.html").is_file()


def test_a_build_that_was_broken_off_is_noticed(project: Path) -> None:
    (project / "site" / WORK / "new").mkdir(parents=True)
    assert built_again(project)
    assert not (project / "site" / WORK).exists()


def test_a_commit_is_a_change(project: Path) -> None:
    for arguments in (("init", "-q"), ("add", "content"), ("commit", "-q", "-m", "First")):
        subprocess.run([*GIT, "-C", project, *arguments], check=True)
    assert built_again(project)
    assert not built_again(project)
    subprocess.run([*GIT, "-C", project, "commit", "-q", "--allow-empty", "-m", "Second"], check=True)
    assert built_again(project)


def test_a_check_says_again_what_it_said(project: Path) -> None:
    append(next((project / "content/themes").rglob("*.md")), "\nNobody says so.\n")
    rest()
    first, second = (run_here("check", project) for _ in range(2))
    assert first.returncode == second.returncode == 1
    assert "uncited-prose" in second.stderr
    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
    assert json.loads(receipt(project).read_bytes())["findings"]


def test_a_file_that_was_just_written_is_not_believed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inputs_state(project)
    append(project / "content/explainer.yml", "\n")
    written = (project / "content/explainer.yml").stat().st_ctime_ns
    monkeypatch.setattr(time, "time_ns", lambda: written + 1)
    assert inputs_state(project) == ""


@pytest.mark.parametrize("setting", ["hooks: [hook.py]", "site_name: !ENV [NAME, x]", "plugins: [explainer, search]"])
def test_a_configuration_that_may_read_anything_is_never_believed(project: Path, setting: str) -> None:
    write(project / "hook.py", "")
    write(project / "docs/index.md", "# Home\n")
    lines = ["site_name: x", "theme: {name: material, font: false}", "plugins: [explainer]"]
    key = setting.partition(":")[0]
    write(project / "mkdocs.yml", "\n".join([line for line in lines if not line.startswith(f"{key}:")] + [setting]))
    assert built_again(project)
    assert built_again(project)
