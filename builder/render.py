"""From the linked explainer to finished pages: title, table of contents and HTML, ready for any frame to be put around.

Templates decide what a page says; `fragments` writes the claims and references in it. Nothing here reads or writes files,
and nothing knows the engine that will publish the pages.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined, pass_context
from markupsafe import Markup

from builder.catalogue import claim_rows, claim_sheets, page_value, support_mark
from builder.charts import overview, panels, strips, year_of
from builder.dates import parse_date
from builder.disagreements import contradicts, dispute_sheets, reports
from builder.fragments import CONSULTED_WORDS, OVERVIEWS, SIGNS, SPRITE, SUPPORT_WORDS, View, explainer_repository, head_html, time
from builder.history import Kind as Change
from builder.history import citation_parts, word_changes
from builder.jsonld import PageGraphs
from builder.labels import label, whole
from builder.language import Language, direction, language_of, phrase
from builder.listings import dates, days, listing
from builder.numbering import glossary_order
from builder.text import Support
from builder.ties import around, components, graph, letters, ties
from builder.views import (
    by_letter,
    by_property,
    count,
    effective,
    figures,
    show_measure,
    standing,
    timeline,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jinja2.runtime import Context

    from builder.dates import Date
    from builder.history import Revision
    from builder.link import Explainer
    from builder.model import Group, Source, Theme
    from builder.text import Claim
    from builder.views import Sheet


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents."""

    anchor: str
    title: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page, without its frame."""

    url: str
    """Relative to the site, ending in a slash; empty for the home page."""
    title: str
    description: str
    html: str
    toc: tuple[Heading, ...]
    branch: str
    """The part of the navigation in which it stands; pages of one branch share their frame."""
    edit: str = ""
    """Address of the file that it is made from, if the repository is known."""
    head: str = ""
    """What the frame's `<head>` says of this page alone, as HTML: structured data, cards of other sites."""
    language: str = "en"
    """Of the text and of the frame around it."""
    alternates: tuple[tuple[str, str], ...] = ()
    """The same page in each of its languages, this one included: language and address."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says that other sites show beside a link."""

    title: str
    site: str
    facts: str
    """Numbers and date, in one line."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation: a page, or a branch with entries."""

    title: str
    url: str = ""
    branch: str = ""
    """Of a page: that of `Page.branch`."""
    language: str = ""
    """Of the title, where it is not that of the navigation."""
    children: tuple[NavItem, ...] = ()


PICTURE = "card.png"
"""Name of a picture, beside the page that it is of."""
_TOP_LEVEL = 2  # the page's title is its only heading of the first level

_CHANGES = 500
"""Changes that are told one by one at most, the latest of all; of the others their number is."""
_SHEETS = {"claims": claim_sheets, "disputes": dispute_sheets}
"""Overviews that may need more than one page."""
SUPPORT_KEY = {
    Support.SEVERAL: phrase("At least two sources that do not trace back to one another and have different publishers say so."),
    Support.SINGLE: phrase("One source says so, or several that all go back to one."),
    Support.DISPUTED: phrase("Another claim or a cited source contradicts it; both are shown."),
    Support.UNSEEN: phrase("None of the cited sources was seen by the authors: they know it through somebody else."),
    Support.NEEDED: phrase("No source has been found yet."),
    Support.EDITORIAL: phrase("An observation or inference of the authors, not a report."),
}


CHANGE_WORDS = {
    Change.ADDED: phrase("Added"),
    Change.REMOVED: phrase("Removed"),
    Change.REWORDED: phrase("Reworded"),
    Change.SOURCED: phrase("Re-sourced"),
    Change.MOVED: phrase("Moved"),
    Change.STATUS: phrase("Status changed"),
}


