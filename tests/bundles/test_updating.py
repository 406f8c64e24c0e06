"""Changes since an older bundle: `update.py` and a pair of hands make of the old folder what is in the new zip, or nothing."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from building import run_here, tree
from helpers import MINI, write

from builder.bundles.texts import MANIFEST, REMOVED, SUMS, UPDATE
from builder.verifying.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANGED = {
    "content/themes/mini.md": MINI["content/themes/mini.md"].replace("A first", "Another first"),
    "content/groups/more.md": "---\nname: More\n---\n",
}


class Versions:
    """Two versions of an explainer, bundled; the older one unpacked beside what has changed."""

    def __init__(self, folder: Path) -> None:
        project = folder / "project"
        write(project, {**MINI, "docs/old.txt": "goes", "docs/index.md": "# Home\n", "mkdocs.yml": CONFIGURATION})
        assert run_here("bundle", project, "--format", "zip").returncode == 0
        (old,) = (project / "dist").iterdir()
        write(project, CHANGED)
        (project / "docs/old.txt").unlink()
        done = run_here("bundle", project, "--format", "zip", "--since", old)
        assert done.returncode == 0, done.stderr
        self.old = old
        (self.delta,) = (project / "dist").glob("*.delta.zip")
        self.new = self.delta.with_name(self.delta.name.replace(".delta", ""))
        assert len(list((project / "dist").iterdir())) == 3
        shutil.unpack_archive(self.new, folder / "unpacked")
        self.tree = tree(folder / "unpacked" / self.new.stem)


CONFIGURATION = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    return Versions(tmp_path_factory.mktemp("versions"))


@pytest.fixture
def received(versions: Versions, tmp_path: Path) -> Iterator[Path]:
    """The folder of the older version, as people unpack it."""
    shutil.unpack_archive(versions.old, tmp_path / "here")
    yield tmp_path / "here" / versions.old.stem
    assert verify(tmp_path / "here" / versions.old.stem).problems == (), "the old bundle was touched"


def update(received: Path, delta: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program of a bundle, after some lines that make the world a worse place."""
    code = f"import runpy, sys\n{before}\nsys.argv[:] = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    command = [sys.executable, "-I", "-c", code, received / UPDATE, delta]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def assert_refused(done: subprocess.CompletedProcess[str], received: Path, *words: str) -> None:
    assert done.returncode == 1, done.stdout
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("update.py: no update was made, and nothing was changed: ")
    assert all(word in sentence for word in words), sentence
    assert [path.name for path in received.parent.iterdir()] == [received.name]


def test_the_program_is_short_and_runs_on_an_old_python(versions: Versions) -> None:
    with zipfile.ZipFile(versions.new) as archive:
        text = archive.read(f"{versions.new.stem}/{UPDATE}").decode()
    assert text.count("\n") <= 30
    ast.parse(text, feature_version=(3, 8))


def test_the_program_makes_the_new_version_beside_the_old(versions: Versions, received: Path) -> None:
    done = update(received, versions.delta)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The new version is in {received.parent / versions.new.stem}\n"
    assert sorted(path.name for path in received.parent.iterdir()) == sorted([versions.old.stem, versions.new.stem])
    assert tree(received.parent / versions.new.stem) == versions.tree
    assert verify(received.parent / versions.new.stem).problems == ()
    assert update(received, versions.delta).returncode == 1, "the new folder is there already"


def test_by_hand_it_is_unpacked_over_and_what_is_listed_is_deleted(versions: Versions, tmp_path: Path) -> None:
    shutil.unpack_archive(versions.old, tmp_path)
    folder = tmp_path / versions.old.stem
    shutil.unpack_archive(versions.delta, folder)
    removed = (folder / REMOVED).read_text(encoding="utf-8").splitlines()
    assert removed == ["old.txt", REMOVED]
    for name in removed:
        (folder / name).unlink()
    assert tree(folder) == versions.tree


def test_the_changes_hold_only_what_has_changed(versions: Versions) -> None:
    assert verify(versions.delta).problems == ()
    with zipfile.ZipFile(versions.delta) as archive:
        names = set(archive.namelist())
    assert {"groups/more/index.html", "themes/mini/index.html", "data/explainer.json", MANIFEST, SUMS} < names
    assert not {UPDATE, "assets/explainer/explainer.css", "assets/explainer/search.js"} & names
    assert versions.delta.stat().st_size < versions.new.stat().st_size / 2


