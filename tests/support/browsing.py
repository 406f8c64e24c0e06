"""A real browser for tests, and servers like those that sites stand on."""

from __future__ import annotations

import gzip
import shutil
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
"""The first has no windows at all, and opens a page with a third of the work."""
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--font-render-hinting=none",  # so that a line is as long as in a window
]
_PACKED = {".html", ".js", ".css", ".json", ".svg", ".xml"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, to which no other host is in reach; or skip the test and say why."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: nothing is tried in a browser")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: nothing is tried in a browser")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield started
        started.close()


def is_of_font(message: ConsoleMessage) -> bool:
    """Return whether a browser says that a page on a disk may not ask for a font across origins; its style sheet fetches it then."""
    return ".woff2" in message.text or message.location["url"].endswith(".woff2")


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a path, packed, and the site's own page at wrong addresses, as hosts of static sites do."""

    def __init__(self, *arguments: object, below: str, **others: object) -> None:
        self.below = below
        super().__init__(*arguments, **others)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        file = Path(self.directory) / path.removeprefix(self.below) if path.startswith(self.below) else None
        if file is not None and path.endswith("/"):
            file /= "index.html"
        found = file is not None and file.is_file()
        file = file if file is not None and found else Path(self.directory) / "404.html"
        packed = file.suffix in _PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        data = gzip.compress(file.read_bytes()) if packed else file.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", f"{self.guess_type(str(file))}{'; charset=utf-8' if file.suffix in _PACKED else ''}")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=3600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served(folder: Path, below: str = "/", port: int = 0) -> Iterator[str]:
    """Serve a folder on this machine below a path; give the address, which ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder), below=below))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{below}"
    server.shutdown()
    thread.join()
    server.server_close()
