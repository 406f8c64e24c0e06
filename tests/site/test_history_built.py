"""What a build says of a history that it cannot read: in the terminal, on the page of changes, and in the feed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from building import run, run_here
from helpers import MINI, write
from repository import clone, git
from site_reader import Site, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
BEGINS = "begins here"
UNCHANGED = "no claim has changed"
REFUSED = "The version history could not be read when this site was built, so it is not known what was changed."
UNREAD = "so it is not known what this version changed"
CONFIG = "site_name: x\ntheme: {name: material, font: false}\nplugins: [explainer]\n"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A project with three wordings of its claim, the last merged."""
    folder = tmp_path / "whole"
    write(folder, MINI)
    git(folder, "init", "-q", ".")
    git(folder, "add", "content")
    git(folder, "commit", "-q", "-m", "x", day="2025-01-01")
    reword(folder, "A first", "A second", "2025-01-02")
    git(folder, "switch", "-q", "-c", "other")
    reword(folder, "A second", "A third", "2025-01-03")
    git(folder, "switch", "-q", "-")
    git(folder, "merge", "-q", "--no-ff", "-m", "x", "other", day="2025-01-04")
    return folder


def reword(folder: Path, before: str, after: str, day: str) -> None:
    theme = folder / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    git(folder, "commit", "-q", "-a", "-m", "x", day=day)


def build(folder: Path, command: str = "build", **environment: str) -> str:
    """Build and return what was printed to the standard error."""
    done = run("builder", command, folder, **environment)
    assert done.returncode == 0, done.stderr
    return done.stderr


def page(folder: Path) -> str:
    return words(Site(folder / "site").pages["changes/index.html"].one("main"))


def feed(folder: Path) -> ET.Element:
    return ET.fromstring((folder / "site/changes/feed.xml").read_bytes())  # noqa: S314


def titles(folder: Path) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(folder).iter(f"{ATOM}entry")]


TOLD = ["Reworded: 1", "Reworded: 1", "First version"]


def test_a_whole_history_is_told_without_a_warning(whole: Path) -> None:
    assert build(whole) == ""
    assert BEGINS in page(whole)
    assert (titles(whole), feed(whole).find(f"{ATOM}subtitle")) == (TOLD, None)


def test_a_partial_clone_is_said_and_a_refetch_is_noticed(whole: Path, tmp_path: Path) -> None:
    folder = clone(whole, tmp_path / "partial", "--filter=blob:none")
    for _ in range(2):  # the second time, too
        time.sleep(0.1)
        assert "warning[history-incomplete] this clone is partial" in build(folder)
    assert UNCHANGED not in page(folder)
    assert page(folder).count(UNREAD) == 2
    assert titles(folder) == ["Changes not known", "Changes not known", "First version"]
    git(folder, "fetch", "-q", "--refetch", "--no-filter")
    assert build(folder) == ""
    assert titles(folder) == TOLD


def test_a_shallow_clone_is_said_and_unshallowing_is_noticed(whole: Path, tmp_path: Path) -> None:
    folder = clone(whole, tmp_path / "shallow", "--depth=1")
    said = build(folder)
    assert "warning[history-incomplete] this clone is shallow" in said
    assert "fetch-depth: 0" in said
    assert "not known what was changed up to 4 January 2025" in page(folder)
    assert BEGINS not in page(folder)
    assert UNCHANGED not in page(folder)
    assert (titles(folder), feed(folder).findtext(f"{ATOM}updated")) == ([], "2025-01-04T00:00:00Z")
    assert "up to 4 January 2025" in feed(folder).findtext(f"{ATOM}subtitle", "")
    git(folder, "fetch", "-q", "--unshallow")
    assert build(folder) == ""
    assert titles(folder) == TOLD


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_repository_of_another_user_is_said_with_gits_cure_which_is_noticed(whole: Path, tmp_path: Path) -> None:
    user = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "GIT_CONFIG_SYSTEM": os.devnull}
    assert build(whole, **user) == ""
    for path in (whole, *whole.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    said = build(whole, **user)
    assert "warning[history-unreadable]" in said
    assert "dubious ownership" in said
    assert f"help: git config --global --add safe.directory {whole}" in said
    assert REFUSED in page(whole)
    assert titles(whole) == []
    assert feed(whole).findtext(f"{ATOM}subtitle") == REFUSED
    assert str(whole) not in page(whole)
    (tmp_path / "gitconfig").write_text(f"[safe]\n directory = {whole}\n", encoding="utf-8")
    assert build(whole, **user) == ""
    assert titles(whole) == TOLD


def test_without_git_a_repository_is_said_and_the_feed_stays(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    assert "`git` is not installed" in build(whole, PATH=str(tmp_path / "bin"))
    assert REFUSED in page(whole)
    assert titles(whole) == []


def test_without_a_repository_nothing_is_missing(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "content", tmp_path / "bare/content")
    assert build(tmp_path / "bare", GIT_DIR=str(whole / ".git"), GIT_WORK_TREE=str(whole)) == ""
    assert "built without a version history" in page(tmp_path / "bare")
    assert not (tmp_path / "bare/site/changes/feed.xml").exists()


def test_neither_habits_nor_another_repository_in_the_environment_change_the_site(whole: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, MINI)
    git(other, "init", "-q", ".")
    git(other, "add", "content")
    git(other, "commit", "-q", "-m", "x", day="2020-01-01")
    (tmp_path / "gitconfig").write_text("[log]\n diffMerges = off\n", encoding="utf-8")
    hostile = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"), "GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other)}
    assert build(whole, **hostile, GIT_INDEX_FILE=str(other / ".git/index")) == ""
    assert titles(whole) == TOLD


