"""EndNote's XML to records: pandoc reads the elements that it knows, and the others go where CSL has a place for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from builder.bibliographies.records import Entry, Outcome, Source
from builder.bibliographies.tagged import Format, read_tagged
from builder.csl.variables import type_named
from builder.model.findings import Where
from builder.sanitising.xml_files import XmlReader

if TYPE_CHECKING:
    from builder.bibliographies.records import Convert

_PARENTS = {  # where an element stands in a record, from the outside
    **dict.fromkeys(("authors", "secondary-authors", "tertiary-authors", "subsidiary-authors", "translated-authors"), "contributors"),
    **dict.fromkeys(("title", "secondary-title", "tertiary-title", "alt-title", "short-title", "translated-title"), "titles"),
    **dict.fromkeys(("full-title", "abbr-1", "abbr-2", "abbr-3"), "periodical"),
    **dict.fromkeys(("year", "pub-dates"), "dates"),
    **dict.fromkeys(("related-urls", "pdf-urls", "web-urls", "image-urls", "text-urls"), "urls"),
    "keyword": "keywords",
}
_CHILDREN = {
    **dict.fromkeys(("authors", "secondary-authors", "tertiary-authors", "subsidiary-authors", "translated-authors"), "author"),
    **dict.fromkeys(("related-urls", "pdf-urls", "web-urls", "image-urls", "text-urls"), "url"),
    "pub-dates": "date",
}
_HOMES = {
    "abbr-1": "container-title-short",
    "abstract": "abstract",
    "alt-title": "container-title-short",
    "call-num": "call-number",
    "edition": "edition",
    "electronic-resource-num": "DOI",
    "full-title": "container-title",
    "isbn": "ISSN",
    "keyword": "keyword",
    "language": "language",
    "notes": "note",
    "num-vols": "number-of-volumes",
    "number": "number",
    "orig-pub": "original-title",
    "pages": "page",
    "pub-location": "publisher-place",
    "publisher": "publisher",
    "related-urls": "URL",
    "remote-database-name": "source",
    "research-notes": "annote",
    "reviewed-item": "reviewed-title",
    "secondary-authors": "editor",
    "secondary-title": "container-title",
    "section": "section",
    "short-title": "title-short",
    "subsidiary-authors": "translator",
    "tertiary-authors": "collection-editor",
    "tertiary-title": "collection-title",
    "translated-authors": "translator",
    "volume": "volume",
    "web-urls": "URL",
    "work-type": "genre",
}
_HOUSEKEEPING = frozenset(
    "database source-app pdf-urls image-urls text-urls modified-date remote-database-provider research-notes-date custom7 "
    "added-date auth-address".split()
)


def _type_of(kind: str, found: str) -> str:
    return type_named(kind) or ("" if found == "document" and kind != "generic" else type_named(found))


def _write(kind: str, key: str, fields: list[tuple[str, str]]) -> str:
    parts = [f"<record><foreign-keys><key>{escape(key)}</key></foreign-keys><ref-type name={quoteattr(kind.title())}/>"]
    groups: dict[str, dict[str, list[str]]] = {}
    for name, text in fields:
        groups.setdefault(_PARENTS.get(name, ""), {}).setdefault(name, []).append(text)
    for parent, names in groups.items():
        inner = "".join(_element(name, texts) for name, texts in names.items())
        parts.append(f"<{parent}>{inner}</{parent}>" if parent else inner)
    return f"{''.join(parts)}</record>\n"


def _element(name: str, texts: list[str]) -> str:
    if name not in _CHILDREN:
        return "".join(f"<{name}>{escape(text)}</{name}>" for text in texts)
    inner = "".join(f"<{_CHILDREN[name]}>{escape(text)}</{_CHILDREN[name]}>" for text in texts)
    return f"<{name}>{inner}</{name}>"


_FORMAT = Format(
    name="endnotexml",
    write=_write,
    homes=_HOMES,
    years=("year",),
    dates=("pub-dates",),
    accessed="access-date",
    own=frozenset({"ref-type", "rec-number", "key", "label"}),
    housekeeping=_HOUSEKEEPING,
    type_of=_type_of,
    around=('<?xml version="1.0" encoding="UTF-8"?><xml><records>\n', "</records></xml>\n"),
)


def read_endnote(text: str, path: str, convert: Convert) -> Outcome:
    """Return the records of a file of EndNote, and the findings about what they lack."""
    scan = _Scan(path)
    findings = scan.read(text)
    outcome = read_tagged(tuple(scan.sources), _FORMAT, convert)
    return Outcome(outcome.records, (*findings, *outcome.findings), outcome.housekeeping)


class _Scan(XmlReader):
    """Collects the texts of each `record` with their places."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.sources: list[Source] = []
        self._open: list[str] = []
        self._kind = ""
        self._where = Where(path)
        self._texts: list[tuple[str, list[str], Where]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if name == "record":
            self._open, self._kind, self._where, self._texts = [], "", self.here(), []
        elif name != "style":
            self._open.append(name)
            if name == "ref-type":
                self._kind = attributes.get("name", "").lower()
            self._texts.append((self._name(), [], self.here()))

    def _name(self) -> str:
        """Return the name under which the open element is known: its own, or its parent's if there may be several."""
        name = self._open[-1]
        return self._open[-2] if len(self._open) > 1 and self._open[-2] in _CHILDREN else name

    def end(self, name: str) -> None:
        """End an element."""
        if name == "record":
            entries = tuple(Entry(one, text, where) for one, parts, where in self._texts if (text := "".join(parts).strip()))
            source = Source(self._kind, "", self._where, entries)
            self.sources.append(Source(self._kind, source.text("label", "key", "rec-number"), self._where, entries))
            self._open = []
        elif name != "style" and self._open:
            self._open.pop()

    def data(self, text: str) -> None:
        """Take a part of the text of an element."""
        if self._texts and self._open:
            self._texts[-1][1].append(text)
