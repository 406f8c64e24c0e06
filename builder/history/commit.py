"""The commit that a site is built from, and whether what is built is in it.

What git has noted of a file's times may be stale, in a copy for instance; such files are compared by their bytes. No filter that a
configuration names is run, so that a file which one would change counts as changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.history.git import content_folder, git, repository_root
from builder.model.ids import CONFIGURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BESIDE = tuple(f":(literal){name}" for name in ("docs", "templates", *CONFIGURATIONS))
"""What a site is made of beside `content/`, which may be a repository of its own."""
_COMPARE = (
    "diff-index --raw -r -z --no-abbrev --no-renames --no-ext-diff --no-textconv --relative --ignore-submodules=dirty HEAD --"
).split()
_UNKNOWN = "ls-files --others --exclude-per-directory=.gitignore -z --".split()
_PLAIN_FILE = "100"
"""How the mode of a regular file begins."""


class Commit(NamedTuple):
    """A version of a repository."""

    id: str = ""
    """Its name in hexadecimal; empty if there is none, or git does not tell."""
    has_changes: bool = False
    """Whether the files that a site is made of differ from those of the commit."""


def commit_of(project: Path) -> Commit:
    """Return the commit that the content of a project comes from."""
    content = content_folder(project)
    if repository_root(content) is None:
        return Commit()
    head = git(content, "rev-parse", "--verify", "HEAD")
    if head.error:
        return Commit()
    changes = [_differs(content, (".",))]
    if repository_root(project) is not None:
        changes.append(_differs(project, _BESIDE))
    return Commit() if None in changes else Commit(head.output.decode().strip(), any(changes))


def _differs(folder: Path, paths: tuple[str, ...]) -> bool | None:
    """Return whether files below a folder differ from the latest commit, or are not in it; None if git does not tell."""
    compared, unknown = git(folder, *_COMPARE, *paths), git(folder, *_UNKNOWN, *paths)
    if compared.error or unknown.error:
        return None
    if any(not _is_hidden(path) for path in unknown.output.split(b"\0") if path):
        return True
    before = list(_changed(compared.output))
    names = [name for _, name in before]
    if b"" in names:
        return True
    whole = "".join(f"{folder}/{name.decode(errors='surrogateescape')}\n" for name in names)  # git takes others as relative to its own root
    hashed = git(folder, "hash-object", "--no-filters", "--stdin-paths", stdin=whole.encode(errors="surrogateescape"))
    return bool(hashed.error) or hashed.output.split() != [digest for digest, _ in before]


def _changed(output: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the digest in the commit and the path of each file that may have changed; an empty path for one that certainly has."""
    words = iter(output.split(b"\0"))
    for word in words:
        if not word:
            continue
        old, new, digest, _, kind = word[1:].split(b" ")
        path = next(words)
        is_same_kind = kind == b"M" and old.startswith(_PLAIN_FILE.encode()) and new.startswith(_PLAIN_FILE.encode())
        yield digest, path if is_same_kind and b"\n" not in path else b""


def _is_hidden(path: bytes) -> bool:
    """Return whether a file is none that a site is made of: what file managers leave behind."""
    return any(part.startswith(b".") for part in path.split(b"/"))
