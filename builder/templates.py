"""The templates of pages: where they are, and how they are compiled once for many environments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from builder.receipt import TEMPLATES
from builder.shell import Shell, Slot, mark

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path
    from types import CodeType

    from jinja2 import BaseLoader, Template


def page_templates(folder: Path) -> BaseLoader:
    """Return the templates of pages: the project's own, and those that come with the package."""
    return _Templates([FileSystemLoader(folder / "templates"), FileSystemLoader(TEMPLATES)])


class _Templates(ChoiceLoader):
    """Templates that are compiled once, however many environments read them."""

    def __init__(self, loaders: list[FileSystemLoader]) -> None:
        super().__init__(loaders)
        self._compiled: dict[str, tuple[str, CodeType]] = {}

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:  # noqa: A002  # the name is Jinja's
        source, path, is_current = self.get_source(environment, name)
        known, code = self._compiled.get(name, ("", None))
        if code is None or known != source:
            code = environment.compile(source, name, path)
            self._compiled[name] = source, code
        return environment.template_class.from_code(environment, code, globals or {}, is_current)


def bare_page(folder: Path) -> Shell:
    """Return the page that is shown as long as no page of the site can be."""
    env = Environment(loader=page_templates(folder), autoescape=True)
    return Shell.cut(env.get_template("live.html").render(live={"page": mark(Slot.LIVE)}))
