"""`content/explainer.yml`: the settings of the explainer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.keys import ValueKind, format_of
from builder.formats.near_misses import meant_key
from builder.formats.settings import ACCENTS, EXPLAINER, WORDS
from builder.formats.wrong_values import bad_language
from builder.look.colours import LEAST_CONTRAST, PAPERS, contrast, for_dark, read_colour, written_ratio
from builder.model.codes import CODES, SOFT
from builder.model.content import Look, Quantity, RelationType, Settings
from builder.model.findings import Severity, did_you_mean, finding
from builder.model.ids import is_device_name
from builder.model.language import has_words, is_tag
from builder.reading.fields import Fields
from builder.reading.front_matter import Parsed, document, passage_of
from builder.reading.yaml_tree import Mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.model.content import Group, Theme
    from builder.model.document import Passage
    from builder.model.findings import Where
    from builder.reading.files import Raw

_MAIL = re.compile(r"(?:mailto:)?[^\s@<>\"?&#]+@[\w-]+(?:\.[\w-]+)+")
"""A mail address as browsers accept it in a field for one (HTML, input type=email), and no more of a `mailto:` link than that."""


def parse_settings(raw: Raw, parsed: Parsed) -> None:
    """Set the settings of `parsed` from `explainer.yml`."""
    fields = document(raw, parsed, EXPLAINER)
    if fields is None:
        return
    defaults = Settings()
    languages = _languages(fields) or defaults.languages
    settings = Settings(
        title=fields.text("title", required=True, default=defaults.title),
        description=fields.text("description"),
        answer=_answer(fields, parsed),
        as_of=fields.date("as_of"),
        languages=languages,
        publisher=fields.text("publisher"),
        authors=fields.ids("authors"),
        contact=_contact(fields),
        repository=_web_address(fields, "repository").rstrip("/"),
        license=fields.text("license"),
        look=_look(fields),
        bundles=fields.words("bundles"),
        rules=_rules(fields, parsed),
        budgets=_budgets(fields),
    )
    vocabulary = _vocabulary(fields, languages)
    parsed.settings = replace(
        _with_vocabulary(settings, vocabulary, languages[0]),
        translations={tag: _with_vocabulary(settings, vocabulary, tag) for tag in languages[1:]},
        places={key: dict(mapping.keys) for key in VOCABULARIES if (mapping := fields.mapping(key))},
    )
    _report_half_signed(fields)
    fields.close()


def _report_half_signed(fields: Fields) -> None:
    """Report an explainer that says who answers for it and not where to write, or the other way round.

    Those that say neither are perhaps for their authors alone; the page about the explainer tells readers so. A repository tells
    where to write, and by itself speaks for nobody.
    """
    signed, reachable, contact = (
        next(iter(fields.places(*keys)), None) for keys in (("publisher", "authors"), ("contact", "repository"), ("contact",))
    )
    if signed and not reachable:
        message, hint = "the site says who answers for it, and not where to write", "add contact: or repository:"
        fields.findings.append(finding(fields.at(signed), "unsigned", message, hint))
    elif contact and not signed:
        message, hint = "the site says where to write, and not who answers for it", "add publisher: or authors:"
        fields.findings.append(finding(fields.at(contact), "unsigned", message, hint))


VOCABULARIES = ("kinds", "lists", "agencies", "properties", "relations", "quantities")
"""The keys under which words are declared."""


class _Vocabulary(NamedTuple):
    """The vocabularies that an explainer declares, by language."""

    labels: dict[str, dict[str, dict[str, str]]]
    """`kinds`, `lists`, `agencies` and `properties`: by name, then by language."""
    relations: dict[str, tuple[dict[str, str], dict[str, str], bool]]
    words: dict[str, dict[str, str]]
    """What the explainer calls groups, designations and lists: by key, then by language."""
    quantities: dict[str, tuple[dict[str, str], dict[str, str], str, dict[str, Where]]]


def _vocabulary(fields: Fields, languages: tuple[str, ...]) -> _Vocabulary:
    lists = {name: record.worded("title", languages, required=True) for name, record in fields.named("lists")}
    return _Vocabulary(
        {"lists": lists} | {key: fields.worded_labels(key, languages) for key in ("kinds", "agencies", "properties")},
        {
            name: (
                record.worded("label", languages, required=True),
                record.worded("inverse", languages, required=True),
                record.word("drawn") == "frame",
            )
            for name, record in fields.named("relations")
        },
        _words(fields, languages),
        {
            name: (
                record.worded("title", languages, required=True),
                record.worded("description", languages),
                record.text("counts"),
                record.places("counts"),
            )
            for name, record in fields.named("quantities")
        },
    )


def _words(fields: Fields, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    record = fields.record("words")
    if record is None:
        return {}
    words = {key.name: record.worded(key.name, languages) for key in WORDS.keys}
    record.close()
    return {name: texts for name, texts in words.items() if texts}


def _with_vocabulary(settings: Settings, vocabulary: _Vocabulary, language: str) -> Settings:
    """Return settings with the vocabulary in a language; missing labels are in the first language."""

    def pick(texts: dict[str, str]) -> str:
        return texts.get(language) or texts.get(settings.languages[0], "")

    labels = {key: {name: pick(texts) for name, texts in words.items()} for key, words in vocabulary.labels.items()}
    return replace(
        settings,
        words={name: pick(texts) for name, texts in vocabulary.words.items()},
        kinds=labels["kinds"],
        lists=labels["lists"],
        agencies=labels["agencies"],
        properties=labels["properties"],
        relations={
            name: RelationType(pick(label), pick(inverse), is_frame) for name, (label, inverse, is_frame) in vocabulary.relations.items()
        },
        quantities={
            name: Quantity(name, pick(title), pick(description), counts, places)
            for name, (title, description, counts, places) in vocabulary.quantities.items()
        },
    )


def _answer(fields: Fields, parsed: Parsed) -> Passage | None:
    """Return the answer of the whole, which leaves it to claims to cite: its page has no list of references for it."""
    answer = passage_of(fields.scalar("answer"), parsed)
    for citation in answer.citations if answer else ():
        message = "the answer of the whole cites no source itself"
        parsed.findings.append(finding(citation.where, "wrong-value", message, "link the claim that does: [words](claim:id)"))
    return answer


def _contact(fields: Fields) -> str:
    """Return the link to those who answer for the explainer; empty, and reported, if it is neither a mail address nor one of the web."""
    text = fields.text("contact")
    if _MAIL.fullmatch(text):
        return f"mailto:{text.removeprefix('mailto:')}"
    if text and not text.startswith(("https://", "http://")):
        message = "`contact` is neither a mail address nor the address of a page"
        fields.findings.append(finding(fields.at("contact"), "wrong-value", message, "write name@example.org, or https://…"))
        return ""
    return text


def _look(fields: Fields) -> Look:
    record = fields.record("look")
    if record is None:
        return Look()
    light, dark = _accents(record)
    look = Look(record.text("logo"), record.text("icon"), light, dark, record.places("logo", "icon"))
    record.close()
    return look


def _accents(look: Fields) -> tuple[str, str]:
    """Return the accents of the light and of the dark scheme; empty, and reported, if one is no colour or not legible."""
    node = look.get("accent")
    if not isinstance(node, Mapping):
        light = _accent(look, "accent", "light")
        return (light, for_dark(light)) if light else ("", "")
    record = Fields(node, ACCENTS, look.findings)
    light, dark = (_accent(record, scheme, scheme) for scheme in PAPERS)
    record.close()
    return (light, dark) if light and dark else ("", "")


def _accent(fields: Fields, key: str, scheme: str) -> str:
    """Return the colour under a key, for the paper of a scheme."""
    text = fields.text(key, required=key == scheme)
    colour = read_colour(text)
    if not colour:
        if text:
            hint = 'write # and six digits in quotation marks, as in "#0a5a6a"'
            fields.findings.append(finding(fields.at(key), "wrong-value", f"`{text}` is not a colour in hexadecimal", hint))
        return ""
    ratio = contrast(colour, PAPERS[scheme])
    if ratio < LEAST_CONTRAST:
        message = f"`{text}` has a contrast of {written_ratio(ratio)} on the paper of the {scheme} scheme, {PAPERS[scheme]}"
        hint = f"text needs {LEAST_CONTRAST}:1 (WCAG 2.2, 1.4.3): take a {'darker' if scheme == 'light' else 'lighter'} one"
        fields.findings.append(finding(fields.at(key), "wrong-value", message, hint))
        return ""
    return colour


def _web_address(fields: Fields, key: str) -> str:
    text = fields.text(key)
    if text and not text.startswith(("https://", "http://")):
        fields.findings.append(finding(fields.at(key), "forbidden-scheme", f"`{key}` must start with https:// or http://"))
        return ""
    return text


def _languages(fields: Fields) -> tuple[str, ...]:
    """Return the languages of the explainer: BCP 47 tags, in lower case since they are part of addresses."""
    tags = []
    for scalar in fields.scalars("languages"):
        tag = scalar.text.strip()
        lower = f"write {tag.lower()}" if is_tag(tag) else "write its tag in lower case: en, ar, zh-hant"
        if not is_tag(tag) or tag != tag.lower():
            fields.findings.append(bad_language(scalar.where, tag, lower))
            continue
        if is_device_name(tag):
            message = f"Windows cannot hold a folder named `{tag}`, in which the pages in this language would be"
            fields.findings.append(finding(scalar.where, "wrong-value", message, f"add the script: {tag}-latn"))
            continue
        tags.append(tag)
        if not has_words(tag):
            message = f"the interface is not translated into `{tag}`; it is shown in English"
            fields.findings.append(finding(scalar.where, "untranslated-interface", message))
    return tuple(dict.fromkeys(tags))


def _budgets(fields: Fields) -> dict[str, int]:
    record = fields.record("budgets")
    if record is None:
        return {}
    number = record.number("citation-needed")
    record.close()
    return {} if number is None else {"citation-needed": number}


def _rules(fields: Fields, parsed: Parsed) -> dict[str, Severity]:
    rules = {}
    mapping = fields.mapping("rules")
    for code, text in fields.labels("rules").items():
        where = mapping.keys[code] if mapping else fields.where
        place = mapping.items[code].where if mapping else fields.where
        if code not in CODES:
            parsed.findings.append(finding(where, "unknown-key", f"there is no rule `{code}`", _meant_rule(code)))
        elif not (word := fields.one_of(fields.format.by_name["rules"], place, text, code)):
            continue
        elif code not in SOFT and word != Severity.ERROR:
            message = f"`{code}` cannot be `{word}`: the site cannot be built without this rule"
            parsed.findings.append(finding(place, "wrong-value", message, f"these rules can: {', '.join(sorted(SOFT))}"))
        else:
            rules[code] = Severity(word)
    return rules


def _meant_rule(code: str) -> str:
    meant = meant_key(code, format_of(CODES, "rule", ValueKind.CHOICE))
    return f"did you mean `{meant}`?" if meant else did_you_mean(code, CODES)


def with_words_in_use(settings: Settings, themes: Sequence[Theme], groups: Sequence[Group]) -> Settings:
    """Return settings in which each undeclared vocabulary consists of the words in use.

    A declared vocabulary is complete, so that a typo is noticed; a small explainer need not declare any.
    """
    claims = [claim for body in (*(t.body for t in themes), *(g.body for g in groups)) for claim in body.claims]
    statements = [s for group in groups for s in group.statements if s.property != "founded"]
    relations = {r.type: RelationType(_label(r.type), _label(r.type)) for group in groups for r in group.relations}
    quantities = {c.measure.quantity: Quantity(c.measure.quantity, _label(c.measure.quantity).capitalize()) for c in claims if c.measure}
    designations = [d for group in groups for d in group.designations]
    return replace(
        settings,
        kinds=settings.kinds or {group.kind: _label(group.kind).capitalize() for group in groups if group.kind},
        lists=settings.lists or {d.list: d.list for d in designations},
        agencies=settings.agencies or {d.by: d.by for d in designations},
        properties=settings.properties or {s.property: _label(s.property).capitalize() for s in statements},
        relations=settings.relations or relations,
        quantities=settings.quantities or quantities,
        translations={tag: with_words_in_use(other, themes, groups) for tag, other in settings.translations.items()},
    )


def _label(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
