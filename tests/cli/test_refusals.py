"""The machine refuses: one sentence with the path and the reason, exit status 3, the old site as it was, and nothing left behind.

Root may do anything, so what needs a permission to be missing runs as another user, in a copy of the project that this user can
read. A small disk is a `tmpfs` of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import ROOT, copy_project, difference, run, tree
from helpers import MINI, write

from builder.publishing.output_folders import WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Guest = Callable[[str, Path], subprocess.CompletedProcess[str]]

NOBODY = 65534
CONFIGURED = {"mkdocs.yml": "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n", "docs/index.md": "# Home\n"}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such users, pipes and limits")
PYTHONS = [sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"]
"""Another user may not read a Python in root's own folder, but the system's, which can import the same packages."""
PYTHONPATH = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH"), sysconfig.get_path("purelib")]))


@pytest.fixture
def project() -> Iterator[Path]:
    """A small project with a site, in a folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        write(Path(folder) / "mini", MINI)
        assert run("builder", "build", Path(folder) / "mini").returncode == 0
        change(Path(folder) / "mini")
        time.sleep(0.1)  # what was changed a moment ago is not looked up in the cache
        yield Path(folder) / "mini"


def change(project: Path) -> None:
    theme = project / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("A first", "Another first"), encoding="utf-8")


