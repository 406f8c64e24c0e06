"""What is exported comes back equal: each type of CSL 1.0.2 with each variable, through BibTeX and RIS, and any text in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.bibliographies.pandoc import convert
from builder.csl.dates import csl_date
from builder.csl.items import csl_item
from builder.csl.variables import DATES, NAMES, TEXTS, TYPES
from builder.data.bibtex import _BACK, _SUBTYPES, bibtex_entry
from builder.data.ris import _TYPES, ris_record
from builder.importing.importing import import_file
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

EXPORTS = {"bib": bibtex_entry, "ris": ris_record}
ALL_TEXTS = (*TEXTS, "publisher", "container-title", "note")
ALL_NAMES = (*NAMES, "author")
ALL_DATES = (*DATES, "issued", "accessed")


def read(text, path):
    return parse_sources(Raw(path, Kind.SOURCES, text))[0]


def exported_and_back(records, form):
    """Return records as sources.json has them, the same after an export and an import, and the findings of the import."""
    sources = read(json.dumps(records), "content/sources/x.json")
    text = "\n".join(map(EXPORTS[form], sources))
    done = import_file(text.encode(), f"x.{form}", Raw("content/sources/x.yml", Kind.SOURCES, ""), {}, convert)
    back = read(done.text, "content/sources/x.yml")
    return [csl_item(one, csl_date) for one in sources], [csl_item(one, csl_date) for one in back], done.findings


def record(kind, **values):
    return {"id": f"Berg:{kind.replace('-', '_')}", "type": kind, "title": "Lamps", **values}


def full(kind):
    names = [{"family": "Berg", "given": "Jan"}, {"literal": "Office of Lamps"}]
    return record(
        kind,
        **{name: f"Some {name} 3" for name in ALL_TEXTS if name != "DOI"},
        **dict.fromkeys(ALL_NAMES, names),
        **{name: {"date-parts": [[2020, 3, 4]]} for name in ALL_DATES},
        DOI="10.1000/x_y",
        URL="https://a.example/x_y%20z?a=1&b=2#c",
        language="en",
        custom={"a": 3, "b": "3", "c": [True, None, "{"], "d": {"e": "f: #"}},
        categories=["x", "y, z"],
    )


@pytest.mark.parametrize("form", EXPORTS)
def test_every_type_with_every_variable(form):
    given_, back, findings = exported_and_back([full(kind) for kind in TYPES], form)
    assert len(given_) == 45
    assert back == given_
    assert findings == ()


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize("kind", TYPES)
def test_plain_fields_suffice_for_a_plain_record(form, kind):
    (source,) = read(json.dumps([record(kind, author=[{"family": "Berg", "given": "Jan"}], issued={"date-parts": [[2020]]})]), "x.json")
    text = EXPORTS[form](source)
    known = kind in _TYPES if form == "ris" else kind in _SUBTYPES or kind in _BACK.values()
    assert ("csl" not in text) == (known and kind != "thesis") or (form == "ris" and kind == "thesis")


DATE_VALUES = [
    {"date-parts": [[2020]]}, {"date-parts": [[2020, 3]]}, {"date-parts": [[2019], [2020, 2]]}, {"date-parts": [[2019], [0]]},
    {"date-parts": [[2020]], "circa": True}, {"date-parts": [[2020]], "season": 2}, {"raw": "2020?"}, {"literal": "in press"},
    {"literal": "c. 1890's \"x\" {"}, {"date-parts": [[2020]], "literal": "x"}, {"date-parts": [[-44]]}, {"date-parts": [[2020, 15]]},
]  # fmt: skip
WORDS = """Lamp oil of van de al-Sadr O'Neil don't 'tis dogs' "q" a--b --- ``x'' 50% A&B C# x_y a^b $5 {b} \\x ~ <i>x</i> 3 2nd in IV é مرحبا 北京 …
“q” ’s A: B; c, and others al. Jr. @x = family=B [x] (y) 1-4 1–4 10--12 phdthesis inpress ﬁ x|y *s* `c` ! ¿ — – n.d. a/b C:\\dir\\ |""".split()
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
PARTS = st.fixed_dictionaries(
    {"family": PHRASES}, optional={"given": PHRASES, "suffix": PHRASES, "dropping-particle": PHRASES, "non-dropping-particle": PHRASES}
)
NAME_LISTS = st.lists(st.one_of(PHRASES.map(lambda text: {"literal": text}), PARTS), min_size=1, max_size=3)
RECORDS = st.fixed_dictionaries(
    {"type": st.sampled_from(list(TYPES)), "title": PHRASES},
    optional={
        **{name: PHRASES for name in ALL_TEXTS if name != "DOI"},
        **dict.fromkeys(ALL_NAMES, NAME_LISTS),
        **dict.fromkeys(ALL_DATES, st.sampled_from(DATE_VALUES)),
        "URL": st.sampled_from(["a_b", "a%20b", "a~b", "x?y=1&z=%7B", "#f", "a{b}", "é", "a'b", "(x)"]).map("https://a.example/{}".format),
        "DOI": st.sampled_from(["10.1/a_b", "10.1/a<b>", "10.1/(x)2", "10.1/a;2-#"]),
        "language": st.sampled_from(["en", "de", "ar", "en-GB", "zh-Hant", "grc", "fr-FR", "sr-Latn-RS"]),
    },
)


@pytest.mark.parametrize("form", EXPORTS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=st.lists(RECORDS, min_size=5, max_size=5))
def test_any_text_comes_back(form, records):
    given_, back, _ = exported_and_back([{"id": f"k:{number}", **one} for number, one in enumerate(records)], form)
    assert back == given_


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize(
    "key", ["Berg_2020", "DBLP:conf/x/Berg20", "10.1/(x)2", "http://zotero.org/users/1/items/A", "برگ۲۰۲۰", "a,b", "a=b", "~x~"]
)
def test_keys_come_back(form, key):
    given_, back, _ = exported_and_back([{"id": key, "type": "book", "title": "Lamps"}], form)
    assert back == given_
