"""The lines of `explainer.json`: one for each theme and claim.

There may be a hundred thousand claims, so their lines are formatted here, and only texts go through an encoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.linking.support import row_citations
from builder.model.document import LinkStart, Stance
from builder.model.json_encoding import Record, edtf, encode, encoded, number
from builder.model.language import language_of
from builder.signs.sign_words import why_of_claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Theme
    from builder.model.document import Citation, Claim, Measure, Passage
    from builder.model.explainer import Explainer, Tally
    from builder.model.language import Language


class Lines:
    """Makes the lines of the themes and claims of one explainer, in any order."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._language = language_of(explainer.content.settings.languages[0])
        themes = {theme.url: theme.id for theme in explainer.content.themes}
        translations = [(tag, other, set(other.translated)) for tag, other in explainer.translations.items()]
        self._languages: dict[str, list[tuple[str, Explainer]]] = {
            url: [(tag, other) for tag, other, translated in translations if name in translated] for url, name in themes.items()
        }
        """The languages into which the page at an address is translated, each with the translated explainer."""

    def theme(self, theme: Theme) -> bytes:
        """Return the line of a theme in `explainer.json`."""
        return encoded(_theme(self._explainer, theme, self._languages[theme.url]))

    def claim(self, claim: Claim) -> bytes:
        """Return the line of a claim in `explainer.json`."""
        explainer, languages = self._explainer, self._languages.get(claim.page, ())
        translations = ",".join([_translation(tag, other.claims[claim.id]) for tag, other in languages if claim.id in other.worded])
        return f'{_claim(explainer, claim, self._language)},{_ties(explainer, claim)},"translations":{{{translations}}}}}'.encode()


def _theme(explainer: Explainer, theme: Theme, languages: Iterable[tuple[str, Explainer]]) -> Record:
    return {
        "id": theme.id,
        "title": theme.title,
        "question": theme.question,
        "url": theme.url,
        "part": theme.part,
        "order": theme.order,
        "as_of": edtf(theme.as_of),
        "answer": passage_record(theme.answer) if theme.answer else None,
        "summary": passage_record(theme.summary) if theme.summary else None,
        "brief": [passage_record(point) for point in theme.brief],
        "related": explainer.related.get(theme.id, ()),
        "claims": [claim.id for claim in theme.body.claims],
        "translations": {tag: _translated_theme(other.themes[theme.id]) for tag, other in languages},
    }


def _translated_theme(theme: Theme) -> Record:
    answer, summary = (passage.text if passage else None for passage in (theme.answer, theme.summary))
    return {
        "title": theme.title,
        "question": theme.question,
        "answer": answer,
        "summary": summary,
        "url": theme.url,
        "machine": theme.machine,
    }


def passage_record(passage: Passage) -> Record:
    """Return a short text as a record: text, linked claims, citations."""
    claims = dict.fromkeys(token.target for token in passage.tokens if isinstance(token, LinkStart) and token.scheme == "claim")
    return {"text": passage.text, "claims": list(claims), "citations": citation_records(passage.citations)}


def citation_records(citations: Iterable[Citation]) -> list[Record]:
    """Return citations as records."""
    return [{"source": c.source, "locator": c.locator, "prefix": c.prefix, "quote": c.quote, "stance": c.stance} for c in citations]


def _claim(explainer: Explainer, claim: Claim, language: Language) -> str:
    """Return the fields of a claim itself and of its support as the start of a JSON object."""
    name, page = claim.id, claim.page
    return (
        f'{{"id":"{name}","page":"{page}","section":{encode(claim.section)},"url":"{page}#claim-{name}","text":{encode(claim.text)},'
        f'"status":"{claim.status}","support":"{explainer.support[name]}",'
        f'{_tally(explainer.tallies[name], claim)},"why":{encode(why_of_claim(explainer, claim, language))},'
        f'"date":{encode(claim.date.edtf) if claim.date else "null"},"as_of":{encode(claim.as_of.edtf) if claim.as_of else "null"},'
        f'"later":{"true" if claim.later else "false"},"editorial":{"true" if claim.editorial else "false"},'
        f'"citation_needed":{"true" if claim.citation_needed else "false"},'
        f'"attributed":{encode(claim.attributed) if claim.attributed else _NO_TEXT},'
        f'"event":{encode(claim.event) if claim.event else _NO_TEXT},'
        f'"measure":{_measure(claim.measure) if claim.measure else "null"},"citations":{_citations(claim.citations)}'
    )


def _ties(explainer: Explainer, claim: Claim) -> str:
    """Return the fields that relate a claim to groups and other claims."""
    name = claim.id
    return (
        f'"groups":{_ids(explainer.mentions_of.get(name))},"disputes":{_ids(claim.disputes)},'
        f'"disputed_by":{_ids(explainer.disputed_by.get(name))},"differs":{_ids(claim.differs)},'
        f'"differed_by":{_ids(sorted(explainer.differed_by.get(name, ())))},"supersedes":{_ids(claim.supersedes)},'
        f'"superseded_by":{_ids(sorted(explainer.superseded_by.get(name, ())))},"supports":{_ids(claim.supports)},'
        f'"supported_by":{_ids(sorted(explainer.supported_by.get(name, ())))}'
    )


def _tally(tally: Tally, claim: Claim) -> str:
    """Return which sources are counted, and of a table those of each row, as fields of a JSON object."""
    rows = ",".join(
        [
            f'{{"support":"{row.support}",{_tally(row, claim)},"citations":{_citations(citations)}}}'
            for row, citations in (zip(tally.rows, row_citations(claim.tokens), strict=True) if tally.rows else ())
        ]
    )
    if not tally.not_counted and not rows:
        return f'"independent":{tally.independent},"counted":{_keys(tally.counted)},"not_counted":[],"rows":[]'
    not_counted = [{"source": s, "reason": reason, "voice": voice, "counted": counted} for s, reason, voice, counted in tally.not_counted]
    return f'"independent":{tally.independent},"counted":{_keys(tally.counted)},"not_counted":{encode(not_counted)},"rows":[{rows}]'


def _keys(sources: Iterable[str]) -> str:
    """Return citation keys, which may have any characters, as a JSON array."""
    return f"[{','.join([encode(source) for source in sources])}]"


_NO_TEXT = '""'


def _ids(names: Iterable[str] | None) -> str:
    """Return ids as a JSON array; nothing in them needs an escape."""
    return f'["{_BETWEEN.join(names)}"]' if names else "[]"


_BETWEEN = '","'


def _citations(citations: Iterable[Citation]) -> str:
    return f"[{','.join([_citation(citation) for citation in citations])}]"


def _citation(citation: Citation) -> str:
    if citation[2:] == _BARE:
        return f'{{"source":{encode(citation.source)},"locator":"","prefix":"","quote":"","stance":"supports"}}'
    source, _, locator, prefix, _, stance = citation
    quote = citation.quote
    return (
        f'{{"source":{encode(source)},"locator":{encode(locator)},"prefix":{encode(prefix)},"quote":{encode(quote)},"stance":"{stance}"}}'
    )


_BARE = ("", "", (), Stance.SUPPORTS)
"""Most citations give a source and nothing else."""


def _measure(measure: Measure) -> str:
    return encode(
        {
            "quantity": measure.quantity,
            "low": number(measure.low),
            "high": number(measure.high),
            "unit": measure.unit,
            "text": measure.text,
            "said": measure.said,
        }
    )


def _translation(tag: str, claim: Claim) -> str:
    return f'"{tag}":{encode({"text": claim.text, "attributed": claim.attributed, "event": claim.event, "url": claim.url})}'
