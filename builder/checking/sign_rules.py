"""Rules about signs that are not earned: a claim that is confirmed by too little, or whose sources only seem to be several."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from builder.checking.voice_rules import official_sources
from builder.linking.independence import Independence
from builder.model.document import Citations, Stance, Status, Support, Text
from builder.model.explainer import Reason
from builder.model.findings import Finding, Lines, few, finding
from builder.model.sources import Consulted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.model.dates import Date
    from builder.model.document import Claim, Token
    from builder.model.explainer import Explainer, Tally
    from builder.model.sources import Source

_TWO = 2
"""Sources that make a claim one of several."""
_NEWS = frozenset("article article-magazine article-newspaper broadcast document post post-weblog report webpage".split())
"""The types of CSL in which a report of an official text appears."""
_SOON = timedelta(days=30)
"""For how long after an official text a report may be news of it."""
_MOST_TEXTS = 20
"""Official texts that one claim cites with which its reports are compared."""
_MONTH = timedelta(days=31)
"""A source whose date is less exact than this cannot be said to have appeared soon after another; one that is not older than this
may still say how things stand."""
_CHANGING = frozenset("dataset entry entry-dictionary entry-encyclopedia post post-weblog software webpage".split())
"""The types of CSL whose texts change at their addresses."""
_ELSEWHERE = timedelta(days=1)
"""What the day of an event and that of a report may differ by, since days do not begin everywhere at once."""
_MOST_PARTS = 3
"""Parts of a claim of which a message names the sources."""
_LETTERS = 10
"""Letters and digits between two citations that are no more than a conjunction."""


# --- confirmed and disputed -------------------------------------------------------------------------------------------


def _confirmations(explainer: Explainer) -> Iterator[Finding]:
    for claim in explainer.claims.values():
        if claim.status is Status.CONFIRMED:
            if explainer.support[claim.id] is Support.DISPUTED:
                yield _confirmed_disputed(explainer, claim)
            else:
                yield from _unearned(explainer, claim)


def _confirmed_disputed(explainer: Explainer, claim: Claim) -> Finding:
    others = [explainer.claims[other] for other in explainer.disputed_by.get(claim.id, ())]
    against = list(dict.fromkeys(c.source for c in claim.citations if c.stance is Stance.CONTRADICTS))
    hints = []
    if others:
        other = others[0]
        instead = f"and take disputes={other.id} out here" if other.id in claim.disputes else f"in place of disputes={claim.id}"
        hints.append(f"if `{other.id}` is an outlier, write differs={claim.id} there ({other.where}), {instead}")
    if against:
        hints.append(f"if `{against[0]}` is an outlier, make what it says a claim of its own with differs={claim.id}, and cite it there")
    by = [*(f"the claim `{other.id}`" for other in others), *(f"the source `{source}`" for source in against)]
    return finding(
        claim.places.get("status", claim.where),
        "confirmed-disputed",
        f"`{claim.id}` is confirmed, and disputed by {few(by)}",
        *hints,
        "if they are of equal standing, take out status=confirmed",
        grounds=(_lines(claim), *(_lines(other) for other in others[:1])),
    )


def _unearned(explainer: Explainer, claim: Claim) -> Iterator[Finding]:
    tally = explainer.tallies[claim.id]
    rows = tally.rows or (tally,)
    weak = [number for number, row in enumerate(rows, start=1) if not _confirms(row, explainer.sources)]
    if not weak:
        return
    counted = rows[weak[0] - 1].counted
    what = f"row {weak[0]} of `{claim.id}`" if tally.rows else f"`{claim.id}`"
    why = f"no source of it but `{counted[0]}` counts, which was not read in full" if counted else "none of its sources counts"
    record = explainer.sources.get(counted[0]) if counted else None
    yield finding(
        claim.places.get("status", claim.where),
        "unearned-confirmation",
        f"{what} is confirmed, but {why}",
        "cite a second source that is independent of it" if counted else "cite a source that somebody has read",
        f"or read `{record.id}` in full, and write `consulted: full` at {record.where}" if record else "",
        "or take out status=confirmed",
        grounds=(_lines(claim), *_files([record] if record else [])),
    )


def _confirms(row: Tally, sources: Mapping[str, Source]) -> bool:
    return len(row.counted) >= _TWO or any(sources[s].consulted is Consulted.FULL for s in row.counted if s in sources)


def _conflicting_ties(explainer: Explainer) -> Iterator[Finding]:
    pairs = {(claim, other) for other, claims in explainer.differed_by.items() for claim in claims if other in explainer.claims}
    for number in dict.fromkeys(claim for claims in explainer.differed_by.values() for claim in claims):
        claim = explainer.claims[number]
        disputed, own = frozenset(explainer.disputed_by.get(claim.id, ())), frozenset(claim.disputes)
        for name in dict.fromkeys(claim.differs):
            if name == claim.id or name not in explainer.claims:
                continue
            other = explainer.claims[name]
            if name in disputed:
                message = f"this claim differs from `{name}`, and {'disputes it as well' if name in own else 'is disputed by it'}"
                hints = (f"if this is an outlier, keep only differs={name}", f"if the two are of equal standing, keep only disputes={name}")
            elif (name, claim.id) in pairs and other.where < claim.where:
                message = f"this claim differs from `{name}`, which differs from it"
                hints = (
                    f"if the two are of equal standing, write disputes={name} here, and take out differs={claim.id} at {other.where}",
                    "if one is an outlier, leave `differs` to it alone",
                )
            else:
                continue
            where = claim.places.get("differs", claim.where)
            yield finding(where, "conflicting-ties", message, *hints, grounds=(_lines(claim), _lines(other)))


# --- sources that only seem to be several -----------------------------------------------------------------------------


def _counted_apart(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each report that may be news of an official text, if a sign depends on the two being independent."""
    official = official_sources(explainer)
    citing = dict.fromkeys(claim for source in official for claim in explainer.cited_by.get(source, ()))
    independence = Independence(explainer.sources)
    apart: defaultdict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for number in citing:
        claim, tally = explainer.claims[number], explainer.tallies[number]
        for row in () if claim.editorial else tally.rows or (tally,):
            if row.support is Support.SEVERAL:
                for pair in _news_of_official(row, official, explainer.sources, independence):
                    apart[pair][claim.id] = claim
    for (news, text), claims in apart.items():
        yield _apart(explainer.sources[news], explainer.sources[text], sorted(claims.values(), key=lambda claim: claim.where))


