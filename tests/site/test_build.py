"""A build as a whole: the same bytes wherever and whenever, all or nothing, and no traces but the site.

Every build runs in a process of its own. What must go wrong goes wrong by an audit hook (PEP 578) that `sitecustomize`
sets in that process: it sees every file that is opened or moved and every host that is asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from building import ROOT, copy_project, difference, run, run_here, tree
from helpers import MINI, write
from mounting import mounted
from selection import some
from site_reader import Site, select, words

from builder.checking.two_processes import two_processors
from builder.publishing.output_folders import WORK

if TYPE_CHECKING:
    from collections.abc import Callable

    from building import Built


def customized(folder: Path, code: str) -> str:
    """Write a `sitecustomize` that runs code at the start of a process; return the PYTHONPATH that makes it count."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(textwrap.dedent(code), encoding="utf-8")
    return os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))


@pytest.fixture
def mini(tmp_path: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Give a small project that has a site, in a copy of its own."""

    def make(folder: Path) -> None:
        write(folder / "mini", MINI)
        done = run_here("build", folder / "mini")
        assert done.returncode == 0, done.stderr

    return Path(shutil.copytree(once("mini", make) / "mini", tmp_path / "mini"))


# --- the same content, the same bytes ---------------------------------------------------------------------------------

ANOTHER_DAY = """
    import datetime, time
    _ahead = 400 * 86400 + 12345
    _time, _ns, _localtime, _gmtime, _strftime = time.time, time.time_ns, time.localtime, time.gmtime, time.strftime
    time.time = lambda: _time() + _ahead
    time.time_ns = lambda: _ns() + _ahead * 10**9
    time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
    time.strftime = lambda form, t=None: _strftime(form, time.localtime() if t is None else t)
    class _Late(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)
        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    class _LateDate(datetime.date):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(time.time())
    datetime.datetime, datetime.date = _Late, _LateDate
"""


def test_the_other_clock_is_another(tmp_path: Path) -> None:
    code = "import datetime, time; print(time.time(), datetime.datetime.now().timestamp(), datetime.date.today().toordinal())"
    late = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": customized(tmp_path / "late", ANOTHER_DAY)},
        capture_output=True,
        text=True,
        check=True,
    )
    now = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for then, today, least in zip(map(float, late.stdout.split()), map(float, now.stdout.split()), (3e7, 3e7, 400), strict=True):
        assert then - today >= least


def test_another_place_time_and_machine_give_the_same_bytes(built: Built, tmp_path: Path) -> None:
    elsewhere = copy_project(built.name, tmp_path / "another plàce")
    for number, path in enumerate(sorted(elsewhere.rglob("*"), reverse=True)):
        os.utime(path, (10**9 + number, 10**9 + number))
    strange = {
        "PYTHONPATH": customized(tmp_path / "late", ANOTHER_DAY),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "4711",
        "PYTHONUTF8": "0",
        "HOME": str(tmp_path),
        "COLUMNS": "40",
    }
    assert "SOURCE_DATE_EPOCH" not in os.environ
    before = os.umask(0o077)
    try:
        done = run("builder", "bundle", ".", cwd=elsewhere, **strange)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    differ = difference(tree(built.root), tree(elsewhere / "site"))
    assert [name for name in differ if not name.startswith("bundle/") and name != ".explainer.json"] == []  # bundles lie beside it
    bundles = {path.name: path.read_bytes() for path in (elsewhere / "dist").iterdir()}
    assert bundles == {path.name: path.read_bytes() for path in built.bundle.parent.iterdir()}


def test_a_second_build_changes_nothing(mini: Path) -> None:
    before = tree(mini / "site")
    assert run_here("build", mini).returncode == 0
    assert difference(tree(mini / "site"), before) == []


def test_nothing_of_the_machine_is_in_the_site(built: Built) -> None:
    host = os.uname().nodename
    secrets = [str(built.project.parent), str(ROOT), str(Path.home()), sys.prefix, "" if host.isalpha() else host]
    for name in some(built.site.files):
        content = (built.root / name).read_bytes()
        assert [s for s in secrets if len(s) > 5 and s.encode() in content] == [], name


def test_mkdocs_alone_builds_the_same_site(own: Built, tmp_path: Path) -> None:
    project = copy_project("own", tmp_path / "project")
    done = run("mkdocs", "build", "--quiet", cwd=project)
    assert done.returncode == 0, done.stderr
    assert difference(tree(own.root), tree(project / "site")) == []


def test_mkdocs_refuses_what_explainer_refuses(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "mkdocs.yml": "site_name: Mini\ntheme: material\nplugins: [explainer]\n", "docs/index.md": "# Home\n"})
    theme = tmp_path / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("@alpha", "@nobody"), encoding="utf-8")
    done = run("mkdocs", "build", cwd=tmp_path)
    assert done.returncode == 1
    assert "content/themes/mini.md:5:21: error[unknown-source]" in done.stderr
    assert not (tmp_path / "site").exists()


# --- all or nothing ---------------------------------------------------------------------------------------------------


def breakages() -> dict[str, dict[str, str]]:
    mkdocs = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n"
    good = {"mkdocs.yml": mkdocs, "docs/index.md": "# Home\n", "docs/more.md": "# More\n"}
    return {
        "content": {"content/themes/mini.md": "---\ntitle: Mini\n---\n\nWords. [@nobody]\n{#mini-one}\n"},
        "docs": {**good, "docs/more.md": "# More\n\n[dead](claim:nobody)\n"},
        "configuration": {**good, "mkdocs.yml": mkdocs.replace("material", "nothing-of-this-name")},
        "plugins": {**good, "mkdocs.yml": mkdocs.replace("[explainer]", "[]")},
        "extension": {**good, "mkdocs.yml": f"{mkdocs}markdown_extensions: [no.such.extension]\n"},
        "template": {**good, "mkdocs.yml": mkdocs.replace("}", ", custom_dir: own}"), "own/main.html": "{% broken %}"},
    }


@pytest.mark.parametrize("what", breakages())
def test_a_failed_build_leaves_the_old_site(mini: Path, what: str) -> None:
    before = tree(mini / "site")
    broken = breakages()[what]
    saved = {name: (mini / name).read_bytes() for name in broken if (mini / name).exists()}
    write(mini, broken)
    done = run("builder", "build", mini)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr or what == "template"  # a template is a program, and its author reads tracebacks
    assert done.stdout == ""
    assert tree(mini / "site") == before
    for name in broken:
        (mini / name).unlink()
    for name, content in saved.items():
        (mini / name).write_bytes(content)
    done = run_here("build", mini)
    assert done.returncode == 0, done.stderr
    assert difference(tree(mini / "site"), before) == []


KILLED = """
    import os, signal, sys
    left = [{number}]
    def _hook(event, arguments):
        if event == {event!r} and {condition}:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(_hook)
"""
STAGED = f"'/{WORK}/new/' in str(arguments[0])"


def change(mini: Path) -> None:
    theme = mini / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("A first", "Another first"), encoding="utf-8")


def kill(mini: Path, tmp_path: Path, event: str, condition: str, number: int) -> None:
    """Change the content and build, but kill the build at an event."""
    change(mini)
    code = KILLED.format(event=event, condition=condition, number=number)
    killed = run("builder", "build", mini, PYTHONPATH=customized(tmp_path / "killer", code))
    assert killed.returncode == -signal.SIGKILL, f"the build was not killed: {killed.stderr}"


def read_by_visitors(site: Path) -> dict[str, str]:
    """Return the tree of a site without what is hidden in it."""
    return {name: digest for name, digest in tree(site).items() if not name.startswith(".")}


@pytest.mark.parametrize("number", [2, 30, 60])
def test_a_build_that_is_killed_while_it_writes_leaves_the_old_site(mini: Path, tmp_path: Path, number: int) -> None:
    before, staging = tree(mini / "site"), mini / "site" / WORK / "new"
    kill(mini, tmp_path, "open", f"{STAGED} and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT", number)
    assert 0 < len(tree(staging)) < len(before), "it was not writing just then"
    assert read_by_visitors(mini / "site").items() <= before.items()
    done = run_here("build", mini)
    assert done.returncode == 0, done.stderr
    assert b"Another first" in (mini / "site/themes/mini/index.html").read_bytes()
    assert set(tree(mini / "site")) == set(before)


NEXT: dict[str, tuple[object, ...]] = {
    "builds": ("builder", "build", "."),
    "bundles": ("builder", "bundle", "."),
    "builds with MkDocs": ("mkdocs", "build", "-q"),
    "builds with errors": ("builder", "build", "."),
}


@pytest.mark.parametrize("command", NEXT)
@pytest.mark.parametrize("place", ["a plain folder", "a bind mount", "a checkout"])
def test_a_build_that_is_killed_while_it_publishes_is_finished_by_the_next_command(
    mini: Path, tmp_path: Path, place: str, command: str
) -> None:
    write(
        mini, {"mkdocs.yml": "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n", "docs/index.md": "# Mini\n"}
    )
    foreign = {".git": "gitdir: /elsewhere", ".mine": "mine"} if place == "a checkout" else {}
    with ExitStack() as stack:
        if place == "a bind mount":
            shutil.copytree(mini / "site", tmp_path / "disk")
            stack.enter_context(mounted(mini / "site", "--bind", str(tmp_path / "disk")))
        write(mini / "site", foreign)
        kill(mini, tmp_path, "os.rename", STAGED, 2 + len(command) % 7 + len(place))
        assert (mini / "site" / WORK / "commit").exists(), "it was not publishing just then"
        if command == "builds with errors":
            write(mini, {"content/themes/mini.md": "broken"})
        done = run(*NEXT[command], cwd=mini)
        assert (done.returncode == 0) == (command != "builds with errors"), done.stderr
        left = read_by_visitors(mini / "site")
        assert not (mini / "site" / WORK).exists()
        assert b"Another first" in (mini / "site/themes/mini/index.html").read_bytes()
        assert {name: (mini / "site" / name).read_text() for name in foreign} == foreign
    shutil.rmtree(mini / "site")
    change_back = MINI["content/themes/mini.md"].replace("A first", "Another first")
    write(mini, {"content/themes/mini.md": change_back})
    assert run_here("build", mini).returncode == 0
    if place != "a bind mount":
        assert left == read_by_visitors(mini / "site")


def test_no_file_of_the_site_is_written_in_place(mini: Path, tmp_path: Path) -> None:
    condition = f"{f'{mini}/site/'!r} in str(arguments[0]) and {WORK!r} not in str(arguments[0]) and ('w' in str(arguments[1]) or arguments[2] & os.O_CREAT)"
    code = KILLED.format(event="open", condition=condition, number=1)
    theme, page = mini / "content/themes/mini.md", mini / "site/themes/mini/index.html"
    theme.write_text(theme.read_text(encoding="utf-8").replace("A first", "Another first"), encoding="utf-8")
    before = page.read_bytes()
    with page.open("rb") as held:
        done = run("builder", "build", mini, PYTHONPATH=customized(tmp_path / "killer", code))
        assert done.returncode == 0, "the build writes into the site that readers see"
        assert held.read() == before, "who reads a page while it is built reads another"
    assert page.read_bytes() != before


def test_two_builds_at_once_do_not_mix(own: Built, tmp_path: Path) -> None:
    project = copy_project("own", tmp_path / "project")
    command = [sys.executable, "-m", "builder", "build", str(project)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert difference(tree(own.root), tree(project / "site")) == []


# --- two processes ----------------------------------------------------------------------------------------------------

IN_TWO = """
import os, pathlib, signal, sys, time
from builder.publishing import publish
from builder.cli.main import main
publish._WORTHWHILE = 2
first, write_files, begun = os.getpid(), publish.write_files, pathlib.Path({begun!r})
def watched(root, files):
    if os.getpid() != first:
        begun.touch()
    for _ in range(3000):
        if begun.exists():
            break
        time.sleep(0.01)
    {action}
    write_files(root, files)
publish.write_files = watched
sys.exit(main(["build", {folder!r}]))
"""


def in_two(project: Path, action: str) -> subprocess.CompletedProcess[str]:
    """Build a project in two processes, however small it is; `action` comes before each writes its parts."""
    if not two_processors():
        pytest.skip("there is only one process here")
    begun = project.parent / "the second has begun"
    code = IN_TWO.format(begun=str(begun), folder=str(project), action=action)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert begun.exists(), f"only one process has written: {done.stderr}"
    return done


def test_two_processes_write_the_same_site(own: Built, tmp_path: Path) -> None:
    project = copy_project(own.name, tmp_path / "project")
    done = in_two(project, "pass")
    assert done.returncode == 0, done.stderr
    assert difference(tree(own.root), tree(project / "site")) == []


@pytest.mark.parametrize(
    "action",
    [
        "if os.getpid() != first: raise OSError('no space left')",
        "if os.getpid() == first: raise OSError('no space left')",
        "if os.getpid() != first: os.kill(os.getpid(), signal.SIGKILL)",
        "if os.getpid() == first: os.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["the second fails", "the first fails", "the second is killed", "the first is killed"],
)
def test_when_one_of_two_processes_ends_early_the_old_site_stays(mini: Path, action: str) -> None:
    before = tree(mini / "site")
    theme = mini / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("A first", "Another first"), encoding="utf-8")
    done = in_two(mini, action)
    assert done.returncode not in (0, None)
    assert read_by_visitors(mini / "site").items() <= before.items()
    done = run("builder", "build", mini)  # waits for what the other process may still be doing
    assert done.returncode == 0, done.stderr
    assert set(tree(mini / "site")) == set(before)
    assert b"Another first" in (mini / "site/themes/mini/index.html").read_bytes()


# --- the version history ----------------------------------------------------------------------------------------------

DAYS = ("2025-01-02T23:30:00-0800", "2025-02-03T00:30:00+1400", "2025-03-04T12:00:00+0000")


def git(folder: Path, *arguments: str, day: str = DAYS[0]) -> None:
    identity = {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "A"), ("EMAIL", "a@b.c"), ("DATE", day))
    }
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), *arguments], env=environment, check=True, capture_output=True)


@pytest.fixture
def versioned(tmp_path: Path) -> Path:
    """Give a project with three versions."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed: there is no version history to read")
    folder = tmp_path / "versioned"
    first = MINI["content/themes/mini.md"] + "\nSecond. [@beta]\n{#mini-two}\n\nThird. [@beta]\n{#mini-three}\n"
    second = first.replace("A first", "A <b>better</b> first").replace("Second. [@beta]", "Second. [@beta; contra @alpha]")
    third = (
        second.replace("{#mini-three}", "{#mini-three status=retracted}")
        .replace("2025-01-01", "2024-01-01")
        .replace("\nSecond. [@beta; contra @alpha]\n{#mini-two}\n", "")
    )
    write(folder, MINI)
    git(folder.parent, "init", "--quiet", str(folder))
    for day, text in zip(DAYS, (first, second, third), strict=True):
        write(folder, {"content/themes/mini.md": text})
        git(folder, "add", "content")
        git(folder, "commit", "--quiet", "--message", "words", day=day)
    return folder


