"""YAML that cannot be read, said in plain words: what is wrong, at which character, and what to type instead.

The parser says where it gave up and why (`problem`, in the words of libyaml or of PyYAML); people hear what stands there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.slips.lines import Slip, View, as_text, comment_sign, indent_of, quoted, to_copy
from builder.slips.look_alikes import look_alike_near
from builder.slips.values import (
    FIRST_SIGNS,
    NAME_IT,
    NO_KEY,
    after_value,
    bracket,
    character,
    comment_slip,
    cut_above,
    first_sign,
    no_space_after_colon,
    quotation,
    tab,
    unknown_escape,
)

if TYPE_CHECKING:
    from collections.abc import Callable


_MOST_LINES = 50
"""Lines above a place in which the odd one is looked for."""


class Problem(NamedTuple):
    """What the parser says: its sentence, what it was reading, and where; places are indices in the text."""

    text: str
    context: str
    at: int
    start: int
    """Where it began to read what it could not finish."""


def explain_error(text: str, problem: Problem) -> Slip:
    """Return what is wrong with a YAML text, in plain words, by what the parser says."""
    view = View(text, problem.at)
    if slip := look_alike_near(view):
        return slip
    for words, explain in _EXPLANATIONS:
        if words.search(f"{problem.context}: {problem.text}"):
            return explain(view, problem)
    return _unreadable(view, problem)


def is_explained(sentence: str) -> bool:
    """Return whether a sentence of the parser, `context: problem`, has an explanation of its own."""
    return any(words.search(sentence) for words, _ in _EXPLANATIONS)


def _unreadable(view: View, _problem: Problem) -> Slip:
    sign = view.sign
    if sign == "\t" or "\t" in view.line[: indent_of(view.line)]:
        return tab(view)
    if sign in FIRST_SIGNS:
        return first_sign(view)
    shown = view.line.strip()
    return Slip(
        view.index, f"this line cannot be read: {as_text(shown)}" if shown else "the text before this place cannot be read", _QUOTE_ALL
    )


_QUOTE_ALL = ("put the value in quotation marks",)


def _of_start(view: View, problem: Problem) -> Slip:
    """Explain an error by the sign at which the parser began."""
    there = view.moved(problem.start)
    if there.sign == "%" and not there.line[: problem.start - there.start].strip():
        return _directive(view, problem)
    return first_sign(there) if there.sign in FIRST_SIGNS else _unreadable(view, problem)


def _directive(view: View, problem: Problem) -> Slip:
    there = view.moved(problem.start)
    return Slip(there.start, "a line cannot begin with `%`", ("remove the line, or put the text in quotation marks",))


def _separator(view: View, problem: Problem) -> Slip:
    """Explain a line that should be `key: value`, and lacks its colon or the space after it."""
    there = view.moved(problem.start)
    sign = comment_sign(there.line, problem.start - there.start)
    if sign >= 0:
        return comment_slip(there, there.start + sign, problem.start)
    if slip := no_space_after_colon(there):
        return slip
    return _no_colon(there)


def _no_colon(there: View) -> Slip:
    if slip := no_space_after_colon(there):
        return slip
    shown = as_text(there.line[there.content_column :].strip())
    if shown[0] == "-":
        return _no_space_after_dash(there, there.start + there.content_column)
    key, _, rest = to_copy(there.line[there.content_column :]).partition(" ")
    return Slip(
        there.start + there.content_column,
        f"this line has no key: `{shown}`",
        (
            "if it goes on with the text above, indent it by two spaces more than that line",
            f"if `{key}` is a key, write `{key}: {rest}`",
        ),
    )


def _odd_one(view: View, above: View | None) -> Slip | None:
    """Return the slip of the line above, if that is indented by one more or one less than this one, and this as others are."""
    if above is None:
        return None
    here, there = view.content_column, above.content_column
    others, alike = view.lines_from_column(there), view.lines_from_column(here)
    if abs(here - there) != 1 or alike < others or (alike == others and not there % 2):
        return None
    shown, below = as_text(above.line.strip()), as_text(view.line.strip())
    return Slip(
        above.start + there,
        f"`{shown}` does not begin in the same column as `{below}` below it",
        (f"put {_spaces(here)} before `{as_text(above.line[there:].strip())}`; a dash counts as one",),
    )


def _colon(view: View, _problem: Problem) -> Slip:
    """Explain a colon where the value of a key has begun already: on its own line, or on the line above."""
    if view.index > view.value_start:
        value, curly, key = view.value, view.value[:1] in "“”„«‘’", as_text(view.before(view.index))
        why = "; curly ones do not count, only straight ones do" if curly else ""
        written = quoted(value.strip("“”„«»‘’")) if curly else quoted(value)
        return Slip(
            view.index,
            f"a colon with a space after it, as after `{key}`, means something here, so the value needs quotation marks{why}",
            (f"put the whole value in quotation marks: `{view.label}{written}`",),
            ((view.value_start, view.value_start + len(value), written),) if written[1:-1] == value and not curly else (),
        )
    above = view.above()
    key = as_text(view.key or view.before(view.index))
    if above is None:
        return Slip(view.index, f"`{key}` cannot be a key here", ("keys are at most 1,000 characters long, and on one line",))
    if not above.key and (above.content_column == view.content_column or not above.line.lstrip().startswith("- ")):
        return _no_colon(above)
    if slip := _odd_one(view, above):
        return slip
    return Slip(
        view.start + indent_of(view.line),
        f"`{key}` is indented more than the line above it, so it would be text of that line",
        (f"begin `{key}` in the same column as `{above.key}`" if above.key else "begin it in the same column as the line above",),
    )


def _content(view: View, problem: Problem) -> Slip:
    if view.sign == ":":
        return _no_key(view)
    if not view.text[view.index :].strip():
        return bracket(view, problem.start)
    return _unreadable(view, problem)


def _no_key(view: View) -> Slip:
    return Slip(view.index, NO_KEY, (NAME_IT,))


def _key(view: View, problem: Problem) -> Slip:
    """Explain what follows a complete value: on its line, or on a line whose indentation fits none above."""
    if view.line[: view.index - view.start].strip(" -"):
        return after_value(view)
    if view.sign == ":":
        return _no_key(view)
    if view.sign == "-":
        return _dash(view)
    return _odd_above(view) or cut_above(view) or _indentation(view, problem)


def _odd_above(view: View) -> Slip | None:
    """Return the slip of the nearest line above that should begin in the same column, and is one off."""
    there = view.above()
    for _ in range(_MOST_LINES):
        if there is None or (slip := _odd_one(view, there)):
            return slip if there else None
        if indent_of(there.line) <= indent_of(view.line) - 1:
            return None
        there = there.above()
    return None


def _dash(view: View) -> Slip:
    """Explain an entry of a list that is not indented as the others are."""
    indent = view.index - view.start
    earlier = view.earlier_dash()
    above = view.above()
    if above and above.line.lstrip().startswith("{") and abs(indent_of(above.line) - indent) <= 2:  # noqa: PLR2004  # a dash and a space
        shown = as_text(above.line.strip())
        message = f"`{shown}` stands above the entries of a list, and is not one of them"
        return Slip(above.start + indent_of(above.line), message, (f"write `- {to_copy(above.line)}`",))
    if above and above.line.lstrip().startswith("- ") and (slip := _odd_one(view, above)):
        return slip
    if earlier is None or earlier == indent:
        key = above.key if above else ""
        return Slip(
            view.index,
            f"a list begins here, but `{key}` above it has a value already" if key else "a list cannot begin here",
            ("a key has either a value on its line or a list below it",),
        )
    edits = ((view.start, view.index + 1, f"{' ' * earlier}-"),)
    return Slip(view.index, "this dash is not indented as those above it are", (f"put {_spaces(earlier)} before it",), edits)


def _no_space_after_dash(view: View, at: int) -> Slip:
    rest = to_copy(view.line[at - view.start :].lstrip("-"))
    end = at + 1 if view.text[at + 1 : at + 2] != "-" else at
    return Slip(at, "there is no space after this dash", (f"write `- {rest}`",), ((at, end, "- "),) if end > at else ())


def _entry(view: View, problem: Problem) -> Slip:
    """Explain a line in a list that is no entry of it."""
    line = view.line
    if view.sign == "-" and line[view.index - view.start + 1 :][:1].strip():
        return _no_space_after_dash(view, view.index)
    dash = view.moved(problem.start)
    if view.index - view.start == problem.start - dash.start and view.sign != "-":
        inside = view.index - view.start + 2
        return Slip(
            view.index,
            f"`{as_text(line.strip())}` stands beside a list, and is not an entry of it",
            ("put `- ` before it if it begins a new entry", f"put {_spaces(inside)} before it if it belongs to the entry above"),
        )
    return _indentation(view, problem)


def _indentation(view: View, _problem: Problem) -> Slip:
    if slip := _odd_above(view):
        return slip
    indent = indent_of(view.line)
    fitting = [one for one in view.indents_above() if one != indent]
    listed = " or ".join(_spaces(one) for one in fitting[-3:] or [0])
    put = f"put {listed} before it" if listed != _spaces(0) else "begin it at the start of the line"
    return Slip(
        view.start + indent,
        f"`{as_text(view.line.strip())}` is indented by {_spaces(indent)}, which fits none of the lines above it",
        (f"{put}, as the lines that it belongs with",),
    )


def _spaces(number: int) -> str:
    return "no space" if number == 0 else "1 space" if number == 1 else f"{number} spaces"


def _document(view: View, problem: Problem) -> Slip:
    above = view.above()
    if above is not None and above.line.rstrip() == "...":
        return Slip(above.start, "`...` ends the file here, and something follows", ("remove the line `...`",))
    if view.text.startswith("%"):
        return _directive(view.moved(0), problem._replace(start=0))
    if cut := cut_above(view):
        return cut
    first = next((one for one in view.text.split("\n") if one.strip() and not one.lstrip().startswith("#")), "")
    if indent_of(first) > indent_of(view.line):
        hint = f"remove the {_spaces(indent_of(first))} at the beginning of those lines"
        return Slip(view.start, "the lines above are indented more than this one, so it belongs to nothing", (hint,))
    return after_value(view) if view.index > view.start + indent_of(view.line) else _indentation(view, problem)


_EXPLANATIONS: tuple[tuple[re.Pattern[str], Callable[[View, Problem], Slip]], ...] = tuple(
    (re.compile(words), explain)
    for words, explain in (
        (
            r"control characters|special characters|UTF-(?:8|16)|invalid Unicode character\Z|surrogate|input error",
            lambda view, _: character(view),
        ),
        (r"tab character", lambda view, _: tab(view)),
        (r"directive|%YAML|%TAG|version number|incompatible YAML|tag handle.*duplicate|duplicate tag handle", _directive),
        (r"block scalar|indentation indicator", _of_start),
        (
            r"escape|hexdecimal",
            lambda view, problem: unknown_escape(view, problem.start) if "quoted" in problem.context else _of_start(view, problem),
        ),
        (r"quoted scalar: found unexpected (?:end of stream|document)", lambda view, problem: quotation(view, problem.start)),
        (
            r"scanning an? (?:alias|anchor)|(?:scanning|parsing) an? (?:tag|directive)|tag handle|undefined alias|duplicate anchor|tag URI",
            _of_start,
        ),
        (r"cannot start any token", _unreadable),
        (r"could not find expected ':'", _separator),
        (r"mapping values are not allowed", _colon),
        (r"sequence entries are not allowed|mapping keys are not allowed", lambda view, _: first_sign(view)),
        (
            r"flow (?:sequence|mapping): (?:did not find expected|expected) ','|found unexpected ':'",
            lambda view, problem: bracket(view, problem.start),
        ),
        (r"node content", _content),
        (r"block mapping: (?:did not find expected key|expected <block end>)", _key),
        (r"block collection: (?:did not find expected '-'|expected <block end>)", _entry),
        (r"document start|single document", _document),
    )
)
