"""Linking that reuses what it knew of unchanged pages gives what linking everything gives, whatever has changed."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from helpers import MINI
from hypothesis import given
from hypothesis import strategies as st

from builder.linking.link import LinkedPages, link, link_pages
from builder.model.explainer import Explainer
from builder.reading.files import Raw, kind_of
from builder.reading.parse import join, parse_file

if TYPE_CHECKING:
    from builder.model.content import Content
    from builder.reading.front_matter import Parsed


def theme(name: str, text: str, front: str = "") -> str:
    return f"---\ntitle: {name.title()}\n{front}---\n\n{text}\n"


FILES = {
    **MINI,
    "content/themes/second.md": theme(
        "second",
        "## Two\n\nThe River Union met. [@beta]\n{#two-a date=2025-02-01}\n\nIt was late. [@gamma]\n{#two-b disputes=mini-one}",
    ),
    "content/themes/third.md": theme(
        "third",
        "See [it](claim:two-a). [@alpha; @gamma]\n{#three}\n\nA price. [@beta]\n{#four measures=price value=4 unit=x date=2025-03-01}",
        "related: [second]\n",
    ),
    "content/themes/fourth.md": theme(
        "fourth", "The harbour of the Lake Party. [@gamma]\n{#five}\n\nSee [more](theme:third). [@gamma]\n{#six}"
    ),
    "content/themes/fifth.md": theme("fifth", "Nobody met. [@alpha]\n{#seven supports=five}\n\nNothing else. [@delta]\n{#eight}"),
    "content/groups/lake.md": "---\nname: Lake Party\nkind: party\naliases:\n  - Lakers\n---\n\nIt met the River Union. [@beta]\n{#lake-one}\n",
    "content/sources/more.yml": "references:\n  - {id: delta, type: report, title: D, publisher: B, consulted: no}\n",
    "content/terms.yml": "- {id: quay, term: quay, text: 'A place for ships. [@alpha]'}\n",
}
EDITS = (
    ("first", "very first"), ("late", "early"), ("met", "sat"),
    ("[@beta]", "[@alpha]"), ("[@gamma]", "[@beta; contra @alpha]"), ("[@beta]", "[@nobody]"), ("[@alpha; @gamma]", "[@alpha]"),
    ("It was", "The River Union was"), ("A price", "A price of the River Union"), ("Nobody", "A Laker"), ("harbour", "quay"),
    (" disputes=mini-one", ""), (" disputes=mini-one", " disputes=five"), ("{#three}", "{#three disputes=two-a supports=four}"),
    ("{#two-b", "{#two-c"), ("{#six}", "{#five}"), (" date=2025-02-01", ""), (" supports=five", " supersedes=five"), (" supports=five", " differs=five"),
    ("title: Second", "title: Zweites"), ("related: [second]", "related: [mini]"), ("## Two", "## Three"), ("title: Third", "title: Third\norder: -1"),
    ("(theme:third)", "(theme:second)"), ("(claim:two-a)", "(group:lake)"),
    ("name: River Union", "name: River Party"), ("  - Lakers", "  - {text: Lakers, match: never}"), ("  - Lakers", "  - Harbour"),
    ("  - Lakers", "  - {text: lake party, match: exact}"), ("  - Lakers", "  - Lakers\n  - harbour"), ("  - Lakers", "  - River Union"),
    ("name: Lake Party", "summary: A party. [@beta]\nname: Lake Party"), ("term: quay", "term: harbour"), ("term: quay", "term: price"),
    ("publisher: B", "publisher: A"), ("publisher: B", "publisher: C"), ("consulted: no", "consulted: full"), ("consulted: no", "consulted: full, via: [beta]"),
    (", via: alpha", ""), ("title: Mini", "title: Maxi"), (" measures=price value=4 unit=x", ""),
)  # fmt: skip
"""What people change: a word in a file by another. Each applies to some of the files."""


def raw(path: str, text: str) -> Raw:
    kind = kind_of(path)
    assert kind is not None
    return Raw(path, kind, text)


@cache
def parsed(path: str, text: str) -> Parsed:
    """Parse a file; an unchanged one is the same value, as in a server."""
    return parse_file(raw(path, text))


def content_of(files: dict[str, str]) -> Content:
    return join(parsed(path, files[path]) for path in sorted(files))[0]


def same(one: Explainer, other: Explainer) -> None:
    for field in fields(Explainer):
        left, right = getattr(one, field.name), getattr(other, field.name)
        assert left == right, field.name
        if field.name in ("themes", "claims", "groups", "sources", "terms", "cited_by", "mentioned_in"):  # their order shows
            assert list(left) == list(right), field.name


@st.composite
def states(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw the states of a project while it is edited: each step changes a file, or removes it or brings it back."""
    files = [dict(FILES)]
    for _ in range(draw(st.integers(1, 5))):
        now = files[-1]
        path = draw(st.sampled_from(sorted(FILES)))
        text = now.get(path, "")
        edits = [edit for edit in EDITS if edit[0] in text]
        if edits and draw(st.integers(0, 5)):
            text = text.replace(*draw(st.sampled_from(edits)))
        else:
            text = "" if text == FILES[path] and draw(st.booleans()) else FILES[path]
        files.append({**now, path: text} if text else {name: old for name, old in now.items() if name != path})
    return files


