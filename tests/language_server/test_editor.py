"""What an editor gets, over the protocol (`editor_client.py`).

A client has an event loop of its own, and Playwright leaves one running in every process that has opened a browser: so a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).with_name("editor_client.py")


def test_an_editor_is_answered() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", str(TESTS)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=TESTS.parents[2])
    assert done.returncode == 0, done.stdout[-5000:]
    assert "." * TESTS.read_text(encoding="utf-8").count("\nasync def test_") in done.stdout, "not all of them ran"
