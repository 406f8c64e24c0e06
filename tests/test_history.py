"""What changed, claim by claim, from a real repository."""

import os
import subprocess
from pathlib import Path

import pytest

from builder.history import Change, Kind, read_versions, revisions

THEME = "---\ntitle: T\n---\n\n{}\n"


def commit(folder: Path, day: str, **files: str | None) -> None:
    for name, text in files.items():
        path = folder / "content" / "themes" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(THEME.format(text))
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))}
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    for arguments in (("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=os.environ | who | dates)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    return tmp_path


def changes(folder: Path) -> list[tuple[str, tuple[Change, ...]]]:
    return [(revision.date, revision.changes) for revision in revisions(read_versions(folder))]


def test_each_kind_of_change_is_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}\n\nB. [@a]\n{#b}\n\nC. [@a]\n{#c}")
    commit(repository, "2025-01-02", one="A. [@a]\n{#a}\n\nBee. [@b, p. 2]\n{#b status=retracted}\n\nD. [@a]\n{#d}")
    assert changes(repository) == [
        (
            "2025-01-02",
            (
                Change(Kind.REWORDED, "b", "B.", "Bee."),
                Change(Kind.SOURCED, "b", "a", "b, p. 2"),
                Change(Kind.STATUS, "b", "reported", "retracted"),
                Change(Kind.REMOVED, "c", "C.", ""),
                Change(Kind.ADDED, "d", "", "D."),
            ),
        ),
        ("2025-01-01", ()),
    ]


def test_a_claim_that_moves_to_another_file_has_not_changed(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}", two="B. [@a]\n{#b}")
    commit(repository, "2025-01-02", one=None, two="B. [@a]\n{#b}\n\nA. [@a]\n{#a}")
    assert changes(repository) == [("2025-01-01", ())]


def test_what_lies_outside_the_texts_is_not_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    (repository / "README.md").write_text("x")
    commit(repository, "2025-01-02")
    assert [date for date, _ in changes(repository)] == ["2025-01-01"]


def test_a_project_in_a_folder_of_a_repository_has_its_own_history(repository: Path) -> None:
    inner = repository / "inner"
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    inner.mkdir()
    (repository / "content").rename(inner / "content")
    commit(repository, "2025-01-02")
    assert [date for date, _ in changes(inner)] == ["2025-01-02"]


def test_without_a_history_there_are_no_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert read_versions(tmp_path) == []
    monkeypatch.setenv("PATH", "")
    assert read_versions(tmp_path) == []
