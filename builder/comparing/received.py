"""The state of an explainer that a bundle holds: a zip, the folder it was unpacked into, or its `explainer.json` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.comparing.graph import graph_of
from builder.data.content_digest import SUBJECT
from builder.verifying.archives import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from builder.comparing.graph import Graph

_LARGEST = 1 << 28
"""Bytes of an `explainer.json` that is read: room for two hundred thousand claims."""


def is_bundle(path: Path) -> bool:
    """Return whether a path is of a file, or of a folder that may be an unpacked bundle."""
    return path.is_file() or (path / SUBJECT).is_file()


def received_graph(path: Path) -> Graph:
    """Return the state that a bundle holds. Raises ValueError if it holds none that can be read, and OSError."""
    try:
        data = _subject(path)
        if len(data) > _LARGEST:
            raise ValueError(f"its {SUBJECT} is larger than {_LARGEST:,} bytes")  # noqa: TRY301
        return graph_of(data)
    except ValueError as error:
        raise ValueError(f"{path} cannot be compared: {error}") from error


def _subject(path: Path) -> bytes:
    if path.is_dir() and not (path / SUBJECT).is_file():
        raise ValueError(f"it has no {SUBJECT}")
    with (path / SUBJECT if path.is_dir() else path).open("rb") as file:
        start = file.read(1)
        file.seek(0)
        if start != b"P":
            return file.read(_LARGEST + 1)
        archive = Archive(file)
        names = [name for name in archive.names if SUBJECT in (name, name.partition("/")[2])]
        if len(names) != 1:
            raise ValueError(f"it has no {SUBJECT}")
        return archive.read(names[0], _LARGEST + 1)
