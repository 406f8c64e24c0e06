"""The frame with holes, filled in, is the theme's real template rendered for that page alone: on every generated page."""

from __future__ import annotations

import json
from copy import deepcopy
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from building import copy_project
from helpers import MINI, all_pages, write
from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.structure.pages import Page as NotePage
from site_reader import Page as Read
from site_reader import one, parse, words

from builder.checking.project import read_project
from builder.engine.engine_state import EngineState
from builder.engine.mkdocs_build import build_site
from builder.engine.navigation import GeneratedLink, GeneratedSection
from builder.model.language import language_of
from builder.pages.page import Heading
from builder.pages.template_words import words_of
from builder.site.page_frame import Shell, Slot, alternate_links, italics_link, mark, mark_current, toc_html
from builder.whole.whole_page import ADDRESS as WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from pathlib import Path

    from building import Built

    from builder.pages.page import NavItem, Page
    from builder.pages.renderer import Renderer
    from builder.site.page_frame import Frames

FRAME = """\
site_url: https://example.org/explainers/
repo_url: https://example.org/code
edit_uri: blob/HEAD/
"""
PRUNED = FRAME + "theme: {name: material, font: false, features: [navigation.prune]}\n"


class Engine:
    """A finished build, with everything that MkDocs gave the theme's template, caught where the frames are made."""

    def __init__(self, folder: Path) -> None:
        project = read_project(folder)
        assert not project.broken, project.findings
        frames = EngineState.frames

        def caught(state: EngineState, renderer: Renderer) -> Frames:
            self.env, self.config, self.files, self.renderer = state.env, state.config, state.files, renderer
            self.notes = [item for item in state.nav.items if not isinstance(item, GeneratedLink | GeneratedSection)]
            return frames(state, renderer)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(EngineState, "frames", caught)
            self.root = build_site(project).folder
        self.template = self.env.get_template("main.html")
        self.site_url = self.config.site_url or ""
        self.has_home = any(isinstance(note, NotePage) and note.is_homepage for note in self.notes)
        self.by_hand = {file.url for file in self.files.documentation_pages()}
        """The addresses of hand-written pages, which stand in their own part of the navigation."""

    def pages(self) -> list[Page]:
        """Return the generated pages that need nothing of what is written by hand."""
        pages = all_pages(self.renderer, home=not self.has_home)
        return [page for page in pages if page.url != WHOLE and (not page.url or page.url not in self.by_hand)]

    def written(self, page: Page) -> str:
        return (self.root / page.url / "index.html").read_text(encoding="utf-8")

    def alone(self, page: Page, unfolded: str = "") -> str:
        """Render the theme's template for one page as if there were no other: real values and no marks.

        A part of the navigation is unfolded if the page stands in it, or if it is called `unfolded`.
        """
        values = SimpleNamespace(
            url=f"{page.url}index.html",
            title=Markup(escape(page.title)),
            content=Markup(page.html),
            canonical_url=Markup(escape(f"{self.site_url}{page.url}")),
            edit_url=Markup(escape(page.edit)),
            meta={"description": Markup(escape(page.description))},
            shell=SimpleNamespace(
                toc=Markup(toc_html(page.toc)),
                italics=Markup(italics_link(page.html, page.url)),
                head=Markup(alternate_links(page, self.site_url) + page.head),
            ),
            toc=(),
            is_homepage=False,
            previous_page=None,
            next_page=None,
            current=lambda address: Markup(' aria-current="page"') if address == page.url else "",
        )
        site = self.renderer.language.tag
        words = words_of(language_of(page.language)) | {"notes_language": "" if page.language == site else site}
        items = list(self._items(page.url, unfolded, page.language))
        navigation = SimpleNamespace(items=items, homepage=items[0], pages=[])
        return str(self.template.render(get_context(navigation, self.files, self.config, values) | words))

    def _items(self, url: str, unfolded: str, tag: str) -> Iterator[Any]:
        home = [note for note in self.notes if isinstance(note, NotePage) and note.is_homepage]
        yield from home if home and tag == self.renderer.language.tag else [_leaf(language_of(tag).say("Home"), "")]
        yield from (_generated(item, url, unfolded, self.by_hand) for item in self.renderer.navigation(tag))
        yield from (note for note in self.notes if note not in home)