def shell(
    command: str, project: Path, user: int | None = None, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which `$E` is the command `explainer` and `$P` the project, perhaps as another user."""
    return subprocess.run(
        ["sh", "-c", command.replace("$E", f"{python} -m builder").replace("$P", str(project))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        env={**os.environ, "PYTHONUNBUFFERED": "", "PYTHONPATH": PYTHONPATH, **environment},
    )


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("explainer: the system refuses ")
    assert all(word in sentence for word in words), sentence
    assert done.returncode == 3


def left(project: Path) -> list[str]:
    """Return what a build leaves beside the site when it is broken off, which is to be nothing."""
    cache = project / ".cache/explainer"
    unfinished = [path for path in cache.glob("*") if path.suffix[1:].isdecimal()]
    return sorted(str(path) for path in [*unfinished, *project.glob(f"*/{WORK}"), *project.glob("dist/.*")])


# --- another user -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def guest() -> Guest:
    """Runs a line of a shell as another user."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    for python in PYTHONS:
        with suppress(OSError):
            if shell("$E --version", Path("/"), NOBODY, python).returncode == 0:
                return partial(shell, user=NOBODY, python=python)
    pytest.skip("another user may not read Python or this program")


@pytest.mark.parametrize("cache", ["none", "of another user", "read-only", "a file"])
def test_a_check_needs_to_write_nothing(project: Path, guest: Guest, cache: str) -> None:
    if cache in ("none", "a file"):
        shutil.rmtree(project / ".cache")
    if cache == "a file":
        (project / ".cache").touch()
    if cache == "read-only":
        (project / ".cache/explainer/receipt.json").unlink()
        (project / ".cache/explainer").chmod(0o500)
    write(project, {"content/sources/more.yml": "- {id: unused, title: Unused, publisher: U, consulted: full}\n"})
    before = tree(project)
    text, data = (guest(f"$E check $P --format {form}", project) for form in ("text", "json"))
    assert (text.returncode, data.returncode, data.stderr) == (0, 0, "")
    assert "warning[unused-source]" in text.stderr
    assert [one["code"] for one in json.loads(data.stdout)] == ["unused-source"]
    assert difference(tree(project), before) == []


def test_what_may_not_be_read_is_found_and_not_believed_later(project: Path, guest: Guest) -> None:
    assert run("builder", "check", project).returncode == 0, "a receipt of another user is no answer"
    (project / "content/groups").chmod(0o700)
    (project / "content/themes/mini.md").chmod(0o600)
    for done in (guest("$E check $P --format json", project) for _ in range(2)):
        assert done.returncode == 1, done.stderr
        found = [(one["path"], one["code"]) for one in json.loads(done.stdout) if one["code"].startswith("unreadable")]
        assert found == [("content/groups", "unreadable-folder"), ("content/themes/mini.md", "unreadable-file")]
    assert run("builder", "check", project).returncode == 0
    shutil.chown(project, NOBODY)
    shutil.rmtree(project / ".cache")
    assert guest("$E check $P", project).returncode == 1
    (project / "content/groups").chmod(0o755)
    (project / "content/themes/mini.md").chmod(0o644)
    assert guest("$E check $P", project).returncode == 0


def test_a_folder_that_may_be_listed_but_not_entered_is_found(project: Path, guest: Guest) -> None:
    (project / "content/groups").chmod(0o744)
    done = guest("$E check $P", project)
    assert "content/groups/union.md:1:1: error[unreadable-file] this file cannot be read: Permission denied" in done.stderr
    assert done.returncode == 1


def test_a_link_to_what_may_not_be_read_is_found(project: Path, guest: Guest) -> None:
    (project / "content/secret").mkdir()
    write(project, {"content/secret/a.md": ""})
    (project / "content/secret").chmod(0o700)
    (project / "content/themes/link.md").symlink_to("../secret/a.md")
    done = guest("$E check $P", project)
    assert "content/themes/link.md:1:1: error[outside-content]" in done.stderr
    assert "content/secret:1:1: error[unreadable-folder]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_build_that_may_not_write_says_where(project: Path, guest: Guest, command: str) -> None:
    before = tree(project)
    assert_refused(guest(f"$E {command} $P", project), str(project / "site"), "Permission denied")
    shutil.rmtree(project / ".cache")
    assert_refused(guest(f"$E {command} $P", project), str(project / "site"), "Permission denied")
    assert left(project) == []
    assert (
        difference(tree(project / "site"), {name.removeprefix("site/"): one for name, one in before.items() if name.startswith("site/")})
        == []
    )
    shutil.rmtree(project / "site")
    assert_refused(guest(f"$E {command} $P", project), str(project / "site"), "Permission denied")


def test_a_bundle_that_may_not_be_written_says_where(project: Path, guest: Guest) -> None:
    for path in (project, *project.rglob("*")):
        shutil.chown(path, NOBODY)
    (project / "dist").mkdir()
    assert_refused(guest("$E bundle $P", project), str(project / "dist"), "Permission denied")
    assert list((project / "dist").iterdir()) == []


@pytest.mark.parametrize("path", ["docs/index.md", "docs/picture.png", "docs", "mkdocs.yml"])
def test_what_a_build_may_not_read_is_said(project: Path, guest: Guest, path: str) -> None:
    write(project, {**CONFIGURED, "docs/picture.png": ""})
    for one in (project, *project.rglob("*")):
        shutil.chown(one, NOBODY)
    shutil.chown(project / path, 0, 0)
    (project / path).chmod(0o700)
    done = guest("$E build $P", project)
    assert f"{path}:1:1: error[unreadable-{'folder' if path == 'docs' else 'file'}]" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == (3 if path == "mkdocs.yml" else 1)


def test_a_project_that_may_not_be_entered_is_said(project: Path, guest: Guest) -> None:
    project.chmod(0o700)
    for command in ("check", "build", "bundle"):
        assert_refused(guest(f"$E {command} $P", project), str(project), "Permission denied")


# --- space and limits -------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """Yield a disk of its own."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("there is no right to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, command: str) -> None:
    with small_disk(tmp_path / "disk", "6m") as disk:
        write(disk, MINI)
        assert run("builder", "build", disk).returncode == 0
        change(disk)
        before = tree(disk / "site")
        room = shutil.disk_usage(disk).free
        (disk / "filling").write_bytes(bytes(max(room - 300_000, 0)))
        assert_refused(run("builder", command, disk), "No space left on device", str(disk))
        assert difference(tree(disk / "site"), before) == []
        assert left(disk) == []
        assert not list((disk / "dist").glob("*"))
        (disk / "filling").write_bytes(bytes(max(shutil.disk_usage(disk).free + room - 300_000, 0))[: room - 4096])
        assert run("builder", "check", disk).returncode == 0, "a check needs no room"
        (disk / "filling").unlink()
        assert run("builder", "build", disk).returncode == 0


def test_a_full_disk_for_temporary_files_does_not_matter(project: Path, tmp_path: Path) -> None:
    write(project, {f"content/themes/t{n}.md": f"---\ntitle: T{n}\n---\n\nWords. [@alpha]\n{{#c-{n}}}\n" for n in range(210)})
    with small_disk(tmp_path / "disk", "64k") as disk:
        (disk / "filling").write_bytes(bytes(65536))
        for command in ("check", "build"):
            done = run("builder", command, project, TMPDIR=str(disk))
            assert (done.returncode, done.stderr) == (0, "")


def test_files_that_may_not_grow_leave_the_old_site(project: Path) -> None:
    before = tree(project / "site")
    assert_refused(shell("ulimit -f 100; $E build $P", project), "File too large", str(project))
    assert difference(tree(project / "site"), before) == []
    assert left(project) == []
    assert shell("ulimit -f 0; $E check $P", project).returncode == 0


# --- output -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["check $P", "check $P --format json", "build $P", "bundle $P", "--help", "--version"])
def test_an_output_that_is_full_is_said(project: Path, arguments: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    assert_refused(shell(f"$E {arguments} > /dev/full", project), "the standard output", "No space left on device")
    assert shell(f"$E {arguments} > /dev/full 2> /dev/full", project).returncode == 3


@pytest.mark.parametrize("command", ["check", "check --format json", "build", "bundle"])
def test_an_output_that_is_closed_is_said_before_anything_is_done(project: Path, command: str) -> None:
    before = tree(project)
    assert_refused(shell(f"$E {command} $P >&-", project), "the standard output", "closed")
    assert difference(tree(project), before) == []


def test_a_closed_standard_error_does_not_mix_with_the_output(project: Path) -> None:
    write(project, {"content/sources/more.yml": "- {id: unused, title: Unused, publisher: U, consulted: full}\n"})
    for form in ("text", "json"):
        done = shell(f"$E check $P --format {form} 2>&-", project)
        assert done.returncode == 0
        assert ("unused-source" in done.stdout) == (form == "json")


# --- what is no file --------------------------------------------------------------------------------------------------


def pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("there is no right to make a device")


@pytest.mark.parametrize("make", [pipe, a_socket, device])
@pytest.mark.parametrize("path", ["content/themes/x.md", "content/x.yml", "docs/x.md", "docs/x.png", "mkdocs.yml", "templates/assets/x.js"])
def test_what_is_no_file_is_not_opened(project: Path, path: str, make: object) -> None:
    write(project, CONFIGURED)
    (project / path).unlink(missing_ok=True)
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    make(project / path)  # type: ignore[operator]
    before = tree(project / "site")
    for command in ("check", "build", "bundle"):
        done = shell(f"$E {command} $P", project)
        assert f"{path}:1:1: error[special-file] this is a" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.returncode == (3 if path == "mkdocs.yml" and command != "check" else 1)
    assert difference(tree(project / "site"), before) == []


def test_a_pipe_that_the_configuration_inherits_is_not_opened(project: Path) -> None:
    write(project, {**CONFIGURED, "mkdocs.yml": f"INHERIT: base.yml\n{CONFIGURED['mkdocs.yml']}"})
    pipe(project / "base.yml")
    before = tree(project / "site")
    for command in ("check", "build", "bundle"):
        assert_refused(shell(f"$E {command} $P", project), str(project / "base.yml"), "a pipe")
    assert difference(tree(project / "site"), before) == []


@pytest.mark.parametrize("text", ["[" * 20_000, "INHERIT: mkdocs.yml\n"])
def test_a_configuration_without_an_end_is_said(project: Path, text: str) -> None:
    write(project, {"mkdocs.yml": text})
    for command in ("check", "build", "bundle"):
        done = shell(f"$E {command} $P", project)
        assert done.stderr == "explainer: mkdocs.yml is nested too deeply, or inherits itself\n"
        assert done.returncode == 1


def test_a_pipe_is_not_opened_wherever_the_pages_are(project: Path) -> None:
    write(project, {"mkdocs.yml": f"{CONFIGURED['mkdocs.yml']}docs_dir: pages\n", "pages/index.md": "# Home\n"})
    pipe(project / "pages/pipe.txt")
    done = shell("$E build $P", project)
    assert "pages/pipe.txt" in done.stderr
    assert "a pipe" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize("what", ["folder", "deep", "pipe", "bytes", "link", "number"])
def test_garbage_in_the_place_of_a_receipt_does_not_matter(project: Path, what: str) -> None:
    receipt = project / ".cache/explainer/receipt.json"
    for path in (receipt, receipt.with_name("receipt.json.part")):
        path.unlink(missing_ok=True)
        match what:
            case "folder":
                path.mkdir()
            case "pipe":
                pipe(path)
            case "link":
                path.symlink_to("../../content/explainer.yml")
            case "deep":
                path.write_text("[" * 200_000, encoding="utf-8")
            case "number":
                path.write_text("9" * 5000, encoding="utf-8")
            case _:
                path.write_bytes(b"\xff\0")
    before = tree(project / "content")
    for command in ("check", "build"):
        done = shell(f"$E {command} $P", project)
        assert done.returncode == 0
        if what in ("pipe", "link"):
            (sentence,) = done.stderr.splitlines()
            assert sentence.startswith(".cache/explainer/receipt.json")
            assert sentence.endswith(" is a link or a special file, so nothing is cached; remove it and builds are faster")
        else:
            assert done.stderr == ""
    assert difference(tree(project / "content"), before) == []


def test_names_that_are_not_utf8_are_printed_with_escapes(project: Path) -> None:
    for path in ("content/themes/\udcff.md", "docs/\udce9/a.md", "docs/\udcff.png"):
        write(project, {path: ""})
    text, data = shell("$E check $P", project), shell("$E check $P --format json", project)
    found = [one["path"] for one in json.loads(data.stdout)]
    assert found == ["content/themes/\\xff.md", "docs/\\xe9", "docs/\\xff.png"]
    assert all(f"{path}:1:1: error[not-utf8]" in text.stderr for path in found)
    assert shell("$E build $P", project).returncode == 1


def test_a_project_in_a_folder_that_is_not_utf8_is_built(project: Path) -> None:
    moved = project.with_name("\udcff")
    project.rename(moved)
    done = run("builder", "build", moved)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\udcff/site/index.html" in done.stdout


def test_a_folder_that_is_gone_is_said(project: Path) -> None:
    gone = copy_project("second", project.parent / "gone")
    assert_refused(shell("cd $P && rm -r . 2>/dev/null; rm -r $P; $E check .", gone), "No such file")
