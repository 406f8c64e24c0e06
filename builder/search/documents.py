"""What can be found on a site: its documents, in the order of their numbers.

Documents are numbered by kind, and within a kind in the order of the site. So postings need no kind or position,
ranking needs no table of them, and the claims of a page have consecutive numbers: equally good matches are shown in the order of
the site. Each row of a table is a document of its own, after the claims, and is shown in the place of its table.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.queries import source_names
from builder.model.content import Match
from builder.model.document import Mention
from builder.pages.page import SITE
from builder.pages.words import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.model.content import Alias, Group, Term, Theme
    from builder.model.document import Claim, TextSection
    from builder.model.explainer import Explainer
    from builder.model.sources import Source
    from builder.pages.page import Layout

KINDS = ("group", "term", "theme", "claim", "row", "source", "page")
"""Kinds of documents, in the order in which equally good results are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A searchable document other than a claim."""

    kind: str
    """One of `KINDS`."""
    title: str
    context: str
    """Shown under the title; not searched unless it is among the names too."""
    url: str
    """Relative to the site's root, with the file's name (`glossary/index.html#term-x`): on a disk, a folder is not a page."""
    names: tuple[str, ...]
    """Further text to search: aliases in any script, authors, publisher. Shown where it matches."""
    text: str = ""
    """Searched as well, and not shown."""
    called: tuple[str, ...] = ()
    """Whole names: who types one of them means this."""

    @property
    def titles(self) -> tuple[str, ...]:
        """What counts as its title: of a theme also its question."""
        return tuple(dict.fromkeys((self.title, *self.called))) if self.kind in ("theme", "page") else (self.title,)


class Leaf(NamedTuple):
    """A page with claims."""

    url: str
    claims: Sequence[Claim | None]
    """In the order of the page; None for one that is not searchable there, as it is not translated."""
    links: tuple[str, ...] = ()
    """The link to it and the beginning of those to its claims, where they are not those of the site."""


# --- searchable documents ---------------------------------------------------------------------------------------------


def entries(explainer: Explainer, layout: Layout = SITE) -> list[Entry]:
    """Return everything but claims that has an address, except the engine's own pages, which the caller adds."""
    content = explainer.content
    language = content.settings.language()
    sources = source_names(content.sources, language)
    translated = (other.themes[name] for other in explainer.translations.values() for name in other.translated)
    found = [
        *map(_group, content.groups),
        *map(_term, content.terms),
        *map(_theme, (*content.themes, *translated)),
        *(_source(source, str(sources[source.id])) for source in content.sources),
    ]
    return [replace(entry, url=layout.href("", entry.url)) for entry in found]


def leaves(explainer: Explainer, layout: Layout = SITE) -> list[Leaf]:
    """Return the pages with claims; on a page in another language, only translated claims are searchable."""
    pages = [Leaf(page.url, page.body.claims) for page in explainer.content.pages]
    for other in explainer.translations.values():
        pages += [_translated(other, other.themes[name]) for name in other.translated]
    found = [leaf for leaf in pages if leaf.claims]
    if not layout.is_one:
        return found
    return [leaf._replace(links=(layout.href("", leaf.url), layout.href("", f"{leaf.url}#claim-"))) for leaf in found]


def _translated(explainer: Explainer, theme: Theme) -> Leaf:
    return Leaf(theme.url, tuple(claim if claim.id in explainer.worded else None for claim in theme.body.claims))


def _group(group: Group) -> Entry:
    summary = group.summary.text if group.summary else ""
    names = _names(group.native.values(), group.aliases)
    return Entry("group", group.name, summary, group.url, _distinct(*names, summary), called=(group.name, *names))


def _term(term: Term) -> Entry:
    names = _names((), term.aliases)
    return Entry("term", term.term, term.definition.text, term.url, _distinct(*names, term.definition.text), called=(term.term, *names))


def _theme(theme: Theme) -> Entry:
    names = _distinct(theme.question, theme.in_short)
    return Entry("theme", theme.title, theme.question, theme.url, names, called=(theme.title, theme.question))


def _source(source: Source, short_name: str) -> Entry:
    bodies = source.publisher, source.container
    context = _distinct(short_name, *(body for body in bodies if body not in short_name))
    names = _distinct(short_name, *map(str, source.authors), *bodies)
    return Entry("source", source.title, " · ".join(context), source.page, names, called=(source.title, *names))


def _names(native: Iterable[str], aliases: Iterable[Alias]) -> tuple[str, ...]:
    return _distinct(*native, *(alias.text for alias in aliases))


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text)


