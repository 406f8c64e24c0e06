"""The navigation as the theme's templates see it, and the frame that they make around the generated pages.

The engine's own pages stand in the same navigation; it hands them over as leaves and branches.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING

from builder.site.shell import Shell, Slot, mark, mark_current, shell_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from builder.pages.page import NavItem, Page
    from builder.site.shell import Shells

_PRUNE_FROM = 60
"""Entries of the navigation from which on only the reader's own branch is unfolded."""


@dataclass(slots=True)
class Leaf:
    """A page in the navigation, as the templates see it."""

    title: str
    url: str
    current: str = ""
    branch: str = ""
    active: bool = False
    language: str = ""
    """That of the title, where it is not the page's."""
    children: None = None


@dataclass(slots=True, eq=False)
class Branch:
    """A part of the navigation, as the templates see it."""

    title: str
    children: list[Leaf | Branch]
    active: bool = False
    language: str = ""


@dataclass(slots=True)
class FramedPage:
    """What the templates read of a page, with marks for what differs from page to page."""

    url: str
    title: str = mark(Slot.TITLE)
    content: str = mark(Slot.CONTENT)
    canonical_url: str = mark(Slot.CANONICAL)
    edit_url: str = mark(Slot.EDIT)
    meta: dict[str, str] = field(default_factory=lambda: {"description": mark(Slot.DESCRIPTION)})
    shell: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(toc=mark(Slot.TOC), head=mark(Slot.HEAD)))
    toc: tuple[()] = ()
    is_homepage: bool = False
    previous_page: None = None
    next_page: None = None


class Frames:
    """The theme's template around the generated pages, rendered once for each branch, folder, depth and language.

    `notes` gives the home page and the other hand-written pages as entries of the navigation on pages of a language, and
    `generated` the rest of it.
    """

    def __init__(
        self,
        render: Callable[[SimpleNamespace, FramedPage, str], str],
        notes: Callable[[str], tuple[Sequence[Leaf], Sequence[Leaf | Branch]]],
        generated: Callable[[str], Sequence[NavItem]],
    ) -> None:
        self._render = render
        self._notes = notes
        self._generated = generated
        self._shells: Shells = {}
        self._trees: dict[str, _Tree] = {}

    def shell_for(self, page: Page) -> Shell:
        """Return the frame of a page."""
        key = shell_key(page)
        if key not in self._shells:
            folder = key[3]
            tree = self._tree(page.language)
            address = f"{folder}-/index.html" if folder else f"{'-/' * key[1]}index.html"
            with tree.unfolded(page.branch):
                nav = SimpleNamespace(items=tree.items, homepage=tree.items[0], pages=[])
                self._shells[key] = Shell.cut(self._render(nav, FramedPage(address), page.language))
        return self._shells[key]

    def _tree(self, language: str) -> _Tree:
        if language not in self._trees:
            home, rest = self._notes(language)
            generated = [leaf_or_branch(item, marked=True) for item in self._generated(language)]
            ways: dict[str, list[Branch]] = {}
            for item in generated:
                _find_ways(item, (), ways)
            self._trees[language] = _Tree([*home, *generated, *rest], ways)
        return self._trees[language]


@dataclass(frozen=True, slots=True)
class _Tree:
    """The navigation in one language."""

    items: list[Leaf | Branch]
    ways: dict[str, list[Branch]]
    """What is unfolded on pages of a branch."""

    @contextmanager
    def unfolded(self, branch: str) -> Iterator[None]:
        """Unfold the branch in which a page stands: the one of its own name, or those that hold it."""
        for part in self.ways.get(branch, ()):
            part.active = True
        try:
            yield
        finally:
            for part in self.ways.get(branch, ()):
                part.active = False


def _find_ways(item: Leaf | Branch, above: tuple[Branch, ...], ways: dict[str, list[Branch]]) -> None:
    if isinstance(item, Branch):
        for child in item.children:
            _find_ways(child, (*above, item), ways)
    elif item.branch:
        way = ways.setdefault(item.branch, [])
        way += (part for part in above if part not in way)


def leaf_or_branch(item: NavItem, *, marked: bool = False) -> Leaf | Branch:
    """Return an entry of the generated navigation as the templates see it."""
    if item.children:
        return Branch(escape(item.title, quote=False), [leaf_or_branch(child, marked=marked) for child in item.children])
    current = mark_current(item.url) if marked else ""
    return Leaf(escape(item.title, quote=False), f"{item.url}index.html", current, item.branch, language=item.language)


def needs_pruning(items: Iterable[NavItem]) -> bool:
    """Tell whether so much is in the navigation that only the reader's own branch is unfolded."""
    return sum(map(_leaves, items)) > _PRUNE_FROM


def _leaves(item: NavItem) -> int:
    return sum(map(_leaves, item.children)) if item.children else 1
