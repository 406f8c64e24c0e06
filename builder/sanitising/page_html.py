"""The HTML that hand-written pages may consist of: an allow-list, so that nothing on a page runs, loads or imitates the site's own parts.

It holds for everything that comes out of a page of `docs/`, whoever put it there: raw HTML, attribute lists, extensions, plugins. What the
site itself puts on such a page (citations, references) waits in `HeldHtml` meanwhile, so that no author can write the same.
"""

from __future__ import annotations

import re
from html import unescape
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import nh3

from builder.model.findings import finding
from builder.model.ids import ID_SCHEMES
from builder.sanitising.own_classes import OWN_CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from builder.model.document import SafeHtml
    from builder.model.findings import Finding, Where

    Place: TypeAlias = Callable[[str, str], str | None]

SVG_SHAPES = frozenset(
    "circle clipPath defs ellipse g line linearGradient mask path pattern polygon polyline radialGradient rect stop svg text tspan".split()
)
"""Elements of SVG that draw, and neither run, load nor contain HTML."""
FRAME_ANCHORS = frozenset("content site-panel site-search-input site-search-results toc-title".split())
"""Anchors that the page frame uses."""
_TAGS = SVG_SHAPES | set(
    "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label li mark ol p picture pre q rp rt ruby s samp section "
    "small source span strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr".split()
)
_WITHOUT_CONTENT = set("applet embed iframe math noembed noframes noscript object script select style template textarea title xmp".split())
"""Elements that go with all that is in them: it is no text, or none that was meant to be read."""
_TAG = re.compile(r"</?(?!(?:area|br|col|hr|img|input|source|track|wbr)\b)[a-z]", re.IGNORECASE)
_DEEPEST = 5000
_CELL = "abbr align colspan headers rowspan scope valign"
_MEDIA = "controls height loop muted playsinline poster preload src width"
_ATTRIBUTES = {
    "*": "class dir id lang markdown role style tabindex title translate",
    "a": "download href hreflang name rel target",
    "audio": _MEDIA,
    "blockquote": "cite",
    "col": "align span width",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open",
    "div": "align data-tabs",
    "img": "align alt decoding height loading sizes src srcset width",
    "input": "checked disabled name type",
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "ol": "reversed start type",
    "p": "align",
    "q": "cite",
    "source": "height media sizes src srcset type width",
    "span": "data-linenos",
    "td": _CELL,
    "th": _CELL,
    "time": "datetime",
    "track": "default kind label src srclang",
    "tr": "align",
    "video": _MEDIA,
}
SVG_ATTRIBUTES = frozenset(
    "clip-path clip-rule cx cy d dx dy fill fill-opacity fill-rule focusable font-family font-size font-style font-weight fx fy "
    "gradientTransform gradientUnits height mask offset opacity points preserveAspectRatio r rx ry stop-color stop-opacity stroke "
    "stroke-dasharray stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor transform version "
    "viewBox width x x1 x2 xmlns y y1 y2".split()
)
_PERMITTED = {tag: {*names.split()} for tag, names in _ATTRIBUTES.items()} | {tag: {*SVG_ATTRIBUTES} for tag in SVG_SHAPES}
_LOWER_TAGS = {tag.lower(): tag for tag in _TAGS}
_SCHEMES = {"http", "https", "mailto"}
_ADDRESSES = {"cite", "href", "poster", "src"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20]")
_PICTURE = re.compile(r"data:image/(avif|gif|jpeg|png|webp)[;,]")
_STYLE = re.compile(r"text-align:(center|end|justify|left|right|start)|width:\d{1,3}(\.\d+)?(%|ch|em|ex|px|rem|vw)")
_FOREIGN_PAINT = re.compile(r"url\((?!#)")
_ROLES = set("group img list listitem math none note presentation region".split())


def _value(tag: str, name: str, value: str, reserved: frozenset[str]) -> str | None:  # noqa: PLR0911  # one answer for each kind
    """Return the value of a permitted attribute, less what is forbidden in it; None if the attribute goes."""
    match name:
        case "id" | "for" | "name":
            return None if value in FRAME_ANCHORS or value in reserved else value
        case "class":
            return " ".join(word for word in value.split() if word not in OWN_CLASSES) or None
        case "style":
            rules = [re.sub(r"\s*:\s*", ":", rule.strip().lower()) for rule in value.split(";")]
            return "; ".join(rule for rule in rules if _STYLE.fullmatch(rule)) or None
        case "role":
            return value if value in _ROLES or value.startswith("doc-") else None
        case "type" if tag == "input":
            return value if value in ("checkbox", "radio") else None
        case "target":
            return value if value == "_blank" else None
        case "rel":
            return " ".join(word for word in value.split() if word.lower() != "opener") or None
        case "tabindex":
            return value if value in ("0", "-1") else None
    if name in _ADDRESSES:
        return value if is_harmless(value, is_image=tag == "img") else None
    return None if tag in SVG_SHAPES and _FOREIGN_PAINT.search(value) else value


