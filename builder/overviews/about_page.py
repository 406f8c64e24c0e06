"""The page about the explainer itself: who publishes and wrote it, up to when it holds, and how something in it is corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.language import phrase
from builder.overviews.home_page import changed_last
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from builder.history.changes import Changes
    from builder.linking.queries import Sheet
    from builder.model.explainer import Explainer


def about_sheet(explainer: Explainer, changes: Changes) -> Sheet:
    """Give the imprint, the ways to report a mistake, and where the rest stands; what nobody has said is not promised."""
    toc = (("imprint", phrase("Imprint")), ("corrections", phrase("Corrections")), ("more", phrase("More about this site")))
    settings = explainer.content.settings
    more = [name for name in ("method", "changes", "sources", "bundle") if name in explainer.overviews]
    return overview_sheet(
        "about",
        ((f"about-{name}", title) for name, title in toc),
        changed=changed_last(changes),
        mail=settings.contact.removeprefix("mailto:") if settings.contact.startswith("mailto:") else "",
        more=more,
    )
