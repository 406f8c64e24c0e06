"""Addresses as they stand in links: percent-encoded, and with the name of the file, so that the site works from a disk."""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from builder.pages.page import Layout

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


_OF_IDS = frozenset("id for name headers aria-controls aria-describedby aria-details aria-labelledby aria-owns".split())


def placed(layout: Layout, page: str, name: str, value: str) -> str | None:
    """Return the value that an attribute of a hand-written page has in a document of another layout; None for a link that leads nowhere.

    `page` is the address of the page on the site, to which its links are relative there.
    """
    if name in _OF_IDS:
        return " ".join(layout.id_of(page, word) for word in value.split())
    if name not in ("href", "src", "poster") or _HOST.match(value)[0] or value.startswith("/"):  # type: ignore[index]
        return value
    path, rest = _PATH_AND_REST.fullmatch(value).groups()  # type: ignore[union-attr]
    folder = normpath(join(page or ".", path))
    target = f"{folder}/".removeprefix("./") if not path or path.endswith("/") else folder.removesuffix("index.html")
    return layout.href(page, f"{target}{rest}") if layout.leads(target) else None
