"""The figures, by quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.drawings.figure_chart import figure_charts, names_in_charts
from builder.linking.queries import Sheet, figures
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from builder.model.explainer import Explainer


def figures_sheet(explainer: Explainer) -> Sheet:
    """Return the figures, by quantity."""
    quantities, names = explainer.content.settings.quantities, names_in_charts(explainer)
    found = [(quantities[name], claims) for name, claims in figures(explainer).items()]
    rows = [(quantity, claims, figure_charts(explainer, quantity, claims, names)) for quantity, claims in found]
    return overview_sheet("figures", [(quantity.id, quantity.title) for quantity, _, _ in rows], rows=rows)
