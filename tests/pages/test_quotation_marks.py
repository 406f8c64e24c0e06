"""Quotation marks and apostrophes as they are set; what is written stays in the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builder.model.document import Html, Mention, Text
from builder.typesetting.quotation_marks import typeset, typeset_tokens

if TYPE_CHECKING:
    from building import Built


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('Iraq\'s "maximum pressure".', "Iraq’s “maximum pressure”."),
        ("(\"a\", 'b')", "(“a”, ‘b’)"),
        ("\"He said 'no' to it\", they wrote", "“He said ‘no’ to it”, they wrote"),
        ("Asa'ib, Kata'ib, Ma'lak and Ba'ath", "Asa'ib, Kata'ib, Ma'lak and Ba'ath"),
        ("Asa'ib's men don't, they're here", "Asa'ib’s men don’t, they’re here"),
        ("'Abd al-Mahdi of Asa'ib", "'Abd al-Mahdi of Asa'ib"),
        ("the banks' money", "the banks’ money"),
        ('5\' 6" and 12"', '5\' 6" and 12"'),
        ('one " alone', 'one " alone'),
        ('"no end', '"no end'),
        ('قال "نعم" ثم', 'قال "نعم" ثم'),
        ("already “set” ʿayn ʼ", "already “set” ʿayn ʼ"),
    ],
)
def test_marks(written: str, shown: str) -> None:
    assert typeset(written, "en") == shown


def test_other_languages_keep_the_marks_of_their_authors() -> None:
    assert typeset('"l\'eau"', "fr") == '"l\'eau"'


def test_marks_are_paired_across_elements_and_names_but_not_in_code() -> None:
    quoted = [Text('"'), Mention("Asa'ib", "group", "aah", True), Html("<em>"), Text(' x"'), Html("</em>")]
    code = [Text(" "), Html("<code>"), Text('"y"'), Html("</code>")]
    shown = "".join(token[0] for token in typeset_tokens([*quoted, *code], "en"))
    assert shown == '“Asa\'ib<em> x”</em> <code>"y"</code>'


def test_a_page_is_set_and_its_names_and_data_are_as_written(own: Built) -> None:
    data = json.loads(own.site.text("data/explainer.json"))
    theme = next(theme for theme in data["themes"] if theme["id"] == "energy")
    page = own.site.text("themes/energy/index.html")
    assert theme["question"] == "What happened to Iraq's permission to buy Iranian energy?"
    assert "<h1>What happened to Iraq’s permission to buy Iranian energy?</h1>" in page
    group = own.site.text("groups/asaib-ahl-al-haq/index.html")
    assert "<h1>Asa&#39;ib Ahl al-Haq</h1>" in group
