"""What a format has no field for, as JSON in one field beside the others: written by an export, read by an import.

An export writes the fields that other programs know, and here only the variables of CSL that do not come back from them. A null takes
away what a program makes of the other fields by itself.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from builder.csl.dates import csl_date, date_of_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from builder.model.dates import SourceDate
    from builder.model.sources import Name

BOOKS = frozenset({"book", "chapter", "manuscript", "pamphlet", "report", "thesis"})
"""Types whose number is an ISBN where a format has one field for ISBN and ISSN."""
_LETTER = re.compile(r"[^\W\d_]")
_ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "{}@%\x7f\x85\xa0\u2028\u2029"})
"""Characters by which a program could find a brace, an entry or the end of a line within a text."""


def beside(item: Mapping[str, object], carried: Collection[str], invented: Collection[str] = ()) -> str:
    """Return the variables of an item of CSL-JSON that are not carried, as JSON in one line; empty if there are none.

    `invented` are variables that an import would make of the carried ones.
    """
    rest = {key: value for key, value in item.items() if key not in carried}
    rest |= {key: None for key in invented if key not in item}
    return _json(rest) if rest else ""


def _json(value: object) -> str:
    """Return JSON in which braces are those of objects only."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_json(key)}: {_json(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(value)


def add_beside(item: dict[str, Any], text: str) -> bool:
    """Add the variables that `beside` has written to an item, and return whether the text is such JSON."""
    try:
        rest = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(rest, dict):
        return False
    item.update(rest)
    for key in [key for key, value in rest.items() if value is None]:
        del item[key]
    return True


def is_text(value: SourceDate) -> bool:
    """Return whether the text of a date says all that its record does, so that CSL-JSON gets the same from it."""
    return csl_date(date_of_text(value.edtf)) == csl_date(value)


def has_two_parts(name: Name) -> bool:
    """Return whether a name is no more than family and given name, and comes back so: words in lower case are taken for particles."""
    words = f"{name.family} {name.given}".split()
    return (
        bool(name.family and name.given)
        and name == type(name)(name.family, name.given)
        and all(_LETTER.match(word) and not word[0].islower() for word in words)
        and not re.search('[,="]', f"{name.family}{name.given}")
    )
