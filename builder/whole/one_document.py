"""How all pages stand in one document: each is a section, links between them are anchors, and there is one list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.ids import slug_of
from builder.pages.page import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.model.document import SafeHtml
    from builder.model.explainer import Explainer

_HOME: SafeHtml = "home"


class OneDocument(Layout):
    """The layout of a document with many pages.

    Ids of claims, of terms and of references are those of the site, so that the same anchors lead to them; before those of a translated
    page stands its language (`ar-claim-x`). Any other id of a page follows the id of its section, with two hyphens, which no id has.
    """

    is_one = True

    def __init__(self, explainer: Explainer, pages: Iterable[str], outside: str | None) -> None:
        """`pages` are the addresses of what is in it; before those of anything else stands `outside`, None where nobody knows the site."""
        self.has_files = outside is not None
        self._outside = outside
        self._of_claims: dict[str, SafeHtml] = {page.url: "" for page in explainer.content.pages}
        """What stands before the ids of claims, by page."""
        for tag, other in explainer.translations.items():
            self._of_claims |= {other.themes[name].url: f"{tag}-" for name in other.translated}
        self._sections: dict[str, SafeHtml] = {url: self._section(url) for url in pages}
        self._sections |= {source.page: f"ref-{slug_of(source.id)}" for source in explainer.content.sources}
        self._sources = tuple(dict.fromkeys(_sources(explainer)))

    def _section(self, url: str) -> SafeHtml:
        tag = self._of_claims.get(url, "")
        path = url.removesuffix(f"{tag[:-1]}/") if tag else url
        return f"{tag}{path.strip('/').replace('/', '-')}" if path else _HOME

    def section(self, url: str) -> SafeHtml:
        """Return the id of the section that is a page, or of the reference that is the page of a source."""
        return self._sections[url]

    def href(self, url: str, target: str) -> str:
        """Return the link to an address of the site; to the beginning of the document if it is not in it and nobody knows the site."""
        page, _, anchor = target.partition("#")
        if page in self._sections:
            return f"#{self._sections[page] if not anchor or page.startswith('sources/') else self.id_of(page, anchor)}"
        return f"#{_HOME}" if self._outside is None else super().href(url, target)

    def leads(self, target: str) -> bool:
        """Return whether a link to an address of the site leads anywhere."""
        return self._outside is not None or target.partition("#")[0] in self._sections

    def root(self, url: str) -> str:  # noqa: ARG002
        """Return the beginning of a link to a file of the site."""
        return self._outside or ""

    def id_of(self, url: str, name: SafeHtml) -> SafeHtml:
        """Return the id in the document for what a page calls `name`, or for the beginning of such names."""
        before = self._of_claims.get(url)
        if before is None:
            is_own = url == "glossary/" and name.startswith("term-")
        else:
            is_own = name.startswith(("claim-", "cite-")) and not name.startswith("cite-_")
        return f"{before or ''}{name}" if is_own else f"{self._sections.get(url, _HOME)}--{name}"

    def level(self, url: str) -> int:
        """Return the level of the heading that is a page's title: only one is the document's."""
        return 2 if url else 1

    def numbered(self, explainer: Explainer, url: str) -> Sequence[str]:  # noqa: ARG002
        """Return all sources in the order of their numbers."""
        return self._sources


def _sources(explainer: Explainer) -> Iterator[str]:
    """Yield all sources in the order in which pages cite them first, at the end those that no page cites."""
    for page in explainer.content.pages:
        yield from explainer.references.get(page.url, ())
    yield from explainer.references.get("glossary/", ())
    yield from (source.id for source in explainer.content.sources)
