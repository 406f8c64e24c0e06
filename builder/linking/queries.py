"""Views of the whole: what overviews, data files and checks gather from a linked explainer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from builder.linking.numbering import alphabetic
from builder.model.language import ENGLISH, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from builder.model.content import Designation, Group, Quantity, Statement
    from builder.model.dates import Date
    from builder.model.document import Claim, Measure
    from builder.model.explainer import Explainer


_T = TypeVar("_T")
_FEW = 20
"""Entries of a glossary that are read without an index of letters."""


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


def standing(group: Group, language: Language = ENGLISH) -> str:
    """Say in a few words which lists a group is on and since when."""
    say = language.say
    parts = []
    for designation in group.designations:
        name, start, end = designation.list, effective(designation), designation.revoked
        if end:
            parts.append(say("{list} until {date}").format(list=name, date=language.date(end)))
        else:
            parts.append(say("{list} since {date}").format(list=name, date=language.date(start)) if start else name)
    return say("; ").join(parts)


def timeline(explainer: Explainer) -> list[Claim]:
    """Return the claims that say when something happened, in the order of the events."""
    dated = [(c.date.first, c.date.last, c.date.edtf, c.id, c) for c in explainer.claims.values() if c.date]
    return [row[-1] for row in sorted(dated)]  # ids differ, so claims are never compared


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


def disputes(explainer: Explainer) -> list[list[Claim]]:
    """Return the claims that dispute each other, each connected set once, in the order of the pages."""
    place = {claim_id: number for number, claim_id in enumerate(explainer.claims) if claim_id in explainer.disputed_by}
    seen: set[str] = set()
    found = []
    for claim_id in place:
        if claim_id in seen:
            continue
        ahead, members = [claim_id], set()
        while ahead:
            one = ahead.pop()
            if one not in members:
                members.add(one)
                ahead += explainer.disputed_by[one]
        seen |= members
        found.append([explainer.claims[other] for other in sorted(members, key=place.__getitem__)])
    return found


def rivals(explainer: Explainer) -> list[tuple[Group, str, list[Statement]]]:
    """Return the properties for which a group has rival values: different ones that hold at the same time."""
    return [(group, name, statements) for group in explainer.content.groups for name, statements in rival_values(group).items()]


def rival_values(group: Group) -> dict[str, list[Statement]]:
    """Return the statements of a group that name no time, by property, where their values differ."""
    timeless = {name: [s for s in statements if not s.start and not s.end] for name, statements in by_property(group).items()}
    return {name: statements for name, statements in timeless.items() if len({s.value for s in statements}) > 1}


def show_measure(measure: Measure, language: Language = ENGLISH) -> str:
    """Write the value of a figure: `185,000`, `180,000–190,000`, `over 300,000`."""
    low, high = (language.number(value) if value is not None else "" for value in (measure.low, measure.high))
    if low == high:
        return low
    if not high:
        return language.say("over {number}").format(number=low)
    return f"{low}–{high}" if low else language.say("up to {number}").format(number=high)


def computed_for(explainer: Explainer, quantity: Quantity, claim: Claim) -> int | None:
    """Count the groups on the list that a claim speaks of, on the day of which it speaks."""
    if not quantity.counts:
        return None
    return count(explainer, quantity.counts, claim.date or claim.as_of or explainer.content.settings.as_of)
