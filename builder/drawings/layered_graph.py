"""Layered drawing of a directed graph: every node in a column, edges from column to column, few of them crossing.

The method of Sugiyama, Tagawa and Toda (1981): reverse edges until there is no cycle, rank nodes by their longest path to a sink,
put a dummy node into each column that an edge passes, and order the columns by the barycenters of their neighbours. Nodes are
numbers; the same graph gives the same drawing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SWEEPS = 8


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
