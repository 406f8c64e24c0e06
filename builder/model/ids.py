"""The form of an id, and the findings about invalid ids, dates and language tags that every format shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.model.findings import finding

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def bad_date(where: Where, text: str) -> Finding:
    """Return a finding for a date that is not EDTF or names a day that does not exist."""
    return finding(
        where, "invalid-date", f"`{text}` is not a valid date", "write 2025, 2025-09, 2025-09-17, 2025~ (about) or 2025-02/2025-03"
    )


def bad_id(where: Where, text: str) -> Finding:
    """Return a finding for an id with characters that are not allowed in an address."""
    return finding(
        where, "invalid-id", f"`{text}` is not a valid id", "use lower-case letters, digits and single hyphens, at most 100 in all"
    )


def bad_language(where: Where, tag: str, hint: str = "write en, ar, zh-Hant") -> Finding:
    """Return a finding for a text that is not a language tag (BCP 47)."""
    return finding(where, "wrong-value", f"`{tag}` is not a valid language tag", hint)
