"""A gold list of names in sentences: what a reader would call a mention, and what not.

In a sentence `{words|target}` is a mention; everything else must not be one.
"""

from __future__ import annotations

import re

import pytest

from builder.linking.mentions import Mentions, Name, Occurrence
from builder.model.content import Match
from builder.model.findings import Where

NAMES = [
    ("Ikhwan al-Safa'", "safa", Match.FOLDED),
    ("إخوان الصفا", "safa", Match.FOLDED),
    ("Brethren of Purity", "safa", Match.FOLDED),
    ("IS", "safa", Match.EXACT),
    ("Bayt al-Hikma", "hikma", Match.FOLDED),
    ("بيت الحكمة", "hikma", Match.FOLDED),
    ("House of Wisdom", "hikma", Match.FOLDED),
    ("Wisdom", "hikma", Match.NEVER),
    ("al-Azhar", "azhar", Match.FOLDED),
    ("الأزهر", "azhar", Match.FOLDED),
    ("Azhar University Press", "press", Match.FOLDED),
    ("Doctors at Risk", "doctors", Match.FOLDED),
    ("ʿUthmān Mosque", "uthman", Match.FOLDED),
    ("The Arch", "arch", Match.EXACT),
    ("Qarawiyyin", "qarawiyyin", Match.FOLDED),
    ("בית המדרש", "school", Match.FOLDED),
    ("C++ Guild (1991)", "guild", Match.FOLDED),
]
GOLD = {
    "latin": [
        "The {Ikhwan al-Safa|safa}' wrote; the {IKHWAN AL-SAFA|safa} too.",
        "{Ikhwān al-Ṣafāʾ|safa} and {Ikhwan el-Safa|safa}, {Ikhwan as-Safa|safa}, {Ikhwan al Safa|safa}, {Ikhwan alSafa|safa}, {Ikhwan Safa|safa}.",
        "{Ikhwan‑al‑Safa|safa}, {Ikhwan\u00a0al-Safa|safa}, {Ikhwan\nal-Safa|safa} over two lines.",
        "Ikhwan, Safa, al-Safa and Ikhwan of al-Safa are not they.",
        "‘{House of Wisdom|hikma}’, “{House of Wisdom|hikma}”, ({House of Wisdom|hikma})—{house-of-wisdom|hikma}.",
        "{House of Wisdom|hikma}'s, {House of Wisdom|hikma}’s, {House of Wisdom|hikma}s, warehouse of wisdom, House of Wisdomless.",
        "Her Wisdom is no name here, nor is the house.",
        "{Azhar University Press|press}es, but no azhar university pressed or presse.",
        "{Brethren of Purity|safa}: {brethren of purity|safa}! Brethren, of Purity.",
    ],
    "decomposed": ["{Ikhwa\u0304n al-S\u0323afa\u0304|safa}, in letters with marks of their own."],
    "modifier-letters": [
        "{Ikhwān al-Ṣafāʾ|safa} and the {ʿUthmān Mosque|uthman}, the {ʻUthman Mosque|uthman} or '{Uthman Mosque|uthman}'."
    ],
    "exact": [
        "{IS|safa} is, Is, is; {IS|safa}'s; ISIS, AIS, I.S. and {IS|safa}-led.",
        "Both {The Arch|arch}es; Archives.",
        "{The Arch|arch}, the arch, THE ARCH, The-Arch, {The Arch|arch}s.",
    ],
    "article": [
        "{al-Azhar|azhar}, {Al-Azhar|azhar}, {el-Azhar|azhar}, {alAzhar|azhar} but not Azhar alone.",
        "The doctors risk much, {Doctors at Risk|doctors} says.",
        "{Bayt el-Hikma|hikma}, {Bayt Hikma|hikma}.",
    ],
    "longest": ["{Azhar University Press|press} of {al-Azhar|azhar}; {al-Azhar|azhar} University; Azhar University."],
    "arabic": [
        "قال {إخوان الصفا|safa} و{إخوان الصفا|safa} ب{إخوان الصفا|safa}، {اخوان الصفا|safa}.",
        "{إِخْوَانُ الصَّفَا|safa} و{إخـوان الصفـا|safa}.",
        "إخوان فقط، والصفا وحدها، وإخوانهم.",
        "في {بيت الحكمة|hikma} و{بيت الحكمه|hikma}؛ أبيت الحكمة؟ بيت الحكمتين.",
        "جامعة {الأزهر|azhar} و{الازهر|azhar}، {للأزهر|azhar}.",
    ],
    "hebrew": ["הלך אל {בית המדרש|school}, בית המדרשים."],
    "marks": ["The {C++ Guild (1991)|guild}, {c++ guild (1991)|guild}; C Guild 1991."],
    "invisible": ["{House\u200e of\u200f Wisdom|hikma} and {House\u202fof\u00a0Wisdom|hikma}, {Qara\u00adwiyyin|qarawiyyin}."],
}


