"""What a YAML parser takes for text, though it was meant otherwise: half of a pair of signs, a look-alike, a line glued to another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.slips.leftovers import swallowed
from builder.slips.lines import Slip, View, as_text, quoted, to_copy

if TYPE_CHECKING:
    from collections.abc import Collection

    from builder.slips.leftovers import YamlToken

_SIGNS = re.compile(r"""[“”„‘’＂＇［｛＞›｜]|.*["'\]}”’＂＇］｝]\Z|.*[ ]{2}-[ ]|[\w-]++[:：∶]\S?""", re.DOTALL)
_OPENING = {"]": "[", "}": "{", "］": "[", "｝": "{"}
_STRAIGHT = {"“": '"', "”": '"', "„": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'"}
_WIDE = {"［": ("[", "］"), "｛": ("{", "｝")}
_BLOCK = re.compile(r"[＞›｜][+-]?[0-9]?(?:\s|\Z)")
_KEY = re.compile(r"([\w-]++)([:：∶])")
_COMMA = re.compile(r"[，،、]\s*+.")
_IF_TEXT = "if it is text, put the value in quotation marks"
_PLURALS = "sxz"
"""Letters after which an apostrophe ends a word: `the keepers'`."""


def value_slip(text: str, token: YamlToken, keys: Collection[str], *, spans_lines: bool, is_key: bool) -> Slip | None:
    """Return what in a value was probably not meant as a part of it; `keys` are the names that mean something."""
    if token.kind == "block":
        return None
    if spans_lines and (slip := swallowed(text, token, keys)):
        return slip
    if token.kind == "quoted" or token.start == token.end:
        return None
    if is_key:
        doubled = (
            text.endswith(":", token.start, token.end) and text[token.start : token.end - 1] not in keys
        )  # others are said to be unknown
        return _doubled_colon(text, token) if doubled else None
    value = text[token.start : token.end].rstrip()
    if _SIGNS.match(value) and (slip := _half(View(text, token.start), value, keys)):
        return slip
    comma = _COMMA.search(value)
    if comma and text[max(token.start - 2, 0) : token.start].strip()[-1:] in ("[", ","):
        sign = comma[0][0]
        return Slip(token.start + comma.start(), f"`{sign}` separates no entries of a list, only `,` does", ("type `,`", _IF_TEXT))
    return None


def _half(view: View, value: str, keys: Collection[str]) -> Slip | None:
    return _first(view, value, keys) or _last(view, value) or _entry_within(view, value)


def _first(view: View, value: str, keys: Collection[str]) -> Slip | None:
    sign = value[0]
    if (key := _KEY.match(value)) and key[1] in keys and not value.startswith("//", key.end()):
        written = to_copy(value[key.end() :].partition("\n")[0].strip())
        why = "there is no space after the colon" if key[2] == ":" else f"`{key[2]}` is no colon, though it looks like one,"
        edits = ((view.index + key.end(1), view.index + key.end(), ": "),)
        at = view.index + (key.end() if key[2] == ":" else key.end(1))
        return Slip(at, f"{why} of `{key[1]}`", (f"write `{key[1]}: {written}`",), edits)
    if sign in _WIDE and _WIDE[sign][1] not in value:
        return _look_alike(view, sign, _WIDE[sign][0])
    if _BLOCK.match(value):
        return _look_alike(view, sign, "|" if sign == "｜" else ">")
    if sign in _STRAIGHT and (value[-1] == _STRAIGHT[sign] or (sign in "＂＇" and sign not in value[1:])):
        return _look_alike(view, sign, _STRAIGHT[sign])
    return None


def _look_alike(view: View, sign: str, meant: str) -> Slip:
    return Slip(view.index, f"`{sign}` at the beginning of this value is no `{meant}`, though it looks like one", (f"type `{meant}`",))


def _last(view: View, value: str) -> Slip | None:
    sign = value[-1]
    at = view.index + len(value) - 1
    shown = to_copy(value)
    if sign in _OPENING:
        opening = _OPENING[sign]
        if opening in value or (sign in "］｝" and value.count(sign) == value.count("［" if sign == "］" else "｛")):
            return None
        hints = (f"write `{view.label}{opening}{shown}`", f"if it is text, put it in quotation marks: `{view.label}{quoted(value)}`")
        return Slip(at, f"`{sign}` closes nothing: there is no `{opening}` before it", hints)
    if sign in "\"'" and value.count(sign) % 2 and not (sign == "'" and value[-2:-1] in _PLURALS):
        hints = (
            f"write `{view.label}{sign}{shown}`",
            f"if it is a part of the text, put the whole value in quotation marks: `{view.label}{quoted(value)}`",
        )
        return Slip(at, f"the quotation mark `{sign}` ends nothing: there is none at the beginning of the value", hints)
    return None


def _entry_within(view: View, value: str) -> Slip | None:
    """Return the slip of a list's entry whose line has no beginning of its own."""
    at = value.find("  - ")
    if at < 0 or "\n" in value[:at]:
        return None
    message = f"`{as_text(value[at:].strip())}` stands on the line of “{as_text(value[:at])}”, so it is read as part of it"
    return Slip(view.index + at + 2, message, ("begin a new line for a new entry", "if it is text, put the whole value in quotation marks"))


def _doubled_colon(text: str, token: YamlToken) -> Slip:
    hint = f"write `{text[token.start : token.end - 1]}: ` with one"
    edits = ((token.end - 1, token.end + 1, ":"),) if text[token.end : token.end + 1] == ":" else ()
    return Slip(token.end, "a colon stands twice after this key", (hint,), edits)
