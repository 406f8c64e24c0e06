"""What a configuration or a page asks of Material that this frame does not do: what is refused, and what has no effect."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound
from mkdocs.exceptions import PluginError
from mkdocs.utils import get_theme_dir

from builder.model.findings import did_you_mean, finding
from builder.publishing.build_receipt import TEMPLATES
from builder.site.assets import FAVICON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from builder.model.content import Look
    from builder.model.findings import Finding

THEME = "material"
FEATURES = frozenset({"navigation.expand", "navigation.prune"})
"""Material's features that the frame has."""
_THEME = ("palette", "icon")
_EXTRA = ("alternate", "analytics", "annotate", "consent", "homepage", "social", "status", "version")
"""Keys of `extra` that Material's own templates and scripts read."""
_FAVICON = "assets/images/favicon.png"
_PICTURES = (".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif", ".avif", ".ico")
_FONT: Any = {"text": "Roboto", "code": "Roboto Mono"}
"""Material's defaults, for which nobody has asked."""


def unused_settings(config: MkDocsConfig, files: Files) -> str:
    """Return a line about the settings, templates and hooks that have no effect, or only on some pages; empty if there are none."""
    notices = {
        f"these settings in {Path(config.config_file_path or 'mkdocs.yml').name} have no effect": _settings(config, files),
        "these templates are not used": _unread_templates(config),
        "on_post_page runs only for pages of docs/, not for generated ones": _changing_pages(config),
    }
    return "; ".join(f"{notice}: {', '.join(names)}" for notice, found in notices.items() if (names := list(found)))


def _changing_pages(config: MkDocsConfig) -> Iterator[str]:
    """Yield the plugins and hooks that change finished pages."""
    return (name for name, plugin in config.plugins.items() if hasattr(plugin, "on_post_page"))


def _settings(config: MkDocsConfig, files: Files) -> Iterator[str]:
    theme = config.theme
    yield from (f"theme.{key}" for key in _THEME if theme.get(key))
    if "font" in theme and theme["font"] not in (False, None, _FONT):
        yield "theme.font"
    if features := [name for name in theme["features"] or () if name not in FEATURES]:
        yield f"theme.features ({', '.join(features)})"
    for key in ("logo", "favicon"):
        if key in theme and theme[key] not in (None, _FAVICON) and not is_file(config, files, key):
            yield f"theme.{key} ({theme[key]} is not a file of the site)"
    yield from (f"extra.{key}" for key in _EXTRA if config.extra.get(key))
    for key in ("extra_css", "extra_javascript"):
        yield from (f"{key} ({path} is on another host)" for path in map(str, config[key]) if "//" in path)


def is_file(config: MkDocsConfig, files: Files, key: str) -> bool:
    """Return whether a picture of the theme is a file of the site: none is loaded from another host."""
    return key in config.theme and config.theme[key] in files.src_uris


def use_pictures(config: MkDocsConfig, files: Files, look: Look) -> None:
    """Set the logo and the icon of the theme: those of the explainer, or else those of the configuration, or else the site's own."""
    for key, own, default in (("logo", look.logo, None), ("favicon", look.icon, FAVICON)):
        if _is_picture(files, own):
            config.theme[key] = own
        elif not is_file(config, files, key):
            config.theme[key] = default


def missing_pictures(files: Files, look: Look, folder: str) -> list[Finding]:
    """Return a finding for a logo or an icon of the explainer that is no picture in the folder of hand-written pages."""
    known = [uri for uri, file in files.src_uris.items() if file.is_media_file() and uri.endswith(_PICTURES)]
    named = (("logo", look.logo), ("icon", look.icon))
    return [
        finding(look.places[key], "wrong-value", f"`{name}` is not a picture in `{folder}/`", did_you_mean(name, known))
        for key, name in named
        if name and not _is_picture(files, name)
    ]


def _is_picture(files: Files, name: str) -> bool:
    return name in files.src_uris and name.endswith(_PICTURES)


def _unread_templates(config: MkDocsConfig) -> Iterator[str]:
    """Yield the templates of a project that override what Material has and this frame has not."""
    folder = config.theme.custom_dir
    for name in FileSystemLoader(folder).list_templates() if folder else ():
        if name.endswith(".html") and Path(get_theme_dir(THEME), name).is_file() and not (TEMPLATES / name).is_file():
            yield f"{Path(folder or '').name}/{name}"


def wrong_theme(config: MkDocsConfig) -> str:
    """Return the message for a theme that is neither Material nor one that extends it."""
    name, file = config.theme.name, Path(config.config_file_path or "mkdocs.yml").name
    if not name:
        return f"{file} names no theme, only a `custom_dir`; write `name: {THEME}` beside it: that folder then overrides it"
    return f"the theme `{name}` cannot be used: {file} must name the theme `{THEME}`, or one that extends it"


def check_template(env: Environment, name: object, page: str) -> None:
    """Raise `PluginError` if there is no template of the name that the front matter of a page gives."""
    try:
        env.get_template(str(name))
    except TemplateNotFound:
        message = f"{page}: there is no template `{name}`; remove `template` from its front matter, or put the file into custom_dir"
        raise PluginError(message) from None
