"""Every way in which editors and people change files is noticed, soon and once."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest
from helpers import MINI, write
from watchdog.events import FileModifiedEvent

from builder.serving import watch as module
from builder.serving.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

THEME = "content/themes/mini.md"
NAMES = ("content", "docs", "templates", "mkdocs.yml")


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    monkeypatch.setattr(module, "LOOK_AGAIN", 20.0)  # a busy machine is not to look as if nothing had happened
    write(tmp_path, MINI)
    with Watch(tmp_path, NAMES) as found:
        yield found


def in_place(path: Path) -> None:
    path.write_text("new", encoding="utf-8")


def by_rename(path: Path) -> None:
    aside = path.with_name(".mini.md.tmp")
    aside.write_text("new", encoding="utf-8")
    aside.replace(path)


def with_backup(path: Path) -> None:
    """As vim does: the old file is moved away, the new one written, the old one removed."""
    backup = path.with_name("mini.md~")
    path.rename(backup)
    path.write_text("new", encoding="utf-8")
    backup.unlink()


def appended(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("more")


def from_elsewhere(path: Path) -> None:
    other = path.parent.parent.parent / "elsewhere.md"
    other.write_text("new", encoding="utf-8")
    other.replace(path)


@pytest.mark.parametrize("save", [in_place, by_rename, with_backup, appended, from_elsewhere, lambda path: path.unlink()])
def test_every_way_of_saving_is_noticed(watch: Watch, tmp_path: Path, save: Callable[[Path], None]) -> None:
    save(tmp_path / THEME)
    assert THEME in watch.changes()


def test_one_save_after_the_other_is_noticed(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET_MANY", 20.0)  # for one file alone, nobody waits so long
    monkeypatch.setattr(module, "_LONGEST", 20.0)
    for _ in range(9):
        in_place(tmp_path / THEME)
        assert watch.changes() == {THEME}


def test_new_folders_and_what_is_in_them_are_noticed(watch: Watch, tmp_path: Path) -> None:
    write(tmp_path, {"content/themes/deep/er/new.md": "x"})
    assert any(path.startswith("content/themes/deep") for path in watch.changes())
    settle(watch)
    write(tmp_path, {"content/themes/deep/er/new.md": "y"})
    assert "content/themes/deep/er/new.md" in watch.changes(), "a new folder is watched like the others"


def test_folders_that_come_later_are_watched(watch: Watch, tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "x"})
    assert "docs" in watch.changes()
    settle(watch)
    write(tmp_path, {"docs/index.md": "y"})
    assert "docs/index.md" in watch.changes()


def test_a_folder_that_is_replaced_is_watched_on(watch: Watch, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "content", tmp_path / "other")
    (tmp_path / "content").rename(tmp_path / "old")
    (tmp_path / "other").rename(tmp_path / "content")
    assert "content" in watch.changes()
    settle(watch)
    in_place(tmp_path / THEME)
    assert THEME in watch.changes()
    shutil.rmtree(tmp_path / "content")
    settle(watch)
    write(tmp_path, MINI)
    settle(watch)
    in_place(tmp_path / THEME)
    assert THEME in watch.changes()


def test_files_beside_the_folders_are_watched_by_name(watch: Watch, tmp_path: Path) -> None:
    write(tmp_path, {"site/index.html": "x", "README.md": "x", "mkdocs.yml": "x"})
    assert watch.changes() == {"mkdocs.yml"}


def test_hidden_files_are_not_told(watch: Watch, tmp_path: Path) -> None:
    write(tmp_path, {"content/themes/.mini.md.swp": "x", "content/.git/index": "x"})
    in_place(tmp_path / THEME)
    assert watch.changes() == {THEME}


def test_reading_wakes_nobody(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(watch)
    for path in tmp_path.rglob("*.*"):
        path.read_bytes()
    list(os.walk(tmp_path))
    monkeypatch.setattr(module, "LOOK_AGAIN", 0.2)
    assert watch.changes() == set()


def test_many_changes_are_one(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a branch is checked out: after many changes, the next is waited for longer."""
    settle(watch)
    monkeypatch.setattr(module, "QUIET", 0.0)
    monkeypatch.setattr(module, "QUIET_MANY", 1.0)
    *first, last = (f"content/themes/t{n}.md" for n in range(9))
    for name in first:
        watch.on_any_event(FileModifiedEvent(str(tmp_path / name)))
    late = threading.Timer(0.1, write, (tmp_path, {last: "x"}))
    late.start()
    assert watch.changes() >= {*first, last}
    late.join()


def test_a_change_that_never_ends_is_told_all_the_same(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET", 5.0)
    monkeypatch.setattr(module, "_LONGEST", 0.2)
    enough = threading.Event()

    def change() -> None:
        for _ in range(3000):
            if enough.wait(0.002):
                return
            in_place(tmp_path / THEME)

    changing = threading.Thread(target=change)
    changing.start()
    assert watch.changes() == {THEME}
    assert changing.is_alive(), "it was waited for"
    enough.set()
    changing.join()


def test_other_folders_can_be_followed(watch: Watch, tmp_path: Path) -> None:
    write(tmp_path, {"overrides/main.html": "x"})
    watch.follow([*NAMES, "overrides"])
    settle(watch)
    write(tmp_path, {"overrides/main.html": "y"})
    assert "overrides/main.html" in watch.changes()
    watch.follow(NAMES)
    settle(watch)
    write(tmp_path, {"overrides/main.html": "z", "mkdocs.yml": "x"})
    assert watch.changes() == {"mkdocs.yml"}


def test_after_a_while_it_is_time_to_look_again(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(watch)
    monkeypatch.setattr(module, "LOOK_AGAIN", 0.01)
    assert watch.changes() == set()


def settle(watch: Watch) -> None:
    """Let what has happened so far be told."""
    time.sleep(0.1)
    while not watch._queue.empty():
        watch.changes()
    watch._renew()