class Documents(NamedTuple):
    """All searchable documents, in the order of their numbers: by kind, and within a kind in the order of the site."""

    before: Sequence[Entry]
    leaves: Sequence[Leaf]
    after: Sequence[Entry]
    tables: Mapping[int, Sequence[str]] = MappingProxyType({})
    """The rows of each claim that is a table, by its number; the heads of its columns are the first."""
    named: Mapping[str, Sequence[int]] = MappingProxyType({})
    """All names of a group or term, and the claims in which it is named."""
    languages: Sequence[str] = ()
    """The tags of the languages that are searched."""

    @property
    def first_claim(self) -> int:
        """The number of the first claim."""
        return len(self.before)

    @property
    def claims(self) -> int:
        """How many claims are numbered; untranslated ones of a translation count, too."""
        return sum(len(leaf.claims) for leaf in self.leaves)

    @property
    def rows(self) -> int:
        """How many rows of tables are numbered."""
        return sum(len(rows) - 1 for rows in self.tables.values())

    @property
    def first_after(self) -> int:
        """The number of the first document after claims and rows."""
        return self.first_claim + self.claims + self.rows

    @property
    def size(self) -> int:
        """How many documents are numbered."""
        return self.first_after + len(self.after)

    def numbered(self) -> Iterator[tuple[int, Claim]]:
        """Yield the searchable claims with their numbers."""
        claims = (claim for leaf in self.leaves for claim in leaf.claims)
        return ((number, claim) for number, claim in enumerate(claims, self.first_claim) if claim)


def arranged(entries: Iterable[Entry], leaves: Iterable[Leaf]) -> Documents:
    """Return the documents in the order of their numbers."""
    rank = {kind: position for position, kind in enumerate(KINDS)}
    ordered = sorted(entries, key=lambda entry: rank[entry.kind])
    before = sum(rank[entry.kind] < rank["claim"] for entry in ordered)
    found = Documents(ordered[:before], tuple(leaves), ordered[before:])
    return found._replace(tables={number: table_rows(claim) for number, claim in found.numbered() if claim.tag == "table"})


def all_documents(
    explainer: Explainer, overviews: Mapping[str, str], written: Mapping[str, Sequence[TextSection]], layout: Layout = SITE
) -> Documents:
    """Return everything that can be found.

    `overviews` are the titles of the pages about the whole, by name, `written` the sections of hand-written ones, by address.
    """
    pages = [*_pages(overviews, written, layout)]
    found = arranged([*entries(explainer, layout), *pages], leaves(explainer, layout))
    languages = dict.fromkeys((*explainer.content.settings.languages[:1], *explainer.languages.values(), *explainer.translations))
    return found._replace(named=_named(explainer, found), languages=tuple(languages))


def _pages(overviews: Mapping[str, str], written: Mapping[str, Sequence[TextSection]], layout: Layout) -> Iterator[Entry]:
    """Yield the pages that say nothing in claims, and the sections of the hand-written ones."""
    for name, title in overviews.items():
        own = written.get(f"{name}/", ())[:1]
        also = tuple(section.title for section in own)
        yield Entry("page", title, "", layout.href("", f"{name}/"), also, "".join(s.text for s in own), called=(title, name, *also))
    for url, sections in written.items():
        for section in sections:
            if section.anchor:
                address = layout.href("", f"{url}#{section.anchor}")
                yield Entry("page", section.title, sections[0].title, address, (), section.text, called=(section.title,))
            elif url.removesuffix("/") not in overviews:
                yield Entry("page", section.title, "", layout.href("", url), (), section.text, called=(section.title,))


def _named(explainer: Explainer, documents: Documents) -> Mapping[str, Sequence[int]]:
    """Return the claims in which groups and terms are named, by all names of these that are looked for in texts."""
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, claim in documents.numbered():
        for token in explainer.tokens.get(claim.id, ()):
            if type(token) is Mention and (not (known := numbers[token.kind, token.target]) or known[-1] != number):
                known.append(number)
    content = explainer.content
    entries = ((("group", g.id), g.name, _names(g.native.values(), _linked(g.aliases))) for g in content.groups)
    terms = ((("term", t.id), t.term, _names((), _linked(t.aliases))) for t in content.terms)
    return {"\n".join((name, *others)): numbers[key] for key, name, others in (*entries, *terms) if key in numbers}


def _linked(aliases: Iterable[Alias]) -> list[Alias]:
    return [alias for alias in aliases if alias.match is not Match.NEVER]
