"""From the disk to texts: the only module that reads a project's content.

Files and folders that cannot be read, are outside the project, too large, no files at all, or have names that not every system
can hold become findings; symbolic links out of the folder are not followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.markdown.positions import code_ranges
from builder.model.findings import Finding, Where, finding
from builder.model.ids import configuration_file, folded_name, is_utf8, shown_path, why_not_portable, why_too_long
from builder.reading.yaml_tree import texts_under
from builder.sanitising.characters import character_findings, unusual_characters, without_forbidden
from builder.sanitising.inert_files import HEAD_BYTES, content_findings, is_inert

if TYPE_CHECKING:
    from collections.abc import Iterator

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
SOURCE_SUFFIXES = frozenset({".yml", ".yaml", ".json"})
_IMPORTED = {"bib": "", "bibtex": "", "ris": "", "xml": "", "enw": "RIS", "nbib": "RIS"}
"""Bibliographies that are no content, by ending: the format to export instead where `explainer import` does not read them."""
_NAMED_BY_ID = {Kind.THEME, Kind.TRANSLATION, Kind.GROUP}
"""Files whose names are ids, which are checked as such."""
_PAGE_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""Of hand-written pages, as MkDocs has them."""
_READMES = frozenset({"readme", "readme.md", "readme.markdown", "readme.rst", "readme.txt"})


def find_files(project: Path) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files of `content/`, sorted by path, unread; and the findings, those of the configuration and templates included."""
    configuration = configuration_file(project)
    refused = _refused(configuration, configuration.name) if configuration else None
    files, of_content = walk(project / "content", project)
    _, of_templates = walk(project / "templates", project)
    findings = [*filter(None, [refused]), *of_content, *(f for f in of_templates if f.code in OF_READING)]
    if not os.path.lexists(project / "content") and not any(found.where.path == "content" for found in findings):
        hint = "start with content/themes/<id>.md and content/sources/<name>.yml"
        findings.append(finding(Where("content"), "missing-content", "there is no folder `content` here", hint))
    return [file for file in files if not _is_readme(file.path)], findings


def named_scripts(project: Path) -> frozenset[str]:
    """Return the scripts that a project's configuration or its own templates bring, by their addresses."""
    templates, path = project / "templates", configuration_file(project)
    own = (script.relative_to(templates).as_posix() for script in templates.rglob("*.js")) if templates.is_dir() else ()
    return frozenset([*texts_under(("extra_javascript",), path.read_text(encoding="utf-8") if path else ""), *own])


def _is_readme(path: str) -> bool:
    """Return whether a file is what GitHub shows below the listing of its folder: it is about the files, and not read."""
    return path.rpartition("/")[2].casefold() in _READMES


def read_file(project: Path, path: str, findings: list[Finding], unsaved: str | None = None) -> Raw | None:
    """Return the text of one file, `unsaved` if that is given; None if it cannot be read or has an unknown kind."""
    kind = kind_of(path)
    if kind is None:
        findings.append(_unread(path))
        return None
    if not path.isprintable():
        unusual = tuple(one for one in unusual_characters(path) if not "\ud800" <= one.character <= "\udfff")  # those are not UTF-8
        findings += character_findings(path, unusual, lambda _: Where(path))
    if kind is Kind.FILE:
        return _check_file(project / path, path, findings)
    text = _read(project / path, path, findings) if unsaved is None else _readable(unsaved, path, findings)
    return None if text is None else Raw(path, kind, text)


def _check_file(file: Path, path: str, findings: list[Finding]) -> Raw | None:
    """Report what is in a file beside the pages, if it is not what its name says, or a program; its text is not needed."""
    if found := _refused(file, path):
        findings.append(found)
        return None
    if is_inert(path):  # others are reported by their name, or trusted
        try:
            if file.suffix.lower() != ".svg":
                with file.open("rb") as opened:
                    findings += content_findings(path, opened.read(HEAD_BYTES))
            elif (size := file.stat().st_size) > MAX_BYTES:
                findings.append(finding(Where(path), "file-too-large", f"this file has {size:,} bytes, more than {MAX_BYTES:,}"))
            else:
                findings += content_findings(path, file.read_bytes())
        except OSError as error:
            findings.append(_unreadable("file", path, error))
            return None
    return Raw(path, Kind.FILE, "")


