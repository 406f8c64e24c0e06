"""Relations between groups as a node-link diagram: boxes in columns, and for each pair of related groups a curve with its words on it.

A group that many others are a part of is a frame around them: frames, and what is in none, lie one below the other.
Lengths are user units of the SVG, about 1.08 pixels each where there is room; its view box scales them to the screen.
"""

from __future__ import annotations

from collections import defaultdict
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.layered_graph import BOX_WIDTH, COLUMN_GAP, FRAME_PADDING, Parts, layered, placed
from builder.drawings.relations import umbrellas
from builder.drawings.units import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.drawings.layered_graph import Frame, Places
    from builder.model.content import Group, Relation
    from builder.model.explainer import Explainer

MAX_NODES = 30
MAX_EDGES = 60
"""With more of them in one diagram, nobody can follow a line."""
_LINE_HEIGHT = 16
"""Of a name in a box."""
_BOX_PADDING = 6
_MARGIN_X, _MARGIN_Y = 6, 8
"""Room for strokes around the boxes."""
_PIXELS = 1.08
"""For each user unit, at the natural size."""
_MAX_LETTERS, _MAX_LINES = 15, 3
"""What fits into a box."""
_TITLE_LETTERS = 38
"""What fits into the width of a frame."""
_PORT_GAP = 15.0
"""Between two edges at the side of a box, at most."""
_LABEL_WIDTH, _LABEL_LINE, _LABEL_PADDING, _LABEL_LETTERS, _LABEL_GAP = 88, 13, 2, 14, 6
"""Of the words on an edge."""
_CURVE = (COLUMN_GAP - _LABEL_WIDTH) / 2
"""From a box to the words on its edge."""


class Node(NamedTuple):
    """A group as a box."""

    group: Group
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    """Its name."""
    is_title: bool = False
    """It is the head of a frame, and no line leads to it."""

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


class Label(NamedTuple):
    """The words on an edge that say what kinds of relation it stands for."""

    lines: tuple[str, ...]
    x: float
    """The left edge."""
    y: float
    """The upper edge."""

    @property
    def width(self) -> float:
        """Return the width of the room for the words."""
        return _LABEL_WIDTH

    @property
    def height(self) -> float:
        """Return the height of the words and the room around them."""
        return len(self.lines) * _LABEL_LINE + 2 * _LABEL_PADDING

    @property
    def text_x(self) -> float:
        """Return the middle, where the lines are centred."""
        return short(self.x + _LABEL_WIDTH / 2)

    @property
    def text_y(self) -> float:
        """Return the baseline of the first line; the next ones follow at `line_height`."""
        return short(round(self.y + _LABEL_PADDING + 10, 1))

    @property
    def line_height(self) -> float:
        """Return how far one line is below the other."""
        return _LABEL_LINE

    @property
    def middle(self) -> float:
        """Return the height at which the edge passes."""
        return short(round(self.y + self.height / 2, 1))


class Edge(NamedTuple):
    """All relations of one group to another, as one curve."""

    relations: tuple[Relation, ...]
    path: str
    """SVG path data."""
    head: ArrowHead
    """At the box of the target."""
    label: Label
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
    frames: tuple[Frame, ...]
    relations: tuple[Relation, ...]
    """All that it shows, by lines and by frames."""
    leaves_out: bool
    """Frames do not hold all the groups that are in them elsewhere."""

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
        return [citation.source for relation in self.relations for citation in relation.citations]

    @property
    def has_ended(self) -> bool:
        """Return whether there is an edge whose relations have all ended."""
        return any(edge.ended for edge in self.edges)


