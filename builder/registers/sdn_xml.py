"""The SDN list of the Office of Foreign Assets Control as XML (`sdn.xml`; the names of its elements are those of its schema, `sdnList`)."""

from __future__ import annotations

import re

from builder.bibliographies.records import one_line
from builder.model.dates import parse_date
from builder.model.findings import Where
from builder.registers.listed import Listed, Listing, Register, Skipped
from builder.sanitising.xml_files import XmlReader
from builder.trackers.entries import Left

_ROOT = re.compile(r"<(?:\w+:)?sdnList\b")
_HEAD = 4096
_TITLE = "Specially Designated Nationals and Blocked Persons List"
_PUBLISHER = "Office of Foreign Assets Control"
_BODY = "entity"
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})\Z")
_NAMES = frozenset({"firstName", "lastName"})
_READ = frozenset({"uid", "sdnType", "program"}) | _NAMES
_OF_ALIASES = frozenset({"uid", "type", "category"}) | _NAMES


def is_sdn(text: str) -> bool:
    """Return whether a text is this list."""
    return bool(_ROOT.search(text[:_HEAD]))


def read_sdn(text: str, path: str) -> Register:
    """Return the entities of a file, and the findings about what cannot be read."""
    reader = _Reader(path)
    findings = reader.read(text)
    return Register(_TITLE, _PUBLISHER, reader.issued, "ofac", tuple(reader.bodies), tuple(reader.skipped), tuple(findings))


class _Reader(XmlReader):
    """Collects the texts of each `sdnEntry` with their places."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.issued = ""
        self.bodies: list[Listed] = []
        self.skipped: list[Skipped] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._where = self._start_of_entry = Where(path)
        self._texts: dict[str, str] = {}
        self._programs: list[str] = []
        self._aka: dict[str, str] = {}
        self._names: dict[bool, list[str]] = {}
        self._rest: list[Left] = []

    def data(self, text: str) -> None:
        """Take a part of the text of an element."""
        self._text.append(text)

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  # this list has none
        """Begin an element."""
        name = name.rpartition(":")[2]
        self._open.append(name)
        self._text, self._where = [], self.here()
        if name == "sdnEntry":
            self._start_of_entry = self._where
            self._texts, self._programs, self._names, self._rest = {}, [], {True: [], False: []}, []
        elif name == "aka":
            self._aka = {}

    def end(self, name: str) -> None:
        """End an element."""
        name = name.rpartition(":")[2]
        self._open.pop()
        text, parent = one_line("".join(self._text)), self._open[-1] if self._open else ""
        self._text = []
        if name == "sdnEntry":
            self._entry()
        elif name == "aka":
            self._names[self._aka.get("category", "").casefold() == "weak"].append(_name(self._aka))
        elif parent == "aka" and name in _OF_ALIASES:
            self._aka[name] = text
        elif parent == "sdnEntry" and name in _READ:
            self._texts[name] = text
        elif parent == "programList":
            self._programs.append(text)
        elif name == "Publish_Date" and (match := _DAY.match(text)):
            day = f"{match[3]}-{match[1]}-{match[2]}"
            self.issued = day if parse_date(day) else ""
        elif text and "sdnEntry" in self._open and name != "uid":
            self._rest.append(Left(name if parent == "sdnEntry" else f"{parent}.{name}", text, self._where))

    def _entry(self) -> None:
        kind = self._texts.get("sdnType", "")
        if kind.casefold() != _BODY:
            self.skipped.append(Skipped(kind or "without one", self._start_of_entry))
            return
        under = f"under {', '.join(self._programs)}" if self._programs else ""
        said = ", ".join(filter(None, (under, f"as of the list of {self.issued}" if self.issued else "")))
        self.bodies.append(
            Listed(
                id=self._texts.get("uid", ""),
                name=_name(self._texts),
                kind=_BODY,
                where=self._start_of_entry,
                aliases=tuple(filter(None, self._names[False])),
                weak=tuple(filter(None, self._names[True])),
                listings=(Listing("SDN", "OFAC", note=said),),
                rest=tuple(self._rest),
            )
        )


def _name(texts: dict[str, str]) -> str:
    return " ".join(filter(None, (texts.get("firstName", ""), texts.get("lastName", ""))))
