"""The preview server: pages from memory, and server-sent events that reload open tabs.

It is for one person at one machine: plain HTTP/1.1 of the standard library, on the loopback by default. Addresses are looked up
in a table and never become paths, so nothing outside of the site can be requested. Requests with an unknown name as `Host` are
refused: a foreign page could otherwise point its own name here (DNS rebinding) and read what is not published yet.
"""

from __future__ import annotations

import gc
import json
import socketserver
import sys
from contextlib import contextmanager
from functools import cached_property
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from socket import AF_INET6
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from builder.checking.report import records
from builder.engine.mkdocs_build import EngineError
from builder.model.findings import Severity
from builder.serving.site_state import WRONG_ADDRESS, Answer, LiveProject
from builder.serving.watch import Watch
from builder.site.assets import LIVE_ASSETS
from builder.site.build_receipt import TEMPLATES
from builder.site.page_frame import Slot
from builder.site.template_loader import bare_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.serving.site_state import ProjectState, SiteVersion, Update

OWN = "_explainer/"
"""The address of the server's own files and events, which belong to no site."""
_FOLLOWED = ("content", "docs", "templates", "mkdocs.yml")
_MOST_SHOWN = 100
_BEAT_SECONDS = 15.0
"""Seconds between two heartbeats, which detect closed connections."""
_IDLE_SECONDS = 60
_TYPES = {
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Media types of a site's files; the system's own table, used for all others, differs between machines."""
_POLICY = "default-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"


class ServeError(Exception):
    """The address is not available, or the folder cannot be watched; the message is for the terminal."""


class Address(NamedTuple):
    """Where to serve."""

    host: str
    port: int


def read_address(text: str) -> Address:
    """Return the parsed `HOST:PORT`; an IPv6 address is in brackets. Raises ServeError."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise ServeError(f"`{text}` is not a valid address; write HOST:PORT, for instance 127.0.0.1:8000")
    if int(port) > 65535:  # noqa: PLR2004  # ports have 16 bits
        raise ServeError(f"{port} is not a valid port; ports go up to 65535")
    return Address(host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port))


