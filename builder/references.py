"""The way back from a reference to its citations, and on to the passages that they mean."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from builder.language import Language
    from builder.model import Source
    from builder.numbering import Reference, Use

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AT_ONCE = 8
"""Backlinks of a reference that a reader takes in at a glance; further ones are folded away."""


def backlinks(reference: Reference, language: Language) -> tuple[str, str]:
    """Write the ways back to the citations of a reference: the first ones, and a fold with the others."""
    back = language.say("Back to {reference}")
    links = []
    for n, use in enumerate(reference.uses):
        name = letter(n)
        links.append(f'<a href="#{use.anchor}" aria-label="{back.format(reference=f"{reference.number} {name}")}">{name}</a>')
    first, more = " ".join(links[:_AT_ONCE]), links[_AT_ONCE:]
    if not more:
        return first, ""
    times = language.many(len(more), "{n} more citation", "{n} more citations")
    return first, f'<details class="backlinks" data-plain><summary>{times}</summary> {" ".join(more)}</details>'


def passages(reference: Reference, source: Source, language: Language) -> str:
    """Write where in a source its citations point, each under the letter of its backlink: locator, quoted phrase, the way to it."""
    items = [_passage(letter(n), use, source, language.say(", ")) for n, use in enumerate(reference.uses) if use.locator or use.quote]
    return f'<p class="passages">{" ".join(items)}</p>' if items else ""


def _passage(name: str, use: Use, source: Source, comma: str) -> str:
    places = [escape(use.locator, quote=False)] if use.locator else []
    if use.quote:
        phrase = f'<q dir="auto">{escape(use.quote, quote=False)}</q>'
        url = passage_url(source, use.quote)
        places.append(f'<a rel="external" href="{escape(url)}">{phrase}</a>' if url else phrase)
    return f"<span><b>{name}</b> {comma.join(places)}</span>"


def passage_url(source: Source, phrase: str) -> str:
    """Return the way to a phrase in a source, by a text fragment (WICG); empty when nobody saw an address of the source.

    A hyphen and a comma mean something in a text fragment, so they are encoded.
    """
    url = source.url or (source.archive.url if source.archive else "")
    text = quote(phrase, safe="").replace("-", "%2D")
    return f"{url}{'' if '#' in url else '#'}:~:text={text}" if url else ""


def letter(number: int) -> str:
    """Name a backlink: a … z, aa, ab, …."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(_LETTERS))
        name = _LETTERS[rest] + name
    return name
