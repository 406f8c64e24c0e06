"""Relations between groups: all of them, the letters that stand for their types, and the parts that are drawn together."""

from __future__ import annotations

from collections import defaultdict
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Relation
    from builder.model.explainer import Explainer


def all_relations(explainer: Explainer) -> list[Relation]:
    """Return every relation, by group and in the order in which it is written."""
    return [relation for group in explainer.content.groups for relation in group.relations]


def type_letters(explainer: Explainer) -> dict[str, str]:
    """Return a letter for each type of relation that occurs, in the order in which the types are declared."""
    used = {relation.type for relation in all_relations(explainer)}
    names = [name for name in explainer.content.settings.relations if name in used]
    return {name: _letter(n) for n, name in enumerate(names)}


def _letter(number: int) -> str:
    more, rest = divmod(number, len(ascii_uppercase))
    return f"{ascii_uppercase[rest]}{more or ''}"


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
