"""Relations between groups as a node-link diagram: boxes in columns, and a curve for each pair of groups that are related.

Lengths are user units of the SVG, about 1.08 pixels each where there is room; its view box scales them to the screen.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.layered_graph import layered
from builder.drawings.relations import type_letters
from builder.drawings.units import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.drawings.layered_graph import Layers
    from builder.model.content import Group, Relation
    from builder.model.explainer import Explainer

MAX_NODES = 30
MAX_EDGES = 60
"""With more of them in one diagram, nobody can follow a line."""
_LINE_HEIGHT = 16
"""Of a name in a box."""
_BOX_WIDTH, _BOX_PADDING, _COLUMN_GAP, _BOX_GAP, _DUMMY_HEIGHT = 116, 6, 44, 14, 12
_MARGIN_X, _MARGIN_Y = 6, 8
"""Room for strokes around the boxes."""
_PIXELS = 1.08
"""For each user unit, at the natural size."""
_MAX_LETTERS, _MAX_LINES = 15, 3
"""What fits into a box."""
_PORT_GAP = 15.0
"""Between two edges at the side of a box, at most."""
_BADGE_HEIGHT, _BADGE_PADDING, _LETTER_WIDTH = 14, 7, 7


class Node(NamedTuple):
    """A group as a box."""

    group: Group
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    """Its name."""

    @property
    def text_x(self) -> float:
        """Return the middle of the box, where the lines are centred."""
        return short(self.x + self.width / 2)

    @property
    def text_y(self) -> float:
        """Return the baseline of the first line; the next ones follow at `RelationGraph.line_height`."""
        return short(self.y + self.height / 2 - (len(self.lines) - 1) * _LINE_HEIGHT / 2 + 5)


class ArrowHead(NamedTuple):
    """A triangle that points to the right (1) or to the left (-1)."""

    x: float
    y: float
    direction: int

    @property
    def path(self) -> str:
        """Return it as SVG path data, from its tip."""
        return f"M{self.x:g} {self.y:.5g}l{-8 * self.direction}-4v8Z"


class Badge(NamedTuple):
    """The letters on an edge that say which types of relation it stands for."""

    letters: str
    text_x: float
    """The middle of the letters."""
    middle: float
    """The middle of the height."""

    @property
    def width(self) -> float:
        """Return the width of the pill around the letters."""
        return _BADGE_PADDING + _LETTER_WIDTH * len(self.letters)

    @property
    def height(self) -> float:
        """Return the height of the pill."""
        return _BADGE_HEIGHT

    @property
    def radius(self) -> float:
        """Return the radius of its round ends."""
        return short(_BADGE_HEIGHT / 2)

    @property
    def x(self) -> float:
        """Return the left edge of the pill."""
        return short(round(self.text_x - self.width / 2, 1))

    @property
    def y(self) -> float:
        """Return the upper edge of the pill."""
        return short(round(self.middle - _BADGE_HEIGHT / 2, 1))

    @property
    def text_y(self) -> float:
        """Return the baseline of the letters."""
        return short(round(self.middle + 3.8, 1))


class Edge(NamedTuple):
    """All relations of one group to another, as one curve."""

    relations: tuple[Relation, ...]
    path: str
    """SVG path data."""
    head: ArrowHead
    """At the box of the target."""
    badge: Badge
    ended: bool
    """All of the relations have an end."""
    is_mutual: bool
    """The relations read the same from both sides, so the edge has no direction."""


class RelationGraph(NamedTuple):
    """A diagram of groups that are related to each other."""

    width: float
    """From the first box to the last."""
    height: float
    columns: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    letters: tuple[tuple[str, str], ...]
    """The types of the relations, in the order in which they are declared, each with its letter."""

    @property
    def view_box(self) -> str:
        """Return the value of the attribute `viewBox`: boxes and a margin around them."""
        return f"-{_MARGIN_X} -{_MARGIN_Y} {self.width + 2 * _MARGIN_X:g} {self.height + 2 * _MARGIN_Y:g}"

    @property
    def pixels(self) -> int:
        """Return the width in pixels (CSS) where there is room."""
        return round(self.width * _PIXELS)

    @property
    def line_height(self) -> float:
        """Return how far one line of a name is below the other."""
        return _LINE_HEIGHT

    @property
    def sources(self) -> list[str]:
        """Return the ids of the sources of all its relations."""
        return [citation.source for edge in self.edges for relation in edge.relations for citation in relation.citations]

    @property
    def has_ended(self) -> bool:
        """Return whether there is an edge whose relations have all ended."""
        return any(edge.ended for edge in self.edges)


def relation_graph(explainer: Explainer, relations: Sequence[Relation]) -> RelationGraph | None:
    """Return the diagram of relations; None without any, or with more than a reader could follow."""
    related = {end for relation in relations for end in (relation.group, relation.target)}
    names = [group.id for group in explainer.content.groups if group.id in related]
    pairs: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        pairs[relation.group, relation.target].append(relation)
    if not names or len(names) > MAX_NODES or len(pairs) > MAX_EDGES:
        return None
    number = {name: n for n, name in enumerate(names)}
    layers = layered(len(names), [(number[a], number[b]) for a, b in pairs])
    texts = [_wrapped(explainer.groups[name].name) for name in names]
    heights = [len(lines) * _LINE_HEIGHT + 2 * _BOX_PADDING for lines in texts]
    places, height = _places(layers, heights)
    nodes = tuple(
        Node(explainer.groups[name], short(x), short(middle - heights[n] / 2), _BOX_WIDTH, heights[n], texts[n])
        for n, name in enumerate(names)
        for x, middle in (places[n],)
    )
    width = len(layers.columns) * (_BOX_WIDTH + _COLUMN_GAP) - _COLUMN_GAP
    types = {relation.type for relation in relations}
    letters = type_letters(explainer)
    return RelationGraph(
        width,
        height,
        len(layers.columns),
        nodes,
        tuple(_edges(explainer, letters, layers, list(pairs.values()), places, heights)),
        tuple((name, letter) for name, letter in letters.items() if name in types),
    )


def _wrapped(name: str) -> tuple[str, ...]:
    """Return a name in lines that fit into a box; one that is too long ends in an ellipsis."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _MAX_LETTERS:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > _MAX_LINES:
        lines = [*lines[: _MAX_LINES - 1], f"{lines[_MAX_LINES - 1]} …"]
    return tuple(line if len(line) <= _MAX_LETTERS + 2 else f"{line[:_MAX_LETTERS]}…" for line in lines)


