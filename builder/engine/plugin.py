"""The MkDocs plugin: its hooks, and nothing else.

MkDocs renders the hand-written pages of `docs/` and provides the theme. The generated pages are not pages of MkDocs: the theme's
template is rendered once for each branch of the navigation, and its slots are filled in (`builder.site.page_frame`).
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, pass_context
from markupsafe import Markup
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import CountHandler, get_theme_dir
from mkdocs.utils.templates import url_filter

from builder.checking import report
from builder.checking.project import Project, read_project
from builder.checking.two_processes import no_progress
from builder.engine.addresses import percent_encoded, with_file_name
from builder.engine.engine_state import EngineState
from builder.engine.messages import THEME, SitePath, check_template, wrong_theme
from builder.engine.named_pages import GeneratedPages
from builder.engine.navigation import GeneratedSection, needs_pruning, plain_headings, plain_title, with_generated
from builder.engine.published_files import keep_inert
from builder.engine.unused_settings import is_file, unused_settings
from builder.history.changes import changes_of
from builder.history.versions import History, read_history
from builder.markdown.page_html import HeldHtml, clean_page, removals
from builder.model.language import phrase
from builder.pages.renderer import Renderer
from builder.pages.template_words import Unindented, date_filter, words_of
from builder.reading.files import require_file
from builder.reading.notes import note_slug
from builder.site.assets import ASSETS, STYLE_PARTS, STYLE_SHEET, TYPES, published_script, style_sheet
from builder.site.build_receipt import TEMPLATES
from builder.site.contents import contents_of, parts_of
from builder.site.output_folders import OutputError, is_unfinished, site_folder
from builder.site.page_frame import Slot, mark, shared_folder
from builder.site.picture_cache import painter_of
from builder.site.publish import prepare, project_lock, publish, recover, write_parts
from builder.site.template_loader import Compiled, page_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as NotePage
    from mkdocs.utils.templates import TemplateContext

    from builder.checking.two_processes import Progress

log = logging.getLogger("mkdocs.plugins.explainer")

EXTENSION = "builder.engine.markdown_extension"
_FRAME = "main.html"
_CLOCKED = "sitemap.xml"
"""MkDocs' own sitemap, which contains the current date."""
FAVICON = f"{ASSETS}favicon.svg"
LIVE_ASSETS = "assets/live/"
"""Files of the preview server, which are not published."""


