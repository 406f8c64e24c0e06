"""A theme, a group or a source that is added: what is proposed for an answer, what is wrong with one, and the text of the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.pages import GROUP, THEME
from builder.importing.importing import made_key
from builder.importing.update import update
from builder.importing.yaml_text import file_text, scalar
from builder.model.content import Settings
from builder.model.findings import Severity
from builder.model.ids import ID, is_device_name, slug_of
from builder.model.language import is_tag, tags_named
from builder.reading.files import Kind, Raw
from builder.reading.parse import parse_file
from builder.starting.commented_keys import remarks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.bibliographies.records import Item
    from builder.formats.keys import Format
    from builder.model.findings import Finding

SOURCES = "content/sources"
_EXAMPLES = "examples.yml"
"""The file of invented sources that a new explainer begins with; it is deleted one day."""
_LONGEST_START = 90
"""Characters of an id that others begin with."""
_VARIABLES = {"url": "URL", "title": "title", "author": "author", "publisher": "publisher", "issued": "issued"} | {
    name: name for name in ("type", "consulted", "id")
}
"""The variables of CSL, and of this project, that answers about a source give."""


class Known(NamedTuple):
    """What a project has already."""

    settings: Settings
    themes: Mapping[str, str]
    """The paths of their files, by id, as those of groups and sources."""
    groups: Mapping[str, str]
    sources: Mapping[str, str]
    """By the slugs of their keys."""
    files: Mapping[str, str]
    """The texts of the YAML files of `content/sources/`, by their names."""
    names: Mapping[str, str]
    """The ids of groups, by their names without case."""


NOTHING = Known(Settings(), {}, {}, {}, {}, {})
NO_KIND = "none"
"""What is typed for no kind."""
_SEVERAL = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)


def proposed(what: str, name: str, answers: Mapping[str, str], known: Known) -> str:
    """Return the answer that is proposed for a question, from those before it; empty if there is none."""
    match what, name:
        case "project", "language":
            return "en"
        case "group", "kind":
            return NO_KIND if known.settings.kinds else ""
        case (("theme" | "group"), "id"):
            return _free(slug_of(answers["title" if what == "theme" else "name"]), known.themes if what == "theme" else known.groups)
        case "source", "type":
            return "webpage" if answers["url"] else "document"
        case "source", "consulted":
            return "no"
        case "source", "id":
            return made_key(_item(answers), dict.fromkeys(known.sources, 1))
        case "source", "file":
            return next((name for name in known.files if name != _EXAMPLES), "sources.yml")
    return ""


def choices(what: str, name: str, known: Known) -> tuple[str, ...]:
    """Return the answers that a project has for a question; empty if it is free."""
    return tuple({("group", "kind"): known.settings.kinds, ("source", "file"): known.files}.get((what, name), {}))


def taken(what: str, name: str, answer: str, known: Known) -> str:
    """Return what an answer is taken for: a kind by its label or in other letters, no kind, the name of a file with its ending."""
    match what, name:
        case "group", "kind" if answer not in known.settings.kinds:
            words = {word.casefold(): kind for kind, label in known.settings.kinds.items() for word in (label, kind)}
            return "" if answer == NO_KIND else words.get(answer.casefold(), answer)
        case "source", "file" if answer not in known.files and ID.match(answer):
            return f"{answer}.yml"
    return answer


def objection(what: str, name: str, answers: Mapping[str, str], known: Known) -> str:
    """Return what is wrong with the answer to a question, as a sentence without its full stop; empty if nothing is."""
    answer = answers[name]
    match what, name:
        case "project", "language":
            named = " or ".join(tags_named(answer)) or "one such as en, ar or pt-BR"
            return "" if is_tag(answer) else f"`{answer}` is not a language tag; write {named}"
        case (("theme" | "group"), "id") if there := (known.themes if what == "theme" else known.groups).get(answer):
            return f"there is {there} already; choose another id"
        case "group", "name" if there := known.names.get(answer.casefold()):
            return f"there is a group of this name already: `{there}`, in {known.groups[there]}"
        case "group", "kind" if answer not in known.settings.kinds:
            words = ", ".join(known.settings.kinds)
            declared = f"`{slug_of(answer) or 'person'}: {scalar(answer)}` under `kinds` in content/explainer.yml declares it"
            return f"`{answer}` is not one of the kinds of this explainer{f': {words}' if words else ', which has none'}; {declared}"
        case "source", "author" if any("," in one and _SEVERAL.search(one) for one in answer.split(";")):
            return "several names have semicolons between, as in `Tal, Ludwig; Pell, Ivo`"
        case "source", "id" if there := known.sources.get(slug_of(answer)):
            return f"the project has this source already, in {there}; choose another id"
        case "source", "file":
            is_new = answer.endswith(".yml") and ID.match(answer.removesuffix(".yml")) and not is_device_name(answer)
            return "" if answer in known.files or is_new else "write a name that ends in .yml, of small letters, digits and hyphens"
    return _refusal(what, name, answer)


def _refusal(what: str, name: str, answer: str) -> str:
    """Return what the check says against an answer."""
    found = next((found for found in _slips(what, {name: answer}) if not _is_remark(found)), None)
    if found and found.code == "unfinished-date":  # what is refused is not shown
        return f"`{answer}` is not how a date is written here; {found.hints[0]}"
    return _said(found) if found else ""


def remark(what: str, name: str, answer: str) -> str:
    """Return what is to be said of an answer that is taken, as a sentence without its full stop; empty if there is nothing."""
    if what == "source" and name == "author" and _SEVERAL.search(answer):
        return f"`{answer}` is taken for one name; several have semicolons between"
    return next((_said(found) for found in _slips(what, {name: answer}) if _is_remark(found)), "")


def _said(found: Finding) -> str:
    return "; ".join([found.message, *found.hints])


def _is_remark(found: Finding) -> bool:
    """Return whether a finding says that a date is words, for which there is no exact form."""
    return found.code == "unfinished-date" and not found.hints[0].startswith("write ")


def written(what: str, answers: Mapping[str, str], known: Known) -> tuple[str, str]:
    """Return the path of the file that is written, relative to the project, and its text. Raises `update.NoListError`."""
    if what == "source":
        path, text, item = f"{SOURCES}/{answers['file']}", known.files.get(answers["file"], ""), _item(answers)
        return path, update(text, path, [item]).text if text.strip() else file_text([item])
    path = f"content/{what}s/{answers['id']}.md"
    return path, _theme(answers) if what == "theme" else _group(answers)


def _free(slug: str, taken: Mapping[str, str]) -> str:
    return next(one for number in range(1, len(taken) + 2) if (one := slug if number == 1 else f"{slug}-{number}") not in taken)


_SIGNED = {"title": "Title", "publisher": "Publisher", "contact": "a@b.example"}
"""Settings in which nothing is wrong."""


def _slips(what: str, answers: Mapping[str, str]) -> list[Finding]:
    """Return what the check finds in a file with these answers: errors, and what should be written otherwise."""
    if what == "source":
        item = _item({"id": "id", "title": "Title", "type": "webpage", "consulted": "no", **answers})
        raw = Raw(f"{SOURCES}/new.yml", Kind.SOURCES, file_text([item]))
    elif what == "project":
        raw = Raw(
            "content/explainer.yml", Kind.SETTINGS, "".join(f"{key}: {scalar(answers.get(key, value))}\n" for key, value in _SIGNED.items())
        )
    else:
        path, text = written(what, {"title": "Title", "question": "", "name": "Name", "kind": "", "id": "id", **answers}, NOTHING)
        raw = Raw(path, Kind.THEME if what == "theme" else Kind.GROUP, text)
    return [found for found in parse_file(raw).findings if found.severity is Severity.ERROR or found.hints]


# --- the files --------------------------------------------------------------------------------------------------------


def _front_matter(format_: Format, values: Mapping[str, str]) -> str:
    """Return front matter with some values, and what every other key says in remarks."""
    given = [f"{name}: {scalar(value)}" for name, value in values.items() if value]
    others = remarks(key for key in format_.keys if not values.get(key.name))
    return "\n".join(["---", *given, "# Other keys, and what they say:", others, "---"])


def _theme(answers: Mapping[str, str]) -> str:
    claim = f"{answers['id'][:_LONGEST_START].rstrip('-')}-first"
    return f"""\
{_front_matter(THEME, {"title": answers["title"], "question": answers["question"]})}

<!--
A claim ends in its sources, by their ids, and a line with its own id:

One thing that can be checked, in your own words, with who says it. [@a-source, p. 3]
{{#an-id date=2001-02-03}}
-->

Write the first claim here.
{{#{claim} .citation-needed}}
"""


def _group(answers: Mapping[str, str]) -> str:
    return f"{_front_matter(GROUP, {'name': answers['name'], 'kind': answers['kind']})}\n"


def _item(answers: Mapping[str, str]) -> Item:
    """Return the record of a source; several authors have semicolons between, and one without a comma is taken as a whole."""
    item: dict[str, object] = {_VARIABLES[name]: answer for name, answer in answers.items() if name in _VARIABLES and answer}
    if "author" in item:
        names = [name.partition(",") for one in answers["author"].split(";") if (name := one.strip())]
        item["author"] = [
            {"family": family.strip(), "given": given.strip()} if given.strip() else {"literal": family.strip()}
            for family, _, given in names
        ]
    return item  # type: ignore[return-value]
