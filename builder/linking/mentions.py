"""Names of groups and terms in running text, found in one pass.

Both the names and the text are folded: case, diacritics, apostrophes and their look-alikes, Arabic vowel signs and tatweel
do not count, and a hyphen is a space. One Aho-Corasick automaton over all folded names finds every occurrence in linear
time; the longest match wins, and word boundaries hold in both scripts.
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
_APART = "\0"
"""Stands in no text, and so in no name that is found."""
_TATWEEL = 0x0640
_HARAKAT = (*range(0x064B, 0x0660), 0x0670)
_COMBINING = range(0x0300, 0x0370)
_DROPPED = dict.fromkeys([*map(ord, _APOSTROPHES), _TATWEEL, *_HARAKAT, *_COMBINING, *_INVISIBLE], "")
_DROPPED_ONE = re.compile(f"[{re.escape(''.join(map(chr, _DROPPED)))}]")
_NOT_ASCII = re.compile(r"([^\x00-\x7f]+)")
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}
_NO_WORD = re.compile(r"[\W_]")
_SPACES = dict.fromkeys(map(ord, "-‐‑‒–\n\t\u00a0\u202f"), " ")
_ARABIC = {ord(a): b for a, b in zip("أإآٱىیةؤئک", "ااااييهويك", strict=True)}
_ARTICLE = re.compile(r"\b(?:(?:al|el)[-‐‑ ]|(?:an|as|ash|ar|at|ad|adh|az)[-‐‑])(?=\w)", re.IGNORECASE)  # "as" alone is an English word
_SUN_LETTERS = ("sh", "dh", "n", "s", "r", "t", "d", "z")
_ARABIC_PROCLITICS = frozenset({"و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل"})
_SUFFIXES = ("s", "es")


def _letters() -> dict[int, str]:
    """One-to-one foldings of Latin letters: lower case, without diacritics."""
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1 and base != chr(code):
            table[code] = base
    return table


_FOLD = str.maketrans(_letters() | _SPACES | _ARABIC | _DROPPED)


def fold(text: str) -> str:
    """Return the form in which names are compared."""
    if text.isascii():  # which is translated a hundred times as fast
        return text.translate(_FOLD)
    return "".join([part.translate(_FOLD) for part in _NOT_ASCII.split(text)])


class Offsets:
    """The way from the characters of a folded text to those of the text."""

    def __init__(self, text: str) -> None:
        self._dropped = [match.start() - number for number, match in enumerate(_DROPPED_ONE.finditer(text))]

    def __getitem__(self, index: int) -> int:
        return index + bisect_right(self._dropped, index)


def fold_with_offsets(text: str) -> tuple[str, Offsets | None]:
    """Fold a text; also return the way back, or None where both have the same characters."""
    folded = fold(text)
    return folded, None if len(folded) == len(text) else Offsets(text)


class Name(NamedTuple):
    """A name to look for."""

    text: str
    kind: str
    """`group` or `term`."""
    target: str
    match: Match
    where: Where


class Found(NamedTuple):
    """A name in a text: `text[start:end]` is as the author wrote it."""

    start: int
    end: int
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two entries that claim one name."""

    first: Name
    second: Name


