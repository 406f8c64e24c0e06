"""Dates: what EDTF says, what a reader sees, and nothing that is not a date."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.model import dates
from builder.model.dates import Date, parse_date, show_date

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("2025", "2025-01-01", "2025-12-31", "2025"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2025-09-07", "2025-09-07", "2025-09-07", "7 September 2025"),
        ("2014/2017", "2014-01-01", "2017-12-31", "2014 to 2017"),
        ("2025-02/2025-03", "2025-02-01", "2025-03-31", "February 2025 to March 2025"),
        ("2025/..", "2025-01-01", "9999-12-31", "from 2025"),
        ("../2025-09", "0001-01-01", "2025-09-30", "September 2025 or earlier"),
        ("2025-02~", "2025-02-01", "2025-02-28", "about February 2025"),
        ("2025?", "2025-01-01", "2025-12-31", "2025 (uncertain)"),
        ("2025%", "2025-01-01", "2025-12-31", "about 2025 (uncertain)"),
        ("2004~/2005?", "2004-01-01", "2005-12-31", "about 2004 to 2005 (uncertain)"),
        ("201X", "2010-01-01", "2019-12-31", "201X"),
    ],
)
def test_dates_that_people_write(text: str, first: str, last: str, shown: str) -> None:
    value = parse_date(text)
    assert value is not None
    assert (value.first.isoformat(), value.last.isoformat()) == (first, last)
    assert value.edtf == text
    assert show_date(value) == shown


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "25", "2025-13", "2025-00", "2025-02-29", "2025-9-7", "2025/9", "07.09.2025", "20250907", "2025-09-00", "0000",
        "2025/2024", "2025-03/2025-02", "2025/", "/2025", "../..", "..", "/", "٢٠٢٥", "２０２５", "2025-02-30/2025-03", "9" * 50, "2025" + "?" * 50,
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(DAYS)
def test_days_months_and_years_hold_their_days(day: date) -> None:
    iso = day.isoformat()
    whole, month, year = parse_date(iso), parse_date(iso[:7]), parse_date(iso[:4])
    assert whole is not None
    assert month is not None
    assert year is not None
    assert whole.first == whole.last == day
    assert year.first <= month.first <= day <= month.last <= year.last
    assert (month.first.day, month.last.month, year.first.month, year.last.month) == (1, day.month, 1, 12)
    assert whole.machine == iso
    assert f"{day.day} " in show_date(whole)
    assert show_date(whole).endswith(iso[:4])


@settings(max_examples=40)  # the library takes milliseconds for an interval
@given(DAYS, DAYS)
def test_dates_sort_by_day_and_intervals_hold_their_ends(one: date, other: date) -> None:
    first, second = parse_date(one.isoformat()), parse_date(other.isoformat())
    assert first is not None
    assert second is not None
    assert (first < second) == (one < other)
    interval = parse_date(f"{one}/{other}")
    assert (interval is None) == (one > other)
    if interval:
        assert (interval.first, interval.last, interval.machine) == (one, other, "")


ENDS = st.from_regex(r"(199[89]|2000|0000)(-(0[0-3]|1[23]|2[0-2])(-(0[0-2]|2[89]|3[01]))?)?[~?%]?|\.\.|", fullmatch=True)


@settings(max_examples=200)
@given(ENDS, ENDS, st.sampled_from(["", "/"]))
def test_frequent_dates_are_read_as_the_grammar_reads_them(start: str, end: str, slash: str) -> None:
    text = f"{start}{slash}{end if slash else ''}"
    with patch.object(dates, "_of_plain", return_value=None):
        in_full = parse_date.__wrapped__(text)
    assert parse_date.__wrapped__(text) == in_full


@settings(max_examples=50)
@given(st.text("0123456789-/.~?%XYTZ:[]{},", max_size=24) | st.text(max_size=24))
@example("[2025,2026]")
@example("2025-09-17T10:00:00Z")
@example("Y-17E7")
def test_any_text_is_a_date_or_none(text: str) -> None:
    value = parse_date(text)
    if value is not None:
        assert isinstance(value, Date)
        assert value.first <= value.last
        assert value.edtf == text
        assert show_date(value).strip()
        assert value.machine in (text, "")
        assert value.machine.isascii()
