"""Work divided between two processes, which take its parts in turn; results do not depend on which process took which."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
from io import BytesIO
from typing import IO, TYPE_CHECKING, Generic, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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

    This process calls `prefetch` before it takes its first part, and `progress` after each with how many are taken. Results of the
    second process come through an unnamed temporary file and are read between parts. Raises `RuntimeError` when that process fails;
    an exception in this one ends it.
    """
    context = multiprocessing.get_context("fork")  # the second process is to see what there is without copying it
    taken = cast("Synchronized[int]", context.Value("i", 0))
    with tempfile.TemporaryFile() as file:
        results: _Results[_T] = _Results(file, cast("Synchronized[int]", context.Value("q", 0)))

        def there() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to both processes, and the first one ends this one
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            for number in _take(taken, parts):
                results.write((number, work(number)))

        second = context.Process(target=there)  # type: ignore[attr-defined,unused-ignore]  # Windows, which has no fork, does not come here
        second.start()
        try:
            prefetch()
            done = {}
            for number in _take(taken, parts):
                done[number] = work(number)
                done.update(results.read())
                progress(min(taken.value, parts), parts)
            second.join()
        finally:
            if second.is_alive():  # something was raised here
                second.terminate()
                second.join()
        if second.exitcode:
            raise RuntimeError(f"the second process ended with status {second.exitcode}")
        done.update(results.read())
        progress(parts, parts)
    return done


class _Results(Generic[_T]):
    """What one process writes into a file, for another to read it on from where it has come."""

    def __init__(self, file: IO[bytes], written: Synchronized[int]) -> None:
        """`written` is how many bytes of the file are whole results."""
        self._file = file.fileno()
        self._written = written
        self._read = 0

    def write(self, result: tuple[int, _T]) -> None:
        """Add a result."""
        data = memoryview(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
        size = len(data)
        while data:
            data = data[os.write(self._file, data) :]
        with self._written.get_lock():
            self._written.value += size

    def read(self) -> Iterator[tuple[int, _T]]:
        """Give the results that were added since this was asked last."""
        end = self._written.value
        data = BytesIO()
        while self._read < end:
            piece = os.pread(self._file, end - self._read, self._read)  # type: ignore[attr-defined,unused-ignore]  # as above
            data.write(piece)
            self._read += len(piece)
        size = data.tell()
        data.seek(0)
        while data.tell() < size:
            yield pickle.load(data)  # noqa: S301  # written by our own process a moment ago, into a file that has no name


def _take(taken: Synchronized[int], parts: int) -> Iterator[int]:
    while True:
        with taken.get_lock():
            number, taken.value = taken.value, taken.value + 1
        if number >= parts:
            return
        yield number
