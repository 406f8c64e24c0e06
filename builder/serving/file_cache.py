"""The files of a project in memory, each read and parsed again only when it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.checking.project import parse_all
from builder.reading.files import find_files, read_file
from builder.reading.parse import join, parse_file

if TYPE_CHECKING:
    from pathlib import Path

    from builder.linking.page_facts import Scans
    from builder.model.content import Content
    from builder.model.findings import Finding
    from builder.reading.files import Raw, Stamp
    from builder.reading.front_matter import Parsed


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file as it was when it was read last."""

    stamp: Stamp
    raw: Raw | None
    findings: tuple[Finding, ...]


class Sheets:
    """The files of one project."""

    def __init__(self, folder: Path, scans: Scans) -> None:
        self._folder = folder
        self._scans = scans
        self._sheets: dict[str, _Sheet] = {}
        self._parsed: dict[str, Parsed] = {}
        self._findings: list[Finding] = []
        self._begun = False

    def refresh(self, hints: frozenset[str] = frozenset()) -> frozenset[str]:
        """Look at the disk and return what has changed, come or gone.

        A file that is hinted at is read whatever its stamp: two saves in one tick of the disk's clock have the same.
        """
        found, findings = find_files(self._folder)
        before, self._sheets = self._sheets, {}
        for path, stamp in found:
            sheet = before.get(path)
            self._sheets[path] = sheet if sheet and sheet.stamp == stamp and path not in hints else self._read(path, stamp)
        changed = {path for path in before.keys() | self._sheets.keys() if _held(before.get(path)) != _held(self._sheets.get(path))}
        raws = {path: sheet.raw for path, sheet in self._sheets.items() if path in changed and sheet.raw}
        # In two processes only at the beginning, when there is but one thread: others do not survive a fork.
        parsed = map(parse_file, raws.values()) if self._begun else parse_all(list(raws), lambda path, _: raws[path], self._scans)
        self._begun = True
        known = {**self._parsed, **dict(zip(raws, parsed, strict=True))}
        self._parsed = {path: known[path] for path, sheet in self._sheets.items() if sheet.raw}
        gone = {finding.where.path for finding in {*findings} ^ {*self._findings}}
        self._findings = findings
        return frozenset(changed | gone)

    def content(self) -> tuple[Content, list[Finding]]:
        """Put the files together."""
        content, findings = join(self._parsed.values())
        return content, [*self._findings, *(f for sheet in self._sheets.values() for f in sheet.findings), *findings]

    def _read(self, path: str, stamp: Stamp) -> _Sheet:
        findings: list[Finding] = []
        return _Sheet(stamp, read_file(self._folder, path, findings), tuple(findings))


def _held(sheet: _Sheet | None) -> object:
    return sheet and (sheet.raw, sheet.findings)
