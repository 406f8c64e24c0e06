"""The folder of a site while MkDocs builds: where it writes, and how the finished site gets its place."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import ConfigurationError
from mkdocs.utils import CountHandler

from builder.publishing.output_folders import OutputError, is_unfinished, site_folder
from builder.publishing.publish import prepare, project_lock, publish, recover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig


class SiteOutput(logging.Filter):
    """The folder of one site. As a filter, it names that folder in messages of MkDocs, which knows only the one it writes into."""

    def __init__(self) -> None:
        super().__init__()
        self.published = False
        """Whether the last build has replaced the site."""
        self.cache: Path | None = None
        """The folder of derived state, under the project's lock; None if nothing may be written there."""
        self._site: Path | None = None
        """The real folder of the site, as long as a build holds the lock."""
        self._configured = self._staging = ""
        self._lock = ExitStack()
        logging.getLogger("mkdocs.commands.build").addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the path in a message; return that the message is to be shown."""
        if self._staging:
            record.msg = str(record.msg).replace(self._staging, self._configured)
        return True

    def begin(self, config: MkDocsConfig, project: Path) -> None:
        """Take the project's lock, and finish or undo a build that was broken off."""
        self.published = False
        site = folder_of_site(config, project)
        self.cache = self._lock.enter_context(project_lock(project))
        self._site = site
        with _output_errors():
            recover(site)

    def stage(self, config: MkDocsConfig) -> None:
        """Let MkDocs write beside the old site."""
        if self._site:
            self._configured = config.site_dir
            with _output_errors():
                config.site_dir = self._staging = str(prepare(self._site))

    def publish(self, config: MkDocsConfig) -> None:
        """Replace the old site, unless MkDocs is going to fail because of warnings."""
        if not self._site:
            return
        config.site_dir = self._configured
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
            self.end()

    def end(self) -> None:
        """Undo what was not published, or finish what was, and release the project's lock. May raise `ConfigurationError`."""
        try:
            if self._site:
                with _output_errors():
                    self.published |= recover(self._site)
        finally:
            self._site = None
            self._lock.close()


def folder_of_site(config: MkDocsConfig, project: Path) -> Path:
    """Return the real path of the folder of a site. Raises `ConfigurationError` if it cannot be that."""
    reserved = [Path(path) for path in (config.docs_dir, config.theme.custom_dir) if path]
    with _output_errors():
        return site_folder(Path(config.site_dir), project, reserved)


@contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except OutputError as error:
        raise ConfigurationError(str(error)) from error
