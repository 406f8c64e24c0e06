"""Running MkDocs: a build for the command line, and one for the preview server."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import chdir, contextmanager, suppress
from io import BytesIO
from os.path import normpath
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import extract_tb
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError, MkDocsException, PluginError

from builder.checking.project import Project
from builder.checking.two_processes import no_progress
from builder.engine.hand_written import page_finder
from builder.engine.page_hooks import EXTENSION
from builder.engine.plugin import Checked, ExplainerPlugin
from builder.engine.site_output import folder_of_site
from builder.linking.link import link
from builder.model.content import Content
from builder.model.ids import CONFIGURATIONS, configuration_file
from builder.publishing.build_receipt import engine_inputs, site_state
from builder.publishing.output_folders import is_unfinished
from builder.reading.files import OF_READING, require_file, walk
from builder.reading.yaml_tree import texts_under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

    from builder.checking.project import FindPages
    from builder.checking.two_processes import Progress
    from builder.history.versions import History
    from builder.model.findings import Finding
    from builder.pages.page import Introduction, Page
    from builder.pages.renderer import Renderer
    from builder.reading.files import FoundFile

_PLAIN_EXTENSIONS = {
    EXTENSION,
    *"abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists smarty tables toc".split(),
}
"""Extensions of Python-Markdown whose output depends on the text alone."""


_UNREAD = OF_READING | {"outside-content", "not-utf8", "file-too-large"}
"""Findings of files that MkDocs would not be able to read, or must not."""


class EngineError(Exception):
    """MkDocs or a template fails; the message is for the person who configured it."""


@contextmanager
def engine_errors() -> Iterator[None]:
    """Convert the exceptions of MkDocs and templates to `EngineError`."""
    try:
        yield
    except MkDocsException as error:
        raise EngineError(str(error)) from error
    except TemplateError as error:
        message = error.message
        if isinstance(error, TemplateNotFound):
            message = f"there is no template `{error.name}`, which a page of docs/ or a template names"
        raise EngineError(f"{_place(error)}{message}") from error


def _place(error: TemplateError) -> str:
    """Return the file and line of a template error, followed by a colon and a space; empty if no template is known."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename}:{error.lineno}: "
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".html")]  # Jinja gives templates frames
    return f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""


@contextmanager
def _os_errors_said_once() -> Iterator[None]:
    """Keep MkDocs from logging an OSError that it raises all the same, for the command line to print."""
    loggers = [logging.getLogger(f"mkdocs.{name}") for name in ("commands.build", "structure.pages")]
    for logger in loggers:
        logger.addFilter(_is_no_os_error)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_is_no_os_error)


def _is_no_os_error(_: logging.LogRecord) -> bool:
    return not isinstance(sys.exception(), OSError)


class Built(NamedTuple):
    """A site, and its project with all findings."""

    folder: Path | None
    """None if the site was not built, because the project has errors."""
    outputs: str
    """The state of the folder; empty if the site depends on more than the inputs of a receipt."""
    project: Project
    is_plain: bool
    """Whether nothing but the inputs of a receipt decides what is found."""
    renderer: Renderer | None = None
    """What wrote the generated pages; None if the site was not built."""
    finish: Callable[[Page], bytes] | None = None
    """What puts a page of that into its frame; None if the site was not built."""
    introductions: Mapping[str, Introduction] = MappingProxyType({})
    """What is written by hand for the beginning of generated pages, by address."""


def page_finder_of(folder: Path) -> FindPages:
    """Return the function that lists the hand-written pages which MkDocs will publish, and the files beside them.

    It reads a changed configuration again, and finds none if that is invalid: this is reported when it is used. In the place of one
    that cannot be read, which is a finding, it takes the default one.
    """
    known: dict[object, FindPages] = {}

    def find() -> tuple[list[FoundFile], list[Finding]]:
        inputs = engine_inputs(folder)
        if inputs not in known:
            known.clear()
            known[inputs] = _page_finder(folder) if inputs else lambda: ([], [])
        return known[inputs]()

    return find


