"""A new id for a source, a claim or a group: every place that changes, and the old id under `was`, so that old addresses lead on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from builder.language_server.occurrences import definition, located, uses
from builder.language_server.spans import line_at, lines_of, span
from builder.linking.references import index_of
from builder.model.findings import Severity
from builder.model.ids import ID, is_device_name, is_key, slug_of, written_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.checking.project import Project
    from builder.language_server.cursor import Thing
    from builder.language_server.occurrences import Texts, Use
    from builder.language_server.spans import Span
    from builder.model.findings import Where
    from builder.model.sources import Former

KINDS = ("source", "claim", "group")
_UNREAD = frozenset("invalid-yaml merge-conflict no-front-matter not-utf8 unreadable-file unreadable-folder file-too-large".split())
"""Findings of files of which not everything was read, so that a reference in them would be missed."""
_FENCE = "---"
_PLAIN = re.compile(r"[^\W_][\w./-]*\Z")
"""A text that needs no quotation marks in YAML."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


class RefusedError(ValueError):
    """An id that something cannot get, and why, in a sentence."""


class Replacement(NamedTuple):
    """Characters of a line, and what is written in their place."""

    span: Span
    text: str


class Renaming(NamedTuple):
    """What a new id takes."""

    replacements: tuple[Replacement, ...]
    moved: tuple[str, str] | None = None
    """A file that gets another name, which is what it is called by: its path now and then."""


def renaming_of(thing: Thing, new: str, project: Project, text_of: Texts) -> Renaming:
    """Return what changes if something gets a new id. Raises `RefusedError` if it cannot get it."""
    explainer = project.explainer
    _check(thing, new, project)
    at = definition(thing, explainer, text_of)
    if at is None:
        raise RefusedError(f"there is no {thing.kind} `{thing.id}`.")
    found = [use for use in uses(explainer) if (use.kind, use.id) == (thing.kind, thing.id)]
    replacements = {_at(use, text_of): None for use in found}
    changed = [Replacement(one, _written(thing.kind, new, one, text_of)) for one in replacements]
    match thing.kind:
        case "source":
            formers = explainer.sources[thing.id].was
            changed += [Replacement(at, _scalar(new, at, text_of)), _was_of_source(at, thing.id, formers, text_of)]
            return Renaming(tuple(changed))
        case "claim":
            claim = explainer.claims[thing.id]
            own = [] if claim.was else [f" was={thing.id}"]
            more = [_longer_was(claim.places["was"], claim.was[0], thing.id, text_of)] if claim.was else []
            return Renaming((*changed, Replacement(at, "".join([new, *own])), *more))
    path = at.where.path
    changed.append(_was_of_group(path, thing.id, explainer.groups[thing.id].was, text_of))
    return Renaming(tuple(changed), (path, f"{path.rpartition('/')[0]}/{new}.md"))


def _check(thing: Thing, new: str, project: Project) -> None:
    """Raise `RefusedError` if something cannot get an id."""
    if thing.kind not in KINDS:
        raise RefusedError(f"a {thing.kind} cannot be renamed here.")
    if unread := [f for f in project.findings if f.code in _UNREAD and f.severity is Severity.ERROR]:
        raise RefusedError(f"mend {unread[0].where} first: what refers to `{thing.id}` there cannot be read.")
    if thing.kind == "source" and not is_key(new):
        raise RefusedError(f"`{new}` cannot be cited: a key has neither white space nor braces.")
    if thing.kind != "source" and (not ID.match(new) or is_device_name(new)):
        raise RefusedError(f"`{new}` is not a valid id: use lower-case letters, digits and single hyphens, at most 100 in all.")
    index = index_of(project.explainer)
    if new in index.known(thing.kind):
        raise RefusedError(f"there is a {thing.kind} `{new}` already.")
    if owner := index.new_ids.get((thing.kind, new)):
        raise RefusedError(
            f"`{new}` is an old id of the {thing.kind} `{owner}`, whose old addresses lead there: take it out of `was` first."
        )
    alike = [one.id for one in project.explainer.sources.values() if slug_of(one.id) == slug_of(new) and one.id != thing.id]
    if thing.kind == "source" and alike:
        raise RefusedError(f"`{new}` would have the address of the source `{alike[0]}`.")


