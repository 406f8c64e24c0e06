"""`explainer new` on a terminal: one question at a time, again after a wrong answer, and nothing is written before the last one."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from building import tree
from helpers import MINI, checked, write

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty", reason="terminals of this kind are Unix's")
_SECONDS = 20
_KEYS = {"Ctrl+C": "\x03", "Ctrl+D": "\x04"}


CODE = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl+C is a signal
from builder.__main__ import run
run()
"""


def talk(folder: Path, arguments: list[str], answers: dict[str, str]) -> tuple[int, str]:
    """Run `explainer new` on a terminal and type each answer when its question has come; return the exit status and what was shown."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-c", CODE, "new", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True)
    os.close(theirs)
    shown, typed, rest, end = "", "", list(answers.items()), time.monotonic() + _SECONDS
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.5)[0]:
                if typed in _KEYS.values():  # as people do: Python does not see a signal that comes between its prompt and its reading
                    os.write(ours, typed.encode())
                continue
            try:
                data = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not data:
                break
            shown += data.decode()
            if rest and shown.rstrip("\r\n ").endswith(rest[0][0].rstrip()):
                typed = rest.pop(0)[1]
                os.write(ours, typed.encode())
    finally:
        os.close(ours)
        if rest:
            process.kill()
    assert rest == [], f"was not asked: {rest}, but:\n{shown}"
    return process.wait(timeout=_SECONDS), shown


def test_a_project_is_asked_for_its_folder_title_language_and_who_answers_for_it(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/x").touch()
    answers = {
        "Folder of the new explainer:": "taken\n",
        "choose another folder.\r\nFolder of the new explainer:": "new\n",
        "Title of the whole:": "\n",
        "  this is needed.\r\nTitle of the whole:": "The quays\n",
        "Language that it is written in [en]:": "\n",
        "Who publishes it and answers for it, a name:": "The Society: of quays\n",
        "a mail address, or the address of a page:": "nowhere\n",
        "or https://….\r\nWhere readers write to about mistakes: a mail address, or the address of a page:": "quays@x.example\n",
    }
    status, shown = talk(tmp_path, ["project"], answers)
    assert (status, "explainer serve" in shown) == (0, True)
    settings = checked(tmp_path / "new").explainer.content.settings
    assert (settings.title, settings.languages) == ("The quays", ("en",))
    assert (settings.publisher, settings.contact) == ("The Society: of quays", "mailto:quays@x.example")


def test_a_source_is_asked_for_what_no_option_says(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    answers = {
        "if any:": "https://example.org/x\n",
        "between:": "Pell, Ivo\n",
        "Publisher or outlet:": "\n",
        "for about 1680:": "12/05/2024\n",
        "5 December 2024.\r\nDate on which it appeared: YYYY-MM-DD, YYYY, or 1680~ for about 1680:": "about 2024\n",
        "write 2024~.\r\nDate on which it appeared: YYYY-MM-DD, YYYY, or 1680~ for about 1680:": "2024-05-12\n",
        "[webpage]:": "newspaper\n",
        "printed or online)?\r\nType, such as article-newspaper, book, report, webpage [webpage]:": "\n",
        "[no]:": "full\n",
        "[pell-2024-quay]:": "\n",
        "(mini.yml) [mini.yml]:": "\n",
    }
    status, shown = talk(tmp_path, ["source", "--title", "The quay"], answers)
    assert (status, "Cite it as [@pell-2024-quay]." in shown) == (0, True)
    assert checked(tmp_path).explainer.sources["pell-2024-quay"].consulted.value == "full"


def test_no_kind_is_said_before_the_next_question(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    answers = {
        "as texts use it:": "river union\n",
        "in content/groups/union.md.\r\nName, as texts use it:": "Ivo Pell\n",
        "Kind (party) [none]:": "person\n",
        "declares it.\r\nKind (party) [none]:": "\n",
        "  none\r\nId, for its file and its address [ivo-pell]:": "\n",
    }
    status, shown = talk(tmp_path, ["group"], answers)
    assert (status, "Wrote content/groups/ivo-pell.md." in shown) == (0, True)
    assert checked(tmp_path).explainer.groups["ivo-pell"].kind == ""


@pytest.mark.parametrize("key", _KEYS.values(), ids=_KEYS)
def test_who_leaves_leaves_nothing_behind(tmp_path: Path, key: str) -> None:
    status, shown = talk(tmp_path, ["project", "new"], {"Title of the whole:": "T\n", "[en]:": key})
    assert (status, shown.split("\r\n")[-2]) == (130, "explainer: interrupted; nothing was written")
    assert tree(tmp_path) == {}
