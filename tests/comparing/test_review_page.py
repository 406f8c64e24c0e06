"""Ten changes as people propose them: the page for reviewers names each claim and each source that is lost, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from building import copy_project, run_here
from repository import git
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LAMPS = "content/themes/lamps.md"
STRIKE = "content/themes/keepers/strike.md"
WAGES = "content/themes/keepers/wages.md"
PAPERS = "content/sources/papers.yml"
STRIKES = "strike-bar strike-bar-later strike-barred-count strike-dark strike-lifted strike-oil strike-oil-denied strike-west".split()
MOST_BYTES = 2_500_000


def edit(path: str, before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert before in text
        (folder / path).write_text(text.replace(before, after), encoding="utf-8")

    return change


def added(path: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def renamed_source(folder: Path) -> None:
    for path in folder.joinpath("content").rglob("*.*"):
        text = path.read_text(encoding="utf-8").replace("@gazette-strike", "@lamps-out").replace("from: gazette-strike", "from: lamps-out")
        path.write_text(text.replace("- id: gazette-strike\n", "- id: lamps-out\n  was: [gazette-strike]\n"), encoding="utf-8")


def deleted_theme(folder: Path) -> None:
    (folder / STRIKE).unlink()


def reflowed(folder: Path) -> None:
    for path in folder.joinpath("content").rglob("*.md"):
        parts = re.split(r"(?<=\n---\n)", path.read_text(encoding="utf-8"), maxsplit=1)
        lines = [re.sub(r"^(?![|#>{: -])(\w[^\n{]{12,}?) (?=\w)", r"\1\n", line) for line in parts[-1].split("\n")]
        path.write_text("".join([*parts[:-1], "\n".join(lines)]), encoding="utf-8")


PROPOSALS: dict[str, tuple[list[Callable[[Path], None]], dict[str, str], list[str]]] = {
    "a typo": ([edit(LAMPS, "replaced it", "superseded it")], {"lamps-recount": "Reworded"}, []),
    "a claim with a new source": (
        [
            added(LAMPS, "\nA new lamp burns on the mole. [@mole-news, p. 2]\n{#lamps-mole date=1931-05}\n"),
            added(PAPERS, "- {id: mole-news, type: article-newspaper, title: A lamp on the mole, publisher: Mole News, consulted: full}\n"),
        ],
        {"lamps-mole": "Added"},
        [],
    ),
    "a renamed source": ([renamed_source], {}, []),
    "a moved claim": (
        [
            edit(LAMPS, "- Lamps on boats are not counted. [@primer, p. 13]\n  {#lamps-boats}\n", ""),
            added(WAGES, "\nLamps on boats are not counted. [@primer, p. 13]\n{#lamps-boats was=themes/lamps/lamps-boats}\n"),
        ],
        {"lamps-boats": "Moved"},
        [],
    ),
    "a dispute": (
        [
            edit(LAMPS, "{#lamps-recount ", "{#lamps-recount status=disputed "),
            added(LAMPS, "\nThe Post says that nobody counted again. [@mainland-post]\n{#lamps-no-recount disputes=lamps-recount}\n"),
        ],
        {"lamps-no-recount": "Added", "lamps-recount": "Status changed"},
        [],
    ),
    "a deleted theme": ([deleted_theme], dict.fromkeys(STRIKES, "Removed"), []),
    "a translation": (
        [added("content/themes/lamps.he.md", "---\ntitle: מנורות\n---\n\nהאומדן הראשון היה 39.\n{#lamps-1930-first from=f6d3f308}\n")],
        {},
        [],
    ),
    "a table": ([edit(LAMPS, "| 1920 |    36 |", "| 1920 |    37 |")], {"lamps-table": "Reworded"}, []),
    "a figure and a lost source": (
        [
            edit(LAMPS, "value=41", "value=42"),
            edit(LAMPS, "gives 41 lamps", "gives 42 lamps"),
            edit(STRIKE, "[@gazette-strike; @mainland-post]", "[@gazette-strike]"),
        ],
        {"lamps-1930-census": "Figure changed", "strike-dark": "Re-sourced"},
        ["mainland-post"],
    ),
    "all files in other lines": ([reflowed], {}, []),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_project("second", tmp_path_factory.mktemp("review") / "project")
    (folder / ".gitignore").write_text("/site/\n/.cache/\n", encoding="utf-8")
    git(folder, "init", "-q", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    return folder


@pytest.fixture
def proposed(project: Path) -> Iterator[Path]:
    yield project
    git(project, "checkout", "-q", "--", ".")
    git(project, "clean", "-q", "-d", "-f", "content")


def review_of(project: Path) -> LexborHTMLParser:
    done = run_here("diff", "HEAD", "--format", "html", "--project", project)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.encode()) < MOST_BYTES
    return LexborHTMLParser(done.stdout)


@pytest.mark.parametrize("name", PROPOSALS)
def test_the_page_names_what_is_proposed(proposed: Path, name: str) -> None:
    changes, claims, lost = PROPOSALS[name]
    for change in changes:
        change(proposed)
    page = review_of(proposed)
    cards = {card.id.removeprefix("change-"): card for card in page.css(".review-claim")}
    assert cards.keys() == claims.keys()
    for claim, kind in claims.items():
        assert kind in [mark.text() for mark in cards[claim].css(".change-kind")]
    marked = [
        item
        for card in cards.values()
        if not card.css(".review-pair--one")
        for item in card.css(".review-side:first-child .review-sources li.review-differs")
    ]
    assert [item.text() for item in marked if any(source in item.html for source in lost)] == [item.text() for item in marked]
    assert len(marked) == len(lost)


def test_a_rename_and_a_translation_are_other_changes(proposed: Path) -> None:
    renamed_source(proposed)
    PROPOSALS["a translation"][0][0](proposed)
    said = [" ".join(entry.css_first("h4").text().split()) for entry in review_of(proposed).css(".review-entry")]
    assert said == [
        "New address Source gazette-strike → lamps-out",
        "Added Translated theme lamps (he)",
        "Added Translated claim lamps-1930-first (he)",
    ]


def test_what_is_gone_is_told_first(proposed: Path) -> None:
    deleted_theme(proposed)
    warnings = {part.css_first("dt").text(): part.css("li") for part in review_of(proposed).css(".review-warnings > div")}
    assert len(warnings["Claims that are gone"]) == len(STRIKES)
    assert "themes/strike/" in [item.text() for item in warnings["Addresses that lead nowhere now"]]


def test_with_errors_the_page_has_the_explainer_as_it_was(proposed: Path) -> None:
    edit(LAMPS, "gives 41 lamps on the first day of 1930. [@census]", "gives 41 lamps on the first day of 1930. [@sensus]")(proposed)
    page = review_of(proposed)
    assert "there is no source `sensus`" in page.css_first("[aria-labelledby=review-errors]").text()
    assert [card.id for card in page.css(".review-claim")] == ["change-lamps-1930-census"]
    assert "gives 41 lamps" in page.css_first("#claim-lamps-1930-census").text()


def test_what_a_change_says_is_text(proposed: Path) -> None:
    added(LAMPS, "\nA lamp \\<img src=x onerror=alert(1)\\> burns. [@census, \\<b\\>]\n{#lamps-img}\n")(proposed)
    card = review_of(proposed).css_first("#change-lamps-img")
    assert "<img src=x onerror=alert(1)>" in card.text()
    assert not card.css("img, b")
