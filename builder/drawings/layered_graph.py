"""Layered drawing of a directed graph: every node in a column, edges from column to column, few of them crossing; frames around some.

The method of Sugiyama, Tagawa and Toda (1981): reverse edges until there is no cycle, rank nodes by their longest path to a sink,
put a dummy node into each column that an edge passes, and order the columns by the barycenters of their neighbours. Nodes are
numbers; the same graph gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.units import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SWEEPS = 8
BOX_WIDTH, COLUMN_GAP, FRAME_PADDING = 112, 132, 12
_BOX_GAP, _FRAME_GAP, _DUMMY_HEIGHT = 14, 22, 12
"""User units of the drawing."""


class Layers(NamedTuple):
    """A graph in columns; numbers from the number of its nodes on are dummy nodes."""

    columns: tuple[tuple[int, ...], ...]
    """From left to right, each from top to bottom."""
    routes: tuple[tuple[int, ...], ...]
    """The nodes of each edge, in the order given, from its leftmost end to its rightmost, dummy nodes between."""
    reversed: frozenset[int]
    """The edges, by position, that lead from right to left."""


def layered(count: int, edges: Sequence[tuple[int, int]]) -> Layers:
    """Return the nodes from 0 to `count - 1` in columns; no edge may lead from a node to itself."""
    back = frozenset(_back_edges(count, edges))
    forward = [(b, a) if n in back else (a, b) for n, (a, b) in enumerate(edges)]
    ranks = _ranks(count, forward)
    columns: list[list[int]] = [[] for _ in range(max(ranks, default=0) + 1)]
    for node in range(count):
        columns[ranks[node]].append(node)
    routes, next_dummy = [], count
    for start, end in forward:
        between = range(ranks[start] + 1, ranks[end])
        for dummy, column in enumerate(between, next_dummy):
            columns[column].append(dummy)
        routes.append((start, *range(next_dummy, next_dummy + len(between)), end))
        next_dummy += len(between)
    return Layers(_ordered(columns, routes), tuple(routes), back)


def _back_edges(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the edges, by position, that close a cycle in a depth-first search from the first node on."""
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for n, (start, end) in enumerate(edges):
        leaving[start].append((n, end))
    found, state = [], [0] * count  # 0: not visited, 1: on the stack, 2: done
    for root in range(count):
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(leaving[root]))]
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                state[node] = 2
                stack.pop()
            elif state[step[1]] == 1:
                found.append(step[0])
            elif not state[step[1]]:
                state[step[1]] = 1
                stack.append((step[1], iter(leaving[step[1]])))
    return found


