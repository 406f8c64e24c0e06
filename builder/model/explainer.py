"""The linked explainer: content with every reference resolved, every number and backlink computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.content import Content, Group, Source, Term, Theme
    from builder.model.document import Claim, LinkStart, Support, Token


@dataclass(frozen=True, slots=True)
class Moves:
    """Every old address, for redirects."""

    pages: Mapping[str, str] = field(default_factory=dict)
    """The current address of each renamed page, by old address: `themes/cash/` to `themes/money/`."""
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The old ids of claims that are still on the same page, by current id."""
    left: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the address of a page: the ids of claims that moved to another page, as (old id, current id)."""


class FileTarget(NamedTuple):
    """The target of a link to a file of the project."""

    url: str
    """Its address, relative to the site."""
    title: str = ""
    """Of the page that it becomes; empty for a file that is copied."""
    anchors: frozenset[str] = frozenset()
    """The valid link targets in it."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """The linked explainer. Every id in it can be resolved, unless there are findings."""

    content: Content
    themes: Mapping[str, Theme]
    groups: Mapping[str, Group]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with mentions marked."""
    support: Mapping[str, Support]
    roots: Mapping[str, int]
    """How many independent sources support each claim."""
    disputed_by: Mapping[str, tuple[str, ...]]
    """Symmetric: if a claim disputes another, each is listed under the other."""
    superseded_by: Mapping[str, tuple[str, ...]]
    supported_by: Mapping[str, tuple[str, ...]]
    cited_by: Mapping[str, tuple[str, ...]]
    """The claims that cite each source."""
    stated_by: Mapping[str, tuple[str, ...]]
    """The groups whose front matter cites each source."""
    passed_on_by: Mapping[str, tuple[str, ...]]
    """The sources that derive from each source."""
    mentioned_in: Mapping[str, tuple[str, ...]]
    """The claims that name each group."""
    mentions_of: Mapping[str, tuple[str, ...]]
    """The groups that each claim names; claims without any are left out."""
    annotated: tuple[Claim, ...]
    """The claims with a date, a figure, or a missing citation."""
    references: Mapping[str, tuple[str, ...]]
    """The numbered sources of each page (themes, groups, glossary), in order, by address."""
    related: Mapping[str, tuple[str, ...]]
    """The most closely related themes of each theme."""
    titles: Mapping[str, str]
    """The titles of themes and groups by the addresses of their pages."""
    overviews: tuple[str, ...]
    """The names of the overview pages that have content: `timeline`, to which `page:timeline` links."""
    moves: Moves
    files: Mapping[str, FileTarget]
    """The targets of links to files, by path: those of the content and, once the engine has rendered them, hand-written pages."""
    file_links: tuple[LinkStart, ...] = ()
    """The links of the content to other files than its own."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """The language of each claim (by id) and page (by address) that is not in the site's own."""

    translations: Mapping[str, Explainer] = field(default_factory=dict)
    """The explainer in each other language, with translated texts replacing the originals."""
    translated: tuple[str, ...] = ()
    """In such a translation: the themes that have a page in its language."""
    worded: frozenset[str] = frozenset()
    """In such a translation: the claims that have an up-to-date translation."""

    def language_of(self, key: str) -> str:
        """Return the language of a claim (by id) or of a page (by address)."""
        return self.languages.get(key) or self.content.settings.languages[0]
