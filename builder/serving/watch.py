"""Watches the files of a project for changes.

Events come from the system (inotify, FSEvents, ReadDirectoryChangesW) through `watchdog`, a dependency of MkDocs. They are
hints: the caller compares files on disk itself. So lost events cost only time, and where there are none at all (some network and
container disks), polling every few seconds finds the change.
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

# A new folder with subfolders is reported twice, which is harmless and of no interest to the writer.
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning, "watchdog")

QUIET = 0.005
"""Debounce, in seconds: an editor saves in several steps."""
QUIET_MANY = 0.05
"""Debounce while many files change at once, as when git checks out a branch."""
_MANY = 8
_LONGEST = 2.0
"""Seconds after which changes are returned even if they continue."""
LOOK_AGAIN = 2.0
"""Polling interval, in seconds."""
_EVENTS = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Without the events of reading a file, so that reading does not wake the watcher."""


class Watch(FileSystemEventHandler):
    """Watches files and folders of a project, including missing ones.

    Raises OSError if the system cannot watch so many folders.
    """

    def __init__(self, project: Path, names: Iterable[str]) -> None:
        self._project = project
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._observer = Observer()
        self._watched: dict[str, tuple[ObservedWatch, int]] = {}
        self._names: frozenset[str] = frozenset()
        self._observer.start()
        self._observer.schedule(self, str(project), event_filter=_EVENTS)
        self.follow(names)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._observer.stop()
        self._observer.join()

    def follow(self, names: Iterable[str]) -> None:
        """Watch these paths from now on, relative to the project: files directly in it, and folders."""
        self._names = frozenset(names)
        self._renew()

    def changes(self) -> frozenset[str]:
        """Wait for changes and return their paths, relative to the project; empty after the polling interval."""
        try:
            paths = {self._queue.get(timeout=LOOK_AGAIN)}
        except Empty:
            return frozenset()
        end = monotonic() + _LONGEST
        while monotonic() < end:
            try:
                paths.add(self._queue.get(timeout=QUIET if len(paths) < _MANY else QUIET_MANY))
            except Empty:
                break
        return frozenset(paths) | self._renew()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Queue the paths of an event; called in the observer's thread."""
        for path in (event.src_path, event.dest_path):
            relative = os.path.relpath(os.fsdecode(path), self._project).replace(os.sep, "/") if path else ""
            if relative and not any(part.startswith(".") for part in relative.split("/")) and self._followed(relative):
                self._queue.put(relative)

    def _followed(self, path: str) -> bool:
        return any(path == name or path.startswith(f"{name}/") or name.startswith(f"{path}/") for name in self._names)

    def _renew(self) -> frozenset[str]:
        """Watch folders that are new or have been replaced, and return their names."""
        renewed = set()
        for name in sorted(self._names | self._watched.keys()):
            inode = _folder(self._project / name) if name in self._names else 0
            watch, before = self._watched.get(name, (None, 0))
            if inode == before:
                continue
            renewed.add(name)
            if watch:
                self._observer.unschedule(watch)
                del self._watched[name]
            if inode:
                watch = self._observer.schedule(self, str(self._project / name), recursive=True, event_filter=_EVENTS)
                self._watched[name] = watch, inode
        return frozenset(renewed)


def _folder(path: Path) -> int:
    """Return the inode of a folder; 0 if it is missing."""
    try:
        return path.stat().st_ino if path.is_dir() else 0
    except OSError:
        return 0
