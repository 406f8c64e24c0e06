"""From the disk to texts: the only module that reads a project's content.

Files that cannot be read, are outside the project or are too large become findings; symbolic links out of the folder are
not followed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.markdown.code_spans import code_ranges
from builder.model.characters import character_findings, unusual_characters, without_forbidden
from builder.model.findings import Finding, Where, finding
from builder.reading.yaml_tree import text_under

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.model.characters import Found

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
    """Any other file in `docs/`: a possible link target, which is not parsed."""


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


def find_files(project: Path) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files of `content/` and the published ones of `docs/`, each folder sorted by path, unread; and the findings."""
    findings: list[Finding] = []
    is_excluded = _excluded(project)
    files = _walk(project / "content", project, findings)
    files += [file for file in _walk(project / "docs", project, findings) if not is_excluded(file.path.removeprefix("docs/"))]
    if not (project / "content").is_dir():
        findings.append(
            finding(
                Where("content"),
                "missing-content",
                "there is no folder `content` here",
                "start with content/themes/<id>.md and content/sources/<name>.yml",
            )
        )
    return files, findings


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
    """Return the text of one file; None if it cannot be read or has an unknown kind."""
    kind = kind_of(path)
    if kind is None:
        findings.append(finding(Where(path), "unknown-file", "this file has no known format and is not read", _expected(path)))
        return None
    if not path.isprintable():
        unusual = tuple(one for one in unusual_characters(path) if not "\ud800" <= one.character <= "\udfff")  # those are not UTF-8
        findings += character_findings(path, unusual, lambda _: Where(path))
    text = "" if kind is Kind.FILE else _read(f"{project}{os.sep}{path}", path, findings)
    return None if text is None else Raw(path, kind, text)


def kind_of(path: str) -> Kind | None:
    """Return the kind of a file by its path; None if it is unknown."""
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


def _walk(root: Path, project: Path, findings: list[Finding]) -> list[FoundFile]:
    """Return the files below a folder; report symbolic links that point outside it."""
    if root.is_symlink():
        findings.append(_outside(root.name))
        return []
    inside = Path(os.path.realpath(root))
    start = len(f"{project}{os.sep}")
    files: list[FoundFile] = []
    pending = [str(root)]
    while pending:
        for entry in _entries(pending.pop()):
            relative = entry.path[start:].replace(os.sep, "/")
            if entry.is_symlink() and not _stays_inside(Path(entry.path), inside):
                findings.append(_outside(relative))
            elif entry.is_dir():
                pending.append(entry.path)
            elif entry.is_file() and (stamp := _stamp(entry)):
                files.append(FoundFile(relative, stamp))
    return sorted(files)


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
    unusual = unusual_characters(text, references=relative.endswith((".md", "terms.yml")))
    return _readable(text, unusual, relative, findings) if unusual else text


def _readable(text: str, unusual: tuple[Found, ...], relative: str, findings: list[Finding]) -> str:
    """Return a text without forbidden characters, which are reported with the other unusual ones."""

    def place(index: int) -> Where:
        return Where(relative, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))

    if relative.endswith(".md") and any(text[one.at] == "&" for one in unusual):
        code = code_ranges(without_forbidden(text))
        unusual = tuple(one for one in unusual if text[one.at] != "&" or not any(start <= one.at < end for start, end in code))
    findings += character_findings(text, unusual, place, paragraphs=True)
    return without_forbidden(text)
