"""The Markdown extension alone: plain Python-Markdown, no MkDocs, no site."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import markdown
import pytest
from helpers import MINI, explain, write
from site_reader import Page, matches, parse, select, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from markdown import Markdown

TERMS = {"content/terms.yml": "- {id: weir, term: weir, text: 'A low wall in a river. [@alpha]'}\n"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write(folder, {**MINI, **TERMS, "docs/method.md": "# Method\n", "docs/deep/note.md": "# Note\n"})
    return folder


@pytest.fixture
def convert(project: Path) -> Callable[..., Page]:
    """Convert a text as the page `method/` of the project, and read the result."""
    converter = engine(project)

    def page(text: str) -> Page:
        return read(converter.reset().convert(text))

    return page


def engine(project: Path, *extensions: str, page: str = "method/") -> Markdown:
    options = {"builder.engine.markdown_extension": {"project": str(project), "page": page}}
    return markdown.Markdown(extensions=["builder.engine.markdown_extension", *extensions], extension_configs=options)


def read(html: str) -> Page:
    page = Page("method/index.html", *parse(f"<!doctype html><html lang=en><title>x</title><main>{html}</main>"))
    assert page.errors == [], html
    return page


def cited(page: Page) -> list[tuple[str, str]]:
    return [(a.get("data-source", ""), words(a, without=(".locator", ".contra"))) for a in page.all("a.citation")]


def text_of(page: Page) -> str:
    return words(page.one("main"), without=(".references", ".citations"))


# --- citations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("[@alpha p. 3; -@beta: 4]", [("alpha", "p. 3", None), ("beta", "4", None)]),
        ("[@{alpha}, ch. 3 and *passim*]", [("alpha", "ch. 3 and passim", None)]),
        ("[@alpha, `a;b]` 3<sup>r</sup>; @beta]", [("alpha", "a;b] 3r", None), ("beta", None, None)]),
        ('[see [b](https://a.example/@x) @alpha, \\[p. 3\\] \\; 6\\"]', [("alpha", '[p. 3] ; 6"', None)]),
        ("[@alpha, [x] y „zu“]", [("alpha", "[x] y", "zu")]),
        ("[a [@alpha، ص ٤؛ @beta] b]", [("alpha", "ص ٤", None), ("beta", None, None)]),
        ("[Contra @alpha] [@beta „zu] [see@alpha] \\[@alpha] `[@alpha]` [@alpha](https://a.example)", []),
    ],
)
def test_citations_are_read_as_in_content(convert: Callable[..., Page], text: str, read: list[tuple[str, str | None, str | None]]) -> None:
    found = convert(f"Words. {text}").all("a.citation")
    assert [(a.get("data-source"), a.get("data-locator"), a.get("data-quote")) for a in found] == read


def test_a_citation_becomes_a_numeral_and_a_reference(convert: Callable[..., Page]) -> None:
    page = convert("Rivers rise. [@alpha, p. 3]")
    (citation,) = page.all("a.citation")
    assert cited(page) == [("alpha", "1")]
    assert citation.get("data-locator") == "p. 3"
    assert citation.get("href") == "#ref-alpha"
    reference = page.one("section.references li#ref-alpha")
    assert "Alpha" in words(reference)
    assert [a.get("href") for a in select(reference, ".backlinks a")] == [f"#{citation.get('id')}"]
    assert [a.get("href") for a in select(reference, "a.reference-title")] == ["../sources/alpha/index.html"]
    assert text_of(page) == "Rivers rise."


def test_references_stand_at_the_end_in_order_of_first_citation(convert: Callable[..., Page]) -> None:
    page = convert('One. [@beta]\n\n- Two. [@alpha; @beta]\n\n> Three. [contra @gamma "a phrase"; see @alpha]\n\n## Last')
    assert cited(page) == [("beta", "1"), ("alpha", "2"), ("beta", "1"), ("gamma", "3"), ("alpha", "2")]
    assert [item.get("id") for item in page.all(".references li")] == ["ref-beta", "ref-alpha", "ref-gamma"]
    backlinks = {item.get("id"): [words(a) for a in select(item, ".backlinks a")] for item in page.all(".references li")}
    assert backlinks == {"ref-beta": ["a", "b"], "ref-alpha": ["a", "b"], "ref-gamma": ["a"]}
    anchors = [a.get("href", "").removeprefix("#") for a in page.all(".backlinks a")]
    assert sorted(anchors) == sorted(a.get("id", "") for a in page.all("a.citation"))
    order = [e for e in page.one("main").iter() if e.tag == "h2"]
    assert [e.get("id") for e in order[-1:]] == ["references"]
    (third,) = (a for a in page.all("a.citation") if a.get("data-source") == "gamma")
    assert (third.get("data-stance"), third.get("data-quote")) == ("contra", "a phrase")


def test_nothing_is_added_where_nothing_is_cited(convert: Callable[..., Page]) -> None:
    plain = "# Title\n\nWords with [a link](https://example.org) and `code`."
    assert words(convert(plain).one("main")) == words(read(markdown.markdown(plain)).one("main"))
    assert convert(plain).all(".references") == []


def test_two_documents_in_a_row_share_no_numbers(project: Path) -> None:
    converter = engine(project)
    first = read(converter.reset().convert("One. [@alpha] [@beta]"))
    second = read(converter.reset().convert("Two. [@gamma]"))
    third = read(converter.convert("Three. [@beta]"))  # not even a reset between them
    assert cited(first) == [("alpha", "1"), ("beta", "2")]
    assert cited(second) == [("gamma", "1")]
    assert cited(third) == [("beta", "1")]
    assert [item.get("id") for item in second.all(".references li")] == ["ref-gamma"]


def test_two_converters_do_not_meet(project: Path) -> None:
    one, other = engine(project), engine(project, page="deep/note/")
    assert cited(read(one.convert("One. [@alpha]"))) == [("alpha", "1")]
    page = read(other.convert("Two. [@beta]"))
    assert cited(page) == [("beta", "1")]
    assert page.one("a.reference-title").get("href") == "../../sources/beta/index.html"


@pytest.mark.parametrize(
    "text",
    [
        "`[@alpha]`",
        "``a [@alpha] ` b``",
        "    [@alpha]",
        "`` [@alpha] ``",
        "Write to someone@alpha or <someone@alpha.org>.",
        "Write to a.b@beta.example, not to @alpha.",
        "@dataclass and @alpha",
        r"\[@alpha]",
        "[@nobody]",
        "[@alpha; @nobody]",
        "[@Alpha]",
        "[@]",
        "[alpha]",
        "[@alpha](https://example.org)",
        "![@alpha](x.png)",
        "[text [@alpha] text](https://example.org)",
        "[text [@alpha]](claim:mini-one)",
    ],
)
def test_what_is_no_citation_is_left_as_it_is(convert: Callable[..., Page], text: str) -> None:
    page = convert(text)
    assert page.all("a.citation") == []
    assert page.all(".references") == []
    if "claim:" not in text:
        assert words(page.one("main")) == words(read(markdown.markdown(text)).one("main"))


def test_a_fenced_block_is_left_as_it_is(project: Path) -> None:
    page = read(engine(project, "fenced_code").convert("```\n[@alpha] [x](claim:mini-one)\n```\n\nReal. [@beta]"))
    assert cited(page) == [("beta", "1")]
    assert words(page.one("pre")) == "[@alpha] [x](claim:mini-one)"


def test_citations_work_inside_other_markup(convert: Callable[..., Page]) -> None:
    page = convert("**Bold [@alpha] text** and *italic [@beta].*\n\n# Heading\n\n1. Item [@alpha]")
    assert cited(page) == [("alpha", "1"), ("beta", "2"), ("alpha", "1")]
    assert words(page.one("strong"), without=(".citations",)) == "Bold text"
    assert cited(Page("", page.all("ol")[0], [])) == [("alpha", "1")]


def test_citations_work_in_tables(project: Path) -> None:
    page = read(engine(project, "tables").convert("| A | B |\n|---|---|\n| x [@alpha] | y [@beta, p. 2] |\n"))
    assert cited(page) == [("alpha", "1"), ("beta", "2")]
    assert [len(select(cell, "a.citation")) for cell in page.all("td")] == [1, 1]


def test_a_hostile_locator_or_phrase_is_escaped(convert: Callable[..., Page]) -> None:
    page = convert("""Words. [@alpha, p. 3 & ' onclick=x; @beta “a " onclick=y > b”]""")
    first, second = page.all("a.citation")
    assert first.get("data-locator") == "p. 3 & ' onclick=x"
    assert second.get("data-quote") == 'a " onclick=y > b'
    for element in page.root.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if name.startswith("on")]


