"""Answers over HTTP: pages from memory, and server-sent events that reload open tabs.

It is for one person at one machine: plain HTTP/1.1 of the standard library. Addresses are looked up in a table and never become
paths, so nothing outside of the site can be requested. An answer is complete before the first byte of it is sent, so that what
goes wrong while it is made has an answer, too.
"""

from __future__ import annotations

import json
import re
import socketserver
import sys
from errno import EADDRINUSE
from functools import cached_property
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from socket import AF_INET6
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, unquote

from builder.checking.report import records
from builder.engine.mkdocs_build import EngineError, engine_errors
from builder.model.findings import Severity
from builder.publishing.build_receipt import TEMPLATES
from builder.serving.address import LAST_PORT, ServeError, accepts
from builder.serving.site_state import WRONG_ADDRESS, Answer
from builder.site.assets import LIVE_ASSETS
from builder.site.page_frame import Slot
from builder.site.template_loader import bare_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.serving.address import Address
    from builder.serving.site_state import LiveProject, ProjectState, SiteVersion

OWN = "_explainer/"
"""The address of the server's own files and events, which belong to no site."""
_MOST_SHOWN = 100
_BEAT_SECONDS = 15.0
"""Seconds between two heartbeats, which detect closed connections."""
_IDLE_SECONDS = 60
_TYPES = {
    ".bib": "application/x-bibtex",
    ".ris": "application/x-research-info-systems",
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
_POLICY = (  # no less strict than that of a page
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_REFUSED = "This server answers only to an IP address, to localhost, and to the names it was started with: add this one with --allow-host."


class Server(ThreadingHTTPServer):
    """Serves a live project."""

    daemon_threads = True
    request_queue_size = 512  # a browser that opens many tabs asks for everything at once; what does not fit waits for seconds

    def __init__(self, address: Address, live: LiveProject, folder: Path, names: Iterable[str] = ()) -> None:
        """`names` are further names of hosts to which the server answers."""
        self.live = live
        self.folder = folder
        self.names = frozenset({address.host.casefold(), *names})
        if ":" in address.host:
            self.address_family = AF_INET6
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            words = f"cannot serve at {address.host}:{address.port}: {error.strerror or error}"
            host = f"[{address.host}]" if ":" in address.host else address.host
            another = f"; another port can be chosen: `--address {host}:{address.port + (1 if address.port < LAST_PORT else -1)}`"
            raise ServeError(words + (another if error.errno == EADDRINUSE else "")) from error

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
        """The page that is shown as long as there is no site. Raises EngineError."""
        with engine_errors():
            return Answer("index.html", bare_page(self.folder).join({Slot.LIVE: ""}, ""))

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore what is wrong with a connection, as when a browser closes it; report everything else, which is a bug."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Response(NamedTuple):
    """A complete response."""

    status: HTTPStatus
    kind: str
    body: bytes
    fields: tuple[tuple[str, str], ...] = ()


def _text(status: HTTPStatus, text: str, *fields: tuple[str, str]) -> _Response:
    return _Response(status, "text/plain; charset=utf-8", f"{text}\n".encode(), fields)


def _page(answer: Answer, status: HTTPStatus = HTTPStatus.OK) -> _Response:
    tag = f'"{answer.mark or blake2b(answer.body, digest_size=8).hexdigest()}"'
    return _Response(status, _type(answer.name), answer.body, (("ETag", tag),))


class _Handler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "explainer"
    sys_version = ""
    timeout = _IDLE_SECONDS
    """The longest time in seconds that a connection may be idle, or take to read an answer."""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request."""
        path, _, query = self.path.partition("?")
        refusal = self._refusal(path)
        if refusal is None and path == f"/{OWN}events":
            self._send_events(parse_qs(query))
            return
        try:
            response = refusal or self._response(path, query)
        except (EngineError, OSError) as error:
            reason = str(error).splitlines()[-1:]
            response = _text(HTTPStatus.INTERNAL_SERVER_ERROR, f"This cannot be shown: {''.join(reason)}")
        self._send(self._unchanged(response))

    do_HEAD = do_GET  # noqa: N815  # the name is the standard library's

    def do_POST(self) -> None:
        """Refuse a method that changes something."""
        allowed = _text(HTTPStatus.METHOD_NOT_ALLOWED, "This server can only be read.", ("Allow", "GET, HEAD"))
        self._send(self._refusal("/") or allowed)

    do_CONNECT = do_DELETE = do_OPTIONS = do_PATCH = do_PUT = do_TRACE = do_POST  # noqa: N815  # as above

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that cannot be understood, and close the connection."""
        status = HTTPStatus(code)
        self.close_connection = True
        self.request_version = self.protocol_version  # so that there is a status line even if that of the request was not read
        self._send(_text(status, f"{message or explain or status.phrase}."))

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal is for findings."""

    def _refusal(self, path: str) -> _Response | None:
        """Return the response to a request that is invalid or comes by an unknown name; None if it may be answered."""
        hosts = self.headers.get_all("Host", [])
        if self.headers.defects or len(hosts) > 1 or (not hosts and self.request_version != "HTTP/1.0"):  # RFC 9112, section 3.2
            self.close_connection = True
            return _text(HTTPStatus.BAD_REQUEST, "A request has valid header fields, and names its host once.")
        if not accepts("".join(hosts), self.server.names):
            return _text(HTTPStatus.FORBIDDEN, _REFUSED)
        return None if path.startswith("/") else _text(HTTPStatus.BAD_REQUEST, "An address begins with a slash.")

    def _response(self, path: str, query: str) -> _Response:
        """Return the response to a request for a file. Raises EngineError or OSError if it cannot be made."""
        if path.startswith(f"/{OWN}"):
            name = path.removeprefix(f"/{OWN}")
            own = _OWN_FILES.get(name)
            return _page(Answer(name, own.read_bytes())) if own else _text(HTTPStatus.NOT_FOUND, "There is no such file.")
        site, fallback = self.server.live.state.site, self.server.fallback
        if site is None:
            return _page(fallback, HTTPStatus.SERVICE_UNAVAILABLE)
        address = _address(site, unquote(path, errors="replace"))
        try:
            if answer := site.answer(address):
                return _page(answer)
            if site.is_page(f"{address}/"):
                target = f"/{quote(address)}/{f'?{query}' if query else ''}"
                return _Response(HTTPStatus.FOUND, "text/plain; charset=utf-8", b"", (("Location", target),))
            return _page(site.answer(WRONG_ADDRESS) or fallback, HTTPStatus.NOT_FOUND)
        except EngineError:  # the page shows the message, which it gets as an event
            return _page(fallback, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _unchanged(self, response: _Response) -> _Response:
        """Return the response that a browser has what it asked for, if so (RFC 9110, section 13.1.2); else the one given."""
        asked = ", ".join(self.headers.get_all("If-None-Match", [])).strip()
        if response.status is not HTTPStatus.OK or not asked:
            return response
        if asked != "*" and dict(response.fields)["ETag"] not in _ENTITY_TAG.findall(asked):
            return response
        return _Response(HTTPStatus.NOT_MODIFIED, "", b"", response.fields)

    def _send(self, response: _Response) -> None:
        status, kind, body, fields = response
        if self._has_field("Content-Length", "Transfer-Encoding"):  # a body that nobody reads is no further request
            self.close_connection = True
        self._start(status, kind)
        for name, value in fields:
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _has_field(self, *names: str) -> bool:
        """Return whether the request has one of these header fields; a request that was not understood has none."""
        headers = getattr(self, "headers", None)
        return headers is not None and any(name in headers for name in names)

    def _start(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-cache")  # cached, but revalidated before use
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")

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
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml", "bibtex", "systems")) else kind


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
