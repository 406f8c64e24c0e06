"""Other plugins of MkDocs beside this one, before and after it in the list: each does what it does without it."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from building import ROOT
from helpers import MINI, write
from site_reader import Page, parse, words

from builder.checking.project import read_project
from builder.engine.mkdocs_build import build_site
from builder.site.audit import audit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCS = {
    "docs/index.md": "# Home\n\n[The method](method.md)\n",
    "docs/method.md": "# Method\n\nA text.\n",
    "docs/guide/index.md": "# Guide\n\nA text.\n",
    "docs/guide/deep.md": "# Deep\n\n[Home](../index.md)\n",
}
CONFIG = {
    "site_name": "Mini",
    "site_url": "https://example.org/s/",
    "repo_url": "https://example.org/code",
    "edit_uri": "edit/main/docs/",
    "theme": {"name": "material", "font": False},
}
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Site:
    """A built site, and what was said while it was built."""

    def __init__(self, root: Path, said: list[str]) -> None:
        self.root = root
        self.said = said

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def page(self, name: str) -> Page:
        return Page(name, *parse((self.root / name).read_bytes()))

    def navigation(self, name: str = "themes/mini/index.html") -> list[tuple[str, str]]:
        """Return the titles and addresses of all links in the navigation, seen from the site's root."""
        return [(words(a), normpath(f"{dirname(name)}/{a.get('href')}").lstrip("/")) for a in self.page(name).all(".site-nav a")]


class Row(NamedTuple):
    """A plugin with its options, the files that it needs, and what must be so afterwards."""

    options: dict[str, Any]
    files: dict[str, str]
    proves: Callable[[Site], object]
    said: str = ""
    """A pattern of everything that may be said."""
    audited: str = ""
    """A pattern of the only findings of the audit: programs that the plugin itself puts on pages, so that there is no bundle."""


def _titled(site: Site) -> None:
    for page in ("themes/mini/index.html", "method/index.html"):
        assert ("Deep", "guide/deep/index.html") in site.navigation(page)
        assert ("Mini", "themes/mini/index.html") in site.navigation(page), "the generated branch is missing"
        assert "Renamed" in {words(summary) for summary in site.page(page).all(".site-nav summary")}


def _redirected(site: Site) -> None:
    targets = {
        "a": "../method/",
        "b": "../themes/mini/",
        "c": "../themes/mini/",
        "d": "../themes/mini/#claim-mini-one",
        "e": "https://example.org/",
    }
    assert {name: site.page(f"{name}/index.html").one("a[href]").get("href") for name in targets} == targets


def _listed(site: Site) -> None:
    assert [(words(a), a.get("href")) for a in site.page("tags/index.html").all("article li a")] == [("Method", "../method/index.html")]


def _minified(site: Site) -> None:
    assert "\n" not in site.text("method/index.html").strip()
    assert "\n" in site.text("themes/mini/index.html")


def _in_the_order_of_the_summary(site: Site) -> None:
    own = [link for link in site.navigation("method/index.html") if link[0] in ("A theme", "Deep", "The method")]
    assert own == [("A theme", "themes/mini/index.html"), ("Deep", "guide/deep/index.html"), ("The method", "method/index.html")]


def _section_has_its_page(site: Site) -> None:
    assert ("Guide", "guide/index.html") in site.navigation()
    assert ("Deep", "guide/deep/index.html") in site.navigation()


def _made(site: Site) -> None:
    assert ("Made", "made/page/index.html") in site.navigation()
    assert site.page("made/page/index.html").one("footer a[rel=edit]").get("href") == "https://example.org/code/edit/main/docs/gen.py"


def _fed(site: Site) -> None:
    assert "<link>https://example.org/s/method/</link>" in site.text("feed_rss_created.xml")


def _says(name: str, text: str) -> Callable[[Site], None]:
    def check(site: Site) -> None:
        assert text in words(site.page(name).one("main"))

    return check


def _pictured(site: Site) -> None:
    assert site.page("method/index.html").one("article a.glightbox").get("href") == "../p.png"


def _ended_in_html(site: Site) -> None:
    assert ("Method", "method.html") in site.navigation()
    assert site.page("guide/deep.html").one("article a").get("href") == "../index.html"


