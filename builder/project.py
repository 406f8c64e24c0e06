"""The stages in a row: from a project folder to a linked explainer and everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.findings import Finding, Severity, has_errors, settle
from builder.link import Explainer, link
from builder.load import load
from builder.parse import parse
from builder.rules import check_rules

if TYPE_CHECKING:
    from pathlib import Path


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


def read_project(folder: Path) -> Project:
    """Read, link and check a project. Nothing in it can raise; look at `findings`."""
    raws, found = load(folder)
    content, parse_findings = parse(raws)
    explainer, link_findings = link(content)
    findings = [*found, *parse_findings, *link_findings, *check_rules(explainer)]
    return Project(folder, explainer, tuple(settle(findings, content.settings.rules)))
