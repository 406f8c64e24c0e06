"""What the engine says of a configuration or a page that it cannot use, and of where the site is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateNotFound
from mkdocs.exceptions import PluginError

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

THEME = "material"


class SitePath(logging.Filter):
    """Names the folder of the site in messages of MkDocs, which knows only the one in which the site is written at first."""

    staging = site = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the path in a message; return that the message is to be shown."""
        if self.staging:
            record.msg = str(record.msg).replace(self.staging, self.site)
        return True


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
