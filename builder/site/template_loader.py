"""The templates of pages, compiled once for many environments and many builds."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader

from builder.publishing.build_receipt import TEMPLATES
from builder.publishing.checksummed import read_checksummed, write_checksummed
from builder.site.page_frame import Shell, Slot, mark

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import BaseLoader, Template
    from jinja2.bccache import Bucket

_BYTECODE = Path(__file__).parent / "__pycache__"
_VERSION = f"{sys.implementation.cache_tag}-jinja{jinja2.__version__}"


def page_templates(folder: Path) -> BaseLoader:
    """Return the loader of page templates: the project's own, then those of the package."""
    return _Templates([FileSystemLoader(folder / "templates"), FileSystemLoader(TEMPLATES)])


class _Templates(ChoiceLoader):
    """Templates with one bytecode cache for all environments, which must have the same settings."""

    def __init__(self, loaders: list[FileSystemLoader]) -> None:
        super().__init__(loaders)
        self._cache = Compiled("page-unindented")

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002  # the name is Jinja's
        environment.bytecode_cache = self._cache
        return super().load(environment, name, globals)


class Compiled(BytecodeCache):
    """A cache of compiled templates: in memory, and for those of installed packages also in `__pycache__`, like Python's own bytecode.

    A program that can change these files can change the packages as well, so they are as trustworthy. A project's own templates
    are never cached on disk: a project may come from anywhere, and bytecode can do anything.
    """

    def __init__(self, settings: str, theme: Path | None = None) -> None:
        """Start empty; `settings` is a name for the settings of the environment that change the compiled code.

        `theme` is the folder of an installed theme, whose templates are kept on disk as those of this package are.
        """
        self._settings = settings
        self._packaged = {TEMPLATES: "", **({theme: "theme-"} if theme else {})}
        """What the names of the files begin with, by folder."""
        self._bytecode: dict[str, bytes] = {}
        self._paths: dict[str, Path] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the cache key of a template."""
        key = filename or name
        path = Path(filename) if filename else None
        for folder, prefix in self._packaged.items():
            if path and path.is_relative_to(folder):
                self._paths[key] = _BYTECODE / f"{prefix}{'-'.join(path.relative_to(folder).parts)}.{self._settings}.{_VERSION}"
        return key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the cached bytecode of a template; Jinja checks whether it belongs to this source."""
        if bucket.key in self._bytecode:
            bucket.bytecode_from_string(self._bytecode[bucket.key])
        elif (path := self._paths.get(bucket.key)) and (data := read_checksummed(path)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache a compiled template, on disk if the package's folder is writable."""
        out = BytesIO()
        bucket.write_bytecode(out)
        self._bytecode[bucket.key] = out.getvalue()
        path = self._paths.get(bucket.key)
        if path and not sys.dont_write_bytecode:
            with suppress(OSError):  # the folder of the package may be read-only
                write_checksummed(path, self._bytecode[bucket.key])


def bare_page(folder: Path) -> Shell:
    """Return the page that the preview server shows as long as there is no site."""
    env = Environment(loader=FileSystemLoader([folder / "templates", TEMPLATES]), autoescape=True)
    return Shell.cut(env.get_template("live.html").render(live={"page": mark(Slot.LIVE)}))
