"""Pieces of HTML that appear on many pages: texts, citations, links. Everything else is in `templates/pages/`.

These are written in Python, not in templates, because a large site has a hundred thousand of them. The ids, classes and
`data-` attributes are a contract with other programs; those that it names are quoted as it has them, and others only where they
must be, for the same reason. `claim_html` and `reference_html` write with the same view.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.csl.rich_text import html_of
from builder.linking.queries import source_names
from builder.linking.references import file_target
from builder.model.document import Citations, Html, LinkEnd, LinkStart, Mention, Stance, Support, Text
from builder.model.ids import slug_of
from builder.model.language import Language, direction
from builder.overviews.titles import OVERVIEWS
from builder.pages.page import SITE
from builder.pages.words import attribute, label, row_sign_of, sign_of, time, whole_as_set
from builder.typesetting.quotation_marks import typeset, typeset_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.linking.numbering import Reference
    from builder.linking.queries import SourceName
    from builder.model.dates import Date, SourceDate
    from builder.model.document import Citation, Claim, Passage, SafeHtml, Token
    from builder.model.explainer import Explainer
    from builder.model.sources import Source
    from builder.pages.page import Layout


class Shared:
    """What is the same on every page of one depth and language, made once and cached here."""

    def __init__(self, explainer: Explainer, language: Language) -> None:
        say = language.say
        self.comma: SafeHtml = say(", ")
        self.contra: SafeHtml = f"<span class=contra>{say('contra')} </span>"
        self.signs: dict[tuple[Support, int], SafeHtml] = {}
        """The end of the link that is a claim's sign, by support."""
        self.row_signs: dict[Support, SafeHtml] = {support: row_sign_of(support, language) for support in Support}
        """The end of the link that is the sign of a row, by support."""
        repository = explainer.content.settings.repository
        self.edit_base: SafeHtml = f"{escape(repository)}/blob/HEAD/" if repository else ""
        """The address to which a file's path is appended for editing it; empty without a repository."""
        self.is_latin = language.direction == "ltr"
        """Whether the text runs left to right, so that names in ASCII need no isolation from it."""
        site = explainer.content.settings.languages[0]
        self.is_monolingual = not explainer.languages and language.tag == site
        """Whether everything in the explainer is in the language of the page."""
        self.references: dict[str, SafeHtml] = {}
        """The HTML of references, by source."""
        self.hrefs: dict[str, SafeHtml] = {}
        """The beginnings of links to the claims of pages, by address."""
        self.titles: dict[str, SafeHtml] = {}
        """The titles of pages with claims, by address."""
        self.details: dict[str, dict[str, list[tuple[str, tuple[str, ...], Stance]]]] = {}
        """What citations say beside their source, by claim and source: a claim may be listed by as many sources as it has citations."""
        self.groups: dict[str, SafeHtml] = {}
        """Entries of the list of groups (`who_is_who`), by id."""
        self._explainer, self._language = explainer, language

    def sign(self, support: Support, independent: int) -> SafeHtml:
        """Return the rest of the link that is the sign of a claim with so many independent sources."""
        key = support, independent if support is Support.SEVERAL else 0
        return self.signs.get(key) or self.signs.setdefault(key, sign_of(*key, self._language))

    @cached_property
    def source_names(self) -> dict[str, SourceName]:
        """The short name of each source, by id."""
        return source_names(self._explainer.content.sources, self._language)


