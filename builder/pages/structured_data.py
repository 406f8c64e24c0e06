"""The same facts in the vocabulary of schema.org, as JSON-LD 1.1: one document for each page, and one for the explainer.

A page lists its content (a theme its claims, a source's page the work) in a kilobyte or two; the text, sources and
dates of the claims are in `data/explainer.jsonld`, which every page links. Everything that has an address has it as its id, so the
graphs join. Ids are relative to `@base`, which is the page's address without the file's name.

Not stated: when a page was modified, which the content does not record; what a group knows about; and how well a claim is
supported, for which schema.org has only ratings.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from builder.linking.queries import source_names
from builder.model.document import Stance, Status
from builder.model.json_encoding import Record, array_pieces, encode, encoded
from builder.model.language import language_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from builder.model.content import Group, Settings, Term, Theme
    from builder.model.document import Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Name, Source

GRAPH = "data/explainer.jsonld"
_VOCABULARY = "https://schema.org"
_IDS = ("appearance", "citation", "hasPart", "isBasedOn", "isPartOf", "mentions", "translationOfWork", "workTranslation")
"""Properties whose values are ids in the graph of the explainer (`"@type": "@id"` in its context)."""
_WORKS = {
    "article": "Article",
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "bill": "Legislation",
    "book": "Book",
    "broadcast": "RadioEpisode",
    "chapter": "Chapter",
    "dataset": "Dataset",
    "entry-encyclopedia": "Article",
    "legislation": "Legislation",
    "manuscript": "Manuscript",
    "map": "Map",
    "motion_picture": "Movie",
    "paper-conference": "ScholarlyArticle",
    "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting",
    "regulation": "Legislation",
    "report": "Report",
    "review": "Review",
    "software": "SoftwareApplication",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""Types of schema.org by type of the Citation Style Language; all others are a CreativeWork."""


