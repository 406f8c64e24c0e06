"""Work divided between two processes, which take its parts in turn; results do not depend on which process took which."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.sharedctypes import Synchronized

_T = TypeVar("_T")
Progress: TypeAlias = "Callable[[int, int], None]"
"""A progress callback: `(done, total)` parts of a piece of work."""


def two_processors() -> bool:
    """Return whether a second process can run beside this one: a fork of it, on a processor of its own.

    Windows has no `fork`; macOS has one, after which its own libraries may crash.
    """
    if sys.platform in ("win32", "darwin") or "fork" not in multiprocessing.get_all_start_methods():
        return False
    affinity = getattr(os, "sched_getaffinity", None)
    return (len(affinity(0)) if affinity else os.cpu_count() or 1) > 1


def no_progress(_done: int, _total: int) -> None:
    """Do nothing: a progress callback for work that nobody watches."""


def in_two(
    parts: int, work: Callable[[int], _T], *, prefetch: Callable[[], None] = lambda: None, progress: Progress = no_progress
) -> dict[int, _T]:
    """Return the results of `work` for every number below `parts`, by number; two processes take the parts in turn.

    This process calls `prefetch` before it takes its first part, and `progress` after each with how many are taken. Where the system
    has no room for a second process, this one does all the work. Nothing is written to a disk.

    An `OSError` of the second process is raised here, for it is about the files of the work; any other failure of it raises
    `RuntimeError`. An exception in this process ends the other one.
    """
    try:
        second = _SecondProcess(parts, work)
    except OSError:
        second = None
    done: dict[int, _T] = {}
    try:
        prefetch()
        for taken, number in enumerate(second.take() if second else range(parts), 1):
            done[number] = work(number)
            done.update(second.results() if second else ())
            progress(max(taken, second.taken if second else 0), parts)
        if second:
            done.update(second.last_results())
            progress(parts, parts)
    finally:
        if second:
            second.end()
    return done


class _SecondProcess(Generic[_T]):
    """A fork of this process that takes parts of the work, and its results so far.

    Raises OSError if there is no memory to share, or no process to be had.
    """

    def __init__(self, parts: int, work: Callable[[int], _T]) -> None:
        context = multiprocessing.get_context("fork")  # it is to see what there is without copying it
        self._parts = parts
        self._work = work
        self._number = cast("Synchronized[int]", context.Value("i", 0))
        self._received: deque[bytes] = deque()
        receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=self._run, args=(receiver, sender))  # type: ignore[attr-defined,unused-ignore]  # Windows, which has no fork, does not come here
        self._process.start()
        sender.close()
        # Reads on while this process works: a pipe holds little, and the other process is not to wait.
        self._reader = Thread(target=self._receive, args=(receiver,), daemon=True)
        self._reader.start()

    @property
    def taken(self) -> int:
        """How many parts both processes have taken."""
        return min(self._number.value, self._parts)

    def take(self) -> Iterator[int]:
        """Yield the numbers of parts that the other process has not taken."""
        while True:
            with self._number.get_lock():
                number, self._number.value = self._number.value, self._number.value + 1
            if number >= self._parts:
                return
            yield number

    def results(self) -> Iterator[tuple[int, _T]]:
        """Yield the results that have come since this was called last. Raises the OSError that has ended the second process."""
        while self._received:
            result = pickle.loads(self._received.popleft())  # noqa: S301  # sent by our own process a moment ago
            if isinstance(result, OSError):
                raise result
            yield result

    def last_results(self) -> Iterator[tuple[int, _T]]:
        """Wait for the process to end, and yield its other results. Raises RuntimeError if it failed without an OSError."""
        self._reader.join()
        self._process.join()
        yield from self.results()
        if self._process.exitcode:
            raise RuntimeError(f"the second process ended with status {self._process.exitcode}")

    def end(self) -> None:
        """End the process if it still works, which it does when something was raised here."""
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        self._reader.join()

    def _receive(self, receiver: Connection) -> None:
        with receiver, suppress(EOFError, OSError):  # the end of the results, or of a process in the middle of one
            while True:
                self._received.append(receiver.recv_bytes())

    def _run(self, receiver: Connection, sender: Connection) -> None:
        """Work as the second process."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to both processes, and the first one ends this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        receiver.close()  # so that sending fails when the first process is gone
        try:
            for number in self.take():
                sender.send_bytes(pickle.dumps((number, self._work(number)), pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            with suppress(OSError):
                sender.send_bytes(pickle.dumps(error))
