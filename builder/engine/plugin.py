"""The MkDocs plugin: its hooks, and nothing else.

MkDocs renders the hand-written pages of `docs/` and provides the theme. The generated pages are not pages of MkDocs: the theme's
template is rendered once for each branch of the navigation, and its slots are filled in (`builder.site.page_frame`).
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
from builder.checking.hand_written import check_hand_written, with_hand_written
from builder.checking.project import Project, read_project, with_findings
from builder.checking.two_processes import no_progress
from builder.engine.engine_state import EngineState
from builder.engine.hand_written import address_of, folder_of, framed_slugs, hand_written, page_finder, read_page
from builder.engine.markdown_extension import PageRecord
from builder.engine.navigation import needs_pruning, with_generated
from builder.history import read_versions, revisions
from builder.model.language import phrase
from builder.pages.renderer import Renderer
from builder.pages.template_words import Unindented, date_filter, words_of
from builder.site.addresses import GeneratedFiles, taken_addresses
from builder.site.assets import ASSETS, LIVE_ASSETS, STYLE_PARTS, STYLE_SHEET, TYPES, published_script, style_sheet
from builder.site.build_receipt import CACHE, TEMPLATES
from builder.site.contents import contents_of, parts_of
from builder.site.page_frame import Slot, mark, shared_folder
from builder.site.picture_cache import painter_of
from builder.site.publish import project_lock, remove_replaced, replace_folder, staging_folder, write_parts
from builder.site.template_loader import Compiled, page_templates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as NotePage
    from mkdocs.utils.templates import TemplateContext

    from builder.checking.hand_written import HandWrittenPage
    from builder.checking.two_processes import Progress
    from builder.model.findings import Finding

log = logging.getLogger("mkdocs.plugins.explainer")

EXTENSION = "builder.engine.markdown_extension"
_THEME = "material"
_CLOCKED = "sitemap.xml"
"""MkDocs' own sitemap, which contains the current date."""


class Checked(BaseException):  # no error: MkDocs and other plugins must not take it for one
    """Ends a run of MkDocs before anything is written: the caller has asked for findings only, or there are errors among them."""


