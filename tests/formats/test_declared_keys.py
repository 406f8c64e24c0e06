"""Keys are declared once: readers ask for each of them and for no other, the reference shows each, and what is almost one is told as it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from building import ROOT
from helpers import MINI, explain
from hypothesis import given
from hypothesis import strategies as st

from builder.formats.files import FILES, FileFormat, formats_in
from builder.formats.keys import Format, Key, ValueKind
from builder.formats.near_misses import folded, meant_choices, meant_key
from builder.formats.reference import PATH, reference, written_files
from builder.formats.schemas import schemas
from builder.reading.fields import Fields
from builder.reading.yaml_tree import Mapping, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_FILES = [file for file in FILES if file.shape != "attribute list"]
FORMATS = [(file, one) for file in IN_FILES for one in formats_in(file.format)]
EVERY = [(file, one, key) for file, one in FORMATS for key in one.keys]
SETTINGS = """\
title: Mini
languages: [en, ar]
kinds: {party: Party}
lists: {pilots: {title: List}}
agencies: {harbour: Office}
properties: {seat: Seat, x: X}
relations: {part-of: {label: part of, inverse: includes}}
"""
OTHERS = {
    "content/explainer.yml": SETTINGS,
    "content/sources/more.yml": "[{id: gazette-2, title: G}, {id: digest, title: D}, {id: agency, title: A}]\n",
    "content/groups/river-union.md": "---\nname: River Union\n---\n",
    "content/themes/money.md": "---\ntitle: Money\n---\n",
    "content/themes/oil.md": "---\ntitle: Oil\n---\n\nOil stopped. [@gazette]\n{#harbour-closed}\n",
}


def record_with(format_: Format, key: Key) -> str:
    """Return a record of a format with its needed keys, and one more, each as in the reference."""
    needed = [one for one in format_.keys if one.required or one.name == "cite"]
    return f"{{{', '.join(f'{one.name}: {one.example}' for one in dict.fromkeys([*needed, key]))}}}"


def wrapped(outer: Key, record: str) -> str:
    """Return the value of a key that holds records, with one in it."""
    shapes = {ValueKind.RECORD: "{}", ValueKind.RECORDS: "[{}]", ValueKind.NAMED: "{{x: {}}}", ValueKind.STATEMENTS: "{{x: [{}]}}"}
    return shapes[outer.kind].format(record)


def files_with(file: FileFormat, format_: Format, key: Key) -> dict[str, str]:
    """Return a project in which one key of one format has the value that the reference shows."""
    values = {one.name: one.example for one in file.format.keys if one.required}
    if format_ is file.format:
        values[key.name] = key.example
    else:
        outer = next(one for one in file.format.keys if one.of is format_)
        values[outer.name] = wrapped(outer, record_with(format_, key))
    lines = "\n".join(f"{name}: {value}" for name, value in values.items()) + "\n"
    gazette = {"content/sources/gazette.yml": "- {id: gazette, title: G}\n"} if format_.name not in ("source", "name", "snapshot") else {}
    path = file.path.replace("<id>", "oil" if "<language>" in file.path else "x").replace("<language>", "ar").replace("<folder>", "part")
    path = path.replace("<name>", "x")
    if file.shape == "front matter":
        return OTHERS | gazette | {path: f"---\n{lines}---\n"}
    if file.shape in ("list", "sources"):
        return OTHERS | gazette | {path: "- " + lines.replace("\n", "\n  ").rstrip() + "\n"}
    return OTHERS | gazette | {path: lines}


ABOUT_KEYS = {
    "invalid-yaml", "unknown-key", "missing-field", "wrong-type", "wrong-value", "invalid-date", "invalid-id", "invalid-citation",
    "forbidden-scheme", "yaml-alias", "duplicate-key", "key-point-without-claim", "unknown-theme", "unknown-group", "unknown-source",
}  # fmt: skip


@pytest.mark.parametrize(("file", "format_", "key"), EVERY, ids=lambda one: getattr(one, "name", getattr(one, "path", "")))
def test_the_example_of_every_key_is_read_without_a_word(file: FileFormat, format_: Format, key: Key) -> None:
    _, findings = explain(files_with(file, format_, key), {})
    assert [one for one in findings if one.code in ABOUT_KEYS] == []


def test_every_key_that_is_declared_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[Format, set[str]] = defaultdict(set)
    real: dict[str, Any] = {name: getattr(Fields, name) for name in ("get", "text")}

    def noted(name: str) -> Any:
        def method(self: Fields, key: str, **options: Any) -> Any:
            asked[self.format].add(key)
            return real[name](self, key, **options)

        return method

    for name in real:
        monkeypatch.setattr(Fields, name, noted(name))
    for file, format_, key in EVERY:
        explain(files_with(file, format_, key), {})
    assert {one.name: one.by_name.keys() - asked[one] for _, one in FORMATS if one.by_name.keys() - asked[one]} == {}


def test_a_key_that_is_not_declared_cannot_be_asked_for() -> None:
    tree, _ = parse_yaml("title: T\n", "x.yml")
    assert isinstance(tree, Mapping)
    fields = Fields(tree, Format("thing", (Key("title", ValueKind.TEXT, "", ""),)), [])
    assert fields.text("title") == "T"
    for ask in (fields.text, fields.get, fields.scalars, fields.items, fields.mapping):
        with pytest.raises(KeyError):
            ask("titel")


# --- near misses ------------------------------------------------------------------------------------------------------


def spellings(format_: Format) -> Iterator[tuple[str, str]]:
    for key in format_.keys:
        yield from ((folded(word), key.name) for word in {key.name, *key.also})


@pytest.mark.parametrize("format_", [one for file in FILES for one in formats_in(file.format)], ids=lambda one: one.name)
def test_no_two_keys_of_a_format_have_a_spelling_in_common(format_: Format) -> None:
    known: dict[str, str] = {folded(name): name for name in format_.by_name}
    for spelling, name in spellings(format_):
        if spelling in format_.by_name and spelling != name:
            assert False, f"`{spelling}` is a key, and stands for `{name}`"  # noqa: B011, PT015
        assert known.setdefault(spelling, name) == name, spelling


@given(st.sampled_from(EVERY), st.sampled_from([str.upper, str.title, str.capitalize, lambda w: w.replace("-", "_"), lambda w: w.replace("_", "-"),
    lambda w: w.replace("-", " ").replace("_", ""), lambda w: w.replace("a", "а").replace("e", "е").replace("o", "ο"), lambda w: f"{w} ", lambda w: w.replace("i", "í")]))  # fmt: skip
def test_a_key_in_another_spelling_is_told_as_itself(one: tuple[FileFormat, Format, Key], spell: Any) -> None:
    _, format_, key = one
    assert meant_key(spell(key.name), format_) == key.name


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("source", wrong, right)
        for wrong, right in [pair.split("=") for pair in """
            url=URL doi=DOI ID=id Url=URL date=issued published=issued year=issued link=URL href=URL authors=author journal=container-title
            newspaper=container-title container_title=container-title name=title pages=page syndicated-from=syndicated_from titel=title
            publsher=publisher lang=language issn=ISSN Consulted=consulted vai=via acessed=accessed tilte=title
        """.split()]
    ]
    + [("theme", "as-of", "as_of"), ("theme", "asof", "as_of"), ("theme", "Title", "title"), ("theme", "sumary", "summary"), ("theme", "xyzzy", "")]
    + [("group", "title", "name"), ("group", "aka", "aliases"), ("statement", "citation", "cite"), ("statement", "site", "cite")],
)  # fmt: skip
def test_what_people_write_is_told_as_what_they_meant(name: str, wrong: str, right: str) -> None:
    format_ = next(one for _, one in FORMATS if one.name == name)
    assert meant_key(wrong, format_) == right


@pytest.mark.parametrize(
    ("word", "meant"),
    [("No", ("no",)), ("NO", ("no",)), ("“no”", ("no",)), ("none", ("no",)), ("yes", ("full", "excerpt")), ("partial", ("excerpt",)),
     ("exerpt", ("excerpt",)), ("Full", ("full",)), ("fulll", ("full",)), ("banana", ())],
)  # fmt: skip
def test_a_word_that_is_almost_one_of_the_choices(word: str, meant: tuple[str, ...]) -> None:
    source = next(one for _, one in FORMATS if one.name == "source")
    assert meant_choices(word, source.by_name["consulted"].choices) == meant


def test_a_key_that_is_almost_right_is_one_finding_and_its_value_counts() -> None:
    explainer, findings = explain({**MINI, "content/sources/x.yml": "- {ID: delta, Title: Delta, publisher: D}\n"}, {})
    assert [(f.code, f.hints[0]) for f in findings if f.code != "unused-source"] == [
        ("unknown-key", "did you mean `id`?"),
        ("unknown-key", "did you mean `title`?"),
    ]
    assert explainer.sources["delta"].title == "Delta"


# --- reference and schemas --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(written_files()))
def test_the_reference_and_the_schemas_are_up_to_date(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == written_files()[path], "run `make reference`"


def test_no_file_beside_the_schemas_is_left_over() -> None:
    assert {f"docs/schemas/{path.name}" for path in (ROOT / "docs/schemas").iterdir()} == {path for path in written_files() if path != PATH}


def test_the_reference_has_every_key() -> None:
    for file in FILES:
        for one in formats_in(file.format):
            for key in one.keys:
                assert f"`{key.name}`" in reference()
                assert key.meaning in reference()


def as_json(text: str) -> object:
    """Return YAML as an editor sees it: dates are texts there."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


