"""Places in a source, read from the locators of citations, so that they can stand in the order of the source.

The labels are the locator terms of the Citation Style Language (CSL 1.0.2, appendix IV) in the spellings of its English locale and
of pandoc, and `sentence`, which CSL does not have. A number without a label is a page, as in pandoc; one of the form `12:30` is a time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPELLINGS = {
    "volume": "volume volumes vol vols",
    "book": "book books bk bks",
    "part": "part parts pt pts",
    "act": "act acts",
    "chapter": "chapter chapters chap chaps ch فصل الفصل",
    "scene": "scene scenes sc",
    "article": "article articles art arts",
    "section": "section sections sec secs sect § §§",
    "appendix": "appendix appendices app apps",
    "timestamp": "timestamp time at",
    "page": "page pages p pp ص صفحة الصفحة",
    "folio": "folio folios fol fols f ff",
    "column": "column columns col cols",
    "figure": "figure figures fig figs",
    "table": "table tables tab",
    "note": "note notes n nn fn footnote",
    "paragraph": "paragraph paragraphs par pars para paras ¶ ¶¶ فقرة الفقرة",
    "verse": "verse verses v vv",
    "sentence": "sentence sentences sent s ss جملة الجملة",
    "line": "line lines l ll",
}
LABELS = tuple(_SPELLINGS)
"""The labels, in the order in which places of different kinds stand: of a book before those of a page."""
_LABEL = {word: label for label, words in _SPELLINGS.items() for word in words.split()}
_ROMANS = frozenset("volume book part act chapter scene page folio".split())
"""What may be counted in Roman numerals."""
_ROMAN = re.compile(r"(?=[ivxlcdm])m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})\Z")
_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_STEP = re.compile(
    r"""
    \s* (?: (?P<label> [^\W\d]{2,} | [^\W\d](?=\.?\s) | [a-z](?=\.?\d) | §{1,2} | ¶{1,2} ) \.? \s* )?
    (?P<numbers> (?: FIGURES | [ivxlcdm]{1,15} | [a-z] ) (?![^\W_]) (?: \s*[-–—]\s* (?: FIGURES | [ivxlcdm]{1,15} | [a-z] ) (?![^\W_]) )?
        (?: \s* [,،&] \s* FIGURES (?: \s*[-–—]\s* FIGURES )? (?![^\W_]) )* )
    \s* (?: [,;،؛] | \Z | (?=\s) )
    """.replace("FIGURES", r"[0-9]{1,9} (?: [.:] [0-9]{1,9} )* [a-z]? (?: \( [0-9a-z]{1,9} \) )*"),
    re.VERBOSE | re.IGNORECASE,
)
_PIECE = re.compile(r"[0-9]+|[a-z]+")
_DASHES = re.compile(r"\s*[-–—]\s*")
_COMMAS = re.compile(r"\s*[,،&]\s*")
_SEXAGESIMAL = 60
_COUNTED = {"paragraph": "par.", "sentence": "s."}
"""The labels of parts that are counted one by one, so that a number left out is a part left out; with how they are written."""

Number: TypeAlias = tuple[tuple[int, int | str], ...]
"""A number as it is sorted: its parts, those in Roman numerals first, letters last."""
Order: TypeAlias = tuple[tuple[int, tuple[tuple[Number, Number], ...]], ...]
"""What places are sorted by, and alike in if they are the same: of each step the number of its label and its numbers."""


class Step(NamedTuple):
    """A labelled number, or several: `s. 3`, `pp. 12–14`."""

    label: str
    """One of `LABELS`."""
    text: str
    """The numbers as written, with an en dash between the ends of a range."""
    numbers: tuple[tuple[Number, Number], ...]
    """The first and the last number of each range; twice the same for a single one."""


class Place(NamedTuple):
    """Where something stands in a source, from the largest part to the smallest."""

    steps: tuple[Step, ...]

    @property
    def order(self) -> Order:
        """What it is sorted by."""
        return tuple((LABELS.index(step.label), step.numbers) for step in self.steps)

    def holds(self, other: Place) -> bool:
        """Return whether another place is this one, or lies in it: `par. 2` and `par. 2, s. 1–3` hold `par. 2, s. 3`."""
        return len(self.steps) <= len(other.steps) and all(map(_holds, self.steps, other.steps))


def _holds(step: Step, other: Step) -> bool:
    return step.label == other.label and all(
        any(first <= low and high <= last for first, last in step.numbers) for low, high in other.numbers
    )


@lru_cache(maxsize=4096)
def place_of(locator: str) -> Place | None:
    """Return the place that a locator names (`par. 2, s. 3`); None if any part of it is something else than labelled numbers."""
    steps: list[Step] = []
    at = 0
    while at < len(locator):
        match = _STEP.match(locator, at)
        step = _step(match["label"] or "", match["numbers"]) if match else None
        if match is None or step is None:
            return None
        steps.append(step)
        at = match.end()
    return Place(tuple(steps)) if steps else None


def left_out(places: Iterable[Place]) -> list[str]:
    """Return the paragraphs, and the sentences of a part, that are left out before the last of these places: `par. 3, s. 2`."""
    found: dict[tuple[Order, str], list[tuple[int, int]]] = {}
    above: dict[Order, str] = {(): ""}
    for place in places:
        for depth, step in enumerate(place.steps):
            if step.label not in _COUNTED:
                break
            outer = place.order[:depth]
            ranges = [(low[0][1], high[0][1]) for low, high in step.numbers]
            found.setdefault((outer, step.label), []).extend((a, b) for a, b in ranges if isinstance(a, int) and isinstance(b, int))
            above[place.order[: depth + 1]] = f"{above[outer]}{_COUNTED[step.label]} {step.text}, "
    return [f"{above[outer]}{_COUNTED[label]} {gap}" for (outer, label), ranges in sorted(found.items()) for gap in _gaps(ranges)]


def _gaps(ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    following = 1
    for first, last in sorted(ranges):
        if first > following:
            yield f"{following}–{first - 1}" if first - 1 > following else str(following)
        following = max(following, last + 1)


def _step(word: str, numbers: str) -> Step | None:
    label = _LABEL.get(word.casefold(), "") if word else "timestamp" if ":" in numbers else "page"
    ranges = [_DASHES.split(part) for part in _COMMAS.split(numbers)]
    found = [tuple(_number(label, end.casefold()) for end in ends) for ends in ranges]
    if not label or not all(all(ends) for ends in found):
        return None
    return Step(label, ", ".join("–".join(ends) for ends in ranges), tuple((ends[0], ends[-1]) for ends in found))


def _number(label: str, text: str) -> Number:
    """Return a number as it is sorted; empty if it is none."""
    if label == "timestamp":
        seconds = 0
        for part in text.split(":"):
            if not part.isdecimal():
                return ()
            seconds = seconds * _SEXAGESIMAL + int(part)
        return ((1, seconds),)
    if label in _ROMANS and _ROMAN.match(text):
        return ((0 if label == "page" else 1, _roman(text)),)
    if text.isalpha():
        return ((2, text),) if label in ("appendix", "section", "part", "note", "figure", "table") and len(text) == 1 else ()
    return tuple((1, int(piece)) if piece.isdecimal() else (2, piece) for piece in _PIECE.findall(text))


def _roman(text: str) -> int:
    digits = [_DIGITS[char] for char in text]
    return sum(-digit if digit < max(digits[n:]) else digit for n, digit in enumerate(digits))