def _page_finder(folder: Path) -> FindPages:
    explainer, _ = link(Content())
    project, docs = Project(folder, explainer, ()), folder / "docs"
    try:
        with _quiet(), _configuration(project) as config:
            if configuration_file(folder) or docs.is_dir():
                return page_finder(config, folder)
    except EngineError:
        return lambda: ([], [])
    except OSError:
        if docs.is_dir():
            with _quiet():
                return page_finder(_default_configuration(project, docs), folder)
    return lambda: walk(docs, folder)  # which says what is in its place


def check_pages(project: Project) -> Built:
    """Return a project with the findings of its hand-written pages as well. MkDocs renders them and writes nothing.

    It is not run if a file of its folder cannot be read, or leads out of it. Raises `EngineError` if the configuration or a page is
    invalid.
    """
    if not engine_inputs(project.folder):
        return Built(None, "", project, is_plain=True)
    if any(f.code in _UNREAD and not f"{f.where.path}/".startswith("content/") for f in project.findings):
        return Built(None, "", project, is_plain=False)
    # Extensions have paths relative to the current folder.
    with engine_errors(), _os_errors_said_once(), _quiet(), chdir(project.folder), _configured(project) as (config, plugin):
        plugin.checking = True
        config.plugins.on_startup(command="build", dirty=False)
        with suppress(Checked):
            mkdocs_build(config)
        return Built(None, "", plugin.project or project, _is_plain(config, project.folder))


def build_site(project: Project, progress: Progress = no_progress, history: History | None = None) -> Built:
    """Return the site of a checked project, built with MkDocs; its history is read unless it is given.

    `progress` is called with the number of parts written.

    Raises `EngineError` if the configuration, a template or a page of `docs/` is invalid, and `KeyboardInterrupt` saying what became
    of the site.
    """
    with engine_errors(), _os_errors_said_once(), chdir(project.folder), _configured(project) as (config, plugin):
        plugin.progress, plugin.history = progress, history
        config.plugins.on_startup(command="build", dirty=False)
        try:
            try:
                with suppress(Checked):
                    mkdocs_build(config)
            finally:
                plugin.output.end()
        except KeyboardInterrupt:
            raise KeyboardInterrupt("the site was built" if plugin.output.published else "the site is unchanged") from None
        complete, is_plain = plugin.project or project, _is_plain(config, project.folder)
        if complete.broken:
            return Built(None, "", complete, is_plain)
        site = Path(config.site_dir)
        return Built(site, site_state(site) if is_plain else "", complete, is_plain, plugin.renderer, plugin.finish, plugin.introductions)


def recover_site(project: Project) -> None:
    """Finish or undo a build that was broken off, for a project whose content has errors now."""
    if not (configuration_file(project.folder) or is_unfinished(project.folder / "site")):
        return
    # An invalid configuration is reported when the content has no errors.
    with suppress(EngineError), engine_errors(), _configured(project) as (config, plugin):
        if is_unfinished(folder_of_site(config, project.folder)):
            try:
                plugin.output.begin(config, project.folder)
            finally:
                plugin.output.end()


@contextmanager
def _configured(project: Project) -> Iterator[tuple[MkDocsConfig, ExplainerPlugin]]:
    """Yield a project's configuration and its plugin, which has been given the project."""
    with _configuration(project) as config:
        plugin = config.plugins.get("explainer")
        if not isinstance(plugin, ExplainerPlugin):
            raise PluginError(f"{Path(config.config_file_path).name} does not list the plugin `explainer`")
        config.validation.links.not_found = config.validation.links.anchors = logging.DEBUG  # which are findings, with their places
        plugin.project = project
        plugin.live = plugin.checking = plugin.reports = False  # MkDocs reuses its plugins for the life of the process
        yield config, plugin


@contextmanager
def _configuration(project: Project) -> Iterator[MkDocsConfig]:
    """Yield the configuration of a project; the default one if it has no file for it. Raises OSError for what is not a file."""
    if path := configuration_file(project.folder):
        yield _loaded(path)
    elif (docs := project.folder / "docs").is_dir():
        yield _default_configuration(project, docs)
    else:
        with TemporaryDirectory(prefix="explainer-docs-") as no_docs:
            yield _default_configuration(project, Path(no_docs))


