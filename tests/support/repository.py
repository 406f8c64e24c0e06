"""Little repositories, made by git without anybody's configuration."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

THEME = "---\ntitle: T\n---\n\n{}\n"


def git(folder: Path, *arguments: str, day: str = "2025-01-01") -> str:
    """Run git in a folder and return what it prints."""
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))}
    dates = {f"GIT_{role}_DATE": f"{day}T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_ALLOW_PROTOCOL": "file"}
    return subprocess.run(["git", *arguments], cwd=folder, check=True, env=own | who | dates, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, day: str, **files: str | None) -> str:
    """Commit themes, None for one to remove, and return the name of the commit."""
    for name, text in files.items():
        path = folder / "content" / "themes" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if text is None else path.write_text(THEME.format(text), encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x", day=day)
    return git(folder, "rev-parse", "HEAD")


def reworded(folder: Path, *texts: str) -> list[str]:
    """Make a repository in which each version has another wording of one claim; return its commits, oldest first."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", ".")
    return [commit(folder, f"2025-01-0{day}", one=f"{text} [@alpha]\n{{#a}}") for day, text in enumerate(texts, 1)]


def clone(source: Path, target: Path, *options: str) -> Path:
    """Clone a repository by the protocol, as from another machine; return the clone."""
    git(source, "config", "uploadpack.allowFilter", "true")
    git(source.parent, "clone", "-q", *options, source.as_uri(), str(target))
    return target


def loose(folder: Path, name: str) -> Path:
    """Return the file of an object that is not packed."""
    return folder / ".git/objects" / name[:2] / name[2:]
