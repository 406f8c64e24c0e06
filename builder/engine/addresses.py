"""Addresses as they stand in links: percent-encoded, and with the name of the file, so that the site works from a disk."""

from __future__ import annotations

import re
from urllib.parse import quote

_PATH_AND_REST = re.compile(r"([^?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#]*)?")
_URL_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"


def with_file_name(url: str) -> str:
    """Return a relative link to a folder as one to its `index.html`; every other link is unchanged."""
    path, rest = _PATH_AND_REST.fullmatch(url).groups()  # type: ignore[union-attr]  # it matches any text
    if not path or path.startswith("/") or ":" in path.partition("/")[0]:
        return url
    if path.rpartition("/")[2] in ("", ".", ".."):
        return f"{path.removesuffix('/')}/index.html{rest}"
    return url


def percent_encoded(url: str) -> str:
    """Return a URL in which every character that no URL may hold is percent-encoded; the name of the host is unchanged."""
    host = _HOST.match(url)[0]  # type: ignore[index]  # it matches any text
    return f"{host}{quote(url.removeprefix(host), safe=_URL_CHARACTERS)}"
