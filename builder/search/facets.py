"""The filters of the list of all claims: small files of the search index, one for each kind of value.

`search/f-theme.js`, `f-group.js`, `f-source.js`, `f-status.js`, `f-support.js` and `f-date.js` list values, each with the claims
that have it. Claims are identified by their numbers in the search index, which also has their texts and words, so that nothing
is written twice. A list of claims is a posting list, except for pages: the claims of a page are consecutive, so its first number
and their count are enough.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from builder.model.document import Status, Support
from builder.pages.claim_list import page_value
from builder.search.posting_lists import encode, gap_codes
from builder.search.word_index import script
from builder.signs.sign_words import shown_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model.content import Group, Theme
    from builder.model.dates import Date
    from builder.model.explainer import Explainer
    from builder.model.language import Language
    from builder.search.documents import Documents

_V = TypeVar("_V")


def facet_files(explainer: Explainer, documents: Documents) -> Iterator[tuple[str, bytes]]:
    """Yield the files: path relative to the site, and content."""
    return (script(name, data) for name, data in facet_data(explainer, documents))


def facet_data(explainer: Explainer, documents: Documents) -> Iterator[tuple[str, object]]:
    """Yield the name of each file, and what it holds."""
    pages = explainer.content.pages
    numbers = dict(zip((claim.id for page in pages for claim in page.body.claims), count(documents.first_claim)))
    language = explainer.content.settings.language(explainer.language_of(""))
    codes, size = gap_codes(documents.size), documents.size

    def postings(claims: Iterable[str]) -> str:
        return encode(sorted(map(numbers.__getitem__, claims)), codes, size)

    yield "f-theme", list(_ranges(pages, documents.first_claim))
    for name, values in (
        ("group", explainer.mentioned_in),
        ("source", explainer.cited_by),
        ("support", _having(explainer.support, Support)),
        ("status", _having({c.id: shown_status(c, explainer.support[c.id]) for c in explainer.claims.values()}, Status)),
    ):
        yield f"f-{name}", [(value, postings(claims)) for value, claims in sorted(values.items())]
    yield "f-date", [(*_shown(when, language, as_of=as_of), postings(claims)) for when, as_of, claims in _dated(explainer)]


def _ranges(pages: Iterable[Theme | Group], number: int) -> Iterator[tuple[str, int, int]]:
    """Yield each page with the number of its first claim, and how many claims it has; `number` is that of the very first."""
    for page in pages:
        yield page_value(page.url), number, len(page.body.claims)
        number += len(page.body.claims)


def _having(values: Mapping[str, _V], every: Iterable[_V]) -> dict[_V, list[str]]:
    """Return the claims with each of these values, in this order; values that no claim has are left out."""
    claims: defaultdict[_V, list[str]] = defaultdict(list)
    for name, value in values.items():
        claims[value].append(name)
    return {value: claims[value] for value in every if value in claims}


def _dated(explainer: Explainer) -> Iterator[tuple[Date, bool, list[str]]]:
    """Return the claims by date: of the event, or else that as of which they hold, in which case the second value is true."""
    dates: dict[tuple[str, bool], Date] = {}
    by_date: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for claim in explainer.claims.values():
        if when := claim.date or claim.as_of:
            key = when.edtf, claim.date is None
            dates[key] = when
            by_date[key].append(claim.id)
    return ((dates[key], key[1], claims) for key, claims in by_date.items())


def _shown(when: Date, language: Language, *, as_of: bool) -> tuple[str, str, str, str]:
    """Return the first and the last day of a date, the date for machines, and in words; an open end is empty."""
    words = language.date(when)
    return _day(when.first), _day(when.last), when.machine, language.say("as of {date}").format(date=words) if as_of else words


def _day(value: date) -> str:
    return "" if value in (date.min, date.max) else value.isoformat()
