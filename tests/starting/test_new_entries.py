"""`explainer new theme`, `group` and `source`: what is written passes the check, and what is there stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import run_here, tree
from helpers import MINI, checked, write

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, MINI)
    return tmp_path


def new(project: Path, what: str, **answers: str) -> subprocess.CompletedProcess[str]:
    options = [f"--{name}={answer}" for name, answer in answers.items()]
    return run_here("new", what, "--into", project, *options)


def test_a_theme_has_one_claim_that_awaits_its_source(project: Path) -> None:
    done = new(project, "theme", title="Costs: who pays?", question="Who pays?")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Wrote content/themes/costs-who-pays.md." in done.stdout
    found = checked(project)
    assert found.findings == ()
    theme = found.explainer.themes["costs-who-pays"]
    assert (theme.title, theme.question) == ("Costs: who pays?", "Who pays?")
    assert found.explainer.claims["costs-who-pays-first"].citation_needed


def test_a_theme_of_the_same_title_gets_another_id(project: Path) -> None:
    assert "themes/mini-2.md" in new(project, "theme", title="Mini").stdout
    taken = new(project, "theme", title="Mini", id="mini")
    assert (taken.returncode, taken.stderr) == (2, "explainer: there is content/themes/mini.md already; choose another id\n")
    assert (project / "content/themes/mini.md").read_text(encoding="utf-8") == MINI["content/themes/mini.md"]


@pytest.mark.parametrize("title", ["x" * 300, "سفن", "{#a} [@b] *c*", "---", "'", '"', "a # b", "con"])
def test_any_title_makes_a_theme(project: Path, title: str) -> None:
    assert new(project, "theme", title=title).returncode == 0
    found = checked(project)
    assert found.findings == ()
    assert title in [theme.title for theme in found.explainer.themes.values()]


def test_a_group_has_a_kind_of_the_settings(project: Path) -> None:
    assert new(project, "group", name="Quay Society", kind="party").returncode == 0
    found = checked(project)
    assert found.findings == ()
    assert found.explainer.groups["quay-society"].kind == "party"
    wrong = new(project, "group", name="Other", kind="Parish")
    words = "`Parish` is not one of the kinds of this explainer: party; `parish: Parish` under `kinds` in content/explainer.yml declares it"
    assert (wrong.returncode, wrong.stderr) == (2, f"explainer: {words}\n")
    assert new(project, "group", name="Plain").returncode == 0
    assert new(project, "group", name="Free", kind="none").returncode == 0
    assert new(project, "group", name="Labelled", kind="Party").returncode == 0
    groups = checked(project).explainer.groups
    assert [groups[one].kind for one in ("plain", "free", "labelled")] == ["", "", "party"]


def test_a_second_group_of_a_name_is_refused_with_the_first(project: Path) -> None:
    done = new(project, "group", name="river union")
    assert (done.returncode, done.stderr) == (2, "explainer: there is a group of this name already: `union`, in content/groups/union.md\n")


def test_a_source_is_added_below_those_that_are_there(project: Path) -> None:
    done = new(project, "source", url="https://example.org/x", title="On quays: a view", author="Pell, Ivo; The Board", issued="2024-05")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Added to content/sources/mini.yml.\nCite it as [@pell-2024-quays].\n"
    text = (project / "content/sources/mini.yml").read_text(encoding="utf-8")
    assert text.startswith(MINI["content/sources/mini.yml"])
    found = checked(project)
    assert [one.code for one in found.findings] == ["unused-source"]
    source = found.explainer.sources["pell-2024-quays"]
    assert (source.title, source.type, source.consulted.value) == ("On quays: a view", "webpage", "no")


def test_a_source_may_begin_a_file(project: Path) -> None:
    done = new(project, "source", title="A law", consulted="full", file="laws.yml")
    assert done.stdout.startswith("Wrote content/sources/laws.yml.")
    assert [one.code for one in checked(project).findings] == ["unused-source"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"issued": "n.d."}, "`n.d.` is not a date, and is shown as it is"),
        ({"issued": "14 Nov 1680 O.S."}, "dates are of the Gregorian calendar"),
        ({"author": "The Office of Quays and Ferries"}, "is taken for one name; several have semicolons between"),
    ],
)
def test_an_answer_is_taken_with_a_remark(project: Path, answers: dict[str, str], words: str) -> None:
    done = new(project, "source", title="Quays", file="hevelius", **answers)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout
    text = (project / "content/sources/hevelius.yml").read_text(encoding="utf-8")
    assert all(answer in text for answer in answers.values())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"issued": "about 1680"}, "`about 1680` is not how a date is written here; write 1680~\n"),
        ({"issued": "before 1675"}, "write ../1675 (1675 or earlier), or ../1674 without 1675\n"),
        ({"author": "Tal, Ludwig and Pell, Ivo"}, "semicolons between"),
        ({"title": ""}, "missing: --title"),
        ({"issued": "12/05/2024"}, "write 2024-05-12 if it is 12 May 2024"),
        ({"type": "newspaper"}, "did you mean `article-newspaper` (an article"),
        ({"url": "example.org"}, "must start with https://"),
        ({"consulted": "partly"}, "did you mean `excerpt`?"),
        ({"id": "alpha"}, "content/sources/mini.yml, line 1"),
        ({"id": "a b"}, "cannot contain white space"),
        ({"file": "../x.yml"}, "a name that ends in .yml"),
        ({"file": "x.md"}, "a name that ends in .yml"),
    ],
)
def test_a_wrong_answer_is_told_as_the_check_tells_it(project: Path, answers: dict[str, str], words: str) -> None:
    before = tree(project)
    done = new(project, "source", **{"title": "Title", **answers})
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert tree(project) == before


def test_where_there_is_no_explainer_nothing_is_added(tmp_path: Path) -> None:
    done = new(tmp_path, "theme", title="T")
    assert done.returncode == 2
    assert "`explainer new project` begins one" in done.stderr
    assert tree(tmp_path) == {}


def test_no_link_leads_out_of_the_project(project: Path) -> None:
    (project / "away").mkdir()
    (project / "content/groups/union.md").unlink()
    (project / "content/groups").rmdir()
    (project / "content/groups").symlink_to(project / "away")
    done = new(project, "group", name="Society")
    assert (done.returncode, done.stderr[:68]) == (2, "explainer: content/groups is a symbolic link, which is not followed;")
    assert list((project / "away").iterdir()) == []
