"""Where a text of Markdown is code, in which character references and links are only text."""

from __future__ import annotations

from typing import Any

import pyromark


def code_ranges(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each code span and code block of a text, in characters."""
    data = text.encode()
    ranges: list[tuple[int, int]] = []
    event: Any
    for event, span in pyromark.events_with_range(text):
        is_code = isinstance(event, dict) and ("Code" in event or "CodeBlock" in (event.get("Start") or ()))
        if is_code:
            ranges.append((len(data[: span["start"]].decode()), len(data[: span["end"]].decode())))
    return ranges
