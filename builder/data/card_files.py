"""The data of the cards beside links, for pages, claims and terms: small scripts, loaded when a reader points at a link.

A page that is opened from a disk can load scripts but not fetch, so each file is a script that passes one value to a callback.
The data of a page and its claims lies beside the page, as `cards.js`: the link's address leads to it, so no index is needed and
each load is small, however large the site. Terms share one page; their files hold ranges of ids. The data of a source is on the
page already, in its list of references.

The search shows these texts, too, and finds claims by their position, so they are in the order of the page. Of a table, cards
show one line and the search its rows: both are included, and why each of its rows has its sign.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from builder.csl.dates import csl_date
from builder.data.bibtex import bibtex_dates
from builder.linking.queries import standing
from builder.model.content import Group
from builder.model.json_encoding import encoded
from builder.model.language import Language, language_of
from builder.pages.page import SITE
from builder.pages.words import facts, table_rows, whole
from builder.signs.sign_words import why, why_of_claim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from builder.model.content import Theme
    from builder.model.dates import Date
    from builder.model.explainer import Explainer
    from builder.model.json_encoding import Record
    from builder.pages.page import Layout

FOLDER = "assets/explainer/cards"
_TERMS = 32
"""Terms in a file: about eight thousand characters."""


def card_of_page(explainer: Explainer, page: Theme | Group) -> tuple[str, Callable[[], bytes]]:
    """Return the address of the file with the cards of a page and its claims, and the function that makes it."""
    return f"{page.url}cards.js", lambda: _script(page_cards(explainer, page))


def page_cards(explainer: Explainer, page: Theme | Group) -> Record:
    """Return what the cards of a page and its claims say."""
    language = language_of(explainer.language_of(page.url))
    record: Record = {
        "title": explainer.titles[page.url],
        "as_of": _edition(language, (None if isinstance(page, Group) else page.as_of) or explainer.content.settings.as_of),
        "claims": [
            (
                claim.id,
                explainer.support[claim.id],
                why_of_claim(explainer, claim, language),
                whole(claim, language),
                *facts(explainer, claim, language),
            )
            for claim in page.body.claims
        ],
    }
    if not isinstance(page, Group) and page.question != page.title:
        record["question"] = page.question
    if language.tag != explainer.content.settings.languages[0]:
        record["language"] = language.tag
    if tables := {claim.id: table_rows(claim)[1:] for claim in page.body.claims if claim.tag == "table"}:
        record["tables"] = tables
        record["rows"] = {
            claim.id: [(row.support, why(explainer, row, language)) for row in explainer.tallies[claim.id].rows]
            for claim in page.body.claims
            if claim.tag == "table" and not claim.editorial
        }
    if isinstance(page, Group):
        record["group"] = _group(explainer, page)
    return record


def _group(explainer: Explainer, group: Group) -> Record:
    settings = explainer.content.settings
    kind = settings.kinds.get(group.kind, group.kind)
    translated = {tag: other.kinds[group.kind] for tag, other in settings.translations.items() if other.kinds.get(group.kind, kind) != kind}
    return {
        "kind": kind,
        **({"kinds": translated} if translated else {}),
        "native": dict(group.native),
        "text": group.summary.text if group.summary else "",
        "standing": standing(settings, group, settings.language()),
    }


@lru_cache(maxsize=1024)
def _edition(language: Language, day: Date | None) -> Record | None:
    """Return the day as of which a page is written, in words and for each citation format."""
    return {"words": language.date(day), "csl": csl_date(day), "bibtex": bibtex_dates(day)} if day else None


def cards_of_terms(explainer: Explainer) -> Iterator[tuple[str, bytes]]:
    """Yield the files with the cards of terms, each for a range of ids: address and content."""
    return ((address, _script(record)) for address, record in term_cards(explainer))


def term_cards(explainer: Explainer) -> Iterator[tuple[str, Record]]:
    """Yield the addresses of these files, each with what its cards say."""
    for number, ids in enumerate(_term_files(explainer)):
        terms = (explainer.terms[name] for name in ids)
        yield f"{FOLDER}/terms-{number:03}.js", {term.id: [term.term, term.definition.text] for term in terms}


def _term_files(explainer: Explainer) -> list[list[str]]:
    ids = sorted(explainer.terms)
    return [ids[start : start + _TERMS] for start in range(0, len(ids), _TERMS)]


def frame(explainer: Explainer, language: Language, html: str) -> tuple[str, bytes]:
    """Return the file that all cards in a language need: address and content."""
    return f"{FOLDER}/frame-{language.tag}.js", _script(frame_data(explainer, language, html))


def frame_data(explainer: Explainer, language: Language, html: str, layout: Layout = SITE) -> Record:
    """Return what all cards in a language need: their HTML to fill in, and the first term of each file of terms."""
    settings = explainer.content.settings
    return {
        "html": html,
        "site": settings.title,
        "authors": settings.authors,
        "publisher": settings.publisher,
        "language": language.tag,
        "own": settings.languages[0],
        "terms": [ids[0] for ids in _term_files(explainer)],
        "signs": layout.href("", "method/#method-signs"),
    }


def _script(record: Record) -> bytes:
    """Return the content of one file. It holds no `<`, so that a bundle can inline it into a page."""
    return b"explainerCards(%b);\n" % encoded(record).replace(b"<", b"\\u003c")
