"""What holds of every format: it says what the data says, is the same anywhere, tells what was done to it, and is there whole or not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest
from building import copy_project, run, run_here
from claims_read_back import said_in, said_in_data
from helpers import MINI, write
from libzim.reader import Archive
from pdf_reading import said_in_pdf
from site_reader import parse

from builder.bundles import sealed_file
from builder.cli import bundle
from builder.verifying.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from building import Built
    from claims_read_back import Said

FORMATS = ("zip", "html", "epub", "zim", "pdf")
XHTML = "{http://www.w3.org/1999/xhtml}"
TRANSLATED = {
    **MINI,
    "content/explainer.yml": MINI["content/explainer.yml"] + "languages: [en, ar]\n",
    "content/themes/mini.ar.md": "---\ntitle: صغير\ndraft: machine\n---\n\nقول أول. [@alpha; @beta; @gamma]\n{#mini-one from=4e230b0d}\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small explainer in every format."""
    folder = tmp_path_factory.mktemp("made")
    write(folder, TRANSLATED)
    done = run("builder", "bundle", folder, "--format", ",".join(FORMATS))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Bundle ") == len(FORMATS) + 1, "each of two languages has a ZIM"
    assert "set index" not in done.stdout, "libzim talks into the output of the command"
    return folder / "dist"


def bundles(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix[1:] in FORMATS)


def of_kind(kind: str, folder: Path) -> Path:
    return next(path for path in bundles(folder) if path.suffix == f".{kind}")


# --- what it says -----------------------------------------------------------------------------------------------------


def without_namespace(root: Element) -> Element:
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(XHTML)
    return root


def in_epub(path: Path) -> Iterator[Element]:
    """Yield the pages of an EPUB as XML, without its namespace."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml") and "/ar/" not in name:
                yield without_namespace(fromstring(archive.read(name)))  # noqa: S314  # we have written it


def in_zim(path: Path) -> Iterator[Element]:
    archive = Archive(path)
    for number in range(archive.all_entry_count):
        entry = archive._get_entry_by_id(number)
        if not entry.is_redirect and entry.path.endswith(".html") and "/ar/" not in entry.path and not entry.path.startswith("whole/"):
            yield parse(bytes(entry.get_item().content))[0]


def said_by(roots: Iterator[Element]) -> Said:
    found: Said = set()
    for root in roots:
        found |= said_in(root)
    return found


def test_a_book_says_of_each_claim_what_the_data_says(own: Built) -> None:
    path = of_kind("epub", own.project / "dist")
    assert said_by(in_epub(path)) == said_in_data(own.site.text("data/explainer.json"))
    assert path.stat().st_size <= 1_500_000


def test_a_pdf_says_of_each_claim_what_the_data_says(own: Built, tmp_path: Path) -> None:
    project = copy_project(own.name, tmp_path / "project")
    done = run("builder", "bundle", project, "--format", "pdf")
    assert done.returncode == 0, done.stderr
    path, data = of_kind("pdf", project / "dist"), own.site.text("data/explainer.json")
    slugs = {source["url_page"].split("/")[1]: source["id"] for source in json.loads(data)["sources"]}
    assert said_in_pdf(path, slugs) == said_in_data(data)
    assert path.stat().st_size <= 3_000_000


def test_a_zim_says_of_each_claim_what_the_data_says(second: Built, tmp_path: Path) -> None:
    project = copy_project(second.name, tmp_path / "project")
    done = run("builder", "bundle", project, "--format", "zim")
    assert done.returncode == 0, done.stderr
    assert said_by(in_zim(of_kind("zim", project / "dist"))) == said_in_data(second.site.text("data/explainer.json"))


# --- the same anywhere ------------------------------------------------------------------------------------------------


def test_another_place_time_and_machine_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another plàce"
    write(elsewhere, TRANSLATED)
    strange = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4711", "HOME": str(tmp_path)}
    before = os.umask(0o077)
    try:
        done = run("builder", "bundle", elsewhere, "--format", ",".join(reversed(FORMATS)), **strange)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in bundles(elsewhere / "dist")] == [path.name for path in bundles(made)]
    for path in bundles(made):
        assert (elsewhere / "dist" / path.name).read_bytes() == path.read_bytes(), path.suffix


# --- what was done to it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_written_passes_and_every_flip_and_cut_is_named(kind: str, made: Path, tmp_path: Path) -> None:
    path = of_kind(kind, made)
    report = verify(path)
    assert (report.kind, report.problems) == (kind, ())
    assert report.about
    assert report.about.words == verify(of_kind("zip", made)).about.words  # type: ignore[union-attr]
    data, damaged = path.read_bytes(), tmp_path / path.name
    places = [0, 10, 79, *range(100, len(data), len(data) // 40), len(data) - 20, len(data) - 1]
    for place in places:
        damaged.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        assert verify(damaged).problems, f"the bit at {place} of {len(data)}"
    for rest in (1, 100, len(data) // 2, len(data) - 1):
        damaged.write_bytes(data[:rest])
        assert verify(damaged).problems, f"cut off after {rest} of {len(data)}"
    done = run_here("verify", damaged)
    assert (done.returncode, damaged.name in done.stdout + done.stderr) == (1, True)


def test_a_page_of_a_book_that_differs_is_swapped_or_does_not_belong_is_named(made: Path, tmp_path: Path) -> None:
    path, changed = of_kind("epub", made), tmp_path / "book.epub"
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    one, other = "themes/mini/index.xhtml", "groups/union/index.xhtml"
    for now, named in (
        ({**files, one: files[one] + b"\n"}, one),
        ({**files, one: files[other], other: files[one]}, other),
        ({**files, "extra.xhtml": b"<p/>"}, "extra.xhtml"),
        ({name: data for name, data in files.items() if name != one}, one),
    ):
        with zipfile.ZipFile(changed, "w") as archive:
            for name, data in now.items():
                archive.writestr(name, data)
        assert named in {problem.path for problem in verify(changed).problems}


# --- whole, or not there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_a_disk_that_is_full_leaves_what_had_the_name(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MINI)
    assert run_here("bundle", tmp_path, "--format", kind).returncode == 0
    before = {path: path.read_bytes() for path in (tmp_path / "dist").iterdir()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device", "dist")

    written = bundle.bundle_files  # the site is built before

    def from_now_on(*arguments: Any) -> Any:
        monkeypatch.setattr(sealed_file.os, "fsync", full)
        return written(*arguments)

    monkeypatch.setattr(bundle, "bundle_files", from_now_on)
    done = run_here("bundle", tmp_path, "--format", kind)
    assert done.returncode == 3
    assert "No space left" in done.stderr or "no space" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "dist").iterdir()} == before


@pytest.mark.parametrize("kind", FORMATS)
def test_a_command_that_is_killed_leaves_no_half_bundle(kind: str, tmp_path: Path) -> None:
    write(tmp_path, MINI)
    code = f"""
