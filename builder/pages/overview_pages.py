"""Pages about the whole, before their templates: what each asks for."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from builder.history.changes import Kind
from builder.history.versions import Reach
from builder.linking.queries import Sheet, show_figure
from builder.model.document import Stance, Support
from builder.model.language import language_of, phrase
from builder.overviews.about_page import about_sheet
from builder.overviews.designations_page import designations_sheet
from builder.overviews.figures_page import figures_sheet
from builder.overviews.glossary_page import glossary_sheet
from builder.overviews.relations_page import relations_sheet
from builder.overviews.sources_page import sources_sheet
from builder.overviews.timeline_page import timeline_sheet
from builder.overviews.titles import overview_sheet
from builder.pages.claim_list import STATUSES, claim_sheets
from builder.pages.disputes_page import dispute_sheets
from builder.pages.view import View
from builder.pages.words import label
from builder.signs.method_page import method_sheet
from builder.signs.sign_words import SUPPORT_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from builder.history.changes import Change, Changes, Revision, Section, Shown
    from builder.model.document import Citation, Measure, SafeHtml
    from builder.model.explainer import Explainer
    from builder.model.language import Language

_CHANGES = 200
"""The most changes that are listed one by one, the latest; of older ones only the number is shown."""
_ALIKE = 0.4
"""From which likeness on two texts are compared word by word."""
CHANGE_WORDS = {
    Kind.ADDED: phrase("Added"),
    Kind.REMOVED: phrase("Removed"),
    Kind.RENAMED: phrase("New address"),
    Kind.MOVED: phrase("Moved"),
    Kind.REWORDED: phrase("Reworded"),
    Kind.LAYOUT: phrase("Links or layout changed"),
    Kind.SOURCED: phrase("Re-sourced"),
    Kind.SIGNED: phrase("Sign changed"),
    Kind.QUOTED: phrase("Quoted words changed"),
    Kind.STATUS: phrase("Status changed"),
    Kind.DATED: phrase("Date changed"),
    Kind.ATTRIBUTED: phrase("Attribution changed"),
    Kind.EVENT: phrase("Event changed"),
    Kind.MEASURED: phrase("Figure changed"),
    Kind.TIED: phrase("Ties to other claims changed"),
    Kind.MARKED: phrase("Marks changed"),
}
_KNOWN = {
    Reach.NONE: phrase("This site was built without a version history, so there are no changes to tell."),
    Reach.UNKNOWN: phrase("The version history could not be read when this site was built, so it is not known what was changed."),
    Reach.CUT: phrase(
        "It is not known what was changed up to {date}: older versions of the texts could not be read when this site was built."
    ),
    Reach.LATEST: phrase("What was changed up to {date} is not listed: only the latest versions are compared."),
}
UNREAD = phrase("A text could not be read when this site was built, so it is not known what this version changed.")


def known_words(changes: Changes, language: Language) -> str:
    """Return what is not known of the changes, in words; empty if all is."""
    return language.say(_KNOWN.get(changes.reach, "")).format(date=language.day(changes.since))


def tells(changes: Changes) -> bool:
    """Return whether there is a change to tell of: a history that only begins has none."""
    return any(revision.changes or not revision.is_read for revision in changes.revisions)


def changes_sheet(explainer: Explainer, changes: Changes) -> Sheet:
    """Give what changed, revision by revision."""
    language = language_of(explainer.content.settings.languages[0])
    revisions = changes.revisions
    so_far = accumulate(len(revision.changes) for revision in revisions)
    listed = [(revision, revision.changes if number <= _CHANGES else ()) for revision, number in zip(revisions, so_far, strict=True)]
    is_told = tells(changes)
    days = [(day, list(found)) for day, found in groupby(listed if is_told else (), lambda one: one[0].date)]
    return overview_sheet(
        "changes",
        [(f"day-{day}", language.day(day)) for day, _ in days],
        revisions=revisions,
        days=days,
        is_told=is_told,
        has_feed=changes.reach is not Reach.NONE,
        known=known_words(changes, language),
        unread=UNREAD,
        words_changed=word_changes,
        words_of_change=change_words,
    )


_WHOLE: dict[str, Callable[[Explainer], Sheet]] = {
    "glossary": glossary_sheet,
    "designations": designations_sheet,
    "relations": relations_sheet,
    "figures": figures_sheet,
    "timeline": timeline_sheet,
    "sources": sources_sheet,
    "method": method_sheet,
    "search": lambda _: overview_sheet("search", ()),
    "bundle": lambda _: overview_sheet("bundle", (), copies=()),
}
WITH_CHANGES: dict[str, Callable[[Explainer, Changes], Sheet]] = {"changes": changes_sheet, "about": about_sheet}
"""Overviews that tell of the version history, too."""
PARTED: dict[str, Callable[[Explainer], Iterator[Sheet]]] = {"claims": claim_sheets, "disputes": dispute_sheets}
"""Overviews that may need more than one page."""


def sheets_of(explainer: Explainer, name: str, changes: Changes) -> Iterable[Sheet]:
    """Give the page of an overview, and its parts where it has some."""
    if name in PARTED:
        return PARTED[name](explainer)
    return (WITH_CHANGES[name](explainer, changes) if name in WITH_CHANGES else _WHOLE[name](explainer),)


def addresses_of(explainer: Explainer, name: str) -> Iterable[str]:
    """Return the addresses of the pages of an overview in PARTED without what stands on them."""
    return (sheet.url for sheet in PARTED[name](explainer))


# --- changes in words -------------------------------------------------------------------------------------------------


def _citation(view: View, citation: Citation) -> SafeHtml:
    source = view.explainer.sources.get(citation.source)
    name: SafeHtml = view.source_link(source.id) if source else view.apart(citation.source)
    said = " ".join(filter(None, (view.say("contra") if citation.stance is Stance.CONTRADICTS else "", view.apart(citation.prefix), name)))
    return view.say(", ").join(filter(None, (said, view.apart(citation.locator), _quoted(view, citation.quote))))


def _quoted(view: View, words: str) -> SafeHtml:
    return view.say("“{words}”").format(words=f"<bdi>{escape(words)}</bdi>") if words else ""


def _figure(view: View, measure: Measure) -> SafeHtml:
    quantity = view.explainer.content.settings.quantities.get(measure.quantity)
    return f"{view.apart(quantity.title if quantity else measure.quantity)}: {view.apart(show_figure(measure, view.language))}"


def _section(view: View, section: Section) -> SafeHtml:
    return view.apart(section.title) if section.title else view.say("the beginning of the page")


def _linked(view: View, claim: str) -> SafeHtml:
    known = view.explainer.claims.get(claim)
    return view.claim_link(known) if known else escape(claim)


_WRITTEN: Mapping[str, Callable[[View, Any], SafeHtml]] = {
    "id": lambda _, claim: f"#claim-{escape(claim)}",
    "page": lambda view, page: view.apart(view.explainer.titles.get(page, page)),
    "section": _section,
    "text": lambda view, text: view.apart(text),
    "tokens": lambda view, target: view.apart(target),
    "citations": _citation,
    "status": lambda view, status: view.say(STATUSES[status]),
    "support": lambda view, support: view.say(SUPPORT_WORDS[support]),
    "date": lambda view, date: view.time(date),
    "as_of": lambda view, date: view.say("as of {date}").format(date=view.time(date)),
    "attributed": lambda view, name: view.apart(name),
    "event": lambda view, label: view.apart(label),
    "measure": _figure,
    "disputes": lambda view, claim: view.say("disputes “{claim}”").format(claim=_linked(view, claim)),
    "differs": lambda view, claim: view.say("differs from “{claim}”").format(claim=_linked(view, claim)),
    "supersedes": lambda view, claim: view.say("supersedes “{claim}”").format(claim=_linked(view, claim)),
    "supports": lambda view, claim: view.say("supports “{claim}”").format(claim=_linked(view, claim)),
    "editorial": lambda view, _: view.say(SUPPORT_WORDS[Support.EDITORIAL]),
    "citation_needed": lambda view, _: view.say(SUPPORT_WORDS[Support.NEEDED]),
    "later": lambda view, _: view.say("Later development"),
}
"""What a page shows of each field of a claim, as HTML."""


class ChangeWords(NamedTuple):
    """A change in the words of a language."""

    about: Markup
    """What was changed in part: of a citation all but the quoted phrase. Empty where there is no such thing."""
    before: Markup
    after: Markup
    """What went and what came; empty where there is nothing."""


def change_words(view: View, change: Change) -> ChangeWords:
    """Return a change in words, as they stand on a page."""
    if change.kind is Kind.QUOTED:
        ((_, old),), ((_, new),) = change.before, change.after
        texts = _citation(view, new._replace(quotes=())), _quoted(view, old.quote), _quoted(view, new.quote)
    else:
        texts = "", _side(view, change.before), _side(view, change.after)
    return ChangeWords(*(Markup(text) for text in texts))  # noqa: S704  # written here, and what authors wrote in it is escaped


def _side(view: View, items: Sequence[Shown]) -> SafeHtml:
    """Write what went or came; of a claim that moved to another page, only the page."""
    items = [item for item in items if item.field == "page"] or items
    return view.say("; ").join(shown_html(view, item) for item in items)


def shown_html(view: View, item: Shown) -> SafeHtml:
    """Write a value that a page shows of a claim."""
    return _WRITTEN[item.field](view, item.value)


def change_lines(explainer: Explainer, revision: Revision) -> Iterator[str]:
    """Yield each change of a revision as a line of plain text."""
    view = View(explainer, "changes/")
    for change in revision.changes:
        if change.kind in (Kind.ADDED, Kind.REMOVED, Kind.REWORDED):
            (_, text), *_ = change.after or change.before
            yield f"{view.say(CHANGE_WORDS[change.kind])}: {' '.join(text.split())}"
        else:
            claim = explainer.claims.get(change.claim)
            yield change_line(view, change, view.say("“{words}”").format(words=label(claim, view.language)) if claim else change.claim)


def change_line(view: View, change: Change, name: str) -> str:
    """Return a change, but of wording, as a line of plain text; `name` is what the claim is called."""
    say = view.say
    about, before, after = (html.striptags() for html in change_words(view, change))
    line = [say(CHANGE_WORDS[change.kind]), name, about]
    if change.kind is Kind.QUOTED:
        line.append(say("quotes {after} instead of {before}").format(after=after, before=before))
    elif before and after:
        line.append(say("from {before} to {after}").format(before=before, after=after))
    elif before or after:
        line.append(f"{say('added:')} {after}" if after else f"{say('removed:')} {before}")
    return ": ".join(filter(None, line))


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return what of a text stayed (`=`), went (`-`) and came (`+`), in runs of words; one text for the other where little stayed."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [("-", before), ("+", after)]
    runs: list[tuple[str, str]] = []
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        gone, come = " ".join(old[old_start:old_end]), " ".join(new[new_start:new_end])
        runs += [("=", come)] if gone == come else [(sign, text) for sign, text in (("-", gone), ("+", come)) if text]
    return runs
