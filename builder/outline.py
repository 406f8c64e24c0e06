"""What is kept of an explainer for the next build, as plain values that are written and read quickly.

Of a theme only what others can see is kept: its claims without their tokens, its headings without theirs. Whatever pages say of
each other can be written from that. A page that is itself to be written is parsed anew, which takes a millisecond; its tokens
are not among what is kept, so that a page that was forgotten is an error and not a page without a text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from builder.link import Explainer
from builder.related import Related
from builder.scan import Scan
from builder.text import TABLE, Body, Citation, Claim, Heading, Html, LinkStart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.findings import Where
    from builder.model import Group, Theme

Row: TypeAlias = "tuple[Any, ...]"
_EMPTY = Body((), ())
_MADE_AGAIN = frozenset(
    "content themes groups terms sources claims tokens support roots references annotated related titles translations".split()
)
_STATUS, _PLACES = Claim._fields.index("status"), Claim._fields.index("places")
"""From the status on, a claim says what few claims say, and where it says that."""
_PLAIN = tuple(Claim._field_defaults[name] for name in Claim._fields[_STATUS:_PLACES])
_AFTER_PLACES = Claim._fields.index("id_where") + 1
_PLAIN_END = tuple(Claim._field_defaults[name] for name in Claim._fields[_AFTER_PLACES:])
_NOTHING_SAID = tuple(Claim._field_defaults[name] for name in Claim._fields[_STATUS:])
_BARE = tuple(Citation._field_defaults.values())
"""What most citations say beside their source."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An explainer without what only the pages of themes need, and what it takes to link it again."""

    explainer: Explainer
    sights: Sights


class Sights(Mapping[str, Scan]):
    """What is still known of what a scan finds on each page, by its address: whatever makes themes near to each other."""

    def __init__(
        self, pages: Iterable[Theme | Group], mentions_of: Mapping[str, tuple[str, ...]], links: Mapping[str, Sequence[Row]]
    ) -> None:
        self._pages = {page.url: page for page in pages}
        self._mentions_of = mentions_of
        self._links = links

    def __getitem__(self, url: str) -> Scan:
        page, named = self._pages[url], self._mentions_of
        claims, where = page.body.claims, page.where
        return Scan(
            tokens={},
            groups={claim.id: named[claim.id] for claim in claims if claim.id in named},
            cited=dict.fromkeys([citation.source for claim in claims for citation in claim.citations], ()),
            links=tuple([LinkStart(scheme, target, where, empty) for scheme, target, empty in self._links[url]]),
            tied=tuple([claim for claim in claims if claim.disputes or claim.supersedes or claim.supports]),
            annotated=(),
            sources=(),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)

    def showing(self, claims: Collection[str]) -> Iterator[str]:
        """Give the pages with links that have no text of their own and show that of one of these claims."""
        for url, links in self._links.items():
            if any(empty and scheme == "claim" and target in claims for scheme, target, empty in links):
                yield url


def packed(explainer: Explainer, scans: Iterable[Scan]) -> Row:
    """Return what is to be kept of an explainer without translations, in values of few types; `scans` are those of its pages."""
    content = explainer.content
    wholes = {field.name: getattr(explainer, field.name) for field in fields(Explainer) if field.name not in _MADE_AGAIN}
    named = [claim.id for group in content.groups for claim in group.body.claims]
    numbered = ["glossary/", *(group.url for group in content.groups)]
    return (
        replace(content, themes=()),
        wholes,
        {claim: explainer.tokens[claim] for claim in named},
        {url: explainer.references[url] for url in numbered},
        [(replace(t, body=_EMPTY), _headings(t), [_packed(claim) for claim in t.body.claims]) for t in content.themes],
        [explainer.references[theme.url] for theme in content.themes],
        [explainer.related[theme.id] for theme in content.themes],
        list(explainer.support.values()),
        list(explainer.roots.values()),
        {page.url: _links(scan) for page, scan in zip(content.pages, scans, strict=True)},
    )


def _headings(theme: Theme) -> list[Row]:
    return [(heading.level, heading.id, heading.text) for heading in theme.body.headings]


def _links(scan: Scan) -> list[Row]:
    return [(link.scheme, link.target, link.empty) for link in scan.links if link.scheme in ("theme", "claim")]


def _packed(claim: Claim) -> Row:
    citations = [c.source if c[2:] == _BARE else (c.source, *c[2:]) for c in claim.citations]
    table = claim.tokens if claim.tokens and type(claim.tokens[0]) is Html and claim.tokens[0].html == TABLE else ()
    if claim[_STATUS:_PLACES] == _PLAIN and claim[_AFTER_PLACES:] == _PLAIN_END and not table:
        return claim.id, claim.section, claim.text, citations
    annotated = is_annotated(claim)
    places = dict(claim.places) if annotated else {}
    special = (table, claim.where if annotated else None, *claim[_STATUS:_PLACES], places, None, *claim[_AFTER_PLACES:])
    return claim.id, claim.section, claim.text, citations, special


def is_annotated(claim: Claim) -> bool:
    """Tell whether a claim has a date, a figure, or a gap: more can be wrong with it, and its places are kept."""
    return bool(claim.date or claim.as_of or claim.measure or claim.citation_needed)


# --- and back again ---------------------------------------------------------------------------------------------------


def unpacked(row: Row) -> Outline:
    """Return what was kept."""
    bare, wholes, tokens, numbered, packs, cited, near, support, roots, links = row
    themes = tuple([replace(theme, body=_body(theme, headings, rows)) for theme, headings, rows in packs])
    content = replace(bare, themes=themes)
    claims = {claim.id: claim for page in content.pages for claim in page.body.claims}
    references = {theme.url: names for theme, names in zip(themes, cited, strict=True)}
    sights = Sights(content.pages, wholes["mentions_of"], links)
    explainer = Explainer(
        **wholes,
        content=content,
        themes={theme.id: theme for theme in themes},
        groups={group.id: group for group in content.groups},
        terms={term.id: term for term in content.terms},
        sources={source.id: source for source in content.sources},
        claims=claims,
        tokens=tokens,
        support=dict(zip(claims, support, strict=True)),
        roots=dict(zip(claims, roots, strict=True)),
        annotated=tuple(claim for claim in claims.values() if is_annotated(claim)),
        references={**references, **numbered},
        related=Related(themes, sights, {theme.id: others for theme, others in zip(themes, near, strict=True)}),
        titles={theme.url: theme.title for theme in themes} | {group.url: group.name for group in content.groups},
    )
    return Outline(explainer, sights)


def _body(theme: Theme, headings: Sequence[Row], rows: Sequence[Row]) -> Body:
    where, url = theme.where, theme.url
    blocks = tuple([Heading(level, name, (), text, where) for level, name, text in headings])
    return Body(blocks, tuple([_claim(url, where, *row) for row in rows]))


def _claim(url: str, where: Where, name: str, section: str, text: str, cited: list[str | Row], special: Row | None = None) -> Claim:
    # as `Claim(…)` and `Citation(…)`, in half the time: there are tens of thousands
    citations = tuple([tuple.__new__(Citation, (c, where, *_BARE) if type(c) is str else (c[0], where, *c[1:])) for c in cited])
    if special is None:
        return tuple.__new__(Claim, (name, where, where.line, url, section, (), text, citations, *_NOTHING_SAID))
    tokens, place, *rest = special
    place = place or where
    return Claim(name, place, place.line, url, section, tokens, text, citations, *rest)
