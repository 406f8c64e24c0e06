"""The files of a new explainer: invented examples of everything that an author needs, which the check accepts as they are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib.resources import files
from string import Template
from types import MappingProxyType
from typing import TYPE_CHECKING

from builder.formats.attributes import CLAIM
from builder.formats.pages import GROUP, THEME
from builder.formats.sources import OTHER_DATES, OTHER_NAMES, OTHER_TEXTS, SOURCE
from builder.importing.yaml_text import scalar
from builder.starting.commented_keys import remarks, settings_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

_NAMES = {"gitignore": ".gitignore", "github": ".github", "gitlab-ci.yml": ".gitlab-ci.yml"}
"""Files and folders of these names would be git's own here, too."""
_AS_THEY_ARE = (".github/", ".gitlab-ci.yml")
"""Files with dollar signs of their own."""
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#&|~])")
_VOCABULARIES = {
    "kinds": "\n  state-body: Public body\n  company: Company",
    "properties": "\n  seat: Seat",
    "relations": "\n  licensed-by: {label: licensed by, inverse: licenses}",
    "quantities": "\n  ships:\n    title: Ships that came\n    description: Ships at the quay in one year; an invented quantity.",
}
"""The words that the examples use."""
_UNSIGNED: Mapping[str, str] = MappingProxyType({})


def project_files(title: str, language: str, as_of: date, requirement: str, signed: Mapping[str, str] = _UNSIGNED) -> dict[str, str]:
    """Return the texts of the files of a new explainer, by their paths in it.

    `language` is a language tag of BCP 47. The examples are invented, in English, and dated in the year before `as_of`.
    `requirement` is what pip gets this program from, where the site is built by others' machines; `signed` are the settings that say
    who answers for the explainer.
    """
    passed_on = {*OTHER_TEXTS, *OTHER_NAMES, *OTHER_DATES}
    words = {
        "title": scalar(title),
        "heading": _MARKUP.sub(r"\\\1", title),
        "language": language,
        "as_of": as_of.isoformat(),
        "later": (as_of + timedelta(days=1)).isoformat(),
        "claim_keys": remarks(CLAIM.keys),
        "source_keys": remarks(key for key in SOURCE.keys if key not in passed_on),
        "theme_keys": remarks(THEME.keys),
        "group_keys": remarks(GROUP.keys),
        "year": str(as_of.year - 1),
        "requirement": requirement,
    }
    texts = {
        path: text if path.startswith(_AS_THEY_ARE) else Template(text).substitute(words)
        for path, text in _templates(files("builder.starting").joinpath("project"), "")
    }
    values = {
        "title": words["title"],
        "description": "One or two sentences about the whole; everything here is invented until you replace it.",
        "as_of": words["as_of"],
        "languages": f"[{language}]",
        **{key: scalar(value) for key, value in signed.items()},
    }
    return {"content/explainer.yml": settings_text(values | _VOCABULARIES)} | dict(sorted(texts.items()))


def _templates(folder: Traversable, path: str) -> list[tuple[str, str]]:
    """Return the texts below a folder of the package, each with the path that it has in a project."""
    found: list[tuple[str, str]] = []
    for one in folder.iterdir():
        here = f"{path}{_NAMES.get(one.name, one.name)}"
        found += _templates(one, f"{here}/") if one.is_dir() else [(here, one.read_text(encoding="utf-8"))]
    return found
