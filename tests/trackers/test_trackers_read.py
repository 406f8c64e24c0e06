"""From tables, lists and texts as people keep them to entries."""

from __future__ import annotations

import pytest

from builder.model.findings import Where
from builder.trackers.columns import role_of, roles_of
from builder.trackers.days import Days, dates_in
from builder.trackers.entries import Entry, left_out
from builder.trackers.links import in_text
from builder.trackers.markdown_lists import dated, read_markdown
from builder.trackers.tables import read_table
from builder.trackers.trees import is_tracker, read_tree

HERE = Where("x")


def said(tracker):
    return [(one.words, one.date, one.category, [(link.label, link.url) for link in one.sources]) for one in tracker.entries]


def told(tracker):
    return [(one.code, one.where.line, one.where.column) for one in tracker.findings]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Date", "date"),
        ("Date of event", "date"),
        ("Source URL 2", "sources"),
        ("sourceLink", "sources"),
        ("Links", "sources"),
        ("Name", "title"),
        *[("What", "text"), ("Theme", "category"), ("ID", "id"), ("Casualties", ""), ("source of water", ""), ("", "")],
    ],
)
def test_a_column_is_known_by_its_name(name, role):
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        ("Date of event,What happened / figure,Links / sources", "date text sources"),
        ("Date (UTC),Incident,Source links", "date text sources"),
        ("Headline,Details,Incident type,Incident location", "title text category place"),
        ("Event,Details of the incident,Links", "title text sources"),
        ("Incident,Description,Title", "- text title"),
        ("What happened,Text of the claim", "- -"),
        ("Date,What,Link,Who,Notes", "date text sources publisher -"),
        ("Who,What,When,Link", "- text date sources"),
        ("What,Link,Outlet,Who", "text sources publisher -"),
        ("Source of water,Number of sources,Name of reporter", "- - -"),
    ],
)
def test_a_column_is_known_by_its_words_if_no_other_fits(names, roles):
    assert [role or "-" for role in roles_of(names.split(",")).values()] == roles.split()


@pytest.mark.parametrize(
    ("text", "line", "column", "nearest"),
    [
        ("Date,Account,Deaths,Link\n2025,It fell,3,https://a.example/\n2025,They met,2,\n", 1, 6, "Account"),
        ("Date,Remarks and more,Sumary\n2025,a b c d,x\n", 1, 23, "Sumary"),
    ],
)
def test_a_table_that_says_nothing_of_what_happened_is_told_once_at_its_header(text, line, column, nearest):
    table = read_table(text, "t.csv")
    assert (table.entries, told(table)) == ((), [("unreadable-record", line, column)])
    (one,) = table.findings
    assert one.message == "no column says what happened, and nothing is imported"
    assert one.hints[0].endswith(f"`headline`; the nearest is `{nearest}`, which could be called `text`")


def test_objects_that_say_nothing_of_what_happened_are_told_once():
    tree = read_tree('[{"date": "2025", "account": "It fell"},\n {"date": "2026", "account": "They met"}]', "t.json")
    assert [(one.code, one.where.line, "`account`" in one.hints[0]) for one in tree.findings] == [("unreadable-record", 1, True)]


def test_who_publishes_the_only_link_of_an_entry_is_its_publisher_and_is_told_otherwise():
    table = read_table(
        "text,link,outlet,page,notes\na,https://a.example/1,The A,3,x\nb,https://b.example/1 https://b.example/2,The B,,\n", "t.csv"
    )
    assert [[link.publisher for link in one.sources] for one in table.entries] == [["The A"], ["", ""]]
    hints = [one.hints[0] for one in left_out((left for entry in table.entries for left in entry.rest), "a claim")]
    assert [hint.split("`")[1] for hint in hints] == ["[@key, p. 3]", "note", "publisher"]


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        ("2025-02-01: Talks", "2025-02-01", "Talks"),
        ("[2025-02-01] Talks", "2025-02-01", "Talks"),
        ("2025-02-01 10:30: Talks", "2025-02-01 10:30", "Talks"),
        ("1–3 February 2025: Talks", "1–3 February 2025", "Talks"),
        ("2025-02-01 – 2025-02-03: Talks", "2025-02-01 – 2025-02-03", "Talks"),
        ("Feb 1, 2025 - Talks", "Feb 1, 2025", "Talks"),
        ("12 Feb: Talks", "12 Feb 2024", "Talks"),
        ("1 Feb 2025 talks held – in Basra", "", "1 Feb 2025 talks held – in Basra"),
        ("12 trucks – two lost", "", "12 trucks – two lost"),
    ],
)
def test_an_item_may_begin_with_its_date(text, date, rest):
    assert dated(text, "2024-01") == (date, rest)


