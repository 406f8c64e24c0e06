"""Quotation marks and apostrophes as they are set; what is written stays in the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import write
from site_reader import Site, words

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
        ("\"'No', he said\"", "“‘No’, he said”"),
        ("the banks' money, the banks'.", "the banks’ money, the banks’."),
        ("'the banks' money'", "‘the banks’ money’"),
        ("the U.S.'s, the (PMF)'s and the \"Post\"'s", "the U.S.’s, the (PMF)’s and the “Post”’s"),
        ("the '90s and the banks' money; 'tis", "the ’90s and the banks’ money; ’tis"),
        ('he said—"no"—and "yes—", pro-"x"', "he said—“no”—and “yes—”, pro-“x”"),
        ('5\' 6" and 12"', '5\' 6" and 12"'),
        ('"He is 5\' 6" tall"', "“He is 5' 6\" tall”"),
        ('"in 2003" and "since 2014"', "“in 2003” and “since 2014”"),
        ("https://e.org/it's?q='x'&y isn't", "https://e.org/it's?q='x'&y isn’t"),
        ('one " alone', 'one " alone'),
        ('"no end', '"no end'),
        ('قال "نعم" ثم', 'قال "نعم" ثم'),
        ('Iraq\'s "yes نعم"', 'Iraq’s "yes نعم"'),
        ("already “set” ʿayn ʼ", "already “set” ʿayn ʼ"),
    ],
)
def test_marks(written: str, shown: str) -> None:
    assert typeset(written, "en") == shown
    assert typeset(shown, "en") == shown, "what is set is set once"


def test_other_languages_keep_the_marks_of_their_authors() -> None:
    assert typeset('"l\'eau"', "fr") == '"l\'eau"'


def test_marks_are_paired_across_elements_and_names_but_not_in_code() -> None:
    quoted = [Text('"'), Mention("Asa'ib", "group", "aah", True), Html("<em>"), Text(' x"'), Html("</em>")]
    code = [Text(" "), Html("<code>"), Text('"y"'), Html("</code>")]
    shown = "".join(token[0] for token in typeset_tokens([*quoted, *code], "en"))
    assert shown == '“Asa\'ib<em> x”</em> <code>"y"</code>'


def test_a_mark_in_a_name_is_no_half_of_a_pair() -> None:
    named = [Mention("'Abd", "group", "abd", True), Text("'s men saw 'the banks' money'")]
    assert "".join(token[0] for token in typeset_tokens(named, "en")) == "'Abd’s men saw ‘the banks’ money’"


SEA = {
    "content/explainer.yml": "title: The sea's \"high\" tide\ndescription: What's told of it\nas_of: 2025-09-25\nkinds: {party: The sea's party}\n",
    "content/sources/logs.yml": "- {id: log, title: The sea's \"log\", publisher: The Pilots' Press, consulted: full, URL: 'https://e.org/'}\n",
    "content/groups/said.md": "---\nname: The Pilots' Sa'id\nkind: party\nsummary: They don't sail. [@log]\n---\n",
    "content/themes/tide.md": """---
title: The tide's end
question: What's the tide's end?
---

## It's "over"

The sea's "high *tide*" hasn't moved the Pilots' Sa'id. [@log, "the sea's 'rise'"]
{#tide date=2001-01-01 event="The sea's rise" attributed="the Pilots' Log"}
""",
    "docs/index.md": "# The sea's home\n\nIt's \"here\" -- `isn't it` [@log, \"the sea's 'rise'\"]\n",
    "docs/note.md": "# The sea's note\n\n## What's next\n\nText\n",
}


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("sea")
    write(folder, SEA)
    done = run_here("build", folder)
    assert done.returncode == 0, done.stderr
    return Site(folder / "site")


@pytest.mark.parametrize(
    ("page", "selector", "text"),
    [
        ("themes/tide/", "h1", "What’s the tide’s end?"),
        ("themes/tide/", ".kicker", "The tide’s end"),
        ("themes/tide/", "h2", "It’s “over”#"),
        ("themes/tide/", ".toc-list a", "It’s “over”"),
        ("themes/tide/", ".claim p", "The sea’s “high tide” hasn’t moved the Pilots' Sa'id."),
        ("themes/tide/", "title", "The tide’s end · The sea’s “high” tide"),
        ("timeline/", ".event-name", "The sea’s rise"),
        ("groups/said/", "h1", "The Pilots' Sa'id"),
        ("groups/said/", ".kicker", "The sea’s party"),
        ("groups/said/", ".standfirst", "They don’t sail."),
        ("sources/log/", "h1", 'The sea\'s "log"'),
        ("note/", "h1", "The sea’s note"),
        ("note/", ".toc-list a", "What’s next"),
        ("note/", ".site-title", "The sea’s “high” tide"),
        ("", ".prose p", "It’s “here” -- isn't it"),
    ],
)
def test_what_authors_write_is_set_and_names_and_titles_of_sources_are_not(sea: Site, page: str, selector: str, text: str) -> None:
    assert text in [words(element, without=(".citations",)) for element in sea.pages[f"{page}index.html"].all(selector)]


def test_data_and_other_peoples_words_are_as_written(sea: Site) -> None:
    data = json.loads(sea.text("data/explainer.json"))
    (claim,), (theme,) = data["claims"], data["themes"]
    assert claim["text"] == "The sea's \"high tide\" hasn't moved the Pilots' Sa'id."
    assert (claim["event"], claim["attributed"], theme["question"]) == ("The sea's rise", "the Pilots' Log", "What's the tide's end?")
    page = sea.pages["themes/tide/index.html"]
    assert page.one("a.citation").get("data-quote") == "the sea's 'rise'"
    assert "the Pilots' Log" in words(page.one(".claim-attributed"))
    assert "the sea's 'rise'" in words(page.one(".references"))
    assert "The Pilots' Press" in words(page.one(".references"))
    assert "the%20sea%27s%20%27rise%27" in sea.text("themes/tide/index.html"), "a text fragment finds what stands there"
    assert 'The sea\'s ""high tide""' in sea.text("data/claims.csv")


def test_a_page_is_set_and_its_names_and_data_are_as_written(own: Built) -> None:
    data = json.loads(own.site.text("data/explainer.json"))
    theme = next(theme for theme in data["themes"] if theme["id"] == "energy")
    page = own.site.text("themes/energy/index.html")
    assert theme["question"] == "What happened to Iraq's permission to buy Iranian energy?"
    assert "<h1>What happened to Iraq’s permission to buy Iranian energy?</h1>" in page
    group = own.site.text("groups/asaib-ahl-al-haq/index.html")
    assert "<h1>Asa&#39;ib Ahl al-Haq</h1>" in group
