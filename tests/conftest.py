"""What the tests share: how property tests run, and both explainers, built once.

Property tests take the same examples every time; `--hypothesis-profile=search` looks for new ones.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING, TypeAlias

import pytest
from browsing import chromium
from building import Built, build_addressed, copy_project, run
from filelock import FileLock
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Once: TypeAlias = Callable[[str, Callable[[Path], None]], Path]

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("search", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile("same")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as where a shell started the tests in the background; programs would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


_SIGNALS = "Windows has no signals that a program could send to end another in order"
_NOT_ON_WINDOWS = {
    "cli/test_interruption.py": _SIGNALS,
    "site/test_build.py": _SIGNALS,
    "starting/test_new_project.py::test_killed": _SIGNALS,
    "cli/test_cli.py::test_a_served": _SIGNALS,
    "cli/test_cli.py::test_serving_begins": _SIGNALS,
    "cli/test_cli.py::test_a_reader_may": "Windows has no SIGPIPE",
    "reading/test_files.py::test_what_is_no_file": "Windows has no pipes among its files",
}
"""The beginnings of tests that need what only Unix has, and why."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip on Windows what cannot be tried there."""
    if sys.platform != "win32":
        return
    for item in items:
        for start, reason in _NOT_ON_WINDOWS.items():
            if f"/{start}" in f"/{item.nodeid}":
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder once for all workers of pytest-xdist: the first that asks fills it, the others wait."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder = shared / f"once-{name}"
        with FileLock(shared / f"once-{name}.lock"):
            if not (folder / "done").exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                (folder / "done").touch()
        return folder

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a worker; each opens a context of its own in it."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def explainers(once: Once) -> Callable[[str], Built]:
    """Give an explainer by name, built when it is asked for first and read once a worker."""
    known: dict[str, Built] = {}

    def explainer(name: str) -> Built:
        if name not in known:
            folder = once(name, lambda folder: _build(name, folder))
            if (folder / "failed").exists():  # said once for each test, tried only once
                pytest.fail(f"the explainer {name} cannot be built:\n{(folder / 'failed').read_text(encoding='utf-8')}", pytrace=False)
            known[name] = Built(name, folder / "project")
        return known[name]

    return explainer


def _build(name: str, folder: Path) -> None:
    project = copy_project(name, folder / "project")
    done = run("builder", "bundle", project)
    if not (project / "site").is_dir():  # if only the bundle is refused, the tests of the site say more than it does
        (folder / "failed").write_text(done.stdout + done.stderr, encoding="utf-8")
    elif (project / "site/bundle/SHA256SUMS").exists():  # what stands in a bundle is the site before bundles are beside it
        shutil.rmtree(project / ".cache")
        run("builder", "build", project)


@pytest.fixture(scope="session")
def addressed(once: Once) -> Built:
    """The second explainer at an address of its own, `building.ADDRESS`."""
    return Built("addressed", once("addressed", lambda folder: build_addressed(folder / "project")) / "project")


@pytest.fixture(scope="session", params=["own", "second"])
def built(request: pytest.FixtureRequest, explainers: Callable[[str], Built]) -> Built:
    """Both explainers, one after the other: what holds for a site holds for any."""
    return explainers(request.param)


@pytest.fixture(scope="session")
def own(explainers: Callable[[str], Built]) -> Built:
    """The explainer of this repository."""
    return explainers("own")


@pytest.fixture(scope="session")
def second(explainers: Callable[[str], Built]) -> Built:
    """The explainer of `tests/second`, a folder that holds only content."""
    return explainers("second")
