"""Figures in other notations: the number that each is, where it is certain."""

from __future__ import annotations

import pytest

from builder.formats.other_numbers import meant_figures, nearest_figure


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,900,000", "1900000"), ("1.900.000", "1900000"), ("1\u202f900\u202f000", "1900000"), ("1'900", "1900"), ("12,34,567", "1234567"),
        ("1,900.5", "1900.5"), ("1.900,5", "1900.5"), ("1,9", "1.9"), ("٣٫٥ مليون", "3500000"), ("١٬٢٠٠", "1200"),
        ("0.1 million", "100000"), ("1.25 thousand", "1250"), ("1.2bn", "1200000000"), ("3 to 4 million", "3000000..4000000"),
        ("5000–6000", "5000..6000"), ("over 5000", "5000.."), ("5000+", "5000.."), ("up to 3 million", "..3000000"),
    ],
)  # fmt: skip
def test_a_figure_is_one_number(text: str, meant: str) -> None:
    assert meant_figures(text) == (meant,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,900", ("1900", "1.900")), ("1,000-2,000", ("1000..2000", "1.000..2.000")), ("1.2.3", ()), ("-5", ()), ("1,900 million", ("1900000000", "1900000")),
        ("6 to 5", ()), ("5 km", ()), ("5m", ()), ("about 5", ()), ("many", ()), ("", ()), ("1.900,000,5", ()),
    ],
)  # fmt: skip
def test_what_may_be_two_numbers_or_is_none_is_not_decided(text: str, meant: tuple[str, ...]) -> None:
    assert meant_figures(text) == meant


def test_a_unit_and_a_word_are_told_from_the_number() -> None:
    assert nearest_figure("5 000 km") == "write value=5000 unit=km if that is its unit"
    assert nearest_figure("33%") == "write value=33 unit=percent if that is its unit"
    assert nearest_figure("about 1,900,000").startswith("there is no form for `about`: write 1900000,")
    assert nearest_figure("many") == ""
