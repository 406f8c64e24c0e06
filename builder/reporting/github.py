"""Findings as annotations of GitHub: the commands that a step prints, which GitHub shows beside the lines of a pull request.

Of a step GitHub shows ten errors and ten warnings, and which ones it leaves out nobody can tell (`docs/problem-matchers.md` of
`actions/toolkit`). So there are fewer, and what else was found is counted in a notice.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from builder.checking.report import VISIBLE
from builder.model.codes import CODES
from builder.model.findings import Severity
from builder.reporting.excerpt import named_at

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from builder.model.findings import Finding, Where

MOST = 9
"""Errors, and warnings, of a step: one less than GitHub shows, for whatever else the step prints."""
_QUOTED = re.compile(r"`[^`]*`|\d+")
_SHOWN_FILES = 5


class _Group(NamedTuple):
    first: Finding
    others: Sequence[Finding]


def commands(
    findings: Sequence[Finding], line_at: Callable[[Where], str | None], place: str = "", changed: Collection[str] = ()
) -> list[str]:
    """Return the commands of GitHub that annotate findings: at most nine errors and nine warnings, and a notice about the others.

    Findings in files of the change come first, otherwise the order stays. If there are too many, those that are alike are one.
    `place` leads from the root of the repository to the project.
    """
    lines: list[str] = []
    left: list[Finding] = []
    for severity in (Severity.ERROR, Severity.WARNING):
        of_severity = sorted((f for f in findings if f.severity is severity), key=lambda f: f.where.path not in changed)
        groups = [_Group(f, ()) for f in of_severity] if len(of_severity) <= MOST else _grouped(of_severity)
        lines += [_annotation(group, line_at, place) for group in groups[:MOST]]
        left += [found for group in groups[MOST:] for found in (group.first, *group.others)]
    return [*lines, _command("notice", {"title": "There is more"}, _more(left, place))] if left else lines


def as_log(text: str) -> str:
    """Return a text that may hold anything, so that GitHub takes no line of it for a command.

    GitHub obeys no command between `::stop-commands::` and a word that the text cannot know, since it is a digest of the text.
    """
    word = blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    return f"::stop-commands::{word}\n{text}\n::{word}::"


def _grouped(findings: Iterable[Finding]) -> list[_Group]:
    alike: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        alike.setdefault((found.code, _QUOTED.sub("", found.message)), []).append(found)
    return [_Group(first, others) for first, *others in alike.values()]


def _annotation(group: _Group, line_at: Callable[[Where], str | None], place: str) -> str:
    found, where = group.first, group.first.where
    about = {"file": f"{place}{where.path}", "line": str(where.line), "col": str(where.column)}
    if named := named_at(line_at(where) or "", found):
        about["endColumn"] = str(where.column + len(named))
    about["title"] = f"{CODES[found.code].title} [{found.code}]"
    said = [found.message, *found.hints]
    if group.others:
        after = group.others[0].where
        said.append(f"and {len(group.others):,} more like this, the next in {place}{after.path}, line {after.line}")
    return _command(found.severity.value, about, "\n".join(line.translate(VISIBLE) for line in said))


def _more(left: Sequence[Finding], place: str) -> str:
    count = len(left)
    files = list(dict.fromkeys(f"{place}{found.where.path}".translate(VISIBLE) for found in left))
    named = ", ".join(files[:_SHOWN_FILES]) + (f" and {len(files) - _SHOWN_FILES:,} more files" if len(files) > _SHOWN_FILES else "")
    return (
        f"{count:,} more {'finding is' if count == 1 else 'findings are'} not shown here, in {named}; the log of this step has all of them"
    )


def _command(name: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={_escaped(value, properties=True)}" for key, value in properties.items())
    return f"::{name} {written}::{_escaped(message)}"


def _escaped(text: str, *, properties: bool = False) -> str:
    """Return a text as a command of GitHub holds it (`packages/core/src/command.ts` of `actions/toolkit`)."""
    for character in "%\r\n:," if properties else "%\r\n":  # the percent sign first
        text = text.replace(character, f"%{ord(character):02X}")
    return text
