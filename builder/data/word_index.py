"""The search index: small JavaScript files that a page loads as needed.

Why a format of its own, and not lunr, MiniSearch or Pagefind: the site must be searchable from a disk. There, browsers refuse
`fetch`, workers and WebAssembly, which Pagefind needs; lunr and MiniSearch want their whole index in memory before the
first answer, which is megabytes for twenty thousand claims; and all of them normalize words in their own way, while a reader
must find a group by every spelling that the linker (`builder.linking.mentions.fold`) treats as equal. Scripts can be loaded from
a disk, so every file here is one call, `explainerSearch.shard(name, data)`:

- `search/index.js`: the number of documents of each kind, the first word of each word file, the first document of each
  document file. It grows by some six bytes per file.
- `search/t-000.js`, …: words in order, each with its postings. A word is in one file, all words with one prefix in few.
- `search/d-000.js`, …: what is shown of the documents; for claims, only their pages, each with the number of claims. Their
  texts are in the `cards.js` beside the page (`builder.data.card_files`), in the same order.
- `search/f-theme.js` and others: the filters of claims (`builder.data.facets`).

Documents are numbered by kind, and within a kind in the order of the site. So postings need no kind or position,
ranking needs no table of them, and the claims of a page have consecutive numbers: equally good matches are shown in the order of
the site. Title and names have a posting list each (`builder.data.posting_lists`), with `,` between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from builder.data.posting_lists import joined, raw_postings, word_index
from builder.linking.queries import source_names
from builder.model.json_encoding import encoded
from builder.model.language import language_of
from builder.pages.page import SITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.data.posting_lists import Raw
    from builder.model.content import Group, Term, Theme
    from builder.model.document import Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Source
    from builder.pages.page import Layout

KINDS = ("group", "term", "theme", "claim", "source", "page")
"""Kinds of documents, in the order in which equally good results are shown."""
WORD_FILE = 16_000
"""Approximate size of a file of words, in characters: a prefix of two letters or more needs one to three files."""
DOCUMENT_FILE = 5_000
"""Approximate size of a file of documents, in characters. Each result may be in another file, so small files load less."""


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
    language = language_of(content.settings.languages[0])
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
    names = _distinct(*group.native.values(), *(alias.text for alias in group.aliases), summary)
    return Entry("group", group.name, summary, group.url, names)


def _term(term: Term) -> Entry:
    names = _distinct(*(alias.text for alias in term.aliases), term.definition.text)
    return Entry("term", term.term, term.definition.text, term.url, names)


def _theme(theme: Theme) -> Entry:
    names = _distinct(theme.question, theme.in_short)
    return Entry("theme", theme.title, theme.question, theme.url, names)


def _source(source: Source, short_name: str) -> Entry:
    bodies = source.publisher, source.container
    context = _distinct(short_name, *(body for body in bodies if body not in short_name))
    names = _distinct(short_name, *map(str, source.authors), *bodies)
    return Entry("source", source.title, " · ".join(context), source.page, names)


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text)


# --- the index --------------------------------------------------------------------------------------------------------


class Documents(NamedTuple):
    """All searchable documents, in the order of their numbers: by kind, and within a kind in the order of the site."""

    before: Sequence[Entry]
    leaves: Sequence[Leaf]
    after: Sequence[Entry]

    @property
    def first_claim(self) -> int:
        """The number of the first claim."""
        return len(self.before)

    @property
    def claims(self) -> int:
        """How many claims are numbered; untranslated ones of a translation count, too."""
        return sum(len(leaf.claims) for leaf in self.leaves)

    @property
    def size(self) -> int:
        """How many documents are numbered."""
        return len(self.before) + self.claims + len(self.after)


def arranged(entries: Iterable[Entry], leaves: Iterable[Leaf]) -> Documents:
    """Return the documents in the order of their numbers."""
    rank = {kind: position for position, kind in enumerate(KINDS)}
    ordered = sorted(entries, key=lambda entry: rank[entry.kind])
    before = sum(rank[entry.kind] < rank["claim"] for entry in ordered)
    return Documents(ordered[:before], tuple(leaves), ordered[before:])


def all_documents(explainer: Explainer, overviews: Mapping[str, str], layout: Layout = SITE) -> Documents:
    """Return everything that can be found; `overviews` are the titles of the pages about the whole, by name."""
    pages = [Entry("page", title, "", layout.href("", f"{name}/"), ()) for name, title in overviews.items()]
    return arranged([*entries(explainer, layout), *pages], leaves(explainer, layout))


def search_files(documents: Documents) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index: path relative to the site, and content. Equal documents give equal bytes."""
    return (script(name, data) for name, data in index_data(documents))


