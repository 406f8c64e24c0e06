"""RIS to records: pandoc reads the tags that it knows, and the others go where CSL has a place for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.bibliographies.records import Entry, Outcome, Source
from builder.bibliographies.tagged import Format, read_tagged
from builder.csl.variables import type_named
from builder.model.findings import Finding, Where, finding

if TYPE_CHECKING:
    from builder.bibliographies.records import Convert

_TAG = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9])[ \t]{0,4}-(?:[ \t]+|\Z)(.*)\Z")
_HOMES = {
    "a3": "collection-editor",
    "a4": "translator",
    "av": "archive_location",
    "cn": "call-number",
    "cy": "publisher-place",
    "db": "source",
    "dp": "source",
    "j1": "container-title-short",
    "j2": "container-title-short",
    "ja": "container-title-short",
    "jo": "container-title-short",
    "jf": "container-title",
    "lk": "URL",
    "m1": "number",
    "m3": "genre",
    "n1": "note",
    "n2": "abstract",
    "ri": "reviewed-title",
    "rn": "annote",
    "se": "section",
    "st": "title-short",
    "sv": "collection-number",
    "t3": "collection-title",
    "vo": "volume",
}
_TYPES = {  # where pandoc has no type of CSL, or another one
    "conf": "paper-conference",
    "dict": "entry-dictionary",
    "ejour": "article-journal",
    "elec": "webpage",
    "gen": "document",
    "hear": "hearing",
    "intv": "interview",
    "pod": "broadcast",
    "sound": "song",
    "stand": "standard",
    "std": "standard",
    "unpb": "manuscript",
    "unpd": "manuscript",
    "video": "motion_picture",
}


def _type_of(kind: str, found: str) -> str:
    return _TYPES.get(kind) or ("" if found == "misc" else type_named(found))


def _write(kind: str, key: str, fields: list[tuple[str, str]]) -> str:
    lines = [f"TY  - {kind.upper()}", f"ID  - {key}", *(f"{name.upper()}  - {text}" for name, text in fields), "ER  - \n"]
    return "\n".join(lines)


_FORMAT = Format(
    name="ris",
    write=_write,
    homes=_HOMES,
    years=("py", "y1"),
    dates=("da",),
    accessed="y2",
    own=frozenset({"ty", "id", "er"}),
    housekeeping=frozenset({"l1", "l2", "l3", "l4", "h1", "h2", "rp"}),
    type_of=_type_of,
)


def read_ris(text: str, path: str, convert: Convert) -> Outcome:
    """Return the records of an RIS file, and the findings about what they lack."""
    sources, findings = scan_ris(text, path)
    outcome = read_tagged(sources, _FORMAT, convert)
    return Outcome(outcome.records, (*findings, *outcome.findings), outcome.housekeeping)


def scan_ris(text: str, path: str) -> tuple[tuple[Source, ...], list[Finding]]:
    """Return the records of a text with the place of each tag. Lines without a tag go on with the one before."""
    scan = _Scan()
    for number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line)
        if match:
            scan.tag(match[1].lower(), match[2].strip(), Where(path, number, match.start(2) + 1), Where(path, number))
        elif line.strip():
            scan.more(line.strip(), Where(path, number))
    scan.end()
    return tuple(scan.sources), scan.findings


class _Scan:
    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.findings: list[Finding] = []
        self._where: Where | None = None
        self._kind = ""
        self._texts: list[tuple[str, list[str], Where]] = []

    def tag(self, name: str, text: str, where: Where, line: Where) -> None:
        if name == "ty":
            if self._where is not None:
                self.findings.append(finding(line, "repaired-record", "the record before this one does not end with `ER  -`"))
            self.end()
            self._where, self._kind = line, text.lower()
        elif name == "er":
            self.end()
        elif self._where is None:
            words = f"this line stands before `TY  -`, with which a record begins, and is not imported: `{name.upper()}  - {text[:60]}`"
            self.findings.append(finding(line, "unreadable-record", words))
        else:
            self._texts.append((name, [text], where))

    def more(self, text: str, where: Where) -> None:
        if self._texts:
            self._texts[-1][1].append(text)
        else:
            words = f"this line has no tag, such as `TI  - `, and is not imported: `{text[:60]}`"
            self.findings.append(finding(where, "unreadable-record", words))

    def end(self) -> None:
        """End the record that is being read, if any."""
        if self._where is not None:
            entries = tuple(Entry(name, " ".join(parts).strip(), where) for name, parts, where in self._texts)
            source = Source(self._kind, "", self._where, entries)
            self.sources.append(Source(self._kind, source.text("id"), self._where, entries))
        self._where, self._texts = None, []
