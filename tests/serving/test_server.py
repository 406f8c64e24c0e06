"""The server for writing, asked over HTTP as browsers ask it, and as they should not be able to."""

from __future__ import annotations

import http.client
import json
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest
from helpers import MINI
from preview_server import served

from builder.serving.server import Address, ServeError, Server, read_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from preview_server import Served

FILES = {
    **MINI,
    "mkdocs.yml": "site_name: Mini\nsite_url: https://example.org/my/\ntheme: {name: material, font: false}\nplugins: [explainer]\n",
    "docs/index.md": "# Welcome\n",
    "docs/method.md": "# Method\n",
    "docs/a picture.png": "no picture",
}
BROKEN = {"content/themes/mini.md": MINI["content/themes/mini.md"].replace("@alpha", "@alhpa")}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose content nobody changes."""
    with served(tmp_path_factory.mktemp("calm"), FILES) as found:
        yield found


@pytest.fixture
def lively(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path, MINI) as found:
        yield found


def ask(server: Served, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


# --- what is given ----------------------------------------------------------------------------------------------------


def directives(policy: str) -> dict[str, set[str]]:
    return {words[0]: {*words[1:]} for part in policy.split(";") if (words := part.split())}


def test_the_policy_of_the_server_lets_nothing_run_that_a_page_does_not(calm: Served) -> None:
    answer, body = ask(calm, "/themes/mini/")
    of_page = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', body.decode())
    assert of_page
    page, server = directives(of_page[1]), directives(answer.headers["Content-Security-Policy"])
    for name, sources in server.items():
        if name != "frame-ancestors":  # which only a header can say
            assert sources <= page.get(name, page["default-src"]), name
    assert server["default-src"] == {"'none'"}
    assert page.keys() <= server.keys()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/themes/mini/", "text/html; charset=utf-8"),
        ("/themes/mini/index.html", "text/html; charset=utf-8"),
        ("/themes/mini/?q=1", "text/html; charset=utf-8"),
        ("/my/themes/mini/", "text/html; charset=utf-8"),
        ("/method/", "text/html; charset=utf-8"),
        ("/assets/explainer/explainer.css", "text/css; charset=utf-8"),
        ("/assets/explainer/explainer.js", "text/javascript; charset=utf-8"),
        ("/assets/explainer/favicon.svg", "image/svg+xml; charset=utf-8"),
        ("/assets/explainer/fonts/serif.woff2", "font/woff2"),
        ("/search/index.js", "text/javascript; charset=utf-8"),
        ("/data/explainer.json", "application/json; charset=utf-8"),
        ("/data/claims.csv", "text/csv; charset=utf-8"),
        ("/data/sources.bib", "application/x-bibtex; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/a%20picture.png", "image/png"),
        ("/_explainer/live.js", "text/javascript; charset=utf-8"),
        ("/_explainer/live.css", "text/css; charset=utf-8"),
    ],
)
def test_everything_has_its_type_and_is_never_shown_from_a_cache_unasked(calm: Served, path: str, kind: str) -> None:
    answer, body = ask(calm, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    head, nothing = ask(calm, path, "HEAD")
    assert nothing == b""
    assert head.headers["Content-Length"] == str(len(body)) == answer.headers["Content-Length"]
    same, nothing = ask(calm, path, **{"If-None-Match": answer.headers["ETag"]})
    assert (same.status, nothing) == (304, b"")


def test_both_addresses_of_a_page_give_the_same(calm: Served) -> None:
    assert ask(calm, "/themes/mini/")[1] == ask(calm, "/themes/mini/index.html")[1]
    assert ask(calm, "/")[1] == ask(calm, "/index.html")[1]


@pytest.mark.parametrize(("path", "location"), [("/themes/mini", "/themes/mini/"), ("/method?q=1&x=%2F", "/method/?q=1&x=%2F")])
def test_a_page_without_its_slash_leads_to_it(calm: Served, path: str, location: str) -> None:
    answer, _ = ask(calm, path)
    assert (answer.status, answer.headers["Location"]) == (302, location)


@pytest.mark.parametrize(
    "path",
    [
        "/none/",
        "/themes/",
        "/themes",
        "/../mkdocs.yml",
        "/..%2fmkdocs.yml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/themes/../../content/explainer.yml",
        "/content/explainer.yml",
        "//etc/passwd",
        "//example.org/themes/mini",
        "/\\..\\mkdocs.yml",
        "/%00",
        "/%ff%fe",
        "/assets/live/live.js",
        "/_explainer/../mkdocs.yml",
        "/_explainer/live.html",
    ],
)
def test_nothing_but_the_site_is_given(calm: Served, path: str) -> None:
    answer, body = ask(calm, path)
    assert answer.status == 404
    assert b"root:" not in body
    assert b"plugins: [explainer]" not in body
    assert b"agencies:" not in body


def test_the_page_for_wrong_addresses_is_that_of_the_site(calm: Served) -> None:
    answer, body = ask(calm, "/none/")
    assert answer.status == 404
    assert b"This page is not here" in body


def test_only_reading_is_possible(calm: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(calm, "/", method)[0].status == 501


# --- who may ask ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LOCALHOST", "my.localhost:1", "[::1]:8000", "192.168.1.5:80"]
)
def test_addresses_and_names_of_this_machine_are_answered(calm: Served, host: str) -> None:
    assert ask(calm, "/", Host=host)[0].status == 200


@pytest.mark.parametrize("host", ["example.org", "evil.example:8000", "localhost.example.org", "127.0.0.1.example.org", "", "[", "[x]:1"])
def test_other_names_are_refused(calm: Served, host: str) -> None:
    for path in ("/", "/data/explainer.json", "/_explainer/events", "/_explainer/live.js"):
        answer, body = ask(calm, path, Host=host)
        assert answer.status == 403
        assert b"Mini" not in body


def test_the_name_that_was_told_is_answered(calm: Served) -> None:
    server = Server(Address("localhost", 0), calm.live, calm.folder)
    server.name = "desk.example"
    assert server.knows("desk.example:8000")
    assert not server.knows("other.example")
    server.server_close()


# --- where it serves --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:65535", ("::1", 65535)),
        (":8000", ("127.0.0.1", 8000)),
    ],
)
def test_addresses_are_read(text: str, address: tuple[str, int]) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "message"),
    [("127.0.0.1:65536", "ports go up to 65535"), ("8000", "HOST:PORT"), ("a:b", "HOST:PORT"), ("", "HOST:PORT"), ("a:-1", "HOST:PORT")],
)
def test_what_is_no_address_is_said_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ServeError, match=message) as caught:
        read_address(text)
    assert "\n" not in str(caught.value)


def test_an_address_that_cannot_be_had_is_said_in_one_line(calm: Served) -> None:
    with pytest.raises(ServeError, match="already in use"):
        Server(Address("127.0.0.1", calm.port), calm.live, calm.folder)
    with pytest.raises(ServeError, match="cannot serve at"):
        Server(Address("no.such.host.invalid", 0), calm.live, calm.folder)


def test_it_serves_at_an_address_of_the_sixth_version(calm: Served) -> None:
    try:
        server = Server(Address("::1", 0), calm.live, calm.folder)
    except ServeError:
        pytest.skip("this machine has no loopback of the sixth version")
    assert server.url.startswith("http://[::1]:")
    server.server_close()


# --- word to open pages -----------------------------------------------------------------------------------------------


class Listener:
    """Listens to the events of one page."""

    def __init__(self, server: Served, page: str, mark: str) -> None:
        self.connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.connection.sendall(f"GET /_explainer/events?page={page}&mark={mark} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        self.lines = self.connection.makefile("r", encoding="utf-8", newline="\n")
        self.head = "".join(iter(self.lines.readline, "\r\n"))

    def next(self) -> tuple[str, Any]:
        lines = list(iter(self.lines.readline, "\n"))
        assert len(lines) == 2, lines
        return lines[0].removeprefix("event: ").strip(), json.loads(lines[1].removeprefix("data: "))

    def close(self) -> None:
        self.lines.close()
        self.connection.close()


def mark(server: Served, address: str) -> str:
    assert server.live.state.site
    answer = server.live.state.site.answer(address)
    assert answer
    return answer.mark


def test_a_page_is_told_when_it_has_changed_and_only_then(lively: Served) -> None:
    theme = Listener(lively, "/themes/mini/", mark(lively, "themes/mini/"))
    group = Listener(lively, "/groups/union/", mark(lively, "groups/union/"))
    assert "text/event-stream" in theme.head
    assert theme.next() == group.next() == ("found", {"trouble": "", "errors": 0, "warnings": 0, "findings": []})
    lively.save({"content/themes/mini.md": MINI["content/themes/mini.md"].replace("A first", "Another")})
    assert theme.next() == ("reload", {})
    assert group.next()[0] == "found"
    theme.close()
    group.close()


def test_a_page_that_was_open_before_is_told_at_once(lively: Served) -> None:
    old = mark(lively, "themes/mini/")
    lively.save({"content/themes/mini.md": MINI["content/themes/mini.md"].replace("A first", "Another")})
    late = Listener(lively, "/themes/mini/index.html", old)
    assert late.next() == ("reload", {}), "it changed while nobody listened"
    late.close()


def test_a_page_that_is_gone_and_one_that_comes_are_told(lively: Served) -> None:
    theme = Listener(lively, "/themes/mini/", mark(lively, "themes/mini/"))
    nowhere = Listener(lively, "/themes/new/", mark(lively, "404.html"))
    assert theme.next()[0] == nowhere.next()[0] == "found"
    (lively.folder / "content/themes/mini.md").rename(lively.folder / "content/themes/new.md")
    lively.live.update()
    assert theme.next()[0] == nowhere.next()[0] == "reload"
    theme.close()
    nowhere.close()


def test_findings_are_told_errors_first_and_mending_too(lively: Served) -> None:
    page = Listener(lively, "/themes/mini/", mark(lively, "themes/mini/"))
    page.next()
    lively.save({**BROKEN, "content/sources/more.yml": "- {id: delta, title: D, publisher: D, consulted: full}\n"})
    name, news = page.next()
    assert name == "found"
    assert (news["errors"], news["warnings"]) == (1, 1)
    first = news["findings"][0]
    assert (first["path"], first["line"], first["code"]) == ("content/themes/mini.md", 5, "unknown-source")
    assert first["hints"] == ["did you mean `alpha`?"]
    assert [f["severity"] for f in news["findings"]] == ["error", "warning"]
    assert b"A first statement" in ask(lively, "/themes/mini/")[1], "the last good page stays"
    lively.save(MINI)
    assert page.next()[1]["errors"] == 0
    page.close()


def test_of_very_many_findings_the_first_are_told(lively: Served) -> None:
    page = Listener(lively, "/", mark(lively, ""))
    page.next()
    lively.save({f"content/themes/t{n}.md": "" for n in range(150)})
    _, news = page.next()
    assert news["errors"] == 150
    assert len(news["findings"]) == 100
    page.close()


def test_what_is_wrong_with_a_template_is_told(lively: Served) -> None:
    page = Listener(lively, "/themes/mini/", mark(lively, "themes/mini/"))
    page.next()
    lively.save({"templates/pages/theme.html": "{{ nothing.at_all }}"})
    name, news = page.next()
    assert name == "found", "to load the page again would show nothing"
    assert "nothing" in news["trouble"]
    answer, body = ask(lively, "/themes/mini/")
    assert answer.status == 500
    assert b"There is no page to show yet" in body
    assert b"_explainer/live.js" in body
    page.close()


def test_content_that_is_broken_from_the_beginning_has_a_page_that_waits(tmp_path: Path) -> None:
    with served(tmp_path, {**MINI, **BROKEN}) as server:
        answer, body = ask(server, "/themes/mini/")
        assert answer.status == 503
        assert b"_explainer/live.js" in body
        page = Listener(server, "/themes/mini/", "")
        assert page.next()[1]["errors"] == 1
        server.save(MINI)
        assert page.next() == ("reload", {})
        assert ask(server, "/themes/mini/")[0].status == 200
        page.close()


def test_a_server_that_ends_lets_go_of_its_listeners(tmp_path: Path) -> None:
    with served(tmp_path, MINI) as server:
        page = Listener(server, "/", mark(server, ""))
        page.next()
    assert page.lines.read() == ""
    page.close()