def test_changes_tell_the_history_claim_by_claim(versioned: Path) -> None:
    done = run_here("build", versioned)
    assert done.returncode == 0, done.stderr
    page = Site(versioned / "site").pages["changes/index.html"]
    told = [
        [
            (i.get("data-change"), *(words(e, (".visually-hidden",)) for tag in ("del", "ins") for e in select(i, tag)))
            for i in select(section, "li[data-change]")
        ]
        for section in page.all("section.revision")
    ]
    assert [time.get("datetime") for time in page.all("section.revision h2 time")] == ["2025-03-04", "2025-02-03", "2025-01-02"]
    assert told == [
        [("date changed", "1 January 2025", "1 January 2024"), ("status changed", "Reported", "Retracted"), ("removed", "Second.")],
        [("reworded", "better"), ("re-sourced", "contra A")],
        [],
    ]
    hidden = [words(e) for section in page.all("section.revision") for e in select(section, ".visually-hidden")]
    assert {"[added:", "[removed:", "]"} == set(hidden), "who does not see the lines is not told what went and what came"
    reworded = next(item for item in page.all("li[data-change]") if item.get("data-change") == "reworded")
    assert words(reworded, (".visually-hidden", "del", ".change-head")) == "A better first statement."
    assert "Changes" in words(page.one("nav.site-nav"))
    assert not re.search(r"\b[0-9a-f]{10}\b", words(page.one("main"))), "a reader has no use for the name of a commit"
    assert Site(versioned / "site").target(page.name, page.one(".page-facts a").get("href", "")) == ("changes/feed.xml", "")
    assert page.errors == []
    feed = ET.fromstring((versioned / "site/changes/feed.xml").read_bytes())  # noqa: S314
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.tag == f"{atom}feed"
    updated = [entry.findtext(f"{atom}updated", "") for entry in feed.iter(f"{atom}entry")]
    assert [day[:10] for day in updated][:2] == ["2025-03-04", "2025-02-03"]
    newest = next(feed.iter(f"{atom}entry"))
    assert newest.findtext(f"{atom}title") == "Removed: 1, Status changed: 1, Date changed: 1"
    assert "Date changed: “A better first statement.”: from 1 January 2025 to 1 January 2024\n" in newest.findtext(f"{atom}content", "")
    assert len({entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")}) == len(updated)


def test_a_history_of_one_version_and_none_at_all_read_well(versioned: Path, tmp_path: Path) -> None:
    write(tmp_path / "one", MINI)
    git(tmp_path, "init", "--quiet", "one")
    git(tmp_path / "one", "add", "content")
    git(tmp_path / "one", "commit", "--quiet", "--message", "words")
    shutil.copytree(versioned / "content", tmp_path / "bare/content")
    for name, said in (
        ("one", "No claim has changed since the history that this site was built from begins."),
        ("bare", "built without a version history"),
    ):
        done = run("builder", "build", tmp_path / name, GIT_CEILING_DIRECTORIES=str(tmp_path))
        assert done.returncode == 0, done.stderr
        page = Site(tmp_path / name / "site").pages["changes/index.html"]
        assert said in words(page.one("main"))
        assert page.all("li[data-change]") == []
        assert "Changes" in words(page.one("nav.site-nav")), "the navigation does not depend on the history"


def test_a_clone_with_other_habits_gives_the_same_bytes(versioned: Path, tmp_path: Path) -> None:
    clone = tmp_path / "another clone"
    git(tmp_path, "clone", "--quiet", str(versioned), str(clone))
    (tmp_path / "gitconfig").write_text(
        "[log]\n date = relative\n showSignature = true\n decorate = full\n follow = true\n[core]\n quotePath = true\n pager = false\n"
        "[diff]\n renames = copies\n relative = false\n[color]\n ui = always\n[format]\n pretty = oneline\n",
        encoding="utf-8",
    )
    assert run_here("build", versioned).returncode == 0
    habits = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "GIT_PAGER": "false"}
    done = run("builder", "build", clone, **habits)
    assert done.returncode == 0, done.stderr
    assert difference(tree(versioned / "site"), tree(clone / "site")) == []


def test_a_build_leaves_the_repository_alone(versioned: Path) -> None:
    before = stamps(versioned / ".git")
    assert run_here("build", versioned).returncode == 0
    assert stamps(versioned / ".git") == before


# --- no traces --------------------------------------------------------------------------------------------------------


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    return {p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.stat().st_ino, p.stat().st_mode) for p in folder.rglob("*")}


