"""Records of formats in which a field is a tag with plain text: RIS and EndNote's XML.

Pandoc's readers of both know few tags. A table for each format says which variable of CSL is meant for the others; what neither has
is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.dates import date_of
from builder.bibliographies.pandoc import converted
from builder.bibliographies.probe import carried, signature, twins
from builder.bibliographies.records import Outcome, Record, each_text, not_carried, one_line, without_empty
from builder.csl.beside import BOOKS, add_beside
from builder.model.findings import finding
from builder.model.language import is_tag, tags_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.bibliographies.records import Convert, Entry, Item, Source, Value
    from builder.model.findings import Finding

_NAMES = frozenset("author editor translator collection-editor container-author reviewed-author contributor".split())
_JOINED = frozenset({"keyword", "note"})
"""Variables that take the text of several fields of one name."""
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[/-]([0-9]{0,2}))?(?:[/-]([0-9]{0,2}))?(?:/(.*))?\Z")
_DOI = re.compile(r"\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
EXTRA = "csl: "
"""What a field begins with in which our own export says what the format has no field for, as JSON."""


class Format(NamedTuple):
    """A format of tagged fields."""

    name: str
    """As pandoc calls its reader."""
    write: Callable[[str, str, list[tuple[str, str]]], str]
    """From a type, an id and fields to the text of a record."""
    homes: Mapping[str, str]
    """The variable that is meant for a field which pandoc leaves out."""
    years: tuple[str, ...]
    dates: tuple[str, ...]
    accessed: str
    own: frozenset[str]
    """Fields that are the record's id, its type or its end."""
    housekeeping: frozenset[str]
    type_of: Callable[[str, str], str]
    """From the type of the file and that of pandoc to one of CSL; empty if there is none."""
    around: tuple[str, str] = ("", "")
    """What stands before and behind all records."""


def read_tagged(sources: tuple[Source, ...], form: Format, convert: Convert) -> Outcome:
    """Return the records of a file, completed, and the findings about what they lack."""
    asked = twins(sources)
    units = {f"r{number}": form.write(one.kind, f"r{number}", _fields(one, form)) for number, one in enumerate(sources)}
    for number, twin in enumerate(asked):
        units[f"p{number}"] = form.write(twin.signature[0], f"p{number}", [pair for pair in twin.words if pair[0] not in _settled(form)])
    around = form.around
    items, refused = converted(units, form.name, lambda name, text: convert(name, f"{around[0]}{text}{around[1]}"))
    arrived = {twin.signature: carried(items.get(f"p{number}", {})) for number, twin in enumerate(asked)}
    records, findings, housekeeping = [], [], []
    for number, source in enumerate(sources):
        item = items.get(f"r{number}")
        if item is None or f"r{number}" in refused:
            findings.append(finding(source.where, "unreadable-record", "pandoc cannot read this record, and it is not imported"))
            continue
        done = _Completion(source, form, arrived.get(signature(source), {}))
        records.append(Record(done.item(item), source))
        findings += done.findings
        housekeeping += done.housekeeping
    return Outcome(tuple(records), tuple(findings), tuple(housekeeping))


def _settled(form: Format) -> frozenset[str]:
    """Return the fields that are not left to pandoc."""
    return form.own | {*form.years, *form.dates, form.accessed}


def _fields(source: Source, form: Format) -> list[tuple[str, str]]:
    settled = _settled(form)
    return [(one.name, one_line(one.text)) for one in source.entries if one.name not in settled and one.text.strip()]


