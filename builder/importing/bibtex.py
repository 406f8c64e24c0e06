"""BibTeX and BibLaTeX to records: pandoc reads the entries, and what it leaves out is carried over here or told.

A file is BibLaTeX if it has a type or a field that only BibLaTeX has; anything else is BibTeX. Titles keep their capitals: pandoc would
write English ones in lower case, as BibTeX styles do, and with them the names in them that are not in braces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.csl.beside import add_beside
from builder.csl.variables import type_named
from builder.importing.bibtex_scan import Scanner
from builder.importing.bibtex_text import NOTHING, VERBATIM, address, entry_line, is_address, plain, shielded, unshield
from builder.importing.dates import date_of, from_parts
from builder.importing.probe import carried, missing_words, signature, twins
from builder.importing.records import Outcome, Record, each_text, not_carried, one_line, shown, without_empty
from builder.importing.repeat import converted
from builder.importing.tagged import language_of
from builder.model.findings import finding
from builder.model.language import is_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.importing.records import Convert, Entry, Item, Source, Value
    from builder.model.findings import Finding

_BIBLATEX_TYPES = frozenset(
    "artwork audio bookinbook collection dataset electronic image inreference letter movie music mvbook mvcollection mvproceedings mvreference "
    "online patent performance periodical reference report review set software standard suppbook suppcollection suppperiodical thesis video "
    "xdata".split()
)
_BIBLATEX_FIELDS = frozenset(
    "addendum annotation bookauthor booktitleaddon date entrysubtype eprintclass eprinttype eventdate eventtitle eventtitleaddon holder "
    "institution-list issuetitle journaltitle langid location mainsubtitle maintitle maintitleaddon origdate pubstate shortjournal subtitle "
    "titleaddon urldate venue xdata".split()
)
_LISTS = frozenset("publisher institution organization school location address origpublisher origlocation venue".split())
"""Fields in which pandoc parts at ` and `, as BibLaTeX has it; people write "Lamp and Oil Press"."""
_LOWER = re.compile(r"(?<![^\W_])(?<!\\)[a-z]+(?![^\W_])")
_ALONE = frozenset("booklet dataset electronic manual mastersthesis misc online phdthesis report software techreport thesis unpublished www".split())
"""Types of which pandoc does not carry `booktitle`; it does carry `journal`, to the same variable."""
_NO_SOURCES = {"set": "it only names other entries", "xdata": "no entry takes its fields"}
_DATES = {  # a variable: the fields of biblatex and of BibTeX that give it
    "issued": ("date", "year", "month", "day"),
    "accessed": ("urldate", "urlyear", "urlmonth", "urlday"),
    "event-date": ("eventdate", "eventyear", "eventmonth", "eventday"),
    "original-date": ("origdate", "origyear", "origmonth", "origday"),
}
_LINKS = ("xdata", "crossref")
_ACCESSED = ("lastchecked", "lastaccessed", "accessed", "access-date", "visited")
_LANGUAGES = ("langid", "hyphenation", "language")
_SETTLED = frozenset([*(name for names in _DATES.values() for name in names), *_LINKS, *_LANGUAGES, "csl", "eprinttype", "archiveprefix", "entrysubtype"])
"""Fields that are not left to pandoc, or that it follows instead of carrying them."""
_HOMES = {  # fields that pandoc leaves out, and the variables that are meant for them
    "eprint": ("number", "archive_location"),
    "eprintclass": ("archive_collection",),
    "primaryclass": ("archive_collection",),
    "howpublished": ("medium",),
    "holder": ("authority",),
    "assignee": ("authority",),
    "lccn": ("call-number",),
    "school": ("publisher",),
    "institution": ("publisher",),
    "organization": ("publisher",),
    "annote": ("annote",),
    "address": ("publisher-place",),
    "location": ("publisher-place",),
    "chapter": ("chapter-number",),
    "eid": ("number",),
    "addendum": ("note",),
}
HOUSEKEEPING = re.compile(
    r"(?:file|pdf|local-url|timestamp|owner|groups?|creationdate|modificationdate|date[-_](?:added|modified)|bdsk-.*|mendeley-.*|citeulike-.*|"
    r"biburl|bibsource|priority|rating|ranking|read|readstatus|qualityassured|printed|search|__markedentry|posted-at|options|sort.*|presort|"
    r"gender|pagination|bookpagination|x-.*|interhash|intrahash|added-at|label)\Z"
)
_RAW = ("ISBN", "ISSN", "PMID", "PMCID", "call-number", "genre")
"""Variables that pandoc gives as they stand in the file."""
_KEYWORDS = ("type", "pubstate")
"""Fields that may hold a word which stands for others, such as `mathesis` for "Master's thesis"."""
_ENGLISH = ("en", "american", "british", "us", "uk", "canadian", "australian", "newzealand")
_IS_WORDS = re.compile(r"[^\W\d_]{3}")
_STILL_TEX = re.compile(r"\\[A-Za-z]+|\$[^$ ][^$]*\$")


def is_biblatex(sources: tuple[Source, ...]) -> bool:
    """Return whether a type or a field is one that only BibLaTeX has."""
    return any(one.kind in _BIBLATEX_TYPES or any(entry.name in _BIBLATEX_FIELDS for entry in one.entries) for one in sources)


def read_bibtex(text: str, path: str, convert: Convert) -> Outcome:
    """Return the records of a BibTeX file, and the findings about what they lack."""
    scanner = Scanner(text, path)
    scanner.scan()
    file = _File(tuple(scanner.sources))
    records, findings = file.records(convert)
    return Outcome(records, (*scanner.findings, *findings), tuple(file.housekeeping))


class _File:
    """The entries of a file, with the numbers by which pandoc knows them: keys may be double, empty or unreadable."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}
        for number, source in enumerate(sources):
            self._numbers.setdefault(source.key, number)
        self._form = "biblatex" if is_biblatex(sources) else "bibtex"
        self.housekeeping: list[Entry] = []

    def records(self, convert: Convert) -> tuple[tuple[Record, ...], list[Finding]]:
        """Return what pandoc makes of the entries, completed, and the findings."""
        asked = twins(self._sources)
        languages = list(dict.fromkeys(name for one in self._sources if (name := one_line(one.text(*_LANGUAGES)).strip("{}"))))
        lines = {
            **{f"r{number}": self._line(number, source) for number, source in enumerate(self._sources)},
            **{f"p{number}": self._twin_line(number, twin.signature[0], twin.words) for number, twin in enumerate(asked)},
            **{f"l{number}": entry_line("misc", f"l{number}", {"langid": name}) for number, name in enumerate(languages)},
        }
        items, refused = converted(lines, self._form, convert)
        arrived = {twin.signature: carried(twin, items.get(f"p{number}", {})) for number, twin in enumerate(asked)}
        tags = {name: _tag(name, items.get(f"l{number}", {})) for number, name in enumerate(languages)}
        findings: list[Finding] = []
        records = []
        for number, source in enumerate(self._sources):
            item = items.get(f"r{number}")
            if item is None or source.kind in _NO_SOURCES:
                findings += self._no_record(source, refused=f"r{number}" in refused)
                continue
            done = _Completion(source, item, arrived.get(signature(source), {}), self._linked(source))
            records.append(Record(done.item(tags), source))
            findings += done.findings
            self.housekeeping += done.housekeeping
        return tuple(records), findings

    def _line(self, number: int, source: Source) -> str:
        publisher = source.text("publisher", "organization", "institution", "school")
        fields = [(entry.name, self._field(entry, publisher)) for entry in source.entries if entry.name not in _LANGUAGES and entry.name != "csl"]
        language = one_line(source.text(*_LANGUAGES)).casefold()
        tag = "und" if not language or language.startswith(_ENGLISH) else language
        fields = [(_sent_as(name, source.kind), text) for name, text in fields if text]
        return entry_line(source.kind, f"r{number}", [*fields, ("langid", re.sub(r"[^\w-]", "", tag) or "und")])

    def _field(self, entry: Entry, publisher: str) -> str:
        if entry.name in _LINKS:
            keys = (one.strip() for one in entry.text.split(","))
            return ",".join(f"r{self._numbers[key]}" for key in keys if key in self._numbers)
        if entry.name in ("url", "doi"):
            return _braced(address(entry.text))
        if entry.name == "howpublished" and (is_address(entry.text) or entry.text == publisher):
            return ""  # pandoc takes it for the publisher, and would name that twice
        if entry.name in VERBATIM:
            return _braced(one_line(entry.text))
        text = shielded(entry.text)
        if entry.name == "series" and " " in text:
            text = _LOWER.sub(f"{NOTHING}\\g<0>", text)  # pandoc would make "in press" of "inpress", and the like
        return f"{{{text}}}" if entry.name in _LISTS and " and " in text.casefold() else text

    def _twin_line(self, number: int, kind: str, words: tuple[tuple[str, str], ...]) -> str:
        return entry_line(kind, f"p{number}", [(_sent_as(name, kind), word) for name, word in words if name not in _SETTLED])

    def _linked(self, source: Source) -> tuple[Source, ...]:
        """Return the entries from which one inherits, the nearest first."""
        found, pending = [source], [source]
        while pending and len(found) < 20:
            for name in _LINKS:
                for key in (one.strip() for one in pending[0].text(name).split(",")):
                    if key in self._numbers and (parent := self._sources[self._numbers[key]]) not in found:
                        found.append(parent)
                        pending.append(parent)
            pending.pop(0)
        return tuple(found)

    def _no_record(self, source: Source, *, refused: bool) -> Iterator[Finding]:
        """Yield the finding about an entry that is no source, unless it has given its fields to others."""
        if source.kind == "xdata" and any(source.key in one.text("xdata").replace(",", " ").split() for one in self._sources):
            return
        why = "pandoc cannot read it" if refused else _NO_SOURCES.get(source.kind, "pandoc leaves it out")
        fields = ", ".join(f"{entry.name} = {shown(entry.text)}" for entry in source.entries)
        yield finding(source.where, "unreadable-record", f"`@{source.kind}{{{source.key}}}` is not imported: {why}", f"it holds {fields}" if fields else "")


