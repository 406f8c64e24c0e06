"""What is said of each kind of leftover: a message and hints with the author's own words, or None if it is a word after all."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from builder.model.findings import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Told: TypeAlias = tuple[str, ...]

_TEX_CITES = re.compile(r"\\[a-z]*cite[a-z]*\*?(?:\[[^\]]*\])?\{([^{},\s]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"\[([^\]]*)\]\(([^()]*)\)?")
_ESCAPE = "to print the sign itself, put a backslash before it: "
_NAMES_OF_SIGNS = {"*": "emphasis", "_": "emphasis", "~": "struck text", "`": "code", "=": "marked text"}
_ENTITIES = sorted({name.rstrip(";") for name in html5})
_SENTENCE = re.compile(r"[.!?:,]")
_COMMON = frozenset({"mdash", "ndash", "hellip", "ldquo", "rdquo", "lsquo", "rsquo", "bull", "rarr", "larr"})


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
        return f"`{text.rstrip()}` has no `}}` at its end", f"write {closed} at the end of its paragraph"
    return (
        "an attribute list stands at the end of its paragraph, and this one does not",
        f"move {closed} to the end of its paragraph, and leave a blank line below it",
    )


def _inner(text: str) -> Told:
    text = text.rstrip()
    if not text.endswith("}"):
        return f"`{text}` has no `}}` at its end", f"write {text}}} and leave a blank line below it"
    return "an attribute list stands at the end of its paragraph, and text follows this one", "leave a blank line below it"


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
    return (
        f"there is no line `[{label or words}]: …` with the address of this link",
        f"write the address here: [{words}](https://…) or [{words}](theme:id)",
    )


def _address(text: str) -> Told:
    match = _ADDRESS.match(text)
    words, address = (match[1], match[2].strip()) if match else ("", "")
    if " " not in address:
        return f"`{text}` is not read as a link", "write [words](https://…) or [words](theme:id), without spaces"
    return (
        f"the address `{address}` has a space in it, so this is no link",
        f"write %20 for the space: [{words}]({address.replace(' ', '%20')})",
    )


def _apart(text: str) -> Told:
    return "a space separates the words of this link from its address", f"write {text.replace('] (', '](', 1)}"


def _reversed(text: str) -> Told:
    words, _, address = text[1:-1].partition(")[")
    return "the brackets of this link are the wrong way round", f"write [{words}]({address})"


def _split(_: str) -> Told:
    return "these brackets are not read as a link", "write [words](https://…) or [words](theme:id), without spaces in the address"


def _mark(text: str) -> Told:
    return f"`{text[1]}` is no `^`, though it looks like one", f"write [^{text[2:]}"


def _crossed(text: str) -> Told:
    return f"`{text[-1]}` is no `(`, though it looks like one", f"write {text[:-1]}("


def _unopened(text: str) -> Told:
    return f"`(` is missing after `{text}`", f"write {text}(, the address, and `)` after it"


def _bracket(sign: str) -> Told:
    what = "closes nothing that was opened" if sign in "]］" else "is not closed"
    return (
        f"this `{sign}` {what}",
        _ESCAPE + f"\\{sign}"
        if sign in "[]"
        else f"write its counterpart, or `{'[' if sign == '［' else ']'}` if a link or a citation is meant",
    )


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
    meant = f"write {'##' if signs == '#' else signs} {words.strip()}"
    return f"a space is missing after `{signs}`", meant, _ESCAPE + "\\#" if signs == "#" else ""


def _item(text: str) -> Told:
    if text[0] in "•▪◦‣":
        return f"`{text[0]}` begins no item of a list here", f"write - {text[1:].strip()}"
    text = " ".join(text.split())
    sign = re.match(r"[-+]|\d+[.)]", text)
    mark = sign[0] if sign else text[0]
    return (
        f"a space is missing after `{mark}`",
        f"write {mark} {text[len(mark) :]}",
        _ESCAPE + (f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}"),
    )


def _fence(text: str) -> Told:
    return (
        f"`{text[:3]}` begins a box of another program, which is not read here",
        "write a box as > [!NOTE] and the text in lines that begin with >",
    )


def _emphasis(text: str) -> Told:
    sign = text[0]
    if sign == "=":
        return "`==` marks text in other programs, which is not read here", "write *words* or **words**", _ESCAPE + "\\=="
    shown = f"`{text}`" if sign != "`" else "backtick"
    what = f"this {shown} opens or closes no {_NAMES_OF_SIGNS[sign]}: its counterpart is missing"
    return what, f"write {text}words{text}, without spaces inside", _ESCAPE + f"\\{sign}"


KINDS: dict[str, Callable[[str], Told | None]] = {
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
    "mark": _mark,
    "crossed": _crossed,
    "unopened": _unopened,
    "bracket": _bracket,
    "comment": _comment,
    "html": _html,
    "entity": _entity,
    "row": _row,
    "heading": _heading,
    "item": _item,
    "fence": _fence,
    "emphasis": _emphasis,
}
