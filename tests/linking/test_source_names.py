"""A source is named as its field names it: author and year, outlet and date, or its title; no two are named alike."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.linking.queries import source_names
from builder.model.dates import SourceDate, parse_date
from builder.model.findings import Where
from builder.model.language import language_of
from builder.model.sources import Name, Source

BERG, PELL, THORN = Name("Berg", "Pia"), Name("Pell", "Ivo"), Name("Thorn", "Ada")
REUTERS = Name(literal="Reuters")
COMMITTEE = Name(literal="Select Committee")


def source(name: str = "s", *authors: Name, issued: str = "", title: str = "Lamps", publisher: str = "", container: str = "") -> Source:
    return Source(
        name, Where("x", 1), "book", title, authors, publisher, container, SourceDate(issued, parse_date(issued)) if issued else None
    )


def named(*authors: Name, language: str = "en", **fields: str) -> str:
    return str(source_names([source("s", *authors, **fields)], language_of(language))["s"])


@pytest.mark.parametrize(
    ("authors", "fields", "expected"),
    [
        ((BERG,), {"issued": "2020", "publisher": "Cape Press"}, "Berg 2020"),
        ((BERG,), {"issued": "2020-03-04"}, "Berg 2020"),
        ((BERG, PELL), {"issued": "2020-03"}, "Berg & Pell 2020"),
        ((BERG, PELL, THORN), {"issued": "2020"}, "Berg et al. 2020"),
        ((BERG,), {"issued": "1911/1929"}, "Berg 1911–1929"),
        ((BERG,), {"issued": "2020-22"}, "Berg 2020"),
        ((BERG,), {"issued": "2020-03~"}, "Berg, about March 2020"),
        ((BERG,), {"issued": "2020/.."}, "Berg, from 2020"),
        ((BERG,), {"issued": "in press"}, "Berg, in press"),
        ((), {"issued": "n.d.", "publisher": "Reuters"}, "Reuters, n.d."),
        ((BERG,), {}, "Berg"),
        ((Name("Berg", "Pia", non_dropping_particle="van"),), {"issued": "2020"}, "van Berg 2020"),
        ((Name("Berg", "Pia", dropping_particle="van", suffix="Jr."),), {"issued": "2020"}, "Berg 2020"),
        ((Name("Alembert", non_dropping_particle="d’"),), {"issued": "1752"}, "d’Alembert 1752"),
        ((Name(given="Plato"),), {}, "Plato"),
        ((COMMITTEE,), {"issued": "1816", "publisher": "John Murray"}, "Select Committee 1816"),
        ((COMMITTEE, BERG), {"issued": "1816"}, "Select Committee & Berg 1816"),
        ((), {"issued": "2025-02-21", "publisher": "Reuters"}, "Reuters, 21 February 2025"),
        ((), {"issued": "2025-02", "container": "Daily"}, "Daily, February 2025"),
        ((), {"publisher": "Reuters", "container": "Daily"}, "Reuters"),
        ((REUTERS,), {"issued": "2025-02-21", "publisher": "Reuters"}, "Reuters, 21 February 2025"),
        ((REUTERS,), {"issued": "2025-02-21", "publisher": "REUTERS"}, "REUTERS, 21 February 2025"),
        ((REUTERS,), {"issued": "2025-02-21", "container": "Reuters"}, "Reuters, 21 February 2025"),
        ((REUTERS, BERG), {"issued": "2025-02-21", "publisher": "Reuters"}, "Berg 2025"),
        ((), {"issued": "2025"}, "Lamps"),
        (
            (),
            {"title": "A long title of a work that nobody signed and that nobody published"},
            "A long title of a work that nobody signed and that nobody…",
        ),
    ],
)
def test_a_source_goes_by_author_and_year_by_outlet_and_date_or_by_its_title(
    authors: tuple[Name, ...], fields: dict[str, str], expected: str
) -> None:
    assert named(*authors, **fields) == expected


def test_an_arabic_page_has_its_own_words() -> None:
    assert named(BERG, PELL, issued="2020", language="ar") == "Berg وPell 2020"
    assert named(BERG, PELL, THORN, issued="2020", language="ar") == "Berg وآخرون 2020"
    assert named(issued="2025-02-21", publisher="رويترز", language="ar") == "رويترز، 21 فبراير 2025"


def test_sources_of_one_name_are_told_apart_by_their_titles_and_others_left_alone() -> None:
    titles = {"a": "Lamps", "b": "Coasts and towers of the whole north", "c": "Coasts and towers of the south and all its islands"}
    sources = [source(name, BERG, issued="2020", title=title) for name, title in titles.items()]
    names = source_names([*sources, source("d", BERG, issued="2021")])
    assert {name: str(one) for name, one in names.items()} == {
        "a": "Berg 2020 “Lamps”",
        "b": "Berg 2020 “Coasts and towers of the whole north”",
        "c": "Berg 2020 “Coasts and towers of the south and all…”",
        "d": "Berg 2021",
    }


def test_records_that_differ_in_nothing_shown_are_told_apart_by_their_ids() -> None:
    names = source_names([source("a", publisher="Reuters"), source("b", publisher="Reuters"), source("c", publisher="Daily")])
    assert [str(name) for name in names.values()] == ["Reuters “Lamps” [a]", "Reuters “Lamps” [b]", "Daily"]


WORDS = st.sampled_from(["", "Lamps", "Lamps of", "Lamps “of”", "of the north and of the south and of", "[a]"])


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, st.sampled_from(["", "2020", "2020-01"])), max_size=6), st.sampled_from(["en", "ar"]))
def test_no_two_sources_have_one_name(records: list[tuple[str, str, str, str]], language: str) -> None:
    sources = [
        source(f"s{n}", *([Name(family)] if family else []), title=title, publisher=publisher, issued=issued)
        for n, (family, title, publisher, issued) in enumerate(records)
    ]
    names = [str(name) for name in source_names(sources, language_of(language)).values()]
    assert len(set(names)) == len(names)


def test_long_titles_alike_are_named_in_linear_time() -> None:
    def seconds(number: int) -> float:
        sources = [source(f"s{n}", BERG, title="of " * 20_000 + str(n)) for n in range(number)]
        start = time.process_time()
        source_names(sources)
        return time.process_time() - start

    seconds(1)
    assert seconds(40) < 8 * max(seconds(10), 0.01)
