"""Relations between groups: all of them, who stands inside whom, and the parts that are drawn together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Relation
    from builder.model.explainer import Explainer

_MIN_MEMBERS = 3


def all_relations(explainer: Explainer) -> list[Relation]:
    """Return every relation, by group and in the order in which it is written."""
    return [relation for group in explainer.content.groups for relation in group.relations]


def umbrellas(explainer: Explainer) -> dict[str, str]:
    """Return the umbrella of each group that drawings show inside one.

    An umbrella has at least three groups that are in it now, and is in none itself; of several, a group stands in the largest.
    """
    types = explainer.content.settings.relations
    inside: dict[str, list[str]] = defaultdict(list)
    for relation in all_relations(explainer):
        if types[relation.type].is_frame and not relation.end:
            inside[relation.target].append(relation.group)
    large = {name: members for name, members in inside.items() if len(set(members)) >= _MIN_MEMBERS}
    by_size = sorted(large, key=lambda name: len(set(large[name])))
    return {member: name for name in by_size for member in large[name] if member not in large}


def neighbourhood(explainer: Explainer, group: str) -> list[Relation]:
    """Return the relations of a group, and those between the groups that it is related to."""
    relations = all_relations(explainer)
    near = {group} | {end for r in relations if group in (r.group, r.target) for end in (r.group, r.target)}
    return [r for r in relations if r.group in near and r.target in near] if len(near) > 1 else []


def connected_components(relations: Iterable[Relation]) -> list[list[Relation]]:
    """Return relations in sets that have no group in common, the largest first."""
    relations = list(relations)
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for relation in relations:
        parent[root(relation.target)] = root(relation.group)
    components: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        components[root(relation.group)].append(relation)
    return sorted(components.values(), key=len, reverse=True)
