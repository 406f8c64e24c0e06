"""A project in memory while it is written: what changes is read again, and a page is made when somebody asks for it.

An update puts a new state in the place of the old one, in one step. Whoever holds a state sees one moment of the project,
however long he takes. While the content is broken, the last state of the site that could be made stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from threading import Condition, Lock
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from builder.checking.project import check_content
from builder.engine.mkdocs_build import EngineError, engine_errors
from builder.engine.navigation import needs_pruning
from builder.history import latest, read_versions, revisions
from builder.linking.link import LinkedPages
from builder.model.json_encoding import complete
from builder.pages.page import Page
from builder.pages.renderer import Renderer
from builder.serving.file_cache import FileCache
from builder.serving.mkdocs_output import Preview
from builder.site.contents import FEED, OF_HISTORY, contents_of
from builder.site.page_frame import Slot, slot_values
from builder.site.template_loader import page_templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.checking.project import Project
    from builder.history import Revision
    from builder.model.findings import Finding
    from builder.pages.page import NavItem
    from builder.serving.mkdocs_output import Framed
    from builder.site.contents import Contents, Make


WRONG_ADDRESS = "404.html"
"""What is shown for addresses at which there is nothing."""


class Answer(NamedTuple):
    """What lies at an address."""

    name: str
    """The name of its file, which tells its type."""
    body: bytes
    mark: str = ""
    """Of a page: what tells this state of it from others."""


# --- one state of the site --------------------------------------------------------------------------------------------


class Site:
    """One state of the site. What lies at an address is made when it is asked for first, and cached."""

    def __init__(self, renderer: Renderer, framed: Framed, stamp: str, with_history: Callable[[], Renderer]) -> None:
        self._renderer = renderer
        self._framed = framed
        self._stamp = stamp.encode()
        self._with_history = with_history
        self._site_url = framed.preview.site_url
        self._made: dict[str, Answer] = {}
        self._families: dict[str, dict[str, Make]] = {}
        self._lock = Lock()

    @cached_property
    def _contents(self) -> Contents:
        return self._contents_of(self._renderer)

    def _contents_of(self, renderer: Renderer) -> Contents:
        picture = self._framed.preview.picture if self._site_url else None
        return contents_of(renderer, home="" not in self._framed.preview.notes, picture=picture)

    @property
    def base(self) -> str:
        """The path below which the site will be published, with slashes on both sides."""
        return f"/{urlsplit(self._site_url).path.strip('/')}/".replace("//", "/")

    def is_page(self, address: str) -> bool:
        """Return whether there is a page at an address that ends in a slash, or at the empty one."""
        return address in self._contents.files or address in self._framed.preview.notes or address in self._family(address)

    def _family(self, address: str) -> dict[str, Make]:
        """Return the files that are made together with the one at an address; none for other addresses."""
        start = self._contents.family_of(address)
        if start is None:
            return {}
        with self._lock:  # several files of a family are asked for at once, and it takes long to work out
            if start not in self._families:
                self._families[start] = dict(self._contents.families[start]())
            return self._families[start]

    def answer(self, address: str) -> Answer | None:
        """Return what lies at an address, relative to the site, or None.

        Raises `EngineError` when a template cannot be used.
        """
        page = address.removesuffix("index.html") if f"/{address}".endswith("/index.html") else address
        if page in self._made:
            return self._made[page]
        answer = self._generated(page) or self._generated(address) or self._note(page) or self._asset(address)
        if answer and page not in OF_HISTORY:  # the history goes on without any file being changed
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
            shell = self._framed.shell_for(made)
        values = slot_values(made, self._site_url)
        return self._finished(f"{made.url}index.html", lambda live: shell.join({**values, **live}, made.url))

    def _made_by(self, address: str) -> Make | None:
        return self._contents.files.get(address) or self._family(address).get(address)

    def _of_history(self, address: str) -> Make | None:
        contents = self._contents_of(self._with_history())
        return contents.files.get(address) or dict(contents.families[FEED]()).get(address)

    def _note(self, address: str) -> Answer | None:
        """Return a page of `docs/`, or the one for wrong addresses."""
        note = self._framed.wrong_address() if address == WRONG_ADDRESS else self._framed.note(address)
        name = f"{address}index.html" if not address or address.endswith("/") else address
        return self._finished(name, partial(note.join, url=address)) if note else None

    def _finished(self, name: str, written: Callable[[dict[str, str]], bytes]) -> Answer:
        mark = blake2b(written({Slot.LIVE: ""}), digest_size=8, salt=self._stamp).hexdigest()
        return Answer(name, written({Slot.LIVE: mark}), mark)

    def _asset(self, address: str) -> Answer | None:
        path = self._framed.preview.files.get(address)
        return Answer(address, path.read_bytes()) if path else None


# --- one state after the other ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """What is known at one moment."""

    number: int = 0
    """States are numbered from 1; before that, nothing has been read."""
    findings: tuple[Finding, ...] = ()
    trouble: str = ""
    """Why the engine refuses, in its own words."""
    site: Site | None = None
    """The last one that could be made."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one update did, for whoever tells of it."""

    project: Project
    changed: tuple[str, ...]
    """Files, relative to the project; empty for the first time."""
    trouble: str
    seconds: float


