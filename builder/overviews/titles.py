"""What the pages about the whole are called, and what all of them have in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from builder.linking.mentions import fold
from builder.linking.queries import Sheet
from builder.model.language import phrase
from builder.signs.method_page import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.model.language import Language

_K = TypeVar("_K")
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


@dataclass(frozen=True, slots=True)
class Option:
    """A value by which a list can be filtered."""

    value: str
    label: str
    number: int
    """Of claims or sources that have it."""


def by_label(found: Iterable[Option]) -> tuple[Option, ...]:
    """Put options in the order of the alphabet."""
    return tuple(sorted(found, key=lambda option: (fold(option.label), option.value)))


def counted(labels: Mapping[_K, str], values: Iterable[_K]) -> tuple[Option, ...]:
    """Make options of the values that occur, in the order of their labels."""
    numbers = Counter(values)
    return tuple(Option(str(value), label, numbers[value]) for value, label in labels.items() if numbers[value])
