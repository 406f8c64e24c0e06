"""The list of all claims: one table where that is short enough to be read, else an index and a table in parts; short lists on other pages.

Each claim stands in a row of a page, so that nothing is missing without JavaScript. With it, `claims.js` filters the rows of
the one table; on a large site it makes its rows from the files of the search index.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

from builder.linking.queries import Sheet, source_names
from builder.model.document import Stance, Status, Support
from builder.model.language import Language, language_of, phrase
from builder.overviews.titles import Option, by_label, counted
from builder.pages.words import support_mark, time, whole_as_set
from builder.signs.sign_words import SUPPORT_WORDS, shown_status
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from builder.model.document import Claim, SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.view import View

_K = TypeVar("_K")
_T = TypeVar("_T")
STATUSES = {
    Status.REPORTED: phrase("Reported"),
    Status.CONFIRMED: phrase("Confirmed"),
    Status.DISPUTED: phrase("Disputed"),
    Status.SUPERSEDED: phrase("Superseded"),
    Status.RETRACTED: phrase("Retracted"),
}
PART = 250
"""Claims in one of several tables at most."""
WHOLE = 400
"""Claims that are not yet divided: with filters they are found as fast in one table."""


@dataclass(frozen=True, slots=True)
class Options:
    """Everything by which the claims of an explainer can be filtered."""

    themes: tuple[Option, ...]
    profiles: tuple[Option, ...]
    groups: tuple[Option, ...]
    sources: tuple[Option, ...]
    supports: tuple[Option, ...]
    statuses: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list a page has: the first is 1."""

    number: int
    last: int

    @property
    def previous(self) -> int | None:
        """Return the number of the part before; None before the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the part after; None after the last."""
        return self.number + 1 if self.number < self.last else None


def in_parts(stretches: Iterable[tuple[_K, Sequence[_T]]], limit: int) -> list[list[tuple[_K, Sequence[_T]]]]:
    """Divide stretches of things among pages of at most `limit` things each; a stretch is only cut where it alone is too long."""
    parts: list[list[tuple[_K, Sequence[_T]]]] = []
    room = 0
    for key, things in stretches:
        for start in range(0, len(things), limit):
            chunk = things[start : start + limit]
            if len(chunk) > room:
                parts.append([])
                room = limit
            parts[-1].append((key, chunk))
            room -= len(chunk)
    return parts


def claim_sheets(explainer: Explainer) -> Iterator[Sheet]:
    """Give the pages of all claims: one, or an index and its parts."""
    title = phrase("All claims")
    parts = in_parts(((page.url, page.body.claims) for page in explainer.content.pages), WHOLE if len(explainer.claims) <= WHOLE else PART)
    if len(parts) == 1:
        yield Sheet("claims/", title, "claims.html", (), {"stretches": parts[0], "index": (), "options": options(explainer)})
        return
    index = _index(explainer, parts)
    toc = tuple((anchor, heading) for anchor, heading, _ in index)
    yield Sheet("claims/", title, "claims.html", toc, {"stretches": (), "index": index, "options": options(explainer)})
    for number, stretches in enumerate(parts, 1):
        context = {"stretches": stretches, "part": Part(number, len(parts))}
        yield Sheet(f"claims/{number}/", title, "claims-part.html", (), context)


def _index(explainer: Explainer, parts: Sequence[Sequence[tuple[str, object]]]) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """Return the themes, then the groups, each with the part in which its claims begin and their number."""
    begins: dict[str, int] = {}
    for number, stretches in enumerate(parts, 1):
        for url, _ in stretches:
            begins.setdefault(url, number)
    content = explainer.content
    kinds = (("themes", phrase("Themes"), content.themes), ("profiles", phrase("Profiles"), content.groups))
    found = [(a, h, [(page.url, begins[page.url], len(page.body.claims)) for page in pages if page.url in begins]) for a, h, pages in kinds]
    return [entry for entry in found if entry[2]]


def page_value(url: str) -> str:
    """Return the value that stands for a page with claims in an address: the id of a theme, `groups/x` for a profile."""
    return url.removeprefix("themes/").rstrip("/")


def page_anchor(url: str) -> str:
    """Return the id of the section in which an overview has the claims of a page."""
    return url.rstrip("/").replace("/", "-")


def claim_rows(view: View, url: str, claims: Iterable[Claim]) -> Markup:
    """Write claims of one page as rows of a table: text, support, date, number of sources."""
    start = view.href(f"{url}#claim-")
    language = view.language
    cells = _support_cells(language)
    support = view.explainer.support
    return Markup(
        "\n".join(
            f'<tr data-claim-ref="{claim.id}" data-support="{support[claim.id]}"><td><a class="row-link" href="{start}{claim.id}">'
            f"{escape(whole_as_set(claim, language), quote=False)}</a></td>{cells[support[claim.id]]}<td>{date_cell(claim, language)}</td>"
            f'<td class="num">{len({c.source for c in claim.citations})}</td></tr>'
            for claim in claims
        )
    )


