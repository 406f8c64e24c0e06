"""One zip with the whole site, to be unpacked and opened by a double click; the same bytes from the same content."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

from builder.bundles.bundle_files import pieces_of
from builder.bundles.sealed_file import ZIP, sealed_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builder.bundles.bundle_files import Bundle, Source

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: the content's dates are in the content
_MODE = 0o100644 << 16


def write(bundle: Bundle, target: Path) -> Iterator[Path]:
    """Write a bundle as a zip that unpacks into one folder, and yield its path in the folder `target`."""
    path = target / f"{bundle.version.name}.zip"
    with sealed_file(path, ZIP) as file:
        write_archive(file, {f"{bundle.version.name}/{name}": source for name, source in bundle.files.items()})
    yield path


def write_archive(file: BinaryIO, files: Mapping[str, Source]) -> None:
    """Write files into a zip, with nothing of the clock or of this system in it, and room for its seal.

    Files are copied in pieces, so that the size of a site does not matter.
    """
    with zipfile.ZipFile(file, "w") as archive:
        for name, source in files.items():
            add_entry(archive, name, source)
        archive.comment = ZIP.seal("")


def add_entry(archive: zipfile.ZipFile, name: str, source: Source, *, is_stored: bool = False) -> None:
    """Add a file to an archive, in pieces; compressed unless it is to be stored as it is."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = _MODE
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    # From the size follows whether the zip needs large numbers for it.
    entry.file_size = len(source) if isinstance(source, bytes) else source.stat().st_size
    entry._compresslevel = 9  # type: ignore[attr-defined]  # noqa: SLF001  # its public name is newer than Python 3.11
    with archive.open(entry, "w") as target:
        for piece in pieces_of(source):
            target.write(piece)
