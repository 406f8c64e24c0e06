"""What linking computes: numbers, backlinks, support, disputes, mentions and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import explain, theme

from builder.linking.numbering import glossary_order
from builder.model.document import Mention, Support
from builder.pages.reference_html import references_at

if TYPE_CHECKING:
    from builder.model.explainer import Explainer

USED = "copy same unseen hidden through rumour essay other-essay book statement"
SOURCES = {
    "content/sources/more.yml": """\
- {id: copy, title: Copy, publisher: D, consulted: full, syndicated_from: alpha}
- {id: same, title: Same, publisher: a, consulted: full}
- {id: unseen, title: Unseen, publisher: E, consulted: no}
- {id: hidden, title: Hidden, publisher: F, consulted: no}
- {id: through, title: Through, publisher: G, consulted: no, via: [hidden, alpha]}
- {id: rumour, title: Rumour, publisher: H, consulted: no, via: hidden, based_on: alpha}
- {id: essay, type: article-journal, title: Essay, author: [Tal, Os], publisher: I, consulted: full}
- {id: other-essay, type: chapter, title: Other, author: [Os], publisher: J, consulted: full}
- {id: book, type: book, title: Book, author: [Ude], publisher: I, consulted: full}
- {id: statement, title: Statement, publisher: A, voice: "  The b. ", consulted: full}
""",
    "docs/index.md": f"All are used: [{'; '.join(f'@{name}' for name in USED.split())}].\n",
}
ROWS = "| A | By |\n|---|---|\n| 1 | {} |\n| 2 | {} |\n\n{}{{#c}}"
"""A table with two rows, and what is cited below it."""


@pytest.mark.parametrize(
    ("claim", "support", "roots"),
    [
        ("A. [@alpha; @beta] {#c}", Support.SEVERAL, 2),
        ("A. [@alpha] [@alpha, p. 2] {#c}", Support.SINGLE, 1),
        ("A. [@alpha; @copy] {#c}", Support.SINGLE, 1),
        ("A. [@alpha; @gamma] {#c}", Support.SINGLE, 1),
        ("A. [@alpha; @same] {#c}", Support.SINGLE, 1),
        ("A. [@copy; @gamma; @same; @beta] {#c}", Support.SEVERAL, 2),
        ("A. [@alpha; contra @beta] {#c}", Support.DISPUTED, 1),
        ("A. [contra @beta] {#c}", Support.DISPUTED, 0),
        ("A. [@alpha; @beta] {#c status=disputed}", Support.DISPUTED, 2),
        ("A. [@alpha; @beta] {#c disputes=mini-one}", Support.DISPUTED, 2),
        ("A. [@alpha; @beta] {#c supports=mini-one supersedes=mini-one status=superseded}", Support.SEVERAL, 2),
        ("A. [@unseen; @hidden] {#c}", Support.UNSEEN, 0),
        ("A. [@unseen; @alpha] {#c}", Support.SINGLE, 1),
        ("A. [@through] {#c}", Support.SINGLE, 1),
        ("A. [@through; @beta] {#c}", Support.SEVERAL, 2),
        ("A. [@through; @alpha] {#c}", Support.SINGLE, 1),
        ("A. [@rumour; @beta] {#c}", Support.SINGLE, 1),
        ("A. [@essay; @other-essay] {#c}", Support.SINGLE, 1),
        ("A. [@essay; @book] {#c}", Support.SEVERAL, 2),
        ("A. [@statement; @alpha] {#c}", Support.SEVERAL, 2),
        ("A. [@statement; @beta] {#c}", Support.SINGLE, 1),
        (ROWS.format("[@alpha; @beta]", "[@alpha; @beta]", ""), Support.SEVERAL, 2),
        (ROWS.format("[@alpha; @beta]", "[@alpha]", ""), Support.SINGLE, 1),
        (ROWS.format("[@alpha]", "[@beta]", ""), Support.SINGLE, 1),
        (ROWS.format("[@alpha]", "[@alpha]", "[@beta]\n"), Support.SEVERAL, 2),
        (ROWS.format("[@alpha]", "", ""), Support.NEEDED, 0),
        (ROWS.format("[@alpha]", "[@hidden]", ""), Support.UNSEEN, 0),
        (ROWS.format("[@alpha]", "[@alpha; contra @beta]", ""), Support.DISPUTED, 1),
        ("A. {#c .citation-needed}", Support.NEEDED, 0),
        ("A. [@alpha] {#c .citation-needed}", Support.NEEDED, 1),
        ("A. {#c .editorial}", Support.EDITORIAL, 0),
        ("A. [@alpha; contra @beta] {#c .editorial}", Support.EDITORIAL, 1),
    ],
)
def test_support(claim: str, support: Support, roots: int) -> None:
    explainer, findings = explain({**SOURCES, **theme(claim)})
    assert findings == []
    assert (explainer.support["c"], explainer.tallies["c"].independent) == (support, roots)


def test_disputes_are_symmetric_and_other_ties_are_turned_around() -> None:
    explainer, _ = explain(
        theme(
            "A. [@alpha] {#a disputes=c,mini-one supports=b}\n\n"
            "B. [@alpha] {#b disputes=a supersedes=mini-one}\n\n"
            "C. [@alpha] {#c supports=a,b}\n"
        )
    )
    assert explainer.disputed_by == {"a": ("b", "c", "mini-one"), "b": ("a",), "c": ("a",), "mini-one": ("a",)}
    assert explainer.superseded_by == {"mini-one": ("b",)}
    assert explainer.supported_by == {"b": ("a", "c"), "a": ("c",)}
    assert explainer.support["mini-one"] is Support.DISPUTED


def test_ties_to_nowhere_or_to_itself_are_not_shown() -> None:
    explainer, _ = explain(theme("A. [@alpha] {#a disputes=a,nope supports=nope}\n"))
    assert explainer.disputed_by == {}


def numbered(explainer: Explainer, url: str) -> list[tuple[int, str, list[str]]]:
    """Return the number and source of each reference of a page, and the anchors of its uses."""
    references = references_at(explainer, url)
    assert explainer.references[url] == tuple(reference.source for reference in references)
    return [(reference.number, reference.source, [use.anchor for use in reference.uses]) for reference in references]


def test_references_are_numbered_by_first_citation_and_lead_back() -> None:
    front = "title: T\nsummary: Words. [@gamma]\nbrief: ['P. [@beta] [more](claim:a)']\n"
    body = """\
