"""The stages in a row: from a project folder to a linked explainer and everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.findings import Finding, Severity, has_errors, settle
from builder.link import Explainer, link
from builder.load import Kind, load
from builder.parse import join, parse_file
from builder.rules import check_rules
from builder.scan import Scans, all_names, scan_page
from builder.workers import in_two, two_processors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from builder.frontmatter import Parsed
    from builder.load import Raw
    from builder.scan import Scan

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


def read_project(folder: Path, meanwhile: Callable[[], object] = lambda: None) -> Project:
    """Read, link and check a project. Nothing in it can raise; look at `findings`.

    `meanwhile` is done by one process while another parses, if there are two; it is for what the caller will need later.
    """
    raws, found = load(folder)
    scans = Scans()
    content, parse_findings = join(parse_all(raws, scans, meanwhile))
    explainer, link_findings = link(content, scans)
    findings = [*found, *parse_findings, *link_findings, *check_rules(explainer)]
    return Project(folder, explainer, tuple(settle(findings, content.settings.rules)))


def parse_all(raws: Sequence[Raw], scans: Scans, meanwhile: Callable[[], object] = lambda: None) -> list[Parsed]:
    """Parse every file; many themes are parsed and scanned in two processes."""
    themes = [number for number, raw in enumerate(raws) if raw.kind is Kind.THEME]
    if len(themes) < _WORTHWHILE or not two_processors():
        return [parse_file(raw) for raw in raws]
    done = {number: parse_file(raw) for number, raw in enumerate(raws) if raw.kind in (Kind.GROUP, Kind.TERMS)}
    named = done.values()
    mentions = scans.look_for(all_names((g for parsed in named for g in parsed.groups), (t for parsed in named for t in parsed.terms)))

    def the_rest() -> None:
        meanwhile()
        for number, raw in enumerate(raws):
            if raw.kind is not Kind.THEME and number not in done:
                done[number] = parse_file(raw)

    def some_themes(part: int) -> list[tuple[int, Parsed, list[Scan]]]:
        numbers = themes[part * _CHUNK : (part + 1) * _CHUNK]
        read = [(number, parse_file(raws[number])) for number in numbers]
        return [(number, parsed, [scan_page(theme, mentions) for theme in parsed.themes]) for number, parsed in read]

    for part in in_two(-(-len(themes) // _CHUNK), some_themes, first=the_rest).values():
        for number, parsed, found in part:
            done[number] = parsed
            for theme, scan in zip(parsed.themes, found, strict=True):
                scans.keep(theme, scan)
    return [done[number] for number in range(len(raws))]