class Server(ThreadingHTTPServer):
    """Serves a live project."""

    daemon_threads = True

    def __init__(self, address: Address, live: LiveProject, folder: Path) -> None:
        self.live = live
        self.folder = folder
        self.name = address.host
        if ":" in address.host:
            self.address_family = AF_INET6
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            raise ServeError(f"cannot serve at {address.host}:{address.port}: {error.strerror or error}") from error

    def server_bind(self) -> None:
        """Bind without the look-up of the machine's name that `HTTPServer` does."""
        socketserver.TCPServer.server_bind(self)

    @property
    def url(self) -> str:
        """The address of the site."""
        host, port = self.socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    @cached_property
    def fallback(self) -> Answer:
        """The page that is shown as long as there is no site."""
        return Answer("index.html", bare_page(self.folder).join({Slot.LIVE: ""}, ""))

    def knows(self, host: str) -> bool:
        """Return whether requests for this host are accepted: an IP address, or a name of this machine."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # an invalid address in brackets
            return False
        return name == "localhost" or name.endswith(".localhost") or name == self.name.casefold() or _is_ip(name)

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore browsers that disconnect; report everything else, which is a bug."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "explainer"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request."""
        path, _, query = self.path.partition("?")
        if not self.server.knows(self.headers.get("Host", "")):
            self._send_text(
                HTTPStatus.FORBIDDEN, "This server answers only to an IP address, to localhost, or to the name it was started with."
            )
        elif not path.startswith("/"):
            self._send_text(HTTPStatus.BAD_REQUEST, "An address begins with a slash.")
        elif path == f"/{OWN}events":
            self._send_events(parse_qs(query))
        elif path.startswith(f"/{OWN}"):
            self._own_file(path.removeprefix(f"/{OWN}"))
        else:
            self._site(unquote(path, errors="replace"), f"?{query}" if query else "")

    do_HEAD = do_GET  # noqa: N815  # the name is the standard library's

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal is for findings."""

    # --- the site ---

    def _site(self, path: str, query: str) -> None:
        state = self.server.live.state
        if state.site is None:
            self._send(self.server.fallback, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        address = _address(state.site, path)
        try:
            if answer := state.site.answer(address):
                self._send(answer)
            elif state.site.is_page(f"{address}/"):
                self._redirect(f"/{quote(address)}/{query}")
            else:
                self._send(state.site.answer(WRONG_ADDRESS) or self.server.fallback, HTTPStatus.NOT_FOUND)
        except EngineError:  # the page shows the message, which it gets as an event
            self._send(self.server.fallback, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _own_file(self, name: str) -> None:
        path = _OWN_FILES.get(name)
        if path is None:
            self._send_text(HTTPStatus.NOT_FOUND, "There is no such file.")
        else:
            self._send(Answer(name, path.read_bytes()))

    def _send(self, answer: Answer, status: HTTPStatus = HTTPStatus.OK) -> None:
        tag = f'"{answer.mark or blake2b(answer.body, digest_size=8).hexdigest()}"'
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            status, answer = HTTPStatus.NOT_MODIFIED, answer._replace(body=b"")
        self._start(status, _type(answer.name))
        self.send_header("ETag", tag)
        self._end(answer.body)

    def _redirect(self, address: str) -> None:
        self._start(HTTPStatus.FOUND, "text/plain; charset=utf-8")
        self.send_header("Location", address)
        self._end(b"")

    def _send_text(self, status: HTTPStatus, text: str) -> None:
        self._start(status, "text/plain; charset=utf-8")
        self._end(f"{text}\n".encode())

    def _start(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")  # cached, but revalidated before use
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _end(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --- events ---

    def _send_events(self, query: dict[str, list[str]]) -> None:
        """Send server-sent events to a page: the findings of every state, and `reload` when the page has changed."""
        path, mark = query.get("page", ["/"])[0], query.get("mark", [""])[0]
        self.close_connection = True
        self._start(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        number = 0
        while self.command != "HEAD":
            state = self.server.live.wait(number, _BEAT_SECONDS)
            if self.server.live.ended:
                return
            if state.number == number:
                self.wfile.write(b":\n\n")
                continue
            number = state.number
            trouble, now = state.trouble, mark
            try:
                now = _mark(state, path)
            except EngineError as error:
                trouble = str(error)
            self.wfile.write(_event("found", _news(state, trouble)) if now == mark else _event("reload", {}))


_OWN_FILES = {name: TEMPLATES / LIVE_ASSETS / name for name in ("live.css", "live.js")}


def _type(name: str) -> str:
    kind = _TYPES.get(PurePosixPath(name).suffix.lower()) or guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml", "bibtex")) else kind


def _address(site: SiteVersion, path: str) -> str:
    """Return the address relative to the site; the path at which the site will be published may come before it."""
    return path.removeprefix(site.base if path.startswith(site.base) else "/")


def _mark(state: ProjectState, path: str) -> str:
    if state.site is None:
        return ""
    answer = state.site.answer(_address(state.site, path)) or state.site.answer(WRONG_ADDRESS)
    return answer.mark if answer else ""


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _news(state: ProjectState, trouble: str) -> dict[str, object]:
    """Return the findings that a page shows: errors first, at most `_MOST_SHOWN`."""
    errors = [f for f in state.findings if f.severity is Severity.ERROR]
    others = [f for f in state.findings if f.severity is not Severity.ERROR]
    shown = [*errors, *others][:_MOST_SHOWN]
    return {"trouble": trouble, "errors": len(errors), "warnings": len(others), "findings": records(shown)}


# --- from beginning to end --------------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path, address: Address) -> Iterator[Serving]:
    """Yield a project that is served from memory. Raises ServeError if the address is not available."""
    with TemporaryDirectory(prefix="explainer-") as scratch:
        live = LiveProject(folder, Path(scratch))
        server = Server(address, live, folder)
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
            yield done
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
