"""Pieces of HTML that appear on many pages: texts, claims, references. Everything else is in `templates/pages/`.

These are written in Python, not in templates, because a large site has a hundred thousand of them. The ids, classes and
`data-` attributes are a contract with other programs.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.labels import STATUS_WORDS, label
from builder.language import ENGLISH, Language, direction, language_of, phrase
from builder.model import Consulted
from builder.references import backlinks, passages
from builder.resolve import file_target
from builder.text import Citations, ClaimBlock, Heading, Html, LinkEnd, LinkStart, Mention, Prose, Stance, Support, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.dates import Date
    from builder.link import Explainer
    from builder.model import Source
    from builder.numbering import Reference
    from builder.text import Block, Body, Citation, Claim, Passage, Token

SUPPORT_WORDS = {
    Support.SEVERAL: phrase("Several independent sources"),
    Support.SINGLE: phrase("One source"),
    Support.DISPUTED: phrase("Disputed"),
    Support.UNSEEN: phrase("No source seen by the authors"),
    Support.NEEDED: phrase("Citation needed"),
    Support.EDITORIAL: phrase("Authors’ own words"),
}
OVERVIEWS = {
    "glossary": phrase("Glossary"),
    "designations": phrase("Designations"),
    "relations": phrase("Relations"),
    "figures": phrase("Figures"),
    "timeline": phrase("Timeline"),
    "disputes": phrase("Where sources disagree"),
    "claims": phrase("All claims"),
    "sources": phrase("Sources"),
    "changes": phrase("Changes"),
    "search": phrase("Search"),
}
CONSULTED_WORDS = {
    Consulted.FULL: phrase("Read in full"),
    Consulted.EXCERPT: phrase("Excerpt read"),
    Consulted.NO: phrase("Not seen by the authors"),
}

# Each sign is told apart by its shape: two discs, one disc, a disc cut in two, a ring, a broken ring with a question, a pen.
_SIGNS = {
    Support.SEVERAL: '<path fill="currentColor" d="M7.22 4.26A4.3 4.3 0 1 0 7.22 11.74A5.25 5.25 0 0 1 7.22 4.26Z"/><circle fill="currentColor" cx="10.9" cy="8" r="4.3"/>',
    Support.SINGLE: '<circle fill="currentColor" cx="8" cy="8" r="4.6"/>',
    Support.DISPUTED: '<path fill="currentColor" d="M10.21 2.86A5.6 5.6 0 0 0 4.35 12.24Z"/><path fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" d="M11.78 4.88A4.9 4.9 0 0 1 6.85 12.76Z"/>',
    Support.UNSEEN: '<circle fill="none" stroke="currentColor" stroke-width="1.5" cx="8" cy="8" r="4.6"/>',
    Support.NEEDED: '<circle fill="none" stroke="currentColor" stroke-width="1.2" stroke-dasharray="2.2 1.54" cx="8" cy="8" r="6.6" transform="rotate(-14 8 8)"/><path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" d="M6.2 6.5a1.85 1.85 0 1 1 2.75 1.6c-.62.34-.95.66-.95 1.25"/><circle fill="currentColor" cx="8" cy="11.4" r=".95"/>',
    Support.EDITORIAL: '<path fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round" d="m2.6 13.4.75-3.5 7.6-7.6a1 1 0 0 1 1.4 0l1.35 1.35a1 1 0 0 1 0 1.4l-7.6 7.6Z"/><path fill="none" stroke="currentColor" stroke-width="1.3" d="m9.2 4.1 2.7 2.7"/>',
}
SIGNS = {support: Markup(f'<svg class="sign" aria-hidden="true" viewBox="0 0 16 16">{path}</svg>') for support, path in _SIGNS.items()}
SPRITE = Markup(
    '<svg class="visually-hidden" aria-hidden="true">{}</svg>'.format(
        "".join(f'<symbol id="sign-{support}" viewBox="0 0 16 16">{path}</symbol>' for support, path in _SIGNS.items())
    )
)
"""All signs, for pages that show so many that a drawing for each would be most of the page."""


class View:
    """An explainer as seen from one page: addresses are relative to it, and its sources have numbers."""

    def __init__(
        self,
        explainer: Explainer,
        url: str,
        references: Sequence[Reference] | None = None,
        written: dict[tuple[str, str, str], str] | None = None,
        language: Language | None = None,
    ) -> None:
        self.explainer = explainer
        self.language = language or language_of(explainer.language_of(url))
        self.say = self.language.say
        self._comma = self.say(", ")
        self._contra = f"<span class=contra>{self.say('contra')} </span>"
        self._written = {} if written is None else written
        """References written for other pages of the same explainer, by source, by the way to the root, and by language."""
        self.url = url
        self.root = "../" * url.count("/")
        self.references: Sequence[Reference] = explainer.references.get(url, ()) if references is None else references
        self.numbers = {reference.source: reference.number for reference in self.references}

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
        tag = self.explainer.language_of(key)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def tongue_of(self, part: str) -> str:
        """Write the language of a part of this page that is not translated: the id of a heading, `summary`; empty for prose."""
        tag = self.explainer.languages.get(f"{self.url}#{part}", self.language.tag)
        return "" if tag == self.language.tag else f' lang="{tag}" dir="{direction(tag)}"'

    def claim_url(self, claim: str) -> str:
        """Return the way to a claim."""
        return self.href(self.explainer.claims[claim].url)

    # --- texts ---

    def time(self, date: Date) -> str:
        """Write a date for people and machines."""
        return time(date, language=self.language)

    def tokens(self, tokens: Iterable[Token], stem: str) -> str:
        """Write a run of tokens; its citations have the anchors `cite-<stem>-1`, `-2`, …."""
        out: list[str] = []
        count = 0
        for token in tokens:
            kind = type(token)
            if kind is Text:
                out.append(escape(token.text, quote=False))  # type: ignore[union-attr]
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
        return f'<span class="citations">{"".join(self._numeral(c, f"{stem}-{n}") for n, c in enumerate(citations, before + 1))}</span>'

    def _numeral(self, citation: Citation, anchor: str) -> str:
        contra = citation.stance is Stance.CONTRADICTS
        return (
            f'<a class="citation{" citation--contra" if contra else ""}" id="cite-{anchor}" href="#ref-{citation.source}" data-source="{citation.source}"'
            f"{_attribute('data-locator', citation.locator)}{_attribute('data-quote', citation.quote)}{_attribute('data-prefix', citation.prefix)}"
            f"{' data-stance=contra' if contra else ''}>{self._contra if contra else ''}{self.numbers[citation.source]}"
            f"{f'<span class=locator>{self._comma}{escape(citation.locator)}</span>' if citation.locator else ''}</a>"
        )

    def _mention(self, mention: Mention) -> str:
        text = escape(mention.text, quote=False)
        if not mention.linked:
            return text
        if mention.kind == "group":
            return (
                f'<a class="group" data-group="{mention.target}" href="{self.href(self.explainer.groups[mention.target].url)}">{text}</a>'
            )
        return f'<a class="term" data-term="{mention.target}" href="{self.href(f"glossary/#term-{mention.target}")}">{text}</a>'

    def _link(self, start: LinkStart) -> str:
        url, title, hook = self.target(start)
        return f'<a{hook} href="{escape(url)}">{escape(title, quote=False) if start.empty else ""}'

    def target(self, start: LinkStart) -> tuple[str, str, str]:
        """Return the way to what a link by id means, its title, and the hooks that the link carries."""
        explainer, target = self.explainer, start.target
        match start.scheme:
            case "claim":
                return (
                    self.claim_url(target),
                    label(explainer.claims[target], self.language),
                    f' class="claim-link" data-claim-link="{target}"',
                )
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
        return self._file(target), target, ""

    def _file(self, target: str) -> str:
        name, mark, anchor = target.partition("#")
        if not name:
            return target
        pages = self.explainer.content.pages
        own = next(
            (page.where.path for page in (*pages, *self.explainer.themes.values()) if page.url == self.url), "content/themes/index.md"
        )
        page = file_target(self.explainer.content, own, name)
        return self.href(f"{page.url if page else name}{mark}{anchor}")

    def passage(self, passage: Passage, stem: str) -> Markup:
        """Write a short text of the front matter."""
        return Markup(self.tokens(passage.tokens, stem))

    # --- claims ---

    def body(self, body: Body) -> Markup:
        """Write the text of a theme or profile; neighbours that dispute each other stand side by side."""
        out: list[str] = []
        blocks = body.blocks
        position = 0
        while position < len(blocks):
            block = blocks[position]
            if isinstance(block, ClaimBlock):
                run = self._run_of_accounts(blocks, position)
                out.append(self._accounts(run) if len(run) > 1 else self.claim(self.explainer.claims[block.claim], block.tag))
                position += len(run)
                continue
            if isinstance(block, Html):
                out.append(block.html)
            elif isinstance(block, Heading):
                out.append(self._heading(block))
            else:
                out.append(self._prose(block, f"_b{position}"))
            position += 1
        return Markup("\n".join(out))

    def _run_of_accounts(self, blocks: Sequence[Block], start: int) -> list[ClaimBlock]:
        """Return the claim at a position with those right after it that it, or one of them, disputes."""
        run: list[ClaimBlock] = []
        for block in blocks[start:]:
            if not isinstance(block, ClaimBlock):
                break
            if run and not any(member.claim in self.explainer.disputed_by.get(block.claim, ()) for member in run):
                break
            run.append(block)
        return run

    def _accounts(self, run: list[ClaimBlock]) -> str:
        """Write claims that dispute each other side by side."""
        beside = {block.claim for block in run}
        claims = "".join(self.claim(self.explainer.claims[block.claim], block.tag, beside) for block in run)
        anchor = f"accounts-{run[0].claim}"
        name = escape(label(self.explainer.claims[run[0].claim], self.language))
        title = escape(self.say("Accounts differ {on}")).format(
            on=f'<span class="visually-hidden">{self.say("on: {claim}").format(claim=name)}</span>'
        )
        return (
            f'<section class="accounts" aria-labelledby="{anchor}"><p class="accounts-title" id="{anchor}">{title}</p>'
            f'<div class="accounts-pair">{claims}</div></section>'
        )

    def _heading(self, heading: Heading) -> str:
        name = self.say("Link to the section {title}").format(title=escape(heading.text))
        return (
            f'<h{heading.level} id="{heading.id}"{self.tongue_of(heading.id)}>{self.tokens(heading.tokens, heading.id)}'
            f'<a class="headerlink" href="#{heading.id}" aria-label="{name}">#</a></h{heading.level}>'
        )

    def _prose(self, block: Prose, stem: str) -> str:
        tag = "div" if block.tag == "table" else block.tag
        return f'<{tag} class="editorial" data-support="editorial"{self.tongue_of("")}>{self.tokens(block.tokens, stem)}</{tag}>'

    def claim(self, claim: Claim, tag: str = "p", beside: Iterable[str] = ()) -> str:
        """Write a claim with its sign, dates and whatever disputes it, unless that stands beside it."""
        explainer = self.explainer
        text = self.tokens(explainer.tokens[claim.id], claim.id)
        support = explainer.support[claim.id]
        tongue = self.tongue(claim.id)
        inner = f"<p{tongue}>{text}</p>" if tag == "p" else f'<div class="claim-text"{tongue}>{text}</div>'
        classes = "claim" + (" claim--later" if claim.later else "") + (" claim--table" if tag == "table" else "")
        return (
            f'<div class="{classes}" id="claim-{claim.id}" data-claim="{claim.id}" data-support="{support}" data-status="{claim.status}"'
            f"{self._edges(claim)}>{self._meta(claim, support)}{inner}{self._after(claim, set(beside))}</div>"
        )

    def _edges(self, claim: Claim) -> str:
        """Write the ties to other claims for programs; people find them below the text."""
        explainer = self.explainer
        edges = (
            ("disputed-by", explainer.disputed_by.get(claim.id, ())),
            ("supersedes", claim.supersedes),
            ("superseded-by", explainer.superseded_by.get(claim.id, ())),
            ("supports", claim.supports),
            ("supported-by", explainer.supported_by.get(claim.id, ())),
        )
        return "".join(f' data-{name}="{" ".join(others)}"' for name, others in edges if others)

    def _meta(self, claim: Claim, support: Support) -> str:
        say = self.say
        parts = [
            f'<a class="claim-sign" href="#claim-{claim.id}">{SIGNS[support]}<span class="claim-support">{say(SUPPORT_WORDS[support])}</span></a>'
        ]
        if word := STATUS_WORDS.get(claim.status):
            parts.append(f'<span class="claim-status">{say(word)}</span>')
        if claim.date:
            parts.append(time(claim.date, "claim-date", self.language))
        elif claim.as_of:
            parts.append(f'<span class="claim-date">{say("as of {date}").format(date=self.time(claim.as_of))}</span>')
        if claim.later:
            parts.append(f'<span class="claim-later">{say("Later development")}</span>')
        if claim.attributed:
            name = f"<bdi{self.tongue(claim.id)}>{escape(claim.attributed)}</bdi>" if self.tongue(claim.id) else escape(claim.attributed)
            parts.append(f'<span class="claim-attributed">{say("according to {name}").format(name=name)}</span>')
        if repository := explainer_repository(self.explainer):
            edit = f"{repository}/blob/HEAD/{claim.where.path}?plain=1#L{claim.where.line}-L{claim.end_line}"
            parts.append(f'<span class="claim-actions"><a href="{escape(edit)}" rel="external edit">{say("Edit")}</a></span>')
        if renamed := self.explainer.moves.renamed:
            parts += [f'<span class="was" id="claim-{name}"></span>' for name in renamed.get(claim.id, ())]
        return f'<div class="claim-meta">{"".join(parts)}</div>'

    def _after(self, claim: Claim, beside: set[str]) -> str:
        explainer = self.explainer
        rows = [
            (phrase("Disputed by"), [other for other in explainer.disputed_by.get(claim.id, ()) if other not in beside]),
            (phrase("Superseded by"), explainer.superseded_by.get(claim.id, ())),
            (phrase("Supersedes"), claim.supersedes),
            (phrase("Supported by"), explainer.supported_by.get(claim.id, ())),
        ]
        return "".join(
            f'<p class="counter"><span class="counter-label">{self.say(label)}:</span> {self.say("; ").join(map(self.claim_link, others))}</p>'
            for label, others in rows
            if others
        )

    def claim_link(self, claim: str) -> str:
        """Write a link to a claim whose text is the claim's, shortened."""
        text = escape(label(self.explainer.claims[claim], self.language), quote=False)
        return f'<a class="claim-link"{self.tongue(claim)} data-claim-link="{claim}" href="{self.claim_url(claim)}">{text}</a>'

    def cited_by(self, source: str) -> Markup:
        """Write the claims that cite a source, as items of a list."""
        return Markup("\n".join(self._citing(claim, source) for claim in self.explainer.cited_by.get(source, ())))

    def _citing(self, claim: str, source: str) -> str:
        record = self.explainer.claims[claim]
        how = ""
        for citation in record.citations:
            if citation.source == source:
                how += f"{self._comma}{escape(citation.locator, quote=False)}" if citation.locator else ""
                how += f' <span class="contra">{self.say("contradicts")}</span>' if citation.stance is Stance.CONTRADICTS else ""
                how += f' <q dir="auto">{escape(citation.quote, quote=False)}</q>' if citation.quote else ""
        where = escape(self.explainer.titles[record.page], quote=False)
        return f'<li data-claim-ref="{claim}">{self.claim_link(claim)} <span class="cited-where">{where}{how}</span></li>'

    # --- references ---

    def reference_list(self) -> Markup:
        """Write the numbered references of the page, each with the way back to its citations."""
        if not self.references:
            return Markup("")
        items = "\n".join(self._reference(reference) for reference in self.references)
        return Markup(
            f'<section class="references" aria-labelledby="references"><h2 id="references">{self.say("References")}</h2>\n<ol>{items}</ol></section>'
        )

    def _reference(self, reference: Reference) -> str:
        source = self.explainer.sources[reference.source]
        key = (source.id, self.root, self.language.tag)
        text = self._written.get(key)
        if text is None:
            text = self._written[key] = f'{self.cite(source)}</p><p class="reference-notes">{self.provenance(source)}</p>'
        first, more = backlinks(reference, self.language)
        return f'<li id="ref-{source.id}"><p class="reference"><span class="backlinks">{first}</span> {text}{passages(reference, source, self.language)}{more}</li>'

    def cite(self, source: Source) -> Markup:
        """Write a reference: title, authors, publisher, date."""
        comma = self._comma
        by = comma.join(_apart(str(name)) for name in source.authors if str(name) != source.publisher)
        elsewhere = source.container and source.container != source.publisher
        inside = self.say("in {container}").format(container=_apart(source.container)) if elsewhere else ""
        where = comma.join(part for part in (_apart(source.publisher), inside) if part)
        origin = ". ".join(part for part in (by, where) if part)
        numbers = comma.join(escape(source.csl[key], quote=False) for key in ("volume", "issue", "page") if source.csl.get(key))
        parts = [f'<a class="reference-title" href="{self.href(source.page)}"><bdi>{escape(source.title, quote=False)}</bdi></a>']
        if origin:
            parts.append(f'<span class="reference-by">{origin}</span>')
        if numbers:
            parts.append(numbers)
        if source.issued:
            parts.append(self.time(source.issued))
        return Markup(". ".join(parts) + ".")

    def provenance(self, source: Source) -> Markup:
        """Write how a source was consulted, through what, and where it can be read."""
        parts = [f'<span class="consulted consulted--{source.consulted}">{self.say(CONSULTED_WORDS[source.consulted])}</span>']
        ways = (
            (phrase("read through {sources}"), source.via),
            (phrase("same text as {sources}"), source.syndicated_from),
            (phrase("based on {sources}"), source.based_on),
        )
        for words, ids in ways:
            if ids:
                links = self._comma.join(
                    f'<a href="{self.href(self.explainer.sources[i].page)}">{_apart(_byline(self.explainer.sources[i]))}</a>' for i in ids
                )
                parts.append(f'<span class="via">{self.say(words).format(sources=links)}</span>')
        if source.url:
            parts.append(f'<a class="reference-link" rel="external" href="{escape(source.url)}">{self.say("Original")}</a>')
        if source.archive and source.archive.url:
            parts.append(f'<a class="archive" rel="external" href="{escape(source.archive.url)}">{self.say("Archived copy")}</a>')
        return Markup(" ".join(parts))


