"""Changes in words: on the page and in the feed, in the language of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import MINI, explain

from builder.history.changes import SHOWN, Kind, revisions
from builder.history.versions import Version
from builder.pages.overview_pages import _WRITTEN, CHANGE_WORDS, change_lines

if TYPE_CHECKING:
    from builder.history.changes import Revision

THEME = "content/themes/mini.md"
BEFORE = """\
---
title: Mini
---

A first statement. [@alpha, p. 3 "5 < 6"; @beta]
{#mini-one date=2025-01-01 measures=price value=5 unit=marks attributed="a clerk" .later}

## Facts

A second statement. [@beta]
{#mini-two disputes=mini-one}
"""
AFTER = (
    BEFORE.replace('"5 < 6"; @beta', '"50 < 60"; contra @gamma, p. 4')
    .replace("2025-01-01", "2024-01-01")
    .replace("value=5 ", "value=5000 ")
    .replace("a clerk", "the mayor & co")
    .replace(" .later", " as_of=2023 .editorial")
    .replace("disputes=mini-one", "supports=mini-one supersedes=gone")
    .replace("## Facts\n\n", "")
    + "\n## Facts\n"
)


def revision(before: str = BEFORE, after: str = AFTER) -> Revision:
    return revisions([Version("0" * 40, "2025-01-02", {THEME: (before, after)})])[0]


def lines(language: str = "en") -> list[str]:
    explainer, _ = explain({THEME: AFTER, "content/explainer.yml": f"languages: [{language}]\n{MINI['content/explainer.yml']}"})
    return list(change_lines(explainer, revision()))


def test_there_are_words_for_every_kind_and_every_field() -> None:
    assert CHANGE_WORDS.keys() == set(Kind)
    assert _WRITTEN.keys() == {field for fields in SHOWN.values() for field in fields} | {"support"}


def test_the_feed_tells_each_change_in_words() -> None:
    assert lines() == [
        "Quoted words changed: “A first statement.”: A, p. 3: quotes “50 < 60” instead of “5 < 6”",
        "Re-sourced: “A first statement.”: from B to contra C, p. 4",
        "Date changed: “A first statement.”: from 1 January 2025 to 1 January 2024; as of 2023",
        "Attribution changed: “A first statement.”: from a clerk to the mayor & co",
        "Figure changed: “A first statement.”: from Price: 5 marks to Price: 5,000 marks",
        "Marks changed: “A first statement.”: from Later development to Authors’ own words",
        "Moved: “A second statement.”: from Facts to the beginning of the page",
        "Ties to other claims changed: “A second statement.”: from disputes “A first statement.” to supersedes “gone”; supports “A first statement.”",
    ]


def test_the_feed_speaks_the_language_of_the_site() -> None:
    said = lines("ar")
    assert "تغيّر تاريخها: «A first statement.»: من 1 يناير 2025 إلى 1 يناير 2024؛ حتى 2023" in said
    assert "تغيّر الكلام المقتبس فيها: «A first statement.»: A، p. 3: يُقتبس منه «50 < 60» بدلًا من «5 < 6»" in said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "A. [@alpha]\n{#a}\n", "Added: A."),
        ("A. [@alpha]\n{#a}\n", "", "Removed: A."),
        ("A. [@alpha]\n{#a}\n", "B. [@alpha]\n{#a}\n", "Reworded: B."),
        ("A. [@alpha]\n{#a}\n", "A. [@alpha]\n{#a status=retracted}\n", "Status changed: a: from Reported to Retracted"),
        ("A. [@alpha]\n{#a}\n", "A. [@alpha]\n{#a .citation-needed}\n", "Marks changed: a: added: Citation needed"),
        ("A. [@alpha]\n{#a date=2025}\n", "A. [@alpha]\n{#a}\n", "Date changed: a: removed: 2025"),
        ("A. [@alpha]\n{#a}\n", "A. [@alpha]\n{#b was=a}\n", "New address: b: from #claim-a to #claim-b"),
        ("A. [@alpha]\n{#a}\n", "*A.* [@alpha]\n{#a}\n", "Links or layout changed: a"),
    ],
)
def test_what_only_came_or_only_went_is_told_as_that(before: str, after: str, said: str) -> None:
    assert list(change_lines(explain({})[0], revision(before, after))) == [said]