def _leaf(title: str, address: str, language: str = "") -> Any:
    return SimpleNamespace(title=title, url=f"{address}index.html", page_url=address, children=None, active=False, language=language)


def _generated(item: NavItem, url: str, unfolded: str, by_hand: Container[str]) -> Any:
    if not item.children:
        return _leaf(item.title, item.url, item.language)
    children = [_generated(child, url, unfolded, by_hand) for child in item.children if child.children or child.url not in by_hand]
    return SimpleNamespace(title=item.title, children=children, active=_holds(item, url) or item.title == unfolded, is_generated=True)


def _holds(item: NavItem, url: str) -> bool:
    return any(_holds(child, url) for child in item.children) if item.children else item.url == url


def in_navigation(engine: Engine, page: Page) -> bool:
    return any(_holds(item, page.url) for item in engine.renderer.navigation(page.language))


PROJECTS: dict[str, Callable[[Path], Path]] = {
    "own": lambda folder: copy_project("own", folder),
    "second": lambda folder: copy_project("second", folder),
    "own, with an address": lambda folder: with_frame("own", folder, FRAME),
    "second, pruned": lambda folder: with_frame("second", folder, PRUNED),
}


def with_frame(name: str, folder: Path, frame: str) -> Path:
    """Copy an explainer and tell MkDocs more about it."""
    copy_project(name, folder)
    path = folder / "mkdocs.yml"
    config = path.read_text(encoding="utf-8") if path.exists() else "site_name: Another\nplugins: [explainer]\n"
    if not (folder / "docs").is_dir():
        write(folder, {"docs/note.md": "# A note & more\n", "docs/deeper/note.md": "# Another\n"})
    path.write_text(config + frame, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PROJECTS)
def test_every_page_is_what_the_template_gives_for_it_alone(name: str, tmp_path: Path) -> None:
    engine = Engine(PROJECTS[name](tmp_path / "project"))
    assert len(engine.pages()) > 25
    for page in engine.pages():
        found = engine.written(page)
        allowed = [engine.alone(page)]
        if not in_navigation(engine, page):  # a group or source: the navigation may stay closed, or show where it belongs
            allowed.append(engine.alone(page, unfolded="Overviews"))
        if found not in allowed:
            assert found.splitlines() == allowed[0].splitlines(), page.url
            pytest.fail(f"{page.url} differs in its white space")


