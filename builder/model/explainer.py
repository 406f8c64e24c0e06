"""The linked explainer: content with every reference resolved, every number and backlink computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.content import Content, Group, Term, Theme
    from builder.model.document import Claim, LinkStart, Support, Token
    from builder.model.sources import Source


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


class Reason(StrEnum):
    """Why a cited source does not raise the support of a claim."""

    UNSEEN = "unseen"
    """Nobody on the explainer's side has seen it, nor a source through which it is known."""
    AGAINST = "against"
    """It contradicts the claim."""
    THROUGH = "through"
    """It is known through a voice that is counted."""
    SAME = "same"
    """It has the voice of a source that is counted."""
    AFTER = "after"
    """It derives from a voice that is counted."""
    BEHIND = "behind"
    """A source that is counted derives from its voice."""


class NotCounted(NamedTuple):
    """A cited source that does not raise the support of a claim."""

    source: str
    reason: Reason
    voice: str = ""
    """The name of the voice that it shares with a counted source; empty if it shares none."""
    counted: str = ""
    """The id of that source; empty if it shares none."""


class Tally(NamedTuple):
    """How well a claim, or a row of one that is a table, is supported, and which of its sources make it so."""

    support: Support
    counted: tuple[str, ...] = ()
    """Sources that are independent of each other, in the order in which they are cited. Empty for a table: its rows have them."""
    not_counted: tuple[NotCounted, ...] = ()
    rows: tuple[Tally, ...] = ()
    """Of a table, in order."""

    @property
    def independent(self) -> int:
        """The number of independent sources; of a table, that of the row with the fewest."""
        return min(len(row.counted) for row in self.rows) if self.rows else len(self.counted)


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
    """The sign of each claim: that of its tally, unless another claim disputes it."""
    tallies: Mapping[str, Tally]
    disputed_by: Mapping[str, tuple[str, ...]]
    """Symmetric: if a claim disputes another, each is listed under the other."""
    differed_by: Mapping[str, tuple[str, ...]]
    """The claims that differ from each claim."""
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
