"""The timeline: events in order, in three parts, each with what else is said about it."""

from __future__ import annotations

import pytest
from building import ROOT
from helpers import MINI, explain
from jinja2 import FileSystemLoader

from builder.linking.queries import cut_at_clause, events
from builder.overviews.timeline_page import timeline_sheet
from builder.pages.renderer import Renderer

SETTINGS = "title: Mini\nas_of: {as_of}\nlanguages: [en, ar]\n"


def parts(*claims: str, as_of: str = "2025-09-25") -> dict[str, list[str]]:
    """Return the labels of the events in each part of the page."""
    sheet = timeline_sheet(project(*claims, as_of=as_of))
    return {title: [event.claim.event for event in found] for _, title, found in sheet.context["sections"]}


def project(*claims: str, as_of: str = "2025-09-25"):
    text = "\n\n".join(claims)
    files = {
        "content/explainer.yml": SETTINGS.format(as_of=as_of) if as_of else "title: Mini\n",
        "content/themes/mini.md": f"---\ntitle: Mini\norder: 2\n---\n\n{text}\n",
    }
    explainer, findings = explain(files, {path: text for path, text in MINI.items() if path.startswith("content/sources/")})
    assert [one for one in findings if one.severity == "error"] == []
    return explainer


def event(date: str, label: str, more: str = "") -> str:
    return f'Something. [@alpha]\n{{#{label.lower()} date={date} event="{label}"{more}}}'


def test_events_are_ordered_by_date_then_as_the_authors_have_them() -> None:
    found = events(
        project(
            event("2025-02", "Month"),
            event("2025-02-25", "B"),
            event("2025-02-25", "A"),
            event("2025-02-04", "First"),
            event("2025", "Year"),
            event("2025-02-10/2025-04", "Long"),
            event("2025-03-01", "March"),
            event("../2025-02-05", "Open"),
            "No event. [@alpha]\n{#none date=2025-02-04}",
        )
    )
    assert [claim.event for claim in found] == ["First", "Open", "Long", "B", "A", "Month", "March", "Year"]


def test_the_page_has_what_was_before_the_period_and_what_was_later() -> None:
    now = [event(f"2025-0{n}", f"N{n}") for n in (1, 2, 3)]
    assert parts(event("2024-12-31", "Old"), *now, event("2025-10", "Later", " .later")) == {
        "Before 2025": ["Old"],
        "2025": ["N1", "N2", "N3"],
        "After 25 September 2025": ["Later"],
    }


@pytest.mark.parametrize(
    ("as_of", "dates", "titles"),
    [
        ("2025-09-25", ["2024-01", "2025-01", "2025-02", "2025-03"], ["Before 2025", "2025"]),
        ("2025-01-02", ["2023-12", "2024-01", "2024-02", "2025-01"], ["Before 2024", "2024 to 2025"]),
        ("2025-01-02", ["2019", "2020"], ["Before 2025"]),
        ("", ["2019", "2020", "2021", "2022"], ["2019 to 2022"]),
    ],
)
def test_the_period_is_the_year_of_the_explainer_unless_that_has_hardly_begun(as_of: str, dates: list[str], titles: list[str]) -> None:
    assert list(parts(*(event(date, f"E{n}") for n, date in enumerate(dates)), as_of=as_of)) == titles


def test_what_else_is_said_hangs_below_its_event_once() -> None:
    explainer = project(
        event("2025-01-01", "One"),
        event("2025-01-02", "Two", " supports=one"),
        "Denied. [@beta]\n{#denied disputes=one}",
        "Other. [@beta]\n{#other differs=two}",
        "Newer. [@beta]\n{#newer supersedes=two}",
        "See [it](claim:one) and [it](claim:one) and [that](claim:denied). [@beta]\n{#refers}",
        'See [it](claim:one). [@beta]\n{#three date=2025-01-03 event="Three"}',
        "Elsewhere. [@beta]\n{#elsewhere}",
    )
    (_, _, found), *_ = timeline_sheet(explainer).context["sections"]
    assert {one.claim.id: [(how, claim.id) for how, claim in one.said] for one in found} == {
        "one": [("Disputed by", "denied"), ("Supported by", "two"), ("Refers to it", "refers")],
        "two": [("Differing report", "other"), ("Superseded by", "newer"), ("Supports", "one")],
        "three": [],
    }


def test_an_event_says_how_it_stands() -> None:
    explainer = project(event("2025-01-01", "One"), event("2025-11", "Two", " .later"), "Denied. [@beta]\n{#denied disputes=one}")
    ((_, make),) = Renderer(explainer, FileSystemLoader(ROOT / "templates")).overview_pages("timeline")
    one, two = make().html.split("<li id=")[1:]
    assert "data-support=disputed" in one.partition("event-said")[0]
    assert "Disputed by:" in one
    assert "After 25 September 2025" not in one.partition("</li>")[0]
    assert "After 25 September 2025" in two
    assert "<details" not in make().html, "nothing was before"


def test_no_event_is_no_page() -> None:
    explainer = project("Dated. [@alpha]\n{#dated date=2025}")
    assert "timeline" not in explainer.overviews


@pytest.mark.parametrize(
    ("text", "letters", "cut"),
    [
        ("Short enough.", 20, "Short enough."),
        ("It rained all day, and the night was dry as well.", 30, "It rained all day…"),
        ("It, however, rained without an end in sight at all.", 40, "It, however, rained without an end in…"),
        ("One hundred and 1,000 ships came in on a day.", 30, "One hundred and 1,000 ships…"),
    ],
)
def test_a_long_text_is_cut_at_the_end_of_a_clause_or_between_words(text: str, letters: int, cut: str) -> None:
    assert cut_at_clause(text, letters) == cut
