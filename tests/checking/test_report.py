"""Findings as people and programs read them; the fields of the JSON are a promise to other programs."""

from __future__ import annotations

import json

from helpers import MINI, explain, theme

from builder.checking.report import as_json, as_text, counted, summary
from builder.model.findings import Finding, Severity, Vocabulary, Where, did_you_mean, finding, has_errors, settle

ONE = finding(Where("content/themes/t.md", 3, 7), "unknown-source", "there is no source `x`", "", "did you mean `y`?", "")
TWO = Finding(Where("content/ø.md"), "html-removed", "`<b>` …", (), Severity.WARNING)


def test_text_names_place_severity_code_and_hints() -> None:
    assert as_text([ONE, TWO]).splitlines() == [
        "content/themes/t.md:3:7: error[unknown-source] there is no source `x`",
        "    help: did you mean `y`?",
        "content/ø.md:1:1: warning[html-removed] `<b>` …",
    ]
    assert as_text([]) == ""


def test_what_a_file_holds_cannot_steer_the_terminal() -> None:
    shown = as_text([finding(Where("\x1b]0;x\x07.md"), "unknown-source", "no \x1b[2J\r\x9b1m source", "\x08\x7f")])
    assert not set(shown) & {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))}
    assert "\\x1b[2J" in shown


def test_json_has_the_promised_fields() -> None:
    text = as_json([ONE, TWO])
    assert json.loads(text)[0] == {
        "code": "unknown-source",
        "severity": "error",
        "path": "content/themes/t.md",
        "line": 3,
        "column": 7,
        "message": "there is no source `x`",
        "hints": ["did you mean `y`?"],
    }
    assert "ø" in text
    assert json.loads(as_json([])) == []


def test_summaries_count() -> None:
    assert summary([]) == "No findings."
    assert summary([ONE]) == "1 error."
    assert summary([TWO, ONE, ONE, TWO]) == "2 errors and 2 warnings."
    assert counted({"themes": 1, "claims": 2500}) == "1 theme, 2,500 claims"


def test_findings_are_settled_by_place_and_by_the_project() -> None:
    later, earlier = (Finding(Where("a.md", line), "unused-source", "m") for line in (10, 9))
    other = Finding(Where("a.md", 9), "html-removed", "m")
    assert settle([later, earlier, other], {}) == [other, earlier, later]
    settled = settle([later, other], {"unused-source": Severity.OFF, "html-removed": Severity.WARNING})
    assert [(one.code, one.severity) for one in settled] == [("html-removed", Severity.WARNING)]
    assert has_errors([later])
    assert not has_errors(settled)


def test_the_severity_of_a_code_is_its_own_until_the_project_says_otherwise() -> None:
    body = theme("Words <u onclick=x>b</u> <iframe> [@alpha] {#c}\n")
    settings = MINI["content/explainer.yml"]
    assert [one.severity for one in explain(body)[1]] == [Severity.WARNING]
    for word in ("error", "warning"):
        _, findings = explain({**body, "content/explainer.yml": f"{settings}rules: {{html-removed: {word}}}\n"})
        assert [one.severity.value for one in findings] == [word]


def test_a_hint_names_what_is_close_and_nothing_else() -> None:
    assert did_you_mean("alfa", ["alpha", "beta"]) == "did you mean `alpha`?"
    assert did_you_mean("zzz", ["alpha", "beta"]) == ""
    assert did_you_mean("x", []) == ""
    assert did_you_mean("summry", ["summary", "summaries"]).startswith("did you mean `summary`")


def test_of_very_many_words_the_nearest_is_suggested() -> None:
    known = Vocabulary(
        f"{name}-{year}-{number:04}" for name in ("reuters", "courier") for year in range(2015, 2026) for number in range(300)
    )
    for slip, meant in (
        ("reuters-2025-00012", "reuters-2025-0012"),
        ("ruters-2025-0123", "reuters-2025-0123"),
        ("courier-2051-0123", "courier-2015-0123"),
        ("coureir-2020-0299", "courier-2020-0299"),
    ):
        assert f"`{meant}`" in known.did_you_mean(slip), slip
    assert known.did_you_mean("x" * 100_000) == ""
