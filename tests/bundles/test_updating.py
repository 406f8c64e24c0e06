"""Changes since an older bundle: `update.py` and a pair of hands make of the old folder what is in the new zip, or nothing."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from building import run_here, tree
from helpers import MINI, write
from hypothesis import given
from hypothesis import strategies as st

from builder.bundles.delta import patch_of
from builder.bundles.texts import MANIFEST, PATCHES, SUMS, UPDATE
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
    assert text.count("\n") <= 35
    ast.parse(text, feature_version=(3, 8))


def test_the_program_makes_the_new_version_beside_the_old(versions: Versions, received: Path) -> None:
    done = update(received, versions.delta)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The new version is in {received.parent / versions.new.stem}\n"
    assert sorted(path.name for path in received.parent.iterdir()) == sorted([versions.old.stem, versions.new.stem])
    assert tree(received.parent / versions.new.stem) == versions.tree
    assert verify(received.parent / versions.new.stem).problems == ()
    assert update(received, versions.delta).returncode == 1, "the new folder is there already"


def test_unpacked_by_hand_it_touches_no_file_of_the_old_folder(versions: Versions, received: Path) -> None:
    before = tree(received)
    shutil.unpack_archive(versions.delta, received)
    assert [path.name for path in received.iterdir() if path.name not in {name.split("/")[0] for name in before}] == [versions.delta.stem]
    shutil.rmtree(received / versions.delta.stem)
    assert tree(received) == before
    text = (received / "README.txt").read_text(encoding="utf-8")
    assert "take the whole later version" in text


def test_the_changes_hold_only_what_has_changed(versions: Versions) -> None:
    assert verify(versions.delta).problems == ()
    with zipfile.ZipFile(versions.delta) as archive:
        names = {name.removeprefix(f"{versions.delta.stem}/") for name in archive.namelist()}
        patches = json.loads(archive.read(f"{versions.delta.stem}/{PATCHES}"))
    assert {"groups/more/index.html", MANIFEST, SUMS, PATCHES} < names
    assert {"themes/mini/index.html", "data/explainer.json"} < {*patches}
    assert not {UPDATE, "assets/explainer/explainer.css", "assets/explainer/search.js"} & {*names, *patches}
    assert versions.delta.stat().st_size < versions.new.stat().st_size / 10


@pytest.mark.parametrize("older", ["delta", SUMS, MANIFEST])
def test_the_older_version_is_a_whole_zip(versions: Versions, received: Path, older: str) -> None:
    done = run_here(
        "bundle", versions.old.parent.parent, "--format", "zip", "--since", versions.delta if older == "delta" else received / older
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "is not a bundle of an explainer" in done.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a" * 100, "a" * 99),
        ("abc" * 100, "abc" * 40 + "x" + "abc" * 70),
        ("0123456789" * 10 + "é" + "abcdefghij" * 10, "0123456789" * 10 + "è" + "abcdefghij" * 10 + "日本𝄞"),
        ("\n".join(map(str, range(900))), "\r\n".join(map(str, range(900)))),
        ("\n".join(map(str, range(900))), "\n".join(map(str, sorted(range(900), key=str)))),
        ("short", "shorter"),
        ("text", ""),
    ],
)
def test_a_text_is_put_together_again(before: str, after: str) -> None:
    parts = patch_of(before.encode(), after.encode())
    assert "".join(part if isinstance(part, str) else before[part[0] : part[1]] for part in parts) == after
    assert patch_of(before.encode(), b"\xff") == patch_of(b"\xff", after.encode()) == []


@given(st.lists(st.sampled_from(["<p>one</p>\n" * 4, "日本" * 20, "another " * 9, "x"])), st.data())
def test_any_text_is_put_together_again(pieces: list[str], data: st.DataObject) -> None:
    before, after = "".join(pieces), "".join(data.draw(st.permutations(pieces)))
    parts = patch_of(before.encode(), after.encode())
    assert "".join(part if isinstance(part, str) else before[part[0] : part[1]] for part in parts) == after


def test_twenty_changed_claims_of_a_thousand_are_few_pieces() -> None:
    """Of a text in which each claim has an own sentence, only what is new is sent, and where the rest is."""
    claims = [f'<p id="claim-{number}">Claim {number * 7919} of many says {"so " * (number % 9)}.</p>\n' for number in range(1000)]
    changed = [text.replace("says", "denies") if number % 50 == 7 else text for number, text in enumerate(claims)]
    patch = patch_of("".join(claims).encode(), "".join(changed).encode())
    assert 20 * len("denie") <= sum(len(part) for part in patch if isinstance(part, str)) < 20 * 20


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


def test_a_list_that_leads_out_and_bombs_are_refused(versions: Versions, received: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.zip"
    root = versions.delta.stem
    many = json.dumps({"README.txt": [[0, 1 << 10]] * (1 << 19)}).encode()
    for name, change, words in (
        (SUMS, lambda data: data + f"{'0' * 64}  ../evil\n".encode(), "its list has a path"),
        (PATCHES, lambda _: many, "README.txt differs"),
        (PATCHES, lambda data: data.replace(b'"themes/mini/index.html":[', b'"themes/mini/index.html":["x",'), "mini/index.html differs"),
        (PATCHES, lambda _: b"[[[", "Expecting value"),
    ):
        with zipfile.ZipFile(versions.delta) as old, zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in old.namelist():
                archive.writestr(one, change(old.read(one)) if one == f"{root}/{name}" else old.read(one))
        assert_refused(update(received, evil, LITTLE_MEMORY), received, words)
    shutil.copy(versions.delta, evil)
    with zipfile.ZipFile(evil, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(80 << 20))
    assert_refused(update(received, evil), received, "sizes")
    evil.write_bytes(b"no zip")
    assert_refused(update(received, evil), received, "not a zip")


LITTLE_MEMORY = "" if sys.platform == "win32" else "import resource\nresource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))"