def index_data(documents: Documents) -> Iterator[tuple[str, object]]:
    """Yield the name of each file of the index, and what it holds."""
    lines = _word_index(documents)
    words = list(word_files(lines))
    document_files = list(_document_files(documents))
    kinds = Counter(entry.kind for entry in (*documents.before, *documents.after)) + Counter(claim=documents.claims)
    yield (
        "index",
        {
            "size": documents.size,
            "kinds": [(kind, kinds[kind]) for kind in KINDS],
            "words": [text.partition(" ")[0] for _, text in words],
            "documents": [first for first, _ in document_files],
        },
    )
    yield from words
    for number, (_, shown) in enumerate(document_files):
        yield f"d-{number:03}", shown


def word_files(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of words with their postings: name and text."""
    for number, part in enumerate(_ranges(map(len, lines), WORD_FILE)):
        yield f"t-{number:03}", " ".join(lines[part.start : part.stop])


def claim_words(leaves: Iterable[Leaf], start: int) -> tuple[Raw, Raw]:
    """Return the words of claims that are numbered from `start` on: of their texts, and of their attributions."""
    claims = [claim for leaf in leaves for claim in leaf.claims]
    return (
        raw_postings((claim.text if claim else "" for claim in claims), start),
        raw_postings((claim.attributed if claim else "" for claim in claims), start),
    )


def _word_index(documents: Documents) -> list[str]:
    titles, names = claim_words(documents.leaves, documents.first_claim)
    sides = ((documents.before, 0), (documents.after, documents.first_claim + documents.claims))
    (before, by), (after, beyond) = (
        (raw_postings((e.title for e in row), first), raw_postings(("\n".join(e.names) for e in row), first)) for row, first in sides
    )
    return word_index(joined((before, titles, after)), joined((by, names, beyond)), documents.size)


def _document_files(documents: Documents) -> Iterator[tuple[int, Sequence[Sequence[str | int]]]]:
    """Yield the content of each file of documents, with the number of its first document. Claims and others have separate files."""
    for part in _ranges(map(_size, documents.before), DOCUMENT_FILE):
        yield part.start, [_shown(entry) for entry in documents.before[part.start : part.stop]]
    number = documents.first_claim
    for part in _ranges((len(leaf.url) + 6 for leaf in documents.leaves), DOCUMENT_FILE):
        pages = documents.leaves[part.start : part.stop]
        yield number, [(leaf.url, len(leaf.claims), *leaf.links) for leaf in pages]
        number += sum(len(leaf.claims) for leaf in pages)
    for part in _ranges(map(_size, documents.after), DOCUMENT_FILE):
        yield number + part.start, [_shown(entry) for entry in documents.after[part.start : part.stop]]


def address_file(addresses: Iterable[str]) -> tuple[str, bytes]:
    """Return the file with the addresses of all pages, for the page that is served at wrong ones."""
    return script("addresses", " ".join(addresses))


def _shown(entry: Entry) -> list[str]:
    """Return what a result shows: title, context, address, and the names that are not in the context already."""
    return [entry.title, entry.context, entry.url, *(name for name in entry.names if not _is_part(name, entry.context))]


def _is_part(name: str, context: str) -> bool:
    """Return whether a name stands in a text as words of their own."""
    start = context.find(name)
    return start >= 0 and not context[:start][-1:].isalnum() and not context[start + len(name) :][:1].isalnum()


def _size(entry: Entry) -> int:
    return len(entry.title) + len(entry.context) + len(entry.url) + sum(map(len, entry.names))


def _ranges(sizes: Iterable[int], limit: int) -> Iterator[range]:
    """Yield consecutive ranges of about the same total size."""
    start = end = filled = 0
    for end, size in enumerate(sizes, 1):
        filled += size
        if filled >= limit:
            yield range(start, end)
            start, filled = end, 0
    if start < end:
        yield range(start, end)


def script(name: str, data: object) -> tuple[str, bytes]:
    """Return the path and content of one file. It holds no `<`, so that a bundle can inline it into a page."""
    return f"search/{name}.js", b'explainerSearch.shard("%b",%b);\n' % (name.encode(), encoded(data).replace(b"<", b"\\u003c"))
