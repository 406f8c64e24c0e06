"""Sources for other programs: RIS, as reference managers exchange it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.csl.beside import BOOKS, beside, has_two_parts, is_text
from builder.csl.dates import csl_date
from builder.csl.items import csl_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.model.dates import SourceDate
    from builder.model.sources import Name, Source

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "POD",
    "chapter": "CHAP",
    "dataset": "DATA",
    "document": "GEN",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "interview": "INTV",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CONF",
    "patent": "PAT",
    "personal_communication": "PCOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "software": "COMP",
    "song": "SOUND",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
_OTHER = "GEN"
_TEXTS = {
    "title": "TI",
    "title-short": "ST",
    "container-title": "T2",
    "container-title-short": "J2",
    "collection-title": "T3",
    "collection-number": "SV",
    "volume": "VL",
    "issue": "IS",
    "number": "M1",
    "number-of-volumes": "NV",
    "edition": "ET",
    "section": "SE",
    "genre": "M3",
    "publisher": "PB",
    "publisher-place": "CY",
    "archive_location": "AV",
    "call-number": "CN",
    "reviewed-title": "RI",
    "source": "DP",
    "URL": "UR",
    "DOI": "DO",
    "language": "LA",
    "abstract": "AB",
    "note": "N1",
    "annote": "RN",
}
_NAMES = {"author": "AU", "editor": "ED", "collection-editor": "A3", "translator": "A4"}
_EXTRA = "C8"
"""The last of the tags that users may give a meaning of their own."""
_DAY = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?\Z")


def ris_record(source: Source) -> str:
    """Return a source as a record of RIS in UTF-8, ending in a newline.

    What the tags cannot say is in `C8`, after `csl: `: an object of CSL-JSON with those variables alone, which `explainer import` reads
    back; other programs show it as a custom field.
    """
    item = csl_item(source, csl_date)
    texts = {tag: _line(str(item.get(variable, ""))) for variable, tag in _TEXTS.items()}
    number = "ISBN" if source.type in BOOKS else "ISSN"
    lines = [("TY", _TYPES.get(source.type, _OTHER)), ("ID", source.id)]
    lines += [(tag, _name(name)) for role, tag in _NAMES.items() for name in _names(source, role)]
    lines += [*texts.items(), *_pages(str(item.get("page", ""))), *_keywords(str(item.get("keyword", "")))]
    lines += [("SN", _line(str(item.get(number, "")))), *_dates(source)]
    extra = beside(item, _carried(source, item, number))
    lines += [(_EXTRA, f"csl: {extra}" if extra else "")]
    body = "".join(f"{tag}  - {text}\n" for tag, text in lines if text)
    return f"{body}ER  - \n"


def _carried(source: Source, item: Mapping[str, object], number: str) -> set[str]:
    """Return the variables that come back from the tags as they are; `item` is the source in CSL-JSON."""
    carried = {"id"} | {name for name in (*_TEXTS, number) if _line(text := str(item.get(name, ""))) == text}
    carried |= {role for role in _NAMES if all(map(_is_plain, _names(source, role)))}
    carried |= {"type"} if source.type in _TYPES else set()
    carried |= {"keyword"} if ", ".join(text for _, text in _keywords(str(item.get("keyword", "")))) == item.get("keyword") else set()
    carried |= {"page"} if "-".join(text for _, text in _pages(str(item.get("page", "")))) == item.get("page") else set()
    dates = {"issued": source.issued, "accessed": source.accessed}
    return carried | {name for name, value in dates.items() if value and is_text(value) and _DAY.match(value.edtf)}


def _names(source: Source, role: str) -> tuple[Name, ...]:
    return source.authors if role == "author" else source.names.get(role, ())


def _name(name: Name) -> str:
    """Return a name as `Family, Given, Suffix`; that of an organization as it is."""
    if not (name.family and name.given):
        return _line(str(name))
    family = str(type(name)(name.family, dropping_particle=name.dropping_particle, non_dropping_particle=name.non_dropping_particle))
    return _line(", ".join(filter(None, (family, name.given, name.suffix))))


def _is_plain(name: Name) -> bool:
    """Return whether a name comes back in the same parts."""
    is_body = name == type(name)(literal=name.literal) and "," not in name.literal
    return (is_body or has_two_parts(name)) and all(_line(part) == part for part in (name.literal, name.family, name.given))


def _pages(text: str) -> Iterator[tuple[str, str]]:
    first, _, last = text.partition("-")
    yield "SP", _line(first)
    if last:
        yield "EP", _line(last)


def _keywords(text: str) -> Iterator[tuple[str, str]]:
    return (("KW", _line(word)) for word in text.split(", "))


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the year and the dates, whose parts RIS divides by `/`."""
    if source.issued:
        yield "PY", str(source.issued.year or "")
        yield "DA", _date(source.issued)
    if source.accessed:
        yield "Y2", _date(source.accessed)


def _date(value: SourceDate) -> str:
    match = _DAY.match(value.edtf)
    return "/".join([*(part or "" for part in match.groups()), ""]) if match else _line(value.edtf)


def _line(text: str) -> str:
    return " ".join(text.split())
