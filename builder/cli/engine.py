"""What commands need of the engine before they have read the content; it is imported while another process does that."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import FindPages


def find_pages_of(folder: Path) -> FindPages:
    """Return the function that lists the hand-written pages of a project."""
    return partial(_find_pages, folder)


def _find_pages(folder: Path) -> tuple[list[Any], list[Any]]:
    found: tuple[list[Any], list[Any]] = import_module("builder.engine.mkdocs_build").page_finder_of(folder)()
    return found
