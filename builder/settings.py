"""`content/explainer.yml`: what is true of the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.codes import CODES, SOFT
from builder.fields import ID, Fields, bad_id
from builder.findings import Severity, did_you_mean, finding
from builder.frontmatter import Parsed, document
from builder.language import CATALOGUES, SOURCE
from builder.model import Quantity, RelationType, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.load import Raw
    from builder.model import Group, Theme


def parse_settings(raw: Raw, parsed: Parsed) -> None:
    """Read the settings."""
    fields = document(raw, parsed, "explainer")
    if fields is None:
        parsed.settings = Settings(readable=False)
        return
    defaults = Settings()
    parsed.settings = Settings(
        title=fields.text("title", required=True, default=defaults.title),
        description=fields.text("description"),
        as_of=fields.date("as_of"),
        languages=_languages(fields) or defaults.languages,
        repository=_web_address(fields, "repository"),
        license=fields.text("license"),
        rules=_rules(fields, parsed),
        budgets=_budgets(fields, parsed),
        kinds=fields.labels("kinds"),
        lists={name: record.text("title", required=True) for name, record in fields.named("lists", "list")},
        agencies=fields.labels("agencies"),
        properties=fields.labels("properties"),
        relations={
            name: RelationType(record.text("label", required=True), record.text("inverse", required=True))
            for name, record in fields.named("relations", "relation type")
        },
        quantities={
            name: Quantity(name, record.text("title", required=True), record.text("description"), record.text("counts"))
            for name, record in fields.named("quantities", "quantity")
        },
    )
    fields.close()


def _web_address(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if text and not text.startswith(("https://", "http://")):
        fields.findings.append(finding(fields.at(key), "forbidden-scheme", f"`{key}` must start with https:// or http://"))
        return ""
    return text


def _languages(fields: Fields) -> tuple[str, ...]:
    """Read the languages of the explainer: BCP 47 tags in lower case, since they are part of addresses."""
    tags = fields.ids("languages")
    for tag in tags:
        if not ID.match(tag):
            fields.findings.append(bad_id(fields.at("languages"), tag))
        elif tag not in (SOURCE, *CATALOGUES):
            message = f"there are no words of the interface for `{tag}`; they are shown in English"
            fields.findings.append(finding(fields.at("languages"), "untranslated-interface", message))
    return tuple(tag for tag in tags if ID.match(tag))


def _budgets(fields: Fields, parsed: Parsed) -> dict[str, int]:
    mapping = fields.mapping("budgets")
    if mapping is None:
        return {}
    record = Fields(mapping, "budget", parsed.findings)
    number = record.number("citation-needed")
    record.close()
    return {} if number is None else {"citation-needed": number}


def _rules(fields: Fields, parsed: Parsed) -> dict[str, Severity]:
    rules = {}
    words = [severity.value for severity in Severity]
    mapping = fields.mapping("rules")
    for code, word in fields.labels("rules").items():
        where = mapping.keys[code] if mapping else fields.where
        if code not in CODES:
            parsed.findings.append(finding(where, "unknown-key", f"there is no rule `{code}`", did_you_mean(code, CODES)))
        elif word not in words:
            parsed.findings.append(finding(where, "wrong-value", f"`{code}` cannot be `{word}`", f"it is one of {', '.join(words)}"))
        elif code not in SOFT and word != Severity.ERROR:
            message = f"`{code}` cannot be `{word}`: without it no site could be made"
            parsed.findings.append(finding(where, "wrong-value", message, f"these can: {', '.join(sorted(SOFT))}"))
        else:
            rules[code] = Severity(word)
    return rules


def with_words_in_use(settings: Settings, themes: Sequence[Theme], groups: Sequence[Group]) -> Settings:
    """Fill the vocabularies that the settings leave out with the words that are used.

    A vocabulary that is declared is complete, so that a slip is noticed; a small explainer need not declare any.
    """
    claims = [claim for body in (*(t.body for t in themes), *(g.body for g in groups)) for claim in body.claims]
    statements = [s for group in groups for s in group.statements if s.property != "founded"]
    relations = {r.type: RelationType(_words(r.type), _words(r.type)) for group in groups for r in group.relations}
    quantities = {c.measure.quantity: Quantity(c.measure.quantity, _words(c.measure.quantity).capitalize()) for c in claims if c.measure}
    designations = [d for group in groups for d in group.designations]
    return replace(
        settings,
        kinds=settings.kinds or {group.kind: _words(group.kind).capitalize() for group in groups if group.kind},
        lists=settings.lists or {d.list: d.list for d in designations},
        agencies=settings.agencies or {d.by: d.by for d in designations},
        properties=settings.properties or {s.property: _words(s.property).capitalize() for s in statements},
        relations=settings.relations or relations,
        quantities=settings.quantities or quantities,
    )


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