def _sent_as(name: str, kind: str) -> str:
    """Return the name under which a field is given to pandoc."""
    return "journal" if name == "booktitle" and kind in _ALONE else name


def _braced(text: str) -> str:
    """Return a verbatim text that ends where its braces end."""
    return text if text.count("{") == text.count("}") and "\\" not in text else re.sub(r"[{}\\]", lambda match: f"%{ord(match[0]):02X}", text)


def _tag(name: str, item: Item) -> str:
    """Return the language tag of a name of a language, empty if there is none; Babel's names for LaTeX are known to pandoc."""
    found = item.get("language")
    return name if is_tag(name) else found if isinstance(found, str) and is_tag(found) else language_of(name)


class _Completion:
    """Completes what pandoc made of one entry, and collects what it could not place."""

    def __init__(self, source: Source, item: Item, arrived: dict[int, tuple[str, ...]], linked: tuple[Source, ...]) -> None:
        self._source, self._item, self._arrived, self._linked = source, item, arrived, linked
        self.findings: list[Finding] = []
        self.housekeeping: list[Entry] = []

    def item(self, tags: dict[str, str]) -> Item:
        """Return the completed record."""
        item: Item = {key: each_text(value, unshield) for key, value in self._item.items() if not key.endswith("-date") and key not in _DATES}
        item |= {key: plain(value) for key in _RAW if isinstance(value := item.get(key), str)}
        item["id"] = self._source.key
        if "event" in item:
            item["event-title"] = item.pop("event")  # renamed in CSL 1.0.2
        self._names(item)
        self._language(item, tags)
        self._dates(item)
        self._address(item)
        self._extra(item)
        self._rest(item)
        self._type(item)
        self._still_tex()
        return without_empty(item)

    def _names(self, item: Item) -> None:
        """Take away the name that `and others` would be."""
        for variable, names in item.items():
            if isinstance(names, list) and {"literal": "others"} in names:
                item[variable] = [name for name in names if name != {"literal": "others"}]
                field = next((one for one in self._source.entries if one.text.rstrip().endswith("others")), None)
                if field:
                    self._lost(field, "`and others` is no name; add the names that are missing")

    def _language(self, item: Item, tags: dict[str, str]) -> None:
        item.pop("language", None)
        for one in self._linked:
            name = one_line(one.text(*_LANGUAGES)).strip("{}")
            if tags.get(name):
                item["language"] = tags[name]
                return
            if name and one is self._source:
                field = next(entry for entry in one.entries if entry.name in _LANGUAGES and entry.text)
                self._lost(field, "write the tag of the language, such as `en` or `ar`")

    def _dates(self, item: Item) -> None:
        for variable, names in _DATES.items():
            given = next((one for one in self._linked if one.text(*names)), None)
            if given:
                texts = [given.text(name) for name in names]
                if variable == "accessed" and not any(texts):
                    texts[0] = given.text(*_ACCESSED)
                self._date(item, variable, texts)
            elif text := from_parts(self._item.get(variable, "")):
                item[variable] = text
        if "accessed" not in item and (text := self._source.text(*_ACCESSED)):
            item["accessed"] = date_of(text, "", "", "")

    def _date(self, item: Item, variable: str, texts: list[str]) -> None:
        item[variable] = date_of(*texts)
        year = one_line(texts[1]).strip("{}")
        if texts[0] and year and year not in item[variable]:
            field = next(entry for entry in self._source.entries if entry.name in _DATES[variable][1:2]) if self._source.text(*_DATES[variable][1:2]) else None
            if field:
                self._lost(field, "the field of the date says something else, and is used")

    def _address(self, item: Item) -> None:
        if isinstance(doi := item.get("DOI"), str):
            item["DOI"] = re.sub(r"\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
        how = self._source.text("howpublished")
        if how and is_address(how) and not item.get("URL"):
            item["URL"] = address(how)
        archive = one_line(self._source.text("eprinttype", "archiveprefix"))
        if archive:
            item.setdefault("archive", archive)

    def _rest(self, item: Item) -> None:
        """Carry over what pandoc has left out, where it has a place, and tell the rest."""
        for number, field in enumerate(self._source.entries):
            if field.name in _LINKS:
                self._followed(field)
            if field.name == "entrysubtype" and field.text not in str(item.get("type")):
                self._lost(field)
            if field.name in _SETTLED or not field.text.strip():
                continue
            if number in self._arrived or field.name in _ACCESSED:
                self._partly(item, field)
            elif HOUSEKEEPING.match(field.name):
                self.housekeeping.append(field)
            elif not self._placed(item, field):
                self._lost(field)

    def _followed(self, field: Entry) -> None:
        keys = {one.key for one in self._linked}
        for key in (one.strip() for one in field.text.split(",")):
            if key and key not in keys:
                self._lost(field, f"this file has no entry `{key}`")

    def _partly(self, item: Item, field: Entry) -> None:
        if field.name in VERBATIM or field.name in _KEYWORDS or (field.name == "howpublished" and is_address(field.text)):
            return
        if field.name not in _ACCESSED and (words := missing_words(field.text, item)):
            self._lost(field, f"of it, {', '.join(f'`{word}`' for word in words[:5])} got lost; write it without the commands of TeX")

    def _placed(self, item: Item, field: Entry) -> bool:
        """Return whether a field that pandoc leaves out has got a place, or says what is there already."""
        text = plain(field.text).strip("{}")
        if _IS_WORDS.search(text) and text in item.values():
            return True
        if field.name == "howpublished" and is_address(field.text):
            return item.get("URL") == address(field.text)
        for variable in _HOMES.get(field.name, ()):
            if "\\" not in text and item.setdefault(variable, text) == text:
                return True
        return False

    def _type(self, item: Item) -> None:
        if not item.get("type"):
            item["type"] = type_named(self._source.kind) or "document"
            if item["type"] != "document":
                return
            if self._source.kind not in ("misc", "electronic"):
                self.findings.append(
                    finding(
                        self._source.where,
                        "not-carried-over",
                        f"the type of `{self._source.key}`, `@{self._source.kind}`, is not one of BibTeX; it is imported as `document`",
                        "write a type of CSL into the file that is made, such as `article-newspaper`",
                    )
                )

    def _still_tex(self) -> None:
        """Tell of values in which commands of TeX or formulas are left as they stand in the file."""
        for variable, value in self._item.items():
            match = _STILL_TEX.search(value) if isinstance(value, str) and variable not in ("id", "URL", "DOI", *_RAW) else None
            fields = [self._source.entries[number] for number, found in self._arrived.items() if variable in found]
            field = next((one for one in fields if match and match[0] in one.text), None)
            if match and field:
                words = f"`{field.name}` of `{self._source.key}` still holds TeX: {shown(match[0])}"
                self.findings.append(finding(field.where, "repaired-record", words, "write it in plain text in the file that is made"))

    def _extra(self, item: Item) -> None:
        """Take what our own export has put beside the fields of BibTeX."""
        text = self._source.text("csl")
        if not text:
            return
        if not add_beside(item, text):
            self._lost(next(entry for entry in self._source.entries if entry.name == "csl"), "it is not JSON")

    def _lost(self, field: Entry, why: str = "") -> None:
        self.findings.append(not_carried(field.name, self._source.key, field.text, field.where, why))

