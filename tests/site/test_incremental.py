"""Whatever is edited, in whatever order: a build in the folder that was built before gives what a clean build gives, byte for byte."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest
from building import copy_project, difference, run, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = 5


def themes(project: Path) -> list[Path]:
    return sorted((project / "content/themes").rglob("*.md"))


def append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def add_claim(project: Path, chance: random.Random) -> None:
    append(
        chance.choice(themes(project)), f"\nThe lamps were counted once more. [@primer]\n{{#counted-{chance.randrange(10**6)} date=1903}}\n"
    )


def add_theme(project: Path, chance: random.Random) -> None:
    name = f"new-{chance.randrange(10**6)}"
    append(project / f"content/themes/{name}.md", f"---\ntitle: {name}\n---\n\nIt is new. [@primer]\n{{#{name}}}\n")


def delete_theme(project: Path, chance: random.Random) -> None:
    new = [path for path in themes(project) if path.name.startswith("new-")]
    if new:
        chance.choice(new).unlink()


def move_theme(project: Path, chance: random.Random) -> None:
    new = [path for path in themes(project) if path.name.startswith("new-")]
    if new:
        path = chance.choice(new)
        target = project / "content/themes/a-part" / path.name if path.parent.name == "themes" else project / "content/themes" / path.name
        target.parent.mkdir(exist_ok=True)
        path.rename(target)


def add_source(project: Path, chance: random.Random) -> None:
    name = f"source-{chance.randrange(10**6)}"
    append(project / "content/sources/papers.yml", f"\n- {{id: {name}, title: Lamps of the year, publisher: Press, consulted: full}}\n")
    append(chance.choice(themes(project)), f"\nThere are more lamps. [@{name}]\n{{#more-{name}}}\n")


def rename_group(project: Path, _chance: random.Random) -> None:
    for path in sorted((project / "content/groups").glob("*.md")):
        replace(path, "name: ", "name: New ")
        return


def reword(project: Path, chance: random.Random) -> None:
    replace(chance.choice(themes(project)), " the ", " that ")


def configure(project: Path, chance: random.Random) -> None:
    append(project / "content/explainer.yml", f"# {chance.randrange(10**6)}\n")
    replace(project / "content/explainer.yml", "title: ", "title: The ")


def template(project: Path, chance: random.Random) -> None:
    append(project / "templates/pages/search.html", f"<p>{chance.randrange(10**6)}</p>\n")


def page(project: Path, chance: random.Random) -> None:
    append(project / "docs/index.md", f"\n# Home\n\nWords {chance.randrange(10**6)}.\n")


def nothing(_project: Path, _chance: random.Random) -> None:
    pass


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    add_claim,
    add_theme,
    delete_theme,
    move_theme,
    add_source,
    rename_group,
    reword,
    configure,
    template,
    page,
    nothing,
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_build_after_edits_is_a_clean_build(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    project = copy_project("second", tmp_path / "project")
    edits = [add_theme, *chance.choices(EDITS, k=STEPS - 1)]
    for step, edit in enumerate(edits):
        edit(project, chance)
        assert (done := run("builder", "build", project)).returncode == 0, done.stderr
        clean = tmp_path / f"clean-{step}"
        shutil.copytree(project, clean, ignore=shutil.ignore_patterns("site", ".cache"))
        assert (done := run("builder", "build", clean)).returncode == 0, done.stderr
        assert difference(tree(clean / "site"), tree(project / "site")) == [], [e.__name__ for e in edits[: step + 1]]
