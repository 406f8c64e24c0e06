"""One row, object or front matter to an entry: its names say which part each value is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.bibliographies.records import one_line
from builder.model.findings import finding
from builder.reading.yaml_tree import Mapping, Scalar, Sequence
from builder.trackers.columns import roles_of
from builder.trackers.entries import Entry, Left, Link
from builder.trackers.links import address_of, has_tags, in_cell, in_text, without_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Roles

    from builder.model.findings import Finding, Where
    from builder.reading.yaml_tree import Node

_OF_LINKS = {
    "url": "url link href uri address",
    "label": "title name label text headline",
    "publisher": "publisher outlet source site organization organisation",
    "date": "date issued published",
}
_PART_OF = {word: part for part, words in _OF_LINKS.items() for word in words.split()}
_EMPTY = frozenset({"", "null", "~", "none", "n/a", "nan", "-", "–", "—"})
"""Texts by which tables and programs say that there is nothing."""
_WITH_LINKS = ("title", "text")


def entry_of(
    values: Iterable[tuple[str, Node]], where: Where, findings: list[Finding], roles: Roles[str, str] | None = None
) -> Entry | None:
    """Return the entry that a record is; None if nothing stands in it.

    `roles` says what its names hold, from the names of all records; without it, its own names decide.
    """
    values = list(values)
    roles = roles if roles is not None else roles_of(name for name, _ in values)
    texts: dict[str, Scalar] = {}
    names: dict[str, str] = {}
    sources: list[Link] = []
    rest: list[Left] = []
    for name, node in values:
        role = roles[name]
        if role == "sources":
            sources = _paired(sources, list(_links(node, name, findings, rest)))
            continue
        only = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else node
        if isinstance(only, Scalar) and role and role not in texts and _says(only):
            texts[role] = only
            names[role] = name
        else:
            rest += _left(name, node)
    if not texts and not sources and not rest:
        return None
    if published := texts.pop("publisher", None):
        if len(sources) == 1 and not sources[0].publisher:
            sources = [sources[0]._replace(publisher=one_line(without_tags(published.text)))]
        else:
            rest.append(Left(names["publisher"], published.text, published.where))
    said = {role: _plain(texts[role], sources, findings) for role in _WITH_LINKS if role in texts}
    said |= {role: one_line(without_tags(scalar.text)) for role, scalar in texts.items() if role not in _WITH_LINKS}
    return Entry(
        text=said.get("text", ""),
        where=where,
        title=said.get("title", ""),
        date=said.get("date", ""),
        category=said.get("category", ""),
        place=said.get("place", ""),
        id=said.get("id", ""),
        sources=tuple(sources),
        rest=tuple(rest),
        places={role: scalar.where for role, scalar in texts.items()},
    )


def _says(scalar: Scalar) -> bool:
    return scalar.text.strip().casefold() not in _EMPTY


def _plain(scalar: Scalar, sources: list[Link], findings: list[Finding]) -> str:
    """Return what a text says, and add the links in it to the sources."""
    if has_tags(scalar.text):
        findings.append(tags_left_out(scalar.where))
    text, links = in_text(scalar.text, scalar.where, findings)
    sources += links
    return text


def _left(name: str, node: Node) -> Iterator[Left]:
    if isinstance(node, Scalar):
        if _says(node):
            yield Left(name, node.text, node.where)
    elif isinstance(node, Mapping):
        for key, one in node.items.items():
            yield from _left(f"{name}.{key}", one)
    else:
        for one in node.items:
            yield from _left(name, one)


def _links(node: Node, name: str, findings: list[Finding], rest: list[Left]) -> Iterator[Link]:
    if isinstance(node, Scalar):
        if _says(node):
            yield from in_cell(node.text, node.where, findings)
    elif isinstance(node, Sequence):
        for one in node.items:
            yield from _links(one, name, findings, rest)
    elif any(key.casefold() in _PART_OF for key in node.items):
        yield from _record(node, name, findings, rest)
    else:  # `Reuters: https://…`
        for key, one in node.items.items():
            for link in _links(one, f"{name}.{key}", findings, rest):
                yield link if link.label else link._replace(label=one_line(key))


def _record(node: Mapping, name: str, findings: list[Finding], rest: list[Left]) -> Iterator[Link]:
    parts: dict[str, Scalar] = {}
    for key, one in node.items.items():
        part = _PART_OF.get(key.casefold(), "")
        if part and part not in parts and isinstance(one, Scalar):
            if _says(one):
                parts[part] = one
        else:
            rest += _left(f"{name}.{key}", one)
    texts = {part: one_line(without_tags(scalar.text)) for part, scalar in parts.items()}
    where = parts["url"].where if "url" in parts else node.where
    url = address_of(texts.pop("url"), where, findings) if "url" in texts else ""
    label = texts.get("label", "") or ("" if url else texts.get("publisher", ""))
    if url or label:
        yield Link(url, label, where, texts.get("publisher", ""), texts.get("date", ""))


def _paired(before: list[Link], new: list[Link]) -> list[Link]:
    """Return the links of several columns: where one has names and another as many addresses, they belong together."""
    names, addresses = (before, new) if before and not any(one.url for one in before) else (new, before)
    if names and len(names) == len(addresses) and not any(one.url for one in names) and all(one.url for one in addresses):
        return [
            url._replace(label=url.label or name.label, publisher=url.publisher or name.label)
            for name, url in zip(names, addresses, strict=True)
        ]
    return [*before, *new]


def tags_left_out(where: Where) -> Finding:
    """Return the finding about tags of HTML in a text."""
    return finding(where, "not-carried-over", "this text has tags of HTML, which are left out; their words stay")
