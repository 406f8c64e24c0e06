"""The words of texts, and for each word the numbers of the texts in which it stands.

Words are taken in two steps. What stands between spaces in the texts of some pages is gathered with the numbers of the texts
(`raw_postings`); this can be done for one run of pages after the other, in any process, and be put together. Folding and dividing
is left for afterwards (`word_index`): it is done once per word then, not once per occurrence. This is sound because white space never
joins what stands on its two sides.

Words are indexed as they stand. English plurals are the query's business (`search.js` looks for both forms), which costs
the index nothing and leaves prefixes alone. An article or a one-letter proclitic changes where a word begins, so these are
dealt with here: see `_terms`.

A posting list is the gaps between numbers, each written in one to three characters, or, where that is shorter, a bitmap in
base64 with `=` before it. A word that stands in every document costs a sixth of a byte per document, so no list is capped
and none is left out: an answer to several words is always complete.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict, deque
from itertools import chain, count, islice, pairwise, product, repeat
from operator import sub
from typing import TYPE_CHECKING, TypeAlias

from builder.linking.mentions import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Raw: TypeAlias = "dict[str, list[int]]"
"""Words as written, each with the numbers of its texts, ascending; a number comes again where the word does."""

_WORD = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?|[^\W_]+")
_ARTICLES = ("al", "el")
_CAMEL_ARTICLE = re.compile(r"(?<![^\W_])[AaEe]l([A-Z][^\W_]*)")
_NAME = 3
"""Letters of a name at least, for an article to be taken off it."""
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
    if plain.isascii() and plain.isalnum():  # as most of what stands between spaces
        return [plain.lower()]
    return [word.replace(".", "") for word in _WORD.findall(fold(text))]


def _terms(raw: Iterable[str]) -> dict[str, Collection[str]]:
    """Return, for each word as written between spaces, the terms under which it is found.

    A hyphen divides, so that `al-Nujaba` is found by `nujaba` at once. Where the article is written together, it is dropped:
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

    They are known as such where a capital follows the article (`alNujaba`), or where the name is seen elsewhere with a hyphen.
    A mere `al` says nothing: `already` is no name.
    """
    names: set[str] = set()
    for word, parts in divided.items():
        if len(parts) > 1:
            names.update(name for article, name in pairwise(parts) if article in _ARTICLES)
        if "l" in word and any(part.startswith(_ARTICLES) for part in parts):
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


def raw_postings(texts: Iterable[str], first: int = 0) -> Raw:
    """Gather the words between spaces in texts that are numbered from `first` on. A million words: no step is Python's own."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts, first):
        deque(map(list.append, map(found.__getitem__, text.split()), repeat(number)), maxlen=0)
    return dict(found)


def joined(parts: Iterable[Raw]) -> Raw:
    """Put together what was gathered from texts one after the other."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for part in parts:
        for word, numbers in part.items():
            found[word] += numbers
    return dict(found)


def word_index(titles: Raw, names: Raw, size: int) -> list[str]:
    """Return each word with its postings, `word title,names`, in the order in which JavaScript compares strings."""
    terms = _terms(titles.keys() | names.keys())
    codes = gap_codes(size)
    index = {term: encode(numbers, codes, size) for term, numbers in _postings(titles, terms)}
    for term, numbers in _postings(names, terms):
        index[term] = f"{index.get(term, '')},{encode(numbers, codes, size)}"
    return [f"{term} {index[term]}" for term in sorted(index, key=lambda term: term.encode("utf-16-be"))]


def _postings(raw: Raw, terms: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[int]]]:
    """Give the postings of each term, from those of the words as written."""
    lists: defaultdict[str, list[list[int]]] = defaultdict(list)
    for word, numbers in raw.items():
        for term in terms[word]:
            lists[term].append(numbers)
    for term, parts in lists.items():
        yield term, parts[0] if len(parts) == 1 else sorted(chain.from_iterable(parts))  # runs, which are merged


def gap_codes(largest: int) -> list[str]:
    """Return how gaps from 0 to `largest` are written; a gap of 0 is nothing.

    Codes are taken in order, first all of one character, then all of two, and so on (a bijective numeration): none is wasted
    on leading zeros.
    """
    starts = chain.from_iterable(product(_STARTS, repeat=length) for length in count())
    codes = ("".join(start) + end for start in starts for end in _ENDS)
    return ["", *islice(codes, largest)]


def encode(numbers: Sequence[int], codes: Sequence[str], size: int) -> str:
    """Write ascending numbers below `size`; the first gap counts from -1. A number that comes again is a gap of 0, and adds nothing."""
    if len(numbers) * 6 <= size or len(set(numbers)) * 6 <= size:
        return "".join(map(codes.__getitem__, map(sub, numbers, chain((-1,), numbers))))
    bits = bytearray(b"0") * (-(-size // 8) * 8)
    for number in numbers:
        bits[number] = 49
    return "=" + b64encode(int(bits, 2).to_bytes(len(bits) // 8, "big")).decode()