def is_harmless(address: str, *, is_image: bool = False) -> bool:
    """Return whether an address leads to a page, a file or a mailbox, or is itself a picture if `is_image`; never to a program."""
    address = _IGNORED_IN_ADDRESSES.sub("", address).lower()
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1] in _SCHEMES or (is_image and bool(_PICTURE.match(address)))


def clean_page(html: str, held: HeldHtml, table_label: SafeHtml, place: Place | None = None) -> SafeHtml:
    """Return the HTML of a hand-written page with nothing in it but what is permitted, and with what is held put back.

    A table scrolls by itself, in a group that the keyboard reaches (no landmark, of which names differ); `table_label` is its name.
    `place` returns the value that an attribute has in the document in which the page will stand, or None without it.
    """
    return held.restore("".join(_settled(permitted(html, held, place), table_label)))


def permitted(html: str, held: HeldHtml, place: Place | None = None) -> SafeHtml:
    """Return what remains of the HTML of a hand-written page, without what is held."""

    def value_of(tag: str, name: str, value: str) -> str | None:
        kept = _value(tag, name, value, reserved)
        return place(name, kept) if place and kept is not None else kept

    if _too_deep(html) >= 0:
        return ""
    reserved = held.ids
    clean: SafeHtml = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes={**_PERMITTED, "*": {*_PERMITTED["*"], held.attribute}},
        generic_attribute_prefixes={"aria-"},
        attribute_filter=value_of,
        url_schemes={*_SCHEMES, "data"},
        link_rel=None,
    )
    return clean


def _too_deep(html: str) -> int:
    """Return the index of the tag with which HTML is nested too deeply; -1 if it is not. Building a deeper tree takes quadratic time."""
    depth = 0
    for tag in _TAG.finditer(html) if html.count("<") > _DEEPEST else ():
        depth += -1 if tag[0][1] == "/" else 1
        if depth > _DEEPEST:
            return tag.start()
    return -1


def _settled(clean: SafeHtml, table_label: SafeHtml) -> Iterator[SafeHtml]:
    """Yield cleaned HTML with what depends on a whole tag. In it, `<` begins a tag wherever it stands, and the next `>` ends the tag."""
    pieces: list[SafeHtml] = clean.split("<")
    yield pieces[0]
    for piece in pieces[1:]:
        tag, _, after = piece.partition(">")
        name, _, attributes = tag.partition(" ")
        if name == "input" and ' type="' not in tag:  # without a type it would be a field for text
            yield after
        elif name == "a" and ' target="' in tag and ' rel="' not in tag:
            yield f'<a rel="noopener" {attributes}>{after}'
        elif name == "table":
            yield f'<div class="table-scroll" role="group" tabindex="0" aria-label="{table_label}"><{piece}'
        elif name == "/table":
            yield f"</table></div>{after}"
        else:
            yield f"<{piece}"


class HeldHtml:
    """Finished HTML of the site's own that is left out of a page until it is clean.

    Elements with a random attribute stand for it, which no author can know.
    """

    def __init__(self) -> None:
        self.attribute: SafeHtml = f"data-{token_hex(8)}"
        self._pieces: list[tuple[SafeHtml, SafeHtml]] = []
        self._around: list[SafeHtml] = []

    def element(self, html: SafeHtml) -> SafeHtml:
        """Return the element that stands for this HTML."""
        tag = "div" if html.startswith("<section") else "span"
        return f'<{tag} {self.attribute}="{self._hold(tag, html)}"></{tag}>'

    def attributes(self, text: SafeHtml) -> SafeHtml:
        """Return the value of the attribute `attribute` that stands for these attributes in a start tag."""
        return self._hold("", text.strip())

    def _hold(self, tag: SafeHtml, html: SafeHtml) -> SafeHtml:
        self._pieces.append((tag, html))
        return str(len(self._pieces) - 1)

    def reserve(self, html: SafeHtml) -> None:
        """Keep the ids of this HTML, which will stand on the same page."""
        self._around.append(html)

    @property
    def ids(self) -> frozenset[str]:
        """The ids in what is held or reserved, which nothing else on the page may have."""
        own = [*(html for _, html in self._pieces), *self._around]
        return frozenset(anchor for html in own for anchor in re.findall(r'\bid="?([^\s">]+)', html))

    def restore(self, html: SafeHtml) -> SafeHtml:
        """Return the HTML with everything that was held in its place."""
        pieces: list[SafeHtml] = html.split(f'{self.attribute}="')
        out = pieces[:1]
        for piece in pieces[1:]:
            number, _, after = piece.partition('"')
            tag, held = self._pieces[int(number)]
            if tag:
                out[-1] = out[-1].removesuffix(f"<{tag} ")
                after = after.removeprefix(f"></{tag}>")
            out += [held, after]
        return "".join(out)


