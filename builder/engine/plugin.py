"""The MkDocs adapter: the only module that knows the engine.

MkDocs renders the hand-written pages of `docs/` and lends its theme. The generated pages are no pages of MkDocs: the theme's
template is rendered once for each branch of the navigation (`shell`) and filled in by the core.
"""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from jinja2 import Environment, FileSystemLoader, TemplateError, TemplateSyntaxError, pass_context
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as NotePage
from mkdocs.utils import get_theme_dir
from mkdocs.utils.templates import url_filter

from builder.checking import report
from builder.checking.project import Project, read_project
from builder.checking.two_processes import nobody
from builder.history import read_versions, revisions
from builder.model.language import language_of, phrase
from builder.pages.renderer import Renderer
from builder.pages.template_words import Unindented, date_filter, words_of
from builder.reading.notes import note_slug
from builder.site.assets import ASSETS, STYLE_PARTS, STYLE_SHEET, TYPES, published_script, style_sheet
from builder.site.build_receipt import CACHE, TEMPLATES, folder_state
from builder.site.contents import site_parts
from builder.site.frames import Branch, FramedPage, Frames, Leaf, leaf_or_branch, needs_pruning
from builder.site.picture_cache import painter_of
from builder.site.publish import fresh_folder, project_lock, replace_folder, write_parts
from builder.site.shell import Slot, mark, mark_current, shared_folder
from builder.site.template_loader import Compiled, page_templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import SimpleNamespace

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.utils.templates import TemplateContext

    from builder.checking.two_processes import Told
    from builder.pages.page import NavItem

log = logging.getLogger("mkdocs.plugins.explainer")

EXTENSION = "builder.engine.markdown_extension"
_PLAIN_EXTENSIONS = {
    EXTENSION,
    *"abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists smarty tables toc".split(),
}
"""Extensions of Python-Markdown that read nothing but the text."""
_THEME = "material"
_CLOCKED = "sitemap.xml"
"""The engine's own sitemap carries the clock's date."""
LIVE_ASSETS = "assets/live/"
"""What a page needs while it is being written; it is in no site."""


class Options(Config):  # type: ignore[no-untyped-call]
    """Everything else stands in `content/explainer.yml`, which says what is true of an explainer."""

    project = config_options.Type(str, default="")
    """The project folder, where it is not the one of the configuration."""


class ExplainerPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Builds the explainer whenever MkDocs builds."""

    def __init__(self) -> None:
        self.serving = False
        self.live = False
        """Whether `explainer serve` asks, which writes the generated pages when somebody wants to see them."""
        self.project: Project | None = None
        """The project to build; read when the build begins unless it has been handed over."""
        self.outputs = ""
        """The state of the site, where nothing changes it but what `receipt` looks at."""
        self.told: Told = nobody
        """Is told how much of the generated pages is written."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a server asks: it has its own temporary folder."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content, before MkDocs touches the old site."""
        if config.theme.name != _THEME:
            raise PluginError(f"mkdocs.yml must name the theme `{_THEME}`; it names `{config.theme.name}`")
        folder = self._folder(config)
        if self.project is None or (self.serving and not self.live):
            self.project = read_project(folder)
            if self.project.findings:
                log.warning("\n%s", report.as_text(self.project.findings))
        if self.project.broken:
            raise PluginError(f"The site was not built: {report.summary(self.project.findings)}")
        history = () if self.live else revisions(read_versions(folder))
        address = "" if self.serving and not self.live else config.site_url or ""
        self.renderer = Renderer(self.project.explainer, page_templates(folder), history, address)
        self._configure(config, self.project)
        self.site_dir = Path(config.site_dir).resolve()  # where it is a link, the site is what the link leads to
        if not self.serving:
            self._lock = project_lock(folder)
            self._cache = self._lock.__enter__()
            config.site_dir = str(fresh_folder(self._cache / "staging"))
        return config

    def _folder(self, config: MkDocsConfig) -> Path:
        return Path(self.config.project or Path(config.config_file_path).parent)

    def _configure(self, config: MkDocsConfig, project: Project) -> None:
        settings = project.explainer.content.settings
        if str(TEMPLATES) not in config.theme.dirs:
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(TEMPLATES))
        config.theme.static_templates.discard(_CLOCKED)
        if EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(EXTENSION)
        config.mdx_configs.setdefault(EXTENSION, {})["explainer"] = project.explainer
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", note_slug)
        config.site_description = config.site_description or settings.description
        config.extra.setdefault("explainer", _footer(settings.as_of, settings.license, settings.repository))

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Spare MkDocs the look at fourteen thousand icons of the theme while it lists the theme's files, of which none is used."""
        self._dirs = config.theme.dirs
        config.theme.dirs = [path for path in self._dirs if path != get_theme_dir(_THEME)]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Write out the file's name in every link, so that the site works from a disk; publish styles and scripts as readers get them."""
        config.theme.dirs = self._dirs
        parts = sorted((file for file in files if file.src_uri.startswith(STYLE_PARTS)), key=lambda file: file.src_uri)
        for file in list(files):
            if file.is_documentation_page():
                file.url = file.dest_uri
            elif file.src_uri.startswith((LIVE_ASSETS, STYLE_PARTS)) or file.src_uri in (_CLOCKED, TYPES):
                files.remove(file)
            elif file.src_uri.startswith(ASSETS) and file.src_uri.endswith(".js"):
                file.content_string = published_script(file.content_string)
        if STYLE_SHEET not in files.src_uris:  # a project may bring a style sheet of its own
            files.append(File.generated(config, STYLE_SHEET, content=style_sheet(part.content_string for part in parts)))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the generated branches after the home page."""
        generated = self.renderer.navigation(self.renderer.language.tag)
        if needs_pruning(generated) and "navigation.prune" not in config.theme["features"]:
            config.theme["features"] = [*config.theme["features"], "navigation.prune"]
        _escape_titles(nav.items)
        self._notes, self._order = nav.items, nav.pages
        return whole_navigation(nav.items, nav.pages, generated)

    def on_pre_page(self, page: NotePage, *, config: MkDocsConfig, files: Files) -> NotePage:
        """Tell the Markdown extension which page comes next, and where its references go."""
        address = page.file.dest_uri.removesuffix("index.html")
        self._references: list[str] = []
        config.mdx_configs[EXTENSION] |= {"page": address, "references": self._references if page.is_homepage else ""}
        if page.canonical_url:
            page.canonical_url = page.canonical_url.removesuffix("index.html")
        return page

    def on_page_content(self, html: str, *, page: NotePage, config: MkDocsConfig, files: Files) -> str:
        """Let the home page show the themes below its own text, and the references of that text below the themes."""
        return self.renderer.home(html, "".join(self._references)).html if page.is_homepage else html

    def on_page_context(self, context: TemplateContext, *, page: NotePage, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Give a hand-written page the head that generated ones have."""
        address = page.file.dest_uri.removesuffix("index.html")
        home = page.is_homepage
        context["head"] = self.renderer.home("").head if home else self.renderer.plain_head(address, unescape(str(page.title)))  # type: ignore[typeddict-unknown-key]
        return context

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's environment; make every address start at the root, so that frames can be shared."""
        env.filters |= {"url": _from_root, "date": date_filter}
        env.globals |= words_of(self.renderer.language)
        env.add_extension(Unindented)
        env.loader = FileSystemLoader(config.theme.dirs)
        env.bytecode_cache = Compiled("frame-unindented")
        env.trim_blocks = env.lstrip_blocks = True  # a line that holds only a tag of the template is no line of the page
        env.globals["serving"] = self.serving and not self.live  # a server of MkDocs' own puts a script into pages
        for file in files.documentation_pages():
            if file.page is not None:  # MkDocs leaves some titles as written and escapes others
                file.page.title = escape(unescape(str(file.page.title)), quote=False)
        if self.live:
            env.globals["live"] = {"page": mark(Slot.LIVE)}
        self.made = Made(self, config, env, files, self._notes, self._order)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages and put the new site in the place of the old."""
        if self.live:
            return
        frames = self.made.frames(self.renderer)
        home = not any(file.page and file.page.is_homepage for file in self.made.files.documentation_pages())
        picture = painter_of(self._cache) if self.renderer.address else None
        parts = site_parts(self.renderer, frames.shell_for, config.site_url or "", home=home, picture=picture)
        plain = not self.serving and _is_plain(config, self._folder(config))
        write_parts(Path(config.site_dir), parts, self.told)
        if not self.serving:
            replace_folder(Path(config.site_dir), self.site_dir, self._cache)
            config.site_dir = str(self.site_dir)
            self.outputs = folder_state(self.site_dir) if plain else ""
            self._lock.__exit__(None, None, None)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content as well."""
        folder = self._folder(config)
        for name in ("content", "templates"):
            if (folder / name).is_dir():
                server.watch(str(folder / name))
        return server


