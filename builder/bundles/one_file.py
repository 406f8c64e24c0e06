"""One HTML file with the whole explainer, which needs nothing else: pages, styles, fonts, scripts, search and cards.

It opens from an attachment. A policy (CSP level 3) permits its own styles and scripts by their digests, and no connection at all, so
that whatever else got into it could neither run nor ask for anything. The scripts are those of the site: where they would load a
file, they find it in the document (`explainer-files`).
"""

from __future__ import annotations

import re
from base64 import standard_b64encode
from hashlib import sha256
from mimetypes import types_map
from posixpath import splitext
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from builder.bundles.sealed_file import HTML, about_line, sealed_file
from builder.data.card_files import FOLDER, frame_data, page_cards, term_cards
from builder.model.json_encoding import encoded
from builder.search.documents import all_documents
from builder.search.facets import facet_data
from builder.search.query_words import field_words
from builder.search.word_index import index_data
from builder.whole.one_document import OneDocument
from builder.whole.whole_page import WITH_SCRIPTS, addresses, has_whole, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from builder.bundles.bundle_files import Bundle
    from builder.model.document import SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.page import Introduction, Layout
    from builder.pages.renderer import Renderer

_ASSETS = "assets/explainer/"
_STYLES = ("explainer.css", "drawings.css")
_FIRST = "palette.js"
"""The script that runs before the first paint."""
_SCRIPTS = ("explainer.js", "search.js", "searchbox.js", "cards.js", "cite.js", "filters.js", "claims.js", "asof.js", "one-file.js")
_FONT = re.compile(r"""url\("?(fonts/[\w-]+\.woff2)"?\)""")
_STAND_IN = re.compile(r"@font-face\{[^}]*size-adjust[^}]*\}")
"""What is shown while a font is on its way: here none is."""
_PICTURES = frozenset(".avif .gif .jpeg .jpg .png .svg .webp".split())


class Script(NamedTuple):
    """A script in the document."""

    name: str
    text: Markup


class _OneFile(OneDocument):
    """A document with the pictures of its pages in it, outside of any site."""

    def __init__(self, explainer: Explainer, outside: str | None, site: Mapping[str, Path]) -> None:
        super().__init__(explainer, addresses(explainer, WITH_SCRIPTS), outside)
        self._site = site
        self.has_files = False

    def href(self, url: str, target: str) -> str:
        """Return the link to an address of the site; of a picture all of it, as a URL."""
        return _data_url(target, self._site[target].read_bytes()) if self._is_picture(target) else super().href(url, target)

    def leads(self, target: str) -> bool:
        """Return whether a link to an address of the site leads anywhere."""
        return self._is_picture(target) or super().leads(target)

    def _is_picture(self, target: str) -> bool:
        return splitext(target)[1].lower() in _PICTURES and target in self._site


def write(bundle: Bundle, target: Path) -> Iterator[Path]:
    """Write a bundle as one HTML file, and yield its path in the folder `target`; nothing if the explainer is too large for one page."""
    if bundle.renderer is None or not has_whole(bundle.renderer.explainer):
        return
    path = target / f"{bundle.version.name}.html"
    with sealed_file(path, HTML) as file:
        file.write(document(bundle, bundle.renderer).encode(errors="xmlcharrefreplace"))
        file.write(about_line(HTML, bundle.version.about))
    yield path


def document(bundle: Bundle, renderer: Renderer, template: str = "one-file.html", looks: SafeHtml = "", **context: Any) -> str:
    """Return the document, put together with a template that gets what else is given; `looks` are styles of its own."""
    site, look = bundle.site, renderer.content.settings.look
    layout = _OneFile(renderer.explainer, renderer.address or None, site)
    styles = Markup("".join(_text(site, name) for name in _STYLES if f"{_ASSETS}{name}" in site))  # noqa: S704  # published by the site
    styles = Markup(_STAND_IN.sub("", styles).replace("font-display:fallback", "font-display:block"))  # noqa: S704  # they are there at once
    styles = Markup(_FONT.sub(lambda font: f"url({_data_url(font[1], site[_ASSETS + font[1]].read_bytes())})", styles))  # noqa: S704
    styles += Markup(looks)  # noqa: S704  # of this package
    first, *scripts = [Script(f"{_ASSETS}{name}", Markup(_text(site, name))) for name in (_FIRST, *_SCRIPTS)]  # noqa: S704

    def introduce(address: str, wanted: Layout) -> SafeHtml:
        return bundle.introductions[address].written(wanted) if address in bundle.introductions else ""

    page = written(
        renderer,
        layout,
        introduce,
        template,
        WITH_SCRIPTS,
        **context,
        first=first,
        scripts=scripts,
        styles=styles,
        files=Markup(encoded(_files(renderer, layout, bundle.introductions)).decode().replace("<", "\\u003c")),  # noqa: S704  # JSON in a script
        policy=_policy(styles, [first, *scripts]),
        icon=layout.href("", look.icon or f"{_ASSETS}favicon.svg"),
        logo=look.logo and layout.href("", look.logo),
        words=bundle.version.words,
        address=renderer.address,
    )
    return page.html + "\n"


def _text(site: Mapping[str, Path], name: str) -> str:
    return site[f"{_ASSETS}{name}"].read_text(encoding="utf-8").removeprefix('@charset "UTF-8";')


def _policy(styles: str, scripts: list[Script]) -> str:
    """Return the policy of the document, which permits these texts alone."""
    named = " ".join(_digest(script.text) for script in scripts)
    rest = "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {named}; style-src {_digest(styles)}; {rest}"


def _digest(text: str) -> str:
    return f"'sha256-{standard_b64encode(sha256(text.encode()).digest()).decode()}'"


def _data_url(name: str, data: bytes) -> str:
    """Return a file as a URL (RFC 2397)."""
    extension = splitext(name)[1].lower()
    kind = "font/woff2" if extension == ".woff2" else "image/svg+xml" if extension == ".svg" else types_map.get(extension, "image/webp")
    return f"data:{kind};base64,{standard_b64encode(data).decode()}"


def _files(renderer: Renderer, layout: OneDocument, introductions: Mapping[str, Introduction]) -> Mapping[str, object]:
    """Return what scripts load on the site, by address."""
    explainer = renderer.explainer
    titles = {name: title for name, title in renderer.overview_titles.items() if name in WITH_SCRIPTS}
    written = {address: introduction.sections for address, introduction in introductions.items()}
    documents = all_documents(explainer, titles | {"sources": renderer.overview_titles["sources"]}, written, layout)
    found: dict[str, object] = {f"search/{name}.js": data for name, data in index_data(documents)}
    found |= {f"search/{name}.js": data for name, data in facet_data(explainer, documents)}
    found |= {f"{page.url}cards.js": page_cards(explainer, page) for page in explainer.content.pages}
    for other in explainer.translations.values():
        found |= {f"{other.themes[name].url}cards.js": page_cards(other, other.themes[name]) for name in other.translated}
    language = renderer.language
    found[f"search/words-{language.tag}.js"] = field_words(language)
    found[f"{FOLDER}/frame-{language.tag}.js"] = frame_data(explainer, language, renderer.cards(language), layout)
    return found | dict(term_cards(explainer))
