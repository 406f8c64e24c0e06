"""A Markdown file whose items, rows and dated sections are entries, with links as their sources."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from builder.bibliographies.records import not_carried, one_line, shown
from builder.model.dates import parse_date
from builder.model.findings import Where, finding
from builder.reading.yaml_tree import Mapping, Scalar, parse_yaml
from builder.slips.fences import Split, split_front_matter
from builder.trackers.columns import role_of, roles_of
from builder.trackers.days import dates_in
from builder.trackers.entries import Entry, Link, Tracker
from builder.trackers.links import has_tags, in_cell, in_text
from builder.trackers.markdown_blocks import Definition, blocks_of
from builder.trackers.records import entry_of, tags_left_out

if TYPE_CHECKING:
    from builder.model.findings import Finding
    from builder.reading.yaml_tree import Node
    from builder.trackers.markdown_blocks import Block, Blocks

_EMPHASIS = re.compile(
    r"(?<![\w*\\])(\*{1,3}|~~|`{1,3})(?=\S)((?:(?!\1).){1,2000}?)(?<=[^\s\\])\1(?![\w*])"
    r"|(?<![\w_\\])(_{1,3})(?=\S)((?:(?!\3).){1,2000}?)(?<=[^\s\\])\3(?![\w_])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SEPARATOR = re.compile(r"(?::(?!\d)|[|\])])+\s*[:|–—-]?\s*|\s+[–—-]+\s+|\s*[–—]\s*|\Z")
_ISO = re.compile(
    r"[\[(]?([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?[ ]?(?:Z|[+-][0-9:]{2,5})?)?"
    r"(?:[\])]|(?![\w-]))[\s:,;.|–—-]*"
)
_LONGEST_DATE = 45
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_ANCHOR = re.compile(r"!?\[[^\[\]]*\]\(#[^()]*\)[\s.,;–—-]*\Z")
_NOTE = re.compile(r"\[(\^[^\[\]\s]{1,100}|[0-9]{1,4})\](?![(\[:])")
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[([^\[\]]{0,100})\]")
_TARGET = re.compile(r"<?(https?://[^\s<>]+)>?(?:\s+[\"'(].*)?\Z")
_OF_REFERENCES = re.compile(r"(?:references?|sources?|notes|footnotes|citations?|bibliography|المصادر|المراجع)\W*\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_BELOW_HEADINGS = 7
"""The level of a paragraph that is nothing but a date, for what follows it."""
_SECTION = 2
"""The level of the headings that divide a file."""


def plain(text: str) -> str:
    """Return a text without emphasis, marks of code and backslashes of Markdown."""
    for _ in range(2):  # one within another
        text = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
    return one_line(_ESCAPE.sub(r"\1", text))


def dated(text: str, context: str = "") -> tuple[str, str]:
    """Return the date with which a text begins, as it is written, and the rest; `context` is a date whose year counts."""
    year = _YEAR.search(context)
    for match in _SEPARATOR.finditer(text[: _LONGEST_DATE + 1]):
        start, rest = text[: match.start()].strip(" [(,"), text[match.end() :]
        if not any(map(str.isdigit, start)) or (not match[0] and len(text) > _LONGEST_DATE):
            continue
        if not dates_in(start):
            start = f"{start} {year[0]}" if year and any(map(str.isalpha, start)) else ""
        if start and dates_in(start):
            last, after = dated(rest, context) if re.fullmatch(r"\s*[–—-]+\s*", match[0]) else ("", "")
            both = f"{start} – {last}"
            return (both, after) if last and dates_in(both) else (start, rest)
    found = _ISO.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def read_markdown(text: str, path: str) -> Tracker:
    """Return the entries of a file: the one that its front matter is, or those in its text."""
    split = split_front_matter(text)
    split = split if split.fields is not None else Split(None, 1, text, 1)
    tree, findings = parse_yaml(split.fields, path, split.first_line) if split.fields is not None else (None, [])
    if isinstance(tree, Mapping) and any(role_of(key) == "sources" for key in tree.items):
        return _of_fields(tree, split.below, Where(path, split.line), findings)
    title = tree.items.get("title") if isinstance(tree, Mapping) else None
    reader = _Lists(blocks_of(split.below, path, split.line), findings)
    reader.title = title.text if isinstance(title, Scalar) else ""
    reader.read()
    if not reader.entries and not findings:
        findings.append(
            finding(Where(path), "unreadable-record", "this file has no entries", "they are items, rows or sections with links")
        )
    return Tracker(plain(reader.title), tuple(reader.entries), tuple(findings))


def _of_fields(tree: Mapping, below: str, where: Where, findings: list[Finding]) -> Tracker:
    values: list[tuple[str, Node]] = [*tree.items.items()]
    has_text = any(role_of(name) == "text" for name, _ in values)
    body = " ".join(block.text for block in blocks_of(below, where.path, where.line).blocks)
    if body.strip():
        values.append(("the text below" if has_text else "text", Scalar(body, where)))
    entry = entry_of(values, Where(where.path), findings)
    if entry is None:
        return Tracker("", (), tuple(findings))
    return Tracker("", (replace(entry, text=plain(entry.text), title=plain(entry.title)),), tuple(findings))


class _Lists:
    """Collects the entries of a file from its blocks."""

    def __init__(self, parts: Blocks, findings: list[Finding]) -> None:
        self.entries: list[Entry] = []
        self.title = ""
        self._blocks: tuple[Block, ...] = parts.blocks
        self._definitions: dict[str, Definition] = parts.definitions
        self._findings = findings
        findings += parts.findings
        self._headings: list[tuple[int, str]] = []
        self._dates: list[tuple[int, str]] = []
        self._section: Entry | None = None
        self._item_dates: list[tuple[int, str]] = []
        self._depth = 0
        self._used: set[str] = set()
        self._anchors: list[Block] = []

    def read(self) -> None:
        for block in self._without_references():
            if block.kind == "heading":
                self._heading(block)
            elif block.kind == "item":
                self._item(block)
            elif block.kind == "row":
                self._row(block)
            else:
                self._paragraph(block)
        self._end_section()
        for label, definition in self._definitions.items():
            if label not in self._used:
                words = f"nothing refers to `[{label}]`, and it is not carried over: {shown(definition.text)}"
                self._findings.append(finding(definition.where, "not-carried-over", words))
        if self._anchors:
            more = f", and {len(self._anchors) - 1:,} more" if len(self._anchors) > 1 else ""
            words = f"an item that leads to another place of this file is not carried over: {shown(self._anchors[0].text)}{more}"
            self._findings.append(finding(self._anchors[0].where, "not-carried-over", words))

    def _without_references(self) -> list[Block]:
        """Return the blocks without the list of references at the end, which define what `[1]` stands for."""
        if not any(_NOTE.search(block.text) for block in self._blocks):
            return list(self._blocks)
        kept: list[Block] = []
        level = 0
        for block in self._blocks:
            if block.kind == "heading":
                level = block.depth if _OF_REFERENCES.match(block.text) else 0 if block.depth <= level or not level else level
            if level and block.kind == "heading":
                continue
            if level and block.kind == "item" and block.number:
                self._definitions.setdefault(block.number, Definition(block.text, block.where))
            else:
                kept.append(block)
        return kept

    # --- what stands in a line ---

    def _read(self, block: Block, text: str) -> tuple[str, list[Link]]:
        """Return what a text says and the links in it and in what it refers to."""
        if has_tags(text):
            self._findings.append(tags_left_out(block.where))
        for image in _IMAGE.finditer(text):
            self._findings.append(finding(block.where, "not-carried-over", f"this picture is not carried over: {shown(image[0])}"))
        text, noted = self._without_notes(_IMAGE.sub(lambda match: match[1], text), block.where)
        said, links = in_text(text, block.where, self._findings)
        return plain(said), [*links, *noted]

    def _without_notes(self, text: str, where: Where) -> tuple[str, list[Link]]:
        if "[" not in text:
            return text, []
        links: list[Link] = []

        def reference(match: re.Match[str]) -> str:
            label = (match[2] or match[1]).casefold()
            target = _TARGET.match(self._definitions[label].text) if label in self._definitions else None
            if target is None:
                return match[0]
            self._used.add(label)
            return f"[{match[1]}]({target[1]})"

        def note(match: re.Match[str]) -> str:
            definition = self._definitions.get(match[1].casefold())
            if definition is None:
                if match[1].startswith("^"):
                    self._findings.append(
                        finding(where, "not-carried-over", f"`{match[0]}` refers to nothing in this file, and is left out")
                    )
                    return ""
                return match[0]
            self._used.add(match[1].casefold())
            links.extend(in_cell(definition.text, definition.where, self._findings))
            return ""

        text = _NOTE.sub(note, _REFERENCE.sub(reference, text))
        return text, links

    def _date(self) -> str:
        return self._item_dates[-1][1] if self._item_dates else self._dates[-1][1] if self._dates else ""

    def _entry(self, said: str, links: list[Link], where: Where) -> Entry:
        date, rest = dated(said, self._date())
        text = rest.strip() or said
        return Entry(text, where, date=date or self._date(), category=self._category(), sources=tuple(links))

    def _category(self) -> str:
        return " – ".join(text for level, text in self._headings if level >= _SECTION)

    # --- blocks ---

    def _heading(self, block: Block) -> None:
        self._end_section()
        said, links = self._read(block, block.text)
        self._headings = [one for one in self._headings if one[0] < block.depth]
        self._dates = [one for one in self._dates if one[0] < block.depth]
        self._item_dates = []
        if block.depth < _SECTION:
            self.title = self.title or said
            self._not_cited(links)
            return
        date, rest = dated(said, self._date())
        if date:
            self._dates.append((block.depth, date))
        if date and (rest or links or _is_day(date)):
            if rest or links:
                self._section = Entry("", block.where, title=rest or said, date=date, category=self._category(), sources=tuple(links))
        else:
            self._headings.append((block.depth, said))
            self._not_cited(links)

    def _not_cited(self, links: list[Link]) -> None:
        """Report links in a heading that is no entry."""
        for link in links:
            self._findings.append(not_carried("link", "", link.url or link.label, link.where, "write it into an entry below the heading"))

    def _end_section(self) -> None:
        if self._section:
            self.entries.append(self._section)
        self._section = None

    def _item(self, block: Block) -> None:
        if _ANCHOR.match(block.text.strip()):
            self._anchors.append(block)
            return
        self._item_dates = [one for one in self._item_dates if one[0] < block.depth]
        said, links = self._read(block, block.text)
        date, rest = dated(said, self._date())
        if date and not rest.strip() and not links:
            self._item_dates.append((block.depth, date))
            self._depth = block.depth
            return
        only_links = bool(links) and len("".join(filter(str.isalnum, said))) <= sum(len(one.label) + len(one.url) for one in links)
        if only_links and self._section and not date:
            self._section = replace(self._section, sources=(*self._section.sources, *links))
        elif only_links and self.entries and block.depth > self._depth and not date:
            self.entries[-1] = replace(self.entries[-1], sources=(*self.entries[-1].sources, *links))
        else:
            self.entries.append(self._entry(said, links, block.where))
            self._depth = block.depth

    def _row(self, block: Block) -> None:
        cells: list[tuple[str, Node]] = []
        noted: list[Link] = []
        for name, text in block.cells:
            cell, links = self._without_notes(text, block.where)
            noted += links
            cells.append((plain(name), Scalar(cell, block.where)))
        roles = roles_of(name for name, _ in cells)
        if not {"text", "title"} & set(roles.values()):
            free = [number for number, (name, _) in enumerate(cells) if not roles[name]]
            longest = max(free or range(len(cells)), key=lambda number: len(block.cells[number][1]))
            cells[longest] = ("text", cells[longest][1])
        entry = entry_of(cells, block.where, self._findings)
        if entry:
            sources = (*entry.sources, *noted)
            date, category = plain(entry.date) or self._date(), plain(entry.category) or self._category()
            self.entries.append(
                replace(
                    entry,
                    text=plain(entry.text),
                    title=plain(entry.title),
                    place=plain(entry.place),
                    date=date,
                    category=category,
                    sources=sources,
                )
            )

    def _paragraph(self, block: Block) -> None:
        lines = block.text.split("\n")
        if len(lines) > 1 and all(dated(plain(line))[0] for line in lines):
            for number, line in enumerate(lines):
                where = block.where._replace(line=block.where.line + number)
                self._paragraph(block._replace(text=line, where=where))
            return
        said, links = self._read(block, block.text)
        date, rest = dated(said, self._date())
        if date and not rest.strip() and not links:
            self._dates = [*(one for one in self._dates if one[0] < _BELOW_HEADINGS), (_BELOW_HEADINGS, date)]
            self._item_dates = []
        elif self._section:
            text = f"{self._section.text} {said}".strip()
            self._section = replace(self._section, text=text, sources=(*self._section.sources, *links))
        elif links or self._dates or date:
            self.entries.append(self._entry(said, links, block.where))
            self._depth = block.depth
        elif said:
            words = f"this paragraph has neither a date nor a link, and is no entry: {shown(said)}"
            self._findings.append(finding(block.where, "not-carried-over", words))


def _is_day(date: str) -> bool:
    return parse_date(date) is None or date.count("-") > 1
