"""Places in a source: what is read of a locator, in which order places stand, and which are left out."""

from __future__ import annotations

import pytest

from builder.csl.locators import left_out, place_of

READ = {
    "par. 2, s. 3": [("paragraph", "2"), ("sentence", "3")],
    "para 2; sentence 3": [("paragraph", "2"), ("sentence", "3")],
    "¶ 2": [("paragraph", "2")],
    "الفقرة 2، الجملة 3": [("paragraph", "2"), ("sentence", "3")],
    "12": [("page", "12")],
    "p.12": [("page", "12")],
    "pp. 12-14": [("page", "12–14")],
    "p. 12, 15–17, l. 3": [("page", "12, 15–17"), ("line", "3")],
    "p. 12, l 3": [("page", "12"), ("line", "3")],
    "chap. IV, p. xii": [("chapter", "IV"), ("page", "xii")],
    "sec. 3(c)": [("section", "3(c)")],
    "§ 3.2.1": [("section", "3.2.1")],
    "fol. 12v": [("folio", "12v")],
    "v. 3:16": [("verse", "3:16")],
    "1:02:03": [("timestamp", "1:02:03")],
    "app. C": [("appendix", "C")],
}


@pytest.mark.parametrize("locator", READ)
def test_labelled_numbers_are_read(locator: str) -> None:
    place = place_of(locator)
    assert place
    assert [(step.label, step.text) for step in place.steps] == READ[locator]


@pytest.mark.parametrize(
    "locator",
    ["", "passim", "p. 12ff", "p. 3 and 4", "s.v. lamp", "the annex", "p. iiii", "p.", "12:3a", "par. 2, end", f"p. {'1' * 5000}"],
)
def test_what_has_other_words_in_it_is_no_place(locator: str) -> None:
    assert place_of(locator) is None


@pytest.mark.parametrize(
    "places",
    [
        ["par. 2", "par. 2, s. 1", "par. 2, s. 1–2", "par. 2, s. 2", "par. 9, s. 1", "par. 10, s. 1"],
        ["p. ix", "p. x", "p. 9", "p. 10", "p. 10–12", "p. 11"],
        ["0:45", "12:30", "59:59", "1:00:00"],
        ["sec. 3", "sec. 3(b)", "sec. 3(c)", "sec. 10"],
        ["act I, scene 9", "act II, scene 1", "act 3, scene 2"],
        ["v. 3:9", "v. 3:16", "v. 10:1"],
        ["chap. 4", "p. 2", "par. 1"],
    ],
    ids=lambda places: places[0],
)
def test_places_stand_in_the_order_of_the_source(places: list[str]) -> None:
    turned = places[::-1]
    assert sorted(turned, key=lambda locator: place_of(locator).order) == places  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        ("par. 2", "par. 2, s. 3", True),
        ("par. 2, s. 1–3", "par. 2, s. 3", True),
        ("par. 2, s. 3", "¶ 2, sent. 3", True),
        ("par. 2, s. 3", "par. 2", False),
        ("p. 3, 7–9", "p. 8–9", True),
        ("p. 3, 7–9", "p. 8–10", False),
        ("p. 2", "par. 2", False),
    ],
)
def test_a_place_holds_what_lies_in_it(outer: str, inner: str, holds: bool) -> None:
    assert place_of(outer).holds(place_of(inner)) is holds  # type: ignore[union-attr, arg-type]


def test_numbers_that_nobody_counts_up_to_cost_nothing() -> None:
    places = [place_of(locator) for locator in ("par. 2–400000000", "par. 900000000, s. 3", "p. 9")]
    assert left_out([place for place in places if place]) == ["par. 1", "par. 400000001–899999999", "par. 900000000, s. 1–2"]
