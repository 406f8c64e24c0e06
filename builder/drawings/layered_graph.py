"""Layered drawing of a directed graph: every node in a column, ties from column to column, few of them crossing.

The method of Sugiyama, Tagawa and Toda (1981): turn ties round until none leads in a circle, put a node as far from the last
column as its longest way there, give a tie that passes a column a place in it, and order the columns by the middle of their
neighbours. Nodes are numbers; the same graph gives the same drawing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SWEEPS = 8


class Layers(NamedTuple):
    """The columns of a graph, from the first to the last; numbers from the number of nodes on are places of passing ties."""

    columns: tuple[tuple[int, ...], ...]
    routes: tuple[tuple[int, ...], ...]
    """For each tie, in the order given, what it touches from the first column to the last, its ends included."""
    turned: frozenset[int]
    """The ties, by position, that lead from a later column to an earlier one."""


def layers(count: int, ties: Sequence[tuple[int, int]]) -> Layers:
    """Arrange nodes `0` to `count - 1`; no tie may lead from a node to itself."""
    turned = frozenset(_turned(count, ties))
    forward = [(b, a) if n in turned else (a, b) for n, (a, b) in enumerate(ties)]
    ranks = _ranks(count, forward)
    columns: list[list[int]] = [[] for _ in range(max(ranks, default=0) + 1)]
    for node in range(count):
        columns[ranks[node]].append(node)
    routes, passing = [], count
    for start, end in forward:
        between = range(ranks[start] + 1, ranks[end])
        for place, column in enumerate(between, passing):
            columns[column].append(place)
        routes.append((start, *range(passing, passing + len(between)), end))
        passing += len(between)
    return Layers(_ordered(columns, routes), tuple(routes), turned)


def _turned(count: int, ties: Sequence[tuple[int, int]]) -> list[int]:
    """Return the ties that close a circle when the graph is walked from its first node on."""
    leaving: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for n, (start, end) in enumerate(ties):
        leaving[start].append((n, end))
    found, state = [], [0] * count  # 0: not seen, 1: on the way, 2: done
    for root in range(count):
        if state[root]:
            continue
        state[root] = 1
        way = [(root, iter(leaving[root]))]
        while way:
            node, rest = way[-1]
            step = next(rest, None)
            if step is None:
                state[node] = 2
                way.pop()
            elif state[step[1]] == 1:
                found.append(step[0])
            elif not state[step[1]]:
                state[step[1]] = 1
                way.append((step[1], iter(leaving[step[1]])))
    return found


def _ranks(count: int, ties: Iterable[tuple[int, int]]) -> list[int]:
    """Return the column of each node: the longest way from it to an end, counted from the last column."""
    leaving: list[set[int]] = [set() for _ in range(count)]
    for start, end in ties:
        leaving[start].add(end)
    height: dict[int, int] = {}
    for root in range(count):
        ahead = [root]
        while ahead:
            below = [node for node in leaving[ahead[-1]] if node not in height]
            if below:
                ahead += below
            else:
                node = ahead.pop()
                height[node] = 1 + max((height[other] for other in leaving[node]), default=-1)
    last = max(height.values(), default=0)
    return [last - height[node] for node in range(count)]


def _ordered(columns: list[list[int]], routes: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Order each column by the middle of its neighbours, there and back, and keep the order with the fewest crossings."""
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
            columns[n] = sorted(columns[n], key=lambda node: _middle(node, neighbours, places))
        if (number := crossings(columns, steps)) < fewest:
            best, fewest = tuple(map(tuple, columns)), number
    return best


def _middle(node: int, neighbours: dict[int, list[int]], places: dict[int, float]) -> float:
    others = [places[other] for other in neighbours.get(node, ())]
    return sum(others) / len(others) if others else places[node]


def crossings(columns: Iterable[Sequence[int]], steps: Iterable[tuple[int, int]]) -> int:
    """Count the pairs of steps between neighbouring columns that cross."""
    place = {node: (n, i) for n, column in enumerate(columns) for i, node in enumerate(column)}
    by_column: dict[int, list[tuple[int, int]]] = {}
    for left, right in steps:
        by_column.setdefault(place[left][0], []).append((place[left][1], place[right][1]))
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for pairs in by_column.values() for n, a in enumerate(pairs) for b in pairs[:n])
