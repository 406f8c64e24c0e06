"""Style sheets and scripts as they are published: without what only their authors need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rcssmin import cssmin

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSETS = "assets/explainer/"
LIVE_ASSETS = "assets/live/"
"""Files of the preview server, which are not published."""
STYLE_PARTS = f"{ASSETS}css/"
"""The folder of the parts of the style sheet, which are not published."""
STYLE_SHEET = f"{ASSETS}explainer.css"
FAVICON = f"{ASSETS}favicon.svg"
COLOURS = f"{STYLE_PARTS}03-tokens.css"
"""The part with the colours of the site, which those of an explainer follow."""
TYPES = f"{ASSETS}types.d.ts"
"""Declarations for the type checker; not published."""
_JSDOC = r"/\*\*(?:(?!\*/).)*\*/"  # up to its own end: what follows in its line, and the next comment, are not part of it
_NOTES = re.compile(rf"^[ \t]*{_JSDOC}\n|{_JSDOC}[ ]?", re.DOTALL | re.MULTILINE)


def style_sheet(parts: Iterable[str]) -> str:
    """Return the parts joined in this order to one style sheet, without comments and indentation."""
    return str(cssmin('@charset "UTF-8";\n' + "\n".join(parts)))


def published_script(script: str) -> str:
    """Return a script without its JSDoc comments, which hold types.

    Everything else is unchanged: telling a regular expression from a division takes a parser of JavaScript.
    """
    return _NOTES.sub("", script)
