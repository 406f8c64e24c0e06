"""Where things are written: the place at which something is defined, and every place that refers to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.language_server.spans import Span, line_at, lines_of
from builder.linking.references import path_of
from builder.model.document import Citations, LinkStart, Prose
from builder.model.document import Heading as HeadingBlock
from builder.model.findings import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from builder.language_server.cursor import Thing
    from builder.model.content import Content, Group, Theme, Translation
    from builder.model.document import Body, Passage, Token
    from builder.model.explainer import Explainer

    Texts = Callable[[str], str]
    """Returns the text of a file by its path."""

_TIES = ("disputes", "differs", "supersedes", "supports")
_CITED = r"@\{?"
_ANCHOR = "claim-"
"""What stands before the id of a claim in the anchor of a link to its file."""
_LINES = 40
"""Lines in which an id is looked for from its place on: the text of a link stands before its target."""


class Use(NamedTuple):
    """A place that refers to something by its id."""

    kind: str
    id: str
    where: Where
    """Where the id stands, or what it belongs to begins."""
    before: str = r"(?<![\w-])"
    """What stands before the id, as a regular expression."""
    after: str = r"(?![\w=-])"
    """What stands behind it."""


def uses(explainer: Explainer) -> Iterator[Use]:
    """Yield every reference to a source, claim, group or theme in the content and in hand-written pages, in no certain order."""
    content = explainer.content
    pages: list[Theme | Translation | Group] = [*content.themes, *content.translations, *content.groups]
    for page in pages:
        for tokens in _runs(page):
            yield from _in_tokens(tokens, explainer)
        for claim in page.body.claims:
            yield from (Use("claim", target, claim.places[key]) for key in _TIES for target in getattr(claim, key))
    for translation in content.translations:
        yield from (Use("claim", claim.id, claim.id_where or claim.where, "#") for claim in translation.body.claims)
    yield from _in_records(content)
    for term in content.terms:
        yield from _in_tokens(term.definition.tokens, explainer)
    for note in content.notes:
        yield from (Use("source", citation.source, citation.where, _CITED) for citation in note.citations)
        yield from _in_tokens(note.links, explainer)


def _runs(page: Theme | Translation | Group) -> Iterator[tuple[Token, ...]]:
    passages: list[Passage | None] = [getattr(page, "answer", None), page.summary, *getattr(page, "brief", ())]
    yield from (passage.tokens for passage in passages if passage)
    body: Body = page.body
    yield from (claim.tokens for claim in body.claims)
    yield from (block.tokens for block in body.blocks if isinstance(block, (Prose, HeadingBlock)))


def _in_tokens(tokens: Iterable[Token], explainer: Explainer) -> Iterator[Use]:
    for token in tokens:
        if isinstance(token, Citations):
            yield from (Use("source", citation.source, citation.where, _CITED) for citation in token.citations)
        elif isinstance(token, LinkStart) and token.scheme == "file":
            yield from _in_file_link(token, explainer)
        elif isinstance(token, LinkStart):
            yield Use(token.scheme, token.target, token.where, f"{token.scheme}:")


def _in_file_link(link: LinkStart, explainer: Explainer) -> Iterator[Use]:
    """Yield what a link to a file refers to: the group or theme that is made of it, and a claim on its page."""
    target, _, anchor = link.target.partition("#")
    path = path_of(explainer.files, link.where.path, target)
    folder, _, name = path.removeprefix("content/").partition("/")
    if target and folder in ("groups", "themes") and name:
        yield Use(folder.removesuffix("s"), name.rpartition("/")[2].removesuffix(".md"), link.where, "[/(<]", r"\.md")
    if path and anchor.startswith(_ANCHOR):
        yield Use("claim", anchor.removeprefix(_ANCHOR), link.where, f"#{_ANCHOR}")


def _in_records(content: Content) -> Iterator[Use]:
    for group in content.groups:
        yield from (Use("source", one.source, one.where, _CITED) for record in group.records for one in record.citations)
        yield from (Use("group", one.target, one.places.get("group", one.where)) for one in group.relations)
    for source in content.sources:
        yield from (Use("source", one, source.places.get(one, source.where)) for one in source.ancestors)
    for theme in content.themes:
        yield from (Use("theme", one, theme.places.get(one, theme.where)) for one in theme.related)


def definition(thing: Thing, explainer: Explainer, text_of: Texts) -> Span | None:
    """Return where something is defined: the id in a record or at the end of a claim, or the first line of a file; None if it is not."""
    match thing.kind:
        case "source" if source := explainer.sources.get(thing.id):
            return _own_id(source.where, thing.id, text_of)
        case "term" if term := explainer.terms.get(thing.id):
            return _own_id(term.where, thing.id, text_of)
        case "claim" if claim := explainer.claims.get(thing.id):
            return located(Use("claim", thing.id, claim.id_where or claim.where, "#"), text_of)
        case "group" if group := explainer.groups.get(thing.id):
            return Span(group.where, 0)
        case "theme" if theme := explainer.themes.get(thing.id):
            return Span(theme.where, 0)
    return None


def _own_id(record: Where, name: str, text_of: Texts) -> Span | None:
    """Return where the id of a record stands, under its key `id`."""
    lines = lines_of(text_of(record.path))
    wanted = re.compile(rf"(?<![\w-])[\"']?id[\"']?\s*:\s*[\"']?(?P<id>{re.escape(name)})(?![\w-])")
    for row in range(record.line - 1, len(lines)):
        if match := wanted.search(lines[row], record.column - 1 if row == record.line - 1 else 0):
            return Span(Where(record.path, row + 1, match.start("id") + 1), len(name))
    return None


def located(use: Use, text_of: Texts) -> Span | None:
    """Return where the id of a reference stands, from its place on, in that line or soon after; None if it does not."""
    lines, where = lines_of(text_of(use.where.path)), use.where
    wanted = re.compile(f"{use.before}(?P<id>{re.escape(use.id)}){use.after}")
    for row in range(where.line - 1, where.line - 1 + _LINES):
        if match := wanted.search(line_at(lines, row), where.column - 1 if row == where.line - 1 else 0):
            return Span(Where(where.path, row + 1, match.start("id") + 1), len(use.id))
    return None
