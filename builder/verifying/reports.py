"""What is said of a bundle that was received."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from builder.data.content_digest import words_of
from builder.model.dates import parse_date
from builder.model.language import ENGLISH

if TYPE_CHECKING:
    from builder.model.json_encoding import Record

_DIGEST = re.compile(r"[0-9a-f]{64}")
_COMMIT_SHOWN = 12


class What(StrEnum):
    """What is the matter with a bundle or a file of it."""

    DIFFERS = "differs"
    MISSING = "missing"
    EXTRA = "extra"
    SWAPPED = "swapped"
    """It has the content of another file."""
    UNSAFE = "unsafe"
    """It must not be unpacked."""
    DAMAGED = "damaged"
    """What holds the files together, or says what they are, is not as it was written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was written."""

    what: What
    path: str
    """Of a file in the bundle; empty for the bundle itself."""
    message: str


@dataclass(frozen=True, slots=True)
class About:
    """What a bundle says of its version."""

    title: str
    as_of: str
    digest: str
    words: str
    commit: str
    has_changes: bool
    generator: str

    @property
    def line(self) -> str:
        """All of it in one line; the date as people write it, and no clock is asked how long ago that is."""
        commit = f"commit {self.commit[:_COMMIT_SHOWN]}" + (" with changes that are not in it" if self.has_changes else "")
        as_of = f", as of {ENGLISH.date(date) if (date := parse_date(self.as_of)) else self.as_of}" if self.as_of else ""
        return "; ".join(filter(None, (f"{self.title}{as_of}", self.words, commit if self.commit else "", self.generator)))


def read_about(record: object) -> About:
    """Return what a bundle says of itself. Raises ValueError for anything else, also for words that are not those of its digest."""
    if not isinstance(record, dict) or record.get("bundle") != "explainer":
        raise ValueError("it is not of a bundle of an explainer")
    texts = [record.get(key) or "" for key in ("title", "as_of", "content_sha256", "words", "commit", "generator")]
    if not all(isinstance(text, str) for text in texts) or not _DIGEST.fullmatch(digest := texts[2]):
        raise ValueError("it does not say which version it is")
    if texts[3] != words_of(digest):
        raise ValueError(f"its eight words are not those of its digest, which are: {words_of(digest)}")
    title, as_of, _, words, commit, generator = texts
    return About(title, as_of, digest, words, commit, record.get("uncommitted_changes") is True, generator)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of verifying one file."""

    file: str
    kind: str
    """`zip`, `delta` (a zip of what has changed), `epub`, `html`, `pdf`, `zim`, `folder`; empty for something else."""
    about: About | None
    files: int
    """How many files of it were read."""
    problems: tuple[Problem, ...]
    signature: str = ""
    """What is to be said of the signature beside it; empty if there is none, or a wrong one."""

    @property
    def record(self) -> Record:
        """The report for JSON."""
        about = self.about
        return {
            "file": self.file,
            "format": self.kind or None,
            "ok": not self.problems,
            "version": about
            and {
                "title": about.title,
                "as_of": about.as_of or None,
                "content_sha256": about.digest,
                "words": about.words,
                "commit": about.commit or None,
                "uncommitted_changes": about.has_changes,
                "generator": about.generator,
            },
            "files": self.files,
            "signature": self.signature or None,
            "problems": [{"what": p.what, "path": p.path or None, "message": p.message} for p in self.problems],
        }


def as_text(report: Report) -> str:
    """Return a report for a terminal: one line if all is well, else one more for each problem."""
    about = f" {report.about.line}." if report.about else ""
    count = f"{report.files:,} files" if report.files != 1 else "1 file"
    state = f"as it was written ({count})." if not report.problems else "NOT as it was written."
    signature = f" {report.signature[0].upper()}{report.signature[1:]}." if report.signature else ""
    lines = [f"{report.file}: {state}{about}{signature}"]
    lines += [f"{report.file}: {f'{p.path}: ' if p.path else ''}{p.message}" for p in report.problems]
    return "\n".join(map(printable, lines))


def as_json(reports: list[Report]) -> str:
    """Return reports as a JSON array."""
    return json.dumps([report.record for report in reports], ensure_ascii=False, indent=1)


def printable(text: str) -> str:
    """Return a text without what could steer a terminal or hide in it: it may come from anybody."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", errors="surrogatepass").decode() for char in text)