def test_a_date_is_only_one_if_nothing_else_stands_beside_it():
    assert dates_in("Monday, 3 Feb 2025") == ("2025-02-03",)
    assert dates_in("3 Feb 2025 (evening)") == ()
    assert dates_in("03/04/2025") == ("2025-04-03", "2025-03-04")


@pytest.mark.parametrize(
    ("text", "date"),
    [("2024-07-??", "2024-07"), ("2024-??-??", "2024"), ("2024-07-00", "2024-07"), ("2024-13-??", ""), ("2024-07-XX", "2024-07-XX")],
)
def test_what_is_known_of_a_date_is_kept(text, date):
    findings = []
    assert Days(()).read(text, HERE, findings) == date
    assert bool(findings) is not bool(date)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("09/08/24", "2024-08-09 or 2024-09-08"),
        ("09.08.98", "1998-08-09 or 1998-09-08"),
        ("12/03/2024", "2024-03-12 or 2024-12-03"),
        ("25/02/24", "2024-02-25"),
        ("some day", "it as YYYY-MM-DD"),
    ],
)
def test_a_date_that_is_not_certain_is_told_with_what_it_may_be_and_never_with_an_example(text, may_be):
    findings = []
    assert Days(()).read(text, HERE, findings) == ""
    assert findings[0].hints == (f"write {may_be}, and import again",)


def test_one_certain_date_decides_for_those_that_may_be_either():
    findings = []
    entries = [Entry("a", HERE, date="03/04/2025"), Entry("b", HERE, date="25/02/2025")]
    assert Days(entries).read("03/04/2025", HERE, findings) == "2025-04-03"
    assert [one.code for one in findings] == ["repaired-record"]
    assert Days(entries[:1]).read("03/04/2025", HERE, findings) == ""
    assert findings[-1].message == "the date `03/04/2025` is not certain, and may be 2025-04-03 or 2025-03-04, and is not carried over"


@pytest.mark.parametrize(
    ("text", "words", "urls"),
    [
        (
            "Oil stopped. [Reuters](https://r.example/a), [AP](https://a.example/b)",
            "Oil stopped.",
            ["https://r.example/a", "https://a.example/b"],
        ),
        ("Oil stopped ([AP](https://a.example/b_(c))).", "Oil stopped.", ["https://a.example/b_(c)"]),
        ("Oil stopped (https://a.example/b_(c)).", "Oil stopped.", ["https://a.example/b_(c)"]),
        ("The minister [resigned](https://r.example/a).", "The minister resigned.", ["https://r.example/a"]),
        ("[Name](https://n.example/) - A tool.", "Name - A tool.", ["https://n.example/"]),
        ("[All of it](https://n.example/x)", "All of it", ["https://n.example/x"]),
        ("Read https://n.example/a, then come.", "Read https://n.example/a, then come.", ["https://n.example/a"]),
        ('<p>Fell <a href="https://n.example/x">by half</a>&nbsp;again</p>', "Fell by half again", ["https://n.example/x"]),
    ],
)
def test_links_behind_a_sentence_are_its_sources_and_those_within_are_words_too(text, words, urls):
    found, links = in_text(text, HERE, [])
    assert (found, [one.url for one in links]) == (words, urls)


def test_a_table():
    table = read_table(
        'Date;Event;Source;URL;Deaths\n1 Feb 2025;"A ""b"";\nc";Reuters;https://r.example/a;3\n;x;;https://a.example/1 | www.b.example/2, ftp://c/;\n',
        "t.csv",
    )
    assert said(table) == [
        ('A "b"; c', "1 Feb 2025", "", [("Reuters", "https://r.example/a")]),
        ("x", "", "", [("", "https://a.example/1"), ("", "https://www.b.example/2")]),
    ]
    assert [(one.name, one.text, one.where.line, one.where.column) for one in table.entries[0].rest] == [("Deaths", "3", 3, 32)]
    assert told(table) == [("repaired-record", 4, 5), ("not-carried-over", 4, 5)]


