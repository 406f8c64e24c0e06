"""The inputs and outputs of the last build, so that an unchanged project is not rebuilt.

A receipt holds no content: only digests of the state (size, times, inode) of every file that a build read or wrote, and the
findings. A file that is written again, even with the same bytes, has another state, and so has a copy on another disk; a stale
receipt is ignored. Little more than the standard library is imported here, since nothing else is needed if nothing has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
import time
from dataclasses import asdict, dataclass, replace
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from builder.history.git import history_state
from builder.model.findings import Finding, Severity, Where, has_errors
from builder.model.ids import CONFIGURATIONS
from builder.publishing.checksummed import read_derived, write_derived
from builder.publishing.output_folders import cache_folder, is_left_alone, is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = Path(__file__).parent.parent
TEMPLATES = next(p for p in (_PACKAGE / "_templates", _PACKAGE.parent / "templates") if p.is_dir())
_NAME = "receipt.json"
_INPUTS = ("content", "docs", "templates", *CONFIGURATIONS)
_ENGINE_INPUTS = ("docs", *CONFIGURATIONS)
_PASSING = {"unreadable-file", "unreadable-folder"}
"""Findings about the machine: they may be gone, or have come, without any change of a file."""
_FRESH_NS = 50_000_000
"""A file changed less than 50 ms ago may change again with the same times: clocks of file systems are coarse."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of a check or a build."""

    inputs: str
    """The state of everything that was read, from `inputs_state`."""
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    site: str = ""
    """The folder of the site; empty after a check."""
    outputs: str = ""
    """The state of that folder, from `site_state`; empty if the site cannot be reused."""

    @property
    def broken(self) -> bool:
        """Whether there are errors, so that no site may be built."""
        return has_errors(self.findings)

    @property
    def site_stands(self) -> bool:
        """Whether the site on disk is unchanged since it was built, and no build of it was broken off."""
        return bool(self.outputs) and not is_unfinished(Path(self.site)) and site_state(Path(self.site)) == self.outputs


State: TypeAlias = "tuple[str, int, int, int, int]"
"""Of a file: path, size in bytes, `st_mtime_ns`, `st_ctime_ns` and inode."""


def engine_inputs(project: Path) -> tuple[State, ...]:
    """Return the state of what may say which hand-written pages there are; empty if there can be none."""
    states_of_all = (state for name in _ENGINE_INPUTS for state in _states_of(str(project / name), is_link=False))
    return tuple(state for state in states_of_all if state[1] != -ENOENT)


def settled_inputs(project: Path) -> str:
    """Return `inputs_state`; if a file was changed in the last 50 ms, wait that long and try once more."""
    state = inputs_state(project)
    if not state:
        time.sleep(_FRESH_NS / 1e9)
        state = inputs_state(project)
    return state


def inputs_state(project: Path) -> str:
    """Return a digest of the state of everything that a build of a project reads.

    It is empty if there is no project, or if a file was changed in the last 50 ms: a second change might not show in its times.
    """
    if not (project / "content").is_dir():
        return ""
    file_states = [*(states(project / name) for name in _INPUTS), states(_PACKAGE), states(TEMPLATES)]
    if any(changed > time.time_ns() - _FRESH_NS for part in file_states for _, _, _, changed, _ in part):
        return ""
    packages = list(_states_of(sysconfig.get_path("purelib"), is_link=False))  # changed whenever anything is installed or removed
    user = getattr(os, "geteuid", int)()  # another one may not read the same files
    return digest([sys.version, sys.prefix, user, packages, history_state(project), *file_states])


def site_state(folder: Path) -> str:
    """Return a digest of the state of every file of a site; empty if its folder is missing."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return ""
    return digest([states(path) for path in entries if not is_left_alone(path.name)])


def states(root: Path) -> list[State]:
    """Return the state of every file below a folder, sorted by path."""
    file_states: list[State] = []
    ahead = [str(root)]
    while ahead:
        path = ahead.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if not entry.is_dir(follow_symlinks=False):
                        file_states += _states_of(entry.path, is_link=entry.is_symlink())
                    elif entry.name != "__pycache__":
                        ahead.append(entry.path)
        except NotADirectoryError:
            file_states += _states_of(path, is_link=False)
        except OSError as error:
            file_states.append(_refused(path, error))
    file_states.sort()
    return file_states


def _states_of(path: str, *, is_link: bool) -> Iterator[State]:
    """Yield the state of a file; of a symbolic link its own and that of its target."""
    for follow in (False, True) if is_link else (False,):
        try:
            stat = os.stat(path, follow_symlinks=follow)  # noqa: PTH116  # for every file of a project and of its site
        except OSError as error:
            yield _refused(path, error)
        else:
            yield path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _refused(path: str, error: OSError) -> State:
    """Return the state of what is missing or cannot be read."""
    return path, -(error.errno or 1), 0, 0, 0


def digest(value: object) -> str:
    """Return a digest (BLAKE2b, hexadecimal) of a value; equal values must have the same `repr`."""
    return hashlib.blake2b(repr(value).encode(errors="surrogateescape"), digest_size=32).hexdigest()


# --- on disk ----------------------------------------------------------------------------------------------------------


def read_receipt(project: Path, inputs: str) -> Receipt | None:
    """Return the receipt of these inputs; None if it is missing, stale or invalid."""
    if not inputs or not (cache := cache_folder(project)):
        return None
    try:
        values = json.loads(read_derived(cache / _NAME))
        if values["inputs"] != inputs:
            return None
        counts = {str(name): int(number) for name, number in values["counts"].items()}
        return Receipt(inputs, counts, tuple(map(_finding, values["findings"])), str(values["site"]), str(values["outputs"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # missing, truncated, or of another version
        return None


def _finding(values: dict[str, Any]) -> Finding:
    path, line, column = values["where"]
    where = Where(str(path), int(line), int(column))
    return Finding(where, str(values["code"]), str(values["message"]), tuple(map(str, values["hints"])), Severity(values["severity"]))


def write_receipt(project: Path, receipt: Receipt) -> bool:
    """Write a receipt, atomically, if the inputs have not changed since and the disk allows it; return whether it was written."""
    passing = any(finding.code in _PASSING for finding in receipt.findings)
    if passing or not receipt.inputs or inputs_state(project) != receipt.inputs:
        return False
    if not (cache := cache_folder(project, make=True)):
        return False
    try:
        said = tuple(replace(found, lost=(), grounds=(), edits=()) for found in receipt.findings)  # they are settled
        write_derived(cache / _NAME, (json.dumps(asdict(replace(receipt, findings=said))).encode(),))
    except OSError:  # without a receipt everything is read again the next time
        return False
    return True
