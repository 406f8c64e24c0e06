"""From the disk to texts: the only module that reads a project's content.

Files that cannot be read, are outside the project or are too large become findings; symbolic links out of the folder are
not followed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeAlias

from builder.model.findings import Finding, Where, finding

MAX_BYTES = 16 * 1024 * 1024
"""A content file is written by hand; anything larger is a mistake or an attack."""


class Kind(StrEnum):
    """The kind of a file of the project, determined by its path."""

    SETTINGS = "settings"
    PART = "part"
    THEME = "theme"
    TRANSLATION = "translation"
    GROUP = "group"
    SOURCES = "sources"
    TERMS = "terms"
    NOTE = "note"
    FILE = "file"
    """Any other file beside hand-written pages, which is not parsed."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The text of a file."""

    path: str
    """Relative to the project folder, with forward slashes."""
    kind: Kind
    text: str


Stamp: TypeAlias = tuple[int, int, int, int]
"""The stat of a file (mtime and ctime in ns, size, inode): the file is read again when this changes."""


class FoundFile(NamedTuple):
    """A file on disk."""

    path: str
    """Relative to the project folder, with forward slashes."""
    stamp: Stamp


_AT_THE_TOP = {"explainer.yml": Kind.SETTINGS, "terms.yml": Kind.TERMS}
SOURCE_SUFFIXES = frozenset({".yml", ".yaml", ".json", ".bib"})
_PAGE_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""Of hand-written pages, as MkDocs has them."""
_READMES = frozenset({"readme", "readme.md", "readme.markdown", "readme.rst", "readme.txt"})


def find_files(project: Path) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files of `content/`, sorted by path, unread; and the findings."""
    files, findings = walk(project / "content", project)
    if not (project / "content").is_dir():
        findings.append(
            finding(
                Where("content"),
                "missing-content",
                "there is no folder `content` here",
                "start with content/themes/<id>.md and content/sources/<name>.yml",
            )
        )
    return [file for file in files if not _is_readme(file.path)], findings


def _is_readme(path: str) -> bool:
    """Return whether a file is what GitHub shows below the listing of its folder: it is about the files, and not read."""
    return path.rpartition("/")[2].casefold() in _READMES


def read_file(project: Path, path: str, findings: list[Finding]) -> Raw | None:
    """Return the text of one file; None if it cannot be read or has an unknown kind."""
    kind = kind_of(path)
    if kind is None:
        findings.append(finding(Where(path), "unknown-file", "this file has no known format and is not read", _expected(path)))
        return None
    text = "" if kind is Kind.FILE else _read(f"{project}{os.sep}{path}", path, findings)
    return None if text is None else Raw(path, kind, text)


def kind_of(path: str) -> Kind | None:
    """Return the kind of a file by its path; None if it is unknown. Outside of `content/`, the engine has found it."""
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
        case ["content", *_]:
            return None
    return Kind.NOTE if suffix in _PAGE_SUFFIXES else Kind.FILE


def _expected(path: str) -> str:
    if path.endswith((".yaml", ".yml")):
        return "content/ holds explainer.yml, terms.yml, themes/**/part.yml and sources/*.yml"
    return "themes and groups end in .md, sources in .yml, .json or .bib"


def walk(root: Path, project: Path) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files below a folder, sorted by path; and a finding for each symbolic link that points outside it."""
    place = Path(os.path.relpath(root, project)).as_posix()  # a folder of hand-written pages may lie outside of the project
    if root.is_symlink():
        return [], [_outside(place)]
    inside = Path(os.path.realpath(root))
    start = len(f"{root}{os.sep}")
    files: list[FoundFile] = []
    findings: list[Finding] = []
    pending = [str(root)]
    while pending:
        for entry in _entries(pending.pop()):
            relative = f"{place}/{entry.path[start:].replace(os.sep, '/')}"
            if entry.is_symlink() and not _stays_inside(Path(entry.path), inside):
                findings.append(_outside(relative))
            elif entry.is_dir():
                pending.append(entry.path)
            elif entry.is_file() and (stamp := _stamp(entry)):
                files.append(FoundFile(relative, stamp))
    return sorted(files), findings


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return the entries of a folder that are not hidden; none if the folder is missing or not readable."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    """Return the stamp of a file; None if it has just been removed."""
    try:
        status = entry.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _stays_inside(link: Path, inside: Path) -> bool:
    target = Path(os.path.realpath(link))  # unlike `resolve` it survives a link to itself
    return target.is_file() and target.is_relative_to(inside)


def _outside(relative: str) -> Finding:
    return finding(
        Where(relative), "outside-content", "this symbolic link is not followed: it points outside the folder, to a folder, or to nothing"
    )


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
        findings.append(finding(where, "forbidden-character", "a text cannot contain the character NUL"))
        return None
    return text
