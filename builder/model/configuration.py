"""Which file configures the engine: the one that MkDocs itself would read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATIONS = ("mkdocs.yml", "mkdocs.yaml")
"""The names of the configuration, in the order in which MkDocs looks for them."""


def configuration_file(project: Path) -> Path | None:
    """Return the configuration of a project; None if it has none, so that the default one is used."""
    return next((path for name in CONFIGURATIONS if (path := project / name).exists()), None)
