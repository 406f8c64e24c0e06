"""The files that may lie beside hand-written pages: those that no browser runs as a program of the site, wherever the site stands.

What is published counts, not what is linked: a reader who opens `docs/x.html` or an SVG with a script runs it with the rights of the
whole site, and outside of the policy that pages have. So there is a list of what is inert; what is not on it is refused, unknown or not.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.parsers import expat

from builder.model.findings import Where, finding
from builder.sanitising.page_html import SVG_SHAPES, is_harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.findings import Finding

OWN_FOLDERS = ("assets/explainer/", "assets/live/")
"""Folders of the site's own scripts, styles and fonts."""
_INERT = {
    "pictures": "avif gif ico jpeg jpg png svg webp",
    "sound and film": "flac m4a m4v mp3 mp4 oga ogg ogv opus vtt wav webm",
    "documents": "doc docx epub odp ods odt pdf ppt pptx rtf xls xlsx",
    "data and texts": "bib csv geojson json ris tsv txt yaml yml",
    "archives": "7z bz2 gz tar tgz xz zip",
    "fonts": "otf ttf woff woff2",
}
INERT_TYPES = frozenset(f".{ending}" for endings in _INERT.values() for ending in endings.split())
_NAMES = {"CNAME", "LICENSE"}
"""Files without an ending that hosts and readers look for."""
HEAD_BYTES = 4096
"""How much of a file is read to see that it is no markup; more of it than any browser looks at."""
_BROWSER_READS = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\x00\t\n\x0c\r ]*<")
"""The beginning of what browsers may take for HTML or XML when a server does not name the type of a file."""
_COPIES = re.compile(r"~$|^#.*#$|\.(bak|old|orig|rej|swo|swp|tmp)$", re.IGNORECASE)

_SVG, _XLINK, _XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_PROGRAMS = {"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/XSL/Transform"}
"""Namespaces in which a browser finds HTML and programs; it ignores those of drawing programs and metadata."""
_SVG_ELEMENTS = SVG_SHAPES | set(
    "a animate animateMotion animateTransform color-profile cursor desc feBlend feColorMatrix feComponentTransfer feComposite "
    "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence "
    "filter font font-face font-face-name font-face-src glyph hkern image marker metadata missing-glyph mpath set solidColor style "
    "switch symbol textPath title use view".split()
)
_REFERENCE = re.compile(r"#|data:image/(avif|gif|jpeg|png|webp)[;,]", re.IGNORECASE)
_FETCH = re.compile(r"""url\((?!\s*["']?\s*(?:#|data:(?:image|font)/))|@import|image-set\(|src\(|\\""", re.IGNORECASE)
"""What loads a file in a style; a backslash can spell any of these."""


def is_inert(path: str) -> bool:
    """Return whether a file, by its path below `docs/`, is of a type that is published, and in a folder of its own."""
    name = PurePosixPath(path)
    return (name.suffix.lower() in INERT_TYPES or name.name in _NAMES) and not path.lower().startswith(OWN_FOLDERS)


def unpublished_file(path: str, relative: str) -> Finding:
    """Return the finding for a file that is not inert; `relative` is its path below `docs/`."""
    name = PurePosixPath(relative)
    hints = "exclude it with `exclude_docs` in mkdocs.yml, or move it out of the folder"
    if relative.lower().startswith(OWN_FOLDERS):
        message = f"the folder `{name.parent}` belongs to the site's own files, which nothing here may replace"
        hints = "move the file to another folder"
    elif _COPIES.search(name.name):
        message = f"`{name.name}` is a copy that an editor or a tool has left, and would be published"
        hints = "delete it"
    else:
        message = f"`{name.name}` is not of a type that is published: a browser might run it as a part of the site"
        if name.suffix.lower() in (".css", ".js", ".mjs"):
            hints = "name it in `extra_css` or `extra_javascript` in mkdocs.yml if the site needs it, or put it into `templates/`"
    return finding(Where(path), "unpublishable-file", message, hints)


def content_findings(path: str, data: bytes) -> list[Finding]:
    """Return the findings for what is in an inert file: all of it for an SVG, at least `HEAD_BYTES` of it for others."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".svg":
        return _svg_findings(path, data)
    if suffix != ".txt" and _BROWSER_READS.match(data):
        message = f"this file begins like HTML or XML, not like a file that ends in `{suffix}`" if suffix else "this file begins like HTML"
        return [finding(Where(path), "unpublishable-file", message, "a browser could run it; save it in the format that its name says")]
    return []


def _svg_findings(path: str, data: bytes) -> list[Finding]:
    """Return the finding for the first thing in a drawing that a browser would run, load or take for HTML."""
    reader = _SvgReader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003  # the parameter has no name
    except (expat.ExpatError, ValueError) as error:  # for instance an encoding that does not exist
        reader.add(f"this drawing is not well-formed XML: {error}")
    hint = "save it as plain SVG, or as PNG"
    return [finding(Where(path, line, column), "unpublishable-file", text, hint) for text, line, column in reader.problems[:1]]


class _SvgReader:
    """Collects the problems of one drawing, each with its line and column."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, int, int]] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = lambda target, _: self.add(f"`<?{target}?>` can make a program of this drawing")
        self.parser.EntityDeclHandler = lambda *_: self.add("an entity in this drawing can hide a program")
        self._style: list[str] = []

    def add(self, problem: str) -> None:
        self.problems.append((problem, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._style = []
        namespace, _, tag = name.rpartition(" ")
        if namespace in _PROGRAMS or (namespace in ("", _SVG) and tag not in _SVG_ELEMENTS):
            self.add(f"`<{tag}>` is not allowed in a drawing: a browser could run what is in it")
        elif namespace in ("", _SVG):
            for attribute, value in attributes.items():
                if problem := _attribute_problem(tag, attribute, value):
                    self.add(problem)

    def _text(self, text: str) -> None:
        self._style.append(text)

    def _end(self, name: str) -> None:
        if name.endswith("style") and _FETCH.search("".join(self._style)):
            self.add("the style of this drawing loads another file")
        self._style = []


def _attribute_problem(tag: str, attribute: str, value: str) -> str:
    """Return what is wrong with an attribute of an element of SVG; empty if it is inert."""
    namespace, _, key = attribute.rpartition(" ")
    if namespace not in ("", _XLINK, _XML):
        return ""
    if key.lower().startswith("on"):
        return f"the attribute `{key}` is a program"
    if key in ("base", "href", "src"):
        inert = is_harmless(value) if tag == "a" else not value or _REFERENCE.match(value)
        return "" if inert and key != "base" else f"`{key}` of `<{tag}>` leads out of this drawing"
    if key == "attributeName" and (changed := value.strip().lower().rpartition(":")[2]).startswith(("base", "href", "on", "src")):
        return f"this drawing changes its `{changed}` after it is read"
    return f"the attribute `{key}` loads another file" if _FETCH.search(value) else ""
