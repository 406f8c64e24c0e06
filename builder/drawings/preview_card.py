"""The texts of a preview picture. They stand apart from the drawing of it, which loads Pillow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """The texts of the picture that other sites show beside a link (Open Graph's `og:image`)."""

    title: str
    site: str
    """The name of the site; empty where that is the title."""
    facts: str
    """Numbers and date, in one line."""
