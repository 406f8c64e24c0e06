"""Which states can be compared: versions as git names them, the folder as it stands, bundles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, write
from repository import clone, git

if TYPE_CHECKING:
    from pathlib import Path

THEME = "content/themes/mini.md"


def committed(folder: Path, text: str, day: str) -> None:
    write(folder, {THEME: f"---\ntitle: Mini\n---\n\n{text} [@alpha; @beta; @gamma]\n{{#mini-one}}\n"})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x", day=day)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project below the root of its repository, with three versions of one claim on `main`, and another one on `side`."""
    folder = tmp_path / "repository/some/project"
    write(folder, MINI)
    git(tmp_path / "repository", "init", "-q", "-b", "main", ".")
    committed(folder, "First.", "2025-01-01")
    git(folder, "checkout", "-q", "-b", "side")
    committed(folder, "Beside.", "2025-01-02")
    git(folder, "checkout", "-q", "main")
    committed(folder, "Second.", "2025-01-02")
    committed(folder, "Third.", "2025-01-03")
    return folder


def texts(project: Path, *arguments: str) -> list[str]:
    """Return the texts of the claim before and after, if they differ."""
    done = run_here("diff", *arguments, "--format", "json", "--project", project)
    assert done.returncode == 0, done.stderr
    return [
        item["value"]
        for claim in json.loads(done.stdout)["claims"]
        for change in claim["changes"]
        for item in change["before"] + change["after"]
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["HEAD~2"], ["First.", "Third."]),
        (["HEAD~2", "HEAD~1"], ["First.", "Second."]),
        (["main", "main~1"], ["Third.", "Second."]),
        (["side", "main"], ["Beside.", "Third."]),
        (["main...side"], ["First.", "Beside."]),
        (["side..."], ["First.", "Third."]),
        (["HEAD"], []),
    ],
)
def test_versions_are_named_as_git_names_them(project: Path, arguments: list[str], expected: list[str]) -> None:
    assert texts(project, *arguments) == expected


def test_without_a_second_one_it_is_the_folder_as_it_stands(project: Path) -> None:
    write(project, {THEME: (project / THEME).read_text(encoding="utf-8").replace("Third", "Fourth")})
    assert texts(project, "HEAD") == ["Third.", "Fourth."]


def test_a_bundle_and_a_version(project: Path) -> None:
    assert run_here("build", project).returncode == 0
    bundle = str(project / "site/data/explainer.json")
    committed(project, "Fifth.", "2025-01-05")
    assert texts(project, bundle, "HEAD") == ["Third.", "Fifth."]
    done = run_here("diff", "HEAD", bundle, "--format", "html", "--project", project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a bundle lacks the hand-written pages" in done.stderr


def test_a_changed_link_is_a_change_between_versions(project: Path) -> None:
    text = (project / THEME).read_text(encoding="utf-8")
    for target in ("https://one.example/", "https://two.example/"):
        write(project, {THEME: text.replace("Third.", f"[Third]({target}).")})
        git(project, "commit", "-q", "-a", "-m", "x")
    assert texts(project, "HEAD~1", "HEAD") == ["https://one.example/", "https://two.example/"]


def test_what_is_no_version_is_said(project: Path, tmp_path: Path) -> None:
    done = run_here("diff", "nothing", "--project", project)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("explainer: there is no file nothing, and git knows no version of this name: ")
    shallow = clone(tmp_path / "repository", tmp_path / "shallow", "--depth=1") / "some/project"
    assert "this clone is shallow: fetch what is missing" in run_here("diff", "HEAD~1", "--project", shallow).stderr
    assert "this clone is shallow" in run_here("diff", "side...", "--project", shallow).stderr
    write(tmp_path / "plain", MINI)
    assert run_here("diff", "HEAD", "--project", tmp_path / "plain").returncode == 2
    assert run_here("diff", "--project", project, "--", "--output=x").returncode == 2
    assert not (project / "x").exists()


def test_a_version_with_errors_is_compared_as_far_as_it_can_be_read(project: Path) -> None:
    write(project, {THEME: (project / THEME).read_text(encoding="utf-8").replace("@beta", "@nobody")})
    done = run_here("diff", "HEAD", "--project", project)
    assert done.returncode == 0
    assert "1 error, and what they hide is not compared" in done.stdout.splitlines()[1]
    assert "Re-sourced: from beta to nobody" in done.stdout


def test_links_in_a_version_are_not_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("- {id: secret, title: Secret, publisher: S, consulted: full}\n", encoding="utf-8")
    (project / "content/sources/more.yml").symlink_to(tmp_path / "secret.yml")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "x")
    assert "secret" not in run_here("diff", "HEAD~1", "HEAD", "--project", project).stdout
