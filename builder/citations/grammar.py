"""Citations: `[@id, p. 3]`, `[see @a; contra @b "a phrase"]`.

The grammar is pandoc's (https://pandoc.org/MANUAL.html#citation-syntax) with two additions: the prefix `contra`, and quoted phrases.
What pandoc would take as a part of the text although it may be meant as something else is a problem here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from sys import intern
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

from builder.citations.brackets import follows_word
from builder.citations.proposals import WHOLE, Mended, as_written, in_full, separated, with_contra
from builder.citations.quotations import Unpaired, find_phrases, inner
from builder.citations.signs import AT, COLONS, COMMAS, ENDS, HIDDEN, KEY, LITERAL, SEPARATORS, SHUT, bare, before, key_of
from builder.citations.stance import is_contra, said_of, stance_of
from builder.model.document import Citation, Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from builder.citations.quotations import Phrase
    from builder.model.findings import Where

_PLAIN = re.compile(r"\s*+@([a-z0-9-]*[a-z0-9])\s*+(?:,\s*+((?:[\w(/§][\w\s.()/,:§–-]*+)?))?\Z", re.ASCII)
"""The most frequent citation: an id, perhaps with a locator. A shortcut: the grammar reads the same in it, and in several of them."""
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_AT = re.compile(f"[{AT}]")
_QUOTES = re.compile('["“”„‟«»‹›「」『』〝〞〟＂]')
_BRACKET = re.compile(r"[\[\]]")
_BEHIND_KEY = frozenset(f"{COMMAS}{COLONS}{SHUT}{{[ \t\n\r\f\v.．。…")
"""What may stand directly behind a key, beside white space."""
_NOTHING = re.compile(rf"[\s{ENDS}{SEPARATORS}!?…]*\Z")
"""What may end a sentence behind a phrase."""
_WORD = re.compile(r"[^\s;,]+")


class Problem(NamedTuple):
    """What is wrong with a citation, and where in the text."""

    offset: int
    message: str
    hint: str = ""


class _Wrong(Exception):  # noqa: N818  # it ends the reading of one citation and never leaves this module
    def __init__(self, offset: int, message: str, hint: str, meant: Citation | None = None, mended: Mended | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(offset, message, hint)
        self.meant = meant
        """What is cited in any case, so that no missing source is reported."""
        self.mended = mended
        """How it should be written; `WHOLE` in the hint is all that stands in the brackets, with this."""


class _Text(NamedTuple):
    """The text inside brackets."""

    text: str
    shape: str
    """With `LITERAL` for signs that are escaped or in code."""
    flat: str
    """The shape with `SHUT` for quoted phrases and for what is in inner brackets."""
    phrases: Sequence[Phrase]

    def written(self, start: int, end: int) -> str:
        """Return a part of the text as it is written, but for markup."""
        return as_written(self.text, self.shape, start, end)


def parse_citations(text: str, shape: str, place: Callable[[int], Where], shift: int = 0) -> tuple[tuple[Citation, ...], list[Problem]]:
    """Return the citations in the text inside brackets, and what is wrong with others.

    `shape` is the text with `LITERAL` for signs that are only text. `place` maps an offset in `text`, plus `shift`, to a place in the file.
    """
    if plain := _plain(shape):
        return tuple([Citation(intern(key), place(shift + at), bare(locator)) for at, key, locator in plain]), []
    inside, problems = _flatten(text, shape)
    citations, wrongs = [], []
    for start, end in _items(inside.flat):
        try:
            citations.append(_citation(inside, start, end, lambda at: place(shift + at)))
        except _Wrong as wrong:
            wrongs.append(wrong)
            citations += [wrong.meant] if wrong.meant else []
    return tuple(citations), problems + _with_proposals(inside, wrongs)


def _plain(shape: str) -> list[tuple[int, str, str]]:
    """Return the place, the id and the locator of each citation if all of them are of the most frequent kind; else none."""
    found, start = [], 0
    for item in shape.split(";"):
        match = _PLAIN.match(item)
        if match is None:
            return []
        locator = match[2] or ""
        if locator and "ontra" in locator.lower():
            return []
        found.append((start + match.start(1) - 1, match[1], locator))
        start += len(item) + 1
    return found


def _with_proposals(inside: _Text, wrongs: Sequence[_Wrong]) -> list[Problem]:
    """Return the problems of several citations; each offers to write all of them as they should be."""
    all_mended = [wrong.mended for wrong in wrongs if wrong.mended]
    whole = in_full(inside.text, inside.shape, all_mended) if all_mended else ""
    texts = ((wrong.problem, wrong.mended.text if wrong.mended else "") for wrong in wrongs)
    return [problem._replace(hint=problem.hint.replace(WHOLE, whole or f"[…; {text}]", 1)) for problem, text in texts]


# --- the parts of a text ----------------------------------------------------------------------------------------------


def _flatten(text: str, shape: str) -> tuple[_Text, list[Problem]]:
    """Return a text with its quoted phrases and inner brackets shut."""
    phrases: Sequence[Phrase] = ()
    unpaired: Unpaired | None = None
    if _QUOTES.search(shape):
        phrases, unpaired = find_phrases(text, KEY.sub(lambda key: LITERAL * len(key[0]), shape) if "{" in shape else shape)
    problems = [Problem(*unpaired)] if unpaired else []
    pieces, end = [], 0
    for phrase in phrases:
        pieces += [shape[end : phrase.start], SHUT * (phrase.end - phrase.start)]
        end = phrase.end
    flat = "".join(pieces) + shape[end:]
    if "[" in flat:
        outer, flat = flat, _without_inner(flat)
        nested = (key for key in KEY.finditer(outer) if flat[key.start()] == SHUT != outer[key.start()])
        problems += [
            Problem(key.start(), f"`[@{key[1]}]` stands within another citation", "separate them with a semicolon, in one pair of brackets")
            for key in nested
            if not follows_word(outer, key.start())
        ]
    return _Text(text, shape, flat, phrases), problems


def _without_inner(flat: str) -> str:
    """Return a text with `SHUT` for what is in brackets; braces of a key are a part of it."""
    pieces, end, depth, opened = [], 0, 0, 0
    keys = iter([match.span() for match in KEY.finditer(flat)])
    key = next(keys, None)
    for match in _BRACKET.finditer(flat):
        at = match.start()
        while key and key[1] <= at:
            key = next(keys, None)
        if key and key[0] <= at:
            continue
        if match[0] == "[":
            opened = opened if depth else at
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                pieces += [flat[end:opened], "[", SHUT * (at - opened)]
                end = at + 1
    return "".join(pieces) + flat[end:]


def _items(flat: str) -> Iterator[tuple[int, int]]:
    """Yield where each of several citations starts and ends."""
    start = 0
    keys = [match.span() for match in KEY.finditer(flat)] if "{" in flat else []
    number = 0
    for separator in _SEPARATOR.finditer(flat):
        at = separator.start()
        while number < len(keys) and keys[number][1] <= at:
            number += 1
        if number < len(keys) and keys[number][0] < at:
            continue
        yield start, at
        start = at + 1
    yield start, len(flat)


# --- one citation -----------------------------------------------------------------------------------------------------


def _citation(inside: _Text, start: int, end: int, place: Callable[[int], Where]) -> Citation:
    at, key = _key(inside, start, end, place)
    meant = Citation(intern(key.name), place(at))
    prefix = bare(inside.text[start : _prefix_end(inside.flat, start, at)])
    rest, stance, word = stance_of(prefix)
    offset = start + _offset(inside.text[start:at])
    if word:
        mended = Mended(offset, end, with_contra(prefix, word) + inside.written(at, end))
        hint = f"write {WHOLE} if the source contradicts the claim; if it does not, take `{word}` out, or use another word"
        raise _Wrong(offset, said_of(word, prefix), hint, meant._replace(stance=Stance.CONTRADICTS), mended)
    if prefix and not bare(inside.flat[start:at]).strip(f"{SHUT}{ENDS} ") and len(prefix) > 1:
        mended = Mended(offset, end, f"{inside.written(at, end).rstrip()} {prefix}")
        message = f"the phrase {prefix} stands before `@{key.written}`, and words of a source stand after its id"
        raise _Wrong(offset, message, f"write {WHOLE}", meant, mended)
    locator, quotes = _behind(inside, key, end, meant, offset)
    return Citation(meant.source, meant.where, locator, rest, quotes, stance)


def _prefix_end(flat: str, start: int, at: int) -> int:
    """Return where the prefix before a key ends: before the hyphen of `-@key`, unless it is part of a word."""
    hyphen = before(flat, at)
    if hyphen < start or flat[hyphen] != "-" or (hyphen > start and flat[hyphen - 1].isalnum()):
        return at
    return hyphen


class _Key(NamedTuple):
    name: str
    written: str
    end: int


def _key(inside: _Text, start: int, end: int, place: Callable[[int], Where]) -> tuple[int, _Key]:
    """Return where the key of a citation is, and the key."""
    ats = [match.start() for match in _AT.finditer(inside.flat, start, end) if not follows_word(inside.flat, match.start())]
    keys = [match for at in ats if (match := KEY.match(inside.flat, at, end))]
    if not keys:
        raise _without_key(inside, start, end, ats, place)
    first = keys[0]
    others = [match for match in keys[1:] if match.start() >= first.end()]
    if others:
        item = inside.text[start:end]
        offset = start + _offset(item)
        mended = Mended(offset, end, separated(inside.text[offset:end], [match.start() - offset for match in (first, *others)]))
        message = f"`{bare(item)}` names two sources without a semicolon between them"
        raise _Wrong(offset, message, f"write {WHOLE}, or \\@ for an at sign that is only text", None, mended)
    written = inside.text[first.start(1) : first.end(1)]
    key = _Key(key_of(written), written, first.end())
    if not key.name:
        raise _Wrong(first.start(), "there is no key between `{` and `}`", "write the id of a source: [@id]")
    _check_end(inside, first, end)
    return first.start(), key


def _check_end(inside: _Text, key: re.Match[str], end: int) -> None:
    """Raise if something is attached to a key that may be meant as a part of it."""
    at = key.end()
    while at < end and HIDDEN.match(inside.text[at]):
        at += 1
    if at >= end or (follower := inside.flat[at]) in _BEHIND_KEY or follower.isspace():
        return
    if follower in "-–—‐‑‒−" and inside.text[at + 1 : at + 2].isspace():
        return
    word = _WORD.match(inside.text, key.start(1), end)
    whole = HIDDEN.sub("", word[0]) if word else key[1]
    sign = inside.text[at]
    named = "a combining mark" if category(sign).startswith("M") else f"`{sign}`"
    message = f"the key `@{key[1]}` ends before {named}"
    dash = f"`@{key[1]}-…` has a plain hyphen; " if sign in "–—‐‑‒−" else ""
    hint = f"{dash}write `@{{{whole}}}` if all of it is the key, or a comma and a space after `@{key[1]}`"
    raise _Wrong(at, message, hint)


def _without_key(inside: _Text, start: int, end: int, ats: list[int], place: Callable[[int], Where]) -> _Wrong:
    """Return why there is no key in a citation."""
    item = inside.text[start:end]
    shown, offset = bare(item), start + _offset(item)
    if not shown:
        return _Wrong(offset, "a citation is missing between two separators", "leave one of the semicolons out")
    if ats:
        wanted = (
            "`@{` needs a `}` and no space between them" if inside.flat[ats[0] + 1 : ats[0] + 2] == "{" else "no id stands after the `@`"
        )
        return _Wrong(offset, f"`{shown}`: {wanted}", "write the id of a source directly after it: [@id]; for an at sign write \\@")
    if hidden := KEY.search(inside.shape, start, end):
        meant = Citation(key_of(hidden[1]), place(hidden.start()))
        if inside.flat[hidden.start()] == SHUT:
            mended = Mended(offset, end, bare(_QUOTES.sub("", inside.text[offset:end])))
            return _Wrong(hidden.start(), f"`@{hidden[1]}` stands in quotation marks", f"leave the marks out: write {WHOLE}", meant, mended)
        message = f"`@{hidden[1]}` is attached to the word before it"
        at = hidden.start()
        mended = Mended(offset, end, f"{inside.written(offset, at)} {inside.written(at, end)}")
        return _Wrong(at, message, f"put a space before it: {WHOLE}", meant, mended)
    if any(is_contra(word) for word in shown.split()[:1]):
        return _Wrong(offset, f"`{shown}` names no source", "write `contra` and the source together: [contra @id]")
    word = KEY.fullmatch(f"@{shown}")
    proposal = f"write {WHOLE} if it is the id of a source" if word else "put @ and the id of its source before it"
    hint = f"{proposal}; put it in quotation marks if it is a phrase of the source before it; a semicolon that is only text is written \\;"
    return _Wrong(offset, f"`{shown}` names no source", hint, None, Mended(offset, end, f"@{shown}") if word else None)


def _behind(inside: _Text, key: _Key, end: int, meant: Citation, offset: int) -> tuple[str, tuple[str, ...]]:
    """Return the locator and the quoted phrases behind a key."""
    phrases = inside.phrases[bisect_left(inside.phrases, (key.end,)) : bisect_left(inside.phrases, (end,))]
    edges = [key.end, *(edge for phrase in phrases for edge in phrase), end]
    parts = [(at, *_locator(inside, at, to)) for at, to in zip(edges[::2], edges[1::2], strict=True)]
    places = [part for part in parts if part[1] and (part[2] or not phrases)]
    if len(places) > 1 or (places and places[0] not in (parts[0], parts[-1])):
        text = places[-1][1]
        message = (
            f"`{bare(inside.text[offset:end])}` is not a valid citation: `{text}` stands apart from the rest of the place in the source"
        )
        hint = f"write the whole place first and quoted phrases after it: [@{key.written}, p. 3 “…”]"
        raise _Wrong(offset, message, hint, meant)
    locator = places[0][1] if places else ""
    for word in locator.split()[:1] + locator.split()[-1:]:
        if is_contra(word):
            found = max(inside.text.find(word, key.end, end), key.end)
            rest = f"{inside.written(offset, found)} {inside.written(found + len(word), end)}"
            mended = Mended(offset, end, f"contra {bare(rest).rstrip(' ,:;')}")
            message = f"`{word}` stands after `@{key.written}`, and means something only before it"
            hint = f"write {WHOLE} if the source contradicts the claim"
            raise _Wrong(found, message, hint, meant._replace(stance=Stance.CONTRADICTS), mended)
    return locator, tuple([words for phrase in phrases if (words := inner(inside.text, phrase))])


def _locator(inside: _Text, start: int, end: int) -> tuple[str, bool]:
    """Return a part of the place in the source without the commas around it, and whether it says anything."""
    text = inside.text[start:end]
    shown = bare(text)
    shown = bare(shown.lstrip(ENDS + " ")) if shown[:1] and shown[0] in ENDS else shown
    if end < len(inside.flat) and inside.flat[end : end + 1] == SHUT:
        shown = bare(shown.rstrip(COMMAS + COLONS + " "))
    if shown.startswith("{") and "}" in shown and inside.flat[start + text.index("{")] == "{":
        place, _, rest = shown[1:].partition("}")
        shown = bare(place.strip() + rest)
    return shown, _NOTHING.match(shown) is None


def _offset(text: str) -> int:
    """Return how much white space a text begins with."""
    return len(text) - len(text.lstrip())
