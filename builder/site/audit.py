"""The built site read back: dead links, dead anchors, and requests to other hosts.

It does not depend on how the site was built: it reads the files that a reader gets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from posixpath import dirname, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from builder.model.findings import Finding, Where, did_you_mean, finding

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def audit(site: Path) -> list[Finding]:
    """Return the findings of every page and style sheet of a site: dead links, repeated ids, requests to other hosts."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    documents = {name: read_document(path.read_text(encoding="utf-8")) for name, path in files.items() if name.endswith(".html")}
    findings: list[Finding] = []
    for name, document in sorted(documents.items()):
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


def read_document(html: str) -> Document:
    """Return what stands in the HTML of a page, or of a part of it."""
    tree = LexborHTMLParser(html)
    ids = [value for node in tree.css("[id]") if (value := node.attributes.get("id"))]
    return Document(
        anchors=frozenset([*ids, *(value for node in tree.css("a[name]") if (value := node.attributes.get("name")))]),
        links=tuple(dict.fromkeys(value for node in tree.css("a[href], area[href]") if (value := node.attributes.get("href")) is not None)),
        loads=tuple(dict.fromkeys(_loads(tree))),
        repeated=tuple(sorted({value for value in ids if ids.count(value) > 1})) if len(ids) != len(set(ids)) else (),
    )


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
