"""The list of all sources: its order, and the values by which it can be filtered."""

from __future__ import annotations

from helpers import MINI, explain

from builder.overviews.sources_page import sources_sheet

SOURCES = """\
- {id: nobody, title: A leaflet, consulted: full}
- {id: zeta, title: Zeta, publisher: Éditions Zeta, consulted: full, perspective: 'the state''s own'}
- {id: alpha2, title: Letters, author: [{family: Dorn, given: Ida}], type: book, consulted: no}
- {id: review, title: On lamps, type: article-journal, container-title: Lamp Review, consulted: excerpt, perspective: 'the state''s own'}
"""


def test_sources_stand_by_who_answers_for_them_and_those_of_nobody_last() -> None:
    explainer, _ = explain({**MINI, "content/sources/mini.yml": SOURCES})
    sheet = sources_sheet(explainer)
    assert [source.id for source in sheet.context["sources"]] == ["alpha2", "zeta", "review", "nobody"]


def test_filters_have_the_values_of_the_records_and_how_many_have_them() -> None:
    explainer, _ = explain({**MINI, "content/sources/mini.yml": SOURCES})
    options = sources_sheet(explainer).context["options"]
    assert [(one.value, one.number) for one in options.publishers] == [("Éditions Zeta", 1), ("Lamp Review", 1)]
    assert [(one.value, one.label, one.number) for one in options.perspectives] == [("the state's own", "the state’s own", 2)]
    assert [(one.value, one.number) for one in options.consulted] == [("full", 2), ("excerpt", 1), ("no", 1)]
