"""Hand-written pages are those that the engine renders: the same ones are checked, linked to, built and listed in the sitemap."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from xml.etree.ElementTree import fromstring

import pytest
from building import run, run_here
from helpers import MINI, checked, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONFIGURATION = "site_name: Mini\nsite_url: https://example.org/sub/\ntheme: {name: material, font: false}\n"
PLUGIN = "plugins: [explainer]\n"
NFD = unicodedata.normalize("NFD", "Über")
HOOK = '''
from mkdocs.structure.files import File

def on_files(files, config):
    files.append(File.generated(config, "made/page.md", content="""{}"""))
    return files
'''


def project(folder: Path, files: Mapping[str, str], configuration: str = "", plugins: str = PLUGIN) -> Path:
    write(folder, {**MINI, "mkdocs.yml": f"{CONFIGURATION}{plugins}{configuration}", **files})
    return folder


def findings(folder: Path) -> list[str]:
    """Return the findings of `explainer check`; a build must have the same, and publish nothing if they are errors."""
    status = run_here("check", "--format", "json", folder)
    assert status.stderr == ""
    records = json.loads(status.stdout)
    built = run_here("build", folder)
    assert built.returncode == status.returncode, built.stderr
    assert (folder / "site").exists() is (built.returncode == 0)
    found = [f"{r['path']}:{r['line']}:{r['column']} {r['code']} {r['message']}" for r in records]
    assert [line for line in found if line.split(" ")[0] not in built.stderr] == [], "a build does not say what a check says"
    return found


# --- the sitemap is the set of built pages ----------------------------------------------------------------------------

PAGES = {"docs/index.md": "# Home\n", "docs/method.md": "# Method\n", "docs/guide/index.md": "# Guide\n", "docs/guide/deep.md": "# Deep\n"}
SITES = {
    "plain": (PAGES, ""),
    "without pages": ({}, ""),
    "no home page": ({"docs/method.md": "# Method\n"}, ""),
    "excluded": ({**PAGES, "docs/drafts/secret.md": "[x](nowhere.md) [@nobody]\n"}, "exclude_docs: drafts/\n"),
    "drafts": ({**PAGES, "docs/wip/w.md": "# W\n"}, "draft_docs: wip/\n"),
    "not in the navigation": ({**PAGES, "docs/aside.md": "# Aside\n"}, "not_in_nav: aside.md\nnav: [index.md, method.md]\n"),
    "readme": ({"docs/README.md": "# Home\n", "docs/guide/README.md": "# Guide\n"}, ""),
    "readme beside an index": ({**PAGES, "docs/guide/README.md": "# For developers\n"}, ""),
    "files": (PAGES, "use_directory_urls: false\n"),
    "files with a readme": ({"docs/README.md": "# Home\n", "docs/guide/README.md": "# Guide\n"}, "use_directory_urls: false\n"),
    "elsewhere": ({path.replace("docs/", "pages/"): text for path, text in PAGES.items()}, "docs_dir: pages\n"),
    "deep elsewhere": ({path.replace("docs/", "a/b c/"): text for path, text in PAGES.items()}, "docs_dir: a/b c\n"),
    "made by a hook": ({**PAGES, "hook.py": HOOK.format("# Made")}, "hooks: [hook.py]\n"),
    "odd names": (
        {
            f"docs/{name}.md": "# Odd\n"
            for name in ("Q&A", "C# notes", "Why this?", "50%25", 'a "b"', "it's", "الطريقة", NFD, "x;y=1,2", "a+b")
        },
        "",
    ),
    "another suffix": ({**PAGES, "docs/other.markdown": "# Other\n"}, ""),
    "a file that is no page": ({**PAGES, "docs/plain.txt": "x"}, ""),
}


@pytest.mark.parametrize("name", SITES)
def test_the_sitemap_is_the_set_of_built_pages(name: str, tmp_path: Path) -> None:
    files, configuration = SITES[name]
    project(tmp_path, files, configuration)
    (tmp_path / "docs").mkdir(exist_ok=True)
    done = run_here("build", tmp_path)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    built = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html"}
    sitemap = fromstring((site / "sitemap.xml").read_bytes())  # noqa: S314  # it was written a moment ago
    urls = [str(element.text) for element in sitemap.iter() if element.tag.endswith("loc")]
    assert len(urls) == len(set(urls))
    assert all(url.isascii() and not set(url) & set(' "<>#?') for url in urls), urls
    named = [unquote(url.removeprefix("https://example.org/sub/")) for url in urls]
    assert {f"{address}index.html" if not address or address.endswith("/") else address for address in named} == built


def test_the_address_of_a_site_is_encoded_once(tmp_path: Path) -> None:
    project(
        tmp_path,
        {
            "mkdocs.yml": "site_name: X\nsite_url: https://example.org/a b/%20c/\ntheme: {name: material, font: false}\n" + PLUGIN,
            "docs/index.md": "# H\n",
        },
    )
    assert run_here("build", tmp_path).returncode == 0
    sitemap = (tmp_path / "site/sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://example.org/a%20b/%20c/themes/mini/</loc>" in sitemap
    assert "Sitemap: https://example.org/a%20b/%20c/sitemap.xml" in (tmp_path / "site/robots.txt").read_text(encoding="utf-8")


# --- nothing unresolved reaches a reader ------------------------------------------------------------------------------

BROKEN = "See [a](theme:nowhere), [b](claim:nope), [c](group:nope), [d](term:nope), [e](source:nope), [f](page:nope) [@nosuch]."
CODES = ["unknown-claim", "unknown-group", "unknown-page", "unknown-source", "unknown-source", "unknown-term", "unknown-theme"]
TABS = "markdown_extensions:\n  - admonition\n  - attr_list\n  - md_in_html\n  - pymdownx.superfences\n  - pymdownx.details\n"
TABS += "  - pymdownx.tabbed: {alternate_style: true}\n  - pymdownx.snippets: {base_path: [parts]}\n"
INDENTED = BROKEN.replace("See", "    See")
PLACES = {
    "a page elsewhere": ({"pages/x.md": f"# X\n\n{BROKEN}\n"}, "docs_dir: pages\n", "pages/x.md:3:5"),
    "a page of a hook": ({"docs/index.md": "# X\n", "hook.py": HOOK.format(BROKEN)}, "hooks: [hook.py]\n", "docs/made/page.md:1:1"),
    "a tab": ({"docs/x.md": f'# X\n\n=== "Tab"\n\n{INDENTED}\n'}, TABS, "docs/x.md:5:13"),
    "a fold": ({"docs/x.md": f'# X\n\n??? note "Fold"\n{INDENTED}\n'}, TABS, "docs/x.md:4:"),
    "a snippet": ({"docs/x.md": '# X\n\n--8<-- "part.txt"\n', "parts/part.txt": BROKEN}, TABS, "docs/x.md:1:1"),
    "Markdown in HTML": ({"docs/x.md": f'# X\n\n<div markdown="1">\n{BROKEN}\n</div>\n'}, TABS, "docs/x.md:4:"),
    "a hook's Markdown": (
        {"docs/x.md": "# X\n", "hook.py": f"def on_page_markdown(markdown, **_):\n    return markdown + '''\n\n{BROKEN}'''\n"},
        "hooks: [hook.py]\n",
        "docs/x.md:1:1",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_is_not_resolved_is_an_error_however_the_page_was_made(name: str, tmp_path: Path) -> None:
    files, configuration, place = PLACES[name]
    project(tmp_path, files, configuration)
    found = findings(tmp_path)
    assert sorted(line.split(" ")[1] for line in found) == CODES
    assert any(line.startswith(place) for line in found), found


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="theme:mini">x</a></p>',
        '<p><a href="theme:nowhere">x</a></p>',
        "<p>It is so. [@alpha]</p>",
        "<p>It is so. [@nosuch]</p>",
        "<p>It is so. [@alpha; ]</p>",
    ],
)
def test_html_is_not_markdown(html: str, tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": f"# X\n\n{html}\n"})
    assert len(findings(tmp_path)) == 1


def test_what_is_to_be_shown_as_written_is_no_citation(tmp_path: Path) -> None:
    text = "# X\n\n`[@nosuch]` \\[@nosuch] \\[see @nosuch, p. 3\\] a@b.org [@x](https://example.org)\n\n    [@nosuch](theme:nowhere)\n"
    project(tmp_path, {"docs/index.md": text})
    assert findings(tmp_path) == []


def test_a_scheme_may_have_capital_letters(tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": "# X\n\n[x](Theme:mini)\n"})
    assert findings(tmp_path) == []
    assert 'href="themes/mini/index.html"' in (tmp_path / "site/index.html").read_text(encoding="utf-8")


# --- links and anchors ------------------------------------------------------------------------------------------------

ANCHORS = """# Anchors

