"""What another error may have caused is withheld, causes come first, and a project with errors is never told that it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers import MINI, checked, explain, write
from hypothesis import given
from hypothesis import strategies as st

from builder.checking.report import as_json, as_text
from builder.model.findings import Finding, Lines, Lost, Named, Severity, Where, finding, has_errors, settle

if TYPE_CHECKING:
    from pathlib import Path

IDS = st.sampled_from(["a", "b", "c"])
KINDS = st.sampled_from(["claim", "source", "use"])
PATHS = st.sampled_from(["a.md", "b.md"])
NAMED = st.builds(Named, KINDS, IDS)
LINES = st.builds(Lines, PATHS, st.integers(1, 3), st.integers(2, 4))
LOST = st.builds(Lost, st.frozensets(KINDS, min_size=1), st.sampled_from([None, "{#a} b", "{#b} c"]), st.booleans())
CAUSES = st.builds(
    Finding, st.builds(Where, PATHS, st.integers(1, 4)), st.just("invalid-yaml"), IDS, lost=st.lists(LOST, max_size=2).map(tuple)
)
CONSEQUENCES = st.builds(
    Finding,
    st.builds(Where, PATHS, st.integers(1, 4)),
    st.just("unknown-claim"),
    IDS,
    severity=st.sampled_from([Severity.ERROR, Severity.WARNING]),
    grounds=st.lists(NAMED | LINES, min_size=1, max_size=2).map(tuple),
)


@given(st.lists(CAUSES | CONSEQUENCES, max_size=6))
def test_a_project_with_errors_keeps_one(findings: list[Finding]) -> None:
    assert has_errors(settle(findings, {})) == has_errors(findings)


@given(st.lists(CAUSES | CONSEQUENCES, max_size=6))
def test_a_finding_that_takes_nothing_for_granted_is_told_and_so_is_everything_without_errors(findings: list[Finding]) -> None:
    told = settle(findings, {})
    assert {f for f in findings if not f.grounds} <= set(told)
    warnings = [f for f in findings if f.severity is Severity.WARNING]
    assert set(settle(warnings, {})) == set(warnings)


def test_what_is_withheld_comes_back_when_its_cause_is_mended() -> None:
    broken = {"content/sources/mini.yml": f"{MINI['content/sources/mini.yml']}- id: delta\n  title: Delta: a report\n"}
    theme = {"content/themes/t.md": "---\ntitle: T\n---\n\nWords. [@delta; @delto]\n{#words}\n"}
    assert [f.code for f in explain({**broken, **theme})[1]] == ["invalid-yaml", "unknown-source"]
    mended = {
        "content/sources/mini.yml": broken["content/sources/mini.yml"].replace("id: delta", "id: dalte").replace("Delta: a", "Delta, a")
    }
    assert [f.message for f in explain({**mended, **theme})[1]] == ["there is no source `delta`", "there is no source `delto`"]


def test_a_cause_that_is_only_a_warning_withholds_nothing() -> None:
    lost = (Lost(frozenset({"claim"}), "{#a}"),)
    cause = Finding(Where("a.md"), "heading-level", "m", severity=Severity.WARNING, lost=lost)
    missed = finding(Where("b.md"), "unknown-claim", "m", grounds=(Named("claim", "a"),))
    assert settle([cause, missed], {}) == [missed, cause]
    assert settle([cause, missed], {"heading-level": Severity.ERROR}) == [Finding(cause.where, cause.code, "m")]


def test_one_thing_without_an_id_explains_one_that_is_missed() -> None:
    nameless = Finding(Where("a.md"), "claim-without-id", "m", lost=(Lost(frozenset({"claim"}), None, nameless=True),))
    first, second = (
        finding(Where("b.md", line), "unknown-claim", "m", grounds=(Named("claim", name),)) for line, name in enumerate("ab", 1)
    )
    assert settle([nameless, first, replace_line(first)], {}) == [nameless]
    assert settle([nameless, first, second], {}) == [nameless, first, second]


def replace_line(found: Finding) -> Finding:
    return finding(found.where._replace(line=9), found.code, found.message, grounds=found.grounds)


def test_causes_come_first_then_what_may_follow_from_them_then_warnings_then_what_is_for_translators(tmp_path: Path) -> None:
    write(tmp_path, {
        **MINI,
        "content/explainer.yml": "title: Mini\nas_of: 2025-09-25\nlanguages: [en, ar]\n",
        "content/sources/a.yml": "- {id: zeta, title: Zeta}\n",
        "content/themes/a.ar.md": "---\ntitle: ا\n---\n\nجملة.\n{#one from=00000000}\n",
        "content/themes/a.md": "---\ntitle: A\n---\n\nOne. [@alpha; @nope]\n{#other}\n\nTwo. [@alpha]\n{#one}\n",
        "content/themes/b.md": "---\ntitle: B\norder: x\n---\n\nThree. [@alpha]\n{#three}\n",
        "docs/index.md": "# Home\n\n![x](nowhere.png)\n",
    })  # fmt: skip
    found = checked(tmp_path).findings
    codes = ["wrong-type", "unknown-source", "dead-link", "unused-source", "untranslated-text", "outdated-translation"]
    assert [f.code for f in found if f.code != "untranslated-text"] == [c for c in codes if c != "untranslated-text"]
    assert found[-1].of_translation
    for text in (as_text(found), as_json(found)):
        places = [text.index(f.message) for f in found]
        assert places == sorted(places)
