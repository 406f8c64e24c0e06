"""A tool's project on disk: its corpus, the sentence that changes, and what a build leaves behind."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

from corpus import REVISION
from peers import CACHE, TOOLS, Tool

_SENTENCE = re.compile(r"Revision \d+\.")
_WRITERS = Path(__file__).with_name("writers.py")
_WRITE_SECONDS = 600
_TRASH = CACHE / "trash"


class Project:
    """The corpus of one size in the format of one tool."""

    def __init__(self, tool: Tool, size: str) -> None:
        self.tool = tool
        self.folder = CACHE / "projects" / size / tool.name
        self.site = self.folder / tool.site
        self._theme = self.folder / tool.theme
        self._revision = REVISION

    @property
    def sentence(self) -> str:
        """The sentence that stands in the first theme now."""
        return f"Revision {self._revision}."

    def prepare(self, size: str) -> None:
        """Write the corpus anew, in a process of its own: the one that measures has to stay small."""
        out = CACHE / "corpora" / size
        command = [sys.executable, str(_WRITERS), "--size", size, "--out", str(out), self.tool.variant]
        subprocess.run(command, check=True, timeout=_WRITE_SECONDS, stdout=subprocess.DEVNULL)
        _discard(self.folder)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(out / self.tool.variant, self.folder)
        if self.tool.node_modules:
            (self.folder / "node_modules").symlink_to(TOOLS / self.tool.environment / "node_modules")

    def clean(self) -> None:
        """Remove the site and everything that a build could start from."""
        for name in (self.tool.site, *self.tool.derived):
            _discard(self.folder / name)

    def edit(self) -> str:
        """Change one sentence of the first theme, and return it. The file keeps its length."""
        self._revision += 1
        text = self._theme.read_text(encoding="utf-8")
        self._theme.write_text(_SENTENCE.sub(self.sentence, text, count=1), encoding="utf-8")
        return self.sentence

    def shows_sentence(self) -> bool:
        """Tell whether the site is of the content as it is now."""
        page = self.site / self.tool.page
        return page.is_file() and self.sentence in page.read_text(encoding="utf-8")


def _discard(path: Path) -> None:
    """Put something aside, to be deleted when nothing is measured any more.

    ext4 without a journal is slow to use the numbers of deleted files again: for minutes after thousands were deleted, creating
    thousands takes up to eight times as long.
    """
    if not path.exists():
        return
    _TRASH.mkdir(parents=True, exist_ok=True)
    place = next(place for n in count() if not (place := _TRASH / str(n)).exists())
    path.rename(place)


def empty_trash() -> None:
    """Delete what was put aside."""
    shutil.rmtree(_TRASH, ignore_errors=True)
