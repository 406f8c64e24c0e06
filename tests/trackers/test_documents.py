"""Pages in Markdown that cite, by footnotes or as pandoc does, become themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checking.project import read_project
from builder.cli.main import main
from builder.model.findings import Where
from builder.moving_in.footnotes import footnote_of
from builder.trackers.documents import is_document
from builder.trackers.markdown_blocks import Definition

BIB = "@book{berg_2020, title={Lamps}, author={Berg, Jan}, year={2020}}\n@book{tal:2021, title={Ships}, author={Tal, Jan}, year={2021}}\n"
INDEX = """---
title: The harbour
tags: [a]
---

# Harbour

The harbour *closed* [@berg_2020, p. 3; see @tal:2021]. See [the ships](sub/ships.md#x), [a file](a.pdf)
and <https://e.example/x>; @berg_2020 says so.

#### Oil {#oil .big}

- One item [@tal:2021]
- Two `code`[^1]
    - nested [@unknown]

![pic](x.png)

> A quote.[^2][^3]

| a | b |
|---|---|
| x | y[^1] |

Text with {{ jinja }} and more. [@tal:2021]

[^1]: Smith, Report, <https://s.example/rep>, p. 4.
[^2]: See [Paper](https://p.example/a); and more -- words.
[^3]: A book without address, 1990.
[^4]: unused
"""
THEME = """---
title: The harbour
---

The harbour *closed* [@berg_2020, p. 3; see @tal:2021]. See [the ships](theme:docs-sub-ships), a file
and <https://e.example/x>; [@berg_2020] says so.
{#the-harbour-closed-see-the-ships}

## Oil

- One item [@tal:2021]
  {#one-item}
- Two `code` [@s-rep, p. 4]
  {#two-code}
- nested
  {#nested .citation-needed}

> A quote. [@p-paper]
> {#a-quote}

<!-- Footnote: and more - - words -->

<!-- Footnote: A book without address, 1990 -->

| a | b |
| --- | --- |
| x | y [@s-rep, p. 4] |

{#a-b-x-y}

Text with \\{\\{ jinja \\}\\} and more. [@tal:2021]
{#text-with-jinja-and-more}
"""
TOLD = {
    3: "`tags` has no place in a theme",
    8: "the link to `a.pdf` is not carried over",
    15: "the project has no source `unknown`, and its citation is left out",
    17: "this picture is not carried over",
    19: "the footnote `[^3]`, which has no address, is kept as a remark",
    25: "a claim cannot hold this as it is, and has it as plain text",
    30: "nothing refers to `[^4]`",
}


def test_a_tree_with_a_bibliography_becomes_themes_with_their_citations(project, capsys):
    Path("docs/sub").mkdir(parents=True)
    Path("docs/refs.bib").write_text(BIB, encoding="utf-8")
    Path("docs/index.md").write_text(INDEX, encoding="utf-8")
    Path("docs/sub/ships.md").write_text("Ships\n=====\n\nBack to [home](../index.md).\n", encoding="utf-8")
    assert main(["import", "docs", "--into", "p"]) == 0
    said = capsys.readouterr()
    assert "docs: 2 new themes, 8 new claims, 2 new sources, in content/sources/docs.yml" in said.out
    assert (project / "content/themes/docs/docs-index.md").read_text(encoding="utf-8") == THEME
    assert "Back to [home](theme:docs-index).\n" in (project / "content/themes/docs/docs-sub-ships.md").read_text(encoding="utf-8")
    for line, words in TOLD.items():
        assert [one for one in said.err.split("\n") if one.startswith(f"docs/index.md:{line}:") and words in one], (line, words)
    state = read_project(project)
    assert [one for one in state.findings if one.severity == "error"] == []
    titles = {source.title: source.url for source in state.explainer.content.sources}
    assert (titles["Smith, Report"], titles["Paper"]) == ("https://s.example/rep", "https://p.example/a")
    before = {path: path.read_bytes() for path in (project / "content").rglob("*.*")}
    Path("docs/index.md").write_text(INDEX.replace("One item", "Another item"), encoding="utf-8")
    assert main(["import", "docs", "--into", "p"]) == 0
    assert {path: path.read_bytes() for path in (project / "content").rglob("*.*")} == before
    again = capsys.readouterr().err
    assert again.count("stays as it is") == 1
    assert (
        "docs/index.md:13:1: warning[not-carried-over] content/themes/docs/docs-index.md stays as it is, and does not say `Another item`"
        in again
    )


def test_one_file_with_footnotes_becomes_one_theme(project):
    Path("note.md").write_text("# A note\n\nIt closed.[^a]\n\nIt closed.[^a]\n\n[^a]: <https://s.example/1>\n", encoding="utf-8")
    assert main(["import", "note.md", "--into", "p"]) == 0
    state = read_project(project)
    assert [one for one in state.findings if one.severity == "error"] == []
    (theme,) = [theme for theme in state.explainer.content.themes if theme.id == "note"]
    assert theme.title == "A note"
    assert [claim.text for claim in theme.body.claims] == ["It closed.", "It closed."]
    assert len({citation.source for claim in theme.body.claims for citation in claim.citations}) == 1


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("It closed [@a].\n", True),
        ("It closed.[^1]\n\n[^1]: x\n", True),
        ("- It closed.[^1]\n\n[^1]: https://a.example/\n", False),
        ("- It closed [a](https://a.example/)\n", False),
        ("Write to a@b.example [mail](mailto:a@b.example)\n", False),
    ],
)
def test_a_page_that_cites_is_no_list(text, is_one):
    assert is_document(text, "x.md") is is_one


@pytest.mark.parametrize(
    ("text", "links", "citations", "rest"),
    [
        ("https://a.example/1", [("", "")], (), ""),
        ("Smith, Report, <https://a.example/1>, pp. 4–5.", [("Smith, Report", "pp. 4–5")], (), ""),
        ("See [A](https://a.example/1) and [B](https://b.example/2).", [("A", ""), ("B", "")], (), ""),
        ("[@smith, p. 3]", [], ("@smith, p. 3",), ""),
        ("A book, 1990.", [], (), "A book, 1990"),
        ("[A](https://a.example/1). It was late.", [("A", "")], (), "It was late"),
    ],
)
def test_a_footnote(text, links, citations, rest):
    found = footnote_of(Definition(text, Where("x")), [])
    assert ([(link.label, place) for link, place in found.links], found.citations, found.rest) == (links, citations, rest)


@pytest.mark.parametrize(
    "text",
    [
        "[@" * 20_000,
        "[^" * 20_000 + "]",
        "a[^1]\n\n[^1]: " + "<" * 50_000,
        "@a " * 20_000 + "[@b]",
        "> " * 5_000 + "x[^1]",
        "[@a]\n" * 3_000,
    ],
)
def test_a_hostile_page_is_told_in_a_sentence(project, capsys, text):
    Path("x.md").write_text(f"# T\n\n{text}\n", encoding="utf-8")
    assert main(["import", "x.md", "--into", "p"]) in (0, 1)
    assert "x.md" in capsys.readouterr().out
    assert [one for one in read_project(project).findings if one.severity == "error"] == []
