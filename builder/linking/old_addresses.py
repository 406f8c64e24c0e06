"""Old addresses: the current addresses of pages and claims that were renamed or moved.

A theme, group or source lists its former ids in `was: [old-id]`; a claim has `was=old-id`, or `was=themes/money/old-id` if
it was on another page. A former id cannot be in use again: an address leads to exactly one place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from builder.formats.wrong_values import bad_id
from builder.model.explainer import Moves
from builder.model.findings import Finding, finding
from builder.model.ids import ID, bad_key, device_id, is_device_name, is_key, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.linking.references import Index
    from builder.model.document import Claim
    from builder.model.findings import Where
    from builder.model.sources import Former

_T = TypeVar("_T")
_FOLDERS = {"themes": "theme", "groups": "group"}


def find_moves(index: Index) -> tuple[Moves, list[Finding]]:
    """Return the old addresses, and a finding for each that is ambiguous or invalid."""
    findings: list[Finding] = []
    pages = _pages(index, findings)
    renamed: dict[str, list[str]] = defaultdict(list)
    left: dict[str, list[tuple[str, str]]] = defaultdict(list)
    claimed: dict[tuple[str, str], str] = {}
    for claim in index.claims.values():
        for word in claim.was:
            page, old = _place(word, claim)
            page = pages.get(page, page)
            problems = list(_problems(index, claim, page, old, claimed))
            findings += problems
            claimed.setdefault((page, old), claim.id)
            if problems:
                continue
            if page == claim.page:
                renamed[claim.id].append(old)
            else:
                left[page].append((old, claim.id))
    return Moves(pages, _frozen(renamed), _frozen(left)), findings


def _pages(index: Index, findings: list[Finding]) -> dict[str, str]:
    pages: dict[str, str] = {}
    for kind, folder, items in (
        ("theme", "themes", [(item, item.url) for item in index.content.themes]),
        ("group", "groups", [(item, item.url) for item in index.content.groups]),
        ("source", "sources", [(item, item.page) for item in index.content.sources]),
    ):
        known = index.known(kind)
        taken = {current: item.id for item, current in items}
        for item, current in items:
            for former in item.was:
                address = f"{folder}/{slug_of(former.id)}/"
                if problem := _invalid(kind, former):
                    findings.append(problem)
                elif former.id in known:
                    findings.append(_reused(former.where, f"there is a {kind} `{former.id}` now"))
                elif address in pages:
                    findings.append(_reused(former.where, f"`{pages[address]}` also was the {kind} `{former.id}`"))
                elif address in taken and address != current:
                    findings.append(_reused(former.where, f"`{address}` is the address of the {kind} `{taken[address]}` now"))
                elif address != current:
                    pages[address] = current
    return pages


def _invalid(kind: str, former: Former) -> Finding | None:
    """Return the finding about a former id that cannot have been one."""
    if kind == "source":
        return None if is_key(former.id) else bad_key(former.where, former.id)
    if not ID.match(former.id):
        return bad_id(former.where, former.id)
    return device_id(former.where, former.id, "take it out of `was`") if is_device_name(former.id) else None


def _place(word: str, claim: Claim) -> tuple[str, str]:
    """Return the address of a page and the id that an entry of `was` refers to."""
    page, slash, old = word.rpartition("/")
    return (f"{page}/" if slash else claim.page), old


def _problems(index: Index, claim: Claim, page: str, old: str, claimed: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
    where = claim.places["was"]
    folder, _, name = page.rstrip("/").partition("/")
    kind = _FOLDERS.get(folder)
    if kind is None:
        yield finding(where, "wrong-value", f"`{page}{old}` is not a valid old address", "write was=old-id, or was=themes/old-page/old-id")
    elif name not in index.known(kind):
        hint = f"or name `{name}` in `was` of the {kind} that replaced it"
        yield finding(where, f"unknown-{kind}", f"there is no {kind} `{name}`", index.did_you_mean(kind, name), hint)
    elif not ID.match(old):
        yield bad_id(where, old)
    elif old in index.claims and (old != claim.id or page == claim.page):
        yield _reused(where, f"there is a claim `{old}` now")
    elif (page, old) in claimed:
        yield _reused(where, f"`{claimed[page, old]}` also was the claim `{old}`")


def _reused(where: Where, message: str) -> Finding:
    return finding(where, "reused-id", message, "an old address can lead to one place only: rename one of the two, or leave out `was`")


def _frozen(lists: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
