"""The stages in a row: from a project folder to a linked explainer and everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from builder.checking.rules import check_rules
from builder.checking.two_processes import in_two, nobody, two_processors
from builder.linking.link import Explainer, link
from builder.linking.page_facts import Scans, all_names, scan_page
from builder.model.findings import Finding, Severity, has_errors, settle
from builder.reading.files import Kind, find_files, kind_of, read_file
from builder.reading.front_matter import Parsed
from builder.reading.parse import join, parse_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from builder.checking.two_processes import Told
    from builder.linking.page_facts import Scan
    from builder.reading.files import Raw

    Reader: TypeAlias = Callable[[str, list[Finding]], Raw | None]
    """Gives the file at a path, or nothing and adds to the findings why."""

_WORTHWHILE = 200
"""Themes from which on a second process pays: half a second of parsing."""
_CHUNK = 25
"""Themes that a process takes at a time."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, read and checked."""

    folder: Path
    explainer: Explainer
    findings: tuple[Finding, ...]
    """Settled by the project's own severities and sorted by place."""

    @property
    def broken(self) -> bool:
        """Whether a site may not be made of it."""
        return has_errors(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """What the explainer holds, for the line that ends a build."""
        content = self.explainer.content
        return {
            "themes": len(content.themes),
            "claims": len(self.explainer.claims),
            "sources": len(content.sources),
            "groups": len(content.groups),
            "errors": sum(f.severity is Severity.ERROR for f in self.findings),
            "warnings": sum(f.severity is Severity.WARNING for f in self.findings),
        }


def read_project(folder: Path, meanwhile: Callable[[], object] = lambda: None, told: Told = nobody) -> Project:
    """Read, link and check a project. Nothing in it can raise; look at `findings`.

    `meanwhile` is done by one process while another parses, if there are two; it is for what the caller will need later. `told`
    is told how much is parsed.
    """
    files, found = find_files(folder)
    scans = Scans()
    content, parse_findings = join(parse_all([file.path for file in files], partial(read_file, folder), scans, meanwhile, told))
    explainer, link_findings = link(content, scans)
    findings = settle([*found, *parse_findings, *link_findings, *check_rules(explainer)], content.settings.rules)
    return Project(folder, explainer, tuple(findings))


def parse_all(
    paths: Sequence[str], read: Reader, scans: Scans, meanwhile: Callable[[], object] = lambda: None, told: Told = nobody
) -> list[Parsed]:
    """Read and parse every file; many themes are read, parsed and scanned in two processes."""
    kinds = [kind_of(path) for path in paths]
    themes = [number for number, kind in enumerate(kinds) if kind is Kind.THEME]
    if len(themes) < _WORTHWHILE or not two_processors():
        return list(_in_a_row(paths, read, told))
    done = {number: _parsed(path, read) for number, path in enumerate(paths) if kinds[number] in (Kind.GROUP, Kind.TERMS)}
    named = done.values()
    mentions = scans.look_for(all_names((g for parsed in named for g in parsed.groups), (t for parsed in named for t in parsed.terms)))

    def the_rest() -> None:
        meanwhile()
        for number, path in enumerate(paths):
            if kinds[number] is not Kind.THEME and number not in done:
                done[number] = _parsed(path, read)

    def some_themes(part: int) -> list[tuple[int, Parsed, list[Scan]]]:
        numbers = themes[part * _CHUNK : (part + 1) * _CHUNK]
        found = [(number, _parsed(paths[number], read)) for number in numbers]
        return [(number, parsed, [scan_page(theme, mentions) for theme in parsed.themes]) for number, parsed in found]

    for part in in_two(-(-len(themes) // _CHUNK), some_themes, first=the_rest, told=told).values():
        for number, parsed, found in part:
            done[number] = parsed
            for theme, scan in zip(parsed.themes, found, strict=True):
                scans.keep(theme, scan)
    return [done[number] for number in range(len(paths))]


def _in_a_row(paths: Sequence[str], read: Reader, told: Told) -> Iterator[Parsed]:
    for number, path in enumerate(paths):
        if number % _CHUNK == 0:
            told(number, len(paths))
        yield _parsed(path, read)


def _parsed(path: str, read: Reader) -> Parsed:
    findings: list[Finding] = []
    raw = read(path, findings)
    parsed = parse_file(raw) if raw else Parsed()
    parsed.findings += findings
    return parsed
