"""Preview pictures of pages, cached by their text and by the version of the program that draws them."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publishing.build_receipt import TEMPLATES
from builder.publishing.checksummed import cached

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.drawings.preview_card import Card

_FONTS = tuple(f"assets/explainer/fonts/serif-{cut}.woff2" for cut in ("display", "ext"))
_ARABIC_FONT = "fonts/naskh-forms.woff2"


def painter_of(cache: Path | None) -> Callable[[Card], bytes]:
    """Return a function that draws the picture of a card as PNG, or takes it from the cache if there is one."""
    # Imported late: what only reads or serves a project draws none.
    from PIL import __version__ as library

    from builder.drawings import preview_picture as pictures

    files = [Path(pictures.__file__), *(TEMPLATES / name for name in _FONTS), Path(pictures.__file__).parent / _ARABIC_FONT]
    data = [path.read_bytes() for path in files]
    painter = pictures.Painter(data[1:])
    version = sha256(b"\0".join([library.encode(), *data])).hexdigest()

    secret = _secret(cache / "pictures") if cache else None
    if not cache or not secret:
        return painter.draw

    def picture(card: Card) -> bytes:
        name = sha256("\0".join([version, card.title, card.site, card.facts, card.accent, *card.answer]).encode()).hexdigest()
        return cached(cache / "pictures" / name, lambda: painter.draw(card), secret)

    return picture


def _secret(folder: Path) -> bytes:
    """Return a key for the digests of cached pictures: when this system made a file of the cache, to the nanosecond.

    That cannot be known where a project comes from, so no picture that comes with it has a valid digest. Empty if there is no key.
    """
    path = folder / "made"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.open("xb").close()
        state = path.stat()
    except OSError:
        return b""
    return sha256(f"{state.st_ctime_ns} {state.st_ino}".encode()).digest()
