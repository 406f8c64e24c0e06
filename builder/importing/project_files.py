"""The files of an import: those that are read, and the one of `content/sources/` that each is written to."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from builder.model.ids import shown_path, slug_of
from builder.publishing.checksummed import write_derived
from builder.reading.files import MAX_BYTES, Kind, Raw, find_files, kind_of, read_file
from builder.reading.sources import parse_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SOURCES = "content/sources"


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says why, and what to do instead."""


def checked_files(names: Sequence[str], project: Path) -> dict[str, str]:
    """Return the path of the file that each file is written to, relative to the project. Raises `UsageError`."""
    targets: dict[str, str] = {}
    for name in names:
        _check_file(name)
        target = f"{SOURCES}/{slug_of(Path(name).stem)}.yml"
        other = next((one for one, path in targets.items() if path == target and one != name), "")
        if other:
            raise UsageError(f"{shown_path(other)} and {shown_path(name)} would both be written to {target}; rename one of them")
        targets[name] = target
    _check_folder(project)
    for target in targets.values():
        _check_target(project / target, target)
    return targets


def _check_file(name: str) -> None:
    path = Path(name)
    if not path.exists():
        raise UsageError(f"there is no file {shown_path(name)}")
    if not path.is_file():
        raise UsageError(f"{shown_path(name)} is not a file")


def _check_folder(project: Path) -> None:
    """Raise `UsageError` if the folder of sources is none, or leads somewhere else."""
    folder = project
    for part in SOURCES.split("/"):
        folder /= part
        if folder.is_symlink():
            raise UsageError(f"{folder.relative_to(project).as_posix()} is a symbolic link, which is not followed; make it a folder")
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder.relative_to(project).as_posix()} is not a folder; move it away")


def _check_target(path: Path, shown: str) -> None:
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UsageError(f"{shown} is not a plain file, so nothing is written into it; move it away")


def real_path(name: str) -> Path:
    """Return the path of a file, with links followed."""
    return Path(os.path.realpath(name))


def content_of(name: str) -> bytes:
    """Return the content of a file that is imported."""
    return Path(name).read_bytes()


def read_target(project: Path, target: str) -> Raw:
    """Return the file that is written to, with an empty text if it is not there. Raises `UsageError` if it is not UTF-8."""
    try:
        return Raw(target, Kind.SOURCES, (project / target).read_bytes().decode())
    except FileNotFoundError:
        return Raw(target, Kind.SOURCES, "")
    except UnicodeDecodeError as error:
        raise UsageError(f"{target} is not UTF-8, so nothing is written into it; save it as UTF-8, or move it away") from error


def other_sources(project: Path, left_out: Iterable[Path]) -> dict[str, str]:
    """Return where the sources of a project stand, by the slugs of their keys, but for those of some files."""
    out = {os.path.realpath(path) for path in left_out}
    taken: dict[str, str] = {}
    if not (project / SOURCES).is_dir():
        return taken
    for file in find_files(project)[0]:
        if kind_of(file.path) is Kind.SOURCES and os.path.realpath(project / file.path) not in out:
            raw = read_file(project, file.path, [])
            for source in parse_sources(raw)[0] if raw else ():
                taken.setdefault(slug_of(source.id), f"{source.where.path}, line {source.where.line}")
    return taken


def write_target(project: Path, target: str, text: str) -> None:
    """Write a file of sources in one step: whoever reads it sees the old text or the new one. Raises `UsageError` if it is too large."""
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise UsageError(f"{target} would be larger than {MAX_BYTES // 2**20} MiB, which is too large to be read; import it in parts")
    write_derived(project / target, [data])
