"""One entry of BibTeX: what pandoc made of it is completed with what it leaves out, and the rest is reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.bibliographies.bibtex_text import VERBATIM, address, is_address, plain, unshield
from builder.bibliographies.dates import date_of
from builder.bibliographies.probe import missing_words, words_of
from builder.bibliographies.records import each_text, not_carried, one_line, shown, without_empty
from builder.csl.beside import add_beside
from builder.csl.dates import date_of_object
from builder.csl.variables import type_named
from builder.model.findings import finding

if TYPE_CHECKING:
    from builder.bibliographies.records import Entry, Item, Source
    from builder.model.findings import Finding

LINKS = ("xdata", "crossref")
"""Fields that name the entries from which one inherits."""
LANGUAGES = ("langid", "hyphenation", "language")
"""Fields that say the language, the most exact first."""
_DATES = {  # a variable: the fields of biblatex and of BibTeX that give it
    "issued": ("date", "year", "month", "day"),
    "accessed": ("urldate", "urlyear", "urlmonth", "urlday"),
    "event-date": ("eventdate", "eventyear", "eventmonth", "eventday"),
    "original-date": ("origdate", "origyear", "origmonth", "origday"),
}
_ACCESSED = ("lastchecked", "lastaccessed", "accessed", "access-date", "visited")
SETTLED = frozenset(
    [*(name for names in _DATES.values() for name in names), *LINKS, *LANGUAGES, "csl", "eprinttype", "archiveprefix", "entrysubtype"]
)
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
_HOUSEKEEPING = re.compile(
    r"(?:file|pdf|local-url|timestamp|owner|groups?|creationdate|modificationdate|date[-_](?:added|modified)|bdsk-.*|mendeley-.*|citeulike-.*|"
    r"biburl|bibsource|priority|rating|ranking|read|readstatus|qualityassured|printed|search|__markedentry|posted-at|options|sort.*|presort|"
    r"gender|pagination|bookpagination|x-.*|interhash|intrahash|added-at|label)\Z"
)
_RAW = ("ISBN", "ISSN", "PMID", "PMCID", "call-number", "genre")
"""Variables that pandoc gives as they stand in the file."""
_KEYWORDS = ("type", "pubstate")
"""Fields that may hold a word which stands for others, such as `mathesis` for "Master's thesis"."""
_IS_WORDS = re.compile(r"[^\W\d_]{3}")
_STILL_FIELD = re.compile(r"\b(?:author|booktitle|date|doi|editor|journal|pages|publisher|title|url|volume|year)\s*=\s*\S+", re.IGNORECASE)
_OTHERS = re.compile(r"\band\s+others\s*\Z")
_STILL_TEX = re.compile(r"\\[A-Za-z]+|\$[^$ ][^$]*\$")


class Completion:
    """Completes what pandoc made of one entry, and collects what it could not place."""

    def __init__(self, source: Source, item: Item, arrived: dict[int, tuple[str, ...]], linked: tuple[Source, ...]) -> None:
        self._source, self._item, self._arrived, self._linked = source, item, arrived, linked
        self.findings: list[Finding] = []
        self.housekeeping: list[Entry] = []

    def item(self, tags: dict[str, str]) -> Item:
        """Return the completed record."""
        item: Item = {
            key: each_text(value, unshield) for key, value in self._item.items() if not key.endswith("-date") and key not in _DATES
        }
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
                fields = (self._source.entries[number] for number, found in self._arrived.items() if variable in found)
                for field in (one for one in fields if _OTHERS.search(one.text)):
                    self._lost(field, "`and others` is no name; add the names that are missing")

    def _language(self, item: Item, tags: dict[str, str]) -> None:
        item.pop("language", None)
        for one in self._linked:
            name = one_line(one.text(*LANGUAGES)).strip("{}")
            if tags.get(name):
                item["language"] = tags[name]
                return
            if name and one is self._source:
                field = next(entry for entry in one.entries if entry.name in LANGUAGES and entry.text)
                self._lost(field, "write the tag of the language, such as `en` or `ar`")

    def _dates(self, item: Item) -> None:
        for variable, names in _DATES.items():
            given = next((one for one in self._linked if one.text(*names)), None)
            if given:
                texts = [given.text(name) for name in names]
                if variable == "accessed" and not any(texts):
                    texts[0] = given.text(*_ACCESSED)
                self._date(item, variable, texts)
            elif isinstance(parts := self._item.get(variable), dict):
                item[variable] = date_of_object(parts).edtf
        if "accessed" not in item and (text := self._source.text(*_ACCESSED)):
            item["accessed"] = date_of(text, "", "", "")

    def _date(self, item: Item, variable: str, texts: list[str]) -> None:
        item[variable] = text = date_of(*texts)
        year = one_line(texts[1]).strip("{}")
        if texts[0] and year and year not in text:
            for field in self._source.entries:
                if field.name == _DATES[variable][1]:
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
        """Carry over what pandoc has left out, where it has a place, and report the rest."""
        there = words_of(item)
        for number, field in enumerate(self._source.entries):
            if field.name in LINKS:
                self._followed(field)
            if field.name == "entrysubtype" and field.text not in str(item.get("type")):
                self._lost(field)
            if field.name in SETTLED or not field.text.strip():
                continue
            if number in self._arrived or field.name in _ACCESSED:
                self._partly(there, field)
            elif _HOUSEKEEPING.match(field.name):
                self.housekeeping.append(field)
            elif not self._placed(item, field):
                self._lost(field)

    def _followed(self, field: Entry) -> None:
        keys = {one.key for one in self._linked}
        for key in (one.strip() for one in field.text.split(",")):
            if key and key not in keys:
                self._lost(field, f"this file has no entry `{key}`")

    def _partly(self, there: frozenset[str], field: Entry) -> None:
        if field.name in VERBATIM or field.name in _KEYWORDS or (field.name == "howpublished" and is_address(field.text)):
            return
        if field.name not in _ACCESSED and (words := missing_words(field.text, there)):
            self._lost(field, f"of it, {', '.join(f'`{word}`' for word in words[:5])} got lost; write it without the commands of TeX")

    def _placed(self, item: Item, field: Entry) -> bool:
        """Return whether a field that pandoc leaves out has got a place, or says what is there already."""
        text = plain(field.text).strip("{}")
        if _IS_WORDS.search(text) and text in item.values():
            return True
        if field.name == "howpublished" and is_address(field.text):
            return item.get("URL") == address(field.text)
        homes = _HOMES.get(field.name, ()) if "\\" not in text else ()
        return any(item.setdefault(variable, text) == text for variable in homes)

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
        """Tell of values in which commands of TeX, formulas or other fields are left as they stand in the file."""
        for variable, value in self._item.items():
            if not isinstance(value, str) or variable in ("id", "URL", "DOI", *_RAW):
                continue
            fields = [self._source.entries[number] for number, found in self._arrived.items() if variable in found]
            for match in filter(None, (_STILL_TEX.search(value), _STILL_FIELD.search(value))):
                field = next((one for one in fields if match[0] in one_line(one.text)), None)
                if field:
                    self.findings.append(self._left(field, match[0]))

    def _left(self, field: Entry, text: str) -> Finding:
        if "=" in text and text[:1] not in "\\$":
            words = f"`{field.name}` of `{self._source.key}` holds what looks like another field: {shown(text)}"
            return finding(field.where, "repaired-record", words, "is a brace or a quotation mark missing before it?")
        words = f"`{field.name}` of `{self._source.key}` still holds TeX: {shown(text)}"
        return finding(field.where, "repaired-record", words, "write it in plain text in the file that is made")

    def _extra(self, item: Item) -> None:
        """Take what our own export has put beside the fields of BibTeX."""
        text = self._source.text("csl")
        if not text:
            return
        if not add_beside(item, text):
            self._lost(next(entry for entry in self._source.entries if entry.name == "csl"), "it is not JSON")

    def _lost(self, field: Entry, why: str = "") -> None:
        self.findings.append(not_carried(field.name, self._source.key, field.text, field.where, why))
