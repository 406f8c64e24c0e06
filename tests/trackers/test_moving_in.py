"""`explainer import` of trackers: what the check accepts, that nothing gets lost unsaid, and that a second time changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_trackers import addresses, as_csv, as_json, as_list, as_yaml, entries, write_folder

from builder.checking.project import read_project
from builder.cli.main import main
from builder.model.findings import Where
from builder.model.ids import slug_of
from builder.moving_in.cited import words_of
from builder.moving_in.plain_text import as_markdown
from builder.reading.files import Kind, Raw
from builder.reading.parse import parse_file
from builder.trackers.readable import readable

NUMBER = 60


def content(project):
    return {path: path.read_bytes() for path in sorted((project / "content").rglob("*")) if path.is_file()}


def claims(project):
    state = read_project(project)
    assert [one for one in state.findings if one.severity == "error"] == []
    themes = [theme for theme in state.explainer.content.themes if theme.id != "first-question"]
    return {claim.id: claim for theme in themes for claim in theme.body.claims}, state.explainer.content.sources


@pytest.mark.parametrize("form", [as_csv, as_json, as_yaml, as_list, write_folder])
def test_a_tracker_is_moved_in_whole_and_again_changes_nothing(form, project, capsys):
    made = entries(NUMBER)
    name = {as_csv: "t.csv", as_json: "t.json", as_yaml: "t.yaml", as_list: "t.md", write_folder: "t"}[form]
    if form is write_folder:
        write_folder(made, Path(name))
    else:
        Path(name).write_text(form(made), encoding="utf-8")
    assert main(["import", name, "--into", "p"]) == 0
    said = capsys.readouterr()
    assert f"{name}: {NUMBER} entries, {NUMBER} new" in said.out
    found, sources = claims(project)
    assert len(found) == NUMBER
    assert addresses(made) <= {source.url for source in sources}
    by_url = {source.url: source.id for source in sources}
    cited = sorted(sorted(citation.source for citation in claim.citations) for claim in found.values())
    assert cited == sorted(sorted({by_url[url] for _, url in one["links"]}) for one in made)
    assert all(claim.citation_needed is not bool(claim.citations) for claim in found.values())
    dated = [one for one in made if one["date"] not in ("", "n.d.")]
    assert sum(claim.date is not None for claim in found.values()) == len(dated)
    assert form is as_list or said.err.count("the date `n.d.` is not certain") == sum(one["date"] == "n.d." for one in made)
    before = content(project)
    assert main(["import", name, "--into", "p"]) == 0
    assert content(project) == before


def test_a_newer_file_adds_what_is_new_and_keeps_what_people_have_changed(project, capsys):
    Path("t.csv").write_text("date,text,link\n2025-01-02,One thing,https://a.example/1\n2025-01-03,Same words,\n", encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    theme = project / "content/themes/t.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("One thing", "Put better"), encoding="utf-8")
    sources = project / "content/sources/t.yml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("title: a.example/1", "title: Better"), encoding="utf-8")
    rows = "2025-01-03,Same words and what follows one after another here,\n2025-01-01,Zero,\n"
    rows += '2025-01-02,One thing,"https://a.example/1 https://a.example/2"\n2025-01-03,Same words,https://a.example/1\n'
    Path("t.csv").write_text(f"date,text,link\n{rows}", encoding="utf-8")
    capsys.readouterr()
    assert main(["import", "t.csv", "--into", "p"]) == 0
    said = capsys.readouterr()
    found, records = claims(project)
    assert {id_: claim.text for id_, claim in found.items()} == {
        "2025-01-02-one-thing": "Put better",
        "2025-01-03-same-words": "Same words",
        "2025-01-03-same-words-and-what-follows-one": "Same words and what follows one after another here",
        "2025-01-01-zero": "Zero",
    }
    assert "Better" in {one.title for one in records}
    assert (
        "t.csv:4:1: warning[not-carried-over] the claim `2025-01-02-one-thing` is in the project and stays as it is, without `https://a.example/2`"
        in said.err
    )
    assert "`2025-01-02-one-thing` says something else in the project and stays as it is" in said.err


def imported(capsys, rows, head="date,text,link"):
    Path("t.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    capsys.readouterr()
    main(["import", "t.csv", "--into", "p"])
    return capsys.readouterr()


def rewrite(path, *pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_an_entry_with_a_corrected_date_is_the_claim_that_says_the_same(project, capsys):
    imported(capsys, "2025-01-02,One thing,\n,No date,\n")
    before = content(project)
    said = imported(capsys, "2025-01-03,One  thing,\n2025-02-01,No date,https://a.example/1\n")
    assert content(project) == before
    assert "2 entries, 0 new" in said.out
    warning = "warning[not-carried-over] the claim"
    assert f"t.csv:2:1: {warning} `2025-01-02-one-thing` is of 2025-01-02 and stays as it is; this entry is of 2025-01-03" in said.err
    assert "if it is right, write date=2025-01-03 on its last line, at content/themes/t.md:5:1" in said.err
    assert f"t.csv:3:1: {warning} `no-date` has no date and stays as it is; this entry is of 2025-02-01" in said.err
    assert "the claim `no-date` is in the project and stays as it is, without `https://a.example/1`" in said.err


def test_an_entry_that_a_claim_elsewhere_says_already_is_that_claim_and_links_that_it_lacks_are_told_with_their_keys(project, capsys):
    theme = project / "content/themes/mine.md"
    theme.write_text("---\ntitle: M\n---\n\nOne\nthing.\n{#mine date=2025-01-02 .citation-needed}\n", encoding="utf-8")
    said = imported(capsys, "2025-01-02,One thing.,https://www.example.org/gazette/story/\n")
    assert not (project / "content/themes/t.md").exists()
    assert "write [@gazette-2025] there, at content/themes/mine.md:5:1" in said.err


def test_what_happens_twice_in_the_same_words_is_two_claims_and_the_same_twice_is_told(project, capsys):
    rows = "2025-01-02,It rained,\n2025-03-02,It rained,\n"
    said = imported(capsys, f"{rows}2025-03-02,It rained,\n")
    assert "this entry says the same as the one on line 3" in said.err
    before = content(project)
    assert len(claims(project)[0]) == 2
    imported(capsys, rows)
    assert content(project) == before
    imported(capsys, f"{rows}2025-04-02,It rained,\n")
    assert set(claims(project)[0]) == {"2025-01-02-it-rained", "2025-03-02-it-rained", "2025-04-02-it-rained"}


@pytest.mark.parametrize("was", ["2025-01-02-one-thing", "themes/t/2025-01-02-one-thing", "themes/t/#claim-2025-01-02-one-thing"])
def test_a_claim_with_other_words_and_another_id_is_the_entry_that_its_old_id_names(was, project, capsys):
    imported(capsys, "2025-01-02,One thing,\n")
    rewrite(project / "content/themes/t.md", ("One thing", "Put better"), ("#2025-01-02-one-thing", f"#better was={was}"))
    before = content(project)
    said = imported(capsys, "2025-01-02,One thing,\n")
    assert content(project) == before
    assert "the claim `better` says something else in the project" in said.err


def test_of_claims_in_the_same_words_an_entry_is_that_of_its_day_or_else_any(project, capsys):
    mine = "It rained.\n{#wet date=2025-01-02 .citation-needed}\n\nIt rained.\n{#wetter date=2025-03-02 .citation-needed}\n"
    (project / "content/themes/mine.md").write_text(f"---\ntitle: M\n---\n\n{mine}", encoding="utf-8")
    assert imported(capsys, "2025-03-02,It rained.,\n").err == ""
    assert (
        "the claim `wet` is of 2025-01-02 and stays as it is; this entry is of 2025-02-02"
        in imported(capsys, "2025-02-02,It rained.,\n").err
    )
    assert imported(capsys, "2025-01-02,It rained.,\n2025-03-02,It rained.,\n,It rained.,\n").err == ""
    assert set(claims(project)[0]) == {"wet", "wetter"}


def test_a_claim_that_has_kept_nothing_but_its_id_is_the_entry(project, capsys):
    imported(capsys, "2025-01-02,One thing,https://a.example/x\n")
    rewrite(project / "content/themes/t.md", ("One thing [@a-x]", "Put better"), ("}", " .citation-needed}"))
    assert "t.csv: 1 entry, 0 new" in imported(capsys, "2025-01-02,One thing,https://a.example/x\n").out


def test_an_id_of_its_own_tells_more_than_words(project, capsys):
    imported(capsys, "7,One thing\n", "id,text")
    rewrite(project / "content/themes/t.md", ("One thing", "Put better"), ("{#t-7", "{#other .citation-needed}\n\nOne thing\n{#t-7"))
    rewrite(project / "content/themes/t.md", ("Put better\n{#other", "One thing\n{#other"), ("One thing\n{#t-7", "Put better\n{#t-7"))
    assert "the claim `t-7` says something else" in imported(capsys, "7,One thing\n", "id,text").err


@pytest.mark.parametrize("id_", ["2025-01-02-one-thing", "better was=2025-01-02-one-thing"])
def test_a_claim_in_other_words_is_still_the_entry_whose_date_is_corrected(id_, project, capsys):
    imported(capsys, "2025-01-02,One thing,https://a.example/x\n")
    rewrite(project / "content/themes/t.md", ("One thing", "Put better"), ("#2025-01-02-one-thing", f"#{id_}"))
    before = content(project)
    said = imported(capsys, "2025-01-03,One thing,https://a.example/x\n")
    assert content(project) == before
    assert "is of 2025-01-02 and stays as it is; this entry is of 2025-01-03" in said.err
    imported(capsys, "2025-01-03,One thing,https://a.example/other\n")
    assert len(claims(project)[0]) == 2


def test_a_claim_with_other_words_elsewhere_is_the_entry_whose_own_id_it_has(project, capsys):
    head = "id,date,text"
    imported(capsys, "7,2025-01-02,One thing\n", head)
    theme = project / "content/themes/t.md"
    rewrite(theme, ("One thing", "Put better"), ("date=2025-01-02 ", ""))
    theme.rename(project / "content/themes/moved.md")
    before = content(project)
    said = imported(capsys, "7,2025-01-03,One thing more\n", head)
    assert content(project) == before
    assert "`t-7` says something else" in said.err
    imported(capsys, "7,2025-01-03,One thing more\n8,2025-01-04,Another\n", head)
    assert {"t-7", "t-8"} <= set(claims(project)[0])


def test_claims_that_may_be_entries_in_other_words_are_told_once(project, capsys):
    rows = "2025-01-02,One thing,https://a.example/x\n2025-01-03,Two things,https://a.example/y\n"
    imported(capsys, rows)
    assert "other words" not in imported(capsys, f"{rows}2025-01-02,Three things,https://a.example/x\n").err
    ids = [("#2025-01-02-one-thing", "#better"), ("#2025-01-03-two-things", "#best")]
    rewrite(project / "content/themes/t.md", ("One thing", "Better"), ("Two things", "Best"), *ids)
    said = imported(capsys, rows)
    assert said.err.count("other words") == 1
    assert "2 new" in said.out
    assert (
        "t.csv:2:1: warning[repaired-record] 2 entries that are added may be there in other words: the first cites what `better`,"
        in said.err
    )
    assert "delete `2025-01-02-one-thing`, and write was=2025-01-02-one-thing on the last line of `better`" in said.err


def test_a_theme_that_is_made_has_no_question_and_it_is_said_once_where_others_have_one(project, capsys):
    assert "content/themes/t.md has no question" in imported(capsys, ",One thing,\n").out
    assert "no question" not in imported(capsys, ",One thing,\n,Another,\n").out
    (project / "content/themes/first-question.md").unlink()
    (project / "content/themes/t.md").unlink()
    assert "no question" not in imported(capsys, ",One thing,\n").out


def test_two_entries_with_the_same_beginning_keep_their_ids_when_a_third_comes_before_them(project):
    head, one, two = "date,text\n", "2025-01-02,a b c d e f one\n", "2025-01-02,a b c d e f two\n"
    Path("t.csv").write_text(head + one, encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    Path("t.csv").write_text(head + two + one, encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    before, _ = claims(project)
    Path("t.csv").write_text(head + "2025-01-02,a b c d e f three\n" + two + one, encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    found, _ = claims(project)
    assert before["2025-01-02-a-b-c-d-e-f"].text == found["2025-01-02-a-b-c-d-e-f"].text == "a b c d e f one"
    assert {id_: claim.text for id_, claim in before.items()}.items() < {id_: claim.text for id_, claim in found.items()}.items()
    assert sorted(claim.text[-5:] for claim in found.values()) == ["f one", "f two", "three"]


def test_an_address_that_the_project_has_is_not_recorded_again(project):
    Path("t.csv").write_text("text,source\nIt closed,https://www.example.org/gazette/story/\n", encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    found, _ = claims(project)
    assert [one.source for one in found["it-closed"].citations] == ["gazette-2025"]
    assert not (project / "content/sources/t.yml").exists()


@pytest.mark.parametrize(
    ("url", "title", "key"),
    [
        ("https://wadiwater.example/news/tariff-2024.html?a=b", "", "wadiwater-tariff-2024"),
        ("https://news.bbc.co.uk/2/hi/middle_east/1234567.stm", "", "bbc-middle-east"),
        ("https://www.example.org/7", "", "example-7"),
        ("https://example.org/news/98765432", "Exports of oil halted", "example-exports-oil-halted"),
        ("https://example.org/", "", "example"),
    ],
)
def test_the_key_of_an_address_says_what_it_says(url, title, key):
    assert slug_of(words_of(url, title)) == key


def test_the_key_of_an_address_stays_when_others_come_before_it(project):
    head, one, two = "text,link,outlet\n", "A b,https://a.example/tariff-2024,The A\n", "C d,https://a.example/x/tariff-2024,\n"
    for rows in (one, two + one):
        Path("t.csv").write_text(head + rows, encoding="utf-8")
        main(["import", "t.csv", "--into", "p"])
    sources = {source.url: (source.id, source.publisher) for source in claims(project)[1]}
    assert sources["https://a.example/tariff-2024"] == ("a-tariff-2024", "The A")
    assert sources["https://a.example/x/tariff-2024"][0] == "a-tariff-2024-2"


def test_the_claim_of_somebody_else_with_the_same_id_is_left_alone(project):
    Path("t.csv").write_text("date,text\n2025-02-01,Register opened anew\n,Register opened\n", encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    found, _ = claims(project)
    assert sorted(claim.text for claim in found.values()) == ["Register opened", "Register opened anew"]
    assert "register-opened" not in found


def test_what_lies_ahead_is_marked_as_later(project):
    Path("t.csv").write_text("date,text\n2999-01-01,The end\n", encoding="utf-8")
    main(["import", "t.csv", "--into", "p"])
    assert claims(project)[0]["2999-01-01-the-end"].later


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no item",
        "1990. no item",
        "a *b* _c_ `d` ~~e~~ ==f==",
        "[a](https://b.example) [@c] {#d .e} @f x@y.example",
        "<b>g</b> &amp; h < i",
        "a|b | c",
        "\\cite{x} \\* \\",
        "::: note",
        "!!! warn",
        "[^1] [[w]] ![i](j)",
        "［a］(b) （c",
        "• x",
        "a_b_c _",
        "**",
        "=====",
        "+ x",
        "> y",
        ": z",
        "$x^2$",
    ],
)
def test_a_text_means_itself(text):
    raw = Raw("content/themes/t.md", Kind.THEME, f"---\ntitle: T\n---\n\n{as_markdown(text)}\n{{#a-claim .citation-needed}}\n")
    parsed = parse_file(raw)
    assert [one.message for one in parsed.findings] == []
    assert [claim.text for claim in parsed.themes[0].body.claims] == [text.removeprefix("• ")]
    assert parsed.bare == []


PIECES = [
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "<b>",
    "&amp;",
    "&#8238;",
    "*",
    "_",
    "`",
    "~~",
    "|",
    "\\",
    "@a",
    "#",
    "!",
    "^",
    "==",
    ":::",
    "- ",
    "1. ",
    "> ",
]
PIECES += [
    "{#b .c}",
    "[^1]",
    "[@d]",
    "[e](f)",
    "{{g}}",
    "h",
    "Öl",
    "عربي",
    " ",
    "\u2066",
    "\u202e",
    "https://i.example/_j_",
    '"',
    "'",
    "$",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_any_text_means_itself(text):
    said = " ".join(readable(text, Where("x"), []).split())
    assume(any(map(str.isalnum, said)) and not said.endswith("}"))  # which the parser takes for a list of attributes, even escaped
    raw = Raw("content/themes/t.md", Kind.THEME, f"---\ntitle: T\n---\n\n{as_markdown(said)}\n{{#a-claim .citation-needed}}\n")
    parsed = parse_file(raw)
    assert ([one.message for one in parsed.findings], parsed.bare) == ([], [])
    assert [claim.text for claim in parsed.themes[0].body.claims] == [said]


def test_characters_that_no_text_may_hold_are_left_out_and_told():
    findings = []
    assert readable("a\0b\u202e c\u2066d&#8238;", Where("x"), findings) == "ab cd"
    assert readable("\u2066e\u2069 &#38; | f", Where("x"), findings) == "\u2066e\u2069 &#38; | f"
    assert readable("\u2066e | f\u2069", Where("x"), findings) == "e | f"
    assert [one.code for one in findings] == ["repaired-record", "repaired-record"]


LARGE = "x y. " * 300_000
HOSTILE = {
    "empty.csv": b"",
    "header.csv": b"date,text\n",
    "bom.csv": b"\xef\xbb\xbfdate,text\r\n2025,a b\r\n",
    "latin.csv": "text\nHallo Wörld\n".encode("latin-1"),
    "large.csv": f'text\n"{LARGE}"\nsmall one\n'.encode(),
    "twice.csv": b"text,text,source,source\na,b,https://a.example/1,https://b.example/2\n",
    "nul.csv": b"text\na\0b\n",
    "open.csv": b'text\n"never closed\nx\n',
    "bytes.csv": bytes(range(256)) * 9,
    "uneven.csv": b"date,text\n2025\n2025,a,b,c\n,,\n",
    "deep.jsonl": b"[" * 50_000,
    "mixed.jsonl": b'{"text":"A b"}\n{"text":\n[1]\n"x"\n{"text":"a\\u0000b\\ud800"}\n',
    "deep.yaml": b"- date: 2025\n  text: " + b"[" * 500,
    "alias.yaml": b"- &a {date: 2025, text: x}\n- *a\n",
    "odd.yaml": b"- {date: 1, text: [a, b], sources: {x: {y: {z: 1}}}}\n- 3\n",
    "empty.md": b"",
    "large.md": f"- {LARGE}\n- 2025: ok\n".encode(),
    "brackets.md": b"- " + b"[a](" * 20_000 + b"\n- x [a](" + b"(" * 20_000 + b"\n- https://a.example/" + b")" * 20_000,
    "tags.md": b"- " + b"<a href=" * 20_000 + b"\n- " + b"<!--" * 20_000,
    "stars.md": b"- " + b"*a _b " * 20_000 + b"\n- " + b"*" * 50_000,
    "schemes.md": b"- [x](javascript:alert(1)) and [y](data:text/html,x)\n",
    "rows.md": b"| a | b |\n|---|---|\n|\n||\n| x\n",
    "front.md": b"---\nsources: [\n---\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_in_a_sentence(name, project, capsys):
    Path(name).write_bytes(HOSTILE[name])
    assert main(["import", name, "--into", "p"]) in (0, 1)
    said = capsys.readouterr()
    assert name in said.out
    assert name in ("bom.csv", "rows.md") or name in said.err
    claims(project)


def test_links_are_not_followed(project, capsys):
    Path("outside").mkdir()
    Path("outside/e.md").write_text("- 2025: secret [a](https://a.example/)\n", encoding="utf-8")
    Path("docs").mkdir()
    Path("docs/e.md").symlink_to("../outside/e.md")
    assert main(["import", "docs", "--into", "p"]) == 2
    assert "has no Markdown files" in capsys.readouterr().err
    Path("t.csv").write_text("text\na b\n", encoding="utf-8")
    (project / "content/themes/first-question.md").unlink()
    (project / "content/themes").rmdir()
    Path("p/content/themes").symlink_to("../../outside")
    assert main(["import", "t.csv", "--into", "p"]) == 2
    assert [one.name for one in Path("outside").iterdir()] == ["e.md"]
