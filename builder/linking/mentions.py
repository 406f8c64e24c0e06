"""Names of groups and terms in running text, found in one pass.

Both the names and the text are folded: case, diacritics, apostrophes and their look-alikes, Arabic vowel signs and tatweel
are ignored, a hyphen is a space, and Arabic digits are those of ASCII. One Aho-Corasick automaton over all folded names finds
every occurrence in linear time; the longest match wins, and matches end at word boundaries in both scripts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import ahocorasick

from builder.model.content import Match

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.model.findings import Where

_APOSTROPHES = "'’‘ʼʿʾʻ`´ˈ′"
_MODIFIERS = "ʼʿʾʻˈ"  # letters, unlike the quotation marks that look like them
_INVISIBLE = (0x00AD, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_SEPARATOR = "\0"
"""Separates joined texts: NUL occurs in no text, so no match can span two of them."""
_TATWEEL = 0x0640
_HARAKAT = (*range(0x064B, 0x0660), 0x0670)
_COMBINING = range(0x0300, 0x0370)
_IGNORED = dict.fromkeys([*map(ord, _APOSTROPHES), _TATWEEL, *_HARAKAT, *_COMBINING, *_INVISIBLE], "")
_IGNORED_CHARACTER = re.compile(f"[{re.escape(''.join(map(chr, _IGNORED)))}]")
_NOT_ASCII = re.compile(r"([^\x00-\x7f]+)")
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
_NOT_ALPHANUMERIC = re.compile(r"[\W_]")
_SPACES = dict.fromkeys(map(ord, "-‐‑‒–\n\t\u00a0\u202f"), " ")
_ARABIC = {ord(a): b for a, b in zip("أإآٱىیةؤئک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييهويك01234567890123456789", strict=True)}
_ARTICLE = re.compile(r"\b(?:(?:al|el)[-‐‑ ]|(?:an|as|ash|ar|at|ad|adh|az)[-‐‑])(?=\w)", re.IGNORECASE)  # "as" alone is an English word
_SUN_LETTERS = ("sh", "dh", "n", "s", "r", "t", "d", "z")
_ARABIC_PROCLITICS = frozenset({"و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل"})
_SUFFIXES = ("s", "es")
_LOOKAHEAD = 16
"""Characters after an article that decide how it is pronounced: two letters, and signs that are ignored."""
_LONGEST_AFFIX = 2


def _letters() -> dict[int, str]:
    """Return the one-to-one foldings of Latin letters: lower case, without diacritics."""
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1 and base != chr(code):
            table[code] = base
    return table


_FOLD = str.maketrans(_letters() | _SPACES | _ARABIC | _IGNORED)


def fold(text: str) -> str:
    """Return the form in which names are compared."""
    if text.isascii():  # `translate` is a hundred times faster on ASCII
        return text.translate(_FOLD)
    return "".join([part.translate(_FOLD) for part in _NOT_ASCII.split(text)])


class Offsets:
    """Maps indices in a folded text to indices in the original."""

    def __init__(self, text: str) -> None:
        self._dropped = [match.start() - number for number, match in enumerate(_IGNORED_CHARACTER.finditer(text))]

    def __getitem__(self, index: int) -> int:
        return index + bisect_right(self._dropped, index)


def fold_with_offsets(text: str) -> tuple[str, Offsets | None]:
    """Return the folded text, and the mapping of its indices to the original; None if the indices are equal."""
    folded = fold(text)
    return folded, None if len(folded) == len(text) else Offsets(text)


class Name(NamedTuple):
    """A name to find in texts."""

    text: str
    kind: str
    """`group` or `term`."""
    target: str
    match: Match
    where: Where


class Occurrence(NamedTuple):
    """A name in a text: `text[start:end]` is its spelling there."""

    start: int
    end: int
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A name of one entry that is also a name of another."""

    name: Name
    other: Name


