"""Pieces of HTML that appear on many pages: texts, citations, links. Everything else is in `templates/pages/`.

These are written in Python, not in templates, because a large site has a hundred thousand of them. The ids, classes and
`data-` attributes are a contract with other programs; those that it names are quoted as it has them, and others only where they
must be, for the same reason. `bodies` and `references` write with the same view.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.linking.references import file_target
from builder.model.document import Citations, Html, LinkEnd, LinkStart, Mention, Stance, Support, Text
from builder.model.language import Language, direction, language_of
from builder.pages.words import OVERVIEWS, attribute, explainer_repository, label, sign_of, time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.linking.numbering import Reference
    from builder.model.dates import Date
    from builder.model.document import Citation, Claim, Passage, Token
    from builder.model.explainer import Explainer


class Kept:
    """What reads the same on every page of an explainer at one depth and in one language, and is written once."""

    def __init__(self, explainer: Explainer, language: Language) -> None:
        say = language.say
        self.comma = say(", ")
        self.contra = f"<span class=contra>{say('contra')} </span>"
        self.signs = {support: sign_of(support, language) for support in Support}
        """The sign of a claim of each support, after the address that it leads to."""
        repository = explainer_repository(explainer)
        self.edit = f"{escape(repository)}/blob/HEAD/" if repository else ""
        """What the addresses of the files begin with in which claims can be edited."""
        self.is_latin = language.direction == "ltr"
        """Names in Latin letters are at home in the text."""
        site = explainer.content.settings.languages[0]
        self.is_one = not explainer.languages and language.tag == site
        """Nothing in the explainer is in another language than the page."""
        self.references: dict[str, str] = {}
        """The text of references, by source."""
        self.ways: dict[str, str] = {}
        """The ways to pages with claims, by address."""
        self.titles: dict[str, str] = {}
        """The titles of pages with claims, by address."""
        self.groups: dict[str, str] = {}
        """What groups are, by id."""


class View:
    """An explainer as seen from one page: addresses are relative to it, and its sources have numbers."""

    def __init__(
        self,
        explainer: Explainer,
        url: str,
        references: Sequence[Reference] | None = None,
        kept: Kept | None = None,
        language: Language | None = None,
    ) -> None:
        self.explainer = explainer
        self.language = language or language_of(explainer.language_of(url))
        self.say = self.language.say
        self.kept = kept or Kept(explainer, self.language)
        self.url = url
        self.root = "../" * url.count("/")
        sources = explainer.references.get(url, ()) if references is None else [reference.source for reference in references]
        self.numbers = {source: number for number, source in enumerate(sources, 1)}

    # --- addresses ---

    def href(self, target: str) -> str:
        """Return the way from this page to an address of the site (`groups/pmf/#claim-x`).

        The file's name is written out, so that the site works from a disk as it does from a server.
        """
        page, mark, anchor = target.partition("#")
        if page == self.url and mark:
            return f"#{anchor}"
        name = "index.html" if not page or page.endswith("/") else ""
        return f"{self.root}{page}{name}{mark}{anchor}"

    def tongue(self, key: str) -> str:
        """Write the language of a claim (by id) or of the title of a page (by address) where it is not that of this page."""
        if self.kept.is_one:
            return ""
        tag = self.explainer.language_of(key)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def tongue_of(self, part: str) -> str:
        """Write the language of a part of this page that is not translated: the id of a heading, `summary`; empty for prose."""
        if self.kept.is_one:
            return ""
        tag = self.explainer.languages.get(f"{self.url}#{part}", self.language.tag)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def claim_url(self, claim: str) -> str:
        """Return the way to a claim."""
        return self.href(self.explainer.claims[claim].url)

    # --- texts ---

    def time(self, date: Date) -> str:
        """Write a date for people and machines."""
        return time(date, language=self.language)

    def apart(self, name: str) -> str:
        """Write a name that may be in another script than the text around it."""
        text = escape(name, quote=False)
        return text if not name or (self.kept.is_latin and name.isascii()) else f"<bdi>{text}</bdi>"

    def tokens(self, tokens: Iterable[Token], stem: str) -> str:
        """Write a run of tokens; its citations have the anchors `cite-<stem>-1`, `-2`, …."""
        out: list[str] = []
        count = 0
        for token in tokens:
            kind = type(token)
            if kind is Text:
                # `escape` without its call: there are more of these than of anything else
                out.append(token.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))  # type: ignore[union-attr]
            elif kind is Html:
                out.append(token.html)  # type: ignore[union-attr]
            elif isinstance(token, Citations):
                out.append(self.citations(token.citations, stem, count))
                count += len(token.citations)
            elif isinstance(token, Mention):
                out.append(self._mention(token))
            elif isinstance(token, LinkStart):
                out.append(self._link(token))
            elif isinstance(token, LinkEnd):
                out.append("</a>")
        return "".join(out)

    def citations(self, citations: Sequence[Citation], stem: str, before: int = 0) -> str:
        """Write the numerals of one bracket; `before` citations of the same run precede them."""
        if not citations or not self.numbers:
            return ""
        return f"<span class=citations>{''.join([self._numeral(c, f'{stem}-{n}') for n, c in enumerate(citations, before + 1)])}</span>"

    def _numeral(self, citation: Citation, anchor: str) -> str:
        source, _, locator, prefix, quote, stance = citation
        start = f'id=cite-{anchor} href=#ref-{source} data-source="{source}"'
        if not (locator or prefix or quote) and stance is Stance.SUPPORTS:
            return f'<a class="citation" {start}>{self.numbers[source]}</a>'
        contra = stance is Stance.CONTRADICTS
        return (
            f'<a class="citation{" citation--contra" if contra else ""}" {start}'
            f"{attribute('data-locator', locator)}{attribute('data-quote', quote)}{attribute('data-prefix', prefix)}"
            f"{' data-stance=contra' if contra else ''}>{self.kept.contra if contra else ''}{self.numbers[source]}"
            f"{f'<span class=locator>{self.kept.comma}{escape(locator, quote=False)}</span>' if locator else ''}</a>"
        )

    def _mention(self, mention: Mention) -> str:
        text = escape(mention.text, quote=False)
        if not mention.linked:
            return text
        if mention.kind == "group":
            return f'<a class="group" data-group="{mention.target}" href={self.href(self.explainer.groups[mention.target].url)}>{text}</a>'
        return f'<a class="term" data-term="{mention.target}" href={self.href(f"glossary/#term-{mention.target}")}>{text}</a>'

    def _link(self, start: LinkStart) -> str:
        url, title, hook = self.target(start)
        way = f'"{escape(url)}"' if start.scheme == "file" else url  # every other address of the site is made of ids
        return f"<a{hook} href={way}>{escape(title, quote=False) if start.empty else ''}"

    def target(self, start: LinkStart) -> tuple[str, str, str]:
        """Return the way to what a link by id means, its title, and the hooks that the link carries."""
        explainer, target = self.explainer, start.target
        match start.scheme:
            case "claim":
                name = label(explainer.claims[target], self.language) if start.empty else ""
                return self.claim_url(target), name, f' class="claim-link" data-claim-link="{target}"'
            case "theme":
                return self.href(explainer.themes[target].url), explainer.themes[target].title, ""
            case "group":
                return self.href(explainer.groups[target].url), explainer.groups[target].name, f' class="group" data-group="{target}"'
            case "source":
                return self.href(explainer.sources[target].page), explainer.sources[target].title, ""
            case "term":
                return self.href(explainer.terms[target].url), explainer.terms[target].term, f' class="term" data-term="{target}"'
            case "page":
                return self.href(f"{target}/"), self.say(OVERVIEWS[target]), ""
        return self._file(start), target, ""

    def _file(self, start: LinkStart) -> str:
        """Return the way to a file, relative to the one in which the link is written, wherever its text is shown."""
        name, mark, anchor = start.target.partition("#")
        page = file_target(self.explainer.files, start.where.path, name)
        return self.href(f"{quote(page.url)}{mark}{anchor}") if page else start.target

    def passage(self, passage: Passage, stem: str) -> Markup:
        """Write a short text of the front matter."""
        return Markup(self.tokens(passage.tokens, stem))

    # --- claims and references ---

    def claim_link(self, claim: Claim) -> str:
        """Write a link to a claim whose text is the claim's, shortened."""
        page = claim.page
        way = "" if page == self.url else self.kept.ways.get(page) or self.kept.ways.setdefault(page, self.href(page))
        tongue = "" if self.kept.is_one else self.tongue(claim.id)
        text = label(claim, self.language).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<a class=claim-link{tongue} data-claim-link={claim.id} href={way}#claim-{claim.id}>{text}</a>"


class Views:
    """Views of the pages of explainers, which share what reads the same on many of them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, str], Kept] = {}

    def of(self, explainer: Explainer, url: str) -> View:
        """Return an explainer as it is seen from one of its pages. It is to live as long as the views do."""
        language = language_of(explainer.language_of(url))
        key = id(explainer), url.count("/"), language.tag
        kept = self._kept.get(key) or self._kept.setdefault(key, Kept(explainer, language))
        return View(explainer, url, kept=kept)
