"""What a source says in its own order: where claims stand, what became of them, what the authors remark, what is left over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from building import ROOT
from helpers import MINI, explain, theme
from jinja2 import FileSystemLoader

from builder.overviews.source_in_order import InOrder, SourcesInOrder, checked_words
from builder.pages.renderer import Renderer
from builder.signs.verdict_words import PLACES, VERDICT_KEY, VERDICT_WORDS, Verdict

if TYPE_CHECKING:
    from builder.overviews.source_in_order import Entry

SOURCES = """\
- {id: essay, title: An essay, publisher: Essays, consulted: full, based_on: [lost, agency]}
- {id: lost, title: A lost report, publisher: The Lost Office, consulted: no, via: essay}
- {id: agency, title: Wire, publisher: Agency, consulted: full}
- {id: reprint, title: Wire again, publisher: Reprints, consulted: full, based_on: agency}
- {id: memoir, title: A memoir, publisher: Memoirs, consulted: excerpt}
- {id: letter, title: A letter, publisher: Letters, consulted: no, via: memoir}
"""


def in_order(body: str, source: str = "essay") -> InOrder:
    explainer, _ = explain({**MINI, "content/sources/z.yml": SOURCES, **theme(body)})
    order = SourcesInOrder(explainer).of(explainer.sources[source])
    assert order
    return order


def told(order: InOrder) -> list[tuple[str, list[str]]]:
    return [(entry.written, [said.claim.id for said in entry.said]) for entry in order.entries]


ELSEWHERE = "Nine. [@essay, par. 9, s. 9] {#nine}\n"


def became(claim: str) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Return what became of the first claim of a text."""
    first = in_order(f"{claim}\n\n{ELSEWHERE}").entries[0]
    return [(str(one.verdict), one.sources, [other.id for other in one.claims]) for one in first.said[0].became]


def test_claims_stand_in_the_order_of_the_source_and_those_of_one_place_together() -> None:
    body = (
        "C. [@essay, par. 10, s. 1] {#c}\n\nB. [@essay, par. 2, s. 2] {#b}\n\nA. [@essay, ¶ 2, sent. 1 “words”] {#a}\n\n"
        "D. [@memoir; @essay, par. 2, s. 2] {#d}\n\nE. [@essay] {#e}\n\nF. [@essay, passim] {#f}\n"
    )
    order = in_order(body)
    assert told(order) == [("¶ 2, sent. 1", ["a"]), ("par. 2, s. 2", ["b", "d"]), ("par. 10, s. 1", ["c"])]
    assert [entry.anchor for entry in order.entries] == [f"place-paragraph-{p}-sentence-{s}" for p, s in ((2, 1), (2, 2), (10, 1))]
    assert [([step.text for step in steps], len(entries)) for steps, entries in order.stretches] == [(["2"], 2), (["10"], 1)]
    assert (order.entries[0].said[0].quotes, order.rest, order.claims) == (("words",), ("e", "f"), 4)


@pytest.mark.parametrize(
    ("locators", "expected", "words"),
    [
        (["p. 12", "p. xii", "pp. 9–11", "9"], ["p. xii", "9", "pp. 9–11", "p. 12"], "Checked, page by page"),
        (["1:00:05", "at 3:20", "59:59"], ["at 3:20", "59:59", "1:00:05"], "Checked, place by place"),
        (["chap. 2, p. 7", "chap. 1, p. 9"], ["chap. 1, p. 9", "chap. 2, p. 7"], "Checked, page by page"),
        (["par. 2", "par. 1"], ["par. 1", "par. 2"], "Checked, paragraph by paragraph"),
        (["par. 2", "par. 2, s. 1"], ["par. 2", "par. 2, s. 1"], "Checked, sentence by sentence"),
    ],
)
def test_every_kind_of_place_has_an_order(locators: list[str], expected: list[str], words: str) -> None:
    order = in_order("\n\n".join(f"C{n}. [@essay, {locator}] {{#c{n}}}" for n, locator in enumerate(locators)))
    assert [entry.written for entry in order.entries] == expected
    assert checked_words(order) == words


