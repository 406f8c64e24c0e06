"""What is wrong with the address of a link to the web, so that no browser gets where its author meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.model.findings import finding

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

_BAD = re.compile(r"\s|\Ahttps?:(?!//[^/])|\A(?:https?:/+){2}", re.IGNORECASE)
_BEGINNING = re.compile(r"\A(?:(https?):/*)+", re.IGNORECASE)
_SPACES = re.compile(r"\s")


def web_address_findings(address: str, where: Where) -> list[Finding]:
    """Return a finding if an address of `http:` or `https:` leads nowhere as it is written; the hint has the right form."""
    if not (bad := _BAD.search(address)):
        return []
    right = _SPACES.sub("%20", _BEGINNING.sub(lambda match: f"{match[1].lower()}://", address.strip()))
    what = "has a space in it" if bad[0].isspace() else "does not begin like one of the web"
    return [finding(where, "dead-link", f"the address `{address}` {what}", f"write {right}")]
