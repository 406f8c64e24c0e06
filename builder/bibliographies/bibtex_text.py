"""A BibTeX file as pandoc reads it without loss: one entry to a line, in braces, with the characters that TeX would swallow shielded.

In TeX `%` begins a comment and a single `$` a formula without end, so pandoc gives "50" for "50% of the lamps". People who write a
bibliography mean the characters. They travel as characters of private use, and `unshield` gives them back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.bibliographies.records import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

VERBATIM = frozenset("doi eprint eprintclass eprinttype archiveprefix primaryclass url urlraw file pdf csl".split())
"""Fields that are no TeX, as biblatex has them (its manual, 2.2.1: verbatim, URI) and as BibTeX's users write them."""
_SHIELDED = {char: chr(0xE0C0 + number) for number, char in enumerate("%#&_^$'\"{}\\")}
NOTHING = "\ue0d0"
"""A character that `unshield` takes away."""
_SHIELDS = str.maketrans(_SHIELDED)
_UNSHIELDS = str.maketrans({shield: char for char, shield in _SHIELDED.items()} | {NOTHING: ""})
_SPECIAL = re.compile(
    r"""\\(?:url|path|nolinkurl|href)\s*\{[^{}]*\}    # an address is verbatim
      | \\(?:par|newline|linebreak)(?![A-Za-z])       # pandoc joins what they part
      | \\\\                                          # a line break
      | \\[{}]                                        # BibTeX counts these braces, pandoc does not
      | \\\Z                                          # the backslash of a path
      | \\.                                           # any other command
      | \$(?=[^\s$])[^$]*(?<=[^\s\\])\$(?![0-9])      # a formula, as pandoc's Markdown tells it from money
      | [%#&_^$"]
      | (?<=\w)'(?=\w)                                # an apostrophe; other marks may be a pair
    """,
    re.VERBOSE | re.DOTALL,
)
_BREAKS = frozenset({r"\par", r"\newline", r"\linebreak", r"\\"})
_URL = re.compile(r"\s*\\(?:url|path|nolinkurl|href)\s*\{([^{}]*)\}(?:\{[^{}]*\})?\s*\Z")
_NAMED = {"textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textunderscore": "_"}
_ESCAPE = re.compile(rf"\\([_%&#${{}}])|\{{([_%&#$])\}}|\\({'|'.join(_NAMED)})(?:\{{\}}|[ ]|\b)")
_URL_ESCAPE = re.compile(r"\{\\?([_%&#$~])\}|\\([_%&#$~{}])(?:\{\})?|\\(?:textunderscore|textasciitilde)(?:\{\})?")
_BRACE = re.compile("[{}]")


def shielded(text: str) -> str:
    """Return a text of TeX in which everything that stands for itself survives pandoc."""
    line = one_line(text)
    if not _SPECIAL.search(line):
        return line
    quoted = "`" in line or "''" in line
    changed = _SPECIAL.sub(lambda match: _shield(match[0], quoted=quoted), line)
    return changed if is_balanced(changed) else changed.replace("{", "").replace("}", "")  # they only group


def _shield(part: str, *, quoted: bool) -> str:
    if part == "'":
        return part if quoted else part.translate(_SHIELDS)
    if part in _BREAKS:
        return " "
    if part in (r"\{", r"\}"):
        return _SHIELDED[part[1]]
    return part.translate(_SHIELDS) if len(part) == 1 else part


def is_balanced(text: str) -> bool:
    """Return whether each brace of a text has its other one."""
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def unshield(text: str) -> str:
    """Return a text with the shielded characters as they were, in one line."""
    return one_line(text.translate(_UNSHIELDS))


def address(text: str) -> str:
    r"""Return an address without what was written for TeX: `\url{…}` around it, and backslashes before its characters."""
    line = one_line(text)
    if wrapped := _URL.match(line):
        line = wrapped[1].strip()
    if line.startswith("{") and line.endswith("}"):
        line = line[1:-1]
    return _URL_ESCAPE.sub(lambda match: match[1] or match[2] or ("~" if "tilde" in match[0] else "_"), line)


def plain(text: str) -> str:
    r"""Return a text of a field that pandoc does not decode, with what stands for a single character as that: `\&`, `\_`."""
    return _ESCAPE.sub(lambda match: match[1] or match[2] or _NAMED[match[3]], one_line(text))


def is_address(text: str) -> bool:
    """Return whether a text is an address and nothing else."""
    return " " not in (only := address(text)) and only.casefold().startswith(("http://", "https://"))


def entry_line(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return an entry in one line, so that the line of an error of pandoc tells which entry it is."""
    return f"@{kind}{{{key}{''.join(f', {name} = {{{text}}}' for name, text in fields)}}}\n"
