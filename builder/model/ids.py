"""The form of an id and of a file's name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from builder.model.findings import finding

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
ID_SCHEMES = frozenset({"claim", "theme", "group", "term", "source", "page"})
"""The schemes of links by id."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
"""Names that Windows keeps for devices, with any extension."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MOST_BYTES = 255
"""Of a name, on most disks."""
_LONGEST_PATH = 180
"""Of a path relative to the project, in characters: Windows takes 259, with those of the folder that a project or a bundle lies in."""


def is_device_name(name: str) -> bool:
    """Return whether Windows keeps a name of a file or a folder for a device."""
    return bool(_DEVICE.match(name))


def is_utf8(name: str) -> bool:
    """Return whether a name can be written as UTF-8: Python reads the bytes of another encoding as unpaired surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def why_not_portable(name: str) -> str:
    """Return why Windows or macOS cannot hold a file or a folder of this name, as a clause; empty if they can."""
    if not is_utf8(name):
        return "this name is not UTF-8"
    if _DEVICE.match(name):
        return f"Windows keeps the name `{name.partition('.')[0].rstrip(' ')}` for a device"
    if match := _FORBIDDEN.search(name):
        return f"Windows allows no `{match[0]}` in a name" if match[0].isprintable() else "Windows allows no control character in a name"
    if name.endswith((".", " ")):
        return f"Windows drops the {'dot' if name.endswith('.') else 'space'} at the end of a name"
    if len(name.encode()) > _MOST_BYTES:
        return f"its name is longer than {_MOST_BYTES} bytes, which few disks can hold"
    return ""


def why_too_long(path: str) -> str:
    """Return why a path, relative to the project, may be too long for Windows, as a clause; empty if it is not."""
    return f"its path is longer than {_LONGEST_PATH} characters, too long for Windows" if len(path) > _LONGEST_PATH else ""


def shown_path(path: str) -> str:
    """Return a path with escapes for bytes that are not UTF-8, so that it can be printed everywhere."""
    return path if is_utf8(path) else path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def folded_name(name: str) -> str:
    """Return what two names have in common that are one on disks of Windows and macOS: neither case nor Unicode form counts there."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def device_id(where: Where, text: str, hint: str = "choose another id") -> Finding:
    """Return a finding for the id of a page that Windows keeps for a device: the page is a folder of that name."""
    return finding(where, "invalid-id", f"`{text}` is not a valid id: Windows cannot hold a folder of this name", hint)
