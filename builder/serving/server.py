"""The server for writing: pages from memory, and word to the open ones when there is a new state of them.

It is for one person at one machine: plain HTTP/1.1 of the standard library, on the loopback unless told otherwise. Addresses
are looked up in what there is and never become paths, so nothing outside of the site can be asked for. Requests whose `Host`
is a name that we were not told are refused: a page of somebody else's could otherwise have its own name lead here (DNS
rebinding) and read what is not published yet.
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
from builder.engine.plugin import LIVE_ASSETS
from builder.model.findings import Severity
from builder.serving.site_state import WRONG_ADDRESS, Answer, Live
from builder.serving.watch import Watch
from builder.site.build_receipt import TEMPLATES
from builder.site.page_frame import Slot
from builder.site.template_loader import bare_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.serving.site_state import Round, Site, State

OWN = "_explainer/"
"""Below this address lies what belongs to no site."""
_FOLLOWED = ("content", "docs", "templates", "mkdocs.yml")
_MOST_SHOWN = 100
_BEAT_SECONDS = 15.0
"""Between two signs of life, by which a page that is gone is noticed."""
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
"""What a site is made of; the system's own table, which knows the rest, differs from one machine to the next."""
_POLICY = "default-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"


class ServeError(Exception):
    """An address that cannot be served at, or a folder that cannot be watched; the message is for the person at the terminal."""


class Address(NamedTuple):
    """Where to serve."""

    host: str
    port: int


