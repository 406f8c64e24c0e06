"""Ctrl+C at any moment: what is said afterwards is true, and nothing unfinished is left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from building import copy_project, run, tree

from builder.publishing.output_folders import WORK

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
import importlib, os, signal, sys
from builder.__main__ import run
_, command, where, when, number, project = sys.argv
module, _, name = where.rpartition(":")
place = importlib.import_module(module)
real = getattr(place, name)
def interrupted(*arguments, **others):
    result = real(*arguments, **others) if when == "after" else None
    os.kill(os.getpid(), getattr(signal, number))
    return result
setattr(place, name, interrupted)
sys.argv = ["explainer", command, project]
run()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the second explainer, built, and then changed by a word."""
    project = copy_project("second", tmp_path / "project")
    run("builder", "build", project)
    page = project / "content/themes/lamps.md"
    page.write_text(page.read_text(encoding="utf-8").replace("The ", "Those ", 1), encoding="utf-8")
    return project


def interrupt(project: Path, command: str, where: str, when: str, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    code = [sys.executable, "-c", CODE, command, where, when, number.name, str(project)]
    return subprocess.run(code, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("where", ["builder.checking.project:link", "builder.engine.plugin:write_parts"])
def test_before_it_is_published_the_site_is_unchanged(project: Path, where: str, number: signal.Signals) -> None:
    before = tree(project / "site")
    done = interrupt(project, "bundle", where, "after", number)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.splitlines()[-1] == "explainer: interrupted; the site is unchanged"
    assert tree(project / "site") == before
    assert_nothing_is_left(project)


def test_a_site_that_was_published_is_said_to_be_built(project: Path) -> None:
    before = tree(project / "site")
    done = interrupt(project, "build", "builder.engine.site_output:publish", "after", signal.SIGINT)
    assert done.stderr.splitlines()[-1] == "explainer: interrupted; the site was built"
    assert tree(project / "site") != before


@pytest.mark.parametrize(
    "where", ["builder.cli.build:write_receipt", "builder.cli.bundle:audit", "builder.bundles.zip_bundle:write_archive"]
)
def test_a_bundle_that_was_not_written_is_said_not_to_be(project: Path, where: str) -> None:
    before = tree(project / "site")
    done = interrupt(project, "bundle", where, "after", signal.SIGINT)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "explainer: interrupted; the site was built, the bundle was not")
    assert tree(project / "site") != before
    assert not list((project / "dist").glob("*"))
    assert_nothing_is_left(project)


def assert_nothing_is_left(project: Path) -> None:
    assert not (project / "site" / WORK).exists()
    assert not [path for path in (project / ".cache/explainer").iterdir() if path.suffix[1:].isdecimal()]
