"""Source records: CSL-YAML, and CSL-JSON as Zotero and similar tools export it.

The field names are those of the Citation Style Language (CSL 1.0.2 data model); `consulted`, `via`, `syndicated_from`,
`based_on` and `snapshot` are additions of this project.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from builder.citations.signs import HIDDEN
from builder.csl.addresses import wrong_address
from builder.csl.dates import PARTS, date_of_object, date_of_parts, date_of_text, lettered_year
from builder.csl.rich_text import has_markup, plain_text
from builder.csl.variables import COMMON, DATES, NAMES, TEXTS, TYPES, types_in_words, types_meant
from builder.formats.sources import DATE_OBJECT, DATE_PARTS, NAME, SOURCE
from builder.formats.wrong_values import bad_date, date_edits, date_hint
from builder.model.findings import Finding, Severity, did_you_mean, finding
from builder.model.ids import bad_key, is_key, slug_of
from builder.model.sources import Consulted, Name, Snapshot, Source
from builder.reading.fields import Fields, written_edit
from builder.reading.json_records import WRAPPERS, read_records
from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence, parse_yaml
from builder.sanitising.characters import character_findings, unusual_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.formats.keys import Format
    from builder.model.dates import SourceDate
    from builder.reading.files import Raw
    from builder.reading.json_records import JsonRecord

_OPTIONAL = frozenset({"forbidden-scheme", "invalid-date", "unknown-key", "wrong-type", "wrong-value"})
"""Of values without which a record of a program can be shown."""
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?\Z")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?\Z")
_NAME = {field.replace("_", "-"): field for field in Name._fields}
"""The parts of a name, by the key that CSL gives them."""
_TEXTS_OF_NAMES = _NAME.keys() - {"comma-suffix", "static-ordering", "parse-names"}
_FALSE = ("", "0", "false", "null", "no")


def parse_sources(raw: Raw) -> tuple[list[Source], list[Finding]]:
    """Return the sources and the findings of one file of `content/sources/`."""
    if raw.path.lower().endswith(".json"):
        return _json(raw)
    tree, findings = parse_yaml(raw.text, raw.path)
    sources = [source for node in _records(tree) if (source := _record(node, findings)) is not None]
    return sources, findings


def _json(raw: Raw) -> tuple[list[Source], list[Finding]]:
    """Return the sources of a JSON file: what a program wrote cannot be mended by hand, so one bad value does not refuse a record.

    An unknown variable is reported once in a file.
    """
    records, findings = read_records(raw.text, raw.path)
    sources: list[Source] = []
    known: set[str] = set()
    for record in records:
        found: list[Finding] = []
        source = _record(_as_csl(record.node, record.key), found)
        sources += [source] if source else []
        unknown = {one.message for one in found if one.code == "unknown-key"}
        if record.careful or any(one.code != "unknown-key" for one in found) or unknown - known:
            findings += [one for one in _at_their_places(record) if one.message not in known]
            known |= unknown
    return sources, [replace(one, severity=Severity.WARNING) if one.code in _OPTIONAL else one for one in findings]


def _at_their_places(record: JsonRecord) -> list[Finding]:
    tree, findings = record.located()
    if tree is not None:
        _record(_as_csl(tree, record.key), findings)
    return [record.shifted(one) for one in findings]


def _records(tree: Node | None) -> Iterator[Node]:
    """Yield the records: of a list, a list under `references` as pandoc and Zotero write it, records by key, or a single one."""
    if isinstance(tree, Mapping):
        wrapped = next((tree.items[key] for key in WRAPPERS[:1] if isinstance(tree.items.get(key), (Mapping, Sequence))), None)
        if wrapped is not None:
            yield from _records(wrapped)
        elif tree.items and all(isinstance(node, Mapping) for node in tree.items.values()):
            yield from (_with_id(node, Scalar(key, tree.keys[key])) for key, node in tree.items.items())
        else:
            yield tree
    elif tree is not None:
        yield from tree.items if isinstance(tree, Sequence) else (tree,)


def _with_id(node: Node, key: Scalar) -> Node:
    """Return a record with an id, if it has none of its own."""
    return Mapping({"id": key} | node.items, {"id": key.where} | node.keys, node.where) if isinstance(node, Mapping) else node


def _as_csl(node: Node, key: str) -> Node:
    """Return the record of a program in the form of CSL: Crossref has lists of texts, and no id but the DOI."""
    if not isinstance(node, Mapping):
        return node
    items = {name: _only(value) if name in _LISTS and isinstance(value, Sequence) else value for name, value in node.items.items()}
    node = Mapping(items, node.keys, node.where)
    name = Scalar(key, node.where) if key else next((value for name in _KEYS if isinstance(value := items.get(name), Scalar)), None)
    return node if name is None or "id" in items else _with_id(node, name)


_LISTS = TEXTS.keys() | {"title", "container-title", "publisher", "URL", "language", "note"}
_KEYS = ("citation-key", "DOI", "URL")
"""What stands in for a missing id."""


def _only(texts: Sequence) -> Node:
    """Return a list of texts as one text: titles are given in several forms, the first of which is the usual one, numbers are separate."""
    found = [node for node in texts.items if isinstance(node, Scalar)]
    if len(found) < len(texts.items):
        return texts
    numbers = all(node.text.replace("-", "").removesuffix("X").isdecimal() for node in found)
    return Scalar(", ".join(node.text for node in found) if numbers else found[0].text if found else "", texts.where, quoted=bool(found))


def _record(node: Node, findings: list[Finding]) -> Source | None:
    if not isinstance(node, Mapping):
        message = "a source needs an id and a title, each with its name before it"
        hint = "write `- id: gazette` and, below it, `  title: Harbour to close`, with an id and a title of your own"
        findings.append(finding(node.where, "missing-field", message, hint))
        return None
    by_program = node.where.path.lower().endswith(".json")  # whose own variables mean what they say
    fields = Fields(node, SOURCE, findings, adopts=not by_program)
    key = _key(fields)
    marked: dict[str, str] = {}
    source = Source(
        id=key,
        where=fields.where,
        type=_type(fields),
        title=_text(fields, "title", marked, required=True),
        authors=_names(fields, "author"),
        publisher=_text(fields, "publisher", marked),
        container=_text(fields, "container-title", marked),
        issued=_date(fields, "issued"),
        accessed=_date(fields, "accessed"),
        url=_address(fields, "URL"),
        language=fields.language("language"),
        consulted=fields.choice("consulted", Consulted, Consulted.NO),
        says_consulted=fields.get("consulted") is not None,
        via=fields.ids("via"),
        syndicated_from=fields.ids("syndicated_from"),
        based_on=fields.ids("based_on"),
        first_hand=fields.is_empty_list("based_on"),
        voice=fields.text("voice"),
        perspective=fields.text("perspective"),
        snapshot=_snapshot(fields),
        annotated=bool(fields.word("annotate")),
        note=_text(fields, "note", marked),
        csl=_texts(fields, marked),
        names={role: names for role in fields.given(NAMES) if (names := _names(fields, role))},
        dates={name: date for name in fields.given(DATES) if (date := _date(fields, name))},
        marked=marked,
        numbers=_numbers(node) if by_program else {},
        custom=_custom(fields),
        categories=tuple(scalar.text.strip() for scalar in fields.scalars("categories")),
        page=f"sources/{slug_of(key)}/" if key else "",
        was=fields.formers(),
        places=fields.places_of_ids("via", "syndicated_from", "based_on"),
    )
    if source.issued is None and not by_program:
        _report_date_as_issue(source, node, findings)
    fields.close()
    return source if key else None


def _report_date_as_issue(source: Source, node: Mapping, findings: list[Finding]) -> None:
    if _DATE_LIKE.match(source.csl.get("issue", "")):
        message = "`issue` is the number of a periodical, and this is a date"
        findings.append(finding(node.keys["issue"], "wrong-value", message, "did you mean `issued`?"))


def _key(fields: Fields) -> str:
    """Return the citation key under `id`, without marks that nobody sees, as citations have it; empty if there is none."""
    text = HIDDEN.sub("", fields.text("id", required=True))
    if text and not is_key(text):
        fields.findings.append(bad_key(fields.at("id"), text))
        return ""
    return text


def _type(fields: Fields) -> str:
    text = fields.text("type", default="document")
    if text in TYPES:
        return text
    name = next(iter(meant := types_meant(text)), "")
    hint = f"did you mean {types_in_words(meant)}?" if meant else did_you_mean(text, TYPES) or f"most sources are {types_in_words(COMMON)}"
    fields.findings.append(finding(fields.at("type"), "wrong-value", f"`{text}` is not a type of source", hint))
    return name or "document"


def _text(fields: Fields, key: str, marked: dict[str, str], *, required: bool = False) -> str:
    """Return a text without its markup; add it to `marked` as the record has it, if it has any."""
    text = fields.text(key, required=required)
    if not has_markup(text) or (plain := plain_text(text)) == text:
        return text
    marked[key] = text
    if hidden := tuple(one for one in unusual_characters(text, references=True) if one.character not in text):
        node = fields.scalar(key)
        fields.findings += character_findings(text, hidden, node.at if node else lambda _: fields.at(key))
    return plain


def _texts(fields: Fields, marked: dict[str, str]) -> dict[str, str]:
    """Return the variables that have no field of their own."""
    copy = fields.get("archive")
    if isinstance(copy, Mapping):
        hint = "a kept copy is `snapshot`: write `snapshot:` instead of `archive:`"
        fields.findings.append(finding(copy.where, "wrong-type", "`archive` must be the name of an archive", hint))
    texts: dict[str, str] = {}
    for key in fields.given(TEXTS):
        if key == "archive" and isinstance(copy, Mapping):
            continue
        if text := _address(fields, key) if key == "DOI" else _text(fields, key, marked):
            texts[key] = text
    return texts


def _numbers(node: Mapping) -> dict[str, float]:
    """Return the texts of a record in JSON that are numbers there."""
    bare = ((key, _value(value)) for key, value in node.items.items() if key in _LISTS and isinstance(value, Scalar) and not value.quoted)
    return {key: value for key, value in bare if type(value) in (int, float)}  # type: ignore[misc]


def _names(fields: Fields, key: str) -> tuple[Name, ...]:
    names = [_name(node, fields, key) for node in fields.items(key)]
    return tuple([name for name in names if name is not None])


def _name(node: Node, fields: Fields, key: str) -> Name | None:
    """Return a name; None if there is nothing in it, which is reported."""
    if isinstance(node, Scalar):
        part, _, words = node.text.strip().partition(" ")
        if part in _TEXTS_OF_NAMES and words and not node.quoted:
            fields.findings.append(finding(node.where, "wrong-value", f"a colon is missing after `{part}`", f"write `{part}: {words}`"))
        name = Name(literal=node.text.strip())
    elif isinstance(node, Mapping):
        name = _name_of_parts(node, fields.findings)
    else:
        fields.wrong(node, key, "a list of names")
        return None
    if not str(name).strip(" ,"):
        hint = "write `literal:` with the name of a body, or `family:` and `given:`"
        fields.findings.append(finding(node.where, "wrong-value", f"a name of `{key}` is empty", hint))
        return None
    return name


def _name_of_parts(node: Mapping, findings: list[Finding]) -> Name:
    parts: dict[str, Any] = {}
    for key, value in node.items.items():  # without `Fields`, for there are ten times more names than records
        if key not in _NAME or not isinstance(value, Scalar):
            return _odd_name(node, findings)
        parts[_NAME[key]] = value.text.strip() if key in _TEXTS_OF_NAMES else value.text.lower() not in _FALSE
    return Name(**parts)


def _odd_name(node: Mapping, findings: list[Finding]) -> Name:
    """Return what can be read of a name, and report what cannot."""
    record = Fields(node, NAME, findings)
    parts: dict[str, Any] = {_NAME[key]: text for key in _NAME if key in _TEXTS_OF_NAMES and (text := record.text(key))}
    parts |= {_NAME[key]: record.text(key).lower() not in _FALSE for key in _NAME if key not in _TEXTS_OF_NAMES}
    record.close()
    return Name(**parts)


def _date(fields: Fields, key: str) -> SourceDate | None:
    """Return a date, or what the record has instead of one, which is reported; None if there is nothing."""
    node = fields.get(key)
    if node is None:
        return None
    value = _date_of(node, fields.findings)
    if value is None:
        fields.wrong(node, key, "a date, as YYYY-MM-DD")
    elif value.date is None:
        fields.findings.append(_unfinished(node, key, value.edtf))
    return value if value and value.edtf else None


def _date_of(node: Node, findings: list[Finding]) -> SourceDate | None:
    if isinstance(node, Scalar):
        return date_of_text(node.text)
    ends = [end for end in (node.items if isinstance(node, Sequence) else [node]) if isinstance(end, Mapping)]
    if isinstance(node, Sequence) and len(ends) < len(node.items):
        return None
    if isinstance(node, Sequence) or any(part in node.items for part in PARTS):
        _close_dates(ends, DATE_PARTS, findings)
        return date_of_parts([{key: _value(value) for key, value in end.items.items()} for end in ends])
    _close_dates(ends, DATE_OBJECT, findings)
    return date_of_object({key: _value(value) for key, value in node.items.items()})


def _close_dates(ends: list[Mapping], format_: Format, findings: list[Finding]) -> None:
    """Report keys that a date does not have."""
    for end in ends:
        Fields(end, format_, findings).close()


def _unfinished(node: Node, key: str, text: str) -> Finding:
    if not text:
        return finding(node.where, "unfinished-date", f"`{key}` has no date", f"write {key}: YYYY-MM-DD, or leave it out")
    if _DATE_LIKE.match(text):
        return bad_date(node.where, text, *written_edit(node, text))
    letter = lettered_year(text)
    hint = f"write {letter}" if letter else date_hint(text) or "nothing has to be done if it has no date"
    edits = () if letter else date_edits(text, *written_edit(node, text))
    return finding(node.where, "unfinished-date", f"`{text}` is not a date, and is shown as it is", hint, edits=edits)


def _value(node: Node) -> object:
    """Return a value as a program wrote it: numbers, `true`, `false` and `null` are those where they are not in quotation marks."""
    if isinstance(node, Mapping):
        return {key: _value(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [_value(item) for item in node.items]
    if node.quoted:
        return node.text
    if match := _NUMBER.match(node.text):
        return float(node.text) if match[1] else int(node.text)
    return {"true": True, "false": False, "null": None, "~": None, "": None}.get(node.text, node.text)


def _custom(fields: Fields) -> dict[str, object]:
    return {key: _value(value) for key, value in node.items.items()} if (node := fields.mapping("custom")) else {}


def _address(fields: Fields, key: str) -> str:
    """Return an address, or the number of a DOI, if it is one; else nothing, and report why."""
    text = fields.text(key)
    found = wrong_address(text, key) if text else None
    if found:
        fields.findings.append(finding(fields.at(key), *found))
        return ""
    return text


def _snapshot(fields: Fields) -> Snapshot | None:
    record = fields.record("snapshot")
    if record is None:
        return None
    snapshot = Snapshot(_address(record, "url"), record.date("date"), record.text("sha256"))
    record.close()
    return snapshot
