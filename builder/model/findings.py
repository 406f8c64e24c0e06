"""A finding: what is wrong with the content, where, and what to do about it.

Content problems are values, never exceptions. Every stage returns its findings; the command prints them once.
`docs/findings.md` is generated from the texts in `codes`.

One slip is one finding. An error of reading says what it may have hidden (`Lost`), a finding that may be no more than its consequence says
what it takes for granted (`Named`, `Lines`), and `settle` withholds the second while there is the first.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.model.codes import CODES, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_MAX_SUGGESTIONS = 3
_MAX_SHOWN = 3
_MAX_COMPARED = 300
"""Known words that are compared with one that is unknown. Of more, its neighbours in alphabetical order are, by beginning and by end."""
_MAX_LENGTH = 200
"""Of a word with a suggestion; comparing takes time in proportion to the product of the lengths."""
_MIN_SIMILARITY, _SLIP = 60, 80  # of 100


class Severity(StrEnum):
    """The severity of a finding: an `error` stops the build, a `warning` does not, `off` hides it."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Where(NamedTuple):
    """A place in a file of the project."""

    path: str
    """Relative to the project folder, with forward slashes."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """In characters, counted from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Edit(NamedTuple):
    """What to write in a file, so that a finding is gone and nothing else is said than before."""

    where: Where
    old: str
    """What stands at the place, never empty: if it is something else, the edit is not for this text."""
    new: str

    @property
    def end(self) -> Where:
        """The place behind what stands there."""
        below, last = self.old.count("\n"), len(self.old.rpartition("\n")[2])
        return Where(self.where.path, self.where.line + below, last + (1 if below else self.where.column))


class Lost(NamedTuple):
    """What an error may have hidden."""

    kinds: frozenset[str]
    """The kinds of things: those of links by id, `anchor`, `translation` of a claim, `use` of a source; `word`, `language`, `rule`."""
    text: str | None
    """What was not read, or by half, in which their ids stand; None if it is not known, so that everything may have been in it."""
    nameless: bool = False
    """Whether it is one thing that has lost its id, which may be any."""


class Named(NamedTuple):
    """That something of this kind and id was not lost."""

    kind: str
    id: str
    path: str = ""
    """The only file that it could be in; empty if that may be any."""
    is_slip: bool = False
    """Whether the id is nearly another's, so that it is hardly that of something that has lost its own."""


class Lines(NamedTuple):
    """That there is no other error in some lines of a file."""

    path: str
    first: int = 1
    last: int = sys.maxsize


Ground: TypeAlias = "Named | Lines"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place."""

    where: Where
    code: str
    """A key of `builder.model.codes.CODES`."""
    message: str
    hints: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    lost: tuple[Lost, ...] = field(default=(), compare=False, repr=False)
    """What it may have hidden, if it is an error."""
    grounds: tuple[Ground, ...] = field(default=(), compare=False, repr=False)
    """What it takes for granted: if one of them does not hold, it may be a consequence of another error. Empty for a cause."""
    edits: tuple[Edit, ...] = field(default=(), compare=False, repr=False)
    """What mends it, if that is certain."""
    of_translation: bool = field(default=False, compare=False, repr=False)
    """Whether it is for those who translate, rather than for those who write the original: they are reported last."""

    @property
    def rank(self) -> int:
        """Its place in a report: causes, what may follow from others, warnings, and what is for translators."""
        if self.of_translation:
            return 3
        return 2 if self.severity is not Severity.ERROR else int(bool(self.grounds))


def finding(where: Where, code: str, message: str, *hints: str, grounds: tuple[Ground, ...] = (), edits: tuple[Edit, ...] = ()) -> Finding:
    """Return a finding with the default severity of its code.

    Empty hints are dropped, so that the result of `did_you_mean` can be passed as it is.
    """
    return Finding(where, code, message, tuple(h for h in hints if h), Severity(CODES[code].severity), grounds=grounds, edits=edits)


class Vocabulary:
    """Known words. Made once for many that are unknown, it suggests what was meant in a time that hardly depends on its size."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words = dict.fromkeys(known)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def did_you_mean(self, word: str, least: int = _MIN_SIMILARITY) -> str:
        """Return a hint that names the closest known words, or an empty string if none is close: of 100, at least `least` alike."""
        return meant(self.close_to(word, least))

    def close_to(self, word: str, least: int = _MIN_SIMILARITY) -> list[str]:
        """Return the closest known words, the closest first: of 100, at least `least` alike."""
        # Imported late: only needed when there are findings.
        from rapidfuzz import fuzz, process

        if len(word) > _MAX_LENGTH:
            return []
        candidates = list(self._words) if len(self._words) <= _MAX_COMPARED else self._neighbours(word)
        found = process.extract(word, candidates, scorer=fuzz.ratio, limit=_MAX_SUGGESTIONS, score_cutoff=least)
        return [match for match, _, _ in found]

    def _neighbours(self, word: str) -> list[str]:
        by_beginning, by_end = map(_around, self._orders, (word, word[::-1]))
        return list(dict.fromkeys([*by_beginning, *(backwards[::-1] for backwards in by_end)]))

    @cached_property
    def _orders(self) -> tuple[list[str], list[str]]:
        """The words, and the words read backwards, each in alphabetical order."""
        return sorted(self._words), sorted(word[::-1] for word in self._words)