class Renderer:
    """Writes every page of one explainer."""

    def __init__(self, explainer: Explainer, loader: BaseLoader, revisions: Sequence[Revision] = (), address: str = "") -> None:
        """`address` is that of the site; it ends in a slash, or is empty when nobody knows it."""
        self.explainer = explainer
        self.address = address
        self.graphs = PageGraphs(explainer, address)
        self.revisions = revisions
        self.content = explainer.content
        self.language = language_of(explainer.content.settings.languages[0])
        self._say = self.language.say
        self._written: dict[tuple[str, str, str], str] = {}
        self._env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self._env.filters |= {"date": date_filter, "label": _label, "whole": _whole, "words": _words, "day": _day}
        self._env.globals |= {
            "explainer": explainer,
            "titles": explainer.titles,
            "settings": explainer.content.settings,
            "signs": SIGNS,
            "support_words": SUPPORT_WORDS,
            "consulted_words": CONSULTED_WORDS,
            "support_key": SUPPORT_KEY,
            "sprite": SPRITE,
            "claim_rows": claim_rows,
            "contradicts": contradicts,
            "reports_of": partial(reports, explainer),
            "support_mark": support_mark,
            "page_value": page_value,
            "change_words": CHANGE_WORDS,
        }

    def cards(self, language: Language) -> str:
        """Write what every card is filled into."""
        return self._env.get_template("cards.html").render(words_of(language), repository=explainer_repository(self.explainer))

    def pages(self) -> Iterator[Page]:
        """Give every page but the home page, whose introduction the engine has."""
        yield from map(self.theme, self.content.themes)
        yield from map(self.group, self.content.groups)
        yield from map(self.source, self.content.sources)
        for name in self.explainer.overviews:
            yield from self.overview(name)
        for tag, other in self.explainer.translations.items():
            yield from (self.translation(self.explainer.themes[theme], tag) for theme in other.translated)

    def forwards(self) -> Iterator[tuple[str, str]]:
        """Give every old address of a page with a page that leads on from there, which needs no frame."""
        template = self._env.get_template("pages/moved.html")
        titles = {**self.explainer.titles, **{source.page: source.title for source in self.content.sources}}
        for old, new in self.explainer.moves.pages.items():
            view = View(self.explainer, old, ())
            href = view.href(new)
            canonical = f"{self.address}{new}" if self.address else href
            yield old, template.render(words_of(self.language), view=view, title=titles[new], href=href, canonical=canonical)

    def addresses(self) -> Iterator[str]:
        """Give the addresses of the pages without writing them."""
        yield from (page.url for page in self.content.pages)
        yield from (source.page for source in self.content.sources)
        for name in self.explainer.overviews:
            yield from (sheet.url for sheet in _SHEETS[name](self.explainer)) if name in _SHEETS else (f"{name}/",)
        for other in self.explainer.translations.values():
            yield from (other.themes[theme].url for theme in other.translated)

    @property
    def overview_titles(self) -> dict[str, str]:
        """The titles of the overviews that this explainer has."""
        return {name: self.language.say(OVERVIEWS[name]) for name in self.explainer.overviews}

    def overview(self, name: str) -> Iterator[Page]:
        """Write a page about the whole, and the parts of it that have pages of their own."""
        return (write() for _, write in self.overview_pages(name))

    def overview_pages(self, name: str) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Give the address of a page about the whole, and of each of its parts, with what writes it."""
        writers = {
            "glossary": self._glossary,
            "designations": self._designations,
            "relations": self._relations,
            "figures": self._figures,
            "timeline": self._timeline,
            "sources": self._sources,
            "changes": self._changes,
            "search": self._search,
        }
        if name in writers:
            yield f"{name}/", writers[name]
        for sheet in _SHEETS[name](self.explainer) if name in _SHEETS else ():
            yield sheet.url, partial(self._sheet, sheet)

    def _sheet(self, sheet: Sheet) -> Page:
        toc = [Heading(anchor, self._say(title)) for anchor, title in sheet.toc]
        title, number = self._say(sheet.title), sheet.context.get("number")
        if number:
            part = self._say("Part {number} of {last}").format(number=number, last=sheet.context["last"])
            title = f"{title}{self._say(', ')}{part}"
        return self._page(sheet.url, title, sheet.template, toc, **sheet.context)

    def navigation(self, tag: str) -> tuple[NavItem, ...]:
        """Return the branches of the generated pages in the words of a language, in the order in which a reader needs them."""
        explainer = self.explainer.translations.get(tag, self.explainer)
        language = language_of(tag)
        overviews = tuple(
            NavItem(language.say(OVERVIEWS[name]), f"{name}/", branch="overviews") for name in self.explainer.overviews if name != "search"
        )
        return (*self._theme_items(explainer, language, ""), NavItem(language.say("Overviews"), children=overviews))

    # --- pages about one thing ---

    def theme(self, theme: Theme) -> Page:
        """Write the page of a theme."""
        return self._theme(self.explainer, theme)

    def translation(self, theme: Theme, tag: str) -> Page:
        """Write the page of a theme in another language."""
        translated = self.explainer.translations[tag]
        return self._theme(translated, translated.themes[theme.id])

    def _theme(self, explainer: Explainer, theme: Theme) -> Page:
        language = language_of(explainer.language_of(theme.url))
        say = language.say
        citing = {c.source for claim in theme.body.claims for c in claim.citations}
        groups = dict.fromkeys(g for claim in theme.body.claims for g in explainer.mentions_of.get(claim.id, ()))
        related = explainer.related.get(theme.id, ())
        toc = [Heading("key-points", say("Key points"))] if theme.brief else []
        toc += nested(theme)
        toc += [Heading("who-is-who", say("Who is who on this page"))] if groups else []
        toc += [Heading("related-themes", say("Related themes"))] if related else []
        toc += [Heading("references", say("References"))] if explainer.references.get(theme.url) else []
        return self._page(
            theme.url,
            theme.title,
            "theme.html",
            toc,
            branch=f"themes/{theme.part}",
            description=theme.summary.text if theme.summary else theme.question,
            edit=theme.where.path,
            head=self._head(self.graphs.theme(theme), theme.url, self.explainer.themes[theme.id].url, kind="article"),
            explainer=explainer,
            theme=theme,
            source_count=len(citing),
            groups=[explainer.groups[g] for g in groups],
            related=[explainer.themes[t] for t in related],
            titles=explainer.titles,
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
        mentions = self._mentions(group)
        incoming = [(other, r) for other in self.content.groups for r in other.relations if r.target == group.id]
        toc = [Heading("statements", self._say("At a glance"))] if statements or group.ids else []
        toc += [Heading("group-relations", self._say("Relations"))] if group.relations or incoming else []
        toc += [Heading("group-designations", self._say("Designations"))] if group.designations else []
        toc += nested(group) or ([Heading("profile", self._say("Profile"))] if group.body.claims else [])
        toc += [Heading("mentioned-in", self._say("Mentioned in"))] if mentions else []
        positions = {id(item): n for n, item in enumerate(group.records)}
        return self._page(
            group.url,
            group.name,
            "group.html",
            [*toc, *self._references_heading(group.url)],
            branch="overviews",
            description=group.summary.text if group.summary else group.name,
            edit=group.where.path,
            head=self._head(self.graphs.group(group), group.url),
            group=group,
            statements=statements,
            mentions=mentions,
            stem=lambda item: f"_s{positions[id(item)]}",
            incoming=incoming,
            drawn=graph(self.explainer, around(self.explainer, group.id)),
            letters=letters(self.explainer),
        )

    def source(self, source: Source) -> Page:
        """Write the page of a source, with every claim that cites it."""
        return self._page(
            source.page,
            source.title,
            "source.html",
            [Heading("cited-by", self._say("Cited by"))],
            branch="overviews",
            description=f"{source.title}. {source.publisher}",
            edit=source.where.path,
            head=self._head(self.graphs.source(source), source.page),
            source=source,
            stated=[self.explainer.groups[g] for g in self.explainer.stated_by.get(source.id, ())],
            derived=[self.explainer.sources[s] for s in self.explainer.passed_on_by.get(source.id, ())],
        )

    def home(self, introduction: str, references: str = "") -> Page:
        """Write the home page; the introduction and its list of references are finished HTML, or empty."""
        settings = self.content.settings
        numbers = [
            (self._say("claims"), len(self.explainer.claims)),
            (self._say("sources"), len(self.content.sources)),
            (self._say("groups"), len(self.content.groups)),
            (self._say("themes"), len(self.content.themes)),
        ]
        supports = [(s, sum(v is s for v in self.explainer.support.values())) for s in Support]
        return self._page(
            "",
            settings.title,
            "home.html",
            [Heading("themes", self._say("Themes")), Heading("how-to-read", self._say("How to read the signs"))],
            branch="",
            description=settings.description,
            head=self._head(self.graphs.home(), ""),
            introduction=Markup(introduction),  # rendered by the engine from docs/
            references=Markup(references),
            numbers=[(name, number) for name, number in numbers if number],
            supports=[(s, n) for s, n in supports if n],
            cited=lambda theme: len({c.source for claim in theme.body.claims for c in claim.citations}),
        )

    # --- pages about the whole ---

    def _glossary(self) -> Page:
        toc = [Heading("groups", self._say("Groups"))] if self.content.groups else []
        toc += [Heading("terms", self._say("Terms"))] if self.content.terms else []
        toc += self._references_heading("glossary/")
        groups, terms = glossary_order(self.content)
        letters = [by_letter(groups, lambda group: group.name), by_letter(terms, lambda term: term.term)]
        return self._page(
            "glossary/",
            self.overview_titles["glossary"],
            "glossary.html",
            toc,
            groups=letters[0],
            terms=letters[1],
            status=lambda group: standing(group, self.language),
        )

    def _designations(self) -> Page:
        settings = self.content.settings
        lists = [name for name in settings.lists if any(d.list == name for g in self.content.groups for d in g.designations)]
        return self._page(
            "designations/",
            self.overview_titles["designations"],
            "designations.html",
            [
                Heading("matrix", self._say("Groups and lists")),
                Heading("counts", self._say("What sources count")),
                Heading("records", self._say("The records")),
            ],
            lists=lists,
            day=settings.as_of.last if settings.as_of else None,
            steps=[day.isoformat() for day in days(self.explainer)],
            groups=[(g, [listing(d) for d in g.designations]) for g in self.content.groups if g.designations],
            undesignated=[g for g in self.content.groups if not g.designations],
            counts=[(name, count(self.explainer, name, settings.as_of)) for name in lists],
            claimed=self._claimed_counts(),
            dates=dates,
            records=sorted(
                (d for g in self.content.groups for d in g.designations), key=lambda d: (effective(d) is None, effective(d), d.group)
            ),
        )

    def _claimed_counts(self) -> list[tuple[Claim, int, int, str]]:
        """Give the claims that count a list, with the counts computed for their day and for the explainer's, and the list."""
        settings, found = self.content.settings, []
        for claim in self.explainer.claims.values():
            quantity = settings.quantities.get(claim.measure.quantity) if claim.measure else None
            if quantity and quantity.counts:
                then, now = (
                    count(self.explainer, quantity.counts, day) for day in (claim.date or claim.as_of or settings.as_of, settings.as_of)
                )
                found.append((claim, then, now, quantity.counts))
        return found

    def _relations(self) -> Page:
        parts = components(ties(self.explainer))
        drawn = [graph(self.explainer, part) for part in parts]
        return self._page(
            "relations/",
            self.overview_titles["relations"],
            "relations.html",
            [Heading("drawn", self._say("Who is tied to whom")), Heading("ties", self._say("The ties one by one"))],
            drawn=[one for one in drawn if one],
            undrawn=[part for part, one in zip(parts, drawn, strict=True) if not one],
            letters=letters(self.explainer),
            ties=ties(self.explainer),
        )

    def _figures(self) -> Page:
        quantities = self.content.settings.quantities
        rows = [
            (quantities[name], claims, panels(self.explainer, quantities[name], claims)) for name, claims in figures(self.explainer).items()
        ]
        return self._page(
            "figures/", self.overview_titles["figures"], "figures.html", [Heading(q.id, q.title) for q, _, _ in rows], rows=rows
        )

    def _timeline(self) -> Page:
        years: dict[int | None, list[Claim]] = defaultdict(list)
        events = timeline(self.explainer)
        for claim in events:
            years[year_of(claim)].append(claim)
        toc = [Heading(f"y{year}", str(year)) if year else Heading("open", self._say("Beginning not known")) for year in years]
        whole, by_year = overview(events), strips(events)
        return self._page("timeline/", self.overview_titles["timeline"], "timeline.html", toc, years=years, overview=whole, strips=by_year)

    def _sources(self) -> Page:
        return self._page("sources/", self.overview_titles["sources"], "sources.html", [], sources=self.content.sources)

    def _changes(self) -> Page:
        toc = [Heading(f"r-{r.commit[:10]}", self.language.date(day)) for r in self.revisions if (day := parse_date(r.date))]
        told = accumulate(len(revision.changes) for revision in self.revisions)
        shown = [(revision, revision.changes if so_far <= _CHANGES else ()) for revision, so_far in zip(self.revisions, told, strict=True)]
        return self._page(
            "changes/",
            self.overview_titles["changes"],
            "changes.html",
            toc,
            revisions=shown,
            words_changed=word_changes,
            cited_parts=citation_parts,
        )

    def _search(self) -> Page:
        return self._page("search/", self.overview_titles["search"], "search.html", [])

    # --- help ---

    def _page(  # noqa: PLR0913  # what a page has besides its template
        self,
        url: str,
        title: str,
        template: str,
        toc: Iterable[Heading],
        *,
        branch: str = "overviews",
        description: str = "",
        edit: str = "",
        head: str = "",
        alternates: tuple[tuple[str, str], ...] = (),
        **context: Any,
    ) -> Page:
        explainer = context.get("explainer", self.explainer)
        view = View(explainer, url, written=self._written)
        words = words_of(view.language)
        words["settings"] = explainer.content.settings  # its vocabularies are in the page's language
        html = self._env.get_template(f"pages/{template}").render(words, view=view, title=title, alternates=alternates, **context)
        repository = explainer_repository(self.explainer)
        return Page(
            url,
            title,
            description or f"{title}: {self.content.settings.title}",
            html,
            tuple(toc),
            branch,
            f"{repository}/blob/HEAD/{edit}" if repository and edit else "",
            head or self.plain_head(url, title),
            view.language.tag,
            alternates,
        )

    def card(self, theme: Theme | None) -> Card:
        """Say what the picture of a theme says, or without one that of the whole site."""
        settings = self.content.settings
        as_of = (theme.as_of if theme else None) or settings.as_of
        claims = theme.body.claims if theme else tuple(self.explainer.claims.values())
        sources = len({c.source for claim in claims for c in claim.citations})
        language = self.language
        facts = [language.many(len(claims), "{n} claim", "{n} claims"), language.many(sources, "{n} source", "{n} sources")]
        if as_of:
            facts.append(language.say("As of {date}").format(date=language.date(as_of)))
        return Card(theme.question if theme else settings.title, settings.title if theme else "", " · ".join(facts))

    def plain_head(self, url: str, title: str) -> str:
        """Say of a page what can be said of any: also of one that the engine renders."""
        return self._head(self.graphs.overview(url, title), url)

    def _head(self, graph: str, url: str, picture_of: str = "", kind: str = "website") -> str:
        picture = f"{self.address}{picture_of}{PICTURE}" if self.address else ""
        script = "../" * url.count("/") + "assets/explainer/moved.js" if url in self.explainer.moves.left else ""
        return head_html(graph, kind, picture, script)

    def _references_heading(self, url: str) -> list[Heading]:
        return [Heading("references", self._say("References"))] if self.explainer.references.get(url) else []

    def _mentions(self, group: Group) -> list[tuple[str, list[Claim]]]:
        pages: dict[str, list[Claim]] = defaultdict(list)
        for claim_id in self.explainer.mentioned_in.get(group.id, ()):
            claim = self.explainer.claims[claim_id]
            if claim.page != group.url:
                pages[claim.page].append(claim)
        return list(pages.items())

    def _theme_items(self, explainer: Explainer, language: Language, folder: str) -> Iterator[NavItem]:
        """Give the themes of a folder and the folders in it, by `order`, then by title."""
        known = {part.id: part for part in self.content.parts}
        themes = explainer.themes.values()
        folders = {theme.part for theme in themes if theme.part}
        folders |= {"/".join(f.split("/")[:n]) for f in folders for n in range(1, f.count("/") + 1)}
        rows = [(t.order, t.title, _leaf(explainer, language, t)) for t in themes if t.part == folder]
        for child in folders:
            if child.rpartition("/")[0] == folder:
                part = known.get(child)
                title = part.title if part else child.rpartition("/")[2].replace("-", " ").capitalize()
                rows.append(
                    (part.order if part else 0, title, NavItem(title, children=tuple(self._theme_items(explainer, language, child))))
                )
        items = tuple(item for _, _, item in sorted(rows, key=lambda row: row[:2]))
        return iter(items if folder else (NavItem(language.say("Themes"), children=items),)) if items else iter(())


