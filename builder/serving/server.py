"""A project that is served while it is written, from the first reading to the end of the process."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

from builder.model.ids import CONFIGURATIONS
from builder.serving.address import ServeError
from builder.serving.http_server import Server
from builder.serving.scratch_folder import scratch_folder
from builder.serving.site_state import LiveProject
from builder.serving.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from builder.serving.address import Address
    from builder.serving.site_state import Update

_FOLLOWED = ("content", "docs", "templates", *CONFIGURATIONS)


@contextmanager
def serving(folder: Path, address: Address, names: Iterable[str] = ()) -> Iterator[Serving]:
    """Yield a project that is served from memory, by these names as well. Raises ServeError if the address is not available."""
    with scratch_folder() as scratch:
        live = LiveProject(folder, scratch)
        server = Server(address, live, folder, names)
        served = Serving(folder, server)
        try:
            yield served
        finally:
            served.end()


_ALLOCATIONS = 100_000
"""Objects that are made before cycles are collected: linking a large project makes thousands, and dicts of all claims with them."""


class Serving:
    """A project that is being served. Iterating over `updates` drives it; requests are handled in other threads."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.url = server.url
        self._folder = folder
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)

    def updates(self) -> Iterator[Update]:
        """Yield the first update, which reads everything, and then one after every change.

        Requests wait for the first update: reading a large project forks, which needs a process without threads. Raises ServeError
        if the folder cannot be watched.
        """
        live = self._server.live
        if done := live.update():
            yield replace(done, history=live.history_findings())
        gc.freeze()  # what has been read stays; collecting cycles in it would take half a second
        gc.set_threshold(_ALLOCATIONS)
        gc.enable()
        self._thread.start()
        try:
            watch = Watch(self._folder, _FOLLOWED)
        except OSError as error:
            raise ServeError(f"cannot watch {self._folder}: {error.strerror or error}") from error
        with watch:
            yield from self._later_updates(live, watch)

    def _later_updates(self, live: LiveProject, watch: Watch) -> Iterator[Update]:
        hints: frozenset[str] = frozenset()
        while True:
            if done := live.update(hints):
                yield done
            inside = (path.relative_to(self._folder).as_posix() for path in live.watched_paths if path.is_relative_to(self._folder))
            watch.follow({*_FOLLOWED, *inside})
            hints = watch.changes()

    def end(self) -> None:
        """Stop the server."""
        self._server.live.end()
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()
