"""Asking git about the repository that holds a project's content.

An answer depends on the repository alone. Variables of the caller that name another repository or other objects are dropped, and so
are grafts and replacements. Only commands are used that ignore how a user likes logs and differences; none of them runs a program
that a configuration names, and none may reach the network. What stays is the user's own configuration, since `safe.directory` is in it.

Only the standard library is imported here: an unchanged site is recognised without anything else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

_SECONDS = 30
_SETTINGS = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "core.commitGraph=false", "advice.graftFileDeprecated=false")
"""Settings that win over every file: no program, and parents as the commits themselves name them."""
_VARIABLES = {
    "GIT_ALLOW_PROTOCOL": ":",  # none, for a git that does not know the next one
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_USER_FILES = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"}
_CURE = "safe.directory"


class Answer(NamedTuple):
    """What git answers."""

    output: bytes
    """Also what came before an error."""
    error: str = ""
    """Why git failed, in its own words; empty if it did not."""
    cure: str = ""
    """The command that git recommends."""
    complaint: str = ""
    """What git says on the way, such as the reason why it takes an object for missing."""


def content_folder(project: Path) -> Path:
    """Return the folder that git is asked about: `content/` may be a repository of its own, such as a submodule."""
    return Path(os.path.realpath(project / "content"))


def repository_root(folder: Path) -> Path | None:
    """Return the innermost folder with a `.git` that a folder lies in, whether or not git can read it; None without one."""
    return next((one for one in (folder, *folder.parents) if os.path.lexists(one / ".git")), None)


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> Answer:
    """Return the answer of git in a folder."""
    program = shutil.which("git")
    if not program or not Path(program).is_absolute():  # one in the current folder came with the project, perhaps
        return Answer(b"", "the program `git` is not installed", "install git")
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    command = [program, "--no-pager", "-C", str(folder), *settings, *arguments]
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=_SECONDS, env=_environment())  # noqa: S603  # no shell
    except subprocess.TimeoutExpired:
        return Answer(b"", f"git gave no answer within {_SECONDS} seconds")
    except OSError as error:
        return Answer(b"", f"the program `git` cannot be run: {error.strerror}")
    words, cure = _words(done.stderr.decode(errors="replace"))
    return Answer(done.stdout, words or "git failed without a word", cure, words) if done.returncode else Answer(done.stdout, "", "", words)


def _environment() -> dict[str, str]:
    """Return the environment for git: of the caller's variables for git only those that name the user's configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_") or name.upper() in _USER_FILES}
    return kept | _safe_directories() | _VARIABLES


def _safe_directories() -> dict[str, str]:
    """Return the variables with which a caller trusts folders; other settings among them are dropped."""
    count = os.environ.get("GIT_CONFIG_COUNT", "")
    numbers = range(int(count)) if count.isdecimal() and len(count) < 4 else ()  # noqa: PLR2004  # a longer one is a slip
    pairs = ((os.environ.get(f"GIT_CONFIG_KEY_{n}", ""), os.environ.get(f"GIT_CONFIG_VALUE_{n}", "")) for n in numbers)
    trusted = [folder for key, folder in pairs if key.lower() == _CURE]
    found = {"GIT_CONFIG_COUNT": str(len(trusted))}
    for number, folder in enumerate(trusted):
        found |= {f"GIT_CONFIG_KEY_{number}": _CURE, f"GIT_CONFIG_VALUE_{number}": folder}
    return found


def _words(said: str) -> tuple[str, str]:
    """Return the last error in what git printed, and the command that it recommends."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal: ", "error: "))] or lines or [""]
    cure = next((line for line in lines if line.startswith("git config ") and _CURE in line), "")
    return errors[-1].removeprefix("fatal: ").removeprefix("error: "), cure


def history_state(project: Path) -> str:
    """Return a text that changes whenever what git can tell about a project changes; empty where there is no repository."""
    content = content_folder(project)
    if repository_root(content) is None:
        return ""
    answer = git(content, "rev-parse", "HEAD", "--git-path", "shallow", "--git-path", "objects/pack")
    if answer.error:
        return answer.error
    head, shallow, packs = os.fsdecode(answer.output).splitlines()[:3]
    ends = (content / shallow).read_bytes().hex() if (content / shallow).is_file() else ""
    is_partial = any((content / packs).glob("*.promisor"))
    objects = git(content, "count-objects", "-v").output.decode() if is_partial else ""
    return f"{head} {ends} {objects}"
