"""The content of one block: text, citations, links and allowed inline HTML."""

from __future__ import annotations

import re
from html import escape
from sys import intern
from typing import TYPE_CHECKING, TypeAlias

from builder.formats.wrong_values import bad_language
from builder.markdown.attribute_lists import LIST_SIGNS, read_list, respelt
from builder.markdown.cited_runs import TextRun, read_citations
from builder.markdown.footnotes import Footnotes
from builder.markdown.leftovers import Leftovers, may_have_leftovers
from builder.markdown.positions import Run
from builder.model.document import Bare, BareForm, Html, LinkEnd, LinkStart, Text
from builder.model.findings import did_you_mean, finding
from builder.model.ids import ID_SCHEMES
from builder.sanitising.raw_html import VOID_TAGS, clean_tag, invalid_language
from builder.sanitising.web_addresses import web_address_findings

if TYPE_CHECKING:
    from builder.markdown.positions import Positions
    from builder.model.document import Token
    from builder.model.findings import Finding, Where

    Placed: TypeAlias = tuple[str, str, Where]

WEB_SCHEMES = frozenset({"http", "https", "mailto"})
_BY_LABEL = frozenset({"Shortcut", "Collapsed"})
"""Links whose text is the name of a definition elsewhere."""
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x20\x7f\ufffd]")
"""What browsers leave out of an address, and what stands for a character that was refused."""
_BREAKS = frozenset({"<br>", "<td>", "<th>", "<tr>"})
_ONLY_ID = re.compile(r"\{#([\w:-]+)\}\Z")
_CODE, _CODE_END = Html("<code>"), Html("</code>")
_LINK_END = LinkEnd()
_LONGEST = 2_000
"""Bytes of a link in which its address is looked for."""
_NEAR = 40
"""Tokens before a link in which a parenthesis may have been opened."""


class _OpenTags:
    """The author's HTML tags and Markdown's own elements that are open, innermost last; the name of the latter is empty."""

    def __init__(self) -> None:
        self._names: list[tuple[str, int]] = []
        """With the byte offset at which the author's tag starts."""
        self._places: dict[str, list[int]] = {}
        """The positions of each name; the last one decides whether an end tag has a start tag, which must not take a search."""

    def __len__(self) -> int:
        return len(self._names)

    def begin(self, name: str, start: int = 0) -> None:
        """Add an element, innermost."""
        self._places.setdefault(name, []).append(len(self._names))
        self._names.append((name, start))

    def end(self) -> tuple[str, int]:
        """Remove the innermost element; return its name and where its tag starts."""
        name, start = self._names.pop()
        self._places[name].pop()
        return name, start

    def can_end(self, name: str) -> bool:
        """Return whether a tag with this name has been opened since the last element made by Markdown."""
        places, markdown = self._places.get(name), self._places.get("")
        return bool(places and (not markdown or places[-1] > markdown[-1]))


