"""What is said of a name or a key that somebody points at."""

from __future__ import annotations

import pytest
from cursors import cursor
from helpers import explain

from builder.language_server.cards import card_of, card_of_key
from builder.language_server.cursor import key_at, thing_at

EXPLAINER, _ = explain(
    {
        "content/terms.yml": "- {id: ebb, term: ebb tide, text: 'The water falls. [@alpha]'}\n",
        "content/sources/berg.yml": "- {id: berg, title: 'Of *stars*', author: [{family: Berg}], issued: 2020-05, consulted: excerpt, URL: 'https://example.org/'}\n",
        "content/themes/more.md": "---\ntitle: More\nquestion: What more?\n---\n\nThe River Union came. [@berg]\n{#more-one}\n\nIt is not known. [@nobody]\n{#more-two}\n",
    }
)
FRONT = "---\ntitle: T\n---\n\n"


def card(path: str, marked: str) -> str:
    text, row, index = cursor(path, marked)
    thing, key = thing_at(text, row, index), key_at(text, row, index)
    return card_of(thing, EXPLAINER) if thing else card_of_key(key[0]) if key else ""


@pytest.mark.parametrize(
    ("path", "marked", "expected"),
    [
        (
            "content/themes/t.md",
            f"{FRONT}It is so. [@be|rg]",
            "**Of \\*stars\\***\n\nBerg, May 2020\n\nExcerpt read; cited by 1 claim.\n\n<https://example.org/>",
        ),
        (
            "content/themes/t.md",
            f"{FRONT}[x](claim:|more-one)",
            "The River Union came.\n\nOne source. 1 of 1: Berg.\n\n- `@berg` Berg 2020",
        ),
        (
            "content/themes/more.md",
            f"{FRONT}x\n{{#more-|one}}",
            "The River Union came.\n\nOne source. 1 of 1: Berg.\n\n- `@berg` Berg 2020",
        ),
        (
            "content/themes/t.md",
            f"{FRONT}x\n{{#x disputes=more-one|}}",
            "The River Union came.\n\nOne source. 1 of 1: Berg.\n\n- `@berg` Berg 2020",
        ),
        ("content/themes/t.md", f"{FRONT}[x](group:uni|on)", "**River Union**\n\nAn invented party.\n\nParty; named in 1 claim"),
        (
            "content/groups/g.md",
            "---\nrelations:\n- {type: part-of, group: un|ion}\n---\n",
            "**River Union**\n\nAn invented party.\n\nParty; named in 1 claim",
        ),
        ("content/themes/t.md", f"{FRONT}[x](theme:more|)", "**More**\n\nWhat more?"),
        ("docs/x.md", "[x](term:eb|b)", "**ebb tide**\n\nThe water falls."),
        (
            "content/themes/t.md",
            "---\nord|er: 2\n---\n",
            "**order** — Its place among those beside it; the smallest number is first.\n\n`order: 2`",
        ),
        (
            "content/sources/s.yml",
            "- id: a\n  consul|ted: full\n",
            "**consulted** — How much of it was read; without it, it counts as not seen.\n\n`consulted: excerpt`\n\n- `full`: from beginning to end\n- `excerpt`: parts of it\n- `no`: nothing of it",
        ),
        ("content/themes/t.md", f"{FRONT}x\n{{#x unit|=km}}", "**unit** — The unit of the figure.\n\n`unit: barrels/day`"),
        ("content/themes/t.md", f"{FRONT}A wo|rd.", ""),
        ("content/themes/t.md", f"{FRONT}It is so. [@no|body]", ""),
        ("content/themes/t.md", "---\ntitle: ord|er\n---\n", ""),
    ],
)
def test_a_card(path: str, marked: str, expected: str) -> None:
    assert card(path, marked) == expected


def test_of_a_claim_with_a_source_that_does_not_exist_it_says_what_is_known() -> None:
    assert card("content/themes/t.md", f"{FRONT}[x](claim:more-two|)").startswith("It is not known.")