CONTENT = [
    (path, {"content": name})
    for folder in ("content", "tests/second/content")
    for pattern, name in (
        ("explainer.yml", "explainer"), ("terms.yml", "term"), ("sources/*.yml", "source"), ("themes/**/part.yml", "part"),
        ("themes/*.md", "theme"), ("groups/*.md", "group"),
    )
    for path in sorted((ROOT / folder).glob(pattern))
]  # fmt: skip


def test_the_content_fits_the_schemas() -> None:
    assert len(CONTENT) > 20
    for path, names in CONTENT:
        name = "translation" if path.suffix == ".md" and "." in path.stem else names["content"]
        text = path.read_text(encoding="utf-8")
        text = text.split("---\n")[1] if path.suffix == ".md" else text
        jsonschema.Draft7Validator(schemas()[name]).validate(as_json(text))


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_one_and_refuses_a_key_that_does_not_exist(name: str) -> None:
    schema = schemas()[name]
    jsonschema.Draft7Validator.check_schema(schema)
    record = {
        key.name: yaml.safe_load(key.example) for key in next(f for f in IN_FILES if f.format.name == name).format.keys if key.required
    }
    wrap = (lambda one: [one]) if name in ("term", "source") else (lambda one: one)
    jsonschema.Draft7Validator(schema).validate(wrap(record))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(wrap(record | {"Titel": "x"}))


def test_the_editor_is_told_of_schemas_that_exist() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert all((ROOT / path).is_file() for path in settings["yaml.schemas"])
