"""The files of a project that hold keys, and everything that is declared in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.formats.attributes import CLAIM, TRANSLATED_CLAIM
from builder.formats.pages import GROUP, PART, TERM, THEME, TRANSLATION
from builder.formats.settings import EXPLAINER
from builder.formats.sources import NAME, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.formats.keys import Format


class FileFormat(NamedTuple):
    """A kind of file, and the mapping in it."""

    path: str
    title: str
    format: Format
    shape: str
    """`mapping`, `list`, `sources` (a list that may stand under `references`), `front matter` or `attribute list`."""


FILES = (
    FileFormat("content/explainer.yml", "The explainer", EXPLAINER, "mapping"),
    FileFormat("content/themes/<id>.md", "A theme", THEME, "front matter"),
    FileFormat("content/themes/<id>.<language>.md", "A theme in another language", TRANSLATION, "front matter"),
    FileFormat("content/themes/<folder>/part.yml", "A part of the navigation", PART, "mapping"),
    FileFormat("content/groups/<id>.md", "A group", GROUP, "front matter"),
    FileFormat("content/terms.yml", "Terms", TERM, "list"),
    FileFormat("content/sources/<name>.yml", "Sources", SOURCE, "sources"),
    FileFormat("content/themes/<id>.md", "A claim", CLAIM, "attribute list"),
    FileFormat("content/themes/<id>.<language>.md", "A translated claim", TRANSLATED_CLAIM, "attribute list"),
)


def formats_in(outer: Format) -> Iterator[Format]:
    """Yield a format and those of the records in it, in the order of their keys."""
    yield outer
    for key in outer.keys:
        if key.of is not None:
            yield from formats_in(key.of)


EVERY_KEY = frozenset(key.name for outer in (*(file.format for file in FILES), NAME) for one in formats_in(outer) for key in one.keys)
"""The keys of all formats."""