class _Claimants:
    """The names with one folded form. Each question is answered without going through all of them: there may be very many."""

    def __init__(self) -> None:
        self.known: set[tuple[object, ...]] = set()
        self._spelled: dict[str, Name] = {}  # the first exact name of each spelling, before any name that matches every spelling
        self._folded: Name | None = None
        self._first: dict[str | None, list[Name]] = {}  # of all, of those that match any spelling (""), of a spelling: of two entries

    def add(self, name: Name) -> None:
        """Add a name, which is looked for after those before it."""
        self.known.add(name[:4])
        exact = name.match is Match.EXACT
        if self._folded is None and not exact:
            self._folded = name
        elif self._folded is None:
            self._spelled.setdefault(_stripped(name.text), name)
        for key in (None, name.text if exact else ""):
            first = self._first.setdefault(key, [])
            if not first or (len(first) == 1 and first[0][1:3] != name[1:3]):
                first.append(name)

    def named(self, spelling: str) -> Name | None:
        """Return the first name that matches a spelling."""
        return self._spelled.get(spelling) or self._folded

    def rival(self, name: Name) -> Name | None:
        """Return a name of another entry that matches what this one matches."""
        keys = ("", name.text) if name.match is Match.EXACT else (None,)
        return next((known for key in keys for known in self._first.get(key, ()) if known[1:3] != name[1:3]), None)


class _Forms(dict[str, _Claimants]):
    """The claimants by form of the forms that differ only in punctuation; few lengths, since only a proclitic may precede a form."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def add(self, form: str, claimants: _Claimants) -> None:
        """Add a form; of equal ones, the first counts."""
        self.setdefault(form, claimants)
        if len(form) not in self.lengths:
            self.lengths.append(len(form))


class Mentions:
    """Finds all names of an explainer in texts."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self.names = names
        self.clashes: list[Clash] = []
        self._clashed: set[frozenset[tuple[object, ...]]] = set()
        matchable = [name for name in names if name.match is not Match.NEVER and fold(name.text).strip()]
        forms: dict[str, _Claimants] = {}
        for name in matchable:
            self._register(forms, fold(name.text).strip(), name)
        variants: dict[str, _Claimants] = {}
        for name in matchable:
            if name.match is Match.FOLDED:
                for form in _variants(name.text):
                    if form not in forms:  # a name as written takes precedence over variants of other names
                        self._register(variants, form, name)
        self._automaton = _automaton(forms | variants)

    def _register(self, forms: dict[str, _Claimants], form: str, name: Name) -> None:
        """Register a name under a folded form; record its clash with the first other entry, one per pair of entries."""
        claimants = forms.setdefault(form, _Claimants())
        if name[:4] in claimants.known:
            return
        if other := claimants.rival(name):
            entries = frozenset({other[1:3], name[1:3]})
            if entries not in self._clashed:
                self._clashed.add(entries)
                self.clashes.append(Clash(name, other))
        claimants.add(name)

    def find_in(self, texts: Sequence[str]) -> dict[int, list[Occurrence]]:
        """Return the names in many texts, by index of the text; texts without names are left out."""
        occurrences: dict[int, list[Occurrence]] = {}
        number = start = 0
        for begin, end, kind, target in self.find(_SEPARATOR.join(texts)):
            while begin >= start + len(texts[number]):
                start += len(texts[number]) + len(_SEPARATOR)
                number += 1
            occurrences.setdefault(number, []).append(Occurrence(begin - start, end - start, kind, target))
        return occurrences

    def find(self, text: str) -> list[Occurrence]:
        """Return the names in a text, from left to right and without overlaps."""
        if not self._automaton:
            return []
        folded, offsets = fold_with_offsets(text)
        hits = [
            hit
            for end, forms in self._automaton.iter(f" {_spaced(folded)}")
            for length in forms.lengths
            if (claimants := forms.get(folded[end - length : end])) and (hit := _hit(end - length, claimants, end, folded, text, offsets))
        ]
        if not hits:
            return []
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        occurrences: list[Occurrence] = []
        position = position_in_text = 0
        for start, end, name in hits:
            if start < position:
                continue
            position = end
            begin, stop = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
            while stop < len(text) and _extends_letter(text[stop]):
                stop += 1
            while begin > position_in_text and text[begin - 1] in _MODIFIERS:
                begin -= 1
            position_in_text = stop
            occurrences.append(Occurrence(begin, stop, name.kind, name.target))
        return occurrences


