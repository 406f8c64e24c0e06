"""Editorial rules for linked content that is otherwise valid: one small function for each."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from builder.checking.record_rules import RECORD_RULES
from builder.checking.sign_rules import SIGN_RULES
from builder.checking.voice_rules import VOICE_RULES
from builder.model.content import Designation
from builder.model.document import Heading, LinkStart
from builder.model.findings import Edit, Finding, Lines, Named, Vocabulary, Where, a, finding, meant
from builder.model.ids import is_respelt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.model.content import Relation, Statement
    from builder.model.dates import Date
    from builder.model.document import Claim, Measure
    from builder.model.explainer import Explainer


def check_rules(explainer: Explainer) -> list[Finding]:
    """Return the findings of every rule."""
    return [violation for rule in _RULES for violation in rule(explainer)]


def _dates(explainer: Explainer) -> Iterator[Finding]:
    as_of = explainer.content.settings.as_of
    for claim in explainer.annotated:
        if not claim.later:
            for key, value in (("date", claim.date), ("as_of", claim.as_of)):
                yield from _future(as_of, value, claim.places.get(key, claim.where))
    for theme in explainer.content.themes:
        yield from _future(as_of, theme.as_of, theme.places.get("as_of", theme.where))
    for group in explainer.content.groups:
        items: tuple[Statement | Relation, ...] = (*group.statements, *group.relations)
        for item in items:
            if item.start and item.end and item.start.first > item.end.last:
                yield finding(item.where, "impossible-dates", f"`from` ({item.start.edtf}) is after `to` ({item.end.edtf})")
        for designation in group.designations:
            yield from _designation_dates(designation)
            for key in ("signed", "announced", "published"):
                yield from _future(as_of, getattr(designation, key), designation.places.get(key, designation.where))


def _future(as_of: Date | None, value: Date | None, where: Where) -> Iterator[Finding]:
    if as_of and value and value.first > as_of.last:
        yield finding(
            where,
            "future-date",
            f"{value.edtf} is after {as_of.edtf}, the date up to which this explainer speaks",
            "mark the claim `.later`",
        )


def _designation_dates(designation: Designation) -> Iterator[Finding]:
    order = [(name, value) for name in ("signed", "published", "revoked") if (value := getattr(designation, name))]
    for (name, before), (next_name, after) in pairwise(order):
        if before.first > after.last:
            where = designation.places.get(name, designation.where)
            yield finding(where, "impossible-dates", f"`{name}` ({before.edtf}) is after `{next_name}` ({after.edtf})")


def _uncited_records(explainer: Explainer) -> Iterator[Finding]:
    for group in explainer.content.groups:
        for item in group.records:
            if not item.citations:
                what, code = ("designation of", "designation") if isinstance(item, Designation) else ("statement about", "statement")
                cite = item.places.get("cite")  # it is there, and cannot be read
                grounds = (Lines(cite.path, cite.line, cite.line),) if cite else ()
                message = f"this {what} `{group.id}` cites no source"
                yield finding(
                    item.where, f"uncited-{code}", message, 'add cite: "@id", with the id of a source in place of `id`', grounds=grounds
                )


def _source_cycles(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each cycle of `via`, and of `syndicated_from` and `based_on`.

    The two are checked separately: a digest may be based on a report that the authors read only through the digest.
    """
    for fields in (("via",), ("syndicated_from", "based_on")):
        edges = {s.id: tuple(dict.fromkeys(a for f in fields for a in getattr(s, f))) for s in explainer.content.sources if s.ancestors}
        for cycle in _cycles(edges):
            source = explainer.sources[cycle[0]]
            yield finding(
                source.where, "source-cycle", f"{' and '.join(f'`{f}`' for f in fields)} form a cycle: {' → '.join((*cycle, cycle[0]))}"
            )


