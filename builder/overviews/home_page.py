"""The home page: the answer, what is newest, the key to the signs, the questions with their answers."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.queries import Sheet
from builder.model.document import Support
from builder.model.language import phrase

if TYPE_CHECKING:
    from builder.history.changes import Changes
    from builder.model.document import Claim
    from builder.model.explainer import Explainer

_NEWEST = 4
"""So many later developments are named."""


class ChangedLast(NamedTuple):
    """What the latest version changed that changed any claim."""

    date: str
    """ISO 8601, a day."""
    anchor: str
    """Of its section on the page of changes."""
    number: int
    """Of claims."""


def home_sheet(explainer: Explainer, changes: Changes) -> Sheet:
    """Return what is newest, the questions, the key to the signs, and how much there is of what."""
    content, supports = explainer.content, Counter(explainer.support.values())
    numbers = [
        (phrase("claims"), len(explainer.claims)),
        (phrase("sources"), len(content.sources)),
        (phrase("groups"), len(content.groups)),
        (phrase("themes"), len(content.themes)),
    ]
    newest, changed = newest_claims(explainer), changed_last(changes)
    toc = [("newest", phrase("Newest"))] if newest or changed else []
    return Sheet(
        "",
        content.settings.title,
        "home.html",
        (*toc, ("how-to-read", phrase("How to read the signs")), ("themes", phrase("The questions"))),
        {
            "numbers": [(name, number) for name, number in numbers if number],
            "supports": [(support, supports[support]) for support in Support if supports[support]],
            "newest": newest,
            "changed": changed,
            "annotated": [source for source in content.sources if source.annotated],
        },
    )


def newest_claims(explainer: Explainer) -> list[Claim]:
    """Return the latest of what happened after the day of the explainer, the latest first; of one day in the authors' order."""
    later = [(claim.date.last, claim) for claim in explainer.claims.values() if claim.later and claim.date]
    events = [(day, claim) for day, claim in later if claim.event]
    return [claim for _, claim in sorted(events or later, key=itemgetter(0), reverse=True)[:_NEWEST]]


def changed_last(changes: Changes) -> ChangedLast | None:
    """Return the latest version that changed a claim; None where none has since the history begins."""
    for revision in changes.revisions:
        if number := len({change.claim for change in revision.changes}):
            return ChangedLast(revision.date, revision.anchor, number)
    return None
