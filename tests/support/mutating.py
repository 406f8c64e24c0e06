"""One slip of the pen in a piece of syntax, and what became of it: the same pages, a finding on its line, or a silent change."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from syntax_marks import Mark, marks

from builder.checking.hand_written import HandWritten, check_hand_written
from builder.checking.project import check_content
from builder.history.lost_addresses import lost_addresses
from builder.history.published import Published
from builder.linking.link import LinkedPages
from builder.model.content import Theme
from builder.model.document import Text
from builder.model.findings import Where
from builder.reading.files import Raw, kind_of
from builder.reading.parse import join, parse_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from builder.model.findings import Finding
    from builder.reading.front_matter import Parsed

LETTERS = dict(zip("aceghijlnopqsuvwxyABCEHIJKMNOPSTXYZ", "асеɡһіјӏոорԛѕυѵԝхуАВСЕНІЈКМΝОРЅТХΥΖ", strict=True))
"""Letters that look the same: Cyrillic, Greek, Armenian, and the phonetic g."""
SIGNS = {
    '"': "“”",
    "'": "’",
    "-": "–\u2011−",
    ";": "\u037e",
    ":": "∶",
    " ": "\u00a0\t",
    "\t": " ",
    ",": "،",
    "|": "│",
    "*": "∗",
    "`": "‘",
    "/": "∕",
    "~": "∼",
    "“": '"',
    "”": '"',
    ">": "›",
    ".": "․",
    "_": "‗",
    "\\": "∖",
    "#": "♯",
    "!": "ǃ",
    "=": "꞊",
}
"""Signs that look alike, or that a keyboard or a word processor puts in their place."""
PUBLISHED = ("settings", "parts", "themes", "translations", "groups", "terms", "sources", "notes")
"""What of a parsed file the pages are made of."""
NOT_PUBLISHED = frozenset({"end_line", "places", "explicit"})


class Mutant(NamedTuple):
    """A file with one slip in it."""

    path: str
    mark: Mark
    slip: str
    """`dropped`, `doubled`, `case`, or `look-alike`."""
    instead: str
    """What stands in the place of the character."""


def mutants_of(path: str, text: str) -> Iterator[Mutant]:
    """Yield every slip in every character of syntax of a file."""
    for mark in marks(path, text):
        character = text[mark.at]
        yield Mutant(path, mark, "dropped", "")
        yield Mutant(path, mark, "doubled", character * 2)
        if character.swapcase() != character:
            yield Mutant(path, mark, "case", character.swapcase())
        wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else ""
        for other in (*LETTERS.get(character, ""), *SIGNS.get(character, ""), *wide):
            yield Mutant(path, mark, "look-alike", other)


class Verdict(NamedTuple):
    """What became of a slip."""

    outcome: str
    """`same`, `finding`, `elsewhere` (findings, but none on its line) or `silent`."""
    findings: tuple[Finding, ...]
    """Those that the file did not have before."""


class Project:
    """A project in memory, of which one file at a time is read anew."""

    def __init__(self, root: Path) -> None:
        self.root = root
        found = {path.relative_to(root).as_posix(): path for path in sorted((root / "content").rglob("*")) if path.is_file()}
        self.texts = {name: path.read_text(encoding="utf-8") for name, path in found.items() if kind_of(name)}
        self._parsed = {name: self._read(name, text) for name, text in self.texts.items()}
        self._published = {name: published(parsed) for name, parsed in self._parsed.items()}
        self._linked = LinkedPages()
        findings, self._linked = self._check(self._parsed)
        self._known = frozenset((f.where.path, f.code, f.message) for f in findings)

    @staticmethod
    def _read(name: str, text: str) -> Parsed:
        kind = kind_of(name)
        assert kind is not None
        return parse_file(Raw(name, kind, text))

    def _check(self, parsed: Mapping[str, Parsed], published: Iterable[Published] = ()) -> tuple[Iterable[Finding], LinkedPages]:
        content, findings = join(parsed.values())
        project, linked = check_content(self.root, content, findings, self._linked)
        project = project.with_findings(check_hand_written(project.explainer, HandWritten()))
        lost = lost_addresses(project.explainer, published)
        project = project.with_renamed({one.subject: one.renamed for one in lost}, {one.subject: one.found for one in lost if one.found})
        return project.findings, linked

    def mutants(self) -> Iterator[Mutant]:
        """Yield every slip in every file."""
        for path, text in self.texts.items():
            yield from mutants_of(path, text)

    def place(self, mutant: Mutant) -> str:
        """Return the place of a slip, as `path:line`."""
        return f"{mutant.path}:{self.texts[mutant.path].count(chr(10), 0, mutant.mark.at) + 1}"

    def line(self, mutant: Mutant) -> str:
        """Return the line that has the slip."""
        text, at = self.text(mutant), mutant.mark.at
        return text[text.rfind("\n", 0, at) + 1 :].split("\n")[0]

    def text(self, mutant: Mutant) -> str:
        """Return the text with the slip."""
        text, at = self.texts[mutant.path], mutant.mark.at
        return text[:at] + mutant.instead + text[at + 1 :]

    def judge(self, mutant: Mutant) -> Verdict:
        """Return what becomes of a slip."""
        before = self.texts[mutant.path]
        lines = {before.count("\n", 0, at) + 1 for at in (mutant.mark.at, mutant.mark.opened)}
        if mutant.instead == "\n\n":
            lines.add(max(lines) + 2)
        parsed = self._read(mutant.path, self.text(mutant))
        findings = self._check(self._parsed | {mutant.path: parsed}, addresses(self._parsed[mutant.path], mutant.path))[0]
        new = tuple(f for f in findings if (f.where.path, f.code, f.message) not in self._known)
        if any(f.where.path == mutant.path and f.where.line in lines for f in new):
            return Verdict("finding", new)
        if not new and published(parsed) == self._published[mutant.path]:
            return Verdict("same", new)
        return Verdict("elsewhere" if new else "silent", new)


def addresses(parsed: Parsed, path: str) -> Iterator[Published]:
    """Yield what has an address in a file, now or formerly: as git would tell if the file had been committed, with what came before."""
    for page in (*parsed.themes, *parsed.groups):
        kind, name = ("theme", page.title) if isinstance(page, Theme) else ("group", page.name)
        yield from (Published(kind, old.id, f"content/{kind}s/{old.id}.md", name) for old in page.was)
        yield from (Published("heading", heading.id, path, heading.text) for heading in page.body.headings if heading.explicit)
        for claim in page.body.claims:
            yield Published("claim", claim.id, path, claim.text, claim.section)
            for old in claim.was:
                folder, _, name = old.rpartition("/")
                yield Published("claim", name, f"content/{folder}.md" if folder else path, claim.text, claim.section)
    for source in parsed.sources:
        yield from (Published("source", name, path, source.title, url=source.url) for name in (source.id, *(old.id for old in source.was)))
    yield from (Published("term", term.id, path, term.term) for term in parsed.terms)


def published(parsed: Parsed) -> Any:
    """Return what pages are made from of a parsed file: everything but places, and white space of any kind is a space."""
    return [_shape(getattr(parsed, name)) for name in PUBLISHED]


def _shape(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Where):
        return None
    if isinstance(value, Mapping):
        return [(key, _shape(item)) for key, item in value.items()]
    if dataclasses.is_dataclass(value):
        return [_shape(getattr(value, field.name)) for field in dataclasses.fields(value) if field.name not in NOT_PUBLISHED]
    if hasattr(value, "_fields"):
        return [type(value).__name__, *(_shape(item) for name, item in zip(value._fields, value, strict=True) if name not in NOT_PUBLISHED)]
    if isinstance(value, (tuple, list, frozenset)):
        return [_shape(item) for item in _joined(value)]
    return value


def _joined(values: Iterable[Any]) -> Iterator[Any]:
    """Yield values with neighbouring texts in one: how many tokens a text is does not show."""
    pending: Text | None = None
    for value in values:
        if type(value) is Text and pending is not None and value.linkable == pending.linkable:
            pending = Text(pending.text + value.text, value.linkable)
            continue
        if pending is not None:
            yield pending
        pending = value if type(value) is Text else None
        if pending is None:
            yield value
    if pending is not None:
        yield pending
