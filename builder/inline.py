"""The inside of one block: characters, citations, links, and what HTML may pass."""

from __future__ import annotations

import re
from bisect import bisect_right
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

import nh3

from builder.findings import Finding, finding
from builder.notation import ATTRIBUTES, BARE, CITATIONS, INNER_ATTRIBUTES, Attribute, cites, parse_attributes, parse_citations
from builder.text import Bare, Citations, Html, LinkEnd, LinkStart, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.findings import Where
    from builder.positions import Positions
    from builder.text import Token

WEB_SCHEMES = frozenset({"http", "https", "mailto"})
_OWN_SCHEMES = frozenset({"claim", "theme", "group", "source", "term", "page"})
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_TAGS = {
    "abbr",
    "b",
    "bdi",
    "bdo",
    "br",
    "cite",
    "del",
    "em",
    "i",
    "ins",
    "kbd",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "wbr",
}
_TAG_ATTRIBUTES = {"*": {"lang", "dir", "title"}, "time": {"datetime"}}
_VOID = frozenset({"br", "wbr"})
_SLUG = re.compile(r"[^\w]+")
_BREAKS = frozenset({"<br>", "<td>", "<th>", "<tr>"})


class _Run:
    """Consecutive characters of one text, with where each piece of them is written."""

    def __init__(self, pieces: list[tuple[str, int]], text: str) -> None:
        self.pieces = pieces
        self._starts: list[int] = []
        last, end = pieces[-1]
        unbroken = end - pieces[0][1] == len(text) - len(last) and text.isascii()
        self._unbroken_from = pieces[0][1] if unbroken else -1

    def piece(self, index: int) -> tuple[int, int]:
        """Return the number of the piece that holds a character of the joined text, and where in it that stands."""
        if len(self._starts) != len(self.pieces):
            self._starts = [0, *accumulate(len(text) for text, _ in self.pieces[:-1])]
        number = max(bisect_right(self._starts, index) - 1, 0)
        return number, index - self._starts[number]

    def offset(self, index: int) -> int:
        """Return the byte of the source at which a character of the joined text is written."""
        if self._unbroken_from >= 0:
            return self._unbroken_from + index
        number, within = self.piece(index)
        text, start = self.pieces[number]
        return start + (within if text.isascii() else len(text[:within].encode()))


