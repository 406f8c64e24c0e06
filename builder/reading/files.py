"""From the disk to texts: the only module that reads a project's content.

Everything is text of a known kind afterwards. Files that cannot be read, lie outside the project or are too large become
findings; nothing is followed out of `content/`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.model.findings import Finding, Where, finding
from builder.reading.yaml_tree import text_under

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 16 * 1024 * 1024
"""A content file is written by hand; anything larger is a mistake or an attack."""


class Kind(StrEnum):
    """What a file of the project holds, told by its place."""

    SETTINGS = "settings"
    PART = "part"
    THEME = "theme"
    TRANSLATION = "translation"
    GROUP = "group"
    SOURCES = "sources"
    TERMS = "terms"
    NOTE = "note"
    FILE = "file"
    """Anything else in `docs/`: links may lead to it, and nothing reads it."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it is on disk."""

    path: str
    """Relative to the project folder, with forward slashes."""
    kind: Kind
    text: str


Stamp: TypeAlias = tuple[int, int, int, int]
"""What the disk says of a file: one that has another stamp than before is to be read again."""


class Found(NamedTuple):
    """A file that is there to be read."""

    path: str
    """Relative to the project folder, with forward slashes."""
    stamp: Stamp


_AT_THE_TOP = {"explainer.yml": Kind.SETTINGS, "terms.yml": Kind.TERMS}
SOURCE_SUFFIXES = frozenset({".yml", ".yaml", ".json", ".bib"})


def find_files(project: Path) -> tuple[list[Found], list[Finding]]:
    """List the files of `content/` and the published ones of `docs/` in the order of their paths, without reading any."""
    findings: list[Finding] = []
    is_excluded = _excluded(project)
    found = _walk(project / "content", project, findings)
    found += [file for file in _walk(project / "docs", project, findings) if not is_excluded(file.path.removeprefix("docs/"))]
    if not (project / "content").is_dir():
        findings.append(
            finding(
                Where("content"),
                "missing-content",
                "there is no folder `content` here",
                "an explainer begins with content/themes/<id>.md and content/sources/<name>.yml",
            )
        )
    return found, findings


def _excluded(project: Path) -> Callable[[str], bool]:
    """Return whether a path below `docs/` is excluded from the site, by `exclude_docs` in mkdocs.yml.

    A file that cannot be read, or a pattern that is none, excludes nothing here: the engine refuses it and says why.
    """
    try:
        lines = text_under("exclude_docs", (project / "mkdocs.yml").read_text(encoding="utf-8")).splitlines()
        if not lines:
            return lambda _: False
        # Imported late: most projects exclude nothing.
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(lines).match_file
    except (OSError, ValueError):
        return lambda _: False


def read_file(project: Path, path: str, findings: list[Finding]) -> Raw | None:
    """Read one file; None when it cannot be read, or nothing reads it."""
    kind = kind_of(path)
    if kind is None:
        findings.append(finding(Where(path), "unknown-file", "nothing reads this file", _expected(path)))
        return None
    text = "" if kind is Kind.FILE else _read(f"{project}{os.sep}{path}", path, findings)
    return None if text is None else Raw(path, kind, text)


def kind_of(path: str) -> Kind | None:
    """Tell what a file holds by its path; None when nothing reads it."""
    *folders, name = path.split("/")
    stem, dot, ending = name.rpartition(".")
    suffix = dot + ending if stem and ending else ""
    match folders:
        case ["content"]:
            return _AT_THE_TOP.get(name)
        case ["content", "themes", *_]:
            if name == "part.yml":
                return Kind.PART
            return (Kind.TRANSLATION if "." in stem else Kind.THEME) if suffix == ".md" else None
        case ["content", "groups"]:
            return Kind.GROUP if suffix == ".md" else None
        case ["content", "sources", *_]:
            return Kind.SOURCES if suffix in SOURCE_SUFFIXES else None
        case ["docs", *_]:
            return Kind.NOTE if suffix == ".md" else Kind.FILE
    return None


def _expected(path: str) -> str:
    if path.endswith((".yaml", ".yml")):
        return "content/ holds explainer.yml, terms.yml, themes/**/part.yml and sources/*.yml"
    return "themes and groups end in .md, sources in .yml, .json or .bib"


def _walk(root: Path, project: Path, findings: list[Finding]) -> list[Found]:
    """List the files below a folder, refusing links that lead out of it."""
    if root.is_symlink():
        findings.append(_leads_out(root.name))
        return []
    inside = Path(os.path.realpath(root))
    start = len(f"{project}{os.sep}")
    found: list[Found] = []
    ahead = [str(root)]
    while ahead:
        for entry in _entries(ahead.pop()):
            relative = entry.path[start:].replace(os.sep, "/")
            if entry.is_symlink() and not _stays_inside(Path(entry.path), inside):
                findings.append(_leads_out(relative))
            elif entry.is_dir():
                ahead.append(entry.path)
            elif entry.is_file() and (stamp := _stamp(entry)):
                found.append(Found(relative, stamp))
    return sorted(found)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """List what is in a folder and not hidden; nothing where the folder is gone or closed to us."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """Read a file's stamp; None where it has just been removed."""
    try:
        status = entry.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _stays_inside(link: Path, inside: Path) -> bool:
    target = Path(os.path.realpath(link))  # unlike `resolve` it survives a link to itself
    return target.is_file() and target.is_relative_to(inside)


def _leads_out(relative: str) -> Finding:
    return finding(Where(relative), "outside-content", "this link leads out of the folder, to a folder, or nowhere, and is not followed")


def _read(path: str, relative: str, findings: list[Finding]) -> str | None:
    where = Where(relative)
    try:
        if (size := os.stat(path).st_size) > MAX_BYTES:  # noqa: PTH116  # paths are text until they are read
            findings.append(finding(where, "file-too-large", f"this file has {size:,} bytes, more than {MAX_BYTES:,}"))
            return None
        data = Path(path).read_bytes()
    except OSError as error:
        findings.append(finding(where, "unreadable-file", f"this file cannot be read: {error.strerror}"))
        return None
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode().removeprefix("\ufeff")) + 1
        findings.append(finding(Where(relative, line, column), "not-utf8", "this file is not UTF-8", "save it as UTF-8"))
        return None
    text = text.replace("\r\n", "\n")
    if (index := text.find("\0")) >= 0:
        where = Where(relative, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
        findings.append(finding(where, "forbidden-character", "NUL may not stand in a text"))
        return None
    return text
