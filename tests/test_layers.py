"""Who may import whom, and who may touch what: folders are stages, and imports point one way."""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = {  # from the bottom up: a folder, and those that it may import
    "model": "",
    "markdown": "model",
    "reading": "model markdown",
    "linking": "model",
    "checking": "model reading linking",
    "history": "model markdown reading",
    "drawings": "model linking",
    "pages": "model linking drawings history",
    "data": "model linking pages",
    "site": "model checking history drawings pages data",
    "bundles": "checking",
    "engine": "model markdown reading linking checking history pages site",
    "serving": "model reading linking checking history drawings pages site engine",
    "cli": "checking site bundles engine serving",
}
OUTSIDE = {  # what is not of the standard library, and the only modules that know of it
    "PIL": "drawings/preview_picture site/picture_cache",
    "arabic_reshaper": "drawings/preview_picture",
    "bidi": "drawings/preview_picture",
    "mkdocs": "engine/engine_state engine/hand_written engine/mkdocs_build engine/navigation engine/plugin",
    "markdown": "engine/hand_written engine/markdown_extension",
    "jinja2": "engine/engine_state engine/mkdocs_build engine/plugin pages/renderer pages/template_words site/template_loader",
    "markupsafe": "model/language pages/claim_html pages/claim_list pages/overview_pages pages/reference_html pages/renderer pages/template_words pages/view pages/words",
    "babel": "model/language",
    "pyromark": "markdown/parser",
    "nh3": "markdown/raw_html",
    "orjson": "model/json_encoding",
    "yaml": "reading/yaml_tree",
    "edtf": "model/dates",
    "bibtexparser": "reading/sources",
    "pylatexenc": "reading/sources",
    "ahocorasick": "linking/mentions",
    "selectolax": "engine/hand_written site/audit",
    "rapidfuzz": "model/findings",
    "rcssmin": "site/assets",
    "watchdog": "serving/watch",
    "filelock": "site/publish",
}
DISK = {
    "__main__",
    "checking/two_processes",
    "history",
    "model/language",
    "reading/files",
    *(f"site/{name}" for name in "audit build_receipt checksummed picture_cache publish".split()),
    "bundles/zip_bundle",
    "engine/mkdocs_build",
    *(f"serving/{name}" for name in "mkdocs_output server site_state watch".split()),
}
"""Every other module works on values. `__main__` ends the process, `language` reads the catalogues that ship with the package; the modules of `serving` write only into a temporary folder of their own."""
DISK_MODULES = {"os", "shutil", "tempfile", "zipfile", "filelock", "subprocess", "glob", "socket", "urllib.request"}
DISK_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rename", "symlink_to", "rglob", "iterdir"}
BUILDER = Path(__file__).parent.parent / "builder"
FILES = {path.relative_to(BUILDER).with_suffix("").as_posix(): path for path in sorted(BUILDER.rglob("*.py"))}
MOST_FILES, MOST_LINES = 12, 350


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(FILES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Yield every imported module by its dotted name, also those that only the type checker sees."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            modules = [f"{module}.{alias.name}" for alias in node.names]
            yield from (one if one.removeprefix("builder.").replace(".", "/") in FILES else module for one in modules)


def own_imports(name: str) -> set[str]:
    """Return the modules of this package that a module imports, as in FILES."""
    return {module.removeprefix("builder.").replace(".", "/") for module in imports(name) if module.startswith("builder")} & FILES.keys()


def calls(name: str) -> set[str]:
    """Return the last words of everything that a module calls."""
    functions = [node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return {f.attr if isinstance(f, ast.Attribute) else f.id for f in functions if isinstance(f, ast.Attribute | ast.Name)}


def folder(name: str) -> str:
    return name.partition("/")[0]


def test_the_table_names_every_folder_in_the_order_of_the_stages() -> None:
    assert {folder(name) for name in FILES} - {"__init__", "__main__"} == FOLDERS.keys()
    for number, (name, allowed) in enumerate(FOLDERS.items()):
        assert set(allowed.split()) <= set(list(FOLDERS)[:number]), f"{name} may only import folders above it in the table"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_imports_what_the_table_allows_and_all_of_it(name: str) -> None:
    allowed = set(FOLDERS[name].split())
    used = {(module, folder(one)) for module in FILES if folder(module) == name for one in own_imports(module)}
    assert {(module, one) for module, one in used if one not in allowed | {name}} == set(), "imports that the table does not allow"
    assert allowed - {one for _, one in used} == set(), "the table allows what is not used"


def test_there_is_no_import_circle() -> None:
    """Also none that only the type checker sees: a circle of types is a circle for whoever reads."""
    list(TopologicalSorter({name: own_imports(name) for name in FILES}).static_order())


def test_a_folder_and_a_file_can_be_taken_in_at_a_glance() -> None:
    sizes = {name: len([module for module in FILES if folder(module) == name]) for name in FOLDERS}
    assert max(sizes.values()) <= MOST_FILES, sizes
    assert [name for name, path in FILES.items() if path.read_text(encoding="utf-8").count("\n") > MOST_LINES] == []
    assert len([name for name in FILES if "/" not in name]) <= 3


@pytest.mark.parametrize("package", OUTSIDE)
def test_only_some_modules_know_of_what_others_made(package: str) -> None:
    assert {name for name in FILES if any(one.split(".")[0] == package for one in imports(name))} == set(OUTSIDE[package].split())


def test_no_module_needs_what_only_unix_has() -> None:
    unix = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
    assert [(name, one) for name in FILES for one in imports(name) if one.split(".")[0] in unix] == []


def test_only_few_modules_touch_the_disk() -> None:
    touching = {name for name in FILES if calls(name) & DISK_CALLS or any(one in DISK_MODULES for one in imports(name))}
    assert touching == DISK


def test_only_the_command_line_prints_and_exits() -> None:
    assert {folder(name) for name in FILES if calls(name) & {"print", "input"}} == {"cli"}
    assert {folder(name) for name in FILES if calls(name) & {"exit", "_exit", "quit", "SystemExit"}} <= {"cli", "__main__"}