HOOK = """\
asked = []

def on_nav(nav, config, files):
    def ask(item, parent):
        assert [item.is_section, item.is_page, item.is_link].count(True) == 1, item
        assert item.parent is parent, item
        assert item.active in (True, False)
        assert item.title is None or isinstance(item.title, str)
        asked.append(item.title if item.is_section else item.url)
        for child in item.children or ():
            ask(child, item)
    for item in nav.items:
        ask(item, None)
    assert {"Themes", "themes/mini/index.html", "method/", "./"} <= {*asked, "./"}, asked
    return nav

def on_page_content(html, page, config, files):
    return html + f"<p>hooked {len(asked) > 5} {page.url}</p>"
"""
POST_PAGE = "on_post_page runs only for pages of docs/, not for generated ones: {}"
ROWS = {
    "awesome-pages": Row({}, {"docs/guide/.pages": "title: Renamed\n"}, _titled),
    "awesome-nav": Row({}, {"docs/guide/.nav.yml": "title: Renamed\n"}, _titled),
    "redirects": Row(
        {
            "redirect_maps": {
                "a.md": "method.md",
                "b.md": "themes/mini/index.md",
                "c.md": "theme:mini",
                "d.md": "claim:mini-one",
                "e.md": "https://example.org/",
            }
        },
        {},
        _redirected,
        audited=r"[a-e]/index\.html:1:1 site-program the page holds a (`<script>` with text|refresh to `https://example\.org/`)",
    ),
    "search": Row({}, {}, lambda site: json.loads(site.text("search/search_index.json"))["docs"]),
    "tags": Row(
        {}, {"docs/method.md": "---\ntags: [water]\n---\n# Method\n", "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"}, _listed
    ),
    "minify": Row({"minify_html": True}, {}, _minified, POST_PAGE.format("minify")),
    "macros": Row({}, {"docs/method.md": "# Method\n\nOf {{ config.site_name }}.\n"}, _says("method/index.html", "Of Mini.")),
    "literate-nav": Row(
        {"nav_file": "SUMMARY.md"},
        {"docs/SUMMARY.md": "* [Home](index.md)\n* [A theme](theme:mini)\n* [Deep](guide/deep.md)\n* [The method](method.md)\n"},
        _in_the_order_of_the_summary,
    ),
    "section-index": Row({}, {}, _section_has_its_page),
    "gen-files": Row(
        {"scripts": ["gen.py"]},
        {
            "gen.py": "import mkdocs_gen_files as m\nwith m.open('made/page.md', 'w') as f: print('# Made', file=f)\nm.set_edit_path('made/page.md', 'gen.py')\n"
        },
        _made,
    ),
    "git-revision-date-localized": Row(
        {"type": "iso_date"},
        {"docs/method.md": "# Method\n\nOf {{ git_revision_date_localized }}.\n"},
        _says("method/index.html", "Of 2025-09-01."),
    ),
    "include-markdown": Row(
        {},
        {"part.md": "Included.\n", "docs/method.md": '# Method\n\n{% include-markdown "../part.md" %}\n'},
        _says("method/index.html", "Included."),
    ),
    "rss": Row(
        {"use_git": False, "date_from_meta": {"as_creation": "date"}}, {"docs/method.md": "---\ndate: 2025-01-01\n---\n# Method\n"}, _fed
    ),
    "glightbox": Row(
        {},
        {"docs/method.md": "# Method\n\n![A picture](p.png)\n"},
        _pictured,
        POST_PAGE.format("glightbox"),
        r"(index|method/index|guide/index|guide/deep/index)\.html:1:1 site-program the page (holds a `<script>` with text|runs `(\.\./)*assets/javascripts/glightbox\.min\.js`, which is not a script of the site)",
    ),
    "material/blog": Row(
        {},
        {"docs/blog/index.md": "# Blog\n", "docs/blog/posts/a.md": "---\ndate: 2025-01-01\n---\n# A post\n\nPosted.\n"},
        _says("blog/2025/01/01/a-post/index.html", "Posted."),
    ),
    "material/meta": Row(
        {},
        {"docs/guide/.meta.yml": "description: Of a folder\n"},
        lambda site: site.text("guide/deep/index.html").index('content="Of a folder"'),
    ),
    "material/offline": Row({}, {}, _ended_in_html),
    "hooks": Row({}, {"hook.py": HOOK}, _says("method/index.html", "hooked True method/")),
}


def build(folder: Path, name: str, *, first: bool, caplog: pytest.LogCaptureFixture) -> Site:
    row = ROWS[name]
    plugins = [{"explainer": {}}, {"material/tags" if name == "tags" else name: row.options}]
    config: dict[str, Any] = {**CONFIG, "plugins": plugins if first else plugins[::-1]}
    if name == "hooks":
        config |= {"plugins": ["explainer"], "hooks": ["hook.py"]}
    write(folder, {**MINI, **DOCS, **row.files, "mkdocs.yml": json.dumps(config)})
    (folder / "docs/p.png").write_bytes(PICTURE)
    if name.startswith("git"):
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "First", "--date", "2025-09-01T12:00:00Z"]):
            environment = {"GIT_COMMITTER_DATE": "2025-09-01T12:00:00Z", "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder)}
            subprocess.run([*git, *command], cwd=folder, env=environment, check=True)
    caplog.clear()
    project = read_project(folder)
    assert not project.broken, project.findings
    root = build_site(project).folder
    return Site(root, [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("first", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("name", ROWS)
def test_a_plugin_works_beside_this_one(name: str, first: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site = build(tmp_path, name, first=first, caplog=caplog)
    ROWS[name].proves(site)
    assert [text for text in site.said if not re.fullmatch(f"(explainer: )?{re.escape(ROWS[name].said)}", text)] == []
    assert ROWS[name].said == "" or len(site.said) == 1, "said once"
    audited = [f"{one.where} {one.code} {one.message}" for one in audit(site.root)]
    assert [text for text in audited if not re.fullmatch(ROWS[name].audited, text)] == []
    assert bool(audited) is bool(ROWS[name].audited)
    assert words(site.page("themes/mini/index.html").one("main")).startswith("Mini")


def test_the_table_of_the_manual_has_these_plugins() -> None:
    text = (ROOT / "docs/mkdocs.md").read_text(encoding="utf-8")
    table = text.partition("## Plugins")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE) == list(ROWS)
