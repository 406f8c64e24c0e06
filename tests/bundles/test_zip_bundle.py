"""The zip: copied in pieces, the same bytes as if it were written at once, and no name that cannot be unpacked."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from building import run, run_here, tree
from helpers import MINI, explain, write
from repository import git

from builder.bundles.bundle_files import bundle_files
from builder.bundles.sealed_file import UNFINISHED, ZIP
from builder.bundles.texts import MANIFEST, README, SUMS, UPDATE
from builder.bundles.version import bundle_name
from builder.bundles.zip_bundle import write as write_zip
from builder.checking.project import Project
from builder.data.content_digest import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot hold these names")
SIZE = 48 * 1024 * 1024


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, explain({})[0], ())


def bundle(project: Project, site: Path, target: Path) -> Path:
    return next(write_zip(bundle_files(project, site), target))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(
        tmp_path / "site",
        {
            "index.html": "<p>Home</p>",
            "a/b.txt": "b",
            "404.html": "x",
            "empty": "",
            "manifest.json": "of an app",
            "data/explainer.json": "{}",
        },
    )
    (tmp_path / "site/big.bin").write_bytes(random.Random(1).randbytes(3 * 1024 * 1024 + 7) * 2)  # noqa: S311  # bytes that are the same each time
    return tmp_path / "site"


def test_the_bytes_are_those_of_a_zip_that_is_written_at_once(project: Project, site: Path, tmp_path: Path) -> None:
    path = bundle(project, site, tmp_path / "dist")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        names = archive.namelist()
        for entry in archive.infolist():
            plain = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            plain.external_attr, plain.create_system, plain.compress_type = 0o100644 << 16, 3, zipfile.ZIP_DEFLATED
            other.writestr(plain, archive.read(entry), compresslevel=9)
        other.comment = archive.comment
        files = {name.partition("/")[2]: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
        manifest = json.loads(archive.read(f"{path.stem}/{MANIFEST}"))
        sums = archive.read(names[-1]).decode()
    assert sums == "".join(f"{digest}  {name}\n" for name, digest in files.items() if name != SUMS)
    assert manifest["files"] == {name: digest for name, digest in files.items() if name not in (MANIFEST, SUMS)}
    own = ["LICENSES/generator.txt", README, UPDATE]
    assert names == [
        f"{path.stem}/{name}"
        for name in (*sorted([*own, "a/b.txt", "big.bin", "data/explainer.json", "empty", "index.html"]), MANIFEST, SUMS)
    ]
    assert path.read_bytes() == (tmp_path / "other.zip").read_bytes()
    sealed = path.read_bytes()[: -len(ZIP.seal(""))]
    assert path.read_bytes().endswith(ZIP.seal(hashlib.sha256(sealed).hexdigest()))


def test_a_large_file_is_not_held_in_memory(project: Project, site: Path, tmp_path: Path) -> None:
    (site / "large.bin").touch()
    os.truncate(site / "large.bin", SIZE)
    tracemalloc.start()
    try:
        bundle(project, site, tmp_path / "dist")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < SIZE / 4


@LINUX
@pytest.mark.parametrize("name", ["img/con", "img/a\\..\\..\\evil.txt", "img/c:x", "end./a.txt", "\udcff.txt"])
def test_a_name_that_cannot_be_unpacked_is_refused_before_anything_is_written(
    project: Project, site: Path, tmp_path: Path, name: str
) -> None:
    write(site, {name: ""})
    with pytest.raises(ValueError, match="cannot hold"):
        bundle(project, site, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_what_was_left_by_a_killed_bundle_is_replaced_and_a_link_is_not_followed(project: Project, site: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / UNFINISHED).symlink_to(victim)
    path = bundle(project, site, tmp_path / "dist")
    assert victim.read_text(encoding="utf-8") == "mine"
    assert list((tmp_path / "dist").iterdir()) == [path]


def test_what_cannot_be_replaced_stays_and_nothing_is_left(project: Project, site: Path, tmp_path: Path) -> None:
    path = bundle(project, site, tmp_path / "dist")
    before = path.read_bytes()
    (site / "index.html").write_text("changed", encoding="utf-8")  # not its content, so that the name is the same
    files = bundle_files(project, site)
    (site / "a/b.txt").unlink()
    with pytest.raises(FileNotFoundError):
        list(write_zip(files, tmp_path / "dist"))
    assert path.read_bytes() == before
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match=re.escape(path.name)):
        bundle(project, site, tmp_path / "dist")
    assert [*(tmp_path / "dist").iterdir()] == [path]


def test_the_name_of_a_bundle_is_no_device() -> None:
    settings = explain({"content/explainer.yml": "title: Aux.\nas_of: 2025\nkinds: {party: Party}\n"})[0].content.settings
    assert bundle_name(settings, "0123456789") == "aux-2025-01234567"
    assert bundle_name(replace(settings, as_of=None), "") == "explainer-aux"


@LINUX
def test_a_site_with_such_names_is_built_with_a_warning_and_not_bundled(tmp_path: Path) -> None:
    """Two files of one name are an error where both are known before the site is written; a hook may write what it likes."""
    hook = """
from pathlib import Path
def on_post_build(config):
    Path(config.site_dir, "CLAIMS").mkdir()
    Path(config.site_dir, "CLAIMS/index.html").touch()
