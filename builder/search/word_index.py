"""The search index: small JavaScript files that a page loads as needed.

Why a format of its own, and not lunr, MiniSearch or Pagefind: the site must be searchable from a disk. There, browsers refuse
`fetch`, workers and WebAssembly, which Pagefind needs; lunr and MiniSearch want their whole index in memory before the
first answer, which is megabytes for twenty thousand claims; and all of them normalize words in their own way, while a reader
must find a group by every spelling that the linker (`builder.linking.mentions.fold`) treats as equal. Scripts can be loaded from
a disk, so every file here is one call, `explainerSearch.shard(name, data)`:

- `search/index.js`: the number of documents of each kind, the first word of each word file, the first document of each
  document file, which claims are tables and how many rows they have; words that a query can do without, names of months
  (`builder.search.query_words`). It grows by some six bytes per file, and nine per table.
- `search/t-000.js`, …: words in order, each with its postings. A word is in one file, all words with one prefix in few.
- `search/d-000.js`, …: what is shown of the documents; for claims, only their pages, each with the number of claims. Their
  texts are in the `cards.js` beside the page (`builder.data.card_files`), in the same order.
- `search/v.js`: the words for which a mistyped one may stand, that of most documents first.
- `search/words-en.js` and others: what the field says in each language of the site.
- `search/f-theme.js` and others: the filters of claims (`builder.search.facets`).

Documents are numbers (`builder.search.documents`). Title and names have a posting list each (`builder.search.posting_lists`), with `,`
between. The names of a claim are who says it, and all names of the groups and terms that it names in any spelling; those of a row
are the heads of the columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from builder.model.json_encoding import encoded
from builder.search.documents import KINDS
from builder.search.posting_lists import joined, name_term, raw_postings, word_index
from builder.search.query_words import months, stop_words
from builder.search.values import value_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.search.documents import Documents, Entry, Leaf
    from builder.search.posting_lists import Index, Raw

NAMES = 4
"""How many times smaller a file of whole names is: every query needs one."""
VOCABULARY = 6_000
"""Words in the file of them, which is loaded for a word that nothing has: some 50 kilobytes at most."""
WORD_FILE = 16_000
"""Approximate size of a file of words, in characters: a prefix of two letters or more needs one to three files."""
DOCUMENT_FILE = 5_000
"""Approximate size of a file of documents, in characters. Each result may be in another file, so small files load less."""
SHORTEST = 3
"""Letters of a word for which another is taken, at least."""


def search_files(documents: Documents) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index: path relative to the site, and content. Equal documents give equal bytes."""
    return (script(name, data) for name, data in index_data(documents))


def index_data(documents: Documents) -> Iterator[tuple[str, object]]:
    """Yield the name of each file of the index, and what it holds."""
    found = _word_index(documents)
    words = list(word_files(found.lines))
    document_files = list(_document_files(documents))
    kinds = Counter(entry.kind for entry in (*documents.before, *documents.after))
    kinds += Counter(claim=documents.claims, row=documents.rows)
    yield (
        "index",
        {
            "size": documents.size,
            "kinds": [(kind, kinds[kind]) for kind in KINDS],
            "words": [text.partition(" ")[0] for _, text in words],
            "documents": [first for first, _ in document_files],
            "tables": [(number, len(rows) - 1) for number, rows in documents.tables.items()],
            "stops": stop_words(documents.languages),
            "months": months(documents.languages),
        },
    )
    yield from words
    yield "v", " ".join([word for word in found.vocabulary if len(word) >= SHORTEST][:VOCABULARY])
    for number, (_, shown) in enumerate(document_files):
        yield f"d-{number:03}", shown


def word_files(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of words with their postings: name and text."""
    sizes = (len(line) * NAMES if line[0] == "=" else len(line) for line in lines)
    for number, part in enumerate(_ranges(sizes, WORD_FILE)):
        yield f"t-{number:03}", " ".join(lines[part.start : part.stop])


def claim_words(leaves: Iterable[Leaf], start: int) -> tuple[Raw, Raw]:
    """Return the words of claims that are numbered from `start` on: of their texts, and of their attributions."""
    claims = [claim for leaf in leaves for claim in leaf.claims]
    return (
        raw_postings((claim.text if claim else "" for claim in claims), start),
        raw_postings((claim.attributed if claim else "" for claim in claims), start),
    )


def _word_index(documents: Documents) -> Index:
    titles, names = claim_words(documents.leaves, documents.first_claim)
    rows = [(row, heads) for heads, *cells in documents.tables.values() for row in cells]
    first_row = documents.first_claim + documents.claims
    in_rows, heads = raw_postings((row for row, _ in rows), first_row), raw_postings((heads for _, heads in rows), first_row)
    sides = ((documents.before, 0), (documents.after, documents.first_after))
    (before, by), (after, beyond) = (
        (raw_postings(("\n".join(e.titles) for e in row), first), raw_postings(("\n".join((*e.names, e.text)) for e in row), first))
        for row, first in sides
    )
    also: defaultdict[str, list[int]] = defaultdict(list)
    for text, numbers in documents.named.items():
        for word in dict.fromkeys(text.split()):
            also[word] += numbers
    finished = _finished(documents, enumerate((row for row, _ in rows), first_row))
    return word_index(joined((before, titles, in_rows, after)), joined((by, names, heads, beyond)), documents.size, finished, also)


def _finished(documents: Documents, rows: Iterable[tuple[int, str]]) -> Raw:
    """Return the terms that are no words of a text: whole names, and the dates and numbers of claims and rows."""
    finished: defaultdict[str, list[int]] = defaultdict(list)
    for first, side in ((0, documents.before), (documents.first_after, documents.after)):
        for number, entry in enumerate(side, first):
            for term in dict.fromkeys(filter(None, map(name_term, entry.called))):
                finished[term].append(number)
    values = value_reader(months(documents.languages))
    for number, claim in documents.numbered():
        for value in dict.fromkeys((*values(claim.text), *(values(claim.date.edtf) if claim.date else ()))):
            finished[value].append(number)
    for number, row in rows:
        for value in dict.fromkeys(values(row)):
            finished[value].append(number)
    return finished


def _document_files(documents: Documents) -> Iterator[tuple[int, Sequence[Sequence[str | int]]]]:
    """Yield the content of each file of documents, with the number of its first document. Claims and others have separate files."""
    for part in _ranges(map(_size, documents.before), DOCUMENT_FILE):
        yield part.start, [_shown(entry) for entry in documents.before[part.start : part.stop]]
    number = documents.first_claim  # rows are read with their claims
    for part in _ranges((len(leaf.url) + 6 for leaf in documents.leaves), DOCUMENT_FILE):
        pages = documents.leaves[part.start : part.stop]
        yield number, [(leaf.url, len(leaf.claims), *leaf.links) for leaf in pages]
        number += sum(len(leaf.claims) for leaf in pages)
    for part in _ranges(map(_size, documents.after), DOCUMENT_FILE):
        yield documents.first_after + part.start, [_shown(entry) for entry in documents.after[part.start : part.stop]]


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
