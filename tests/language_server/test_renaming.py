"""Where things are written, and what a new id changes: after that the project says the same, and old addresses lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from building import ROOT
from cursors import cursor
from helpers import MINI, explain

from builder.checking.project import Project
from builder.language_server.cursor import Thing, thing_at
from builder.language_server.occurrences import definition, located, uses
from builder.language_server.renaming import RefusedError, Renaming, renaming_of
from builder.language_server.spans import lines_of
from builder.linking.references import index_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RICH = {
    **MINI,
    "content/explainer.yml": MINI["content/explainer.yml"] + "languages: [en, ar]\n",
    "content/sources/mini.yml": """\
references:
  # the first
  - id: alpha
    title: Alpha
    publisher: A
    consulted: full
  - {id: 'beta', title: Beta, publisher: B, consulted: full}
  - id: "gamma"
    title: Gamma
    publisher: C
    consulted: excerpt
    via: [alpha]
    was: old-gamma
  - id: delta
    title: Delta
    publisher: D
    consulted: full
    based_on:
      - alpha
    was:
      - older-delta
      - old-delta
""",
    "content/sources/more.json": '[{"id": "epsilon", "type": "book", "title": "Epsilon", "publisher": "E", "consulted": "full"}]\n',
    "content/groups/union.md": """\
---
name: River Union
kind: party
summary: An invented party, see alpha. [see @alpha, p. 3; @beta]
statements:
  leader:
    - {value: Tal, cite: "@alpha"}
---
""",
    "content/groups/branch.md": """\
---
name: Branch
kind: party
summary: A part. [@delta]
relations:
  - {type: part-of, group: union, cite: "@alpha"}
was: [twig]
---