class View:
    """An explainer as seen from one page: addresses are relative to it, and its sources have numbers."""

    def __init__(
        self,
        explainer: Explainer,
        url: str,
        references: Sequence[Reference] | None = None,
        shared: Shared | None = None,
        language: Language | None = None,
        layout: Layout = SITE,
    ) -> None:
        self.explainer = explainer
        self.layout = layout
        self.language = language or explainer.content.settings.language(explainer.language_of(url))
        self.say = self.language.say
        self.shared = shared or Shared(explainer, self.language)
        self.url = url
        self.top: int = layout.level(url)
        """The level of the heading that is the page's title."""
        self.claims: SafeHtml = layout.id_of(url, "claim-")
        """The beginning of the ids of claims."""
        sources = layout.numbered(explainer, url) if references is None else [reference.source for reference in references]
        self.numbers: dict[str, int] = {source: number for number, source in enumerate(sources, 1)}

    # --- addresses ---

    def href(self, target: str) -> str:
        """Return the link from this page to an address of the site (`groups/pmf/#claim-x`)."""
        return self.layout.href(self.url, target)

    def anchor(self, name: SafeHtml) -> SafeHtml:
        """Return the id of a part of this page in the document."""
        return self.layout.id_of(self.url, name)

    def named(self, anchor: SafeHtml) -> Markup:
        """Return the attribute by which the heading of a section is its name; empty where there are too many sections to be landmarks."""
        return Markup() if self.layout.is_one else Markup(f' aria-labelledby="{self.anchor(anchor)}"')

    @property
    def root(self) -> str:
        """The beginning of a link from this page to a file of the site."""
        return self.layout.root(self.url)

    def tongue(self, key: str) -> SafeHtml:
        """Return the `lang` and `dir` of a claim (by id) or of a page's title (by address); empty if they are those of this page."""
        if self.shared.is_monolingual:
            return ""
        tag = self.explainer.language_of(key)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def tongue_of(self, part: str) -> SafeHtml:
        """Return the `lang` and `dir` of an untranslated part of this page: the id of a heading, `summary`, or empty for prose."""
        if self.shared.is_monolingual:
            return ""
        tag = self.explainer.languages.get(f"{self.url}#{part}", self.language.tag)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def claim_url(self, claim: str) -> str:
        """Return the link to a claim."""
        return self.href(self.explainer.claims[claim].url)

    # --- texts ---

    def time(self, date: Date | SourceDate) -> SafeHtml:
        """Return a date as HTML, readable by people and programs."""
        return time(date, language=self.language)

    def apart(self, name: str) -> SafeHtml:
        """Return a name as HTML, isolated (`<bdi>`) if it may be in another script than the text around it."""
        text = escape(name, quote=False)
        return text if not name or (self.shared.is_latin and name.isascii()) else f"<bdi>{text}</bdi>"

    def source_name(self, source: str) -> Markup:
        """Return the short name of a source as HTML."""
        who, joint, when, title = self.shared.source_names[source]
        date = self.explainer.sources[source].issued
        if joint == " ":  # names and a year are one word group, in the direction of the names
            said = self.apart(f"{who} {when}")
        else:
            said = f"{self.apart(who)}{escape(joint)}{time(date, text=when) if date and when else ''}"
        return Markup(f"{said}{' ' if title else ''}{self.apart(title)}")

    def outlets(self, sources: Iterable[str]) -> list[Markup]:
        """Return who speaks in some sources, each once, as HTML: authors or outlets without a date."""
        return [Markup(self.apart(who)) for who in dict.fromkeys(self.shared.source_names[source].who for source in sources)]

    def source_outlet(self, source: Source) -> SafeHtml:
        """Return who published a source, for places where its short name stands; empty if that tells it."""
        outlet = source.outlet
        return "" if self.shared.source_names[source.id].who == outlet else self.apart(outlet)

    def source_title(self, source: Source) -> Markup:
        """Return the title of a source as HTML."""
        return self.marked(source, "title", source.title)

    def marked(self, source: Source, variable: str, text: str) -> Markup:
        """Return a text of a source as HTML, with the markup that its record has for this CSL variable, isolated as a name is (`apart`)."""
        marked = source.marked.get(variable)
        if marked is None:
            return Markup(self.apart(text))
        return Markup(html_of(marked) if self.shared.is_latin and text.isascii() else f"<bdi>{html_of(marked)}</bdi>")

    def source_link(self, source: str) -> Markup:
        """Return a link to the page of a source, with its short name."""
        return Markup(f"<a href={self.href(self.explainer.sources[source].page)}>{self.source_name(source)}</a>")

    def tokens(self, tokens: Sequence[Token], stem: SafeHtml) -> SafeHtml:
        """Return tokens as HTML; their citations have the anchors `cite-<stem>-1`, `-2`, …."""
        if any("'" in token.text or '"' in token.text for token in tokens if type(token) is Text):
            tokens = typeset_tokens(tokens, self.language.tag)
        out: list[SafeHtml] = []
        count = 0
        for token in tokens:
            kind = type(token)
            if kind is Text:
                text = token.text  # type: ignore[union-attr]
                # There are more of these than of anything else, and most need no escape.
                out.append(escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text)
            elif kind is Html:
                out.append(self.html(token))  # type: ignore[arg-type]
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

    def html(self, piece: Html) -> SafeHtml:
        """Return finished HTML as it is written in the document."""
        return piece.html.format(*map(self.anchor, piece.anchors), level=self.top + 1) if piece.anchors else piece.html

    def citations(self, citations: Sequence[Citation], stem: SafeHtml, before: int = 0) -> SafeHtml:
        """Return the numerals of one bracket as HTML; `before` citations of the same tokens precede them."""
        if not citations or not self.numbers:
            return ""
        start = self.anchor(f"cite-{stem}")
        return f"<span class=citations>{''.join([self._numeral(c, f'{start}-{n}') for n, c in enumerate(citations, before + 1)])}</span>"

    def _numeral(self, citation: Citation, anchor: SafeHtml) -> SafeHtml:
        source, locator, prefix, quotes, stance = citation.source, citation.locator, citation.prefix, citation.quotes, citation.stance
        start = f'id={anchor} href=#ref-{slug_of(source)} data-source="{escape(source)}"{self.layout.of_citation}'
        if not (locator or prefix or quotes) and stance is Stance.SUPPORTS:
            return f'<a class="citation" {start}>{self.numbers[source]}</a>'
        contra = stance is Stance.CONTRADICTS
        return (
            f'<a class="citation{" citation--contra" if contra else ""}" {start}'
            f"{attribute('data-locator', locator)}{attribute('data-quote', citation.quote)}{attribute('data-prefix', prefix)}"
            f"{' data-stance=contra' if contra else ''}>{self.shared.contra if contra else ''}{self.numbers[source]}"
            f"{f'<span class=locator>{self.shared.comma}{escape(locator, quote=False)}</span>' if locator else ''}</a>"
        )

    def _mention(self, mention: Mention) -> SafeHtml:
        text = escape(mention.text, quote=False)
        if not mention.linked:
            return text
        if mention.kind == "group":
            return f'<a class="group" data-group="{mention.target}" href={self.href(self.explainer.groups[mention.target].url)}>{text}</a>'
        return f'<a class="term" data-term="{mention.target}" href={self.href(f"glossary/#term-{mention.target}")}>{text}</a>'

    def _link(self, start: LinkStart) -> SafeHtml:
        if start.scheme == "file":
            address, name = self._file(start)
            return f'<a href="{escape(address)}">{escape(typeset(name, self.language.tag), quote=False) if start.empty else ""}'
        url, title, hook = self.target(start)
        marked = (
            self.source_title(self.explainer.sources[start.target])
            if start.scheme == "source"
            else escape(typeset(title, self.language.tag), quote=False)
        )
        return f"<a{hook} href={url}>{marked if start.empty else ''}"

    def target(self, start: LinkStart) -> tuple[SafeHtml, str, SafeHtml]:
        """Return the address that a link by id leads to, its title, and the attributes of the link."""
        explainer, target = self.explainer, start.target
        match start.scheme:
            case "claim":
                name = label(explainer.claims[target], self.language) if start.empty else ""
                return self.claim_url(target), name, f' class="claim-link" data-claim-link="{explainer.claims[target].id}"'
            case "theme":
                return self.href(explainer.themes[target].url), explainer.themes[target].title, ""
            case "group":
                group = explainer.groups[target]
                return self.href(group.url), group.name, f' class="group" data-group="{group.id}"'
            case "source":
                return self.href(explainer.sources[target].page), explainer.sources[target].title, ""
            case "term":
                term = explainer.terms[target]
                return self.href(term.url), term.term, f' class="term" data-term="{term.id}"'
        return self.href(f"{target}/"), self.say(OVERVIEWS[target]), ""

    def _file(self, start: LinkStart) -> tuple[str, str]:
        """Return the link from this page to a file that is named relative to the file in which the text is written, and its title."""
        name, mark, anchor = start.target.partition("#")
        page = file_target(self.explainer.files, start.where.path, name)
        return (self.href(f"{quote(page.url)}{mark}{anchor}"), page.title or name) if page else (start.target, start.target)

    def passage(self, passage: Passage, stem: SafeHtml) -> Markup:
        """Return a short text of the front matter as HTML."""
        return Markup(self.tokens(passage.tokens, stem))

    # --- claims and references ---

    def claim_link(self, claim: Claim, words: str = "", *, is_whole: bool = False) -> SafeHtml:
        """Return a link to a claim, with its shortened or whole text, or with other words for it in its language."""
        page = claim.page
        known = self.shared.hrefs
        start = f"#{self.claims}" if page == self.url else known.get(page) or known.setdefault(page, self.href(f"{page}#claim-"))
        tongue = "" if self.shared.is_monolingual else self.tongue(claim.id)
        text = escape(
            typeset(words, self.language.tag) if words else (whole_as_set if is_whole else label)(claim, self.language), quote=False
        )
        return f"<a class=claim-link{tongue} data-claim-link={claim.id} href={start}{claim.id}>{text}</a>"


class Views:
    """Views of the pages of explainers; those of one depth and language have the same `Shared`."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._shared: dict[tuple[int, int, str], Shared] = {}

    def of(self, explainer: Explainer, url: str) -> View:
        """Return the view of an explainer from one of its pages; the caller must not drop the explainer before the views."""
        language = explainer.content.settings.language(explainer.language_of(url))
        key = id(explainer), url.count("/"), language.tag
        shared = self._shared.get(key) or self._shared.setdefault(key, Shared(explainer, language))
        return View(explainer, url, shared=shared, layout=self._layout)
