"""Titles of hand-written pages are plain text, wherever they come from, and are escaped once, wherever they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers import MINI, write
from selectolax.lexbor import LexborHTMLParser

from builder.checking.project import read_project
from builder.engine.mkdocs_build import build_site

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
site_name: The "site" <b>
copyright: <b>Nobody</b>
theme: {name: material, font: false, custom_dir: overrides}
plugins: [explainer]
markdown_extensions: [attr_list, toc]
"""
WITH_NAV = """\
nav:
  - index.md
  - "In <i>nav</i> & so": nav.md
  - "Section <u> & so": [heading.md]
  - "Link <s> & so": https://example.org/?a=1&b=2
"""
HEADING = 'What "sanctions" <mean> & &lt; `<u>`'
PLAIN = "What “sanctions” <mean> & < <u>"
META = "Q & A <draft> \"x\" &lt; 'y'"
OWN = """\
{{ page.content }}<p class="own-copyright">{{ config.copyright }}</p><p class="own-title">{{ page.title }}</p>
{% for entry in page.toc %}<p class="own-toc">{{ entry.title }}</p>{% endfor %}
"""
FILES = {
    "docs/index.md": "# Home\n",
    "docs/heading.md": f"# {HEADING.replace('<mean>', '&lt;mean&gt;')}\n\n## Below & *so* &lt;b&gt;\n",
    "docs/meta.md": f"---\ntitle: {json.dumps(META)}\ndescription: 'D \"><b>'\n---\n\nWords\n",
    "docs/number.md": "---\ntitle: 2025\ndescription: [a, <b>]\n---\n\nWords\n",
    "docs/none.md": "---\ntitle:\n---\n\nWords\n",
    "docs/nav.md": "Words\n",
    "docs/name <em> & so.md": "Words\n",
    "overrides/partials/content.html": OWN,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("titles")
    write(folder, {**MINI, **FILES, "mkdocs.yml": CONFIG})
    return build_site(read_project(folder)).folder


def read(site: Path, name: str) -> LexborHTMLParser:
    return LexborHTMLParser((site / name / "index.html").read_text(encoding="utf-8"))


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [element.text(strip=True) for element in page.css(selector)]


@pytest.mark.parametrize(
    ("name", "title"), [("heading", PLAIN), ("meta", META), ("number", "2025"), ("none", "none"), ("name <em> & so", "name <em> & so")]
)
def test_a_title_is_the_same_text_everywhere(site: Path, name: str, title: str) -> None:
    page = read(site, name)
    capital = title[0].upper() + title[1:] if name.startswith("name") else title
    assert texts(page, "title") == [f"{capital} · The “site” <b>"]
    assert [e.attributes["content"] for e in page.css('meta[property="og:title"]')] == [capital]
    assert texts(page, ".own-title") == [capital]
    assert json.loads(page.css('script[type="application/ld+json"]')[0].text())["name"] == capital
    for other in (page, read(site, "themes/mini")):
        assert capital in texts(other, ".site-nav a")
        assert not other.css("head :is(b, mean, draft, em), .site-nav :is(b, i, u, s, em, draft, mean)")


def test_a_description_is_text_even_if_yaml_has_a_list(site: Path) -> None:
    descriptions = [read(site, name).css("meta[name=description]")[0].attributes["content"] for name in ("meta", "number")]
    assert descriptions == ['D "><b>', "['a', '<b>']"]


def test_headings_in_the_table_of_contents_are_text(site: Path) -> None:
    page = read(site, "heading")
    assert texts(page, ".toc-list a") == ["Below & so <b>"]
    assert texts(page, ".own-toc") == [PLAIN]
    assert not page.css(".toc-list b, .own-toc b")


def test_templates_of_a_project_print_html_without_further_ado(site: Path) -> None:
    """As the theme's manual teaches: the content of a page, and the copyright line of the configuration."""
    page = read(site, "heading")
    assert [e.text() for e in page.css(".own-copyright > b, .site-footer__legal b")] == ["Nobody", "Nobody"]
    assert page.css("article h2#below-so-b em")


def test_titles_of_the_configured_navigation_are_text(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, **FILES, "mkdocs.yml": CONFIG + WITH_NAV})
    page = read(build_site(read_project(tmp_path)).folder, "nav")
    assert {"In <i>nav</i> & so", "Link <s> & so", PLAIN} <= set(texts(page, ".site-nav a"))
    assert "Section <u> & so" in texts(page, ".site-nav summary")
    assert texts(page, "title") == ["In <i>nav</i> & so · The “site” <b>"]
    assert "https://example.org/?a=1&b=2" in [a.attributes["href"] for a in page.css(".site-nav a")]
