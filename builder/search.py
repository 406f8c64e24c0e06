"""The search index: small files of JavaScript that a page asks for one by one.

Why an own format, and not lunr, MiniSearch or Pagefind: the site must be searchable from a disk. There, browsers refuse
`fetch`, workers and WebAssembly, which Pagefind needs; lunr and MiniSearch want their whole index in memory before the
first answer, which is megabytes for twenty thousand claims; and all of them fold words in their own way, while a reader
must find a group by every spelling that the linker (`builder.mentions.fold`) takes for the same. What a browser does load
from a disk is a script, so every file here is one call, `explainerSearch.shard(name, data)`:

- `search/index.js`: the number of documents of each kind, the first word of each word file, the first document of each
  document file. It grows by some six bytes per file.
- `search/t-000.js`, …: words in order, each with its postings. A word lies in one file, all words with one start in few.
- `search/d-000.js`, …: what is shown of the documents.
- `search/f-theme.js` and others: by what claims can be filtered (`builder.facets`).

Documents are numbered by kind, then by length of title. So a posting says nothing of kind or length, and ranking needs no
table of them: where matches are equally good, the lower number is the shorter title.

A posting list is the gaps between numbers, each written in one to three characters, or, where that is shorter, a bitmap in
base64 with `=` before it. A word that stands in every document costs a sixth of a byte per document, so no list is capped
and none is left out: an answer to several words is always complete. Title and names have a list each, with `,` between.

Words are indexed as they stand. English plurals are the query's business (`search.js` looks for both forms), which costs
the index nothing and leaves prefixes alone. An article or a one-letter proclitic changes where a word begins, so these are
dealt with here: see `_terms`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, count, islice, pairwise, product
from json import JSONEncoder
from operator import sub
from typing import TYPE_CHECKING

from builder.language import Language, language_of
from builder.mentions import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from builder.link import Explainer
    from builder.model import Group, Source, Term, Theme
    from builder.text import Claim

KINDS = ("group", "term", "theme", "claim", "source", "page")
"""In the order in which equally good results are shown."""
WORD_FILE = 8_000
"""Characters in a file of words, about: the start of a word, from two letters on, is answered from one to four of them."""
DOCUMENT_FILE = 6_000
"""Characters in a file of documents, about. Each result may lie in another file: small files make a small first answer."""

_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?|[^\W_]+")
_ARTICLES = ("al", "el")
_CAMEL_ARTICLE = re.compile(r"(?<![^\W_])[AaEe]l([A-Z][^\W_]*)")
_NAME = 3
"""Letters of a name at least, for an article to be taken off it."""
_ARABIC_ARTICLE = re.compile("(?:[وف]?[بك]?ال|[وف]?لل)(?=..)")
_ARABIC_PROCLITICS = tuple(re.compile(f"{letters}(?=...)") for letters in ("[وف]", "[بلك]", "[وف][بلك]"))
_STARTS = "!#$%&'()*+-./0123456789:;"
_ENDS = ">?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"
"""Digits of a gap: one of 64 ends it, any of 25 come before. Printable ASCII without quote and backslash, which would need an
escape, `<`, which could end a script in a page, and the separators; those above `=` are ends, so decoding is arithmetic."""
_encode_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be found."""

    kind: str
    """One of `KINDS`."""
    title: str
    context: str
    """Shown under the title; not searched unless it is among the names too."""
    url: str
    """Relative to the site's root, with the file's name: `themes/money/index.html#claim-x`."""
    names: tuple[str, ...]
    """Further text to search: aliases in any script, authors, publisher. Shown where it matches."""


# --- what can be found ------------------------------------------------------------------------------------------------


def entries(explainer: Explainer) -> list[Entry]:
    """Return everything in an explainer that has an address. Pages of the engine's own are for the caller to add."""
    content = explainer.content
    language = language_of(content.settings.languages[0])
    pages = {theme.url: theme.title for theme in content.themes} | {group.url: group.name for group in content.groups}
    return [
        *map(_group, content.groups),
        *map(_term, content.terms),
        *map(_theme, content.themes),
        *(_claim(claim, pages) for claim in explainer.claims.values()),
        *(_source(source, language) for source in content.sources),
        *(entry for other in explainer.translations.values() for entry in _translations(other)),
    ]


