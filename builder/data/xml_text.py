"""Text for XML files."""

from __future__ import annotations

import re
from html import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 calls no character: most control characters, lone surrogates, and two more."""


def xml_text(text: str) -> str:
    """Return a text escaped for an element or a quoted attribute; U+FFFD stands for what XML cannot hold even as a reference."""
    return escape(_FORBIDDEN.sub("\ufffd", text))