Own words. [@beta, p. 1] {.editorial}

A. [@alpha; @gamma] More. [@alpha, p. 2]
{#a}

| x | y |
|---|---|
| 1 [@beta] | 2 [contra @alpha] |
{#t}

Noted.[^n] [@gamma] {#b}

[^n]: The note. [@alpha] {#n}
"""
    explainer, findings = explain(theme(body, front))
    assert findings == []
    assert numbered(explainer, "themes/t/") == [
        (1, "gamma", ["cite-_p0-1", "cite-a-2", "cite-b-1"]),
        (2, "beta", ["cite-_p1-1", "cite-_b0-1", "cite-t-1"]),
        (3, "alpha", ["cite-a-1", "cite-a-3", "cite-t-2", "cite-n-1"]),
    ]
    locators = {use.anchor: use.citation.locator for reference in references_at(explainer, "themes/t/") for use in reference.uses}
    assert {anchor: locator for anchor, locator in locators.items() if locator} == {"cite-_b0-1": "p. 1", "cite-a-3": "p. 2"}
    assert explainer.cited_by == {"alpha": ("mini-one", "a", "t", "n"), "beta": ("mini-one", "t"), "gamma": ("mini-one", "a", "b")}


def test_references_of_a_group_and_of_the_glossary() -> None:
    group = """---
name: River Union
summary: A party. [@beta]
founded: [{value: 2001, cite: "@alpha; @beta"}]
statements: {leader: [{value: Ann, cite: "@gamma"}]}
relations: [{type: part-of, group: other, cite: "@alpha"}]
---

A. [@gamma] {#a}
"""
    term = '- {id: word, term: Oddword, text: "A word. [@gamma; @beta]"}\n'
    other = "---\nname: Other Party\n---\n"
    explainer, findings = explain({"content/groups/union.md": group, "content/groups/other.md": other, "content/terms.yml": term})
    assert findings == []
    assert numbered(explainer, "groups/union/") == [
        (1, "beta", ["cite-_p0-1", "cite-_s0-2"]),
        (2, "alpha", ["cite-_s0-1", "cite-_s2-1"]),
        (3, "gamma", ["cite-_s1-1", "cite-a-1"]),
    ]
    assert numbered(explainer, "glossary/") == [
        (1, "beta", ["cite-group-union-1", "cite-term-word-2"]),
        (2, "gamma", ["cite-term-word-1"]),
    ]
    assert explainer.stated_by == {"alpha": ("union",), "beta": ("union",), "gamma": ("union",)}


def test_the_glossary_is_in_the_order_of_a_dictionary() -> None:
    """Neither an article nor a mark or an accent before the first letter counts, in either script."""
    names = ["The Zebra Club", "al-Basra Guild", "‘Asa’ib", "Él Vado", "The", "Theatre", "Alamo", "حزب", "الجسر", "9 May"]
    groups = {f"content/groups/g{n}.md": f"---\nname: {name}\nkind: party\n---\n" for n, name in enumerate(names)}
    explainer, _ = explain(
        {**groups, "content/terms.yml": "".join(f"- {{id: t{n}, term: {name}, text: X}}\n" for n, name in enumerate(names))}
    )
    expected = ["9 May", "Alamo", "‘Asa’ib", "al-Basra Guild", "The", "Theatre", "Él Vado", "The Zebra Club", "الجسر", "حزب"]
    ordered, terms = glossary_order(explainer.content)
    assert [group.name for group in ordered if group.id != "union"] == expected
    assert [term.term for term in terms] == expected


def linked(body: str, path: str = "content/themes/t.md", front: str = "title: T\n") -> dict[str, list[tuple[str, bool]]]:
    """Return the mentions of each claim of a file, and whether each is a link."""
    term = '- {id: word, term: Oddword, text: "A word. [@alpha]"}\n'
    explainer, _ = explain({"content/terms.yml": term, path: f"---\n{front}---\n\n{body}"})
    return {cid: [(t.text, t.linked) for t in tokens if isinstance(t, Mention)] for cid, tokens in explainer.tokens.items()}


def test_only_the_first_mention_of_a_section_is_a_link() -> None:
    found = linked(
        "The River Union and river-unions. [@alpha] {#a}\n\nRiver Union, Oddword, oddword. [@alpha] {#b}\n\n"
        "## Next River Union\n\nRiver Union. [@alpha] {#c}\n\n- Oddword [@alpha] {#d}\n- Oddword [@alpha] {#e}\n"
    )
    assert found == {
        "mini-one": [],
        "a": [("River Union", True), ("river-union", False)],
        "b": [("River Union", False), ("Oddword", True), ("oddword", False)],
        "c": [("River Union", True)],
        "d": [("Oddword", True)],
        "e": [("Oddword", False)],
    }


def test_code_links_and_quotations_hold_no_mentions() -> None:
    found = linked(
        "`River Union` [River Union](claim:a) [River Union](https://e.org) <https://e.org/River-Union> [@alpha] {#a}\n\n"
        "> River Union [@alpha] {#b}\n\n> [!NOTE]\n> River Union [@alpha] {#c}\n\n**River Union** <b>River Union</b> [@alpha] {#d}\n\n"
        "| River Union |\n|---|\n| River Union [@alpha] |\n{#e}\n"
    )
    assert found["a"] == found["b"] == []
    assert found["c"] == [("River Union", True)], "an alert is not a quotation"
    assert found["d"] == [("River Union", False), ("River Union", False)]
    assert found["e"] == [("River Union", False), ("River Union", False)]


def test_a_group_is_not_linked_on_its_own_page_but_indexed() -> None:
    found = linked("River Union. [@alpha] {#a}\n", "content/groups/union.md", "name: River Union\n")
    assert found["a"] == [("River Union", False)]


def test_mentions_are_indexed_in_both_directions() -> None:
    explainer, _ = explain(
        theme("River Union, River Union. [@alpha] {#a}\n\n## H\n\nNone. [@alpha] {#b}\n\n[It](group:union) is named. [@alpha] {#c}\n")
    )
    assert explainer.mentioned_in == {"union": ("a", "c")}
    assert explainer.mentions_of == {"a": ("union",), "c": ("union",)}


def test_related_themes_share_sources_groups_or_links() -> None:
    def page(title: str, body: str, front: str = "") -> str:
        return f"---\ntitle: {title}\n{front}---\n\n{body}"

    explainer, findings = explain(
        {
            **SOURCES,
            "content/themes/a.md": page("A", "A. [@unseen] {#a}\n"),
            "content/themes/b.md": page("B", "B. [@unseen] {#b}\n"),
            "content/themes/c.md": page("C", "C, see [this](claim:a). [@hidden] {#c}\n", "related: d\n"),
            "content/themes/d.md": page("D", "D. [@copy] {#d}\n"),
            "content/themes/e.md": page("E", "E, see [it](theme:z). [@same] {#e}\n"),
            "content/themes/f.md": page("F", "F. [@same] {#f}\n"),
            "content/themes/z.md": page("Z", "Z. {#z .editorial}\n"),
        }
    )
    assert findings == []
    assert explainer.related["e"] == ("z", "f"), "a link weighs more than a common source"
    assert explainer.related["z"] == ("e",)
    assert explainer.related["a"] == ("c", "b")
    assert explainer.related["b"] == ("a",)
    assert explainer.related["c"] == ("d", "a")
    assert explainer.related["d"] == ()


def test_a_new_file_changes_nothing_on_other_pages() -> None:
    files = {**SOURCES, **theme("A River Union. [@gamma; @copy] {#a disputes=mini-one}\n")}
    one, _ = explain(files)
    other, _ = explain({"content/themes/aaa.md": "---\ntitle: First\norder: 9\n---\n", **files})
    assert one.disputed_by == other.disputed_by
    assert one.support == other.support
    assert one.references["themes/t/"] == other.references["themes/t/"]


def test_each_of_many_unknown_ids_has_its_hint() -> None:
    known = "".join(f"- {{id: reuters-2025-{number:04}, title: T}}\n" for number in range(1500))
    body = "".join(f"Words. [@reuters-2024-{number:04}] {{#c{number}}}\n\n" for number in range(400))
    _, findings = explain({"content/sources/many.yml": known, **theme(body)})
    unknown = [one for one in findings if one.code == "unknown-source"]
    assert len(unknown) == 400
    assert all("did you mean `reuters-202" in one.hints[0] for one in unknown)
