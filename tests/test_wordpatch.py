"""The word index with changes put into it is the index of what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.postings import decode, encode, gap_codes
from builder.search import Documents, Entry, Leaf, search_files
from builder.text import Claim
from builder.wordpatch import Reworded, left_over, patched_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORDS = (
    "lamp",
    "Lamp",
    "(lamp)",
    "also",
    "Almanac",
    "al-Noor",
    "alNoor",
    "Noor",
    "U.S.",
    "us",
    "عام",
    "العام",
    "—",
    "x1",
    "noor",
    "al",
    "almanac's",
)
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
documents = st.lists(st.tuples(texts, texts), min_size=1, max_size=12)


def files(found: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    claims = [Claim(f"c-{n}", None, 1, "themes/x/", "", (), title, attributed=names) for n, (title, names) in enumerate(found)]  # type: ignore[arg-type]
    entries = [Entry("theme", "A lamp", "", "themes/x/index.html", ("One",))]
    return dict(search_files(Documents(entries, (Leaf("themes/x/", claims),), [])))


@settings(deadline=None, max_examples=400)
@given(documents, st.data())
@example([("lamp", "")] * 9, None)
def test_patched_words_are_those_of_a_new_index(before: list[tuple[str, str]], data: st.DataObject | None) -> None:
    after = [data.draw(st.tuples(texts, texts)) if data and data.draw(st.booleans()) else found for found in before]
    old, new = files(before), files(after)
    changed = [Reworded(n, one, other) for n, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other]

    def every() -> Iterator[str]:
        yield from (text for found in after for text in found)
        yield from ("A lamp", "One")

    patched = patched_words(old.__getitem__, changed, every)
    if patched is not None:
        made = {**old, **(found := dict(patched))}
        for name in left_over(old.__getitem__, found) if found else ():
            del made[name]
        assert made == new


def test_plain_words_are_patched() -> None:
    old = files([("A lamp burns", "the keeper"), ("Two lamps", "")])
    patched = patched_words(
        old.__getitem__, [Reworded(1, ("A lamp burns", "the keeper"), ("A lamp also burns", "a clerk"))], lambda: ["also al-Noor"]
    )
    assert patched is not None
    assert {**old, **dict(patched)} == files([("A lamp also burns", "a clerk"), ("Two lamps", "")])


@given(st.lists(st.integers(0, 999), max_size=400), st.booleans())
def test_what_is_written_can_be_read(numbers: list[int], twice: bool) -> None:
    codes = gap_codes(1000)
    text = encode(sorted(numbers * (1 + twice)), codes, 1000)
    assert text == encode(sorted({*numbers}), codes, 1000)
    assert decode(text, {code: gap for gap, code in enumerate(codes) if gap}) == sorted({*numbers})
