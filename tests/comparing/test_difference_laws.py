"""What holds for every two states: nothing differs from itself, backwards is the inverse, and the changes lead from the one to the other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from helpers import MINI, explain
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.comparing.difference import all_shown, difference
from builder.comparing.graph import graph_of
from builder.data.export import explainer_json
from builder.history.changes import Change, Kind, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.comparing.difference import Difference
    from builder.comparing.graph import Graph

NAMES = ["ash", "birch", "cedar", "elm", "fir"]
TIES = {"disputes", "differs", "supersedes", "supports"}

claims = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["It rained", "It snowed all day", "Nobody came to the harbour", "Ships left"]),
        "cites": st.lists(
            st.sampled_from(["@alpha", "@beta, p. 3", '@gamma "old words"', "contra @beta"]), min_size=1, max_size=3, unique=True
        ),
        "theme": st.sampled_from(["one", "two"]),
        "heading": st.booleans(),
        "attributes": st.fixed_dictionaries(
            {},
            optional={
                "date": st.sampled_from(["2025-01-01", "2025-02"]),
                "status": st.sampled_from(["confirmed", "retracted"]),
                "attributed": st.sampled_from(["clerk", "mayor"]),
                "event": st.sampled_from(["First", "Rain"]),
                "later": st.just(""),
            },
        ),
        "supports": st.none() | st.sampled_from(NAMES),
    }
)
states = st.dictionaries(st.sampled_from(NAMES), claims, max_size=5)
renamings = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["oak", "yew"]), max_size=2).filter(
    lambda one: len(set(one.values())) == len(one)
)


def graph(claims: Mapping[str, Mapping], former: Mapping[str, str]) -> Graph:
    """Return the state with these claims, in which some have another id than the one that they are drawn with."""
    ids = {name: former.get(name, name) for name in claims}
    files = {f"content/themes/{theme}.md": [f"---\ntitle: {theme}\n---\n"] for theme in ("one", "two")}
    for name, claim in sorted(claims.items(), key=lambda pair: (pair[1]["heading"], pair[0])):
        lines = files[f"content/themes/{claim['theme']}.md"]
        if claim["heading"] and "## Facts {#facts}\n" not in lines:
            lines.append("## Facts {#facts}\n")
        words = [f"#{ids[name]}", *(f"was={name}" for _ in range(ids[name] != name))]
        words += [".later" if key == "later" else f"{key}={value}" for key, value in claim["attributes"].items()]
        if (tie := claim["supports"]) in ids and tie != name:
            words.append(f"supports={ids[tie]}")
        lines.append(f"{claim['text']} {name}. [{'; '.join(claim['cites'])}]\n{{{' '.join(words)}}}\n")
    explainer, _ = explain({path: "\n".join(lines) for path, lines in files.items()}, MINI)
    return graph_of(b"".join(explainer_json(explainer)))


def shown(graph: Graph) -> dict[str, Counter]:
    """Return all that is shown of each claim, but its section: that only got another heading is no change of its claims."""
    return {name: without_sections(all_shown(graph, claim)) for name, claim in graph.claims.items()}


def without_sections(items: Iterable[Shown]) -> Counter:
    return Counter(item for item in items if item.field != "section")


def renamed(items: Iterable[Shown], names: Mapping[str, str]) -> list[Shown]:
    return [item._replace(value=names.get(item.value, item.value)) if item.field in TIES else item for item in items]


def applied(found: Difference) -> dict[str, Counter]:
    """Return what the changes make of the old state."""
    names = found.names["claim"]
    state = {names.get(name, name): Counter(renamed(items.elements(), names)) for name, items in shown(found.old).items()}
    for change in found.changes:
        items = state.setdefault(change.claim, Counter())
        items.subtract(without_sections(renamed(change.before, names)))
        items.update(without_sections(change.after))
    return {name: +items for name, items in state.items() if +items}


def inverted(found: Difference) -> set:
    """Return the changes backwards, by the old ids."""
    back = {new: old for old, new in found.names["claim"].items()}
    kinds = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    return {
        unordered(
            Change(kinds.get(c.kind, c.kind), back.get(c.claim, c.claim), tuple(renamed(c.after, back)), tuple(renamed(c.before, back)))
        )
        for c in found.changes
    }


def unordered(change: Change) -> tuple:
    return change.kind, change.claim, frozenset(change.before), frozenset(change.after)


@settings(max_examples=60, deadline=None)
@given(states, states, renamings)
def test_the_laws_of_differences(before: Mapping, after: Mapping, former: Mapping[str, str]) -> None:
    old, new = graph(before, {}), graph(after, former)
    found = difference(old, new)
    for one in (old, new):
        same = difference(one, one)
        assert (same.changes, same.entries) == ((), ())
    assert inverted(found) == {unordered(change) for change in difference(new, old).changes}
    assert applied(found) == shown(new)
