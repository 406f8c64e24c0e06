"""What an editor shows beside a name that is pointed at, as Markdown: what the reader's card says, and what only authors ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.linking.queries import source_names, standing
from builder.model.language import ENGLISH
from builder.pages.words import facts, whole
from builder.signs.sign_words import CONSULTED_WORDS, SUPPORT_WORDS, why_of_claim

if TYPE_CHECKING:
    from builder.formats.keys import Key
    from builder.language_server.cursor import Thing
    from builder.model.content import Group
    from builder.model.document import Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def card_of(thing: Thing, explainer: Explainer) -> str:
    """Return what is to be said of something; empty if nothing has its id."""
    match thing.kind:
        case "source" if source := explainer.sources.get(thing.id):
            return _source(source, explainer)
        case "claim" if claim := explainer.claims.get(thing.id):
            return _claim(claim, explainer)
        case "group" if group := explainer.groups.get(thing.id):
            return _group(group, explainer)
        case "theme" if theme := explainer.themes.get(thing.id):
            return _paragraphs(_bold(theme.title), _plain(theme.question), _plain(theme.in_short))
        case "term" if term := explainer.terms.get(thing.id):
            return _paragraphs(_bold(term.term), _plain(term.definition.text))
    return ""


def card_of_key(key: Key) -> str:
    """Return what a key says, how it is written, and the words that it may have."""
    words = "\n".join(f"- `{choice.word}`{f': {choice.meaning}' if choice.meaning else ''}" for choice in key.choices)
    return _paragraphs(f"**{key.name}** — {key.meaning}{' It is needed.' if key.required else ''}", f"`{key.name}: {key.example}`", words)


def _source(source: Source, explainer: Explainer) -> str:
    date = ENGLISH.date(source.issued) if source.issued else ""
    published = ", ".join(filter(None, (", ".join(map(str, source.authors)), source.container, source.publisher, date)))
    through = f" through {', '.join(source.via)}" if source.via else ""
    cited = len(explainer.cited_by.get(source.id, ()))
    consulted = f"{CONSULTED_WORDS[source.consulted]}{through}; cited by {cited:,} claim{'' if cited == 1 else 's'}."
    return _paragraphs(
        _bold(source.title), _plain(published), _plain(consulted), _plain(source.note), f"<{source.url}>" if source.url else ""
    )


def _claim(claim: Claim, explainer: Explainer) -> str:
    cited = dict.fromkeys(citation.source for citation in claim.citations if citation.source in explainer.sources)
    is_whole = all(citation.source in explainer.sources for citation in claim.citations)
    sign = f"{SUPPORT_WORDS[explainer.support[claim.id]]}. {why_of_claim(explainer, claim) if is_whole else ''}"
    names = source_names(explainer.sources[source] for source in cited)
    sources = "\n".join(f"- `@{source}` {_plain(str(names[source]))}" for source in cited)
    return _paragraphs(_plain(whole(claim)), _plain(sign), _plain("; ".join(facts(explainer, claim))), sources)


def _group(group: Group, explainer: Explainer) -> str:
    kind = explainer.content.settings.kinds.get(group.kind, group.kind)
    named = len(explainer.mentioned_in.get(group.id, ()))
    return _paragraphs(
        f"{_bold(group.name)} {_plain(', '.join(group.native.values()))}",
        _plain(group.summary.text if group.summary else ""),
        _plain(
            "; ".join(
                filter(None, (kind, standing(explainer.content.settings, group), f"named in {named:,} claim{'' if named == 1 else 's'}"))
            )
        ),
    )


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())


def _bold(text: str) -> str:
    return f"**{_plain(text)}**" if text else ""


def _plain(text: str) -> str:
    """Return a text in which Markdown sees no markup."""
    return _MARKUP.sub(r"\\\1", text)
