"""What was published at an address of its own in an earlier version and has left its place since: claims, themes, groups and sources.

Asked is the line of first parents, and then the files as they lie in the folder: who renames something hears of it before the commit.
Only texts from which an id has gone are parsed. Without git, in a shallow clone, and where objects are missing, nothing is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.history.git import content_folder, git, repository_root
from builder.history.versions import objects
from builder.markdown.parser import parse_body
from builder.model.ids import slug_of
from builder.reading.files import Kind, Raw, kind_of
from builder.reading.sources import parse_sources
from builder.reading.yaml_tree import Mapping, Scalar, Sequence, parse_yaml
from builder.sanitising.characters import without_forbidden_references
from builder.slips.fences import split_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_WHERE = [":(literal)themes", ":(literal)groups", ":(literal)sources", ":(literal)terms.yml"]
"""Relative to the folder in which git is asked."""
_KINDS = {Kind.THEME: "theme", Kind.GROUP: "group", Kind.SOURCES: "source", Kind.TERMS: "term"}
_IDS = re.compile(r"""#([a-z0-9-]+)|\bid["']?[ ]*:[ ]*["']?([^\s"',}]+)""")
"""What may be the id of a claim or a source. Something else may look so, too: texts that lack one are parsed."""
_RAW = ["--raw", "-r", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"]


class Published(NamedTuple):
    """What had an address in an earlier version, as it was in the latest one that had it."""

    kind: str
    """`claim`, `heading` (one whose anchor the author chose), `theme`, `group`, `source` or `term`."""
    id: str
    path: str
    """Of its file, relative to the project."""
    text: str
    """Of a claim or a heading; of others the name or title."""
    section: str = ""
    """Of a claim: the anchor of its section."""
    url: str = ""
    """Of a source."""

    @property
    def page(self) -> str:
        """The address of its page, or of the page that it stood on."""
        if self.kind == "term":
            return "glossary/"
        folder, name = self.path.split("/")[1], self.path.rpartition("/")[2].removesuffix(".md")
        return f"sources/{slug_of(self.id)}/" if self.kind == "source" else f"{folder}/{name}/"


class _Change(NamedTuple):
    """A file in two versions that follow each other."""

    path: str
    before: str
    """The object."""
    after: str
    """All zeros if the file is gone, or if the version after is in the folder."""
    commit: str
    """The version before."""


def repository_head(project: Path) -> str:
    """Return the latest commit of the repository that holds the content; empty if its history cannot be asked or is shallow."""
    content = content_folder(project)
    if repository_root(content) is None or not content.is_dir():
        return ""
    answer = git(content, "rev-parse", "--is-shallow-repository", "HEAD")
    shallow, _, head = answer.output.decode().strip().partition("\n")
    return head if shallow == "false" and not answer.error else ""


def left_in_commits(project: Path, head: str) -> list[Published]:
    """Return what left its place in a commit, up to `head`; the latest first."""
    content = content_folder(project)
    listed = git(content, "rev-list", "--first-parent", "--parents", head, "--", *_WHERE)
    befores = {words[0]: words[1] for line in listed.output.decode().splitlines() if len(words := line.split()) > 1}
    asked = "".join(f"{commit} {before}\n" for commit, before in befores.items()).encode()
    compared = git(content, "diff-tree", "--stdin", *_RAW, "--", *_WHERE, stdin=asked)
    return list(_left(content, _changes(content, compared.output, befores)))


def left_in_folder(project: Path, head: str) -> list[Published]:
    """Return what is in the latest commit and may have left its place in the files as they are now."""
    content = content_folder(project)
    compared = git(content, "diff-index", *_RAW, head, "--", *_WHERE)
    return list(_left(content, _changes(content, compared.output, {"": head})))


def _changes(content: Path, output: bytes, befores: dict[str, str]) -> Iterator[_Change]:
    """Yield the files that a comparison names; `befores` is the version before each commit that it names."""
    prefix = len(git(content, "rev-parse", "--show-prefix").output.strip())
    commit = ""
    words = iter(output.split(b"\0"))
    for word in words:
        if word.startswith(b":"):
            _, _, before, after, _ = word[1:].decode().split(" ")
            path = f"content/{next(words)[prefix:].decode(errors='replace')}"
            if before.strip("0") and kind_of(path) in _KINDS:
                yield _Change(path, before, after, befores[commit])
        elif word:
            commit = word.decode()


def _left(content: Path, changes: Iterable[_Change]) -> Iterator[Published]:
    """Yield what is in a text and no longer in the next, each thing once; of sources only those that were cited."""
    changes = list(changes)
    names = dict.fromkeys(name for change in changes for name in (change.before, change.after) if name.strip("0"))
    texts = {
        name: data.decode(errors="replace").replace("\r\n", "\n") for name, data in objects(content, list(names), b"blob").found.items()
    }
    seen: set[tuple[str, str, str]] = set()
    for change in changes:
        text, after = texts.get(change.before, ""), texts.get(change.after, "")
        is_gone = not change.after.strip("0")
        if is_gone or (after and _ids(text) - _ids(after)):  # one that is neither is missing in the repository
            left = _things(change.path, text) if is_gone else _without(change.path, text, after)
            new = [one for one in left if (one.kind, one.page, one.id) not in seen]
            seen.update((one.kind, one.page, one.id) for one in new)
            yield from _cited(content, change.commit, new)


def _ids(text: str) -> set[str]:
    return {name for names in _IDS.findall(text) for name in names}


def _without(path: str, text: str, other: str) -> list[Published]:
    kept = {(one.kind, one.id) for one in _things(path, other)}
    return [one for one in _things(path, text) if (one.kind, one.id) not in kept]


def _cited(content: Path, commit: str, found: list[Published]) -> list[Published]:
    """Return what was found without the sources that no text of a version cites: a record that nobody needs may go."""
    sources = [one.id for one in found if one.kind == "source"]
    if not sources:
        return found
    asked = [word for name in sources for word in ("-e", f"@{name}")]
    cited = git(content, "grep", "-h", "-o", "-F", *asked, commit, "--", ".").output.decode(errors="replace").split()
    return [one for one in found if one.kind != "source" or f"@{one.id}" in cited]


def _things(path: str, text: str) -> list[Published]:
    """Return what has an address in one file."""
    kind = kind_of(path)
    text = without_forbidden_references(text)  # an old text may hold what is refused today
    if kind is Kind.SOURCES:
        return [Published("source", one.id, path, one.title, url=one.url) for one in parse_sources(Raw(path, kind, text))[0]]
    if kind is Kind.TERMS:
        return list(_terms(path, text))
    split = split_front_matter(text)
    tree, _ = parse_yaml(split.fields or "", path)
    named = tree.items.get("title" if kind is Kind.THEME else "name") if isinstance(tree, Mapping) else None
    page = Published(
        _KINDS[kind or Kind.THEME], path.rpartition("/")[2].removesuffix(".md"), path, named.text if isinstance(named, Scalar) else ""
    )
    body = parse_body(split.below, path, split.line, page.page)[0]
    headings = [Published("heading", heading.id, path, heading.text) for heading in body.headings if heading.explicit]
    return [page, *headings, *(Published("claim", claim.id, path, claim.text, claim.section) for claim in body.claims)]


def _terms(path: str, text: str) -> Iterator[Published]:
    tree, _ = parse_yaml(text, path)
    for record in tree.items if isinstance(tree, Sequence) else ():
        name, word = (record.items.get(key) for key in ("id", "term")) if isinstance(record, Mapping) else (None, None)
        if isinstance(name, Scalar) and isinstance(word, Scalar):
            yield Published("term", name.text, path, word.text)
