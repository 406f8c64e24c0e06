"""Generated pages that a project names in `nav:`: they are found under any of their names, or it is said that they are not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers import MINI, explain, write
from jinja2 import DictLoader
from mkdocs.structure.nav import Link, Navigation, Section
from site_reader import Page, parse, words

from builder.checking.project import read_project
from builder.engine.mkdocs_build import build_site
from builder.engine.named_pages import GeneratedPages, Named
from builder.pages.renderer import Renderer
from builder.site.audit import audit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pages() -> GeneratedPages:
    return GeneratedPages(Renderer(explain({})[0], DictLoader({})), home=True)


@pytest.mark.parametrize(
    ("name", "address", "anchor", "title"),
    [
        *(
            (name, "themes/mini/", "", "Mini")
            for name in ("themes/mini/index.md", "themes/mini.md", "themes/mini/", "themes/mini", "./themes/mini.md")
        ),
        *(
            (name, "themes/mini/", "", "Mini")
            for name in ("themes/mini/index.html", "themes/mini.html", "themes/mini/README.md", "theme:mini")
        ),
        *((name, "claims/", "", "All claims") for name in ("claims.md", "claims/", "claims", "claims/index.md", "page:claims")),
        ("claims/#claim-mini-one", "claims/", "claim-mini-one", "All claims"),
        ("sources/alpha.md", "sources/alpha/", "", "Alpha"),
        ("source:alpha", "sources/alpha/", "", "Alpha"),
        ("groups/union/", "groups/union/", "", "River Union"),
        ("group:union", "groups/union/", "", "River Union"),
        ("index.md", "", "", "Home"),
        ("index.html", "", "", "Home"),
    ],
)
def test_a_page_is_found_by_each_of_its_names(pages: GeneratedPages, name: str, address: str, anchor: str, title: str) -> None:
    assert pages.named(name) == Named(address, anchor, title)


def test_a_claim_is_a_place_on_its_page(pages: GeneratedPages) -> None:
    found = pages.named("claim:mini-one")
    assert found
    assert found[:2] == ("themes/mini/", "claim-mini-one")


@pytest.mark.parametrize(
    "name",
    [
        "themes/none.md",
        "themes/",
        "theme:none",
        "guide.md",
        "https://example.org/themes/mini/",
        "/themes/mini/",
        "../themes/mini.md",
        "mini",
        "...",
    ],
)
def test_nothing_else_is_found(pages: GeneratedPages, name: str) -> None:
    assert pages.named(name) is None


def test_entries_that_lead_nowhere_are_left_out_and_said(pages: GeneratedPages) -> None:
    nav = [
        "method.md",
        {"Theme": "theme:mini"},
        "themes/mini.md",
        {"Part": [{"Gone": "themes/minni.md"}, {"Kept": "claims/"}]},
        {"Empty": ["gone.md"]},
        {"Elsewhere": "https://example.org/x.md"},
        {"Absolute": "/x.md"},
        "... | flat | drafts/*.md",
        "*.md",
        "api/",
    ]
    made, messages = pages.in_nav(nav, lambda path: path == "method.md")
    assert made == [
        "method.md",
        {"Theme": "explainer:themes/mini/"},
        {"Mini": "explainer:themes/mini/"},
        {"Part": [{"Kept": "explainer:claims/"}]},
        {"Elsewhere": "https://example.org/x.md"},
        {"Absolute": "/x.md"},
        "... | flat | drafts/*.md",
        "*.md",
        "api/",
    ]
    assert messages == [
        "`themes/minni.md` in nav is neither a file of docs/ nor a generated page; did you mean `themes/mini/`?",
        "`gone.md` in nav is neither a file of docs/ nor a generated page",
    ]


@pytest.mark.parametrize("nav", [None, [], ["method.md"], {"A": "method.md"}, [{"A": [{"B": "method.md"}]}]])
def test_a_navigation_without_generated_pages_stays_what_it_means(pages: GeneratedPages, nav: Any) -> None:
    made, messages = pages.in_nav(nav, lambda path: path == "method.md")
    assert made == ([nav] if isinstance(nav, dict) else nav)
    assert messages == []


def test_links_of_other_plugins_become_generated_ones_in_their_place(pages: GeneratedPages) -> None:
    inner, other = Link("Inner", "themes/mini/"), Link("Other", "https://example.org/")
    section = Section("Part", [inner, other])
    inner.parent = other.parent = section
    nav = Navigation([section], [])
    assert pages.marked(nav) is nav
    assert section.children[1] is other
    assert (section.children[0].url, section.children[0].parent) == ("themes/mini/index.html", section)


def test_a_site_has_them_in_its_navigation(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nav = [
        "index.md",
        {"A theme": "themes/mini/index.md"},
        {"Part": ["claims/", {"A claim": "claim:mini-one"}]},
        {"Typo": "themes/minny.md"},
    ]
    config = {"site_name": "Mini", "theme": {"name": "material", "font": False}, "plugins": ["explainer"], "nav": nav}
    write(tmp_path, {**MINI, "docs/index.md": "# Home\n", "mkdocs.yml": json.dumps(config)})
    root = build_site(read_project(tmp_path)).folder
    page = Page("t", *parse((root / "themes/mini/index.html").read_bytes()))
    links = [(words(a), a.get("href"), a.get("aria-current")) for a in page.all(".site-nav a")]
    assert ("A theme", "../mini/index.html", "page") in links
    assert ("All claims", "../../claims/index.html", None) in links
    assert ("A claim", "../mini/index.html#claim-mini-one", "page") in links
    assert "Typo" not in {title for title, _, _ in links}
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == ["`themes/minny.md` in nav is neither a file of docs/ nor a generated page; did you mean `themes/mini/`?"]
    assert audit(root) == []