def _around(order: Sequence[str], word: str) -> Sequence[str]:
    """Return the words of an alphabetical list that are next to the place of a word."""
    at, reach = bisect_left(order, word), _MAX_COMPARED // 4
    return order[max(at - reach, 0) : at + reach]


def is_slip(word: str, close: Sequence[str]) -> bool:
    """Return whether a word is the first of those that are close to it, with a slip of the pen."""
    # Imported late: only needed when there are findings.
    from rapidfuzz import fuzz

    return bool(close) and fuzz.ratio(word, close[0]) >= _SLIP


def meant(words: Sequence[str]) -> str:
    """Return a hint that names what was probably meant, or an empty string without words."""
    return f"did you mean {' or '.join(f'`{word}`' for word in words)}?" if words else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest of a few known words, or an empty string if none is close."""
    return Vocabulary(known).did_you_mean(word)


def few(words: Sequence[str]) -> str:
    """Return words in a row: all of a few, or the first of many and how many there are besides."""
    shown, more = words[:_MAX_SHOWN], len(words) - _MAX_SHOWN
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)


def a(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def settle(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> list[Finding]:
    """Return findings with the severities of a project, each once, in the order of their ranks and places.

    Left out are those that are off, and those that may be consequences of others, which are reported.
    """
    settled = dict.fromkeys(replace(f, severity=severities.get(f.code, f.severity)) for f in findings)
    shown = [f for f in settled if f.severity is not Severity.OFF]
    return sorted(_without_consequences(shown), key=by_rank)


def by_rank(found: Finding) -> tuple[int, Where, str, str]:
    """Return the key by which findings are sorted."""
    return found.rank, found.where, found.code, found.message


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding stops the build."""
    return any(f.severity is Severity.ERROR for f in findings)


# --- consequences -----------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\s\"'`\[\](){}<>,;=]+")
_PART = re.compile(r"[\w-]+")
_DEFINED = re.compile(r"(?:\{\s*+#?|(?<![\w(/.#])#)\s*+([\w-]++)")
"""What is written like the id of a claim or a heading, or nearly so: `{#id`, `{id`, `#id`."""
_HEADING = re.compile(r"^#+[ \t]*+(.*)", re.MULTILINE)
_OF_TEXTS = {"claim", "anchor", "translation"}
"""What is defined within a text, where its id may stand for other reasons as well."""


