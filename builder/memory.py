"""Keeping what the next build needs, where that can be a build of a part."""

from __future__ import annotations

from pickle import PicklingError
from typing import TYPE_CHECKING, NamedTuple

from builder.outline import packed
from builder.receipt import TEMPLATES
from builder.standing import Standing, keep_standing, outline_path, shells_path
from builder.store import store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from builder.history import Revision
    from builder.project import Project
    from builder.receipt import Inputs
    from builder.shell import Shells


class Memory(NamedTuple):
    """What a build knows of itself when it is done."""

    outline: str
    shells: str
    told: frozenset[str]
    site_url: str
    home: bool


def can_be_reworded(project: Project) -> bool:
    """Tell whether a change of words in a project may be built by itself.

    A project's own templates may say anything of anything, and what leads nowhere may lead somewhere after any change.
    """
    templates = project.folder / "templates"
    own = templates.is_dir() and templates.resolve() != TEMPLATES.resolve()
    return project.basis is not None and project.basis.whole and not own and not project.explainer.content.translations


def keep_outline(project: Project) -> str:
    """Keep the outline of a project that can be reworded; return its digest, empty where it could not be read back.

    That is so where somebody has put another class in the place of one of Python's own, such as that of days.
    """
    explainer = project.explainer
    scans = project.basis.scans.of(explainer.content.pages) if project.basis else []
    try:
        return store(outline_path(project.folder), packed(explainer, scans))
    except PicklingError:
        return ""


def keep_shells(project: Project, parts: Iterable[Shells]) -> str:
    """Keep the frames of the pages; return their digest."""
    return store(shells_path(project.folder), {key: shell for shells in parts for key, shell in shells.items()})


def told_of(revisions: Iterable[Revision]) -> frozenset[str]:
    """Return the claims of which the page of changes speaks."""
    return frozenset(change.claim for revision in revisions for change in revision.changes)


def keep_memory(project: Project, inputs: Inputs, memory: Memory, site: Path, outputs: str) -> None:
    """Keep what a complete build leaves behind for the next one."""
    findings = project.basis.findings if project.basis else ()
    standing = Standing(
        inputs.files, inputs.rest, findings, memory.told, memory.site_url, memory.home, memory.outline, memory.shells, str(site), outputs
    )
    keep_standing(project.folder, standing)