# --- what goes, for those who wrote it ---------------------------------------------------------------------------------

_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)?(?:\s*=\s*(?=[^\s>]))?")
_UNQUOTED = re.compile(r"[^\s>]*")
_ONLY_TEXT = set("iframe noembed noframes script style textarea title xmp".split())
"""Elements in which there are no tags."""


class Removal(NamedTuple):
    """Something that is left out of a page."""

    what: str
    start: int
    """Where its tag begins."""


def removals(html: str, held: str = "") -> Iterator[Removal]:
    """Yield what `clean_page` leaves out of a piece of HTML; `held` is the attribute of what is held, which stays.

    Links by id are none of it: those that are left on a page are findings of their own.
    """
    if (start := _too_deep(html)) >= 0:
        yield Removal(f"everything, since it has more than {_DEEPEST:,} open tags,", start)
        return
    position = 0
    while (start := html.find("<", position)) >= 0:
        position = start + 1
        if html.startswith("<!--", start):
            position = html.find("-->", start) + 3
            if position < 3:  # noqa: PLR2004  # the comment does not end
                return
        elif match := _NAME.match(html, position):
            tag = match[0].lower()
            attributes, position = _attributes(html, match.end())
            if position < 0:
                return
            yield from (Removal(what, start) for what in _removed(tag, attributes, held))
            if tag in _ONLY_TEXT:
                end = re.compile(f"</{tag}", re.IGNORECASE).search(html, position)
                if end is None:
                    return
                position = end.end()


def _attributes(html: str, position: int) -> tuple[dict[str, str], int]:
    """Return the attributes of a start tag, and the index after it, which is negative if the tag does not end."""
    attributes: dict[str, str] = {}
    while match := _ATTRIBUTE.match(html, position):
        position = match.end()
        if match[1] is None:
            return attributes, position + 1 if html.startswith(">", position) else -1
        value = ""
        if match.end(1) < position and html[match.end(1) : position].strip():
            if (quote := html[position]) in "\"'":
                end = html.find(quote, position + 1)
                if end < 0:
                    return attributes, -1
                value, position = html[position + 1 : end], end + 1
            elif unquoted := _UNQUOTED.match(html, position):
                value, position = unquoted[0], unquoted.end()
        attributes.setdefault(match[1].lower(), unescape(value))
    return attributes, -1


def _removed(tag: str, attributes: dict[str, str], held: str) -> Iterator[str]:
    """Yield what is removed of a start tag: all of it, or those of its attributes and classes that are not permitted."""
    name = _LOWER_TAGS.get(tag)
    if name is None or (tag == "input" and attributes.get("type") not in ("checkbox", "radio")):
        yield f"`<{tag}>`"
        return
    permitted = {attribute.lower() for attribute in _PERMITTED["*"] | _PERMITTED.get(name, set())} | {held}
    for attribute, value in attributes.items():
        if attribute == "href" and value.strip().partition(":")[0].lower() in ID_SCHEMES:
            continue
        if attribute == "class":
            yield from (f"the class `{word}` of `<{tag}>`" for word in value.split() if word in OWN_CLASSES)
        elif not attribute.startswith("aria-") and (
            attribute not in permitted or (value and _value(name, attribute, value, frozenset()) is None)
        ):
            yield f"the attribute `{attribute}` of `<{tag}>`"


def removed_from_page(raw_html: Iterable[tuple[str, int]], where: Callable[[int], Where]) -> list[Finding]:
    """Return the findings for what a page loses of its raw HTML, which is given in pieces with their byte offsets."""
    blocks, end = list[tuple[str, int]](), -1
    for piece, start in raw_html:  # lines that follow each other are one block
        if start == end:
            blocks[-1] = blocks[-1][0] + piece, blocks[-1][1]
        else:
            blocks.append((piece, start))
        end = start + len(piece.encode())
    return [finding for html, start in blocks for finding in _block_findings(html, start, where)]


def _block_findings(html: str, start: int, where: Callable[[int], Where]) -> Iterator[Finding]:
    """Yield a finding for each thing that is removed from a block, at its first place."""
    seen: set[str] = set()
    offset = before = 0
    for what, index in removals(html):
        offset, before = offset + len(html[before:index].encode()), index
        if what not in seen:
            seen.add(what)
            yield finding(where(start + offset), "html-removed", f"{what} is left out of the page")
