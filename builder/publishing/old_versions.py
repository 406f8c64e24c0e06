"""Whether every address that was ever published still leads somewhere; what commits took away is cached, for it takes all of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from builder.history.lost_addresses import lost_addresses
from builder.history.published import Published, left_in_commits, left_in_folder, repository_head
from builder.publishing.checksummed import read_derived, write_derived
from builder.publishing.output_folders import cache_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project

_NAME = "published.json"


def with_lost_addresses(folder: Path, project: Project) -> Project:
    """Return a project with the findings about addresses that are lost, as far as the version history is known."""
    head = repository_head(folder)
    if not head:
        return project
    lost = lost_addresses(project.explainer, [*left_in_folder(folder, head), *_in_commits(folder, head)])
    return project.with_renamed({one.subject: one.renamed for one in lost}, {one.subject: one.found for one in lost if one.found})


def _in_commits(folder: Path, head: str) -> list[Published]:
    cache = cache_folder(folder, make=True)
    if cache and (cached := _cached(read_derived(cache / _NAME), head)) is not None:
        return cached
    found = left_in_commits(folder, head)
    if cache:
        with suppress(OSError):  # without a cache they are found again the next time
            write_derived(cache / _NAME, (json.dumps({"head": head, "left": found}).encode(),))
    return found


def _cached(data: bytes, head: str) -> list[Published] | None:
    """Return what is cached for a commit; None if that is for another one, or was damaged."""
    try:
        values = json.loads(data)
        return [Published(*map(str, one)) for one in values["left"]] if values["head"] == head else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