def test_a_claim_of_two_places_is_told_at_the_first_and_named_at_the_other() -> None:
    order = in_order("Two. [@essay, par. 7, s. 1; @essay, par. 3, s. 2] {#two}\n\nOne. [@essay, par. 7, s. 1] {#one}\n")
    assert told(order) == [("par. 3, s. 2", ["two"]), ("par. 7, s. 1", ["one"])]
    assert [said.claim.id for said in order.entries[1].again] == ["two"]
    (two,) = order.entries[0].said
    assert [order.anchors[place.order] for place in two.places] == ["place-paragraph-3-sentence-2", "place-paragraph-7-sentence-1"]


VERDICTS = {
    "alone": ("A. [@essay, par. 1] {#a}", [("alone", (), [])]),
    "independently": ("A. [@essay, par. 1; @memoir] {#a}", [("carried", ("memoir",), [])]),
    "by a source read through another": ("A. [@essay, par. 1; @letter] {#a}", [("carried", ("letter",), [])]),
    "in what it draws on": ("A. [@essay, par. 1; @agency] {#a}", [("shared", ("agency",), [])]),
    "in what draws on the same": ("A. [@essay, par. 1; @reprint] {#a}", [("shared", ("reprint",), [])]),
    "both": ("A. [@essay, par. 1; @agency; @memoir] {#a}", [("shared", ("agency",), []), ("carried", ("memoir",), [])]),
    "by a supporting report": ("A. [@essay, par. 1] {#a}\n\nB. [@memoir] {#b supports=a}", [("carried", ("memoir",), ["b"])]),
    "own words do not carry": ("A. [@essay, par. 1] {#a}\n\nB. [@memoir] {#b supports=a .editorial}", [("alone", (), [])]),
    "credited to an unseen report": ("A. [@essay, par. 1; @lost] {#a}", [("unseen", ("lost",), [])]),
    "credited in words only": ('A. [@essay, par. 1] {#a attributed="Lost Office"}', [("unseen", ("lost",), [])]),
    "an unseen source of others": ("A. [@essay, par. 1; @letter; @memoir] {#a}", [("carried", ("letter",), [])]),
    "disputed by a claim": ("A. [@essay, par. 1] {#a}\n\nB. [@memoir] {#b disputes=a}", [("disputed", (), ["b"]), ("alone", (), [])]),
    "a source against it": ("A. [@essay, par. 1; contra @memoir] {#a}", [("disputed", ("memoir",), []), ("alone", (), [])]),
    "set down as disputed": ("A. [@essay, par. 1] {#a status=disputed}", [("disputed", (), []), ("alone", (), [])]),
    "against it itself": ("A. [@memoir; contra @essay, par. 1] {#a}", [("disputed", ("memoir",), [])]),
    "it differs": ("A. [@essay, par. 1] {#a differs=b}\n\nB. [@memoir] {#b}", [("differs", (), ["b"]), ("alone", (), [])]),
    "others differ": ("A. [@essay, par. 1] {#a}\n\nB. [@memoir] {#b differs=a}", [("alone", (), []), ("outlier", (), ["b"])]),
    "superseded": ("A. [@essay, par. 1] {#a}\n\nB. [@memoir] {#b supersedes=a}", [("alone", (), []), ("superseded", (), ["b"])]),
    "retracted": ("A. [@essay, par. 1] {#a status=retracted}", [("alone", (), []), ("retracted", (), [])]),
    "a row of a table": (
        "| x |\n|---|\n| A [@essay, par. 1; @memoir] |\n| B [@agency] |\n\n{#a}",
        [("carried", ("memoir",), [])],
    ),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_what_became_of_a_claim_follows_from_the_records(case: str) -> None:
    text, expected = VERDICTS[case]
    found = became(text)
    if case == "an unseen source of others":  # two texts of one voice: which of them is counted is not the matter here
        assert [verdict for verdict, _, _ in found] == ["carried"]
    else:
        assert found == expected


def test_related_sources_are_told_with_what_they_have_in_common() -> None:
    first: Entry = in_order(f"A. [@essay, par. 1; @reprint] {{#a}}\n\n{ELSEWHERE}").entries[0]
    assert first.said[0].became[0].origins == ("Agency",)


def test_no_source_is_named_as_the_origin_of_itself() -> None:
    first: Entry = in_order(f"A. [@essay, par. 1; @agency] {{#a}}\n\n{ELSEWHERE}").entries[0]
    assert (str(first.said[0].became[0].verdict), first.said[0].became[0].sources) == ("shared", ("agency",))
    assert first.said[0].became[0].origins == ()


def test_places_are_counted_by_verdict_each_once() -> None:
    order = in_order(
        "A. [@essay, par. 1] {#a}\n\nB. [@essay, par. 1; @memoir] {#b}\n\nC. [@essay, par. 2] {#c}\n\nD. [@essay, par. 2] {#d}\n"
    )
    assert [(str(verdict), [entry.written for entry in entries]) for verdict, entries in order.verdicts] == [
        ("alone", ["par. 1", "par. 2"]),
        ("carried", ["par. 1"]),
    ]


def test_remarks_are_told_in_full_once_where_they_cite_link_or_tie() -> None:
    body = (
        "A. [@essay, par. 1, s. 1] {#a}\n\nB. [@essay, par. 1, s. 2] {#b}\n\nC. [@essay, par. 2, s. 1] {#c}\n\nD. [@memoir] {#d}\n\n"
        "Of the place. [@essay, par. 1, s. 1–2] {#place .editorial}\n\n[Of b](claim:b) and [d](claim:d). {#linked .editorial}\n\n"
        "Of c. {#tied .editorial supports=c}\n\nOf none. [@essay] {#none .editorial}\n"
    )
    order = in_order(body)
    assert [[(remark.claim.id, remark.is_first) for remark in entry.remarks] for entry in order.entries] == [
        [("place", True)],
        [("place", False), ("linked", True)],
        [("tied", True)],
    ]
    assert (order.remarked, order.rest) == (3, ("none",))


def test_one_place_is_no_order_unless_the_source_is_annotated() -> None:
    explainer, _ = explain({**MINI, **theme("A. [@alpha, p. 3] {#a}\n\nB. [@alpha, p. 3] {#b}\n")})
    alpha = explainer.sources["alpha"]
    assert SourcesInOrder(explainer).of(alpha) is None
    order = SourcesInOrder(explainer).of(replace(alpha, annotated=True))
    assert order
    assert told(order) == [("p. 3", ["a", "b"])]


def test_every_verdict_and_kind_of_place_has_words() -> None:
    from builder.csl.locators import LABELS  # noqa: PLC0415  # beside what it is compared with

    assert VERDICT_WORDS.keys() == VERDICT_KEY.keys() == set(Verdict)
    assert tuple(PLACES) == LABELS


def test_the_page_of_an_annotated_source_is_named_where_readers_look() -> None:
    sources = "- {id: essay, title: An <i>odd</i> essay, publisher: Essays, consulted: full, annotate: true}\n"
    body = "B. [@essay, par. 1, s. 2 “b < c”] {#b}\n\nA. [@essay, par. 1, s. 1] {#a}\n"
    explainer, findings = explain({**MINI, "content/sources/z.yml": sources, **theme(body)})
    assert [finding.code for finding in findings] == []
    renderer = Renderer(explainer, FileSystemLoader(ROOT / "templates"))
    page = renderer.source(explainer.sources["essay"])
    assert page.title == "An odd essay, checked"
    assert "Checked, sentence by sentence" in page.html
    assert page.html.index("claim-a") < page.html.index("claim-b")
    assert "b &lt; c" in page.html
    overviews = renderer.navigation("en")[-1]
    assert (overviews.children[0].title, overviews.children[0].url) == (page.title, "sources/essay/")
    assert "sources/essay/" in renderer.home("").html
