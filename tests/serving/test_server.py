"""The server for writing, asked over HTTP as browsers ask it, and as they should not be able to."""

from __future__ import annotations

import http.client
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from helpers import MINI, write
from preview_server import served

from builder.serving.address import Address, ServeError, accepts, read_address, read_name
from builder.serving.http_server import Server

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
        ("/data/sources.ris", "application/x-research-info-systems; charset=utf-8"),
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
    assert "Content-Length" not in same.headers


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
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"):
        answer, _ = ask(calm, "/", method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert ask(calm, "/", "FLY")[0].status == 501


def test_a_page_that_the_browser_has_is_not_sent_again(calm: Served) -> None:
    tag = ask(calm, "/")[0].headers["ETag"]
    for asked in (tag, f"W/{tag}", f'"a,b", W/"c",{tag}', "*", f' "x" , {tag} '):
        answer, body = ask(calm, "/", **{"If-None-Match": asked})
        assert (answer.status, body, answer.headers["ETag"]) == (304, b"", tag), asked
    for asked in ('"other"', tag.strip('"'), "", f'"{tag.strip(chr(34))}x"'):
        assert ask(calm, "/", **{"If-None-Match": asked})[0].status == 200, asked
    assert ask(calm, "/none/", **{"If-None-Match": "*"})[0].status == 404, "there is nothing that it could have"


def test_no_script_can_come_from_an_address_that_is_its_own_content(calm: Served) -> None:
    policy = dict(part.strip().split(" ", 1) for part in ask(calm, "/")[0].headers["Content-Security-Policy"].split(";"))
    assert "data:" not in policy.get("script-src", policy["default-src"])
    assert "data:" in policy["img-src"], "the signs of the claims are such addresses"


# --- requests that no browser makes ---


def say(server: Served, request: str) -> str:
    """Return everything that the server answers to some bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        ("GET /_explainer/events HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\n\r\n", 403),
        ("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        ("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403),
        ("GET themes/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nnot a field\r\nConnection: close\r\n\r\n", 400),
        ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
        ("DELETE / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403),
        ("FLY / HTTP/1.1\r\nHost: localhost\r\n\r\n", 501),
        ("GET / HTTP/3.0\r\n\r\n", 505),
        ("GET / b c\r\n\r\n", 400),
    ],
)
def test_a_request_that_is_none_has_an_answer_and_no_page(calm: Served, request_: str, status: int) -> None:
    answer = say(calm, request_)
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert "text/plain" in answer
    assert "Mini" not in answer


def test_the_body_of_a_request_is_no_further_request(calm: Served) -> None:
    inner = "GET /data/explainer.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for method in ("GET", "POST"):
        answer = say(calm, f"{method} /_explainer/live.css HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(inner)}\r\n\r\n{inner}")
        assert answer.count("HTTP/1.1 ") == 1


# --- files that come and go ---


def test_a_page_whose_file_is_gone_has_an_answer(lively: Served, capfd: pytest.CaptureFixture[str]) -> None:
    lively.save({"docs/index.md": "# Welcome\n", "docs/method.md": "# Method\n"})
    (lively.folder / "docs/index.md").unlink()
    (lively.folder / "docs/method.md").write_bytes(b"\xff\xfe\xff")
    for path in ("/", "/method/"):
        answer, body = ask(lively, path)
        assert answer.status == 500
        assert b"_explainer/live.js" in body, "it shows what is wrong, and follows when the file is back"
        page = Listener(lively, path, "")
        assert "cannot be read" in page.next()[1]["trouble"]
        page.close()
    lively.save({"docs/index.md": "# Back\n", "docs/method.md": "# Back\n"})
    assert b"Back" in ask(lively, "/")[1]
    assert capfd.readouterr().err == ""


def test_a_server_whose_folder_was_removed_answers(lively: Served, capfd: pytest.CaptureFixture[str]) -> None:
    lively.live._outputs[-1].remove()  # as a program does that cleans up temporary files
    assert ask(lively, "/assets/explainer/explainer.css")[0].status == 500
    assert ask(lively, "/themes/mini/")[0].status == 200
    assert capfd.readouterr().err == ""


def test_a_page_for_the_beginning_that_is_invalid_has_an_answer(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with served(tmp_path, {**MINI, **BROKEN, "templates/live.html": "{% nothing %}"}) as server:
        answer, body = ask(server, "/")
    assert (answer.status, answer.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert body.startswith(b"This cannot be shown: ")
    assert body.count(b"\n") == 1
    assert capfd.readouterr().err == ""


# --- many at once ---


def test_a_hundred_connections_wait_for_a_server_that_is_busy(calm: Served) -> None:
    server = Server(Address("127.0.0.1", 0), calm.live, calm.folder)  # one that accepts nobody
    port = int(server.socket.getsockname()[1])
    waiting = [socket.create_connection(("127.0.0.1", port), timeout=3) for _ in range(100)]
    assert len(waiting) == 100
    for connection in waiting:
        connection.close()
    server.server_close()


def test_pages_are_answered_beside_a_hundred_open_tabs_and_readers_that_do_not_read(lively: Served) -> None:
    write(lively.folder, {"docs/large.txt": "x" * 4_000_000})
    lively.save({"docs/index.md": "# Welcome\n"})
    slow = []
    for _ in range(20):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        reader.connect(("127.0.0.1", lively.port))
        reader.sendall(b"GET /large.txt HTTP/1.1\r\nHost: localhost\r\n\r\n")
        slow.append(reader)
    shy = [socket.create_connection(("127.0.0.1", lively.port), timeout=30) for _ in range(20)]  # which say nothing, or half of it
    for one in shy[::2]:
        one.sendall(b"GET / HTTP/1.1\r\nHo")
    tabs = [Listener(lively, "/themes/mini/", mark(lively, "themes/mini/")) for _ in range(100)]
    assert {tab.next()[0] for tab in tabs} == {"found"}
    with ThreadPoolExecutor(100) as pool:
        assert {answer.status for answer, _ in pool.map(lambda _: ask(lively, "/themes/mini/"), range(100))} == {200}
    lively.save({"content/themes/mini.md": MINI["content/themes/mini.md"].replace("A first", "Another")})
    assert {tab.next()[0] for tab in tabs} == {"reload"}
    for connection in (*tabs, *slow, *shy):
        connection.close()


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


def test_names_that_were_given_are_answered_and_no_others(tmp_path: Path) -> None:
    names = ["Desk.example", "preview.example.org.", "bücher.example"]
    with served(tmp_path, MINI, map(read_name, names)) as server:
        for host in ("desk.example:8000", "DESK.EXAMPLE", "preview.example.org", "preview.example.org.:80", "xn--bcher-kva.example"):
            assert ask(server, "/", Host=host)[0].status == 200, host
        for host in ("example", "x.desk.example", "desk.example.evil.example", "example.org", "desk.example@evil.example"):
            answer, body = ask(server, "/", Host=host)
            assert answer.status == 403, host
            assert b"--allow-host" in body


def test_the_name_at_which_it_serves_is_answered(calm: Served) -> None:
    server = Server(Address("LocalHost", 0), calm.live, calm.folder)
    assert accepts("localhost:8000", server.names)
    assert not accepts("other.example", server.names)
    server.server_close()


@pytest.mark.parametrize("name", ["", "*", "*.example.org", "http://a.example", "a.example:80", "a b", ".", "a..b", "a/b", "x" * 300])
def test_what_is_no_name_of_a_host_is_said_in_one_line(name: str) -> None:
    with pytest.raises(ServeError, match="is not the name of a host"):
        read_name(name)


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
