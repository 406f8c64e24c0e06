"""The ties between groups, drawn and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.drawings.relation_graph import relation_graph
from builder.drawings.relations import all_relations, connected_components
from builder.linking.numbering import alphabetic
from builder.model.language import phrase
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from builder.linking.queries import Sheet
    from builder.model.explainer import Explainer


def relations_sheet(explainer: Explainer) -> Sheet:
    """Return the ties between groups, drawn and one by one."""
    relations = all_relations(explainer)
    components = [(part, relation_graph(explainer, part)) for part in connected_components(relations)]
    return overview_sheet(
        "relations",
        [("drawn", phrase("Who is tied to whom")), ("ties", phrase("The ties one by one"))],
        graphs=[graph for _, graph in components if graph],
        undrawn=[part for part, graph in components if not graph],
        untied=[group for group in explainer.content.groups if not any(group.id in (r.group, r.target) for r in relations)],
        dated=[
            (field, title)
            for field, title in (("start", phrase("Start")), ("end", phrase("End")))
            if any(getattr(r, field) for r in relations)
        ],
        relations=sorted(relations, key=lambda r: alphabetic(explainer.groups[r.group].name)),
    )