def _ranks(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """Return the column of each node: as many before the last as its longest path to a sink has edges."""
    leaving: list[set[int]] = [set() for _ in range(count)]
    for start, end in edges:
        leaving[start].add(end)
    height: dict[int, int] = {}
    for root in range(count):
        stack = [root]
        while stack:
            below = [node for node in leaving[stack[-1]] if node not in height]
            if below:
                stack += below
            else:
                node = stack.pop()
                height[node] = 1 + max((height[other] for other in leaving[node]), default=-1)
    last = max(height.values(), default=0)
    return [last - height[node] for node in range(count)]


def _ordered(columns: list[list[int]], routes: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Return the columns in the order with the fewest crossings that sweeps by barycenter find, from right to left and back."""
    steps = [step for route in routes for step in pairwise(route)]
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for left, right in steps:
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    best, fewest = tuple(map(tuple, columns)), crossings(columns, steps)
    for sweep in range(_SWEEPS if fewest else 0):
        neighbours, order = (before, range(1, len(columns))) if sweep % 2 else (after, range(len(columns) - 2, -1, -1))
        for n in order:
            places = {node: (i + 0.5) / len(column) for column in columns for i, node in enumerate(column)}
            columns[n] = sorted(columns[n], key=lambda node: _barycenter(node, neighbours, places))
        if (number := crossings(columns, steps)) < fewest:
            best, fewest = tuple(map(tuple, columns)), number
    return best


def _barycenter(node: int, neighbours: dict[int, list[int]], places: dict[int, float]) -> float:
    others = [places[other] for other in neighbours.get(node, ())]
    return sum(others) / len(others) if others else places[node]


def crossings(columns: Iterable[Sequence[int]], steps: Iterable[tuple[int, int]]) -> int:
    """Return how many pairs of steps between neighbouring columns cross."""
    place = {node: (n, i) for n, column in enumerate(columns) for i, node in enumerate(column)}
    by_column: dict[int, list[tuple[int, int]]] = {}
    for left, right in steps:
        by_column.setdefault(place[left][0], []).append((place[left][1], place[right][1]))
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for pairs in by_column.values() for n, a in enumerate(pairs) for b in pairs[:n])


# --- places of boxes ------------------------------------------------------------------------------------------------------


class Frame(NamedTuple):
    """A rectangle around the groups that are a part of another one, which stands at its top."""

    x: float
    y: float
    width: float
    height: float


class Parts(NamedTuple):
    """What has to be placed; nodes, and edges, are numbered."""

    layers: Layers
    frame_of: Sequence[int | None]
    """The node that is the head of the frame in which each node stands; None outside of frames."""
    heads: frozenset[int]
    heights: Sequence[float]
    """Of each node."""
    label_heights: Sequence[float]
    """Of the words on each edge, with a gap."""

    def height(self, node: int) -> float:
        """Return the height of a node; dummy nodes are low."""
        return self.heights[node] if node < len(self.heights) else _DUMMY_HEIGHT


class Places(NamedTuple):
    """Where everything is."""

    places: Mapping[int, tuple[float, float]]
    """The left side and the middle of every box and dummy node."""
    frames: Sequence[Frame]
    width: float
    height: float
    columns: int


def placed(parts: Parts) -> Places:
    """Place frames, and last what is in none, one below the other, each with all columns."""
    routes = parts.layers.routes
    tied = {end for route in routes for end in (route[0], route[-1])}
    loose = [node for node in range(len(parts.heights)) if node not in tied and node not in parts.heads]
    count = max(len(parts.layers.columns) if routes else 1, 1 + (len(loose) > 1 or bool(parts.heads)))
    padding = FRAME_PADDING if parts.heads else 0
    width = count * (BOX_WIDTH + COLUMN_GAP) - COLUMN_GAP + 2 * padding
    column_of = {node: n for n, column in enumerate(parts.layers.columns) for node in column}
    places: dict[int, tuple[float, float]] = {}
    frames, y = [], 0.0
    for head in (*sorted(parts.heads), None):
        stacks, top = _stacks(parts, head, loose, count), y
        if head is not None:
            x = column_of[head] * (BOX_WIDTH + COLUMN_GAP) if head in tied else 0
            places[head] = (padding + x, y + padding + parts.heights[head] / 2)
            y += padding + parts.heights[head] + _BOX_GAP
        content = max(*(_stack_height(parts, stack) for stack in stacks), _words_height(parts, head, column_of))
        for n, stack in enumerate(stacks):
            at = y + (content - _stack_height(parts, stack)) / 2
            for node in stack:
                places[node] = (padding + n * (BOX_WIDTH + COLUMN_GAP), at + parts.height(node) / 2)
                at += parts.height(node) + _BOX_GAP
        y += content
        if head is not None:
            y += padding
            frames.append(Frame(0, short(top), width, short(y - top)))
        y += _FRAME_GAP if content or head is not None else 0
    return Places(places, frames, short(width), short(y - _FRAME_GAP), count)


def _stacks(parts: Parts, head: int | None, loose: Iterable[int], count: int) -> list[list[int]]:
    """Return what stands in each column of a frame, or outside of all, from top to bottom: last, and evenly, the boxes without a line."""
    dummies = {node: route[0] for route in parts.layers.routes for node in route[1:-1]}
    loose = [node for node in loose if parts.frame_of[node] == head]
    stacks: list[list[int]] = [[] for _ in range(count)]
    for n, column in enumerate(parts.layers.columns):
        here = [node for node in column if parts.frame_of[dummies.get(node, node)] == head]
        stacks[n] = [node for node in here if node not in loose and node not in parts.heads]
    for node in loose:
        min(stacks, key=lambda stack: _stack_height(parts, stack)).append(node)
    return stacks


def _words_height(parts: Parts, head: int | None, column_of: Mapping[int, int]) -> float:
    """Return what height the words on the edges inside a frame, or outside of all, need in one gap between columns."""
    by_gap: dict[int, float] = defaultdict(float)
    for route, height in zip(parts.layers.routes, parts.label_heights, strict=True):
        if parts.frame_of[route[0]] == parts.frame_of[route[-1]] == head:
            by_gap[column_of[route[0]]] += height
    return max(by_gap.values(), default=0)


def _stack_height(parts: Parts, stack: Sequence[int]) -> float:
    return sum(map(parts.height, stack)) + _BOX_GAP * max(len(stack) - 1, 0)
