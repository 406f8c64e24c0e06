"""What a claim is called where its text is not shown: a line of it, and what its margin says, in words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from builder.language import ENGLISH, Language, phrase
from builder.text import TABLE, Html, Status, Text

if TYPE_CHECKING:
    from builder.text import Claim

STATUS_WORDS = {Status.SUPERSEDED: phrase("Superseded"), Status.RETRACTED: phrase("Retracted"), Status.CONFIRMED: phrase("Confirmed")}
_SHORT = 110


@lru_cache(maxsize=1 << 16)
def short(text: str) -> str:
    """Shorten a text to a line, at a word."""
    if len(text) <= _SHORT:
        return text
    return text[:_SHORT].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def label(claim: Claim, language: Language = ENGLISH) -> str:
    """Name a claim in a line: its text, shortened at a word, or the heads of its columns where it is a table."""
    return short(whole(claim, language))


def whole(claim: Claim, language: Language = ENGLISH) -> str:
    """Return the text of a claim for a line that cannot show a table: of a table, the heads of its columns."""
    if not is_table(claim):
        return claim.text
    heads = [""]
    for token in claim.tokens:
        if isinstance(token, Html) and "</thead>" in token.html:
            break
        if isinstance(token, Html) and token.html == "</th>":
            heads.append("")
        elif isinstance(token, Text):
            heads[-1] += token.text
    return language.say("Table: {heads}").format(heads=" · ".join(filter(None, map(str.strip, heads))))


def is_table(claim: Claim) -> bool:
    """Tell whether a claim is a table, whose text is no line."""
    start = claim.tokens[0] if claim.tokens else None
    return isinstance(start, Html) and start.html == TABLE


def facts(claim: Claim, language: Language = ENGLISH) -> list[str]:
    """Say of a claim in words what its margin shows: status, date, who says so."""
    say = language.say
    said = [say(STATUS_WORDS[claim.status])] if claim.status in STATUS_WORDS else []
    if claim.date:
        said.append(language.date(claim.date))
    elif claim.as_of:
        said.append(say("as of {date}").format(date=language.date(claim.as_of)))
    if claim.later:
        said.append(say("Later development"))
    if claim.attributed:
        said.append(say("according to {name}").format(name=claim.attributed))
    return said
