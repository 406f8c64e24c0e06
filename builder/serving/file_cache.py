"""The files of a project in memory, each read and parsed again only if it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from threading import active_count
from types import MappingProxyType
from typing import TYPE_CHECKING

from builder.checking.project import parse_all
from builder.linking.page_facts import NO_FACTS
from builder.reading.files import FoundFile, find_files, read_file
from builder.reading.parse import hiding, join, parse_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.checking.project import FindPages
    from builder.model.content import Content
    from builder.model.findings import Finding
    from builder.reading.files import Raw, Stamp
    from builder.reading.front_matter import Parsed

_UNSAVED = (0, 0, 0, 0)
"""The stamp of a file that was not read from the disk."""


@dataclass(frozen=True, slots=True)
class _CachedFile:
    """A file at its last reading."""

    stamp: Stamp
    raw: Raw | None
    findings: tuple[Finding, ...]


class FileCache:
    """The files of one project."""

    def __init__(self, folder: Path, find_pages: FindPages, unsaved: Mapping[str, str] = MappingProxyType({})) -> None:
        """`find_pages` lists the hand-written pages; `unsaved` are texts that stand for those on the disk, by path."""
        self.facts = NO_FACTS
        """The page facts from the first parsing."""
        self._folder = folder
        self._find_pages = find_pages
        self._unsaved = unsaved
        self._files: dict[str, _CachedFile] = {}
        self._parsed: dict[str, Parsed] = {}
        self._findings: list[Finding] = []
        self._has_parsed = False

    def refresh(self, hints: frozenset[str] = frozenset()) -> frozenset[str]:
        """Read the disk again and return the paths of files that were changed, added or removed.

        A file in `hints` is read whatever its stamp, which is the same for two saves within one tick of the disk's clock.
        """
        files, findings = find_files(self._folder)
        pages, page_findings = self._find_pages()
        unsaved = dict(self._unsaved)  # another thread may change it
        new = unsaved.keys() - {file.path for file in (*files, *pages)}
        files += [FoundFile(path, _UNSAVED) for path in new if path.startswith("content/")]
        files, findings = [*sorted(files), *pages], hiding([*findings, *page_findings])
        before, self._files = self._files, {}
        for path, stamp in files:
            file, text = before.get(path), unsaved.get(path)
            is_known = file and file.stamp == stamp and path not in hints and text is None
            self._files[path] = file if file and is_known else self._read(path, _UNSAVED if text is not None else stamp, text)
        changed = {path for path in before.keys() | self._files.keys() if _content(before.get(path)) != _content(self._files.get(path))}
        raws = {path: file.raw for path, file in self._files.items() if path in changed and file.raw}
        known = {**self._parsed, **dict(zip(raws, self._parse(raws), strict=True))}
        self._parsed = {path: known[path] for path, file in self._files.items() if file.raw}
        gone = {finding.where.path for finding in {*findings} ^ {*self._findings}}
        self._findings = findings
        return frozenset(changed | gone)

    def content(self) -> tuple[Content, list[Finding]]:
        """Return the content of all files, and the findings of reading them."""
        content, findings = join(self._parsed.values())
        return content, [*self._findings, *(f for file in self._files.values() for f in file.findings), *findings]

    def text(self, path: str) -> str:
        """Return the text of a file as it was read; empty if there is none."""
        file = self._files.get(path)
        return file.raw.text if file and file.raw else ""

    def _parse(self, raws: dict[str, Raw]) -> list[Parsed]:
        """Return the parsed files; two processes are used only the first time, and if there is one thread: others do not survive a fork."""
        if self._has_parsed or active_count() > 1:
            return list(map(parse_file, raws.values()))
        self._has_parsed = True
        parsed, self.facts = parse_all(list(raws), lambda path, _: raws[path])
        return parsed

    def _read(self, path: str, stamp: Stamp, unsaved: str | None) -> _CachedFile:
        findings: list[Finding] = []
        raw = read_file(self._folder, path, findings, unsaved)
        return _CachedFile(stamp, raw, tuple(findings if raw else hiding(findings)))


def _content(file: _CachedFile | None) -> object:
    return file and (file.raw, file.findings)
