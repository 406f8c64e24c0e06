"""BibTeX and BibLaTeX to records: pandoc reads the entries, and what it leaves out is carried over here or reported.

A file is BibLaTeX if it has a type or a field that only BibLaTeX has; anything else is BibTeX. Titles keep their capitals: pandoc would
write English ones in lower case, as BibTeX styles do, and with them the names in them that are not in braces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from builder.bibliographies.bibtex_entry import LANGUAGES, LINKS, SETTLED, Completion
from builder.bibliographies.bibtex_scan import Scanner
from builder.bibliographies.bibtex_text import NOTHING, VERBATIM, address, entry_line, is_address, shielded
from builder.bibliographies.pandoc import converted
from builder.bibliographies.probe import carried, signature, twins
from builder.bibliographies.records import Outcome, Record, one_line, shown
from builder.bibliographies.tagged import language_of
from builder.csl.beside import add_beside
from builder.model.findings import finding
from builder.model.language import is_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.bibliographies.records import Convert, Entry, Item, Source
    from builder.model.findings import Finding

_BIBLATEX_TYPES = frozenset(
    """
    artwork audio bookinbook collection dataset electronic image inreference letter movie music mvbook mvcollection mvproceedings
    mvreference online patent performance periodical reference report review set software standard suppbook suppcollection
    suppperiodical thesis video xdata
""".split()
)
_BIBLATEX_FIELDS = frozenset(
    """
    addendum annotation bookauthor booktitleaddon date entrysubtype eprintclass eprinttype eventdate eventtitle eventtitleaddon holder
    issuetitle journaltitle langid location mainsubtitle maintitle maintitleaddon origdate pubstate shortjournal subtitle titleaddon urldate
    venue xdata