def test_frames_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering the template once a page would pass the test above, and take minutes for a large site."""
    cut: list[Shell] = []
    real = Shell.cut.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(Shell, "cut", classmethod(lambda cls, html: cut.append(real(cls, html)) or cut[-1]))
    engine = Engine(copy_project("own", tmp_path / "project"))
    assert 1 <= len(cut) < 10
    assert len(engine.pages()) > 100


def test_two_pages_of_one_frame_differ_only_in_their_holes(own: Built) -> None:
    themes = [page for page in own.site if page.name.startswith("themes/")]
    one_page, other = (deepcopy(page.root) for page in themes[:2])
    for root in (one_page, other):
        for gone in ("article", "title", "nav"):
            for element in list(root.iter(gone)):
                element.clear()
        for meta in root.iter("meta"):
            meta.attrib.pop("content", None)
    assert words(one(one_page, "body")) == words(one(other, "body"))


# --- the pieces -------------------------------------------------------------------------------------------------------


def page(**other: Any) -> SimpleNamespace:
    values = {
        "url": "x/",
        "title": "T",
        "description": "D",
        "edit": "",
        "head": "",
        "html": "<p>H</p>",
        "toc": (),
        "language": "en",
        "alternates": (),
    }
    return SimpleNamespace(**{**values, **other})


def test_a_shell_without_marks_is_the_text_itself() -> None:
    assert Shell.cut("<p>nothing</p>").fill(page(), "") == b"<p>nothing</p>"
    assert Shell.cut("").fill(page(), "") == b""


@pytest.mark.parametrize("slot", list(Slot))
def test_a_slot_may_stand_anywhere_and_often(slot: Slot) -> None:
    value = Shell.cut(mark(slot)).fill(page(edit="https://e"), "https://s/").decode()
    text = f"{mark(slot)}a{mark(slot)}{mark(slot)}b"
    assert Shell.cut(text).fill(page(edit="https://e"), "https://s/").decode() == f"{value}a{value}{value}b"


def test_values_are_escaped_and_html_is_not() -> None:
    hostile = page(title='<b>"&', description='<i>"', edit='https://e/"', html="<p>&amp;</p>")
    shell = Shell.cut("|".join(map(mark, (Slot.TITLE, Slot.DESCRIPTION, Slot.EDIT, Slot.CONTENT, Slot.CANONICAL))))
    assert (
        shell.fill(hostile, "https://s/?&").decode()
        == "&lt;b&gt;&quot;&amp;|&lt;i&gt;&quot;|https://e/&quot;|<p>&amp;</p>|https://s/?&amp;x/"
    )


def test_only_the_page_itself_is_current() -> None:
    shell = Shell.cut("".join(f"<a{mark_current(url)}>" for url in ("", "x/", "x/y/", "y/x/")))
    assert shell.fill(page(url="x/"), "").decode() == '<a><a aria-current="page"><a><a>'
    assert shell.fill(page(url=""), "").decode() == '<a aria-current="page"><a><a><a>'


def test_content_is_not_cut_again() -> None:
    """What fills a hole is never searched for holes: a text that looks like a mark stays a text."""
    shell = Shell.cut(f"<{mark(Slot.CONTENT)}>")
    assert shell.fill(page(html=mark(Slot.TITLE)), "").decode() == f"<{mark(Slot.TITLE)}>"


def test_the_table_of_contents_nests_and_escapes() -> None:
    html = toc_html((Heading("a", "One & <two>", (Heading("b", "Three"),)), Heading("c", "Four")))
    root = Read("x", *parse(f"<!doctype html><html lang=en><title>x</title>{html}"))
    assert root.errors == []
    assert [(a.get("href"), words(a)) for a in root.all("ul.toc-list a")] == [("#a", "One & <two>"), ("#b", "Three"), ("#c", "Four")]
    assert [words(a) for a in root.all("ul.toc-list ul a")] == ["Three"]
    assert toc_html(()) == ""


def test_the_frame_knows_the_page_but_never_tests_it(tmp_path: Path) -> None:
    """Canonical and edit addresses of generated pages are their own."""
    write(
        tmp_path,
        {**MINI, "mkdocs.yml": f"site_name: Mini\nplugins: [explainer]\ntheme: {json.dumps({'name': 'material', 'font': False})}\n{FRAME}"},
    )
    write(
        tmp_path,
        {"docs/index.md": "# Home\n", "content/explainer.yml": MINI["content/explainer.yml"] + "repository: https://example.org/code\n"},
    )
    Engine(tmp_path)
    for name, path in (
        ("themes/mini/", "content/themes/mini.md"),
        ("groups/union/", "content/groups/union.md"),
        ("sources/alpha/", "content/sources/mini.yml"),
    ):
        read = Read(name, *parse((tmp_path / "site" / name / "index.html").read_bytes()))
        assert read.one("link[rel=canonical]").get("href") == f"https://example.org/explainers/{name}"
        assert read.one("footer a[rel=edit]").get("href") == f"https://example.org/code/blob/HEAD/{path}"
