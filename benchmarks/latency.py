"""How long a writer waits: from saving a file to the page that shows the change, on a tool's own server.

Only addresses on this machine are asked. The server is started and ended by us.
"""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measure import CommandError, end_session, start_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from project import Project

POLL_SECONDS = 0.01
_SETTLE_SECONDS = 1.5
"""Between two edits: some servers do not look again so soon."""
_FAREWELL_SECONDS = 10
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Save:
    """A file that is saved, and the page that shows the change."""

    page: str
    """Its address on the server."""
    write: Callable[[], str]
    """Saves the file, and returns what the page has to hold afterwards."""


def latencies(project: Project, log: Path, saves: Iterable[Save], limit: float) -> Iterator[float]:
    """Yield the seconds that each change took to be seen.

    Raises CommandError when the server does not start, or does not show a change in time.
    """
    with _server(project, log) as (process, port):
        client = _Client(process, port, limit)
        client.wait_for(project.tool.served, project.sentence)
        for save in saves:
            client.page(save.page)  # as somebody has it open who writes it
            time.sleep(_SETTLE_SECONDS)
            start = time.perf_counter()
            client.wait_for(save.page, save.write())
            yield time.perf_counter() - start


@contextmanager
def _server(project: Project, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = _free_port()
    with log.open("wb") as output:
        process = start_session(project.tool.serve(port), project.folder, output)
        try:
            yield process, port
        finally:
            end_session(process.pid, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_FAREWELL_SECONDS)
            end_session(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return probe.getsockname()[1]


class _Client:
    """Asks a server for pages."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, limit: float) -> None:
        self._process = process
        self._port = port
        self._limit = limit

    def wait_for(self, path: str, text: str) -> None:
        """Ask for a page again and again until it holds a text."""
        deadline = time.monotonic() + self._limit
        while text.encode() not in self.page(path):
            if self._process.poll() is not None:
                raise CommandError(f"the server ended with status {self._process.returncode}")
            if time.monotonic() > deadline:
                raise CommandError(f"the page did not show the change within {self._limit:.0f} s")
            time.sleep(POLL_SECONDS)

    def page(self, path: str) -> bytes:
        """Return the page as it is, or nothing while the server is not ready."""
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=self._limit)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return b""
        finally:
            connection.close()