class Live:
    """A project that is being written."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self._files = FileCache(folder)
        self._pages: LinkedPages | None = None
        self._templates = page_templates(folder)
        self._previews: list[Preview] = []
        """The one in use and the one before: a request may still read from it."""
        self._stamp = 0
        self._framed: Framed | None = None
        self._inputs: object = None
        self._history: tuple[str, tuple[Revision, ...]] = ("", ())
        self._history_lock = Lock()
        self._changed = Condition()
        self.ended = False
        self.state = State()

    @property
    def made_of(self) -> tuple[Path, ...]:
        """What the frames are made of, as far as it is known."""
        return self._previews[-1].made_of if self._previews else ()

    def update(self, hints: frozenset[str] = frozenset()) -> Round | None:
        """Read what has changed and put a new state in the place of the old; None if nothing has.

        The hints are paths relative to the project that may have changed. What lies outside of `content/` makes the frames anew.
        """
        start = perf_counter()
        changed = self._files.refresh(hints)
        if framing := {path for path in hints | changed if path.partition("/")[0] != "content"}:
            self._inputs = None
        if not changed and not framing and self.state.number:
            return None
        project = self._project()
        site, trouble = self.state.site, ""
        if not project.broken:
            try:
                site = self._site(project)
            except EngineError as error:
                trouble = str(error)
        number = self.state.number + 1
        with self._changed:
            self.state = State(number, project.findings, trouble, site)
            self._changed.notify_all()
        told = tuple(sorted(changed | framing)) if number > 1 else ()
        return Round(project, told, trouble, perf_counter() - start)

    def wait(self, number: int, seconds: float) -> State:
        """Wait for a state after the one of a number, or until the time is over; return the state there is."""
        with self._changed:
            self._changed.wait_for(lambda: self.state.number > number or self.ended, seconds)
        return self.state

    def end(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _project(self) -> Project:
        content, findings = self._files.content()
        project, self._pages = check_content(self._folder, content, findings, self._pages or LinkedPages(self._files.facts))
        return project

    def _site(self, project: Project) -> Site:
        renderer = Renderer(project.explainer, self._templates)
        explainer = project.explainer
        tags = dict.fromkeys([renderer.language.tag, *explainer.languages.values(), *explainer.translations])
        items = {tag: renderer.navigation(tag) for tag in tags}
        inputs = _engine_inputs(renderer, items[renderer.language.tag])
        if self._inputs != inputs:
            self._stamp += 1
            self._previews.append(Preview(project, self._scratch / str(self._stamp)))
            self._inputs = inputs
            for old in self._previews[:-2]:
                old.remove()
            self._previews = self._previews[-2:]
        address = self._previews[-1].site_url
        if address:
            renderer = Renderer(project.explainer, self._templates, (), address)
        self._framed = self._previews[-1].framed(renderer, items, self._framed)
        return Site(renderer, self._framed, str(self._stamp), lambda: self._with_history(project, address))

    def _with_history(self, project: Project, address: str) -> Renderer:
        """Return a renderer that knows the history, which is read again when there is a new version."""
        with self._history_lock:
            version = latest(self._folder)
            if version != self._history[0]:
                self._history = version, revisions(read_versions(self._folder))
        return Renderer(project.explainer, self._templates, self._history[1], address)


def _engine_inputs(renderer: Renderer, items: tuple[NavItem, ...]) -> object:
    """Return what the engine's own pages and frames are made of besides files and the navigation."""
    settings = renderer.content.settings
    words = (settings.title, settings.description, settings.as_of, settings.license, settings.repository, settings.languages)
    return *words, needs_pruning(items)
