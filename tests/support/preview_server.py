"""A project that is served inside of a test, which says itself when it is to look at the disk."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from helpers import write

from builder.serving.address import Address
from builder.serving.http_server import Server
from builder.serving.site_state import LiveProject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass
class Served:
    """A running server and the project behind it."""

    folder: Path
    live: LiveProject
    server: Server

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def port(self) -> int:
        return int(self.server.socket.getsockname()[1])

    def save(self, files: Mapping[str, str]) -> None:
        write(self.folder, files)
        assert self.live.update(frozenset(files)), "nothing has changed"


@contextmanager
def served(folder: Path, files: Mapping[str, str], names: Iterable[str] = ()) -> Iterator[Served]:
    write(folder, files)
    with TemporaryDirectory() as scratch:
        live = LiveProject(folder, Path(scratch))
        live.update()
        server = Server(Address("127.0.0.1", 0), live, folder, names)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield Served(folder, live, server)
        finally:
            live.end()
            server.shutdown()
            server.server_close()
            thread.join()
