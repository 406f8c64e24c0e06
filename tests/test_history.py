"""What changed, claim by claim, from a real repository."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.history import Change, Kind, read_versions, revisions, word_changes

THEME = "---\ntitle: T\n---\n\n{}\n"


def git(folder: Path, *arguments: str, day: str = "2025-01-01") -> None:
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))}
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=os.environ | who | dates)


def commit(folder: Path, day: str, **files: str | None) -> None:
    for name, text in files.items():
        path = folder / "content" / "themes" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(THEME.format(text))
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x", day=day)


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


def test_a_claim_that_moves_to_another_file_has_only_moved(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}", two="B. [@a]\n{#b}")
    commit(repository, "2025-01-02", one=None, two="B. [@a]\n{#b}\n\nA. [@a]\n{#a}")
    moved = Change(Kind.MOVED, "a", "themes/one/", "themes/two/")
    assert changes(repository) == [("2025-01-02", (moved,)), ("2025-01-01", ())]


def test_what_a_merge_brings_is_one_change(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}", two="B. [@a]\n{#b}")
    git(repository, "switch", "-q", "-c", "other")
    commit(repository, "2025-01-02", two="Bee. [@a]\n{#b}")
    commit(repository, "2025-01-03", two="Bees. [@a]\n{#b}")
    git(repository, "switch", "-q", "-")
    commit(repository, "2025-01-04", one="Ay. [@a]\n{#a}")
    git(repository, "merge", "-q", "--no-ff", "-m", "x", "other", day="2025-01-05")
    assert changes(repository) == [
        ("2025-01-05", (Change(Kind.REWORDED, "b", "B.", "Bees."),)),
        ("2025-01-04", (Change(Kind.REWORDED, "a", "A.", "Ay."),)),
        ("2025-01-01", ()),
    ]


def test_a_file_that_comes_and_goes_is_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    commit(repository, "2025-01-02", two="B. [@a]\n{#b}")
    commit(repository, "2025-01-03", two=None)
    assert [[change.kind for change in found] for _, found in changes(repository)] == [[Kind.REMOVED], [Kind.ADDED], []]


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


def test_a_shallow_clone_tells_what_it_has(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    for day, text in enumerate(("A.", "Ay.", "Aye."), 1):
        commit(repository, f"2025-01-0{day}", one=f"{text} [@a]\n{{#a}}")
    for depth, expected in (
        (1, [("2025-01-03", ())]),
        (2, [("2025-01-03", (Change(Kind.REWORDED, "a", "Ay.", "Aye."),)), ("2025-01-02", ())]),
    ):
        clone = tmp_path_factory.mktemp("clone") / "shallow"
        git(repository, "clone", "-q", f"--depth={depth}", repository.as_uri(), str(clone))
        assert changes(clone) == expected


def test_a_repository_without_a_commit_has_no_history(repository: Path) -> None:
    assert read_versions(repository) == []


def test_without_a_history_there_are_no_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert read_versions(tmp_path) == []
    monkeypatch.setenv("PATH", "")
    assert read_versions(tmp_path) == []


# --- words ------------------------------------------------------------------------------------------------------------


def test_the_words_that_changed_are_told() -> None:
    before = "The ministry sold 100 barrels a day to the port in March, it said."
    after = "The ministry sold 120 barrels a day in March, it said on Monday."
    assert word_changes(before, after) == [
        ("=", "The ministry sold"),
        ("-", "100"),
        ("+", "120"),
        ("=", "barrels a day"),
        ("-", "to the port"),
        ("=", "in March, it"),
        ("-", "said."),
        ("+", "said on Monday."),
    ]


def test_texts_with_little_in_common_are_set_against_each_other_whole() -> None:
    assert word_changes("One thing was said.", "Nobody knows what it is.") == [
        ("-", "One thing was said."),
        ("+", "Nobody knows what it is."),
    ]


_TEXTS = st.lists(st.sampled_from("a b c d e".split()), max_size=12).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_from_what_changed(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert " ".join(text for sign, text in runs if sign != "+" and text) == before
    assert " ".join(text for sign, text in runs if sign != "-" and text) == after
