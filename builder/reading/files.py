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

from builder.markdown.inert_files import HEAD_BYTES, OWN_FOLDERS, content_findings, is_inert, unpublished_file
from builder.model.configuration import configuration_file
from builder.model.findings import Finding, Where, finding
from builder.reading.yaml_tree import texts_under

if TYPE_CHECKING:
    from collections.abc import Callable

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
    published = [file for file in _walk(project / "docs", project, findings) if not is_excluded(file.path.removeprefix("docs/"))]
    findings += _unpublishable(project, [file.path for file in published])
    files += published
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


_TRUSTED = "extra_css", "extra_javascript", "extra_templates"
"""Where the configuration names files of `docs/` that are programs, and may be."""


def _unpublishable(project: Path, paths: list[str]) -> list[Finding]:
    """Return the findings for files in `docs/` that are neither pages, nor inert, nor programs that mkdocs.yml names."""
    wrong = {path: relative for path in paths if kind_of(path) is Kind.FILE and not is_inert(relative := path.removeprefix("docs/"))}
    named = texts_under(_TRUSTED, _configuration(project)) if wrong else ()
    return [
        unpublished_file(path, relative)
        for path, relative in wrong.items()
        if relative not in named or relative.lower().startswith(OWN_FOLDERS)
    ]


def named_scripts(project: Path) -> frozenset[str]:
    """Return the scripts that a project's configuration or its own templates bring, by their addresses."""
    templates = project / "templates"
    own = (path.relative_to(templates).as_posix() for path in templates.rglob("*.js")) if templates.is_dir() else ()
    return frozenset([*texts_under(("extra_javascript",), _configuration(project)), *own])


def _configuration(project: Path) -> str:
    """Return the text of the engine's configuration; empty if it cannot be read, which the engine reports."""
    try:
        path = configuration_file(project)
        return path.read_text(encoding="utf-8") if path else ""
    except (OSError, ValueError):
        return ""


def _excluded(project: Path) -> Callable[[str], bool]:
    """Return whether a path below `docs/` is excluded from the site, by `exclude_docs` in the configuration.

    A pattern that is none excludes nothing here: the engine refuses it and says why.
    """
    lines = [line for text in texts_under(("exclude_docs",), _configuration(project)) for line in text.splitlines()]
    if not lines:
        return lambda _: False
    # Imported late: most projects exclude nothing.
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines).match_file
    except ValueError:
        return lambda _: False


def read_file(project: Path, path: str, findings: list[Finding]) -> Raw | None:
    """Return the text of one file; None if it cannot be read or has an unknown kind."""
    kind = kind_of(path)
    if kind is None:
        findings.append(finding(Where(path), "unknown-file", "this file has no known format and is not read", _expected(path)))
        return None
    text = _check_file(project / path, path, findings) if kind is Kind.FILE else _read(f"{project}{os.sep}{path}", path, findings)
    return None if text is None else Raw(path, kind, text)


def _check_file(file: Path, path: str, findings: list[Finding]) -> str:
    """Report what is in a file beside the pages, if it is not what its name says, or a program; its text is not needed."""
    relative = path.removeprefix("docs/")
    if not is_inert(relative):  # reported by its name, or trusted
        return ""
    try:
        if file.suffix.lower() != ".svg":
            with file.open("rb") as opened:
                findings += content_findings(path, opened.read(HEAD_BYTES))
        elif (size := file.stat().st_size) > MAX_BYTES:
            findings.append(finding(Where(path), "file-too-large", f"this file has {size:,} bytes, more than {MAX_BYTES:,}"))
        else:
            findings += content_findings(path, file.read_bytes())
    except OSError as error:
        findings.append(_unreadable(path, error))
    return ""


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


def _unreadable(relative: str, error: OSError) -> Finding:
    return finding(Where(relative), "unreadable-file", f"this file cannot be read: {error.strerror}")


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
        findings.append(_unreadable(relative, error))
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