def _places(layers: Layers, heights: Sequence[float]) -> tuple[dict[int, tuple[float, float]], float]:
    """Return the left side and the middle of every box and dummy node, columns centred, and the height of the tallest column."""

    def height(node: int) -> float:
        return heights[node] if node < len(heights) else _DUMMY_HEIGHT

    totals = [sum(map(height, column)) + _BOX_GAP * (len(column) - 1) for column in layers.columns]
    places: dict[int, tuple[float, float]] = {}
    for n, column in enumerate(layers.columns):
        y = (max(totals) - totals[n]) / 2
        for node in column:
            places[node] = (n * (_BOX_WIDTH + _COLUMN_GAP), y + height(node) / 2)
            y += height(node) + _BOX_GAP
    return places, max(totals)


def _edges(
    explainer: Explainer,
    letters: Mapping[str, str],
    layers: Layers,
    bundles: Sequence[list[Relation]],
    places: Mapping[int, tuple[float, float]],
    heights: Sequence[float],
) -> Iterator[Edge]:
    starts = _ports(((route[0], route[1], n) for n, route in enumerate(layers.routes)), places, heights)
    ends = _ports(((route[-1], route[-2], n) for n, route in enumerate(layers.routes)), places, heights)
    types = explainer.content.settings.relations
    for n, (route, bundle) in enumerate(zip(layers.routes, bundles, strict=True)):
        first = (places[route[0]][0] + _BOX_WIDTH, places[route[0]][1] + starts[n])
        last = (places[route[-1]][0], places[route[-1]][1] + ends[n])
        bends = [point for node in route[1:-1] for x, y in (places[node],) for point in ((x, y), (x + _BOX_WIDTH, y))]
        points = [first, *bends, last]
        is_reversed = n in layers.reversed
        yield Edge(
            tuple(bundle),
            _path(points),
            ArrowHead(*(first if is_reversed else last), -1 if is_reversed else 1),
            Badge(" ".join(dict.fromkeys(letters[r.type] for r in bundle)), *_point_between(points[0], points[1], 0.35)),
            all(r.end for r in bundle),
            all(types[r.type].label == types[r.type].inverse for r in bundle),
        )


def _ports(ends: Iterable[tuple[int, int, int]], places: Mapping[int, tuple[float, float]], heights: Sequence[float]) -> dict[int, float]:
    """Return for each edge how far from the middle of a box it ends, so that edges lie in the order of the nodes they lead to.

    An end is the box, the neighbouring node on the route of the edge, and the number of the edge.
    """
    by_box: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for box, neighbour, n in ends:
        by_box[box].append((places[neighbour][1], n))
    shifts = {}
    for box, members in by_box.items():
        side = min(2 * _LINE_HEIGHT, heights[box] - _BOX_PADDING)
        gap = min(_PORT_GAP, side / max(len(members) - 1, 1))
        for i, (_, n) in enumerate(sorted(members)):
            shifts[n] = (i - (len(members) - 1) / 2) * gap
    return shifts


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Return a curve as SVG path data: it is horizontal at every point, and every second stretch passes a column and is straight."""
    parts = [f"M{points[0][0]:g} {points[0][1]:.5g}"]
    for n in range(0, len(points) - 1, 2):
        (x0, y0), (x1, y1) = points[n], points[n + 1]
        middle = (x0 + x1) / 2
        parts.append(f"C{middle:g} {y0:.5g} {middle:g} {y1:.5g} {x1:g} {y1:.5g}")
        if n + 2 < len(points):
            parts.append(f"H{points[n + 2][0]:g}")
    return "".join(parts)


def _point_between(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    """Return the point of such a cubic Bézier curve at the parameter `t`."""
    middle = (start[0] + end[0]) / 2
    x = (1 - t) ** 3 * start[0] + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * end[0]
    y = start[1] + (3 * t**2 - 2 * t**3) * (end[1] - start[1])
    return short(round(x, 1)), short(round(y, 1))
