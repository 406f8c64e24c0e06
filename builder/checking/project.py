"""The stages in a row: from a project folder to a linked explainer and its findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from builder.checking.hand_written import HandWritten, check_hand_written, is_removed_id
from builder.checking.proposed_ids import with_free_ids
from builder.checking.rules import check_rules
from builder.checking.two_processes import in_two, no_progress, two_processors
from builder.checking.unmarked_citations import with_unmarked
from builder.linking.link import LinkedPages, link, link_pages
from builder.linking.mentions import Mentions
from builder.linking.page_facts import NO_FACTS, Facts, all_names, page_facts
from builder.model.codes import CODES
from builder.model.findings import Finding, Lost, Named, Severity, did_you_mean, finding, has_errors, settle
from builder.reading.files import Kind, find_files, kind_of, read_file
from builder.reading.front_matter import Parsed
from builder.reading.parse import hiding, join, parse_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from builder.checking.two_processes import Progress
    from builder.linking.page_facts import PageFacts
    from builder.model.content import Content, Group, Ignore, Theme
    from builder.model.explainer import Explainer
    from builder.reading.files import FoundFile, Raw

    Reader: TypeAlias = Callable[[str, list[Finding]], Raw | None]
    """Returns the file at a path; None if it cannot be read, and then adds the reason to the findings."""
    Renamed: TypeAlias = tuple[str, str, str]
    """What a thing is called now, what to do where its old id is in use, and what to do besides."""
    FindPages: TypeAlias = Callable[[], tuple[list[FoundFile], list[Finding]]]
    """Returns the hand-written pages that will be published and the files beside them, each with its place; and the findings."""

_USE = frozenset({"use"})
_ABOUT_COMMENTS = frozenset({"unused-ignore", "invalid-ignore"})
_PARALLEL_FROM = 200
"""From this many themes on, a second process pays: half a second of parsing."""
_CHUNK = 25
"""Themes that a process takes at a time."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder, read and checked."""

    folder: Path
    explainer: Explainer
    findings: tuple[Finding, ...]
    """Settled by the project's own severities: causes first, consequences left out."""
    silenced: tuple[Finding, ...] = ()
    """Warnings that comments in the content say to be known."""

    @property
    def broken(self) -> bool:
        """Whether it has errors, so that no site may be built."""
        return has_errors(self.findings)

    @property
    def unresolved(self) -> bool:
        """Whether its content has errors: a reference may lead nowhere, so that not every page can be made."""
        return has_errors(f for f in self.findings if f.where.path.startswith("content/"))

    def with_findings(self, findings: Iterable[Finding]) -> Project:
        """Return the project with more findings; those that it has, at whatever place of the same file, are not added."""
        known = {(f.where.path, f.code, f.message) for f in (*self.findings, *self.silenced)}
        repeated = {f.where.path for f in self.findings if f.code == "duplicate-id"}
        new = (
            f
            for f in _without_conflicted([*self.findings, *findings])
            if (f.where.path, f.code, f.message) not in known and not (f.where.path in repeated and is_removed_id(f))  # said already
        )
        settled = settle([*self.findings, *self.silenced, *new], self.explainer.content.settings.rules)
        shown, silenced = _without_ignored(self.explainer, settled)
        return replace(self, findings=shown, silenced=silenced)

    def with_renamed(self, renamed: Mapping[Named, Renamed], lost: Mapping[Named, Finding]) -> Project:
        """Return the project with findings about what is gone from its address.

        Where an id is missed already, that is reported there, with what it was renamed to if that is known.
        """
        missed = {_subject(f) for f in self.findings if not f.of_translation} - {subject for subject, (new, *_) in renamed.items() if new}
        return replace(self, findings=tuple(_hinted(self.findings, renamed))).with_findings(
            f for subject, f in lost.items() if subject not in missed
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many things of each kind the explainer holds, for the last line of a build."""
        content = self.explainer.content
        return {
            "themes": len(content.themes),
            "claims": len(self.explainer.claims),
            "sources": len(content.sources),
            "groups": len(content.groups),
            "errors": sum(f.severity is Severity.ERROR for f in self.findings),
            "warnings": sum(f.severity is Severity.WARNING for f in self.findings),
            **({"silenced": len(self.silenced)} if self.silenced else {}),
        }


def read_project(folder: Path, find_pages: FindPages | None = None, progress: Progress = no_progress) -> Project:
    """Read, link and check a project. Nothing in it can raise; look at `findings`.

    `find_pages` is called by this process while a second one parses, if there are two. Without it there are no hand-written pages;
    with it, the findings lack those that only the engine can know: what it renders is passed to `check_hand_written`.
    `progress` is called with the number of files parsed, and of all.
    """
    files, findings = find_files(folder)

    def pages() -> list[str]:
        found, more = find_pages() if find_pages else ([], [])
        findings.extend(more)
        return [file.path for file in found]

    findings = hiding(findings)
    parsed, facts = parse_all([file.path for file in files], partial(read_file, folder), pages, progress)
    content, parse_findings = join(parsed)
    project, _ = check_content(folder, content, [*findings, *parse_findings], LinkedPages(facts))
    return project if find_pages else project.with_findings(check_hand_written(project.explainer, HandWritten()))


def check_content(folder: Path, content: Content, findings: Sequence[Finding], known: LinkedPages) -> tuple[Project, LinkedPages]:
    """Return the linked and checked project, and the linked pages that the next call can reuse as `known`."""
    pages = link_pages(content, known)
    explainer, link_findings = link(content, pages)
    found = with_free_ids(explainer, with_unmarked(explainer, [*findings, *link_findings, *check_rules(explainer)]))
    shown, silenced = _without_ignored(explainer, settle(_without_conflicted(found), content.settings.rules))
    return Project(folder, explainer, shown, silenced), pages


def _without_ignored(explainer: Explainer, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return settled findings without the warnings that comments silence, with those about comments; and what is silenced."""
    content = explainer.content
    ignores = [one for one in content.ignores if one.code in CODES and one.reason]
    if not content.ignores:
        return tuple(findings), ()
    by_kind: defaultdict[tuple[str, str], list[Ignore]] = defaultdict(list)
    for one in ignores:
        by_kind[one.where.path, one.code].append(one)
    used: set[Ignore] = set()
    shown: list[Finding] = []
    silenced: list[Finding] = []
    for found in findings:
        touching = [one for one in by_kind[found.where.path, found.code] if one.first <= found.where.line <= one.last]
        if touching and found.severity is Severity.WARNING:
            used.update(touching)
            silenced.append(found)
        elif found.code not in _ABOUT_COMMENTS:
            shown.append(found)
    about = [_invalid_ignore(one) for one in content.ignores if one not in ignores]
    if not has_errors([*shown, *about]):  # which may be why a warning is withheld
        about += [_unused_ignore(one) for one in ignores if one not in used]
    return tuple(settle([*shown, *about], content.settings.rules)), tuple(silenced)


def _invalid_ignore(ignore: Ignore) -> Finding:
    form = "write explainer: ignore CODE and the reason, in a comment on a line of its own"
    if ignore.code and ignore.code not in CODES:
        return finding(
            ignore.where, "invalid-ignore", f"there is no code `{ignore.code}` to be ignored", did_you_mean(ignore.code, CODES), form
        )
    said = f"this comment does not say why `{ignore.code}` is ignored here" if ignore.code else "this comment does not say what is ignored"
    return finding(ignore.where, "invalid-ignore", said, form)


def _unused_ignore(ignore: Ignore) -> Finding:
    message = f"there is no warning `{ignore.code}` here to be ignored"
    return finding(
        ignore.where,
        "unused-ignore",
        message,
        "take the comment out; it stands beside the lines that it is about, and errors cannot be ignored",
    )


def _without_conflicted(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings without what else is said of a file with a merge conflict: half of it may be gone when that is solved."""
    conflicted = {found.where.path for found in findings if found.code == "merge-conflict"}
    return [found for found in findings if found.where.path not in conflicted or found.code == "merge-conflict"]


def parse_all(
    paths: Sequence[str], read: Reader, find_more: Callable[[], Sequence[str]] = tuple, progress: Progress = no_progress
) -> tuple[list[Parsed], Facts]:
    """Return the parsed files in the order of the paths, and the page facts gathered on the way.

    Many themes are read and parsed in two processes, which also gather the facts of their pages; otherwise there are none yet.
    Files that `find_more` returns come last; it is called by this process while the other one parses. `progress` is that of
    `read_project`.
    """
    kinds = [kind_of(path) for path in paths]
    themes = [number for number, kind in enumerate(kinds) if kind is Kind.THEME]
    if len(themes) < _PARALLEL_FROM or not two_processors():
        return list(_one_by_one([*paths, *find_more()], read, progress)), NO_FACTS
    done = {number: _parsed(path, read) for number, path in enumerate(paths) if kinds[number] in (Kind.GROUP, Kind.TERMS)}
    named = done.values()
    mentions = Mentions(all_names((g for parsed in named for g in parsed.groups), (t for parsed in named for t in parsed.terms)))
    more: list[Parsed] = []

    def parse_others() -> None:
        more.extend(_parsed(path, read) for path in find_more())
        for number, path in enumerate(paths):
            if kinds[number] is not Kind.THEME and number not in done:
                done[number] = _parsed(path, read)

    def parse_chunk(part: int) -> list[tuple[int, Parsed, list[PageFacts]]]:
        numbers = themes[part * _CHUNK : (part + 1) * _CHUNK]
        parsed = [(number, _parsed(paths[number], read)) for number in numbers]
        return [(number, file, [page_facts(theme, mentions) for theme in file.themes]) for number, file in parsed]

    pages: dict[int, tuple[Theme | Group, PageFacts]] = {}
    for part in in_two(-(-len(themes) // _CHUNK), parse_chunk, prefetch=parse_others, progress=progress).values():
        for number, parsed, facts in part:
            done[number] = parsed
            pages |= {id(theme): (theme, of_page) for theme, of_page in zip(parsed.themes, facts, strict=True)}
    return [*(done[number] for number in range(len(paths))), *more], Facts(mentions, pages)


def _subject(found: Finding) -> Named:
    """Return what a finding misses by its id; nothing has an empty one."""
    named = [ground for ground in found.grounds if isinstance(ground, Named)] if found.code.startswith("unknown-") else []
    return Named(named[0].kind, named[0].id) if named else Named("", "")


def _hinted(findings: Iterable[Finding], renamed: Mapping[Named, Renamed]) -> Iterator[Finding]:
    """Yield findings, those about a thing that has another id with what is to be done: all of it once, then only there."""
    hinted: set[Named] = set()
    for found in findings:
        subject = _subject(found)
        if subject not in renamed:
            yield found
        else:
            new, *hints = renamed[subject]
            lost = Lost(_USE, new)
            shown = tuple(hint for hint in (hints[:1] if subject in hinted else hints) if hint)
            yield replace(found, hints=shown, edits=(), lost=(*found.lost, lost) if new else found.lost)
            hinted.add(subject)


def _one_by_one(paths: Sequence[str], read: Reader, progress: Progress) -> Iterator[Parsed]:
    for number, path in enumerate(paths):
        if number % _CHUNK == 0:
            progress(number, len(paths))
        yield _parsed(path, read)


def _parsed(path: str, read: Reader) -> Parsed:
    findings: list[Finding] = []
    raw = read(path, findings)
    parsed = parse_file(raw) if raw else Parsed()
    parsed.findings += findings if raw else hiding(findings)
    return parsed
