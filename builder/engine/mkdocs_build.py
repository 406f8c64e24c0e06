"""Running MkDocs: a build for the command line, and one for a server that shows pages while they are written."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException, PluginError

from builder.checking.two_processes import no_progress
from builder.engine.plugin import EXTENSION, ExplainerPlugin
from builder.site.build_receipt import CACHE, folder_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from builder.checking.project import Project
    from builder.checking.two_processes import Progress

_PLAIN_EXTENSIONS = {
    EXTENSION,
    *"abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists smarty tables toc".split(),
}
"""Extensions of Python-Markdown that read nothing but the text."""


class EngineError(Exception):
    """MkDocs or a template refuses: the message is for the person who configured it."""


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn what MkDocs and templates raise into an `EngineError`."""
    try:
        yield
    except MkDocsException as error:
        raise EngineError(str(error)) from error
    except TemplateError as error:
        place = f"{error.filename}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        raise EngineError(f"{place}{error.message}") from error


class Built(NamedTuple):
    """A site, and how it stands."""

    folder: Path
    outputs: str
    """Its state; empty where other things may change it than those that `receipt` looks at."""


def build_site(project: Project, progress: Progress = no_progress) -> Built:
    """Build a checked project with MkDocs; `progress` is called with how much is written.

    Raises `EngineError` when the configuration, a template or a page of `docs/` cannot be used.
    """
    with engine_errors():
        config, plugin = _configured(project)
        plugin.progress = progress
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        site = Path(config.site_dir)
        return Built(site, folder_state(site) if _is_plain(config, project.folder) else "")


def _configured(project: Project) -> tuple[MkDocsConfig, ExplainerPlugin]:
    """Read a project's configuration and hand the project to the plugin."""
    config = load_config(config_file=_config_file(project))
    plugin = config.plugins.get("explainer")
    if not isinstance(plugin, ExplainerPlugin):
        raise PluginError("mkdocs.yml does not list the plugin `explainer`")
    plugin.project = project
    plugin.live = False  # the engine keeps its plugins for the life of the process
    return config, plugin


def _is_plain(config: MkDocsConfig, folder: Path) -> bool:
    """Tell whether a configuration names nothing that reads files, variables or clocks of its own."""
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
    """Return the path of the project's configuration; one is made up for a folder that holds only content."""
    folder = project.folder
    if (folder / "mkdocs.yml").exists():
        return str(folder / "mkdocs.yml")
    cache = folder / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    docs = folder / "docs" if (folder / "docs").is_dir() else cache / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    settings = project.explainer.content.settings
    made_up = {
        "site_name": settings.title,
        "docs_dir": str(docs),
        "site_dir": str(folder / "site"),
        "theme": {"name": "material", "font": False, "language": settings.languages[0]},
        "plugins": [{"explainer": {"project": str(folder)}}],
    }
    path = cache / "mkdocs.yml"
    path.write_text(json.dumps(made_up), encoding="utf-8")
    return str(path)


def make_for_preview(project: Project, folder: Path) -> ExplainerPlugin:
    """Build the hand-written pages and what the theme brings along into a folder; the generated pages are left to the caller.

    Raises EngineError, whose message is everything that the engine says is wrong.
    """
    heard = _Heard(logging.ERROR)
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        config, plugin = _configured(project)
        config.site_dir = str(folder)
        plugin.live = True
        config.plugins.on_startup(command="serve", dirty=False)
        mkdocs_build(config)
    except MkDocsException as error:
        raise EngineError("\n".join([*heard.lines, str(error)])) from error
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
    return plugin


class _Heard(logging.Handler):
    """Keeps what the engine says."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
