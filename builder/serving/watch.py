"""Which files of a project change, as soon as they do.

The system tells (inotify, FSEvents, ReadDirectoryChangesW) by way of `watchdog`, which MkDocs brings along. What is told is
a hint: who is woken looks at the disk for himself. So events that are lost cost only time, and where there are none at all
(some network and container disks) looking again every few seconds finds the change.
"""

from __future__ import annotations

import os
import warnings
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import ObservedWatch

# A folder that is made together with those in it is told of twice, which does no harm and is no news for who writes.
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning, "watchdog")

QUIET = 0.005
"""Seconds of quiet after which one save is over: an editor writes in several steps."""
QUIET_MANY = 0.05
"""The same while many files change at once, as when git checks out a branch."""
_MANY = 8
_LONGEST = 2.0
"""Seconds after which changes are handed on even if there is no end of them."""
LOOK_AGAIN = 2.0
"""Seconds after which whoever waits is woken without a reason."""
_TOLD = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Reading a file is an event, too, but none of these: who reads does not wake himself."""


class Watch(FileSystemEventHandler):
    """Watches files and folders of a project, whether they are there yet or not.

    Raises OSError when the system cannot watch so many folders.
    """

    def __init__(self, project: Path, names: Iterable[str]) -> None:
        self._project = project
        self._told: SimpleQueue[str] = SimpleQueue()
        self._observer = Observer()
        self._watched: dict[str, tuple[ObservedWatch, int]] = {}
        self._names: frozenset[str] = frozenset()
        self._observer.start()
        self._observer.schedule(self, str(project), event_filter=_TOLD)
        self.follow(names)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()

    def follow(self, names: Iterable[str]) -> None:
        """Watch these from now on: paths relative to the project, of files that lie in it and of folders."""
        self._names = frozenset(names)
        self._renew()

    def changes(self) -> frozenset[str]:
        """Wait until something changes and return what, relative to the project; nothing when it is time to look again."""
        try:
            told = {self._told.get(timeout=LOOK_AGAIN)}
        except Empty:
            return frozenset()
        end = monotonic() + _LONGEST
        while monotonic() < end:
            try:
                told.add(self._told.get(timeout=QUIET if len(told) < _MANY else QUIET_MANY))
            except Empty:
                break
        return frozenset(told) | self._renew()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note what an event is about, in the observer's thread."""
        for path in (event.src_path, event.dest_path):
            relative = os.path.relpath(os.fsdecode(path), self._project).replace(os.sep, "/") if path else ""
            if relative and not any(part.startswith(".") for part in relative.split("/")) and self._followed(relative):
                self._told.put(relative)

    def _followed(self, path: str) -> bool:
        return any(path == name or path.startswith(f"{name}/") or name.startswith(f"{path}/") for name in self._names)

    def _renew(self) -> frozenset[str]:
        """Watch folders that are new, and those that have been put in the place of others; return them."""
        renewed = set()
        for name in sorted(self._names | self._watched.keys()):
            there = _folder(self._project / name) if name in self._names else 0
            watch, before = self._watched.get(name, (None, 0))
            if there == before:
                continue
            renewed.add(name)
            if watch:
                self._observer.unschedule(watch)
                del self._watched[name]
            if there:
                watch = self._observer.schedule(self, str(self._project / name), recursive=True, event_filter=_TOLD)
                self._watched[name] = watch, there
        return frozenset(renewed)


def _folder(path: Path) -> int:
    """Return what tells a folder from another one at the same place; 0 where there is none."""
    try:
        return path.stat().st_ino if path.is_dir() else 0
    except OSError:
        return 0
