"""The glossary: groups and terms in alphabetic order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.linking.numbering import glossary_order
from builder.linking.queries import Sheet, by_letter, standing
from builder.model.language import phrase
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from builder.model.explainer import Explainer


def glossary_sheet(explainer: Explainer) -> Sheet:
    """Return the glossary: groups and terms in alphabetic order."""
    content = explainer.content
    language = content.settings.language()
    toc = [("groups", phrase("Groups"))] if content.groups else []
    toc += [("terms", phrase("Terms"))] if content.terms else []
    toc += [("references", phrase("References"))] if explainer.references.get("glossary/") else []
    groups, terms = glossary_order(content)
    return overview_sheet(
        "glossary",
        toc,
        groups=by_letter(groups, lambda group: group.name),
        terms=by_letter(terms, lambda term: term.term),
        status=lambda group: standing(content.settings, group, language),
    )