@given(states())
def test_linking_again_is_linking(states: list[dict[str, str]]) -> None:
    pages = LinkedPages()
    for files in states:
        content = content_of(files)
        pages = link_pages(content, pages)
        again, findings = link(content, pages)
        afresh, expected = link(content)
        same(again, afresh)
        assert findings == expected


def test_the_edits_change_what_linking_has_to_notice() -> None:
    """An edit that changes nothing proves nothing: together they change every field that comes from claims and names."""
    changed: set[str] = set()
    before, _ = link(content_of(FILES))
    for path, text in FILES.items():
        for old, new in EDITS:
            after, _ = link(content_of({**FILES, path: text.replace(old, new)}))
            changed |= {field.name for field in fields(Explainer) if getattr(before, field.name) != getattr(after, field.name)}
    unchanged = {field.name for field in fields(Explainer)} - changed
    assert unchanged <= {"file_links", "moves", "languages", "translations", "translated", "worded", "stated_by"}


def reused(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the pages whose facts are taken over when the files change."""
    known = link_pages(content_of(before))
    content = content_of(after)
    facts = link_pages(content, known).facts
    return {page.id for page in content.pages if id(page) in known.facts.pages and facts.of(page) is known.facts.of(page)}


def test_pages_that_did_not_change_are_not_looked_through_again() -> None:
    second = "content/themes/second.md"
    assert reused(FILES, {**FILES, second: FILES[second].replace("late", "early")}) == {"mini", "third", "fourth", "fifth", "lake", "union"}


def test_another_name_is_looked_for_only_where_it_stands() -> None:
    lake = "content/groups/lake.md"
    assert reused(FILES, {**FILES, lake: FILES[lake].replace("Lakers", "Harbour")}) == {"mini", "second", "third", "fifth", "union"}
    assert reused(FILES, {**FILES, lake: FILES[lake].replace("name: Lake Party", "name: Pond Party")}) == {
        "mini",
        "second",
        "third",
        "fifth",
        "union",
    }


def test_names_in_another_order_are_looked_for_everywhere() -> None:
    """Of two that cannot be told apart, the first is found."""
    names = list(pairwise(sorted(path for path in FILES if "groups" in path)))
    assert names, "there are two groups"
    order = {**FILES, "content/groups/lake.md": FILES["content/groups/lake.md"].replace("  - Lakers", "  - Lakers\n  - Poolers")}
    swapped = {
        **order,
        "content/groups/lake.md": order["content/groups/lake.md"].replace("  - Lakers\n  - Poolers", "  - Poolers\n  - Lakers"),
    }
    assert reused(order, swapped) == set()