"""
    configuration = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\nhooks: [hook.py]\n"
    files = {"mkdocs.yml": configuration, "hook.py": hook, "docs/img/con.png": "", "docs/img/a\\..\\evil.txt": ""}
    write(tmp_path, {**MINI, **files, "docs/index.md": "# Home"})
    built = run("builder", "build", tmp_path)
    assert built.returncode == 0
    assert "docs/img/con.png:1:1: warning[unportable-name] Windows keeps the name `con` for a device" in built.stderr
    done = run("builder", "bundle", tmp_path, "--format", "zip")
    assert done.returncode == 1
    for name in ("img/con.png", "img/a\\..\\evil.txt", "claims/index.html"):
        assert f"{name}:1:1: error[site-unportable-name]" in done.stderr
    assert not (tmp_path / "dist").exists()


# --- the version ------------------------------------------------------------------------------------------------------


def in_bundle(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"{path.stem}/{name}").decode()


def test_the_manifest_and_the_text_to_read_say_which_version_it_is(built: Built) -> None:
    manifest, text = json.loads(in_bundle(built.bundle, MANIFEST)), in_bundle(built.bundle, README)
    digest = hashlib.sha256((built.root / "data/explainer.json").read_bytes()).hexdigest()
    assert (manifest["content_sha256"], manifest["words"], manifest["name"]) == (digest, words_of(digest), built.bundle.stem)
    assert built.bundle.stem.endswith(f"{manifest['as_of']}-{digest[:8]}")
    assert manifest["generator"].startswith("explainer ")
    assert manifest["license"] in text
    for said in (manifest["title"], manifest["words"], digest, "sha256sum -c SHA256SUMS", "explainer verify", manifest["generator"]):
        assert said in text
    licences = [name for name in manifest["files"] if name.startswith("LICENSES/")]
    assert sorted(licences) == sorted([f"LICENSES/{manifest['license'].replace(' ', '-')}.txt", "LICENSES/generator.txt"])
    assert [name for name in manifest["files"] if name.startswith("assets/explainer/fonts/OFL-")]


def test_the_text_to_read_is_in_the_language_of_the_explainer_and_in_english(tmp_path: Path) -> None:
    write(
        tmp_path, {**MINI, "content/explainer.yml": "title: Mini\nas_of: 2025-09-25\nlanguages: [ar]\n", "site/data/explainer.json": "{}"}
    )
    explainer = explain({"content/explainer.yml": "title: Mini\nas_of: 2025-09-25\nlanguages: [ar]\n"})[0]
    text = bundle_files(Project(tmp_path, explainer, ()), tmp_path / "site").files[README].decode()  # type: ignore[union-attr]
    arabic, english = text.split("\n----\n")
    assert "25 سبتمبر 2025" in arabic
    assert "As of 25 September 2025" in english
    assert arabic.count("\n") == english.count("\n")


def test_the_commit_is_said_and_what_is_not_in_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(project, {**MINI, ".gitignore": "site/\ndist/\n.cache/\n", "docs/index.md": "# Home\n"})

    def commit_said() -> tuple[str | None, bool]:
        assert run_here("bundle", project, "--format", "zip").returncode == 0
        (path,) = (project / "dist").glob("*.zip")
        manifest = json.loads(in_bundle(path, MANIFEST))
        shutil.rmtree(project / "dist")
        return manifest["commit"], manifest["uncommitted_changes"]

    assert commit_said() == (None, False)
    git(project, "init", "-q")
    assert commit_said() == (None, False), "there is no commit yet"
    git(project, "add", ".")
    git(project, "commit", "-qm", "One")
    head = git(project, "rev-parse", "HEAD")
    assert commit_said() == (head, False)
    for path in (project / "content").rglob("*.md"):  # the same bytes with another time
        path.write_bytes(path.read_bytes())
    write(project, {"README.md": "no part of the site", "content/.note": "nor this"})
    assert commit_said() == (head, False)
    write(project, {"content/groups/more.md": "---\nname: More\n---\n"})
    assert commit_said() == (head, True), "a file that git does not know"
    (project / "content/groups/more.md").unlink()
    write(project, {"docs/index.md": "# Another home\n"})
    assert commit_said() == (head, True)
    git(project, "checkout", "-q", "docs")
    assert commit_said() == (head, False)
    (project / "docs/index.md").unlink()
    assert commit_said() == (head, True)


# --- what others read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", [("sha256sum",), ("shasum", "-a", "256")])
def test_other_programs_read_the_list_of_digests(second: Built, tmp_path: Path, program: tuple[str, ...]) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"there is no {program[0]}")
    shutil.unpack_archive(second.bundle, tmp_path)
    folder = tmp_path / second.bundle.stem
    assert {*tree(folder)} == {*json.loads((folder / MANIFEST).read_text())["files"], MANIFEST, SUMS}
    checked = subprocess.run([*program, "-c", SUMS], cwd=folder, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count(": OK\n") == len(tree(folder)) - 1
    (folder / "index.html").write_bytes((folder / "index.html").read_bytes() + b" ")
    checked = subprocess.run([*program, "-c", SUMS], cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert [line for line in checked.stdout.splitlines() if not line.endswith(": OK")] == ["index.html: FAILED"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "tar"), "there is no format `tar`; there are zip, html, epub, zim, pdf"),
        (("--since", "mkdocs.yml"), "is not a bundle of an explainer"),
        (("--since", "nowhere.zip"), "there is no file nowhere.zip"),
    ],
)
def test_wrong_use_is_said_before_anything_is_built(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    write(tmp_path, {**MINI, "mkdocs.yml": "site_name: Mini\n"})
    done = run_here("bundle", tmp_path, *(tmp_path / word if word == "mkdocs.yml" else word for word in options))
    assert (done.returncode, (tmp_path / "site").exists()) == (2, False)
    assert said in done.stderr
