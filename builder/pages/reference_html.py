"""The numbered references of a page and the lists at the ends of pages: sources, the claims that cite them, related pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.linking.numbering import glossary_references, page_references
from builder.model.document import Stance
from builder.model.ids import slug_of, written_key
from builder.model.language import phrase
from builder.pages.words import CONSULTED_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from builder.linking.numbering import Reference
    from builder.model.content import Group, Source, Theme
    from builder.model.document import Citation, Claim, SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.view import View

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AT_ONCE = 8
"""Backlinks of a reference that are shown at once; further ones are folded away."""


def references_at(explainer: Explainer, url: str) -> tuple[Reference, ...]:
    """Return the numbered references of the page of a theme or group, or of the glossary, by its address."""
    kind, name, *_ = url.split("/")
    if kind == "glossary":
        return glossary_references(explainer.content)
    return page_references(explainer.themes[name] if kind == "themes" else explainer.groups[name])


def reference_list(view: View, references: Sequence[Reference] | None = None) -> Markup:
    """Return the numbered references of a page as HTML, with links back to the citations; without `references`, the page's own."""
    references = references_at(view.explainer, view.url) if references is None else references
    if not references:
        return Markup()
    items = "\n".join([_reference(view, reference) for reference in references])
    title = view.say("References")
    return Markup(f'<section class="references" aria-labelledby="references"><h2 id="references">{title}</h2>\n<ol>{items}</ol></section>')


def _reference(view: View, reference: Reference) -> SafeHtml:
    source = view.explainer.sources[reference.source]
    text = view.shared.references.get(source.id)
    if text is None:
        text = view.shared.references[source.id] = f"{cite(view, source)}</p><p class=reference-notes>{provenance(view, source)}</p>"
    back = view.say("Back to {reference}").format(reference=reference.number)
    first, more = backlinks(view, reference)
    return (
        f'<li id="ref-{slug_of(source.id)}"><p class=reference><span class=backlinks role=group aria-label="{back}">{first}</span> {text}'
        f"{_passages(view, reference, source)}{more}</li>"
    )


def backlinks(view: View, reference: Reference) -> tuple[SafeHtml, SafeHtml]:
    """Return the links back to the citations of a reference as HTML: the first ones, and a fold with the others."""
    links = [f"<a href=#{use.anchor}>{letter(n)}</a>" for n, use in enumerate(reference.uses)]
    if len(links) <= _AT_ONCE:
        return " ".join(links), ""
    more = links[_AT_ONCE:]
    times = view.language.many(len(more), "{n} more citation", "{n} more citations")
    fold = f"<details class=backlinks data-plain><summary>{times}</summary> {' '.join(more)}</details>"
    return " ".join(links[:_AT_ONCE]), fold


def cite(view: View, source: Source) -> SafeHtml:
    """Return a reference as HTML: title, authors, publisher, date."""
    comma, apart = view.shared.comma, view.apart
    by = comma.join([apart(str(name)) for name in source.authors if str(name) != source.publisher])
    elsewhere = source.container and source.container != source.publisher
    inside = view.say("in {container}").format(container=apart(source.container)) if elsewhere else ""
    where = comma.join(filter(None, (apart(source.publisher), inside)))
    origin = ". ".join(filter(None, (by, where)))
    numbers = comma.join([escape(source.csl[key], quote=False) for key in ("volume", "issue", "page") if source.csl.get(key)])
    parts = [f"<a class=reference-title href={view.href(source.page)}>{apart(source.title)}</a>"]
    if origin:
        parts.append(f"<span class=reference-by>{origin}</span>")
    if numbers:
        parts.append(numbers)
    if source.issued:
        parts.append(view.time(source.issued))
    return ". ".join(parts) + "."


def provenance(view: View, source: Source) -> SafeHtml:
    """Return as HTML how a source was consulted, through what, and where it can be read."""
    say, sources = view.say, view.explainer.sources
    parts = [consulted(source, say)]
    origins = (
        (phrase("read through {sources}"), source.via),
        (phrase("same text as {sources}"), source.syndicated_from),
        (phrase("based on {sources}"), source.based_on),
    )
    for words, ids in origins:
        if ids:
            links = view.shared.comma.join(
                f"<a href={view.href(s.page)}>{view.apart(s.publisher or s.title)}</a>" for s in (sources[name] for name in ids)
            )
            parts.append(f"<span class=via>{say(words).format(sources=links)}</span>")
    if source.url:
        parts.append(f'<a class=reference-link rel=external href="{escape(source.url)}">{say("Original")}</a>')
    if source.snapshot and source.snapshot.url:
        parts.append(f'<a class=archive rel=external href="{escape(source.snapshot.url)}">{say("Archived copy")}</a>')
    return " ".join(parts)


