"""Who may import whom, and who may touch what: folders are stages, and imports point one way."""

from __future__ import annotations

import ast
import os
import signal
import socket
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = {  # from the bottom up: a folder, and those that it may import
    "model": "",
    "csl": "model",
    "slips": "",
    "dates": "model",
    "look": "",
    "formats": "model csl slips dates",
    "sanitising": "model",
    "citations": "model",
    "markdown": "model slips formats sanitising citations",
    "reading": "model csl slips look formats sanitising citations markdown",
    "linking": "model formats",
    "signs": "model csl linking",
    "checking": "model csl reading linking",
    "history": "model slips sanitising markdown reading",
    "drawings": "model linking",
    "typesetting": "model",
    "overviews": "model csl linking signs history drawings typesetting",
    "pages": "model csl linking signs history drawings typesetting overviews",
    "data": "model csl linking signs history pages",
    "search": "model linking signs pages",
    "publishing": "model checking history",
    "reporting": "model checking history publishing",
    "bibliographies": "model csl sanitising",
    "importing": "model csl sanitising reading publishing bibliographies",
    "trackers": "model csl slips dates sanitising reading bibliographies",
    "registers": "model sanitising reading linking bibliographies importing trackers",
    "moving_in": "model reading bibliographies importing trackers registers",
    "whole": "model pages",
    "ebook": "model pages",
    "printing": "model",
    "starting": "model formats reading bibliographies importing",
    "site": "model checking history drawings pages data search publishing whole",
    "bundles": "model checking history pages data search publishing whole ebook printing",
    "verifying": "model data bundles",
    "comparing": "model linking checking history pages data whole bundles verifying",
    "engine": "model look sanitising citations markdown reading linking signs checking history pages publishing site",
    "serving": "model reading linking checking history drawings pages data publishing site engine",
    "language_server": "model formats reading linking signs checking pages publishing reporting serving",
    "cli": "model reading checking history pages publishing reporting bibliographies importing moving_in starting site bundles verifying comparing engine serving language_server",
}
OUTSIDE = {  # what is not of the standard library, and the only modules that know of it
    "PIL": "drawings/preview_picture site/picture_cache",
    "arabic_reshaper": "drawings/preview_picture",
    "bidi": "drawings/preview_picture",
    "mkdocs": "engine/engine_state engine/hand_written engine/mkdocs_build engine/named_pages engine/navigation engine/page_hooks engine/plugin engine/site_output engine/theme_settings",
    "markdown": "engine/hand_written engine/markdown_extension",
    "jinja2": "engine/engine_state engine/mkdocs_build engine/plugin engine/theme_settings pages/renderer pages/template_words site/template_loader",
    "markupsafe": "bundles/one_file comparing/reports comparing/review_page whole/whole_page engine/page_hooks engine/plugin model/language pages/claim_html pages/claim_list pages/overview_pages pages/reference_html pages/renderer pages/template_words pages/view pages/words",
    "babel": "model/language",
    "pyromark": "markdown/positions markdown/parser",
    "nh3": "sanitising/page_html sanitising/raw_html",
    "orjson": "model/json_encoding",
    "yaml": "importing/update reading/yaml_tree",
    "edtf": "model/dates",
    "ahocorasick": "linking/mentions",
    "libzim": "bundles/zim",
    "typst": "bundles/typst_pdf",
    "fontTools": "bundles/typst_pdf",
    "pikepdf": "bundles/typst_pdf",
    "selectolax": "bundles/zim ebook/xhtml printing/typst_code engine/hand_written site/audit site/programs",
    "rapidfuzz": "formats/near_misses model/findings model/ids",
    "rcssmin": "site/assets",
    "minisign": "bundles/signature",
    "watchdog": "serving/watch",
    "pygls": "language_server/server",
    "lsprotocol": "language_server/server",
    "filelock": "publishing/publish",
}
DISK = {
    "__main__",
    "checking/two_processes",
    "data/content_digest",
    "history/git",
    "model/language",
    "reading/files",
    *(f"publishing/{name}" for name in "build_receipt checksummed output_folders publish site_bundles site_record".split()),
    *(f"site/{name}" for name in "audit picture_cache".split()),
    *(
        f"bundles/{name}"
        for name in "bundle_files delta epub typst_pdf zim one_file sealed_file signature texts version zip_bundle".split()
    ),
    *(f"comparing/{name}" for name in "received review_page states".split()),
    *(f"reporting/{name}" for name in "fixing source_lines surroundings".split()),
    "verifying/archives",
    "verifying/verify",
    "engine/mkdocs_build",
    "bibliographies/pandoc",
    "importing/project_files",
    "moving_in/tracker_files",
    "starting/new_files",
    "starting/project",
    *(f"serving/{name}" for name in "http_server mkdocs_output scratch_folder site_state watch".split()),
}
"""Every other module works on values. `__main__` ends the process, `language`, `content_digest` and `starting/project` read what ships with the package; the modules of `serving` write only into a temporary folder of their own, which `scratch_folder` makes."""
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


UNIX = set(
    "chown chroot fchmod fchown fork forkpty getegid geteuid getgid getgroups getloadavg getpgid getpgrp getresuid getsid getuid initgroups "
    "killpg lchown lockf major makedev memfd_create minor mkfifo mknod nice openpty O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK pipe2 "
    "posix_fallocate posix_spawn pread preadv pwrite sched_getaffinity sched_setaffinity sendfile setegid seteuid setgid setgroups setpgid "
    "setsid setuid statvfs sync tcgetpgrp ttyname uname wait wait3 wait4 "
    "SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2 SIGWINCH SIGXFSZ alarm pause pthread_kill setitimer sigwait "
    "AF_UNIX".split()
)
"""Attributes of `os`, `signal` and `socket` that Windows lacks."""
GUARDED: dict[str, str] = {}
"""Modules that use one where Windows does not come, and why that is so."""


def unix_attributes(name: str) -> set[str]:
    """Return the attributes of `os`, `signal` and `socket` that a module uses and Windows lacks; `getattr` with a default is no use."""
    attributes = (node for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    used = {node.attr for node in attributes if node.value.id in ("os", "signal", "socket")}
    return (used | {one.rpartition(".")[2] for one in imports(name) if one.startswith(("os.", "signal.", "socket."))}) & UNIX


def test_no_module_uses_an_attribute_that_only_unix_has() -> None:
    assert {name for name in FILES if unix_attributes(name)} == GUARDED.keys(), {name: unix_attributes(name) for name in FILES}


def test_the_attributes_that_only_unix_has_are_those_of_this_system() -> None:
    """A name that is written wrong in the table would be looked for in vain."""
    if sys.platform == "linux":
        assert {one for one in UNIX if not any(hasattr(module, one) for module in (os, signal, socket))} == set()


def test_only_few_modules_touch_the_disk() -> None:
    touching = {name for name in FILES if calls(name) & DISK_CALLS or any(one in DISK_MODULES for one in imports(name))}
    assert touching == DISK


def test_only_the_command_line_prints_and_exits() -> None:
    assert {folder(name) for name in FILES if calls(name) & {"print", "input"}} == {"cli"}
    assert {folder(name) for name in FILES if calls(name) & {"exit", "_exit", "quit", "SystemExit"}} <= {"cli", "__main__"}
