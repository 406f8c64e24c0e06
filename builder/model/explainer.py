"""The linked whole: content with every reference resolved, every number and backlink known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.content import Content, Group, Note, Source, Term, Theme
    from builder.model.document import Body, Claim, Support, Token


@dataclass(frozen=True, slots=True)
class Moves:
    """Every old address that still has to lead somewhere."""

    pages: Mapping[str, str] = field(default_factory=dict)
    """The address of each page by an old one: `themes/cash/` to `themes/money/`."""
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The old ids of claims that never left their page, by the id of today."""
    left: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the address of a page: the ids that claims had on it, each with the id of the claim that stands elsewhere now."""


class FileTarget(NamedTuple):
    """What a link to a file of the project leads to."""

    url: str
    """Its address, relative to the site."""
    text: Body | Note | None
    """The page that it becomes; None for files that are published as they are."""

    @property
    def anchors(self) -> frozenset[str]:
        """The places in it to which a link may lead."""
        return self.text.anchors if self.text else frozenset()


@dataclass(frozen=True, slots=True)
class Explainer:
    """The whole, linked. Every id in it leads somewhere."""

    content: Content
    themes: Mapping[str, Theme]
    groups: Mapping[str, Group]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with the names in it found."""
    support: Mapping[str, Support]
    roots: Mapping[str, int]
    """How many independent sources support each claim."""
    disputed_by: Mapping[str, tuple[str, ...]]
    """Symmetric: who disputes whom makes no difference to a reader."""
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
    """The groups that each claim names; a claim that names none is not in it."""
    annotated: tuple[Claim, ...]
    """The claims with a date, a figure, or a gap."""
    references: Mapping[str, tuple[str, ...]]
    """The sources of the glossary and of each page of a theme or group, in the order of their numbers, by address."""
    related: Mapping[str, tuple[str, ...]]
    """The themes closest to each theme."""
    titles: Mapping[str, str]
    """The titles of themes and groups by the addresses of their pages."""
    overviews: tuple[str, ...]
    """The pages about the whole for which there is content: `page:timeline` links to one."""
    moves: Moves
    files: Mapping[str, FileTarget]
    """What a link to a file of the project leads to, by the path of that file."""
    languages: Mapping[str, str] = field(default_factory=dict)
    """The languages of the claims (by id) and pages (by address) that are not in the site's own."""

    translations: Mapping[str, Explainer] = field(default_factory=dict)
    """The whole as it reads in another language, by language: what is translated stands in the place of the original."""
    translated: tuple[str, ...] = ()
    """Of one of these, the themes that have a page in the language."""
    worded: frozenset[str] = frozenset()
    """Of one of these, the claims that are translated, from their present wording."""

    def language_of(self, key: str) -> str:
        """Return the language of a claim (by id) or of a page (by address)."""
        return self.languages.get(key) or self.content.settings.languages[0]
