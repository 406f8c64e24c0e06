"""Ids, words in brackets and links that are meant as citations and are none, and what follows from one that is not written as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.document import BareForm
from builder.model.findings import Edit, Finding, Vocabulary, finding, meant
from builder.model.ids import written_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model.document import Bare
    from builder.model.explainer import Explainer
    from builder.model.findings import Where

_LIKELY = 80
"""How much alike, of 100, a word in brackets or the name of a person must be to an id to be taken for a slip."""


def with_unmarked(explainer: Explainer, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those about words and links that are meant as citations.

    Of a block with something that was meant as one it is not reported that it cites nothing, nor are braces around it something else.
    """
    found_so_far = [*findings, *_unmarked(explainer)]
    places = {found.where for found in found_so_far if found.code in ("bare-citation", "invalid-citation")}
    blocks = {bare.block for bare in explainer.content.bare if bare.where in places}
    return [found for found in found_so_far if not _follows(found, places, blocks)]


def _follows(found: Finding, places: set[Where], blocks: set[Where | None]) -> bool:
    """Return whether a finding follows from a citation that is not written as one, at one of the places or in one of the blocks."""
    if found.code == "unread-markup":
        return found.where._replace(column=found.where.column + 1) in places
    return found.code == "uncited-prose" and found.where in blocks


def _unmarked(explainer: Explainer) -> Iterator[Finding]:
    candidates = explainer.content.bare
    if not candidates:
        return
    addresses = {_plain(source.url): source.id for source in reversed(explainer.content.sources) if source.url}
    sources = Vocabulary(explainer.sources)
    yield from _loose(candidates, sources)
    for bare in candidates:
        if bare.form is BareForm.WORD:
            yield from _word(bare, explainer, sources)
        elif bare.form is BareForm.LINK and bare.block:
            yield from _link(bare, addresses)


def _link(bare: Bare, addresses: Mapping[str, str]) -> Iterator[Finding]:
    if source := addresses.get(_plain(bare.id)):
        yield finding(bare.where, "bare-citation", "a link is not a citation", f"did you mean [@{source}]?")


def _word(bare: Bare, explainer: Explainer, sources: Vocabulary) -> Iterator[Finding]:
    known = next((name for name in (bare.id, bare.id.lower()) if name in explainer.sources or name in explainer.claims), "")
    if known in explainer.sources:
        inside = bare.written[1:-1].replace(bare.id, f"@{known}", 1)
        edits = (Edit(bare.where, bare.written, f"[{inside}]"),)
        message = f"`{bare.written}` is not a citation: the `@` is missing"
        yield finding(bare.where, "bare-citation", message, f"did you mean [{inside}]?", edits=edits)
    elif known:
        message = f"`{bare.written}` is not a link to the claim of that id"
        yield finding(bare.where, "bare-citation", message, f"did you mean [words](claim:{known})?")
    elif "-" in bare.id and any(map(str.isdigit, bare.id)) and (hint := sources.did_you_mean(bare.id, _LIKELY)):
        hint = hint.replace(" `", " [@").replace("`", "]")
        yield finding(bare.where, "bare-citation", f"`{bare.written}` is not a citation: the `@` is missing", hint)


def _plain(address: str) -> str:
    """Return what two addresses have in common that lead to the same page."""
    return address.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/").casefold()


# --- ids with an at sign ----------------------------------------------------------------------------------------------


def _loose(bares: Iterable[Bare], sources: Vocabulary) -> Iterator[Finding]:
    """Yield a finding for each id of a source, or what is nearly one, that stands in no citation; `sources` are the known ids."""
    for bare in bares:
        if bare.form not in _BARE:
            continue
        close = [bare.id] if bare.id in sources else [] if bare.form is BareForm.ATTACHED else sources.close_to(bare.id, _LIKELY)
        if close:
            code, message, hint = _BARE[bare.form]
            key, cited = written_key(bare.id), written_key(close[0])
            said = message.format(key=key, kind=bare.sign)
            near = "" if close == [bare.id] else meant(close)
            yield finding(bare.where, code, said, near, _proposed(bare, cited) or hint.format(key=key, cited=cited))


def _proposed(bare: Bare, key: str) -> str:
    """Return a hint with all that stands in brackets of another kind, or in one that is not closed; empty without them."""
    if not bare.written:
        return ""
    cited = bare.written[1:-1].replace(written_key(bare.id), key, 1)
    if bare.form is BareForm.NOT_CLOSED:
        return f"write [{cited}], or \\[ if the bracket is only text"
    return f"write [{cited}] in place of {bare.written}, or \\{written_key(bare.id)} if no citation is meant"


_WRITE = "write [{cited}], or \\{key} if no citation is meant"
_BARE = {
    BareForm.BARE: ("bare-citation", "`{key}` is not in brackets", _WRITE),
    BareForm.OTHER_BRACKETS: ("bare-citation", "`{key}` stands in {kind}; a citation stands in square ones, [ and ]", _WRITE),
    BareForm.NOT_CLOSED: (
        "invalid-citation",
        "the bracket before `{key}` is never closed",
        "type `]` after the citation, or write \\[ if the bracket is only text",
    ),
    BareForm.NOT_OPENED: ("invalid-citation", "`]` after `{key}` has no `[` before it", "type `[` before the citation: [{cited}]"),
    BareForm.ATTACHED: ("invalid-citation", "`{key}` is attached to the word before it", "put a space before it: [see {cited}]"),
}
"""What is said of an id that is in no citation: code, message and hint."""
