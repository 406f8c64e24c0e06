"""The temporary folder of a preview: removed at its end, and after a kill by the next preview, which takes nobody else's."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from helpers import write
from mounting import NOBODY, needs_root

from builder.serving import scratch_folder as module
from builder.serving.scratch_folder import scratch_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))


def killed() -> None:
    """Let another process have such a folder, and kill it."""
    child = os.fork()
    if child == 0:
        with scratch_folder() as folder:
            write(folder, {"1/index.html": ""})
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_nothing_is_left_at_the_end(tmp_path: Path) -> None:
    with scratch_folder() as folder:
        assert list(tmp_path.iterdir()) == [folder]
        assert folder.stat().st_mode & 0o77 == 0
    assert list(tmp_path.iterdir()) == []


def test_after_kills_nothing_piles_up(tmp_path: Path) -> None:
    for _ in range(3):
        killed()
        assert len(list(tmp_path.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_the_folder_of_a_living_process_is_its_own(tmp_path: Path) -> None:
    with scratch_folder() as one:
        write(one, {"1/index.html": ""})
        killed()
        with scratch_folder() as other:
            assert set(tmp_path.iterdir()) == {one, other}
            assert (one / "1/index.html").exists()


def test_what_cannot_be_proved_to_be_ours_stays(tmp_path: Path) -> None:
    write(tmp_path / "victim", {"lock": "", "keys": "precious"})
    (tmp_path / "explainer-serve-link").symlink_to("victim")
    write(tmp_path, {"explainer-serve-file": "", "explainer-serve-open/lock": "", "explainer-serve-bare/x": ""})
    (tmp_path / "explainer-serve-bare").chmod(0o700)
    (tmp_path / "explainer-serve-open").chmod(0o755)
    before = set(tmp_path.rglob("*"))
    with scratch_folder():
        pass
    assert set(tmp_path.rglob("*")) == before


def test_the_folder_of_another_user_stays(tmp_path: Path) -> None:
    needs_root()
    write(tmp_path, {"explainer-serve-other/lock": ""})
    (tmp_path / "explainer-serve-other").chmod(0o700)
    os.chown(tmp_path / "explainer-serve-other", NOBODY, NOBODY)
    with scratch_folder():
        assert (tmp_path / "explainer-serve-other/lock").exists()
