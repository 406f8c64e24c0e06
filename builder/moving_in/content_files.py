"""The files that claims and sources from elsewhere are written to, each with its new text: what is in one stays to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.importing.project_files import SOURCES
from builder.importing.update import update
from builder.importing.yaml_text import file_text, scalar
from builder.moving_in.claims import new_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.moving_in.claims import MovedIn


def content_files(moved: MovedIn, name: str, themes: Mapping[str, str], text_of: Callable[[str], str]) -> dict[str, str]:
    """Return the texts of the files that change, by their paths; `text_of` gives the text that a file has, empty if it is not there.

    Sources come first: a claim is never without the record that it cites. Raises `update.NoListError`.
    """
    files: dict[str, str] = {}
    if moved.sources:
        path = f"{SOURCES}/{name}.yml"
        there = text_of(path)
        files[path] = update(there, path, moved.sources).text if there.strip() else file_text(moved.sources)
    folder = f"content/themes/{name}" if moved.is_split else "content/themes"
    for theme, claims in moved.added.items():
        path = themes.get(theme, f"{folder}/{theme}.md")
        there = text_of(path) or new_theme(moved.titles[theme])
        newline = "\r\n" if "\r\n" in there else "\n"
        files[path] = f"{there.rstrip()}{newline * 2}{claims.replace(chr(10), newline)}{newline}"
    part = f"{folder}/part.yml"
    if any(path.startswith(f"{folder}/") for path in files) and moved.is_split and not text_of(part):
        files[part] = f"title: {scalar(moved.titles[name])}\n"
    return files
