"""What commands need of the engine before they have read the content; it is imported while another process does that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import FindPages
    from builder.model.findings import Finding
    from builder.reading.files import FoundFile


def find_pages_of(folder: Path) -> FindPages:
    """Return the function that lists the hand-written pages of a project."""

    def find() -> tuple[list[FoundFile], list[Finding]]:
        from builder.engine.mkdocs_build import page_finder_of

        return page_finder_of(folder)()

    return find
