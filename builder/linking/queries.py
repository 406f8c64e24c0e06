"""Views of the whole: what overviews, data files and checks gather from a linked explainer."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from builder.linking.numbering import alphabetic
from builder.model.language import ENGLISH, Language, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from builder.model.content import Designation, Group, Quantity, Settings, Statement
    from builder.model.dates import Date, SourceDate
    from builder.model.document import Claim, Measure
    from builder.model.explainer import Explainer
    from builder.model.sources import Source


_T = TypeVar("_T")
_CLAUSE_END = re.compile(r"[,;:–—،؛、，；](?=\s)|\s[–—](?=\s)")
_FEW = 20
"""Entries of a glossary that are read without an index of letters."""
_TITLE_WORDS = (4, 8)
"""How many words of its title tell a source from another of the same name: as few as suffice."""
_LARGE = ((1e9, phrase("{number} billion")), (1e6, phrase("{number} million")))
_AFTER_AN = ("a", "e", "i", "o", "hour")
"""How the English words begin before which `a` is `an`: but for those in `u`, of which most units begin as `unit` does."""
_TITLE = 60
"""Letters of a title that stands for a source without author and outlet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page about the whole, before its template."""

    url: str
    title: str
    template: str
    toc: tuple[tuple[str, str], ...]
    """Anchors with their headings."""
    context: Mapping[str, Any]
    """What the template asks for."""


def shortened(text: str, letters: int) -> str:
    """Return a text of at most so many letters, cut between words."""
    if len(text) <= letters:
        return text
    return text[: letters - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def cut_at_clause(text: str, letters: int) -> str:
    """Return a text of at most so many letters, cut where a clause ends if one ends in its second half, otherwise between words."""
    if len(text) <= letters:
        return text
    ends = [match.start() for match in _CLAUSE_END.finditer(text, letters // 2, letters)]
    return f"{text[: ends[-1]]}…" if ends else shortened(text, letters)


def by_property(group: Group) -> dict[str, list[Statement]]:
    """Gather a group's statements by property, in the order in which they are written."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in group.statements:
        found[statement.property].append(statement)
    return dict(found)


def by_letter(things: Sequence[_T], name: Callable[[_T], str]) -> dict[str, list[_T]]:
    """Gather things that stand in alphabetic order by their first letter; a few stand together under none."""
    if len(things) <= _FEW:
        return {"": list(things)} if things else {}
    found: dict[str, list[_T]] = {}
    for thing in things:
        first = alphabetic(name(thing))[:1].upper()
        found.setdefault(first if first.isalpha() else "0–9", []).append(thing)
    return found


def effective(designation: Designation) -> Date | None:
    """Return the earliest of a designation's recorded dates: from then on it counts."""
    dates = [d for d in (designation.signed, designation.announced, designation.published) if d]
    return min(dates) if dates else None


def count(explainer: Explainer, name: str, day: Date | None) -> int:
    """Count the groups on a list as of the last day of a date; without a date, all that ever were."""
    return sum(any(d.list == name and _holds(d, day) for d in group.designations) for group in explainer.content.groups)


def _holds(designation: Designation, day: Date | None) -> bool:
    start = effective(designation)
    if day is None:
        return designation.revoked is None
    return (start is None or start.first <= day.last) and (designation.revoked is None or designation.revoked.first > day.last)


def short_list_name(settings: Settings, name: str) -> str:
    """Return how a list is called where there is little room: by its id if that is an abbreviation, which has capitals, or by its title."""
    return name if name != name.lower() else settings.lists.get(name, name)


def long_list_name(settings: Settings, name: str) -> str:
    """Return the title of a list with its abbreviation, if it has one."""
    title = settings.lists.get(name, name)
    return f"{title} ({name})" if title != name and name != name.lower() else title


def standing(settings: Settings, group: Group, language: Language = ENGLISH) -> str:
    """Say in a few words which lists a group is on and since when."""
    say = language.say
    parts = []
    for designation in group.designations:
        name, start, end = short_list_name(settings, designation.list), effective(designation), designation.revoked
        if end:
            parts.append(say("{list} until {date}").format(list=name, date=language.date(end)))
        else:
            parts.append(say("{list} since {date}").format(list=name, date=language.date(start)) if start else name)
    return say("; ").join(parts)


