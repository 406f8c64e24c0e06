"""The zip: copied in pieces, the same bytes as if it were written at once, and no name that cannot be unpacked."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
from building import run
from helpers import MINI, explain, write

from builder.bundles.zip_bundle import MANIFEST, UNFINISHED, bundle, bundle_name
from builder.checking.project import Project

if TYPE_CHECKING:
    from pathlib import Path

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot hold these names")
SIZE = 48 * 1024 * 1024


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, explain({})[0], ())


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path / "site", {"index.html": "<p>Home</p>", "a/b.txt": "b", "404.html": "x", "empty": "", "manifest.json": "of an app"})
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
        digests = json.loads(archive.read(names[-1]))["files"]
        for name, digest in digests.items():
            assert hashlib.sha256(archive.read(f"{path.stem}/{name}")).hexdigest() == digest
    assert names == [f"{path.stem}/{name}" for name in ("a/b.txt", "big.bin", "empty", "index.html", MANIFEST)]
    assert path.read_bytes() == (tmp_path / "other.zip").read_bytes()


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


def test_the_name_of_a_bundle_is_no_device() -> None:
    settings = {"content/explainer.yml": "title: Aux\nkinds: {party: Party}\n"}
    explainer, _ = explain(settings)
    assert bundle_name(Project(None, explainer, ())) == "explainer-aux"  # type: ignore[arg-type]


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
    done = run("builder", "bundle", tmp_path)
    assert done.returncode == 1
    for name in ("img/con.png", "img/a\\..\\evil.txt", "claims/index.html"):
        assert f"{name}:1:1: error[site-unportable-name]" in done.stderr
    assert not (tmp_path / "dist").exists()
