"""The generated part of the navigation: themes by their folders, then the overviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.labels import OVERVIEWS
from builder.language import Language, language_of
from builder.pages import NavItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.link import Explainer
    from builder.model import Theme


def navigation(explainer: Explainer, tag: str) -> tuple[NavItem, ...]:
    """Return the branches of the generated pages in the words of a language, in the order in which a reader needs them."""
    language = language_of(tag)
    overviews = tuple(
        NavItem(language.say(OVERVIEWS[name]), f"{name}/", branch="overviews") for name in explainer.overviews if name != "search"
    )
    translated = explainer.translations.get(tag, explainer)
    return (*_themes(translated, language, ""), NavItem(language.say("Overviews"), children=overviews))


def _themes(explainer: Explainer, language: Language, folder: str) -> Iterator[NavItem]:
    """Give the themes of a folder and the folders in it, by `order`, then by title."""
    known = {part.id: part for part in explainer.content.parts}
    themes = explainer.themes.values()
    folders = {theme.part for theme in themes if theme.part}
    folders |= {"/".join(f.split("/")[:n]) for f in folders for n in range(1, f.count("/") + 1)}
    rows = [(t.order, t.title, _leaf(explainer, language, t)) for t in themes if t.part == folder]
    for child in folders:
        if child.rpartition("/")[0] == folder:
            part = known.get(child)
            title = part.title if part else child.rpartition("/")[2].replace("-", " ").capitalize()
            rows.append((part.order if part else 0, title, NavItem(title, children=tuple(_themes(explainer, language, child)))))
    items = tuple(item for _, _, item in sorted(rows, key=lambda row: row[:2]))
    return iter(items if folder else (NavItem(language.say("Themes"), children=items),)) if items else iter(())


def _leaf(explainer: Explainer, language: Language, theme: Theme) -> NavItem:
    tag = explainer.language_of(theme.url)
    return NavItem(theme.title, theme.url, f"themes/{theme.part}", "" if tag == language.tag else tag)