def _cycles(edges: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield cycles, each starting at its smallest id; of those that share a member only the first, since there may be very many."""
    done: set[str] = set()
    for start in sorted(edges):
        if start in done:
            continue
        path, ahead = [start], [iter(edges[start])]
        positions = {start: 0}
        last = -1  # the last position on the path that is part of a cycle already
        while ahead:
            following = next(ahead[-1], None)
            if following is None:
                ahead.pop()
                finished = path.pop()
                del positions[finished]
                done.add(finished)
                last = min(last, len(path) - 1)
            elif (at := positions.get(following, -1)) > last:
                cycle = path[at:]
                last = len(path) - 1
                first = cycle.index(min(cycle))
                yield tuple(cycle[first:] + cycle[:first])
            elif following in edges and following not in done and following not in positions:
                positions[following] = len(path)
                path.append(following)
                ahead.append(iter(edges[following]))


def _some_theme(explainer: Explainer) -> Iterator[Finding]:
    content = explainer.content
    if not content.themes and (content.sources or content.groups or content.terms):
        yield finding(
            Where("content/themes"),
            "missing-content",
            "there is no theme yet",
            "begin with content/themes/<id>.md",
            grounds=(Named("page", ""),),
        )


def _empty_pages(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each theme that says nothing, and for each heading of one with nothing below it."""
    for theme in explainer.content.themes:
        blocks, grounds = theme.body.blocks, (Lines(theme.where.path),)
        if all(isinstance(block, Heading) for block in blocks):
            if not theme.passages:
                yield finding(theme.where, "empty-page", "this theme has no claim yet", "write one below the front matter", grounds=grounds)
            continue
        for block, below in zip_longest(blocks, blocks[1:]):
            if isinstance(block, Heading) and (below is None or (isinstance(below, Heading) and below.level <= block.level)):
                message = f"there is nothing below the heading `{block.text}`"
                yield finding(block.where, "empty-page", message, "write a claim below it, or take it out", grounds=grounds)


def _key_points(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each key point, and each answer, that links to no claim."""
    content = explainer.content
    passages = [("key point", point, "end it with [more](claim:id)") for theme in content.themes for point in theme.brief]
    link = "link the words that a claim carries: [words](claim:id)"
    passages += [("answer", answer, link) for answer in (content.settings.answer, *(theme.answer for theme in content.themes)) if answer]
    for what, passage, hint in passages:
        if not any(isinstance(t, LinkStart) and t.scheme == "claim" for t in passage.tokens):
            where = passage.where
            grounds = (Lines(where.path, where.line, where.line),)
            yield finding(where, "key-point-without-claim", f"this {what} links to no claim", hint, grounds=grounds)


def _figures(explainer: Explainer) -> Iterator[Finding]:
    by_point: dict[tuple[str, str], list[tuple[Claim, Measure]]] = defaultdict(list)
    for claim in explainer.annotated:
        if claim.measure and (date := claim.date or claim.as_of):
            by_point[claim.measure.quantity, date.edtf].append((claim, claim.measure))
    for (quantity, day), figures in by_point.items():
        runs: list[list[tuple[Claim, Measure]]] = []
        """The claims so far; those with equal figures that follow each other are together, and looked at or passed over as one."""
        for claim, measure in figures:
            tied = {*explainer.disputed_by.get(claim.id, ()), *claim.differs, *explainer.differed_by.get(claim.id, ())}
            others = (pair for run in runs if _figure(run[0][1]) != _figure(measure) for pair in run if pair[0].id not in tied)
            if untied := next(others, None):  # one finding per claim is enough
                other, value = untied
                message = f"`{quantity}` on {day} is {measure.text} here and {value.text} in `{other.id}`"
                hints = (
                    f"add disputes={other.id}",
                    f"or, on the outlier of the two, differs={other.id} here or differs={claim.id} there",
                )
                grounds = tuple(Lines(one.where.path, one.where.line, one.end_line) for one in (claim, other))
                yield finding(claim.places["value"], "undisputed-figures", message, *hints, grounds=grounds)
            if runs and _figure(runs[-1][0][1]) == _figure(measure):
                runs[-1].append((claim, measure))
            else:
                runs.append([(claim, measure)])


def _mixed_units(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each unit of a quantity but the most frequent, at the first claim that has it."""
    by_quantity: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in explainer.annotated:
        if claim.measure:
            by_quantity[claim.measure.quantity][claim.measure.unit].append(claim)
    for quantity, by_unit in by_quantity.items():
        usual = max(by_unit, key=lambda unit: len(by_unit[unit]))
        other = by_unit[usual][0]
        for unit, (claim, *_) in by_unit.items():
            if unit != usual:
                message = f"`{quantity}` is in {_unit(unit)} here and in {_unit(usual)} in `{other.id}`"
                written = f'"{usual}"' if " " in usual else usual
                hint = (
                    f"write unit={written} if it is the same unit, or convert the figure"
                    if usual
                    else "take out the unit, or give all of them one"
                )
                grounds = tuple(Lines(one.where.path, one.where.line, one.end_line) for one in (claim, other))
                yield finding(claim.places.get("unit", claim.places["value"]), "mixed-units", message, hint, grounds=grounds)


def _unit(unit: str) -> str:
    return f"`{unit}`" if unit else "no unit"


def _figure(measure: Measure) -> tuple[object, ...]:
    return measure.low, measure.high, measure.unit


def _vocabulary(explainer: Explainer) -> Iterator[Finding]:
    settings = explainer.content.settings
    lists, quantities, agencies = Vocabulary(settings.lists), Vocabulary(settings.quantities), Vocabulary(settings.agencies)
    kinds, properties, relations = Vocabulary(settings.kinds), Vocabulary(settings.properties), Vocabulary(settings.relations)
    for quantity in settings.quantities.values():
        yield from _declared(quantity.places.get("counts", Where("content/explainer.yml")), "list", quantity.counts, lists, "lists")
    for claim in explainer.annotated:
        if claim.measure:
            yield from _declared(claim.places["measures"], "quantity", claim.measure.quantity, quantities, "quantities", "measures=")
    for group in explainer.content.groups:
        yield from _declared(group.places.get("kind", group.where), "kind", group.kind, kinds, "kinds")
        for designation in group.designations:
            yield from _declared(designation.places.get("list", designation.where), "list", designation.list, lists, "lists")
            yield from _declared(designation.places.get("by", designation.where), "agency", designation.by, agencies, "agencies")
        for statement in group.statements:
            if statement.property != "founded":
                yield from _declared(
                    statement.places.get(statement.property, statement.where), "property", statement.property, properties, "properties"
                )
        for relation in group.relations:
            yield from _declared(relation.places.get("type", relation.where), "relation type", relation.type, relations, "relations")


def _misspelt_declarations(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each declared word that nothing uses, if one that is used and not declared is nearly the same."""
    for key, used in _words_in_use(explainer).items():
        declared = explainer.content.settings.places.get(key, {})
        unknown = Vocabulary(word for word in used if word and word not in declared)
        for word in declared if unknown else ():
            if word not in used and (hint := unknown.did_you_mean(word)):
                message = f"nothing uses `{word}`, and what is nearly the same is used and not declared"
                yield finding(declared[word], "unknown-word", message, hint, grounds=(Named("use", word),))


def _words_in_use(explainer: Explainer) -> dict[str, set[str]]:
    groups = explainer.content.groups
    designations = [designation for group in groups for designation in group.designations]
    return {
        "kinds": {group.kind for group in groups},
        "lists": {d.list for d in designations} | {quantity.counts for quantity in explainer.content.settings.quantities.values()},
        "agencies": {d.by for d in designations},
        "properties": {s.property for group in groups for s in group.statements if s.property != "founded"},
        "relations": {relation.type for group in groups for relation in group.relations},
        "quantities": {claim.measure.quantity for claim in explainer.annotated if claim.measure},
    }


def _declared(where: Where, what: str, word: str, known: Vocabulary, key: str, before: str = "") -> Iterator[Finding]:
    """Yield a finding for a word that the settings do not declare; an empty one has been reported as missing already.

    `before` is what stands before it at its place.
    """
    if word and word not in known:
        declare = f"declare it under `{key}` in content/explainer.yml"
        close = known.close_to(word)
        edits = (Edit(where, f"{before}{word}", f"{before}{close[0]}"),) if len(close) == 1 and is_respelt(word, close[0]) else ()
        yield finding(
            where,
            "unknown-word",
            f"`{word}` is not {a(what)} of this explainer",
            meant(close),
            declare,
            grounds=(Named("word", word),),
            edits=edits,
        )


def _budgets(explainer: Explainer) -> Iterator[Finding]:
    budget = explainer.content.settings.budgets.get("citation-needed")
    gaps = [claim for claim in explainer.annotated if claim.citation_needed]
    if budget is not None and len(gaps) > budget:
        yield finding(gaps[-1].where, "over-budget", f"{len(gaps)} claims need a citation, and the budget is {budget}")


_RULES = (
    _some_theme,
    _dates,
    _uncited_records,
    _source_cycles,
    _empty_pages,
    _key_points,
    _figures,
    _mixed_units,
    _vocabulary,
    _misspelt_declarations,
    _budgets,
    *RECORD_RULES,
    *VOICE_RULES,
    *SIGN_RULES,
)
