"""The page of a source: how it is cited, who passes it on, and what each claim that cites it says."""

from __future__ import annotations

from building import ROOT
from helpers import explain, theme
from jinja2 import FileSystemLoader
from site_reader import fragment, one, select, words

from builder.pages.renderer import Renderer

RECORDS = """\
- {id: act, title: The Act, publisher: Office, issued: 2025-02-04, URL: "https://example.org/act", consulted: full}
- {id: daily, title: Daily on it, publisher: Daily, consulted: full, based_on: act}
- {id: weekly, title: Weekly on it, publisher: Weekly, consulted: full, based_on: act}
"""
LONG = "A long statement " * 12 + "ends here."


def test_the_page_of_a_source_can_be_read_and_cited() -> None:
    explainer, _ = explain({"content/sources/more.yml": RECORDS, **theme(f"{LONG} [@act, p. 3]\n{{#a date=2025-02-05}}\n")})
    html = Renderer(explainer, FileSystemLoader(ROOT / "templates")).source(explainer.sources["act"]).html
    page = fragment(html)
    facts = {words(one(row, "dt")): one(row, "dd") for row in select(page, ".source-facts div")}
    assert words(facts["Cite as"]) == "The Act. Office. 4 February 2025. https://example.org/act"
    assert words(facts["For contributors"]) == "[@act]"
    assert [words(item) for item in select(facts["Passed on by"], "li")] == ["Daily on it (Daily)", "Weekly on it (Weekly)"]
    (citing,) = select(page, ".cited-by li")
    assert words(one(citing, "a.claim-link")) == LONG
    assert one(citing, ".support").get("data-support") == "single"
    assert one(citing, "time").get("datetime") == "2025-02-05"
    assert words(one(citing, ".cited-where")).endswith("T, p. 3")
