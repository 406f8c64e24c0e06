"""What has changed since an older bundle, as a zip that `update.py` of the older folder makes the new one of.

It has the new lists of files, the files that are new, and of each changed text only what has changed: a claim stands in a dozen files, and
each of them is long. Nothing in it is of use without the program, so all of it is in a folder of its own, wherever it is unpacked.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from builder.bundles.bundle_files import pieces_of
from builder.bundles.sealed_file import ZIP, sealed_file
from builder.bundles.texts import MANIFEST, PATCHES, SUMS
from builder.bundles.zip_bundle import write_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from builder.bundles.bundle_files import Bundle

    Patch: TypeAlias = list[str | tuple[int, int]]
    """What a text is put together from: new text, and where a piece of the old one starts and ends, in characters."""

_LARGEST = 1 << 28
"""Bytes of an old file that is compared; a larger one would be sent whole."""
_ROOM = 1 << 25
"""Characters of patches: whoever applies or verifies them reads them at once."""
_GROWTH = 1 << 26
"""Characters that a text may have more than the old one: `update.py` refuses what copies more."""
_BLOCK, _BLOCKS = 32, 1 << 17
"""Characters of a piece by which an old text is known, and how many pieces of one are remembered: the pieces of a long text are longer."""
_STEP = 1 << 12


def write_delta(bundle: Bundle, old: Callable[[str], bytes], target: Path) -> Path:
    """Write what makes a bundle of an older one, which `old` reads (`old_files`); return the path of the zip in the folder `target`."""
    patches: dict[str, Patch] = {}
    root, room = f"{bundle.version.name}.delta", _ROOM
    whole = {SUMS: bundle.files[SUMS], MANIFEST: bundle.files[MANIFEST]}
    for file, source in bundle.files.items():
        before = b"" if file in whole else old(file)
        if file in whole or (before and sha256(before).hexdigest() == bundle.digests[file]):
            continue
        after = b"".join(pieces_of(source)) if before else b""
        patch = patch_of(before, after)
        size = len(_written(patch))
        if patch and size < min(len(after) // 2, room):
            patches[file] = patch
            room -= size
        else:
            whole[file] = source
    whole[PATCHES] = _written(patches)
    path = target / f"{root}.zip"
    with sealed_file(path, ZIP) as file_of_delta:
        write_archive(file_of_delta, {f"{root}/{name}": source for name, source in whole.items()})
    return path


def _written(patches: object) -> bytes:
    return json.dumps(patches, ensure_ascii=False, separators=(",", ":")).encode()


def old_files(path: Path) -> Callable[[str], bytes]:
    """Return what reads a file of an older bundle by its path: its content, empty if it has none that can be read.

    Raises ValueError for anything but a zip as `explainer bundle` writes it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a bundle of an explainer: {error}") from error
    entries = {entry.filename.partition("/")[2]: entry for entry in archive.infolist() if entry.file_size < _LARGEST}
    if not {SUMS, MANIFEST} <= set(entries) or PATCHES in entries:
        raise ValueError(f"{path} is not a bundle of an explainer, whole and as a zip")

    def read(file: str) -> bytes:
        try:
            return archive.read(entries[file])
        except (KeyError, ValueError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
            return b""  # so that the new file is sent whole

    return read


def patch_of(before: bytes, after: bytes) -> Patch:
    """Return what a text in UTF-8 is put together from; nothing if the old or the new file is none, or is empty, or the new is too long.

    The old text is cut into blocks; where one of them stands in the new text, both are compared from there on in both directions.
    """
    try:
        old, new = before.decode(), after.decode()
    except UnicodeDecodeError:
        return []
    return list(_pieces(old, new)) if len(new) < len(old) + _GROWTH else []


def _pieces(old: str, new: str) -> Iterator[str | tuple[int, int]]:
    block = max(_BLOCK, len(old) // _BLOCKS)
    places: dict[str, int] = {}
    for place in range(0, len(old) - block + 1, block):
        places.setdefault(old[place : place + block], place)
    at = done = 0
    while at <= len(new) - block:
        place = places.get(new[at : at + block], -1)
        if place < 0:
            at += 1
            continue
        end = place + block + _same(old, place + block, new, at + block)
        while at > done and place and old[place - 1] == new[at - 1]:
            place, at = place - 1, at - 1
        if at > done:
            yield new[done:at]
        yield place, end
        at = done = at + end - place
    if done < len(new):
        yield new[done:]


def _same(old: str, start: int, new: str, other: int) -> int:
    """Return how many characters are the same in two texts from two places on."""
    count, step = 0, _STEP
    while step:
        piece = old[start + count : start + count + step]
        if len(piece) == step and piece == new[other + count : other + count + step]:
            count += step
        else:
            step //= 2
    return count
