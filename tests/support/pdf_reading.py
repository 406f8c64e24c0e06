"""The claims of an explainer as a stranger reads them from the text of its PDF: below each stand its id and what its citations quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypdf import PdfReader

if TYPE_CHECKING:
    from pathlib import Path

    from claims_read_back import Said

SIGNS = {
    r"\d+ independent\b": "several",
    "One source": "single",
    "Disputed": "disputed",
    "No source seen": "unseen",
    "Citation needed": "needed",
    r"Authors\b": "editorial",
}
"""The short words beside claims, as patterns; the last before a claim's notes is that of the claim."""
ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufeff]")
NOTES = re.compile(r"^\[(?P<claim>[a-z0-9]+(?:-[a-z0-9]+)+)(?:: (?P<notes>[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*))?\]$", re.MULTILINE)
NOTE = re.compile(r"(?:contra )?(?P<number>\d+)(?:, (?P<locator>[^“]*?))?(?: “(?P<quote>.*)”)?")
SOURCE = re.compile(r"(\d+)\. @([\w.-]+)")


def said_in_pdf(path: Path, slugs: dict[str, str]) -> Said:
    """Read claims from a PDF; `slugs` has the ids of sources by the ends of their addresses."""
    lines = [line.strip() for page in PdfReader(path).pages for line in page.extract_text().split("\n")]
    lines = [line for line in lines if not re.fullmatch(r"\d+", line)]  # numbers of pages
    text = re.sub(r"[^\S\n]+", " ", "\n".join(lines))
    numbers = {int(number): slugs[slug] for number, slug in SOURCE.findall(text)}
    found: Said = set()
    end = 0
    for match in NOTES.finditer(text):
        before, end = text[end : match.start()], match.end()
        if ARABIC.search(before[-200:]):
            continue
        sign = max((at.start(), sign) for words, sign in SIGNS.items() for at in re.finditer(words, before))[1]
        notes = (
            [NOTE.fullmatch(note) for note in re.split(r"; (?=(?:contra )?\d)", " ".join(match["notes"].split()))] if match["notes"] else []
        )
        cited = [(numbers[int(n["number"])], n["locator"] or "", n["quote"] or "") for n in notes if n]
        found |= {(match["claim"], sign, *one) for one in cited or [("", "", "")]}
    return found
