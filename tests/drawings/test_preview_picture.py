"""The pictures that other sites show beside a link: the same bytes everywhere, kept, and never trusted when they changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from posixpath import dirname, normpath
from typing import TYPE_CHECKING

import pytest
from building import ADDRESS, ROOT, Built, run_here, tree
from PIL import Image

from builder.bundles.bundle_files import bundle_files, pieces_of
from builder.checking.project import read_project
from builder.drawings.preview_card import Card, sentences
from builder.drawings.preview_picture import SIZE, Painter
from builder.publishing.checksummed import cached

if TYPE_CHECKING:
    from pathlib import Path

FONTS = ROOT / "templates/assets/explainer/fonts"
KEY = b"known to this system"
CARD = Card("Who moved the lamps, and who pays for it?", "The lighthouses of Sorn", "33 claims · 11 sources")


@pytest.fixture(scope="module")
def painter() -> Painter:
    files = [FONTS / "serif-display.woff2", FONTS / "serif-ext.woff2", ROOT / "builder/drawings/fonts/naskh-forms.woff2"]
    return Painter([path.read_bytes() for path in files])


def image(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def ink(data: bytes, box: tuple[int, int, int, int] = (84, 150, 1116, 500)) -> int:
    """Count the dots of a region that are not paper."""
    part = image(data).convert("L").crop(box)
    return sum(number for number, level in part.getcolors(256) if level < 200)  # type: ignore[misc]


@pytest.mark.parametrize("address", [ADDRESS, ""])
def test_every_page_names_a_picture_that_there_is(address: str, addressed: Built, built: Built) -> None:
    project = addressed if address else built
    for page in project.site:
        if not page.all("meta[property=og:title]"):
            assert page.name == "404.html"
            continue
        content = page.one("meta[property=og:image]").get("content") or ""
        name = content.removeprefix(address) if address else normpath(f"{page.folder}{content}")
        assert content.startswith(address)
        assert name == (f"{page.folder}card.png" if page.name.startswith("themes/") else "card.png")
        assert page.one("meta[name=twitter:card]").get("content") == "summary_large_image"
        found = image((project.root / name).read_bytes())
        assert (found.size, found.mode, found.format) == (SIZE, "P", "PNG")
        assert (project.root / name).stat().st_size < 40_000


def test_the_picture_of_a_translation_is_in_its_language(built: Built) -> None:
    pictures = {dirname(name): (built.root / name).read_bytes() for name in built.site.files if name.endswith("/card.png")}
    translated = [folder for folder in pictures if dirname(folder) in pictures]
    assert len(translated) == len(list((built.project / "content/themes").rglob("*.*.md")))
    for folder in translated:
        assert pictures[folder] != pictures[dirname(folder)]


def test_no_bundle_has_pictures_for_other_sites_or_names_them(built: Built) -> None:
    project = read_project(built.project)
    files = bundle_files(project, built.root).files
    assert [name for name in files if name.endswith("card.png")] == []
    page = b"".join(pieces_of(files["index.html"]))
    assert b'property="og:title"' in page
    assert b"og:image" not in page
    assert b"twitter:card" not in page
    assert b"application/ld+json" in page


def test_pages_are_written_without_loading_what_draws_pictures() -> None:
    program = "import sys, builder.pages.renderer, builder.site.contents; print([name for name in ('PIL', 'bidi') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_cards_say_what_their_page_says(addressed: Built) -> None:
    for page in addressed.site:
        title = page.one("meta[property=og:title]").get("content") or "?"
        if page.name.startswith("themes/"):
            assert title in {e.text for e in page.all("h1")}, "a theme is shared by its question"
        else:
            assert (page.one("head title").text or "").startswith(title)
        description = page.one("meta[property=og:description]")
        assert description.get("name") == "description"
        assert description.get("content")
        assert page.one("meta[property=og:url]").get("content") == page.one("link[rel=canonical]").get("href") == f"{ADDRESS}{page.folder}"
        assert page.one("meta[property=og:type]").get("content") == ("article" if page.name.startswith("themes/") else "website")


def test_as_many_sentences_of_the_answer_are_shown_as_fit(painter: Painter) -> None:
    first, second = "The harbour office pays.", "It says so itself."
    one, two = (replace(CARD, answer=answer) for answer in ((first,), (first, second)))
    assert len({painter.draw(card) for card in (CARD, one, two)}) == 3
    assert painter.draw(replace(CARD, answer=(first, "word " * 300))) == painter.draw(one)
    assert painter.draw(replace(CARD, answer=("word " * 300,))) == painter.draw(CARD)


def test_sentences_end_where_it_is_certain() -> None:
    assert sentences("Not shown. By U.S. Treasury count, six.  Who pays? Nobody.") == (
        "Not shown.",
        "By U.S. Treasury count, six.",
        "Who pays?",
        "Nobody.",
    )
    assert sentences("لم يثبت ذلك. وهذا كل شيء.") == ("لم يثبت ذلك.", "وهذا كل شيء.")
    assert sentences("") == ()


def test_the_same_card_is_the_same_bytes(painter: Painter) -> None:
    assert painter.draw(CARD) == painter.draw(CARD)
    assert painter.draw(CARD) != painter.draw(Card(CARD.title, CARD.site, "34 claims"))


def test_arabic_is_joined_and_begins_at_the_right(painter: Painter) -> None:
    left, right = (84, 150, 600, 500), (600, 150, 1116, 500)
    word = painter.draw(Card("من", "", ""))
    assert ink(word, right) > 500
    assert ink(word, left) == 0
    apart = painter.draw(Card("م\u200cن", "", ""))  # a joiner that forbids joining
    assert ink(word) != ink(apart)
    latin = painter.draw(Card("On", "", ""))
    assert ink(latin, left) > 500
    assert ink(latin, right) == 0


def test_brackets_in_arabic_are_mirrored(painter: Painter) -> None:
    assert painter.draw(Card("من (من", "", "")) != painter.draw(Card("من )من", "", ""))
    assert painter.draw(Card("(من) من", "", "")) != painter.draw(Card(")من( من", "", ""))


def test_no_boxes_stand_for_letters_that_no_font_has(painter: Painter) -> None:
    assert ink(painter.draw(Card("漢字", "", ""))) == 0
    assert ink(painter.draw(Card("lamp 漢字", "", ""))) == ink(painter.draw(Card("lamp", "", "")))


@pytest.mark.parametrize("title", ["word " * 200, "unbroken" * 60, "", " ", "ع" * 400, "عصا " * 150, "\u200f\u202e(", "🙂"])
def test_any_title_gives_a_picture(painter: Painter, title: str) -> None:
    data = painter.draw(Card(title, title, title))
    assert image(data).size == SIZE
    assert ink(data, (84, 506, 1116, 508)) == ink(painter.draw(CARD), (84, 506, 1116, 508)), "the title is not drawn into the rule"


def test_cached_data_is_used_again(tmp_path: Path) -> None:
    assert cached(tmp_path / "new/a", lambda: b"one", KEY) == b"one"
    assert cached(tmp_path / "new/a", lambda: b"two", KEY) == b"one"
    assert cached(tmp_path / "new/b", lambda: b"two", KEY) == b"two"


@pytest.mark.parametrize("harm", [b"", b"x", None, b"\0" * 64])
def test_damaged_cached_data_is_made_again(tmp_path: Path, harm: bytes | None) -> None:
    cached(tmp_path / "a", lambda: b"one", KEY)
    path = tmp_path / "a"
    path.write_bytes(path.read_bytes()[:-1] if harm is None else harm)
    assert cached(tmp_path / "a", lambda: b"one", KEY) == b"one"
    assert cached(tmp_path / "a", lambda: b"never asked for", KEY) == b"one"


def test_a_rebuild_draws_nothing_anew_and_heals_what_was_harmed(addressed: Built, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(addressed.project, project)
    shutil.rmtree(project / "site")
    assert run_here("build", project).returncode == 0  # pictures that came with the project are not trusted
    pictures = sorted(path for path in (project / ".cache/explainer/pictures").iterdir() if path.name != "made")
    assert len(pictures) == len([name for name in addressed.site.files if name.endswith("card.png")])
    before = {path.name: path.stat().st_mtime_ns for path in pictures}
    pictures[0].write_bytes(b"harmed")
    shutil.rmtree(project / "site")
    assert run_here("build", project).returncode == 0
    assert tree(project / "site") == tree(addressed.root)
    assert [path.name for path in pictures if path.stat().st_mtime_ns != before[path.name]] == [pictures[0].name]