def test_content_that_is_a_submodule_has_a_history(whole: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    git(texts, "clone", "-q", str(whole), ".")
    for name in (texts / "content").iterdir():
        name.rename(texts / name.name)
    git(texts, "add", "-A")
    git(texts, "commit", "-q", "-m", "x", day="2025-01-05")
    theme = texts / "themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("A third", "A fourth"), encoding="utf-8")
    git(texts, "commit", "-q", "-a", "-m", "x", day="2025-01-06")
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q", ".")
    git(folder, "submodule", "add", "-q", texts.as_uri(), "content")
    git(folder, "commit", "-q", "-m", "x")
    assert build(folder) == ""
    assert titles(folder) == ["Reworded: 1", "First version"]


# --- where it is said -------------------------------------------------------------------------------------------------


@pytest.fixture
def shallow(whole: Path, tmp_path: Path) -> Path:
    return clone(whole, tmp_path / "shallow", "--depth=1")


def test_bundle_and_mkdocs_say_it_and_check_does_not(shallow: Path) -> None:
    assert "history-incomplete" not in build(shallow, "check")
    assert "history-incomplete" in build(shallow, "bundle")
    assert "history-incomplete" not in build(shallow, "check"), "whether or not a site was built before"
    write(shallow, {"mkdocs.yml": CONFIG, "docs/index.md": "# Home\n"})
    done = run("mkdocs", "build", cwd=shallow)
    assert done.returncode == 0
    assert done.stderr.count("history-incomplete") == 1


def test_serve_says_it_once(shallow: Path) -> None:
    command = [sys.executable, "-m", "builder", "serve", "--address", "127.0.0.1:0", str(shallow)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdout
        while "ready in" not in server.stdout.readline():
            assert server.poll() is None
        (shallow / "content/explainer.yml").write_text(MINI["content/explainer.yml"] + "\n", encoding="utf-8")
        assert "rebuilt" in server.stdout.readline()
        server.terminate()
        _, said = server.communicate(timeout=30)
    assert said.count("history-incomplete") == 1


@pytest.mark.parametrize(("severity", "status", "count"), [("off", 0, 0), ("warning", 0, 1), ("error", 1, 1)])
def test_a_project_says_how_much_a_missing_history_matters(shallow: Path, severity: str, status: int, count: int) -> None:
    settings = MINI["content/explainer.yml"] + f"rules: {{history-incomplete: {severity}}}\n"
    (shallow / "content/explainer.yml").write_text(settings, encoding="utf-8")
    done = run_here("build", shallow)
    assert (done.returncode, done.stderr.count("[history-incomplete]")) == (status, count), done.stderr
    assert (shallow / "site").exists() == (status == 0)
    assert status or f"{count} warning" in done.stdout


# --- the feed ---------------------------------------------------------------------------------------------------------

ADDRESSED = CONFIG + "site_url: https://example.org/a&b/\n"


def one_more_version(folder: Path, text: Callable[[int], str], count: int) -> None:
    """Commit a theme with some claims more."""
    claims = "\n\n".join(f"{text(number)} [@alpha]\n{{#more-{number}}}" for number in range(count))
    write(folder, {"content/themes/more.md": f"---\ntitle: More\n---\n\n{claims}\n"})
    git(folder, "add", "content")
    git(folder, "commit", "-q", "-m", "x", day="2025-02-01")


def test_no_text_of_any_version_breaks_the_feed(whole: Path) -> None:
    forbidden = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)))
    one_more_version(whole, lambda _: f"]]> &amp; <b> a{forbidden}z \U0001f600 \u0085", 1)
    one_more_version(whole, lambda _: "Clean.", 1)
    write(whole, {"mkdocs.yml": ADDRESSED, "docs/index.md": "# Home\n"})
    build(whole)
    told = feed(whole).findall(f"{ATOM}entry")[1].findtext(f"{ATOM}content", "")
    assert f"]]> & a{chr(0xFFFD) * len(forbidden)}z \U0001f600 \ufffd" in told
    ET.fromstring((whole / "site/sitemap.xml").read_bytes())  # noqa: S314


@pytest.mark.parametrize(("length", "least", "most"), [(1, 50, 50), (900, 1, 30), (5_000, 0, 0)])
def test_a_long_entry_is_folded_and_says_so(whole: Path, length: int, least: int, most: int) -> None:
    one_more_version(whole, lambda number: f"{number} {'word ' * length}end.", 80)
    write(whole, {"mkdocs.yml": ADDRESSED, "docs/index.md": "# Home\n"})
    build(whole)
    entry = feed(whole).find(f"{ATOM}entry")
    assert entry is not None
    *lines, last = entry.findtext(f"{ATOM}content", "").splitlines()
    assert least <= len(lines) <= most
    anchor = git(whole, "rev-parse", "HEAD")[:10]
    assert last == f"{80 - len(lines)} more changes: see the page https://example.org/a&b/changes/index.html#r-{anchor}"
    assert entry.findtext(f"{ATOM}title") == "Added: 80"


def test_the_id_of_a_feed_without_an_address_does_not_depend_on_the_history(whole: Path, shallow: Path) -> None:
    ids = []
    for folder in (whole, shallow):
        build(folder)
        ids.append(feed(folder).findtext(f"{ATOM}id"))
    assert ids[0] == ids[1]
