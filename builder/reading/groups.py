"""A group's file: names, statements, designations, relations, and a profile made of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.formats.keys import ValueKind, format_of
from builder.formats.pages import ALIAS, GROUP, STATEMENT
from builder.model.content import Alias, Designation, Group, Match, Relation, Statement
from builder.model.dates import parse_date
from builder.model.findings import Where
from builder.reading.fields import Fields
from builder.reading.front_matter import Parsed, body_of, cite_of, front_matter, id_of, passage_of
from builder.reading.yaml_tree import Mapping, Scalar

if TYPE_CHECKING:
    from builder.reading.files import Raw


def parse_group(raw: Raw, parsed: Parsed) -> None:
    """Add the group that a file describes to `parsed`."""
    group_id = id_of(raw, parsed)
    fields, text, line = front_matter(raw, parsed, GROUP)
    url = f"groups/{group_id}/"
    body = body_of(raw, text, line, url, parsed)
    parsed.groups.append(
        Group(
            id=group_id,
            where=Where(raw.path),
            name=fields.text("name", required=True),
            kind=fields.text("kind"),
            summary=passage_of(fields.scalar("summary"), parsed),
            native=fields.labels_by_language("native"),
            aliases=read_aliases(fields),
            statements=_statements(fields, parsed),
            designations=tuple(_designation(group_id, r, parsed) for r in fields.records("designations")),
            relations=tuple(_relation(group_id, r, parsed) for r in fields.records("relations")),
            ids=fields.labels("ids"),
            body=body,
            url=url,
            was=fields.formers(),
            places=fields.places("kind"),
        )
    )
    fields.close()


def read_aliases(fields: Fields) -> tuple[Alias, ...]:
    """Return the names under `aliases`, each written as plain text or as a mapping with its matching rule."""
    aliases = []
    for node in fields.items("aliases"):
        if isinstance(node, Scalar):
            aliases.append(Alias(node.text.strip(), node.where))
        elif isinstance(node, Mapping):
            record = Fields(node, ALIAS, fields.findings)
            text = record.text("text", required=True)
            alias = Alias(text, node.where, record.choice("match", Match, Match.FOLDED), record.language("lang"))
            record.close()
            if text:
                aliases.append(alias)
        else:
            fields.wrong(node, "aliases", "a list of names")
    return tuple(aliases)


def _statement(prop: str, record: Fields, parsed: Parsed, places: dict[str, Where], *, dated: bool) -> Statement:
    value = record.text("value", required=True)
    date = parse_date(value) if dated and value else None
    if dated and value and date is None:
        record.bad_date("value", value)
    return Statement(
        property=prop,
        value=value,
        where=record.where,
        citations=cite_of(record, parsed),
        start=record.date("from"),
        end=record.date("to"),
        as_of=record.date("as_of"),
        date=date,
        note=record.text("note"),
        places=places | record.places("cite"),
    )


def _statements(fields: Fields, parsed: Parsed) -> tuple[Statement, ...]:
    statements = [_statement("founded", record, parsed, {}, dated=True) for record in fields.records("founded")]
    mapping = fields.mapping("statements")
    if mapping is not None:
        properties = Fields(mapping, format_of(mapping.items, "group", ValueKind.RECORDS, STATEMENT), parsed.findings)
        for prop in mapping.items:
            statements += [_statement(prop, record, parsed, {prop: mapping.keys[prop]}, dated=False) for record in properties.records(prop)]
    return tuple(statements)


def _designation(group: str, record: Fields, parsed: Parsed) -> Designation:
    return Designation(
        group=group,
        by=record.text("by", required=True),
        list=record.text("list", required=True),
        where=record.where,
        citations=cite_of(record, parsed),
        signed=record.date("signed"),
        announced=record.date("announced"),
        published=record.date("published"),
        revoked=record.date("revoked"),
        note=record.text("note"),
        places=record.places("by", "list", "signed", "announced", "published", "revoked", "cite"),
    )


def _relation(group: str, record: Fields, parsed: Parsed) -> Relation:
    return Relation(
        group=group,
        type=record.text("type", required=True),
        target=record.text("group", required=True),
        where=record.where,
        citations=cite_of(record, parsed),
        start=record.date("from"),
        end=record.date("to"),
        note=record.text("note"),
        places=record.places("type", "group", "cite"),
    )
