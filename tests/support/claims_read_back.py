"""The claims of an explainer as a stranger reads them from what was published, by the hooks in the HTML alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_reader import select

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    Said = set[tuple[str, str, str, str, str]]
    """Claims as they stand in a document: each with its sign and, for each citation, source, locator and quotation."""


def said_in(root: Element) -> Said:
    """Read the claims of a document, but not those of its parts in another language."""
    translated = {id(claim) for part in select(root, "article[lang]") for claim in select(part, "[data-claim]")}
    found: Said = set()
    for claim in (claim for claim in select(root, "[data-claim]") if id(claim) not in translated):
        key = claim.get("data-claim", ""), claim.get("data-support", "")
        cited = select(claim, "a.citation") or [claim]
        found |= {(*key, *(c.get(name, "") for name in ("data-source", "data-locator", "data-quote"))) for c in cited}
    return found


def said_in_data(text: str) -> Said:
    """Read the same of the graph."""
    none = [{"source": "", "locator": "", "quote": ""}]
    return {
        (claim["id"], claim["support"], c["source"], c["locator"], c["quote"])
        for claim in json.loads(text)["claims"]
        for c in claim["citations"] or none
    }
