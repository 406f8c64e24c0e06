"""Linking after a change gives what linking everything gives, whatever has changed."""

from __future__ import annotations

from dataclasses import fields

from helpers import MINI
from hypothesis import given
from hypothesis import strategies as st

from builder.linking.link import Explainer, link
from builder.linking.relink import Linker, _relinked
from builder.reading.files import Raw, kind_of
from builder.reading.parse import join, parse_file

FILES = {
    **MINI,
    "content/themes/second.md": "---\ntitle: Second\n---\n\n## Two\n\nThe River Union met. [@beta]\n{#two-a date=2025-02-01}\n\nIt was late. [@gamma]\n{#two-b disputes=mini-one}\n",
    "content/themes/third.md": "---\ntitle: Third\nrelated: [second]\n---\n\nSee [it](claim:two-a). [@alpha; @gamma]\n{#three}\n\nA price. [@beta]\n{#four measures=price value=4 unit=x date=2025-03-01}\n",
}
NAMES = sorted(FILES)
EDITS = {
    "other words": lambda text: text.replace("first", "very first").replace("late", "early").replace("See", "Look at"),
    "another source": lambda text: text.replace("[@beta]", "[@alpha]").replace("[@gamma]", "[@beta; contra @alpha]"),
    "an unknown source": lambda text: text.replace("[@beta]", "[@nobody]"),
    "a name": lambda text: text.replace("It was", "The River Union was").replace("A price", "A price of the River Union"),
    "no dispute": lambda text: text.replace(" disputes=mini-one", ""),
    "another dispute": lambda text: text.replace("{#three}", "{#three disputes=two-a supports=four}"),
    "another claim": lambda text: text.replace("{#two-b", "{#two-c"),
    "a date less": lambda text: text.replace(" date=2025-02-01", ""),
    "another title": lambda text: text.replace("title: Second", "title: Zweites").replace("related: [second]", "related: [mini]"),
    "another heading": lambda text: text.replace("## Two", "## Three"),
    "another order": lambda text: text.replace("title: Third", "title: Third\norder: -1"),
    "another group": lambda text: text.replace("name: River Union", "name: River Party"),
    "another publisher": lambda text: text.replace("publisher: B", "publisher: A"),
    "other settings": lambda text: text.replace("title: Mini", "title: Maxi"),
    "as it was": lambda text: text,
}


def same(one: Explainer, other: Explainer) -> None:
    for field in fields(Explainer):
        left, right = getattr(one, field.name), getattr(other, field.name)
        assert left == right, field.name
        if field.name in ("themes", "claims", "groups", "sources", "terms", "cited_by"):  # what is gone through in order
            assert list(left) == list(right), field.name


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(EDITS)), st.booleans()), max_size=6))
def test_linking_again_is_linking(steps: list[tuple[str, str, bool]]) -> None:
    files = dict(FILES)
    parsed = {path: parse_file(raw(path, text)) for path, text in files.items()}
    linker = Linker()
    linker.link(join(parsed[path] for path in NAMES)[0])
    for path, edit, from_start in steps:
        files[path] = EDITS[edit](FILES[path] if from_start else files[path])
        parsed[path] = parse_file(raw(path, files[path]))
        again, findings = linker.link(join(parsed[name] for name in NAMES)[0])
        whole, expected = link(join(parse_file(raw(name, files[name])) for name in NAMES)[0])
        same(again, whole)
        assert sorted(map(str, findings)) == sorted(map(str, expected))


def raw(path: str, text: str) -> Raw:
    kind = kind_of(path)
    assert kind is not None
    return Raw(path, kind, text)


def test_other_words_are_linked_the_short_way(monkeypatch) -> None:
    taken = []
    monkeypatch.setattr("builder.linking.relink._relinked", lambda *arguments: taken.append(True) or _relinked(*arguments))
    linker = Linker()
    parsed = {path: parse_file(raw(path, text)) for path, text in FILES.items()}
    for edit in ("as it was", "other words", "another source", "a name", "no dispute"):
        path = "content/themes/second.md"
        parsed[path] = parse_file(raw(path, EDITS[edit](FILES[path])))
        linker.link(join(parsed[name] for name in NAMES)[0])
    assert len(taken) == 4
