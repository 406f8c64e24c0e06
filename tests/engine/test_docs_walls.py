"""What the engine does with docs/, also where the check does not look: pages are cleaned and reported, files that are no data are not published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import run
from helpers import MINI, write
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURATION = "site_name: M\ntheme: {name: material}\nplugins: [explainer]\nmarkdown_extensions: [attr_list, toc: {permalink: true}]\n"
OWN = ("explainer.js", "explainer.css", "favicon.svg")


def build(folder: Path, files: dict[str, str]) -> str:
    """Return what a build prints."""
    write(folder, {**MINI, "mkdocs.yml": CONFIGURATION, **files})
    done = run("builder", "build", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """Return files that the check cannot see: hidden ones that the configuration lets in."""
    return {
        "mkdocs.yml": CONFIGURATION + 'exclude_docs: "!.*"\nextra_javascript: [js/a.js]\n',
        "docs/index.md": "# Home\n",
        "docs/.w/evil.js": "x",
        "docs/.w/evil.html": "<script>x</script>",
        "docs/.w/evil.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
        "docs/.w/fine.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "docs/.htaccess": "x",
        "docs/js/a.js": "1",
        "docs/data.csv": "a,b",
    }


def test_files_that_are_no_data_are_not_published(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    said = build(tmp_path, elsewhere)
    site = tmp_path / "site"
    assert [name for name in (".w/evil.js", ".w/evil.html", ".w/evil.svg", ".htaccess") if (site / name).exists()] == []
    assert [name for name in (".w/fine.svg", "js/a.js", "data.csv") if not (site / name).exists()] == []
    assert ".w/evil.svg" in said


def test_the_sites_own_files_come_from_the_templates(tmp_path: Path) -> None:
    """The check reads `docs/`; the engine's folder is another one here."""
    own = {f"pages/assets/explainer/{name}": "evil" for name in OWN}
    build(tmp_path / "plain", {"docs/index.md": "# Home\n"})
    write(tmp_path / "other", {**MINI, "mkdocs.yml": CONFIGURATION + "docs_dir: pages\n", "pages/index.md": "# Home\n", **own})
    done = run("builder", "build", tmp_path / "other")
    if done.returncode:  # refused by the check, if that reads the folder, too
        assert "unpublishable-file" in done.stderr
        return
    for name in OWN:
        expected, built = (tmp_path / project / "site/assets/explainer" / name for project in ("plain", "other"))
        assert built.read_bytes() == expected.read_bytes(), name


def test_what_only_the_rendered_page_shows_is_reported_once(tmp_path: Path) -> None:
    text = '# Page\n\nWords. <b onclick="x">b</b>\n{: .claim data-support=several }\n'
    said = build(tmp_path, {"docs/page.md": text})
    assert said.count("the class `claim` of `<p>` is left out of the page") == 1
    assert said.count("the attribute `data-support` of `<p>` is left out of the page") == 1
    assert said.count("the attribute `onclick` of `<b>` is left out of the page") == 1, "the check has said so, with its place"
    tree = LexborHTMLParser((tmp_path / "site/page/index.html").read_text(encoding="utf-8"))
    assert not tree.css("main [data-support], main .claim, main [onclick]")


def test_headings_bring_nothing_into_the_table_of_contents(tmp_path: Path) -> None:
    text = "# Page\n\n## One <img src=../p.png onerror=x> & {: id='a\"><meta http-equiv=refresh content=\"0;url=x\">' data-toc-label='<i onclick=x>l</i>' }\n\n## Two\n"
    build(tmp_path, {"docs/page.md": text, "docs/p.png": "x"})
    tree = LexborHTMLParser((tmp_path / "site/page/index.html").read_text(encoding="utf-8"))
    assert not tree.css("meta[http-equiv=refresh], [onerror], [onclick]")
    assert len(tree.css(".toc-list a")) == 2
    assert not tree.css(".toc-list img, .toc-list i")


def test_ids_of_the_home_page_stay_the_sites_own(tmp_path: Path) -> None:
    build(tmp_path, {"docs/index.md": '<p id="how-to-read">Mine.</p>\n\n## Themes\n\nWords. [@alpha]\n\n<i id="ref-alpha">i</i>\n'})
    tree = LexborHTMLParser((tmp_path / "site/index.html").read_text(encoding="utf-8"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert [node.tag for name in ("how-to-read", "themes", "ref-alpha") for node in tree.css(f"#{name}")] == ["h2", "h2", "li"]
    assert len(tree.css("a.citation[href='#ref-alpha']")) == 1


def test_links_by_id_keep_their_hooks_and_no_one_elses(tmp_path: Path) -> None:
    text = "[a](group:union) [b](claim:mini-one){: .claim } <a class=group data-group=union href=https://h.example/>c</a>\n"
    build(tmp_path, {"docs/page.md": text})
    tree = LexborHTMLParser((tmp_path / "site/page/index.html").read_text(encoding="utf-8"))
    links = [{k: v for k, v in node.attributes.items() if k != "href"} for node in tree.css("main p a")]
    assert links == [{"class": "group", "data-group": "union"}, {"class": "claim-link", "data-claim-link": "mini-one"}, {}]
