"""Dates in other notations: what is certain, and that nothing of what was written is left over."""

from __future__ import annotations

import pytest

from builder.dates.nearest_dates import nearest_form
from builder.dates.other_dates import julian_day, meant_dates


@pytest.mark.parametrize(
    "text",
    [
        "4 November 1680 (Old Style)", "14 Nov 1680 O.S.", "14 November 1680 (Julian)", "4/14 November 1680", "25 October/4 November 1680",
        "-1675", "1675 BC", "1680/81", "1680-81", "10 February 1680/81", "Tuesday 14 November 1680", "14 November 1680, at noon",
        "2 days after 14 November 1680", "1 Ramadan 1442 AH", "1680 or 1681", "late 1680", "before 1675", "1680!", "winter 1680-1681",
    ],
)  # fmt: skip
def test_of_what_is_not_understood_no_date_is_made(text: str) -> None:
    assert meant_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Thursday, 14 November 1680", "1680-11-14"),
        ("1er novembre 1680", "1680-11-01"),
        ("25 كانون الثاني/يناير 2025", "2025-01-25"),
        ("14 November 1680?", "1680-11-14?"),
        ("about 1680?", "1680%"),
        ("c. 1680 to 1690", "1680~/1690~"),
        ("1680 to c. 1690", "1680/1690~"),
        ("1675 AD", "1675"),
        ("حتى ١٦٧٥", "../1675"),
        ("1675 or earlier", "../1675"),
        ("1680-", "1680/.."),
        ("since March 1680", "1680-03/.."),
        ("4-14 November 1680", "1680-11-04/1680-11-14"),
    ],
)
def test_what_is_understood_as_a_whole_is_one_date(text: str, meant: str) -> None:
    assert meant_dates(text) == (meant,)


@pytest.mark.parametrize(
    ("julian", "gregorian"),
    [  # days on which countries changed over, and the year in which the difference grows
        ("1582-10-05", "1582-10-15"), ("1680-11-04", "1680-11-14"), ("1700-02-28", "1700-03-10"), ("1700-03-01", "1700-03-12"),
        ("1752-09-03", "1752-09-14"), ("1918-02-01", "1918-02-14"), ("1680", ""),
    ],
)  # fmt: skip
def test_a_double_date_is_known_by_the_difference_of_the_calendars(julian: str, gregorian: str) -> None:
    assert julian_day(julian) == gregorian


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2010-18", "write 2010/2018 if it is a span of years"),
        ("1699/00", "write 1699/1700 if it is a span of years; of a year"),
        ("winter 2024/25", "write 2024-12/2025-02 if it is from December to February"),
        ("before 14 November 1680", "or ../1680-11-13 without 14 November 1680"),
        ("14 or 15 November 1680", "the nearest is 1680-11-14/1680-11-15"),
        ("mid-November 1680", "as 1680-11-DD/1680-11-DD"),
        ("early 1680s", "the nearest is 168X"),
        ("4/5 November 1680", "write 1680-11-04/1680-11-05 if it is a span of days"),
        ("in press", ""),
        ("or or or", ""),
        ("/", ""),
        ("before ", ""),
    ],
)
def test_the_nearest_form_is_named(text: str, hint: str) -> None:
    found = nearest_form(text)
    assert hint in found
    assert bool(found) == bool(hint)