def mentions(*names: tuple[str, str, Match]) -> Mentions:
    return Mentions(Name(text, "group", target, match, Where(target)) for text, target, match in names)


@pytest.mark.parametrize("sentence", [pytest.param(one, id=f"{topic}-{n}") for topic, rows in GOLD.items() for n, one in enumerate(rows)])
def test_gold(sentence: str) -> None:
    text, expected, position = "", [], 0
    for match in re.finditer(r"\{([^|}]+)\|([a-z]+)\}", sentence):
        text += sentence[position : match.start()]
        expected.append((len(text), match[1], match[2]))
        text += match[1]
        position = match.end()
    text += sentence[position:]
    found = mentions(*NAMES).find(text)
    assert [(one.start, text[one.start : one.end], one.target) for one in found] == expected


def test_the_leftmost_name_wins_then_the_longest() -> None:
    names = mentions(("North Gate", "a", Match.FOLDED), ("Gate House Hill", "b", Match.FOLDED), ("Gate", "c", Match.FOLDED))
    assert names.find("North Gate House Hill") == [Occurrence(0, 10, "group", "a")]
    assert names.find("Gate House Hill") == [Occurrence(0, 15, "group", "b")]
    assert names.find("Gate House") == [Occurrence(0, 4, "group", "c")]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("Red Gate", "a", Match.FOLDED), ("red-gate", "b", Match.FOLDED), True),
        (("Red Gate", "a", Match.FOLDED), ("Red Gate", "a", Match.FOLDED), False),
        (("Red Gate", "a", Match.FOLDED), ("Red Gate", "b", Match.NEVER), False),
        (("Bab al-Nahr", "a", Match.FOLDED), ("Bab an-Nahr", "b", Match.FOLDED), True),
        (("Bab al-Nahr", "a", Match.FOLDED), ("Bab Nahr", "b", Match.FOLDED), False),
        (("RG", "a", Match.EXACT), ("Rg", "b", Match.EXACT), False),
        (("RG", "a", Match.EXACT), ("rg", "b", Match.FOLDED), True),
    ],
)
def test_a_clash_needs_two_entries_that_could_both_be_meant(
    one: tuple[str, str, Match], other: tuple[str, str, Match], clash: bool
) -> None:
    found = [{known.name.target, known.other.target} for known in mentions(one, other).clashes]
    assert found == ([{"a", "b"}] if clash else [])


def test_a_name_as_written_wins_over_another_form_of_another_name() -> None:
    for names in (("Bab al-Nahr", "Bab Nahr"), ("Bab Nahr", "Bab al-Nahr")):
        built = mentions(*((name, "bare" if "al" not in name else "article", Match.FOLDED) for name in names))
        assert [one.target for one in built.find("Bab Nahr, Bab al-Nahr, Bab el-Nahr")] == ["bare", "article", "article"]


@pytest.mark.parametrize("text", ["", " ", "'", "ʿ’", "\u0640", "\u0301", "-", "\u200f"])
def test_a_name_of_nothing_is_never_found(text: str) -> None:
    names = mentions((text, "a", Match.FOLDED), (text, "b", Match.EXACT))
    assert names.find(f"any ' - text {text} at all") == []
    assert names.clashes == []


def test_many_equal_names_clash_once() -> None:
    names = mentions(*(("Red Gate", target, Match.FOLDED) for target in "ab" for _ in range(2000)))
    assert [(one.other.target, one.name.target) for one in names.clashes] == [("a", "b")]


def test_both_spellings_of_one_entry_are_found() -> None:
    names = mentions(("RG", "a", Match.EXACT), ("Rg", "a", Match.EXACT), ("red-gate", "a", Match.FOLDED))
    assert [one.start for one in names.find("RG Rg rg Red Gate")] == [0, 3, 9]
