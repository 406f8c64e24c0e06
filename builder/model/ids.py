"""The form of an id, of a citation key and of a file's name; findings that all formats share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from builder.model.findings import Finding, Where

ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")
CONFIGURATIONS = ("mkdocs.yml", "mkdocs.yaml")
"""The names of the configuration of the engine, in the order in which MkDocs looks for them."""
ID_SCHEMES = frozenset({"claim", "theme", "group", "term", "source", "page"})
"""The schemes of links by id."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
"""Names that Windows keeps for devices, with any extension."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MOST_BYTES = 255
"""Of a name, on most disks."""
_LONGEST_PATH = 180
"""Of a path relative to the project, in characters: Windows takes 259, with those of the folder that a project or a bundle lies in."""


_NO_KEY = re.compile(r"[\s{}]+")
_SIMPLE_KEY = re.compile(r"[^\W]\w*(?:(?:[:.#$%&\-+?<>~/]|[:/]+/)\w+)*+\Z")
_PUNCTUATION = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 100
_SHORTEST = 3
"""Letters of a word in which a wrong one is no other word."""
_DIGEST = 8


def is_respelt(word: str, known: str) -> bool:
    """Return whether a word is surely a known one: but for case, `_` for `-` and one letter they are the same, with the same numbers."""
    # Imported late: only needed when there are findings.
    from rapidfuzz.distance import OSA

    one, other = (text.casefold().replace("_", "-") for text in (word, known))
    if [char for char in one if char.isdigit()] != [char for char in other if char.isdigit()]:
        return False
    return one == other or (min(len(one), len(other)) > _SHORTEST and OSA.distance(one, other, score_cutoff=1) <= 1)


def is_key(text: str) -> bool:
    """Return whether a text can be the citation key of a source: pandoc reads anything without white space and braces in `[@{…}]`."""
    return bool(text) and not _NO_KEY.search(text)


def proposed_key(text: str) -> str:
    """Return the citation key that is closest to a text; empty if nothing is left of it."""
    return _NO_KEY.sub("_", text.strip()).strip("_")


def written_key(key: str) -> str:
    """Return a citation key as it stands in a citation: `@Berg_2020`, or `@{…}` where pandoc needs braces."""
    return f"@{key}" if _SIMPLE_KEY.match(key) else f"@{{{key}}}"


@lru_cache(maxsize=1 << 16)
def slug_of(key: str) -> str:
    """Return what stands for the citation key of a source in addresses, anchors and names of files; it has the form of an id.

    A key that is an id stands for itself. Of others the letters and digits of ASCII are left, in lower case and without accents,
    with hyphens for what is between them; where that loses a letter or makes no name, a digest of the key follows.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", key) if not unicodedata.combining(char))
    slug = _PUNCTUATION.sub("-", plain.lower()).strip("-")
    is_whole = plain.isascii() or not any(char.isalnum() and not char.isascii() for char in plain)
    if slug and is_whole and len(slug) <= _LONGEST_ID and not _DEVICE.match(slug):
        return slug
    digest = sha256(unicodedata.normalize("NFC", key).encode(errors="surrogatepass")).hexdigest()[:_DIGEST]
    return f"{slug[: _LONGEST_ID - _DIGEST - 1].rstrip('-')}-{digest}".lstrip("-")


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


def same_text(text: str, known: Collection[str]) -> str | None:
    """Return the known text that equals another, or is the only one that differs in nothing but its Unicode form; None if there is none.

    Names of files that come from macOS are often decomposed, what people type is composed.
    """
    if text in known:
        return text
    if text.isascii():
        return None
    composed = unicodedata.normalize("NFC", text)
    found = [other for other in known if not other.isascii() and unicodedata.normalize("NFC", other) == composed]
    return found[0] if len(found) == 1 else None


def bad_key(where: Where, text: str) -> Finding:
    """Return a finding for a text that cannot be the citation key of a source."""
    proposal = proposed_key(text)
    what = "white space" if any(char.isspace() for char in text) else "braces"
    hint = f"write {proposal}, and cite it as [{written_key(proposal)}]" if proposal else "write a word such as Berg2020"
    return finding(where, "invalid-id", f"`{text}` cannot be cited: a key cannot contain {what}", hint)


def device_id(where: Where, text: str, hint: str = "choose another id") -> Finding:
    """Return a finding for the id of a page that Windows keeps for a device: the page is a folder of that name."""
    return finding(where, "invalid-id", f"`{text}` is not a valid id: Windows cannot hold a folder of this name", hint)


def configuration_file(project: Path) -> Path | None:
    """Return the file that configures the engine in a project; None if there is none, so that the default is used."""
    return next((path for name in CONFIGURATIONS if (path := project / name).exists()), None)
