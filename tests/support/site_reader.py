"""A reader of built sites that knows nothing of the builder: html5lib, the standard library, and PyYAML for the content.

Selectors are the few forms of CSS that the tests need: `tag`, `.class`, `#id`, `[attribute]`, `[attribute=value]`, compounds
of these, and descendants (`section.cited-by li[data-claim-ref]`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import html5lib
import yaml
from selection import some

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

_COMPOUND = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+|\[[\w-]+(?:=[^\]]*)?\])*)")
_SIMPLE = re.compile(r"\.(?P<css>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<name>[\w-]+)(?:=(?P<value>[^\]]*))?\]")


WHOLE = "whole/index.html"
"""The page with everything that the others say."""


def classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def matches(element: Element, compound: str) -> bool:
    parsed = _COMPOUND.fullmatch(compound)
    assert parsed, f"the reader does not know the selector {compound!r}"
    if not isinstance(element.tag, str) or (parsed[1] and element.tag.rpartition("}")[2] != parsed[1]):
        return False
    for simple in _SIMPLE.finditer(parsed[2]):
        if simple["css"] and simple["css"] not in classes(element):
            return False
        if simple["id"] and element.get("id") != simple["id"]:
            return False
        if simple["name"] and (element.get(simple["name"]) is None or simple["value"] not in (None, element.get(simple["name"]))):
            return False
    return True


def select(root: Element, selector: str) -> list[Element]:
    """Return the descendants that a selector means, in the order of the document."""
    found = [root]
    for compound in selector.split():
        below = (e for parent in found for e in parent.iter() if e is not parent and matches(e, compound))
        found = list({id(e): e for e in below}.values())
    return found


def one(root: Element, selector: str) -> Element:
    found = select(root, selector)
    assert len(found) == 1, f"{selector}: {len(found)} elements where one was expected"
    return found[0]


def words(element: Element, without: tuple[str, ...] = ()) -> str:
    """Return the text of an element with single spaces; subtrees that match one of `without` are left out."""
    return " ".join("".join(_texts(element, without)).split())


def straight(text: str) -> str:
    """Return a text with straight quotation marks and apostrophes: pages show them set, data as they were written."""
    return text.translate(_STRAIGHT)


_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


_BLOCKS = frozenset("p div li dt dd td th tr br h1 h2 h3 h4 h5 h6 section blockquote pre".split())


def _texts(element: Element, without: tuple[str, ...]) -> Iterator[str]:
    if isinstance(element.tag, str):
        space = " " if element.tag in _BLOCKS else ""
        yield space + (element.text or "")
        for child in element:
            if not any(matches(child, compound) for compound in without):
                yield from _texts(child, without)
            yield child.tail or ""
        yield space


def parse(html: bytes | str) -> tuple[Element, list[str]]:
    """Parse a page as a browser does; the second value says what a validator would."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(html)
    return root, [f"{code} at line {place[0]}" for place, code, _ in parser.errors]


def canonical(element: Element) -> object:
    """Return what an element says, to compare two."""
    children = [(canonical(child), " ".join((child.tail or "").split())) for child in element if isinstance(child.tag, str)]
    return element.tag, sorted(element.attrib.items()), " ".join((element.text or "").split()), children


def fragment(html: str) -> Element:
    return one(parse(f"<!doctype html><html lang=en><title>x</title><div id=fragment>{html}</div>")[0], "#fragment")


@dataclass
class Page:
    """One HTML file of a site."""

    name: str
    """Its path below the site: `themes/money/index.html`."""
    root: Element
    errors: list[str]

    def all(self, selector: str) -> list[Element]:
        return select(self.root, selector)

    def one(self, selector: str) -> Element:
        return one(self.root, selector)

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(e.get("id") for e in self.root.iter() if isinstance(e.tag, str) and e.get("id") is not None)

    @cached_property
    def order(self) -> dict[int, int]:
        """The place of each element in the document."""
        return {id(element): number for number, element in enumerate(self.root.iter())}

    @cached_property
    def parents(self) -> dict[int, Element]:
        return {id(child): parent for parent in self.root.iter() for child in parent}

    def ancestors(self, element: Element) -> Iterator[Element]:
        while (parent := self.parents.get(id(element))) is not None:
            yield parent
            element = parent

    @property
    def leads_on(self) -> bool:
        """Whether the page only leads on from an old address."""
        return bool(self.all("meta[http-equiv=refresh]"))

    @property
    def translates(self) -> bool:
        """Whether the page says in another language what another page says: `themes/money/ar/index.html`."""
        return re.fullmatch(r"themes/[^/]+/[^/]+/index\.html", self.name) is not None and not self.leads_on

    @property
    def folder(self) -> str:
        """Its address, as the data files write it: `themes/money/`."""
        return self.name.removesuffix("index.html")


