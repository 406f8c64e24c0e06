"""The MkDocs plugin: its hooks, and nothing else.

MkDocs renders the hand-written pages of `docs/` and provides the theme. The generated pages are not pages of MkDocs: the theme's
template is rendered once for each branch of the navigation, and its slots are filled in (`builder.site.page_frame`).
"""

from __future__ import annotations

import logging
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, pass_context
from markupsafe import Markup
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_theme_dir
from mkdocs.utils.templates import url_filter

from builder.checking import report
from builder.checking.hand_written import check_hand_written, with_hand_written
from builder.checking.project import Project, read_project
from builder.checking.two_processes import no_progress
from builder.engine.addresses import percent_encoded, with_file_name
from builder.engine.engine_state import EngineState
from builder.engine.hand_written import framed_slugs, hand_written, keep_inert, page_finder, place_introductions
from builder.engine.named_pages import GeneratedPages
from builder.engine.navigation import GeneratedSection, needs_pruning, plain_title, with_generated
from builder.engine.page_hooks import EXTENSION, PageHooks
from builder.engine.site_output import SiteOutput
from builder.engine.theme_settings import THEME, check_template, missing_pictures, unused_settings, use_pictures, wrong_theme
from builder.history.changes import changes_of
from builder.history.versions import History, read_history
from builder.look.colours import accent_style
from builder.pages.renderer import Renderer
from builder.pages.template_words import Unindented, date_filter, words_of
from builder.publishing.build_receipt import TEMPLATES
from builder.publishing.publish import write_parts
from builder.reading.files import require_file
from builder.signs.sign_words import SUPPORT_KEY, SUPPORT_WORDS
from builder.site.addresses import GeneratedFiles, taken_addresses
from builder.site.assets import ASSETS, COLOURS, LIVE_ASSETS, STYLE_PARTS, STYLE_SHEET, TYPES, published_script, style_sheet
from builder.site.contents import contents_of, parts_of
from builder.site.footer import footer
from builder.site.page_frame import Slot, mark, shared_folder
from builder.site.picture_cache import painter_of
from builder.site.template_loader import Compiled, page_templates

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from builder.checking.two_processes import Progress
    from builder.model.content import Look
    from builder.model.findings import Finding
    from builder.pages.page import Page

log = logging.getLogger("mkdocs.plugins.explainer")

_FRAME = "main.html"
_CLOCKED = "sitemap.xml"
"""MkDocs' own sitemap, which contains the current date."""


class Checked(BaseException):  # no error: MkDocs and other plugins must not take it for one
    """Ends a run of MkDocs before anything is written: the caller has asked for findings only, or there are errors among them."""