def _translations(explainer: Explainer) -> Iterator[Entry]:
    """Give what is translated: the same claims, at their addresses in another language."""
    for theme in map(explainer.themes.__getitem__, explainer.translated):
        yield _theme(theme)
        yield from (_claim(claim, {theme.url: theme.title}) for claim in theme.body.claims if claim.id in explainer.worded)


def _group(group: Group) -> Entry:
    summary = group.summary.text if group.summary else ""
    names = _distinct(*group.native.values(), *(alias.text for alias in group.aliases), summary)
    return Entry("group", group.name, summary, _file(group.url), names)


def _term(term: Term) -> Entry:
    names = _distinct(*(alias.text for alias in term.aliases), term.definition.text)
    return Entry("term", term.term, term.definition.text, _file(term.url), names)


def _theme(theme: Theme) -> Entry:
    names = _distinct(theme.question, theme.summary.text if theme.summary else "")
    return Entry("theme", theme.title, theme.question, _file(theme.url), names)


def _claim(claim: Claim, pages: Mapping[str, str]) -> Entry:
    return Entry("claim", claim.text, pages.get(claim.page, ""), _file(f"{claim.page}#claim-{claim.id}"), _distinct(claim.attributed))


def _source(source: Source, language: Language) -> Entry:
    authors = _distinct(*map(str, source.authors))
    by = _distinct(", ".join(authors), source.publisher, source.container, language.date(source.issued) if source.issued else "")
    names = _distinct(*authors, source.publisher, source.container)
    return Entry("source", source.title, " · ".join(by), _file(source.page), names)


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(texts) if text)


def _file(url: str) -> str:
    """Write out the name of the file that an address leads to: from a disk, a folder is not a page."""
    page, mark, anchor = url.partition("#")
    return f"{page}index.html{mark}{anchor}" if not page or page.endswith("/") else url


# --- the index --------------------------------------------------------------------------------------------------------


def arranged(entries: Iterable[Entry]) -> list[Entry]:
    """Put entries in the order in which they are numbered: by kind, then by length of title."""
    rank = {kind: position for position, kind in enumerate(KINDS)}
    return sorted(entries, key=lambda entry: (rank[entry.kind], len(entry.title)))


