"""The served site is the built one: at first, after any edits, and while the content is broken the last one that was."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from building import tree
from helpers import MINI, write
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from builder.checking.project import read_project
from builder.engine.mkdocs_build import EngineError, build_site, page_finder_of
from builder.publishing.output_folders import RECORD
from builder.serving import file_cache as module
from builder.serving.file_cache import FileCache
from builder.serving.site_state import LiveProject
from builder.site.template_loader import page_templates

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built

    from builder.serving.site_state import SiteVersion

NOTED = {
    **MINI,
    "mkdocs.yml": "site_name: Mini\nsite_url: https://example.org/x/\ntheme: {name: material, font: false}\nplugins: [explainer]\n",
    "docs/index.md": "# Welcome\n\nIt is so. [@alpha]\n",
    "docs/method.md": "# Method\n\n[The first](claim:mini-one), see [home](index.md).\n",
    "docs/picture.png": "no picture",
}
GROUP = "---\nname: {}\nkind: party\n---\n\nThe River Union was founded. [@alpha]\n{{#{}-one}}\n"
THEME = "---\ntitle: {}\n---\n\n## Part\n\nThe {} is named here. [@beta]\n{{#{}-one}}\n"


@pytest.fixture
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def started(folder: Path, scratch: Path, files: dict[str, str] = MINI) -> LiveProject:
    write(folder, files)
    live = LiveProject(folder, scratch)
    live.update()
    return live


def site(live: LiveProject) -> SiteVersion:
    assert live.state.site, (live.state.findings, live.state.trouble)
    return live.state.site


def text(live: LiveProject, address: str) -> str:
    answer = site(live).answer(address)
    assert answer, address
    return answer.body.decode()


def edit(folder: Path, path: str, old: str, new: str) -> None:
    before = (folder / path).read_text(encoding="utf-8")
    assert old in before
    (folder / path).write_text(before.replace(old, new), encoding="utf-8")


def assert_equal(live: LiveProject, folder: Path, built: Path) -> None:
    """Compare every file of a built site with what lies at its address."""
    partial = Environment(loader=page_templates(folder), autoescape=False).get_template("partials/live.html")  # noqa: S701  # as the engine
    names = sorted({*tree(built)} - {RECORD})
    assert len(names) > 20
    assert site(live).answer(RECORD) is None, "it is the build's own"
    for name in names:
        answer = site(live).answer(name)
        assert answer, name
        assert answer.name == name
        body = answer.body
        if answer.mark:  # a page that only leads on has nothing to follow
            own = partial.render(live={"page": answer.mark}).encode()
            assert body.count(own) == 1, name
            body = body.replace(own, b"")
        assert body == (built / name).read_bytes(), name
        if name.endswith("/index.html") or name == "index.html":
            assert site(live).answer(name.removesuffix("index.html")) == answer


def clean(folder: Path) -> Path:
    shutil.rmtree(folder / "site", ignore_errors=True)
    project = read_project(folder)
    assert not project.broken, project.findings
    return build_site(project)[0]


# --- the same as a build ----------------------------------------------------------------------------------------------


def test_every_address_gives_what_a_build_writes(built: Built, scratch: Path) -> None:
    live = LiveProject(built.project, scratch)
    live.update()
    assert_equal(live, built.project, built.root)
    assert b"_explainer" not in b"".join(p.read_bytes() for p in built.root.rglob("*") if p.is_file()), "it is in a built site"


def test_what_is_nowhere_is_not_answered(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch, NOTED)
    for address in ("themes/none/", "themes/", "data/none.csv", "search/x.js", "../mkdocs.yml", "assets/live/live.js", "/etc/passwd"):
        assert site(live).answer(address) is None
    assert site(live).is_page("themes/mini/")
    assert site(live).is_page("method/")
    assert not site(live).is_page("themes/")
    assert site(live).base == "/x/"


class Editor:
    """Changes a project at random, as people do, and never breaks it."""

    def __init__(self, folder: Path, data: st.DataObject) -> None:
        self.folder = folder
        self.data = data
        self.number = 0

    def step(self) -> None:
        self.number += 1
        steps = [
            self.reword,
            self.add_theme,
            self.add_group,
            self.rename,
            self.remove,
            self.add_source,
            self.change_source,
            self.note,
            self.describe,
        ]
        self.data.draw(st.sampled_from(steps))()

    def some_theme(self) -> Path:
        return self.data.draw(st.sampled_from(sorted(self.folder.glob("content/themes/**/*.md"))))

    def reword(self) -> None:
        theme = self.some_theme()
        text = theme.read_text(encoding="utf-8")
        theme.write_text(text.replace(" [@", f" Word{self.number} of River Union. [@", 1), encoding="utf-8")

    def add_theme(self) -> None:
        place = self.data.draw(st.sampled_from(["", "part/"]))
        name = self.data.draw(st.sampled_from(["River Union", "Lake League", "nobody"]))
        write(self.folder, {f"content/themes/{place}t{self.number}.md": THEME.format(f"Theme {self.number}", name, f"t{self.number}")})

    def add_group(self) -> None:
        write(self.folder, {f"content/groups/g{self.number}.md": GROUP.format(f"Lake League {self.number}", f"g{self.number}")})

    def rename(self) -> None:
        theme = self.some_theme()
        theme.rename(theme.with_name(f"n{self.number}.md"))

    def remove(self) -> None:
        """Remove a page that nothing else needs: one that was added, and not renamed since."""
        added = sorted(self.folder.glob("content/**/[tg][0-9].md"))
        if added:
            self.data.draw(st.sampled_from(added)).unlink()

    def add_source(self) -> None:
        write(self.folder, {f"content/sources/s{self.number}.yml": f"- {{id: s{self.number}, title: S, publisher: A, consulted: full}}\n"})

    def change_source(self) -> None:
        edit(self.folder, "content/sources/mini.yml", "title: Beta", f"title: Beta{self.number}")

    def note(self) -> None:
        write(self.folder, {f"docs/n{self.number}.md": f"# Note {self.number}\n\nSee [@beta].\n"})

    def describe(self) -> None:
        edit(self.folder, "content/explainer.yml", "title: Mini", f"title: Mini{self.number}")


@settings(max_examples=6, phases=[Phase.generate])  # each takes a build: one that fails is not made smaller
@given(data=st.data())
def test_after_any_edits_it_is_what_a_clean_build_writes(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("edited")
    live = started(folder, tmp_path_factory.mktemp("scratch"), data.draw(st.sampled_from([MINI, NOTED])))
    editor = Editor(folder, data)
    seen = {p.stem for p in folder.glob("content/themes/**/*.md")}
    for _ in range(data.draw(st.integers(1, 5))):
        editor.step()
        live.update()
        text(live, "")  # what has been asked for is kept, and must not be kept too long
        seen |= {p.stem for p in folder.glob("content/themes/**/*.md")}
    assert_equal(live, folder, clean(folder))
    gone = seen - {p.stem for p in folder.glob("content/themes/**/*.md")}
    assert all(site(live).answer(f"themes/{name}/") is None for name in gone)


def test_the_history_is_told_as_a_build_tells_it(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", tmp_path, *who, *arguments], check=True, capture_output=True)

    assert "Another" not in text(live, "changes/")
    git("init")
    git("add", "content")
    git("commit", "-m", "one")
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    git("commit", "-a", "-m", "two")
    assert "Another" in text(live, "changes/"), "a commit changes no file that is watched"
    live.update()
    assert_equal(live, tmp_path, clean(tmp_path))
    assert "Another statement" in text(live, "changes/feed.xml")


# --- one state after the other ----------------------------------------------------------------------------------------


def test_only_what_has_changed_is_read_and_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse_file = module.parse_file
    monkeypatch.setattr(module, "parse_file", lambda raw: (parsed.append(raw.path), parse_file(raw))[1])
    write(tmp_path, MINI)
    sheets = FileCache(tmp_path, page_finder_of(tmp_path))
    assert sheets.refresh() == {*MINI}
    parsed.clear()
    assert sheets.refresh() == set()
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    assert sheets.refresh() == {"content/themes/mini.md"}
    (tmp_path / "content/groups/union.md").touch()
    assert sheets.refresh() == set(), "the same text is no change"
    (tmp_path / "content/groups/union.md").unlink()
    assert sheets.refresh() == {"content/groups/union.md"}
    assert parsed == ["content/themes/mini.md"]
    assert sheets.content()[0].groups == ()


def test_a_file_that_is_hinted_at_is_read_whatever_its_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, MINI)
    find_files = module.find_files
    monkeypatch.setattr(module, "find_files", lambda folder: ([f._replace(stamp=(0, 0, 0, 0)) for f in find_files(folder)[0]], []))
    sheets = FileCache(tmp_path, page_finder_of(tmp_path))
    sheets.refresh()
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    assert sheets.refresh() == set(), "the disk's clock has not ticked"
    assert sheets.refresh(frozenset({"content/themes/mini.md"})) == {"content/themes/mini.md"}


def test_texts_that_are_not_saved_stand_for_those_on_the_disk(tmp_path: Path) -> None:
    path, unsaved = "content/themes/mini.md", {"content/themes/new.md": "---\ntitle: New\n---\n", "content/README.md": ""}
    write(tmp_path, MINI)
    sheets = FileCache(tmp_path, page_finder_of(tmp_path), unsaved)
    assert sheets.refresh() == {*MINI, *unsaved}
    assert [theme.id for theme in sheets.content()[0].themes] == ["mini", "new"]
    unsaved[path] = "\ufeff---\r\ntitle: Other\r\n---\r\n"
    assert sheets.refresh() == {path}
    assert sheets.text(path) == "---\ntitle: Other\n---\n", "as a file is read"
    assert sheets.refresh() == set()
    unsaved.clear()
    assert sheets.refresh() == {path, "content/themes/new.md", "content/README.md"}
    assert [theme.title for theme in sheets.content()[0].themes] == ["Mini"]


def test_what_only_the_disk_says_is_a_change_too(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    sheets = FileCache(tmp_path, page_finder_of(tmp_path))
    sheets.refresh()
    (tmp_path / "content/themes/far.md").symlink_to("/etc/hostname")
    assert sheets.refresh() == {"content/themes/far.md"}
    assert [f.code for f in sheets.content()[1]] == ["outside-content"]
    (tmp_path / "content/themes/far.md").unlink()
    assert sheets.refresh() == {"content/themes/far.md"}
    write(tmp_path, {"content/themes/bad.md": ""})
    (tmp_path / "content/themes/bad.md").write_bytes(b"\xff")
    assert sheets.refresh() == {"content/themes/bad.md"}
    assert sheets.content()[1][0].code == "not-utf8"


def test_nothing_is_done_where_nothing_has_changed(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)
    state = live.state
    assert state.number == 1
    assert live.update() is None
    assert live.update(frozenset({"content/themes/mini.md", "content"})) is None
    assert live.state is state


def test_broken_content_leaves_the_last_good_site(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)
    before = site(live)
    edit(tmp_path, "content/themes/mini.md", "[@alpha", "[@nobody")
    done = live.update()
    assert done
    assert done.changed == ("content/themes/mini.md",)
    assert done.project.broken
    assert live.state.site is before
    assert [f.code for f in live.state.findings] == ["unknown-source"]
    edit(tmp_path, "content/themes/mini.md", "[@nobody", "[@alpha")
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    live.update()
    assert live.state.findings == ()
    assert "Another statement" in text(live, "themes/mini/")


def test_content_that_is_broken_from_the_beginning_is_served_as_soon_as_it_is_mended(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch, {**MINI, "content/themes/mini.md": "no theme"})
    assert live.state.site is None
    assert live.state.findings
    write(tmp_path, MINI)
    live.update()
    assert "A first statement" in text(live, "themes/mini/")


def test_who_holds_a_state_sees_no_other(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch, NOTED)
    before = site(live)
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    edit(tmp_path, "content/themes/mini.md", "title: Mini", "title: Minimal")
    edit(tmp_path, "docs/method.md", "# Method", "# Ways")
    live.update(frozenset({"docs/method.md"}))
    for address, old, new in (
        ("themes/mini/", "A first statement", "Another statement"),
        ("data/claims.csv", "A first statement", "Another statement"),
        ("", ">Mini</", ">Minimal</"),
        ("404.html", ">Mini</", ">Minimal</"),
    ):
        held = before.answer(address)
        assert held
        assert old in held.body.decode()
        assert new not in held.body.decode()
        assert new in text(live, address)
    assert before.answer("assets/explainer/explainer.css") == site(live).answer("assets/explainer/explainer.css")


def test_an_edited_part_of_the_style_sheet_is_served_at_once(tmp_path: Path, scratch: Path) -> None:
    part, address = "templates/assets/explainer/css/99-own.css", "assets/explainer/explainer.css"
    themed = NOTED["mkdocs.yml"].replace("{name: material", "{name: material, custom_dir: templates")
    live = started(tmp_path, scratch, {**NOTED, "mkdocs.yml": themed, part: "em { color: red }"})
    assert text(live, address).endswith("em{color:red}")
    edit(tmp_path, part, "red", "green")
    live.update(frozenset({part}))
    assert text(live, address).endswith("em{color:green}")
    assert site(live).answer(part.removeprefix("templates/")) is None


def test_a_page_is_marked_by_what_it_shows(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)

    def marks() -> list[str]:
        return [answer.mark for address in ("themes/mini/", "sources/beta/", "groups/union/") if (answer := site(live).answer(address))]

    before = marks()
    assert len({*before}) == 3
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    live.update()
    theme, source, group = marks()
    assert theme != before[0]
    assert source != before[1], "it shows the claim"
    assert group == before[2], "it does not"
    write(tmp_path, {"templates/assets/explainer/explainer.css": "body { color: red }"})
    live.update(frozenset({"templates/assets/explainer/explainer.css"}))
    assert marks()[2] != group, "it is drawn in another way"


@pytest.mark.parametrize(
    ("path", "broken", "message"),
    [
        ("mkdocs.yml", "site_name: [", "mkdocs.yml"),
        ("mkdocs.yml", "site_name: Mini\ntheme: {name: material, custom_dir: none}\nplugins: [explainer]\n", "does not exist"),
        ("mkdocs.yml", "site_name: Mini\ntheme: readthedocs\nplugins: [explainer]\n", "must name the theme"),
        ("templates/main.html", "{% if %}", "main.html:1"),
        ("templates/404.html", "{% if %}", "404.html:1"),
    ],
)
def test_what_the_engine_refuses_leaves_the_last_good_site(tmp_path: Path, scratch: Path, path: str, broken: str, message: str) -> None:
    good = {**NOTED, "mkdocs.yml": NOTED["mkdocs.yml"].replace("{name: material", "{name: material, custom_dir: templates")}
    live = started(tmp_path, scratch, {**good, "templates/README": ""})
    before = site(live)
    write(tmp_path, {path: broken})
    done = live.update(frozenset({path}))
    assert done
    assert not done.project.broken
    assert message in done.trouble
    assert live.state.site is before
    assert "A first statement" in text(live, "themes/mini/")
    edit(tmp_path, "content/themes/mini.md", "A first", "Another")
    done = live.update()
    assert done
    assert done.trouble, "it is not forgotten at the next change"
    (tmp_path / path).unlink()
    write(tmp_path, {name: text for name, text in good.items() if name == path})
    done = live.update(frozenset({path}))
    assert done
    assert done.trouble == ""
    assert "Another statement" in text(live, "themes/mini/")


def test_a_template_of_pages_that_cannot_be_used_is_said_where_it_is_needed(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch, {**MINI, "templates/pages/theme.html": "{{ nothing.at_all }}"})
    with pytest.raises(EngineError, match="nothing"):
        site(live).answer("themes/mini/")
    assert site(live).answer("sources/beta/")
    (tmp_path / "templates/pages/theme.html").unlink()
    live.update(frozenset({"templates/pages/theme.html"}))
    assert "A first statement" in text(live, "themes/mini/")


def test_old_folders_are_removed(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)
    for number in range(4):
        edit(tmp_path, "content/explainer.yml", "title: Mini", f"title: Mini{number}") if not number else None
        live.update(frozenset({"mkdocs.yml"}))
    assert sorted(path.name for path in scratch.iterdir()) == ["4", "5"], "the one in use, and the one before"


def test_who_waits_is_woken_by_the_next_state(tmp_path: Path, scratch: Path) -> None:
    live = started(tmp_path, scratch)
    assert live.wait(0, 0) is live.state
    assert live.wait(1, 0.01).number == 1
    live.end()
    assert live.wait(1, 60).number == 1, "nobody waits any longer"
    assert live.ended


# --- hand-written pages -----------------------------------------------------------------------------------------------


def test_what_only_the_rendered_page_shows_is_found_and_the_last_good_site_stays(tmp_path: Path, scratch: Path) -> None:
    settings = NOTED["mkdocs.yml"] + "markdown_extensions: [admonition, attr_list]\n"
    live = started(tmp_path, scratch, {**NOTED, "mkdocs.yml": settings})
    assert "The first" in text(live, "method/")
    write(tmp_path, {"docs/method.md": "# Method\n\n!!! note\n    ![x](nowhere.png) [y](index.md#nowhere)\n"})
    live.update(frozenset({"docs/method.md"}))
    assert [(f.code, f.where.line) for f in live.state.findings] == [("dead-link", 4), ("dead-link", 4)]
    assert "The first" in text(live, "method/")
    write(
        tmp_path,
        {"docs/method.md": "# Method\n\n!!! note\n    Mended: [it](theme:mini), [its page](index.md#so)\n", "docs/index.md": "# So\n"},
    )
    live.update(frozenset({"docs/method.md", "docs/index.md"}))
    assert live.state.findings == ()
    assert "Mended" in text(live, "method/")


def test_a_change_of_the_content_is_held_against_the_pages_as_they_were_rendered(tmp_path: Path, scratch: Path) -> None:
    hidden = {"docs/method.md": "# Method\n\n<details markdown>\n[it](theme:mini), [this](claim:mini-one)\n</details>\n"}
    theme = "---\ntitle: T\n---\n\nSee [it](../../docs/method.md#{}). [@alpha]\n{{#t-one}}\n"
    settings = NOTED["mkdocs.yml"] + "markdown_extensions: [md_in_html]\n"
    live = started(tmp_path, scratch, {**NOTED, **hidden, "mkdocs.yml": settings, "content/themes/t.md": theme.format("method")})
    assert live.state.findings == ()
    assert 'href="../../method/index.html#method"' in text(live, "themes/t/")
    write(tmp_path, {"content/themes/t.md": theme.format("nowhere")})
    live.update()
    assert [str(f.where) for f in live.state.findings] == ["content/themes/t.md:5:5"]


def test_the_sitemap_that_is_served_has_the_pages_that_are_served(tmp_path: Path, scratch: Path) -> None:
    pages = {path.replace("docs/", "pages/"): content for path, content in NOTED.items()}
    settings = NOTED["mkdocs.yml"] + "docs_dir: pages\nuse_directory_urls: false\ndraft_docs: draft.md\n"
    live = started(tmp_path, scratch, {**pages, "mkdocs.yml": settings, "pages/Q&A.md": "# Q\n", "pages/draft.md": "# D\n"})
    sitemap = text(live, "sitemap.xml")
    assert "<loc>https://example.org/x/Q%26A.html</loc>" in sitemap
    assert "<loc>https://example.org/x/method.html</loc>" in sitemap
    assert "draft" not in sitemap
    assert site(live).answer("Q&A.html")


def test_an_old_address_is_answered_as_a_folder_and_as_a_file(tmp_path: Path, scratch: Path) -> None:
    sources = MINI["content/sources/mini.yml"].replace("id: alpha,", "id: alpha, was: [Alpha_2020],")
    live = started(tmp_path, scratch, {**MINI, "content/sources/mini.yml": sources})
    page = text(live, "sources/alpha-2020/")
    assert "sources/alpha/index.html" in page
    assert page == text(live, "sources/alpha-2020/index.html")