class PageGraphs:
    """The JSON-LD document of each page."""

    def __init__(self, explainer: Explainer, address: str = "") -> None:
        """`address` is that of the site; it ends in a slash, or is empty if it is not known."""
        self._explainer = explainer
        self._settings = explainer.content.settings
        self._address = address

    @cached_property
    def _names(self) -> dict[str, str]:
        return _source_names(self._explainer)

    def home(self) -> str:
        """Return the graph of the site; with its search only if the address is known, since an EntryPoint has no relative one."""
        site = _site(self._explainer)
        site["hasPart"] = [{"@id": theme.url} for theme in self._explainer.content.themes]
        if self._address:
            target = {"@type": "EntryPoint", "urlTemplate": f"{self._address}search/?q={{search_term_string}}"}
            site["potentialAction"] = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
        return self._document("", site)

    def theme(self, theme: Theme) -> str:
        """Return the graph of a theme in one language: an article whose parts are claims; untranslated ones are the original's."""
        root = "../" * theme.url.count("/")
        article = _article(self._explainer, theme, "./") | {"isPartOf": {"@id": root}}
        article |= {key: [{"@id": f"{root}{url}"} for url in urls] for key, urls in _editions(self._explainer, theme).items()}
        worded = _worded(self._explainer, theme)
        parts = [
            {"@type": "Claim", "@id": f"#claim-{c.id}" if c.id in worded else f"{root}{self._explainer.claims[c.id].url}"}
            for c in theme.body.claims
        ]
        return self._page(theme.url, "WebPage", theme.title, (), article | {"hasPart": parts})

    def group(self, group: Group) -> str:
        """Return the graph of a group: an organization, and the claims of its profile."""
        trail = [("glossary/", "Glossary")] if "glossary" in self._explainer.overviews else []
        return self._page(group.url, "ProfilePage", group.name, trail, _organization(group, "./"), _parts(group.body.claims))

    def source(self, source: Source) -> str:
        """Return the graph of a source: the work that its page is about."""
        work = _work(source, "./", [{"@id": f"../{other}/"} for other in source.ancestors], self._names[source.id])
        return self._page(source.page, "WebPage", source.title, [("sources/", "Sources")], work)

    def overview(self, url: str, title: str) -> str:
        """Return the graph of an overview, or of a hand-written page."""
        return self._page(url, {"search/": "SearchResultsPage"}.get(url, "WebPage"), title, (), None)

    def _page(
        self, url: str, kind: str, title: str, trail: Iterable[tuple[str, str]], entity: Record | None, parts: list[Record] | None = None
    ) -> str:
        page: Record = {"@type": kind, "name": title, "breadcrumb": self._breadcrumb(url, title, trail)}
        if entity:
            page["mainEntity"] = entity
        if parts:
            page["hasPart"] = parts
        return self._document(url, page)

    def _breadcrumb(self, url: str, title: str, trail: Iterable[tuple[str, str]]) -> Record:
        root = self._address or "../" * url.count("/")
        steps: list[Record] = [
            {"@type": "ListItem", "position": number, "name": name, "item": {"@id": f"{root}{step}"}}
            for number, (step, name) in enumerate([("", self._settings.title), *trail], 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": [*steps, {"@type": "ListItem", "position": len(steps) + 1, "name": title}]}

    def _document(self, url: str, node: Record) -> str:
        base = f"{self._address}{url}" if self._address else "./"
        return encode({"@context": [_VOCABULARY, {"@base": base}], **node})


def explainer_graph(explainer: Explainer, address: str = "") -> Iterator[bytes]:
    """Yield the explainer as one JSON-LD document, in pieces: site, themes, claims, groups, terms and sources, one on each line."""
    context = [_VOCABULARY, {"@base": address or "../", **{name: {"@type": "@id"} for name in _IDS}}]
    claims = (claim_node(explainer, claim).encode() for page in explainer.content.pages for claim in page.body.claims)
    yield b'{"@context":%b,\n"@graph":' % encoded(context)
    yield from array_pieces(chain(map(encoded, _before(explainer)), claims, map(encoded, _after(explainer))))
    yield b"}\n"


def _before(explainer: Explainer) -> Iterator[Record]:
    content = explainer.content
    yield _site(explainer) | {"hasPart": [theme.url for theme in content.themes]}
    for theme in (*content.themes, *_translated(explainer)):  # without parts: their claims say where they belong
        yield _article(explainer, theme, theme.url) | {"isPartOf": "./"} | _editions(explainer, theme)


def _after(explainer: Explainer) -> Iterator[Record]:
    content = explainer.content
    yield from _translated_claims(explainer)
    yield from (_organization(group, group.url) for group in content.groups)
    yield from map(_term, content.terms)
    names = _source_names(explainer)
    yield from (_work(s, s.page, [explainer.sources[other].page for other in s.ancestors], names[s.id]) for s in content.sources)


def _source_names(explainer: Explainer) -> dict[str, str]:
    names = source_names(explainer.content.sources, language_of(explainer.content.settings.languages[0]))
    return {source: str(name) for source, name in names.items()}


def claim_node(explainer: Explainer, claim: Claim) -> str:
    """Return a claim as JSON. There may be a hundred thousand of them, so only their texts go through the encoder."""
    node = f'{{"@type":"Claim","@id":"{claim.page}#claim-{claim.id}","isPartOf":"{claim.page}","text":{encode(claim.text)}'
    if citations := claim.citations:
        supporting = pages = _addresses([explainer.sources[c.source].page for c in citations])
        if _CONTRADICTS in [c.stance for c in citations]:
            supporting = _addresses([explainer.sources[c.source].page for c in citations if c.stance is not _CONTRADICTS])
        node += f',"citation":{pages}' if claim.editorial else f',"citation":{pages},"appearance":{supporting}'
    if mentioned := explainer.mentions_of.get(claim.id):
        node += f',"mentions":{_addresses([explainer.groups[name].url for name in mentioned])}'
    if claim.date:
        node += f',"temporalCoverage":{encode(claim.date.edtf)}'
    if claim.status is not Status.REPORTED:
        node += f',"creativeWorkStatus":"{claim.status}"'
    return node + "}"


_CONTRADICTS = Stance.CONTRADICTS


def _addresses(urls: Iterable[str]) -> str:
    """Return distinct addresses of this site as a JSON array; nothing in them needs an escape."""
    text = '","'.join(dict.fromkeys(urls))
    return f'["{text}"]' if text else "[]"


def _translated(explainer: Explainer) -> Iterator[Theme]:
    """Yield the translations of all themes."""
    for other in explainer.translations.values():
        yield from (other.themes[name] for name in other.translated)


def _translated_claims(explainer: Explainer) -> Iterator[Record]:
    """Yield the translated claims; citations and dates are stated of the originals only."""
    for theme in _translated(explainer):
        worded = _worded(explainer, theme)
        for claim in theme.body.claims:
            if claim.id in worded:
                node: Record = {"@type": "Claim", "@id": claim.url, "isPartOf": theme.url, "inLanguage": theme.language, "text": claim.text}
                yield node | {"translationOfWork": explainer.claims[claim.id].url}


def _editions(explainer: Explainer, theme: Theme) -> dict[str, list[str]]:
    """Return the addresses of a theme in other languages: of its original, or of its translations."""
    original = explainer.themes[theme.id]
    if theme.url != original.url:
        return {"translationOfWork": [original.url]}
    urls = [other.url for other in _translated(explainer) if other.id == theme.id]
    return {"workTranslation": urls} if urls else {}


def _worded(explainer: Explainer, theme: Theme) -> Container[str]:
    """Return the ids of the claims that are in the language of a theme's page."""
    if theme.url == explainer.themes[theme.id].url:
        return explainer.claims
    return explainer.translations[theme.language].worded


def _parts(claims: Iterable[Claim]) -> list[Record]:
    return [{"@type": "Claim", "@id": f"#claim-{claim.id}"} for claim in claims]


def _site(explainer: Explainer) -> Record:
    settings = explainer.content.settings
    return _without_empty(
        {
            "@type": "WebSite",
            "@id": "./",
            "name": settings.title,
            "description": settings.description,
            "inLanguage": settings.languages[0],
            "contentReferenceTime": settings.as_of.machine if settings.as_of else "",
            "license": {"@type": "CreativeWork", "name": settings.license} if settings.license else None,
            **_signed(settings),
        }
    )


def _article(explainer: Explainer, theme: Theme, url: str) -> Record:
    as_of = theme.as_of or explainer.content.settings.as_of
    return _without_empty(
        {
            "@type": "Article",
            "@id": url,
            "name": theme.title,
            "headline": theme.question,
            "inLanguage": theme.language or explainer.content.settings.languages[0],
            "creativeWorkStatus": "Draft" if theme.machine else "",
            "contentReferenceTime": as_of.machine if as_of else "",
            **_signed(explainer.content.settings),
        }
    )


def _signed(settings: Settings) -> Record:
    """Return who wrote and who publishes the explainer; the settings call authors by the names of people."""
    return {
        "author": [{"@type": "Person", "name": name} for name in settings.authors],
        "publisher": {"@type": "Organization", "name": settings.publisher} if settings.publisher else None,
    }


def _organization(group: Group, url: str) -> Record:
    native: list[object] = [{"@value": name, "@language": lang} for lang, name in group.native.items()]
    known = {group.name, *group.native.values()}
    aliases = [text for text in dict.fromkeys(alias.text for alias in group.aliases) if text not in known]
    founded = [s.date.machine for s in group.statements if s.property == "founded" and s.date and s.date.machine]
    return _without_empty(
        {
            "@type": "Organization",
            "@id": url,
            "name": group.name,
            "alternateName": [*native, *aliases],
            "description": group.summary.text if group.summary else "",
            "foundingDate": list(dict.fromkeys(founded)),
            "identifier": [{"@type": "PropertyValue", "propertyID": key, "value": value} for key, value in group.ids.items()],
        }
    )


def _term(term: Term) -> Record:
    aliases = [alias.text for alias in term.aliases]
    node = {"@type": "DefinedTerm", "@id": term.url, "name": term.term, "alternateName": aliases, "description": term.definition.text}
    return _without_empty(node)


def _work(source: Source, url: str, based_on: Sequence[object], short_name: str) -> Record:
    return _without_empty(
        {
            "@type": _WORKS.get(source.type, "CreativeWork"),
            "@id": url,
            "name": source.title,
            "alternateName": "" if short_name == source.title else short_name,
            "author": [_author(name) for name in source.authors],
            "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
            "datePublished": source.issued.machine if source.issued else "",
            "inLanguage": source.language,
            "url": source.url,
            "archivedAt": source.snapshot.url if source.snapshot else "",
            "isBasedOn": based_on,
        }
    )


def _author(name: Name) -> object:
    """Return an author: a Person if the record has a family or given name; a literal name may be an organization's."""
    return {"@type": "Person", "name": str(name)} if name.family or name.given else str(name)


def _without_empty(node: Mapping[str, object]) -> Record:
    return {key: value for key, value in node.items() if value}