def _news_of_official(
    row: Tally, official: frozenset[str], sources: Mapping[str, Source], independence: Independence
) -> Iterator[tuple[str, str]]:
    """Yield each report with the official text that it may rest on, if without these reports the row would not have several sources."""
    supporting = [*row.counted, *(one.source for one in row.not_counted if one.reason is not Reason.AGAINST)]
    texts = [sources[name] for name in supporting if name in official and name in sources][:_MOST_TEXTS]
    pairs: dict[str, str] = {}
    for name in supporting if texts else ():
        report = sources.get(name)
        if report and name not in official and report.type in _NEWS and not _says_what_it_rests_on(report):
            text = next((text for text in texts if _is_soon_after(report, text) and _are_apart(report, text, independence)), None)
            pairs |= {name: text.id} if text else {}
    if pairs and len(independence.choose([name for name in supporting if name not in pairs]).counted) < _TWO:
        yield from ((name, text) for name, text in pairs.items() if name in row.counted)


def _says_what_it_rests_on(report: Source) -> bool:
    return bool(report.first_hand or report.based_on or report.syndicated_from)


def _is_soon_after(report: Source, text: Source) -> bool:
    appeared, day = report.issued.date if report.issued else None, text.issued.date if text.issued else None
    if not appeared or not day or max(appeared.last - appeared.first, day.last - day.first) > _MONTH:
        return False
    return day.first <= appeared.last and appeared.first - day.last <= _SOON


def _are_apart(report: Source, text: Source, independence: Independence) -> bool:
    return independence.origins(report.id).keys().isdisjoint(independence.origins(text.id))


def _apart(report: Source, text: Source, claims: Sequence[Claim]) -> Finding:
    issued = [source.issued.edtf if source.issued else "" for source in (report, text)]
    only = f"only so {'this claim has' if len(claims) == 1 else 'these claims have'} several sources"
    return finding(
        report.where,
        "counted-apart",
        f"`{report.id}` ({issued[0]}) counts beside the official `{text.id}` ({issued[1]}), on which it may rest; {only}: "
        + few([f"`{claim.id}`" for claim in claims]),
        f"if it reports what that says, add `based_on: [{text.id}]` here",
        "if it rests on its own work, add `based_on: []`",
        f"the first of the claims is at {claims[0].where}",
        grounds=(*_files([report, text]), _lines(claims[0])),
    )


