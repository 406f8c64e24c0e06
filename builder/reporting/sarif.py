"""Findings in the Static Analysis Results Interchange Format (SARIF) 2.1.0 of OASIS, which code scanning of GitHub reads."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from builder.checking.report import VISIBLE
from builder.model.codes import CODES
from builder.reporting.excerpt import named_at
from builder.reporting.fingerprints import fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from builder.model.findings import Finding, Where

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\.md[^)\s]*\)")


def as_sarif(findings: Sequence[Finding], line_at: Callable[[Where], str | None], place: str = "") -> str:
    """Return findings as a log of SARIF 2.1.0; `place` leads from the root of the repository to the project.

    Columns are counted in code points (section 3.14.17). The fingerprints stay when lines move (section 3.27.17).
    """
    codes = sorted({found.code for found in findings})
    known = fingerprints(findings, line_at)
    try:
        number = {"version": version("explainer")}
    except PackageNotFoundError:
        number = {}
    run = {
        "tool": {"driver": {"name": "explainer", **number, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [
            _result(found, codes.index(found.code), fingerprint, line_at, place) for found, fingerprint in zip(findings, known, strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str) -> dict[str, Any]:
    entry = CODES[code]
    why, fix = (_LINK.sub(r"\1", text) for text in (entry.why, entry.fix))  # they lead from one page of `docs/` to another
    return {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": why},
        "help": {"text": f"{why}\n\nWhat to do: {fix}", "markdown": f"{why}\n\n**What to do:** {fix}"},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(found: Finding, rule: int, fingerprint: str, line_at: Callable[[Where], str | None], place: str) -> dict[str, Any]:
    where = found.where
    region = {"startLine": where.line, "startColumn": where.column}
    if named := named_at(line_at(where) or "", found):
        region["endColumn"] = where.column + len(named)
    address = quote(f"{place}{where.path}", errors="surrogatepass")
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.severity.value,
        "message": {"text": "\n".join((found.message, *found.hints)).translate({**VISIBLE, ord("\n"): "\n"})},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": address, "uriBaseId": _ROOT}, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
