"""One HTML file for those who review a change: each changed claim before and after, above the whole explainer as it would be."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from importlib.resources import files
from textwrap import shorten
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from builder.bundles.one_file import document
from builder.comparing.difference import section_of
from builder.comparing.effects import EFFECT_WORDS, effects_of, titled
from builder.comparing.reports import NOTHING, counted, how_changed, name_of, word_runs
from builder.history.changes import SHOWN, Kind, Shown, shown_values
from builder.model.dates import parse_date
from builder.model.language import phrase
from builder.pages.overview_pages import CHANGE_WORDS, shown_html
from builder.pages.view import View
from builder.whole.whole_page import MOST_CLAIMS, has_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.bundles.bundle_files import Bundle
    from builder.comparing.difference import Difference, EntryChange
    from builder.comparing.effects import Effects
    from builder.comparing.graph import Graph
    from builder.history.changes import Change
    from builder.model.document import Claim, SafeHtml
    from builder.model.findings import Finding
    from builder.pages.renderer import Renderer

_FACTS = {
    Kind.RENAMED: phrase("Address"),
    Kind.MOVED: phrase("Place"),
    Kind.ATTRIBUTED: phrase("According to"),
    Kind.STATUS: phrase("Status"),
    Kind.DATED: phrase("Date"),
    Kind.EVENT: phrase("Event"),
    Kind.MEASURED: phrase("Figure"),
    Kind.TIED: phrase("Ties to other claims"),
    Kind.MARKED: phrase("Marks"),
    Kind.LAYOUT: phrase("Links"),
}
"""What is shown of a claim beside its text and sources, with its sign."""
_ALWAYS = {Kind.ATTRIBUTED, Kind.STATUS, Kind.DATED, Kind.MEASURED}
"""Facts that are shown also where they stay, so that a claim can be judged."""
_HOW = {
    "added": phrase("Added"),
    "removed": phrase("Removed"),
    "renamed": phrase("New address"),
    "changed": phrase("Changed"),
    "stale": phrase("No longer shown"),
}
_KINDS = {
    "theme": phrase("Theme"),
    "group": phrase("Group"),
    "source": phrase("Source"),
    "term": phrase("Term"),
    "quantity": phrase("Quantity"),
    "setting": phrase("Setting"),
    "translated theme": phrase("Translated theme"),
    "translated claim": phrase("Translated claim"),
}
_SHORT = 100
"""Characters of a claim that a warning names."""
_LOST, _GAINED = phrase("only before"), phrase("only after")
_SIGN = phrase("Sign")


class Value(NamedTuple):
    """A fact or a source on one side of a claim."""

    html: Markup
    differs: bool
    """Whether the other side has another one, or none."""
    name: str = ""
    """Of a fact."""


class Side(NamedTuple):
    """A claim before or after a change."""

    words: list[tuple[str, str]]
    """Its text in runs of words (`word_changes`)."""
    facts: list[Value]
    sources: list[Value]
    mark: str
    """What is said of a source that the other side has not."""


class ReviewedClaim(NamedTuple):
    """A claim that differs."""

    anchor: str
    name: str
    place: str
    url: str
    """Of the claim below; empty if it is gone."""
    kinds: list[str]
    before: Side | None
    after: Side | None


class ReviewedEntry(NamedTuple):
    """Another record that differs."""

    anchor: str
    kind: str
    how: str
    name: str
    fields: list[tuple[str, list[tuple[str, str]]]]


class Item(NamedTuple):
    """Something that a warning names."""

    text: str
    link: str
    """The id of where more of it stands; empty if that is nowhere."""


class Warned(NamedTuple):
    """What reviewers look at first."""

    about: str
    items: list[Item]


class Review(NamedTuple):
    """All that the page says above the explainer."""

    old: str
    new: str
    counted: list[str]
    errors: list[str]
    """What the check refuses in the new state; the explainer below is the old one if there are any."""
    warnings: list[Warned]
    spared: list[str]
    """What else reviewers would look at first, and is not there."""
    claims: list[ReviewedClaim]
    entries: list[ReviewedEntry]
    pages: list[tuple[str, str]]


def review_page(bundle: Bundle, renderer: Renderer, found: Difference, errors: Sequence[Finding] = ()) -> str:
    """Return the page; `bundle` and `renderer` are of the new state, or of the old one if the new one has errors.

    Raises ValueError if the explainer is too large for one page.
    """
    if not has_whole(renderer.explainer):
        raise ValueError(f"a page for reviewers holds the whole explainer, which has more than {MOST_CLAIMS:,} claims")
    looks = files("builder.comparing").joinpath("review.css").read_text(encoding="utf-8")
    return document(bundle, renderer, "review.html", looks, reviewed=partial(reviewed, found, errors))


def reviewed(found: Difference, errors: Sequence[Finding], view: View) -> Review:
    """Return a difference as the page shows it."""
    # What is gone has its title, too.
    view = View(replace(view.explainer, titles={**found.old.titles, **view.explainer.titles}), view.url, layout=view.layout)
    claims: dict[str, list[Change]] = {}
    for change in found.changes:
        claims.setdefault(change.claim, []).append(change)
    former = {today: old for old, today in found.names["claim"].items()}
    cards = [_claim(found, view, (former.get(name, name), name), changes) for name, changes in claims.items()]
    order = {name: number for number, name in enumerate(view.explainer.claims)}
    effects = effects_of(found)
    entries = [_entry(change, is_stale=change.old in effects.untranslated) for change in found.entries]
    warnings = list(_warnings(found, effects, {card.name for card in cards}, {entry.anchor for entry in entries}))
    return Review(
        _state(found.old, view),
        _state(found.new, view),
        lines if (lines := counted(found)) != [NOTHING] else [],
        [f"{error.where.path}:{error.where.line}: {error.message}" for error in errors],
        warnings,
        [words for words in EFFECT_WORDS.values() if words not in {warning.about for warning in warnings}],
        sorted(cards, key=lambda card: (card.place, order.get(card.name, -1))),
        entries,
        [(title, _link(view, address)) for address, title in zip(effects.pages, titled(found, effects.pages), strict=True)],
    )


def _state(graph: Graph, view: View) -> str:
    day = parse_date(graph.as_of)
    as_of = view.say("as of {date}").format(date=view.language.date(day)) if day else ""
    return "; ".join(filter(None, (graph.name or graph.title, as_of)))


def _link(view: View, address: str) -> str:
    return view.href(address) if view.layout.leads(address) else ""


def _warnings(found: Difference, effects: Effects, claims: set[str], entries: set[str]) -> Iterator[Warned]:
    for field, about in EFFECT_WORDS.items():
        if values := getattr(effects, field):
            texts = [_source_title(found, name) if field.startswith("sources") else _claim_words(found, name) for name in values]
            links = [f"change-{name}" if name in claims else _anchor_of(name, entries) for name in values]
            yield Warned(about, [Item(text, link) for text, link in zip(texts, links, strict=True)])


def _anchor_of(name: str, entries: set[str]) -> str:
    """Return the id of the entry that a source or a translation has on the page; empty if it has none."""
    anchors = (f"source-{name}", f"translated-claim-{name}", f"translated-theme-{name}")
    return next((id_ for anchor in anchors if (id_ := _id(anchor)) in entries), "")


def _id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-")


def _claim_words(found: Difference, name: str) -> str:
    """Return an id and the beginning of its claim; an address as it is."""
    claim = found.new.claims.get(name) or found.old.claims.get(name)
    return f"{name}: {shorten(claim.text, _SHORT, placeholder=' …')}" if claim else name


def _source_title(found: Difference, name: str) -> str:
    entry = found.new.entries["source"].get(name) or found.old.entries["source"][name]
    return f"{name}: {_described(entry.values)}"


def _described(values: Mapping[str, object]) -> str:
    read = f"consulted: {values['consulted']}" if values.get("consulted") else ""
    wanted = dict.fromkeys([values.get("title"), values.get("publisher"), values.get("container"), values.get("issued"), read])
    return ", ".join(str(value) for value in wanted if value)


# --- claims -----------------------------------------------------------------------------------------------------------


def _claim(found: Difference, view: View, ids: tuple[str, str], changes: Sequence[Change]) -> ReviewedClaim:
    """Return a claim by the ids that it had and has."""
    old, new, name = found.old.claims.get(ids[0]), found.new.claims.get(ids[1]), ids[1]
    words = word_runs(old.text, new.text) if old and new else [("-" if old else "+", (old or new).text)]  # type: ignore[union-attr]
    differing = changes if old and new else ()  # alone, a side differs from nothing
    before = _side(found.old, view, old, differing, found.names["source"]) if old else None
    after = _side(found.new, view, new, differing) if new else None
    page = (new or old).page  # type: ignore[union-attr]
    return ReviewedClaim(
        f"change-{name}",
        name,
        view.explainer.titles.get(page, page),
        view.claim_url(name) if name in view.explainer.claims else "",
        [CHANGE_WORDS[change.kind] for change in changes],
        before and before._replace(words=[run for run in words if run[0] != "+"], mark=_LOST),
        after and after._replace(words=[run for run in words if run[0] != "-"], mark=_GAINED),
    )


def _side(graph: Graph, view: View, claim: Claim, changes: Sequence[Change], names: Mapping[str, str] = MappingProxyType({})) -> Side:
    """Return a claim as one side shows it; `names` are the keys that its sources have in what differs."""
    titles = section_of(graph, claim)
    differing = {change.kind for change in changes}
    parts = {item for change in changes for items in (change.before, change.after) for item in items if item.field == "citations"}
    facts = [Value(_joined(view, [Shown("support", graph.signs[claim.id])]), Kind.SIGNED in differing, _SIGN)]
    for kind, label in _FACTS.items():
        items = [item for field in SHOWN[kind] for item in shown_values(claim, field, titles)]
        if items and (kind in differing or kind in _ALWAYS):
            facts.append(Value(_joined(view, items), kind in differing, label))
    sources = []
    for item in shown_values(claim, "citations", {}):
        today = item._replace(value=item.value._replace(source=names.get(item.value.source, item.value.source)))
        sources.append(Value(_source(view, graph, item), today in parts))
    return Side([], facts, sources, "")


def _joined(view: View, items: Sequence[Shown]) -> Markup:
    return Markup(view.say("; ").join(shown_html(view, item) for item in items))  # noqa: S704  # written by `shown_html`


def _source(view: View, graph: Graph, item: Shown) -> Markup:
    """Write a citation, with the title of its source: one that is gone has no page any more."""
    entry = graph.entries["source"].get(item.value.source)
    title = view.apart(_described(entry.values)) if entry else ""
    html: SafeHtml = shown_html(view, item)
    return Markup(f"{html}<br>{title}")  # noqa: S704  # both are written by the view


# --- other records ----------------------------------------------------------------------------------------------------


def _entry(change: EntryChange, *, is_stale: bool) -> ReviewedEntry:
    how = "stale" if is_stale else how_changed(change)
    fields = [(field.name, _runs(field.before, field.after)) for field in change.fields]
    return ReviewedEntry(_id(f"{change.kind}-{change.new or change.old}"), _KINDS[change.kind], _HOW[how], name_of(change), fields)


def _runs(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    if len(before) == len(after) == 1:
        return word_runs(before[0], after[0])
    return [*(("-", text) for text in before), *(("+", text) for text in after)]
