"""Texts without the characters that no text may hold."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from builder.model.findings import finding
from builder.sanitising.characters import PAIRED, character_findings, unusual_characters, without_forbidden

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

_NUMBER = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});?")


def readable(text: str, where: Where, findings: list[Finding]) -> str:
    """Return a text without the characters that no text may hold, also where they are written by their numbers; they are reported."""
    if text.isascii() and "&#" not in text and text.replace("\n", "").isprintable():
        return text
    text = _NUMBER.sub(lambda match: char if unusual_characters(char := unescape(match[0])) else match[0], text)
    refused = _refused(text, where)
    if not refused:
        return text
    findings.append(finding(where, "repaired-record", f"{refused[0].message}; it is left out"))
    text = without_forbidden(text).replace("\ufffd", "")
    return "".join(char for char in text if char not in PAIRED) if _refused(text, where) else text


def _refused(text: str, where: Where) -> list[Finding]:
    found = character_findings(text, unusual_characters(text), lambda _: where, paragraphs=True)
    return [one for one in found if one.code == "forbidden-character"]
