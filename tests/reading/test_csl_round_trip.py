"""What a record of CSL-JSON has comes back in `data/sources.json`: every variable, every part of a name, every date."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.csl.dates import csl_date
from builder.csl.items import csl_item
from builder.csl.variables import DATES, NAMES, TEXTS, TYPES
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

JSON, YAML = "content/sources/x.json", "content/sources/x.yml"
words = st.text("abc öß عصا 光 .,:'-;&<>/", min_size=1, max_size=12).map(str.strip).filter(bool)
marked = st.sampled_from(["A <i>lamp</i>", "H<sub>2</sub>O &amp; more", '<span class="nocase">B</span>', "a < b & c", "<script>"])
numbers = st.integers(0, 3000) | st.sampled_from([1.5, 12.25])
named = words.map(lambda text: f"É{text}")
names = st.fixed_dictionaries(
    {"family": named},
    optional=dict.fromkeys(("given", "dropping-particle", "non-dropping-particle", "suffix"), words)
    | {key: st.just(True) for key in ("comma-suffix", "static-ordering", "parse-names")},
) | st.fixed_dictionaries({"literal": named})
years = st.integers(1000, 2100)
days = st.tuples(years, st.integers(1, 12), st.integers(1, 28)).map(list)
ends = days | st.tuples(years, st.integers(1, 24)).map(list) | years.map(lambda year: [year]) | years.map(lambda year: [str(year)])
dates = st.one_of(
    st.fixed_dictionaries({"date-parts": st.lists(ends, min_size=1, max_size=1)}, optional={"circa": st.just(True), "literal": words}),
    st.fixed_dictionaries({"date-parts": st.tuples(years.map(lambda year: [year]), st.just([0])).map(list)}),
    st.fixed_dictionaries(
        {"date-parts": years.map(lambda year: [[year]]), "season": st.integers(1, 4) | st.sampled_from(["2", "Trinity"])}
    ),
    st.fixed_dictionaries({"date-parts": st.integers(-3000, -1).map(lambda year: [[year]])}),
    st.fixed_dictionaries({"literal": words}),
    st.fixed_dictionaries({"raw": st.sampled_from(["March 4, 2019", "2020a", "[1968] 1999"])}),
)
values = st.recursive(
    st.booleans() | st.integers(-9, 10**9) | words, lambda inner: st.lists(inner) | st.dictionaries(words, inner), max_leaves=4
)
items = st.fixed_dictionaries(
    {
        "id": st.text("abcXYZ0123_:.#$%&-+?<>~/ßعא光", min_size=1, max_size=12).filter(lambda key: "&#" not in key),
        "type": st.sampled_from([*TYPES]),
        "title": words | marked,
    },
    optional={key: words | marked | numbers for key in [*TEXTS, "publisher", "container-title", "note"] if key != "DOI"}
    | {key: st.lists(names, min_size=1, max_size=3) for key in [*NAMES, "author"]}
    | dict.fromkeys([*DATES, "issued", "accessed"], dates)
    | {
        "DOI": st.just("10.1000/a_b"),
        "URL": st.sampled_from(["https://a.example/b?c=d#e", "HTTP://a.example"]),
        "language": st.just("de-AT"),
    }
    | {"custom": st.dictionaries(words, values, min_size=1, max_size=3), "categories": st.lists(words, min_size=1, max_size=3)},
)


def back(text: str, path: str = JSON) -> tuple[list[Any], list[str]]:
    """Return the items that are published for the records of a file, and the codes of its findings."""
    sources, findings = parse_sources(Raw(path, Kind.SOURCES, text))
    return [csl_item(source, csl_date) for source in sources], [one.code for one in findings if one.severity == "error"]


@given(items)
def test_a_record_comes_back(item: dict[str, Any]) -> None:
    published, errors = back(json.dumps([item]))
    assert errors == []
    assert published == [item]


@given(items)
def test_a_record_in_yaml_comes_back_but_for_its_numbers(item: dict[str, Any]) -> None:
    published, _ = back(json.dumps([item]), YAML)
    texts = {key: str(value) if key in {*TEXTS, "publisher", "container-title", "note"} else value for key, value in item.items()}
    assert published == [texts]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ({"family": "Tal", "given": "Ludwig", "dropping-particle": "van", "suffix": "Jr."}, "Ludwig van Tal Jr."),
        ({"family": "Beauvoir", "given": "S", "dropping-particle": "de", "non-dropping-particle": "La"}, "S de La Beauvoir"),
        ({"family": "Alembert", "given": "Jean", "dropping-particle": "d’"}, "Jean d’Alembert"),
        ({"family": "King", "given": "M. L.", "suffix": "Jr.", "comma-suffix": True}, "M. L. King, Jr."),
        ({"family": "Mao", "given": "Zedong", "static-ordering": True}, "Mao Zedong"),
        ({"family": "Mao", "given": "Zedong", "static-ordering": False, "comma-suffix": 0}, "Zedong Mao"),
        ({"literal": "Lamps; Oil and Co"}, "Lamps; Oil and Co"),
        ({"given": "Plato"}, "Plato"),
    ],
)
def test_names_are_shown_in_their_order(name: dict[str, Any], shown: str) -> None:
    sources, findings = parse_sources(Raw(JSON, Kind.SOURCES, json.dumps([{"id": "x", "title": "X", "editor": [name]}])))
    assert findings == []
    assert [str(one) for one in sources[0].names["editor"]] == [shown]


@pytest.mark.parametrize("empty", ['{"literal": ""}', "{}", '{"suffix": ","}', '""'])
def test_an_empty_name_is_no_author(empty: str) -> None:
    sources, findings = parse_sources(Raw(JSON, Kind.SOURCES, f'[{{"id": "x", "title": "X", "author": [{empty}, {{"family": "A"}}]}}]'))
    assert [(one.code, one.severity) for one in findings] == [("wrong-value", "warning")]
    assert [str(name) for name in sources[0].authors] == ["A"]


CROSSREF = {
    "status": "ok",
    "message": {
        "DOI": "10.1000/xyz",
        "type": "journal-article",
        "title": ["A lamp", "Another form"],
        "container-title": ["Journal of Lamps"],
        "ISSN": ["1234-5678", "8765-432X"],
        "author": [{"given": "Ada", "family": "Thorn", "sequence": "first"}],
        "issued": {"date-parts": [[2019, 3]]},
        "URL": "https://doi.org/10.1000/xyz",
        "subtitle": [],
        "indexed": {"timestamp": 1},
    },
}


def test_an_answer_of_crossref() -> None:
    published, errors = back(json.dumps(CROSSREF))
    assert errors == []
    assert published == [
        {
            "id": "10.1000/xyz", "type": "article-journal", "title": "A lamp", "author": [{"family": "Thorn", "given": "Ada"}],
            "container-title": "Journal of Lamps", "issued": {"date-parts": [[2019, 3]]}, "URL": "https://doi.org/10.1000/xyz",
            "DOI": "10.1000/xyz", "ISSN": "1234-5678, 8765-432X",
        }
    ]  # fmt: skip