class Mentions:
    """All names of an explainer, ready to be found."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self.names = names
        self.clashes: list[Clash] = []
        self._clashed: set[frozenset[tuple[object, ...]]] = set()
        wanted = [name for name in names if name.match is not Match.NEVER and fold(name.text).strip()]
        forms: dict[str, list[Name]] = {}
        for name in wanted:
            self._claim(forms, fold(name.text).strip(), name)
        variants: dict[str, list[Name]] = {}
        for name in wanted:
            if name.match is Match.FOLDED:
                for form in _variants(name.text):
                    if form not in forms:  # a name as it is written wins over another form of another
                        self._claim(variants, form, name)
        self._automaton = _automaton(forms | variants)

    def _claim(self, forms: dict[str, list[Name]], form: str, name: Name) -> None:
        """Let a name stand for a form; names that cannot be told apart clash, once for each two entries."""
        claimants = forms.setdefault(form, [])
        if any(known[:4] == name[:4] for known in claimants):
            return
        for known in claimants:
            both_exact = known.match is name.match is Match.EXACT
            entries = frozenset({known[1:3], name[1:3]})
            if len(entries) > 1 and entries not in self._clashed and not (both_exact and known.text != name.text):
                self._clashed.add(entries)
                self.clashes.append(Clash(known, name))
        claimants.append(name)

    def find_in(self, texts: Sequence[str]) -> dict[int, list[Found]]:
        """Return the names in many texts, by the number of the text; texts without names are left out."""
        found: dict[int, list[Found]] = {}
        number = start = 0
        for one in self.find(_APART.join(texts)):
            while one.start >= start + len(texts[number]):
                start += len(texts[number]) + len(_APART)
                number += 1
            found.setdefault(number, []).append(Found(one.start - start, one.end - start, one.kind, one.target))
        return found

    def find(self, text: str) -> list[Found]:
        """Return the names in a text, from left to right and without overlaps."""
        if not self._automaton:
            return []
        folded, offsets = fold_with_offsets(text)
        hits = [
            hit
            for end, words in self._automaton.iter(f" {_spaced(folded)}")
            for form, claimants in words
            if folded.endswith(form, 0, end) and (hit := _hit(form, claimants, end, folded, text, offsets))
        ]
        if not hits:
            return []
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        found: list[Found] = []
        position = position_in_text = 0
        for start, end, name in hits:
            if start < position:
                continue
            position = end
            first, last = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
            while last < len(text) and _belongs(text[last]):
                last += 1
            while first > position_in_text and text[first - 1] in _MODIFIERS:
                first -= 1
            position_in_text = last
            found.append(Found(first, last, name.kind, name.target))
        return found


def _automaton(forms: Mapping[str, list[Name]]) -> Any:
    """Make what finds the words of many forms. It looks for each with a space before it, so that it need not try every letter."""
    automaton = ahocorasick.Automaton()
    entries: dict[str, list[tuple[str, list[Name]]]] = {}
    for form, claimants in forms.items():
        if not form or _APART in form:
            continue
        for before in _ARABIC_PROCLITICS | {""} if "\u0600" <= form[0] <= "\u06ff" else ("",):
            entries.setdefault(f" {before}{_spaced(form)}", []).append((form, claimants))
    for words, entry in entries.items():
        automaton.add_word(words, entry)
    if automaton:
        automaton.make_automaton()
    return automaton


def _spaced(folded: str) -> str:
    """Make everything that is neither letter nor digit a space."""
    return folded.translate(_SPACED) if folded.isascii() else _NO_WORD.sub(" ", folded)


def _hit(form: str, claimants: list[Name], end: int, folded: str, text: str, offsets: Offsets | None) -> tuple[int, int, Name] | None:
    """Return where a form that ends here starts and ends, and whose name it is; None when it is part of another word."""
    start = end - len(form)
    if not _ends_word(folded, end) or not _starts_word(folded, start):
        return None
    first, stop = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
    for name in claimants:
        if name.match is Match.FOLDED or text[first:stop] == _bare(name.text):
            return start, end, name
    return None


def _belongs(char: str) -> bool:
    """Tell whether a dropped character belongs to the letter before it: a vowel sign, a lengthening, a hamza or ayn."""
    return unicodedata.combining(char) > 0 or ord(char) == _TATWEEL or char in _MODIFIERS


def _bare(text: str) -> str:
    """Drop the characters at both ends that folding drops."""
    start, end = 0, len(text)
    while start < end and ord(text[start]) in _DROPPED:
        start += 1
    while end > start and ord(text[end - 1]) in _DROPPED:
        end -= 1
    return text[start:end]


def _variants(text: str) -> Iterator[str]:
    """Give the other folded forms of a name: another article, or none; joined to its word or not."""
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
    """Write the article as it is spoken: `an-Nujaba`, `ash-Shuhada`."""
    following = fold(article.string[article.end() :])
    return next((f"a{letter} " for letter in _SUN_LETTERS if following.startswith(letter)), "al ")


def _arabic_variants(form: str) -> Iterator[str]:
    first, *rest = form.split(" ")
    bare = first.removeprefix("ال")
    if rest:
        yield " ".join([bare, *(word.removeprefix("ال") for word in rest)])
        yield " ".join([first, *(word if word.startswith("ال") else f"ال{word}" for word in rest)])
    yield " ".join([f"ال{bare}", *rest])
    yield " ".join([f"لل{bare}", *rest])  # "for the": preposition and article are written as one


def _starts_word(folded: str, start: int) -> bool:
    if start == 0 or not folded[start - 1].isalnum():
        return True
    begin = start
    while begin > 0 and folded[begin - 1].isalnum():
        begin -= 1
    return "\u0600" <= folded[start] <= "\u06ff" and folded[begin:start] in _ARABIC_PROCLITICS


def _ends_word(folded: str, end: int) -> bool:
    """Tell whether a name that ends here ends a word; a plural or possessive ending may follow it."""
    stop = end
    while stop < len(folded) and folded[stop].isalnum():
        stop += 1
    return stop == end or folded[end:stop] in _SUFFIXES
