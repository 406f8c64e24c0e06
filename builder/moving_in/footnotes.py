"""Footnotes as citations: the sources that they link to, and what they say besides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import one_line
from builder.trackers.documents import CITATION
from builder.trackers.links import parts_of, without_tags
from builder.trackers.markdown_lists import plain

if TYPE_CHECKING:
    from builder.model.findings import Finding
    from builder.trackers.entries import Link
    from builder.trackers.markdown_blocks import Definition

_LOCATOR = re.compile(r"\W*((?:pp?|ch|chap|chapter|page|pages|sec|section|para|vol|art|article|no|§+)\.?\s*[0-9][\w–-]*)", re.IGNORECASE)
_SIGNS = " \t,;:.()<>[]–—-"
_SAYS_NOTHING = re.compile(
    r"(?:\W|\b(?:see|also|and|e\.?g|cf|via|at|in|from|source|sources|link|available|online|accessed|retrieved)\b)*\Z", re.IGNORECASE
)


class Footnote(NamedTuple):
    """What a footnote comes down to."""

    links: tuple[tuple[Link, str], ...]
    """The sources, each with the place in it."""
    citations: tuple[str, ...]
    """What stands between the brackets of citations in it."""
    rest: str
    """What it says besides, or all of it if it cites nothing."""


def footnote_of(definition: Definition, findings: list[Finding]) -> Footnote:
    """Return the sources of a footnote. The words before an address are the title of what is there."""
    citations = tuple(match[0].strip()[1:-1] for match in CITATION.finditer(definition.text))
    parts = parts_of(CITATION.sub("", definition.text), definition.where, findings)
    links: list[tuple[Link, str]] = []
    rest: list[str] = []
    for number, part in enumerate(parts):
        if part.link:
            links.append((part.link, ""))
            continue
        words = plain(without_tags(part.text))
        if links and (place := _LOCATOR.match(words)):
            links[-1] = (links[-1][0], one_line(place[1]))
            words = words[place.end() :]
        follows = parts[number + 1] if number + 1 < len(parts) else None
        label = words.strip(_SIGNS)
        if follows and follows.link and follows.is_bare and label and not _SAYS_NOTHING.match(label):
            parts[number + 1] = follows._replace(link=follows.link._replace(label=label))
        elif not _SAYS_NOTHING.match(words):
            rest.append(label)
    return Footnote(tuple(links), citations, " … ".join(rest))
