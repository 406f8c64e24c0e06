"""Signs that only look like those of YAML, where one of those was meant: an en dash, a full-width colon, a no-break space."""

from __future__ import annotations

import re

from builder.slips.lines import Slip, View

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_STRUCTURAL = re.compile(
    rf"""
      ^[ ]*(?P<space>[{_SPACES}])
    | ^[ ]*(?P<dash>[‐‑‒–—―−－﹣])(?=[\s{_SPACES}])
    | ^[ ]*(?:-[ ]+)*(?P<hash>[＃♯﹟])
    | ^[ ]*(?:-[ ]+)*-(?P<after_dash>[{_SPACES}])
    | ^[ ]*(?:-[ ]+)*[\w-]+(?P<colon>[：∶︓ː])
    | ^[ ]*(?:-[ ]+)*[\w-]+:(?P<after_colon>[{_SPACES}])
    | (?:[:,][ ]|-[ ]|[\[{{])(?P<opening>[［｛])
    | (?P<closing>[］｝])(?=[ ]*(?:[,\]}}]|$))
    | (?P<comma>[，،])(?=[ ]*[\w-]+:[ ])
    """,
    re.VERBOSE,
)
_MEANT = {"dash": "-", "hash": "#", "colon": ":", "comma": ","}
_BRACKETS = {"［": "[", "｛": "{", "］": "]", "｝": "}"}
_MOST_LINES = 200


def look_alike_near(view: View) -> Slip | None:
    """Return the slip of the nearest look-alike on the line of a place or on one above it."""
    there: View | None = view
    for _ in range(_MOST_LINES):
        if there is None:
            return None
        if slip := look_alike_on(there):
            return slip
        there = there.above()
    return None


def look_alike_on(view: View) -> Slip | None:
    """Return the slip of a sign on the line of a place that looks like one of YAML, where that would be one."""
    match = _STRUCTURAL.search(view.line)
    if match is None:
        return None
    name, sign = str(match.lastgroup), match[str(match.lastgroup)]
    at = view.start + match.start(name)
    if name in ("space", "after_dash", "after_colon"):
        return Slip(
            at, f"the space here is U+{ord(sign):04X}, which is no space for YAML", ("type a space in its place",), ((at, at + 1, " "),)
        )
    meant = _MEANT.get(name) or _BRACKETS[sign]
    return Slip(
        at, f"`{sign}` is no `{meant}`, though it looks like one", (f"type `{meant}`", "if it is text, put the value in quotation marks")
    )