def _automaton(forms: Mapping[str, _Claimants]) -> Any:
    """Return an automaton that finds many forms. Each starts with a space, so that matching starts at words only."""
    automaton = ahocorasick.Automaton()
    entries: dict[str, _Forms] = {}
    for form, claimants in forms.items():
        if not form or _SEPARATOR in form:
            continue
        for proclitic in _ARABIC_PROCLITICS | {""} if "\u0600" <= form[0] <= "\u06ff" else ("",):
            entries.setdefault(f" {proclitic}{_spaced(form)}", _Forms()).add(form, claimants)
    for words, entry in entries.items():
        automaton.add_word(words, entry)
    if automaton:
        automaton.make_automaton()
    return automaton


def _spaced(folded: str) -> str:
    """Return a folded text in which everything except letters and digits is a space."""
    return folded.translate(_SPACED) if folded.isascii() else _NOT_ALPHANUMERIC.sub(" ", folded)


def _hit(start: int, claimants: _Claimants, end: int, folded: str, text: str, offsets: Offsets | None) -> tuple[int, int, Name] | None:
    """Return the start, end and name of a form between `start` and `end`; None if it is part of another word."""
    if not _ends_word(folded, end) or not _starts_word(folded, start):
        return None
    begin, stop = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
    name = claimants.named(text[begin:stop])
    return (start, end, name) if name else None


def _extends_letter(char: str) -> bool:
    """Return whether an ignored character extends the letter before it: a vowel sign, a tatweel, a hamza or ayn."""
    return unicodedata.combining(char) > 0 or ord(char) == _TATWEEL or char in _MODIFIERS


def _stripped(text: str) -> str:
    """Return a text without ignored characters at both ends."""
    start, end = 0, len(text)
    while start < end and ord(text[start]) in _IGNORED:
        start += 1
    while end > start and ord(text[end - 1]) in _IGNORED:
        end -= 1
    return text[start:end]


def _variants(text: str) -> Iterator[str]:
    """Yield the other folded forms of a name: with another article or none, joined to its word or not."""
    if _ARTICLE.search(text):
        for written in (_ARTICLE.sub("al ", text), _ARTICLE.sub("el ", text), _ARTICLE.sub("al", text)):
            yield fold(written).strip()
        yield fold(_ARTICLE.sub(_assimilated, text)).strip()
        bare = fold(_ARTICLE.sub("", text)).strip()
        if " " in bare:  # a single word without its article is too common to be a name
            yield bare
    form = fold(text).strip()
    if any("\u0600" <= char <= "\u06ff" for char in form):
        yield from _arabic_variants(form)


def _assimilated(article: re.Match[str]) -> str:
    """Return the article as it is pronounced before the following word: `an-Nujaba`, `ash-Shuhada`."""
    following = fold(article.string[article.end() : article.end() + _LOOKAHEAD])
    return next((f"a{letter} " for letter in _SUN_LETTERS if following.startswith(letter)), "al ")


def _arabic_variants(form: str) -> Iterator[str]:
    head, *rest = form.split(" ")
    bare = head.removeprefix("ال")
    if rest:
        yield " ".join([bare, *(word.removeprefix("ال") for word in rest)])
        yield " ".join([head, *(word if word.startswith("ال") else f"ال{word}" for word in rest)])
    yield " ".join([f"ال{bare}", *rest])
    yield " ".join([f"لل{bare}", *rest])  # "for the": preposition and article are one word


def _starts_word(folded: str, start: int) -> bool:
    if start == 0 or not folded[start - 1].isalnum():
        return True
    begin = start
    while begin > 0 and start - begin <= _LONGEST_AFFIX and folded[begin - 1].isalnum():
        begin -= 1
    return "\u0600" <= folded[start] <= "\u06ff" and folded[begin:start] in _ARABIC_PROCLITICS


def _ends_word(folded: str, end: int) -> bool:
    """Return whether a name that ends here ends a word, apart from a plural or possessive ending."""
    stop = end
    while stop < len(folded) and stop - end <= _LONGEST_AFFIX and folded[stop].isalnum():
        stop += 1
    return stop == end or folded[end:stop] in _SUFFIXES
