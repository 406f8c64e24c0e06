"""The files that something from elsewhere is written to, each with its new text: what is in one stays to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.importing.project_files import SOURCES, UsageError
from builder.importing.update import update
from builder.importing.yaml_text import file_text, scalar
from builder.model.findings import few
from builder.moving_in.claims import move_in, new_theme, title_of
from builder.moving_in.document_themes import themes_of
from builder.reading.files import Kind, kind_of
from builder.registers.group_files import groups_of, undeclared
from builder.trackers.documents import Documents
from builder.trackers.entries import Tracker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from builder.bibliographies.records import Item
    from builder.model.findings import Finding
    from builder.moving_in.claims import MovedIn
    from builder.moving_in.document_themes import Made
    from builder.moving_in.known_claims import Known
    from builder.moving_in.tracker_files import MovedFile
    from builder.registers.listed import Register


class Moved(NamedTuple):
    """What is to be written, and what is said of it."""

    files: Mapping[str, str]
    """The new texts by path, the sources first: nothing is ever without the record that it cites."""
    counts: str
    has_sources: bool
    """Whether there are new sources."""
    findings: tuple[Finding, ...]
    without_question: tuple[str, ...] = ()
    """The paths of new themes, where other themes have a question."""


def moved(file: MovedFile, known: Known, text_of: Callable[[str], str]) -> Moved:
    """Return what a file becomes in a project; `text_of` gives the text that a file of it has, empty if it is not there.

    Raises `UsageError` and `update.NoListError`.
    """
    if isinstance(file.read, Tracker):
        return _asked(_of_tracker(move_in(file.read, file.stem, known), file.stem, known.themes, text_of), known)
    if isinstance(file.read, Documents):
        return _asked(_of_documents(themes_of(file.read, file.stem, known), file, text_of), known)
    return _of_register(file.read, file.stem, known, text_of)


def _asked(done: Moved, known: Known) -> Moved:
    new = tuple(path for path in done.files if kind_of(path) is Kind.THEME and path not in known.themes.values())
    return done._replace(without_question=new if known.has_questions else ())


def _sources(items: Sequence[Item], name: str, text_of: Callable[[str], str]) -> dict[str, str]:
    if not items:
        return {}
    path = f"{SOURCES}/{name}.yml"
    there = text_of(path)
    return {path: update(there, path, items).text if there.strip() else file_text(items)}


def _of_tracker(made: MovedIn, name: str, themes: Mapping[str, str], text_of: Callable[[str], str]) -> Moved:
    files = _sources(made.sources, name, text_of)
    folder = f"content/themes/{name}" if made.is_split else "content/themes"
    for theme, claims in made.added.items():
        path = themes.get(theme, f"{folder}/{theme}.md")
        there = text_of(path) or new_theme(made.titles[theme])
        newline = "\r\n" if "\r\n" in there else "\n"
        files[path] = f"{there.rstrip()}{newline * 2}{claims.replace(chr(10), newline)}{newline}"
    part = f"{folder}/part.yml"
    if any(path.startswith(f"{folder}/") for path in files) and made.is_split and not text_of(part):
        files[part] = f"title: {scalar(made.titles[name])}\n"
    sources = _counted(len(made.sources), "new source")
    return Moved(files, f"{_counted(made.entries, 'entry')}, {made.new:,} new, {sources}", bool(made.sources), made.findings)


def _of_documents(made: Made, file: MovedFile, text_of: Callable[[str], str]) -> Moved:
    files = _sources(made.sources, file.stem, text_of)
    folder = "content/themes" if file.stem in made.texts else f"content/themes/{file.stem}"
    files |= {f"{folder}/{theme}.md": text for theme, text in made.texts.items()}
    part = f"{folder}/part.yml"
    if made.texts and file.stem not in made.texts and not text_of(part):
        files[part] = f"title: {scalar(title_of(file.stem))}\n"
    counts = f"{_counted(len(made.texts), 'new theme')}, {_counted(made.claims, 'new claim')}, {_counted(len(made.sources), 'new source')}"
    return Moved(files, counts, bool(made.sources), made.findings)


def _of_register(register: Register, name: str, known: Known, text_of: Callable[[str], str]) -> Moved:
    if missing := undeclared(register, known.settings):
        words = "; ".join(f"`{one.key}` lacks {few([f'`{word}`' for word in one.words])}" for one in missing)
        raise UsageError(f"content/explainer.yml does not declare what this register names: {words}; add it, and import again")
    made = groups_of(register, known.settings, known.groups, known.terms, known.addresses, known.sources)
    files = _sources([made.source] if made.source else [], name, text_of)
    files |= {f"content/groups/{id_}.md": text for id_, text in made.texts.items()}
    counts = f"{_counted(len(register.bodies), 'group')}, {len(made.texts):,} new, {made.there:,} in the project already"
    return Moved(files, counts, made.source is not None, made.findings)


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