class ExplainerPlugin(PageHooks):  # type: ignore[no-untyped-call]
    """Builds the explainer whenever MkDocs builds."""

    def __init__(self) -> None:
        super().__init__()
        self.serving = False
        self.live = False
        """Whether this is a build of `explainer serve`, which makes the generated pages on request."""
        self.checking = False
        """Whether this run ends with `Checked` when the findings of the project are complete."""
        self.history: History | None = None
        """The version history of the project; read at the start of the build unless it is set."""
        self.reports = False
        """Whether the plugin has read the project itself, and so reports its findings."""
        self.progress: Progress = no_progress
        """Called with the number of parts written, and of all."""
        self.output = SiteOutput()
        self._said: object = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether a server builds: it has its own temporary folder."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content, and let MkDocs write beside the old site."""
        # The option is relative to the configuration, as every path in it.
        beside = Path(config.config_file_path or "mkdocs.yml").parent
        folder = self.folder = self.project.folder if self.project else beside.joinpath(self.config.project).resolve()
        if not self.serving and not self.checking:
            self.output.begin(config, folder)
        if get_theme_dir(THEME) not in config.theme.dirs:
            raise PluginError(wrong_theme(config))
        history = History() if self.live or self.checking else self.history or read_history(folder)
        if self.project is None or (self.serving and not self.live):
            self.project = read_project(folder, page_finder(config, folder)).with_findings(history.findings)
            self.reports = True
            if self.project.broken:
                log.warning("\n%s", report.as_text(self.project.findings))
        if self.project.broken and not self.checking:
            raise PluginError(f"The site was not built: {report.summary(self.project.findings)}")
        config.site_url = config.site_url and percent_encoded(config.site_url)
        address = "" if self.serving and not self.live else config.site_url or ""
        self.renderer = Renderer(self.project.explainer, page_templates(folder), changes_of(history), address)
        self._configure(config, self.project)
        self.rendered, self.introductions = {}, {}
        if self.checking:
            config.site_dir = str(Path(__file__) / "unwritten")  # below a file there is nothing that MkDocs would remove
        else:
            self.output.stage(config)
        return config

    def _configure(self, config: MkDocsConfig, project: Project) -> None:
        settings = project.explainer.content.settings
        if str(TEMPLATES) not in config.theme.dirs:  # below whatever overrides Material or extends it
            config.theme.dirs.insert(config.theme.dirs.index(get_theme_dir(THEME)), str(TEMPLATES))
        config.theme.static_templates.discard(_CLOCKED)
        if EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(EXTENSION)
        config.mdx_configs.setdefault(EXTENSION, {})["explainer"] = project.explainer
        toc = config.mdx_configs.setdefault("toc", {})
        toc["slugify"] = framed_slugs(toc.get("slugify"))
        config.site_description = config.site_description or settings.description
        config.extra.setdefault("explainer", footer(project.explainer))

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
        place_introductions(files, self.renderer.introduced)
        self.names = {file.src_uri for file in files}
        parts = sorted((file for file in files if file.src_uri.startswith(STYLE_PARTS)), key=lambda file: file.src_uri)
        for file in list(files):
            if file.is_documentation_page():
                if config.edit_uri and not config.edit_uri_template and file.edit_uri:  # a template says itself what it encodes
                    file.edit_uri = quote(file.edit_uri)
            elif file.src_uri.startswith((LIVE_ASSETS, STYLE_PARTS)) or file.src_uri in (_CLOCKED, TYPES):
                # One of the project at its address is published, or found to be in its way.
                if file.src_dir != config.docs_dir and not file.generated_by:
                    files.remove(file)
            elif file.src_uri.startswith(ASSETS) and file.src_uri.endswith(".js"):
                file.content_string = published_script(file.content_string)
        if STYLE_SHEET not in files.src_uris:  # a project may have a style sheet of its own
            accents = accent_style(self.look.accent, self.look.dark_accent)
            texts = (f"{part.content_string}{accents if part.src_uri == COLOURS else ''}" for part in parts)
            files.append(File.generated(config, STYLE_SHEET, content=style_sheet(texts)))
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

    @event_priority(150)
    def _on_env_early(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Return the theme's environment, set up so that every address starts at the root and frames can be shared.

        Every value is escaped but what is `Markup`, as it is in the templates of pages. MkDocs escapes nothing: there, each template
        has to know which titles are HTML. Other plugins render templates from it at this event.
        """
        env.autoescape = True
        config.copyright = Markup(config.copyright or "")  # noqa: S704  # the configuration is trusted, and Material allows HTML here
        env.filters |= {"url": _from_root, "as_date": date_filter}
        env.globals |= {**words_of(self.renderer.language), "support_words": SUPPORT_WORDS, "support_key": SUPPORT_KEY}
        env.add_extension(Unindented)
        env.loader = FileSystemLoader(config.theme.dirs)
        env.bytecode_cache = Compiled("frame-escaped-unindented", Path(get_theme_dir(THEME)))
        env.trim_blocks = env.lstrip_blocks = True  # a line with only a template tag leaves no line in the page
        env.globals["serving"] = self.serving and not self.live  # MkDocs' own server adds a script to pages
        return env

    @event_priority(-100)
    def _on_env_late(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Check what pages and settings ask of the theme, and the hand-written pages, before anything is written."""
        unused = unused_settings(config, files)
        use_pictures(config, files, self.look)
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
        self.written = hand_written(files, config, self.folder, self.rendered)
        if not self.live and self.project:
            self._settle(self.project)
        if not self.checking:
            self._say_once(config, unused)
        return env

    on_env = CombinedEvent(_on_env_early, _on_env_late)

    @property
    def look(self) -> Look:
        """What the explainer looks like."""
        return self.renderer.content.settings.look

    def _settle(self, project: Project) -> None:
        """Complete the findings of a project, and end the run if it has errors or if only they were asked for."""
        found = self.project = project.with_findings(self.problems(self.renderer, unresolved=project.unresolved))
        if self.reports and found.findings:
            log.warning("\n%s", report.as_text(found.findings))
        if self.checking or (found.broken and not self.reports):
            raise Checked
        if found.broken:
            raise PluginError(f"The site was not built: {report.summary(found.findings)}")
        linked = with_hand_written(found.explainer, self.written)
        self.renderer = Renderer(linked, page_templates(self.folder), self.renderer.changes, self.renderer.address)
        self._frames = self.state.frames(self.renderer)

    def problems(self, renderer: Renderer, *, unresolved: bool) -> list[Finding]:
        """Return the findings of the hand-written pages for an explainer, in which references may be `unresolved`."""
        contents = contents_of(renderer, self.written, picture=lambda _: b"")
        generated = GeneratedFiles(contents, self.state.config.theme.static_templates, unresolved=unresolved)
        pictures = missing_pictures(self.state.files, renderer.content.settings.look, self.written.folder)
        return [*check_hand_written(renderer.explainer, self.written, generated), *taken_addresses(self.written, generated), *pictures]

    def _say_once(self, config: MkDocsConfig, text: str) -> None:
        """Log a notice, unless it is what this configuration's last build said.

        It is not logged by MkDocs' own logger, whose warnings fail a strict build.
        """
        if text and self._said != (config.config_file_path, text):
            logging.getLogger("explainer").warning("explainer: %s", text)
        self._said = config.config_file_path, text

    def finish(self, page: Page) -> bytes:
        """Return a generated page in its frame."""
        return self._frames.shell_for(page).fill(page, self.state.config.site_url or "")

    def _write_pages(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages."""
        if self.live:
            return
        contents = contents_of(self.renderer, self.written, picture=painter_of(self.output.cache), introduce=self.introduction)
        parts = parts_of(contents, self.finish)
        write_parts(Path(config.site_dir), parts, self.progress)

    @event_priority(-inf)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Replace the old site, after all other plugins."""
        self.output.publish(config)

    on_post_build = CombinedEvent(_write_pages, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it was."""
        self.output.end()

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
