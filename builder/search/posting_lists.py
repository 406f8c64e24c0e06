"""The words of texts, and for each word the numbers of the texts that contain it.

The index is made in two steps. First, texts are split at spaces and the words collected with the numbers of the texts
(`raw_postings`); this can be done in parts, in any process, and the parts joined. Folding and dividing comes second
(`word_index`), once per distinct word, not once per occurrence. This is sound because no word spans white space.

Words are indexed as they are. English plurals are left to the query (`search.js` looks for both forms), which costs the index
nothing and does not affect prefixes. An article or a one-letter proclitic changes where a word begins, so these are handled
here: see `_terms`. Whatever is no word of a text, such as a whole name (`name_term`) or a date, is handed over finished.

A posting list is the gaps between numbers, each written in one to three characters, or, where that is shorter, a bitmap in
base64 with `=` before it. A word that occurs in every document costs a sixth of a byte per document, so no list is capped
and none is left out: an answer to several words is always complete.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict, deque
from itertools import chain, count, islice, pairwise, product, repeat
from operator import sub
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.linking.mentions import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Raw: TypeAlias = "Mapping[str, list[int]]"
"""Words as written, each with the numbers of its texts, ascending; a number is repeated as often as the word."""

_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?|[^\W_]+")
_ARTICLES = ("al", "el")
_CAMEL_ARTICLE = re.compile(r"(?<![^\W_])[AaEe]l([A-Z][^\W_]*)")
_LONE_ARTICLE = re.compile(r"[ae]l \S|a([dnrstz]|[ds]h) \1")
"""An article and the word after it: no word of its own in a query, and none in a whole name."""
_NAME = 3
"""Letters that a name has at least for its article to be removed."""
_ARABIC_ARTICLE = re.compile("(?:[وف]?[بك]?ال|[وف]?لل)(?=..)")
_ARABIC_PROCLITICS = tuple(re.compile(f"{letters}(?=...)") for letters in ("[وف]", "[بلك]", "[وف][بلك]"))
_MARKS = "\"'(),.:;?!“”‘’"
_STARTS = "!#$%&'()*+-./0123456789:;"
_ENDS = ">?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"
"""Digits of a gap: one of 64 ends it, any of 25 come before. Printable ASCII without quote and backslash, which would need an
escape, `<`, which could end a script in a page, and the separators; those above `=` are ends, so decoding is arithmetic."""
_CODE = re.compile(f"[{re.escape(_STARTS)}]*[{re.escape(_ENDS)}]")


# --- words ------------------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order; the dots of an abbreviation such as `U.S.` do not divide it."""
    plain = text.rstrip(".,;:")
    if plain.isascii() and plain.isalnum():  # the common case
        return [plain.lower()]
    return [word.replace(".", "") for word in _WORD.findall(fold(text))]


def name_term(name: str) -> str:
    """Return the term by which who types a whole name finds what it names: `=asaibahlalhaq`; empty for a name without words."""
    parts = words(name)
    kept = [part for part, following in pairwise((*parts, "")) if not _LONE_ARTICLE.match(f"{part} {following}")]
    return f"={''.join(kept)}" if kept else ""


def _terms(raw: Iterable[str]) -> dict[str, Collection[str]]:
    """Return, for each word as written between spaces, the terms under which it is indexed.

    A hyphen divides, so that `al-Nujaba` is found by `nujaba` at once. An article that is joined to a name is dropped:
    `alNujaba` becomes `nujaba`, and a query for the one that finds nothing is tried as the other. Arabic writes the article
    and one-letter words together with the next word; it is indexed as it stands and without them.
    """
    divided = {word: words(word) for word in raw}
    articled = _articled(divided)
    terms: dict[str, Collection[str]] = {}
    for word, parts in divided.items():
        if word.isascii() and articled.isdisjoint(parts):
            terms[word] = parts
            continue
        bare = [part[2:] if part in articled else part for part in parts]
        terms[word] = {*bare, *chain.from_iterable(_without_proclitics(part) for part in bare if "\u0600" <= part[0] <= "\u06ff")}
    return terms


