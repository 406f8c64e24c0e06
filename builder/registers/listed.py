"""What a register says, whatever its format: the bodies on it with their names and listings, and what else it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.findings import Finding, Where
    from builder.trackers.entries import Left


class Listing(NamedTuple):
    """That a body stands on a list."""

    list: str
    by: str
    published: str = ""
    """EDTF; empty if the register does not say it, as the others."""
    revoked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A body of a register."""

    id: str
    """Its number in the register."""
    name: str
    kind: str
    """What the register calls it, as a word."""
    where: Where
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    """Names that the register itself calls weak, or that were its before."""
    listings: tuple[Listing, ...] = ()
    rest: tuple[Left, ...] = ()


class Skipped(NamedTuple):
    """An entry that is no body: a person, a ship."""

    kind: str
    where: Where


class Register(NamedTuple):
    """A file of a register."""

    title: str
    publisher: str
    issued: str
    """The day on which it was published, as EDTF; empty if the file does not say it."""
    scheme: str
    """What its numbers are called under `ids` of a group."""
    bodies: tuple[Listed, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]

    @property
    def full_title(self) -> str:
        """The title with its day, since a register is published again and again under one."""
        return f"{self.title}, as published on {self.issued}" if self.issued else self.title


def left_aside(skipped: tuple[Skipped, ...]) -> Iterator[Finding]:
    """Yield one finding for each kind of entry that is no body."""
    kinds: dict[str, list[Skipped]] = {}
    for one in skipped:
        kinds.setdefault(one.kind, []).append(one)
    for kind, found in kinds.items():
        entries = "1 entry" if len(found) == 1 else f"{len(found):,} entries"
        yield finding(found[0].where, "not-carried-over", f"{entries} of the kind `{kind}` are no groups, and are not imported")


# --- names in other scripts -------------------------------------------------------------------------------------------

_SCRIPTS = {
    "he": re.compile("[\u05d0-\u05ea]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ka": re.compile("[\u10d0-\u10ff]"),
    "hy": re.compile("[\u0531-\u0587]"),
}
"""Languages by a script that no other that is often met is written in."""
_ARABIC = re.compile("[\u0600-\u06ff]")
_ONLY_ARABIC = re.compile("[\u0629\u0643\u064a\u0649\u0623\u0625]")
"""Letters that Arabic has, and Persian, Kurdish and Urdu write otherwise."""
_NOT_ARABIC = re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c6\u06ce\u06d5\u0679\u0688\u0691\u06d2\u06be]")
_LATIN = re.compile("[A-Za-z]")


def language_of_script(text: str) -> str:
    """Return the language that the letters of a name are certain to be of; empty if several may be."""
    if _LATIN.search(text):
        return ""
    if _ARABIC.search(text):
        return "ar" if _ONLY_ARABIC.search(text) and not _NOT_ARABIC.search(text) else ""
    return next((tag for tag, letters in _SCRIPTS.items() if letters.search(text)), "")
