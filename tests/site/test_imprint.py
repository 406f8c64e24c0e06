"""Who publishes and wrote an explainer, and where a mistake is reported: on every page and in every format, and never what nobody has said."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest
from building import ROOT, run
from helpers import MINI, explain, write
from jinja2 import FileSystemLoader
from libzim.reader import Archive
from pypdf import PdfReader
from site_reader import Site, fragment, select, words

from builder.data.change_feed import change_feed
from builder.history.changes import NO_CHANGES
from builder.model.language import ENGLISH
from builder.pages.renderer import Renderer

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built
    from site_reader import Page

SIGNED = """\
publisher: The Society & Sons
authors: [Ada Berg, Omar <Said>]
contact: errors@x.example
repository: https://forge.example/a/b/
license: CC0 1.0
"""
AUTHORS = ["Ada Berg", "Omar <Said>"]


def with_settings(text: str) -> dict[str, str]:
    return {**MINI, "content/explainer.yml": MINI["content/explainer.yml"] + text}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An explainer that says all of itself, as a site and in the formats that say it each in its own way."""
    folder = tmp_path_factory.mktemp("signed")
    files = {"docs/index.md": "Home\n", "docs/about.md": "# We\n\nThe two of us. [@alpha]\n\n## Why\n\nSo.\n"}
    write(folder, {**with_settings(SIGNED), **files})
    done = run("builder", "bundle", folder, "--format", "html,epub,zim,pdf")
    assert done.returncode == 0, done.stderr
    return folder


def facts(page: Page) -> dict[str, str]:
    rows = [row for dl in page.all("dl") for row in select(dl, "div")]
    return {words(select(row, "dt")[0]): words(select(row, "dd")[0]) for row in rows}


def section(page: Page, name: str) -> tuple[str, list[str]]:
    (found,) = (e for e in page.all("section") if e.get("aria-labelledby") == name)
    return words(found), [link.get("href", "") for link in select(found, "a") if link.get("class") != "headerlink"]


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_and_how_to_correct(signed: Path) -> None:
    page = Site(signed / "site").pages["about/index.html"]
    said = facts(page)
    assert said["Published by"] == "The Society & Sons"
    assert said["Written by"] == "Ada Berg; Omar <Said>"
    assert said["As of"] == "25 September 2025"
    assert said["Licence of the text"] == "CC0 1.0"
    assert said["Its files"] == "https://forge.example/a/b"
    assert "Last changed" not in said, "there is no history"
    text, links = section(page, "about-corrections")
    assert links == ["https://forge.example/a/b/issues/new", "mailto:errors@x.example"]
    assert "“Report a problem”" in text
    assert {"../method/index.html", "../changes/index.html", "../data/explainer.json"} <= set(section(page, "about-more")[1])


def test_a_hand_written_text_begins_it(signed: Path) -> None:
    page = Site(signed / "site").pages["about/index.html"]
    assert [words(e) for e in page.all("h1")] == ["We"]
    headings = [words(e, without=(".headerlink",)) for e in page.all("main h2")]
    assert headings == ["Why", "Imprint", "Corrections", "More about this site", "References"]
    entries = [words(e) for e in page.all(".site-nav a") if e.get("href", "") in ("../about/index.html", "index.html")]
    assert len(entries) == 1, "it stands in the navigation once"


@pytest.mark.parametrize(
    ("text", "says", "never"),
    [
        ("", ["Nobody is named who answers for this explainer.", "No address for corrections is given."], ["Report", "issues", "mailto"]),
        ("contact: e@x.example\n", ["By mail:", "Report a problem"], ["No address", "repository"]),
        ("contact: https://x.example/write\n", ["On this page:"], ["By mail", "repository"]),
        ("repository: https://forge.example/a\n", ["In the repository:"], ["By mail", "No address"]),
        ("publisher: P\n", ["Published by", "No address for corrections is given."], ["Nobody", "Written by", "Report"]),
    ],
)
def test_nothing_is_promised_that_nobody_gave(text: str, says: list[str], never: list[str]) -> None:
    explainer, _ = explain(with_settings(text))
    html = Renderer(explainer, FileSystemLoader(ROOT / "templates")).introduced["about/"]("").html
    said = words(fragment(html))
    assert [one for one in says if one not in said] == []
    assert [one for one in never if one in html] == []


def test_the_foot_of_every_page_says_who(signed: Path) -> None:
    for page in Site(signed / "site"):
        foot = page.one("footer")
        assert "Published by The Society & Sons" in words(foot), page.name
        assert "Written by Ada Berg; Omar <Said>" in words(foot)
        links = {words(link): link.get("href", "") for link in select(foot, "a")}
        assert links["Contact"] == "mailto:errors@x.example"
        assert links["About this explainer"].endswith(("about/index.html", "index.html"))
        assert {"Changes", "How to read this site", "Sources (BibTeX)", "Source and corrections"} <= links.keys()


