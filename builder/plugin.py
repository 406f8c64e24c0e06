"""The MkDocs adapter: the only module that knows the engine.

MkDocs renders the hand-written pages of `docs/` and lends its theme. The generated pages are no pages of MkDocs: the theme's
template is rendered once for each branch of the navigation (`shell`) and filled in by the core.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import ChoiceLoader, FileSystemLoader, TemplateError, TemplateSyntaxError, pass_context
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as NotePage
from mkdocs.utils.templates import url_filter

from builder import report
from builder.history import read_versions, revisions
from builder.language import language_of, phrase
from builder.project import Project, read_project
from builder.publish import fresh_folder, kept, project_lock, replace_folder, write_parts
from builder.receipt import CACHE, TEMPLATES, folder_state
from builder.render import NavItem, Renderer, date_filter, words_of
from builder.shell import Shell, Slot, mark, mark_current
from builder.site import site_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.utils.templates import TemplateContext

    from builder.render import Card, Page

log = logging.getLogger("mkdocs.plugins.explainer")

_EXTENSION = "builder.extension"
_PLAIN_EXTENSIONS = {
    _EXTENSION,
    *"abbr admonition attr_list def_list fenced_code footnotes md_in_html sane_lists smarty tables toc".split(),
}
"""Extensions of Python-Markdown that read nothing but the text."""
_FONTS = tuple(f"assets/explainer/fonts/serif-{cut}.woff2" for cut in ("display", "ext"))
_ARABIC_FONT = "fonts/naskh-forms.woff2"
_PRUNE_FROM = 60
"""Entries of the navigation from which on only the reader's own branch is unfolded."""
_UNUSED_ASSETS = ("assets/javascripts/", "assets/stylesheets/", "assets/images/", "sitemap.xml")
"""The theme's own scripts and styles, which the explainer's replace, and a sitemap that carries the clock's date."""


@dataclass(slots=True)
class _Leaf:
    """A page in the navigation, as the templates see it."""

    title: str
    url: str
    current: str = ""
    branch: str = ""
    active: bool = False
    language: str = ""
    children: None = None


@dataclass(slots=True)
class _Branch:
    """A part of the navigation, as the templates see it."""

    title: str
    children: list[_Leaf | _Branch]
    active: bool = False
    language: str = ""


@dataclass(slots=True)
class _Frame:
    """What the templates read of a page, with marks for what differs from page to page."""

    url: str
    title: str = mark(Slot.TITLE)
    content: str = mark(Slot.CONTENT)
    canonical_url: str = mark(Slot.CANONICAL)
    edit_url: str = mark(Slot.EDIT)
    meta: dict[str, str] = field(default_factory=lambda: {"description": mark(Slot.DESCRIPTION)})
    shell: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(toc=mark(Slot.TOC), head=mark(Slot.HEAD)))
    toc: tuple[()] = ()
    is_homepage: bool = False
    previous_page: None = None
    next_page: None = None


class Options(Config):  # type: ignore[no-untyped-call]
    """Everything else stands in `content/explainer.yml`, which says what is true of an explainer."""

    project = config_options.Type(str, default="")
    """The project folder, where it is not the one of the configuration."""


class ExplainerPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Builds the explainer whenever MkDocs builds."""

    def __init__(self) -> None:
        self.serving = False
        self.project: Project | None = None
        """The project to build; read when the build begins unless it has been handed over."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a server asks: it has its own temporary folder."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the content, before MkDocs touches the old site."""
        if config.theme.name != "material":
            raise PluginError(f"mkdocs.yml must name the theme `material`; it names `{config.theme.name}`")
        folder = self._folder(config)
        if self.project is None or self.serving:
            self.project = read_project(folder)
            if self.project.findings:
                log.warning("\n%s", report.as_text(self.project.findings))
        if self.project.broken:
            raise PluginError(f"The site was not built: {report.summary(self.project.findings)}")
        templates = ChoiceLoader([FileSystemLoader(folder / "templates"), FileSystemLoader(TEMPLATES)])
        address = "" if self.serving else config.site_url or ""
        self.renderer = Renderer(self.project.explainer, templates, revisions(read_versions(folder)), address)
        self._configure(config, self.project)
        self.site_dir = Path(config.site_dir)
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
        config.theme.static_templates.discard("sitemap.xml")
        if _EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(_EXTENSION)
        config.mdx_configs.setdefault(_EXTENSION, {})["explainer"] = project.explainer
        config.site_description = config.site_description or settings.description
        config.extra.setdefault("explainer", _footer(settings.as_of, settings.license, settings.repository))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Write out the file's name in every link, so that the site works from a disk; drop the theme's unused assets."""
        for file in list(files):
            if file.is_documentation_page():
                file.url = file.dest_uri
            elif file.src_uri.startswith(_UNUSED_ASSETS) and not str(file.abs_src_path).startswith(str(TEMPLATES)):
                files.remove(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Put the generated branches after the home page."""
        generated = [_leaf_or_branch(item) for item in self.renderer.navigation(self.renderer.language.tag)]
        if sum(map(_leaves, generated)) > _PRUNE_FROM and "navigation.prune" not in config.theme["features"]:
            config.theme["features"] = [*config.theme["features"], "navigation.prune"]
        self.notes = nav.items
        _escape_titles(nav.items)
        home = [item for item in nav.items if isinstance(item, NotePage) and item.is_homepage]
        rest = [item for item in nav.items if item not in home]
        return Navigation([*home, *generated, *rest], nav.pages)

    def on_pre_page(self, page: NotePage, *, config: MkDocsConfig, files: Files) -> NotePage:
        """Tell the Markdown extension which page comes next, and where its references go."""
        address = page.file.dest_uri.removesuffix("index.html")
        self._references: list[str] = []
        config.mdx_configs[_EXTENSION] |= {"page": address, "references": self._references if page.is_homepage else ""}
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

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Keep the theme's environment; make every address start at the root, so that frames can be shared."""
        env.filters |= {"url": _from_root, "date": date_filter}
        env.globals |= words_of(self.renderer.language)
        env.trim_blocks = env.lstrip_blocks = True  # a line that holds only a tag of the template is no line of the page
        env.globals["serving"] = self.serving
        for file in files.documentation_pages():
            if file.page is not None:  # MkDocs leaves some titles as written and escapes others
                file.page.title = escape(unescape(str(file.page.title)), quote=False)
        self._env, self._files = env, files
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the generated pages and put the new site in the place of the old."""
        frames = _Frames(self._env, self._files, config, self.notes, self.renderer)
        home = not any(file.page and file.page.is_homepage for file in self._files.documentation_pages())
        picture = _pictures(self._cache) if self.renderer.address else None
        parts = site_parts(self.renderer, frames.shell_for, config.site_url or "", home=home, picture=picture)
        write_parts(Path(config.site_dir), parts)
        if not self.serving:
            replace_folder(Path(config.site_dir), self.site_dir, self._cache)
            config.site_dir = str(self.site_dir)
            self.outputs = folder_state(self.site_dir) if _is_plain(config, self._folder(config)) else ""
            self._lock.__exit__(None, None, None)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the content as well."""
        folder = self._folder(config)
        for name in ("content", "templates"):
            if (folder / name).is_dir():
                server.watch(str(folder / name))
        return server


class _Frames:
    """The theme's template around the generated pages, rendered once for each branch and depth."""

    def __init__(self, env: jinja2.Environment, files: Files, config: MkDocsConfig, notes: list[Any], renderer: Renderer) -> None:
        self._template = env.get_template("main.html")
        self._files = files
        self._config = config
        self._notes = notes
        self._navigation = renderer.navigation
        self._site = renderer.language.tag
        self._shells: dict[tuple[str, int, str], Shell] = {}

    def shell_for(self, page: Page) -> Shell:
        key = (page.branch, page.url.count("/"), page.language)
        if key not in self._shells:
            self._shells[key] = Shell.cut(self.render(_Frame(f"{'-/' * key[1]}index.html"), page.branch, page.language))
        return self._shells[key]

    def render(self, frame: _Frame, branch: str, tag: str) -> str:
        language = language_of(tag)
        foreign = "" if tag == self._site else self._site
        home = [_leaf(n, foreign) for n in self._notes if isinstance(n, NotePage) and n.is_homepage]
        if foreign or not home:
            home = [_Leaf(language.say("Home"), "index.html", mark_current(""))]
        generated = [_leaf_or_branch(item, marked=True) for item in self._navigation(tag)]
        for item in generated:
            _activate(item, branch)
        rest = [_converted(n, foreign) for n in self._notes if not (isinstance(n, NotePage) and n.is_homepage)]
        nav = SimpleNamespace(items=[*home, *generated, *rest], homepage=home[0], pages=[])
        context = get_context(nav, self._files, self._config, frame)  # type: ignore[arg-type]
        return str(self._template.render({**context, **words_of(language)}))


def _pictures(cache: Path) -> Callable[[Card], bytes]:
    """Return what draws pictures, or finds those that were drawn before in the same fonts by the same program."""
    # Imported late: a site without an address has no pictures.
    from PIL import __version__ as library

    from builder import pictures

    files = [Path(pictures.__file__), *(TEMPLATES / name for name in _FONTS), Path(__file__).parent / _ARABIC_FONT]
    data = [path.read_bytes() for path in files]
    painter = pictures.Painter(data[1:])
    version = sha256(b"\0".join([library.encode(), *data])).hexdigest()

    def picture(card: Card) -> bytes:
        key = sha256(f"{version}\0{card.title}\0{card.site}\0{card.facts}".encode()).hexdigest()
        return kept(cache / "pictures", key, lambda: painter.draw(card))

    return picture


def _escape_titles(items: Iterable[Any]) -> None:
    """Make the titles of sections and links HTML, as those of pages will be; MkDocs leaves them as they are written."""
    for item in items:
        if not isinstance(item, NotePage):
            item.title = escape(str(item.title), quote=False)
            _escape_titles(item.children or ())


def _leaf_or_branch(item: NavItem, *, marked: bool = False) -> _Leaf | _Branch:
    if item.children:
        return _Branch(escape(item.title, quote=False), [_leaf_or_branch(child, marked=marked) for child in item.children])
    return _Leaf(
        escape(item.title, quote=False),
        f"{item.url}index.html",
        mark_current(item.url) if marked else "",
        item.branch,
        language=item.language,
    )


def _activate(item: _Leaf | _Branch, branch: str) -> bool:
    """Unfold the branch in which a page stands: the one of its own name, or the one that holds it."""
    if isinstance(item, _Branch):
        active = [_activate(child, branch) for child in item.children]
        item.active = any(active)
        return item.active
    return bool(branch) and item.branch == branch


def _leaves(item: _Leaf | _Branch) -> int:
    return sum(map(_leaves, item.children)) if isinstance(item, _Branch) else 1


def _leaf(page: NotePage, language: str) -> _Leaf:
    return _Leaf(str(page.title), page.file.dest_uri, mark_current(page.file.dest_uri.removesuffix("index.html")), language=language)


def _converted(item: Any, language: str) -> _Leaf | _Branch:
    if isinstance(item, Section):
        return _Branch(item.title, [_converted(child, language) for child in item.children], language=language)
    return _leaf(item, language) if isinstance(item, NotePage) else _Leaf(item.title, item.url, language=language)


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
    """Resolve an address against the page by way of the site's root: pages of one depth then agree on every link."""
    page = context["page"]
    if page is None or ":" in value.partition("/")[0] or value.startswith(("/", "#")):
        return str(url_filter(context, value))
    return f"{'../' * page.url.count('/')}{value}"


class EngineError(Exception):
    """MkDocs or a template refuses: the message is for the person who configured it."""


# --- for the command line ---------------------------------------------------------------------------------------------


def build_site(project: Project) -> tuple[Path, str]:
    """Build a checked project with MkDocs and return the folder of the site, with its state.

    The state is empty where other things may change the site than those that `receipt` looks at.
    Raises `EngineError` when the configuration, a template or a page of `docs/` cannot be used.
    """
    try:
        return _build(project)
    except MkDocsException as error:
        raise EngineError(str(error)) from error
    except TemplateError as error:
        place = f"{error.filename}:{error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        raise EngineError(f"{place}{error.message}") from error


def _build(project: Project) -> tuple[Path, str]:
    config = load_config(config_file=_config_file(project))
    plugin = config.plugins.get("explainer")
    if not isinstance(plugin, ExplainerPlugin):
        raise PluginError("mkdocs.yml does not list the plugin `explainer`")
    plugin.project = project
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    return Path(config.site_dir), plugin.outputs


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


def serve_site(project: Project, address: str) -> None:
    """Serve a project and build it anew after every change, until interrupted.

    Raises `EngineError` when the address cannot be used.
    """
    try:
        mkdocs_serve(config_file=_config_file(project), dev_addr=address)
    except OSError as error:
        raise EngineError(f"cannot serve at {address}: {error.strerror}") from error


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
