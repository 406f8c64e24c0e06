"""One made-up explainer of any size: the same content for every tool that is measured.

The words mean nothing, but everything else is like the real thing: themes in parts of 25, four sections of five claims each,
about 45 words a claim with emphasis, a link to another theme, one to three citations with or without a page, and a group
named in every second claim. `writers` writes it in each tool's own format. Equal sizes give equal content, always: the order
in which random numbers are drawn is part of the corpus, and must not change.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")

SIZES = {"S": 10, "M": 100, "L": 1000, "XL": 5000}
"""Themes in a corpus."""
PER_PART = 25
SECTIONS, CLAIMS = 4, 5
"""Sections in a theme, and claims in a section."""
GROUPS, ALIASES = 60, 3
REVISION = 1000
"""The first claim of every theme says `Revision 1000.`, for the measurements that change one sentence."""

_SEED = 20240
_SYLLABLES = [c + v for c in "bdklmnrstv" for v in "aeiou" if c + v != "vu"]


@dataclass(frozen=True, slots=True)
class Group:
    """Something with a name, three other names, and a definition."""

    id: str
    name: str
    aliases: tuple[str, ...]
    definition: str

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the other names."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Source:
    """An article in a journal."""

    id: str
    authors: tuple[str, str]
    """Each `Family, Given`."""
    title: str
    year: int
    journal: str
    volume: str
    first_page: int
    last_page: int
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another theme, by its position."""

    theme: int
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of a group."""

    group: Group
    text: str


Token: TypeAlias = Words | Emphasis | Link | Name


@dataclass(frozen=True, slots=True)
class Citation:
    """A source, and the page in it or nothing."""

    source: Source
    locator: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A paragraph and what it cites."""

    tokens: tuple[Token, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the claims below it."""

    title: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A page."""

    position: int
    title: str
    sections: tuple[Section, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses and of its file."""
        return slug(self.position)

    @property
    def part(self) -> str:
        """The name of its folder."""
        return part(self.position)

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources it cites, in the order of first citation."""
        return tuple(dict.fromkeys(c.source for s in self.sections for claim in s.claims for c in claim.citations))


@dataclass(frozen=True, slots=True)
class Corpus:
    """The whole."""

    themes: tuple[Theme, ...]
    sources: tuple[Source, ...]
    groups: tuple[Group, ...]

    @property
    def parts(self) -> dict[str, tuple[Theme, ...]]:
        """The themes of each part, by its folder."""
        starts = range(0, len(self.themes), PER_PART)
        return {part(start): self.themes[start : start + PER_PART] for start in starts}


def slug(position: int) -> str:
    """Return the name of a theme."""
    return f"theme-{position:04}"


def part(position: int) -> str:
    """Return the folder of a theme."""
    return f"part-{position // PER_PART:03}"


def part_title(folder: str) -> str:
    """Return the title of a part."""
    return folder.replace("-", " ").capitalize()


def count_sources(themes: int) -> int:
    """Return how many sources a corpus has."""
    return max(20, min(2000, 2 * themes))


def describe(themes: int) -> str:
    """Say how large a corpus is."""
    claims = themes * SECTIONS * CLAIMS
    return f"{themes:,} themes, {claims:,} claims, {count_sources(themes):,} sources, {GROUPS * (1 + ALIASES)} names of groups."


def make_corpus(themes: int) -> Corpus:
    """Make up a corpus with so many themes."""
    return _Maker(themes).corpus()


class _Maker:
    """Draws random numbers, always in the same order."""

    def __init__(self, themes: int) -> None:
        self.size = themes
        self.random = random.Random(_SEED)
        words = ("".join(self._choice(_SYLLABLES) for _ in range(self._choice((1, 2, 2, 3, 3, 4)))) for _ in range(3000))
        self.vocabulary = sorted(set(words))

    def corpus(self) -> Corpus:
        groups = self._groups()
        sources = tuple(self._source(n) for n in range(count_sources(self.size)))
        titles = [f"Theme {n:04} {self._text(3)}" for n in range(self.size)]
        return Corpus(tuple(self._theme(n, title, sources, groups) for n, title in enumerate(titles)), sources, groups)

    def _choice(self, options: Sequence[_T]) -> _T:
        return self.random.choice(options)

    def _words(self, count: int) -> list[str]:
        return [self._choice(self.vocabulary) for _ in range(count)]

    def _text(self, count: int) -> str:
        return " ".join(self._words(count))

    def _name(self) -> str:
        return "".join(self._choice(_SYLLABLES) for _ in range(3)).capitalize()

    def _groups(self) -> tuple[Group, ...]:
        groups: list[Group] = []
        taken: set[str] = set()
        while len(groups) < GROUPS:
            first, second = self._name(), self._name()
            if first in taken or second in taken:
                continue
            taken |= {first, second}
            number = len(groups)
            aliases = (f"{first[0]}{second[0]}{number:02}", f"{first} Assembly", f"{second}ists")
            groups.append(Group(f"g{number:02}", f"{first} {second} Council", aliases, f"{self._text(22).capitalize()}."))
        return tuple(groups)

    def _source(self, number: int) -> Source:
        family = self._name()
        return Source(
            id=f"src{number:04}",
            authors=(f"{family}, {self._name()}", f"{self._name()}, {self._name()}"),
            title=self._text(8).capitalize(),
            year=1950 + number % 75,
            journal=self._text(3).title(),
            volume=str(1 + number % 40),
            first_page=number + 1,
            last_page=number + 20,
            url=f"https://example.org/{number:04}",
        )

    def _theme(self, position: int, title: str, sources: tuple[Source, ...], groups: tuple[Group, ...]) -> Theme:
        pool = self.random.sample(sources, min(14, len(sources)))
        naming = set(self.random.sample(range(SECTIONS * CLAIMS), 10))
        sections = []
        for first in range(0, SECTIONS * CLAIMS, CLAIMS):
            claims = tuple(self._claim(n, groups if n in naming else (), pool) for n in range(first, first + CLAIMS))
            sections.append(Section(self._text(3).capitalize(), claims))
        return Theme(position, title, tuple(sections))

    def _claim(self, number: int, groups: tuple[Group, ...], pool: list[Source]) -> Claim:
        words = self._words(45)
        one, two, three = sorted(self.random.sample(range(4, 42), 3))
        tokens: list[Token] = [
            Words(" ".join(words[:one]).capitalize()),
            Emphasis(" ".join(words[one : one + 2])),
            Words(" ".join(words[one + 2 : two])),
            Link(self.random.randrange(self.size), self._text(2)),
            Words(f"{' '.join(words[two:three])}."),
        ]
        if groups:
            group = self._choice(groups)
            tokens += [Words("So"), Name(group, self._choice(group.names))]
        tokens.append(Words(f"{' '.join(words[three:]).capitalize()}."))
        if number == 0:
            tokens.append(Words(f"Revision {REVISION}."))
        cited = self.random.sample(pool, self._choice((1, 2, 2, 3)))
        citations = tuple(Citation(source, f"p. {self.random.randrange(1, 400)}" if self.random.random() < 0.3 else "") for source in cited)
        return Claim(tuple(t for t in tokens if t.text), citations)
