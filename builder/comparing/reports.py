"""What differs between two states, as text for a terminal, as Markdown for a comment, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from builder.comparing.effects import EFFECT_WORDS, effects_of
from builder.data.content_digest import words_of
from builder.history.changes import Kind, Section, Shown
from builder.linking.link import link
from builder.model.content import Content, Quantity, Settings
from builder.model.dates import Date, parse_date
from builder.model.document import Citation, Measure
from builder.model.json_encoding import number
from builder.model.language import ENGLISH
from builder.pages.overview_pages import CHANGE_WORDS, change_line, shown_html, word_changes
from builder.pages.view import View
from builder.verifying.reports import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.comparing.difference import Difference, EntryChange, Field
    from builder.comparing.graph import Graph
    from builder.history.changes import Change
    from builder.model.json_encoding import Record

_LONGEST_COMMENT = 65_000
"""Characters: GitHub takes no more than 65,536."""
_LONGEST_TEXT = 20_000
"""Characters of two texts that are compared word by word, which takes the product of their lengths."""
_MOST_NAMED = 20
"""Ids in a line that tells an effect."""
_AROUND = 8
"""Words that are shown before and after what changed in a text."""
_TEXTS = {Kind.ADDED, Kind.REMOVED, Kind.REWORDED}
NOTHING = "Nothing differs."
_NO_TEXT = Shown("text", "")
_SAID = {"id", "page"}
"""Fields of a claim that the head of its block tells."""


class _Block(NamedTuple):
    """What differs in one claim or other record."""

    head: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, with nothing in it that could steer a terminal."""
        return "\n".join([printable(self.head), *(f"  {printable(line)}" for line in self.lines)])


def as_text(found: Difference) -> str:
    """Return what differs, for a terminal: which states these are, how many changes there are of each kind, and each of them."""
    return "\n".join([*_heads(found), *counted(found), *_effect_lines(found), *(f"\n{block.text}" for block in _blocks(found))])


def as_markdown(found: Difference) -> str:
    """Return what differs, for a comment of at most 65,000 characters: the numbers, and folded below them the changes that fit.

    All that comes from the explainers stands in a block of code, so that nothing in it is markup, an address, or the name of somebody.
    """
    blocks = [block.text for block in _blocks(found)]
    heads = "\n".join(_heads(found))
    fence = "`" * (1 + max(2, *map(_ticks, (heads, *blocks))))
    start = [fence, heads[:_LONGEST_TEXT], fence, "", *(f"- {line}" for line in [*counted(found), *_effect_lines(found, "`")])]
    room = _LONGEST_COMMENT - len("\n".join(start)) - 2 * len(fence) - 200
    shown: list[str] = []
    for block in blocks:
        room -= len(block) + 1
        if room < 0:
            break
        shown.append(block)
    if shown:
        start += ["", "<details><summary>The changes one by one</summary>", "", fence, *shown, fence, "", "</details>"]
    if left := len(blocks) - len(shown):
        start += ["", f"Not shown for their length: the changes of {left:,} {'record' if left == 1 else 'records'}."]
    return "\n".join(start)


def as_json(found: Difference) -> str:
    """Return what differs as a JSON object (RFC 8259) in ASCII."""
    claims: dict[str, list[Change]] = {}
    for change in found.changes:
        claims.setdefault(change.claim, []).append(change)
    record = {
        "old": _state(found.old),
        "new": _state(found.new),
        "counts": {kind.value: n for kind, n in _counts(found).items()}
        | {f"{kind} {how}": n for (kind, how), n in _entry_counts(found).items()},
        "effects": effects_of(found)._asdict(),
        "claims": [{"id": name, "page": _page(found, name), "changes": list(map(_change, changes))} for name, changes in claims.items()],
        "entries": [_entry(entry) for entry in found.entries],
    }
    return json.dumps(record, indent=1)


# --- in words ---------------------------------------------------------------------------------------------------------


def _heads(found: Difference) -> Iterator[str]:
    yield f"old: {state_line(found.old)}"
    yield f"new: {state_line(found.new)}"


def state_line(graph: Graph) -> str:
    """Return which state this is, in a line: its name, title, date and eight words, and whether errors hide something of it."""
    day = parse_date(graph.as_of)
    name, as_of = f"{graph.name}: " if graph.name else "", f", as of {ENGLISH.date(day)}" if day else ""
    hidden = f"; {_many(graph.errors, 'error')}, and what they hide is not compared" if graph.errors else ""
    return printable(f"{name}{graph.title}{as_of}; {words_of(graph.digest)}{hidden}")


def _counts(found: Difference) -> dict[Kind, int]:
    numbers = Counter(change.kind for change in found.changes)
    return {kind: numbers[kind] for kind in Kind if numbers[kind]}


def _entry_counts(found: Difference) -> dict[tuple[str, str], int]:
    return dict(Counter((entry.kind, how_changed(entry)) for entry in found.entries))


def how_changed(entry: EntryChange) -> str:
    """Return what happened to a record, in a word."""
    return "added" if not entry.old else "removed" if not entry.new else "renamed" if entry.old != entry.new else "changed"


def name_of(entry: EntryChange) -> str:
    """Return the id of a record, or the old one and the new one."""
    return " → ".join(dict.fromkeys(filter(None, (entry.old, entry.new))))


