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

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

from builder.catalogue import claim_rows, claim_sheets, page_value, support_mark
from builder.charts import overview, panels, strips, year_of
from builder.dates import parse_date, show_date
from builder.disagreements import contradicts, dispute_sheets, reports
from builder.fragments import CONSULTED_WORDS, SIGNS, SPRITE, SUPPORT_WORDS, View, explainer_repository, head_html, time
from builder.history import citation_parts, word_changes
from builder.jsonld import PageGraphs
from builder.labels import label, whole
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
    plural,
    show_measure,
    standing,
    timeline,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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
    children: tuple[NavItem, ...] = ()


PICTURE = "card.png"
"""Name of a picture, beside the page that it is of."""
_TOP_LEVEL = 2  # the page's title is its only heading of the first level

_OVERVIEWS = {
    "glossary": "Glossary",
    "designations": "Designations",
    "relations": "Relations",
    "figures": "Figures",
    "timeline": "Timeline",
    "disputes": "Where sources disagree",
    "claims": "All claims",
    "sources": "Sources",
    "changes": "Changes",
    "search": "Search",
}
_CHANGES = 500
"""Changes that are told one by one at most, the latest of all; of the others their number is."""
_SHEETS = {"claims": claim_sheets, "disputes": dispute_sheets}
"""Overviews that may need more than one page."""
SUPPORT_KEY = {
    Support.SEVERAL: "At least two sources that do not trace back to one another and have different publishers say so.",
    Support.SINGLE: "One source says so, or several that all go back to one.",
    Support.DISPUTED: "Another claim or a cited source contradicts it; both are shown.",
    Support.UNSEEN: "None of the cited sources was seen by the authors: they know it through somebody else.",
    Support.NEEDED: "No source has been found yet.",
    Support.EDITORIAL: "An observation or inference of the authors, not a report.",
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
        self._written: dict[tuple[str, str], str] = {}
        self._env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self._env.filters |= {"date": _date, "label": label, "whole": whole, "words": show_date, "day": _day}
        self._env.globals |= {
            "explainer": explainer,
            "titles": explainer.titles,
            "settings": explainer.content.settings,
            "signs": SIGNS,
            "support_words": SUPPORT_WORDS,
            "consulted_words": CONSULTED_WORDS,
            "support_key": SUPPORT_KEY,
            "plural": plural,
            "number": show_measure,
            "sprite": SPRITE,
            "claim_rows": claim_rows,
            "contradicts": contradicts,
            "reports_of": partial(reports, explainer),
            "support_mark": support_mark,
            "page_value": page_value,
        }

    def cards(self) -> str:
        """Write what every card is filled into."""
        return self._env.get_template("cards.html").render(repository=explainer_repository(self.explainer))

    def pages(self) -> Iterator[Page]:
        """Give every page but the home page, whose introduction the engine has."""
        yield from map(self.theme, self.content.themes)
        yield from map(self.group, self.content.groups)
        yield from map(self.source, self.content.sources)
        for name in self.explainer.overviews:
            yield from self.overview(name)

    def forwards(self) -> Iterator[tuple[str, str]]:
        """Give every old address of a page with a page that leads on from there, which needs no frame."""
        template = self._env.get_template("pages/moved.html")
        titles = {**self.explainer.titles, **{source.page: source.title for source in self.content.sources}}
        for old, new in self.explainer.moves.pages.items():
            view = View(self.explainer, old, ())
            href = view.href(new)
            canonical = f"{self.address}{new}" if self.address else href
            yield old, template.render(view=view, title=titles[new], href=href, canonical=canonical)

    def addresses(self) -> Iterator[str]:
        """Give the addresses of the pages without writing them."""
        yield from (page.url for page in self.content.pages)
        yield from (source.page for source in self.content.sources)
        for name in self.explainer.overviews:
            yield from (sheet.url for sheet in _SHEETS[name](self.explainer)) if name in _SHEETS else (f"{name}/",)

    @property
    def overview_titles(self) -> dict[str, str]:
        """The titles of the overviews that this explainer has."""
        return {name: _OVERVIEWS[name] for name in self.explainer.overviews}

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
        toc = [Heading(anchor, title) for anchor, title in sheet.toc]
        return self._page(sheet.url, sheet.title, sheet.template, toc, **sheet.context)

    def navigation(self) -> tuple[NavItem, ...]:
        """Return the branches of the generated pages, in the order in which a reader needs them."""
        return (*self._theme_items(""), NavItem("Overviews", children=tuple(self._overview_items())))

    # --- pages about one thing ---

    def theme(self, theme: Theme) -> Page:
        """Write the page of a theme."""
        citing = {c.source for claim in theme.body.claims for c in claim.citations}
        groups = dict.fromkeys(g for claim in theme.body.claims for g in self.explainer.mentions_of.get(claim.id, ()))
        related = self.explainer.related.get(theme.id, ())
        toc = [Heading("key-points", "Key points")] if theme.brief else []
        toc += nested(theme)
        toc += [Heading("who-is-who", "Who is who on this page")] if groups else []
        toc += [Heading("related-themes", "Related themes")] if related else []
        return self._page(
            theme.url,
            theme.title,
            "theme.html",
            [*toc, *self._references_heading(theme.url)],
            branch=f"themes/{theme.part}",
            description=theme.summary.text if theme.summary else theme.question,
            edit=theme.where.path,
            head=self._head(self.graphs.theme(theme), theme.url, theme.url, kind="article"),
            theme=theme,
            source_count=len(citing),
            groups=[self.explainer.groups[g] for g in groups],
            related=[self.explainer.themes[t] for t in related],
        )

    def group(self, group: Group) -> Page:
        """Write the page of a group."""
        statements = by_property(group)
        mentions = self._mentions(group)
        incoming = [(other, r) for other in self.content.groups for r in other.relations if r.target == group.id]
        toc = [Heading("statements", "At a glance")] if statements or group.ids else []
        toc += [Heading("group-relations", "Relations")] if group.relations or incoming else []
        toc += [Heading("group-designations", "Designations")] if group.designations else []
        toc += nested(group) or ([Heading("profile", "Profile")] if group.body.claims else [])
        toc += [Heading("mentioned-in", "Mentioned in")] if mentions else []
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
            [Heading("cited-by", "Cited by")],
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
            ("claims", len(self.explainer.claims)),
            ("sources", len(self.content.sources)),
            ("groups", len(self.content.groups)),
            ("themes", len(self.content.themes)),
        ]
        supports = [(s, sum(v is s for v in self.explainer.support.values())) for s in Support]
        return self._page(
            "",
            settings.title,
            "home.html",
            [Heading("themes", "Themes"), Heading("how-to-read", "How to read the signs")],
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
        toc = [Heading("groups", "Groups")] if self.content.groups else []
        toc += [Heading("terms", "Terms")] if self.content.terms else []
        toc += self._references_heading("glossary/")
        groups, terms = glossary_order(self.content)
        letters = [by_letter(groups, lambda group: group.name), by_letter(terms, lambda term: term.term)]
        return self._page("glossary/", _OVERVIEWS["glossary"], "glossary.html", toc, groups=letters[0], terms=letters[1], status=standing)

    def _designations(self) -> Page:
        settings = self.content.settings
        lists = [name for name in settings.lists if any(d.list == name for g in self.content.groups for d in g.designations)]
        return self._page(
            "designations/",
            _OVERVIEWS["designations"],
            "designations.html",
            [Heading("matrix", "Groups and lists"), Heading("counts", "What sources count"), Heading("records", "The records")],
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
            _OVERVIEWS["relations"],
            "relations.html",
            [Heading("drawn", "Who is tied to whom"), Heading("ties", "The ties one by one")],
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
        return self._page("figures/", _OVERVIEWS["figures"], "figures.html", [Heading(q.id, q.title) for q, _, _ in rows], rows=rows)

    def _timeline(self) -> Page:
        years: dict[int | None, list[Claim]] = defaultdict(list)
        events = timeline(self.explainer)
        for claim in events:
            years[year_of(claim)].append(claim)
        toc = [Heading(f"y{year}", str(year)) if year else Heading("open", "Beginning not known") for year in years]
        whole, by_year = overview(events), strips(events)
        return self._page("timeline/", _OVERVIEWS["timeline"], "timeline.html", toc, years=years, overview=whole, strips=by_year)

    def _sources(self) -> Page:
        return self._page("sources/", _OVERVIEWS["sources"], "sources.html", [], sources=self.content.sources)

    def _changes(self) -> Page:
        toc = [Heading(f"r-{r.commit[:10]}", show_date(day)) for r in self.revisions if (day := parse_date(r.date))]
        told = accumulate(len(revision.changes) for revision in self.revisions)
        shown = [(revision, revision.changes if so_far <= _CHANGES else ()) for revision, so_far in zip(self.revisions, told, strict=True)]
        return self._page(
            "changes/", _OVERVIEWS["changes"], "changes.html", toc, revisions=shown, words_changed=word_changes, cited_parts=citation_parts
        )

    def _search(self) -> Page:
        return self._page("search/", _OVERVIEWS["search"], "search.html", [])

    # --- help ---

    def _page(
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
        **context: Any,
    ) -> Page:
        view = View(self.explainer, url, written=self._written)
        html = self._env.get_template(f"pages/{template}").render(view=view, title=title, **context)
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
        )

    def card(self, theme: Theme | None) -> Card:
        """Say what the picture of a theme says, or without one that of the whole site."""
        settings = self.content.settings
        as_of = (theme.as_of if theme else None) or settings.as_of
        claims = theme.body.claims if theme else tuple(self.explainer.claims.values())
        sources = len({c.source for claim in claims for c in claim.citations})
        facts = [plural(len(claims), "claim"), plural(sources, "source"), *([f"As of {show_date(as_of)}"] if as_of else [])]
        return Card(theme.question if theme else settings.title, settings.title if theme else "", " · ".join(facts))

    def plain_head(self, url: str, title: str) -> str:
        """Say of a page what can be said of any: also of one that the engine renders."""
        return self._head(self.graphs.overview(url, title), url)

    def _head(self, graph: str, url: str, picture_of: str = "", kind: str = "website") -> str:
        picture = f"{self.address}{picture_of}{PICTURE}" if self.address else ""
        script = "../" * url.count("/") + "assets/explainer/moved.js" if url in self.explainer.moves.left else ""
        return head_html(graph, kind, picture, script)

    def _references_heading(self, url: str) -> list[Heading]:
        return [Heading("references", "References")] if self.explainer.references.get(url) else []

    def _mentions(self, group: Group) -> list[tuple[str, list[Claim]]]:
        pages: dict[str, list[Claim]] = defaultdict(list)
        for claim_id in self.explainer.mentioned_in.get(group.id, ()):
            claim = self.explainer.claims[claim_id]
            if claim.page != group.url:
                pages[claim.page].append(claim)
        return list(pages.items())

    def _theme_items(self, folder: str) -> Iterator[NavItem]:
        """Give the themes of a folder and the folders in it, by `order`, then by title."""
        known = {part.id: part for part in self.content.parts}
        folders = {theme.part for theme in self.content.themes if theme.part}
        folders |= {"/".join(f.split("/")[:n]) for f in folders for n in range(1, f.count("/") + 1)}
        rows = [(t.order, t.title, NavItem(t.title, t.url, branch=f"themes/{t.part}")) for t in self.content.themes if t.part == folder]
        for child in folders:
            if child.rpartition("/")[0] == folder:
                part = known.get(child)
                title = part.title if part else child.rpartition("/")[2].replace("-", " ").capitalize()
                rows.append((part.order if part else 0, title, NavItem(title, children=tuple(self._theme_items(child)))))
        items = tuple(item for _, _, item in sorted(rows, key=lambda row: row[:2]))
        return iter(items if folder else (NavItem("Themes", children=items),)) if items else iter(())

    def _overview_items(self) -> Iterator[NavItem]:
        for name, title in self.overview_titles.items():
            if name != "search":
                yield NavItem(title, f"{name}/", branch="overviews")


def _date(value: Date | None, css: str = "") -> Markup:
    return Markup(time(value, css)) if value else Markup("")


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


def _day(text: str) -> str:
    value = parse_date(text)
    return show_date(value) if value else text