<a id="raw"></a>raw <a name="named"></a>

A paragraph
{: #para }

## الطريقة

??? note "Fold"
    ## In fold

--8<-- "part.txt"

![p](p.png){#image}

Foot[^1]

[^1]: n

<div markdown="1">
## Div head
</div>
"""
KNOWN = ["raw", "named", "para", "الطريقة", "in-fold", "snip", "image", "fnref:1", "div-head"]
SLUGS = "  - footnotes\n  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}\n"


@pytest.mark.parametrize("page", ["anchors.md", ""])
def test_anchors_are_those_of_the_rendered_page(page: str, tmp_path: Path) -> None:
    links = "".join(f"\n- [x]({page}#{anchor}) [y]({page}#{quote(anchor)})" for anchor in KNOWN)
    text = {"docs/anchors.md": ANCHORS + (links if not page else ""), "docs/other.md": "# Other\n" + (links if page else "")}
    project(tmp_path, {**text, "docs/p.png": "x", "parts/part.txt": "## Snip\n"}, TABS + SLUGS)
    assert findings(tmp_path) == []


def test_an_anchor_that_the_rendered_page_lacks_is_reported_where_it_is_written(tmp_path: Path) -> None:
    fold = '??? note "Fold"\n    [in a fold](anchors.md#divhead)\n'
    theme = {"content/themes/t.md": "---\ntitle: T\n---\n\nSee [it](../../docs/anchors.md#in-fol). [@alpha] {#t-one}\n"}
    theme["content/themes/u.md"] = "---\ntitle: U\n---\n\nSee [it](../../docs/anchors.md#in-fold). [@alpha] {#u-one}\n"
    pages = {"docs/anchors.md": ANCHORS, "docs/p.png": "x", "parts/part.txt": "## Snip\n"}
    project(tmp_path, {**pages, **theme, "docs/other.md": f"# Other\n\n[a](anchors.md#imag) [a](anchors.md#imag)\n\n{fold}"}, TABS + SLUGS)
    assert findings(tmp_path) == [
        "content/themes/t.md:5:5 dead-link `../../docs/anchors.md` has no anchor `in-fol`",
        "docs/other.md:3:1 dead-link `anchors.md` has no anchor `imag`",
        "docs/other.md:3:22 dead-link `anchors.md` has no anchor `imag`",
        "docs/other.md:6:5 dead-link `anchors.md` has no anchor `divhead`",
    ]
    assert {hint for f in checked(tmp_path).findings for hint in f.hints} >= {"did you mean `in-fold`?", "did you mean `image`?"}


def test_files_that_do_not_exist_are_reported_where_they_are_written(tmp_path: Path) -> None:
    text = '# X [theme](../../content/themes/mini.md)\n\n![p](img/p.png) ![q](img/q.png) <img src="img/r.png" alt=""> [s](s.pdf)\n\n!!! note\n    [t](t.md)\n'
    project(tmp_path, {"docs/guide/x.md": text, "docs/guide/img/p.png": "x"}, TABS)
    assert findings(tmp_path) == [
        "docs/guide/x.md:3:22 dead-link `img/q.png` leads nowhere",
        "docs/guide/x.md:3:43 dead-link `img/r.png` leads nowhere",
        "docs/guide/x.md:3:62 dead-link `s.pdf` leads nowhere",
        "docs/guide/x.md:6:5 dead-link `t.md` leads nowhere",
    ]


def test_links_lead_to_pages_that_a_hook_has_made(tmp_path: Path) -> None:
    link = "[it]({}made/page.md#made)"
    theme = f"---\ntitle: T\n---\n\nSee {link.format('../../docs/')}, [](../../docs/made/page.md). [@alpha] {{#t-one}}\n"
    files = {"docs/index.md": f"# X\n\n{link.format('')}\n", "content/themes/t.md": theme, "hook.py": HOOK.format("# Made")}
    project(tmp_path, files, "hooks: [hook.py]\n")
    assert findings(tmp_path) == []
    page = (tmp_path / "site/themes/t/index.html").read_text(encoding="utf-8")
    assert '<a href="../../made/page/index.html#made">it</a>' in page
    assert '<a href="../../made/page/index.html">Made</a>' in page


def test_links_may_have_another_unicode_form_than_the_file(tmp_path: Path) -> None:
    theme = "---\ntitle: T\n---\n\nSee [it](../../docs/Über.md#über). [@alpha] {#t-one}\n"
    pages = {f"docs/{NFD}.md": "# Über {#über}\n", f"docs/img/{NFD}.png": "x", "content/themes/t.md": theme}
    pages["docs/index.md"] = "# X\n\n[b](Über.md) [c](%C3%9Cber.md#über) ![d](img/Über.png) ![e](img/%C3%9Cber.png)\n"
    project(tmp_path, pages, "markdown_extensions: [attr_list]\n")
    assert findings(tmp_path) == []
    for page in ("index.html", "themes/t/index.html"):
        assert quote(NFD) in (tmp_path / "site" / page).read_text(encoding="utf-8") or NFD in (tmp_path / "site" / page).read_text(
            encoding="utf-8"
        )
    assert (tmp_path / f"site/{NFD}/index.html").exists(), "a name keeps its bytes"


def test_two_unicode_forms_are_not_guessed_between(tmp_path: Path) -> None:
    forms = [unicodedata.normalize(form, "ǖ") for form in ("NFC", "NFD")] + ["ü\u0304"]
    project(tmp_path, {**{f"docs/{name}x.txt": "x" for name in forms[1:]}, "docs/index.md": f"# X\n\n[x]({forms[0]}x.txt)\n"})
    assert [line.split(" ")[1] for line in findings(tmp_path) if "index.md" in line] == ["dead-link"]


def test_a_hand_written_page_that_was_linked_as_a_generated_one_is_named_in_the_hint(tmp_path: Path) -> None:
    theme = "---\ntitle: T\n---\n\nSee [it](page:guide). [@alpha] {#t-one}\n"
    project(tmp_path, {"pages/guide.md": "# Guide\n", "content/themes/t.md": theme}, "docs_dir: pages\n")
    (found,) = checked(tmp_path).findings
    assert found.code == "unknown-page"
    assert "[text](../../pages/guide.md)" in found.hints[0]


# --- what is not read -------------------------------------------------------------------------------------------------


def test_a_readme_in_a_folder_of_the_content_is_not_read(tmp_path: Path) -> None:
    readmes = {
        f"content/{folder}README.md": "# About these files\n\n[@nobody]\n"
        for folder in ("", "themes/", "groups/", "sources/", "themes/part/")
    }
    project(tmp_path, {**readmes, "content/themes/other/readme.md": "x", "docs/index.md": "# X\n"})
    assert findings(tmp_path) == []
    assert not (tmp_path / "site/themes/readme").exists()


def test_folders_that_contain_themselves_do_not_delay_a_check(tmp_path: Path) -> None:
    project(tmp_path, {"docs/a/index.md": "# X\n"})
    for name in ("one", "two", "a/three"):
        (tmp_path / "docs" / name).symlink_to(tmp_path / "docs")
    assert [f.code for f in checked(tmp_path).findings] == ["outside-content"] * 3


def test_what_is_excluded_may_be_anything(tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": "# X\n", "docs/dev/a.md": "\0[@nobody] [x](nowhere.md)\n"}, "exclude_docs: /dev/\n")
    (tmp_path / "docs/dev/out").symlink_to("/nowhere")
    assert findings(tmp_path) == []


def test_a_check_writes_nothing_but_its_receipt(tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": "# X\n"})
    checked(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "docs", "mkdocs.yml"]


def test_a_check_says_why_pages_cannot_be_rendered(tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": "# X\n"}, plugins="plugins: [explainer, nosuch]\n")
    done = run_here("check", "--format", "json", tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout) == []
    assert "nosuch" in done.stderr


def test_a_dead_link_is_said_once_and_one_to_the_content_is_none(tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": "# X\n\n[t](../content/themes/mini.md)\n"})
    assert run_here("build", tmp_path).stderr == ""
    write(tmp_path, {"docs/index.md": "# X\n\n[t](../content/themes/mini.md) [u](nowhere.md) [v](#nowhere)\n"})
    said = run_here("build", tmp_path).stderr
    assert (said.count("dead-link"), said.count("Doc file")) == (2, 0)


@pytest.mark.parametrize("broken", ["[x](theme:nowhere)", "![x](nowhere.png)", "<b>[@nosuch]</b>"])
def test_mkdocs_alone_does_not_publish_what_is_not_resolved_either(broken: str, tmp_path: Path) -> None:
    project(tmp_path, {"docs/index.md": f"# X\n\n{broken}\n"})
    done = run("mkdocs", "build", cwd=tmp_path)
    assert done.returncode
    assert "1 error" in done.stderr
    assert not (tmp_path / "site").exists()


def test_what_a_check_found_is_not_remembered_if_other_files_decide_it(tmp_path: Path) -> None:
    project(tmp_path, {"pages/index.md": "# X\n"}, "docs_dir: pages\n")
    assert findings(tmp_path) == []
    write(tmp_path, {"pages/index.md": "# X\n\n[x](nowhere.md)\n"})
    assert json.loads(run_here("check", "--format", "json", tmp_path).stdout)[0]["path"] == "pages/index.md"


def test_links_to_pages_that_cannot_be_made_yet_are_left_for_later(tmp_path: Path) -> None:
    page = "---\ntitle: T\n---\n\nA. [@alpha] {#one}\n\nB. [@nowhere] {#two disputes=one}\n"
    links = "[disputes](../disputes/), [claims](../claims/), [nothing](../nothing/)\n"
    folder = project(tmp_path, {"docs/links.md": f"# Links\n\n{links}", "content/themes/t.md": page})
    found = findings(folder)
    assert [line.split(" ")[1] for line in found if "two" not in line].count("dead-link") == 1, found
    assert any("unknown-source" in line for line in found)