def relation_graph(explainer: Explainer, relations: Sequence[Relation]) -> RelationGraph | None:
    """Return the diagram of relations; None without any, or with more than a reader could follow."""
    related = {end for relation in relations for end in (relation.group, relation.target)}
    names = [group.id for group in explainer.content.groups if group.id in related]
    over, types = umbrellas(explainer), explainer.content.settings.relations
    pairs: dict[tuple[str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        if not (types[relation.type].is_frame and not relation.end and over.get(relation.group) == relation.target):
            pairs[relation.group, relation.target].append(relation)
    if not names or len(names) > MAX_NODES or len(pairs) > MAX_EDGES:
        return None
    number = {name: n for n, name in enumerate(names)}
    heads = frozenset(number[name] for name in names if name in over.values())
    titles = heads - {number[end] for pair in pairs for end in pair}
    texts = [_wrapped(explainer.groups[name].name, _TITLE_LETTERS if n in titles else _MAX_LETTERS) for n, name in enumerate(names)]
    labels = [_label_lines(explainer, bundle) for bundle in pairs.values()]
    parts = Parts(
        layered(len(names), [(number[a], number[b]) for a, b in pairs]),
        [number[over[name]] if over.get(name) in number else number[name] if name in over.values() else None for name in names],
        heads,
        [len(lines) * _LINE_HEIGHT + 2 * _BOX_PADDING for lines in texts],
        [len(lines) * _LABEL_LINE + 2 * _LABEL_PADDING + _LABEL_GAP for lines in labels],
    )
    plan = placed(parts)
    inner = plan.width - 2 * FRAME_PADDING
    nodes = tuple(
        Node(
            explainer.groups[name],
            short(x),
            short(middle - parts.heights[n] / 2),
            inner if n in titles else BOX_WIDTH,
            parts.heights[n],
            texts[n],
            n in titles,
        )
        for n, name in enumerate(names)
        for x, middle in (plan.places[n],)
    )
    edges = _edges(explainer, parts, plan, list(pairs.values()), labels)
    leaves_out = any(head in number and member not in number for member, head in over.items())
    return RelationGraph(plan.width, plan.height, plan.columns, nodes, tuple(edges), tuple(plan.frames), tuple(relations), leaves_out)


def _label_lines(explainer: Explainer, bundle: Iterable[Relation]) -> tuple[str, ...]:
    types = explainer.content.settings.relations
    words = [wrap(types[name].label, _LABEL_LETTERS) for name in dict.fromkeys(relation.type for relation in bundle)]
    return tuple(f"{line}{',' if line is lines[-1] and lines is not words[-1] else ''}" for lines in words for line in lines)


def _wrapped(name: str, letters: int) -> tuple[str, ...]:
    """Return a name in lines that fit into a box; one that is too long ends in an ellipsis."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > _MAX_LINES:
        lines = [*lines[: _MAX_LINES - 1], f"{lines[_MAX_LINES - 1]} …"]
    return tuple(line if len(line) <= letters + 2 else f"{line[:letters]}…" for line in lines)


def _edges(
    explainer: Explainer, parts: Parts, plan: Places, bundles: Sequence[Sequence[Relation]], labels: Sequence[tuple[str, ...]]
) -> list[Edge]:
    places, routes, types = plan.places, parts.layers.routes, explainer.content.settings.relations
    starts = _ports(((route[0], route[1], n) for n, route in enumerate(routes)), places, parts.heights)
    ends = _ports(((route[-1], route[-2], n) for n, route in enumerate(routes)), places, parts.heights)
    lines = []
    for n, route in enumerate(routes):
        first = (places[route[0]][0] + BOX_WIDTH, places[route[0]][1] + starts[n])
        last = (places[route[-1]][0], places[route[-1]][1] + ends[n])
        bends = [point for node in route[1:-1] for x, y in (places[node],) for point in ((x, y), (x + BOX_WIDTH, y))]
        lines.append([first, *bends, last])
    edges = []
    for points, label, bundle, n in zip(lines, _placed_labels(lines, labels, plan.height), bundles, range(len(bundles)), strict=True):
        is_reversed = n in parts.layers.reversed
        through = [(label.x, label.middle), (label.x + _LABEL_WIDTH, label.middle)]
        edges.append(
            Edge(
                tuple(bundle),
                _path([points[0], *through, *points[1:]]),
                ArrowHead(*(points[0] if is_reversed else points[-1]), -1 if is_reversed else 1),
                label,
                all(r.end for r in bundle),
                all(types[r.type].label == types[r.type].inverse for r in bundle),
            )
        )
    return edges


def _placed_labels(lines: Sequence[Sequence[tuple[float, float]]], labels: Sequence[tuple[str, ...]], height: float) -> list[Label]:
    """Return the words of edges, in the gap that each first crosses, halfway as far as they leave room for each other."""
    by_gap: dict[float, list[int]] = defaultdict(list)
    for n, points in enumerate(lines):
        by_gap[points[0][0]].append(n)
    placed: dict[int, Label] = {}
    for x, members in by_gap.items():
        members.sort(key=lambda n: (lines[n][0][1] + lines[n][1][1], n))
        least = 0.0
        for n in members:
            label = Label(labels[n], short(x + _CURVE), 0)
            placed[n] = label._replace(y=max((lines[n][0][1] + lines[n][1][1] - label.height) / 2, least))
            least = placed[n].y + label.height + _LABEL_GAP
        most = max(height, sum(placed[n].height + _LABEL_GAP for n in members) - _LABEL_GAP)
        for n in reversed(members):
            placed[n] = placed[n]._replace(y=short(round(min(placed[n].y, most - placed[n].height), 1)))
            most = placed[n].y - _LABEL_GAP
    return [placed[n] for n in range(len(lines))]


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
