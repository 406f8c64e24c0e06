"""Which files are trackers, and what is read in them; what the project has before they are moved in."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.importing.importing import FORMATS, decoded, format_of
from builder.importing.project_files import UsageError, content_of, other_sources
from builder.model.content import Settings
from builder.model.findings import Where, finding
from builder.model.ids import shown_path, slug_of
from builder.moving_in.cited import identity_of
from builder.moving_in.claims import Known
from builder.reading.files import Kind, find_files, kind_of, read_file
from builder.reading.parse import parse_file
from builder.trackers.entries import Tracker
from builder.trackers.markdown_lists import read_markdown
from builder.trackers.tables import read_table
from builder.trackers.trees import LINES, is_tracker, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.document import Claim
    from builder.model.findings import Finding

TABLES, TREES, TEXTS = (".csv", ".tsv"), (".json", ".yaml", ".yml"), (".md", ".markdown")
ENDINGS = (*TABLES, *LINES, *TEXTS)
"""What is a tracker by the ending of its name; what ends as `TREES` do may be one, too."""


class TrackerFile(NamedTuple):
    """A file or folder that is moved in."""

    name: str
    """As it was given."""
    stem: str
    """What its themes and its file of sources are called by, an id."""
    tracker: Tracker


def tracker_files(names: list[str]) -> list[TrackerFile]:
    """Return those of some files and folders that are trackers, with what is read in them. Raises `UsageError` and OSError."""
    found: list[TrackerFile] = []
    for name in dict.fromkeys(names):
        path = Path(name)
        ending = path.suffix.casefold()
        if path.is_file() and not format_of(name) and ending not in ENDINGS:
            endings = ", ".join((*FORMATS, *ENDINGS))
            raise UsageError(
                f"{shown_path(name)} is neither a bibliography nor a tracker that can be read; export one that ends in {endings}"
            )
        if not path.is_dir() and not (path.is_file() and ending in (*ENDINGS, *TREES)):
            continue
        if ending in TREES and path.is_file() and not is_tracker(decoded(content_of(name), shown_path(name))[0], name):
            continue
        stem = slug_of(path.stem if path.is_file() else Path(os.path.realpath(name)).name)
        if other := next((one.name for one in found if one.stem == stem), ""):
            raise UsageError(f"{shown_path(other)} and {shown_path(name)} would both be written to {stem}; rename one of them")
        found.append(TrackerFile(name, stem, _folder(path) if path.is_dir() else _file(path)))
    return found


def _folder(folder: Path) -> Tracker:
    """Return the entries of the Markdown files below a folder; links and hidden files are not followed."""
    trackers = [_file(path) for path in _texts(folder)]
    if not trackers:
        raise UsageError(f"{shown_path(str(folder))} has no Markdown files; name a file to import")
    entries = tuple(entry for one in trackers for entry in one.entries)
    return Tracker("", entries, tuple(found for one in trackers for found in one.findings))


def _texts(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.casefold() in TEXTS and not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _file(path: Path) -> Tracker:
    shown = shown_path(path.as_posix())
    text, findings = decoded(content_of(str(path)), shown)
    tracker = _read(text, shown)
    return tracker._replace(findings=(*findings, *tracker.findings))


def _read(text: str, path: str) -> Tracker:
    ending = Path(path).suffix.casefold()
    if not text.strip():
        return Tracker("", (), (finding(Where(path), "unreadable-record", "this file is empty"),))
    if ending in TABLES:
        return read_table(text, path)
    return read_markdown(text, path) if ending in TEXTS else read_tree(text, path)


def known_of(project: Path) -> Known:
    """Return what a project has: claims, themes and sources."""
    settings = Settings()
    claims: dict[str, Claim] = {}
    former: set[str] = set()
    themes: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for file in find_files(project)[0] if (project / "content").is_dir() else ():
        kind = kind_of(file.path)
        findings: list[Finding] = []
        if kind not in (Kind.THEME, Kind.GROUP, Kind.SETTINGS, Kind.SOURCES) or (raw := read_file(project, file.path, findings)) is None:
            continue
        parsed = parse_file(raw)
        settings = parsed.settings or settings
        addresses |= {identity_of(source.url, source.title): source.id for source in reversed(parsed.sources)}
        themes |= {theme.id: file.path for theme in parsed.themes}
        bodies = [one.body for one in parsed.themes] + [one.body for one in parsed.groups]
        for claim in (claim for body in bodies for claim in body.claims):
            claims[claim.id] = claim
            former |= {re.sub(r".*/", "", one) for one in claim.was}
    return Known(settings.as_of, claims, former, themes, addresses, [*other_sources(project, [])])