def _without_consequences(findings: list[Finding]) -> list[Finding]:
    """Return findings without those that another error, which is reported, may have caused.

    What takes only ids for granted is judged by what all errors have hidden, what takes lines for granted by the errors in them that do
    not; so each that is left out has a cause, and the first cause is reported.
    """
    errors = [f for f in findings if f.severity is Severity.ERROR]
    hidden = _Hidden([f for f in errors if f.lost])
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    for error in errors:
        if not any(isinstance(ground, Lines) for ground in error.grounds):
            by_path[error.where.path].append(error.where.line)
    lines = {path: sorted(numbers) for path, numbers in by_path.items()}
    named = [f for f in findings if f.code.startswith(("unknown-", "unused-"))]  # at the very id
    references = Counter((f.where.path, ground) for f in named for ground in f.grounds if isinstance(ground, Named))

    def holds(ground: Ground) -> bool:
        if isinstance(ground, Named):
            return not hidden.may_hold(ground, references)
        numbers = lines.get(ground.path, ())
        at = bisect_left(numbers, ground.first)
        return at == len(numbers) or numbers[at] > ground.last

    kept = [f for f in findings if all(holds(ground) for ground in f.grounds) and not hidden.rules(f)]
    return _without_nameless(kept, hidden)


def _without_nameless(findings: list[Finding], hidden: _Hidden) -> list[Finding]:
    """Return findings without those about ids of which no more are missed than things have lost theirs."""
    missed: defaultdict[str, set[str]] = defaultdict(set)
    for found in findings:
        for ground in found.grounds:
            if isinstance(ground, Named) and not ground.is_slip:
                missed[ground.kind].add(ground.id)
    explained = {kind for kind, ids in missed.items() if len(ids) <= hidden.nameless[kind]}

    def is_explained(ground: Ground) -> bool:
        return isinstance(ground, Named) and not ground.is_slip and ground.kind in explained

    return [f for f in findings if not any(map(is_explained, f.grounds))]


class _Hidden:
    """What errors have hidden."""

    def __init__(self, errors: Iterable[Finding]) -> None:
        found = [(f.where.path, lost) for f in errors for lost in f.lost]
        self.nameless = Counter(kind for _, lost in found if lost.nameless for kind in lost.kinds)
        self._anything = {(kind, path) for path, lost in found if lost.text is None and not lost.nameless for kind in (*lost.kinds,)}
        self._anything |= {(kind, "") for kind, _ in self._anything}
        self._words: dict[str, list[_Words]] = defaultdict(list)
        for path, lost in dict.fromkeys(found):
            if lost.text is not None:
                words = _Words(path, lost)
                for word in words.all:
                    self._words[word].append(words)

    def may_hold(self, named: Named, references: Mapping[tuple[str, Named], int]) -> bool:
        """Return whether something may be hidden, in more places than those at which it is referred to."""
        if (named.kind, named.path) in self._anything:
            return True
        for words in self._words.get(_folded(named.id), ()):
            if named.kind in words.kinds and named.path in ("", words.path):
                known = 0 if named.kind in _OF_TEXTS else references.get((words.path, named), 0)
                if words.count(named.id, named.kind) > known:
                    return True
        return False

    def rules(self, found: Finding) -> bool:
        """Return whether the settings, which could not be read, speak of the code of a finding, so that it may be off."""
        return found.code in SOFT and self.may_hold(Named("rule", found.code), {})


class _Words:
    """How often ids stand in a text; neither case nor `_` for `-` counts, since that may be the slip."""

    def __init__(self, path: str, lost: Lost) -> None:
        self.path, self.kinds, text = path, lost.kinds, lost.text or ""
        parts, words = Counter(_PART.findall(text)), Counter([word.strip(":.@#") for word in _WORD.findall(text)])
        self._used = Counter({word: max(parts[word], words[word]) for word in {**parts, **words}})
        self._known: Counter[str] = Counter()
        for word, times in self._used.items():
            self._known[_folded(word)] += times
        self._defined = Counter(map(_folded, _DEFINED.findall(text)))
        self._defined.update(_folded("-".join(_PART.findall(line))) for line in _HEADING.findall(text))

    @property
    def all(self) -> set[str]:
        """Every word that may be an id, folded."""
        return {*self._known, *self._defined}

    def count(self, name: str, kind: str) -> int:
        """Return how often an id stands where it may be that of something of a kind."""
        if kind == "use":  # of something that is known as it is written
            return self._used[name]
        return (self._defined if kind in _OF_TEXTS else self._known)[_folded(name)]


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")