class Inline:
    """Gathers the events of one block after the other into runs of tokens."""

    def __init__(self, source: Positions) -> None:
        self.source = source
        self.tokens: list[Token] = []
        self.bare: list[Bare] = []
        self.findings: list[Finding] = []
        self.attributes: tuple[Attribute, ...] = ()
        self.attribute_at: Callable[[int], Where] = source.where
        self.unlinkable = 0  # depth of links, headings and quotations, in which no name is linked
        self.pieces: list[tuple[str, int]] = []
        """The characters gathered since the last token, with the bytes at which they are written."""
        self._has_escapes = b"\\" in source.data
        self._links = 0
        self.notes: dict[str, int] = {}
        """How often each footnote has been referred to, in order of first reference: its place is its number."""
        self._note_numbers: dict[str, int] = {}
        self._open_tags: list[str] = []  # HTML tags that the author opened; an empty one stands for Markdown's own

    @property
    def empty(self) -> bool:
        """Whether nothing has been gathered since the last block."""
        return not self.pieces and not self.tokens

    def take(self) -> tuple[Token, ...]:
        """End a block and return its tokens."""
        self.flush()
        self.close_tags()
        tokens, self.tokens = _trim(self.tokens), []
        return tokens

    def code(self, text: str, _start: int, _end: int) -> None:
        """Take a code span."""
        self.push(Html("<code>"))
        self.tokens += [Text(text, linkable=False), Html("</code>")]

    def push(self, token: Token) -> None:
        """Take a token."""
        self.flush()
        self.tokens.append(token)

    def flush(self) -> None:
        """Turn the characters gathered so far into tokens."""
        pieces = self.pieces
        if not pieces:
            return
        self.pieces = []
        text = pieces[0][0] if len(pieces) == 1 else "".join([piece for piece, _ in pieces])
        if "@" not in text and "{#" not in text:
            self.tokens.append(Text(text, not self.unlinkable))
            return
        run = _Run(pieces, text)
        for inner in INNER_ATTRIBUTES.finditer(text) if "{#" in text else ():
            where = self.source.where(run.offset(inner.start()))
            self.findings.append(finding(where, "invalid-attributes", "an attribute list ends its block", "leave a blank line below it"))
        linkable = not self.unlinkable
        position = 0
        if "@" in text and not self._links:
            for match in CITATIONS.finditer(text):
                if not cites(match[1]) or self._escaped(run, match.start()):
                    continue
                self._plain(run, text, position, match.start(), linkable=linkable)
                self._cite(run, match[1], match.start(1))
                position = match.end()
        self._plain(run, text, position, len(text), linkable=linkable)

    def _escaped(self, run: _Run, index: int) -> bool:
        """Tell whether a character was written behind a backslash: the parser starts a new piece after it."""
        if not self._has_escapes:
            return False
        number, within = run.piece(index)
        if within:
            return False
        start = run.pieces[number][1]
        if self.source.data[start - 1 : start] != b"\\":
            return False
        if not number:
            return True
        before, begin = run.pieces[number - 1]
        return start - begin - len(before.encode()) == 1

    def _plain(self, run: _Run, text: str, start: int, end: int, *, linkable: bool) -> None:
        if start == end:
            return
        piece = text[start:end]
        self.tokens.append(Text(piece, linkable))
        if "@" in piece:
            for match in BARE.finditer(piece):
                if self._links or any(self._escaped(run, start + index) for index in (match.start(), match.start() - 1) if index >= 0):
                    continue
                self.bare.append(Bare(match[1], self.source.where(run.offset(start + match.start()))))

    def _cite(self, run: _Run, inside: str, start: int) -> None:
        def place(offset: int) -> Where:
            return self.source.where(run.offset(start + offset))

        citations, problem, offset = parse_citations(inside, place)
        if problem:
            self.findings.append(finding(place(offset), "invalid-citation", problem))
        if (
            self.tokens and isinstance(last := self.tokens[-1], Text) and last.text[-1:].isspace()
        ):  # the numeral follows the word without a gap
            self.tokens[-1] = Text(last.text.rstrip(), last.linkable)
        self.tokens.append(Citations(citations))

    def html(self, tag: str, start: int, _end: int) -> None:
        """Let one harmless tag through, and keep tags balanced within their block."""
        self.flush()
        if tag.startswith("<!--"):
            return
        name = tag.strip("</> \n").split()[0].rstrip("/").lower() if tag.strip("</> \n") else ""
        if tag.startswith("</"):
            if name in self._since_markdown():
                self._close_until(name)
            return
        clean = nh3.clean(tag, tags=_TAGS, attributes=_TAG_ATTRIBUTES, strip_comments=True)
        if not clean.startswith(f"<{name}"):
            self.findings.append(finding(self.source.where(start), "html-removed", f"`<{name}>` is not allowed and was left out"))
            return
        self.tokens.append(Html(clean.removesuffix(f"</{name}>")))
        if name not in _VOID:
            self._open_tags.append(name)

    def close_tags(self) -> None:
        """Close the HTML tags that the author left open."""
        while self._open_tags:
            self.tokens += [Html(f"</{name}>") for name in [self._open_tags.pop()] if name]

    def begin(self, tag: str) -> None:
        """Open an element of Markdown's own: HTML tags opened within it end with it."""
        self.push(Html(tag))
        self._open_tags.append("")

    def end(self, tag: str) -> None:
        """Close an element of Markdown's own, and what the author left open in it."""
        self.flush()
        self._close_until("")
        self.tokens.append(Html(tag))

    def _since_markdown(self) -> list[str]:
        """Return the HTML tags opened since the last element of Markdown's own."""
        tags = self._open_tags
        return tags[len(tags) - tags[::-1].index("") :] if "" in tags else tags

    def _close_until(self, name: str) -> None:
        """Close tags up to the last one of a name."""
        while self._open_tags:
            closed = self._open_tags.pop()
            if closed:
                self.tokens.append(Html(f"</{closed}>"))
            if closed == name:
                return

    def note_reference(self, label: str, _start: int, _end: int) -> None:
        """Take a reference to a footnote."""
        self.notes[label] = times = self.notes.get(label, 0) + 1
        number = self._note_numbers.setdefault(label, len(self.notes))
        anchor = note_anchor(number, times)
        self.push(Html(f'<sup class="note"><a href="#note-{number}" id="{anchor}" aria-label="Note {number}">{number}</a></sup>'))

    def link_start(self, value: dict[str, str], start: int) -> None:
        """Open a link; its scheme decides what it is."""
        self.flush()
        self.unlinkable += 1
        self._links += 1
        self._open_tags.append("")
        target = f"mailto:{value['dest_url']}" if value["link_type"] == "Email" else value["dest_url"]
        where = self.source.where(start)
        scheme = match[1].lower() if (match := _SCHEME.match(_CONTROL.sub("", target))) else ""
        if scheme in _OWN_SCHEMES:
            self.tokens.append(LinkStart(scheme, target.split(":", 1)[1], where))
        elif scheme in WEB_SCHEMES:
            self.tokens.append(Html(f'<a href="{escape(target)}" rel="external">'))
        elif scheme:
            self.findings.append(
                finding(
                    where,
                    "forbidden-scheme",
                    f"links may not use `{scheme}:`",
                    "use http, https, mailto, or claim:, theme:, group:, source:, term:, page:",
                )
            )
            self.tokens.append(Html("<a>"))
        else:
            self.tokens.append(LinkStart("file", target, where))

    def link_end(self) -> None:
        """Close the link that was opened last."""
        self.flush()
        self._close_until("")
        self._links -= 1
        self.unlinkable -= 1
        last = self.tokens[-1]
        if isinstance(last, LinkStart):
            self.tokens[-1] = LinkStart(last.scheme, last.target, last.where, empty=True)
        self.tokens.append(LinkEnd())

    def take_attributes(self) -> None:
        """Cut an attribute list from the end of the characters gathered so far."""
        text = "".join([piece for piece, _ in self.pieces])
        match = ATTRIBUTES.search(text, text.find("{")) if text.rstrip().endswith("}") else None
        if match is None:
            return
        run = _Run(self.pieces, text)
        inside = match.start(1)
        attributes, wrong = parse_attributes(match[1])
        if wrong is not None:
            where = self.source.where(run.offset(inside + wrong))
            self.findings.append(
                finding(
                    where,
                    "invalid-attributes",
                    "this attribute list cannot be read from here on",
                    'write {#id key=value key="two words" .class}',
                )
            )
        self.attributes = attributes
        self.attribute_at = lambda offset: self.source.where(run.offset(inside + offset))
        left, pieces = match.start(), []
        for piece, offset in self.pieces:
            if left <= 0:
                break
            pieces.append((piece[:left], offset))
            left -= len(piece)
        self.pieces = pieces


def plain_text(tokens: tuple[Token, ...]) -> str:
    """Return the characters of a run of tokens, without citations, in one line."""
    pieces = [t.text if type(t) is Text else " " for t in tokens if type(t) is Text or (type(t) is Html and t.html in _BREAKS)]
    return " ".join("".join(pieces).split())


def _trim(tokens: list[Token]) -> tuple[Token, ...]:
    """Drop white space at both ends of a block."""
    tokens = list(tokens)
    while tokens and isinstance(first := tokens[0], Text):
        if stripped := first.text.lstrip():
            tokens[0] = Text(stripped, first.linkable)
            break
        tokens.pop(0)
    while tokens and isinstance(last := tokens[-1], Text):
        if stripped := last.text.rstrip():
            tokens[-1] = Text(stripped, last.linkable)
            break
        tokens.pop()
    return tuple(tokens)


def note_anchor(number: int, times: int) -> str:
    """Return the anchor of the n-th reference to a footnote."""
    return f"noteref-{number}" if times == 1 else f"noteref-{number}-{times}"


def slug(text: str) -> str:
    """Return an anchor made of a text's words."""
    return _SLUG.sub("-", text.lower()).strip("-")
