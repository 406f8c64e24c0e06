"""Source records: CSL-YAML, CSL-JSON and BibTeX, as exported by Zotero and similar tools.

The field names are those of the Citation Style Language (CSL 1.0.2 data model); `consulted`, `via`, `syndicated_from`,
`based_on` and `archive` are additions of this project.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from builder.model.content import Archive, Consulted, Former, Name, Source
from builder.model.dates import Date, parse_date
from builder.model.findings import Finding, Severity, Where, finding
from builder.model.ids import ID, bad_date, bad_id, device_id, is_device_name
from builder.reading.fields import Fields
from builder.reading.json_records import read_records
from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence, parse_yaml
from builder.sanitising.characters import PAIRED, character_findings, unusual_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from builder.reading.files import Raw


def _ranked(words: str) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words.split())}


_TEXT_FIELDS = _ranked("""
abstract annote archive_collection archive_location archive-place authority call-number chapter-number citation-key citation-label
collection-number collection-title container-title-short dimensions division DOI edition event event-place event-title genre ISBN ISSN
issue journalAbbreviation jurisdiction keyword medium number number-of-pages number-of-volumes original-publisher original-publisher-place
original-title page page-first part-number part-title PMCID PMID printing-number publisher-place references reviewed-genre
reviewed-title scale section shortTitle source status supplement-number title-short version volume volume-title year-suffix
""")
_NAME_FIELDS = _ranked("""
chair collection-editor compiler composer container-author contributor curator director editor editorial-director executive-producer guest
host illustrator interviewer narrator original-author performer producer recipient reviewed-author script-writer series-creator translator
""")
_DATE_FIELDS = _ranked("event-date original-date submitted available-date")
_WEB = re.compile(r"https?://[^\s/]")
_BIBTEX_TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "conference": "paper-conference",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "manual": "report",
    "mastersthesis": "thesis",
    "online": "webpage",
    "phdthesis": "thesis",
    "report": "report",
    "techreport": "report",
    "unpublished": "manuscript",
}
_BIBTEX_FIELDS = {
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "number": "issue",
    "pages": "page",
    "volume": "volume",
    "edition": "edition",
}
_CHARACTERS = r"(?:(?!``|''|<<|>>)[^\\{}$%&#^_~!?\n\r\t])"
_NO_TEX = re.compile(rf"(?:{_CHARACTERS}|\{{{_CHARACTERS}*+\}})*+\Z")
"""A text that TeX prints as it is written, apart from dashes and the braces around a word: most are, and decoding takes far longer."""
_MONTH_NUMBERS = frozenset(f"{number:{width}}" for number in range(1, 13) for width in ("", "02"))
_MONTHS = {month: index + 1 for index, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())}


def parse_sources(raw: Raw) -> tuple[list[Source], list[Finding]]:
    """Return the sources and the findings of one file of `content/sources/`."""
    if raw.path.endswith(".bib"):
        return _bibtex(raw)
    if raw.path.endswith(".json") and (records := read_records(raw.text, raw.path)) is not None:
        findings: list[Finding] = []
        sources = [source for node in records if (source := _record(node, findings)) is not None]
        if not findings:
            return sources, []
    tree, findings = parse_yaml(raw.text, raw.path)
    sources = [source for node in _records(tree) if (source := _record(node, findings)) is not None]
    if raw.path.endswith(".json"):  # exported by a program: an unknown field is not a typo
        findings = [replace(f, severity=Severity.WARNING) if f.code == "unknown-key" else f for f in findings]
    return sources, findings


def _records(tree: Node | None) -> tuple[Node, ...]:
    """Return the records: a list, a list under `references` as pandoc and Zotero write it, or a single record."""
    if isinstance(tree, Mapping) and "references" in tree.items:
        tree = tree.items["references"]
    if tree is None:
        return ()
    return tree.items if isinstance(tree, Sequence) else (tree,)


def _record(node: Node, findings: list[Finding]) -> Source | None:
    if not isinstance(node, Mapping):
        findings.append(finding(node.where, "wrong-type", "a source must be `key: value` pairs"))
        return None
    fields = Fields(node, "source", findings)
    source_id = fields.id("id")
    if is_device_name(source_id):
        findings.append(device_id(fields.at("id"), source_id))
    source = Source(
        id=source_id,
        where=fields.where,
        type=fields.text("type", default="document"),
        title=fields.text("title", required=True),
        authors=_names(fields, "author"),
        publisher=fields.text("publisher"),
        container=fields.text("container-title"),
        issued=_date(fields, "issued"),
        accessed=_date(fields, "accessed"),
        url=_url(fields, "URL"),
        language=fields.language("language", Severity.WARNING if fields.where.path.endswith(".json") else Severity.ERROR),
        consulted=fields.choice("consulted", Consulted, Consulted.NO),
        via=fields.ids("via"),
        syndicated_from=fields.ids("syndicated_from"),
        based_on=fields.ids("based_on"),
        archive=_archive(fields),
        note=fields.text("note"),
        csl=_other_variables(fields),
        page=f"sources/{source_id}/",
        was=fields.formers(),
        places=fields.places_of_ids("via", "syndicated_from", "based_on"),
    )
    fields.close()
    return source if source_id else None


def _other_variables(fields: Fields) -> dict[str, str]:
    """Return the CSL variables that are only passed through to the exports."""
    variables = {key: text for key in fields.given(_TEXT_FIELDS) if (text := fields.text(key))}
    for key in fields.given(_NAME_FIELDS):
        if names := _names(fields, key):
            variables[key] = "; ".join(str(name) for name in names)
    for key in fields.given(_DATE_FIELDS):
        if date := _date(fields, key):
            variables[key] = date.edtf
    return variables


def _names(fields: Fields, key: str) -> tuple[Name, ...]:
    names = []
    for node in fields.items(key):
        if isinstance(node, Scalar):
            names.append(Name(literal=node.text.strip()))
        elif isinstance(node, Mapping):
            record = Fields(node, "name", fields.findings)
            particle = record.text("non-dropping-particle") or record.text("dropping-particle")
            family = " ".join(part for part in (particle, record.text("family"), record.text("suffix")) if part)
            names.append(Name(family, record.text("given"), record.text("literal")))
            record.close()
        else:
            fields.wrong(node, key, "a list of names")
    return tuple(names)


def _date(fields: Fields, key: str) -> Date | None:
    """Return a CSL date, given as EDTF text or as a mapping with `date-parts`, `raw` or `literal`."""
    node = fields.get(key)
    if node is None:
        return None
    text = _date_text(node) if isinstance(node, Mapping) else node.text.strip() if isinstance(node, Scalar) else ""
    value = parse_date(text)
    if value is None:
        fields.findings.append(bad_date(node.where, text))
    return value


def _date_text(node: Mapping) -> str:
    parts = node.items.get("date-parts")
    if isinstance(parts, Sequence):
        circa = node.items.get("circa")
        mark = "~" if isinstance(circa, Scalar) and circa.text not in ("false", "0", "") else ""
        return "/".join(_iso(item) + mark for item in parts.items if isinstance(item, Sequence))
    for key in ("raw", "literal"):
        if isinstance(scalar := node.items.get(key), Scalar):
            return scalar.text.strip()
    return ""


def _iso(parts: Sequence) -> str:
    numbers = [part.text for part in parts.items if isinstance(part, Scalar)]
    return "-".join(number.zfill(4 if index == 0 else 2) for index, number in enumerate(numbers))


def _url(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if text and not _WEB.match(text):
        fields.findings.append(finding(fields.at(key), "forbidden-scheme", f"`{key}` must start with https:// or http://"))
        return ""
    return text


def _archive(fields: Fields) -> Archive | None:
    node = fields.mapping("archive")
    if node is None:
        return None
    record = Fields(node, "archive", fields.findings)
    archive = Archive(_url(record, "url"), record.date("date"), record.text("sha256"))
    record.close()
    return archive


# --- BibTeX -----------------------------------------------------------------------------------------------------------


def _bibtex(raw: Raw) -> tuple[list[Source], list[Finding]]:
    # Imported late: most projects have no BibTeX.
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)  # its log would repeat the findings
    library = parse_string(raw.text, append_middleware=[])
    findings = []
    for block in library.failed_blocks:
        where = Where(raw.path, (block.start_line or 0) + 1)
        if isinstance(block, DuplicateBlockKeyBlock):
            findings.append(finding(where, "duplicate-id", f"there is another source `{block.key}` in this file"))
        else:
            findings.append(finding(where, "invalid-bibtex", f"this entry is not valid BibTeX: {block.error}", "are its braces balanced?"))
    sources = []
    for entry in library.entries:
        where = Where(raw.path, (entry.start_line or 0) + 1)
        if not ID.match(entry.key):
            findings.append(bad_id(where, entry.key))
            continue
        if is_device_name(entry.key):
            findings.append(device_id(where, entry.key))
        values = {field.key.lower(): str(field.value).strip() for field in entry.fields}
        sources.append(_Entry(entry.key, entry.entry_type.lower(), values, where, findings).source())
    return sources, findings


class _Entry:
    """Turns one BibTeX entry into a source. Its texts are TeX; its URLs and dates are not."""

    def __init__(self, key: str, kind: str, values: dict[str, str], where: Where, findings: list[Finding]) -> None:
        self._key, self._kind, self._values, self._where, self._findings = key, kind, values, where, findings

    def source(self) -> Source:
        if not self._values.get("title"):
            self._findings.append(finding(self._where, "missing-field", "this source has no `title`"))
        return Source(
            id=self._key,
            where=self._where,
            type=_BIBTEX_TYPES.get(self._kind, "document"),
            title=self._text("title"),
            authors=tuple(self._names("author")),
            publisher=self._text("publisher", "institution", "organization"),
            container=self._text("journal", "journaltitle", "booktitle"),
            issued=self._issued(),
            url=self._url(),
            note=self._text("note"),
            consulted=self._consulted(),
            via=self._ids("via"),
            syndicated_from=self._ids("syndicated_from"),
            based_on=self._ids("based_on"),
            csl={csl: text.replace("--", "–") for name, csl in _BIBTEX_FIELDS.items() if (text := self._text(name))},
            page=f"sources/{self._key}/",
            was=tuple(Former(name, self._where) for name in self._ids("was")),
        )

    def _text(self, *names: str) -> str:
        return self._plain(next((self._values[name] for name in names if self._values.get(name)), ""))

    def _plain(self, tex: str) -> str:
        try:
            text = tex.replace("---", "—").replace("--", "–") if _NO_TEX.match(tex) else _decoder()(tex)
        except RecursionError:  # the decoder recurses for each brace
            self._findings.append(finding(self._where, "invalid-bibtex", "this entry cannot be read: its braces are nested too deeply"))
            text = tex
        text = text.replace("{", "").replace("}", "").strip()
        if hidden := tuple(one for one in unusual_characters(text) if one.character in PAIRED or one.character not in tex):
            self._findings += character_findings(text, hidden, lambda _: self._where)
        return text

    def _consulted(self) -> Consulted:
        word = self._values.get("consulted", Consulted.NO.value)
        words = [consulted.value for consulted in Consulted]
        if word not in words:
            self._findings.append(
                finding(self._where, "wrong-value", f"`consulted` cannot be `{word}`", f"it is one of {', '.join(words)}")
            )
            return Consulted.NO
        return Consulted(word)

    def _ids(self, name: str) -> tuple[str, ...]:
        return tuple(self._values.get(name, "").replace(",", " ").split())

    def _url(self) -> str:
        url = self._values.get("url", "")
        if url and not url.startswith(("http://", "https://")):
            self._findings.append(finding(self._where, "forbidden-scheme", "`url` must start with https:// or http://"))
            return ""
        return url

    def _issued(self) -> Date | None:
        year, month = self._values.get("year", ""), self._values.get("month", "").lower()
        number = _MONTHS.get(month[:3]) or (int(month) if month in _MONTH_NUMBERS else 0)
        text = self._values.get("date") or (f"{year}-{number:02}" if year and number else year)
        value = parse_date(text) if text else None
        if text and value is None:
            self._findings.append(bad_date(self._where, text))
        return value

    def _names(self, key: str) -> Iterator[Name]:
        for part in _split_names(self._values.get(key, "")):
            if part == "others":
                continue
            elif part.startswith("{") and part.endswith("}"):
                yield Name(literal=self._plain(part))
            elif "," in part:
                family, _, given = part.partition(",")
                yield Name(self._plain(family), self._plain(given))
            elif part:
                given, _, family = part.rpartition(" ")
                yield Name(self._plain(family), self._plain(given))


@cache
def _decoder() -> Callable[[str], str]:
    """Return a function from TeX to plain text that leaves braces in it."""
    # Imported late: most projects have no BibTeX.
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(keep_braced_groups=True).latex_to_text  # type: ignore[no-any-return]


def _split_names(text: str) -> Iterator[str]:
    """Yield the names separated by ` and ` outside braces: `{Reuters and Co}` is a single name."""
    depth = 0
    words: list[str] = []
    for word in text.split():
        if word.lower() == "and" and depth == 0:
            yield " ".join(words)
            words = []
        else:
            words.append(word)
        depth += word.count("{") - word.count("}")
    yield " ".join(words)
