"""Slips in one value of a YAML text: signs at its beginning, quotation marks, brackets, comments."""

from __future__ import annotations

import re

from builder.slips.lines import Slip, View, as_text, comment_sign, quoted, to_copy

NO_KEY = "there is no name before this colon"
NAME_IT = "write a name before it, as in `title: Money`; put the line in quotation marks if it is text"
_NEEDS_NO_MARKS = re.compile(r"[^\W_](?:[^:#,\[\]{}\n]|:(?=\S)|(?<=\S)#)*\Z")
"""A value that is read as it is without quotation marks."""
FIRST_SIGNS = {
    "@": "a value cannot begin with `@`",
    "`": "a value cannot begin with a backtick",
    "%": "a value cannot begin with `%`",
    "*": "a value cannot begin with `*`",
    "&": "a value cannot begin with `&`",
    "!": "a value cannot begin with `!`",
    "?": "a value cannot begin with `?` and a space",
    "-": "a value cannot begin with `-` and a space on the line of its key",
    ",": "a value cannot begin with a comma",
    "]": "a value cannot begin with `]`",
    "}": "a value cannot begin with `}`",
    ">": "`>` at the beginning of a value says that a text follows on the next lines",
    "|": "`|` at the beginning of a value says that a text follows on the next lines",
}
_CLOSING = {"[": "]", "{": "}"}
_NO_SPACE = re.compile(r"\s*(?:-\s+)*([\w-]+):(?=[^\s:/])")
COMMENT_RULE = "a comment goes on a line of its own"


def first_sign(view: View) -> Slip:
    """Return what to say of a value that begins with a sign that means something else; the view is at the sign."""
    sign = view.sign
    value = view.value_from(view.index)
    hints = [f"if it is text, put the whole value in quotation marks: `{view.label}{quoted(value)}`"]
    if sign in "|>":
        hints.append(f"if it is a long text, put a line end after `{sign}`, and indent the text below it")
    elif sign == "-":
        hints.append("if it is a list, put each entry on a line of its own below the key")
    elif sign in "*&!":
        hints.append("anchors (&), aliases (*) and tags (!) are not read: write the value out")
    edits = ((view.index, view.index + len(value), quoted(value)),) if not hints[1:] and quoted(value)[1:-1] == value else ()
    return Slip(view.index, FIRST_SIGNS.get(sign, f"a value cannot begin with `{sign}`"), tuple(hints), edits)


def comment_slip(view: View, index: int, start: int | None = None) -> Slip:
    """Return what to say of a `#` that makes a comment of what follows it.

    `start` is the index of the value that it cuts, None if it cuts none.
    """
    there = view.moved(index if start is None else start)
    if start is None:
        said, written = "what follows it would be lost", there.value_from(index)
    else:
        end = view.text.find("\n", index)
        said = f"the {there.key or 'value'} would be “{as_text(view.text[start:index])}”"
        written = view.text[start : end if end >= 0 else len(view.text)]
    hint = f"put the whole value in quotation marks: `{there.label}{quoted(written)}`"
    return Slip(index, f"`#` begins a comment here, so {said}", (hint, COMMENT_RULE))


def no_space_after_colon(view: View) -> Slip | None:
    """Return what to say of a line such as `title:Words`; None if the line is another."""
    match = _NO_SPACE.match(view.line)
    if match is None:
        return None
    written = to_copy(view.line[match.end() :])
    at = view.start + match.end()
    edits = ((at - 1, at, ": "),)
    return Slip(at, f"there is no space after the colon of `{match[1]}`", (f"write `{match[1]}: {written}`",), edits)


def tab(view: View) -> Slip:
    """Explain a tab at the beginning of a line, or where a space should be."""
    at = view.line.find("\t")
    if view.line[:at].strip():
        place = view.start + at
        return Slip(place, "there is a tab here", ("put a space in its place",), ((place, place + 1, " "),))
    above = view.above()
    hint = "put spaces in its place, as many as the lines beside it have"
    edits: tuple[tuple[int, int, str], ...] = ()
    if above and above.key and above.value and above.key_column:
        hint = f"put {above.key_column} spaces in its place, so that it begins below `{above.key}`"
        edits = ((view.start, view.start + 1, " " * above.key_column),) if at == 0 and view.line[1:2].strip() else ()
    return Slip(view.start + at, "this line is indented with a tab", (hint,), edits)


