"""Accents: the colour of links and marks, which has to be legible on the paper of the light and of the dark scheme."""

from __future__ import annotations

import re
from math import floor

PAPERS = {"light": "#fbfaf6", "dark": "#191816"}
"""The paper of each scheme, as the style sheet has it (`--paper`)."""
LEAST_CONTRAST = 4.5
"""Of text and its background: WCAG 2.2, success criterion 1.4.3 (level AA)."""
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_LINEAR = 0.04045
"""Up to here the values of sRGB are proportional to light."""
_UNDERLINES = {"light": "59", "dark": "66"}
"""The opacity of underlines in each scheme, in hexadecimal, as that of the site's own accent."""


def read_colour(text: str) -> str:
    """Return a colour as `#` and six lower-case hexadecimal digits; empty if a text is none in hexadecimal, or is transparent.

    The notation is that of CSS Color Module Level 4, section 5.2, with three or six digits.
    """
    if not _HEX.fullmatch(text):
        return ""
    digits = text[1:].lower()
    return f"#{digits if len(digits) > 3 else ''.join(2 * digit for digit in digits)}"  # noqa: PLR2004  # the short form


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def written_ratio(ratio: float) -> str:
    """Return a contrast ratio with two decimals, cut off so that none is written as one that it does not reach."""
    return f"{floor(ratio * 100) / 100:.2f}:1"


def for_dark(colour: str) -> str:
    """Return the accent of the dark scheme that follows from that of the light one.

    It is mixed with white, in steps of a 255th of each part of sRGB, until it is legible: so it is paler, too, and does not glare.
    """
    for step in range(255):
        mixed = f"#{bytes(part + (255 - part) * step // 255 for part in _parts(colour)).hex()}"
        if contrast(mixed, PAPERS["dark"]) >= LEAST_CONTRAST:
            return mixed
    return "#ffffff"


def accent_style(light: str, dark: str) -> str:
    """Return the style sheet that sets the accents of both schemes; empty without them. It stands behind the colours of the site."""
    if not light:
        return ""
    on_light, on_dark = (
        f"{{--accent:{colour};--accent-2:{colour}{_UNDERLINES[scheme]}}}" for scheme, colour in (("light", light), ("dark", dark))
    )
    return (
        f":root{on_light}\n"
        f'@media (prefers-color-scheme: dark){{:root:not([data-md-color-scheme="default"]){on_dark}}}\n'
        f':root[data-md-color-scheme="slate"]{on_dark}\n'
    )


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour of sRGB (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (part / 255 / 12.92 if part / 255 <= _LINEAR else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])
