"""A project in memory while it is written: changed files are read again, and pages are made on request.

An update replaces the state atomically, so a request that holds a state sees a consistent version of the project. While the
content has errors, the last good version of the site is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from threading import Condition, Lock
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from builder.checking.hand_written import with_hand_written
from builder.checking.project import check_content
from builder.data.change_feed import FEED
from builder.engine.mkdocs_build import EngineError, engine_errors, page_finder_of
from builder.engine.navigation import needs_pruning
from builder.history.changes import NO_CHANGES, changes_of
from builder.history.git import history_state
from builder.history.versions import History, read_history
from builder.linking.link import LinkedPages
from builder.model.json_encoding import complete
from builder.pages.page import Page
from builder.pages.renderer import Renderer
from builder.serving.file_cache import FileCache
from builder.serving.mkdocs_output import MkdocsOutput
from builder.site.contents import OF_HISTORY, contents_of
from builder.site.page_frame import Slot, slot_values
from builder.site.template_loader import page_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from builder.checking.project import Project
    from builder.history.changes import Changes
    from builder.model.explainer import Explainer
    from builder.model.findings import Finding
    from builder.pages.page import NavItem
    from builder.serving.mkdocs_output import MkdocsPages
    from builder.site.contents import Contents, Make


WRONG_ADDRESS = "404.html"
"""The address of the page that is shown at addresses without content."""


class Answer(NamedTuple):
    """The content of an address."""

    name: str
    """The name of its file, from which the media type follows."""
    body: bytes
    mark: str = ""
    """The version of a page, as a digest; empty for other files."""


# --- the site at one time --------------------------------------------------------------------------------------------


class SiteVersion:
    """The site of one version of the project. The content of an address is made at the first request, and cached."""

    def __init__(self, renderer: Renderer, pages: MkdocsPages, stamp: str, with_history: Callable[[], Renderer]) -> None:
        self._renderer = renderer
        self._pages = pages
        self._stamp = stamp.encode()
        self._with_history = with_history
        self._site_url = pages.output.site_url
        self._made: dict[str, Answer] = {}
        self._families: dict[str, dict[str, Make]] = {}
        self._lock = Lock()

    @cached_property
    def _contents(self) -> Contents:
        return self._contents_of(self._renderer)

    def _contents_of(self, renderer: Renderer) -> Contents:
        output = self._pages.output
        return contents_of(renderer, output.written, picture=output.picture, introduce=self._pages.introduction)

    @property
    def base(self) -> str:
        """The path below which the site will be published, with slashes on both sides."""
        return f"/{unquote(urlsplit(self._site_url).path).strip('/')}/".replace("//", "/")

    def is_page(self, address: str) -> bool:
        """Return whether there is a page at an address that ends in a slash, or at the empty one."""
        return address in self._contents.files or address in self._pages.output.notes or address in self._family(address)

    def _family(self, address: str) -> dict[str, Make]:
        """Return the files that are made together with the one at an address; empty if it belongs to no family."""
        start = self._contents.family_of(address)
        if start is None:
            return {}
        with self._lock:  # several files of a family are requested at once, and it is slow to make
            if start not in self._families:
                self._families[start] = dict(self._contents.families[start]())
            return self._families[start]

    def answer(self, address: str) -> Answer | None:
        """Return the content of an address, relative to the site, or None.

        Raises `EngineError` when a template cannot be used, or a file cannot be read.
        """
        page = address.removesuffix("index.html") if f"/{address}".endswith("/index.html") else address
        if page in self._made:
            return self._made[page]
        try:
            name = f"{page}index.html" if not page or page.endswith("/") else page  # pages that lead on are files
            answer = self._generated(page) or self._generated(name) or self._note(page) or self._asset(address)
        except (OSError, UnicodeError) as error:  # files come and go while a project is written
            raise EngineError(_unreadable(error)) from error
        if answer and page not in OF_HISTORY:  # the history changes without any file of the content
            self._made[page] = answer
        return answer

    def _generated(self, address: str) -> Answer | None:
        make = self._of_history(address) if address in OF_HISTORY else self._made_by(address)
        if make is None:
            return None
        with engine_errors():
            made = make()
            if not isinstance(made, Page):
                return Answer(address, complete(made))
            shell = self._pages.shell_for(made)
        values = slot_values(made, self._site_url)
        return self._finished(f"{made.url}index.html", lambda live: shell.join({**values, **live}, made.url))

    def _made_by(self, address: str) -> Make | None:
        return self._contents.files.get(address) or self._family(address).get(address)

    def _of_history(self, address: str) -> Make | None:
        contents = self._contents_of(self._with_history())
        return contents.files.get(address) or dict(contents.families[FEED]()).get(address)

    def _note(self, address: str) -> Answer | None:
        """Return a page of `docs/`, or the one for wrong addresses."""
        note = self._pages.wrong_address() if address == WRONG_ADDRESS else self._pages.note(address)
        name = f"{address}index.html" if not address or address.endswith("/") else address
        return self._finished(name, partial(note.join, url=address)) if note else None

    def _finished(self, name: str, written: Callable[[dict[str, str]], bytes]) -> Answer:
        mark = blake2b(written({Slot.LIVE: ""}), digest_size=8, salt=self._stamp).hexdigest()
        return Answer(name, written({Slot.LIVE: mark}), mark)

    def _asset(self, address: str) -> Answer | None:
        path = self._pages.output.files.get(address)
        return Answer(address, path.read_bytes()) if path else None


# --- the project as it changes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProjectState:
    """The findings and the site after one update."""

    number: int = 0
    """States are numbered from 1; 0 is before the first update."""
    findings: tuple[Finding, ...] = ()
    trouble: str = ""
    """The error message of the engine; empty if there is none."""
    site: SiteVersion | None = None
    """The last good version; None before the first."""


@dataclass(frozen=True, slots=True)
class Update:
    """What one update did, to be reported."""

    project: Project
    changed: tuple[str, ...]
    """Paths relative to the project; empty for the first update."""
    trouble: str
    seconds: float
    history: tuple[Finding, ...] = ()
    """What could not be read of the version history, where that was asked for."""


class LiveProject:
    """A project that is being written."""

    def __init__(self, folder: Path, scratch: Path, unsaved: Mapping[str, str] = MappingProxyType({})) -> None:
        """`unsaved` are texts that stand for those on the disk, by path; MkDocs reads the disk all the same."""
        self._folder = folder
        self._scratch = scratch
        self._unsaved = unsaved
        self._files = FileCache(folder, page_finder_of(folder), unsaved)
        self._linked: LinkedPages | None = None
        self._templates = page_templates(folder)
        self._outputs: list[MkdocsOutput] = []
        """The one in use and the one before: a request may still read from it."""
        self._stamp = 0
        self._mkdocs_pages: MkdocsPages | None = None
        self._inputs: object = None
        self._repository = ""
        """The state of the repository when the history was read."""
        self._history = History()
        self._changes: Changes | None = None
        self._history_lock = Lock()
        self._changed = Condition()
        self.ended = False
        self.state = ProjectState()

    @property
    def watched_paths(self) -> tuple[Path, ...]:
        """The files and folders from which frames are made; empty before the first build."""
        return self._outputs[-1].watched_paths if self._outputs else ()

    def update(self, hints: frozenset[str] = frozenset()) -> Update | None:
        """Read what has changed and replace the state; return what was done, or None if nothing has changed.

        `hints` are paths relative to the project that may have changed. Those outside of `content/` cause a new build of the frames.
        """
        start = perf_counter()
        changed = self._files.refresh(hints)
        if framing := {path for path in hints | changed - self._unsaved.keys() if path.partition("/")[0] != "content"}:
            self._inputs = None
        if not changed and not framing and self.state.number:
            return None
        project = self._project()
        site, trouble = self.state.site, ""
        if not project.broken:
            try:
                project, found = self._site(project)
                site = found or site
            except EngineError as error:
                trouble = str(error)
            except (OSError, UnicodeError) as error:
                trouble = _unreadable(error)
        number = self.state.number + 1
        with self._changed:
            self.state = ProjectState(number, project.findings, trouble, site)
            self._changed.notify_all()
        reported = tuple(sorted(changed | framing)) if number > 1 else ()
        return Update(project, reported, trouble, perf_counter() - start)

    def history_findings(self) -> tuple[Finding, ...]:
        """Return what cannot be read of the version history."""
        with self._history_lock:
            return self._read_history().findings

    def text(self, path: str) -> str:
        """Return the text of a file as it was read last; empty if there is none."""
        return self._files.text(path)

    def wait(self, number: int, seconds: float) -> ProjectState:
        """Return the current state, after waiting for one with a higher number, but at most some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.state.number > number or self.ended, seconds)
        return self.state

    def end(self) -> None:
        """Wake all waiting threads for the last time."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _project(self) -> Project:
        content, findings = self._files.content()
        project, self._linked = check_content(self._folder, content, findings, self._linked or LinkedPages(self._files.facts))
        return project

    def _site(self, project: Project) -> tuple[Project, SiteVersion | None]:
        """Return the project with the findings of its hand-written pages, and its site; None if these have errors."""
        renderer = Renderer(project.explainer, self._templates)
        explainer = project.explainer
        tags = dict.fromkeys([renderer.language.tag, *explainer.languages.values(), *explainer.translations])
        items = {tag: renderer.navigation(tag) for tag in tags}
        inputs = _engine_inputs(renderer, items[renderer.language.tag])
        if self._inputs != inputs:
            self._stamp += 1
            self._outputs.append(MkdocsOutput(project, self._scratch / str(self._stamp)))
            self._inputs = inputs
            for old in self._outputs[:-2]:
                old.remove()
            self._outputs = self._outputs[-2:]
        output = self._outputs[-1]
        address, linked = output.site_url, with_hand_written(explainer, output.written)
        renderer = Renderer(linked, self._templates, NO_CHANGES, address)
        project = project.with_findings(output.plugin.problems(renderer, unresolved=project.unresolved))
        if project.broken:
            return project, None
        self._mkdocs_pages = output.pages_for(renderer, items, self._mkdocs_pages)
        return project, SiteVersion(renderer, self._mkdocs_pages, str(self._stamp), lambda: self._with_history(linked, address))

    def _with_history(self, explainer: Explainer, address: str) -> Renderer:
        """Return a renderer with the history, which is read again after a new commit."""
        with self._history_lock:
            history = self._read_history()
            self._changes = self._changes or changes_of(history)
            return Renderer(explainer, self._templates, self._changes, address)

    def _read_history(self) -> History:
        state = history_state(self._folder)
        if state != self._repository:
            self._repository, self._history, self._changes = state, read_history(self._folder), None
        return self._history


def _unreadable(error: OSError | UnicodeError) -> str:
    path, reason = (error.filename, error.strerror) if isinstance(error, OSError) else ("", "")
    return f"{path or 'a file'} cannot be read or written: {reason or error}"


def _engine_inputs(renderer: Renderer, items: tuple[NavItem, ...]) -> object:
    """Return the settings on which the engine's pages and frames depend, for comparison."""
    settings = renderer.content.settings
    words = (settings.title, settings.description, settings.as_of, settings.license, settings.repository, settings.languages, settings.look)
    return *words, needs_pruning(items)