def events(explainer: Explainer) -> list[Claim]:
    """Return the claims that are events, in the order in which they happened; those of one date in the order of the pages.

    What happened on an unknown day of a month or a year stands behind what has a day in it: nobody can say what it came before.
    """
    found = [(_when(c.date), number, c) for number, c in enumerate(explainer.claims.values()) if c.event and c.date]
    return [claim for _, _, claim in sorted(found)]  # numbers differ, so claims are never compared


def _when(when: Date) -> date:
    """Return the day by which an event is ordered."""
    has_two_ends = "/" in when.edtf
    return when.first if (has_two_ends and when.first != date.min) or when.last == date.max else when.last


def figures(explainer: Explainer) -> dict[str, list[Claim]]:
    """Gather the claims that give a figure by quantity, in the order in which the quantities are declared."""
    found: dict[str, list[Claim]] = {}
    for name in explainer.content.settings.quantities:
        claims = [c for c in explainer.claims.values() if c.measure and c.measure.quantity == name]
        if claims:
            found[name] = sorted(claims, key=lambda c: (_day(c), c.id))
    return found


def _day(claim: Claim) -> str:
    date = claim.date or claim.as_of
    return date.edtf if date else ""


def opposed(explainer: Explainer, claim: Claim) -> tuple[str, ...]:
    """Return the claims that dispute a claim, that differ from it, and from which it differs; those that do not exist are left out."""
    name = claim.id
    found = (*explainer.disputed_by.get(name, ()), *claim.differs, *explainer.differed_by.get(name, ()))
    return tuple([other for other in dict.fromkeys(found) if other != name and other in explainer.claims]) if found else ()


def disputes(explainer: Explainer) -> list[list[Claim]]:
    """Return the claims that dispute each other or differ from each other, each connected set once, in the order of the pages."""
    edges = {name: others for name, claim in explainer.claims.items() if (others := opposed(explainer, claim))}
    place = {name: number for number, name in enumerate(edges)}
    seen: set[str] = set()
    found = []
    for name in place:
        if name in seen:
            continue
        ahead, members = [name], set()
        while ahead:
            one = ahead.pop()
            if one not in members:
                members.add(one)
                ahead += edges[one]
        seen |= members
        found.append([explainer.claims[other] for other in sorted(members, key=place.__getitem__)])
    return found


def outliers_among(explainer: Explainer, claims: Sequence[Claim]) -> int:
    """Return how many of these claims differ from another of them; 0 where some of them dispute each other."""
    names = {claim.id for claim in claims}
    if any(not names.isdisjoint(explainer.disputed_by.get(name, ())) for name in names):
        return 0
    return sum(not names.isdisjoint(claim.differs) for claim in claims)


def rivals(explainer: Explainer) -> list[tuple[Group, str, list[Statement]]]:
    """Return the properties for which a group has rival values: different ones that hold at the same time."""
    return [(group, name, statements) for group in explainer.content.groups for name, statements in rival_values(group).items()]


def rival_values(group: Group) -> dict[str, list[Statement]]:
    """Return the statements of a group that name no time, by property, where their values differ."""
    timeless = {name: [s for s in statements if not s.start and not s.end] for name, statements in by_property(group).items()}
    return {name: statements for name, statements in timeless.items() if len({s.value for s in statements}) > 1}


def show_measure(measure: Measure, language: Language = ENGLISH) -> str:
    """Write the value of a figure without its unit: `50 million`, `180,000 to 190,000`, `more than 300,000`, or the words it stands for."""
    say = language.say
    if measure.said:
        return say("“{words}”").format(words=measure.said)
    low, high = (_amount(value, language) if value is not None else "" for value in (measure.low, measure.high))
    if low == high:
        return low
    if not high:
        return say("more than {number}").format(number=low)
    return say("{low} to {high}").format(low=low, high=high) if low else say("up to {number}").format(number=high)


def show_figure(measure: Measure, language: Language = ENGLISH) -> str:
    """Write a figure as people say it: `6 billion US dollars a year`."""
    value = show_measure(measure, language)
    return value if measure.said else f"{value} {show_unit(measure.unit, language)}".rstrip()


def show_unit(unit: str, language: Language = ENGLISH) -> str:
    """Write a unit as people say it: `barrels a day` for `barrels/day`."""
    thing, slash, other = unit.partition("/")
    if not slash:
        return unit
    message = phrase("{thing} an {other}") if other.startswith(_AFTER_AN) else phrase("{thing} a {other}")
    return language.say(message).format(thing=thing.strip(), other=other.strip())


