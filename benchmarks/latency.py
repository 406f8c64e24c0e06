"""How long a writer waits: from saving a sentence to the page that holds it, on a tool's own server.

Only addresses on this machine are asked. The server is started and ended by us.
"""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from measure import CommandError, end_session, start_session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from project import Project

POLL_SECONDS = 0.01
_SETTLE_SECONDS = 1.5
"""Between two edits: some servers do not look again so soon."""
_FAREWELL_SECONDS = 10
_HOST = "127.0.0.1"


def latencies(project: Project, log: Path, edits: int, limit: float) -> list[float]:
    """Return the seconds that each edit took to be seen.

    Raises CommandError when the server does not start, or does not show an edit in time.
    """
    found = []
    with _server(project, log) as (process, port):
        wait = _Waiter(process, port, project.tool.served, limit)
        wait.until(project.sentence)
        for _ in range(edits):
            time.sleep(_SETTLE_SECONDS)
            start = time.perf_counter()
            wait.until(project.edit())
            found.append(time.perf_counter() - start)
    return found


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


class _Waiter:
    """Asks for a page again and again until it holds a sentence."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, path: str, limit: float) -> None:
        self._process = process
        self._port = port
        self._path = path
        self._limit = limit

    def until(self, sentence: str) -> None:
        deadline = time.monotonic() + self._limit
        while sentence.encode() not in self._page():
            if self._process.poll() is not None:
                raise CommandError(f"the server ended with status {self._process.returncode}")
            if time.monotonic() > deadline:
                raise CommandError(f"the page did not show the change within {self._limit:.0f} s")
            time.sleep(POLL_SECONDS)

    def _page(self) -> bytes:
        """Return the page as it is, or nothing while the server is not ready."""
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=self._limit)
        try:
            connection.request("GET", self._path)
            return connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return b""
        finally:
            connection.close()