def source_facts(view: View, source: Source) -> Markup:
    """Return the record of a source as entries of a definition list (`<dl>`)."""
    say, comma = view.say, view.shared.comma
    issued, snapshot = source.issued, source.snapshot
    date = f"{comma}{view.time(snapshot.date)}" if snapshot and snapshot.date else ""
    facts = [
        (say("Author"), comma.join([escape(str(author), quote=False) for author in source.authors])),
        (say("Publisher"), view.apart(source.publisher)),
        (say("Read at"), view.apart(source.container)),
        (say("Date"), view.time(issued) if issued else ""),
        (say("Consulted"), consulted(source, say)),
        (say("Read through"), _named(view, source.via)),
        (say("Same text as"), _named(view, source.syndicated_from)),
        (say("Based on"), _named(view, source.based_on)),
        (say("Passed on by"), say("; ").join([_titled(view, other) for other in view.explainer.passed_on_by.get(source.id, ())])),
        *[(_field(key), comma.join([escape(str(person), quote=False) for person in persons])) for key, persons in source.names.items()],
        *[(_field(key), view.time(day)) for key, day in source.dates.items()],
        *[(_field(key), escape(text, quote=False)) for key, text in source.csl.items()],
        (say("Address"), _outward(source.url, "reference-link") if source.url else say("Not seen, therefore not given")),
        (say("Archived copy"), f"{_outward(snapshot.url, 'archive')}{date}" if snapshot and snapshot.url else ""),
        (say("Cite as"), f"<code>[{escape(written_key(source.id), quote=False)}]</code>"),
    ]
    return Markup("\n".join([f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts if value]))


def consulted(source: Source, say: Callable[[str], str]) -> SafeHtml:
    """Return as HTML how much of a source the authors have read."""
    return f'<span class="consulted consulted--{source.consulted}">{say(CONSULTED_WORDS[source.consulted])}</span>'


def _named(view: View, sources: Iterable[str]) -> SafeHtml:
    unknown = view.say("publisher not known")
    publishers = ((name, view.explainer.sources[name].publisher or unknown) for name in sources)
    return view.say("; ").join([f"{_titled(view, name)} ({escape(publisher, quote=False)})" for name, publisher in publishers])


def _titled(view: View, name: str) -> SafeHtml:
    source = view.explainer.sources[name]
    return f"<a href={view.href(source.page)}>{escape(source.title, quote=False)}</a>"


def _field(key: str) -> SafeHtml:
    """Return the name of a CSL field for readers; names with capitals, such as DOI, are unchanged."""
    return escape(key.replace("-", " ").capitalize() if key.lower() == key else key, quote=False)


def _outward(url: str, css: SafeHtml) -> SafeHtml:
    return f'<a class={css} rel=external href="{escape(url)}">{escape(url, quote=False)}</a>'


def _passages(view: View, reference: Reference, source: Source) -> SafeHtml:
    """Return the locators and quoted phrases of a source's citations as HTML, each with the letter of its backlink."""
    comma = view.shared.comma
    uses = enumerate([use.citation for use in reference.uses])
    items = [_passage(letter(n), citation, source, comma) for n, citation in uses if citation.locator or citation.quote]
    return f"<p class=passages>{' '.join(items)}</p>" if items else ""


def _passage(name: SafeHtml, citation: Citation, source: Source, comma: SafeHtml) -> SafeHtml:
    places = [escape(citation.locator, quote=False)] if citation.locator else []
    if citation.quote:
        words = f"<q dir=auto>{escape(citation.quote, quote=False)}</q>"
        url = passage_url(source, citation.quote)
        places.append(f'<a rel=external href="{escape(url)}">{words}</a>' if url else words)
    return f"<span><b>{name}</b> {comma.join(places)}</span>"


def passage_url(source: Source, phrase: str) -> str:
    """Return the address of a phrase in a source, by a text fragment (WICG); empty if the source has no address.

    A hyphen and a comma are syntax of text fragments, so they are encoded.
    """
    url = source.url or (source.snapshot.url if source.snapshot else "")
    text = quote(phrase, safe="").replace("-", "%2D")
    return f"{url}{'' if '#' in url else '#'}:~:text={text}" if url else ""


def letter(number: int) -> SafeHtml:
    """Return the letters of a backlink by its number, from 0: a … z, aa, ab, …."""
    if number < len(_LETTERS):
        return _LETTERS[number]
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(_LETTERS))
        name = _LETTERS[rest] + name
    return name


