"""The folders that output goes to: which of them may be written, and what in them is not ours.

A project may come from anybody, so no symbolic link in it leads a build out of it, and no folder of sources is taken for one of
output. Only the standard library is imported here: the receipt of an unchanged project needs nothing else.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CACHE = ".cache/explainer"
"""The folder of derived state, relative to the project."""
WORK = ".explainer-build"
"""The folder in a site's folder in which the next site is written."""
RECORD = ".explainer.json"
"""The file in a site's folder that lists the files which builds made."""
_GIT = ".git"
NEVER_OURS = frozenset({_GIT, WORK, RECORD})
"""Names at the top of a site that none of its files may have."""

log = logging.getLogger("explainer")


class OutputError(Exception):
    """A folder cannot take the output; the message is for the person who configured it."""


def is_left_alone(name: str) -> bool:
    """Return whether an entry of a site's folder is left as it is: a repository, settings of a server, notes of a file manager."""
    return name.startswith(".") or name == "lost+found"


def is_unfinished(site: Path) -> bool:
    """Return whether a build is under way in a site's folder, or was broken off."""
    return os.path.lexists(site / WORK)


def site_files(site: Path) -> dict[str, Path]:
    """Return the files of a site by their addresses."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path for name, path in files.items() if not any(map(is_left_alone, name.split("/")))}


def site_folder(path: Path, project: Path, reserved: Iterable[Path]) -> Path:
    """Return the real path of the folder of a site, as `output_folder`; `reserved` is what only the configuration knows."""
    sources = [project / name for name in ("content", "templates", ".git", ".cache", "dist")]
    return output_folder(path, project, [*sources, *reserved], "name another folder as `site_dir` in mkdocs.yml")


def bundle_folder(project: Path) -> Path:
    """Return the real path of the folder of a project's bundles, as `output_folder`."""
    sources = [project / name for name in ("content", "docs", "templates", ".git", ".cache", "site")]
    return output_folder(project / "dist", project, sources, "remove it, and a folder will be made")


def output_folder(path: Path, project: Path, reserved: Iterable[Path], remedy: str) -> Path:
    """Return the real path of a folder that output goes to.

    `reserved` are the folders that it may not be, hold or lie in; `remedy` ends the messages. Raises `OutputError` if a link in the
    project leads out of it, if something else than a folder is there, or if the folder is none for output.
    """
    given, real, home = Path(os.path.abspath(path)), _real(path), _real(project)  # noqa: PTH100  # `resolve` follows links
    name = _shown(given, project)
    if any(given.is_relative_to(folder) for folder in (project, home)) and not real.is_relative_to(home):
        raise OutputError(f"{name} is a symbolic link that leads out of the project, and is not followed; {remedy}")
    if os.path.lexists(real) and not real.is_dir():
        raise OutputError(f"{name} is not a folder, so nothing can be written into it; {remedy}")
    if _GIT in (part.casefold() for part in real.parts):
        raise OutputError(f"{name} belongs to git, and may not hold what a build writes; {remedy}")
    for folder in (home, *map(_real, reserved)):
        if _holds(real, folder):
            held = "is a folder" if name == _shown(folder, project) else f"is or holds {_shown(folder, project)},"
            raise OutputError(f"{name} {held} which a build must not touch; {remedy}")
        if folder != home and _holds(folder, real):
            raise OutputError(f"{name} lies in {_shown(folder, project)}, which a build must not touch; {remedy}")
    return real


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _shown(path: Path, project: Path) -> str:
    """Return a path as people know it: relative to the project if it is in it."""
    for folder in (project, _real(project)):
        if path.is_relative_to(folder):
            return "the project's folder" if path == folder else f"`{path.relative_to(folder).as_posix()}`"
    return f"`{path}`"


def _holds(outer: Path, inner: Path) -> bool:
    """Return whether a folder is another or holds it."""
    return any(_is_same(outer, folder) for folder in (inner, *inner.parents))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121  # whatever their spelling on a disk that ignores case
    except OSError:  # one is missing, and might be made with another spelling
        return str(one).casefold() == str(other).casefold()


# --- derived state ----------------------------------------------------------------------------------------------------


def cache_folder(project: Path, *, make: bool = False) -> Path | None:
    """Return the folder of derived state; None if it cannot be used, so that the caller works without.

    No link is followed there: who ships one in a project would choose which file is read or overwritten.
    """
    folder = project / CACHE
    odd = next((path for path in (folder.parent, folder) if path.is_symlink()), None) or next(_odd_entries(str(folder)), None)
    if odd:
        _warn(project, os.path.relpath(odd, project))
        return None
    if make:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (ignore := folder / ".gitignore").exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError:  # nothing may be written there
            return None
    return folder


def _odd_entries(folder: str) -> Iterator[str]:
    """Yield the paths below a folder of everything that is neither a folder nor a regular file."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _odd_entries(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    yield entry.path
    except OSError:  # missing, or not readable
        return


@cache
def _warn(_project: Path, path: str) -> None:
    """Log once for each project that it has no cache, and why."""
    log.warning("%s is a link or a special file, so nothing is cached; remove it and builds are faster", path)
