"""Bundles beside the site: under names that stay, on a page that says what they are, and gone when they are stale."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, write

from builder.publishing.site_bundles import add_bundles

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "explainer.yml"
PUBLISHING = {**MINI, f"content/{SETTINGS}": f"{MINI[f'content/{SETTINGS}']}\nbundles: [zip]\n"}


def test_bundles_lie_beside_the_site_until_it_changes(tmp_path: Path) -> None:
    write(tmp_path, PUBLISHING)
    assert run_here("bundle", tmp_path).returncode == 0
    folder = tmp_path / "site/bundle"
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", "explainer.zip", "index.html"]
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    (bundle,) = (tmp_path / "dist").glob("*.zip")
    assert (folder / "explainer.zip").read_bytes() == bundle.read_bytes()
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f'<a href="explainer.zip" download="{bundle.name}">' in page
    assert re.findall(r"<code dir=\"ltr\">([0-9a-f]{64})</code>", page) == [(folder / "SHA256SUMS").read_text().partition(" ")[0]]
    with zipfile.ZipFile(bundle) as archive:
        inside = {name.partition("/")[2]: name for name in archive.namelist()}
        assert [name for name in inside if name.startswith("bundle/")] == ["bundle/index.html"]
        assert b"explainer.zip" not in archive.read(inside["bundle/index.html"])
    assert run_here("build", tmp_path).returncode == 0
    assert (folder / "explainer.zip").exists(), "nothing has changed, so the site stands as it is"
    write(tmp_path, {"content/themes/new.md": "---\ntitle: New\n---\n\nA claim. [@alpha]\n{#new-claim}\n"})
    assert run_here("build", tmp_path).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == ["index.html"], "bundles of another version are gone"


def test_without_the_setting_nothing_is_published_or_linked(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    assert run_here("bundle", tmp_path).returncode == 0
    assert not (tmp_path / "site/bundle").exists()
    assert "bundle/index.html" not in (tmp_path / "site/index.html").read_text(encoding="utf-8")


def test_a_copy_that_fails_leaves_the_site_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, PUBLISHING)
    assert run_here("build", tmp_path).returncode == 0
    before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="no space left"):
        add_bundles(tmp_path / "site", {"index.html": b"new", "explainer.zip": tmp_path / "mkdocs.yml"})
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()} == before


def test_a_setting_that_names_no_format_is_a_finding(tmp_path: Path) -> None:
    write(tmp_path, {**PUBLISHING, f"content/{SETTINGS}": PUBLISHING[f"content/{SETTINGS}"].replace("[zip]", "[zip, zipp]")})
    said = run_here("check", tmp_path)
    assert "`bundles` cannot be `zipp`" in said.stderr
    assert "did you mean `zip`?" in said.stderr
