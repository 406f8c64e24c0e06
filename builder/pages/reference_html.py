"""The numbered references of a page, what a source is, and the lists at the ends of pages: groups and themes."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.linking.numbering import glossary_references, page_references
from builder.model.ids import slug_of, written_key
from builder.model.language import phrase
from builder.pages.words import FIELDS, listed
from builder.signs.sign_words import CONSULTED_WORDS
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from builder.linking.numbering import Reference
    from builder.model.content import Group
    from builder.model.document import Citation, SafeHtml
    from builder.model.explainer import Explainer
    from builder.model.sources import Name, Source
    from builder.pages.page import Notes
    from builder.pages.view import View

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_NAMES = 10
"""Of more authors only the first is named; the page of the source has all of them."""
_IN_BOOKS = frozenset(("chapter", "paper-conference"))
_JOURNALS = frozenset("article-journal article-magazine periodical review review-book".split())
_ENDED = re.compile(r"""[.?!…‽⸮。！？؟۔।]["'”’»›]*(?:</[a-z]+>["'”’»›]*)*\Z""")
"""The end of a sentence, perhaps within quotation marks and elements."""
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
    references = () if view.layout.is_one else references_at(view.explainer, view.url) if references is None else references
    if not references:
        return Markup()
    items = "\n".join([_reference(view, reference) for reference in references])
    title = view.say("References")
    notes: Notes = view.layout.notes
    return Markup(
        f'<section class="references" aria-labelledby="references"><h2 id="references">{title}</h2>\n'
        f"<{notes.list}>{items}</{notes.list}></section>"
    )


def _reference(view: View, reference: Reference) -> SafeHtml:
    source = view.explainer.sources[reference.source]
    text = view.shared.references.get(source.id)
    if text is None:
        text = view.shared.references[source.id] = f"{cite(view, source)}</p><p class=reference-notes>{provenance(view, source)}</p>"
    back = view.say("Back to {reference}").format(reference=reference.number)
    first, more = backlinks(view, reference)
    notes: Notes = view.layout.notes
    number = f"<b>{reference.number}.</b> " if notes.are_numbered else ""
    return (
        f'<{notes.item} id="ref-{slug_of(source.id)}"{notes.attributes}><p class=reference>'
        f'<span class=backlinks role=group aria-label="{back}">{first}</span> {number}{text}'
        f"{_passages(view, reference, source)}{more}</{notes.item}>"
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


def cite(view: View, source: Source) -> Markup:
    """Return a reference as HTML: title, names, where it was published, date, each as a sentence."""
    title = f"<a class=reference-title href={view.href(source.page)}>{view.source_title(source)}</a>"
    origin = _sentences((_people(view, source), _book(view, source), _origin(view, source), _kept(view, source)))
    by = f"<span class=reference-by>{origin}</span>" if origin else ""
    return Markup(_sentences((title, by, view.time(source.issued) if source.issued else "")))


def responsible(view: View, source: Source) -> Markup:
    """Return who answers for a source as HTML: its authors, editors and translators, and its publisher."""
    return Markup(view.shared.comma.join(filter(None, (_people(view, source), view.apart(source.outlet)))))


def _sentences(parts: Iterable[SafeHtml]) -> SafeHtml:
    """Return texts one after the other, each with a full stop unless it ends in a sign that ends a sentence."""
    return " ".join([part if _ENDED.search(part) else f"{part}." for part in parts if part])


def _people(view: View, source: Source) -> SafeHtml:
    """Return the authors, editors and translators of a work; the editors of the book of a chapter stand with the book."""
    bodies = (source.publisher, source.container)
    authors = [name for name in source.authors if str(name) not in bodies]
    roles = (
        ("{names}", authors),
        (phrase("ed. {names}") if authors else phrase("{names} (ed.)"), () if _has_book(source) else source.names.get("editor", ())),
        (phrase("trans. {names}"), source.names.get("translator", ())),
        (phrase("to {names}"), () if source.url else source.names.get("recipient", ())),
    )
    return view.say("; ").join([_named_people(view, words, names) for words, names in roles if names])


def _named_people(view: View, words: str, names: Sequence[Name]) -> SafeHtml:
    shown = [view.apart(str(name)) for name in names]
    people = view.shared.comma.join(shown) if len(shown) <= _MOST_NAMES else view.say("{first} et al.").format(first=shown[0])
    return view.say(words).format(names=people)


def _has_book(source: Source) -> bool:
    return source.type in _IN_BOOKS and bool(source.container)


def _book(view: View, source: Source) -> SafeHtml:
    """Return the book of a chapter, with its editors."""
    if not _has_book(source):
        return ""
    editors = source.names.get("editor", ())
    book = view.say("In: {container}").format(container=view.marked(source, "container-title", source.container))
    return view.shared.comma.join(filter(None, (book, _named_people(view, "ed. {names}", editors) if editors else "")))


def _origin(view: View, source: Source) -> SafeHtml:
    """Return who published a work, in what, and its numbers; of an article in a journal, the journal with volume, number and pages."""
    csl, apart = source.csl, view.apart
    publisher, container = view.marked(source, "publisher", source.publisher), view.marked(source, "container-title", source.container)
    if source.type in _JOURNALS and container:
        return f"{container} {_volume(view, csl)}".rstrip()
    place = csl.get("publisher-place", "")
    body = f"{apart(place)}: {publisher}" if place and publisher else publisher or apart(place)
    if container and source.container != source.publisher and not _has_book(source):
        inside = view.say("in {container}").format(container=container) if body else container
        body = view.shared.comma.join(filter(None, (body, inside)))
    kind = csl.get("genre") or (view.say("Thesis") if source.type == "thesis" else "")
    number = csl.get("number") or csl.get("issue", "")
    numbered = view.say("no. {number}").format(number=apart(number)) if number else ""
    named, after = (f"{apart(kind)} {numbered}".rstrip(), "") if kind else ("", numbered)
    return view.shared.comma.join(filter(None, (named, body, after, _numbers(view, csl))))


def _kept(view: View, source: Source) -> SafeHtml:
    """Return where a work can be seen that has no address: the archive, and its place there."""
    keys = () if source.url else ("archive", "archive-place", "archive_collection", "archive_location")
    return view.shared.comma.join([view.marked(source, key, source.csl[key]) for key in keys if key in source.csl])


def _volume(view: View, csl: Mapping[str, str]) -> SafeHtml:
    """Return volume, number and pages as journals are cited: `12(3), 45–67`."""
    volume, issue, pages = (csl.get(key, "") for key in ("volume", "issue", "page"))
    number = f"{volume}({issue})" if volume and issue else volume or (view.say("no. {number}").format(number=issue) if issue else "")
    return view.apart(view.shared.comma.join(filter(None, (number, pages))))


def _numbers(view: View, csl: Mapping[str, str]) -> SafeHtml:
    """Return the edition, the volume and the pages of a work."""
    edition, volume, pages = (csl.get(key, "") for key in ("edition", "volume", "page"))
    parts = (
        (phrase("edition {number}") if edition.isdecimal() else "{number}", edition),
        (phrase("vol. {number}"), volume),
        (phrase("p. {number}") if pages.isalnum() else phrase("pp. {number}"), pages),
    )
    return view.shared.comma.join([view.say(words).format(number=view.apart(value)) for words, value in parts if value])


def provenance(view: View, source: Source) -> Markup:
    """Return as HTML how a source was consulted, whose outlet it is, through what it was read, and where it can be read."""
    say = view.say
    parts = [consulted(source, say)]
    if source.perspective:
        perspective = view.apart(typeset(source.perspective, view.language.tag))
        parts.append(f"<span class=perspective>{say('Outlet: {perspective}').format(perspective=perspective)}</span>")
    origins = (
        (phrase("read through {sources}"), source.via),
        (phrase("same text as {sources}"), source.syndicated_from),
        (phrase("based on {sources}"), source.based_on),
    )
    for words, ids in origins:
        if ids:
            links = view.shared.comma.join([view.source_link(name) for name in ids])
            parts.append(f"<span class=via>{say(words).format(sources=links)}</span>")
    if source.url:
        parts.append(f'<a class=reference-link rel=external href="{escape(source.url)}">{say("Original")}</a>')
    if source.snapshot and source.snapshot.url:
        parts.append(f'<a class=archive rel=external href="{escape(source.snapshot.url)}">{say("Archived copy")}</a>')
    return Markup(" ".join(parts))


def source_facts(view: View, source: Source, *, only_further: bool = False) -> Markup:
    """Return the record of a source as entries of a definition list (`<dl>`), or of it what its reference and provenance do not say."""
    say, comma = view.say, view.shared.comma
    issued, snapshot = source.issued, source.snapshot
    date = f"{comma}{view.time(snapshot.date)}" if snapshot and snapshot.date else ""
    voice = (say("Statement of"), view.apart(source.voice))
    passed_on = (say("Passed on by"), listed(_named_each(view, view.explainer.passed_on_by.get(source.id, ()))))
    further = [
        *[
            (_field(view, key), comma.join([escape(str(person), quote=False) for person in persons]))
            for key, persons in source.names.items()
        ],
        *[(_field(view, key), view.time(day)) for key, day in source.dates.items()],
        *[(_field(view, key), view.marked(source, key, text)) for key, text in source.csl.items()],
    ]
    facts = [voice, passed_on, *further]
    if not only_further:
        facts = [
            (say("Author"), comma.join([escape(str(author), quote=False) for author in source.authors])),
            (say("Publisher"), view.marked(source, "publisher", source.publisher)),
            voice,
            (say("Whose outlet"), view.apart(typeset(source.perspective, view.language.tag))),
            (say("Read at"), view.marked(source, "container-title", source.container)),
            (say("Date"), view.time(issued) if issued else ""),
            (say("Consulted"), consulted(source, say)),
            (say("Read through"), _named(view, source.via)),
            (say("Same text as"), _named(view, source.syndicated_from)),
            (say("Based on"), _named(view, source.based_on)),
            passed_on,
            *further,
            (say("Address"), _outward(source.url, "reference-link") if source.url else ""),
            (say("Archived copy"), f"{_outward(snapshot.url, 'archive')}{date}" if snapshot and snapshot.url else ""),
            (say("Cite as"), f"<bdi>{escape(cited_text(view, source), quote=False)}</bdi>"),
            (say("For contributors"), f"<code>[{escape(written_key(source.id), quote=False)}]</code>"),
        ]
    return Markup("\n".join([f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts if value]))


def consulted(source: Source, say: Callable[[str], str]) -> SafeHtml:
    """Return as HTML how much of a source the authors have read."""
    return f'<span class="consulted consulted--{source.consulted}">{say(CONSULTED_WORDS[source.consulted])}</span>'


def _named(view: View, sources: Iterable[str]) -> SafeHtml:
    return view.say("; ").join(_named_each(view, sources))


def _named_each(view: View, sources: Iterable[str]) -> list[SafeHtml]:
    return [f"{_titled(view, name)} ({view.source_name(name)})" for name in sources]


def cited_text(view: View, source: Source) -> str:
    """Return the reference of a source with its address as plain text, to be copied."""
    return " ".join(filter(None, (cite(view, source).striptags(), source.url)))


def _titled(view: View, name: str) -> SafeHtml:
    source = view.explainer.sources[name]
    return f"<a href={view.href(source.page)}>{view.source_title(source)}</a>"


def _field(view: View, key: str) -> SafeHtml:
    """Return the name of a CSL field for readers; names with capitals, such as DOI, are unchanged."""
    if key in FIELDS:
        return view.say(FIELDS[key])
    return escape(key.replace("-", " ").capitalize() if key.lower() == key else key, quote=False)


def _outward(url: str, css: SafeHtml) -> SafeHtml:
    return f'<a class={css} rel=external href="{escape(url)}">{escape(url, quote=False)}</a>'


def _passages(view: View, reference: Reference, source: Source) -> SafeHtml:
    """Return the locators and quoted phrases of a source's citations as HTML, each with the letter of its backlink."""
    comma = view.shared.comma
    uses = enumerate([use.citation for use in reference.uses])
    items = [_passage(letter(n), citation, source, comma) for n, citation in uses if citation.locator or citation.quotes]
    return f"<p class=passages>{' '.join(items)}</p>" if items else ""


def _passage(name: SafeHtml, citation: Citation, source: Source, comma: SafeHtml) -> SafeHtml:
    places = [escape(citation.locator, quote=False)] if citation.locator else []
    if citation.quotes:
        words = " … ".join([f"<q dir=auto>{escape(phrase, quote=False)}</q>" for phrase in citation.quotes])
        url = passage_url(source, *citation.quotes)
        places.append(f'<a rel=external href="{escape(url)}">{words}</a>' if url else words)
    return f"<span><b>{name}</b> {comma.join(places)}</span>"


def passage_url(source: Source, *phrases: str) -> str:
    """Return the address of phrases in a source, by a text fragment (WICG) for each; empty if the source has no address.

    A hyphen and a comma are syntax of text fragments, so they are encoded.
    """
    url = source.url or (source.snapshot.url if source.snapshot else "")
    texts = "&text=".join([quote(phrase, safe="").replace("-", "%2D") for phrase in phrases])
    return f"{url}{'' if '#' in url else '#'}:~:text={texts}" if url else ""


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
    what = typeset(group.summary.text if group.summary else view.explainer.content.settings.kinds.get(group.kind, ""), view.language.tag)
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
