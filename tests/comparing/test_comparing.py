"""What differs between two states of an explainer, of which each is its `explainer.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers import MINI, explain

from builder.comparing.difference import difference
from builder.comparing.graph import graph_of
from builder.comparing.reports import as_json, as_markdown, as_text
from builder.data.export import explainer_json
from builder.history.changes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.comparing.difference import Difference

THEME = "content/themes/mini.md"
SOURCES = "content/sources/mini.yml"
GROUP = "content/groups/union.md"
CLAIM = (
    'A first statement. [@alpha, p. 3 "old words"; @beta]\n{#one date=2025-01-01 measures=price value=5 unit=marks attributed="a clerk"}\n'
)
OTHER = "Another statement,\nin two lines. [@alpha]\n{#two}\n"


def theme(*claims: str, front: str = "title: Mini") -> dict[str, str]:
    return {THEME: "\n".join([f"---\n{front}\n---\n", *claims])}


def state(files: Mapping[str, str], base: Mapping[str, str] = MINI) -> bytes:
    explainer, findings = explain(files, base)
    assert [one for one in findings if one.severity == "error"] == []
    return b"".join(explainer_json(explainer))


def compared(before: Mapping[str, str], after: Mapping[str, str], base: Mapping[str, str] = MINI) -> Difference:
    return difference(graph_of(state(before)), graph_of(state(after, base)))


def said(found: Difference) -> list[str]:
    """Return the lines about records, without those about the whole."""
    return [line.strip() for block in as_text(found).split("\n\n")[1:] for line in block.split("\n")]


BEFORE = theme(CLAIM, OTHER)


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (theme(CLAIM, OTHER, "New. [@alpha]\n{#three}\n"), "Added: New."),
        (theme(CLAIM), "Removed: Another statement, in two lines."),
        (theme(CLAIM, OTHER.replace("statement", "saying")), "Reworded: Another [-statement,-] {+saying,+} in two lines."),
        (theme(CLAIM.replace("p. 3", "p. 4"), OTHER), "Re-sourced: from alpha, p. 3, “old words” to alpha, p. 4, “old words”"),
        (
            theme(CLAIM.replace("old words", "new words"), OTHER),
            "Quoted words changed: alpha, p. 3: quotes “new words” instead of “old words”",
        ),
        (theme(CLAIM.replace("one date", "one status=retracted date"), OTHER), "Status changed: from Reported to Retracted"),
        (theme(CLAIM.replace("-01-01", "-02"), OTHER), "Date changed: from 1 January 2025 to February 2025"),
        (theme(CLAIM.replace("=5 ", "=6 "), OTHER), "Figure changed: from Price: 5 marks to Price: 6 marks"),
        (theme(CLAIM.replace("a clerk", "a mayor"), OTHER), "Attribution changed: from a clerk to a mayor"),
        (theme(CLAIM, OTHER.replace("#two", "#two supports=one")), "Ties to other claims changed: added: supports “A first statement.”"),
        (theme(CLAIM, "## Facts\n", OTHER), "Moved: from the beginning of the page to facts"),
        ({**theme(CLAIM), "content/themes/other.md": f"---\ntitle: Other\n---\n\n{OTHER}"}, "Moved: from Mini to Other"),
        (theme(CLAIM, OTHER.replace("#two", "#deux was=two")), "New address: from #claim-two to #claim-deux"),
    ],
)
def test_each_change_of_a_claim_is_told(after: Mapping[str, str], line: str) -> None:
    assert line in said(compared(BEFORE, after))


def test_a_sign_before_and_after_is_told() -> None:
    found = compared(BEFORE, theme(CLAIM.replace("; @beta", ""), OTHER))
    assert said(found) == [
        "claim one (themes/mini/)",
        "Re-sourced: removed: beta",
        "Sign changed: from Several independent sources to One source",
    ]
    unseen = {SOURCES: MINI[SOURCES].replace("A, consulted: full", "A, consulted: no").replace("via: alpha", "via: beta")}
    assert "Sign changed: from One source to No source seen by the authors" in said(compared(BEFORE, {**BEFORE, **unseen}))


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        theme(OTHER, CLAIM),
        theme(CLAIM, OTHER.replace(",\nin two lines", ", in\ntwo lines")),
        {**BEFORE, SOURCES: "".join(reversed(MINI[SOURCES].splitlines(keepends=True)))},
    ],
)
def test_another_order_or_layout_is_no_difference(after: Mapping[str, str]) -> None:
    found = compared(BEFORE, after)
    assert (found.changes, found.entries) == ((), ())
    assert as_text(found).endswith("\nNothing differs.")
    broken = json.loads(state(after))
    broken["claims"][1]["text"] = broken["claims"][1]["text"].replace(" ", "\n  ")
    assert difference(graph_of(state(after)), graph_of(json.dumps(broken).encode())).changes == ()


def test_what_got_another_id_is_the_same_and_so_is_what_names_it() -> None:
    tied = theme(CLAIM, OTHER.replace("#two", "#two supports=one"))
    renamed = theme(CLAIM.replace("#one", "#uno was=one"), OTHER.replace("#two", "#two supports=uno"))
    found = compared(tied, renamed)
    assert [(change.kind, change.claim) for change in found.changes] == [(Kind.RENAMED, "uno")]
    moved = {"content/themes/maxi.md": BEFORE[THEME].replace("title: Mini", "title: Mini\nwas: mini")}
    found = compared(BEFORE, moved, {path: text for path, text in MINI.items() if path != THEME})
    assert (found.changes, said(found)) == ((), ["theme mini → maxi: renamed"])
    key = {
        path: text.replace("alpha", "omega").replace("id: omega,", "id: omega, was: [alpha],") for path, text in {**MINI, **BEFORE}.items()
    }
    found = compared(BEFORE, key)
    assert (found.changes, said(found)) == ((), ["source alpha → omega: renamed"])


def test_what_differs_in_other_records_is_told_field_by_field() -> None:
    group = (
        MINI[GROUP]
        .replace("An invented party.", "An invented league.")
        .replace("kind: party", "kind: party\naliases: [RU]\nstatements: {leader: [{value: Ada, from: 2001, cite: '@beta, p. 7'}]}")
    )
    sources = MINI[SOURCES].replace("publisher: B", "publisher: Bee") + "- {id: delta, title: Delta, consulted: no}\n"
    settings = MINI["content/explainer.yml"].replace("2025-09-25", "2025-10-01")
    lines = said(compared(BEFORE, {**BEFORE, GROUP: group, SOURCES: sources, "content/explainer.yml": settings}))
    assert "group union: changed" in lines
    assert any(line.startswith("aliases: added: text: RU") for line in lines)
    assert "statements: added: property: leader; value: Ada; from: 2001; citations: source: beta; locator: p. 7; stance: supports" in lines
    assert "summary: text: An invented [-party.-] {+league.+}" in lines
    assert {"source beta: changed", "publisher: [-B-] {+Bee+}", "source delta: added", "title: added: Delta"} <= set(lines)
    assert {"setting as_of: changed", "as_of: [-2025-09-25-] {+2025-10-01+}"} <= set(lines)


def test_a_translation_that_differs_is_told() -> None:
    def translated(words: str, content: Mapping[str, str] = BEFORE) -> bytes:
        data = json.loads(state(content))
        data["claims"][0]["translations"] = {"ar": {"text": words, "attributed": "", "event": "", "url": "ar/themes/mini/#claim-one"}}
        return json.dumps(data).encode()

    found = difference(graph_of(translated("واحد")), graph_of(translated("اثنان")))
    assert said(found) == ["translated claim one (ar): changed", "text: [-واحد-] {+اثنان+}"]
    renamed = theme(CLAIM.replace("#one", "#a-one was=one"), OTHER)
    found = difference(graph_of(translated("واحد")), graph_of(translated("واحد", renamed)))
    assert said(found)[2:] == ["translated claim one (ar) → a-one (ar): renamed"]


# --- the ways to print ------------------------------------------------------------------------------------------------


def test_json_has_values_before_and_after() -> None:
    found = json.loads(as_json(compared(BEFORE, theme(CLAIM.replace("p. 3", "p. 4").replace("A first", "The first"), OTHER))))
    assert found["counts"] == {"reworded": 1, "re-sourced": 1}
    (claim,) = found["claims"]
    assert (claim["id"], claim["page"]) == ("one", "themes/mini/")
    assert claim["changes"][0]["words"] == [["-", "A"], ["+", "The"], ["=", "first statement."]]
    cited = {"source": "alpha", "locator": "p. 4", "prefix": "", "quote": "old words", "stance": "supports"}
    assert claim["changes"][1]["after"] == [{"field": "citations", "value": cited}]
    assert found["old"]["words"] != found["new"]["words"]


def test_unchanged_words_far_from_a_change_are_left_out() -> None:
    words = " ".join(f"w{number}" for number in range(60))
    found = compared(theme(f"{words} end. [@alpha]\n{{#one}}\n"), theme(f"{words} finish. [@alpha]\n{{#one}}\n"))
    assert said(found)[1] == f"Reworded: {' '.join(words.split()[:8])} … {' '.join(words.split()[-8:])} [-end.-] {{+finish.+}}"


def test_a_comment_in_markdown_has_room_and_nothing_in_it_is_markup() -> None:
    start = theme(*(f"Claim {number} says so.\n{{#c{number} .editorial}}\n" for number in range(900)))
    text = "``` ```` @somebody <b>&amp; https://example.org/ says so " * 4
    data = json.loads(state(start))
    for record in data["claims"]:
        record["text"] = text
    shown = as_markdown(difference(graph_of(state(start)), graph_of(json.dumps(data).encode())))
    assert 60_000 < len(shown) <= 65_000
    assert "\n- Reworded: 900 claims\n" in shown
    head, block, rest = shown.partition("<details>")[0], *shown.partition("<details>")[2].split("</details>")
    assert "somebody" not in head + rest
    lines = block.split("\n")
    assert lines.count("`````") == 2
    assert all(line.startswith(("claim c", "  Reworded: ")) for line in lines[lines.index("`````") + 1 : -3])
    told = sum(line.startswith("claim c") for line in lines)
    assert rest.strip() == f"Not shown for their length: the changes of {900 - told} records."


def test_what_a_bundle_says_cannot_steer_a_terminal() -> None:
    data = json.loads(state(BEFORE))
    data["claims"][0]["text"] = "\x1b[2J\u202e\x9b text"
    data["claims"][0]["page"] = data["explainer"]["title"] = data["sources"][0]["title"] = "\x1b]0;x\x07\nmore \ud800"
    found = difference(graph_of(state(BEFORE)), graph_of(json.dumps(data).encode()))
    for text in (as_text(found), as_markdown(found)):
        assert all(line.isprintable() for line in text.split("\n"))
        assert "\\x1b[2J\\u202e" in text
    assert as_json(found).isascii()


# --- files from anybody -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [
        (("format",), 2, "another version of the format"),
        (("claims",), {}, "`claims` is no list"),
        (("claims", 0, "text"), 5, "`text` is no text"),
        (("claims", 0, "id"), "<b>", "id of a claim"),
        (("claims", 0, "id"), "two", "two of its `claims` have the same id"),
        (("claims", 0, "status"), "odd", "odd"),
        (("claims", 0, "support"), None, "Support"),
        (("claims", 0, "date"), "soon", "`date` is no date"),
        (("claims", 0, "supports"), [1], "`supports` is no list of texts"),
        (("claims", 0, "citations", 0), "alpha", "`citations` is no list of objects"),
        (("claims", 0, "measure", "low"), 10**400, "`low` is no number"),
        (("claims", 0, "translations"), [], "`translations` is no object"),
        (("themes", 0, "title"), [], "`title` is no text"),
        (("moved",), None, "`moved` is no list"),
    ],
)
def test_what_is_no_explainer_is_refused_with_a_reason(place: tuple[str | int, ...], value: object, why: str) -> None:
    data = json.loads(state(BEFORE))
    record = data
    for key in place[:-1]:
        record = record[key]
    record[place[-1]] = value
    with pytest.raises(ValueError, match=why):
        graph_of(json.dumps(data).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff{", b"[" * 100_000, b'{"claims":' + b"[" * 100_000, b'{"a": ' + b"9" * 9999 + b"}"]
)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"json|JSON|Expecting|decode|nested|digits|claims"):
        graph_of(data)
