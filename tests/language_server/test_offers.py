"""What is offered to complete, and what it is put in place of."""

from __future__ import annotations

import pytest
from cursors import cursor
from helpers import MINI, explain

from builder.language_server.offers import MOST, offers

EXPLAINER, _ = explain(
    {
        "content/terms.yml": "- {id: ebb, term: ebb tide, text: 'The water falls. [@alpha]'}\n",
        "content/sources/berg.yml": "- {id: 'Berg:2020', title: A long title, container-title: The Gazette, issued: 2020-05}\n- {id: Berg/, title: B}\n",
    }
)
FRONT = "---\ntitle: T\n---\n\n"


def offered(path: str, marked: str) -> list[tuple[str, str]]:
    """Return the label of each offer, and the line with it in its place."""
    text, row, index = cursor(path, marked)
    found = offers(text, row, index, EXPLAINER)
    line = text.lines[row]
    return [(one.label, line[: one.span.start] + one.written + line[one.span.end :]) for one in found]


@pytest.mark.parametrize(
    ("marked", "label", "line"),
    [
        ("It is so. [@|", "alpha", "It is so. [@alpha"),
        ("It is so. [see @be|t, p. 3]", "beta", "It is so. [see @beta, p. 3]"),
        ("It is so. [@{al|}]", "alpha", "It is so. [@{alpha}]"),
        ("It is so. [@berg|", "Berg:2020", "It is so. [@Berg:2020"),
        ("It is so. [@Berg/|", "Berg/", "It is so. [@{Berg/}"),
        ("It is so. [@alpha; @gaz|]", "Berg:2020", "It is so. [@alpha; @Berg:2020]"),
        ("See [this](claim:|)", "mini-one", "See [this](claim:mini-one)"),
        ("See [this](claim:statement|)", "mini-one", "See [this](claim:mini-one)"),
        ("See [this](group:un|)", "union", "See [this](group:union)"),
        ("See [this](theme:|)", "mini", "See [this](theme:mini)"),
        ("See [this](term:|)", "ebb", "See [this](term:ebb)"),
        ("See [this](source:g|)", "gamma", "See [this](source:gamma)"),
        ("See [this](page:time|)", "timeline", "See [this](page:timeline)"),
        ("It is so. [@alpha]\n{#x disputes=|}", "mini-one", "{#x disputes=mini-one}"),
        ('It is so. [@alpha]\n{#x supports="a, mi|"}', "mini-one", '{#x supports="a, mini-one"}'),
        ("It is so. [@alpha]\n{#x supports=a,mi|}", "mini-one", "{#x supports=a,mini-one}"),
        ("It is so. [@alpha]\n{#x st|", "status", "{#x status="),
        ("It is so. [@alpha]\n{#x status=con|}", "confirmed", "{#x status=confirmed}"),
        ("It is so. [@alpha]\n{#x measures=|}", "price", "{#x measures=price}"),
        ("It is so. [@alpha]\n{#x .|}", ".editorial", "{#x .editorial}"),
    ],
)
def test_in_a_text(marked: str, label: str, line: str) -> None:
    assert (label, line) in offered("content/themes/t.md", FRONT + marked)


@pytest.mark.parametrize(
    ("path", "marked", "label", "line"),
    [
        ("content/themes/t.md", "---\ntitle: T\nas|", "as_of", "as_of: "),
        ("content/themes/t.md", "---\ntitle: T\nas|: 2025\n---\n", "as_of", "as_of: 2025"),
        ("content/themes/t.md", "---\ntitle: T\nrelated: [|]\n---\n", "mini", "related: [mini]"),
        ("content/themes/t.ar.md", "---\ntitle: T\ndraft: |\n---\n", "machine", "draft: machine"),
        ("content/themes/part.yml", "or|", "order", "order: "),
        ("content/groups/g.md", "---\nname: G\nkind: |\n---\n", "party", "kind: party"),
        ("content/groups/g.md", "---\nrelations:\n  - {type: |}\n---\n", "part-of", "  - {type: part-of}"),
        (
            "content/groups/g.md",
            '---\nrelations:\n- {type: a, group: u|, cite: "@alpha"}\n---\n',
            "union",
            '- {type: a, group: union, cite: "@alpha"}',
        ),
        ("content/groups/g.md", "---\ndesignations:\n  - list: watch\n    by: |\n---\n", "office", "    by: office"),
        ("content/groups/g.md", "---\ndesignations:\n  - list: watch\n    ann|\n---\n", "announced", "    announced: "),
        ("content/groups/g.md", "---\nstatements:\n  |\n---\n", "leader", "  leader: "),
        (
            "content/groups/g.md",
            '---\nstatements:\n  leader:\n    - {value: x, cite: "@al|"}\n---\n',
            "alpha",
            '    - {value: x, cite: "@alpha"}',
        ),
        ("content/sources/s.yml", "references:\n  - id: a\n    consulted: |", "excerpt", "    consulted: excerpt"),
        ("content/sources/s.yml", "- id: a\n  note: >\n    type: b\n  via: [alpha, |]", "beta", "  via: [alpha, beta]"),
        ("content/sources/s.yml", "- id: a\n  snapshot:\n    d|", "date", "    date: "),
        ("content/sources/s.yml", "- id: a\n- |", "title", "- title: "),
        ("content/terms.yml", "- id: a\n  |", "term", "  term: "),
        ("content/explainer.yml", "rules:\n  unu|", "unused-source", "  unused-source: "),
        ("content/explainer.yml", "rules: {unused-source: |}", "off", "rules: {unused-source: off}"),
        ("content/explainer.yml", "quantities:\n  price:\n    counts: |", "watch", "    counts: watch"),
        ("docs/note.md", "It is so. [@al|", "alpha", "It is so. [@alpha"),
    ],
)
def test_in_keys_and_values(path: str, marked: str, label: str, line: str) -> None:
    assert (label, line) in offered(path, marked)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("content/themes/t.md", FRONT + "Write to someone@al|"),
        ("content/themes/t.md", FRONT + "A plain wo|"),
        ("content/themes/t.md", FRONT + "It is so. [@alpha]\n{#mi|"),
        ("content/themes/t.md", "---\ntitle: a|\n---\n"),
        ("content/sources/s.yml", "- id: al|"),
        ("content/sources/s.yml", "- nonsense:\n    |"),
        ("content/sources/s.json", '[{"id": "al|"}]'),
        ("docs/note.md", "---\ntit|"),
    ],
)
def test_nothing_is_offered_where_nothing_is_known(path: str, marked: str) -> None:
    assert offered(path, marked) == []


def test_an_offer_says_what_it_stands_for() -> None:
    text, row, index = cursor("content/themes/t.md", f"{FRONT}[@Berg:|")
    assert offers(text, row, index, EXPLAINER)[0].detail == "A long title — The Gazette, 2020-05"
    text, row, index = cursor("content/sources/s.yml", "- i|")
    assert offers(text, row, index, EXPLAINER)[0].documentation == "Its id, by which texts cite it. It is needed.\n\n`id: gazette`"


def test_the_first_are_those_that_begin_with_what_is_written_and_there_are_not_too_many() -> None:
    claims = "".join(f"It is so. [@alpha]\n{{#{'last' if number == 300 else 'x-la'}-{number}}}\n\n" for number in range(301))
    explainer, _ = explain({"content/themes/many.md": FRONT + claims}, MINI)
    text, row, index = cursor("content/themes/t.md", f"{FRONT}[x](claim:la|)")
    found = offers(text, row, index, explainer)
    assert found[0].label == "last-300"
    assert len(found) == MOST