def counted(found: Difference) -> list[str]:
    """Return how many changes there are of each kind, a line each."""
    lines = [f"{CHANGE_WORDS[kind]}: {_many(number, 'claim')}" for kind, number in _counts(found).items()]
    lines += [f"{how.capitalize()}: {_many(number, kind)}" for (kind, how), number in _entry_counts(found).items()]
    return lines or [NOTHING]


def _effect_lines(found: Difference, quote: str = "") -> Iterator[str]:
    """Yield what reviewers look at first, a line each; `quote` stands around each id and address."""
    effects = effects_of(found)._asdict()
    for field, words in EFFECT_WORDS.items():
        if values := effects[field]:
            named = ", ".join(f"{quote}{printable(value)}{quote}" for value in values[:_MOST_NAMED])
            yield f"{words} ({len(values):,}): {named}{', …' if len(values) > _MOST_NAMED else ''}"


def _many(number: int, kind: str) -> str:
    plural = {"quantity": "quantities"}.get(kind, f"{kind}s")
    return f"{number:,} {kind if number == 1 else plural}"


def _blocks(found: Difference) -> Iterator[_Block]:
    view = _view(found)
    lines: dict[str, list[str]] = {}
    for change in found.changes:
        lines.setdefault(change.claim, []).extend(_lines(view, change))
    for name, changes in lines.items():
        yield _Block(f"claim {name} ({_page(found, name)})", tuple(changes))
    for entry in found.entries:
        yield _Block(f"{entry.kind} {name_of(entry)}: {how_changed(entry)}", tuple(map(_field_line, entry.fields)))


def _view(found: Difference) -> View:
    """Return what writes a claim's fields, in English and with what both states name."""
    quantities = {**found.old.quantities, **found.new.quantities}
    explainer, _ = link(Content(Settings(quantities={name: Quantity(name, title) for name, title in quantities.items()})))
    return View(replace(explainer, claims=found.new.claims, titles={**found.old.titles, **found.new.titles}), "changes/")


def _page(found: Difference, claim: str) -> str:
    return (found.new.claims.get(claim) or found.old.claims[claim]).page


def _lines(view: View, change: Change) -> Iterator[str]:
    if change.kind not in _TEXTS:
        yield change_line(view, change, "")
        return
    (before, *with_before), (after, *with_after) = change.before or (_NO_TEXT,), change.after or (_NO_TEXT,)
    words = _marked(before.value, after.value) if change.kind is Kind.REWORDED else before.value or after.value
    yield f"{CHANGE_WORDS[change.kind]}: {words}"
    if facts := [item for item in with_before or with_after if item.field not in _SAID]:
        yield f"with: {'; '.join(Markup(shown_html(view, item)).striptags() for item in facts)}"  # noqa: S704  # only to lose its tags


def _field_line(field: Field) -> str:
    before, after = field.before, field.after
    if len(before) == len(after) == 1:
        return f"{field.name}: {_marked(before[0], after[0])}"
    return "; ".join([f"{field.name}: {how}: {value}" for how, values in (("removed", before), ("added", after)) for value in values])


def _marked(before: str, after: str) -> str:
    """Return a text with what went and what came, as `wdiff` marks it."""
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return " ".join(marks[sign].format(_shortened(words) if sign == "=" else words) for sign, words in word_runs(before, after))


def _shortened(text: str) -> str:
    words = text.split()
    return text if len(words) <= 2 * _AROUND else f"{' '.join(words[:_AROUND])} … {' '.join(words[-_AROUND:])}"


def word_runs(before: str, after: str) -> list[tuple[str, str]]:
    """Return what stayed, went and came in a text (`word_changes`); in a very long one, that one went and the other came."""
    return word_changes(before, after) if len(before) + len(after) <= _LONGEST_TEXT else [("-", before), ("+", after)]


def _ticks(text: str) -> int:
    """Return the length of the longest run of grave accents in a text."""
    return max(map(len, "".join(char if char == "`" else " " for char in text).split()), default=0)


# --- for programs -----------------------------------------------------------------------------------------------------


def _state(graph: Graph) -> Record:
    return {
        "name": graph.name or None,
        "errors": graph.errors,
        "title": graph.title,
        "as_of": graph.as_of or None,
        "content_sha256": graph.digest,
        "words": words_of(graph.digest),
    }


def _change(change: Change) -> Record:
    record: Record = {"kind": change.kind, "before": _shown(change.before), "after": _shown(change.after)}
    if change.kind is Kind.REWORDED:
        record["words"] = word_runs(change.before[0].value, change.after[0].value)
    return record


def _shown(items: Iterable[Shown]) -> list[Record]:
    return [{"field": item.field, "value": _value(item.value)} for item in items]


def _value(value: object) -> object:
    match value:
        case Citation():
            return {"source": value.source, "locator": value.locator, "prefix": value.prefix, "quote": value.quote, "stance": value.stance}
        case Measure():
            return {
                "quantity": value.quantity,
                "low": number(value.low),
                "high": number(value.high),
                "unit": value.unit,
                "said": value.said,
            }
        case Date():
            return value.edtf
        case Section():
            return value.anchor
    return value


def _entry(entry: EntryChange) -> Record:
    fields = [{"name": field.name, "before": field.before, "after": field.after} for field in entry.fields]
    return {"kind": entry.kind, "change": how_changed(entry), "old": entry.old or None, "new": entry.new or None, "fields": fields}
