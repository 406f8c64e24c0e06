"""The signs of a citation: keys, separators and commas of all scripts, and characters that nobody sees."""

from __future__ import annotations

import re
from typing import Final

LITERAL: Final = "\0"
"""Stands in the shape of a text for a sign that is only text there: escaped, or in code."""
SHUT: Final = "\1"
"""Stands in the shape of a text for what is inside a quoted phrase or inner brackets."""

INVISIBLES = "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Marks of direction, joiners and spaces without width."""
HIDDEN = re.compile(f"[{INVISIBLES}]+")
_UNSPACED = (
    *("\u0e00\u0fff", "\u1000\u109f", "\u1780\u17ff", "\u3005\u3007", "\u3040\u30ff"),
    *("\u31f0\u31ff", "\u3400\u4dbf", "\u4e00\u9fff", "\uf900\ufaff", "\U00020000\U0003ffff"),
)
"""The first and the last characters of scripts that put no space between words: what stands directly before an `@` may be another word."""

SEPARATORS = ";；؛\u037e"
"""Semicolons: of Latin, full width, Arabic, and the Greek question mark, which is the same sign."""
COMMAS = ",،，、"
COLONS = ":："
ENDS = f"{COMMAS}{COLONS}.．。"
"""What may stand between a key and its locator, and between a locator and a phrase."""
AT = "@＠"

_I = f"[{INVISIBLES}]*+"
SIMPLE_KEY = rf"\w(?:\w|[{INVISIBLES}]++(?=\w)|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*+"
"""Pandoc's: letters, digits and `_` of any script, with single marks of punctuation between them. Invisible marks are no part of it."""
BRACED_KEY = r"\{(?:[^\s{}]|\{[^\s{}]*+\})*+\}"
KEY = re.compile(rf"[{AT}]{_I}({BRACED_KEY}|{SIMPLE_KEY})")
"""An at sign and a key; brackets within the braces of a key are a part of it."""

SIGNIFICANT = frozenset(f'[]{{}}{AT}{SEPARATORS}"“”„‟«»‹›「」『』〝〞〟＂')
"""Signs with a meaning in a citation."""
AS_TEXT = str.maketrans(dict.fromkeys(SIGNIFICANT, LITERAL))


def is_word_end(character: str) -> bool:
    """Return whether a character ends a word to which an `@` behind it belongs, as in an address of mail."""
    return character.isalnum() and not is_unspaced(character)


def is_unspaced(character: str) -> bool:
    """Return whether a character is of a script that puts no space between words."""
    return any(span[0] <= character <= span[1] for span in _UNSPACED)


def before(text: str, at: int) -> int:
    """Return the index of the last visible character before one; -1 if there is none."""
    at -= 1
    while at >= 0 and text[at] in INVISIBLES:
        at -= 1
    return at


def bare(text: str) -> str:
    """Return a text in one line, without white space and invisible marks at its ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    text = re.sub(r"[ \t\r\n]+", " ", text)
    previous = None
    while text != previous:  # twice at most but for a mixture of both kinds
        previous, text = text, text.strip()
        text = text.lstrip(INVISIBLES).rstrip(INVISIBLES)
    return text


def key_of(written: str) -> str:
    """Return the key that is meant by what stands behind an at sign: without braces and invisible marks."""
    return HIDDEN.sub("", written[1:-1] if written.startswith("{") else written)
