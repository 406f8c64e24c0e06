"""The templates of pages: where they are, and how they are compiled once for many environments and many builds."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader

from builder.site.build_receipt import TEMPLATES
from builder.site.checksummed import keep, read_kept
from builder.site.page_frame import Shell, Slot, mark

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from jinja2 import BaseLoader, Template
    from jinja2.bccache import Bucket

_KEPT = Path(__file__).parent / "__pycache__"
_VERSION = f"{sys.implementation.cache_tag}-jinja{jinja2.__version__}"


def page_templates(folder: Path) -> BaseLoader:
    """Return the templates of pages: the project's own, and those that come with the package."""
    return _Templates([FileSystemLoader(folder / "templates"), FileSystemLoader(TEMPLATES)])


class _Templates(ChoiceLoader):
    """Templates that are compiled once, however many environments read them; all of these must have the same settings."""

    def __init__(self, loaders: list[FileSystemLoader]) -> None:
        super().__init__(loaders)
        self._cache = Compiled("page-unindented")

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002  # the name is Jinja's
        environment.bytecode_cache = self._cache
        return super().load(environment, name, globals)


class Compiled(BytecodeCache):
    """Compiled templates, in memory; those that come with the package are also kept where Python keeps the package's bytecode.

    Who could change what is kept could change the package as well, so it is as trustworthy. A project's own templates are
    never kept: a project is somebody else's, and bytecode can do anything.
    """

    def __init__(self, settings: str) -> None:
        """Begin with nothing; `settings` names those of the environment, which change what is compiled."""
        self._settings = settings
        self._known: dict[str, bytes] = {}
        self._kept: dict[str, Path] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return what a template is kept under."""
        key = filename or name
        path = Path(filename) if filename else None
        if path and path.is_relative_to(TEMPLATES):
            name = "-".join(path.relative_to(TEMPLATES).parts)
            self._kept[key] = _KEPT / f"{name}.{self._settings}.{_VERSION}"
        return key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is known of a template; Jinja sees by a checksum whether it is of this source."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])
        elif (path := self._kept.get(bucket.key)) and (data := read_kept(path)):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, on disk where that can be written."""
        out = BytesIO()
        bucket.write_bytecode(out)
        self._known[bucket.key] = out.getvalue()
        path = self._kept.get(bucket.key)
        if path and not sys.dont_write_bytecode:
            with suppress(OSError):  # the package may belong to somebody else
                keep(path, self._known[bucket.key])


def bare_page(folder: Path) -> Shell:
    """Return the page that is shown as long as no page of the site can be."""
    env = Environment(loader=FileSystemLoader([folder / "templates", TEMPLATES]), autoescape=True)
    return Shell.cut(env.get_template("live.html").render(live={"page": mark(Slot.LIVE)}))