def _articled(divided: Mapping[str, Sequence[str]]) -> set[str]:
    """Return folded words that are an article and a name written together: `alnujaba`.

    They are recognized by a capital after the article (`alNujaba`), or by the same name with a hyphen elsewhere. A leading
    `al` alone is not enough: `already` is not a name.
    """
    names: set[str] = set()
    for word, parts in divided.items():
        if len(parts) > 1:
            names.update(name for article, name in pairwise(parts) if article in _ARTICLES)
        if "l" in word and any(part.startswith(_ARTICLES) for part in parts):
            names.update(fold(match) for match in _CAMEL_ARTICLE.findall(word))
    return {article + name for name in names if len(name) >= _NAME for article in _ARTICLES}


def _without_proclitics(word: str) -> Iterator[str]:
    """Yield an Arabic word without its article, or, if it has none, without letters that may be words of their own."""
    if article := _ARABIC_ARTICLE.match(word):
        yield word[article.end() :]
        return
    for letters in _ARABIC_PROCLITICS:
        if match := letters.match(word):
            yield word[match.end() :]


# --- postings ---------------------------------------------------------------------------------------------------------


def raw_postings(texts: Iterable[str], start: int = 0) -> Raw:
    """Return the words between spaces in texts that are numbered from `start` on. Hot path (a million words): all of it runs in C."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts, start):
        deque(map(list.append, map(postings.__getitem__, text.split()), repeat(number)), maxlen=0)
    return dict(postings)


def joined(parts: Iterable[Raw]) -> Raw:
    """Return the postings of consecutive parts as one."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for part in parts:
        for word, numbers in part.items():
            postings[word] += numbers
    return dict(postings)


class Index(NamedTuple):
    """Every term with its documents."""

    lines: list[str]
    """Each with its postings, `word title,names`, in the order in which JavaScript compares strings."""
    vocabulary: list[str]
    """The words of letters alone, that of most documents first."""


def word_index(titles: Raw, names: Raw, size: int, finished: Raw = MappingProxyType({}), also: Raw = MappingProxyType({})) -> Index:
    """Return the index of the words of titles and names; `finished` terms belong to titles, the words of `also` to names.

    The numbers of `also` and `finished` need not ascend among those of the others.
    """
    terms = _terms({*titles, *names, *also})
    codes = gap_codes(size)
    in_titles = dict(_postings((titles,), terms)) | {term: sorted(numbers) for term, numbers in finished.items()}
    in_names = dict(_postings((names, also), terms))
    index = {term: encode(numbers, codes, size) for term, numbers in in_titles.items()}
    for term, numbers in in_names.items():
        index[term] = f"{index.get(term, '')},{encode(numbers, codes, size)}"
    often = {term: len(in_titles.get(term, ())) + len(in_names.get(term, ())) for term in index if term.isalpha()}
    return Index(
        [f"{term} {index[term]}" for term in sorted(index, key=lambda term: term.encode("utf-16-be"))],
        sorted(often, key=lambda term: (-often[term], term)),
    )


def _postings(raws: Iterable[Raw], terms: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[int]]]:
    """Yield the postings of each term, from those of the words as written."""
    lists: defaultdict[str, list[list[int]]] = defaultdict(list)
    for word, numbers in chain.from_iterable(raw.items() for raw in raws):
        for term in terms[word]:
            lists[term].append(numbers)
    for term, parts in lists.items():
        yield term, parts[0] if len(parts) == 1 else sorted(chain.from_iterable(parts))  # sorted runs, which timsort merges


def gap_codes(largest: int) -> list[str]:
    """Return the codes of gaps from 0 to `largest`; that of 0 is empty.

    Codes are assigned in order of length: all of one character, all of two, and so on (bijective numeration), so that none is
    wasted on leading zeros.
    """
    starts = chain.from_iterable(product(_STARTS, repeat=length) for length in count())
    codes = ("".join(start) + end for start in starts for end in _ENDS)
    return ["", *islice(codes, largest)]


def encode(numbers: Sequence[int], codes: Sequence[str], size: int) -> str:
    """Return ascending numbers below `size` as a posting list; the first gap counts from -1. Repeated numbers add nothing."""
    if len(numbers) * 6 <= size or len(set(numbers)) * 6 <= size:
        return "".join(map(codes.__getitem__, map(sub, numbers, chain((-1,), numbers))))
    bits = bytearray(b"0") * (-(-size // 8) * 8)
    for number in numbers:
        bits[number] = 49
    return "=" + b64encode(int(bits, 2).to_bytes(len(bits) // 8, "big")).decode()
