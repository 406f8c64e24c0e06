"""The built site read back: dead links and anchors, requests to other hosts, foreign programs, names that not every system can hold.

It does not depend on how the site was built: it reads the files that a reader gets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from posixpath import dirname, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from builder.model.findings import Finding, Where, did_you_mean, finding
from builder.model.ids import folded_name, shown_path, why_not_portable
from builder.publishing.build_receipt import TEMPLATES
from builder.publishing.output_folders import site_files
from builder.site.assets import ASSETS
from builder.site.programs import programs, script_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

_LOADS = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
}
_LOADING_RELS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")


@dataclass(frozen=True, slots=True)
class Document:
    """What links and loads of one page come from and lead to."""

    anchors: frozenset[str]
    """Every `id`, and every `name` of an anchor."""
    links: tuple[str, ...]
    loads: tuple[str, ...]
    repeated: tuple[str, ...]
    programs: tuple[str, ...]
    scripts: tuple[str, ...]


def audit(site: Path, scripts: Collection[str] = ()) -> list[Finding]:
    """Return the findings of every page and style sheet of a site, and of the names of all files.

    `scripts` are the addresses of the scripts that the site may have besides its own.
    """
    files = site_files(site)
    documents = {name: read_document(path.read_text(encoding="utf-8")) for name, path in files.items() if name.endswith(".html")}
    own = {f"{ASSETS}{path.name}" for path in (TEMPLATES / ASSETS).glob("*.js")} | {*scripts}
    findings = list(_check_names(files))
    for name, document in sorted(documents.items()):
        findings += [finding(Where(name), "site-program", f"the page holds {program}") for program in document.programs]
        findings += [
            finding(Where(name), "site-program", f"the page runs `{script}`, which is not a script of the site")
            for script in document.scripts
            if not _is_own(name, script, own)
        ]
        findings += [
            finding(Where(name), "site-repeated-id", f"the id `{anchor}` occurs more than once on this page")
            for anchor in document.repeated
        ]
        if name == "404.html":  # it is served at every address and links from the root
            continue
        for link in document.links:
            findings += _check_link(name, link, files, documents)
        for load in document.loads:
            findings += _check_load(name, load, files)
    for name, path in sorted(files.items()):
        if name.endswith(".css"):
            for load in _CSS_URL.findall(path.read_text(encoding="utf-8")):
                findings += _check_load(name, load, files)
    return findings


def _check_names(names: Iterable[str]) -> Iterator[Finding]:
    for name in sorted(names):
        if problem := next(filter(None, map(why_not_portable, name.split("/"))), ""):
            yield finding(Where(shown_path(name)), "site-unportable-name", problem)
    for _, alike in groupby(sorted(names, key=lambda name: (folded_name(name), name)), folded_name):
        first, *others = alike
        for other in others:
            problem = f"it and `{shown_path(first)}`, which differ in case or Unicode form, are one file on Windows and macOS"
            yield finding(Where(shown_path(other)), "site-unportable-name", problem)


def read_document(html: str) -> Document:
    """Return what stands in the HTML of a page, or of a part of it."""
    tree = LexborHTMLParser(html)
    ids = [value for node in tree.css("[id]") if (value := node.attributes.get("id"))]
    return Document(
        anchors=frozenset([*ids, *(value for node in tree.css("a[name]") if (value := node.attributes.get("name")))]),
        links=tuple(dict.fromkeys(value for node in tree.css("a[href], area[href]") if (value := node.attributes.get("href")) is not None)),
        loads=tuple(dict.fromkeys(_loads(tree))),
        programs=tuple(dict.fromkeys(programs(tree, html))),
        scripts=tuple(dict.fromkeys(script_files(tree))),
        repeated=tuple(sorted({value for value in ids if ids.count(value) > 1})) if len(ids) != len(set(ids)) else (),
    )


def _is_own(page: str, script: str, own: set[str]) -> bool:
    """Return whether a page may run a script. One of another host is reported as a request; `404.html` has no fixed place."""
    parts = urlsplit(script)
    if parts.scheme in ("http", "https") or (not parts.scheme and parts.netloc):
        return True
    return not parts.scheme and (_resolve(page, parts.path) in own or (page == "404.html" and parts.path.endswith(tuple(own))))


def _loads(tree: LexborHTMLParser) -> Iterator[str]:
    for tag, names in _LOADS.items():
        for node in tree.css(tag):
            for name in names:
                if value := node.attributes.get(name):
                    yield from (part.split()[0] for part in value.split(",")) if name == "srcset" else (value,)
    for node in tree.css("link[href]"):
        rels = set((node.attributes.get("rel") or "").split())
        if rels & _LOADING_RELS and (value := node.attributes.get("href")):
            yield value
    for node in tree.css("[style]"):
        yield from _CSS_URL.findall(node.attributes.get("style") or "")
    for node in tree.css("style"):
        yield from _CSS_URL.findall(node.text())


def _check_link(page: str, link: str, files: dict[str, Path], documents: dict[str, Document]) -> Iterator[Finding]:
    parts = urlsplit(unescape(link))
    if parts.scheme or parts.netloc:
        return
    target = _resolve(page, parts.path)
    if target not in files:
        yield finding(Where(page), "site-dead-link", f"`{link}` leads to no file of the site")
    elif parts.fragment and not parts.fragment.startswith(":~:") and target in documents:
        anchor = unquote(parts.fragment)
        if anchor not in documents[target].anchors:
            yield finding(
                Where(page), "site-dead-link", f"`{link}` leads to no anchor of its page", did_you_mean(anchor, documents[target].anchors)
            )


def _check_load(page: str, load: str, files: dict[str, Path]) -> Iterator[Finding]:
    parts = urlsplit(load)
    if parts.scheme == "data" or load.startswith("#"):
        return
    if parts.scheme or parts.netloc:
        yield finding(Where(page), "site-external-request", f"the page would request `{load}` from another host")
    elif _resolve(page, parts.path) not in files:
        yield finding(Where(page), "site-dead-link", f"`{load}` is not part of the site")


def _resolve(page: str, path: str) -> str:
    if not path:
        return page
    target = normpath(f"{dirname(page)}/{unquote(path)}").lstrip("/")
    return f"{target}/index.html" if path.endswith("/") else target
