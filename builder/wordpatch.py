"""The word index of a site with what has changed put into it: words that came or went get other postings, all others stay."""

from __future__ import annotations

import json
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from builder.postings import articled_words, decode, encode, gap_codes, term_of, terms_within
from builder.search import script, word_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

_Side: TypeAlias = int
"""0 for titles, 1 for further names."""
_Changes: TypeAlias = "dict[tuple[str, _Side], tuple[set[int], set[int]]]"
"""For each word the documents from which it went, and those to which it came."""


class Reworded(NamedTuple):
    """A document with other words."""

    number: int
    before: tuple[str, str]
    """Its title and its further names."""
    after: tuple[str, str]


def patched_words(
    read: Callable[[str], bytes], documents: Iterable[Reworded], texts: Callable[[], Iterable[str]]
) -> Iterator[tuple[str, bytes]] | None:
    """Give the files of words and what lists them, or nothing where no word is different.

    None where the terms of a word, or of others, depend on more than that word. `read` gives the files of the site as they are,
    by their paths, and `texts` everything that is searched.
    """
    articled = cache(lambda: articled_words(texts()))
    changes: _Changes = {}
    for document in documents:
        for side in (0, 1):
            found = _went_and_came(document.before[side], document.after[side], articled)
            if found is None:
                return None
            for way, terms in enumerate(found):
                for term in terms:
                    changes.setdefault((term, side), (set(), set()))[way].add(document.number)
    return _files(read, changes) if changes else iter(())


def _went_and_came(before: str, after: str, articled: Callable[[], Collection[str]]) -> tuple[set[str], set[str]] | None:
    """Return the terms that only one of two texts has; None where that is not to be told from the two."""
    words = set(before.split()), set(after.split())
    both = words[0] & words[1]
    terms = [{term_of(word, articled) for word in one - both} for one in words]
    went, came = ({term for term in one if term} for one in terms)
    kept = {term for word in both for term in terms_within(word)}
    if any(None in one for one in terms) or not _sure(both, went | came, articled):
        return None
    return went - came - kept, came - went - kept


def _sure(words: Iterable[str], terms: Collection[str], articled: Callable[[], Collection[str]]) -> bool:
    """Tell whether it is clear of some words that they have none but their own of these terms."""
    for word in words:
        possible = terms_within(word).intersection(terms)
        if possible and {term_of(word, articled)} != possible:
            return False
    return True


def _files(read: Callable[[str], bytes], changes: _Changes) -> Iterator[tuple[str, bytes]]:
    index = _handed_over(read("search/index.js"))
    lines = [line for number in range(len(index["words"])) for line in _lines(_handed_over(read(f"search/t-{number:03}.js")))]
    size = index["size"]
    codes = gap_codes(size)
    gaps = {code: number for number, code in enumerate(codes) if number}
    for (term, side), (went, came) in changes.items():
        place = bisect_left(lines, _order(term), key=lambda line: _order(line.partition(" ")[0]))
        there = place < len(lines) and lines[place].partition(" ")[0] == term
        lists = [*(lines[place].partition(" ")[2] if there else "").split(","), ""][:2]
        numbers = {*decode(lists[side], gaps)} - went | came
        lists[side] = encode(sorted(numbers), codes, size) if numbers else ""
        lines[place : place + there] = [f"{term} {lists[0]}{',' if lists[1] else ''}{lists[1]}"] if any(lists) else []
    files = dict(word_files(lines))
    yield script("index", {**index, "words": [text.partition(" ")[0] for text in files.values()]})
    yield from (script(name, text) for name, text in files.items())


def left_over(read: Callable[[str], bytes], files: Collection[str]) -> Iterator[str]:
    """Give the files of words that are no more where these are all that are written."""
    number = len(_handed_over(read("search/index.js"))["words"])
    return (name for name in map("search/t-{:03}.js".format, range(number)) if name not in files)


def _lines(text: str) -> Iterator[str]:
    parts = text.split(" ")
    return map(" ".join, zip(parts[::2], parts[1::2], strict=True))


def _order(word: str) -> bytes:
    """Return what words are ordered by: the order in which JavaScript compares strings."""
    return word.encode("utf-16-be")


def _handed_over(code: bytes) -> Any:
    """Read what a script hands over."""
    return json.loads(code[code.index(b",") + 1 : code.rindex(b")")])