def require_file(path: str) -> None:
    """Raise OSError if there is no file at a path: whoever opens a pipe may wait for ever."""
    status = os.stat(path)  # noqa: PTH116  # for every file of a site
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {_kind(status)}, not a file", path)


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
            return Kind.SOURCES if suffix.lower() in SOURCE_SUFFIXES else None
        case ["content", *_]:
            return None
    return Kind.NOTE if suffix in _PAGE_SUFFIXES else Kind.FILE


def _unread(path: str) -> Finding:
    """Return the finding about a file of the content that has no kind."""
    (stem, _, ending), top, name = path.rpartition("."), path.split("/")[1], path.rpartition("/")[2]
    if top == "sources" and ending.lower() in _IMPORTED:
        other = _IMPORTED[ending.lower()]
        first = f"export it as {other} and import that" if other else f"run `explainer import {path}`, which writes {stem}.yml"
        hint = f"{first}, and then remove {path}"
        return finding(Where(path), "unimported-file", "this bibliography is not read as it is", hint)
    hint = "themes and groups end in .md, sources in .yml or .json"
    if ending == "md":
        hint = f"put it into {'' if top == 'groups' else f'content/themes/{name}, or, if it describes a group, into '}content/groups/{name}"
    elif f".{ending}" in SOURCE_SUFFIXES and top != "sources":
        hint = f"put it into content/sources/{name} if it lists sources; content/ itself holds explainer.yml and terms.yml"
    return finding(Where(path), "unknown-file", "this file has no known format and is not read", hint)


OF_READING = {"special-file", "unreadable-folder", "unreadable-file"}
"""Findings that do not matter where nothing is read."""


def walk(root: Path, project: Path) -> tuple[list[FoundFile], list[Finding]]:
    """Return the files below a folder, sorted by path, and the findings.

    Reported are what is not a file, cannot be read, leads out of the folder, or has a name that cannot be used everywhere.
    """
    place = Path(os.path.relpath(root, project)).as_posix()  # a folder of hand-written pages may lie outside of the project
    if os.path.islink(root):  # noqa: PTH114  # `Path.is_symlink` raises where a folder above may not be entered
        return [], [_outside(place)]
    inside = Path(os.path.realpath(root))
    start = len(f"{root}{os.sep}")
    files: list[FoundFile] = []
    findings: list[Finding] = []
    pending = [str(root)]
    while pending:
        folder = pending.pop()
        below = f"{place}{folder[start - 1 :].replace(os.sep, '/')}"
        entries = _entries(folder, below, findings)
        names = [(entry, f"{below}/{entry.name}") for entry in entries]
        findings += _colliding([path for entry, path in names if is_utf8(entry.name)])
        for entry, relative in names:
            if not is_utf8(entry.name):
                findings.append(finding(Where(shown_path(relative)), "not-utf8", why_not_portable(entry.name), "rename it"))
                continue
            findings += _unportable(relative)
            if (found := _look(entry, relative, inside)) is None:
                pending.append(entry.path)
            elif isinstance(found, FoundFile):
                files.append(found)
            else:
                findings += found
    return sorted(files), findings


def _look(entry: os.DirEntry[str], relative: str, inside: Path) -> FoundFile | list[Finding] | None:
    """Return the file at an entry, or what is wrong with it: nothing if it has just been removed; None for a folder."""
    if entry.is_symlink() and not _stays_inside(entry.path, inside):
        return [_outside(relative)]
    try:
        if entry.is_dir():
            return None
        status = entry.stat()
    except FileNotFoundError:
        return []
    except OSError as error:
        return [_unreadable("file", relative, error)]
    if not stat.S_ISREG(status.st_mode):
        return [_special(relative, status)]
    return FoundFile(relative, (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))


