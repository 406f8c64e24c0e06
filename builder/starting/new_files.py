"""What is there before something is begun, and writing it: nothing is ever overwritten, and nothing is left half-made."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from builder.importing.project_files import UsageError, other_sources, write_target
from builder.model.content import Settings
from builder.model.ids import shown_path
from builder.reading.files import Kind, find_files, kind_of, read_file
from builder.reading.parse import parse_file
from builder.starting.entries import SOURCES, Known

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORK = ".explainer-new-"
"""The start of the name of the folder in which a new explainer is written."""
_ALLOWED = frozenset({".git"})
"""What a folder may hold in which an explainer is begun."""


def requirement() -> str:
    """Return what pip gets this program from: the address that it came from itself (PEP 610), or else its wheel beside the file.

    No index is asked for it: the name may be another program's there.
    """
    here = distribution("explainer")
    record = json.loads(here.read_text("direct_url.json") or "{}")
    address = record.get("url", "")
    if address.startswith("https://") and "@" not in address:
        if vcs := record.get("vcs_info"):
            return f"explainer @ {vcs['vcs']}+{address}@{vcs['commit_id']}"
        if digests := record.get("archive_info", {}).get("hashes"):
            return f"explainer @ {address} --hash=sha256:{digests['sha256']}" if "sha256" in digests else f"explainer @ {address}"
    return f"./explainer-{here.version}-py3-none-any.whl"


def why_no_folder(name: str) -> str:
    """Return why a new explainer cannot be written into a folder, as a sentence without its full stop; empty if it can."""
    folder = Path(name)
    if not os.path.lexists(folder):
        above = Path(os.path.realpath(folder)).parent
        return "" if above.is_dir() else f"there is no folder {shown_path(str(above))}"
    if not folder.is_dir():
        return f"{shown_path(name)} is not a folder"
    there = sorted(entry.name for entry in folder.iterdir() if entry.name not in _ALLOWED)
    return (
        f"{shown_path(name)} is not empty: it has {shown_path(there[0])}; nothing is overwritten, so choose another folder" if there else ""
    )


def write_project(name: str, files: Mapping[str, str]) -> None:
    """Write a new explainer, whole or not at all.

    `files` has the texts by their paths. The folder is missing or empty, but for a repository without files. Raises OSError.
    """
    folder = Path(os.path.realpath(name))
    is_there = folder.is_dir()
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder if is_there else folder.parent))
    try:
        made = work / "made"  # for the folder of `mkdtemp` is closed to everybody else
        for path, text in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(text.encode())
        if not is_there:
            made.rename(folder)
            return
        with ExitStack() as undo:  # Ctrl+C as well leaves nothing behind
            for entry in sorted(made.iterdir()):
                undo.callback(_remove, folder / entry.name)
                entry.rename(folder / entry.name)
            undo.pop_all()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    with suppress(OSError):
        path.unlink(missing_ok=True)


def what_is_there(project: Path) -> Known:
    """Return what a project has. Raises `UsageError` if it is none."""
    if not (project / "content").is_dir():
        words = f"there is no folder content/ in {shown_path(str(project))}: it is no explainer; `explainer new project` begins one"
        raise UsageError(words)
    settings = Settings()
    themes: dict[str, str] = {}
    groups: dict[str, str] = {}
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    for file in find_files(project)[0]:
        kind = kind_of(file.path)
        name = file.path.rpartition("/")[2]
        if kind in (Kind.THEME, Kind.GROUP):
            (themes if kind is Kind.THEME else groups)[name.removesuffix(".md")] = file.path
            if kind is Kind.GROUP and (raw := read_file(project, file.path, [])):
                names |= {group.name.casefold(): group.id for group in parse_file(raw).groups}
        elif kind in (Kind.SETTINGS, Kind.SOURCES) and (raw := read_file(project, file.path, [])):
            if kind is Kind.SETTINGS:
                settings = parse_file(raw).settings or settings
            elif name.endswith((".yml", ".yaml")) and file.path == f"{SOURCES}/{name}":
                texts[name] = raw.text
    return Known(settings, themes, groups, other_sources(project, []), texts, names)


def write_entry(project: Path, path: str, text: str, *, is_added: bool) -> None:
    """Write a file of a project; `is_added` if it is there and its text has been added to. Raises `UsageError` and OSError."""
    folder = project
    for part in path.split("/")[:-1]:
        folder /= part
        if folder.is_symlink():
            raise UsageError(f"{folder.relative_to(project).as_posix()} is a symbolic link, which is not followed; make it a folder")
    if os.path.lexists(project / path) and not is_added:
        raise UsageError(f"there is {path} already, and nothing is overwritten; choose another name")
    write_target(project, path, text)
