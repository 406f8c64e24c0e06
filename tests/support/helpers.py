"""What several tests need: a small project, in memory or on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.bibliographies.pandoc import convert
from builder.checking.hand_written import HandWritten, HandWrittenPage
from builder.checking.project import read_project
from builder.checking.rules import check_rules
from builder.engine.mkdocs_build import check_pages, page_finder_of
from builder.importing.importing import import_file
from builder.importing.project_files import checked_files, content_of, other_sources, read_target, real_path
from builder.linking.link import link
from builder.model.findings import settle
from builder.pages.overview_pages import PARTED
from builder.pages.page import Page
from builder.publishing.build_receipt import engine_inputs
from builder.reading.files import Raw, find_files, kind_of, read_file
from builder.reading.parse import parse
from builder.site.contents import contents_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.checking.project import Project
    from builder.importing.importing import Imported
    from builder.model.explainer import Explainer
    from builder.model.findings import Finding
    from builder.pages.renderer import Renderer

MINI = {
    "content/explainer.yml": """\
title: Mini
as_of: 2025-09-25
kinds: {party: Party}
lists: {watch: {title: Watch list}}
agencies: {office: The office}
properties: {leader: Leader}
relations: {part-of: {label: part of, inverse: includes}}
quantities: {price: {title: Price}}
""",
    "content/sources/mini.yml": """\
- {id: alpha, title: Alpha, publisher: A, consulted: full}
- {id: beta, title: Beta, publisher: B, consulted: full}
- {id: gamma, title: Gamma, publisher: C, consulted: excerpt, via: alpha}
""",
    "content/groups/union.md": """\
---
name: River Union
kind: party
summary: An invented party. [@alpha]
---
""",
    "content/themes/mini.md": """\
---
title: Mini
---

A first statement. [@alpha; @beta; @gamma]
{#mini-one date=2025-01-01 event="It was first stated"}
""",
}
"""A project without findings: three sources, one group `union`, one theme `mini` with the claim `mini-one`."""


def load(project: Path) -> tuple[tuple[Raw, ...], list[Finding]]:
    """Read every file of a project, in the order of their paths."""
    files, findings = find_files(project)
    if engine_inputs(project):
        pages, page_findings = page_finder_of(project)()
        files, findings = [*files, *pages], [*findings, *page_findings]
    raws = [read_file(project, file.path, findings) for file in files]
    return tuple(raw for raw in raws if raw), findings


def checked(folder: Path) -> Project:
    """Return a project as `explainer check` does: with the findings of its hand-written pages, as the engine renders them."""
    return check_pages(read_project(folder, page_finder_of(folder))).project if engine_inputs(folder) else read_project(folder)


def explain(files: Mapping[str, str], base: Mapping[str, str] = MINI) -> tuple[Explainer, list[Finding]]:
    """Parse, link and check files given as texts, without a disk."""
    whole = dict(sorted({**base, **files}.items()))
    raws = [Raw(path, kind, text) for path, text in whole.items() if (kind := kind_of(path))]
    content, found = parse(raws)
    explainer, linked = link(content)
    return explainer, settle([*found, *linked, *check_rules(explainer)], content.settings.rules)


def theme(body: str, front: str = "title: T\n") -> dict[str, str]:
    """Return a theme file `t` whose body starts on line 5 when `front` is one line."""
    return {"content/themes/t.md": f"---\n{front}---\n\n{body}"}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder, byte for byte."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def all_pages(renderer: Renderer, *, home: bool = False) -> list[Page]:
    """Return every generated page of a site."""
    written = HandWritten() if home else HandWritten(pages=(HandWrittenPage("docs/index.md", "", "Home"),))
    contents = contents_of(renderer, written)
    families = [make for start, family in contents.families.items() if start.rstrip("/") in PARTED for _, make in family()]
    return [page for make in [*contents.files.values(), *families] if isinstance(page := make(), Page)]


def imported(folder: Path, path: str) -> Imported:
    """Return what importing a file of a project gives; `path` is relative to the project, which is the current folder."""
    targets = checked_files([path], folder)
    taken = other_sources(folder, [real_path(path), folder / targets[path]])
    return import_file(content_of(path), path, read_target(folder, targets[path]), taken, convert)