class Inline:
    """Turns the inline events of the parser into tokens, block by block."""

    def __init__(self, source: Positions, *, short: bool = False) -> None:
        self.source = source
        self.tokens: list[Token] = []
        self.bare: list[Bare] = []
        self.findings: list[Finding] = []
        self.footnotes = Footnotes(self.findings)
        self.leftovers = Leftovers(source, self.findings, self.bare, short=short)
        self.attributes: tuple[Placed, ...] = ()
        self.unlinkable = 0  # depth of links, headings and quotations, in which names are not linked
        self.pieces: list[str] = []
        """The text since the last token."""
        self.starts: list[int] = []
        """The byte offset of each of these pieces."""
        self._runs: list[TextRun] = []
        """The runs of text from the first on that may contain a bracket or a key."""
        self._has_escapes = b"\\" in source.data
        self._links = 0
        self._open_tags = _OpenTags()
        self._left_out: set[str] = set()
        """The names of tags that were left out, whose end tags go without a word."""

    @property
    def empty(self) -> bool:
        """Whether the current block has no content so far."""
        return not self.pieces and not self.tokens

    def take(self) -> tuple[Token, ...]:
        """End a block and return its tokens."""
        self.flush()
        self.read_citations()
        if self._open_tags:
            self.close_tags()
        tokens, self.tokens = self.tokens, []
        return _trim(tokens)

    def code(self, text: str, start: int) -> None:
        """Append a code span."""
        self.push(_CODE)
        if self._runs:
            self._runs.append(TextRun(len(self.tokens), [text], [start + 1], literal=True))
        self.tokens += [Text(text, linkable=False), _CODE_END]

    def push(self, token: Token) -> None:
        """Append a token."""
        self.flush()
        self.tokens.append(token)

    def flush(self) -> None:
        """Turn the pending text into a token; its citations are read when its block ends, since they may contain markup."""
        pieces = self.pieces
        if not pieces:
            return
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if self._runs or "@" in text or "[" in text or "＠" in text or may_have_leftovers(text):
            self._runs.append(TextRun(len(self.tokens), pieces.copy(), self.starts.copy(), literal=self._links > 0))
        self.tokens.append(tuple.__new__(Text, (text, not self.unlinkable)))  # twice as fast as `Text(…)`
        pieces.clear()
        self.starts.clear()

    def read_citations(self, *, in_cell: bool = False) -> None:
        """Read the citations since the last call; what was appended since then is complete, as a block or a cell."""
        runs = self._runs
        if not runs:
            return
        first = runs[0].token
        reading = read_citations(self.source, self.tokens, runs, in_cell=in_cell)
        cited, explained = (reading.cited, bool(reading.findings or reading.bare)) if reading else ((), False)
        self.leftovers.look(self.tokens, runs, cited, explained=explained, in_cell=in_cell)
        if reading:
            self.tokens[first:] = reading.tokens
            self.bare += reading.bare
            self.findings += reading.findings
        runs.clear()

    def line_break(self, start: int) -> None:
        """Append a line break."""
        self.push(Html("<br>"))
        if self._runs:
            self._runs.append(TextRun(len(self.tokens) - 1, ["\n"], [start]))

    def html(self, tag: str, start: int) -> None:
        """Append an allowed HTML tag, and keep tags balanced within their block."""
        self.flush()
        if tag.startswith("<!--"):
            return
        name = tag.strip("</> \n").split()[0].rstrip("/").lower() if tag.strip("</> \n") else ""
        data, end = self.source.data, start + len(tag.encode())
        if data[start - 1 : start] == b"<" or data[end : end + 1] == b">":
            self._removed(start, f"a `{'<' if data[start - 1 : start] == b'<' else '>'}` too many stands beside `{tag}`", "remove it")
        if tag.startswith("</"):
            if self._open_tags.can_end(name):
                self._close_until(name)
            elif name not in self._left_out:
                self._removed(start, f"`</{name}>` ends nothing: no `<{name}>` is open here", "remove it, or correct the tag that it ends")
            return
        clean = clean_tag(tag, name)
        if not clean:
            self._left_out.add(name)
            self._removed(start, f"`<{name}>` is not allowed and was left out")
            return
        if language := invalid_language(clean):
            self.findings.append(bad_language(self.source.where(start), language))
        self.tokens.append(Html(clean))
        if name not in VOID_TAGS:
            self._open_tags.begin(name, start)

    def _removed(self, start: int, message: str, *hints: str) -> None:
        self.findings.append(finding(self.source.where(start), "html-removed", message, *hints))

    def close_tags(self) -> None:
        """Close and report the HTML tags that the author left open."""
        while self._open_tags:
            self._close_open(*self._open_tags.end())

    def _close_open(self, name: str, start: int) -> None:
        """Close an element; an empty name is one of Markdown's own, which is closed where it ends."""
        if name:
            self.tokens.append(Html(f"</{escape(name)}>"))
            self._removed(start, f"`<{name}>` is not closed within its block", f"end it with </{name}>")

    def begin(self, tag: Html) -> None:
        """Open an element made by Markdown; HTML tags opened within it are closed with it."""
        self.push(tag)
        self._open_tags.begin("")

    def end(self, tag: Html) -> None:
        """Close an element made by Markdown, and the HTML tags left open in it."""
        self.flush()
        self._close_until("")
        self.tokens.append(tag)

    def _close_until(self, name: str) -> None:
        """Close tags up to the most recent one with this name."""
        while self._open_tags:
            closed, start = self._open_tags.end()
            if closed == name:
                self.tokens += [Html(f"</{escape(name)}>")] if name else []
                return
            self._close_open(closed, start)

    def note_reference(self, label: str) -> None:
        """Append a reference to a footnote."""
        self.push(self.footnotes.refer(label))

    def link_start(self, value: dict[str, str], start: int) -> None:
        """Open a link; its scheme decides which token it becomes."""
        self.flush()
        self.unlinkable += 1
        self._links += 1
        self._open_tags.begin("")
        where = self.source.where(start)
        if value["link_type"] in _BY_LABEL and value["id"].lstrip("-").startswith("@"):
            message = f"`[{value['id']}]` is a link and no citation, because a line of this text begins with `[{value['id']}]:`"
            self.findings.append(finding(where, "invalid-citation", message, "leave that line out, or the colon in it"))
        target = f"mailto:{value['dest_url']}" if value["link_type"] == "Email" else value["dest_url"]
        scheme, colon, rest = target.partition(":")
        if colon and scheme in ID_SCHEMES:
            at = self.source.data.find(f"]({target}".encode(), start, start + _LONGEST)
            self.tokens.append(LinkStart(intern(scheme), intern(rest), where, at=self.source.where(at + 2) if at > 0 else None))
        else:
            self.tokens.append(self._other_link(target, where))

    def _other_link(self, target: str, where: Where) -> Token:
        scheme = match[1].lower() if (match := _SCHEME.match(_CONTROL.sub("", target))) else ""
        if scheme in ID_SCHEMES:
            return LinkStart(scheme, target.split(":", 1)[1], where)
        if scheme in WEB_SCHEMES:
            self.findings += web_address_findings(target, where)
            self.bare.append(Bare(target, where, BareForm.LINK))
            return Html(f'<a href="{escape(target)}" rel="external">')
        if not scheme:
            return LinkStart("file", target, where)
        hint = did_you_mean(scheme, WEB_SCHEMES | ID_SCHEMES) or "use http, https, mailto, or claim:, theme:, group:, source:, term:, page:"
        self.findings.append(finding(where, "forbidden-scheme", f"links may not use `{scheme}:`", hint))
        return Html("<a>")

    def link_end(self, end: int) -> None:
        """Close the most recently opened link, which ends at a byte offset."""
        self.flush()
        if self.source.data[end : end + 1] == b")" and not self._in_parentheses():
            hint = "remove it; to print it, put a backslash before it: \\)"
            self.findings.append(finding(self.source.where(end), "unread-markup", "this `)` after a link closes nothing", hint))
        self._close_until("")
        self._links -= 1
        self.unlinkable -= 1
        if type(last := self.tokens[-1]) is LinkStart:
            self.tokens[-1] = last._replace(empty=True)
        self.tokens.append(_LINK_END)

    def _in_parentheses(self) -> bool:
        """Return whether a parenthesis is open in the text shortly before."""
        text = "".join([token.text for token in self.tokens[-_NEAR:] if type(token) is Text])
        return text.count("(") > text.count(")")

    def take_attributes(self) -> None:
        """Cut an attribute list from the end of the pending text."""
        pieces = self.pieces
        if not pieces:
            return
        match = _ONLY_ID.match(pieces[-1])
        if match and not self._is_escaped(self.starts[-1]):  # the most frequent list: only an id, in its own piece
            self.attributes = (("#", match[1], self.source.where(self.starts[-1] + 1)),)
            pieces.pop()
            self.starts.pop()
        elif LIST_SIGNS.search(text := "".join(pieces), text.rfind("\n") + 1):
            self._take_list(text)

    def _is_escaped(self, start: int) -> bool:
        return self._has_escapes and self.source.data[start - 1 : start] == b"\\"

    def _take_list(self, text: str) -> None:
        written = read_list(text)
        if written is None:
            return
        run = Run(self.source, self.pieces, self.starts, text)
        if self._has_escapes and run.escaped(written.start):
            return
        start, attributes, slip = written
        place, shift = run.places(start)
        if slip:
            where, edits = place(shift + slip.offset - start), respelt(place(shift), text[start:].rstrip(), attributes, slip.hints)
            self.findings.append(finding(where, "invalid-attributes", slip.message, *slip.hints, edits=edits))
        self.attributes = tuple([(key, value, place(shift + offset - start)) for key, value, offset in attributes])
        self._cut(len(text) - start)

    def _cut(self, length: int) -> None:
        """Drop characters at the end of the pending text."""
        pieces = self.pieces
        while length > 0:
            length -= len(pieces[-1])
            if length < 0:
                pieces[-1] = pieces[-1][:-length]
            else:
                pieces.pop()
                self.starts.pop()


def plain_text(tokens: tuple[Token, ...]) -> str:
    """Return the text of tokens in one line, without citations."""
    pieces = [t[0] if type(t) is Text else " " for t in tokens if type(t) is Text or (type(t) is Html and t[0] in _BREAKS)]
    return one_line("".join(pieces))


def one_line(text: str) -> str:
    """Return a text with each run of white space replaced by one space."""
    if text.isprintable() and "  " not in text:  # the only printable white space is the space
        return text.strip(" ")
    return " ".join(text.split())


def _trim(tokens: list[Token]) -> tuple[Token, ...]:
    """Return tokens without white space at both ends."""
    while tokens and type(trailing := tokens[-1]) is Text:
        if stripped := trailing.text.rstrip():
            if len(stripped) < len(trailing.text):
                tokens[-1] = Text(stripped, trailing.linkable)
            break
        tokens.pop()
    blank = 0
    while blank < len(tokens) and type(leading := tokens[blank]) is Text:
        if stripped := leading.text.lstrip():
            if len(stripped) < len(leading.text):
                tokens[blank] = Text(stripped, leading.linkable)
            break
        blank += 1
    return tuple(tokens[blank:] if blank else tokens)
