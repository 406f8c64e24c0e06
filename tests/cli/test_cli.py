"""The command line: exit statuses, what goes where, and JSON that is nothing but JSON."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from building import ROOT, run
from helpers import MINI, write

from builder.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COMMANDS = ("build", "check", "serve", "bundle")
IMPORT, VERIFY, DIFF, NEW, LSP = "import", "verify", "diff", "new", "lsp"
"""Commands with files as their arguments."""
"""The command that reads other files than those of the project."""
BROKEN = {**MINI, "content/themes/mini.md": "---\ntitle: Mini\n---\n\nWords of “ünïcode”. [@alpah; @alpha; @beta; @gamma]\n{#mini-one}\n"}
WARNED = {**MINI, "content/sources/more.yml": "- {id: unused, title: Unused, publisher: U, consulted: full}\n"}


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    write(tmp_path, MINI)
    return tmp_path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    write(tmp_path, BROKEN)
    return tmp_path


def status(*arguments: str) -> int:
    """Return the exit status of a command run in this process."""
    try:
        return main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


# --- exit statuses ----------------------------------------------------------------------------------------------------


def test_done_is_0(mini: Path) -> None:
    for command in ("check", "build", "bundle"):
        assert run("builder", command, mini).returncode == 0
    assert (mini / "site/index.html").is_file()
    assert len(list((mini / "dist").glob("*.zip"))) == 1


def test_warnings_alone_are_0(tmp_path: Path) -> None:
    write(tmp_path, WARNED)
    done = run("builder", "check", tmp_path)
    assert done.returncode == 0
    assert "content/sources/more.yml:1:3: warning[unused-source]" in done.stderr


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "serve"])  # which waits until they are mended
def test_errors_are_1_and_nothing_is_written(broken: Path, command: str) -> None:
    done = run("builder", command, broken)
    assert done.returncode == 1
    assert "content/themes/mini.md:5:22: error[unknown-source] there is no source `alpah`" in done.stderr
    assert "help: did you mean `alpha`?" in done.stderr
    assert "1 error" in done.stderr
    assert not (broken / "site").exists()
    assert not (broken / "dist").exists()


def test_an_empty_folder_is_an_error_of_the_content(tmp_path: Path) -> None:
    for command in ("check", "build"):
        done = run("builder", command, tmp_path)
        assert done.returncode == 1
        assert "missing-content" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("check", "--nonsense"),
        ("check", "--format", "nonsense"),
        ("check", "one", "two"),
        ("build", "--format", "json"),
        ("check", "no/such/folder"),
        ("build", "no/such/folder"),
        ("serve", "no/such/folder"),
        ("bundle", "no/such/folder"),
        ("check", str(ROOT / "pyproject.toml")),
    ],
)
def test_wrong_use_is_2_and_says_why(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert status(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(("usage: explainer", "explainer: "))
    assert len(captured.err.strip()) > 20


def test_the_folder_may_be_left_out(mini: Path) -> None:
    done = run("builder", "check", cwd=mini)
    assert done.returncode == 0
    assert "1 theme, 1 claim, 3 sources, 1 group" in done.stdout


def test_a_dead_link_in_a_template_stops_the_bundle(mini: Path) -> None:
    write(mini, {"templates/pages/claims.html": '<h1>{{ title }}</h1><a href="nowhere.html">x</a><img src="https://example.org/x.png">'})
    done = run("builder", "bundle", mini)
    assert done.returncode == 1
    assert "claims/index.html" in done.stderr
    assert "site-dead-link" in done.stderr
    assert "site-external-request" in done.stderr
    assert not (mini / "dist").exists()


# --- output -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [MINI, WARNED, BROKEN], ids=["clean", "warned", "broken"])
def test_json_is_nothing_but_json(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    done = run("builder", "check", tmp_path, "--format", "json")
    findings = json.loads(done.stdout)
    assert isinstance(findings, list)
    assert done.stderr == ""
    assert done.returncode == int(any(one["severity"] == "error" for one in findings))
    assert len(findings) == (files is not MINI)
    for one in findings:
        assert list(one) == ["code", "severity", "path", "line", "column", "message", "hints"]
        assert one["severity"] in ("error", "warning")
        assert one["path"] in files
        assert one["line"] >= 1
        assert one["column"] >= 1
        assert one["message"]
        assert all(isinstance(hint, str) for hint in one["hints"])


def test_json_tells_the_same_as_text(broken: Path) -> None:
    write(broken, {"content/sources/mini.yml": MINI["content/sources/mini.yml"].replace("consulted: full", "consulted: fully", 1)})
    text = run("builder", "check", broken).stderr
    findings = json.loads(run("builder", "check", broken, "--format", "json").stdout)
    assert len(findings) > 1
    for one in findings:
        assert f"{one['path']}:{one['line']}:{one['column']}: {one['severity']}[{one['code']}] {one['message']}\n" in text
        assert all(f"    help: {hint}\n" in text for hint in one["hints"])
    assert len(re.findall(r"^\S+:\d+:\d+: ", text, re.MULTILINE)) == len(findings)


def test_json_is_utf8_whatever_the_terminal(broken: Path) -> None:
    write(broken, {"content/themes/t.md": "---\ntitle: T\n---\n\nWörter. [@älpha]\n{#t}\n"})
    command = [sys.executable, "-m", "builder", "check", str(broken), "--format", "json"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={"LC_ALL": "C", "PATH": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert json.loads(done.stdout.decode())
    assert done.returncode == 1


@pytest.mark.parametrize("command", ["check", "build", "bundle"])
def test_work_in_a_pipe_is_silent_but_for_its_result(mini: Path, command: str) -> None:
    done = run("builder", command, mini)
    assert done.stderr == ""
    assert "\r" not in done.stdout
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) <= 5


@pytest.mark.parametrize("themes", [60, 210], ids=["one process", "two processes"])
def test_long_work_says_on_a_terminal_how_far_it_has_come(mini: Path, themes: int) -> None:
    pty = pytest.importorskip("pty", reason="only Unix has terminals that a program can play", exc_type=ImportError)
    names = [f"t{number}" for number in range(themes)]
    write(mini, {f"content/themes/{n}.md": f"---\ntitle: {n}\n---\n\nWords. [@alpha]\n{{#c-{n}}}\n" for n in names})
    impatient = "import sys, builder.cli.main as c, builder.cli.output as p; p._DELAY = 0; sys.exit(c.main(sys.argv[1:]))"
    master, slave = pty.openpty()
    command = [sys.executable, "-c", impatient, "build", str(mini)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=slave, text=True) as process:
        os.close(slave)
        said = ""
        with contextlib.suppress(OSError):  # how Linux tells that nobody writes there any more
            while part := os.read(master, 4096):
                said += part.decode()
        assert process.stdout
        assert process.stdout.read().startswith(f"{themes + 1} themes")
    os.close(master)
    for what in ("Reading the content", "Writing the site"):
        told = [int(number) for number in re.findall(rf"\r{what}: (\d+) %", said)]
        assert told
        assert told == sorted(set(told))
        assert told[-1] <= 100
    assert re.search(r"Writing the site: 100 %\r +\r\Z", said)


def test_a_build_says_what_to_open(mini: Path) -> None:
    lines = run("builder", "build", mini).stdout.splitlines()
    assert lines[-1] == f"Open {mini / 'site/index.html'}"


def test_the_version_is_that_of_the_package() -> None:
    (version,) = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert run("builder", "--version").stdout == f"explainer {version}\n"


# --- help -------------------------------------------------------------------------------------------------------------


def documented() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"`explainer ([a-z]+)", readme)) | set(re.findall(r"^explainer ([a-z]+)", readme, re.MULTILINE)))


def test_every_documented_command_has_help() -> None:
    names = documented()
    assert set(names) == {*COMMANDS, IMPORT, VERIFY, DIFF, NEW, LSP}, "README.md and these tests name different commands"
    everything = run("builder", "--help").stdout
    for name in names:
        done = run("builder", name, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: explainer {name}")
        assert name in everything
        word = {DIFF: "OLD", NEW: "source", IMPORT: "FILE", VERIFY: "FILE", LSP: "editor"}.get(name, "folder")
        assert word in done.stdout


def test_help_waits_for_no_engine() -> None:
    code = "import sys; from builder.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert "'builder.cli.main'" in loaded
    for name in ("mkdocs", "jinja2", "yaml", "pyromark", "markdown"):
        assert f"'{name}'" not in loaded, f"--help loads {name}"


def test_an_explainer_without_slips_needs_nothing_that_explains_them(mini: Path) -> None:
    code = f"import sys; from builder.cli.main import main\nmain(['build', {str(mini)!r}])\nprint(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert "'builder.site.contents'" in loaded
    for name in ("edtf", "builder.dates.other_dates", "builder.formats.other_numbers"):
        assert f"'{name}'" not in loaded, f"a build loads {name}"


# --- serve ------------------------------------------------------------------------------------------------------------


NOTES = {"mkdocs.yml": "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n", "docs/index.md": "# Home\n"}


@dataclass
class Server:
    """A project that is being served."""

    folder: Path
    process: subprocess.Popen[str]
    address: str = ""

    def __post_init__(self) -> None:
        assert self.process.stdout
        first = self.process.stdout.readline()
        self.address = first.removeprefix("Serving ").split(" ", 1)[0]
        assert self.address.startswith("http://127.0.0.1:"), first

    def shows(self, page: str, text: str, seconds: float = 60) -> None:
        """Wait until a page shows a text."""
        end, seen = time.monotonic() + seconds, ""
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the server has stopped: {self.process.communicate()[0]}"
            try:
                with urllib.request.urlopen(f"{self.address}{page}", timeout=30) as answer:  # noqa: S310
                    seen = answer.read().decode()
            except urllib.error.HTTPError as error:
                seen = error.read().decode()
            if text in seen:
                return
            time.sleep(0.02)
        pytest.fail(f"{page} did not show {text!r} in {seconds} s; at last it was {seen[:300]!r}")

    def says(self, text: str) -> None:
        """Read what is printed up to a text."""
        assert self.process.stdout
        read = []
        while text not in (line := self.process.stdout.readline()):
            read.append(line)
            assert line, f"it ended without saying {text!r}: {read}"

    def edit(self, old: str, new: str) -> None:
        theme = self.folder / "content/themes/mini.md"
        text = theme.read_text(encoding="utf-8")
        assert old in text
        saved = self.folder / "scratch/saved"
        saved.write_text(text.replace(old, new), encoding="utf-8")
        saved.replace(theme)  # in one step: a file that is half written has findings of its own


@contextlib.contextmanager
def serve(folder: Path, files: Mapping[str, str], end: signal.Signals = signal.SIGINT) -> Iterator[Server]:
    write(folder, files)
    (folder / "scratch").mkdir()
    command = [sys.executable, "-m", "builder", "serve", str(folder), "--address", "127.0.0.1:0"]
    environment = {**os.environ, "TMPDIR": str(folder / "scratch")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as process:
        try:
            yield Server(folder, process)
            process.send_signal(end)
            output, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, output
    assert [line for line in output.splitlines() if line and "rebuilt in" not in line] == [], "it ends quietly"
    assert list((folder / "scratch").iterdir()) == [], "nothing is left behind"
    assert not (folder / "site").exists(), "serving writes into site/"


@pytest.mark.parametrize("files", [MINI, {**MINI, **NOTES}], ids=["content alone", "with notes"])
def test_a_served_site_follows_its_content(tmp_path: Path, files: Mapping[str, str]) -> None:
    with serve(tmp_path, files) as server:
        server.shows("themes/mini/", "A first statement.")
        server.says("ready in")
        server.edit("A first", "Another")
        server.shows("themes/mini/", "Another statement.")
        server.says("content/themes/mini.md: rebuilt in")
        server.edit("[@alpha", "[@nobody")
        server.says("error[unknown-source] there is no source `nobody`")
        server.says("showing the last good version until this is fixed")
        server.shows("themes/mini/", "Another statement.")
        server.edit("[@nobody", "[@alpha")
        server.edit("Another", "A third")
        server.shows("themes/mini/", "A third statement.")
        server.says("rebuilt in")


def test_serving_begins_with_broken_content_too(tmp_path: Path) -> None:
    with serve(tmp_path, {**MINI, "content/themes/mini.md": "no theme"}, signal.SIGTERM) as server:
        server.says("error[no-front-matter]")
        server.shows("themes/mini/", "There is no page to show yet")
        write(tmp_path, MINI)
        server.shows("themes/mini/", "A first statement.")
        server.says("content/themes/mini.md: rebuilt in")


def test_an_address_that_cannot_be_served_at_is_said_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for address, message in (
            (
                f"127.0.0.1:{port}",
                (
                    f"cannot serve at 127.0.0.1:{port}: Address already in use; "
                    f"another port can be chosen: `--address 127.0.0.1:{port + (1 if port < 65535 else -1)}`"
                ),
            ),
            ("127.0.0.1:65536", "65536 is not a valid port; ports go up to 65535"),
            ("here", "`here` is not a valid address; write HOST:PORT, for instance 127.0.0.1:8000"),
        ):
            done = run("builder", "serve", tmp_path, "--address", address)
            assert (done.returncode, done.stdout, done.stderr) == (2, "", f"explainer: {message}\n")


# --- where it is run --------------------------------------------------------------------------------------------------


def test_a_terminal_that_knows_no_such_letters_is_told_all_the_same(broken: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    (broken / "content/themes/mini.md").write_text("---\ntitle: Mini\n---\n\nWords. [@نص]\n{#mini-one}\n", encoding="utf-8")
    told = run("builder", "check", broken, **ascii_only)
    assert told.returncode == 1
    assert "\\u0646\\u0635" in told.stderr
    told = run("builder", "check", "--format", "json", broken, **ascii_only)
    assert told.returncode == 1
    assert any("نص" in found["message"] for found in json.loads(told.stdout))


def test_a_reader_may_have_read_enough(mini: Path) -> None:
    command = [sys.executable, "-m", "builder", "check", "--format", "json", str(mini)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


def test_a_site_that_is_a_link_stays_one(mini: Path) -> None:
    published = mini / "published"
    published.mkdir()
    (mini / "site").symlink_to(published)
    for _ in range(2):
        assert run("builder", "build", mini).returncode == 0
        assert (mini / "site").is_symlink()
        assert (published / "themes/mini/index.html").is_file()
        (mini / "content/themes/mini.md").touch()
