"""Running MkDocs: a build for the command line, and one for the preview server."""

from __future__ import annotations

import json
import logging
from contextlib import chdir, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException, PluginError

from builder.checking.project import Project
from builder.checking.two_processes import no_progress
from builder.engine.hand_written import page_finder
from builder.engine.plugin import EXTENSION, Checked, ExplainerPlugin
from builder.linking.link import link
from builder.model.content import Content
from builder.model.project_codes import PROJECT_CODES
from builder.site.build_receipt import CACHE, engine_inputs, folder_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from builder.checking.project import FindPages
    from builder.checking.two_processes import Progress
    from builder.model.findings import Finding
    from builder.reading.files import FoundFile

_PLAIN_EXTENSIONS = {
    EXTENSION,
    *"abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists smarty tables toc".split(),
}
"""Extensions of Python-Markdown whose output depends on the text alone."""


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
        place = f"{error.filename}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        raise EngineError(f"{place}{error.message}") from error


class Built(NamedTuple):
    """A site, and its project with all findings."""

    folder: Path | None
    """None if the site was not built, because the project has errors."""
    outputs: str
    """The state of the folder; empty if the site depends on more than the inputs of a receipt."""
    project: Project
    is_plain: bool
    """Whether nothing but the inputs of a receipt decides what is found."""


def page_finder_of(folder: Path) -> FindPages:
    """Return the function that lists the hand-written pages which MkDocs will publish, and the files beside them.

    It reads a changed configuration again, and finds none if that is invalid: this is reported when it is used.
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
    try:
        with _quiet():
            return page_finder(load_config(config_file=_config_file(Project(folder, explainer, ()))), folder)
    except EngineError:
        return lambda: ([], [])


def check_pages(project: Project) -> Built:
    """Return a project with the findings of its hand-written pages as well. MkDocs renders them and writes nothing.

    It is not run if a file of its folder cannot be read, or leads out of it. Raises `EngineError` if the configuration or a page is
    invalid.
    """
    if not engine_inputs(project.folder):
        return Built(None, "", project, is_plain=True)
    if any(f.code in PROJECT_CODES and not f"{f.where.path}/".startswith("content/") for f in project.findings):
        return Built(None, "", project, is_plain=False)
    with engine_errors(), _quiet(), chdir(project.folder):  # extensions have paths relative to the current folder
        config, plugin = _configured(project)
        plugin.checking = True
        config.plugins.on_startup(command="build", dirty=False)
        with suppress(Checked):
            mkdocs_build(config)
    return Built(None, "", plugin.project or project, _is_plain(config, project.folder))


def build_site(project: Project, progress: Progress = no_progress) -> Built:
    """Return the site of a checked project, built with MkDocs; `progress` is called with the number of parts written.

    Raises `EngineError` if the configuration, a template or a page of `docs/` is invalid, and `KeyboardInterrupt` saying what became
    of the site.
    """
    with engine_errors(), chdir(project.folder):
        config, plugin = _configured(project)
        plugin.progress = progress
        config.plugins.on_startup(command="build", dirty=False)
        try:
            try:
                with suppress(Checked):
                    mkdocs_build(config)
            finally:
                plugin.clean_up()
        except KeyboardInterrupt:
            raise KeyboardInterrupt("the site was built" if plugin.published else "the site is unchanged") from None
        complete, is_plain = plugin.project or project, _is_plain(config, project.folder)
        if complete.broken:
            return Built(None, "", complete, is_plain)
        site = Path(config.site_dir)
        return Built(site, folder_state(site) if is_plain else "", complete, is_plain)


def _configured(project: Project) -> tuple[MkDocsConfig, ExplainerPlugin]:
    """Return a project's configuration and its plugin, which has been given the project."""
    config = load_config(config_file=_config_file(project))
    plugin = config.plugins.get("explainer")
    if not isinstance(plugin, ExplainerPlugin):
        raise PluginError("mkdocs.yml does not list the plugin `explainer`")
    config.validation.links.not_found = config.validation.links.anchors = logging.DEBUG  # which are findings, with their places
    plugin.project = project
    plugin.live = plugin.checking = plugin.reports = False  # MkDocs reuses its plugins for the life of the process
    return config, plugin


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
    text = Path(config.config_file_path).read_text(encoding="utf-8")
    return (
        set(config.plugins) == {"explainer"}
        and set(config.markdown_extensions) <= _PLAIN_EXTENSIONS
        and not config.hooks
        and config.theme.custom_dir in (None, str(folder / "templates"))
        and Path(config.docs_dir) in (folder / "docs", folder / CACHE / "docs")
        and not any(word in text for word in ("!ENV", "!relative", "INHERIT"))
    )


def _config_file(project: Project) -> str:
    """Return the path of the project's configuration; if it is missing, a default one is written to the cache."""
    folder = project.folder
    if (folder / "mkdocs.yml").exists():
        return str(folder / "mkdocs.yml")
    cache = folder / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    docs = folder / "docs" if (folder / "docs").is_dir() else cache / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    settings = project.explainer.content.settings
    defaults = {
        "site_name": settings.title,
        "docs_dir": str(docs),
        "site_dir": str(folder / "site"),
        "theme": {"name": "material", "font": False, "language": settings.languages[0]},
        "plugins": [{"explainer": {"project": str(folder)}}],
        "markdown_extensions": ["attr_list"],
    }
    path = cache / "mkdocs.yml"
    path.write_text(json.dumps(defaults), encoding="utf-8")
    return str(path)


def make_for_preview(project: Project, folder: Path) -> ExplainerPlugin:
    """Return the plugin after building hand-written pages and the theme's files into a folder, without the generated pages.

    Raises EngineError with all error messages of MkDocs.
    """
    recorder = _LogRecorder(logging.ERROR)
    logging.getLogger("mkdocs").addHandler(recorder)
    try:
        with chdir(project.folder):
            config, plugin = _configured(project)
            config.site_dir = str(folder)
            plugin.live = True
            config.plugins.on_startup(command="serve", dirty=False)
            mkdocs_build(config)
    except MkDocsException as error:
        raise EngineError("\n".join([*recorder.lines, str(error)])) from error
    finally:
        logging.getLogger("mkdocs").removeHandler(recorder)
    return plugin


class _LogRecorder(logging.Handler):
    """Collects the messages of MkDocs."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
