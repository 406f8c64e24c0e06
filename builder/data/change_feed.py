"""The latest changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from builder.model.language import phrase
from builder.pages.overview_pages import CHANGE_WORDS, UNREAD, change_lines, known_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.history.changes import Changes, Revision
    from builder.model.explainer import Explainer
    from builder.model.language import Language

FEED = "changes/feed.xml"
_ENTRIES = 30
_LINES, _CHARACTERS = 50, 20_000
"""The most that an entry lists: readers of feeds take all entries with every request."""
_PAGE = "changes/index.html"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 calls no character: most control characters, lone surrogates, and two more."""


def change_feed(explainer: Explainer, changes: Changes, language: Language, site_url: str) -> bytes:
    """Return the latest revisions, newest first, and as subtitle what is not known of the history.

    The id of the feed is its address; where that is not known, it is made from the title.
    """
    settings = explainer.content.settings
    title = xml_text(language.say("{title}: changes").format(title=settings.title))
    address = xml_text(f"{site_url}{FEED}")
    feed_id = address if site_url else xml_text(uuid5(NAMESPACE_URL, settings.repository or settings.title).urn)
    day = changes.until or (settings.as_of.last.isoformat() if settings.as_of else "1970-01-01")  # Atom demands one
    head = [
        f"<title>{title}</title>",
        *(f"<subtitle>{xml_text(words)}</subtitle>" for words in [known_words(changes, language)] if words),
        f"<id>{feed_id}</id>",
        *([f'<link rel="self" href="{address}"/>'] if site_url else []),
        f"<updated>{day}T00:00:00Z</updated>",
        *(f"<author><name>{xml_text(name)}</name></author>" for name in settings.signed or (settings.title,)),
        '<link href="index.html"/>',
    ]
    entries = [_entry(explainer, revision, language, site_url) for revision in changes.revisions[:_ENTRIES]]
    tag = xml_text(language.tag)
    lines = [f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tag}">', *head, *entries, "</feed>"]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode()


def _entry(explainer: Explainer, revision: Revision, language: Language, site_url: str) -> str:
    say = language.say
    counts = say(", ").join(f"{say(CHANGE_WORDS[kind])}: {number}" for kind, number in revision.counts.items())
    title = counts or say(phrase("First version") if revision.is_read else phrase("Changes not known"))
    text = "\n".join(_lines(explainer, revision, language, site_url))
    return (
        f"<entry><title>{xml_text(title)}</title><id>urn:sha1:{revision.commit}</id>"
        f"<updated>{revision.date}T00:00:00Z</updated>"
        f'<link href="index.html#{revision.anchor}"/><content type="text">{xml_text(text)}</content></entry>'
    )


def _lines(explainer: Explainer, revision: Revision, language: Language, site_url: str) -> Iterator[str]:
    """Yield the changes of a revision as lines, and in place of those that would be too many, how many they are and where to read them."""
    if not revision.is_read:
        yield language.say(UNREAD)
    shown = characters = 0
    for line in islice(change_lines(explainer, revision), _LINES):
        characters += len(line)
        if characters > _CHARACTERS:
            break
        shown += 1
        yield line
    if left := len(revision.changes) - shown:
        more = language.many(left, "{n} more change: see the page", "{n} more changes: see the page")
        yield f"{more} {site_url}{_PAGE}#{revision.anchor}"


def xml_text(text: str) -> str:
    """Return a text escaped for an element or a quoted attribute; U+FFFD stands for what XML cannot hold even as a reference."""
    return escape(_FORBIDDEN.sub("\ufffd", text))
