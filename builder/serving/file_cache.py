"""The files of a project in memory, each read and parsed again only when it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.checking.project import parse_all
from builder.linking.page_facts import NO_FACTS
from builder.reading.files import find_files, read_file
from builder.reading.parse import join, parse_file

if TYPE_CHECKING:
    from pathlib import Path

    from builder.model.content import Content
    from builder.model.findings import Finding
    from builder.reading.files import Raw, Stamp
    from builder.reading.front_matter import Parsed


@dataclass(frozen=True, slots=True)
class _CachedFile:
    """A file as it was when it was read last."""

    stamp: Stamp
    raw: Raw | None
    findings: tuple[Finding, ...]


class FileCache:
    """The files of one project."""

    def __init__(self, folder: Path) -> None:
        self.facts = NO_FACTS
        """Those of the pages that were read first, gathered with the reading."""
        self._folder = folder
        self._files: dict[str, _CachedFile] = {}
        self._parsed: dict[str, Parsed] = {}
        self._findings: list[Finding] = []
        self._begun = False

    def refresh(self, hints: frozenset[str] = frozenset()) -> frozenset[str]:
        """Look at the disk and return the paths of the files that have changed, come or gone.

        A file that is hinted at is read whatever its stamp: two saves in one tick of the disk's clock have the same.
        """
        found, findings = find_files(self._folder)
        before, self._files = self._files, {}
        for path, stamp in found:
            file = before.get(path)
            self._files[path] = file if file and file.stamp == stamp and path not in hints else self._read(path, stamp)
        changed = {path for path in before.keys() | self._files.keys() if _content(before.get(path)) != _content(self._files.get(path))}
        raws = {path: file.raw for path, file in self._files.items() if path in changed and file.raw}
        known = {**self._parsed, **dict(zip(raws, self._parse(raws), strict=True))}
        self._parsed = {path: known[path] for path, file in self._files.items() if file.raw}
        gone = {finding.where.path for finding in {*findings} ^ {*self._findings}}
        self._findings = findings
        return frozenset(changed | gone)

    def content(self) -> tuple[Content, list[Finding]]:
        """Return the content of all files, and what was found in reading them."""
        content, findings = join(self._parsed.values())
        return content, [*self._findings, *(f for file in self._files.values() for f in file.findings), *findings]

    def _parse(self, raws: dict[str, Raw]) -> list[Parsed]:
        """Parse files; in two processes only the first time, when there is but one thread: others do not survive a fork."""
        if self._begun:
            return list(map(parse_file, raws.values()))
        self._begun = True
        parsed, self.facts = parse_all(list(raws), lambda path, _: raws[path])
        return parsed

    def _read(self, path: str, stamp: Stamp) -> _CachedFile:
        findings: list[Finding] = []
        return _CachedFile(stamp, read_file(self._folder, path, findings), tuple(findings))


def _content(file: _CachedFile | None) -> object:
    return file and (file.raw, file.findings)