@dataclass(frozen=True, slots=True)
class Made:
    """What the engine has when it begins to write its pages."""

    plugin: ExplainerPlugin
    config: MkDocsConfig
    env: Environment
    files: Files
    notes: list[Any]
    """The hand-written part of the navigation."""
    order: list[NotePage]

    def frames(self, renderer: Renderer) -> Frames:
        """Return the frames of the generated pages."""
        template = self.env.get_template("main.html")
        home, rest = _at_home(self.notes)
        site = renderer.language.tag

        def render(nav: SimpleNamespace, page: FramedPage, tag: str) -> str:
            context = get_context(nav, self.files, self.config, page)  # type: ignore[arg-type]
            return str(template.render({**context, **words_of(language_of(tag))}))

        def notes(tag: str) -> tuple[list[Leaf], list[Leaf | Branch]]:
            foreign = "" if tag == site else site
            own = [] if foreign else [_leaf(note, foreign) for note in home]
            return own or [Leaf(language_of(tag).say("Home"), "index.html", mark_current(""))], [_converted(item, foreign) for item in rest]

        return Frames(render, notes, renderer.navigation)

    def navigation(self, generated: Sequence[NavItem]) -> Navigation:
        """Return the navigation of the hand-written pages."""
        return whole_navigation(self.notes, self.order, generated)

    def context(self, nav: Navigation, page: NotePage | None = None, base_url: str = "") -> Any:
        """Return what the theme's templates read."""
        return get_context(nav, self.files, self.config, page, base_url)

    def show(self, renderer: Renderer) -> None:
        """Let the hand-written pages speak of this explainer from now on."""
        self.plugin.renderer = renderer
        self.config.mdx_configs[EXTENSION]["explainer"] = renderer.explainer


def whole_navigation(notes: list[Any], order: list[NotePage], generated: Iterable[NavItem]) -> Navigation:
    """Put the generated branches after the home page."""
    home, rest = _at_home(notes)
    return Navigation([*home, *map(leaf_or_branch, generated), *rest], order)


def _at_home(notes: list[Any]) -> tuple[list[Any], list[Any]]:
    """Divide the navigation of hand-written pages into the home page, if there is one, and the rest."""
    home = [item for item in notes if isinstance(item, NotePage) and item.is_homepage]
    return home, [item for item in notes if item not in home]


def _escape_titles(items: Iterable[Any]) -> None:
    """Make the titles of sections and links HTML, as those of pages will be; MkDocs leaves them as they are written."""
    for item in items:
        if not isinstance(item, NotePage):
            item.title = escape(str(item.title), quote=False)
            _escape_titles(item.children or ())


def _leaf(page: NotePage, language: str = "") -> Leaf:
    return Leaf(str(page.title), page.file.dest_uri, mark_current(page.file.dest_uri.removesuffix("index.html")), language=language)


def _converted(item: Any, language: str) -> Leaf | Branch:
    if isinstance(item, Section):
        return Branch(item.title, [_converted(child, language) for child in item.children], language=language)
    return _leaf(item, language) if isinstance(item, NotePage) else Leaf(item.title, item.url, language=language)


def _footer(as_of: Any, license_name: str, repository: str) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "license": {"name": license_name} if license_name else None,
        "repository": repository,
        "read": "index.html#how-to-read",
        "data": [
            {"title": phrase("Explainer (JSON)"), "url": "data/explainer.json"},
            {"title": phrase("Claims (CSV)"), "url": "data/claims.csv"},
        ],
    }


@pass_context
def _from_root(context: Any, value: str) -> str:
    """Resolve an address against the page by way of the site's root, or of the folder of pages in which it stands.

    Pages of one folder then agree on every link.
    """
    page = context["page"]
    if page is None or ":" in value.partition("/")[0] or value.startswith(("/", "#")):
        return str(url_filter(context, value))
    folder = shared_folder(page.url)
    if folder and value.startswith(folder):
        return f"../{value.removeprefix(folder)}"
    return f"{'../' * page.url.count('/')}{value}"


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


# --- for the command line ---------------------------------------------------------------------------------------------


class Built(NamedTuple):
    """A site, and how it stands."""

    folder: Path
    outputs: str
    """Its state; empty where other things may change it than those that `receipt` looks at."""


def build_site(project: Project, told: Told = nobody) -> Built:
    """Build a checked project with MkDocs; `told` is told how much is written.

    Raises `EngineError` when the configuration, a template or a page of `docs/` cannot be used.
    """
    with engine_errors():
        config, plugin = _configured(project)
        plugin.told = told
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        return Built(Path(config.site_dir), plugin.outputs)


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


# --- for a server that shows pages while they are written -------------------------------------------------------------


def make_for_preview(project: Project, folder: Path) -> Made:
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
    return plugin.made


class _Heard(logging.Handler):
    """Keeps what the engine says."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
