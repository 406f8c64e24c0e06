"""Bundles in the folder of a finished site, beside it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from builder.publishing.publish import prepare, publish, recover

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "bundle/"
"""Of the site; all that is in it belongs to bundles."""


def add_bundles(site: Path, files: Mapping[str, Path | bytes]) -> None:
    """Put files into the folder of bundles in place of all that was there, under the lock of the project: all of them, or none.

    They are given by their names in that folder. Raises `OutputError` or OSError.
    """
    try:
        folder = prepare(site) / FOLDER
        folder.mkdir()
        for name, source in files.items():
            if isinstance(source, bytes):
                (folder / name).write_bytes(source)
            else:
                shutil.copyfile(source, folder / name)
        publish(site, replaced=FOLDER)
    finally:
        recover(site)
