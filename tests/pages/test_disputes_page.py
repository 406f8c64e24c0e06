"""Where sources disagree: which claims stand together, what differs between them, and how many fit on a page."""

from __future__ import annotations

from typing import Any

import pytest
from building import ROOT
from helpers import MINI, explain, theme
from jinja2 import FileSystemLoader
from site_reader import fragment, one, select, words

from builder.pages import disputes_page as disagreements
from builder.pages.disputes_page import Disagreement, dispute_sheets
from builder.pages.renderer import Renderer


def groups(files: dict[str, str]) -> list[Disagreement]:
    explainer, _ = explain(files)
    return [one for sheet in dispute_sheets(explainer) for _, found in sheet.context["stretches"] for one in found]


def ids(one: Disagreement) -> list[str]:
    return [account.claim.id for account in one.accounts]


def test_claims_that_are_disputed_through_others_are_one_group_under_its_heading() -> None:
    body = "## Who won {#won}\n\nA. [@alpha]\n{#a}\n\nB. [@alpha]\n{#b disputes=a}\n\nC. [@beta]\n{#c disputes=b}\n\nD. [@beta]\n{#d}\n\nE. [@beta]\n{#e disputes=d}\n"
    found = groups({**MINI, **theme(body)})
    assert [ids(one) for one in found] == [["a", "b", "c"], ["d", "e"]]
    assert [(one.topic, one.anchor) for one in found] == [("Who won", "dispute-a"), ("Who won", "dispute-d")]


CASES: dict[str, tuple[str, str, tuple[bool, bool]]] = {
    "other values": ("measures=price value=6 unit=euro date=2025-01-01", "measures=price value=8 unit=euro date=2025-01-01", (True, False)),
    "other days": ("measures=price value=6 unit=euro date=2025-01-01", "measures=price value=6 unit=euro date=2025-01-02", (False, True)),
    "the same": ("measures=price value=6 unit=euro date=2025-01-01", "measures=price value=6 unit=euro date=2025-01-01", (False, False)),
    "nothing to compare": ("measures=price value=6 unit=euro date=2025-01-01", "date=2025-01-02", (False, False)),
    "no numbers": ("date=2025-01-01", "date=2025-01-02", (False, False)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_differs_is_told_where_the_same_is_measured(case: str) -> None:
    first, second, expected = CASES[case]
    (found,) = groups({**MINI, **theme(f"A. [@alpha]\n{{#a {first}}}\n\nB. [@beta]\n{{#b {second} disputes=a}}\n")})
    assert [(account.other_value, account.other_date) for account in found.accounts] == [expected] * 2


def test_the_sources_of_an_account_are_gathered() -> None:
    (found,) = groups({**MINI, **theme("A. [@alpha, p. 1; contra @beta; @alpha, p. 2]\n{#a}\n\nB. [@beta]\n{#b disputes=a}\n")})
    told = [(source.id, [c.locator for c in cited]) for source, cited in found.accounts[0].reports]
    assert told == [("alpha", ["p. 1", "p. 2"]), ("beta", [""])]


def test_many_disagreements_are_an_index_and_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disagreements, "PART", 3)
    files: dict[str, Any] = dict(MINI)
    for number in range(4):
        body = "".join(f"A. [@alpha]\n{{#a{number}-{n}}}\n\nB. [@beta]\n{{#b{number}-{n} disputes=a{number}-{n}}}\n\n" for n in range(2))
        files[f"content/themes/theme-{number}.md"] = f"---\ntitle: Theme {number}\nquestion: Q{number}?\norder: {number}\n---\n\n{body}"
    explainer, _ = explain(files)
    index, *parts = dispute_sheets(explainer)
    assert [sheet.url for sheet in parts] == [f"disputes/{number}/" for number in range(1, 5)]
    assert index.context["stretches"] == ()
    assert index.context["index"] == [(f"themes/theme-{number}/", number + 1, 2) for number in range(4)]
    shown = [ids(one) for sheet in parts for _, found in sheet.context["stretches"] for one in found]
    assert sorted(shown) == sorted([f"a{number}-{n}", f"b{number}-{n}"] for number in range(4) for n in range(2))


def test_a_report_that_differs_stands_with_the_record_and_says_that_it_does() -> None:
    body = "A. [@alpha]\n{#a}\n\nX. [@alpha]\n{#x}\n\nB. [@beta]\n{#b differs=a}\n\nC. [@beta]\n{#c differs=a}\n\nD. [@beta]\n{#d}\n\nE. [@alpha]\n{#e disputes=d}\n\nF. [@alpha]\n{#f differs=d}\n"
    found = groups({**MINI, **theme(body)})
    assert [(ids(one), one.outliers) for one in found] == [(["a", "b", "c"], 2), (["d", "e", "f"], 0)]
    differing = {account.claim.id: [claim.id for claim in account.differs] for one in found for account in one.accounts}
    assert differing == {"a": [], "b": ["a"], "c": ["a"], "d": [], "e": [], "f": ["d"]}


def test_the_page_opens_with_a_line_for_each_disagreement() -> None:
    """Its question, who says what, and what stands: it leads to the accounts, and to what the authors say right after them."""
    body = (
        "## Four or five? {#many}\n\nFour. [@alpha]\n{#a}\n\nFive. [@beta]\n{#b differs=a}\n\nWe see four.\n{#w .editorial}\n\n"
        "## Who? {#who}\n\nAnn. [@alpha]\n{#c}\n\nBen. [@beta]\n{#d disputes=c}\n\nCy. [@beta]\n{#e disputes=c}\n\n## Else {#else}\n\nOurs.\n{#o .editorial}\n"
    )
    explainer, _ = explain({**MINI, **theme(body)})
    ((_, make),) = Renderer(explainer, FileSystemLoader(ROOT / "templates")).overview_pages("disputes")
    page = fragment(make().html)
    first, second = select(page, "tr.dispute-row")
    assert [words(one(first, "th a")), one(first, "th a").get("href")] == ["Four or five?", "#dispute-a"]
    assert [[words(e) for e in select(cell, "a")] for cell in select(first, "td")] == [["Four."], ["Five."], ["What the authors say of it"]]
    assert [words(e) for e in select(first, "td .account-who")] == ["A", "B"]
    assert words(select(first, "td")[2]).startswith("One report differs")
    assert one(select(first, "td")[2], "a").get("href", "").endswith("#claim-w")
    assert [words(cell) for cell in select(second, "td")] == ["Ann. A", "Ben. B Cy. B", "3 accounts stand, undecided"]
    assert [words(e) for e in select(page, ".accounts-title")] == ["Four or five?", "Who?"], "the question stands by itself"
    assert len(select(page, "#dispute-a")) == len(select(page, "#dispute-c")) == 1
