"""Pages of docs/ with any name: their addresses are MkDocs' own, percent-encoded, in every place in which one stands."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin

import pytest
from browsing import served
from helpers import MINI, write
from site_reader import Page, parse, words

from builder.checking.project import read_project
from builder.engine.addresses import percent_encoded, with_file_name
from builder.engine.mkdocs_build import build_site
from builder.model.ids import why_not_portable
from builder.site.audit import audit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

NAMES = [
    "C# notes",
    "Why this?",
    "co:lon",
    "javascript:pwn()",
    "50% off",
    "50%25",
    "Q & A",
    'say "hi"',
    "it's",
    "a+b;c=d,e",
    "<b>",
    "[x](y)",
    "~tilde @at",
    "أسئلة",
    "問い",
    unicodedata.normalize("NFC", "Über"),
    unicodedata.normalize("NFD", "Öde"),
    "guide/deep & down #1",
]
SITE = "https://example.org/my site/é/"
ENCODED = "https://example.org/my%20site/%C3%A9/"
NEIGHBOURS = """\
{% extends "base.html" %}
{% block footer %}
{% if page.previous_page %}<a rel="prev" href="{{ page.previous_page.url | url }}">before</a>{% endif %}
{% if page.next_page %}<a rel="next" href="{{ page.next_page.url | url }}">after</a>{% endif %}
{% for item in page.ancestors %}{% for child in item.children %}<a class="crumb" href="{{ child.url | url }}">x</a>{% endfor %}{% endfor %}
{{ super() }}
{% endblock %}
"""


def link(name: str, folder: str = "") -> str:
    return f"[to]({folder}{quote(name)}.md)"


def project(folder: Path, *, directory_urls: bool) -> Path:
    config = {
        "site_name": "Mini",
        "site_url": SITE,
        "repo_url": "https://example.org/code",
        "edit_uri": "edit/main/docs/",
        "use_directory_urls": directory_urls,
        "theme": {"name": "material", "font": False, "custom_dir": "overrides"},
        "plugins": ["explainer"],
    }
    files = {**MINI, "mkdocs.yml": json.dumps(config), "overrides/main.html": NEIGHBOURS}
    files["docs/index.md"] = "# Home\n\n" + "\n\n".join(map(link, NAMES))
    for number, name in enumerate(NAMES):
        up = "../" * name.count("/")
        files[f"docs/{name}.md"] = f"# Page {number}\n\n[home]({up}index.md) {link(NAMES[0], up)} {link(NAMES[-1], up)}\n"
    write(folder, files)
    return folder


@pytest.fixture(scope="module", params=[True, False], ids=["folders", "files"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    read = read_project(project(tmp_path_factory.mktemp("names"), directory_urls=request.param))
    assert not read.broken, read.findings
    return build_site(read).folder


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    """Yield every page of docs/ by its name."""
    for name in NAMES:
        path = next(path for path in (site / name / "index.html", site / f"{name}.html") if path.exists())
        yield name, Page(name, *parse(path.read_bytes()))


def test_no_link_of_the_site_is_dead(site: Path) -> None:
    found = [(one.code, one.where.path.removesuffix(".html").removesuffix("/index")) for one in audit(site)]
    assert found == [("site-unportable-name", name) for name in sorted(NAMES) if any(map(why_not_portable, name.split("/")))]


def test_head_and_footer_name_the_page_itself(site: Path) -> None:
    for name, page in pages(site):
        address = f"{ENCODED}{quote(name)}{'/' if (site / name).is_dir() else '.html'}"
        assert page.one("link[rel=canonical]").get("href") == address
        assert [meta.get("content") for meta in page.all("meta") if meta.get("property") == "og:url"] == [address]
        assert page.one("footer a[rel=edit]").get("href") == f"https://example.org/code/edit/main/docs/{quote(name)}.md"


def test_every_page_stands_in_the_navigation_of_every_page(site: Path) -> None:
    for page in (Page("t", *parse((site / "themes/mini/index.html").read_bytes())), *(page for _, page in pages(site))):
        titles = [words(a) for a in page.all(".site-nav a")]
        assert [titles.count(f"Page {number}") for number in range(len(NAMES))] == [1] * len(NAMES)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_browser_gets_everywhere(site: Path, scheme: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        with served(site, "/below/") as server:
            root = server if scheme == "http" else f"{site.as_uri()}/"
            tab.goto(f"{root}themes/mini/index.html")
            links = tab.locator(".site-nav a").evaluate_all("all => all.map(a => [a.textContent, a.href])")
            found = {title: address for title, address in links if title.startswith("Page ")}
            assert len(found) == len(NAMES)
            for title, address in found.items():
                tab.goto(address)
                assert tab.locator("h1").text_content() == title
                links = tab.locator("main a, a[rel], a.crumb, .site-title").evaluate_all(
                    "all => all.map(a => [a.rel, a.getAttribute('href')])"
                )
                near = {urljoin(address, href) for rel, href in links if rel != "external" and not href.startswith("https:")}
                assert len(near) >= 4
                dead = [one for one in near if unquote(one.partition("#")[0].removeprefix(root)) not in existing(site)]
                assert dead == []
    finally:
        context.close()


def existing(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("../x/", "../x/index.html"),
        ("./", "./index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("../x/#a", "../x/index.html#a"),
        ("x/?q=1#a/", "x/index.html?q=1#a/"),
        ("x/y.html", "x/y.html"),
        ("#a/", "#a/"),
        ("?q=/", "?q=/"),
        ("", ""),
        ("/x/", "/x/"),
        ("//example.org/", "//example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:a@example.org/", "mailto:a@example.org/"),
        ("a/b:c/", "a/b:c/index.html"),
    ],
)
def test_a_link_to_a_folder_of_the_site_names_its_file(link: str, written: str) -> None:
    assert with_file_name(link) == written
    assert with_file_name(written) == written


@pytest.mark.parametrize(
    ("url", "encoded"),
    [
        (SITE, ENCODED),
        (ENCODED, ENCODED),
        ("https://bücher.example/ü?ü=1#ü", "https://bücher.example/%C3%BC?%C3%BC=1#%C3%BC"),
        ("https://example.org", "https://example.org"),
        ('https://example.org/"<x>', "https://example.org/%22%3Cx%3E"),
        ("", ""),
    ],
)
def test_an_address_holds_only_what_a_url_may_hold(url: str, encoded: str) -> None:
    assert percent_encoded(url) == encoded
    assert percent_encoded(encoded) == encoded