def search_files(entries: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """Give the files of the index as paths below the site and contents. Equal entries give equal bytes."""
    documents = arranged(entries)
    lines = _word_index(documents)
    word_files = list(_ranges(map(len, lines), WORD_FILE))
    document_files = list(_ranges(map(_size, documents), DOCUMENT_FILE))
    kinds = Counter(entry.kind for entry in documents)
    yield script(
        "index",
        {
            "size": len(documents),
            "kinds": [(kind, kinds[kind]) for kind in KINDS],
            "words": [lines[part.start].partition(" ")[0] for part in word_files],
            "documents": [part.start for part in document_files],
        },
    )
    for number, part in enumerate(word_files):
        yield script(f"t-{number:03}", " ".join(lines[part.start : part.stop]))
    for number, part in enumerate(document_files):
        yield script(f"d-{number:03}", [_shown(entry) for entry in documents[part.start : part.stop]])


def address_file(addresses: Iterable[str]) -> tuple[str, bytes]:
    """Write the addresses of all pages, for the page that is served at wrong ones."""
    return script("addresses", " ".join(addresses))


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order; the dots of an abbreviation such as `U.S.` do not divide it."""
    return [word.replace(".", "") for word in _WORD.findall(fold(text))]


def _shown(entry: Entry) -> list[str]:
    return [entry.title, entry.context, entry.url, *(name for name in entry.names if name != entry.context)]


def _size(entry: Entry) -> int:
    return len(entry.title) + len(entry.context) + len(entry.url) + sum(map(len, entry.names))


def _ranges(sizes: Iterable[int], limit: int) -> Iterator[range]:
    """Divide a row of things into stretches of about the same size."""
    start = end = filled = 0
    for end, size in enumerate(sizes, 1):
        filled += size
        if filled >= limit:
            yield range(start, end)
            start, filled = end, 0
    if start < end:
        yield range(start, end)


def script(name: str, data: object) -> tuple[str, bytes]:
    """Write one file. No `<` stands in it, so that a bundle may put it into a page as it is."""
    code = _encode_json(data).replace("<", "\\u003c")
    return f"search/{name}.js", f'explainerSearch.shard("{name}",{code});\n'.encode()


def _word_index(documents: Sequence[Entry]) -> list[str]:
    """Return each word with its postings, `word title,names`, in the order in which JavaScript compares strings."""
    raw_titles = _raw_postings(entry.title for entry in documents)
    raw_names = _raw_postings("\n".join(entry.names) for entry in documents)
    terms = _terms(raw_titles.keys() | raw_names.keys())
    size = len(documents)
    codes = gap_codes(size)
    index = {term: encode(numbers, codes, size) for term, numbers in _postings(raw_titles, terms)}
    for term, numbers in _postings(raw_names, terms):
        index[term] = f"{index.get(term, '')},{encode(numbers, codes, size)}"
    return [f"{term} {index[term]}" for term in sorted(index, key=lambda term: term.encode("utf-16-be"))]


def _raw_postings(texts: Iterable[str]) -> dict[str, list[int]]:
    """Return, for each word as written between spaces, the numbers of the texts in which it stands, ascending.

    Folding and dividing is left for afterwards: it is done once per word then, not once per occurrence. This is sound because
    white space never joins what stands on its two sides.
    """
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for word in set(text.split()):
            postings[word].append(number)
    return postings


def _postings(raw: Mapping[str, list[int]], terms: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[int]]]:
    """Give the postings of each term, from those of the words as written."""
    lists: defaultdict[str, list[list[int]]] = defaultdict(list)
    for word, numbers in raw.items():
        for term in terms[word]:
            lists[term].append(numbers)
    for term, parts in lists.items():
        yield term, parts[0] if len(parts) == 1 else sorted(set().union(*parts))


def _terms(raw: Iterable[str]) -> dict[str, set[str]]:
    """Return, for each word as written between spaces, the terms under which it is found.

    A hyphen divides, so that `al-Nujaba` is found by `nujaba` at once. Where the article is written together, it is dropped:
    `alNujaba` becomes `nujaba`, and a query for the one that finds nothing is tried as the other. Arabic writes the article
    and one-letter words together with the next word; it is indexed as it stands and without them.
    """
    divided = {word: words(word) for word in raw}
    articled = _articled(divided)
    terms = {}
    for word, parts in divided.items():
        bare = [part[2:] if part in articled else part for part in parts]
        terms[word] = {*bare, *chain.from_iterable(_without_proclitics(part) for part in bare if "\u0600" <= part[0] <= "\u06ff")}
    return terms


def _articled(divided: Mapping[str, Sequence[str]]) -> set[str]:
    """Return folded words that are an article and a name written together: `alnujaba`.

    They are known as such where a capital follows the article (`alNujaba`), or where the name is seen elsewhere with a hyphen.
    A mere `al` says nothing: `already` is no name.
    """
    names: set[str] = set()
    for word, parts in divided.items():
        names.update(name for article, name in pairwise(parts) if article in _ARTICLES)
        if any(part.startswith(_ARTICLES) for part in parts):
            names.update(fold(match) for match in _CAMEL_ARTICLE.findall(word))
    return {article + name for name in names if len(name) >= _NAME for article in _ARTICLES}


def _without_proclitics(word: str) -> Iterator[str]:
    """Give an Arabic word without its article, or, if it has none, without letters that may be words of their own."""
    if article := _ARABIC_ARTICLE.match(word):
        yield word[article.end() :]
        return
    for letters in _ARABIC_PROCLITICS:
        if match := letters.match(word):
            yield word[match.end() :]


# --- postings ---------------------------------------------------------------------------------------------------------


def gap_codes(largest: int) -> list[str]:
    """Return how gaps from 0 to `largest` are written; a gap is at least 1, so the first code is never used.

    Codes are taken in order, first all of one character, then all of two, and so on (a bijective numeration): none is wasted
    on leading zeros.
    """
    starts = chain.from_iterable(product(_STARTS, repeat=length) for length in count())
    codes = ("".join(start) + end for start in starts for end in _ENDS)
    return ["", *islice(codes, largest)]


def encode(numbers: Sequence[int], codes: Sequence[str], size: int) -> str:
    """Write ascending numbers below `size`; the first gap counts from -1."""
    if len(numbers) * 6 <= size:
        return "".join(map(codes.__getitem__, map(sub, numbers, chain((-1,), numbers))))
    bits = bytearray(b"0") * (-(-size // 8) * 8)
    for number in numbers:
        bits[number] = 49
    return "=" + b64encode(int(bits, 2).to_bytes(len(bits) // 8, "big")).decode()
