"""Quotation marks and apostrophes as they are set, in the place of the straight ones of a keyboard.

What is written stays in the data; only what is shown is set. Each mark becomes one character, so that a text keeps its length. Names
keep theirs, since an apostrophe inside a word is set only where English contracts or makes a possessive: `Iraq's`, not `Asa'ib`. A mark
that is not certain stays as it is: after a numeral (5' 6"), beside Arabic or Hebrew letters, or without its other half; and so do code
and addresses. Texts in other languages than English are shown as their authors write them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.model.document import Html, LinkStart, Mention, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.model.document import Token

_MARK = re.compile("['\"]")
_BESIDE_RTL = re.compile("(?<=[\u0590-\u08ff\ufb1d-\ufefc])['\"]|['\"](?=[\u0590-\u08ff\ufb1d-\ufefc])")
_ADDRESS = re.compile(r"\w+://[^\s\"<>]*[\w/]")
_CONTRACTION = re.compile(
    r"""(?<=[\w.)\]"’”])'(?=s\b)|(?<=n)'(?=t\b)|(?<=[a-z])'(?=(?:re|ve|ll)\b)|(?<=\bI)'(?=m\b)"""
    r"""|(?<=s)'(?=[\s.,;:!?)\]—]|$)|(?<!\w)'(?=\d0s\b|(?:tis|twas)\b)"""
)
"""Apostrophes, also that of a plural's possessive (`the banks' money`) and of a decade (`the '90s`)."""
_SET = {'"': "“”", "'": "‘’"}
_BEFORE_WORDS = frozenset(" \t\n\u00a0([{/-–—“‘\"'")
_APOSTROPHE = "’"
_CODE, _CODE_END = "<code>", "</code>"
_BREAKS = ("<br>", "<td", "<th", "<tr", "<li", "<p")


def typeset(text: str, language: str) -> str:
    """Return a text in a language (BCP 47) with its quotation marks and apostrophes set."""
    if ("'" not in text and '"' not in text) or language.partition("-")[0] != "en":
        return text
    out = list(text)
    opened: list[str] = []
    text = _ADDRESS.sub(lambda address: "x" * len(address[0]), text)
    unpaired = set(_BESIDE_RTL.findall(text))
    for match in _MARK.finditer(text):
        at, mark = match.start(), match[0]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if mark in opened and _can_close(text, at) and not _is_closed_later(text, at):
            del opened[opened.index(mark) :]
            out[at] = _SET[mark][1]
        elif _CONTRACTION.match(text, at):
            out[at] = _APOSTROPHE
        elif mark not in unpaired and (not before or before in _BEFORE_WORDS) and after.strip() and _is_closed(text, at, mark):
            opened.append(mark)
            out[at] = _SET[mark][0]
    return "".join(out)


def _is_closed(text: str, at: int, mark: str) -> bool:
    """Return whether a mark that opens has another half: the same mark after a word or sign, and not before a word."""
    following = text.find(mark, at + 1)
    while following > 0:
        if following > at + 1 and _can_close(text, following):
            return True
        following = text.find(mark, following + 1)
    return False


def _can_close(text: str, at: int) -> bool:
    """Return whether a mark that is not the first of a text stands after a word or sign, and not before a word."""
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def _is_closed_later(text: str, at: int) -> bool:
    """Return whether a mark in a quotation is that of inches or feet, or of a plural's possessive, for the next one closes it."""
    following = text.find(text[at], at + 1)
    return (text[at - 1].isdigit() or text[at - 1 : at + 1] == "s'") and following > 0 and _can_close(text, following)


def typeset_tokens(tokens: Iterable[Token], language: str) -> Sequence[Token]:
    """Return the tokens of a text with its marks set, across elements, but not in code; what a group is called stays as it is written."""
    tokens = list(tokens)
    pieces: list[str] = []  # what is kept is masked: it is neither set nor paired
    in_code = False
    for token in tokens:
        if isinstance(token, Html):
            in_code = token.html == _CODE or (in_code and token.html != _CODE_END)
            pieces.append("\n" if token.html.startswith(_BREAKS) else "")
        elif isinstance(token, Text | Mention):
            pieces.append("x" * len(token.text) if in_code or isinstance(token, Mention) else token.text)
        else:
            pieces.append("x" if isinstance(token, LinkStart) and token.empty else "")  # a title will stand there
    whole, start = typeset("".join(pieces), language), 0
    for number, (token, piece) in enumerate(zip(tokens, pieces, strict=True)):
        end = start + len(piece)
        if isinstance(token, Text) and piece == token.text:
            tokens[number] = token._replace(text=whole[start:end])
        start = end
    return tokens
