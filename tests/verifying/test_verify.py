"""Received bundles: what is whole passes, every way of tampering is found and named, and nothing in a bundle does harm."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import struct
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from building import run, run_here
from helpers import MINI, explain, write

from builder.bundles.bundle_files import bundle_files
from builder.bundles.delta import write_delta
from builder.bundles.sealed_file import HTML, PDF, ZIP, about_line, sealed_file
from builder.bundles.texts import MANIFEST, PATCHES, SUMS
from builder.bundles.zip_bundle import write as write_zip
from builder.bundles.zip_bundle import write_archive
from builder.checking.project import Project
from builder.verifying.reports import as_text
from builder.verifying.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from building import Built

    from builder.bundles.bundle_files import Bundle
    from builder.verifying.reports import Report


@pytest.fixture
def files(tmp_path: Path) -> Bundle:
    """A bundle of a few files, of which some can be compressed and some cannot."""
    noise = random.Random(1).randbytes(9000)  # noqa: S311  # the same each time
    write(tmp_path / "site", {"index.html": "<p>Home " * 900, "a/b.txt": "b" * 500, "data/explainer.json": '{"a": 1}' * 300})
    (tmp_path / "site/noise.woff2").write_bytes(noise)
    explainer, _ = explain({**MINI, "content/explainer.yml": "title: Mini\nas_of: 2025-09-25\n"})
    return bundle_files(Project(tmp_path, explainer, ()), tmp_path / "site")


@pytest.fixture
def bundle(files: Bundle, tmp_path: Path) -> Path:
    return next(write_zip(files, tmp_path / "dist"))


def found(report: Report) -> set[tuple[str, str]]:
    return {(problem.what.value, problem.path) for problem in report.problems}


def sealed(path: Path, contents: Mapping[str, bytes]) -> Path:
    """Write a zip with a right seal."""
    with sealed_file(path, ZIP) as file:
        write_archive(file, contents)
    return path


def contents(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- what is whole ----------------------------------------------------------------------------------------------------


def test_what_was_bundled_passes_packed_and_unpacked(built: Built, tmp_path: Path) -> None:
    shutil.unpack_archive(built.bundle, tmp_path)
    done = run_here("verify", built.bundle, tmp_path / built.bundle.stem)
    assert (done.returncode, done.stderr) == (0, "")
    packed, unpacked = done.stdout.splitlines()
    manifest = json.loads((tmp_path / built.bundle.stem / MANIFEST).read_text(encoding="utf-8"))
    for line in (packed, unpacked):
        assert f": as it was written ({len(manifest['files']) + 2:,} files). {manifest['title']}, as of " in line
        assert line.endswith(f"{manifest['words']}; {manifest['generator']}.")
    assert verify(built.bundle).kind == "zip"


def test_the_result_as_json_says_the_same(bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"x")
    done = run("builder", "verify", bundle, "--format", "json", LC_ALL="C", PYTHONUTF8="0")
    (result,) = json.loads(done.stdout)
    assert (done.returncode, result["ok"], result["format"], result["file"]) == (1, False, "zip", str(bundle))
    assert result["version"]["as_of"] == "2025-09-25"
    assert [(one["what"], one["path"]) for one in result["problems"]] == [("damaged", None)]


def test_the_commit_and_what_is_not_in_it_are_said(files: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    with sealed_file(path, HTML) as file:
        file.write(b"<!doctype html><p>Hi\n")
        file.write(about_line(HTML, {**files.version.about, "commit": "0123456789abcdef0123", "uncommitted_changes": True}))
    assert "; commit 0123456789ab with changes that are not in it; " in as_text(verify(path))


def test_wrong_use_is_said(tmp_path: Path) -> None:
    done = run_here("verify", tmp_path / "nothing.zip")
    assert (done.returncode, done.stdout) == (2, "")
    (tmp_path / "a.txt").write_text("words", encoding="utf-8")
    done = run_here("verify", tmp_path / "a.txt")
    assert done.returncode == 1
    assert "is not a bundle of an explainer" in done.stdout


# --- tampering --------------------------------------------------------------------------------------------------------


def test_a_flipped_bit_is_found_anywhere_and_its_file_is_named(bundle: Path, tmp_path: Path) -> None:
    data, where = bundle.read_bytes(), random.Random(2)  # noqa: S311  # the same each time
    with zipfile.ZipFile(bundle) as archive:
        spans = [(e.header_offset + 30 + len(e.filename), e.compress_size, e.filename.partition("/")[2]) for e in archive.infolist()]
    path = tmp_path / "flipped.zip"
    named = 0
    for _ in range(200):
        place, bit = where.randrange(len(data)), where.randrange(8)
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        report = verify(path)
        assert report.problems, f"bit {bit} of byte {place}"
        as_text(report)
        for start, size, name in spans:
            if start <= place < start + size:
                assert name in {problem.path for problem in report.problems}, f"bit {bit} of byte {place}"
                named += 1
    assert named > 100


@pytest.mark.parametrize("rest", [0, 3, 21, 100, 0.5, 0.9, -1, -106, -107, -130])
def test_a_file_that_was_cut_off_is_found(bundle: Path, rest: float) -> None:
    data = bundle.read_bytes()
    bundle.write_bytes(data[: int(len(data) * rest) if isinstance(rest, float) else rest])
    assert verify(bundle).problems
    bundle.write_bytes(data + b"\n")
    assert verify(bundle).problems


def test_files_that_differ_are_missing_extra_or_swapped_are_each_named(files: Bundle, bundle: Path, tmp_path: Path) -> None:
    root = f"{files.version.name}/"
    other = {name.removeprefix(root): data for name, data in contents(bundle).items()}
    other["index.html"], other["a/b.txt"] = other["a/b.txt"], other["index.html"]
    other["data/explainer.json"] += b" "
    del other["noise.woff2"]
    other["more/extra.html"] = b"mine"
    wanted = {
        ("swapped", "index.html"),
        ("swapped", "a/b.txt"),
        ("differs", "data/explainer.json"),
        ("missing", "noise.woff2"),
        ("extra", "more/extra.html"),
    }
    path = sealed(tmp_path / "other.zip", {root + name: data for name, data in other.items()})
    assert found(verify(path)) == wanted
    shutil.unpack_archive(path, tmp_path / "unpacked")
    assert found(verify(tmp_path / "unpacked" / root)) == wanted
    path = sealed(tmp_path / "beside.zip", {**contents(bundle), "beside.txt": b"beside the folder"})
    assert found(verify(path)) == {("extra", "beside.txt")}


def test_lists_that_were_changed_are_found(files: Bundle, bundle: Path, tmp_path: Path) -> None:
    root, whole = f"{files.version.name}/", contents(bundle)

    def changed(change: Callable[[dict[str, bytes]], object]) -> set[tuple[str, str]]:
        other = dict(whole)
        change(other)
        return found(verify(sealed(tmp_path / "other.zip", other)))

    home, lists, manifest = root + "index.html", root + SUMS, json.loads(whole[root + MANIFEST])
    digests = hashlib.sha256(whole[home]).hexdigest().encode(), hashlib.sha256(b"mine").hexdigest().encode()
    assert changed(lambda all_: all_.update({home: b"mine", lists: whole[lists].replace(*digests)})) == {("damaged", MANIFEST)}
    assert changed(lambda all_: all_.pop(lists)) == {("missing", SUMS)}
    assert changed(lambda all_: all_.update({lists: b"no list"})) == {("damaged", SUMS)}
    assert changed(lambda all_: all_.pop(root + MANIFEST)) == {("missing", MANIFEST)}
    assert changed(lambda all_: all_.update({root + MANIFEST: b"[" * 9999})) == {("damaged", MANIFEST), ("differs", MANIFEST)}
    for lie in ({"words": "abandon " * 7 + "abandon"}, {"content_sha256": "0" * 64, "words": "abandon " * 7 + "abandon"}, {"title": 1}):
        text = json.dumps({**manifest, **lie}).encode()
        right = hashlib.sha256(whole[root + MANIFEST]).hexdigest().encode(), hashlib.sha256(text).hexdigest().encode()
        assert changed(lambda all_: all_.update({root + MANIFEST: text, lists: whole[lists].replace(*right)})) == {("damaged", MANIFEST)}  # noqa: B023


def test_the_folder_may_hold_no_links(bundle: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(bundle, tmp_path)
    folder = tmp_path / bundle.stem
    (tmp_path / "same").write_bytes((folder / "index.html").read_bytes())
    (folder / "index.html").unlink()
    try:
        (folder / "index.html").symlink_to(tmp_path / "same")
        (folder / "more").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links can be made here")
    assert found(verify(folder)) == {("unsafe", "index.html"), ("unsafe", "more")}


# --- what does harm ---------------------------------------------------------------------------------------------------


def entry(name: str, **values: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    for key, value in values.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/evil",
        "C:/evil",
        "c:evil",
        "a\\..\\evil",
        "./x",
        "a//b",
        "con.txt",
        "a/b.",
        "x\x00y",
        "folder/",
    ],
)
def test_a_path_that_leads_out_or_cannot_be_unpacked_is_refused(bundle: Path, name: str) -> None:
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr(entry("x" * len(name)), b"")
    bundle.write_bytes(bundle.read_bytes().replace(b"x" * len(name), name.encode()))
    report = verify(bundle)
    assert ("unsafe", name) in found(report)
    assert report.files == 0
    assert "\x00" not in as_text(report)


@pytest.mark.parametrize(
    "odd", [entry("n/link", external_attr=0o120777 << 16), entry("n/pipe", external_attr=0o10644 << 16), entry("n/locked", flag_bits=1)]
)
def test_links_special_files_and_encrypted_entries_are_refused(bundle: Path, odd: zipfile.ZipInfo) -> None:
    flags = odd.flag_bits
    with zipfile.ZipFile(bundle, "a") as archive:
        odd.flag_bits = 0
        archive.writestr(odd, b"../index.html")
        odd.flag_bits = flags
    assert ("unsafe", odd.filename) in found(verify(bundle))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["index.html", "INDEX.html", "n\u0303", "ñ"])
def test_names_that_are_one_file_somewhere_are_refused(files: Bundle, bundle: Path, name: str) -> None:
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr(f"{files.version.name}/Ñ", b"")
        archive.writestr(f"{files.version.name}/{name}", b"")
    assert "unsafe" in {what for what, _ in found(verify(bundle))}


def test_a_bomb_is_refused_before_it_is_unpacked(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("n/zeros", "w") as file:
        for _ in range(80):
            file.write(bytes(1 << 20))
    report = verify(bundle)
    assert ("unsafe", "") in found(report)
    assert "would unpack to" in as_text(report)
    assert report.files == 0


@pytest.mark.parametrize("declared", [100, (32 << 20) + 9, 0xFFFFFFFE])
def test_sizes_that_are_not_true_are_found_and_memory_stays_small(files: Bundle, tmp_path: Path, declared: int) -> None:
    path = tmp_path / "false.zip"
    real = 32 << 20
    with sealed_file(path, ZIP) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files.files.items():
            archive.writestr(f"{files.version.name}/{name}", source if isinstance(source, bytes) else source.read_bytes())
        with archive.open(zeros := entry(f"{files.version.name}/zeros", compress_type=zipfile.ZIP_DEFLATED), "w") as target:
            for _ in range(real >> 20):
                target.write(bytes(1 << 20))
        zeros.file_size, zeros.CRC = declared, zlib.crc32(bytes(100)) if declared == 100 else zeros.CRC
        archive.comment = ZIP.seal("")
    tracemalloc.start()
    try:
        report = verify(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    problems = {problem.path.rpartition("/")[2]: problem.what for problem in report.problems if problem.path}
    assert problems == {"zeros": "unsafe" if declared > 10**9 else "differs"}
    assert peak < 12 << 20


def test_entries_that_lie_over_each_other_are_refused(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        first, second, *_ = archive.infolist()
        start = archive.start_dir
    data = bytearray(bundle.read_bytes())
    at = data.index(second.filename.encode(), start) - 4
    struct.pack_into("<I", data, at, first.header_offset)
    bundle.write_bytes(data)
    assert "or over what follows it" in as_text(verify(bundle))


def test_what_a_bundle_says_cannot_steer_a_terminal(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("\x1b[2J\u202egpj.exe", b"")
    text = as_text(verify(bundle))
    assert "\\x1b[2J\\u202egpj.exe" in text
    assert all(line.isprintable() for line in text.split("\n"))


# --- the other formats ------------------------------------------------------------------------------------------------


def one_file(kind: str, files: Bundle, folder: Path) -> Path:
    """Write a bundle as the writer of a format would; the words that it says of itself are those of a title full of traps."""
    about = {**files.version.about, "title": "A --> <b> -- 日本 %%EOF"}
    path = folder / f"one.{kind}"
    if kind == "zim":
        body = bytes(72) + struct.pack("<Q", 0)
        text = body[80:] + b"pages" * 99 + about_line(HTML._replace(start=b"", end=b"\n"), about)
        head = b"ZIM\x04" + bytes(68) + struct.pack("<Q", 80 + len(text))
        path.write_bytes(head + text + hashlib.md5(head + text, usedforsecurity=False).digest())
    elif kind == "epub":
        listed = {"mimetype": b"application/epub+zip", "EPUB/one.xhtml": b"<p>", "META-INF/container.xml": b"<container/>"}
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in listed.items()}
        listed["META-INF/" + MANIFEST] = json.dumps({**about, "files": digests}).encode()
        digests["META-INF/" + MANIFEST] = hashlib.sha256(listed["META-INF/" + MANIFEST]).hexdigest()
        listed["META-INF/" + SUMS] = "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
        sealed(path, listed)
    else:
        form, start = (HTML, b"<!DOCTYPE html>\n<title>") if kind == "html" else (PDF, b"%PDF-1.7\n")
        with sealed_file(path, form) as file:
            file.write(start + b"x" * 5000 + b"\n%%EOF\n" + about_line(form, about))
    return path


@pytest.mark.parametrize("kind", ["html", "epub", "pdf", "zim"])
def test_the_other_formats_are_recognised_by_their_content_and_every_flip_is_found(kind: str, files: Bundle, tmp_path: Path) -> None:
    path = one_file(kind, files, tmp_path)
    plain = path.rename(tmp_path / "received")
    report = verify(plain)
    assert (report.kind, report.problems) == (kind, ())
    assert report.about
    assert report.about.title == "A --> <b> -- 日本 %%EOF"
    assert report.about.words == files.version.words
    data, where = plain.read_bytes(), random.Random(3)  # noqa: S311  # the same each time
    for place in [0, len(data) - 1, *(where.randrange(len(data)) for _ in range(60))]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << where.randrange(8)]) + data[place + 1 :])
        assert verify(path).problems, place
        path.write_bytes(data[: place or 1])
        assert verify(path).problems, place


def test_a_remark_in_html_ends_where_it_ends(files: Bundle, tmp_path: Path) -> None:
    text = one_file("html", files, tmp_path).read_text(encoding="utf-8")
    assert text.count("-->") == text.count("<!--") == 2


# --- changes ----------------------------------------------------------------------------------------------------------


def test_a_file_of_changes_is_verified_as_what_it_is(files: Bundle, tmp_path: Path) -> None:
    before = {"index.html": b"<p>Home" + b"<p>Home " * 899, "a/b.txt": b"b" * 500}
    path = write_delta(files, lambda file: before.get(file, b""), tmp_path)
    root = path.stem
    assert {*contents(path)} > {f"{root}/{name}" for name in ("noise.woff2", PATCHES, MANIFEST, SUMS)}
    assert not {*contents(path)} & {f"{root}/{name}" for name in ("index.html", "a/b.txt")}
    assert (verify(path).kind, verify(path).problems) == ("delta", ())
    data, where = path.read_bytes(), random.Random(3)  # noqa: S311  # the same each time
    for place in [0, len(data) - 1, *(where.randrange(len(data)) for _ in range(60))]:
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << where.randrange(8)]) + data[place + 1 :])
        assert verify(path).problems, place
        path.write_bytes(data[: place or 1])
        assert verify(path).problems, place
    path.write_bytes(data)
    sums = contents(path)[f"{root}/{SUMS}"] + b"0" * 64 + b"  ../evil\n"
    other = {**contents(path), f"{root}/noise.woff2": b"mine", f"{root}/more": b"", f"{root}/{SUMS}": sums}
    expected = {("differs", "noise.woff2"), ("extra", "more"), ("unsafe", SUMS), ("damaged", MANIFEST)}
    assert found(verify(sealed(path, {**contents(path), **other}))) == expected


@pytest.mark.parametrize("patches", ["[]", '{"index.html": {}}', '{"index.html": [[5, 2]]}', '{"index.html": [[0, 1, 2]]}', "[" * 100_000])
def test_pieces_that_are_none_are_damaged(files: Bundle, tmp_path: Path, patches: str) -> None:
    path = write_delta(files, lambda _: b"", tmp_path)
    assert found(verify(sealed(path, {**contents(path), f"{path.stem}/{PATCHES}": patches.encode()}))) == {("damaged", PATCHES)}
    sealed(path, {**contents(path), f"{path.stem}/{PATCHES}": b'{"other.html": []}'})
    assert found(verify(path)) == {("extra", PATCHES)}
