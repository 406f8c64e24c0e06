"""From a leaf block and its attribute list to a claim.

A leaf that cites but has no id, or that neither cites nor is marked as editorial, is reported: no text of a theme is
silently unsourced.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.attributes import CLAIM, CLASSES, MOST_WORDS, STATUSES, TRANSLATED_CLAIM
from builder.formats.near_misses import meant_choices, meant_key
from builder.formats.wrong_values import bad_date, bad_figure, bad_id
from builder.model.dates import parse_date
from builder.model.document import Citations, Claim, Html, LinkStart, Measure, Status
from builder.model.findings import Edit, Finding, Where, a, finding
from builder.model.ids import ID, is_respelt

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from builder.formats.keys import Format
    from builder.markdown.inline import Placed
    from builder.markdown.positions import Positions
    from builder.model.dates import Date
    from builder.model.document import Citation, Token

_NO_TEXT = ("this claim has no text: it is only a citation", "write what the source says before it, in the same paragraph")
_NO_BLOCK = ("this attribute list belongs to no text", "write it at the end of the paragraph of the claim, without a blank line before it")
_BESIDE = {
    "value": "add `value=` and the figure, such as value=185000",
    "date": "add `date=` and the day, month or year in which it happened, such as date=2025-02-04",
    "measures": "add `measures=` and a quantity that content/explainer.yml declares",
}
_NUMBER = r"[0-9]++(?:\.[0-9]++)?+"
_THOUSANDS = re.compile(r"([0-9]{4,})[.]([0-9]{4,})")
"""A number that is probably two."""
_VALUE = re.compile(rf"({_NUMBER})?(\.\.)?({_NUMBER})?\Z")
_NO_PLACES: Mapping[str, Where] = {}  # shared by all claims
_WORDS = re.compile(r"[a-z0-9]+")
_NO_WORDS = "id"
_ENDS = '].!?)”"»…。؟'
_MOST_BYTES = 4
"""Of a character in UTF-8."""
_CLASS_WORDS = frozenset(choice.word for choice in CLASSES)
_KEYS = {format_.name: frozenset(format_.by_name) for format_ in (CLAIM, TRANSLATED_CLAIM)}


class Leaf(NamedTuple):
    """A block that contains text: a paragraph, the text of a list item, or a table."""

    tag: str
    tokens: tuple[Token, ...]
    text: str
    attributes: tuple[Placed, ...]
    where: Where
    end_line: int
    page: str
    section: str
    slipped: bool = False
    """Whether a slip in it was reported already, which may be why it has no citation or no id."""
    end: Where | None = None
    """Where its last character stands, which is `last`."""
    last: str = ""

    def joined(self, below: Leaf) -> Leaf:
        """Return this table with the citations and attributes of the paragraph below it."""
        return self._replace(
            tokens=self.tokens + below.tokens,
            attributes=self.attributes + below.attributes,
            end_line=below.end_line,
            end=None,
            slipped=self.slipped or below.slipped,
        )


def with_end(leaf: Leaf, source: Positions, start: int, end: int) -> Leaf:
    """Return a leaf between two byte offsets with its last character, if that ends a sentence or a citation: an id can stand behind it."""
    data = source.data[start:end].rstrip()
    last = data[-_MOST_BYTES:].decode(errors="ignore")[-1:]
    is_end = bool(last) and last in _ENDS
    return leaf._replace(end=source.where(start + len(data) - len(last.encode())), last=last) if is_end else leaf


def make_claim(leaf: Leaf) -> tuple[Claim | None, list[Finding]]:
    """Return the claim that a leaf makes, None if it has no valid id; and the findings."""
    brackets = [token for token in leaf.tokens if type(token) is Citations]
    citations = brackets[0].citations if len(brackets) == 1 else tuple([c for bracket in brackets for c in bracket.citations])
    if brackets and len(leaf.attributes) == 1:  # the most frequent case: citations and an id, nothing else
        ((key, value, where),) = leaf.attributes
        if key == "#" and leaf.text and ID.match(value):
            return _bare_claim(leaf, value, where, citations), []
    return _read_claim(leaf, citations, cites=bool(brackets))


def _bare_claim(leaf: Leaf, claim_id: str, where: Where, citations: tuple[Citation, ...]) -> Claim:
    tag, tokens, text, _, start, end_line, page, section, *_ = leaf
    return Claim(claim_id, start, end_line, page, section, tokens, text, citations, places=_NO_PLACES, id_where=where, tag=tag)


def _read_claim(leaf: Leaf, citations: tuple[Citation, ...], *, cites: bool) -> tuple[Claim | None, list[Finding]]:
    reader = _Reader(leaf)
    editorial, needed = "editorial" in reader.classes, "citation-needed" in reader.classes
    if not leaf.slipped and not _says_something(leaf):
        reader.report(leaf.where, "missing-field", *(_NO_TEXT if cites else _NO_BLOCK))
    elif not cites and not editorial and not needed and not leaf.slipped:
        reader.report(leaf.where, "uncited-prose", "this text cites no source", *_how_to_cite(leaf))
    claim_id = reader.id()
    if not claim_id:
        if citations and not editorial and "#" not in reader.values and leaf.text and not leaf.slipped:
            suggested = _suggest(leaf.text)
            reader.report(
                leaf.where,
                "claim-without-id",
                "this claim has no id, so nothing can link to it",
                f"end it with {{#{suggested}}}",
                edits=_with_id(leaf, suggested),
            )
        return None, reader.findings
    return (
        Claim(
            id=claim_id,
            where=leaf.where,
            end_line=leaf.end_line,
            page=leaf.page,
            section=leaf.section,
            tokens=leaf.tokens,
            text=leaf.text,
            citations=citations,
            status=reader.status(),
            date=reader.date("date"),
            as_of=reader.date("as_of"),
            attributed=reader.values.get("attributed", ""),
            event=reader.event(),
            measure=reader.measure(),
            disputes=reader.ids("disputes"),
            differs=reader.ids("differs"),
            supersedes=reader.ids("supersedes"),
            supports=reader.ids("supports"),
            editorial=editorial,
            citation_needed=needed,
            later="later" in reader.classes,
            places=reader.places,
            id_where=reader.id_where,
            was=reader.ids("was") if "was" in reader.values else (),
            tag=leaf.tag,
        ),
        reader.findings,
    )


def _says_something(leaf: Leaf) -> bool:
    """Return whether a leaf has text; a link without words is shown with the title of its target."""
    return bool(leaf.text) or any(type(token) is LinkStart for token in leaf.tokens)


def _how_to_cite(leaf: Leaf) -> tuple[str, ...]:
    if any(type(token) is Html and token.html.startswith("<a href=") for token in leaf.tokens):
        return ("a link is not a citation: describe what it leads to in `content/sources/`, and cite that by its id: [@id]",)
    return "cite one: [@id], with its id in place of `id`", "or mark it as the authors' own words: {.editorial}"


def _one_of(words: Sequence[str], sign: str = "") -> str:
    """Return a hint with the words that were probably meant, or an empty string."""
    return f"did you mean {' or '.join(f'`{sign}{word}`' for word in words)}?" if words else ""


def _suggest(text: str) -> str:
    return "-".join(_WORDS.findall(text.lower())[:4]) or _NO_WORDS


def _with_id(leaf: Leaf, claim_id: str) -> tuple[Edit, ...]:
    """Return the edit that ends a claim with an id, or begins its list with it; none if that is not certain."""
    if claim_id == _NO_WORDS or not ID.match(claim_id) or leaf.tag == "table":
        return ()
    if not leaf.attributes:
        return (Edit(leaf.end, leaf.last, f"{leaf.last} {{#{claim_id}}}"),) if leaf.end else ()
    key, value, where = leaf.attributes[0]
    old = f".{value}" if key == "." else f"{key}="
    return (Edit(where, old, f"#{claim_id} {old}"),)


def make_translated(leaf: Leaf) -> tuple[Claim | None, list[Finding]]:
    """Return the translated claim of a leaf, None if it has no valid id; and the findings. Citations are optional."""
    reader = _Reader(leaf, TRANSLATED_CLAIM, ())
    claim_id = reader.id()
    if not claim_id:
        if "#" not in reader.values and not leaf.slipped:
            reader.report(
                leaf.where,
                "claim-without-id",
                "this text does not say which claim it translates",
                "end it with {#id from=…}, with the id of the original",
            )
        return None, reader.findings
    claim = Claim(
        id=claim_id,
        where=leaf.where,
        end_line=leaf.end_line,
        page=leaf.page,
        section=leaf.section,
        tokens=leaf.tokens,
        text=leaf.text,
        citations=tuple(c for token in leaf.tokens if type(token) is Citations for c in token.citations),
        attributed=reader.values.get("attributed", ""),
        event=reader.label(),
        places=reader.places,
        id_where=reader.id_where,
        translates=reader.values.get("from", ""),
        tag=leaf.tag,
    )
    return claim, reader.findings


class _Reader:
    """Reads typed values from the attribute list of one leaf."""

    def __init__(self, leaf: Leaf, format_: Format = CLAIM, classes: Container[str] = _CLASS_WORDS) -> None:
        self.leaf = leaf
        self.findings: list[Finding] = []
        self.values: dict[str, str] = {}
        self.places: dict[str, Where] = {}
        self.id_where: Where | None = None
        self.classes: set[str] = set()
        for key, value, where in leaf.attributes:
            if key == ".":
                if value not in classes:
                    self.report(
                        where,
                        "unknown-key",
                        f"`.{value}` is not a class of {a(format_.name)}",
                        _one_of(meant := meant_choices(value, CLASSES), "."),
                        edits=tuple(
                            Edit(where, f".{value}", f".{word}")
                            for word in meant[:1]
                            if not meant[1:] and word in classes and is_respelt(value, word)
                        ),
                    )
                self.classes.add(value)
            elif key != "#" and key not in _KEYS[format_.name]:
                self.report(
                    where,
                    "unknown-key",
                    f"`{key}` is not a key of {a(format_.name)}",
                    _one_of(keys := tuple(filter(None, [meant_key(key, format_)]))),
                    edits=tuple(Edit(where, f"{key}=", f"{word}=") for word in keys if not any(word == one[0] for one in leaf.attributes)),
                )
            elif key in self.values:
                self.report(where, "duplicate-key", f"`{key}` is given twice", "keep one of the two")
            else:
                self.values[key] = value
                if key == "#":
                    self.id_where = where
                else:
                    self.places[key] = where

    def report(self, where: Where, code: str, message: str, *hints: str, edits: tuple[Edit, ...] = ()) -> None:
        self.findings.append(finding(where, code, message, *hints, edits=edits))

    def id(self) -> str:
        text = self.values.get("#", "")
        if text and not ID.match(text):
            plain = text.lower().replace("_", "-")
            found = bad_id(self.id_where or self.leaf.where, text)
            if not ID.match(plain):
                self.findings.append(found)
                return ""
            self.findings.append(replace(found, edits=(Edit(found.where, f"#{text}", f"#{plain}"),)))
            return plain  # what it was meant to be is known
        return text

    def date(self, key: str) -> Date | None:
        text = self.values.get(key)
        if text is None:
            return None
        value = parse_date(text)
        if value is None:
            self.findings.append(bad_date(self.places[key], text, *self._respelling(key, text)))
        return value

    def _respelling(self, key: str, text: str) -> tuple[Edit, ...]:
        """Return the edits one of which respells a value: several words may be without quotation marks, since they are read."""
        where, new = self.places[key], f"{key}={text}"
        return tuple(Edit(where, old, new) for old in ([f'{key}="{text}"'] if " " in text else []) + [new])

    def ids(self, key: str) -> tuple[str, ...]:
        text = self.values.get(key)
        return tuple(word for part in text.split(",") if (word := part.strip())) if text else ()

    def status(self) -> Status:
        text = self.values.get("status")
        if text is None:
            return Status.REPORTED
        words = [status.value for status in Status]
        if text not in words:
            meant, where = meant_choices(text, STATUSES), self.places["status"]
            hints = _one_of(meant), f"it must be one of {', '.join(words)}"
            edits = tuple(Edit(where, f"status={text}", f"status={word}") for word in meant if not meant[1:] and is_respelt(text, word))
            self.report(where, "wrong-value", f"`status` cannot be `{text}`", *hints, edits=edits)
            return Status.REPORTED
        return Status(text)

    def event(self) -> str:
        """Return what the event is called; empty if nothing says when it happened."""
        label = self.label()
        if label and "date" not in self.values:
            self.report(self.places["event"], "missing-field", "`event` needs `date` beside it", _BESIDE["date"])
            return ""
        return label

    def label(self) -> str:
        """Return what an event is called."""
        words = self.values.get("event", "").split()
        if "event" in self.values and not 1 <= len(words) <= MOST_WORDS:
            message = f"`event` has {len(words)} words" if words else "`event` is empty"
            self.report(self.places["event"], "wrong-value", message, f"say in at most {MOST_WORDS} words what happened")
        return " ".join(words)

    def measure(self) -> Measure | None:
        quantity, value = self.values.get("measures"), self.values.get("value")
        if quantity is None and value is None:
            return None
        if not quantity or not value:
            key, missing = ("measures", "value") if quantity else ("value", "measures")
            self.report(self.places[key], "missing-field", f"`{key}` needs `{missing}` beside it", _BESIDE[missing])
            return None
        match = _VALUE.match(value)
        if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
            self.findings.append(bad_figure(self.places["value"], value, *self._respelling("value", value)))
            return None
        if cut := _THOUSANDS.search(value):
            message = f"`{value}` has very many decimals"
            self.report(self.places["value"], "wrong-type", message, f"for a range write {cut[1]}..{cut[2]}", "otherwise round it")
        low = float(match[1]) if match[1] else None
        high = float(match[3]) if match[3] else None if match[2] else low
        return Measure(quantity, low, high, self.values.get("unit", ""), value, self.values.get("said", ""))
