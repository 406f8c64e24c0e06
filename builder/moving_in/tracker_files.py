"""Which files are trackers, and what is read in them; what the project has before they are moved in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.importing.importing import FORMATS, decoded, format_of
from builder.importing.project_files import UsageError, content_of, other_sources
from builder.model.content import Settings
from builder.model.findings import Where, finding
from builder.model.ids import shown_path, slug_of
from builder.moving_in.cited import identity_of
from builder.moving_in.known_claims import Known, formers_of
from builder.reading.files import Kind, find_files, kind_of, read_file
from builder.reading.parse import parse_file
from builder.registers.opensanctions import is_followthemoney, is_targets, read_followthemoney, read_targets
from builder.registers.sdn_xml import is_sdn, read_sdn
from builder.trackers.documents import Documents, has_sources, is_document, read_document
from builder.trackers.entries import Tracker
from builder.trackers.markdown_lists import read_markdown
from builder.trackers.tables import read_table
from builder.trackers.trees import LINES, is_tracker, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.model.content import Group, Term
    from builder.model.document import Claim
    from builder.model.findings import Finding
    from builder.registers.listed import Register

XML = ".xml"
TABLES, TREES, TEXTS = (".csv", ".tsv"), (".json", ".yaml", ".yml"), (".md", ".markdown")
ENDINGS = (*TABLES, *LINES, *TEXTS)
"""What is moved in by the ending of its name; of what ends as bibliographies do, it depends on what is in it."""


_READ = frozenset({Kind.THEME, Kind.GROUP, Kind.SETTINGS, Kind.SOURCES, Kind.TERMS})


class MovedFile(NamedTuple):
    """A file or folder that is moved in."""

    name: str
    """As it was given."""
    stem: str
    """What its themes and its file of sources are called by, an id."""
    read: Tracker | Register | Documents


def files_moved_in(names: Sequence[str]) -> list[MovedFile]:
    """Return those of some files and folders that are no bibliographies, with what is read in them. Raises `UsageError` and OSError."""
    found: list[MovedFile] = []
    for name in dict.fromkeys(names):
        path = Path(name)
        if path.is_dir():
            read: Tracker | Register | Documents | None = _folder(path)
        elif path.is_file():
            if not format_of(name) and path.suffix.casefold() not in ENDINGS:
                endings = ", ".join((*FORMATS, *ENDINGS))
                raise UsageError(f"{shown_path(name)} is nothing that can be read; export a file that ends in {endings}")
            read = _file(path)
        else:
            read = None
        if read is None:
            continue
        stem = slug_of(path.stem if path.is_file() else Path(os.path.realpath(name)).name)
        if other := next((one.name for one in found if one.stem == stem), ""):
            raise UsageError(f"{shown_path(other)} and {shown_path(name)} would both be written to {stem}; rename one of them")
        found.append(MovedFile(name, stem, read))
    return found


def bibliographies(names: Sequence[str]) -> list[str]:
    """Return the bibliographies in BibTeX below those of some paths that are folders."""
    return [str(path) for name in names if Path(name).is_dir() for path in _below(Path(name), (".bib", ".bibtex"))]


def _folder(folder: Path) -> Tracker | Documents:
    """Return the entries of the Markdown files below a folder, or the files as documents if one of them cites."""
    texts = [(shown_path(path.as_posix()), *decoded(content_of(str(path)), shown_path(path.as_posix()))) for path in _below(folder, TEXTS)]
    if not texts:
        raise UsageError(f"{shown_path(str(folder))} has no Markdown files; name a file to import")
    cites = any(is_document(text, path) for path, text, _ in texts) and not any(has_sources(text, path) for path, text, _ in texts)
    findings = [found for _, _, repaired in texts for found in repaired]
    if cites:
        documents = [read_document(text, path) for path, text, _ in texts]
        findings += [found for one in documents for found in one.findings]
        return Documents(tuple(file for one in documents for file in one.files), tuple(findings))
    trackers = [read_markdown(text, path) for path, text, _ in texts]
    findings += [found for one in trackers for found in one.findings]
    return Tracker("", tuple(entry for one in trackers for entry in one.entries), tuple(findings))


def _below(folder: Path, endings: Sequence[str]) -> Iterator[Path]:
    """Yield the files below a folder that end so; links and hidden files are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.casefold() in endings and not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _file(path: Path) -> Tracker | Register | Documents | None:
    """Return what is read in a file; None if it is a bibliography."""
    shown, ending = shown_path(path.as_posix()), path.suffix.casefold()
    if format_of(path.name) and ending not in (*TREES, XML):
        return None
    text, findings = decoded(content_of(str(path)), shown)
    if ending == XML:
        read: Tracker | Register | Documents | None = read_sdn(text, shown) if is_sdn(text) else None
    elif not text.strip():
        read = None if ending in TREES else Tracker("", (), (finding(Where(shown), "unreadable-record", "this file is empty"),))
    elif ending in TABLES:
        read = read_targets(text, shown) if is_targets(text) else read_table(text, shown)
    elif ending in TEXTS:
        read = read_document(text, shown) if is_document(text, shown) and not has_sources(text, shown) else read_markdown(text, shown)
    elif ending in (*LINES, ".json") and is_followthemoney(text):
        read = read_followthemoney(text, shown)
    else:
        read = read_tree(text, shown) if is_tracker(text, shown) else None
    return None if read is None else read._replace(findings=(*findings, *read.findings))


def known_of(project: Path) -> Known:
    """Return what a project has: claims, themes and sources."""
    settings = Settings()
    claims: dict[str, Claim] = {}
    former: dict[str, Claim] = {}
    has_questions = False
    themes: dict[str, str] = {}
    groups: list[Group] = []
    terms: list[Term] = []
    addresses: dict[str, str] = {}
    for file in find_files(project)[0] if (project / "content").is_dir() else ():
        kind = kind_of(file.path)
        findings: list[Finding] = []
        if kind not in _READ or (raw := read_file(project, file.path, findings)) is None:
            continue
        parsed = parse_file(raw)
        settings = parsed.settings or settings
        groups += parsed.groups
        terms += parsed.terms
        addresses |= {identity_of(source.url, source.title): source.id for source in reversed(parsed.sources)}
        themes |= {theme.id: file.path for theme in parsed.themes}
        has_questions = has_questions or any(theme.question != theme.title for theme in parsed.themes)
        bodies = [one.body for one in parsed.themes] + [one.body for one in parsed.groups]
        for claim in (claim for body in bodies for claim in body.claims):
            claims[claim.id] = claim
            former |= dict.fromkeys(formers_of(claim), claim)
    return Known(settings, claims, former, themes, has_questions, addresses, [*other_sources(project, [])], groups, terms)
