"""A site with a part of it built again in the place of the old one: the whole of it in one step, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from builder.mirror import mirrored, put, state_after
from builder.publish import SPARE, exchange, project_lock
from builder.standing import changed_files, keep_standing, last_standing
from builder.workers import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from builder.project import Project
    from builder.receipt import Inputs, State
    from builder.standing import Standing
    from builder.values import Data


class Updated(NamedTuple):
    """What an update gave."""

    project: Project
    site: Path
    outputs: str
    """The state of the site."""


def update(folder: Path, inputs: Inputs) -> Updated | None:
    """Build what has changed since the last complete build; None where everything is to be built.

    Where the content has errors, the site is as it was.
    """
    with project_lock(folder) as cache:
        standing = last_standing(folder)
        changed = changed_files(standing, inputs) if standing else None
        if standing is None or changed is None:
            return None
        paths = [Path(path).relative_to(folder).as_posix() for path in changed]
        try:
            return _update(folder, cache / SPARE, standing, paths)
        except (OSError, ValueError):  # the site or what is kept of it is not as it should be, or the disk cannot do this
            return None


def _update(folder: Path, spare: Path, standing: Standing, changed: list[str]) -> Updated | None:
    site = Path(standing.site)
    with beside(partial(mirrored, site, spare, standing.outputs)) as mirror:
        from builder.again import MOST, build_again  # noqa: PLC0415  # while the second process works

        made = build_again(folder, standing, changed, lambda name: (site / name).read_bytes()) if len(changed) <= MOST else None
        if made is None:
            return None
        with ThreadPoolExecutor(1) as writer:  # the largest files take as long to write as the others to make
            files: SimpleQueue[tuple[str, Data] | None] = SimpleQueue()
            put_there = writer.submit(_put, spare, mirror, iter(files.get, None))
            try:
                for file in made.files:
                    files.put(file)
            finally:
                files.put(None)
        states, written = put_there.result()
    if states is None or (not made.project.broken and not exchange(spare, site)):
        return None
    outputs = state_after(site, states, written)
    keep_standing(folder, standing._replace(outputs=outputs, reach=made.reach))
    return Updated(made.project, site, outputs)


def _put(
    spare: Path, mirror: Callable[[], dict[str, State] | None], files: Iterable[tuple[str, Data]]
) -> tuple[dict[str, State] | None, list[str]]:
    """Put files into the second tree when that is there; return the state of the files that it mirrors, and what was put."""
    states = mirror()
    return states, [] if states is None else put(spare, files)