The branch is part of [the union](group:union), or [union](union.md). [@{alpha}; @epsilon]
{#branch-one supports=mini-one}
""",
    "content/terms.yml": "- {id: ebb, term: ebb tide, text: 'The alpha falls, [alpha](source:alpha). [@alpha]'}\n",
    "content/themes/mini.md": """\
---
title: Mini
summary: In short, [mini-one](claim:mini-one).
brief: ["The first. [more](claim:mini-one)"]
---

A first statement 🏛️ mini-one. [@alpha; @beta; @gamma]
{#mini-one date=2025-01-01}

A second, after [one](claim:mini-one), [here](#claim-mini-one) and [there](mini.md#claim-mini-one). [@delta]
{#mini-two disputes=mini-one was="mini-2, mini-b"}

A third. [@beta] {#mini-three .later supersedes="mini-two, mini-one" was=mini-3}
""",
    "content/themes/mini.ar.md": """\
---
title: صغير
from: 00000000
---

قول أول. [@alpha; @beta; @gamma]
{#mini-one from=00000000}
""",
    "docs/note.md": "See [the first](claim:mini-one), [union](group:union), [it](../content/themes/mini.md#claim-mini-one). [@alpha]\n",
}


class Explained(NamedTuple):
    project: Project
    files: Mapping[str, str]

    def text(self, path: str) -> str:
        return self.files[path]

    def codes(self) -> list[tuple[str, str]]:
        return sorted((found.code, found.where.path) for found in self.project.findings)


def explained(files: Mapping[str, str]) -> Explained:
    explainer, findings = explain(files, {})
    return Explained(Project(ROOT, explainer, tuple(findings)), files)


def applied(files: Mapping[str, str], renaming: Renaming) -> dict[str, str]:
    changed = dict(files)
    for one in sorted(renaming.replacements, key=lambda one: (one.span.where, one.span.length), reverse=True):
        lines = changed[one.span.where.path].split("\n")
        row = one.span.where.line - 1
        lines[row] = lines[row][: one.span.start] + one.text + lines[row][one.span.end :]
        changed[one.span.where.path] = "\n".join(lines)
    if renaming.moved:
        old, new = renaming.moved
        changed[new] = changed.pop(old)
    return changed


BEFORE = explained(RICH)


def renamed(kind: str, old: str, new: str, before: Explained = BEFORE) -> Explained:
    return explained(applied(before.files, renaming_of(Thing(kind, old, 0, 0), new, before.project, before.text)))


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("source", "alpha", "new-alpha"),
        ("source", "beta", "Berg:2020"),
        ("source", "gamma", "new-gamma"),
        ("source", "delta", "new-delta"),
        ("source", "epsilon", "a/b//c/"),
        ("claim", "mini-one", "mini-first"),
        ("claim", "mini-two", "mini-second"),
        ("claim", "mini-three", "mini-third"),
        ("claim", "branch-one", "branch-first"),
        ("group", "union", "river-union"),
        ("group", "branch", "twigs"),
    ],
)
def test_everything_that_refers_to_it_follows_and_its_old_addresses_lead_on(kind: str, old: str, new: str) -> None:
    after = renamed(kind, old, new)
    known = {"source": "sources", "claim": "claims", "group": "groups"}[kind]
    assert set(getattr(after.project.explainer, known)) == {new if one == old else one for one in getattr(BEFORE.project.explainer, known)}
    assert [code for code, _ in after.codes()] == [code for code, _ in BEFORE.codes()], after.project.findings
    assert (
        index_of(after.project.explainer).new_ids.items()
        >= {
            (kind, old): new,
            **{
                (one, was): new if (one, now) == (kind, old) else now
                for (one, was), now in index_of(BEFORE.project.explainer).new_ids.items()
            },
        }.items()
    )
    of_one = [use for use in uses(BEFORE.project.explainer) if (use.kind, use.id) == (kind, old)]
    assert len([use for use in uses(after.project.explainer) if (use.kind, use.id) == (kind, new)]) == len(of_one)


def test_words_that_only_look_like_the_id_stay() -> None:
    after = renamed("source", "alpha", "omega").files
    assert "see alpha. [see @omega, p. 3; @beta]" in after["content/groups/union.md"]
    assert after["content/terms.yml"] == "- {id: ebb, term: ebb tide, text: 'The alpha falls, [alpha](source:omega). [@omega]'}\n"
    assert after["content/sources/mini.yml"].startswith("references:\n  # the first\n  - id: omega\n    was: [alpha]\n    title: Alpha\n")
    after = renamed("claim", "mini-one", "mini-first").files
    assert (
        "A first statement 🏛️ mini-one. [@alpha; @beta; @gamma]\n{#mini-first was=mini-one date=2025-01-01}"
        in after["content/themes/mini.md"]
    )
    assert "{#mini-first from=00000000}" in after["content/themes/mini.ar.md"]


@pytest.mark.parametrize(
    ("kind", "old", "new", "why"),
    [
        ("source", "alpha", "beta", "there is a source `beta` already."),
        ("source", "alpha", "a b", "`a b` cannot be cited"),
        ("source", "alpha", "Beta", "would have the address of the source `beta`."),
        ("source", "alpha", "old-gamma", "is an old id of the source `gamma`"),
        ("claim", "mini-one", "mini-two", "there is a claim `mini-two` already."),
        ("claim", "mini-one", "Mini", "is not a valid id"),
        ("claim", "mini-one", "mini-3", "is an old id of the claim `mini-three`"),
        ("group", "union", "con", "is not a valid id"),
        ("group", "union", "branch", "there is a group `branch` already."),
        ("theme", "mini", "other", "a theme cannot be renamed here."),
        ("claim", "nothing", "other", "there is no claim `nothing`."),
    ],
)
def test_an_id_that_it_cannot_get_is_refused_in_a_sentence(kind: str, old: str, new: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why.replace("(", r"\(")):
        renamed(kind, old, new)


def test_while_a_file_cannot_be_read_nothing_is_renamed() -> None:
    broken = explained({**RICH, "content/terms.yml": "- {id: [ebb\n"})
    with pytest.raises(RefusedError, match=r"mend content/terms\.yml:"):
        renamed("source", "alpha", "omega", broken)


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests/second"])
def test_in_whole_explainers_every_reference_is_found_at_its_place(folder: Path) -> None:
    paths = [path for path in (folder / "content").rglob("*") if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    known = explained(files)
    found = [(use, located(use, known.text)) for use in uses(known.project.explainer)]
    assert len(found) > 50
    assert [use for use, at in found if at is None] == []
    for use, at in found:
        assert lines_of(files[at.where.path])[at.where.line - 1][at.start : at.end] == use.id


@pytest.mark.parametrize(
    ("path", "marked", "place"),
    [
        ("content/themes/mini.md", "---\n---\n\nx [@al|pha]", ("content/sources/mini.yml", 3, 9)),
        ("content/themes/mini.md", "---\n---\n\nx [@{bet|a}]", ("content/sources/mini.yml", 7, 11)),
        ("content/themes/mini.md", "---\n---\n\n[x](claim:mini-t|wo)", ("content/themes/mini.md", 11, 3)),
        ("content/themes/mini.md", '---\n---\n\nx\n{#x supports="a, mini-three|"}', ("content/themes/mini.md", 13, 20)),
        ("content/groups/x.md", "---\nrelations:\n  - {group: uni|on}\n---\n", ("content/groups/union.md", 1, 1)),
        ("content/themes/x.md", "---\nrelated: [mi|ni]\n---\n", ("content/themes/mini.md", 1, 1)),
        ("content/sources/x.yml", "- id: x\n  via: alp|ha", ("content/sources/mini.yml", 3, 9)),
        ("docs/x.md", "[x](term:|ebb)", ("content/terms.yml", 1, 8)),
        ("content/themes/mini.md", "---\n---\n\nx [@no|body]", None),
    ],
)
def test_a_definition_is_found_from_where_it_is_used(path: str, marked: str, place: tuple[str, int, int] | None) -> None:
    thing = thing_at(*cursor(path, marked))
    assert thing
    at = definition(thing, BEFORE.project.explainer, BEFORE.text)
    assert (at and tuple(at.where)) == place
