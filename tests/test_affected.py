"""What follows from other words in some themes: linked again as all would be, and every page that reads differently is named."""

from __future__ import annotations

import pickle
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from helpers import MINI
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.affected import affected
from builder.link import Explainer, link
from builder.load import Kind, Raw
from builder.outline import Outline, packed, unpacked
from builder.parse import join, parse_file
from builder.render import Renderer
from builder.reword import completed, reworded, same_but_words
from builder.rules import check_rules
from builder.scan import Scans, scan_page
from builder.standing import Reach
from builder.templates import page_templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model import Theme

TEMPLATES = page_templates(Path("nowhere"))
SHARED = {
    "content/explainer.yml": MINI["content/explainer.yml"].replace(
        "{title: Price}", "{title: Price}, listed: {title: Listed, counts: watch}"
    ),
    "content/sources/mini.yml": MINI["content/sources/mini.yml"] + "- {id: delta, title: Delta, publisher: D, consulted: no}\n",
    "content/terms.yml": "- {id: levy, term: levy, text: 'What is paid. See [](claim:a-1). [@alpha]'}\n",
    "content/groups/union.md": "---\nname: River Union\nkind: party\nsummary: An invented party. [@alpha]\ndesignations: [{by: office, list: watch, signed: 2020-01-01, cite: '@beta'}]\n---\n\nThe union stands by [](claim:b-1). [@beta]\n{#u-1}\n",
    "content/groups/league.md": "---\nname: Hill League\nkind: party\nsummary: Another, known from [](claim:c-2). [@beta]\n---\n",
}
TEXTS = (
    "It met at dawn",
    "It met at dusk",
    "The River Union met",
    "The Hill League met the River Union",
    "A levy was paid",
    "A *levy* was paid, see [](claim:b-2)",
)
LINKS = ("", " [](claim:a-1)", " [there](claim:c-1)", " [](theme:b)")
CITED = ("[@alpha]", "[@beta]", "[@alpha; @beta]", "[@delta]", '[@alpha, p. 3; contra @beta "not so"]', "[@gamma]")
SAID = (
    "",
    " date=2025-01-02",
    " date=2025-01-03",
    " as_of=2025-02",
    " measures=price value=4 unit=x date=2025-03-01",
    " measures=listed value=2",
    " status=retracted",
    ' attributed="a clerk"',
    " .later",
)
HEADS = ("One", "Two")
TIES = {"a-2": " disputes=b-1", "b-2": " supports=c-1 supersedes=a-1"}


class Words(NamedTuple):
    """What may differ in a claim."""

    text: str
    link: str
    cited: str
    said: str


claims = st.builds(Words, st.sampled_from(TEXTS), st.sampled_from(LINKS), st.sampled_from(CITED), st.sampled_from(SAID))
texts = st.tuples(st.sampled_from(HEADS), st.lists(claims, min_size=2, max_size=2))
PLAIN = ("One", [Words("It met at dawn", "", "[@alpha]", ""), Words("It met at dusk", "", "[@beta]", "")])


def written(name: str, head: str, found: list[Words]) -> str:
    body = f"## {head} {{#head}}\n"
    for number, claim in enumerate(found, 1):
        body += f"\n{claim.text}{claim.link}. {claim.cited}\n{{#{name}-{number}{claim.said}{TIES.get(f'{name}-{number}', '')}}}\n"
    return f"---\ntitle: {name}\nsummary: About {name}.\n---\n\n{body}"


def parsed(path: str, text: str):
    kinds = {"explainer.yml": Kind.SETTINGS, "sources": Kind.SOURCES, "terms.yml": Kind.TERMS, "groups": Kind.GROUP, "themes": Kind.THEME}
    return parse_file(Raw(path, kinds[path.split("/")[1]], text))


@cache
def shared() -> dict[str, object]:
    return {path: parsed(path, text) for path, text in SHARED.items()}


class Linked(NamedTuple):
    explainer: Explainer
    scans: Scans
    findings: list[str]


def linked(themes: Mapping[str, str]) -> Linked:
    whole = {**shared(), **{f"content/themes/{name}.md": parsed(f"content/themes/{name}.md", text) for name, text in themes.items()}}
    content, first = join(whole[path] for path in sorted(whole))
    assert not first, first
    scans = Scans()
    explainer, second = link(content, scans)
    return Linked(explainer, scans, sorted(map(str, [*second, *check_rules(explainer)])))


def rendered(explainer: Explainer) -> dict[str, object]:
    renderer = Renderer(explainer, TEMPLATES)
    return {page.url: page for page in (*renderer.pages(), renderer.home(""))}


