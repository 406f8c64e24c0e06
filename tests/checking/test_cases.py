"""Every case of `tests/cases/`: a small project and all the findings that it must give.

One case, one file, in the folder of the code it is about:

    about: one sentence
    base: mini                       # start from helpers.MINI; leave out for an empty folder
    files: {path: text}              # paths are relative to the project folder
    before: {path: text}             # the version before, in a repository: `files` that were different, or are not there any more
    bytes: {path: base64}            # for what is not text
    symlinks: {path: target}
    repeat: {path: {before: text, text: text, times: n, after: text}}
    unreadable: [path]               # the system refuses to read this file or folder
    pipes: [path]                    # made by `mkfifo`
    names: [path]                    # of empty files, with any bytes: `%ff` is one
    linux: true                      # other systems cannot hold these names, or have no pipes
    history: shallow                 # or partial, refused: the files are in such a repository, and its history is read instead of them
    site: {path: text}               # a built site, which `audit` reads instead of the content
    imports: path                    # a bibliography among the files, which is imported instead of reading the content
    findings: ["path:line:column code part of the message"]    # all of them, sorted by place, not by rank
    hints: [part of a hint]          # each in a hint of some finding
"""

from __future__ import annotations

import base64
import os
import re
import sys
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import pytest
import yaml
from helpers import MINI, checked, imported, write
from repository import clone, commit, git

from builder.history.versions import read_history
from builder.model.codes import CODES
from builder.model.findings import settle
from builder.publishing.old_versions import with_lost_addresses
from builder.site.audit import audit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from builder.model.findings import Finding

CASES = Path(__file__).parents[1] / "cases"
PATHS = sorted(CASES.rglob("*.yml"))
TOPICS = {"together", "positions", "slips"}
"""Folders that are about no single code."""
LINE = re.compile(r"(.+?:\d+:\d+) (\S+) ?(.*)\Z")


@dataclass(frozen=True)
class Case:
    """A project and what must be found in it."""

    about: str
    findings: tuple[str, ...]
    base: str = ""
    files: Mapping[str, str] | None = None
    before: Mapping[str, str] | None = None
    bytes: Mapping[str, str] | None = None
    symlinks: Mapping[str, str] | None = None
    repeat: Mapping[str, Mapping[str, Any]] | None = None
    unreadable: tuple[str, ...] = ()
    pipes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    linux: bool = False
    history: str = ""
    site: Mapping[str, str] | None = None
    imports: str = ""
    hints: tuple[str, ...] = ()


def read_case(path: Path) -> Case:
    """Read a case; a key that does not exist raises."""
    return Case(**yaml.safe_load(path.read_text(encoding="utf-8")))


def build(case: Case, folder: Path) -> None:
    """Write the project of a case."""
    write(folder, {**(MINI if case.base == "mini" else {}), **(case.files or {})})
    for path, text in (case.bytes or {}).items():
        _at(folder, path).write_bytes(base64.b64decode(text))
    for path, target in (case.symlinks or {}).items():
        _at(folder, path).symlink_to(target)
    for path in case.pipes:
        os.mkfifo(_at(folder, path))
    for path in case.names:
        _at(folder, os.fsdecode(unquote_to_bytes(path))).touch()
    for path, parts in (case.repeat or {}).items():
        _at(folder, path).write_text(parts.get("before", "") + parts["text"] * parts["times"] + parts.get("after", ""), encoding="utf-8")


