"""Documents to themes: headings stay, paragraphs, items, quotations and tables become claims that cite at the same places."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.model.findings import Severity, Where, finding
from builder.model.ids import slug_of, written_key
from builder.moving_in.cited import Cited
from builder.moving_in.claims import ids_of, new_theme, title_of, with_digest
from builder.moving_in.footnotes import footnote_of
from builder.moving_in.plain_text import as_markdown
from builder.reading.files import Kind, Raw
from builder.reading.parse import parse_file
from builder.trackers.documents import CITATION, NOTE
from builder.trackers.entries import Entry, left_out
from builder.trackers.links import has_tags, without_tags
from builder.trackers.markdown_lists import plain
from builder.trackers.readable import readable
from builder.trackers.records import tags_left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.bibliographies.records import Item
    from builder.model.findings import Finding
    from builder.moving_in.footnotes import Footnote
    from builder.moving_in.known_claims import Known
    from builder.trackers.documents import Document, Documents
    from builder.trackers.markdown_blocks import Block

_CITED = re.compile(rf"\s*{CITATION.pattern}")
_KEY = re.compile(r"-?@(?:\{([^{}\s]+)\}|(\w(?:[\w:.#$%&+?<>~/-]*\w)?))")
_BARE = re.compile(r"(?<![\w@\\/.\[{:-])@(\w(?:[\w:.#$%&+?<>~/-]*\w)?)(?![\w(\[])")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}\n]*\})?")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\((?!https?://|mailto:)<?([^()\s<>]*)>?(?:\s+\"[^\"]*\")?\)(?:\{[^{}\n]*\})?")
_LISTS = re.compile(r"\s*\{[:#.][^{}\n]*\}|^[ \t]*\\(?:full_)?bibliography[ \t]*$", re.MULTILINE)
"""Attribute lists of Markdown, and where plugins print a bibliography."""
_QUOTE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ID = re.compile(r"^[> ]*\{#", re.MULTILINE)
_BESIDE = re.compile(r"\][ \t]*\[(?=-?@)")
_SECTION = 2


class Made(NamedTuple):
    """What documents become."""

    texts: Mapping[str, str]
    """Of the new themes, by id."""
    sources: Sequence[Item]
    claims: int
    findings: tuple[Finding, ...]


class _Piece(NamedTuple):
    """A block of a theme, in the making."""

    block: Block
    theme: str
    text: str
    notes: tuple[str, ...] = ()
    """The labels of its footnotes."""
    is_plain: bool = False
    id: str = ""


def themes_of(documents: Documents, name: str, known: Known) -> Made:
    """Return the themes that documents become; those that the project has stay as they are."""
    findings = [*documents.findings, *left_out((left for one in documents.files for left in one.rest), "a theme")]
    names = {one.path: _theme_id(one, name, documents) for one in documents.files}
    notes: dict[str, dict[str, Footnote]] = {}
    pieces: list[_Piece] = []
    for one in documents.files:
        if names[one.path] in known.themes:
            findings += _lacking(one, names[one.path], known)
            continue
        notes[names[one.path]] = {
            label: footnote_of(definition, findings) for label, definition in one.definitions.items() if label[:1] == "^"
        }
        pieces += _pieces(one, names, findings)
        findings += _unused(one)
    cited = Cited(known.addresses, known.sources)
    used = ((piece.theme, label) for piece in pieces for label in piece.notes)
    cited.add((link for theme, label in used if label in notes[theme] for link, _ in notes[theme][label].links), findings)
    reader = _Writer(notes, cited, {slug_of(key) for key in (*known.sources, *known.addresses.values())}, findings)
    texts = reader.texts(_with_ids(pieces, name, known), {names[one.path]: _title(one, findings) for one in documents.files})
    return Made(texts, cited.new, sum(len(_ID.findall(text)) for text in texts.values()), tuple(findings))


def _theme_id(document: Document, name: str, documents: Documents) -> str:
    if len(documents.files) == 1:
        return name
    common = PurePosixPath(documents.files[0].path).parent
    while not all(PurePosixPath(one.path).is_relative_to(common) for one in documents.files):
        common = common.parent
    return slug_of(f"{name}-{PurePosixPath(document.path).relative_to(common).with_suffix('').as_posix()}")


def _title(document: Document, findings: list[Finding]) -> str:
    first = next((block.text for block in document.blocks if block.kind == "heading" and block.depth == 1), "")
    title = plain(document.title) or plain(_without_marks(first))
    return readable(title, Where(document.path), findings) or title_of(PurePosixPath(document.path).stem)


def _without_marks(text: str) -> str:
    return _LISTS.sub("", NOTE.sub("", _CITED.sub("", text)))


def _lacking(document: Document, theme: str, known: Known) -> Iterator[Finding]:
    """Yield what a document says that its theme in the project does not: where it would belong, only people know."""
    path = known.themes[theme]
    there = {_letters(claim.text) for claim in known.claims.values() if claim.page == f"themes/{theme}/"}
    for block in document.blocks:
        words = "" if block.kind in ("heading", "row") else _words(_BARE.sub("", _IMAGE.sub("", without_tags(block.text))))
        if _letters(words) and _letters(words) not in there:
            yield finding(
                block.where, "not-carried-over", f"{path} stays as it is, and does not say {shown(words)}", "write it there, if it should"
            )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _unused(document: Document) -> Iterator[Finding]:
    used = {f"^{label.casefold()}" for block in document.blocks for label in NOTE.findall(block.text)}
    for label, definition in document.definitions.items():
        if label[:1] == "^" and label not in used:
            words = f"nothing refers to `[{label}]`, and it is not carried over: {shown(definition.text)}"
            yield finding(definition.where, "not-carried-over", words)


# --- blocks -----------------------------------------------------------------------------------------------------------


def _pieces(document: Document, names: Mapping[str, str], findings: list[Finding]) -> Iterator[_Piece]:
    theme = names[document.path]
    is_titled = False
    for kind, group in groupby(document.blocks, lambda block: block.kind):
        blocks = list(group)
        if kind == "row":
            yield _piece(_table(blocks), theme, document, names, findings)
            continue
        for block in blocks:
            if kind == "heading" and block.depth == 1 and not is_titled:
                is_titled = True
            else:
                piece = _piece(block, theme, document, names, findings)
                if _letters(_without_marks(piece.text)):
                    yield piece


def _table(rows: list[Block]) -> Block:
    columns = [name for name, _ in rows[0].cells]
    lines = [[name.replace("|", "\\|") for name in columns], ["---"] * len(columns)]
    lines += [[cell.replace("|", "\\|") for _, cell in row.cells] for row in rows]
    return rows[0]._replace(text="\n".join(f"| {' | '.join(cells)} |" for cells in lines))


def _piece(block: Block, theme: str, document: Document, names: Mapping[str, str], findings: list[Finding]) -> _Piece:
    text = readable(block.text, block.where, findings)
    if has_tags(text):
        findings.append(tags_left_out(block.where))
        text = without_tags(text)
    for image in _IMAGE.finditer(text):
        words = f"this picture is not carried over: {shown(image[0])}"
        findings.append(finding(block.where, "not-carried-over", words, "say in words what it shows"))
    text = _LISTS.sub("", _IMAGE.sub("", text)).strip()
    text = _LINK.sub(lambda match: _link(match, block.where, document, names, findings), text)
    labels = tuple(f"^{label.casefold()}" for label in NOTE.findall(text))
    at, pieces = 0, []
    for cited in [*CITATION.finditer(text), None]:
        end = cited.start() if cited else len(text)
        pieces += [_BARE.sub(lambda match: f"[@{match[1]}]", text[at:end]), cited[0] if cited else ""]
        at = cited.end() if cited else end
    text = "".join(pieces)
    return _Piece(block, theme, text, labels)


def _link(match: re.Match[str], where: Where, document: Document, names: Mapping[str, str], findings: list[Finding]) -> str:
    """Return a link to another document as one to its theme; other files are not carried over, and their labels stay."""
    target = match[2].partition("#")[0]
    path = PurePosixPath(document.path).parent
    for part in PurePosixPath(target).parts:
        path = path.parent if part == ".." else path / part
    if target and (theme := names.get(path.as_posix())):
        return f"[{match[1]}](theme:{theme})"
    if match[2]:
        findings.append(finding(where, "not-carried-over", f"the link to `{match[2][:100]}` is not carried over; its words stay"))
    return match[1]


def _words(text: str) -> str:
    return plain(re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", _QUOTE.sub("", _without_marks(text))))


def _with_ids(pieces: Sequence[_Piece], name: str, known: Known) -> list[_Piece]:
    """Return pieces with ids, made of their first words as those of entries are."""
    claims = [piece for piece in pieces if piece.block.kind != "heading"]
    entries = [
        (Entry(_words(piece.text), piece.block.where, category=f"{piece.theme} {number}"), "") for number, piece in enumerate(claims)
    ]
    ids = iter(
        with_digest(id_, *one) if id_ in known.claims else id_ for id_, one in zip(ids_of(entries, name, known), entries, strict=True)
    )
    return [piece if piece.block.kind == "heading" else piece._replace(id=next(ids)) for piece in pieces]


class _Writer:
    """Writes the texts of themes, until the check has nothing against them."""

    def __init__(self, notes: Mapping[str, Mapping[str, Footnote]], cited: Cited, keys: set[str], findings: list[Finding]) -> None:
        self._notes, self._cited, self._findings = notes, cited, findings
        self._keys = keys | {slug_of(str(item["id"])) for item in cited.new}
        self._said: set[tuple[object, ...]] = set()

    def texts(self, pieces: list[_Piece], titles: Mapping[str, str]) -> dict[str, str]:
        """Return the texts of the themes by id."""
        done: dict[str, str] = {}
        for theme, group in groupby(pieces, lambda piece: piece.theme):
            rest: list[_Piece] | None = list(group)
            while rest is not None:
                text, owners = self._text(rest, titles[theme])
                rest = self._mended(rest, theme, text, owners)
            done[theme] = text
        return done

    def _text(self, pieces: Iterable[_Piece], title: str) -> tuple[str, list[_Piece | None]]:
        text = new_theme(title)
        owners: list[_Piece | None] = [None] * text.count("\n")
        level = _SECTION - 1
        before = None
        for piece in pieces:
            if piece.block.kind == "heading":
                level = max(_SECTION, min(piece.block.depth, level + 1))
                body = f"{'#' * level} {as_markdown(_words(piece.text))}"
            else:
                body = self._claim(piece)
            tight = piece.block.kind == "item" and before == "item"
            body = f"{'' if tight else chr(10)}{body}\n"
            owners += [piece] * body.count("\n")
            text += body
            before = piece.block.kind
        return text, owners

    def _mended(self, pieces: list[_Piece], theme: str, text: str, owners: Sequence[_Piece | None]) -> list[_Piece] | None:
        """Return pieces without what the check refuses: as plain text first, or not at all; None if it refuses nothing."""
        parsed = parse_file(Raw(f"content/themes/{theme}.md", Kind.THEME, text))
        errors = [(one.where, one.message, one.hints) for one in parsed.findings if one.severity is Severity.ERROR]
        errors += [(one.where, f"`{one.id}` is no citation as it stands", ()) for one in parsed.bare]
        cited = (citation for one in parsed.themes for claim in one.body.claims for citation in claim.citations)
        errors += [(one.where, f"the project has no source `{one.source}`", ()) for one in cited if slug_of(one.source) not in self._keys]
        wrong: dict[int, tuple[Where, str, tuple[str, ...]]] = {}
        for error in errors:
            owner = owners[error[0].line - 1] if error[0].line <= len(owners) else None
            if owner:
                wrong.setdefault(id(owner), error)
        if not wrong:
            return None
        kept: list[_Piece] = []
        for piece in pieces:
            why = wrong.get(id(piece))
            if why is None:
                kept.append(piece)
            elif not piece.is_plain and piece.block.kind != "heading":
                words = f"a claim cannot hold this as it is, and has it as plain text: {why[1]}"
                self._findings.append(finding(piece.block.where, "repaired-record", words))
                kept.append(piece._replace(is_plain=True))
            else:
                self._findings.append(finding(piece.block.where, "unreadable-record", f"this is not imported: {why[1]}", *why[2]))
        return kept

    def _claim(self, piece: _Piece) -> str:
        block, remarks = piece.block, []
        inner: list[str] = []
        text = self._without_unknown(piece, piece.text)

        def noted(match: re.Match[str]) -> str:
            citation, remark = self._note(piece, f"^{match[1].casefold()}")
            remarks.extend([remark] if remark else [])
            inner.extend([citation] if citation else [])
            return f" [{citation}]" if citation else ""

        text = _BESIDE.sub("; ", NOTE.sub(noted, text))
        if piece.is_plain:
            inner = [*(match[0][1:-1] for match in CITATION.finditer(self._without_unknown(piece, piece.text))), *inner]
            text = as_markdown(_words(piece.text)) + (f" [{'; '.join(inner)}]" if inner else "")
        has_citation = bool(CITATION.search(text))
        attributes = f"{{#{piece.id}{'' if has_citation else ' .citation-needed'}}}"
        comments = "".join(f"\n\n<!-- {remark} -->" for remark in remarks)
        return f"{_shaped(block, text, attributes, is_plain=piece.is_plain)}{comments}"

    def _note(self, piece: _Piece, label: str) -> tuple[str, str]:
        """Return the citation that a footnote becomes, and what stays of it as a remark."""
        footnote = self._notes[piece.theme].get(label)
        if footnote is None:
            self._say(piece, f"`[{label}]` refers to nothing in this file, and is left out")
            return "", ""
        keys = [f"{written_key(key)}{f', {place}' if place else ''}" for link, place in footnote.links if (key := self._cited.key(link))]
        known = (self._without_unknown(piece, f"[{one}]")[1:-1] for one in footnote.citations)
        inner = "; ".join(filter(None, [*known, *keys]))
        if footnote.rest:
            said = f"what the footnote `[{label}]` says besides its source" if inner else f"the footnote `[{label}]`, which has no address,"
            self._say(piece, f"{said} is kept as a remark that is not published: {shown(footnote.rest)}")
        remark = re.sub(r"-(?=-)|-\Z", "- ", readable(footnote.rest, piece.block.where, self._findings)).replace("<", "‹").replace(">", "›")
        return inner, f"Footnote: {remark}" if remark else ""

    def _without_unknown(self, piece: _Piece, text: str) -> str:
        """Return a text of a piece without citations of sources that the project does not have, which are reported."""

        def known(match: re.Match[str]) -> str:
            parts = match[0].strip()[1:-1].split(";")
            kept = []
            for part in parts:
                keys = [key[1] or key[2] for key in _KEY.finditer(part)]
                lacking = [key for key in keys if slug_of(key) not in self._keys]
                for key in lacking:
                    hint = "import its bibliography first, or together with this file; then cite it there"
                    self._say(piece, f"the project has no source `{key}`, and its citation is left out", hint)
                kept += [] if lacking else [part.strip()]
            return f"[{'; '.join(kept)}]" if kept else ""

        return CITATION.sub(known, text)

    def _say(self, piece: _Piece, message: str, *hints: str) -> None:
        if (piece.block.where, message) not in self._said:
            self._said.add((piece.block.where, message))
            self._findings.append(finding(piece.block.where, "not-carried-over", message, *hints))


def _shaped(block: Block, text: str, attributes: str, *, is_plain: bool) -> str:
    """Return a block as it stands in a theme, with its attribute list."""
    if block.kind == "row" and not is_plain:
        return f"{text}\n\n{attributes}"
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if block.kind == "item":
        mark = f"{block.number}. " if block.number else "- "
        return "\n".join([f"{mark}{lines[0]}", *(f"{' ' * len(mark)}{line}" for line in (*lines[1:], attributes))])
    if block.text.lstrip().startswith(">") and not is_plain:
        return "\n".join(f"> {_QUOTE.sub('', line)}" for line in (*lines, attributes))
    return "\n".join([*lines, attributes])
