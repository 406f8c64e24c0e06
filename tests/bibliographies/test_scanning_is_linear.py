"""Twice as long a bibliography is twice the work of finding its entries, whatever is wrong with it."""

from __future__ import annotations

import pytest
from counted_work import MOST, counted

from builder.bibliographies.bibtex_scan import Scanner
from builder.bibliographies.bibtex_text import address, plain, shielded
from builder.bibliographies.dates import date_of
from builder.bibliographies.ris import scan_ris
from builder.importing.yaml_text import scalar

SIZE = 256


def _scan(text):
    Scanner(text, "x.bib").scan()


JOBS = {
    "entries": lambda n: _scan("@book{a, title={T}}\n" * n),
    "entries in one line": lambda n: _scan("@book{a, title={T}} " * n),
    "openings": lambda n: _scan("@a{" * n),
    "openings in lines": lambda n: _scan("@a{\n" * n),
    "comments": lambda n: _scan("@comment{" * n),
    "braces": lambda n: _scan("@a{x, t={" + "{" * n),
    "balanced braces": lambda n: _scan("@a{x, t={" + "{" * n + "}" * n + "}}"),
    "quotation marks": lambda n: _scan('@a{x, t="' + '{"' * n),
    "fields": lambda n: _scan("@a{x, " + "t={a}," * n + "}"),
    "missing commas": lambda n: _scan("@a{x, " + "t={a} " * n + "}"),
    "stray words": lambda n: _scan("@a{x, " + "t t " * n + "}"),
    "white space": lambda n: _scan("@a{x," + " " * n + "t" + " " * n + "=" + " " * n + "{a}}"),
    "a long key": lambda n: _scan("@a{" + "x y " * n),
    "joined": lambda n: _scan("@a{x, t=a" + ' # "b"' * n + "}"),
    "at signs": lambda n: _scan("@" * n),
    "shields": lambda n: shielded("% $ \\ { ' " * n),
    "dollars": lambda n: shielded("$a " * n),
    "backslashes": lambda n: shielded("\\" * n),
    "urls": lambda n: shielded("\\url{" * n),
    "an address": lambda n: address("\\url{" + "{" * n),
    "a plain text": lambda n: plain("\\_{" * n),
    "a date": lambda n: date_of("", "2020", "1 " * n, ""),
    "tags": lambda n: scan_ris("TY  - JOUR\n" * n, "x.ris"),
    "lines without a tag": lambda n: scan_ris("TY  - JOUR\nTI  - T\n" + "more\n" * n, "x.ris"),
    "a scalar": lambda n: scalar("a#: " * n),
}


@pytest.mark.parametrize("name", JOBS)
def test_twice_as_much_is_twice_the_work(name):
    job = JOBS[name]
    job(SIZE)
    small, middle, large = (counted(lambda times=times: job(times * SIZE)) for times in (1, 2, 4))
    assert (large - 3 * middle + 2 * small) / (6 * SIZE * SIZE) < MOST / 10
