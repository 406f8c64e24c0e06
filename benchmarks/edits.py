"""What a writer changes besides sentences, each with a page that shows it: for this project's server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING

from corpus import REVISION
from latency import Save

if TYPE_CHECKING:
    from pathlib import Path

_THEME = "content/themes/part-000/theme-0000.md"
_TITLE, _SUMMARY, _ALIASES = r"(?m)^title: .*$", r"(?m)^summary: .*$", r"(?m)^aliases: .*$"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that can be made again and again."""

    what: str
    file: str
    line: str
    """A pattern of what is replaced."""
    written: str
    """With `{}` where a value goes."""
    values: tuple[str, ...]
    """They stand nowhere else in the explainer, or the page would show them before they are saved."""
    page: str
    shown: str = "{}"


def _numbered(word: str) -> tuple[str, ...]:
    return tuple(f"{word} {number}" for number in range(100, 120))


EDITS = (
    Edit("title of a theme", _THEME, _TITLE, "title: {}", _numbered("Heading"), "/themes/theme-0000/"),
    Edit("summary of a theme", _THEME, _SUMMARY, "summary: {}", _numbered("Gist"), "/themes/theme-0000/"),
    Edit(
        "title of a translation",
        "content/themes/part-000/theme-0001.ar.md",
        _TITLE,
        "title: {}",
        _numbered("موضوع"),
        "/themes/theme-0001/ar/",
    ),
    Edit(
        "title of a source",
        "content/sources/sources.json",
        r'"title": "[^"]*"',
        '"title": "{}"',
        _numbered("Article"),
        "/sources/src0000/",
    ),
    Edit(
        "alias of a group, in the words of every theme",
        "content/groups/g00.md",
        _ALIASES,
        'aliases: ["{}"]',
        (f"Revision {REVISION}", "Revision"),
        "/themes/theme-0000/",
        shown=">{}</a>",
    ),
)


def saves(edit: Edit, project: Path, times: int) -> list[Save]:
    """Return a change so many times, with another value each time."""
    path = project / edit.file

    def save(value: str) -> str:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(edit.line, edit.written.format(value), text, count=1), encoding="utf-8")
        return edit.shown.format(value)

    return [Save(edit.page, lambda value=value: save(value)) for value in islice(cycle(edit.values), times)]
