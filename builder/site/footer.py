"""What the foot of every page says of the site, for the template of the theme's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.model.language import phrase
from builder.whole.whole_page import ADDRESS, TITLE, has_whole

if TYPE_CHECKING:
    from builder.model.explainer import Explainer


def footer(explainer: Explainer) -> dict[str, Any]:
    """Return the keys of `extra.explainer` that `templates/partials/footer.html` describes; a configuration may have others instead."""
    settings = explainer.content.settings
    return {
        "publisher": settings.publisher,
        "authors": settings.authors,
        "contact": settings.contact,
        "as_of": settings.as_of,
        "license": {"name": settings.license} if settings.license else None,
        "repository": settings.repository,
        "about": "about/index.html",
        "read": "method/index.html",
        "changes": "changes/index.html",
        "bundles": "bundle/index.html" if settings.bundles else None,
        "data": [
            {"title": phrase("Explainer (JSON)"), "url": "data/explainer.json"},
            {"title": phrase("Claims (CSV)"), "url": "data/claims.csv"},
            {"title": phrase("Sources (BibTeX)"), "url": "data/sources.bib"},
            *([{"title": TITLE, "url": f"{ADDRESS}index.html"}] if has_whole(explainer) else ()),
        ],
    }
