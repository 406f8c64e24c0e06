"""What is wrong with the web address or the DOI of a record."""

from __future__ import annotations

import re

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.[0-9.]{4,9}/.", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_&%#$~{}])")


def wrong_address(text: str, key: str) -> tuple[str, str, str] | None:
    """Return the code of a finding about the address under a key, its message and a hint; None if there is nothing wrong.

    The address under `DOI` needs no scheme: it is the number alone, or that of its resolver.
    """
    first, *more = text.split()
    if more:
        return _not_one(first.rstrip(";,"), more, key)
    if "\\" in text:
        plain = _ESCAPED.sub(r"\1", text)
        return "wrong-value", f"`{key}` cannot hold a backslash", f"write {key}: {plain}" if "\\" not in plain else ""
    if key == "DOI" or _WEB.match(text):
        return None
    hint = f"write https://{text}" if text.lower().startswith("www.") else ""
    return "forbidden-scheme", f"`{key}` must start with https:// or http://", hint


def _not_one(first: str, more: list[str], key: str) -> tuple[str, str, str]:
    if any(map(_WEB.match, more)):
        return "wrong-value", f"`{key}` holds two addresses, and there is room for one", f"write {key}: {first}"
    hint = f"write {key}: {first}" if _DOI.match(first) else "take out what is no address, or write %20 for a space in one"
    return "wrong-value", f"`{key}` cannot hold white space, as after `{first}`", hint
