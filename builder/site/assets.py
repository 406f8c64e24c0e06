"""Style sheets and scripts as readers get them: what only their authors need is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rcssmin import cssmin

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSETS = "assets/explainer/"
STYLE_PARTS = f"{ASSETS}css/"
"""Where the parts of the style sheet lie; they are not published."""
STYLE_SHEET = f"{ASSETS}explainer.css"
TYPES = f"{ASSETS}types.d.ts"
"""What the type checker reads beside the scripts; it is not published."""
_JSDOC = r"/\*\*(?:(?!\*/).)*\*/"  # up to its own end: what follows in its line, and the next comment, are not part of it
_NOTES = re.compile(rf"^[ \t]*{_JSDOC}\n|{_JSDOC}[ ]?", re.DOTALL | re.MULTILINE)


def style_sheet(parts: Iterable[str]) -> str:
    """Return the style sheet that these parts make in this order, without comments and indentation."""
    return str(cssmin('@charset "UTF-8";\n' + "\n".join(parts)))


def published_script(script: str) -> str:
    """Return a script without the types that stand in its JSDoc comments.

    Everything else stays as it is written: telling a regular expression from a division takes a parser of JavaScript.
    """
    return _NOTES.sub("", script)
