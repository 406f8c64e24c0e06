"""Graphs of relations lose no relation, and their boxes and lines can be told apart."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from helpers import explain
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.drawings.layered_graph import crossings, layered
from builder.drawings.relation_graph import MAX_NODES, relation_graph
from builder.drawings.relations import all_relations, connected_components, neighbourhood, umbrellas

if TYPE_CHECKING:
    from builder.drawings.relation_graph import RelationGraph

GRAPHS = st.integers(2, 12).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda tie: tie[0] != tie[1]), max_size=25, unique=True
        ),
    )
)


@given(GRAPHS)
def test_every_edge_runs_through_neighbouring_columns(found: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = found
    result = layered(count, edges)
    column = {node: n for n, nodes in enumerate(result.columns) for node in nodes}
    assert set(range(count)) <= set(column)
    assert sum(map(len, result.columns)) == len(column), "a node stands twice"
    assert len(result.routes) == len(edges)
    for n, (edge, route) in enumerate(zip(edges, result.routes, strict=True)):
        assert (route[0], route[-1]) == (edge[::-1] if n in result.reversed else edge)
        assert all(column[b] == column[a] + 1 for a, b in pairwise(route))
    assert result == layered(count, edges)


def test_edges_without_a_cycle_are_never_reversed_and_a_tangle_is_undone() -> None:
    edges = [(0, 5), (1, 4), (2, 3)]
    result = layered(6, edges)
    assert result.reversed == frozenset()
    assert crossings([[0, 1, 2], [3, 4, 5]], edges) == 3
    assert crossings(result.columns, edges) == 0


def related(*relations: tuple[int, int], count: int = 4, dates: str = "") -> dict[str, str]:
    files = {}
    for n in range(count):
        lines = "".join(f'  - {{type: part-of, group: g{b}, cite: "@alpha"{dates}}}\n' for a, b in relations if a == n)
        files[f"content/groups/g{n}.md"] = (
            f"---\nname: {'Long River Trading Company' if n % 3 == 0 else 'Group'} {n}\nkind: party\n{f'relations:{chr(10)}{lines}' if lines else ''}---\n"
        )
    return files


def test_the_graph_around_a_group_holds_its_relations_and_those_between_its_neighbours() -> None:
    explainer, found = explain(related((0, 1), (1, 2), (2, 0), (2, 3)))
    assert found == []
    assert [(r.group, r.target) for r in neighbourhood(explainer, "g0")] == [("g0", "g1"), ("g1", "g2"), ("g2", "g0")]
    assert neighbourhood(explainer, "union") == []
    one = relation_graph(explainer, all_relations(explainer))
    assert one
    assert [node.group.id for node in one.nodes] == ["g0", "g1", "g2", "g3"]
    boxes = [(n.x, n.y, n.x + n.width, n.y + n.height) for n in one.nodes]
    assert all(0 <= x0 < x1 <= one.width and 0 <= y0 < y1 <= one.height for x0, y0, x1, y1 in boxes)
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a in boxes for b in boxes if a is not b)


@given(GRAPHS)
@settings(max_examples=60)
def test_boxes_lie_apart_inside_the_graph_and_lines_end_at_their_sides(found: tuple[int, list[tuple[int, int]]]) -> None:
    count, pairs = found
    explainer, _ = explain(related(*pairs, count=count))
    one = relation_graph(explainer, all_relations(explainer))
    if not one:
        assert pairs == []
        return
    boxes = {node.group.id: node for node in one.nodes}
    assert set(boxes) == {f"g{n}" for pair in pairs for n in pair}
    for node in one.nodes:
        assert 0 <= node.x < node.text_x < node.x + node.width <= one.width
        last_line = node.text_y + (len(node.lines) - 1) * one.line_height
        assert 0 <= node.y < node.text_y <= last_line < node.y + node.height <= one.height
        assert node.text_y + last_line == pytest.approx(2 * (node.y + node.height / 2 + 5)), "the lines are not centred"
    for a, b in combinations(one.nodes, 2):
        assert a.x + a.width < b.x or b.x + b.width < a.x or a.y + a.height < b.y or b.y + b.height < a.y, "boxes lie over each other"
    assert sorted((r.group, r.target) for edge in one.edges for r in edge.relations) == sorted((f"g{a}", f"g{b}") for a, b in pairs)
    for edge in one.edges:
        target = boxes[edge.relations[0].target]
        assert edge.head.x == (target.x if edge.head.direction == 1 else target.x + target.width)
        assert target.y <= edge.head.y <= target.y + target.height
        label = edge.label
        assert label.x < label.text_x < label.x + label.width
        assert label.y < label.text_y <= label.text_y + (len(label.lines) - 1) * label.line_height < label.y + label.height
    for a, b in combinations([edge.label for edge in one.edges], 2):
        assert a.x != b.x or a.y + a.height < b.y or b.y + b.height < a.y, "words lie over each other"
    for edge in one.edges:
        label = edge.label
        assert all(label.x + label.width < n.x or n.x + n.width < label.x for n in one.nodes), "words lie over a box"


def test_arrows_point_at_the_target_also_in_a_cycle() -> None:
    explainer, _ = explain(related((0, 1), (1, 0), count=2))
    one = relation_graph(explainer, all_relations(explainer))
    assert one
    box = {node.group.id: node for node in one.nodes}
    for edge in one.edges:
        target = box[edge.relations[0].target]
        x, y, direction = edge.head
        assert x == (target.x if direction == 1 else target.x + target.width)
        assert target.y < y < target.y + target.height


def test_relations_of_two_groups_are_one_edge_with_all_their_words() -> None:
    settings = (
        "relations: {part-of: {label: part of, inverse: includes}, rival: {label: rival of, inverse: rival of}}\nkinds: {party: Party}\n"
    )
    both = 'relations:\n  - {type: rival, group: union, cite: "@alpha", to: 1999}\n  - {type: part-of, group: union, cite: "@alpha", to: 2001}\n'
    explainer, _ = explain({"content/explainer.yml": settings, "content/groups/g0.md": f"---\nname: G\n{both}---\n"})
    one = relation_graph(explainer, all_relations(explainer))
    assert one
    (edge,) = one.edges
    assert (edge.label.lines, edge.ended, edge.is_mutual, len(edge.relations)) == (("rival of,", "part of"), True, False, 2)


def test_a_graph_that_no_reader_could_follow_is_not_drawn() -> None:
    count = MAX_NODES + 1
    explainer, _ = explain(related(*((n, 0) for n in range(1, count)), count=count))
    assert relation_graph(explainer, all_relations(explainer)) is None
    assert relation_graph(explainer, []) is None
    assert relation_graph(explainer, neighbourhood(explainer, "g1")) is not None


def league(*lines: str, members: int = 3, drawn: str = ", drawn: frame") -> dict[str, str]:
    """Return groups of which some are in a league, with more relations of the first."""
    files = {
        "content/explainer.yml": f"title: T\nkinds: {{party: Party}}\nrelations: {{in: {{label: member of, inverse: has{drawn}}}, rival: {{label: rival of, inverse: rival of}}}}\n"
    }
    for n in range(members):
        own = "".join(f'  - {{type: {line}, cite: "@alpha"}}\n' for line in (lines if n == 0 else ()))
        files[f"content/groups/m{n}.md"] = (
            f'---\nname: Member {n}\nkind: party\nrelations:\n  - {{type: in, group: league, cite: "@alpha"}}\n{own}---\n'
        )
    names = {"league": "The League of the Harbour Towns", "other": "Other"}
    return files | {f"content/groups/{one}.md": f"---\nname: {name}\nkind: party\n---\n" for one, name in names.items()}


def graph_of(files: dict[str, str], around: str = "") -> RelationGraph:
    explainer, found = explain(files)
    assert not [f for f in found if f.severity == "error"]
    graph = relation_graph(explainer, neighbourhood(explainer, around) if around else all_relations(explainer))
    assert graph
    return graph


def boxes_in(graph: RelationGraph) -> set[str]:
    (frame,) = graph.frames
    return {
        n.group.id
        for n in graph.nodes
        if frame.x < n.x and n.x + n.width < frame.x + frame.width and frame.y < n.y and n.y + n.height < frame.y + frame.height
    }


def test_a_group_that_three_others_are_a_part_of_is_a_frame_around_them_and_only_them() -> None:
    graph = graph_of(league("rival, group: m1", "rival, group: other"))
    assert boxes_in(graph) == {"league", "m0", "m1", "m2"}
    assert [(edge.relations[0].target, edge.label.lines) for edge in graph.edges] == [("m1", ("rival of",)), ("other", ("rival of",))]
    assert len(graph.relations) == 5
    assert not graph.leaves_out
    (head,) = [node for node in graph.nodes if node.is_title]
    assert head.lines == ("The League of the Harbour Towns",)


def test_a_line_to_the_head_of_a_frame_is_drawn_with_its_words() -> None:
    graph = graph_of(league("rival, group: league"))
    assert boxes_in(graph) == {"league", "m0", "m1", "m2"}
    assert [(edge.relations[0].type, edge.relations[0].target) for edge in graph.edges] == [("rival", "league")]
    assert not any(node.is_title for node in graph.nodes)


def test_around_one_member_the_frame_says_that_it_leaves_out_others() -> None:
    graph = graph_of(league(), around="m1")
    assert (boxes_in(graph), graph.leaves_out) == ({"league", "m1"}, True)


@pytest.mark.parametrize(("members", "drawn"), [(2, ", drawn: frame"), (3, "")])
def test_fewer_members_and_other_kinds_of_relations_are_lines(members: int, drawn: str) -> None:
    graph = graph_of(league(members=members, drawn=drawn))
    assert (graph.frames, len(graph.edges)) == ((), members)


def test_an_umbrella_stands_in_no_frame_and_who_has_left_is_in_none() -> None:
    files = league("in, group: m1, to: 1999", members=4)
    files["content/groups/league.md"] = '---\nname: League\nkind: party\nrelations:\n  - {type: in, group: m1, cite: "@alpha"}\n---\n'
    explainer, _ = explain(files)
    assert umbrellas(explainer) == dict.fromkeys(("m0", "m1", "m2", "m3"), "league")


def test_components_share_no_group() -> None:
    explainer, _ = explain(related((0, 1), (2, 3), (3, 4), (1, 0), (4, 2), count=5))
    assert [[(r.group, r.target) for r in part] for part in connected_components(all_relations(explainer))] == [
        [("g2", "g3"), ("g3", "g4"), ("g4", "g2")],
        [("g0", "g1"), ("g1", "g0")],
    ]
