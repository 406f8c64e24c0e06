"""SARIF as code scanning of GitHub asks for it: no schema of OASIS is in a package, so these are the properties that GitHub names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from building import run
from helpers import MINI, write
from jsonschema import Draft202012Validator

from builder.model.codes import CODES

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
POSITIVE = {"type": "integer", "minimum": 1}


def closed(*required: str, **properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has these properties and no others."""
    return {"type": "object", "required": list(required or properties), "properties": properties, "additionalProperties": False}


RULE = closed(
    id={"enum": list(CODES)},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help={**TEXT, "required": ["text", "markdown"]},
    defaultConfiguration=closed(level=LEVEL),
)
REGION = closed("startLine", "startColumn", startLine=POSITIVE, startColumn=POSITIVE, endColumn=POSITIVE)
RESULT = closed(
    ruleId={"enum": list(CODES)},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={
        "type": "array",
        "minItems": 1,
        "maxItems": 1,
        "items": closed(
            physicalLocation=closed(artifactLocation=closed(uri={"type": "string"}, uriBaseId={"const": "%SRCROOT%"}), region=REGION)
        ),
    },
    partialFingerprints=closed(primaryLocationLineHash={"type": "string", "pattern": "^[0-9a-f]+:[0-9]+$"}),
)
RUN = closed(
    tool=closed(
        driver=closed("name", "rules", name={"const": "explainer"}, version={"type": "string"}, rules={"type": "array", "items": RULE})
    ),
    columnKind={"const": "unicodeCodePoints"},
    originalUriBaseIds={"type": "object"},
    results={"type": "array", "items": RESULT},
)
LOG = closed(**{"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"type": "array", "items": RUN}})
"""The part of the format that is used (GitHub's "SARIF support for code scanning"); whatever else were written would be a slip."""


def results(folder: Path) -> list[dict[str, Any]]:
    """Return the results of a check, after looking at all of it."""
    done = run("builder", "check", folder, "--format", "sarif")
    assert done.stderr == ""
    log = json.loads(done.stdout)
    Draft202012Validator(LOG).validate(log)
    (only,) = log["runs"]
    found: list[dict[str, Any]] = only["results"]
    for one in found:
        assert only["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
        address = urlsplit(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        assert not address.scheme
        assert not address.path.startswith("/")
    return found


def theme(*lines: str) -> dict[str, str]:
    return {"content/themes/ö t.md": "\n".join(["---", "title: T", "---", "", *lines, ""])}


def test_results_are_what_code_scanning_reads(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, **theme("Ünïcode 🙂. [@nope; @neither]", "{#one}")})
    first, second = (one for one in results(tmp_path) if one["ruleId"] == "unknown-source")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/themes/%C3%B6%20t.md"
    assert place["region"] == {"startLine": 5, "startColumn": 13, "endColumn": 18}
    assert first["message"]["text"].startswith("there is no source `nope`")
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path) -> None:
    def prints() -> list[str]:
        return [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(tmp_path) if one["ruleId"] == "unknown-source"]

    write(tmp_path, {**MINI, **theme("Words. [@nope]", "{#one}")})
    before = prints()
    write(tmp_path, theme("New. [@alpha]", "{#zero}", "", "   Words.  [@nope]", "{#one}"))
    assert prints() == before
    write(tmp_path, theme("Other words. [@nope]", "{#one}"))
    assert prints() != before


def test_no_findings_are_a_log_as_well(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    assert results(tmp_path) == []
