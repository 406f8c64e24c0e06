"""What data files say of each theme and claim, as the line that it has in each of them, page by page.

There may be a hundred thousand claims, so their lines are written out here, and only texts go through an encoder. The lines of
a page need no tokens but the page's own: those of other pages may be written somewhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.fragments import View
from builder.jsonld import claim_node
from builder.model import Theme
from builder.tables import claim_row
from builder.text import Stance
from builder.values import Record, edtf, encode, encoded, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.link import Explainer
    from builder.model import Group
    from builder.text import Citation, Claim, Measure, Passage


class Lines(NamedTuple):
    """What is written of one claim."""

    id: str
    json: bytes
    """In `explainer.json`."""
    row: bytes
    """In `claims.csv`, with its end."""
    node: bytes
    """In `explainer.jsonld`."""


class PageLines(NamedTuple):
    """What is written of one page."""

    theme: bytes
    """In `explainer.json`; empty for the profile of a group."""
    claims: tuple[Lines, ...]
    """In the order of the page."""


def all_lines(explainer: Explainer) -> Iterator[PageLines]:
    """Give the lines of all pages, in the order of the site."""
    return (page_lines(explainer, page, View(explainer, page.url)) for page in explainer.content.pages)


def page_lines(explainer: Explainer, page: Theme | Group, view: View) -> PageLines:
    """Write the lines of a page; `view` is that of the page."""
    others = [(tag, other) for tag, other in explainer.translations.items() if page.id in other.translated]
    theme = encoded(_theme(explainer, page, view, others)) if isinstance(page, Theme) else b""
    return PageLines(theme, tuple(_claims(explainer, page, view, others)))


def _theme(explainer: Explainer, theme: Theme, view: View, others: Iterable[tuple[str, Explainer]]) -> Record:
    passages = [passage_record(view, passage, f"_p{n}") for n, passage in enumerate(theme.passages)]
    return {
        "id": theme.id,
        "title": theme.title,
        "question": theme.question,
        "url": theme.url,
        "part": theme.part,
        "order": theme.order,
        "as_of": edtf(theme.as_of),
        "summary": passages.pop(0) if theme.summary else None,
        "brief": passages,
        "related": explainer.related.get(theme.id, ()),
        "claims": [claim.id for claim in theme.body.claims],
        "translations": {tag: _translated_theme(other.themes[theme.id]) for tag, other in others},
    }


def _translated_theme(theme: Theme) -> Record:
    summary = theme.summary.text if theme.summary else None
    return {"title": theme.title, "question": theme.question, "summary": summary, "url": theme.url, "machine": theme.machine}


def passage_record(view: View, passage: Passage, stem: str) -> Record:
    """Return what is written of a short text."""
    return {"text": passage.text, "html": view.passage(passage, stem), "citations": citation_records(passage.citations)}


def citation_records(citations: Iterable[Citation]) -> list[Record]:
    """Return what is written of citations."""
    return [{"source": c.source, "locator": c.locator, "prefix": c.prefix, "quote": c.quote, "stance": c.stance} for c in citations]


def _claims(explainer: Explainer, page: Theme | Group, view: View, others: Iterable[tuple[str, Explainer]]) -> Iterator[Lines]:
    views = [(tag, other, View(other, other.themes[page.id].url)) for tag, other in others]
    section, anchor = "", '""'
    for claim in page.body.claims:
        if claim.section != section:
            section, anchor = claim.section, encode(claim.section)
        translations = ",".join(_translation(tag, other, seen, claim.id) for tag, other, seen in views if claim.id in other.worded)
        html = view.tokens(explainer.tokens[claim.id], claim.id)
        line = f'{_claim(explainer, claim, anchor, html)},{_ties(explainer, claim)},"translations":{{{translations}}}}}'
        yield Lines(claim.id, line.encode(), claim_row(explainer, claim).encode(), claim_node(explainer, claim).encode())


def _claim(explainer: Explainer, claim: Claim, section: str, html: str) -> str:
    """Write what a claim says, and how well it is supported."""
    name, page = claim.id, claim.page
    return (
        f'{{"id":"{name}","page":"{page}","section":{section},"url":"{page}#claim-{name}","text":{encode(claim.text)},"html":{encode(html)},'
        f'"status":"{claim.status}","support":"{explainer.support[name]}","independent":{explainer.roots[name]},'
        f'"date":{encode(claim.date.edtf) if claim.date else "null"},"as_of":{encode(claim.as_of.edtf) if claim.as_of else "null"},'
        f'"later":{"true" if claim.later else "false"},"editorial":{"true" if claim.editorial else "false"},'
        f'"attributed":{encode(claim.attributed) if claim.attributed else _NO_TEXT},'
        f'"measure":{_measure(claim.measure) if claim.measure else "null"},"citations":{_citations(claim.citations)}'
    )


def _ties(explainer: Explainer, claim: Claim) -> str:
    """Write what a claim has to do with groups and other claims."""
    name = claim.id
    return (
        f'"groups":{_ids(explainer.mentions_of.get(name))},"disputes":{_ids(claim.disputes)},'
        f'"disputed_by":{_ids(explainer.disputed_by.get(name))},"supersedes":{_ids(claim.supersedes)},'
        f'"superseded_by":{_ids(sorted(explainer.superseded_by.get(name, ())))},"supports":{_ids(claim.supports)},'
        f'"supported_by":{_ids(sorted(explainer.supported_by.get(name, ())))}'
    )


_NO_TEXT = '""'


def _ids(names: Iterable[str] | None) -> str:
    """Write ids, in which nothing needs an escape."""
    return f'["{_BETWEEN.join(names)}"]' if names else "[]"


_BETWEEN = '","'


def _citations(citations: Iterable[Citation]) -> str:
    return f"[{','.join([_citation(citation) for citation in citations])}]"


def _citation(citation: Citation) -> str:
    if citation[2:] == _BARE:
        return f'{{"source":"{citation.source}","locator":"","prefix":"","quote":"","stance":"supports"}}'
    source, _, locator, prefix, quote, stance = citation
    return f'{{"source":"{source}","locator":{encode(locator)},"prefix":{encode(prefix)},"quote":{encode(quote)},"stance":"{stance}"}}'


_BARE = ("", "", "", Stance.SUPPORTS)
"""Most citations give a source and nothing else."""


def _measure(measure: Measure) -> str:
    return encode(
        {
            "quantity": measure.quantity,
            "low": number(measure.low),
            "high": number(measure.high),
            "unit": measure.unit,
            "text": measure.text,
        }
    )


def _translation(tag: str, explainer: Explainer, view: View, name: str) -> str:
    claim = explainer.claims[name]
    html = view.tokens(explainer.tokens[name], name)
    return f'"{tag}":{encode({"text": claim.text, "html": html, "attributed": claim.attributed, "url": claim.url})}'