class Options(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin; the settings of the explainer are in `content/explainer.yml`."""

    project = config_options.Type(str, default="")
    """The project folder, relative to the configuration; empty if it is that of the configuration."""


class ExplainerPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Builds the explainer whenever MkDocs builds."""

    def __init__(self) -> None:
        self.serving = False
        self.live = False
        """Whether this is a build of `explainer serve`, which makes the generated pages on request."""
        self.project: Project | None = None
        """The project to build; read at the start of the build unless it is set."""
        self.history: History | None = None
        """The version history of the project; read at the start of the build unless it is set."""
        self.progress: Progress = no_progress
        """Called with the number of parts written, and of all."""
        self.published = False
        """Whether this build has replaced the site."""
        self._said: object = None
        self._site_path = SitePath()
        logging.getLogger("mkdocs.commands.build").addFilter(self._site_path)
        self._on_pages: dict[str, tuple[HeldHtml, list[str]]] = {}
        """What the site itself puts on hand-written pages, until they are clean."""
        self._site: Path | None = None
        """The real folder of the site, as long as this build holds the project's lock."""
        self._lock = ExitStack()
        self._cache: Path | None = None
        """The folder of derived state, under that lock; None if nothing may be written there."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether a server builds: it has its own temporary folder."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content, and let MkDocs write beside the old site."""
        folder = self.folder = self._folder(config)
        if not self.serving:
            self.open_site(config)
        if get_theme_dir(THEME) not in config.theme.dirs:
            raise PluginError(wrong_theme(config))
        history = History() if self.live else self.history or read_history(folder)
        if self.project is None or (self.serving and not self.live):
            self.project = read_project(folder).with_findings(history.findings)
            if self.project.findings:
                log.warning("\n%s", report.as_text(self.project.findings))
        if self.project.broken:
            raise PluginError(f"The site was not built: {report.summary(self.project.findings)}")
        config.site_url = config.site_url and percent_encoded(config.site_url)
        address = "" if self.serving and not self.live else config.site_url or ""
        self.renderer = Renderer(self.project.explainer, page_templates(folder), changes_of(history), address)
        self._configure(config, self.project)
        if self._site:
            self._site_dir = config.site_dir
            with _output_errors():
                config.site_dir = str(prepare(self._site))
            self._site_path.staging, self._site_path.site = config.site_dir, self._site_dir
        return config

    def open_site(self, config: MkDocsConfig) -> None:
        """Take the project's lock, and finish or undo a build that was broken off."""
        self.published = False
        site = self.site_folder(config)
        self._cache = self._lock.enter_context(project_lock(self._folder(config)))
        self._site = site
        with _output_errors():
            recover(site)

    def site_folder(self, config: MkDocsConfig) -> Path:
        """Return the real path of the folder of the site. Raises `ConfigurationError` if it cannot be that."""
        reserved = [Path(path) for path in (config.docs_dir, config.theme.custom_dir) if path]
        with _output_errors():
            return site_folder(Path(config.site_dir), self._folder(config), reserved)

    def close_site(self) -> None:
        """Undo what was not published, or finish what was, and release the project's lock."""
        try:
            if self._site:
                self.published |= recover(self._site)
        finally:
            self._site = None
            self._lock.close()

    def _folder(self, config: MkDocsConfig) -> Path:
        """Return the project folder; the option is relative to the configuration, as every path in it."""
        beside = Path(config.config_file_path or "mkdocs.yml").parent
        return self.project.folder if self.project else beside.joinpath(self.config.project).resolve()

    def _configure(self, config: MkDocsConfig, project: Project) -> None:
        settings = project.explainer.content.settings
        if str(TEMPLATES) not in config.theme.dirs:  # below whatever overrides Material or extends it
            config.theme.dirs.insert(config.theme.dirs.index(get_theme_dir(THEME)), str(TEMPLATES))
        config.theme.static_templates.discard(_CLOCKED)
        if EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(EXTENSION)
        config.mdx_configs.setdefault(EXTENSION, {})["explainer"] = project.explainer
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", note_slug)
        config.site_description = config.site_description or settings.description
        config.extra.setdefault("explainer", _footer(settings.as_of, settings.license, settings.repository))

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Hide the theme's folder while MkDocs lists files: it holds fourteen thousand icons, none of which is used."""
        self._dirs = config.theme.dirs
        config.theme.dirs = [path for path in self._dirs if path != get_theme_dir(THEME)]

    def _on_files_early(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Replace styles and scripts by published ones."""
        for file in files:
            if file.abs_src_path and file.inclusion is not InclusionLevel.EXCLUDED:
                require_file(file.abs_src_path)
        config.theme.dirs = self._dirs
        keep_inert(files, config)
        parts = sorted((file for file in files if file.src_uri.startswith(STYLE_PARTS)), key=lambda file: file.src_uri)
        for file in list(files):
            if file.is_documentation_page():
                if config.edit_uri and not config.edit_uri_template and file.edit_uri:  # a template says itself what it encodes
                    file.edit_uri = quote(file.edit_uri)
            elif file.src_uri.startswith((LIVE_ASSETS, STYLE_PARTS)) or file.src_uri in (_CLOCKED, TYPES):
                files.remove(file)
            elif file.src_uri.startswith(ASSETS) and file.src_uri.endswith(".js"):
                file.content_string = published_script(file.content_string)
        if STYLE_SHEET not in files.src_uris:  # a project may have a style sheet of its own
            files.append(File.generated(config, STYLE_SHEET, content=style_sheet(part.content_string for part in parts)))
        return files

    @event_priority(-150)
    def _on_files_late(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Find the generated pages in `nav:`, after plugins that write it and before MkDocs looks for their files."""
        self._generated = GeneratedPages(self.renderer, home=not any(file.dest_uri == "index.html" for file in files))
        config.nav, messages = self._generated.in_nav(config.nav, lambda path: files.get_file_from_path(path) is not None)
        for message in messages:
            log.log(config.validation.nav.not_found, "%s", message)
        self._generated.as_redirects(config)
        return files

    on_files = CombinedEvent(_on_files_early, _on_files_late)

    @event_priority(100)
    def _on_nav_early(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the generated branches after the home page, before other plugins see it."""
        generated = self.renderer.navigation(self.renderer.language.tag)
        if needs_pruning(generated) and "navigation.prune" not in config.theme["features"]:
            config.theme["features"] = [*config.theme["features"], "navigation.prune"]
        return with_generated(self._generated.marked(nav), generated)

    @event_priority(-100)
    def _on_nav_late(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Store the navigation after all plugins, for the generated pages; some plugins make one of their own, without these."""
        self._nav = self._generated.marked(nav)
        if not any(isinstance(item, GeneratedSection) for item in self._nav.items):
            self._nav = with_generated(self._nav, self.renderer.navigation(self.renderer.language.tag))
        return self._nav

    on_nav = CombinedEvent(_on_nav_early, _on_nav_late)

    def on_pre_page(self, page: NotePage, *, config: MkDocsConfig, files: Files) -> NotePage:
        """Pass the Markdown extension the address of the next page, and where to put its references."""
        address = page.file.dest_uri.removesuffix("index.html")
        references: list[str] = []
        held = HeldHtml()
        self._on_pages[page.file.src_uri] = held, references
        config.mdx_configs[EXTENSION] |= {"page": address, "references": references if page.is_homepage else "", "held": held}
        if page.canonical_url:
            page.canonical_url = page.canonical_url.removesuffix("index.html")
        return page

    @event_priority(-1000)  # after all others: what they have put on the page is cleaned as well
    def on_page_context(self, context: TemplateContext, *, page: NotePage, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Return the context with the head that generated pages have, too; clean the page, and say what of it is HTML.

        The home page gets the themes below its own text, and the references of that text below the themes.
        """
        held, references = self._on_pages.pop(page.file.src_uri)
        if page.is_homepage:
            held.reserve(self.renderer.home("", "".join(references)).html)
        written = page.content or ""
        self._report_removals(page.file.src_uri, written, held)
        content = clean_page(written, held, self.renderer.language.say("Table"))
        address = page.file.dest_uri.removesuffix("index.html")
        page.edit_url = page.edit_url and percent_encoded(page.edit_url)
        if page.is_homepage:
            home = self.renderer.home(content, "".join(references))
            content, head = home.html, home.head
        else:
            head = self.renderer.plain_head(quote(address), str(page.title))
        page.content = Markup(content)  # noqa: S704  # clean now
        context["head"] = Markup(head)  # type: ignore[typeddict-unknown-key]  # noqa: S704  # made by `page.head_html`
        plain_headings(page.toc)
        return context

    def _report_removals(self, name: str, html: str, held: HeldHtml) -> None:
        """Log what is left out of a page, unless the check has found it: it may come from an extension, a plugin or an attribute list."""
        known = {f.message for f in self.project.findings if f.where.path == f"docs/{name}"} if self.project else set()
        messages = dict.fromkeys(f"{removal.what} is left out of the page" for removal in removals(html, held.attribute))
        for message in messages.keys() - known:
            log.warning("%s: %s", name, message)

    @event_priority(150)
    def _on_env_early(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Return the theme's environment, set up so that every address starts at the root and frames can be shared.

        Every value is escaped but what is `Markup`, as it is in the templates of pages. MkDocs escapes nothing: there, each template
        has to know which titles are HTML. Other plugins render templates from it at this event.
        """
        env.autoescape = True
        config.copyright = Markup(config.copyright or "")  # noqa: S704  # the configuration is trusted, and Material allows HTML here
        env.filters |= {"url": _from_root, "as_date": date_filter}
        env.globals |= words_of(self.renderer.language)
        env.add_extension(Unindented)
        env.loader = FileSystemLoader(config.theme.dirs)
        env.bytecode_cache = Compiled("frame-escaped-unindented")
        env.trim_blocks = env.lstrip_blocks = True  # a line with only a template tag leaves no line in the page
        env.globals["serving"] = self.serving and not self.live  # MkDocs' own server adds a script to pages
        return env

    @event_priority(-100)
    def _on_env_late(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Return the environment after checking what pages and settings ask of it."""
        self._say_once(config, unused_settings(config, files))
        for name, default in (("logo", None), ("favicon", FAVICON)):
            if not is_file(config, files, name):
                config.theme[name] = default
        for file in files.documentation_pages():
            if file.page is not None:
                file.page.title = plain_title(file.page)
            if file.page is not None and (name := file.page.meta.get("template", _FRAME)) != _FRAME:
                check_template(env, name, f"{Path(config.docs_dir).name}/{file.src_uri}")
        if "section-index" in config.plugins:  # it would warn: it knows the themes that it supports by the paths of their templates
            vars(env.loader)["found_supported_theme"] = True
        if self.live:
            env.globals["live"] = {"page": mark(Slot.LIVE)}
        self.state = EngineState(config, env, files, self._nav)
        return env

    on_env = CombinedEvent(_on_env_early, _on_env_late)

    def _say_once(self, config: MkDocsConfig, text: str) -> None:
        """Log a notice, unless it is what this configuration's last build said.

        It is not logged by MkDocs' own logger, whose warnings fail a strict build.
        """
        if text and self._said != (config.config_file_path, text):
            logging.getLogger("explainer").warning("explainer: %s", text)
        self._said = config.config_file_path, text

    def _write_pages(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages."""
        if self.live:
            return
        frames = self.state.frames(self.renderer)
        home = not any(file.page and file.page.is_homepage for file in self.state.files.documentation_pages())
        picture = painter_of(self._cache) if self.renderer.address else None
        contents = contents_of(self.renderer, home=home, picture=picture)
        parts = parts_of(contents, lambda page: frames.shell_for(page).fill(page, config.site_url or ""))
        write_parts(Path(config.site_dir), parts, self.progress)

    @event_priority(-inf)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Replace the old site, after all other plugins, unless MkDocs is going to fail because of warnings."""
        if not self._site:
            return
        config.site_dir = self._site_dir
        counters = [handler for handler in logging.getLogger("mkdocs").handlers if isinstance(handler, CountHandler)]
        try:
            if not any(counter.get_counts() for counter in counters):
                with _output_errors():
                    publish(self._site)
                self.published = True
        except KeyboardInterrupt:
            self.published = not is_unfinished(self._site)
            raise
        finally:
            self.close_site()

    on_post_build = CombinedEvent(_write_pages, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it was."""
        self.close_site()

    def show(self, renderer: Renderer) -> None:
        """Use another explainer for hand-written pages from now on."""
        self.renderer = renderer
        self.state.config.mdx_configs[EXTENSION]["explainer"] = renderer.explainer

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content as well."""
        for name in ("content", "templates"):
            if (path := self.folder / name).is_dir():
                server.watch(str(path))
        return server


@contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except OutputError as error:
        raise ConfigurationError(str(error)) from error


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

    So all pages of one folder have the same links. A link to a folder names its file, so that the site works from a disk.
    """
    page, value = context["page"], with_file_name(str(value)) or "index.html"
    if page is None or ":" in value.partition("/")[0] or value.startswith(("/", "#")):
        return str(url_filter(context, value))
    folder = shared_folder(page.url)
    if folder and value.startswith(folder):
        return f"../{value.removeprefix(folder)}"
    return f"{'../' * page.url.count('/')}{value}"