def test_a_folder_of_content_alone_builds(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    done = run("builder", "build", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"content", "site", ".cache"}
    assert (tmp_path / "site/index.html").is_file()
    assert "theme" in done.stdout


def test_a_build_writes_nothing_beside_the_site(own: Built, tmp_path: Path) -> None:
    project = copy_project(own.name, tmp_path / "project")
    before = stamps(project)
    done = run("builder", "bundle", project)
    assert done.returncode == 0, done.stderr
    after = stamps(project)
    assert {name for name, stamp in before.items() if after.get(name) != stamp} == set()
    assert {name.split("/")[0] for name in set(after) - set(before)} == {"site", "dist", ".cache"}


def test_the_cache_may_be_deleted_at_any_time(mini: Path) -> None:
    before = tree(mini / "site")
    subprocess.run(["rm", "-r", mini / ".cache"], check=True)
    assert run_here("build", mini).returncode == 0
    assert difference(tree(mini / "site"), before) == []
    assert not list((mini / ".cache").rglob("*.html")), "the cache keeps a site"


OFFLINE = """
    import os, sys
    def _hook(event, arguments):
        if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
            os.write(2, f"asked the network: {event} {arguments!r}".encode())
            os._exit(99)
    sys.addaudithook(_hook)
"""


def test_the_network_guard_notices_a_request(tmp_path: Path) -> None:
    guarded = {**os.environ, "PYTHONPATH": customized(tmp_path / "offline", OFFLINE)}
    for code in ("import socket; socket.getaddrinfo('localhost', 80)", "import socket; socket.socket().connect(('127.0.0.1', 9))"):
        done = subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, check=False)
        assert done.returncode == 99


