"""From the files of other programs to the text of a file of `content/sources/`: reading, completing, checking, and merging."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.bibtex import read_bibtex
from builder.bibliographies.endnote import read_endnote
from builder.bibliographies.records import each_text, grouped, not_carried, texts_of
from builder.bibliographies.ris import read_ris
from builder.importing.csl_records import read_csl
from builder.importing.update import update
from builder.importing.yaml_text import HEAD, file_text, record_lines
from builder.model.findings import Finding, Severity, Where, finding
from builder.model.ids import is_key, proposed_key, slug_of
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources
from builder.sanitising.characters import character_findings, unusual_characters, without_forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.bibliographies.records import Convert, Item, Outcome, Record

FORMATS = {
    ".bib": "BibTeX",
    ".bibtex": "BibTeX",
    ".ris": "RIS",
    ".xml": "EndNote's XML",
    ".json": "CSL-JSON",
    ".yaml": "CSL-YAML",
    ".yml": "CSL-YAML",
}
"""What is imported, by the ending of its name."""
_WORD = re.compile(r"[^\W_]+")
_LETTERS = 3
_SMALL = frozenset("the and for der die das und les des une los las del una and".split())


class Imported(NamedTuple):
    """The text of the file to be written, and what became of the records."""

    text: str
    read: int
    added: int
    changed: int
    findings: tuple[Finding, ...]
    keys: Mapping[str, str]
    """Where the records stand that were imported, by the slugs of their keys."""


def decoded(data: bytes, path: str) -> tuple[str, list[Finding]]:
    """Return the text of a file with line ends as in Unix, and the findings about its encoding and its characters.

    What is not UTF-8 or UTF-16 is read as Windows-1252, which includes Latin-1, and reported.
    """
    findings: list[Finding] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
            text = data.decode("cp1252", "replace")
            words = f"this file is not UTF-8, and is read as Windows-1252 (Latin-1); here, that gives `{_at(text, line, column)}`"
            findings.append(finding(Where(path, line, column), "repaired-record", words, "look at the accents, or save the file as UTF-8"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _without_unusual(text, path, findings), findings


def _at(text: str, line: int, column: int) -> str:
    return text.replace("\r\n", "\n").split("\n")[line - 1][column - 1 : column]


_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}
"""Control characters that stand for the quotation marks and dashes of Windows, of which they have the numbers."""


def _without_unusual(text: str, path: str, findings: list[Finding]) -> str:
    """Return a text without the characters that no text may hold; report each once."""
    unusual = tuple(one for one in unusual_characters(text) if without_forbidden(one.character) != one.character)
    for one in {one.character: one for one in reversed(unusual)}.values():
        line = text.count("\n", 0, one.at) + 1
        where = Where(path, line, one.at - text.rfind("\n", 0, one.at))
        (said,) = character_findings(one.character, (one._replace(at=0),), [where].__getitem__)
        read = _WINDOWS.get(ord(one.character))
        findings.append(finding(where, "repaired-record", f"{said.message}; it is {f'read as `{read}`' if read else 'left out'}"))
    return without_forbidden(text.translate(_WINDOWS)).replace("\ufffd", "") if unusual else text


def import_file(data: bytes, path: str, target: Raw, taken: Mapping[str, str], convert: Convert) -> Imported:
    """Return what a file of another program becomes.

    `target` is the file to be written, with its text if it is there; `taken` says where the project has the sources of its other files,
    by the slugs of their keys. Raises `UnknownFormatError`, `update.NoListError` and `pandoc.MissingError`.
    """
    text, findings = decoded(data, path)
    outcome = _read(text, path, convert)
    findings += outcome.findings
    records = [_clean(record, findings) for record in outcome.records]
    records = checked(list(_with_keys(records, taken, findings)), findings)
    items = [record.item for record in records]
    findings += grouped(outcome.housekeeping)
    if not outcome.records and not findings:
        findings.append(finding(Where(path), "unreadable-record", "this file has no records", f"is it {format_of(path)}?"))
    keys = {slug_of(str(record.item["id"])): f"{path}, line {record.source.where.line}" for record in records}
    if not target.text:
        return Imported(file_text(items) if items else "", len(items), len(items), 0, tuple(findings), keys)
    merged = update(target.text, target.path, items)
    return Imported(merged.text, len(items), merged.added, merged.changed, (*findings, *merged.findings), keys)


def format_of(path: str) -> str:
    """Return the name of the format of a file, from the ending of its name; empty if it is not imported."""
    return next((name for ending, name in FORMATS.items() if path.casefold().endswith(ending)), "")


def _read(text: str, path: str, convert: Convert) -> Outcome:
    form = format_of(path)
    if form == "BibTeX":
        return read_bibtex(text, path, convert)
    if form == "RIS":
        return read_ris(text, path, convert)
    return read_endnote(text, path, convert) if form == "EndNote's XML" else read_csl(text, path)


def _clean(record: Record, findings: list[Finding]) -> Record:
    """Return a record without characters that no text may hold: a program can write them as escapes."""
    if all(without_forbidden(text) == text for text in texts_of(record.item)):
        return record
    words = f"`{record.source.key}` has characters that no text may hold; they are left out"
    findings.append(finding(record.source.where, "repaired-record", words))
    return record.with_item(
        {key: each_text(value, lambda text: without_forbidden(text).replace("\ufffd", "")) for key, value in record.item.items()}
    )


# --- keys -------------------------------------------------------------------------------------------------------------


def _with_keys(records: Sequence[Record], taken: Mapping[str, str], findings: list[Finding]) -> Iterable[Record]:
    """Yield the records that can be told apart, each with a key that can be cited; report the others."""
    seen: dict[str, Record] = {}
    numbers = dict.fromkeys((slug_of(one.source.key.strip()) for one in records if one.source.key.strip()), 1)
    for one in records:
        record = _with_key(one, numbers, findings)
        key = str(record.item["id"])
        slug = slug_of(key)
        if other := seen.get(slug):
            if other.item == record.item:
                continue  # the same record twice is one record
            same = f"has the key `{key}`" if other.item["id"] == key else f"has the key `{other.item['id']}`, which makes the same address,"
            words = f"`{key}` is not imported: the record on line {other.source.where.line} {same} and says something else"
            findings.append(finding(record.source.where, "unreadable-record", words, "give one of them another key, and import again"))
        elif slug in taken:
            words = f"`{key}` is not imported: the project has it already, in {taken[slug]}"
            findings.append(finding(record.source.where, "unreadable-record", words, "remove one of them, or give it another key"))
        else:
            seen[slug] = record
            yield record


def _with_key(record: Record, numbers: dict[str, int], findings: list[Finding]) -> Record:
    key = record.source.key.strip()
    if is_key(key):
        return record.with_item({"id": key, **{name: value for name, value in record.item.items() if name != "id"}})
    made = proposed_key(key.replace("{", "").replace("}", "")) if key else ""
    made = made or made_key(record.item, numbers)
    if key:
        words = f"`{key}` cannot be cited, since it has white space or braces in it; it is imported as `{made}`"
        findings.append(finding(record.source.where, "repaired-record", words, f"cite it as [@{made}]"))
    return record.with_item(record.item | {"id": made})


def made_key(item: Item, numbers: dict[str, int]) -> str:
    """Return a key for a record without one: author, year and the first word of its title, and a number if another has the same."""
    names = next((value for key in ("author", "editor") if isinstance(value := item.get(key), list) and value), [])
    first = names[0] if names and isinstance(names[0], dict) else {}
    author = str(first.get("family") or first.get("literal") or item.get("publisher") or "")
    year = re.search("[0-9]{4}", str(item.get("issued", "")))
    words = [word for word in _WORD.findall(str(item.get("title", ""))) if word.casefold() not in _SMALL and len(word) >= _LETTERS]
    parts = [" ".join(_WORD.findall(author)[:2]), year[0] if year else "", words[0] if words else ""]
    return numbered("-".join(filter(None, parts)) or "source", numbers)


def numbered(text: str, numbers: dict[str, int]) -> str:
    """Return a key of the words of a text, and with a number if another has the same; `numbers` has those that are taken."""
    base = slug_of(text)
    while (number := numbers.get(base, 0) + 1) > 1:
        numbers[base] = number
        base = f"{base}-{number}"
    numbers[base] = 1
    return base


# --- what our own check would refuse ----------------------------------------------------------------------------------

_ROUNDS = 4


def checked(records: list[Record], findings: list[Finding]) -> list[Record]:
    """Return the records without the values that the check of a project refuses; report each with the words of the check."""
    for _ in range(_ROUNDS):
        refused = _refused(records)
        if not refused:
            break
        records = [
            kept for number, record in enumerate(records) if (kept := _without(record, refused.get(number, {}), findings)) is not None
        ]
    return records


def _refused(records: list[Record]) -> dict[int, dict[str, Finding]]:
    """Return the findings of severity error about records, by their number and by variable; an empty one is the record itself."""
    owners = [(-1, "")]
    for number, record in enumerate(records):
        owners += [(number, line.variable) for line in record_lines(record.item)]
    text = HEAD + "".join(f"{line.text}\n" for record in records for line in record_lines(record.item))
    _, found = parse_sources(Raw("import.yml", Kind.SOURCES, text))
    refused: dict[int, dict[str, Finding]] = {}
    for one in found:
        if one.severity is Severity.ERROR:
            number, variable = owners[min(one.where.line, len(owners)) - 1]
            is_about_record = one.code == "missing-field" or (variable == "id" and one.code != "unknown-key")
            refused.setdefault(number, {})["" if is_about_record else variable] = one
    return refused


def _without(record: Record, refused: Mapping[str, Finding], findings: list[Finding]) -> Record | None:
    for variable, why in refused.items():
        key = str(record.item["id"])
        if not variable or variable in ("id", "title"):
            words = f"`{key}` is not imported: {why.message}"
            findings.append(finding(record.source.where, "unreadable-record", words, *why.hints))
            return None
        where = record.source.place(_FIELDS.get(variable, variable))
        text = "; ".join(texts_of(record.item.get(variable, "")))
        findings.append(not_carried(variable, key, text, where, f"{why.message}{f': {why.hints[0]}' if why.hints else ''}"))
    return record.with_item({name: value for name, value in record.item.items() if name not in refused})


_FIELDS = {"URL": "url", "DOI": "doi", "issued": "date", "accessed": "urldate", "page": "pages", "keyword": "keywords", "ISBN": "isbn"}
"""The field of BibTeX that gives a variable, where its name is another one."""
