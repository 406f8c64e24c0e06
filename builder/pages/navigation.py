"""The generated part of the navigation: themes by their folders, then the overviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from builder.model.language import Language, language_of
from builder.pages.labels import OVERVIEWS
from builder.pages.page import NavItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.content import Theme
    from builder.model.explainer import Explainer


def navigation(explainer: Explainer, tag: str) -> tuple[NavItem, ...]:
    """Return the branches of the generated pages in the words of a language, in the order in which a reader needs them."""
    language = language_of(tag)
    overviews = tuple(
        NavItem(language.say(OVERVIEWS[name]), f"{name}/", branch="overviews") for name in explainer.overviews if name != "search"
    )
    translated = explainer.translations.get(tag, explainer)
    themes = _folder(translated, language, _by_folder(translated), "")
    shown = (NavItem(language.say("Themes"), children=themes),) if themes else ()
    return (*shown, NavItem(language.say("Overviews"), children=overviews))


@dataclass(slots=True)
class _Folder:
    themes: list[Theme] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def _by_folder(explainer: Explainer) -> dict[str, _Folder]:
    """Gather the themes and the folders that lie in each folder; `""` is the outermost."""
    found = {"": _Folder()}
    for theme in explainer.themes.values():
        steps = theme.part.split("/") if theme.part else []
        for n in range(len(steps)):
            name = "/".join(steps[: n + 1])
            if name not in found:
                found[name] = _Folder()
                found["/".join(steps[:n])].folders.append(name)
        found[theme.part].themes.append(theme)
    return found


def _folder(explainer: Explainer, language: Language, folders: Mapping[str, _Folder], name: str) -> tuple[NavItem, ...]:
    """Return the themes of a folder and the folders in it, by `order`, then by title."""
    known = {part.id: part for part in explainer.content.parts}
    rows = [(theme.order, theme.title, _leaf(explainer, language, theme)) for theme in folders[name].themes]
    for child in folders[name].folders:
        part = known.get(child)
        title = part.title if part else child.rpartition("/")[2].replace("-", " ").capitalize()
        rows.append((part.order if part else 0, title, NavItem(title, children=_folder(explainer, language, folders, child))))
    return tuple(item for _, _, item in sorted(rows, key=lambda row: row[:2]))


def _leaf(explainer: Explainer, language: Language, theme: Theme) -> NavItem:
    tag = explainer.language_of(theme.url)
    return NavItem(theme.title, theme.url, f"themes/{theme.part}", "" if tag == language.tag else tag)
