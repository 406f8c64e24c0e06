"""The links in a text or a cell: those of Markdown and HTML, addresses, and sources that are only named."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import not_carried, one_line
from builder.csl.addresses import wrong_address
from builder.model.findings import finding
from builder.trackers.entries import Link
from builder.trackers.readable import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.findings import Finding, Where

_BARE = r"""(?:https?://|(?<![\w/.@-])www\.(?=[\w-]+\.))(?:(?![;,|]{1,3}[ ]{0,3}(?:https?://|www\.))[^\s<>"|\[\]{}^`])+"""
_LINK = re.compile(
    rf"""
    <a\b[^<>]*?\bhref\s{{0,9}}=\s{{0,9}}(?P<quote>["']?)(?P<href>[^<>"'\s]*)(?P=quote)[^<>]*>(?P<inner>(?:[^<]|<(?!/a\b|a\b))*)</a\s*>
    | !?\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]
      \(\s{{0,9}}<?(?P<target>(?:[^()\s<>]|\([^()\s]*\))+)>?(?:\s+["'(][^"'()]*["')])?\s{{0,9}}\)
    | <(?P<auto>https?://[^<>\s]+)>
    | (?P<bare>{_BARE})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>|<!--.{0,2000}?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SCHEME = re.compile(r"\b(?:[A-Za-z][A-Za-z0-9+.-]{1,20}://|(?:mailto|javascript|data|file):)\S*", re.IGNORECASE)
_BETWEEN = " \t\r\n,;|/•·–—-:.()[]（）،؛"
_NAMES = re.compile(r"[;|\n•·؛]+")
_TRAILING = ".,;:!?'\"*_،؛。"
_INTRODUCES = re.compile(
    r"(?:\b(?:sources?|via|see|links?|refs?|references?|and|from|المصادر|المصدر)\b[ ]?:?|[\s,:;|/•·–—&+(\[-])+\Z", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?…:;؟。)\]\"”’»|–—-]\s*\Z")
_ONLY_SIGNS = re.compile(r"(?:[\W_]|\b(?:and|via|also|sources?|see|links?)\b)*\Z", re.IGNORECASE)


class Part(NamedTuple):
    """A piece of a text: words, or a link with the words that it has in the text."""

    text: str
    link: Link | None = None
    is_bare: bool = False


def address_of(text: str, where: Where, findings: list[Finding]) -> str:
    """Return a web address that a record can hold; empty if it is none, which is reported."""
    address = readable(unescape(text.strip()), where, findings)
    if address.lower().startswith("www."):
        findings.append(finding(where, "repaired-record", f"`{address}` has no scheme; it is read as `https://{address}`"))
        address = f"https://{address}"
    if wrong := wrong_address(address, "URL") if address else ("", "an address is missing", ""):
        findings.append(not_carried("link", "", text, where, f"{wrong[1]}{f': {wrong[2]}' if wrong[2] else ''}"))
        return ""
    return address


def without_tags(text: str) -> str:
    """Return a text without tags of HTML, with the characters that its references stand for."""
    text = _TAG.sub(" ", text) if "<" in text else text
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def has_tags(text: str) -> bool:
    """Return whether there are tags of HTML in a text, other than those of links."""
    return any(not re.match(r"</?a\b", match[0], re.IGNORECASE) for match in _TAG.finditer(text))


def parts_of(text: str, where: Where, findings: list[Finding]) -> list[Part]:
    """Return a text in pieces: words, and the links between them. What is no web address is reported, and its label is words."""
    parts: list[Part] = []
    at = 0
    for match in _LINK.finditer(text):
        parts.append(Part(text[at : match.start()]))
        at = match.end()
        given, label = match["href"] or match["target"] or match["auto"] or match["bare"] or "", match["inner"] or match["label"] or ""
        if match["bare"]:
            given, rest = _cut(given)
            at -= len(rest)
        label = one_line(without_tags(label))
        url = address_of(given, where, findings) if not given.startswith("#") else ""
        is_bare = bool(match["bare"] or match["auto"])
        parts.append(
            Part(given if is_bare else label, Link(url, "" if is_bare else label, where), is_bare) if url else Part(label or given)
        )
    parts.append(Part(text[at:]))
    return [part for part in parts if part.text or part.link]


def _cut(url: str) -> tuple[str, str]:
    """Return an address without the signs of the sentence around it, and these signs."""
    end = len(url)
    excess = url.count(")") - url.count("(")
    while end and (url[end - 1] in _TRAILING or (url[end - 1] == ")" and excess > 0)):
        excess -= url[end - 1] == ")"
        end -= 1
    return url[:end], url[end:]


def in_text(text: str, where: Where, findings: list[Finding]) -> tuple[str, list[Link]]:
    """Return what a text says without the links that follow it as its sources, and all links of it."""
    parts = parts_of(text, where, findings)
    end = len(parts)
    while end and (parts[end - 1].link or _ONLY_SIGNS.match(parts[end - 1].text)):
        end -= 1
    if not end:
        end = next((number for number, part in enumerate(parts, 1) if part.link and not part.is_bare), 0)
    elif end < len(parts) and not _stands_apart(parts[end - 1].text, parts[end]):
        end += 1
    links = [part.link for part in parts if part.link]
    body, after = "".join(part.text for part in parts[:end]), "".join(part.text for part in parts[end:] if not part.link)
    if end < len(parts):
        body = _INTRODUCES.sub("", body)
        body += after.rstrip()[-1:] if after.rstrip().endswith((".", "!", "?")) and not body.endswith((".", "!", "?", "…")) else ""
    return one_line(without_tags(body)), links


def _stands_apart(before: str, part: Part) -> bool:
    """Return whether a link behind a sentence is its source, rather than its last words."""
    label = _letters(part.text)
    return (
        part.is_bare
        or not label
        or bool(_SENTENCE_END.search(_introduced(before)))
        or is_outlet(part.text, part.link.url if part.link else "")
    )


def _introduced(before: str) -> str:
    return "." if re.search(r"(?:[(\[|–—]|\bsources?:|\bvia)\s*\Z", before, re.IGNORECASE) else before


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def is_outlet(label: str, url: str) -> bool:
    """Return whether a label is the name of whoever publishes a page: its letters stand in the host's name."""
    letters = _letters(label).removeprefix("the")
    return bool(letters) and letters in _letters(host_of(url))


def host_of(url: str) -> str:
    """Return the host of an address, without `www.`."""
    return re.sub(
        r"\Ahttps?://(?:[^/?#@]*@)?(?:www\.)?|[/?#:].*\Z", "", url.partition("?")[0].partition("#")[0], flags=re.IGNORECASE | re.DOTALL
    )


def in_cell(text: str, where: Where, findings: list[Finding]) -> Iterator[Link]:
    """Yield the sources in a cell that holds nothing else: addresses with or without labels, and names of sources."""
    parts = parts_of(text, where, findings)
    last = None  # an address without a label, which may come behind it: `https://… (Reuters)`
    for number, part in enumerate(parts, 1):
        if part.link is None:
            names = [name for piece in _NAMES.split(without_tags(part.text)) if (name := one_line(piece.strip(_BETWEEN)))]
            follows = parts[number] if number < len(parts) else None
            if follows and follows.link and follows.is_bare and names and not _NAMES.search(part.text.rstrip()[-1:]):
                parts[number] = follows._replace(link=follows.link._replace(label=names.pop()))
            if last and follows is None and len(names) == 1 and not _SCHEME.search(names[0]):
                last = last._replace(label=names.pop())
            yield from [last] if last else []
            last = None
            yield from _only_named(names, where, findings)
        else:
            yield from [last] if last else []
            last = part.link if part.is_bare and not part.link.label else None
            yield from [part.link] if last is None else []
    yield from [last] if last else []


def _only_named(names: list[str], where: Where, findings: list[Finding]) -> Iterator[Link]:
    for name in names:
        match = _SCHEME.search(name)
        url = address_of(match[0], where, findings) if match else ""
        label = one_line(name.replace(match[0], " ") if match else name).strip(_BETWEEN)
        if url or any(map(str.isalpha, label)):
            yield Link(url, label, where)