# --- links by id ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "address", "title", "hook"),
    [
        ("claim:mini-one", "../themes/mini/index.html#claim-mini-one", "A first statement.", ""),
        ("theme:mini", "../themes/mini/index.html", "Mini", ""),
        ("group:union", "../groups/union/index.html", "River Union", "a.group[data-group=union]"),
        ("source:alpha", "../sources/alpha/index.html", "Alpha", ""),
        ("term:weir", "../glossary/index.html#term-weir", "weir", "a.term[data-term=weir]"),
        ("page:timeline", "../timeline/index.html", "Timeline", ""),
    ],
)
def test_links_by_id_lead_to_the_page(convert: Callable[..., Page], target: str, address: str, title: str, hook: str) -> None:
    page = convert(f"See [these *words*]({target}) and [](<{target}>).")
    with_text, empty = page.all("p a")
    assert with_text.get("href") == empty.get("href") == address
    assert words(with_text) == "these words"
    assert words(empty) == title
    if hook:
        assert matches(with_text, hook)


@pytest.mark.parametrize(
    "target", ["claim:nobody", "group:", "theme:mini-one", "mailto:a@alpha.org", "https://example.org/claim:mini-one", "claims:mini-one"]
)
def test_other_links_are_left_as_they_are(convert: Callable[..., Page], target: str) -> None:
    assert [a.get("href") for a in convert(f"[words]({target})").all("a")] == [target]


