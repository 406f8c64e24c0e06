"""Sources: records in the variables of the Citation Style Language, with what an explainer must say of them besides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.dates import Date, SourceDate
    from builder.model.findings import Where

_CLOSE = ("'", "’", "ʼ", "-")
"""Ends of particles that stand close to the name."""


class Name(NamedTuple):
    """A person or body, in the parts of CSL: those of a person's name, or `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""
    dropping_particle: str = ""
    """What stands before the family name and is left out where only that is given: the `van` of `Ludwig van Beethoven`."""
    non_dropping_particle: str = ""
    """What always stands before the family name: the `De` of `De Gaulle`."""
    suffix: str = ""
    comma_suffix: bool = False
    """Whether a comma stands before the suffix."""
    static_ordering: bool = False
    """Whether the family name always stands first."""
    parse_names: bool = False
    """Whether programs are to look for particles and suffixes in the other parts."""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        family = _after_particle(self.dropping_particle, _after_particle(self.non_dropping_particle, self.family))
        name = " ".join(filter(None, (family, self.given) if self.static_ordering else (self.given, family)))
        return f"{name}{',' if self.comma_suffix else ''} {self.suffix}" if self.suffix else name

    @property
    def short(self) -> str:
        """What stands before a year: the family name, with the particle that always stands before it."""
        return self.literal or _after_particle(self.non_dropping_particle, self.family) or self.given


def _after_particle(particle: str, name: str) -> str:
    """Return a name after its particle: `d'` stands close to it, `van` does not."""
    return f"{particle}{'' if particle.endswith(_CLOSE) or not name else ' '}{name}" if particle else name


class Consulted(StrEnum):
    """How much of a source its recorder has read."""

    FULL = "full"
    EXCERPT = "excerpt"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Former:
    """An id that something had before it was renamed."""

    id: str
    where: Where


class Snapshot(NamedTuple):
    """A kept copy of a source."""

    url: str
    date: Date | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A record in the variables of the Citation Style Language (CSL 1.0.2), with additions of this project; its texts have no markup."""

    id: str
    """Its citation key, with any characters but white space and braces; `ids.slug_of` gives what stands for it in addresses and anchors."""
    where: Where
    type: str
    """One of `csl.variables.TYPES`."""
    title: str
    authors: tuple[Name, ...] = ()
    publisher: str = ""
    container: str = ""
    issued: SourceDate | None = None
    accessed: SourceDate | None = None
    url: str = ""
    language: str = ""
    consulted: Consulted = Consulted.NO
    says_consulted: bool = False
    """Whether its record says how much of it was read; `consulted` is `NO` if it does not."""
    via: tuple[str, ...] = ()
    syndicated_from: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()
    first_hand: bool = False
    """Whether the record says that it is based on nothing else: `based_on: []`."""
    voice: str = ""
    """Whose statement it is, if that is neither its authors nor its publisher, whichever counts for its type."""
    perspective: str = ""
    """Whose outlet it is, in a few words, for whoever weighs what it says."""
    snapshot: Snapshot | None = None
    annotated: bool = False
    """Whether the site names the page that tells what it says in its own order."""
    note: str = ""
    csl: Mapping[str, str] = field(default_factory=dict)
    """Further variables of text and numbers (`volume`, `page`, `DOI`, …), by the name that CSL gives them."""
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    """Persons and bodies in other roles than that of author (`editor`, `translator`, …)."""
    dates: Mapping[str, SourceDate] = field(default_factory=dict)
    """Further dates (`original-date`, `submitted`, …)."""
    marked: Mapping[str, str] = field(default_factory=dict)
    """Of texts with markup (`A <i>lamp</i>`), what the record has, by the CSL name of the variable; `csl.rich_text` makes HTML of it."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Of texts that JSON has as numbers, the numbers, by the CSL name of the variable."""
    custom: Mapping[str, object] = field(default_factory=dict)
    """What a program keeps in its own fields."""
    categories: tuple[str, ...] = ()
    page: str = ""
    """Address of the source's own page, relative to the site."""
    was: tuple[Former, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of the ids of its ancestors."""

    @property
    def outlet(self) -> str:
        """The body that published it, or else in what it appeared; empty if its record names neither."""
        return self.publisher or self.container

    @property
    def ancestors(self) -> tuple[str, ...]:
        """The ids of the sources that this one derives from."""
        return self.via + self.syndicated_from + self.based_on