""".split()
)
_LISTS = frozenset("publisher institution organization school location address origpublisher origlocation venue".split())
"""Fields in which pandoc parts at ` and `, as BibLaTeX has it; people write "Lamp and Oil Press"."""
_LOWER = re.compile(r"(?<![^\W_])(?<!\\)[a-z]+(?![^\W_])")
_ALONE = frozenset(
    "booklet dataset electronic manual mastersthesis misc online phdthesis report software techreport thesis unpublished www".split()
)
"""Types of which pandoc does not carry `booktitle`; it does carry `journal`, to the same variable."""
_NO_SOURCES = {"set": "it only names other entries", "xdata": "no entry takes its fields"}
_MOST_LINKED = 20
_ENGLISH = ("en", "american", "british", "us", "uk", "canadian", "australian", "newzealand")


def is_biblatex(sources: tuple[Source, ...]) -> bool:
    """Return whether a type or a field is one that only BibLaTeX has."""
    return any(one.kind in _BIBLATEX_TYPES or any(entry.name in _BIBLATEX_FIELDS for entry in one.entries) for one in sources)


def read_bibtex(text: str, path: str, convert: Convert) -> Outcome:
    """Return the records of a BibTeX file, and the findings about what they lack."""
    scanner = Scanner(text, path)
    scanner.scan()
    file = _File(tuple(map(_with_own_key, scanner.sources)))
    records, findings = file.records(convert)
    return Outcome(records, (*scanner.findings, *findings), tuple(file.housekeeping))


def _with_own_key(source: Source) -> Source:
    """Return an entry with the key that our own export has put beside one that BibTeX can hold."""
    extra: Item = {}
    text = source.text("csl")
    return replace(source, key=str(extra["id"])) if text and add_beside(extra, text) and "id" in extra else source


class _File:
    """The entries of a file, with the numbers by which pandoc knows them: keys may be double, empty or unreadable."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources
        self._numbers: dict[str, int] = {}
        for number, source in enumerate(sources):
            self._numbers.setdefault(source.key, number)
        self._given = {key for source in sources for key in source.text("xdata").replace(",", " ").split()}
        self._form = "biblatex" if is_biblatex(sources) else "bibtex"
        self.housekeeping: list[Entry] = []

    def records(self, convert: Convert) -> tuple[tuple[Record, ...], list[Finding]]:
        """Return what pandoc makes of the entries, completed, and the findings."""
        asked = twins(self._sources)
        languages = list(dict.fromkeys(name for one in self._sources if (name := one_line(one.text(*LANGUAGES)).strip("{}"))))
        lines = {
            **{f"r{number}": self._line(number, source) for number, source in enumerate(self._sources)},
            **{f"p{number}": self._twin_line(number, twin.signature[0], twin.words) for number, twin in enumerate(asked)},
            **{f"l{number}": entry_line("misc", f"l{number}", [("langid", _word(name))]) for number, name in enumerate(languages)},
        }
        items, refused = converted(lines, self._form, convert)
        arrived = {twin.signature: carried(items.get(f"p{number}", {})) for number, twin in enumerate(asked)}
        tags = {name: _tag(name, items.get(f"l{number}", {})) for number, name in enumerate(languages)}
        findings: list[Finding] = []
        records = []
        for number, source in enumerate(self._sources):
            item = items.get(f"r{number}")
            if item is None or source.kind in _NO_SOURCES:
                findings += self._no_record(source, refused=f"r{number}" in refused)
                continue
            done = Completion(source, item, arrived.get(signature(source), {}), self._linked(source))
            records.append(Record(done.item(tags), source))
            findings += done.findings
            self.housekeeping += done.housekeeping
        return tuple(records), findings

    def _line(self, number: int, source: Source) -> str:
        publisher = source.text("publisher", "organization", "institution", "school")
        fields = [
            (entry.name, self._field(entry, publisher)) for entry in source.entries if entry.name not in LANGUAGES and entry.name != "csl"
        ]
        language = one_line(source.text(*LANGUAGES)).casefold()
        tag = "und" if not language or language.startswith(_ENGLISH) else language
        fields = [(_sent_as(name, source.kind), text) for name, text in fields if text]
        return entry_line(source.kind, f"r{number}", [*fields, ("langid", _word(tag) or "und")])

    def _field(self, entry: Entry, publisher: str) -> str:
        if entry.name in LINKS:
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
        return entry_line(kind, f"p{number}", [(_sent_as(name, kind), word) for name, word in words if name not in SETTLED])

    def _linked(self, source: Source) -> tuple[Source, ...]:
        """Return the entries from which one inherits, the nearest first."""
        found, pending = [source], [source]
        while pending and len(found) < _MOST_LINKED:
            for name in LINKS:
                for key in (one.strip() for one in pending[0].text(name).split(",")):
                    if key in self._numbers and (parent := self._sources[self._numbers[key]]) not in found:
                        found.append(parent)
                        pending.append(parent)
            pending.pop(0)
        return tuple(found)

    def _no_record(self, source: Source, *, refused: bool) -> Iterator[Finding]:
        """Yield the finding about an entry that is no source, unless it has given its fields to others."""
        if source.kind == "xdata" and source.key in self._given:
            return
        why = "pandoc cannot read it" if refused else _NO_SOURCES.get(source.kind, "pandoc leaves it out")
        fields = ", ".join(f"{entry.name} = {shown(entry.text)}" for entry in source.entries)
        yield finding(
            source.where,
            "unreadable-record",
            f"`@{source.kind}{{{source.key}}}` is not imported: {why}",
            f"it holds {fields}" if fields else "",
        )


def _word(text: str) -> str:
    return re.sub(r"[^\w-]", "", text)


def _sent_as(name: str, kind: str) -> str:
    """Return the name under which a field is given to pandoc."""
    return "journal" if name == "booktitle" and kind in _ALONE else name


def _braced(text: str) -> str:
    """Return a verbatim text that ends where its braces end."""
    return (
        text if text.count("{") == text.count("}") and "\\" not in text else re.sub(r"[{}\\]", lambda match: f"%{ord(match[0]):02X}", text)
    )


def _tag(name: str, item: Item) -> str:
    """Return the language tag of a name of a language, empty if there is none; Babel's names for LaTeX are known to pandoc."""
    found = item.get("language")
    return name if is_tag(name) else found if isinstance(found, str) and is_tag(found) else language_of(name)
