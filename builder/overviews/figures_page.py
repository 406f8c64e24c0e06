"""The figures by topic: the page on which they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.figure_chart import figure_charts, names_in_charts, shares_chart
from builder.linking.queries import Sheet, figures
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.drawings.figure_chart import FigureChart
    from builder.model.content import Quantity
    from builder.model.document import Claim
    from builder.model.explainer import Explainer


class Topic(NamedTuple):
    """The quantities of a theme or group."""

    url: str
    title: str
    quantities: Sequence[tuple[Quantity, Sequence[Claim]]]
    charts: Sequence[FigureChart]

    @property
    def anchor(self) -> str:
        """Return the id of its section, which no quantity can have."""
        return f"_{self.url.strip('/').replace('/', '_')}"


def figures_sheet(explainer: Explainer) -> Sheet:
    """Return the figures by topic; a quantity that stands on several pages is under the first of them."""
    order = {page.url: n for n, page in enumerate(explainer.content.pages)}
    by_page: dict[str, list[tuple[Quantity, Sequence[Claim]]]] = defaultdict(list)
    for name, claims in figures(explainer).items():
        page = min((claim.page for claim in claims), key=order.__getitem__)
        by_page[page].append((explainer.content.settings.quantities[name], claims))
    names = names_in_charts(explainer)
    topics = []
    for page in sorted(by_page, key=order.__getitem__):
        topic = Topic(page, explainer.titles[page], by_page[page], ())
        charts = [chart for quantity, claims in topic.quantities for chart in figure_charts(explainer, quantity, claims, names)]
        shares = shares_chart(explainer, f"{topic.anchor}-shares", topic.quantities, names)
        topics.append(topic._replace(charts=[*([shares] if shares else []), *charts]))
    return overview_sheet("figures", [(topic.anchor, topic.title) for topic in topics], topics=topics)