def read_address(text: str) -> Address:
    """Read `HOST:PORT`; an IPv6 address stands in brackets. Raises ServeError."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise ServeError(f"`{text}` is no address to serve at; write HOST:PORT, for instance 127.0.0.1:8000")
    if int(port) > 65535:  # noqa: PLR2004  # ports have 16 bits
        raise ServeError(f"there is no port {port}; ports go up to 65535")
    return Address(host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port))


class Server(ThreadingHTTPServer):
    """Serves a live project."""

    daemon_threads = True

    def __init__(self, address: Address, live: Live, folder: Path) -> None:
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
        """Bind without asking the network for the machine's name, as `HTTPServer` does."""
        socketserver.TCPServer.server_bind(self)

    @property
    def url(self) -> str:
        """Where to find the site."""
        host, port = self.socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    @cached_property
    def bare(self) -> Answer:
        """The page that is shown as long as no page of the site can be."""
        return Answer("index.html", bare_page(self.folder).join({Slot.LIVE: ""}, ""))

    def knows(self, host: str) -> bool:
        """Tell whether a request for this host can be meant for us: an IP address, or a name that leads to this machine."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # something in brackets that is no address
            return False
        return name == "localhost" or name.endswith(".localhost") or name == self.name.casefold() or _is_ip(name)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of browsers that leave in the middle of an answer; anything else is a bug."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

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
            self._say(HTTPStatus.FORBIDDEN, "This server answers only to an IP address, to localhost, or to the name it was told.")
        elif not path.startswith("/"):
            self._say(HTTPStatus.BAD_REQUEST, "An address begins with a slash.")
        elif path == f"/{OWN}events":
            self._tell(parse_qs(query))
        elif path.startswith(f"/{OWN}"):
            self._own(path.removeprefix(f"/{OWN}"))
        else:
            self._site(unquote(path, errors="replace"), f"?{query}" if query else "")

    do_HEAD = do_GET  # noqa: N815  # the name is the standard library's

    def log_message(self, *_: object) -> None:
        """Keep the terminal for what the writer should read."""

    # --- the site ---

    def _site(self, path: str, query: str) -> None:
        state = self.server.live.state
        if state.site is None:
            self._give(self.server.bare, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        address = _address(state.site, path)
        try:
            if answer := state.site.answer(address):
                self._give(answer)
            elif state.site.is_page(f"{address}/"):
                self._lead_to(f"/{quote(address)}/{query}")
            else:
                self._give(state.site.answer(WRONG_ADDRESS) or self.server.bare, HTTPStatus.NOT_FOUND)
        except EngineError:  # the page itself tells which, by its events
            self._give(self.server.bare, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _own(self, name: str) -> None:
        path = _OWN_FILES.get(name)
        if path is None:
            self._say(HTTPStatus.NOT_FOUND, "There is no such file.")
        else:
            self._give(Answer(name, path.read_bytes()))

    def _give(self, answer: Answer, status: HTTPStatus = HTTPStatus.OK) -> None:
        tag = f'"{answer.mark or blake2b(answer.body, digest_size=8).hexdigest()}"'
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            status, answer = HTTPStatus.NOT_MODIFIED, answer._replace(body=b"")
        self._start(status, _type(answer.name))
        self.send_header("ETag", tag)
        self._end(answer.body)

    def _lead_to(self, address: str) -> None:
        self._start(HTTPStatus.FOUND, "text/plain; charset=utf-8")
        self.send_header("Location", address)
        self._end(b"")

    def _say(self, status: HTTPStatus, text: str) -> None:
        self._start(status, "text/plain; charset=utf-8")
        self._end(f"{text}\n".encode())

    def _start(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")  # kept, but never shown without asking
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _end(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --- word to open pages ---

    def _tell(self, query: dict[str, list[str]]) -> None:
        """Tell a page when it has changed, and of every state what was found, as server-sent events."""
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
            self.wfile.write(_event("found", _found(state, trouble)) if now == mark else _event("reload", {}))


_OWN_FILES = {name: TEMPLATES / LIVE_ASSETS / name for name in ("live.css", "live.js")}


def _type(name: str) -> str:
    kind = _TYPES.get(PurePosixPath(name).suffix.lower()) or guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml", "bibtex")) else kind


def _address(site: Site, path: str) -> str:
    """Return the address relative to the site; one below the path at which the site will be published means the same."""
    return path.removeprefix(site.base if path.startswith(site.base) else "/")


def _mark(state: State, path: str) -> str:
    if state.site is None:
        return ""
    answer = state.site.answer(_address(state.site, path)) or state.site.answer(WRONG_ADDRESS)
    return answer.mark if answer else ""


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _found(state: State, trouble: str) -> dict[str, object]:
    """Return what a page shows of the findings: errors first, and of very many the first."""
    errors = [f for f in state.findings if f.severity is Severity.ERROR]
    others = [f for f in state.findings if f.severity is not Severity.ERROR]
    shown = [*errors, *others][:_MOST_SHOWN]
    return {"trouble": trouble, "errors": len(errors), "warnings": len(others), "findings": records(shown)}


# --- from beginning to end --------------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path, address: Address) -> Iterator[Serving]:
    """Serve a project from memory. Raises ServeError when the address cannot be served at."""
    with TemporaryDirectory(prefix="explainer-") as scratch:
        live = Live(folder, Path(scratch))
        server = Server(address, live, folder)
        served = Serving(folder, server)
        try:
            yield served
        finally:
            served.end()


class Serving:
    """A project that is being served. Whoever goes through its rounds drives it; the server answers beside."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.url = server.url
        self._folder = folder
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)

    def rounds(self) -> Iterator[Round]:
        """Read everything, and then what changes, for as long as somebody asks for more.

        Whoever asks for a page meanwhile waits for the first round: reading much forks, which is for a process without threads.
        Raises ServeError when the folder cannot be watched.
        """
        live = self._server.live
        if done := live.update():
            yield done
        gc.freeze()  # what has been read stays: looking for cycles in all of it would take half a second
        gc.enable()
        self._thread.start()
        try:
            watch = Watch(self._folder, _FOLLOWED)
        except OSError as error:
            raise ServeError(f"cannot watch {self._folder}: {error.strerror or error}") from error
        with watch:
            yield from self._later_rounds(live, watch)

    def _later_rounds(self, live: Live, watch: Watch) -> Iterator[Round]:
        hints: frozenset[str] = frozenset()
        while True:
            if done := live.update(hints):
                yield done
            inside = (path.relative_to(self._folder).as_posix() for path in live.made_of if path.is_relative_to(self._folder))
            watch.follow({*_FOLLOWED, *inside})
            hints = watch.changes()

    def end(self) -> None:
        """Answer nobody any more."""
        self._server.live.end()
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()