def test_the_foot_names_nobody_where_nobody_is_named(second: Built) -> None:
    foot = second.site.pages["index.html"].one("footer")
    assert "ublished by" not in words(foot)
    assert "Contact" not in words(foot)


# --- what programs read -----------------------------------------------------------------------------------------------


def graph(page: Page) -> dict[str, object]:
    (script,) = (e for e in page.all("script") if e.get("type") == "application/ld+json")
    return json.loads(script.text or "")  # type: ignore[no-any-return]


def test_structured_data_name_who_wrote_and_who_publishes(signed: Path) -> None:
    site = Site(signed / "site")
    article = graph(site.pages["themes/mini/index.html"])["mainEntity"]
    assert isinstance(article, dict)
    for node in (graph(site.pages["index.html"]), article):
        assert node["author"] == [{"@type": "Person", "name": name} for name in AUTHORS]
        assert node["publisher"] == {"@type": "Organization", "name": "The Society & Sons"}


@pytest.mark.parametrize(("text", "names"), [(SIGNED, AUTHORS), ("publisher: P & Q\n", ["P & Q"]), ("", ["Mini"])])
def test_the_feed_has_an_author(text: str, names: list[str]) -> None:
    """Atom demands one for a feed whose entries have none (RFC 4287, section 4.1.1)."""
    explainer, _ = explain(with_settings(text))
    feed = fromstring(change_feed(explainer, NO_CHANGES, ENGLISH, ""))  # noqa: S314  # we have written it
    atom = "{http://www.w3.org/2005/Atom}"
    assert [name.text for name in feed.findall(f"{atom}author/{atom}name")] == names


# --- bundles ----------------------------------------------------------------------------------------------------------


def bundle(folder: Path, kind: str) -> Path:
    (found,) = (folder / "dist").glob(f"*.{kind}")
    return found


def test_a_book_says_who_on_its_title_page_and_in_its_metadata(signed: Path) -> None:
    with zipfile.ZipFile(bundle(signed, "epub")) as archive:
        package, title = (fromstring(archive.read(name)) for name in ("book.opf", "title.xhtml"))  # noqa: S314  # we have written it
        about = fromstring(archive.read("about/index.xhtml"))  # noqa: S314
    dublin = "{http://purl.org/dc/elements/1.1/}"
    assert [e.text for e in package.iter(f"{dublin}creator")] == AUTHORS
    assert [e.text for e in package.iter(f"{dublin}publisher")] == ["The Society & Sons"]
    assert "Published by The Society & Sons" in "".join(title.itertext())
    text = "".join(about.itertext())
    assert "The two of us." in text
    assert "errors@x.example" in text
    assert "Report a problem" not in text, "a book has no cards"


def test_a_zim_says_who_in_its_metadata(signed: Path) -> None:
    archive = Archive(bundle(signed, "zim"))
    said = {name: bytes(archive.get_metadata(name)).decode() for name in ("Creator", "Publisher")}
    assert said == {"Creator": "Ada Berg; Omar <Said>", "Publisher": "The Society & Sons"}


def test_a_pdf_says_who_on_its_first_page_and_in_its_metadata(signed: Path) -> None:
    pdf = PdfReader(bundle(signed, "pdf"))
    assert pdf.metadata is not None
    assert pdf.metadata.author == "Ada Berg, Omar <Said>"
    first = " ".join(pdf.pages[0].extract_text().split())
    assert "Published by The Society & Sons" in first
    assert "Written by Ada Berg; Omar <Said>" in first


def test_the_one_file_says_who_and_where_to_write(signed: Path) -> None:
    html = bundle(signed, "html").read_text(encoding="utf-8")
    root = fragment(html.partition("<body")[2].partition(">")[2])
    (foot,) = select(root, "footer")
    links = {words(link): link.get("href", "") for link in select(foot, "a")}
    assert links["About this explainer"] == "#about"
    assert links["Contact"] == "mailto:errors@x.example"
    assert "Written by Ada Berg; Omar <Said>" in words(foot)
    assert select(root, "#about") != []


def test_the_shipped_explainer_is_signed_and_says_that_it_has_no_address(own: Built) -> None:
    page = own.site.pages["about/index.html"]
    about = json.loads(own.site.text("data/explainer.json"))["explainer"]
    assert facts(page)["Published by"] == about["publisher"] != ""
    assert section(page, "about-corrections")[1] == []