@lru_cache(maxsize=8)
def _support_cells(language: Language) -> dict[Support, SafeHtml]:
    return {support: f"<td>{support_mark(support, language)}</td>" for support in Support}


def date_cell(claim: Claim, language: Language) -> SafeHtml:
    """Write when something happened, or as of when it holds."""
    if claim.date:
        return time(claim.date, language=language)
    return language.say("as of {date}").format(date=time(claim.as_of, language=language)) if claim.as_of else ""


def options(explainer: Explainer) -> Options:
    """Gather the values by which the claims can be filtered, each with the number of claims that have it."""
    content = explainer.content
    language = language_of(content.settings.languages[0])
    say, sources = language.say, source_names(content.sources, language)
    return Options(
        themes=tuple(Option(page_value(theme.url), theme.title, len(theme.body.claims)) for theme in content.themes if theme.body.claims),
        profiles=tuple(Option(page_value(group.url), group.name, len(group.body.claims)) for group in content.groups if group.body.claims),
        groups=by_label(Option(name, explainer.groups[name].name, len(claims)) for name, claims in explainer.mentioned_in.items()),
        sources=by_label(Option(name, str(sources[name]), len(claims)) for name, claims in explainer.cited_by.items()),
        supports=counted({support: say(word) for support, word in SUPPORT_WORDS.items()}, explainer.support.values()),
        statuses=counted(
            {status: say(STATUSES[status]) for status in Status},
            (shown_status(claim, explainer.support[claim.id]) for claim in explainer.claims.values()),
        ),
    )


# --- the claims of a source, and of a group ---------------------------------------------------------------------------


def cited_by(view: View, source: str, only: Container[str] | None = None) -> Markup:
    """Return the claims that cite a source as list items, or only some of them, by id."""
    claims, titles = view.explainer.claims, view.shared.titles
    out = []
    for name in view.explainer.cited_by.get(source, ()):
        if only is not None and name not in only:
            continue
        claim = claims[name]
        where = titles.get(claim.page) or _title(view, claim.page)
        details = "".join([_citation_details(view, *detail) for detail in _details_by_source(view, claim).get(source, ())])
        facts = "".join(filter(None, (support_mark(view.explainer.support[name], view.language), date_cell(claim, view.language))))
        out.append(
            f"<li data-claim-ref={name}>{view.claim_link(claim, is_whole=True)}"
            f" <span class=cited-where>{facts} {where}{details}</span></li>"
        )
    return Markup("\n".join(out))


def _details_by_source(view: View, claim: Claim) -> Mapping[str, Sequence[tuple[str, tuple[str, ...], Stance]]]:
    """Return locator, quoted phrases and stance of a claim's citations by source, without those that have none of these."""
    details = view.shared.details.get(claim.id)
    if details is None:
        details = view.shared.details[claim.id] = {}
        for source, _, locator, _, quoted, stance in claim.citations:
            if locator or quoted or stance is not Stance.SUPPORTS:
                details.setdefault(source, []).append((locator, quoted, stance))
    return details


def _title(view: View, url: str) -> SafeHtml:
    return view.shared.titles.get(url) or view.shared.titles.setdefault(
        url, escape(typeset(view.explainer.titles[url], view.language.tag), quote=False)
    )


def _citation_details(view: View, locator: str, quotes: tuple[str, ...], stance: Stance) -> SafeHtml:
    """Return locator, stance and quoted phrases of a citation as HTML."""
    quoted = " … ".join([f"<q dir=auto>{escape(phrase, quote=False)}</q>" for phrase in quotes])
    return (
        (f"{view.shared.comma}{escape(locator, quote=False)}" if locator else "")
        + (f" <span class=contra>{view.say('contradicts')}</span>" if stance is Stance.CONTRADICTS else "")
        + (f" {quoted}" if quoted else "")
    )


def mentions(view: View, pages: Iterable[tuple[str, Sequence[Claim]]]) -> Markup:
    """Return the claims that name a group as HTML, by page."""
    return Markup("\n".join([_mentioned(view, url, claims) for url, claims in pages]))


def _mentioned(view: View, url: str, claims: Sequence[Claim]) -> SafeHtml:
    items = "\n".join([f"<li>{view.claim_link(claim)}</li>" for claim in claims])
    level = view.top + 2
    return f"<h{level}><a href={view.href(url)}>{_title(view, url)}</a></h{level}>\n<ul>{items}</ul>"


def moved_claims(view: View) -> Markup:
    """Return anchors for claims that have moved to another page: shown only at an old address, from where moved.js redirects."""
    words, claims = view.say("This claim has moved:"), view.explainer.claims
    left = [
        (old, claims[claim]) for old, claim in view.explainer.moves.left.get(view.url, ()) if not (view.layout.is_one and old in claims)
    ]
    return Markup("".join([f"<p class=moved id={view.claims}{old}>{words} {view.claim_link(claim)}</p>\n" for old, claim in left]))
