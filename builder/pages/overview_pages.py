"""Pages about the whole, before their templates: what each asks for."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from builder.drawings.designation_dates import event_days, listing_of, recorded_dates
from builder.drawings.figure_chart import figure_charts
from builder.drawings.relation_graph import relation_graph
from builder.drawings.relations import all_relations, connected_components
from builder.drawings.timeline_chart import overview_chart, timeline_key, year_charts, year_of
from builder.history import Kind as Change
from builder.history import citation_parts, word_changes
from builder.linking.numbering import glossary_order
from builder.linking.queries import Sheet, by_letter, count, effective, figures, standing, timeline
from builder.model.dates import parse_date
from builder.model.language import language_of, phrase
from builder.pages.claim_list import claim_sheets
from builder.pages.disputes_page import dispute_sheets
from builder.pages.words import OVERVIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from builder.drawings.designation_dates import Listing, State
    from builder.history import Revision
    from builder.model.content import Group, Source
    from builder.model.document import Claim
    from builder.model.explainer import Explainer

_CHANGES = 500
"""Changes that are told one by one at most, the latest of all; of the others their number is."""
CHANGE_WORDS = {
    Change.ADDED: phrase("Added"),
    Change.REMOVED: phrase("Removed"),
    Change.REWORDED: phrase("Reworded"),
    Change.SOURCED: phrase("Re-sourced"),
    Change.MOVED: phrase("Moved"),
    Change.STATUS: phrase("Status changed"),
}


def _sheet(name: str, toc: Iterable[tuple[str, str]], **context: Any) -> Sheet:
    return Sheet(f"{name}/", OVERVIEWS[name], f"{name}.html", tuple(toc), context)


def glossary_sheet(explainer: Explainer) -> Sheet:
    """Give the glossary: groups and terms in alphabetic order."""
    content = explainer.content
    language = language_of(content.settings.languages[0])
    toc = [("groups", phrase("Groups"))] if content.groups else []
    toc += [("terms", phrase("Terms"))] if content.terms else []
    toc += [("references", phrase("References"))] if explainer.references.get("glossary/") else []
    groups, terms = glossary_order(content)
    return _sheet(
        "glossary",
        toc,
        groups=by_letter(groups, lambda group: group.name),
        terms=by_letter(terms, lambda term: term.term),
        status=lambda group: standing(group, language),
    )


def designations_sheet(explainer: Explainer) -> Sheet:
    """Give the designations: groups and lists on any day, what sources count, the records."""
    content, settings = explainer.content, explainer.content.settings
    day = settings.as_of.last if settings.as_of else None
    steps = event_days(explainer)
    records = [d for group in content.groups for d in group.designations]
    lists = [name for name in settings.lists if any(d.list == name for d in records)]
    return _sheet(
        "designations",
        [("matrix", phrase("Groups and lists")), ("counts", phrase("What sources count")), ("records", phrase("The records"))],
        lists=lists,
        day=day,
        steps=[step.isoformat() for step in steps],
        last_step=len(steps) - 1,
        groups=[(group, _listings(group, lists, day)) for group in content.groups if group.designations],
        undesignated=[g for g in content.groups if not g.designations],
        counts=[(name, count(explainer, name, settings.as_of)) for name in lists],
        claimed=_claimed_counts(explainer),
        dates=recorded_dates,
        records=sorted(records, key=lambda d: (effective(d) is None, effective(d), d.group)),
    )


def _listings(group: Group, lists: Sequence[str], day: date | None) -> list[tuple[str, list[tuple[Listing, State]]]]:
    """Return what a group's row has for each list: its listings, with their states on a day."""
    listings = [listing_of(designation) for designation in group.designations]
    return [(name, [(one, one.state_on(day)) for one in listings if one.designation.list == name]) for name in lists]


def _claimed_counts(explainer: Explainer) -> list[tuple[Claim, int, int, str]]:
    """Give the claims that count a list, with the counts computed for their day and for the explainer's, and the list."""
    settings, found = explainer.content.settings, []
    for claim in explainer.claims.values():
        quantity = settings.quantities.get(claim.measure.quantity) if claim.measure else None
        if quantity and quantity.counts:
            then, now = (count(explainer, quantity.counts, day) for day in (claim.date or claim.as_of or settings.as_of, settings.as_of))
            found.append((claim, then, now, quantity.counts))
    return found


