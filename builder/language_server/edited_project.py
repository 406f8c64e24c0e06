"""A project while an editor has files of it open: what is typed is read as if it were saved, soon after the last keystroke."""

from __future__ import annotations

import gc
import logging
from threading import Condition, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from builder.model.ids import CONFIGURATIONS
from builder.publishing.old_versions import with_lost_addresses
from builder.serving.site_state import LiveProject
from builder.serving.watch import LOOK_AGAIN, Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.checking.project import Project

    Tell = Callable[[Project, str], None]
    """Gets the project after an update, and the error message of the engine, if any; called in another thread."""

_QUIET = 0.04
"""Seconds without a keystroke before the project is read again."""
_LONGEST = 0.15
"""Seconds after which it is read even so."""
_FOLLOWED = ("content", "docs", "templates", *CONFIGURATIONS)
_ALLOCATIONS = 100_000
"""Objects that are made before cycles are collected, as in `explainer serve`."""
_LOST = "lost-address"


class EditedProject:
    """A project with the texts of an editor in place of those on the disk. A thread of its own reads it."""

    def __init__(self, folder: Path, scratch: Path, tell: Tell) -> None:
        self.folder = folder
        self.project: Project | None = None
        """As it was read last; None before the first time."""
        self._tell = tell
        self._unsaved: dict[str, str] = {}
        self._live = LiveProject(folder, scratch, self._unsaved)
        self._changed = Condition()
        self._hints: set[str] = set()
        self._is_due = True
        self._is_reading = False

    def start(self) -> None:
        """Read the project, and again after each change, until the process ends."""
        Thread(target=self._read_for_ever, daemon=True).start()
        Thread(target=self._watch, daemon=True).start()

    def edit(self, path: str, text: str) -> None:
        """Take a text for that of a file from now on."""
        with self._changed:
            self._unsaved[path] = text
            self._wake(())

    def release(self, path: str) -> None:
        """Take what is on the disk for the text of a file from now on."""
        with self._changed:
            self._unsaved.pop(path, None)
            self._wake((path,))

    def text(self, path: str) -> str:
        """Return the text of a file as it was read last; empty if there is none."""
        return self._live.text(path)

    def settled(self, seconds: float) -> bool:
        """Wait until every change has been read, but not longer than some seconds; return whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_due and not self._is_reading, seconds)

    def _wake(self, hints: tuple[str, ...] | frozenset[str]) -> None:
        self._hints.update(hints)
        self._is_due = True
        self._changed.notify_all()

    def _watch(self) -> None:
        try:
            with Watch(self.folder, _FOLLOWED) as watch:
                while True:
                    self._look_again(watch.changes())
        except OSError:  # the system watches no more folders
            while True:
                sleep(LOOK_AGAIN)
                self._look_again(frozenset())

    def _look_again(self, hints: frozenset[str]) -> None:
        with self._changed:
            self._wake(hints)

    def _read_for_ever(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_due)
                latest = monotonic() + _LONGEST
                while self.project and monotonic() < latest and self._changed.wait(_QUIET):
                    pass  # somebody is typing
                hints, self._hints = frozenset(self._hints), set()
                self._is_due, self._is_reading = False, True
            try:
                self._read(hints)
            except Exception:  # a mistake of ours must not take the editor's help away for good
                logging.getLogger("explainer").exception("the project could not be read")
            with self._changed:
                self._is_reading = False
                self._changed.notify_all()

    def _read(self, hints: frozenset[str]) -> None:
        update = self._live.update(hints)
        if update is None:
            return
        if self.project is None:
            gc.freeze()  # what has been read stays; collecting cycles in it would take half a second
            gc.set_threshold(_ALLOCATIONS)
            gc.enable()
        lost = [one for one in self.project.findings if one.code == _LOST] if self.project else []
        self.project = update.project.with_findings(lost)  # until git has been asked again
        self._tell(self.project, update.trouble)
        if not self._is_due:
            self.project = with_lost_addresses(self.folder, update.project)
            self._tell(self.project, update.trouble)
