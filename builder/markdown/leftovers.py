"""Signs of Markdown and other notations that stand in a text since no parser has read them: they would be printed as they are.

Whatever syntax is not consumed arrives as text. An escaped sign, or one written as a character reference, is a word.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from builder.markdown.citations import brackets, cites
from builder.model.document import Bare
from builder.model.findings import did_you_mean, finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from builder.markdown.positions import Positions, Run
    from builder.model.findings import Finding, Where

    Told: TypeAlias = tuple[str, ...]

SIGNS = re.compile(r"\{|\}|\\|\^|\*|_|`|~~|==|:::|!!!|<|&|\||#|\n[-+•▪◦‣\d]|•|▪|◦|‣")
"""What a text without any has no leftovers but perhaps brackets: one search over ordinary text."""
_STARTS = frozenset("-+•▪◦‣0123456789")
_WORD = r"[^\W\d_]"
_SLIPS = re.compile(
    rf"""
    (?P<tex>\\[A-Za-z]++\*?(?:\[[^\[\]\n]*+\])?(?:\{{[^{{}}\n]*+\}})?)
    | (?P<role>\{{\w{{0,20}}?cite[\w:]*+\}})
    | (?P<template>\{{\{{[^{{}}\n]*+(?:\}}\}})?|\{{%[^{{}}\n]*+\}}?)
    | (?P<inner>\{{\s*+\#[\w:-]++[^{{}}\n]*+\}}?+[ \t]*+(?=\n))
    | (?P<list>\{{\s*+[\#.][\w:-]++[^{{}}\n]*+\}}?)
    | (?P<brace>\{{[^{{}}\n]*+\}}?|\}}++)
    | (?P<note>\[\^[^\[\]\n]++\])
    | (?P<inline_note>\^\[)
    | (?P<wiki>\[\[[^\[\]\n]*+\]\]?)
    | (?P<definition>^\[[^\[\]\n]++\]:)
    | (?P<reference>\[[^\[\]\n]*+\]\[[^\[\]\n]*+\])
    | (?P<address>\[[^\[\]\n]*+\]\([^()\n]*+\)?)
    | (?P<apart>\[[^\[\]\n]++\][ ]\((?:https?|claim|theme|group|source|term|page):[^()\n]*+\)?)
    | (?P<reversed>\([^()\n]*+\)\[(?:https?|claim|theme|group|source|term|page):[^\[\]\n]*+\])
    | \[(?P<word>[^\[\]\n]++)\]
    | (?P<split>\]\[|\]\((?=[a-z]+:))
    | (?P<comment><!--)
    | (?P<html></?[A-Za-z][^<>\n]*+>)
    | (?P<entity>&(?:\#\w++;?|[A-Za-z][A-Za-z0-9]*+(?:;|(?![\w;=]))))
    | (?P<row>^\|[^\n]*+)
    | (?P<heading>^\#{{1,6}}(?=\w))
    | (?P<item>^(?:[-+]|\d{{1,3}}[.)])(?={_WORD})|^[•▪◦‣])
    | (?P<fence>^(?::{{3,}}|!{{3,}})(?=[ ]*{_WORD}))
    | (?P<emphasis>\*++|_++|~~++|`++|==)
    """,
    re.VERBOSE | re.MULTILINE,
)
_LINE_STARTS = frozenset({"definition", "row", "heading", "item", "fence"})
_ONCE_IN_A_TEXT = frozenset({"html"})
_ONCE = frozenset({"row", "item", "emphasis", "html"})
"""Kinds that are reported once in a paragraph."""
_LONGEST = 200
"""Characters of a leftover that are looked at."""
_ITEMS = re.compile(rf"^(?:[-+•▪◦‣]|\d{{1,3}}[.)])[ ]*(?={_WORD})", re.MULTILINE)
_ID = re.compile(r"\{\s*#([\w:-]+)")
_SENTENCE = re.compile(r"[.!?:,]")
_COMMON = frozenset({"mdash", "ndash", "hellip", "ldquo", "rdquo", "lsquo", "rsquo", "bull", "rarr", "larr"})
_NAMES_OF_SIGNS = {"*": "emphasis", "_": "emphasis", "~": "struck text", "`": "code", "=": "marked text"}
_KEY = re.compile(r"\s*(?:see\s+)?([A-Za-z0-9_][\w:.+-]*+)\s*+(?:[,;]|\Z)")
_ENTITIES = sorted({name.rstrip(";") for name in html5})
_TEX_CITES = re.compile(r"\\[a-z]*cite[a-z]*\*?(?:\[[^\]]*\])?\{([^{},\s]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"\[([^\]]*)\]\(([^()]*)\)?")
_ESCAPE = "to print the sign itself, put a backslash before it: "


def may_have_leftovers(text: str) -> bool:
    """Return whether a text has to be looked at: it has a sign, or a bracket that is no citation."""
    return SIGNS.search(text) is not None or text[:1] in _STARTS or ("[" in text and text.count("[") != text.count("[@"))


class Leftovers:
    """Reports the leftovers of one text."""

    def __init__(self, source: Positions, findings: list[Finding], bare: list[Bare]) -> None:
        self.ids: list[tuple[str, Where]] = []
        """The ids in attribute lists of the current block that were not read, each with its place."""
        self._source = source
        self._findings = findings
        self._bare = bare
        self._said: set[str] = set()
        """Kinds that are reported once in a text."""

    def look(self, run: Run, text: str, *, at_start: bool) -> None:
        """Report what is left in a text, which may be the start of its block."""
        text = _without_citations(text)
        said: set[str] = set()
        for match in _SLIPS.finditer(text):
            kind, index = match.lastgroup or "", match.start()
            at_edge = index == 0 and not at_start
            if (kind in _LINE_STARTS and at_edge) or not run.written(index, match[0][:_LONGEST]):
                continue
            if kind == "emphasis" and not _touches_a_word(match[0], *run.around(index, len(match[0]))):
                continue
            place, shift = run.places(index)
            if kind == "word":
                self._word(match[0], place(shift))
            elif kind == "item" and not (index == 0 or _has_items(text)):
                continue
            else:
                once = match[0][0] if kind == "emphasis" else kind
                known = self._said if kind in _ONCE_IN_A_TEXT else said
                if once not in known or kind not in _ONCE:
                    line = text[index : index + _LONGEST].partition("\n")[0] if kind in _LINE_STARTS else match[0]
                    self._report(kind, line, place(shift))
                known.add(once)

    def _word(self, text: str, where: Where) -> None:
        """Note a word in brackets, which may be the id of a source."""
        if key := _KEY.match(text, 1, len(text) - 1):
            self._bare.append(Bare(key[1], where, text))

    def _report(self, kind: str, text: str, where: Where) -> None:
        told = _KINDS[kind](text)
        if told is None:
            return
        if kind in ("inner", "list") and (found := _ID.match(text)):
            self.ids.append((found[1], where))
        code = {"inner": "invalid-attributes", "list": "invalid-attributes", "note": "dead-link"}.get(kind, "unread-markup")
        message, *hints = told
        self._findings.append(finding(where, code, message, *hints))


def _touches_a_word(sign: str, before: bytes, after: bytes) -> bool:
    """Return whether signs stand beside a word, as they do for emphasis; `_` within a word is a part of it."""
    left, right = (bool(byte.strip()) for byte in (before, after))
    if sign[0] == "_" and left and right:
        return not all(byte.isalnum() or byte >= b"\x80" for byte in (before, after))
    return left or right


def _has_items(text: str) -> bool:
    """Return whether several lines of a text look like items of a list."""
    return len(_ITEMS.findall(text)) > 1


def _without_citations(text: str) -> str:
    """Return a text of the same length with blanks for its citations."""
    if "@" not in text:
        return text
    pieces, position = [], 0
    for start, end in brackets(text):
        if cites(text[start:end]):
            pieces += [text[position : start - 1], " " * (end + 2 - start)]
            position = end + 1
    return "".join(pieces) + text[position:]


# --- what is said of each kind: a message and hints, or None if it is a word after all ------------------------------------


def _tex(text: str) -> Told:
    if cited := _TEX_CITES.match(text):
        return f"`{text}` is a citation of TeX, which is not read here", f"write [@{cited[1]}]"
    return f"`{text}` is a command of TeX, or a backslash that means nothing here", "for a backslash, write two: \\\\"


def _role(text: str) -> Told:
    return f"`{text}` is a citation of another program, which is not read here", "write [@id], with the id of the source"


def _template(text: str) -> Told:
    return f"`{text}` is a template, which is not read here", "write what it stands for; a source is cited by its id: [@id]"


def _list(text: str) -> Told:
    closed = text if text.endswith("}") else f"{text.rstrip()}}}"
    if not text.endswith("}"):
        return f"`{text.rstrip()}` has no `}}` at its end", f"write {closed} at the end of the block"
    return "an attribute list must end its block", f"move {closed} to the end of its paragraph, and leave a blank line below it"


def _inner(text: str) -> Told:
    text = text.rstrip()
    if not text.endswith("}"):
        return f"`{text}` has no `}}` at its end", f"write {text}}} and leave a blank line below it"
    return "an attribute list must end its block", "leave a blank line below it"


def _brace(text: str) -> Told:
    if text[0] == "}":
        return f"this `{text}` closes nothing that was opened", "an attribute list is written {#id key=value}", _ESCAPE + "\\}"
    shown = text if text.endswith("}") else f"{text}…"
    return f"`{shown}` is not an attribute list and would be printed", "an attribute list is written {#id key=value}", _ESCAPE + "\\{"


def _note(text: str) -> Told:
    label = text[2:-1]
    return f"there is no note `{label}`", f"write it below, after a blank line: [^{label}]: The note."


def _inline_note(_: str) -> Told:
    return "`^[` begins a note of another program, which is not read here", "write [^1] here and, after a blank line, [^1]: The note."


def _wiki(text: str) -> Told:
    name = text.strip("[]").partition("|")[0].strip()
    return f"`{text}` is a link of a wiki, which is not read here", f"write [words](theme:{name}), or claim:, group:, source:, with the id"


def _definition(text: str) -> Told:
    label = text.partition("]")[0]
    return f"`{label}]:` gives no address that can be read", f"write {label}]: https://…, with no space in the address"


def _reference(text: str) -> Told:
    words, _, label = text[1:-1].partition("][")
    return f"there is no line `[{label or words}]: …` with the address of this link", f"write the address here: [{words}](https://…) or [{words}](theme:id)"


def _address(text: str) -> Told:
    match = _ADDRESS.match(text)
    words, address = (match[1], match[2].strip()) if match else ("", "")
    if " " not in address:
        return f"`{text}` is not read as a link", "write [words](https://…) or [words](theme:id), without spaces"
    return f"the address `{address}` has a space in it, so this is no link", f"write %20 for the space: [{words}]({address.replace(' ', '%20')})"


def _apart(text: str) -> Told:
    return "a space separates the words of this link from its address", f"write {text.replace('] (', '](', 1)}"


def _reversed(text: str) -> Told:
    words, _, address = text[1:-1].partition(")[")
    return "the brackets of this link are the wrong way round", f"write [{words}]({address})"


def _split(_: str) -> Told:
    return "these brackets are not read as a link", "write [words](https://…) or [words](theme:id), without spaces in the address"


def _comment(_: str) -> Told:
    return "this comment has no end", "close it with -->"


def _html(text: str) -> Told:
    shown = text[:40]
    return f"`{shown}` is printed as text: it comes from a word processor or is no tag of HTML", "take it out", _ESCAPE + "\\<"


def _entity(text: str) -> Told | None:
    name = text[1:].rstrip(";")
    if text.endswith(";"):
        if name[:1].isupper() and len(name) < 3:  # noqa: PLR2004  # as in R&D;
            return None
        return f"there is no character `{text}`", did_you_mean(name, _ENTITIES), "for an & as it is, write &amp;"
    if f"{name};" not in html5 or (name not in html5 and name not in _COMMON):
        return None
    return f"`{text}` has no semicolon at its end", f"write {text};"


def _row(_: str) -> Told:
    hint = "a table needs a line of dashes below its first row, as |---|---|, and a blank line above it"
    return "this row is not in a table", hint, _ESCAPE + "\\|"


def _heading(text: str) -> Told | None:
    words = text.lstrip("#")
    signs = text[: len(text) - len(words)]
    if signs == "#" and _SENTENCE.search(words):
        return None  # a hashtag in a sentence
    return f"a space is missing behind `{signs}`", f"write {'##' if signs == '#' else signs} {words}", _ESCAPE + "\\#"


def _item(text: str) -> Told:
    if text[0] in "•▪◦‣":
        return f"`{text[0]}` begins no item of a list here", f"write - {text[1:].strip()}"
    text = " ".join(text.split())
    sign = re.match(r"[-+]|\d+[.)]", text)
    mark = sign[0] if sign else text[0]
    return f"a space is missing behind `{mark}`", f"write {mark} {text[len(mark) :]}", _ESCAPE + (f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}")


def _fence(text: str) -> Told:
    return f"`{text[:3]}` begins a box of another program, which is not read here", "write a box as > [!NOTE] and the text in lines that begin with >"


def _emphasis(text: str) -> Told:
    sign = text[0]
    if sign == "=":
        return "`==` marks text in other programs, which is not read here", "write *words* or **words**", _ESCAPE + "\\=="
    shown = f"`{text}`" if sign != "`" else "backtick"
    what = f"this {shown} opens or closes no {_NAMES_OF_SIGNS[sign]}: its counterpart is missing"
    return what, f"write {text}words{text}, without spaces inside", _ESCAPE + f"\\{sign}"


_KINDS: dict[str, Callable[[str], Told | None]] = {
    "tex": _tex,
    "role": _role,
    "template": _template,
    "inner": _inner,
    "list": _list,
    "brace": _brace,
    "note": _note,
    "inline_note": _inline_note,
    "wiki": _wiki,
    "definition": _definition,
    "reference": _reference,
    "address": _address,
    "apart": _apart,
    "reversed": _reversed,
    "split": _split,
    "comment": _comment,
    "html": _html,
    "entity": _entity,
    "row": _row,
    "heading": _heading,
    "item": _item,
    "fence": _fence,
    "emphasis": _emphasis,
}
