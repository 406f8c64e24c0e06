"""The MkDocs plugin: its hooks, and nothing else.

MkDocs renders the hand-written pages of `docs/` and lends its theme. The generated pages are no pages of MkDocs: the theme's
template is rendered once for each branch of the navigation (`shell`) and filled in by the core.
"""

from __future__ import annotations

import logging
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, pass_context
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_theme_dir
from mkdocs.utils.templates import url_filter

from builder.checking import report
from builder.checking.project import Project, read_project
from builder.checking.two_processes import no_progress
from builder.engine.engine_state import EngineState
from builder.engine.navigation import needs_pruning, with_generated
from builder.history import read_versions, revisions
from builder.model.language import phrase
from builder.pages.renderer import Renderer
from builder.pages.template_words import Unindented, date_filter, words_of
from builder.reading.notes import note_slug
from builder.site.assets import ASSETS, STYLE_PARTS, STYLE_SHEET, TYPES, published_script, style_sheet
from builder.site.build_receipt import TEMPLATES
from builder.site.contents import contents_of, parts_of
from builder.site.page_frame import Slot, mark, shared_folder
from builder.site.picture_cache import painter_of
from builder.site.publish import fresh_folder, project_lock, replace_folder, write_parts
from builder.site.template_loader import Compiled, page_templates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as NotePage
    from mkdocs.utils.templates import TemplateContext

    from builder.checking.two_processes import Progress

log = logging.getLogger("mkdocs.plugins.explainer")

EXTENSION = "builder.engine.markdown_extension"
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
        self.progress: Progress = no_progress
        """Called with how many parts of the generated pages are written."""

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

    @event_priority(100)
    def _on_nav_early(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the generated branches after the home page, before other plugins look."""
        generated = self.renderer.navigation(self.renderer.language.tag)
        if needs_pruning(generated) and "navigation.prune" not in config.theme["features"]:
            config.theme["features"] = [*config.theme["features"], "navigation.prune"]
        return with_generated(nav, generated)

    @event_priority(-100)
    def _on_nav_late(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember the navigation as all plugins have left it, for the generated pages."""
        self._nav = nav
        return nav

    on_nav = CombinedEvent(_on_nav_early, _on_nav_late)

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
        self.state = EngineState(config, env, files, self._nav)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages and put the new site in the place of the old."""
        if self.live:
            return
        frames = self.state.frames(self.renderer)
        home = not any(file.page and file.page.is_homepage for file in self.state.files.documentation_pages())
        picture = painter_of(self._cache) if self.renderer.address else None
        contents = contents_of(self.renderer, home=home, picture=picture)
        parts = parts_of(contents, lambda page: frames.shell_for(page).fill(page, config.site_url or ""))
        write_parts(Path(config.site_dir), parts, self.progress)
        if not self.serving:
            replace_folder(Path(config.site_dir), self.site_dir, self._cache)
            config.site_dir = str(self.site_dir)
            self._lock.__exit__(None, None, None)

    def show(self, renderer: Renderer) -> None:
        """Let the hand-written pages speak of another explainer from now on."""
        self.renderer = renderer
        self.state.config.mdx_configs[EXTENSION]["explainer"] = renderer.explainer

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content as well."""
        folder = self._folder(config)
        for name in ("content", "templates"):
            if (folder / name).is_dir():
                server.watch(str(folder / name))
        return server


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
