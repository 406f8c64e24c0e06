"""The units of drawings, and how their numbers are rounded.

Places along a drawing are percent of its width, so that it fits any screen; heights are rem, so that they grow with the reader's
type. Numbers are rounded to what can be seen, and a whole number has no fraction, since every digit is written into the page.
"""

from __future__ import annotations

from typing import TypeAlias

Percent: TypeAlias = float
"""Percent of the width of a drawing, from its left edge."""
Rem: TypeAlias = float
"""Heights of a line of the reader's type (CSS `rem`), from the upper edge of a drawing."""


def percent(value: float) -> Percent:
    """Return a place along a drawing, rounded to a hundredth of a percent."""
    return short(round(value, 2))


def rem(value: float) -> Rem:
    """Return a height in a drawing, rounded to a thousandth of a rem."""
    return short(round(value, 3))


def short(value: float) -> float:
    """Return a number as it is written: a whole one without a fraction."""
    return int(value) if float(value).is_integer() else value