def _loaded(path: Path) -> MkDocsConfig:
    """Return a configuration from its file, after a look at what it inherits: MkDocs would open a pipe, too."""
    for one in _configurations(path):
        if one == path or one.exists():  # MkDocs says which one is missing
            require_file(str(one))
    try:
        return load_config(str(path))
    except RecursionError:
        raise ConfigurationError(f"{path.name} is nested too deeply, or inherits itself") from None


def _default_configuration(project: Project, docs: Path) -> MkDocsConfig:
    folder, settings = project.folder, project.explainer.content.settings
    values = {
        "site_name": settings.title,
        "docs_dir": str(docs),
        "site_dir": str(folder / "site"),
        "theme": {"name": "material", "font": False, "language": settings.languages[0]},
        "plugins": ["explainer"],
        "markdown_extensions": ["attr_list"],
    }
    return load_config(BytesIO(json.dumps(values).encode()), config_file_path=str(folder / CONFIGURATIONS[0]))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what MkDocs logs from the terminal, but for its error messages, which become those of the `EngineError`."""
    logger, recorder = logging.getLogger("mkdocs"), _LogRecorder(logging.ERROR)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(recorder)
    try:
        yield
    except MkDocsException as error:
        raise EngineError("\n".join([*recorder.lines, str(error)])) from error
    finally:
        logger.propagate = propagates
        logger.removeHandler(recorder)


def _is_plain(config: MkDocsConfig, folder: Path) -> bool:
    """Return whether nothing in a configuration reads other files, environment variables or the clock."""
    path = configuration_file(folder)
    if path is None:
        return True
    text = path.read_text(encoding="utf-8")
    return (
        set(config.plugins) == {"explainer"}
        and not config.plugins["explainer"].config.project
        and set(config.markdown_extensions) <= _PLAIN_EXTENSIONS
        and not config.hooks
        and config.theme.custom_dir in (None, str(folder / "templates"))
        and Path(config.docs_dir) == folder / "docs"
        and not any(word in text for word in ("!ENV", "!relative", "INHERIT"))
    )


def make_for_preview(project: Project, folder: Path) -> ExplainerPlugin:
    """Return the plugin after building hand-written pages and the theme's files into a folder, without the generated pages.

    Raises EngineError with all error messages of MkDocs.
    """
    recorder = _LogRecorder(logging.ERROR)
    logging.getLogger("mkdocs").addHandler(recorder)
    try:
        with chdir(project.folder), _configured(project) as (config, plugin):
            config.site_dir = str(folder)
            plugin.live = True
            config.plugins.on_startup(command="serve", dirty=False)
            mkdocs_build(config)
            return plugin
    except MkDocsException as error:
        raise EngineError("\n".join([*recorder.lines, str(error)])) from error
    finally:
        logging.getLogger("mkdocs").removeHandler(recorder)


def watched_paths(config: MkDocsConfig, project: Path) -> tuple[Path, ...]:
    """Return the files directly in a project and the folders anywhere from which MkDocs has built.

    An inherited configuration in a folder is represented by that folder. Hooks are not among them: MkDocs loads them once.
    """
    folders = [config.docs_dir, *([config.theme.custom_dir] if config.theme.custom_dir else ())]
    paths = [Path(path) for path in (*folders, *config.watch)]
    files = _configurations(Path(config.config_file_path))
    return tuple(dict.fromkeys([*paths, *(path if path.parent == project else path.parent for path in files)]))


def _configurations(path: Path) -> Iterator[Path]:
    """Yield a configuration and those that it inherits (`INHERIT`), as far as they can be read."""
    seen: set[Path] = set()
    while path not in seen:
        yield path
        seen.add(path)
        try:
            inherited = "".join(texts_under(("INHERIT",), path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return
        path = Path(normpath(path.parent / inherited)) if inherited else path


class _LogRecorder(logging.Handler):
    """Collects the messages of MkDocs."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
