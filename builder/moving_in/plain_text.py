"""Plain text as Markdown that says the same: no sign in it is markup, a citation or an attribute list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.bibliographies.records import one_line
from builder.model.findings import finding
from builder.sanitising.characters import PAIRED, character_findings, unusual_characters, without_forbidden

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

_SIGNS = re.compile(r"[\\`*{}\[\]<>|~^@]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])|=(?==)|(?<==)=")
_START = re.compile(r"(?:([0-9]{1,9})([.)])|([-+#:=!]))")
_BULLETS = re.compile(r"\A[\s•▪◦‣]+")
_WIDE = {ord(sign): f"&#x{ord(sign):x};" for sign in "［］❳（❨"}
"""Brackets that a reader who looks for slips takes for others; a character that is written by its number is a word."""


def as_markdown(text: str) -> str:
    """Return a text in one line, to stand as a paragraph."""
    escaped = _SIGNS.sub(lambda match: f"\\{match[0]}", _BULLETS.sub("", one_line(text)))
    if start := _START.match(escaped):
        escaped = (f"{start[1]}\\{start[2]}" if start[1] else f"\\{start[3]}") + escaped[start.end() :]
    return escaped.translate(_WIDE) if not escaped.isascii() else escaped


def readable(text: str, where: Where, findings: list[Finding]) -> str:
    """Return a text without the characters that no text may hold, which are reported."""
    if text.isascii() and text.isprintable():
        return text
    found = character_findings(text, unusual_characters(text), lambda _: where)
    refused = [one for one in found if one.code == "forbidden-character"]
    if not refused:
        return text
    findings.append(finding(where, "repaired-record", f"{refused[0].message}; it is left out"))
    text = without_forbidden(text).replace("\ufffd", "")
    still = character_findings(text, unusual_characters(text), lambda _: where)
    is_open = any(one.code == "forbidden-character" for one in still)
    return "".join(char for char in text if char not in PAIRED) if is_open else text