@dataclass
class Site:
    """A folder of files that a browser could open."""

    root: Path
    files: frozenset[str] = field(init=False)
    pages: dict[str, Page] = field(init=False)

    def __post_init__(self) -> None:
        self.files = frozenset(p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file())
        self.pages = {}
        for name in sorted(self.files):
            if name.endswith(".html"):
                self.pages[name] = Page(name, *parse((self.root / name).read_bytes()))
        some(self)

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def __iter__(self) -> Iterator[Page]:
        """Give every page that says something of its own: neither the one for wrong addresses, nor those that lead on from old ones,
        nor the one that says everything again (`test_whole_page`), nor translations, which `test_languages` compares with their originals.
        """
        repeating = ("404.html", WHOLE)
        return (page for name, page in self.pages.items() if name not in repeating and not page.leads_on and not page.translates)

    def target(self, page: str, address: str) -> tuple[str, str] | None:
        """Return the file and the anchor that an address means on a page; None when it leads to another host or scheme."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        base = "" if parts.path.startswith("/") else dirname(page)
        file = normpath(join(base, unquote(parts.path).lstrip("/"))) if parts.path else page
        return (f"{file}/" if parts.path.endswith("/") else file), unquote(parts.fragment)

    def claims(self) -> dict[str, tuple[Page, Element]]:
        """Return every claim, by id, with the page on which it stands."""
        return self._claims

    @cached_property
    def _claims(self) -> dict[str, tuple[Page, Element]]:
        found: dict[str, tuple[Page, Element]] = {}
        for page in self:
            for element in page.all("[data-claim]"):
                assert element.get("data-claim") not in found, f"the claim {element.get('data-claim')} stands on two pages"
                found[element.get("data-claim", "")] = (page, element)
        some(found)
        return found


# --- the content, as far as a stranger can read it with a few lines -------------------------------------------------------

_ATTRIBUTES = re.compile(r"\{#([a-z0-9-]+)([^{}]*)\}[ |]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Written:
    """A claim as its authors wrote it down."""

    id: str
    file: str
    attributes: str

    def value(self, key: str) -> str:
        found = re.search(rf'(?<!\S){key}=(?:"([^"]*)"|(\S+))', self.attributes)
        return (found[1] or found[2] or "") if found else ""

    def ids(self, key: str) -> list[str]:
        return [word for word in self.value(key).split(",") if word]


def front(path: Path) -> dict:
    """Return the front matter of a Markdown file."""
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1]) or {}


def written_claims(project: Path) -> dict[str, Written]:
    """Find every claim in the files of a project: a line that ends in `{#id …}` and is no heading."""
    found: dict[str, Written] = {}
    for path in sorted((project / "content").rglob("*.md")):
        if "." in path.stem:  # a translation
            continue
        text = _COMMENT.sub("", path.read_text(encoding="utf-8").split("---\n", 2)[2])
        lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
        for match in _ATTRIBUTES.finditer(lines):
            found[match[1]] = Written(match[1], path.relative_to(project).as_posix(), match[2])
    return found


def written_sources(project: Path) -> set[str]:
    """Return the ids of the sources in a project's files."""
    found: set[str] = set()
    for path in (project / "content/sources").rglob("*"):
        if path.suffix == ".bib":
            found |= set(re.findall(r"^@\w+\{([^,\s]+),", path.read_text(encoding="utf-8"), re.MULTILINE))
        elif path.suffix in (".yml", ".yaml", ".json"):
            text = path.read_text(encoding="utf-8")
            records = (json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)) or []
            records = records.get("references", [records]) if isinstance(records, dict) else records
            found |= {str(record["id"]) for record in records}
    return found


def written_pages(project: Path, kind: str) -> dict[str, dict]:
    """Return the front matter of the themes or groups of a project, by id."""
    return {path.stem: front(path) for path in sorted((project / "content" / kind).rglob("*.md")) if "." not in path.stem}
