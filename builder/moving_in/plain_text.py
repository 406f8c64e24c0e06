"""Plain text as Markdown that says the same: no sign in it is markup, a citation or an attribute list."""

from __future__ import annotations

import re

from builder.bibliographies.records import one_line

_SIGNS = re.compile(r"[\\`*{}\[\]<>|~^@]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])|=(?==)|(?<==)=")
_START = re.compile(r"(?:([0-9]{1,9})([.)])|([-+#:=!]))")
_BULLETS = re.compile(r"\A[\s•▪◦‣]+")
_WIDE = {ord(sign): f"&#x{ord(sign):x};" for sign in "［］❳（❨"}
"""Brackets that a reader who looks for slips takes for others; a character that is written by its number is a word."""


def without_bullets(text: str) -> str:
    """Return a text without the signs of a list before it."""
    return _BULLETS.sub("", text)


def as_markdown(text: str) -> str:
    """Return a text in one line, to stand as a paragraph."""
    escaped = _SIGNS.sub(lambda match: f"\\{match[0]}", without_bullets(one_line(text)))
    if start := _START.match(escaped):
        escaped = (f"{start[1]}\\{start[2]}" if start[1] else f"\\{start[3]}") + escaped[start.end() :]
    return escaped.translate(_WIDE) if not escaped.isascii() else escaped