def _at(use: Use, text_of: Texts) -> Span:
    found = located(use, text_of)
    if found is None:
        raise RefusedError(f"at {use.where} `{use.id}` is written in another form: write it as it is first.")
    return found


def _written(kind: str, new: str, at: Span, text_of: Texts) -> str:
    """Return a new id as it stands in a reference."""
    before = line_at(lines_of(text_of(at.where.path)), at.where.line - 1)[: at.start]
    if kind == "source" and before.endswith("@"):
        return written_key(new)[1:]
    return new if before.endswith(("{", "source:", "#")) or kind != "source" else _scalar(new, at, text_of)


# --- values in YAML and JSON ------------------------------------------------------------------------------------------


def _scalar(text: str, at: Span, text_of: Texts) -> str:
    """Return a text as a value in place of another one, with quotation marks if it needs some and has none there."""
    before = line_at(lines_of(text_of(at.where.path)), at.where.line - 1)[: at.start]
    return text if before.endswith(('"', "'")) or _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


def _quoted(text: str, path: str) -> str:
    return text if _PLAIN.match(text) and not path.endswith(".json") else json.dumps(text, ensure_ascii=False)


def _was_of_source(at: Span, old: str, formers: Sequence[Former], text_of: Texts) -> Replacement:
    """Return the change that puts the old id of a source into its record, in which the id stands at a place."""
    path, row = at.where.path, at.where.line - 1
    word = _quoted(old, path)
    if formers:
        return _longer_list(formers[0].where, formers[0].id, word, text_of)
    line = line_at(lines_of(text_of(path)), row)
    end = at.end + (line[at.end : at.end + 1] in ("'", '"'))
    key = re.search(r"[\"']?id[\"']?\s*:\s*[\"']?\Z", line[: at.start])
    start = key.start() if key else at.start
    if path.endswith(".json"):
        return Replacement(span(path, row, end, end), f', "was": [{word}]')
    if line[:start].rstrip().endswith(("{", ",")):
        return Replacement(span(path, row, end, end), f", was: [{word}]")
    return Replacement(span(path, row, len(line), len(line)), f"\n{' ' * start}was: [{word}]")


def _was_of_group(path: str, old: str, formers: Sequence[Former], text_of: Texts) -> Replacement:
    if formers:
        return _longer_list(formers[0].where, formers[0].id, old, text_of)
    lines = lines_of(text_of(path))
    fence = next(row for row in range(1, len(lines)) if lines[row].rstrip() == _FENCE)
    return Replacement(span(path, fence, 0, 0), f"was: [{old}]\n")


def _longer_list(where: Where, first: str, word: str, text_of: Texts) -> Replacement:
    """Return the change that puts a word before the first one of a value: a list, or that word alone."""
    row, start = where.line - 1, where.column - 1
    line = line_at(lines_of(text_of(where.path)), row)
    before = line[:start].rstrip()
    if before.endswith(("[", ",")):
        return Replacement(span(where.path, row, start, start), f"{word}, ")
    if not before.strip("- ") and before.endswith("-"):
        return Replacement(span(where.path, row, start, start), f"{word}\n{' ' * (len(before) - 1)}- ")
    quoted = _QUOTED.match(line, start)
    there = quoted[0] if quoted else first
    return Replacement(span(where.path, row, start, start + len(there)), f"[{word}, {there}]")


def _longer_was(where: Where, first: str, old: str, text_of: Texts) -> Replacement:
    """Return the change that puts an old id of a claim before the first one of its attribute."""
    row = where.line - 1
    line = line_at(lines_of(text_of(where.path)), row)
    start = line.find(first, where.column - 1)
    return Replacement(span(where.path, row, start, start), f"{old},")
