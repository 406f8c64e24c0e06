"""Which files of `docs/` MkDocs publishes: a second line behind the check, for hidden files and folders that it does not read."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from builder.markdown.inert_files import OWN_FOLDERS, content_findings, is_inert

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

log = logging.getLogger("mkdocs.plugins.explainer")


def keep_inert(files: Files, config: MkDocsConfig) -> None:
    """Remove files of `docs/` that are programs and not named as such by the configuration.

    A file of the product is taken from the templates, whatever is in `docs/` at its address.
    """
    scripts = [getattr(script, "path", script) for script in config.extra_javascript]
    trusted = {*config.extra_css, *map(str, scripts), *config.extra_templates}
    for file in list(files):
        name = file.src_uri
        if file.is_documentation_page() or file.src_dir != config.docs_dir:
            continue
        if name in trusted and not name.startswith(OWN_FOLDERS):
            continue
        if not is_inert(name) or (name.lower().endswith(".svg") and content_findings(name, file.content_bytes)):
            log.warning("%s: this file is not published: it is not of an inert type", name)
            files.remove(file)
            folder = next((folder for folder in config.theme.dirs if Path(folder, name).is_file()), None)
            if folder and name.startswith(OWN_FOLDERS):
                files.append(File(name, folder, config.site_dir, config.use_directory_urls))
