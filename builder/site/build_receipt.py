"""What a build was made of and what it made, so that a build of the same is no build.

A receipt holds no content: only a digest of the state (size, times, number) of every file that went into a build or came out
of it, and what was found. A file that is written again, even with the same bytes, has another state, and so has one that
came from another disk; a receipt that does not fit is as good as none. Only standard modules are imported here, since
nothing else is needed where nothing has changed.
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
"""Where derived state is kept, relative to the project."""
_PACKAGE = Path(__file__).parent.parent
TEMPLATES = next(p for p in (_PACKAGE / "_templates", _PACKAGE.parent / "templates") if p.is_dir())
_NAME = "receipt.json"
_INPUTS = ("content", "docs", "templates", "mkdocs.yml")
_FRESH_NS = 50_000_000
"""A file that was changed less than 50 ms ago may be changed again without a trace: clocks of file systems tick slowly."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a check or a build of some inputs gave."""

    inputs: str
    """The state of everything that was read, as `inputs_state` gives it."""
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    site: str = ""
    """The folder of the site; empty after a check, which makes none."""
    outputs: str = ""
    """The state of that folder, as `folder_state` gives it."""

    @property
    def broken(self) -> bool:
        """Whether a site may not be made of it."""
        return has_errors(self.findings)

    @property
    def site_stands(self) -> bool:
        """Whether the site is still on disk as it was made."""
        return bool(self.outputs) and folder_state(Path(self.site)) == self.outputs


State: TypeAlias = "tuple[str, int, int, int, int]"
"""Of a file: its path, size, time of the last writing, time of the last change, and number."""


def settled_inputs(project: Path) -> str:
    """Return what `inputs_state` returns; where a file was changed a moment ago, wait that moment and look again."""
    state = inputs_state(project)
    if not state:
        time.sleep(_FRESH_NS / 1e9)
        state = inputs_state(project)
    return state


def inputs_state(project: Path) -> str:
    """Return a digest of the state of everything that a build of a project reads.

    It is empty where there is no project, or a file was changed so lately that it may be changed again without a trace.
    """
    if not (project / "content").is_dir():
        return ""
    found = [*(states(project / name) for name in _INPUTS), states(_PACKAGE), states(TEMPLATES)]
    if any(changed > time.time_ns() - _FRESH_NS for part in found for _, _, _, changed, _ in part):
        return ""
    packages = Path(sysconfig.get_path("purelib")).stat()  # changed whenever anything is installed or removed
    return digest([sys.version, sys.prefix, packages.st_mtime_ns, _history(project), *found])


def folder_state(folder: Path) -> str:
    """Return a digest of the state of every file below a folder."""
    return digest(states(folder))


def states(root: Path) -> list[State]:
    """Give the state of every file below a folder, in the order of their paths."""
    found: list[State] = []
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
                        found.append(state_of(entry.path, entry.stat(follow_symlinks=False)))
                        if entry.is_symlink() and Path(entry.path).exists():
                            found.append(state_of(entry.path, entry.stat()))
        except NotADirectoryError:
            found.append(state_of(path, Path(path).stat()))
        except OSError as error:  # a folder that is not there is a state, too
            found.append((path, -(error.errno or 1), 0, 0, 0))
    found.sort()
    return found


def state_of(path: str, stat: os.stat_result) -> State:
    """Return the state of a file."""
    return path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def _history(project: Path) -> str:
    """Return the version from which the changes are told, and how far back the history goes."""
    if not any((folder / ".git").exists() for folder in (project, *project.parents)):
        return ""
    try:
        command = ["git", "-C", str(project), "rev-parse", "HEAD", "--git-path", "shallow"]
        head, shallow = os.fsdecode(subprocess.run(command, capture_output=True, check=True).stdout).splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{head} {states(project / shallow)}"


def digest(value: object) -> str:
    """Return a digest of a value that is written out alike whenever it is the same."""
    return hashlib.blake2b(repr(value).encode(errors="surrogateescape"), digest_size=32).hexdigest()


# --- on disk ----------------------------------------------------------------------------------------------------------


def read_receipt(project: Path, inputs: str) -> Receipt | None:
    """Return the receipt of the last build of these inputs; None where there is none that can be used."""
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
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or one that was cut off or is somebody else's
        return None


def write_receipt(project: Path, receipt: Receipt) -> bool:
    """Keep a receipt for the next time, if the inputs are what they were when it was begun; tell whether they are."""
    if not receipt.inputs or inputs_state(project) != receipt.inputs:
        return False
    path = project / CACHE / _NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(receipt)), encoding="utf-8")
    unfinished.replace(path)
    return True
