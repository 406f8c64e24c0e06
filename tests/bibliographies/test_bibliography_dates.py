"""Dates of bibliographies: EDTF where they say one, otherwise every word of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.bibliographies.dates import date_of


@pytest.mark.parametrize(
    ("date", "year", "month", "day", "expected"),
    [
        ("2020-03-04", "", "", "", "2020-03-04"),
        ("2020/", "", "", "", "2020/.."),
        ("/2020", "", "", "", "../2020"),
        ("2020?", "2020", "", "", "2020?"),
        (r"2020\textasciitilde", "", "", "", "2020~"),
        ("2020-03-04T10:11", "", "", "", "2020-03-04T10:11"),
        ("", "2020", "", "", "2020"),
        ("", "{2020}", "{march}", "{7}", "2020-03-07"),
        ("", "2020", "3", "7", "2020-03-07"),
        ("", "2020", "March", "", "2020-03"),
        ("", "2020", "March~12", "", "2020-03-12"),
        ("", "2020", "12 March", "", "2020-03-12"),
        ("", "2020", "March 12th", "", "2020-03-12"),
        ("", "2020", "12. Dezember", "", "2020-12-12"),
        ("", "2020", "12 de mayo", "", "12 de mayo 2020"),
        ("", "2020", "January--February", "", "2020-01/2020-02"),
        ("", "2020", "jul/aug", "", "2020-07/2020-08"),
        ("", "2020", "March", "3--5", "2020-03-03/2020-03-05"),
        ("", "2020", "Dezember", "", "2020-12"),
        ("", "2020", "Mai", "", "2020-05"),
        ("", "2020", "février", "", "2020-02"),
        ("", "2020", "марта", "", "2020-03"),
        ("", "2020", "آذار", "", "2020-03"),
        ("", "2020", "Sept.", "", "2020-09"),
        ("", "2020", "Summer", "", "2020-22"),
        ("", "2020", "Frimaire", "", "Frimaire 2020"),
        ("", "2020", "February", "31", "31 February 2020"),
        ("", "1990--1995", "", "", "1990/1995"),
        ("", "c. 1890", "", "", "1890~"),
        ("", "ca. 1890", "", "", "1890~"),
        ("", "2020a", "", "", "2020a"),
        ("", "in press", "", "", "in press"),
        ("", "[1968] 1999", "", "", "[1968] 1999"),
        ("", "", "March", "", "March"),
        ("", "", "", "", ""),
    ],
)
def test_a_date_is_exact_or_as_it_stands(date, year, month, day, expected):
    assert date_of(date, year, month, day) == expected


@given(*[st.text(st.sampled_from("0123456789 -/.~?{}\\abcMayéJun"), max_size=10)] * 4)
def test_any_text_gives_a_text(date, year, month, day):
    found = date_of(date, year, month, day)
    assert found == " ".join(found.split())
