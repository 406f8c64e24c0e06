"""From the disk to texts: the only module that reads a project's content.

Everything is text of a known kind afterwards. Files that cannot be read, lie outside the project or are too large become
findings; nothing is followed out of `content/`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from builder.findings import Finding, Where, finding

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


SOURCE_SUFFIXES = frozenset({".yml", ".yaml", ".json", ".bib"})


def load(project: Path) -> tuple[tuple[Raw, ...], list[Finding]]:
    """Read `content/` and the Markdown of `docs/`, in the order of their paths."""
    findings: list[Finding] = []
    raws: list[Raw] = []
    for folder in ("content", "docs"):
        for path in _walk(project / folder, project, findings):
            kind = kind_of(PurePosixPath(path))
            if kind is None:
                findings.append(finding(Where(path), "unknown-file", "nothing reads this file", _expected(path)))
            elif kind is Kind.FILE:
                raws.append(Raw(path, kind, ""))
            elif (text := _read(project / path, path, findings)) is not None:
                raws.append(Raw(path, kind, text))
    if not (project / "content").is_dir():
        findings.append(
            finding(
                Where("content"),
                "missing-content",
                "there is no folder `content` here",
                "an explainer begins with content/themes/<id>.md and content/sources/<name>.yml",
            )
        )
    return tuple(raws), findings


def kind_of(path: PurePosixPath) -> Kind | None:
    """Tell what a file holds by its path; None when nothing reads it."""
    match path.parts:
        case ("content", "explainer.yml"):
            return Kind.SETTINGS
        case ("content", "terms.yml"):
            return Kind.TERMS
        case ("content", "themes", *_, "part.yml"):
            return Kind.PART
        case ("content", "themes", *_) if path.suffix == ".md":
            return Kind.TRANSLATION if "." in path.stem else Kind.THEME
        case ("content", "groups", _) if path.suffix == ".md":
            return Kind.GROUP
        case ("content", "sources", *_) if path.suffix in SOURCE_SUFFIXES:
            return Kind.SOURCES
        case ("docs", *_):
            return Kind.NOTE if path.suffix == ".md" else Kind.FILE
    return None


def _expected(path: str) -> str:
    if path.endswith((".yaml", ".yml")):
        return "content/ holds explainer.yml, terms.yml, themes/**/part.yml and sources/*.yml"
    return "themes and groups end in .md, sources in .yml, .json or .bib"


def _walk(root: Path, project: Path, findings: list[Finding]) -> list[str]:
    """List the files below a folder, refusing links that lead out of it."""
    found: list[str] = []
    if root.is_symlink():
        findings.append(_leads_out(root.relative_to(project).as_posix()))
        return found
    inside = Path(os.path.realpath(root))
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(folders + files):
            if name.startswith("."):
                continue
            path = Path(folder, name)
            relative = path.relative_to(project).as_posix()
            if path.is_symlink() and not _stays_inside(path, inside):
                findings.append(_leads_out(relative))
            elif path.is_file():
                found.append(relative)
        folders[:] = [name for name in folders if not name.startswith(".")]
    return sorted(found)


def _stays_inside(link: Path, inside: Path) -> bool:
    target = Path(os.path.realpath(link))  # unlike `resolve` it survives a link to itself
    return target.is_file() and target.is_relative_to(inside)


def _leads_out(relative: str) -> Finding:
    return finding(Where(relative), "outside-content", "this link leads out of the folder, to a folder, or nowhere, and is not followed")


def _read(path: Path, relative: str, findings: list[Finding]) -> str | None:
    where = Where(relative)
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            findings.append(finding(where, "file-too-large", f"this file has {size:,} bytes, more than {MAX_BYTES:,}"))
            return None
        data = path.read_bytes()
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