def relations_sheet(explainer: Explainer) -> Sheet:
    """Give the ties between groups, drawn and one by one."""
    relations = all_relations(explainer)
    components = [(part, relation_graph(explainer, part)) for part in connected_components(relations)]
    return _sheet(
        "relations",
        [("drawn", phrase("Who is tied to whom")), ("ties", phrase("The ties one by one"))],
        graphs=[graph for _, graph in components if graph],
        undrawn=[part for part, graph in components if not graph],
        relations=relations,
    )


def figures_sheet(explainer: Explainer) -> Sheet:
    """Give the figures, by quantity."""
    quantities = explainer.content.settings.quantities
    rows = [(quantities[name], claims, figure_charts(explainer, quantities[name], claims)) for name, claims in figures(explainer).items()]
    return _sheet("figures", [(quantity.id, quantity.title) for quantity, _, _ in rows], rows=rows)


def timeline_sheet(explainer: Explainer) -> Sheet:
    """Give the events, by year."""
    years: dict[int | None, list[Claim]] = defaultdict(list)
    events = timeline(explainer)
    for claim in events:
        years[year_of(claim)].append(claim)
    overview, charts = overview_chart(events), year_charts(events)
    sections = [
        (f"y{year}", str(year), claims, charts.get(year)) if year else ("open", phrase("Beginning not known"), claims, None)
        for year, claims in years.items()
    ]
    return _sheet(
        "timeline",
        [(anchor, title) for anchor, title, _, _ in sections],
        sections=sections,
        overview=overview,
        key=timeline_key(overview, charts) if overview else None,
        total=len(events),
    )


def sources_sheet(explainer: Explainer) -> Sheet:
    """Give the list of all sources."""
    return _sheet("sources", (), sources=explainer.content.sources)


def search_sheet(_: Explainer) -> Sheet:
    """Give the page for searching."""
    return _sheet("search", ())


def changes_sheet(explainer: Explainer, revisions: Sequence[Revision]) -> Sheet:
    """Give what changed, revision by revision."""
    language = language_of(explainer.content.settings.languages[0])
    told = accumulate(len(revision.changes) for revision in revisions)
    return _sheet(
        "changes",
        [(r.anchor, language.date(day)) for r in revisions if (day := parse_date(r.date))],
        revisions=[(revision, revision.changes if so_far <= _CHANGES else ()) for revision, so_far in zip(revisions, told, strict=True)],
        words_changed=word_changes,
        citations_of=partial(_citations, explainer),
    )


def _citations(explainer: Explainer, text: str) -> list[tuple[str, Source | None, str, str]]:
    """Return the citations that a change names: stance, source, its id, locator; a source may not be there any more."""
    return [(stance, explainer.sources.get(name), name, locator) for stance, name, locator in map(citation_parts, text.split("; "))]


_WHOLE: dict[str, Callable[[Explainer], Sheet]] = {
    "glossary": glossary_sheet,
    "designations": designations_sheet,
    "relations": relations_sheet,
    "figures": figures_sheet,
    "timeline": timeline_sheet,
    "sources": sources_sheet,
    "search": search_sheet,
}
PARTED: dict[str, Callable[[Explainer], Iterator[Sheet]]] = {"claims": claim_sheets, "disputes": dispute_sheets}
"""Overviews that may need more than one page."""


def sheets_of(explainer: Explainer, name: str, revisions: Sequence[Revision]) -> Iterable[Sheet]:
    """Give the page of an overview, and its parts where it has some."""
    if name in PARTED:
        return PARTED[name](explainer)
    return (changes_sheet(explainer, revisions) if name == "changes" else _WHOLE[name](explainer),)


def addresses_of(explainer: Explainer, name: str) -> Iterable[str]:
    """Return the addresses of the pages of an overview in PARTED without what stands on them."""
    return (sheet.url for sheet in PARTED[name](explainer))