@dataclass
class _Completion:
    source: Source
    form: Format
    arrived: Mapping[int, tuple[str, ...]]
    findings: list[Finding] = field(default_factory=list)
    housekeeping: list[Entry] = field(default_factory=list)

    def item(self, found: Item) -> Item:
        """Return the completed record."""
        item: Item = {key: each_text(value, one_line) for key, value in found.items() if key not in ("issued", "accessed")}
        item["id"] = self.source.key
        self._type(item)
        self._renamed(item)
        self._dates(item)
        self._rest(item)
        self._language(item)
        self._extra(item)
        return without_empty(item)

    def _type(self, item: Item) -> None:
        item["type"] = self.form.type_of(self.source.kind, str(item.get("type", "")))
        if not item["type"]:
            item["type"] = "document"
            words = f"the type `{self.source.kind}` is not known; the record is imported as `document`"
            self.findings.append(finding(self.source.where, "not-carried-over", words, "write a type of CSL into the file that is made"))

    def _renamed(self, item: Item) -> None:
        """Mend what pandoc puts into variables that CSL does not have, or that are meant for something else."""
        if "pages" in item:
            item["page"] = item.pop("pages")
        is_book = item["type"] in BOOKS
        if "ISSN" in item or "ISBN" in item:
            item["ISBN" if is_book else "ISSN"] = item.pop("ISSN" if "ISSN" in item else "ISBN")
        if str(item.get("type")).startswith("article-") and "number" in item and "issue" not in item:
            item["issue"] = item.pop("number")
        if isinstance(doi := item.get("DOI"), str):
            item["DOI"] = _DOI.sub("", doi)
        for role in _NAMES & item.keys():
            self._organizations(item, role)
        words = [one_line(one.text) for number, one in enumerate(self.source.entries) if "keyword" in self.arrived.get(number, ())]
        if words:
            item["keyword"] = ", ".join(words)  # pandoc turns their order round

    def _organizations(self, item: Item, role: str) -> None:
        """Make names without a comma those of organizations; pandoc looks for given names and particles in them."""
        texts = [one.text for number, one in enumerate(self.source.entries) if role in self.arrived.get(number, ())]
        names = item[role]
        if isinstance(names, list) and len(names) == len(texts):
            item[role] = [name if "," in text.rstrip(", ") else name_of(one_line(text)) for name, text in zip(names, texts, strict=True)]

    def _dates(self, item: Item) -> None:
        years = [one for one in self.source.entries if one.name in self.form.years and one.text.strip()]
        days = [one for one in self.source.entries if one.name in self.form.dates and one.text.strip()]
        texts = [_date(one.text, years[0].text if years else "") for one in (*days, *years)]
        if texts:
            item["issued"] = texts[0]
            for one, text in zip((*days, *years), texts, strict=True):
                if not texts[0].startswith(text.partition("/")[0][:4]) and one.text not in texts[0]:
                    self._lost(one, "another field of the record says when it was issued")
        if accessed := self.source.text(self.form.accessed):
            item["accessed"] = _date(accessed, "")

    def _rest(self, item: Item) -> None:
        taken: set[str] = set()
        for number, one in enumerate(self.source.entries):
            if one.name in _settled(self.form) or not one.text.strip() or number in self.arrived or one.text.startswith(EXTRA):
                continue
            if one.name in self.form.housekeeping:
                self.housekeeping.append(one)
            elif not self._placed(item, one, taken):
                self._lost(one)

    def _placed(self, item: Item, one: Entry, taken: set[str]) -> bool:
        """Return whether a field has got a place in a record, or says what is there already."""
        variable, text = self.form.homes.get(one.name, ""), one_line(one.text)
        there = item.get(variable)
        if not variable:
            return False
        if variable in _NAMES and (not there or variable in taken):
            names = item.setdefault(variable, [])
            if isinstance(names, list):
                names.append(name_of(text))
        elif not there:
            item[variable] = text
        elif isinstance(there, str) and variable in _JOINED and variable in taken:
            item[variable] = f"{there}, {text}" if variable == "keyword" else f"{there} {text}"
        else:
            return there == text
        taken.add(variable)
        return True

    def _language(self, item: Item) -> None:
        if isinstance(name := item.get("language"), str):
            item["language"] = language_of(name) or name

    def _extra(self, item: Item) -> None:
        """Take what our own export has put beside the fields of the format."""
        for one in self.source.entries:
            if one.text.startswith(EXTRA) and not add_beside(item, one.text.removeprefix(EXTRA)):
                self._lost(one, "it is not JSON")

    def _lost(self, one: Entry, why: str = "") -> None:
        self.findings.append(not_carried(one.name, self.source.key, one.text, one.where, why))


_LIBRARIES = {"ger": "de", "fre": "fr", "per": "fa", "chi": "zh", "dut": "nl", "gre": "el", "cze": "cs", "rum": "ro", "slo": "sk"}
"""Codes of libraries (ISO 639-2/B) that begin otherwise than the tags of their languages."""


def language_of(name: str) -> str:
    """Return the tag of a language by a tag, a code or a name; empty if it is not known."""
    word = one_line(name).strip(".")
    if word.casefold() in _LIBRARIES:
        return _LIBRARIES[word.casefold()]
    return word if is_tag(word) else next(iter(tags_named(word)), "")


def _date(text: str, year: str) -> str:
    """Return the date of a tag, in which year, month, day and other words are parted by `/`; or without a year, which stands elsewhere."""
    line = one_line(text)
    match = _YEAR_FIRST.match(line)
    if match and match[2] is not None:
        return date_of("", match[1], match[2] or match[4] or "", match[3] or "")
    return (
        date_of("", one_line(year)[:4], line, "")
        if year and year != text and not re.search("[0-9]{4}", line)
        else date_of(line, "", "", "")
    )


def name_of(text: str) -> dict[str, Value]:
    """Return a name that is written `Family, Given, Suffix`, or the name of an organization."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 or not parts[1]:
        return {"literal": parts[0]}
    name: dict[str, Value] = {"family": parts[0], "given": parts[1]}
    return {**name, "suffix": ", ".join(parts[2:])} if parts[2:] else name
