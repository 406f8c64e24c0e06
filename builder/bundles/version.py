"""Which version of an explainer a bundle holds: its name, dates, digest and commit, as every kind of bundle says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from builder.data.content_digest import SUBJECT, content_digest, words_of
from builder.history.commit import Commit, commit_of
from builder.model.ids import is_device_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.checking.project import Project
    from builder.model.content import Settings
    from builder.model.json_encoding import Record

_LONGEST_TITLE = 50
_SHOWN_DIGITS = 8
"""Of the digest in the name of a bundle, in hexadecimal."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an explainer."""

    name: str
    """Of its bundles, without an extension: title, date, and the first digits of the digest."""
    title: str
    as_of: str
    """The date up to which it speaks, in EDTF; empty if there is none."""
    language: str
    """BCP 47."""
    license: str
    """Of the content, as the explainer names it."""
    digest: str
    """Of the content (`content_digest`)."""
    commit: Commit
    generator: str
    counts: Mapping[str, int]

    @property
    def words(self) -> str:
        """The digest in eight words."""
        return words_of(self.digest)

    @property
    def about(self) -> Record:
        """What every kind of bundle says of its version, for JSON; the first key tells that it is one."""
        return {
            "bundle": "explainer",
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of or None,
            "content_sha256": self.digest,
            "words": self.words,
            "commit": self.commit.id or None,
            "uncommitted_changes": self.commit.has_changes,
            "generator": self.generator,
        }


def version_of(project: Project, site: Path) -> Version:
    """Return the version of a project that a built site has."""
    settings = project.explainer.content.settings
    with (site / SUBJECT).open("rb") as file:
        digest = content_digest(iter(partial(file.read, _PIECE), b""))
    counts = {name: number for name, number in project.counts.items() if name not in ("errors", "warnings", "silenced")}
    return Version(
        bundle_name(settings, digest),
        settings.title,
        settings.as_of.edtf if settings.as_of else "",
        settings.languages[0],
        settings.license,
        digest,
        commit_of(project.folder),
        _generator(),
        counts,
    )


def bundle_name(settings: Settings, digest: str) -> str:
    """Return the name of a bundle: the title, the date up to which it speaks, and the beginning of its digest."""
    title = re.sub(r"[^a-z0-9]+", "-", settings.title.lower()).strip("-")[:_LONGEST_TITLE].rstrip("-") or "explainer"
    day = re.sub(r"[^0-9A-Za-z.]+", "-", settings.as_of.edtf).strip("-.") if settings.as_of else ""  # not every system allows `2025?`
    name = "-".join(filter(None, (title, day, digest[:_SHOWN_DIGITS])))
    return f"explainer-{name}" if is_device_name(name) else name


def _generator() -> str:
    try:
        return f"explainer {version('explainer')}"
    except PackageNotFoundError:  # run from its sources, without being installed
        return "explainer"