def _amount(value: float, language: Language) -> str:
    """Write a number; from a million on in millions or billions, where that leaves at most two decimals."""
    for size, message in _LARGE:
        if value >= size and round(value / size, 2) * size == value:
            return language.say(message).format(number=language.number(round(value / size, 2)))
    return language.number(value)


def computed_for(explainer: Explainer, quantity: Quantity, claim: Claim) -> int | None:
    """Count the groups on the list that a claim speaks of, on the day of which it speaks."""
    if not quantity.counts:
        return None
    return count(explainer, quantity.counts, claim.date or claim.as_of or explainer.content.settings.as_of)


# --- what sources are called ------------------------------------------------------------------------------------------


class SourceName(NamedTuple):
    """The short name of a source: author and year, or outlet and date, or its title."""

    who: str
    """The authors' family names, the outlet, or the title."""
    joint: str = ""
    """What parts `who` from `when`: a space before a year, a comma before a date."""
    when: str = ""
    """A year or a date in words; empty where the record has none."""
    title: str = ""
    """The first words of the title in quotation marks, where another source has the same name."""

    def __str__(self) -> str:
        return f"{self.who}{self.joint}{self.when}{' ' if self.title else ''}{self.title}"


def source_names(sources: Iterable[Source], language: Language = ENGLISH) -> dict[str, SourceName]:
    """Return the short name of each source by id; no two are alike, so those of all sources must be named together."""
    records = {source.id: source for source in sources}
    names = {name: _source_name(source, language) for name, source in records.items()}
    for words in _TITLE_WORDS:
        for name in _namesakes(names):
            names[name] = names[name]._replace(title=language.say("“{words}”").format(words=_first_words(records[name].title, words)))
    for name in _namesakes(names):
        names[name] = names[name]._replace(title=f"{names[name].title} [{name}]")
    return names


def _namesakes(names: Mapping[str, SourceName]) -> list[str]:
    """Return the ids of the sources of which another one has the name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source, name in names.items():
        found[str(name)].append(source)
    return [source for sources in found.values() if len(sources) > 1 for source in sources]


def _first_words(title: str, number: int) -> str:
    words = title.split(maxsplit=number)
    return f"{' '.join(words[:number])}…" if len(words) > number else shortened(title, _TITLE)


def _source_name(source: Source, language: Language) -> SourceName:
    outlet = source.outlet
    bodies = {source.publisher.casefold(), source.container.casefold()}
    people = source.authors or (() if source.container else source.names.get("editor", ()))
    authors = [name.short for name in people if str(name).casefold() not in bodies]
    if authors:
        return SourceName(_authors(authors, language), *_year(source.issued, language))
    if outlet:
        return SourceName(outlet, *_in_words(source.issued, language))
    return SourceName(shortened(source.title, _TITLE))


def _authors(names: Sequence[str], language: Language) -> str:
    if len(names) == 1:
        return names[0]
    if len(names) == 2:  # noqa: PLR2004  # both are named
        return language.say("{first} & {second}").format(first=names[0], second=names[1])
    return language.say("{first} et al.").format(first=names[0])


def _in_words(when: SourceDate | None, language: Language) -> tuple[str, str]:
    """Return a date in words after the comma that comes before it."""
    return (language.say(", "), language.date(when)) if when else ("", "")


def _year(issued: SourceDate | None, language: Language) -> tuple[str, str]:
    """Return the year of a date, or its years, after a space; what is not certain or no date, in words after a comma."""
    when = issued.date if issued else None
    if not when or when.first == date.min or when.last == date.max or set(when.edtf) & set("~?%X"):
        return _in_words(issued, language)
    years = [language.plain_date(year, 0, 0) for year in dict.fromkeys((when.first.year, when.last.year))]
    return " ", "–".join(years)


def mentions_elsewhere(explainer: Explainer, group: Group) -> list[tuple[str, list[Claim]]]:
    """Return the claims that name a group, by the address of their page; those on its own page are left out."""
    pages: dict[str, list[Claim]] = defaultdict(list)
    for claim_id in explainer.mentioned_in.get(group.id, ()):
        claim = explainer.claims[claim_id]
        if claim.page != group.url:
            pages[claim.page].append(claim)
    return list(pages.items())