def _apart(name: str) -> str:
    """Write a name that may be in another script than the text around it."""
    return f"<bdi>{escape(name, quote=False)}</bdi>" if name else ""


def head_html(graph: str, kind: str, picture: str, script: str = "") -> str:
    """Write what a page's head says of it alone: for cards on other sites (Open Graph), and as JSON-LD.

    `picture` and `script` are addresses, or empty. A script's text cannot be escaped as HTML is; where it has no `<`, nothing
    in it can end the script.
    """
    data = graph.replace("<", "\\u003c")
    image = f'<meta property="og:image" content="{escape(picture)}">' if picture else ""
    return (
        f'<meta property="og:type" content="{kind}">{image}<meta name="twitter:card" content="summary{"_large_image" if image else ""}">'
        f'<script type="application/ld+json">{data}</script>'
        f"{f'<script src={script} defer></script>' if script else ''}"
    )


def _byline(source: Source) -> str:
    return source.publisher or source.title


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""


def explainer_repository(explainer: Explainer) -> str:
    """Return the address of the repository without a slash at its end, or an empty text."""
    return explainer.content.settings.repository.rstrip("/")


def used_sign(support: Support) -> str:
    """Return the sign of a support on a page that has the `SPRITE`."""
    return f'<svg class="sign" aria-hidden="true"><use href="#sign-{support}"/></svg>'


def time(date: Date, css: str = "", language: Language = ENGLISH) -> str:
    """Write a date for people and machines."""
    machine = f' datetime="{date.machine}"' if date.machine else ""
    tag = "time" if machine else "span"
    return f"<{tag}{_attribute('class', css)}{machine}>{escape(language.date(date))}</{tag}>"
