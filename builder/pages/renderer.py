"""From the linked explainer to finished pages: title, table of contents and HTML, ready for any frame to be put around.

Templates decide what a page says; `fragments` and its neighbours write the claims, references and lists in it. Nothing here reads
or writes files, and nothing knows the engine that will publish the pages.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from markupsafe import Markup

from builder.drawings.relation_graph import relation_graph
from builder.drawings.relations import neighbourhood
from builder.history.changes import NO_CHANGES
from builder.linking.queries import by_property, mentions_elsewhere, rival_values
from builder.model.language import Language, language_of
from builder.overviews.home_page import home_sheet
from builder.overviews.source_in_order import SourcesInOrder, checked_words, source_headings
from builder.overviews.titles import INTRODUCED, OVERVIEWS, checked_title
from builder.pages.claim_html import body_html
from builder.pages.claim_list import cited_by, claim_rows, mentions, moved_claims, page_anchor
from builder.pages.disputes_page import contradicts, reports
from builder.pages.overview_pages import CHANGE_WORDS, sheets_of
from builder.pages.page import PICTURE, SITE, Heading, NavItem, Page, head_html, navigation, nested
from builder.pages.reference_html import cite, natives, passage_url, reference_list, responsible, source_facts, who_is_who
from builder.pages.structured_data import PageGraphs
from builder.pages.template_words import page_environment, words_of
from builder.pages.view import View, Views
from builder.pages.words import facts, support_mark
from builder.signs.sign_words import why_of_claim
from builder.signs.verdict_words import VERDICT_KEY, VERDICT_WORDS, place_words
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jinja2 import BaseLoader

    from builder.history.changes import Changes
    from builder.linking.queries import Sheet
    from builder.model.content import Group, Theme
    from builder.model.document import SafeHtml
    from builder.model.explainer import Explainer
    from builder.model.sources import Source
    from builder.pages.page import Copy, Layout

    class MakeIntroduced(Protocol):
        """Makes a page from the finished HTML of what is written for its beginning, and of the references of that."""

        def __call__(self, introduction: SafeHtml, references: SafeHtml = "") -> Page:
            """Return the page."""


class Renderer:
    """Writes every page of one explainer."""

    def __init__(
        self, explainer: Explainer, loader: BaseLoader, changes: Changes = NO_CHANGES, address: str = "", layout: Layout = SITE
    ) -> None:
        """`address` is that of the site; it ends in a slash, or is empty when nobody knows it."""
        self._loader = loader
        self.explainer = explainer
        self.address = address
        self.graphs = PageGraphs(explainer, address)
        self.changes = changes
        self.content = explainer.content
        self.layout = layout
        self.language = explainer.content.settings.language()
        self._say = self.language.say
        self.typeset = partial(typeset, language=self.language.tag)
        self._views = Views(layout)
        self._orders = SourcesInOrder(explainer)
        self._env = page_environment(loader)
        self._env.globals |= {
            "explainer": explainer,
            "site_address": address,
            "titles": explainer.titles,
            "overview_words": OVERVIEWS,
            "settings": explainer.content.settings,
            "body_html": body_html,
            "reference_list": reference_list,
            "claim_rows": claim_rows,
            "contradicts": contradicts,
            "reports_of": partial(reports, explainer),
            "support_mark": support_mark,
            "why_of_claim": why_of_claim,
            "facts_of": facts,
            "page_anchor": page_anchor,
            "change_words": CHANGE_WORDS,
            "who_is_who": who_is_who,
            "cited_by": cited_by,
            "verdict_words": VERDICT_WORDS,
            "verdict_key": VERDICT_KEY,
            "place_words": place_words,
            "passage_url": passage_url,
            "source_facts": source_facts,
            "responsible": responsible,
            "mentions_of": mentions,
            "moved_claims": moved_claims,
            "natives": natives,
        }

    def laid_out(self, layout: Layout) -> Renderer:
        """Return what writes the same pages for another document."""
        return Renderer(self.explainer, self._loader, self.changes, self.address, layout)

    def cards(self, language: Language) -> SafeHtml:
        """Write what every card is filled into."""
        return self._env.get_template("cards.html").render(words_of(language))

    def forwards(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the file at every old address of a page, with what makes it: a page that leads on from there and needs no frame."""
        titles = self.page_titles
        for old, new in self.explainer.moves.pages.items():
            yield f"{old}index.html", partial(self._forward, old, new, titles[new])

    def _forward(self, old: str, new: str, title: str) -> bytes:
        view = View(self.explainer, old, ())
        href = view.href(new)
        canonical = f"{self.address}{new}" if self.address else href
        template = self._env.get_template("pages/moved.html")
        return template.render(words_of(self.language), view=view, title=title, href=href, canonical=canonical).encode()

    @property
    def page_titles(self) -> dict[str, str]:
        """The titles of the generated pages by address, the home page excepted."""
        sources = {source.page: source.title for source in self.content.sources}
        titles = {url: self.typeset(title) for url, title in self.explainer.titles.items()}
        return {**titles, **sources, **{f"{name}/": title for name, title in self.overview_titles.items()}}

    @property
    def overview_titles(self) -> dict[str, str]:
        """The titles of the overviews that this explainer has."""
        return {name: self.language.say(OVERVIEWS[name]) for name in self.explainer.overviews}

    def overview_pages(self, name: str) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Yield the address of a page about the whole, and of each of its parts, with what makes it."""
        for sheet in sheets_of(self.explainer, name, self.changes):
            yield sheet.url, partial(self._sheet, sheet)

    def _sheet(self, sheet: Sheet, **context: Any) -> Page:
        toc = [Heading(anchor, self.typeset(self._say(title))) for anchor, title in sheet.toc]
        title, part = self.typeset(self._say(sheet.title)), sheet.context.get("part")
        if part:
            words = self._say("Part {number} of {last}").format(number=part.number, last=part.last)
            title = f"{title}{self._say(', ')}{words}"
        return self.page(sheet.url, title, sheet.template, toc, **sheet.context, **context)

    def navigation(self, tag: str) -> tuple[NavItem, ...]:
        """Return the branches of the generated pages in the words of a language, in the order in which a reader needs them."""
        return navigation(self.explainer, tag)

    # --- pages about one thing ---

    def theme(self, theme: Theme) -> Page:
        """Write the page of a theme."""
        return self._theme(self.explainer, theme)

    def translation(self, theme: Theme, tag: str) -> Page:
        """Write the page of a theme in another language."""
        translated = self.explainer.translations[tag]
        return self._theme(translated, translated.themes[theme.id])

    def versions(self, theme: Theme) -> Iterator[Page]:
        """Yield the page of a theme, then those in other languages."""
        yield self.theme(theme)
        yield from (self.translation(theme, tag) for tag, other in self.explainer.translations.items() if theme.id in other.translated)

    def _theme(self, explainer: Explainer, theme: Theme) -> Page:
        language = language_of(explainer.language_of(theme.url))
        say = language.say
        citing = {c.source for claim in theme.body.claims for c in claim.citations}
        groups = dict.fromkeys(g for claim in theme.body.claims for g in explainer.mentions_of.get(claim.id, ()))
        related = explainer.related.get(theme.id, ())
        toc = [Heading("key-points", say("Key points"))] if theme.brief else []
        toc += nested(theme, language)
        toc += [Heading("who-is-who", say("Who is who on this page"))] if groups else []
        toc += [Heading("related-themes", say("Related themes"))] if related else []
        toc += [Heading("references", say("References"))] if explainer.references.get(theme.url) else []
        return self.page(
            theme.url,
            typeset(theme.title, language.tag),
            "theme.html",
            toc,
            branch=f"themes/{theme.part}",
            description=typeset(theme.in_short or theme.question, language.tag),
            edit=theme.where.path,
            head=self._head(self.graphs.theme(theme), theme.url, theme.question or theme.title, theme.url, "article"),
            explainer=explainer,
            theme=theme,
            points=[(point, f"_p{n}") for n, point in enumerate(theme.brief, len(theme.passages) - len(theme.brief))],
            source_count=len(citing),
            groups=groups,
            related=related,
            alternates=self._alternates(theme),
        )

    def _alternates(self, theme: Theme) -> tuple[tuple[str, str], ...]:
        """Return every language in which there is the page of a theme, with its address; empty where there is only one."""
        own = self.explainer.themes[theme.id].url
        others = [(tag, other.themes[theme.id].url) for tag, other in self.explainer.translations.items() if theme.id in other.translated]
        return ((self.explainer.language_of(own), own), *others) if others else ()

    def group(self, group: Group) -> Page:
        """Write the page of a group."""
        statements = by_property(group)
        named = mentions_elsewhere(self.explainer, group)
        incoming = [(other, r) for other in self.content.groups for r in other.relations if r.target == group.id]
        toc = [Heading("statements", self._say("At a glance"))] if statements or group.ids else []
        toc += [Heading("group-relations", self._say("Relations"))] if group.relations or incoming else []
        toc += [Heading("group-designations", self._say("Designations"))] if group.designations else []
        toc += nested(group, self.language) or ([Heading("profile", self._say("Profile"))] if group.body.claims else [])
        toc += [Heading("mentioned-in", self._say("Mentioned in"))] if named else []
        positions = {id(item): n for n, item in enumerate(group.records)}
        return self.page(
            group.url,
            group.name,
            "group.html",
            [*toc, *self._references_heading(group.url)],
            branch="overviews",
            description=self.typeset(group.summary.text) if group.summary else group.name,
            edit=group.where.path,
            head=self._head(self.graphs.group(group), group.url, group.name),
            group=group,
            statements=statements,
            rivals=rival_values(group).keys(),
            mentions=named,
            stem=lambda item: f"_s{positions[id(item)]}",
            incoming=incoming,
            graph=relation_graph(self.explainer, neighbourhood(self.explainer, group.id)),
        )

    def source(self, source: Source) -> Page:
        """Write the page of a source, with every claim that cites it."""
        order = self._orders.of(source)
        checked = self._say(checked_words(order)) if order and source.annotated else ""
        toc = [Heading(anchor, self._say(title)) for anchor, title in source_headings(source, order)]
        return self.page(
            source.page,
            checked_title(source.title, self.language) if checked else source.title,
            "source.html",
            toc,
            branch="overviews",
            description=cite(self._views.of(self.explainer, source.page), source).striptags(),
            edit=source.where.path,
            head=self._head(self.graphs.source(source), source.page, source.title),
            source=source,
            order=order,
            checked=checked,
            cited_title=toc[-1].title,
            stated=[self.explainer.groups[g] for g in self.explainer.stated_by.get(source.id, ())],
        )

    def home(self, introduction: SafeHtml, references: SafeHtml = "") -> Page:
        """Write the home page; the introduction and its list of references are finished HTML, or empty."""
        return self._sheet(
            home_sheet(self.explainer, self.changes),
            branch="",
            description=self.typeset(self.content.settings.description),
            head=self._head(self.graphs.home(), "", self.content.settings.title),
            introduction=Markup(introduction),  # rendered by the engine from docs/
            references=Markup(references),
        )

    def _introduced(self, name: str, introduction: SafeHtml, references: SafeHtml = "") -> Page:
        """Write a page about the whole; what its authors say before is finished HTML, as on the home page."""
        (sheet,) = sheets_of(self.explainer, name, self.changes)
        return self._sheet(sheet, introduction=Markup(introduction), references=Markup(references))  # rendered by the engine from docs/

    def bundle(self, copies: Sequence[Copy]) -> Page:
        """Write the page about bundles on a site that has these with it."""
        (sheet,) = sheets_of(self.explainer, "bundle", self.changes)
        return self._sheet(replace(sheet, context={"copies": copies}))

    @property
    def introduced(self) -> Mapping[str, MakeIntroduced]:
        """What makes each page that begins with a hand-written text, if there is one at its address."""
        return {"": self.home, **{f"{name}/": partial(self._introduced, name) for name in INTRODUCED}}

    # --- help ---

    def page(  # noqa: PLR0913  # what a page has besides its template
        self,
        url: str,
        title: str,
        template: str,
        toc: Iterable[Heading],
        *,
        branch: str = "overviews",
        description: str = "",
        edit: str = "",
        head: SafeHtml = "",
        alternates: tuple[tuple[str, str], ...] = (),
        **context: Any,
    ) -> Page:
        """Write a page of these words with a template, which gets what else is given."""
        explainer = context.get("explainer", self.explainer)
        view = self._views.of(explainer, url)
        words = {**words_of(view.language), "settings": explainer.content.settings}  # its vocabularies are in the page's language
        html = self._env.get_template(f"pages/{template}").render(words, view=view, title=title, alternates=alternates, **context)
        repository = self.content.settings.repository
        return Page(
            url,
            title,
            description or f"{title}: {self.typeset(self.content.settings.title)}",
            html,
            tuple(toc),
            branch,
            f"{repository}/blob/HEAD/{quote(edit)}" if repository and edit else "",
            head or self.plain_head(url, title),
            view.language.tag,
            alternates,
        )

    def plain_head(self, url: str, title: str) -> SafeHtml:
        """Say of a page what can be said of any: also of one that the engine renders."""
        return self._head(self.graphs.overview(url, title), url, title)

    def _head(self, graph: str, url: str, title: str, picture_of: str = "", kind: SafeHtml = "website") -> SafeHtml:
        root = "../" * url.count("/")
        # og:image is a URL with a scheme (ogp.me, Data Types). Without an address the relative one is the best that can be said:
        # it is right wherever the site is put, and who resolves it against the page, as several do, finds the picture.
        picture = f"{self.address or root}{picture_of}{PICTURE}"
        script = f"{root}assets/explainer/moved.js" if url in self.explainer.moves.left else ""
        return head_html(graph, kind, title, picture, script)

    def _references_heading(self, url: str) -> list[Heading]:
        return [Heading("references", self._say("References"))] if self.explainer.references.get(url) else []
