"""Building again after some themes were put into other words: only what follows from them is parsed, linked, rendered and written.

All that is done here begins from the last complete build, whose outline is kept, not from the last build: what was written again
since then is written again, too. So a build of a part keeps nothing but how far it reached, and an interrupted one spoils nothing.
Where anything else has changed, or anything kept does not fit, there is nothing to begin from, and everything is to be built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from builder.affected import affected
from builder.cards import cards_of_pages
from builder.facets import facet_files
from builder.findings import settle
from builder.history import read_versions, revisions
from builder.load import Kind, kind_of, read_file
from builder.outline import unpacked
from builder.parse import parse_file
from builder.patches import data_patches
from builder.project import Project
from builder.render import Renderer
from builder.reword import completed, reworded, same_but_words
from builder.rules import check_rules
from builder.scan import Scans, all_names, scan_page
from builder.search import search_files
from builder.shell import shell_key
from builder.site import documents_of
from builder.standing import Reach, outline_path, shells_path
from builder.store import stored
from builder.templates import page_templates
from builder.wordpatch import Reworded, left_over, patched_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from builder.findings import Finding
    from builder.link import Explainer
    from builder.mentions import Mentions
    from builder.model import Group, Theme
    from builder.pages import Page
    from builder.shell import Shells
    from builder.standing import Standing
    from builder.values import Data

    Files = Iterator[tuple[str, Data]]
    Record = dict[str, Any]

MOST = 20
"""Themes that may have changed since the last complete build: beyond, another one pays."""


class Again(NamedTuple):
    """A project as it reads now, and the files of its site that are to be written."""

    project: Project
    reach: Reach
    files: Files


def build_again(folder: Path, standing: Standing, changed: Sequence[str], read: Callable[[str], bytes]) -> Again | None:
    """Read what has changed since the last complete build, and write the files that follow from it; None where that is not enough.

    `read` gives the files of the site as they are. Those to be written are made while they are gone through, which raises OSError
    or ValueError where the site is not as it should be.
    """
    kept = stored(outline_path(folder), standing.outline)
    shells = stored(shells_path(folder), standing.shells)
    parsed = _parsed(folder, changed)
    if kept is None or shells is None or parsed is None:
        return None
    outline = unpacked(kept)
    content = outline.explainer.content
    themes, found = parsed
    mentions = Scans().look_for(all_names(content.groups, content.terms))
    known = {theme.where.path: theme for theme in content.themes}
    if any(theme.where.path not in known or not same_but_words(known[theme.where.path], theme) for theme in themes):
        return None
    new, linked = reworded(outline, themes, [scan_page(theme, mentions) for theme in themes])
    first = [finding for finding in standing.findings if finding.where.path not in changed]
    project = Project(folder, new, tuple(settle([*first, *found, *linked, *check_rules(new)], content.settings.rules)))
    if project.broken:
        return Again(project, standing.reach, iter(()))
    reach = affected(outline.explainer, new, themes, outline.sights, standing.told)
    if linked or not _covered(outline.explainer, new, standing, reach):
        return None
    whole = _whole(folder, new, reach.joined(standing.reach), themes, mentions)
    if whole is None:
        return None
    return Again(project, reach, _files(folder, whole, standing, reach.joined(standing.reach), shells, read))


def _parsed(folder: Path, changed: Iterable[str]) -> tuple[list[Theme], list[Finding]] | None:
    """Parse themes; None where a file is not one, or says what only the whole can answer."""
    themes: list[Theme] = []
    findings: list[Finding] = []
    for path in changed:
        raw = read_file(folder, path, findings) if kind_of(path) is Kind.THEME else None
        if raw is None:
            return None
        found = parse_file(raw)
        if found.bare or len(found.themes) != 1:
            return None
        themes += found.themes
        findings += found.findings
    return themes, findings


def _covered(old: Explainer, new: Explainer, standing: Standing, reach: Reach) -> bool:
    """Tell whether nothing but the pages themselves may read differently: neither what the engine writes nor pictures."""
    shown = {link.target for note in old.content.notes for link in note.links if link.scheme == "claim" and link.empty}
    if not reach.claims.isdisjoint(shown) or ("" in reach.pages and not standing.home):
        return False
    return not standing.site_url or _pictured(old, reach.pages) == _pictured(new, reach.pages)


def _pictured(explainer: Explainer, pages: Iterable[str]) -> object:
    """Return what pictures say: how many sources there are on a page with claims, and in all."""
    numbers = [
        (t.url, len({c.source for claim in t.body.claims for c in claim.citations})) for t in explainer.content.themes if t.url in pages
    ]
    return numbers, len(explainer.cited_by)


def _whole(folder: Path, new: Explainer, reach: Reach, themes: Sequence[Theme], mentions: Mentions) -> Explainer | None:
    """Parse every theme whose page is to be written and that is an outline still."""
    done = {theme.id for theme in themes}
    parsed = _parsed(folder, [theme.where.path for theme in new.content.themes if theme.url in reach.pages and theme.id not in done])
    return parsed and completed(new, parsed[0], [scan_page(theme, mentions) for theme in parsed[0]])


# --- files ------------------------------------------------------------------------------------------------------------


def _files(folder: Path, explainer: Explainer, standing: Standing, reach: Reach, shells: Shells, read: Callable[[str], bytes]) -> Files:
    told = revisions(read_versions(folder)) if "changes/" in reach.pages else ()
    renderer = Renderer(explainer, page_templates(folder), told, standing.site_url)
    texts = [page for page in explainer.content.pages if page.url in reach.pages]
    yield from _derived(renderer, texts, reach, read)  # the largest first
    yield from cards_of_pages(explainer, texts)
    for page in _pages(renderer, reach.pages):
        shell = shells.get(shell_key(page))
        if shell is None:
            raise ValueError(f"there is no frame for {page.url}")
        yield f"{page.url}index.html", shell.fill(page, standing.site_url)


def _pages(renderer: Renderer, addresses: Iterable[str]) -> Iterator[Page]:
    """Write the pages at these addresses."""
    explainer = renderer.explainer
    wanted = set(addresses)
    yield from (renderer.theme(theme) for theme in explainer.content.themes if theme.url in wanted)
    yield from (renderer.group(group) for group in explainer.content.groups if group.url in wanted)
    yield from (renderer.source(source) for source in explainer.content.sources if source.page in wanted)
    for name in explainer.overviews:
        if any(url.startswith(f"{name}/") for url in wanted):
            yield from (write() for url, write in renderer.overview_pages(name) if url in wanted)
    if "" in wanted:
        yield renderer.home("")


def _derived(renderer: Renderer, pages: Sequence[Theme | Group], reach: Reach, read: Callable[[str], bytes]) -> Files:
    """Write the data files and the search index."""
    explainer = renderer.explainer
    patched = data_patches(read, explainer, reach, pages)
    yield from patched.files
    documents = documents_of(renderer)
    numbers = {name: number for number, name in enumerate(explainer.claims, documents.first_claim)}

    def texts() -> Iterator[str]:
        yield from (text for claim in explainer.claims.values() for text in (claim.text, claim.attributed))
        yield from (text for entry in (*documents.before, *documents.after) for text in (entry.title, *entry.names))

    words = patched_words(read, [Reworded(numbers[after["id"]], _words(before), _words(after)) for before, after in patched.claims], texts)
    searched = dict(search_files(documents) if words is None else words)
    yield from searched.items()
    if searched:
        yield from ((name, b"") for name in left_over(read, searched))
    if any(_filtered_by(before) != _filtered_by(after) for before, after in patched.claims):
        yield from facet_files(explainer, documents)


def _words(record: Record) -> tuple[str, str]:
    return record["text"], record["attributed"]


def _filtered_by(record: Record) -> object:
    """Return by what the list of all claims is filtered."""
    return [record[key] for key in ("support", "status", "date", "as_of", "groups")], {cited["source"] for cited in record["citations"]}