def outline_of(before: Linked) -> Outline:
    """Keep an explainer and read it back."""
    row = packed(before.explainer, before.scans.of(before.explainer.content.pages))
    return unpacked(pickle.loads(pickle.dumps(row)))  # noqa: S301


def again(outline: Outline, after: Linked, names: list[str]) -> tuple[Explainer, list[str], Reach]:
    """Link again with some themes of another explainer."""
    themes: list[Theme] = [after.explainer.themes[name] for name in names]
    assert all(same_but_words(outline.explainer.themes[theme.id], theme) for theme in themes)
    new, findings = reworded(outline, themes, [scan_page(theme, after.scans.mentions) for theme in themes])
    scope = affected(outline.explainer, new, themes, outline.sights, ())
    whole = [theme for theme in after.explainer.content.themes if theme.url in scope.pages and theme.id not in names]
    new = completed(new, whole, [scan_page(theme, after.scans.mentions) for theme in whole])
    return new, sorted(map(str, [*findings, *check_rules(new)])), scope


@settings(max_examples=150, deadline=None)
@given(st.tuples(texts, texts, texts), st.dictionaries(st.sampled_from("abc"), texts, min_size=1, max_size=3))
def test_every_page_that_reads_differently_is_named_and_can_be_written(start: tuple, edits: dict) -> None:
    texts_before = {name: written(name, *text) for name, text in zip("abc", start, strict=True)}
    texts_after = texts_before | {name: written(name, *text) for name, text in edits.items()}
    before, after = linked(texts_before), linked(texts_after)
    outline = outline_of(before)
    names = [name for name in "abc" if name in edits]
    if not all(same_but_words(outline.explainer.themes[name], after.explainer.themes[name]) for name in names):
        return
    new, findings, scope = again(outline, after, names)
    assert findings == after.findings
    same(new, after.explainer)
    pages_before, pages_after = rendered(before.explainer), rendered(after.explainer)
    assert pages_before.keys() == pages_after.keys()
    assert {url for url, page in pages_after.items() if pages_before[url] != page} <= scope.pages
    made = Renderer(new, TEMPLATES)
    for url in scope.pages:
        assert page_at(made, url) == pages_after[url], url


def page_at(renderer: Renderer, url: str) -> object:
    explainer = renderer.explainer
    for items, write in ((explainer.themes, renderer.theme), (explainer.groups, renderer.group)):
        for item in items.values():
            if item.url == url:
                return write(item)  # type: ignore[operator]
    for source in explainer.sources.values():
        if source.page == url:
            return renderer.source(source)
    return dict(renderer.overview_pages(url.partition("/")[0]))[url]() if url else renderer.home("")


def same(one: Explainer, other: Explainer) -> None:
    """Compare what was linked again with what was linked, as far as it is kept."""
    for field in fields(Explainer):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name in (
            "support",
            "roots",
            "disputed_by",
            "superseded_by",
            "supported_by",
            "cited_by",
            "mentioned_in",
            "mentions_of",
            "titles",
            "overviews",
            "moves",
            "stated_by",
            "passed_on_by",
            "languages",
            "related",
        ):
            assert dict(left) == dict(right) if hasattr(left, "keys") else left == right, field.name
        if field.name in ("themes", "claims", "groups", "sources", "terms", "cited_by", "support"):
            assert list(left) == list(right), field.name


def test_one_sentence_changes_few_pages() -> None:
    start = {name: written(name, *PLAIN) for name in "abc"}
    before, after = linked(start), linked(start | {"c": start["c"].replace("dusk", "night")})
    _, _, scope = again(outline_of(before), after, ["c"])
    assert scope == Reach(
        frozenset({"themes/c/", "sources/beta/", "claims/", "glossary/", "groups/league/"}), frozenset({"c-2"}), frozenset(), frozenset()
    )


def test_claims_without_a_source_that_was_seen_are_listed_with_the_disagreements() -> None:
    start = {name: written(name, *PLAIN).replace("[@beta]", "[@delta]") for name in "abc"}
    before, after = linked(start), linked(start | {"c": start["c"].replace("dusk", "night")})
    assert "disputes/" in again(outline_of(before), after, ["c"])[2].pages


@pytest.mark.parametrize("change", ["title: c", "summary: About c.", "{#c-1}", "{#head}"])
def test_more_than_words_is_for_building_everything(change: str) -> None:
    start = written("c", *PLAIN)
    before, after = (
        linked({"c": start}),
        linked({"c": start.replace(change, f"{change[:-1]}x{change[-1]}" if change[0] == "{" else f"{change}x")}),
    )
    assert not same_but_words(before.explainer.themes["c"], after.explainer.themes["c"])
    assert same_but_words(outline_of(before).explainer.themes["c"], before.explainer.themes["c"])
