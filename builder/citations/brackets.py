"""Where citations stand in a text: pairs of square brackets with a key in them, and keys that are in no such pair.

All functions take the *shape* of a text: the same text with `LITERAL` for each sign that is escaped or in code.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.citations.signs import AT, BRACED_KEY, INVISIBLES, KEY, LITERAL, SIMPLE_KEY, before, is_word_end
from builder.citations.stance import nearly_contra
from builder.model.document import BareForm

PATTERN = r"\[((?:[^\[\]]++|\[(?:[^\[\]]++|\[[^\[\]]*+\])*+\])*+)\]"
"""A pair of brackets with others in it, for a parser that asks for one pattern; `find_brackets` finds pairs of any depth."""
_SIGN = re.compile(rf"[\[\]]|[{AT}](?:[{INVISIBLES}]*+(?:{BRACED_KEY}|{SIMPLE_KEY}))?+")
_OPEN = re.compile(r"[(（{<【［〔〈《「『｛][^)）}>】］〕〉》」』｝]*+\Z")
"""Brackets of another kind that are open at the end of a text."""
_REACH = 80
"""How far before a key brackets of another kind are looked for, in characters."""
_LAST_WORD = re.compile(r"[^\W\d_]++\Z")
_NO_BARE_BEHIND = frozenset("@＠/.:-")


class Pair(NamedTuple):
    """The text inside the brackets of a citation."""

    start: int
    end: int


class Loose(NamedTuple):
    """A key that is in no citation."""

    start: int
    """The index of its at sign."""
    written: str
    """What stands behind the at sign."""
    form: BareForm
    bracket: int = -1
    """The index of the bracket that is not closed, or of brackets of another kind."""


class _Bracket(NamedTuple):
    start: int
    keys: list[re.Match[str]]
    attached: list[re.Match[str]]


def find_brackets(shape: str) -> tuple[list[Pair], list[Loose]]:
    """Return the brackets of all citations from left to right, and the keys outside of them.

    Brackets match as they nest, whatever stands between them. A pair is a citation if a key stands in it and not in brackets within.
    """
    pairs: list[Pair] = []
    loose: list[Loose] = []
    outside = _Bracket(-1, [], [])
    stack = [outside]
    for sign in _SIGN.finditer(shape):
        written = sign[0]
        if written == "[":
            stack.append(_Bracket(sign.start(), [], []))
        elif written != "]":
            _note_key(shape, sign, stack[-1])
        elif len(stack) > 1:
            _close(stack.pop(), sign.start(), pairs, loose)
        elif outside.keys:
            loose.append(_loose(outside.keys.pop(), BareForm.NOT_OPENED))
    for bracket in stack[1:]:
        loose += [_loose(key, BareForm.NOT_CLOSED, bracket.start) for key in bracket.keys[:1]]
    loose += [found for key in outside.keys if (found := _bare(shape, key))]
    return pairs, _outside(sorted(loose), pairs)


def cites(shape: str) -> bool:
    """Return whether the text inside brackets is meant as a citation."""
    return AT[0] in shape and find_brackets(f"[{shape}]")[0][:1] == [Pair(1, len(shape) + 1)]


def follows_word(shape: str, at: int) -> bool:
    """Return whether an at sign belongs to the word before it, as in an address of mail."""
    return _is_attached(shape, before(shape, at))


def _is_attached(shape: str, index: int) -> bool:
    """Return whether a key belongs to the character before it, which has this index; -1 if there is none."""
    return index >= 0 and (is_word_end(shape[index]) or shape[index] in "@＠/.")


def _note_key(shape: str, sign: re.Match[str], bracket: _Bracket) -> None:
    index = before(shape, sign.start())
    if bracket.start < 0 <= index and shape[index] == LITERAL:
        return  # `\[@id]`: the author has said that it is text
    if not _is_attached(shape, index):
        bracket.keys.append(sign)
    elif bracket.start >= 0 and KEY.match(shape, sign.start()):
        word = _LAST_WORD.search(shape, max(bracket.start, sign.start() - _REACH), sign.start())
        (bracket.keys if word and nearly_contra(word[0]) else bracket.attached).append(sign)


def _close(bracket: _Bracket, end: int, pairs: list[Pair], loose: list[Loose]) -> None:
    if not bracket.keys:
        loose += [_loose(key, BareForm.ATTACHED) for key in bracket.attached]
        return
    while pairs and pairs[-1].start > bracket.start:  # a citation in a citation, which is for the grammar to tell
        pairs.pop()
    pairs.append(Pair(bracket.start + 1, end))


def _loose(key: re.Match[str], form: BareForm, bracket: int = -1) -> Loose:
    return Loose(key.start(), key[0][1:], form, bracket)


def _bare(shape: str, key: re.Match[str]) -> Loose | None:
    index = before(shape, key.start())
    if len(key[0]) == 1 or (index >= 0 and shape[index] in _NO_BARE_BEHIND):
        return None
    behind = max(key.start() - _REACH, 0)
    opening = _OPEN.search(shape[behind : key.start()])
    return _loose(key, BareForm.OTHER_BRACKETS, behind + opening.start()) if opening else _loose(key, BareForm.BARE)


def _outside(loose: list[Loose], pairs: list[Pair]) -> list[Loose]:
    """Return those keys that are in none of the pairs."""
    kept, rest = [], iter(pairs)
    pair = next(rest, None)
    for one in loose:
        while pair and pair.end < one.start:
            pair = next(rest, None)
        if not pair or one.start < pair.start:
            kept.append(one)
    return kept
