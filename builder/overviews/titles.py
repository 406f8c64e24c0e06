"""What the pages about the whole are called, and what all of them have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.linking.queries import Sheet
from builder.model.language import phrase
from builder.signs.method_page import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.language import Language

OVERVIEWS = {
    "glossary": phrase("Glossary"),
    "designations": phrase("Designations"),
    "relations": phrase("Relations"),
    "figures": phrase("Figures"),
    "timeline": phrase("Timeline"),
    "disputes": phrase("Where sources disagree"),
    "claims": phrase("All claims"),
    "sources": phrase("Sources"),
    "changes": phrase("Changes"),
    "about": phrase("About this explainer"),
    "method": TITLE,
    "search": phrase("Search"),
    "bundle": phrase("Take it with you"),
}
INTRODUCED = ("about", "method")
"""Those that begin with a text of the authors, if there is one at the same address in `docs/`."""


def checked_title(title: str, language: Language) -> str:
    """Return the title of the page of an annotated source that has this title."""
    return language.say("{title}, checked").format(title=title)


def overview_sheet(name: str, toc: Iterable[tuple[str, str]], **context: Any) -> Sheet:
    """Return the sheet of an overview: its address, title and template follow from its name."""
    return Sheet(f"{name}/", OVERVIEWS[name], f"{name}.html", tuple(toc), context)