@pytest.mark.parametrize("command", [("builder", "bundle"), ("mkdocs", "build", "-f")])
def test_a_build_asks_no_network(own: Built, tmp_path: Path, command: tuple[str, ...]) -> None:
    project = copy_project(own.name, tmp_path / "project")
    target = project / "mkdocs.yml" if command[0] == "mkdocs" else project
    done = run(*command, target, PYTHONPATH=customized(tmp_path / "offline", OFFLINE))
    assert done.returncode == 0, done.stderr
    assert (project / "site/index.html").is_file()


# --- the package ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    pytest.importorskip("hatchling", reason="hatchling is not installed: no wheel can be built without a network")

    def make(folder: Path) -> None:
        source = folder / "source"
        for part in ("builder", "templates"):
            (source / part).parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-r", ROOT / part, source / part], check=True)
        for part in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
            (source / part).write_bytes((ROOT / part).read_bytes())
        done = run("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, source)
        assert done.returncode == 0, done.stderr

    (path,) = once("wheel", make).glob("*.whl")
    return path


def test_the_wheel_holds_templates_and_schema(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    templates = {
        f"builder/_templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert len(templates) > 20
    assert templates <= names
    assert "builder/data/explainer.schema.json" in names
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "builder").rglob("*.py")} <= names
    assert {name.partition("/")[0] for name in names} == {"builder", next(n for n in names if n.endswith("/METADATA")).partition("/")[0]}


def test_the_installed_package_builds_the_same_site(wheel: Path, tmp_path: Path, mini: Path) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    write(tmp_path / "project", MINI)
    done = run("builder", "build", tmp_path / "project", PYTHONPATH=str(installed), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    code = "from builder.engine import plugin; print(plugin.__file__); print(plugin.TEMPLATES)"
    where = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.split("\n")[:2] == [str(installed / "builder/engine/plugin.py"), str(installed / "builder/_templates")]
    assert difference(tree(tmp_path / "project/site"), tree(mini / "site")) == []
