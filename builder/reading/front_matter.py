"""Shared by the readers of all files: front matter, YAML documents, short texts, citations in fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from builder.citations.brackets import find_brackets
from builder.citations.grammar import parse_citations
from builder.citations.signs import AT, KEY
from builder.formats.wrong_values import bad_id
from builder.markdown.parser import parse_body, parse_marked_passage, parse_passage
from builder.model.document import BareForm, Citation
from builder.model.findings import Finding, Where, a, finding
from builder.model.ids import ID, device_id, is_device_name
from builder.reading.fields import Fields, written_edit
from builder.reading.yaml_tree import Mapping, Places, Scalar, parse_yaml
from builder.slips.fences import split_as_meant, split_front_matter
from builder.slips.lines import View
from builder.slips.values import no_space_after_colon

if TYPE_CHECKING:
    from builder.formats.keys import Format
    from builder.model.content import Group, Ignore, Note, Part, Settings, Term, Theme, Translation
    from builder.model.document import Bare, Body, Passage
    from builder.model.sources import Source
    from builder.reading.files import Raw
    from builder.reading.yaml_tree import Node
    from builder.slips.lines import Slip

_PLAIN_CITE = re.compile(r"@[a-z0-9-]++(?:,[\w\s.()/,:§–-]*+)?\Z", re.ASCII)
"""A citation that is read alike with and without Markdown."""


@dataclass(slots=True)
class Parsed:
    """What was parsed from one file, with the findings."""

    settings: Settings | None = None
    parts: list[Part] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    translations: list[Translation] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    bare: list[Bare] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def front_matter(raw: Raw, parsed: Parsed, format_: Format) -> tuple[Fields, str, int]:
    """Return the fields in the front matter of a file, the text below it, and the line on which that starts.

    Invalid front matter is reported once and then counts as empty, so that the text below it is checked as well.
    """
    split = split_front_matter(raw.text)
    tree, findings = (None, []) if split.fields is None else parse_yaml(split.fields, raw.path, split.first_line)
    if (tree is None and (meant := split_as_meant(raw.text)).fields != split.fields) or split.fields is None:
        split = meant
        tree, findings = (None, []) if split.fields is None else parse_yaml(split.fields, raw.path, split.first_line)
        if split.slip is not None:
            findings = [_fence_finding(raw, format_.name, split.slip), *findings]
    parsed.findings += findings
    if isinstance(tree, Mapping):
        return Fields(tree, format_, parsed.findings), split.below, split.line
    if not findings:
        parsed.findings.append(not_pairs(tree, format_.name, Where(raw.path, split.first_line)))
    return _empty_fields(raw, format_), split.below, split.line


def _fence_finding(raw: Raw, what: str, slip: Slip) -> Finding:
    line = raw.text.count("\n", 0, slip.at) + 1
    message = f"the front matter of this {what} cannot be read: {slip.message}"
    places = Places(raw.text, raw.path, 1)
    return replace(places.finding("no-front-matter", slip._replace(message=message)), where=Where(raw.path, line))


def _empty_fields(raw: Raw, format_: Format) -> Fields:
    return Fields(Mapping({}, {}, Where(raw.path)), format_, [])


def not_pairs(tree: Node | None, what: str, where: Where) -> Finding:
    """Return a finding for fields that are none: no names with values."""
    if isinstance(tree, Scalar) and (slip := no_space_after_colon(View(tree.text, 0))):
        return finding(tree.at(slip.at), "invalid-yaml", slip.message, *slip.hints)
    return finding(
        tree.where if tree else where,
        "wrong-type",
        f"{a(what)} begins with its fields, each on a line of its own: its name, a colon and a space",
        "such as `title: Money`",
    )


def passage_of(scalar: Scalar | None, parsed: Parsed) -> Passage | None:
    """Return the short text in a field of the front matter."""
    if scalar is None:
        return None
    passage, bare, findings = parse_passage(scalar.text, scalar.where, scalar.at)
    parsed.bare += bare
    parsed.findings += findings
    return passage


def cite_of(record: Fields, parsed: Parsed) -> tuple[Citation, ...]:
    """Return the citations in `cite`, which may be written with or without brackets."""
    scalar = record.scalar("cite")
    if scalar is None:
        return ()
    text = scalar.text.strip()
    if not (AT[0] in text or AT[1] in text):
        return _cite_without_at(scalar, text, parsed)
    shift = scalar.text.find(text)
    if _PLAIN_CITE.match(text):
        return parse_citations(text, text, scalar.at, shift)[0]
    pairs, loose = find_brackets(text)
    if not pairs and not any(key.form in (BareForm.NOT_CLOSED, BareForm.NOT_OPENED) for key in loose):
        text, shift = f"[{text}]", shift - 1
    last = max(len(scalar.text) - 1, 0)
    passage, bare, findings = parse_marked_passage(text, scalar.where, lambda at: scalar.at(min(max(shift + at, 0), last)))
    parsed.bare += bare
    parsed.findings += findings
    if passage.text and not (findings or bare):
        inside = text.strip()[: -len(passage.text)].rstrip().removesuffix("]") if text.endswith(f"] {passage.text}") else ""
        hint = f"write it inside the brackets: {inside or '[@id'}, {passage.text if inside else 'p. 3'}]"
        parsed.findings.append(finding(scalar.where, "invalid-citation", f"`{passage.text}` stands outside of the citation", hint))
    return passage.citations


def _cite_without_at(scalar: Scalar, text: str, parsed: Parsed) -> tuple[Citation, ...]:
    """Report a value without an at sign, and read it as the key that it may be."""
    key = text.strip(" []()\"'“”„«»")
    is_key = KEY.fullmatch(f"@{key}") is not None
    hint = f'write "@{key}"' if is_key else 'write "@id", with the id of a source in place of `id`'
    written = written_edit(scalar, text) if is_key and (scalar.quoted or text == key) else ()
    edits = tuple(edit._replace(new=f"@{key}" if scalar.quoted else f'"@{key}"') for edit in written)
    parsed.findings.append(finding(scalar.where, "invalid-citation", f"`{text}` names no source", hint, edits=edits))
    return (Citation(key, scalar.where),) if is_key else ()


def document(raw: Raw, parsed: Parsed, format_: Format) -> Fields | None:
    """Return the fields of a file that is one mapping; None if it is not, or is empty."""
    tree, findings = parse_yaml(raw.text, raw.path)
    parsed.findings += findings
    if isinstance(tree, Mapping):
        return Fields(tree, format_, parsed.findings)
    if not findings and tree is not None:
        parsed.findings.append(not_pairs(tree, format_.name, Where(raw.path)))
    return None


def id_of(raw: Raw, parsed: Parsed) -> str:
    """Return the id of what a file describes: its name without `.md`."""
    stem = raw.path.rpartition("/")[2].removesuffix(".md")
    if not ID.match(stem):
        parsed.findings.append(bad_id(Where(raw.path), stem, ".md"))
    elif is_device_name(stem):
        parsed.findings.append(device_id(Where(raw.path), stem))
    return stem


def body_of(raw: Raw, text: str, line: int, url: str, parsed: Parsed) -> Body:
    """Return the parsed text below the front matter."""
    body, bare, findings = parse_body(text, raw.path, line, url)
    parsed.bare += bare
    parsed.findings += findings
    return body