def quotation(view: View, start: int) -> Slip:
    """Explain a quotation mark that is never closed, at the mark that opens."""
    there = view.moved(start)
    mark = there.sign
    value = there.value_from(start)
    hint = f"write one at the end of the value: `{there.label}{to_copy(value)}{mark}`"
    also = f"or, if it is part of the text, put the whole value in others: `{there.label}{quoted(value)}`"
    return Slip(start, f"this quotation mark `{mark}` is never closed", (hint, also))


def unknown_escape(view: View, start: int) -> Slip:
    """Explain a backslash that means nothing."""
    at = view.text.rfind("\\", start, view.index + 1)
    at = view.index if at < 0 else at
    sign = view.text[at : at + 2]
    return Slip(
        at, f"`{sign}` means nothing between double quotation marks", (f"write `\\{sign}`, or put the value in single quotation marks",)
    )


def bracket(view: View, start: int) -> Slip:
    """Explain a list or mapping in brackets that is not closed, or lacks a comma."""
    there = view.moved(start)
    sign = there.sign
    closing = _CLOSING.get(sign, "]")
    sign_at = comment_sign(there.line, start - there.start)
    if sign_at >= 0 and view.start > there.start:
        return comment_slip(there, there.start + sign_at)._replace(
            message=f"`#` begins a comment here, so the `{sign}` before it is never closed",
            hints=("put a text that holds `#` in quotation marks", COMMENT_RULE),
        )
    if view.sign and view.sign in "]}" and view.sign != closing:
        edits = ((view.index, view.index + 1, closing),)
        return Slip(view.index, f"`{view.sign}` does not close what `{sign}` opens", (f"write `{closing}`",), edits)
    if _never_closed(view, there):
        hints = (
            f"write `{closing}` at its end",
            f"if it is text, put the whole value in quotation marks: `{there.label}{quoted(there.value_from(start))}`",
        )
        return Slip(start, f"this `{sign}` is never closed", hints)
    before = as_text(view.text[max(start + 1, view.start) : view.index].strip())
    return Slip(
        view.index,
        f"a comma is missing after `{before}`" if view.sign != ":" else f"a comma is missing in `{before}`, or its colon is only text",
        ("separate entries by commas, and put a text with `: ` or `,` in quotation marks",),
    )


def _never_closed(view: View, there: View) -> bool:
    """Return whether the parser has come to another line, of which nothing fits a list or mapping that is open on the line `there`."""
    if view.start == there.start:
        return not view.text[view.index :].strip()
    above = view.above()
    return view.sign in ("", ":", "-", "\n") or above is None or above.start == there.start


def after_value(view: View) -> Slip:
    """Explain text after a closing quotation mark or bracket."""
    start = view.opening()
    value = view.value_from(start)
    sign, label = view.text[start : start + 1], view.label
    after = as_text(view.line[view.index - view.start :].strip())
    if sign == "'" and view.text[view.index - 1 : view.index] == "'":
        inner = value[1:-1] if value.endswith("'") and len(value) > 1 else value[1:]
        hint = f"use double ones: `{label}{quoted(inner)}`"
        return Slip(
            view.index - 1, f"this apostrophe ends the value, and `{after}` is left over", (hint, "or write the apostrophe twice: `''`")
        )
    in_marks = f"put the whole value in quotation marks: `{label}{quoted(value)}`"
    if sign in _CLOSING:
        edits = ((start, start + len(value), quoted(value)),) if quoted(value)[1:-1] == value else ()
        return Slip(view.index, f"`{after}` comes after the `{_CLOSING[sign]}` that ends the value", (in_marks,), edits)
    bare = value.replace(sign, "")
    without = f"or take out the quotation marks: `{label}{to_copy(bare)}`" if _NEEDS_NO_MARKS.match(bare) else ""
    message = f"`{after}` comes after the quotation mark that ends the value"
    return Slip(view.index, message, (in_marks, without) if without else (in_marks,))


def cut_above(view: View) -> Slip | None:
    """Return what to say of a comment on the line above, if that is why this line belongs to nothing."""
    above = view.above()
    sign = comment_sign(f"\n{above.line}") - 1 if above else -1
    if above is None or sign < 0 or above.line[:sign].rstrip().endswith(('"', "'", "]", "}", ":", "-")):
        return None
    if above.line[:sign].strip():
        return comment_slip(above, above.start + sign, above.value_start)
    if view.key or view.line.lstrip().startswith("- "):
        return None
    message = "`#` begins a comment here, so the text above ends, and the line below belongs to nothing"
    return Slip(above.start + sign, message, ("remove this line, or put the whole text in quotation marks",))


def character(view: View) -> Slip:
    """Explain a character that YAML does not allow."""
    return Slip(view.index, f"the character U+{ord(view.sign or chr(0)):04X} cannot stand in a file", ("remove it",))
