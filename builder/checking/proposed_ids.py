"""The ids that are proposed for claims without one: each free in the whole explainer, and no two alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from builder.model.ids import ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.explainer import Explainer
    from builder.model.findings import Finding


def with_free_ids(explainer: Explainer, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, those that propose an id for a claim with one that is free, in their edits and their hints.

    Taken are the ids of claims, those that claims had before, the anchors of pages, and what is proposed for a claim before.
    """
    found_so_far = list(findings)
    if not any(found.code == "claim-without-id" and found.edits for found in found_so_far):
        return found_so_far
    taken = {*explainer.claims, *(old.rpartition("/")[2] for claim in explainer.claims.values() for old in claim.was)}
    taken.update(anchor for page in explainer.content.pages for anchor in page.body.anchors)
    order = sorted(range(len(found_so_far)), key=lambda number: found_so_far[number].where)
    for number in order:
        found = found_so_far[number]
        if found.code == "claim-without-id" and found.edits:
            proposed = found.hints[0].partition("{#")[2].rstrip("}")
            free = next(name for name in _names(proposed) if name not in taken)
            taken.add(free)
            if free != proposed:
                found_so_far[number] = _with_id(found, proposed, free)
    return found_so_far


def _names(proposed: str) -> Iterable[str]:
    yield proposed
    yield from (f"{proposed}-{number}" for number in count(2))


def _with_id(found: Finding, old: str, new: str) -> Finding:
    hints = tuple(hint.replace(f"#{old}", f"#{new}") for hint in found.hints)
    edits = tuple(edit._replace(new=edit.new.replace(f"#{old}", f"#{new}")) for edit in found.edits)
    return replace(found, hints=hints, edits=edits if ID.match(new) else ())
