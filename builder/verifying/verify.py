"""Whether a bundle that was received is as it was written: recognised by its content, checked against what it says of itself.

A seal and lists of digests show what time, disks and lines do to a file. Whoever changes a bundle on purpose can make them anew:
against that help the eight words and digests that come by another way.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from builder.bundles.sealed_file import HTML, PDF, ZIP, read_seal
from builder.bundles.signature import check_signature, signature_path
from builder.bundles.texts import PATCHES, SUMS
from builder.verifying.archives import Archive
from builder.verifying.lists import LONGEST_LIST, Held, check_lists
from builder.verifying.reports import Problem, Report, What, read_about

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.bundles.sealed_file import Form
    from builder.verifying.reports import About

_PIECE = 1 << 20
_BEGINNING = 1024
_HEADS = {b"PK\3\4": "zip", b"%PDF-": "pdf", b"ZIM\4": "zim"}
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html)\b", re.IGNORECASE)
_FORMS = {"html": HTML, "pdf": PDF, "zip": ZIP}
_EPUB_LISTS = "META-INF/"
_ABOUT = re.compile(rb'explainer (\{"bundle":"explainer",[^\n]*\})')
_TAIL = 1 << 16
_ZIM_HEADER, _ZIM_SUM = 80, 16


def verify(path: Path, key: str | None = None) -> Report:
    """Return what is the matter with a received bundle, which is a file or the folder that a zip was unpacked into.

    `key` is the public key, or its file, that the signature beside the file must be of; without one it is not checked. Raises OSError
    if something cannot be read, and `SignatureRefusedError` if the key cannot be used.
    """
    problems: list[Problem] = []
    if path.is_dir():
        about, files = _folder(path, problems)
        return Report(str(path), "folder", about, files, tuple(problems))
    signature = _signature(path, key, problems)
    with path.open("rb") as file:
        kind = _kind_of(file, path.suffix.lower().removeprefix("."))
        if kind in ("zip", "epub"):
            kind, about, files = _archive(file, problems)
        elif kind == "zim":
            about, files = _zim(file, problems), 1
        elif kind:
            about, files = _one_file(file, _FORMS[kind], problems), 1
        else:
            about, files = None, 0
            problems.append(Problem(What.DAMAGED, "", "is not a bundle of an explainer: neither zip, EPUB, HTML, PDF nor ZIM"))
    return Report(str(path), kind, about, files, tuple(problems), signature)


def _signature(path: Path, key: str | None, problems: list[Problem]) -> str:
    """Return what is to be said of the signature beside a file."""
    is_there = signature_path(path).is_file()
    if key is None:
        return "signed, which was not checked: give the public key as --key" if is_there else ""
    if not is_there:
        problems.append(Problem(What.MISSING, "", f"it is not signed: there is no {signature_path(path).name}"))
        return ""
    try:
        return f"signed with the key {check_signature(path, key)}"
    except ValueError as error:
        problems.append(Problem(What.DAMAGED, "", f"it is not signed with this key: {error}"))
        return ""


def _kind_of(file: BinaryIO, extension: str) -> str:
    """Return the format of a file by its beginning; of one whose beginning is damaged by its end, or else by its name."""
    head = file.read(_BEGINNING)
    for start, kind in _HEADS.items():
        if head.startswith(start):
            return kind
    if _HTML.match(head):
        return "html"
    for kind, form in _FORMS.items():
        if read_seal(file, form).is_there:
            return kind
    return extension if extension in ("zip", "epub", "html", "pdf", "zim") else ""


# --- formats that are one file ----------------------------------------------------------------------------------------


def _one_file(file: BinaryIO, form: Form, problems: list[Problem]) -> About | None:
    _check_seal(file, form, problems)
    file.seek(max(file.seek(0, os.SEEK_END) - _TAIL, 0))
    return _said(file.read(), problems)


def _check_seal(file: BinaryIO, form: Form, problems: list[Problem]) -> None:
    seal = read_seal(file, form)
    if not seal.is_right:
        why = "its digest is not the one at its end" if seal.is_there else "there is no digest at its end"
        problems.append(Problem(What.DAMAGED, "", f"the file was changed or cut off since it was written: {why}"))


def _said(data: bytes, problems: list[Problem]) -> About | None:
    """Return what a file says of its version in the last place where it does."""
    found = _ABOUT.findall(data)
    try:
        return read_about(json.loads(found[-1]) if found else None)
    except (ValueError, RecursionError) as error:
        problems.append(Problem(What.DAMAGED, "", f"what it says of its version cannot be read: {error}"))
        return None


def _zim(file: BinaryIO, problems: list[Problem]) -> About | None:
    """Check a ZIM file (openZIM, file format): its header says where its MD5 stands, which is at the end."""
    size, (end,) = file.seek(0, os.SEEK_END), struct.unpack_from("<Q", _head(file), 72)
    digest, before, said = hashlib.md5(usedforsecurity=False), b"", b""
    file.seek(0)
    while piece := file.read(min(_PIECE, max(end - file.tell(), 0))):
        digest.update(piece)
        found = _ABOUT.findall(before + piece)
        said, before = (found[-1] if found else said), piece[-_TAIL:]
    if end + _ZIM_SUM != size or file.read() != digest.digest():
        problems.append(Problem(What.DAMAGED, "", "the file was changed or cut off since it was written: its checksum does not fit"))
    return _said(b"explainer " + said if said else b"", problems)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_ZIM_HEADER).ljust(_ZIM_HEADER, b"\0")


# --- formats that are made of files -----------------------------------------------------------------------------------


def _archive(file: BinaryIO, problems: list[Problem]) -> tuple[str, About | None, int]:
    """Check a zip or an EPUB; return which it is, what it says of itself, and how many files were read."""
    _check_seal(file, ZIP, problems)
    try:
        archive = Archive(file)
    except ValueError as error:
        problems.append(Problem(What.DAMAGED, "", str(error)))
        return "zip", None, 0
    kind, root, lists = _layout(archive.names)
    if unsafe := list(archive.unsafe()):
        problems += unsafe
        problems.append(Problem(What.UNSAFE, "", "must not be unpacked, and its files were not read"))
        return kind, None, 0
    unread: list[Problem] = []
    digests = archive.digests(unread)
    problems += [replace(p, path=p.path.removeprefix(root)) for p in unread]
    problems += [Problem(What.EXTRA, name, "does not belong to the bundle") for name in digests if not name.startswith(root)]
    held = Held(
        {name.removeprefix(root): digest for name, digest in digests.items() if name.startswith(root)},
        lambda name: archive.read(root + name, LONGEST_LIST),
        lists,
        kind == "delta",
        frozenset(p.path.removeprefix(root) for p in unread),
    )
    return kind, check_lists(held, problems), len(digests)


def _layout(names: list[str]) -> tuple[str, str, str]:
    """Return the format of a zip, the folder in it that all files are in, and the folder of its lists below that."""
    if _EPUB_LISTS + SUMS in names or "mimetype" in names:
        return "epub", "", _EPUB_LISTS
    if SUMS in names:
        return "zip", "", ""
    roots = [name.removesuffix(SUMS) for name in names if name.partition("/")[2] == SUMS]
    kind = "delta" if roots and roots[0] + PATCHES in names else "zip"
    return kind, roots[0] if roots else f"{names[0].partition('/')[0]}/" if names else "", ""


def _folder(folder: Path, problems: list[Problem]) -> tuple[About | None, int]:
    digests: dict[str, str] = {}
    for path, entry in _walk(folder, ""):
        if why := "" if stat.S_ISREG(entry.st_mode) else "is a link" if stat.S_ISLNK(entry.st_mode) else "is not a regular file":
            problems.append(Problem(What.UNSAFE, path, why))
        else:
            digests[path] = _digest(folder / path)
    unread = frozenset(p.path for p in problems)
    return check_lists(Held(digests, partial(_beginning, folder), "", is_partial=False, unread=unread), problems), len(digests)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path of everything below a folder that is no folder; no link is followed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), f"{path}/")
            else:
                yield path, entry.stat(follow_symlinks=False)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _beginning(folder: Path, name: str) -> bytes:
    with (folder / name).open("rb") as file:
        return file.read(LONGEST_LIST)
