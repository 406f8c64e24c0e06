"""Comments silence warnings in every command alike, are counted, and stand on no page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from building import run_here
from helpers import MINI, checked, theme, write

from builder.slips.ignore_comments import ignore_comments

if TYPE_CHECKING:
    from pathlib import Path

MKDOCS = "site_name: M\ntheme: {name: material}\nplugins: [explainer]\n"
PROJECT = {
    **MINI,
    "content/sources/more.yml": "# explainer: ignore unused-source kept for later\n- {id: delta, title: D, consulted: no}\n",
    **theme(
        "A claim. [@alpha]\n{#one date=2025}\n<!-- explainer: ignore cited-for-parts secretly known -->\n\n"
        "<!-- explainer: ignore cited-for-parts secretly known -->\n\nOil stopped [@alpha], and wages were late [@beta]. {#two}\n"
    ),
}


def test_what_is_silenced_is_counted_and_comments_stand_on_no_page(tmp_path: Path) -> None:
    write(tmp_path, PROJECT)
    said = run_here("check", str(tmp_path))
    assert "unused-source" not in said.stderr
    assert said.stderr.count("unused-ignore") == 1
    assert said.stdout == "2 themes, 3 claims, 4 sources, 1 group, 0 errors, 1 warning, 2 silenced.\n"
    assert run_here("check", str(tmp_path)).stdout == said.stdout  # from the receipt
    found = json.loads(run_here("check", "--format", "json", str(tmp_path)).stdout)
    assert [one["code"] for one in found] == ["unused-ignore"]
    built = run_here("build", str(tmp_path))
    assert built.returncode == 0
    assert "1 warning, 2 silenced." in built.stdout
    pages = [
        page.read_text(encoding="utf-8") for page in (tmp_path / "site").rglob("*") if page.suffix in (".html", ".json", ".md", ".xml")
    ]
    assert len(pages) > 10
    assert not [page for page in pages if "secretly known" in page or "kept for later" in page]


def test_a_comment_on_a_hand_written_page_is_about_what_the_engine_finds_and_is_not_on_it(tmp_path: Path) -> None:
    known = "<!-- explainer: ignore html-removed secretly known -->"
    page = f"# Home\n\n{known}\n\n<marquee>Hello</marquee>\n\nWords.\n{known}\n"
    write(tmp_path, {**MINI, "mkdocs.yml": MKDOCS, "docs/index.md": page, "docs/notes.md": "# Notes\n\nWords.\n"})
    project = checked(tmp_path)
    assert [(one.where.line, one.code) for one in project.findings] == [(8, "unused-ignore")]
    assert [(one.where.line, one.code) for one in project.silenced] == [(5, "html-removed")]
    assert run_here("build", str(tmp_path)).returncode == 0
    assert "secretly known" not in (tmp_path / "site/index.html").read_text(encoding="utf-8")


def test_lines_that_a_comment_is_about() -> None:
    def lines(text: str, *, fields: bool = False) -> list[tuple[int, int, int]]:
        return [(one.line, one.first, one.last) for one in ignore_comments(text, None if fields else lambda _: [])]

    comment = "<!-- explainer: ignore x y -->"
    assert lines(f"a\nb\n{comment}\nc\n\nd") == [(3, 1, 4)]
    assert lines(f"a\n\n{comment}\n\n\nd\ne\n\nf") == [(3, 3, 7)]
    assert lines(f"a\n\n{comment}\nd\ne\n\nf") == [(3, 3, 5)]
    assert lines(f"---\ntitle: T\n---\n{comment}\na") == [(4, 4, 5)]
    assert lines(f"{comment}\n") == [(1, 1, 2)]
    assert lines("# explainer: ignore x y") == []
    note = "# explainer: ignore x y"
    assert lines(f"a:\n  {note}\n  - b: 1\n    c: 2\n\n  - d: 3\n", fields=True) == [(2, 3, 5)]
    assert lines(f"---\n{note}\n{note}\na:\n  b: 1\nc: 2\n---\n{note}\n") == [(2, 1, 5), (3, 4, 5)]
    assert lines(f"a: 1\n{note}", fields=True) == [(2, 3, 2)]


def test_a_baseline_hides_the_warnings_that_were_there_wherever_they_move_and_says_what_is_stale(tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    text = theme("Oil stopped [@alpha], and wages were late [@beta]. {#two}\n\nProse.\n")["content/themes/t.md"]
    rules = MINI["content/explainer.yml"] + "rules: {uncited-prose: error}\n"
    project = tmp_path / "project"
    sources = "- {id: delta, title: D, consulted: no}\n"
    write(project, {**MINI, "content/explainer.yml": rules, "content/sources/more.yml": sources, "content/themes/t.md": text})
    assert run_here("check", "--write-baseline", known, project).returncode == 1
    lines = known.read_text(encoding="utf-8").splitlines()
    assert sorted(line.split(" ", 1)[1] for line in lines) == [
        "cited-for-parts content/themes/t.md",
        "unused-source content/sources/more.yml",
    ]
    write(project, {"content/themes/t.md": text.replace("Oil", "A claim. [@gamma] {#three}\n\nOil"), "content/sources/more.yml": ""})
    said = run_here("check", "--baseline", known, project)
    assert "uncited-prose" in said.stderr
    assert "cited-for-parts" not in said.stderr
    (stale,) = [line for line in said.stderr.splitlines() if "stale" in line]
    assert stale.endswith("unused-source content/sources/more.yml")
    assert said.stdout.endswith("1 error, 0 warnings, 1 silenced.\n")
    assert run_here("check", "--baseline", tmp_path / "none.txt", project).returncode == 3
    write(project, {"content/explainer.yml": rules.replace("uncited-prose: error", "cited-for-parts: error")})
    assert "cited-for-parts" in run_here("check", "--baseline", known, project).stderr  # an error is never known
