"""RIS and EndNote's XML: what a record says is in it, or is told."""

from __future__ import annotations

import pytest

from builder.bibliographies.endnote import read_endnote
from builder.bibliographies.pandoc import convert
from builder.bibliographies.ris import read_ris

RIS = """TY  - JOUR
ID  - berg2020
AU  - Berg, Jan
AU  - Office of Lamps
ED  - Pell, Ivo
A4  - Thorn, Ada
TI  - Lamps & Oil: 50% more
T2  - Journal of Lamps
J2  - J. Lamps
PY  - 2020
DA  - 2020/03/04/
VL  - 3
IS  - 4
SP  - 10
EP  - 20
UR  - https://a.example/x_y
DO  - https://doi.org/10.1000/x_y
AB  - An abstract
  that goes on
N1  - A note
KW  - oil
KW  - lamps
LA  - ger
CY  - Sorn
PB  - Cape Press
SN  - 1234-5678
Y2  - 2021/01/02/
M3  - Essay
ER  -
"""


def ris(text):
    outcome = read_ris(text, "x.ris", convert)
    return [record.item for record in outcome.records], [f"{f.where.line}:{f.where.column} {f.code} {f.message}" for f in outcome.findings]


def test_a_record_of_ris():
    (found,), told = ris(RIS)
    assert told == []
    assert found == {
        "id": "berg2020", "type": "article-journal", "title": "Lamps & Oil: 50% more", "container-title": "Journal of Lamps",
        "author": [{"family": "Berg", "given": "Jan"}, {"literal": "Office of Lamps"}], "editor": [{"family": "Pell", "given": "Ivo"}],
        "translator": [{"family": "Thorn", "given": "Ada"}], "container-title-short": "J. Lamps", "issued": "2020-03-04", "volume": "3",
        "issue": "4", "page": "10-20", "URL": "https://a.example/x_y", "DOI": "10.1000/x_y", "abstract": "An abstract that goes on",
        "note": "A note", "keyword": "oil, lamps", "language": "de", "publisher-place": "Sorn", "publisher": "Cape Press",
        "ISSN": "1234-5678", "accessed": "2021-01-02", "genre": "Essay",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        ("PY  - 2020", "2020"),
        ("PY  - 2020//", "2020"),
        ("PY  - 2020///Spring", "2020-21"),
        ("Y1  - 2020/3/4", "2020-03-04"),
        ("PY  - 2020\nDA  - March 4", "2020-03-04"),
        ("DA  - 2020-03-04", "2020-03-04"),
        ("PY  - in press", "in press"),
    ],
)
def test_dates_of_ris(lines, issued):
    (found,), told = ris(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")
    assert (found["issued"], told) == (issued, [])


def test_slips_of_ris():
    found, told = ris("junk\nTY  - BOOK\nTI - Spaced\nTY  - BOOK\nTI  - Two\nSN  - 978\n")
    assert [(one["title"], one.get("ISBN")) for one in found] == [("Spaced", None), ("Two", "978")]
    assert [line.split(" ")[:2] for line in told] == [["1:1", "unreadable-record"], ["4:1", "repaired-record"]]


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<rec-number>7</rec-number><ref-type name="Newspaper Article">23</ref-type>
<contributors><authors><author><style face="normal">Berg, Jan</style></author><author>Office of Lamps,</author></authors></contributors>
<titles><title><style face="normal">Lamps</style><style face="italic"> &amp; oil</style></title><secondary-title>Daily</secondary-title></titles>
<pages>1-9</pages><volume>3</volume><number>4</number><keywords><keyword>oil</keyword><keyword>lamps</keyword></keywords>
<dates><year>2020</year><pub-dates><date>March 4</date></pub-dates></dates><pub-location>Sorn</pub-location><abstract>An abstract</abstract>
<isbn>1234-5678</isbn><urls><related-urls><url>https://a.example/</url></related-urls></urls>
<electronic-resource-num>10.1000/x</electronic-resource-num><notes>A note</notes><language>English</language>
</record></records></xml>
"""


def test_a_record_of_endnote():
    outcome = read_endnote(ENDNOTE, "x.xml", convert)
    assert outcome.findings == ()
    assert outcome.records[0].item == {
        "id": "7", "type": "article-newspaper", "title": "Lamps & oil", "container-title": "Daily", "page": "1-9", "volume": "3",
        "author": [{"family": "Berg", "given": "Jan"}, {"literal": "Office of Lamps"}], "issue": "4", "keyword": "oil, lamps",
        "issued": "2020-03-04", "publisher-place": "Sorn", "abstract": "An abstract", "ISSN": "1234-5678", "URL": "https://a.example/",
        "DOI": "10.1000/x", "note": "A note", "language": "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<xml><records><record></records></xml>", (1, 32)),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xml><records/></xml>', (1, 14)),
        ("no XML", (1, 1)),
    ],
)
def test_what_is_no_xml_of_endnote_is_told(text, place):
    (found,) = read_endnote(text, "x.xml", convert).findings
    assert found.code == "unreadable-record"
    assert found.where.line == place[0]
