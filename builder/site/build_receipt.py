"""The inputs and outputs of the last build, so that an unchanged project is not rebuilt.

A receipt holds no content: only digests of the state (size, times, inode) of every file that a build read or wrote, and the
findings. A file that is written again, even with the same bytes, has another state, and so has a copy on another disk; a stale
receipt is ignored. Only the standard library is imported here, since nothing else is needed if nothing has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from builder.model.findings import Finding, Severity, Where, has_errors

CACHE = ".cache/explainer"
"""The cache folder, relative to the project."""
_PACKAGE = Path(__file__).parent.parent
TEMPLATES = next(p for p in (_PACKAGE / "_templates", _PACKAGE.parent / "templates") if p.is_dir())
_NAME = "receipt.json"
_INPUTS = ("content", "docs", "templates", "mkdocs.yml")
_ENGINE_INPUTS = ("docs", "mkdocs.yml", "mkdocs.yaml")
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
    """The state of that folder, from `folder_state`; empty if the site cannot be reused."""

    @property
    def broken(self) -> bool:
        """Whether there are errors, so that no site may be built."""
        return has_errors(self.findings)

    @property
    def site_stands(self) -> bool:
        """Whether the site on disk is unchanged since it was built."""
        return bool(self.outputs) and folder_state(Path(self.site)) == self.outputs


State: TypeAlias = "tuple[str, int, int, int, int]"
"""Of a file: path, size in bytes, `st_mtime_ns`, `st_ctime_ns` and inode."""


def engine_inputs(project: Path) -> tuple[State, ...]:
    """Return the state of what may say which hand-written pages there are; empty if there can be none."""
    paths = [project / name for name in _ENGINE_INPUTS]
    return tuple(state_of(str(path), path.stat()) for path in paths if path.exists())


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
    packages = Path(sysconfig.get_path("purelib")).stat()  # changed whenever anything is installed or removed
    return digest([sys.version, sys.prefix, packages.st_mtime_ns, _history(project), *file_states])


def folder_state(folder: Path) -> str:
    """Return a digest of the state of every file below a folder."""
    return digest(states(folder))


def states(root: Path) -> list[State]:
    """Return the state of every file below a folder, sorted by path."""
    file_states: list[State] = []
    ahead = [str(root)]
    while ahead:
        path = ahead.pop()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != "__pycache__":
                            ahead.append(entry.path)
                    else:
                        file_states.append(state_of(entry.path, entry.stat(follow_symlinks=False)))
                        if entry.is_symlink() and Path(entry.path).exists():
                            file_states.append(state_of(entry.path, entry.stat()))
        except NotADirectoryError:
            file_states.append(state_of(path, Path(path).stat()))
        except OSError as error:  # a missing folder is a state, too
            file_states.append((path, -(error.errno or 1), 0, 0, 0))
    file_states.sort()
    return file_states


def state_of(path: str, stat: os.stat_result) -> State:
    """Return the state of a file."""
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _history(project: Path) -> str:
    """Return the commit at HEAD and the state of the file that ends a shallow history; empty without git."""
    if not any((folder / ".git").exists() for folder in (project, *project.parents)):
        return ""
    try:
        command = ["git", "-C", str(project), "rev-parse", "HEAD", "--git-path", "shallow"]
        head, shallow = os.fsdecode(subprocess.run(command, capture_output=True, check=True).stdout).splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{head} {states(project / shallow)}"


def digest(value: object) -> str:
    """Return a digest (BLAKE2b, hexadecimal) of a value; equal values must have the same `repr`."""
    return hashlib.blake2b(repr(value).encode(errors="surrogateescape"), digest_size=32).hexdigest()


# --- on disk ----------------------------------------------------------------------------------------------------------


def read_receipt(project: Path, inputs: str) -> Receipt | None:
    """Return the receipt of these inputs; None if it is missing, stale or invalid."""
    if not inputs:
        return None
    try:
        values = json.loads((project / CACHE / _NAME).read_bytes())
        if values["inputs"] != inputs:
            return None
        findings = tuple(
            Finding(Where(*f["where"]), f["code"], f["message"], tuple(f["hints"]), Severity(f["severity"])) for f in values["findings"]
        )
        return Receipt(inputs, {str(name): int(n) for name, n in values["counts"].items()}, findings, values["site"], values["outputs"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # missing, truncated, or of another version
        return None


def write_receipt(project: Path, receipt: Receipt) -> bool:
    """Write a receipt, atomically, if the inputs have not changed since; return whether it was written."""
    if not receipt.inputs or inputs_state(project) != receipt.inputs:
        return False
    path = project / CACHE / _NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(receipt)), encoding="utf-8")
    unfinished.replace(path)
    return True
