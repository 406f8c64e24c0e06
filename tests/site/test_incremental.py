"""Whatever is edited, the next build notices it, and after many edits the site is that of a clean build, byte for byte."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

from building import copy_project, difference, run, run_here, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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


def test_after_any_edit_another_site_is_built_and_at_last_it_is_that_of_a_clean_build(tmp_path: Path) -> None:
    """Every edit is made, in an order drawn by lot; of a theme that was added first, so that there is one to move and to delete."""
    chance = random.Random(1)  # noqa: S311  # an order, not a secret
    project = copy_project("second", tmp_path / "project")
    edits = [add_theme, add_theme, *chance.sample(EDITS, len(EDITS))]
    before: dict[str, str] = {}
    for edit in edits:
        edit(project, chance)
        assert (done := run_here("build", project)).returncode == 0, done.stderr
        after = tree(project / "site")
        assert (after != before) == (edit is not nothing), edit.__name__
        before = after
    clean = tmp_path / "clean"
    shutil.copytree(project, clean, ignore=shutil.ignore_patterns("site", ".cache"))
    assert (done := run("builder", "build", clean)).returncode == 0, done.stderr
    assert difference(tree(clean / "site"), before) == []
