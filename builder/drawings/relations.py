"""Ties between groups: which there are, and where each stands in a drawing. Templates draw it."""

from __future__ import annotations

from collections import defaultdict
from string import ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.layered_graph import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.drawings.layered_graph import Layers
    from builder.model.content import Group, Relation
    from builder.model.explainer import Explainer

MOST_NODES = 30
MOST_TIES = 60
"""More of them in one drawing, and nobody can follow a line."""
_WIDTH, _GAP, _LINE, _PAD, _SPACE, _SLOT = 116.0, 44.0, 16.0, 6.0, 14.0, 12.0
_LETTERS, _LINES = 15, 3
"""What fits into a box."""
_PORT = 15.0


class Node(NamedTuple):
    """A group as a box."""

    group: Group
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


class Edge(NamedTuple):
    """All ties of one group to another, as one line."""

    relations: tuple[Relation, ...]
    path: str
    head: tuple[float, float, int]
    """The tip of the arrow, and 1 where it points to the right, -1 to the left."""
    mark: tuple[float, float]
    """Where the letters stand that say of which types it is."""
    letters: str
    ended: bool
    mutual: bool
    """The tie reads the same from both sides, so it has no direction."""


class Graph(NamedTuple):
    """A drawing of groups that are tied to each other."""

    width: float
    height: float
    columns: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def ties(explainer: Explainer) -> list[Relation]:
    """Return every tie, by group and in the order in which it is written."""
    return [relation for group in explainer.content.groups for relation in group.relations]


def letters(explainer: Explainer) -> dict[str, str]:
    """Give each type of tie a letter, in the order in which the types are declared."""
    used = {relation.type for relation in ties(explainer)}
    names = [name for name in explainer.content.settings.relations if name in used]
    return {name: _letter(n) for n, name in enumerate(names)}


def _letter(number: int) -> str:
    more, rest = divmod(number, len(ascii_uppercase))
    return f"{ascii_uppercase[rest]}{more or ''}"


def around(explainer: Explainer, group: str) -> list[Relation]:
    """Return the ties of a group, and those between the groups that it is tied to."""
    every = ties(explainer)
    near = {group} | {end for r in every if group in (r.group, r.target) for end in (r.group, r.target)}
    return [r for r in every if r.group in near and r.target in near] if len(near) > 1 else []


def components(relations: Iterable[Relation]) -> list[list[Relation]]:
    """Part ties into sets that have no group in common, the largest first."""
    relations = list(relations)
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for relation in relations:
        leader[find(relation.target)] = find(relation.group)
    found: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        found[find(relation.group)].append(relation)
    return sorted(found.values(), key=len, reverse=True)


def graph(explainer: Explainer, relations: Sequence[Relation]) -> Graph | None:
    """Draw ties; None where there are none, or so many that a drawing would not be read."""
    tied = {end for relation in relations for end in (relation.group, relation.target)}
    names = [group.id for group in explainer.content.groups if group.id in tied]
    pairs: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        pairs[relation.group, relation.target].append(relation)
    if not names or len(names) > MOST_NODES or len(pairs) > MOST_TIES:
        return None
    number = {name: n for n, name in enumerate(names)}
    found = layers(len(names), [(number[a], number[b]) for a, b in pairs])
    texts = [_wrap(explainer.groups[name].name) for name in names]
    places, height = _places(found, [len(lines) * _LINE + 2 * _PAD for lines in texts])
    nodes = tuple(
        Node(explainer.groups[name], places[n][0], places[n][1] - box / 2, _WIDTH, box, texts[n])
        for n, name in enumerate(names)
        for box in (len(texts[n]) * _LINE + 2 * _PAD,)
    )
    width = len(found.columns) * (_WIDTH + _GAP) - _GAP
    return Graph(width, height, len(found.columns), nodes, tuple(_edges(explainer, found, list(pairs.values()), places)))


def _wrap(name: str) -> tuple[str, ...]:
    """Break a name into lines that fit into a box; what is too long ends in an ellipsis."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"]
    return tuple(line if len(line) <= _LETTERS + 2 else f"{line[:_LETTERS]}…" for line in lines)


def _places(found: Layers, heights: Sequence[float]) -> tuple[dict[int, tuple[float, float]], float]:
    """Give each box and each passing tie its left side and its middle, the columns centred."""

    def tall(node: int) -> float:
        return heights[node] if node < len(heights) else _SLOT

    totals = [sum(map(tall, column)) + _SPACE * (len(column) - 1) for column in found.columns]
    places = {}
    for n, column in enumerate(found.columns):
        y = (max(totals) - totals[n]) / 2
        for node in column:
            places[node] = (n * (_WIDTH + _GAP), y + tall(node) / 2)
            y += tall(node) + _SPACE
    return places, max(totals)


def _edges(
    explainer: Explainer, found: Layers, bundles: Sequence[list[Relation]], places: Mapping[int, tuple[float, float]]
) -> Iterable[Edge]:
    starts = _ports(((route[0], route[1], n) for n, route in enumerate(found.routes)), places)
    ends = _ports(((route[-1], route[-2], n) for n, route in enumerate(found.routes)), places)
    names, types = letters(explainer), explainer.content.settings.relations
    for n, (route, bundle) in enumerate(zip(found.routes, bundles, strict=True)):
        first = (places[route[0]][0] + _WIDTH, places[route[0]][1] + starts[n])
        last = (places[route[-1]][0], places[route[-1]][1] + ends[n])
        middle = [point for place in route[1:-1] for x, y in (places[place],) for point in ((x, y), (x + _WIDTH, y))]
        points = [first, *middle, last]
        turned = n in found.turned
        yield Edge(
            tuple(bundle),
            _path(points),
            (*(first if turned else last), -1 if turned else 1),
            _between(points[0], points[1], 0.35),
            " ".join(dict.fromkeys(names[r.type] for r in bundle)),
            all(r.end for r in bundle),
            all(types[r.type].label == types[r.type].inverse for r in bundle),
        )


def _ports(ties_at: Iterable[tuple[int, int, int]], places: Mapping[int, tuple[float, float]]) -> dict[int, float]:
    """Spread the ties at the side of each box, in the order of where they lead; given are box, neighbour and number of a tie."""
    at: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for box, other, n in ties_at:
        at[box].append((places[other][1], n))
    shifts = {}
    for members in at.values():
        for i, (_, n) in enumerate(sorted(members)):
            shifts[n] = (i - (len(members) - 1) / 2) * min(_PORT, 2 * _LINE / max(len(members) - 1, 1))
    return shifts


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Write a line that leaves and enters every point horizontally; every second stretch passes a column and is straight."""
    parts = [f"M{points[0][0]:g} {points[0][1]:.5g}"]
    for n in range(0, len(points) - 1, 2):
        (x0, y0), (x1, y1) = points[n], points[n + 1]
        middle = (x0 + x1) / 2
        parts.append(f"C{middle:g} {y0:.5g} {middle:g} {y1:.5g} {x1:g} {y1:.5g}")
        if n + 2 < len(points):
            parts.append(f"H{points[n + 2][0]:g}")
    return "".join(parts)


def _between(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    """Return a point of such a line between two points."""
    middle = (start[0] + end[0]) / 2
    x = (1 - t) ** 3 * start[0] + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * end[0]
    y = start[1] + (3 * t**2 - 2 * t**3) * (end[1] - start[1])
    return round(x, 1), round(y, 1)
