"""The home page: what the explainer says, in short."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from builder.linking.queries import Sheet
from builder.model.document import Support
from builder.model.language import phrase

if TYPE_CHECKING:
    from builder.model.content import Theme
    from builder.model.explainer import Explainer


def home_sheet(explainer: Explainer) -> Sheet:
    """Return the questions, the key to the signs and how much there is of what."""
    content, supports = explainer.content, Counter(explainer.support.values())
    numbers = [
        (phrase("claims"), len(explainer.claims)),
        (phrase("sources"), len(content.sources)),
        (phrase("groups"), len(content.groups)),
        (phrase("themes"), len(content.themes)),
    ]
    return Sheet(
        "",
        content.settings.title,
        "home.html",
        (("themes", phrase("Themes")), ("how-to-read", phrase("How to read the signs"))),
        {
            "numbers": [(name, number) for name, number in numbers if number],
            "supports": [(s, supports[s]) for s in Support if supports[s]],
            "cited": _sources_cited,
            "annotated": [source for source in content.sources if source.annotated],
        },
    )


def _sources_cited(theme: Theme) -> int:
    return len({citation.source for claim in theme.body.claims for citation in claim.citations})