def test_json_with_sources_of_every_form():
    text = """{"title": "Oil", "incidents": [{"date": "2025", "what": "x", "sources": [
      {"url": "https://a.example/1", "title": "L", "publisher": "P", "page": 3}, "https://b.example/2", {"Reuters": "https://r.example/3"}]}]}"""
    tree = read_tree(text, "t.json")
    assert tree.title == "Oil"
    assert said(tree) == [
        ("x", "2025", "", [("L", "https://a.example/1"), ("", "https://b.example/2"), ("Reuters", "https://r.example/3")])
    ]
    assert [(one.name, one.text, one.where.line, one.where.column) for one in tree.entries[0].rest] == [("sources.page", "3", 2, 78)]


def test_a_bibliography_is_no_tracker():
    assert not is_tracker('[{"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[2020]]}}]', "x.json")
    assert not is_tracker("references:\n  - {id: a, type: report, title: T}\n", "x.yaml")
    assert is_tracker('[{"type": "talks", "title": "T", "date": "2025", "url": "https://a.example/"}]', "x.json")


def test_a_list_in_markdown():
    text = """# Oil

Intro.

- [Exports](#exports)

## Exports

- **2025-02-01**: A *halt* began. [Reuters](https://r.example/a)
  - [AP](https://a.example/b)
- 3 March 2025 – Noted[^1] and [linked][r] and listed [2].

### 5 March 2025: Talks

They met. See <https://m.example/1>.

| When | Event | Refs |
|---|---|---|
| 2025-04 | a \\| b | https://t.example/1 |

[^1]: Smith, Report, <https://s.example/rep>
[r]: https://l.example/ "T"
[x]: https://unused.example/

## References

1. Unused
2. [Second](https://two.example/)
"""
    tracker = read_markdown(text, "t.md")
    assert tracker.title == "Oil"
    assert said(tracker) == [
        ("A halt began.", "2025-02-01", "Exports", [("Reuters", "https://r.example/a"), ("AP", "https://a.example/b")]),
        (
            "Noted and linked and listed .",
            "3 March 2025",
            "Exports",
            [("linked", "https://l.example/"), ("Smith, Report", "https://s.example/rep"), ("Second", "https://two.example/")],
        ),
        ("a | b", "2025-04", "Exports", [("", "https://t.example/1")]),
        ("Talks. They met.", "5 March 2025", "Exports", [("", "https://m.example/1")]),
    ]
    assert [(one.where.line, one.message[:40]) for one in tracker.findings if one.where.line > 5] == [
        (23, "nothing refers to `[x]`, and it is not c"[:40]),
        (27, "nothing refers to `[1]`, and it is not c"[:40]),
    ]


def test_a_paragraph_that_is_a_date_dates_what_follows_and_pictures_and_links_of_headings_are_told():
    text = "# Oil [![x](https://b.example/x.svg)](https://b.example/)\n\n**3 March 2024**\n\n- Talks: <https://a.example/>\n\n## Rest\n\n- It [closed](https://c.example/).\n"
    tracker = read_markdown(text, "t.md")
    assert said(tracker) == [
        ("Talks", "3 March 2024", "", [("", "https://a.example/")]),
        ("It closed.", "", "Rest", [("closed", "https://c.example/")]),
    ]
    assert [one.message for one in tracker.findings] == [
        "this picture is not carried over: `![x](https://b.example/x.svg)`",
        "`link` is not carried over: `https://b.example/`",
    ]


def test_front_matter_with_sources_is_an_entry():
    tracker = read_markdown(
        "---\ntitle: A halt\ndate: 2025-02-01\nlinks:\n  - https://a.example/1\nauthor: X\n---\n\n*Long* text.\n", "e.md"
    )
    assert said(tracker) == [("A halt. Long text.", "2025-02-01", "", [("", "https://a.example/1")])]
    assert [(one.name, one.where.line) for one in tracker.entries[0].rest] == [("author", 6)]