def _entries(folder: str, relative: str, findings: list[Finding]) -> list[os.DirEntry[str]]:
    """Return the entries of a folder that are not hidden; none if the folder is missing or not readable, which is reported."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except FileNotFoundError:
        pass
    except OSError as error:
        findings.append(_unreadable("folder", relative.replace(os.sep, "/"), error))
    return []


def _unreadable(what: str, relative: str, error: OSError) -> Finding:
    return finding(Where(relative), f"unreadable-{what}", f"this {what} cannot be read: {error.strerror or error}")


def _special(relative: str, status: os.stat_result) -> Finding:
    return finding(Where(relative), "special-file", f"this is {_kind(status)}, not a file")


def _kind(status: os.stat_result) -> str:
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return kinds.get(stat.S_IFMT(status.st_mode), "a device")


def _refused(path: Path, relative: str) -> Finding | None:
    """Return why a file that is not read here cannot be read by others; None if it can, or is missing."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return _unreadable("file", relative, error)
    if not stat.S_ISREG(status.st_mode):
        return _special(relative, status)
    return None if os.access(path, os.R_OK) else _unreadable("file", relative, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


# --- names ------------------------------------------------------------------------------------------------------------


def _unportable(relative: str) -> Iterator[Finding]:
    """Yield why a file or folder cannot be on another system; the ids in names of themes and groups are checked as ids."""
    name = relative.rpartition("/")[2]
    problem = "" if kind_of(relative) in _NAMED_BY_ID else why_not_portable(name)
    if problem := problem or why_too_long(relative):
        yield finding(Where(relative), "unportable-name", problem, "rename it")


def _colliding(paths: list[str]) -> Iterator[Finding]:
    """Yield the entries of a folder that are one and the same on another system."""
    same: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        same[folded_name(path.rpartition("/")[2])].append(path)
    for alike in same.values():
        first, *others = sorted(alike)
        for other in others:
            problem = f"this name and `{first.rpartition('/')[2]}`, which differ in case or Unicode form, are one on Windows and macOS"
            yield finding(Where(other), "unportable-name", problem, "rename one of the two")


def _stays_inside(link: str, inside: Path) -> bool:
    target = os.path.realpath(link)  # unlike `Path.resolve` it survives a link to itself
    return os.path.isfile(target) and Path(target).is_relative_to(inside)  # noqa: PTH113  # unlike `Path.is_file` it never raises


def _outside(relative: str) -> Finding:
    return finding(
        Where(relative), "outside-content", "this symbolic link is not followed: it points outside the folder, to a folder, or to nothing"
    )


def _read(path: Path, relative: str, findings: list[Finding]) -> str | None:
    where = Where(relative)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            findings.append(_special(relative, status))
            return None
        if status.st_size > MAX_BYTES:
            findings.append(finding(where, "file-too-large", f"this file has {status.st_size:,} bytes, more than {MAX_BYTES:,}"))
            return None
        data = path.read_bytes()
    except OSError as error:
        findings.append(_unreadable("file", relative, error))
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode().removeprefix("\ufeff")) + 1
        findings.append(finding(Where(relative, line, column), "not-utf8", "this file is not UTF-8", "save it as UTF-8"))
        return None
    return _readable(text, relative, findings)


def _readable(text: str, relative: str, findings: list[Finding]) -> str:
    """Return a text with plain ends of lines and without forbidden characters, which are reported with the other unusual ones."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    unusual = unusual_characters(text, references=relative.endswith((".md", "terms.yml")))
    if not unusual:
        return text

    def place(index: int) -> Where:
        return Where(relative, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))

    if relative.endswith(".md") and any(text[one.at] == "&" for one in unusual):
        code = code_ranges(without_forbidden(text))
        unusual = tuple(one for one in unusual if text[one.at] != "&" or not any(start <= one.at < end for start, end in code))
    findings += character_findings(text, unusual, place, paragraphs=True)
    return without_forbidden(text)
