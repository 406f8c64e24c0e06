"""What may read differently after some themes say the same in other words.

The rules are coarse and safe: each names rather more pages than fewer, and says why. They speak of the templates that come with
the package; others may say anything of anything. Whatever else could change a page (titles, ids, front matter, ties between
claims, groups, sources) is for building everything.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from builder.catalogue import claim_sheets
from builder.disagreements import dispute_sheets
from builder.labels import whole
from builder.standing import Reach
from builder.text import LinkStart, Support

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from builder.link import Explainer
    from builder.model import Theme
    from builder.outline import Sights
    from builder.text import Claim


class Change(NamedTuple):
    """A claim of which pages say something else than before."""

    before: Claim
    after: Claim
    counted: bool
    """What overviews count is different: its support, its status, the sources that it cites, the groups that it names."""


def affected(old: Explainer, new: Explainer, themes: Collection[Theme], sights: Sights, told: Collection[str]) -> Reach:
    """Tell what may read differently in a new explainer that differs from an old one in the words of these themes alone.

    `sights` tell how pages were linked; `told` are the claims of which the page of changes speaks.
    """
    changes = [found for theme in themes for claim in theme.body.claims if (found := _change(old, new, claim))]
    claims = frozenset(change.after.id for change in changes)
    pages = chain(
        (theme.url for theme in themes),
        _of_sources(new, changes),
        _of_groups(old, new, changes),
        _tied(new, claims),
        _linking(new, sights, claims),
        _nearby(old, new),
        _listing(new, themes, changes),
        _counting(old, new, changes),
        _gathering(new, themes, changes),
        ("changes/",) if claims.intersection(told) else (),  # it shows the present words of what was changed once
    )
    return Reach(frozenset(pages), claims, _differing(old.cited_by, new.cited_by), _differing(old.mentioned_in, new.mentioned_in))


def _change(old: Explainer, new: Explainer, after: Claim) -> Change | None:
    before = old.claims[after.id]
    cited = [{citation.source for citation in claim.citations} for claim in (before, after)]
    judged = [
        (claim.status, explainer.support[claim.id], explainer.mentions_of.get(claim.id, ()), explainer.roots[claim.id])
        for explainer, claim in ((old, before), (new, after))
    ]
    counted = judged[0] != judged[1] or cited[0] != cited[1]
    return Change(before, after, counted) if counted or _said(before) != _said(after) else None


def _said(claim: Claim) -> object:
    """Return what other pages say of a claim; where it is written is said on its own page alone."""
    citations = [(c.source, c.locator, c.prefix, c.quote, c.stance) for c in claim.citations]
    told = (claim.status, claim.date, claim.as_of, claim.attributed, claim.measure)
    return claim.text, whole(claim), citations, told, (claim.editorial, claim.citation_needed, claim.later)


def _both(changes: Iterable[Change]) -> Iterator[Claim]:
    for change in changes:
        yield change.before
        yield change.after


# --- pages about one thing --------------------------------------------------------------------------------------------


def _of_sources(new: Explainer, changes: Iterable[Change]) -> Iterator[str]:
    """Give the pages of sources, which list the claims that cite them."""
    return (new.sources[citation.source].page for claim in _both(changes) for citation in claim.citations)


def _of_groups(old: Explainer, new: Explainer, changes: Iterable[Change]) -> Iterator[str]:
    """Give the pages of groups, which list the claims that name them."""
    named = (group for change in changes for one in (old, new) for group in one.mentions_of.get(change.after.id, ()))
    return (new.groups[group].url for group in named)


def _tied(new: Explainer, claims: Iterable[str]) -> Iterator[str]:
    """Give the pages of claims that are tied to these, and say so; and those that these have left, which say where they stand now."""
    for name in claims:
        claim = new.claims[name]
        ties = (new.disputed_by.get(name, ()), new.superseded_by.get(name, ()), new.supported_by.get(name, ()))
        yield from (new.claims[other].page for other in chain(claim.disputes, claim.supersedes, claim.supports, *ties))
    yield from (url for url, gone in new.moves.left.items() if not _claims_of(gone).isdisjoint(claims))


def _claims_of(gone: Iterable[tuple[str, str]]) -> set[str]:
    """Return the claims that stand elsewhere now."""
    return {claim for _, claim in gone}


def _linking(new: Explainer, sights: Sights, claims: Collection[str]) -> Iterator[str]:
    """Give the pages with links that have no text of their own and show that of the claim."""
    yield from sights.showing(claims)
    passages = [group.summary for group in new.content.groups if group.summary] + [term.definition for term in new.content.terms]
    links = (token for passage in passages for token in passage.tokens if isinstance(token, LinkStart))
    if any(link.empty and link.scheme == "claim" and link.target in claims for link in links):
        yield "glossary/"


def _nearby(old: Explainer, new: Explainer) -> Iterator[str]:
    """Give the pages of themes to which other themes are related than before."""
    if old.related is not new.related:
        yield from (theme.url for theme in new.content.themes if old.related[theme.id] != new.related[theme.id])


# --- pages about the whole --------------------------------------------------------------------------------------------


def _listing(new: Explainer, themes: Iterable[Theme], changes: Sequence[Change]) -> Iterator[str]:
    """Give the parts of the list of all claims in which these stand; the rows of one theme may go on in the next part."""
    if changes:
        urls = {theme.url for theme in themes}
        for sheet in claim_sheets(new):
            if any(url in urls for url, _ in sheet.context["stretches"]):
                yield sheet.url


def _counting(old: Explainer, new: Explainer, changes: Iterable[Change]) -> Iterator[str]:
    """Give the overviews that count claims by support, status, source or group."""
    if any(change.counted for change in changes):
        yield from ("", "claims/", "sources/", "disputes/")
        if old.mentions_of != new.mentions_of:
            yield "glossary/"


def _gathering(new: Explainer, themes: Iterable[Theme], changes: Sequence[Change]) -> Iterator[str]:
    """Give the overviews that gather claims of some kind, and show their words."""
    if any(claim.date for claim in _both(changes)):
        yield "timeline/"
    if any(claim.measure for claim in _both(changes)):
        yield from ("figures/", "designations/")  # what claims count stands beside what is counted
    if any(new.support[change.after.id] is Support.UNSEEN for change in changes):
        yield "disputes/"
    if any(claim.id in new.disputed_by for theme in themes for claim in theme.body.claims):  # also under other headings
        yield from (sheet.url for sheet in dispute_sheets(new))


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> frozenset[str]:
    if before is after:
        return frozenset()
    return frozenset(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