class Options(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin; the settings of the explainer are in `content/explainer.yml`."""

    project = config_options.Type(str, default="")
    """The project folder, if it is not that of the configuration."""


class ExplainerPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Builds the explainer whenever MkDocs builds."""

    def __init__(self) -> None:
        self.serving = False
        self.live = False
        """Whether this is a build of `explainer serve`, which makes the generated pages on request."""
        self.checking = False
        """Whether this run ends with `Checked` when the findings of the project are complete."""
        self.project: Project | None = None
        """The project to build; read at the start of the build unless it is set."""
        self.reports = False
        """Whether the plugin has read the project itself, and so reports its findings."""
        self.progress: Progress = no_progress
        """Called with the number of parts written, and of all."""
        self.published = False
        """Whether this build has replaced the site."""
        self._cache: Path | None = None
        """The folder of derived state, once this build holds its lock."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether a server builds: it has its own temporary folder."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content, before MkDocs touches the old site."""
        self.published, self._cache = False, None
        if config.theme.name != _THEME:
            raise PluginError(f"mkdocs.yml must name the theme `{_THEME}`; it names `{config.theme.name}`")
        folder = self._folder(config)
        if self.project is None or (self.serving and not self.live):
            self.project = read_project(folder, page_finder(config, folder))
            self.reports = True
            if self.project.broken:
                log.warning("\n%s", report.as_text(self.project.findings))
        if self.project.broken and not self.checking:
            raise PluginError(f"The site was not built: {report.summary(self.project.findings)}")
        history = () if self.live or self.checking else revisions(read_versions(folder))
        address = "" if self.serving and not self.live else config.site_url or ""
        self.renderer = Renderer(self.project.explainer, page_templates(folder), history, address)
        self._configure(config, self.project)
        self._rendered: dict[str, HandWrittenPage] = {}
        self.site_dir = Path(config.site_dir).resolve()  # a symbolic link is resolved: the site is its target
        if self.checking:
            config.site_dir = str(folder / CACHE / "unwritten")  # MkDocs must find nothing there that it would remove
        elif not self.serving:
            self._lock = project_lock(folder)
            self._cache = self._lock.__enter__()
            config.site_dir = str(staging_folder(self._cache))
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
        toc = config.mdx_configs.setdefault("toc", {})
        toc["slugify"] = framed_slugs(toc.get("slugify"))
        config.site_description = config.site_description or settings.description
        config.extra.setdefault("explainer", _footer(settings.as_of, settings.license, settings.repository))

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Hide the theme's folder while MkDocs lists files: it holds fourteen thousand icons, none of which is used."""
        self._dirs = config.theme.dirs
        config.theme.dirs = [path for path in self._dirs if path != get_theme_dir(_THEME)]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Include the file's name in every link, so that the site works from a disk; replace styles and scripts by published ones."""
        config.theme.dirs = self._dirs
        self._names = {file.src_uri for file in files}
        parts = sorted((file for file in files if file.src_uri.startswith(STYLE_PARTS)), key=lambda file: file.src_uri)
        for file in list(files):
            if file.is_documentation_page():
                file.url = file.dest_uri
            elif file.src_uri.startswith((LIVE_ASSETS, STYLE_PARTS)) or file.src_uri in (_CLOCKED, TYPES):
                self._remove(file, files, config)
            elif file.src_uri.startswith(ASSETS) and file.src_uri.endswith(".js"):
                file.content_string = published_script(file.content_string)
        if STYLE_SHEET not in files.src_uris:  # a project may have a style sheet of its own
            files.append(File.generated(config, STYLE_SHEET, content=style_sheet(part.content_string for part in parts)))
        return files

    def _remove(self, file: File, files: Files, config: MkDocsConfig) -> None:
        """Remove a file of the theme; one of the project at its address is published, or found to be in its way."""
        if file.src_dir != config.docs_dir and not file.generated_by:
            files.remove(file)

    @event_priority(100)
    def _on_nav_early(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the generated branches after the home page, before other plugins see it."""
        generated = self.renderer.navigation(self.renderer.language.tag)
        if needs_pruning(generated) and "navigation.prune" not in config.theme["features"]:
            config.theme["features"] = [*config.theme["features"], "navigation.prune"]
        return with_generated(nav, generated)

    @event_priority(-100)
    def _on_nav_late(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Store the navigation after all plugins, for the generated pages."""
        self._nav = nav
        return nav

    on_nav = CombinedEvent(_on_nav_early, _on_nav_late)

    def on_pre_page(self, page: NotePage, *, config: MkDocsConfig, files: Files) -> NotePage:
        """Pass the Markdown extension the address of the next page, and where to put its references."""
        self._references: list[str] = []
        self._record = PageRecord()
        folder = folder_of(config, self._folder(config))
        config.mdx_configs[EXTENSION] |= {
            "page": address_of(page.file),
            "path": f"{folder}/{page.file.src_uri}",
            "folder": folder,
            "names": self._names,
            "record": self._record,
            "references": self._references if page.is_homepage else "",
        }
        if page.canonical_url:
            page.canonical_url = page.canonical_url.removesuffix("index.html")
        return page

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: NotePage, config: MkDocsConfig, files: Files) -> str:
        """Return the home page with the themes below its own text, and the references of that text below the themes."""
        whole = html
        if page.is_homepage and self.project and not self.project.broken:
            whole = self.renderer.home(html, "".join(self._references)).html
        path = f"{folder_of(config, self._folder(config))}/{page.file.src_uri}"
        self._rendered[page.file.src_uri] = read_page(page.file, path, html, whole, self._record)
        return whole

    def on_page_context(self, context: TemplateContext, *, page: NotePage, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Return the context with the head that generated pages have, too."""
        address = page.file.dest_uri.removesuffix("index.html")
        home = page.is_homepage
        context["head"] = self.renderer.home("").head if home else self.renderer.plain_head(address, unescape(str(page.title)))  # type: ignore[typeddict-unknown-key]
        return context

    def _on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Return the theme's environment, set up so that every address starts at the root and frames can be shared."""
        env.filters |= {"url": _from_root, "date": date_filter}
        env.globals |= words_of(self.renderer.language)
        env.add_extension(Unindented)
        env.loader = FileSystemLoader(config.theme.dirs)
        env.bytecode_cache = Compiled("frame-unindented")
        env.trim_blocks = env.lstrip_blocks = True  # a line with only a template tag leaves no line in the page
        env.globals["serving"] = self.serving and not self.live  # MkDocs' own server adds a script to pages
        for file in files.documentation_pages():
            if file.page is not None:  # MkDocs leaves some titles as written and escapes others
                file.page.title = escape(unescape(str(file.page.title)), quote=False)
        if self.live:
            env.globals["live"] = {"page": mark(Slot.LIVE)}
        self.state = EngineState(config, env, files, self._nav)
        return env

    @event_priority(-100)
    def _on_env_late(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Check the hand-written pages once all are rendered, before anything is written."""
        self.written = hand_written(files, config, self._folder(config), self._rendered)
        if self.live or self.project is None:
            return env
        found = with_findings(self.project, self.problems(self.renderer))
        if self.reports and found.findings:
            log.warning("\n%s", report.as_text(found.findings))
        self.project = found
        if self.checking or (found.broken and not self.reports):
            raise Checked
        if found.broken:
            raise PluginError(f"The site was not built: {report.summary(found.findings)}")
        linked = with_hand_written(found.explainer, self.written)
        self.renderer = Renderer(linked, page_templates(self._folder(config)), self.renderer.revisions, self.renderer.address)
        return env

    on_env = CombinedEvent(_on_env, _on_env_late)

    def problems(self, renderer: Renderer) -> list[Finding]:
        """Return the findings of the hand-written pages for an explainer."""
        contents = contents_of(renderer, self.written, picture=(lambda _: b"") if renderer.address else None)
        generated = GeneratedFiles(contents, self.state.config.theme.static_templates)
        return [*check_hand_written(renderer.explainer, self.written, generated), *taken_addresses(self.written, generated)]

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages and replace the old site atomically."""
        if self.live:
            return
        frames = self.state.frames(self.renderer)
        picture = painter_of(self._folder(config) / CACHE) if self.renderer.address else None
        contents = contents_of(self.renderer, self.written, picture=picture)
        parts = parts_of(contents, lambda page: frames.shell_for(page).fill(page, config.site_url or ""))
        write_parts(Path(config.site_dir), parts, self.progress)
        if self._cache:
            replace_folder(Path(config.site_dir), self.site_dir, self._cache)
            self.published = True
            config.site_dir = str(self.site_dir)
            self.clean_up()
            self._lock.__exit__(None, None, None)

    def clean_up(self) -> None:
        """Remove what a build leaves beside the site: the replaced one, or one that was broken off."""
        if self._cache:
            remove_replaced(self._cache)

    def show(self, renderer: Renderer) -> None:
        """Use another explainer for hand-written pages from now on."""
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
    """Return the link from a page to an address, by way of the site's root or the page's own folder.

    So all pages of one folder have the same links.
    """
    page = context["page"]
    if page is None or ":" in value.partition("/")[0] or value.startswith(("/", "#")):
        return str(url_filter(context, value))
    folder = shared_folder(page.url)
    if folder and value.startswith(folder):
        return f"../{value.removeprefix(folder)}"
    return f"{'../' * page.url.count('/')}{value}"
