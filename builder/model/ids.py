"""What an id may be, and the findings that readers of every format report about ids and dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.model.findings import finding

if TYPE_CHECKING:
    from builder.model.findings import Finding, Where

ID = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def bad_date(where: Where, text: str) -> Finding:
    """Report a date that is not EDTF or names a day that does not exist."""
    return finding(where, "invalid-date", f"`{text}` is not a date", "write 2025, 2025-09, 2025-09-17, 2025~ (about) or 2025-02/2025-03")


def bad_id(where: Where, text: str) -> Finding:
    """Report an id with characters that an address cannot carry."""
    return finding(
        where, "invalid-id", f"`{text}` is not an id", "use lower-case letters, digits and single hyphens, at most a hundred in all"
    )
