"""What the last build left behind for the next one: of what the site was made, and how it stands on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.receipt import CACHE
from builder.store import store, stored

if TYPE_CHECKING:
    from pathlib import Path

    from builder.findings import Finding
    from builder.receipt import Inputs, State

_NAME = "standing"


class Reach(NamedTuple):
    """How far changes reach."""

    pages: frozenset[str] = frozenset()
    """The addresses of pages that may read differently; the empty one is that of the home page."""
    claims: frozenset[str] = frozenset()
    """The claims of which other pages may say something else."""
    sources: frozenset[str] = frozenset()
    """The sources that are cited by other claims than before."""
    groups: frozenset[str] = frozenset()
    """The groups that are named by other claims than before."""

    def joined(self, other: Reach) -> Reach:
        """Put two together."""
        return Reach(*(one | two for one, two in zip(self, other, strict=True)))


class Standing(NamedTuple):
    """The last complete build, and what later builds have changed in its site."""

    files: tuple[State, ...]
    """What it read."""
    rest: str
    """The digest of the program, as `Inputs` has it."""
    findings: tuple[Finding, ...]
    """What was found in each file by itself."""
    told: frozenset[str]
    """The claims of which its page of changes speaks."""
    site_url: str
    home: bool
    """Its home page is a generated one."""
    outline: str
    """The digest of the outline of its explainer."""
    shells: str
    """The digest of the frames of its pages."""
    site: str
    """The folder of the site."""
    outputs: str
    """The state of that folder now, as `folder_state` gives it."""
    reach: Reach = Reach()
    """What later builds wrote again; the rest is as the complete build left it."""


def outline_path(project: Path) -> Path:
    """Return where the outline of the explainer is kept."""
    return project / CACHE / "outline"


def shells_path(project: Path) -> Path:
    """Return where the frames of its pages are kept."""
    return project / CACHE / "shells"


def last_standing(project: Path) -> Standing | None:
    """Return what the last build left behind, if it can be used."""
    found = stored(project / CACHE / _NAME)
    return found if isinstance(found, Standing) else None


def keep_standing(project: Path, standing: Standing) -> None:
    """Keep what this build leaves behind."""
    store(project / CACHE / _NAME, standing)


def changed_files(standing: Standing, inputs: Inputs) -> list[str] | None:
    """Return the files that have changed since the complete build; None where some came or went, or the program is another."""
    if standing.rest != inputs.rest or [state[0] for state in standing.files] != [state[0] for state in inputs.files]:
        return None
    return [after[0] for before, after in zip(standing.files, inputs.files, strict=True) if before != after]