def _cited_for_parts(explainer: Explainer) -> Iterator[Finding]:
    independence = Independence(explainer.sources)
    for claim in explainer.claims.values():
        if explainer.support[claim.id] is not Support.SEVERAL or claim.tag == "table":
            continue
        if [type(token) for token in claim.tokens].count(Citations) < _TWO or len(parts := _parts(claim.tokens)) < _TWO:
            continue
        counted = frozenset(explainer.tallies[claim.id].counted)
        if any(len(counted.intersection(part)) >= _TWO or len(independence.choose(part).counted) >= _TWO for part in parts):
            continue
        together = "; ".join(f"@{source}" for source in explainer.tallies[claim.id].counted)
        said = ", then ".join(few([f"`{name}`" for name in part]) for part in parts[:_MOST_PARTS])
        yield finding(
            claim.where,
            "cited-for-parts",
            f"`{claim.id}` has several sources, and each part of it has one: {said}",
            "make a claim of each part",
            f"or put together, behind all that they say, the sources that say all of it: [{together}]",
            grounds=(_lines(claim),),
        )


def _parts(tokens: Iterable[Token]) -> list[tuple[str, ...]]:
    """Return the sources that are cited at each place of a text; between two places there are words."""
    parts: list[dict[str, None]] = []
    letters = _LETTERS + 1
    for token in tokens:
        if type(token) is Citations:
            if letters > _LETTERS:
                parts.append({})
            letters = 0
            parts[-1] |= dict.fromkeys(citation.source for citation in token.citations)
        elif letters <= _LETTERS and type(token) is Text:
            letters += sum(map(str.isalnum, token.text))
    return [tuple(part) for part in parts]


# --- sources that cannot know -----------------------------------------------------------------------------------------


def _older_sources(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each claim whose sign depends on sources that appeared before what they are to speak of."""
    known = {source.id: _last_day(source) for source in explainer.content.sources}
    independence = Independence(explainer.sources)
    for claim in explainer.annotated:
        when, slack = claim.date or claim.as_of, _ELSEWHERE if claim.date else _MONTH
        if not when or not _is_exact(when) or when.first <= date.min + slack:
            continue
        first = when.first - slack
        old = [c for c in claim.citations if c.stance is Stance.SUPPORTS and known.get(c.source, date.max) < first]
        if not old or explainer.support[claim.id] not in (Support.SEVERAL, Support.SINGLE):
            continue
        older = dict.fromkeys(citation.source for citation in old)
        young = dict.fromkeys(c.source for c in claim.citations if c.stance is Stance.SUPPORTS and c.source not in older)
        left = len(independence.choose(tuple(young)).counted)  # a table counts none: its rows do
        if left < min(len(explainer.tallies[claim.id].counted), _TWO):
            yield _older(claim, when, [explainer.sources[source] for source in older if source in explainer.sources], left)


def _older(claim: Claim, when: Date, older: Sequence[Source], left: int) -> Finding:
    source = older[0]
    where = next(citation.where for citation in claim.citations if citation.source == source.id)
    seen = source.accessed is None and source.type in _CHANGING
    day = _last_day(source)
    others = few([f"`{one.id}`" for one in older[1:]])
    ending = f", and so {'is' if len(older) == _TWO else 'are'} {others}" if others else ""
    return finding(
        where,
        "older-source",
        f"`{source.id}` is of {day}, and so older than what it is cited for, of {when.edtf}{ending}; "
        f"{'one source is left' if left else 'no source is left'}",
        "cite a text that appeared afterwards" if not left else "cite it in a claim of its own, about what it says",
        "if it speaks of a plan, the date of the claim is that of the announcement" if claim.date else "or write the `as_of` that it has",
        f"if the page has changed since, add `accessed` at {source.where}" if seen else "",
        grounds=(_lines(claim), *_files([source])),
    )


def _last_day(source: Source) -> date:
    """Return the last day of which a source can know; the last of all if that cannot be said."""
    issued = source.issued.date if source.issued else None
    days = [issued] if issued else []
    if source.type in _CHANGING:
        read = (source.accessed.date if source.accessed else None, source.snapshot.date if source.snapshot else None)
        days += [day for day in read if day]
    if not days or not all(map(_is_exact, days)) or (source.issued and not issued):
        return date.max
    return max(day.last for day in days)


def _is_exact(when: Date) -> bool:
    return not set(when.edtf) & set("~?%")


# --- what findings say ------------------------------------------------------------------------------------------------


def _lines(claim: Claim) -> Lines:
    return Lines(claim.where.path, claim.where.line, claim.end_line)


def _files(sources: Iterable[Source]) -> list[Lines]:
    """Return as grounds that the files of some records have no error, which may have hidden a part of them."""
    return [Lines(path) for path in dict.fromkeys(source.where.path for source in sources)]


SIGN_RULES = (_confirmations, _conflicting_ties, _counted_apart, _cited_for_parts, _older_sources)