import os, signal
from builder.bundles import bundle_files
from builder.cli import bundle
from builder.bundles import sealed_file
from builder.cli import bundle
from builder.cli.main import main
def written(*arguments):
    sealed_file.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
    return bundle_files.bundle_files(*arguments)
bundle.bundle_files = written
main(["bundle", {str(tmp_path)!r}, "--format", {kind!r}])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert done.returncode != 0
    assert [path.name for path in (tmp_path / "dist").iterdir()] == [sealed_file.UNFINISHED]
    assert run_here("bundle", tmp_path, "--format", kind).returncode == 0
    assert [path.suffix for path in (tmp_path / "dist").iterdir()] == [f".{kind}"]


def test_a_format_whose_library_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MINI)
    monkeypatch.setattr("builder.cli.bundle.find_spec", lambda _: None)
    done = run_here("bundle", tmp_path, "--format", "zim")
    assert (done.returncode, done.stderr) == (
        2,
        "explainer: zim needs libraries that are not installed; install them with: pip install 'explainer[zim]'\n",
    )
    assert not (tmp_path / "site").exists()


# --- judges -----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("java"), reason="EPUBCheck needs Java")
def test_epubcheck_finds_nothing(second: Built, tmp_path: Path) -> None:
    project = copy_project(second.name, tmp_path / "project")
    assert run("builder", "bundle", project, "--format", "epub").returncode == 0
    done = run("epubcheck", of_kind("epub", project / "dist"))
    assert (done.returncode, done.stdout.strip()) == (0, "")


@pytest.mark.skipif(not shutil.which("zimcheck"), reason="zimcheck is not installed")
def test_zimcheck_passes(made: Path) -> None:
    for path in made.glob("*.zim"):
        done = subprocess.run(["zimcheck", path], capture_output=True, text=True, check=False, timeout=60)
        assert "Overall Test Status: Pass" in done.stdout, done.stdout


def test_no_page_of_a_zim_has_a_script_in_it(made: Path) -> None:
    for path in made.glob("*.zim"):
        for root in in_zim(path):
            assert [script for script in root.iter("script") if not script.get("src")] == []
            assert [name for element in root.iter() for name in element.attrib if name.startswith("on")] == []
