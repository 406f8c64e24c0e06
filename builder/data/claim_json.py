"""What `explainer.json` says of each theme and claim, as the line that it has there.

There may be a hundred thousand claims, so their lines are written out here, and only texts go through an encoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.model.document import Stance
from builder.model.json_encoding import Record, edtf, encode, encoded, number
from builder.pages.view import View, Views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Theme
    from builder.model.document import Citation, Claim, Measure, Passage
    from builder.model.explainer import Explainer


class Lines:
    """Writes what data files say of the themes and claims of an explainer, in whatever order they are asked for."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._views = Views()
        self._pages: dict[str, _Editions] = {}
        self._themes = {theme.url: theme.id for theme in explainer.content.themes}

    def theme(self, theme: Theme) -> bytes:
        """Write the line of a theme in `explainer.json`."""
        return encoded(_theme(self._explainer, theme, self._editions(theme.url)))

    def claim(self, claim: Claim) -> bytes:
        """Write the line of a claim in `explainer.json`."""
        explainer = self._explainer
        editions = self._editions(claim.page)
        html = editions.view.tokens(explainer.tokens[claim.id], claim.id)
        others = ",".join([_translation(tag, view, claim.id) for tag, view in editions.others if claim.id in view.explainer.worded])
        return f'{_claim(explainer, claim, html)},{_ties(explainer, claim)},"translations":{{{others}}}}}'.encode()

    def _editions(self, url: str) -> _Editions:
        if url not in self._pages:
            name, others = self._themes.get(url, ""), self._explainer.translations.items()
            translated = tuple((tag, self._views.of(other, other.themes[name].url)) for tag, other in others if name in other.translated)
            self._pages[url] = _Editions(self._views.of(self._explainer, url), translated)
        return self._pages[url]


class _Editions(NamedTuple):
    """A page as it is seen from itself, in each of its languages."""

    view: View
    others: tuple[tuple[str, View], ...]


def _theme(explainer: Explainer, theme: Theme, editions: _Editions) -> Record:
    passages = [passage_record(editions.view, passage, f"_p{n}") for n, passage in enumerate(theme.passages)]
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
        "translations": {tag: _translated_theme(view.explainer.themes[theme.id]) for tag, view in editions.others},
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


def _claim(explainer: Explainer, claim: Claim, html: str) -> str:
    """Write what a claim says, and how well it is supported."""
    name, page = claim.id, claim.page
    return (
        f'{{"id":"{name}","page":"{page}","section":{encode(claim.section)},"url":"{page}#claim-{name}","text":{encode(claim.text)},"html":{encode(html)},'
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


def _translation(tag: str, view: View, name: str) -> str:
    claim = view.explainer.claims[name]
    html = view.tokens(view.explainer.tokens[name], name)
    return f'"{tag}":{encode({"text": claim.text, "html": html, "attributed": claim.attributed, "url": claim.url})}'