def who_is_who(view: View, groups: Iterable[str]) -> Markup:
    """Return what groups are as entries of a definition list (`<dl>`)."""
    cached = view.shared.groups
    return Markup("\n".join([cached.get(name) or cached.setdefault(name, _who(view, view.explainer.groups[name])) for name in groups]))


def _who(view: View, group: Group) -> SafeHtml:
    what = group.summary.text if group.summary else view.explainer.content.settings.kinds.get(group.kind, "")
    return (
        f'<div><dt><a class="group" data-group="{group.id}" href={view.href(group.url)}>{view.apart(group.name)}</a>'
        f"{natives(group)}</dt><dd{view.tongue(group.url) if group.summary else ''}>{escape(what, quote=False)}</dd></div>"
    )


def natives(group: Group, css: SafeHtml = "native") -> Markup:
    """Return the names of a group in its own languages as HTML, each after a space."""
    return Markup(
        "".join(
            [
                f' <span class="{css}" lang="{escape(lang)}" dir=auto>{escape(name, quote=False)}</span>'
                for lang, name in group.native.items()
            ]
        )
    )


def related_themes(view: View, themes: Iterable[str]) -> Markup:
    """Return related themes as list items."""
    return Markup("\n".join([_related(view, view.explainer.themes[name]) for name in themes]))


def _related(view: View, theme: Theme) -> SafeHtml:
    title, question = escape(theme.title, quote=False), escape(theme.question, quote=False)
    return (
        f"<li><a href={view.href(theme.url)}{view.tongue(theme.url)}><span class=card-kicker>{title}</span>"
        f" <span class=card-title>{question}</span></a></li>"
    )


def cited_by(view: View, source: str) -> Markup:
    """Return the claims that cite a source as list items."""
    claims, titles = view.explainer.claims, view.shared.titles
    out = []
    for name in view.explainer.cited_by.get(source, ()):
        claim = claims[name]
        where = titles.get(claim.page) or _title(view, claim.page)
        details = "".join([_citation_details(view, *detail) for detail in _details_by_source(view, claim).get(source, ())])
        out.append(f"<li data-claim-ref={name}>{view.claim_link(claim)} <span class=cited-where>{where}{details}</span></li>")
    return Markup("\n".join(out))


def _details_by_source(view: View, claim: Claim) -> Mapping[str, Sequence[tuple[str, str, Stance]]]:
    """Return locator, quoted phrase and stance of a claim's citations by source, without those that have none of these."""
    details = view.shared.details.get(claim.id)
    if details is None:
        details = view.shared.details[claim.id] = {}
        for source, _, locator, _, quoted, stance in claim.citations:
            if locator or quoted or stance is not Stance.SUPPORTS:
                details.setdefault(source, []).append((locator, quoted, stance))
    return details


def _title(view: View, url: str) -> SafeHtml:
    return view.shared.titles.get(url) or view.shared.titles.setdefault(url, escape(view.explainer.titles[url], quote=False))


def _citation_details(view: View, locator: str, quote: str, stance: Stance) -> SafeHtml:
    """Return locator, stance and quoted phrase of a citation as HTML."""
    return (
        (f"{view.shared.comma}{escape(locator, quote=False)}" if locator else "")
        + (f" <span class=contra>{view.say('contradicts')}</span>" if stance is Stance.CONTRADICTS else "")
        + (f" <q dir=auto>{escape(quote, quote=False)}</q>" if quote else "")
    )


def mentions(view: View, pages: Iterable[tuple[str, Sequence[Claim]]]) -> Markup:
    """Return the claims that name a group as HTML, by page."""
    return Markup("\n".join([_mentioned(view, url, claims) for url, claims in pages]))


def _mentioned(view: View, url: str, claims: Sequence[Claim]) -> SafeHtml:
    items = "\n".join([f"<li>{view.claim_link(claim)}</li>" for claim in claims])
    return f"<h3><a href={view.href(url)}>{_title(view, url)}</a></h3>\n<ul>{items}</ul>"


def moved_claims(view: View) -> Markup:
    """Return anchors for claims that have moved to another page: shown only at an old address, from where moved.js redirects."""
    words = view.say("This claim has moved:")
    left = view.explainer.moves.left.get(view.url, ())
    return Markup(
        "".join([f"<p class=moved id=claim-{old}>{words} {view.claim_link(view.explainer.claims[claim])}</p>\n" for old, claim in left])
    )
