"""The thread that reads a project for an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers import MINI, write

from builder.language_server.edited_project import EditedProject

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

THEME = "content/themes/mini.md"


def test_after_a_mistake_of_ours_it_reads_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "p", MINI)
    project = EditedProject(tmp_path / "p", tmp_path / "scratch", lambda _project, _trouble: None)
    read, hints = project._read, []

    def fail_once(changed: frozenset[str]) -> None:
        hints.append(changed)
        if len(hints) == 1:
            raise RuntimeError("a mistake")
        read(changed)

    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(project, "_read", fail_once)
    project.start()
    assert project.settled(30)
    assert project.project is None
    project.edit(THEME, MINI[THEME].replace("@beta", "@betta"))
    assert project.settled(30)
    assert project.project is not None
    assert [found.code for found in project.project.findings] == ["unknown-source"]