def test_addresses_start_at_the_page(project: Path) -> None:
    for address, root in (("", ""), ("method/", "../"), ("deep/note/", "../../")):
        page = read(engine(project, page=address).convert("[x](theme:mini) [@alpha]"))
        assert page.all("p a")[0].get("href") == f"{root}themes/mini/index.html"
        assert page.one("a.reference-title").get("href") == f"{root}sources/alpha/index.html"


def test_reference_links_by_id_work(convert: Callable[..., Page]) -> None:
    page = convert("See [the claim][c].\n\n[c]: claim:mini-one")
    assert [a.get("href") for a in page.all("a")] == ["../themes/mini/index.html#claim-mini-one"]


def test_a_finished_explainer_can_be_handed_over() -> None:
    explainer, findings = explain({})
    assert findings == []
    html = markdown.markdown(
        "Words. [@gamma]",
        extensions=["builder.engine.markdown_extension"],
        extension_configs={"builder.engine.markdown_extension": {"explainer": explainer}},
    )
    assert cited(read(html)) == [("gamma", "1")]


def test_the_extension_has_a_short_name(project: Path) -> None:
    html = markdown.markdown("Words. [@gamma]", extensions=["explainer"], extension_configs={"explainer": {"project": str(project)}})
    assert cited(read(html)) == [("gamma", "1")]


def test_the_extension_needs_no_mkdocs(project: Path) -> None:
    code = (
        "import sys\nsys.modules['mkdocs'] = None\nimport markdown\n"
        f"print(markdown.markdown('W. [@alpha]', extensions=['builder.engine.markdown_extension'], extension_configs={{'builder.engine.markdown_extension': {{'project': {str(project)!r}}}}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert cited(read(done.stdout)) == [("alpha", "1")]
