"""Who may import whom, and who may touch what. A new module or import changes these tables on purpose, in the same commit."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LAYERS = {  # from the bottom up: a layer, its modules, and the layers below that it may import
    "words": ("codes findings dates text model", ""),
    "tongues": ("language", "words"),
    "disk": ("load receipt kept store standing", "words"),
    "trees": ("tree quick fields", "words"),
    "texts": ("positions notation footnotes inline cells headings claims markup", "words trees"),
    "readers": ("frontmatter settings groups sources notes translated parse", "words tongues disk trees texts"),
    "linking": ("resolve moved mentions independence numbering scan related localize link relink outline reword", "words trees"),
    "rules": ("rules", "words linking"),
    "processes": ("workers", ""),
    "project": ("project", "words disk readers linking rules processes"),
    "past": ("history", "words texts readers"),
    "vocabulary": ("values jsonld", "words linking"),
    "geometry": ("scales spans layering", "words"),
    "overviews": ("views charts ties listings", "words tongues linking geometry"),
    "pages": (
        "labels tags references bodies fragments entries catalogue disagreements overviews interface pages navigation render pictures",
        "words tongues linking past vocabulary overviews",
    ),
    "data": ("bibliography tables lines export postings search facets cards", "words tongues linking vocabulary overviews pages"),
    "frame": ("shell frames templates painting", "disk pages"),
    "site": ("site publish", "words tongues disk processes linking vocabulary pages data frame past"),
    "parts": (
        "affected patches wordpatch memory again mirror update",
        "words disk readers linking rules processes project past vocabulary pages data frame site",
    ),
    "telling": ("report reference", "words"),
    "engine": ("extension plugin", "words tongues disk texts readers linking processes project past pages frame site parts telling"),
    "serving": (
        "watch sheets preview live server",
        "words disk readers linking rules project past vocabulary pages data frame site telling engine",
    ),
    "proof": ("audit bundle", "words project"),
    "surface": ("cli __main__ __init__", "disk processes project parts telling engine serving proof"),
}
OUTSIDE = {  # what is not of the standard library, and the only modules that know of it
    "PIL": "painting pictures",
    "arabic_reshaper": "pictures",
    "bidi": "pictures",
    "mkdocs": "plugin",
    "markdown": "extension notes",
    "jinja2": "interface plugin render templates",
    "markupsafe": "catalogue entries fragments interface language references render tags",
    "babel": "language",
    "pyromark": "markup",
    "nh3": "inline markup",
    "orjson": "values",
    "yaml": "tree",
    "edtf": "dates",
    "bibtexparser": "sources",
    "pylatexenc": "sources",
    "ahocorasick": "mentions",
    "selectolax": "audit",
    "rapidfuzz": "findings",
    "watchdog": "watch",
}
DISK = {
    "__main__",
    "load",
    "receipt",
    "kept",
    "workers",
    "history",
    "audit",
    "bundle",
    "publish",
    "mirror",
    "update",
    "export",
    "plugin",
    "painting",
    "watch",
    "preview",
    "live",
    "server",
    "language",
}
"""Everyone else works on values. `__main__` ends the process, `export` reads the schema and `plugin` the templates that ship with the package.
`watch`, `preview`, `live` and `server` are for showing a project while it is written, and write only into a folder of their own."""
DISK_MODULES = {"os", "shutil", "tempfile", "zipfile", "fcntl", "subprocess", "glob", "socket", "urllib.request"}
DISK_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "symlink_to", "rglob", "iterdir"}
FILES = {path.stem: path for path in sorted((Path(__file__).parent.parent / "builder").glob("*.py"))}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Give every imported module by its dotted name, also those that only the type checker sees."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"builder.{alias.name}" for alias in node.names) if node.module == "builder" else (node.module or "",)


def calls(name: str) -> set[str]:
    """Return the last words of everything that a module calls."""
    functions = [node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in functions if isinstance(f, ast.Attribute | ast.Name)}


LAYER_OF = {module: layer for layer, (modules, _) in LAYERS.items() for module in modules.split()}
OWN = {name: {m.removeprefix("builder.") for m in imports(name) if m.startswith("builder.")} for name in FILES}


def test_the_table_names_every_module_once() -> None:
    assert FILES
    assert sorted(module for modules, _ in LAYERS.values() for module in modules.split()) == sorted(FILES)


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_import_only_what_lies_below_and_all_that_they_may(layer: str) -> None:
    modules, allowed = (set(words.split()) for words in LAYERS[layer])
    below = list(LAYERS)[: list(LAYERS).index(layer)]
    assert allowed <= set(below), "a layer may only import layers above it in the table"
    used = {module: {LAYER_OF[one] for one in OWN[module]} - {layer} for module in modules}
    assert {module: found - allowed for module, found in used.items() if found - allowed} == {}, "imports that the table does not allow"
    assert allowed - set().union(*used.values()) == set(), "the table allows what nobody uses"


@pytest.mark.parametrize("package", OUTSIDE)
def test_only_some_modules_know_of_what_others_made(package: str) -> None:
    assert {name for name in FILES if any(one.split(".")[0] == package for one in imports(name))} == set(OUTSIDE[package].split())


def test_only_few_modules_touch_the_disk() -> None:
    touching = {name for name in FILES if calls(name) & DISK_CALLS or any(one in DISK_MODULES for one in imports(name))}
    assert touching == DISK


def test_only_the_command_line_prints_and_exits() -> None:
    assert {name for name in FILES if calls(name) & {"print", "input"}} == {"cli"}
    assert {name for name in FILES if calls(name) & {"exit", "_exit", "quit", "SystemExit"}} <= {"cli", "__main__"}
