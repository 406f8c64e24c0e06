"""Names in texts: whatever is written, linking changes no character and finds what a slow search finds."""

from __future__ import annotations

from helpers import explain, theme
from hypothesis import assume, given
from hypothesis import strategies as st

from builder.linking.mentions import Mentions, Name, fold, fold_with_offsets
from builder.model.content import Match
from builder.model.document import Mention, Text
from builder.model.findings import Where

NOWHERE = Where("")
LATIN = ["nahr", "bank", "union", "river", "council", "x"]
LETTERS = "aAbBsSéÉşÅ 'ʿ’-\n.,;\u0301\u0651\u0640الوحزبآإى1 "
NAMES = st.text(LETTERS, min_size=1, max_size=10)
GROUP = """---
name: River Union
aliases: [Council, {text: RU, match: exact}, {text: Nahr, match: never}]
native: {ar: حزب النهر}
---
"""


def name(text: str, target: str = "g", match: Match = Match.FOLDED) -> Name:
    return Name(text, "group", target, match, NOWHERE)


def texts(names: list[tuple[str, Match]]) -> st.SearchStrategy[str]:
    """Return texts in which names stand, among others that only look like them."""
    return st.lists(st.sampled_from([one for one, _ in names]) | st.text(LETTERS, max_size=8), max_size=8).map(" ".join)


@given(st.lists(st.tuples(NAMES, st.sampled_from(Match)), min_size=1, max_size=4), st.data())
def test_found_names_lie_in_order_within_the_text(names: list[tuple[str, Match]], data: st.DataObject) -> None:
    text = data.draw(texts(names))
    found = Mentions(name(one, f"g{number}", match) for number, (one, match) in enumerate(names)).find(text)
    assume(found)
    position = 0
    for one in found:
        assert position <= one.start < one.end <= len(text)
        position = one.end


@given(st.lists(st.tuples(NAMES, st.sampled_from(Match)), min_size=1, max_size=4), st.data())
def test_many_texts_are_searched_as_each_is(names: list[tuple[str, Match]], data: st.DataObject) -> None:
    mentions = Mentions(name(one, f"g{number}", match) for number, (one, match) in enumerate(names))
    several = data.draw(st.lists(texts(names), max_size=5))
    expected = {number: found for number, text in enumerate(several) if (found := mentions.find(text))}
    assume(expected)
    assert mentions.find_in(several) == expected


@given(st.text(max_size=60))
def test_folding_is_stable_and_offsets_lead_back(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert fold(folded) == folded
    places = [index if offsets is None else offsets[index] for index in range(len(folded) + 1)]
    assert places[-1] == len(text)
    assert places == sorted(set(places))
    assert all(fold(text[place]) == char for place, char in zip(places, folded, strict=False))


@given(
    st.lists(st.sampled_from(["River Union", "council’s", "RU", "ru", "Nahr", "حِزب النهر", "والنهر", "`RU`", "*Council*", "**ru**", "[RU](x)", "&amp;", "<b>", "\\_", "\n", "é", "—"]), max_size=12)
)  # fmt: skip
def test_taking_the_links_away_gives_back_the_text(words: list[str]) -> None:
    explainer, _ = explain({**theme(f"X {' '.join(words)} [@alpha] {{#one}}\n"), "content/groups/union.md": GROUP})
    assume("one" in explainer.claims)
    before = explainer.claims["one"].tokens
    after = explainer.tokens["one"]
    assert "".join(t.text for t in after if isinstance(t, Text | Mention)) == "".join(t.text for t in before if isinstance(t, Text))
    assert [t for t in after if not isinstance(t, Text | Mention)] == [t for t in before if not isinstance(t, Text)]
    mentions = [t for t in after if isinstance(t, Mention)]
    assert mentions or not {"River Union", "council’s", "RU"} & set(words) or "`" in "".join(words)
    for mention in mentions:
        assert fold(mention.text).removesuffix("s") in {"river union", "council", "ru", fold("حزب النهر")}


@given(st.lists(st.lists(st.sampled_from(LATIN), min_size=1, max_size=3), max_size=4), st.lists(st.sampled_from(LATIN), max_size=12))
def test_the_longest_of_the_leftmost_names_wins(names: list[list[str]], words: list[str]) -> None:
    expected, position = [], 0
    while position < len(words):
        here = [one for one in names if words[position : position + len(one)] == one]
        longest = max(map(len, here), default=0)
        if longest:
            expected.append(" ".join(words[position : position + longest]))
        position += longest or 1
    text = " ".join(words)
    mentions = Mentions(name(" ".join(one), "-".join(one)) for one in names)
    assert [text[found.start : found.end] for found in mentions.find(text)] == expected
    assert mentions.clashes == []


SPELLINGS = {
    "a": "aAáÄåĀ", "s": "sSşŠ", "i": "iIíÏ", "b": "bB", "'": ["'", "’", "‘", "ʼ", "ʿ", "ʾ", "`", "´", ""], " ": [" ", "-", "‑", "\u00a0", "\n", "–"],
    "ا": ["ا", "أ", "إ", "آ", "ا\u064e", "اـ"], "ي": ["ي", "ى", "ي\u0651", "يـ"], "ه": ["ه", "ة", "ه\u0652"], "ل": ["ل", "لـ", "ل\u0650"],
}  # fmt: skip


@given(st.sampled_from(["asa'ib abi", "ba'is as'ab", "بليه", "اليه بيلا"]), st.data())
def test_spellings_of_one_name_are_all_found_whole(text: str, data: st.DataObject) -> None:
    spelled = "".join(data.draw(st.sampled_from(SPELLINGS.get(char, [char]))) for char in text)
    around = f"— {spelled}; x"
    found = Mentions([name(text)]).find(around)
    assert [around[one.start : one.end] for one in found] == [spelled]


@given(st.sampled_from(["asaib", "bank union", "حزب"]), st.sampled_from(["x", "1", "é", "ق", "_x"]), st.booleans())
def test_a_name_within_a_word_is_no_mention(text: str, more: str, before: bool) -> None:
    word = f"{more}{text}" if before else f"{text}{more}"
    found = Mentions([name(text)]).find(f"a {word} b")
    assert found == [] or not (more[-1] if before else more[0]).isalnum()