@pytest.mark.parametrize("older", ["delta", SUMS, MANIFEST])
def test_the_older_version_may_be_given_by_its_list(versions: Versions, received: Path, tmp_path: Path, older: str) -> None:
    project = tmp_path / "project"
    shutil.copytree(versions.old.parent.parent, project)
    shutil.rmtree(project / "dist")
    done = run_here("bundle", project, "--format", "zip", "--since", versions.delta if older == "delta" else received / older)
    assert done.returncode == 0, done.stderr
    (delta,) = (project / "dist").glob("*.delta.zip")
    with zipfile.ZipFile(delta) as archive:
        assert archive.namelist() == ([SUMS, REMOVED] if older == "delta" else zipfile.ZipFile(versions.delta).namelist())
    if older != "delta":
        assert update(received, delta).returncode == 0


# --- nothing is half done ---------------------------------------------------------------------------------------------


def test_changes_for_another_version_are_refused(versions: Versions, tmp_path: Path) -> None:
    shutil.unpack_archive(versions.old, tmp_path / "here")
    folder = tmp_path / "here" / versions.old.stem
    (folder / "assets/explainer/search.js").write_bytes(b"mine")
    assert_refused(update(folder, versions.delta), folder, "assets/explainer/search.js differs")
    (folder / "assets/explainer/search.js").unlink()
    assert_refused(update(folder, versions.delta), folder, "search.js")


@pytest.mark.parametrize(
    "trouble",
    [
        "import os\ndef rename(*a): raise KeyboardInterrupt\nos.rename = rename",
        "import os\ndef rename(*a): raise OSError(28, 'No space left on device')\nos.rename = rename",
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))",
    ],
    ids=["interrupted", "full", "limit"],
)
def test_what_comes_between_leaves_everything_as_it_was(versions: Versions, received: Path, trouble: str) -> None:
    if "resource" in trouble and sys.platform == "win32":
        pytest.skip("Windows has no such limits")
    assert_refused(update(received, versions.delta, trouble), received)


@pytest.mark.parametrize("number", [3, 20, 60])
def test_a_program_that_is_killed_leaves_no_new_version(versions: Versions, received: Path, number: int) -> None:
    killed = f"""
import os
opened = []
def hook(event, arguments):
    if event == "open" and "x" in str(arguments[1]):
        opened.append(arguments)
        if len(opened) == {number}:
            os._exit(9)
sys.addaudithook(hook)
"""
    assert update(received, versions.delta, killed).returncode == 9
    assert [path.name for path in received.parent.iterdir() if not path.name.startswith(".update-")] == [received.name]
    assert update(received, versions.delta).returncode == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *(
            (name, 0o100644)
            for name in ("../evil", "/etc/evil", "a/../../evil", "c:evil", "a\\..\\evil", "con.txt", "a/", "INDEX.html", ".x")
        ),
        ("link", 0o120777),
    ],
)
def test_changes_that_lead_out_are_refused(versions: Versions, received: Path, tmp_path: Path, name: str, mode: int) -> None:
    evil = tmp_path / "evil.zip"
    shutil.copy(versions.delta, evil)
    info = zipfile.ZipInfo("x" * len(name))
    info.external_attr = mode << 16
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr(info, b"/etc/passwd")
        if name == "INDEX.html":
            archive.writestr("index.html", b"")
    evil.write_bytes(evil.read_bytes().replace(info.filename.encode(), name.encode()))
    assert_refused(update(received, evil), received, "paths, links or sizes")
    assert not (tmp_path / "evil").exists()


def test_a_list_that_leads_out_and_a_bomb_are_refused(versions: Versions, received: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(versions.delta) as old, zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name) + (f"{'0' * 64}  ../evil\n".encode() if name == SUMS else b""))
    assert_refused(update(received, evil), received, "its list has a path")
    shutil.copy(versions.delta, evil)
    with zipfile.ZipFile(evil, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(80 << 20))
    assert_refused(update(received, evil), received, "sizes")
    evil.write_bytes(b"no zip")
    assert_refused(update(received, evil), received, "not a zip")