def _leaf(explainer: Explainer, language: Language, theme: Theme) -> NavItem:
    tag = explainer.language_of(theme.url)
    return NavItem(theme.title, theme.url, f"themes/{theme.part}", "" if tag == language.tag else tag)


def words_of(language: Language) -> dict[str, Any]:
    """Return what templates say things with: `_` a phrase, `_n` one with a number."""
    return {
        "language": language,
        "_": language.html,
        "_n": language.many,
        "_forms": language.variants,
        "number": partial(show_measure, language=language),
        "dir_of": direction,
        "language_of": language_of,
    }


@pass_context
def date_filter(context: Context, value: Date | None, css: str = "") -> Markup:
    """Write a date in the language of the page; nothing for none."""
    return Markup(time(value, css, context["language"])) if value else Markup("")


@pass_context
def _label(context: Context, claim: Claim) -> str:
    return label(claim, context["language"])


@pass_context
def _whole(context: Context, claim: Claim) -> str:
    return whole(claim, context["language"])


@pass_context
def _words(context: Context, value: Date) -> str:
    return str(context["language"].date(value))


@pass_context
def _day(context: Context, text: str) -> str:
    return str(context["language"].day(text))


def nested(page: Theme | Group) -> list[Heading]:
    """Return the headings of a text, those of the third level and below under those of the second."""
    entries: list[tuple[Heading, list[Heading]]] = []
    for heading in page.body.headings:
        entry = Heading(heading.id, heading.text)
        if heading.level <= _TOP_LEVEL or not entries:
            entries.append((entry, []))
        else:
            entries[-1][1].append(entry)
    return [Heading(entry.anchor, entry.title, tuple(children)) for entry, children in entries]
