"""`explainer check --fix` mends what is certain and nothing else: every slip of `tests/cases/slips`, and files as editors write them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, explain, theme, write
from test_cases import CASES, build, read_case

from builder.checking.project import read_project
from builder.checking.proposed_ids import with_free_ids
from builder.model.findings import Edit, Where
from builder.model.ids import is_respelt
from builder.reporting.edits import edited
from builder.reporting.fixing import as_diff, mended_files, write_mended

if TYPE_CHECKING:
    from pathlib import Path

    from builder.model.findings import Finding

SLIPS = [path for path in sorted((CASES / "slips").glob("*.yml")) if not read_case(path).before]
WHOLE = frozenset(
    """
bracket-closed-by-another citation-after-blank-line citation-without-at colon-at-the-end fence-below-an-empty-line fence-indented
fence-of-dashes fence-too-long fence-too-short figures heading-without-space keys-of-a-group list-after-blank-line
list-class-in-capitals list-class-without-dot list-colon list-commas list-curly-quotes list-date-in-words list-full-width
list-id-as-key list-id-in-capitals list-id-with-spaces list-in-heading list-in-other-brackets list-key-by-another-name
list-key-in-capitals list-of-kramdown list-open-quote list-single-quotes list-spaces-around-equals list-twice list-two-words
list-value-in-capitals list-without-braces list-without-closing-brace list-without-opening-brace list-without-sign
second-citation-without-at upper-case-id
""".split()
)
"""Those in which everything can be mended."""
NOT_READ = {"invalid-yaml", "no-front-matter", "yaml-alias"}
PLACE = Where("content/themes/t.md", 5, 8)


def fixed(folder: Path) -> list[Edit]:
    """Mend a project until nothing more can be, look at every byte that was written, and return what was done."""
    done: list[Edit] = []
    for _ in range(10):
        files = list(mended_files(folder, read_project(folder).findings))
        if not files:
            return done
        for path, old, new, made in files:
            lines = old.decode().removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
            for edit in reversed(made):
                line, column = edit.where.line - 1, edit.where.column - 1
                rest = "\n".join(lines[line:])
                assert rest[column:].startswith(edit.old)
                lines[line:] = (rest[:column] + edit.new + rest[column + len(edit.old) :]).split("\n")
            assert "\n".join(lines) == new.decode().removeprefix("\ufeff").replace("\r\n", "\n")
            write_mended(folder, path, new)
            done += made
    pytest.fail("it never ends")


@pytest.mark.parametrize("path", SLIPS, ids=lambda path: path.stem)
def test_what_is_mended_is_gone_and_nothing_else_comes(path: Path, tmp_path: Path) -> None:
    build(read_case(path), tmp_path)
    before = read_project(tmp_path).findings
    texts = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    done = fixed(tmp_path)
    after = read_project(tmp_path).findings
    assert done or {file: file.read_bytes() for file in texts} == texts
    mended = [found for found in before if set(found.edits) & set(done)]
    now_read = {found.where.path for found in mended if found.code in NOT_READ}  # what was hidden in them is said now
    gone = Counter(map(_kind, before)) - Counter(map(_kind, mended))
    assert not [one for one in after if not gone[_kind(one)] and not one.grounds and one.where.path not in now_read]
    assert len(after) <= len(before) - len(mended) + sum(bool(one.grounds) or one.where.path in now_read for one in after)
    assert (path.stem in WHOLE) == (bool(before) and not after)
    assert not [edit for found in after for edit in found.edits if edit in done]


def _kind(found: Finding) -> tuple[str, str]:
    return found.where.path, found.code


def test_proposed_ids_are_free_and_no_two_alike() -> None:
    text = "A first statement. [@alpha]\n\nA first statement. [@beta]\n\n- Mini one. [@beta]\n- Mini *one*! [@beta] {.later}\n"
    _, found = _findings(theme(text))
    edits = [edit for one in found for edit in one.edits]
    assert [edit.new for edit in edits] == ["] {#a-first-statement}", "] {#a-first-statement-2}", "] {#mini-one-2}", "#mini-one-3 .later"]
    mended, _ = edited(theme(text)["content/themes/t.md"], edits)
    assert _findings({"content/themes/t.md": mended})[1] == []


def _findings(files: dict[str, str]) -> tuple[object, list[Finding]]:
    explainer, found = explain(files)
    return explainer, with_free_ids(explainer, found)


def test_what_is_written_in_the_files_stays_as_it_is(tmp_path: Path) -> None:
    text = (
        "\ufeff---\r\ntitle: T\r\nsumary: S\r\n---\r\n\r\nA\u2028 first. 😀 [@alpah]\r\n\r\n{#one status=Confirmed}\r\n\r\nא [@beta]  \r\n"
    )
    write(tmp_path, MINI)
    file = tmp_path / "content/themes/t.md"
    file.write_bytes(text.encode())
    file.chmod(0o640)
    fixed(tmp_path)
    changed = {"sumary": "summary", "alpah": "alpha", "]\r\n\r\n{": "]\r\n{", "Confirmed": "confirmed"}
    for old, new in changed.items():
        text = text.replace(old, new)
    assert file.read_bytes() == text.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.rglob("*.md.*"))


def test_files_that_are_reached_by_links_are_left_alone(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(project, MINI)
    write(project, {"content/other.txt": theme("Words. [@alpah] {#one}")["content/themes/t.md"]})
    (project / "content/themes/t.md").symlink_to(project / "content/other.txt")
    found = read_project(project).findings
    assert any(one.edits for one in found)
    assert fixed(project) == []


def test_edits_are_for_one_text_only() -> None:
    first, second = Edit(Where("a", 1, 3), "b", "x"), Edit(Where("a", 2, 1), "cd", "y\nz")
    assert edited("a b\ncd\n", [second, first]) == ("a x\ny\nz\n", [first, second])
    assert edited("a c\ncd\n", [second, first]) == ("a c\ny\nz\n", [second])
    assert edited("", [first]) == ("", [])
    assert edited("a b", [Edit(Where("a", 1, 1), "a b", ""), first]) == ("", [Edit(Where("a", 1, 1), "a b", "")])
    assert second.end == Where("a", 2, 3)
    assert Edit(PLACE, "a\n\nbc", "").end == PLACE._replace(line=7, column=3)


def test_only_a_slip_of_the_pen_is_another_word() -> None:
    assert is_respelt("Alpha_One", "alpha-one")
    assert is_respelt("alhpa", "alpha")
    assert not is_respelt("report-2018", "report-2019")
    assert not is_respelt("unconfirmed", "confirmed")
    assert not is_respelt("un", "us")


def test_the_command_says_what_it_did_and_what_remains_and_a_second_run_does_nothing(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, **theme("A claim. [@alpah]\n{#one date=25/02/2025}\n\nProse.\n")})
    preview = run_here("check", "--fix", "--dry-run", str(tmp_path))
    assert preview.stdout == (
        "--- a/content/themes/t.md\n+++ b/content/themes/t.md\n@@ -2,7 +2,7 @@\n title: T\n ---\n \n"
        "-A claim. [@alpah]\n-{#one date=25/02/2025}\n+A claim. [@alpha]\n+{#one date=2025-02-25}\n \n Prose.\n"
    )
    assert "alpah" in (tmp_path / "content/themes/t.md").read_text(encoding="utf-8")
    first = run_here("check", "--fix", str(tmp_path))
    assert first.stdout.splitlines()[:2] == [
        "content/themes/t.md:5:11: `@alpah` → `@alpha`",
        "content/themes/t.md:6:7: `date=25/02/2025` → `date=2025-02-25`",
    ]
    assert first.stderr.splitlines()[0] == "content/themes/t.md:8:1: error[uncited-prose] this text cites no source"
    again = run_here("check", "--fix", str(tmp_path))
    assert again.stdout.splitlines() == first.stdout.splitlines()[2:]
    assert run_here("check", "--dry-run", str(tmp_path)).returncode == 2


def test_a_diff_is_one_that_patch_reads() -> None:
    assert as_diff("a.md", b"x\r\ny", b"x\r\nz") == (
        "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n x\r\n-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n"
    )
