"""The reference of all keys, a page of `docs/`, and the schemas beside it: written from the tables from which files are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from builder.formats.attributes import CLASSES
from builder.formats.files import FILES, formats_in
from builder.formats.schemas import schemas
from builder.formats.sources import OTHER_DATES, OTHER_NAMES, OTHER_TEXTS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.formats.files import FileFormat
    from builder.formats.keys import Choice, Format, Key

PATH = "docs/reference.md"
_INTRODUCTION = """\
# Keys

Every key that a file of `content/` may have. A key marked \\* is needed. Any other key is an error, also one that is almost
right: `Title`, `as-of`. [How to contribute](contribute.md) says how the files are used, [Findings](findings.md) what is said of mistakes.

- A *date* is `2025`, `2025-09`, `2025-09-17`, `2025~` (about), `2025?` (uncertain), `2025%` (both) or `2014/2017` (from, to): EDTF,
  level 1. `../1675` has an open beginning, and is shown as "1675 or earlier" (before, by, until 1675); `1680/..` has an open end, and is
  shown as "from 1680" (since, after 1680). Both hold the year that they name. `2024-21` is spring 2024, `2024-22` summer, `2024-23`
  autumn, `2024-24` winter; `168X` is one of the years 1680 to 1689. There is no form for `1680 or 1681` (the nearest is `1680/1681`)
  nor for `late 1680`.
- The calendar of every date is the (proleptic) Gregorian one, as EDTF and ISO 8601 say, and begins with the year `0001`. Convert a date
  of the Julian calendar (Old Style), of a year with two beginnings (`1680/81`) or of any other calendar; the words of the source may
  stand in the text of the claim.
- An *id* is made of lower-case letters, digits and single hyphens.
- A *language tag* is that of BCP 47: `en`, `ar`, `zh-Hant`.
- A text is what stands after the colon, up to the end of the line. Put it in quotation marks if it holds `: ` or ` #`, or begins
  with one of `` @ ` % * & ! | > [ { " ' # - ? ``. A comment begins with `#` and stands on a line of its own.

Editors that know JSON Schema complete the keys and mark those that do not exist: the schemas are {schemas}. In VS Code with its YAML
extension, `.vscode/settings.json` names them, as this repository's does; elsewhere the first line of a file can, after
`# yaml-language-server: $schema=` and the address of the schema.

This page is written by `make reference` from `builder/formats/`.
"""
_SHAPES = {
    "mapping": "lines of `key: value`",
    "list": "a list of records, each of which begins with a dash",
    "sources": "a list of records, each of which begins with a dash; the list may stand under `references:`",
    "front matter": "lines of `key: value` between two lines of `---`, above the text",
    "attribute list": "`{#id key=value .class}` at the end of a paragraph, list item, table or quotation",
}
_HEAD = "| key | what it says | what to write | for example |\n|---|---|---|---|"


def written_files() -> dict[str, str]:
    """Return the texts of the reference and of the schemas, by their paths in the project."""
    files = {f"docs/schemas/{name}.json": schema for name, schema in schemas().items()}
    return {PATH: reference()} | {path: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for path, schema in files.items()}


def reference() -> str:
    """Return the reference as Markdown."""
    links = ", ".join(f"[{name}](schemas/{name}.json)" for name in schemas())
    return "\n".join([_INTRODUCTION.replace("{schemas}", links), *(part for file in FILES for part in _file(file))])


def _file(file: FileFormat) -> Iterator[str]:
    yield f"## {file.title}\n\n`{file.path}`: {_SHAPES[file.shape]}\n"
    yield from _table(file.format, "=" if file.shape == "attribute list" else ": ")
    inner = {id(one): one for one in formats_in(file.format) if one is not file.format}
    for one in inner.values():
        users = ", ".join(f"`{key.name}`" for outer in formats_in(file.format) for key in outer.keys if key.of is one)
        yield f"### {one.name[0].upper()}{one.name[1:]}, under {users}\n"
        yield from _table(one)
    if file.title == "A claim":
        yield "### Classes\n"
        yield "\n".join(["| class | what it says |", "|---|---|", *(f"| `.{one.word}` | {one.meaning} |" for one in CLASSES)]) + "\n"


def _table(format_: Format, sign: str = ": ") -> Iterator[str]:
    passed_on = {*OTHER_TEXTS, *OTHER_NAMES, *OTHER_DATES} if format_ is SOURCE else set()
    yield "\n".join([_HEAD, *(_row(key, sign) for key in format_.keys if key not in passed_on)]) + "\n"
    if passed_on:
        yield "The other variables of CSL are passed on to exports, as they are:\n"
        yield "\n".join([_HEAD, *map(_row_of_many, (OTHER_TEXTS, OTHER_NAMES, OTHER_DATES))]) + "\n"


def _row(key: Key, sign: str) -> str:
    kind = _choices(key.choices) if key.choices else key.kind.value
    needed = " \\*" if key.required else ""
    return f"| `{key.name}`{needed} | {key.meaning} | {kind} | `{key.name}{sign}{key.example}` |"


def _row_of_many(keys: Sequence[Key]) -> str:
    names = ", ".join(f"`{key.name}`" for key in keys)
    return f"| {names} | {keys[0].meaning} | {keys[0].kind.value} | `{keys[0].name}: {keys[0].example}` |"


def _choices(choices: Sequence[Choice]) -> str:
    return "; ".join(f"`{choice.word}`: {choice.meaning}" if choice.meaning else f"`{choice.word}`" for choice in choices)
