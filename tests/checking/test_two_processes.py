"""Work in two processes: a failure of the second one keeps its cause, and without one the work is done all the same."""

from __future__ import annotations

import errno
import os
import time
from multiprocessing.context import BaseContext

import pytest

from builder.checking.two_processes import in_two, two_processors

pytestmark = pytest.mark.skipif(not two_processors(), reason="there is only one process here")


def test_the_results_are_those_of_one_process() -> None:
    progress: list[tuple[int, int]] = []
    assert in_two(50, lambda number: number**2, progress=lambda *done: progress.append(done)) == {n: n**2 for n in range(50)}
    assert progress == sorted(progress)
    assert progress[-1] == (50, 50)


def test_an_error_of_the_machine_in_the_second_process_is_raised_as_it_was() -> None:
    first = os.getpid()

    def full(_: int) -> None:
        if os.getpid() != first:
            raise OSError(errno.ENOSPC, "No space left on device", "somewhere/page.html")
        _pause()

    with pytest.raises(OSError, match="No space left") as caught:
        in_two(1000, full)
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "somewhere/page.html")


def _pause() -> None:
    time.sleep(0.001)  # so that the other process takes a part, too


def test_a_bug_in_the_second_process_is_no_error_of_the_machine() -> None:
    first = os.getpid()

    def wrong(_: int) -> None:
        if os.getpid() != first:
            raise ValueError
        _pause()

    with pytest.raises(RuntimeError, match="status 1"):
        in_two(1000, wrong)


def test_without_room_for_a_second_process_the_first_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(BaseContext, "Value", refused)
    assert in_two(3, lambda number: (number, os.getpid())) == {n: (n, os.getpid()) for n in range(3)}
