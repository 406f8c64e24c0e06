"""The texts of a preview picture. They stand apart from the drawing of it, which loads Pillow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.model.language import language_of

if TYPE_CHECKING:
    from builder.model.content import Theme
    from builder.model.explainer import Explainer

_BETWEEN_SENTENCES = re.compile(r"(?<=\w[\w)”’\"»][.!?؟])\s+(?![a-z])")
"""After a word of two letters or more, so that none ends within `U.S. pressure`."""


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of the picture that other sites show beside a link (Open Graph's `og:image`)."""

    title: str
    site: str
    """The name of the site; empty where that is the title."""
    facts: str
    """Numbers and date, in one line."""
    answer: tuple[str, ...] = ()
    """The sentences of the answer, or of the description of the whole; as many are shown as fit."""
    accent: str = ""
    """`#` and six hexadecimal digits, or empty for that of the site."""


def card_of(explainer: Explainer, theme: Theme | None) -> Card:
    """Say what the picture of a theme says in the theme's language, or without one that of the whole site."""
    settings = explainer.content.settings
    as_of = (theme.as_of if theme else None) or settings.as_of
    claims = theme.body.claims if theme else tuple(explainer.claims.values())
    sources = len({c.source for claim in claims for c in claim.citations})
    language = language_of(explainer.language_of(theme.url if theme else ""))
    facts = [language.many(len(claims), "{n} claim", "{n} claims"), language.many(sources, "{n} source", "{n} sources")]
    if as_of:
        facts.append(language.say("As of {date}").format(date=language.date(as_of)))
    answer = theme.in_short if theme else settings.description
    title = theme.question or theme.title if theme else settings.title
    return Card(title, settings.title if theme else "", " · ".join(facts), sentences(answer), settings.look.accent)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; those whose end is not certain together."""
    return tuple(filter(None, _BETWEEN_SENTENCES.split(" ".join(text.split()))))
