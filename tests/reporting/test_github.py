"""What GitHub shows of a check: few annotations, those of the change first, and a summary that it does not drop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from building import run
from helpers import MINI, write
from repository import clone, commit, git

from builder.model.findings import Finding, Severity, Where, finding
from builder.reporting.github import as_log, commands
from builder.reporting.summary import as_markdown
from builder.reporting.surroundings import changed_files

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = re.compile(r"::(\w+) ((?:[\w]+=[^,:\r\n]*,?)+)::(.*)\Z")


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Return name, properties and message of a command, as GitHub reads it (`ActionCommand.cs` of `actions/runner`)."""
    match = COMMAND.match(line)
    assert match, line
    properties = dict(pair.split("=", 1) for pair in match[2].split(","))
    undo = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def read(text: str) -> str:
        return re.sub("%(?:0D|0A|3A|2C|25)", lambda found: undo[found[0]], text)

    return match[1], {name: read(value) for name, value in properties.items()}, read(match[3])


def many(code: str, severity: Severity, count: int, path: str = "content/a.md", word: str = "`{}`") -> list[Finding]:
    return [Finding(Where(path, line), code, f"{word.format(line)} is wrong", (), severity) for line in range(1, count + 1)]


def test_a_command_says_where_what_and_what_to_do() -> None:
    found = finding(Where("content/a,b:100%.md", 3, 8), "unknown-source", "no `x`, 100%\nof it: none", "did you mean `y`?")
    (line,) = commands([found], lambda _: "Words [@x]", "sub/")
    assert parsed(line) == (
        "error",
        {
            "file": "sub/content/a,b:100%.md",
            "line": "3",
            "col": "8",
            "endColumn": "10",
            "title": "A source that does not exist [unknown-source]",
        },
        "no `x`, 100%\\x0aof it: none\ndid you mean `y`?",
    )
    assert "\n" not in line


def test_no_more_than_github_shows_and_the_rest_is_counted() -> None:
    codes = ["unknown-source", "unknown-key", "wrong-value", "missing-field", "invalid-id", "duplicate-id", "duplicate-key"]
    errors = [one for code in codes for word in "abcd" for one in many(code, Severity.ERROR, 3, word=f"{word} `{{}}`")]
    warnings = many("unused-source", Severity.WARNING, 24)
    names = [parsed(line)[0] for line in commands([*errors, *warnings], lambda _: None)]
    assert names == ["error"] * 9 + ["warning"] + ["notice"]
    *_, warning, notice = (parsed(line)[2] for line in commands([*errors, *warnings], lambda _: None))
    assert warning.endswith("and 23 more like this, the next in content/a.md, line 2")
    assert notice.startswith(f"{len(errors) - 9 * 3} more findings are not shown here, in content/a.md; the log")


def test_few_are_not_grouped_though_they_are_alike() -> None:
    assert len(commands(many("unused-source", Severity.WARNING, 9), lambda _: None)) == 9
    assert len(commands(many("unused-source", Severity.WARNING, 10), lambda _: None)) == 1


def test_files_of_the_change_come_first() -> None:
    found = [*many("unknown-key", Severity.ERROR, 9, word="`{}`"), *many("wrong-value", Severity.ERROR, 1, "content/b.md")]
    assert parsed(commands(found, lambda _: None)[0])[1]["file"] == "content/a.md"
    assert parsed(commands(found, lambda _: None, "", {"content/b.md"})[0])[1]["file"] == "content/b.md"
    assert as_markdown(found, lambda _: None, "", {"content/b.md"}).index("content/b.md") < as_markdown(
        found, lambda _: None, "", {"content/b.md"}
    ).index("content/a.md")


def test_the_log_obeys_nothing_that_a_file_says() -> None:
    text = "::error::x\n##[add-mask]x\n::stop-commands::y"
    first, *middle, last = as_log(text).splitlines()
    assert "\n".join(middle) == text
    assert first.removeprefix("::stop-commands::") == last.strip(":")
    assert last.strip(":") not in text


def test_a_summary_ends_after_a_whole_finding() -> None:
    found = many("unused-source", Severity.WARNING, 500)
    whole = as_markdown(found, lambda _: "the line")
    assert whole.count("**Line ") == 500
    cut = as_markdown(found, lambda _: "the line", most=10_000)
    assert len(cut.encode()) <= 10_000
    told = cut.count("**Line ")
    assert 0 < told < 500
    assert cut.endswith(f"```\n\n\n**And {500 - told:,} more, which the log of this step lists.**\n")


def test_a_summary_shows_what_a_file_holds_as_text() -> None:
    found = finding(Where("content/`<b>`.md"), "html-removed", "`<img src=x>` and <b> [x](y) @who *s*", "write `a` or ` b")
    text = as_markdown([found], lambda _: "``` <b> ````")
    assert "### `` content/`<b>`.md ``" in text
    assert "`<img src=x>` and \\<b\\> \\[x\\]\\(y\\) \\@who \\*s\\*" in text
    assert "\\`a\\` or \\` b" in text
    assert "`````text\n    1 | ``` <b> ````\n" in text


def test_a_pull_request_is_told_at_its_own_files(tmp_path: Path) -> None:
    project = tmp_path / "whole/sub"
    write(project, MINI)
    git(tmp_path / "whole", "init", "-q", ".")
    parted = commit(project, "2025-01-01", one="A. [@nope]\n{#a}", same="B. [@none]\n{#b}")
    git(project, "update-ref", "refs/remotes/origin/main", parted)
    commit(project, "2025-01-02", two="C. [@neither]\n{#c}")
    assert changed_files(project, "main") == {"content/themes/two.md"}
    assert changed_files(project, "other") == changed_files(project, "") == frozenset()
    shallow = clone(tmp_path / "whole", tmp_path / "shallow", "--depth=1") / "sub"
    assert changed_files(shallow, "main") == frozenset()
    (tmp_path / "summary").write_text("before\n", encoding="utf-8")
    told = {"GITHUB_BASE_REF": "main", "GITHUB_WORKSPACE": str(tmp_path / "whole"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    done = run("builder", "check", project, "--format", "github", **told)
    assert (done.returncode, done.stderr) == (1, "")
    files = [parsed(line)[1]["file"] for line in done.stdout.splitlines() if line.startswith("::error ")]
    assert files == ["sub/content/themes/two.md", "sub/content/themes/one.md", "sub/content/themes/same.md"]
    assert "content/themes/one.md:5:5: error[unknown-source] there is no source `nope`\n    5 | A. [@nope]\n" in done.stdout
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert summary.startswith("before\n## What the check says: 3 errors.\n\n### `sub/content/themes/two.md`\n")
    alone = run("builder", "check", shallow, "--format", "github", **{**told, "GITHUB_WORKSPACE": str(tmp_path / "shallow")})
    assert alone.returncode == 1
    assert "::error file=sub/content/themes/" in alone.stdout