def _at(folder: Path, path: str) -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def compare(expected: Sequence[str], found: Sequence[Finding]) -> str:
    """Return a readable difference, empty when every finding is the expected one."""
    wanted = [match.groups() for line in expected if (match := LINE.match(line))]
    assert len(wanted) == len(expected), "a finding is `path:line:column code words`"
    keys = [(str(f.where), f.code) for f in found]
    lines, wrong = [], False
    for tag, a, b, c, d in SequenceMatcher(None, [(w[0], w[1]) for w in wanted], keys, autojunk=False).get_opcodes():
        if tag == "equal":
            for words, one in zip(wanted[a:b], found[c:d], strict=True):
                if words[2] not in one.message:
                    wrong = True
                    lines += [f"- {' '.join(words)}", f"+ {one.where} {one.code} {one.message}"]
                else:
                    lines.append(f"  {one.where} {one.code} {one.message}")
        else:
            wrong = True
            lines += [f"- {' '.join(words)}" for words in wanted[a:b]]
            lines += [f"+ {one.where} {one.code} {one.message}" for one in found[c:d]]
    return "\n".join(lines) if wrong else ""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_case(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(path)
    if case.linux and sys.platform != "linux":
        pytest.skip("this system cannot hold the files of this case")
    folder = tmp_path / "project"
    folder.mkdir()
    if case.site is not None:
        write(folder, case.site)
        found = settle(audit(folder), {})
    elif case.imports:
        build(case, folder)
        monkeypatch.chdir(folder)
        found = settle(imported(folder, case.imports).findings, {})
    elif case.history:
        found = settle(read_history(_repository(case, tmp_path)).findings, {})
    else:
        if case.before:
            _commit_before(case, folder)
        build(case, folder)
        _refuse(monkeypatch, {folder / name for name in case.unreadable})
        found = sorted(with_lost_addresses(folder, checked(folder)).findings, key=lambda one: (one.where, one.code, one.message))
    difference = compare(case.findings, found)
    assert not difference, f"{case.about}\n(- expected, + found)\n{difference}"
    said = [hint for one in found for hint in one.hints]
    for hint in case.hints:
        assert any(hint in text for text in said), f"no hint says {hint!r}, only {said}"


def _commit_before(case: Case, folder: Path) -> None:
    """Make a repository with the version before that of a case, and take the files away."""
    build(case, folder)
    write(folder, case.before or {})
    git(folder, "init", "-q", ".")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    rmtree(folder / "content")


def _repository(case: Case, folder: Path) -> Path:
    """Make a repository of two versions of the files of a case, and return it or a clone of it."""
    whole = folder / "project"
    build(case, whole)
    git(whole, "init", "-q", ".")
    commit(whole, "2025-01-01", one="A. [@alpha]\n{#a}")
    commit(whole, "2025-01-02", one="B. [@alpha]\n{#a}")
    if case.history == "refused":
        (whole / ".git/config").write_text("[core\n", encoding="utf-8")
        return whole
    return clone(whole, folder / "clone", {"shallow": "--depth=1", "partial": "--filter=blob:none"}[case.history])


def _refuse(monkeypatch: pytest.MonkeyPatch, paths: set[Path]) -> None:
    """Let the system refuse to read some files and folders (a mode of 000 would not stop root)."""

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: str | Path | int, *others: Any) -> Any:
            if not isinstance(path, int) and Path(path) in paths:  # a number is an open folder
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, *others)

        return call

    monkeypatch.setattr(Path, "read_bytes", guarded(Path.read_bytes))
    monkeypatch.setattr(os, "scandir", guarded(os.scandir))
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) not in paths)


def test_every_code_has_a_case() -> None:
    assert PATHS, f"no cases in {CASES}"
    expected: dict[str, set[str]] = {path.parent.name: set() for path in PATHS}
    for path in PATHS:
        expected[path.parent.name] |= {match[2] for line in read_case(path).findings if (match := LINE.match(line))}
    assert set(expected) - TOPICS <= set(CODES), "a folder of cases is named for no code"
    missing = [code for code in CODES if code not in expected.get(code, ())]
    assert not missing, "these codes have no case that expects them"


def test_the_base_is_clean(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    assert not compare([], checked(tmp_path).findings)


def test_the_comparison_notices_everything(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "content/themes/t.md": "---\ntitle: T\n---\n\nWords. [@nope]\n{#c}\n"})
    found = checked(tmp_path).findings
    right = "content/themes/t.md:5:9 unknown-source there is no source `nope`"
    assert compare([right], found) == ""
    for wrong in ([], [right, right], [right.replace(":9", ":8")], [right.replace("unknown-", "unused-")], [right.replace("nope", "x")]):
        assert compare(wrong, found)


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.parent.name not in ("missing-content", "unreadable-file")][::7], ids=lambda path: path.stem
)
def test_hand_written_pages_are_checked_beside_whatever_is_wrong_elsewhere(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    if case.site is None and not any(
        name.startswith(("docs", "mkdocs")) for name in [*(case.files or ()), *(case.bytes or ()), *(case.symlinks or ()), *case.names]
    ):
        build(case, tmp_path)
        write(tmp_path, {"docs/index.md": "# Home\n\n![x](nowhere.png)\n"})
        assert "docs/index.md:3:6 nowhere.png" in [
            f"{f.where} {f.message.split('`')[1]}" for f in checked(tmp_path).findings if "`" in f.message
        ]
