"""Work for two processes: parts are taken by whoever is free, and what comes out does not depend on who took which."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.sharedctypes import Synchronized

_T = TypeVar("_T")


def two_processors() -> bool:
    """Tell whether a second process could run beside this one."""
    return len(os.sched_getaffinity(0)) > 1


def in_two(parts: int, work: Callable[[int], _T], *, first: Callable[[], None] = lambda: None) -> dict[int, _T]:
    """Do `work` for every number below `parts` in two processes; return the results by number.

    `first` is done by this process before it takes its first part. Results of the second process come back by way of a file
    without a name. Raises `RuntimeError` when the second process fails.
    """
    context = multiprocessing.get_context("fork")  # the second process is to see what there is without copying it
    taken = cast("Synchronized[int]", context.Value("i", 0))
    with tempfile.TemporaryFile() as file:

        def there() -> None:
            for number in _take(taken, parts):
                pickle.dump((number, work(number)), file, pickle.HIGHEST_PROTOCOL)
            file.flush()

        second = context.Process(target=there)
        second.start()
        try:
            first()
            done = {number: work(number) for number in _take(taken, parts)}
        finally:
            second.join()
        if second.exitcode:
            raise RuntimeError(f"the second process ended with status {second.exitcode}")
        file.seek(0)
        done.update(_load(cast("BinaryIO", file)))
    return done


@contextmanager
def beside(work: Callable[[], _T]) -> Iterator[Callable[[], _T]]:
    """Let a second process do some work meanwhile, where there is a processor for it; what is given waits for the result.

    That raises `RuntimeError` when the second process fails.
    """
    if not two_processors():
        yield work
        return
    with tempfile.TemporaryFile() as file:

        def there() -> None:
            pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
            file.flush()

        def result() -> _T:
            second.join()
            if second.exitcode:
                raise RuntimeError(f"the second process ended with status {second.exitcode}")
            file.seek(0)
            return cast("_T", pickle.load(file))  # noqa: S301  # written by our own process into a file that has no name

        second = multiprocessing.get_context("fork").Process(target=there)
        second.start()
        try:
            yield result
        finally:
            second.join()


def _take(taken: Synchronized[int], parts: int) -> Iterator[int]:
    while True:
        with taken.get_lock():
            number, taken.value = taken.value, taken.value + 1
        if number >= parts:
            return
        yield number


def _load(file: BinaryIO) -> Iterator[tuple[int, _T]]:
    size = os.fstat(file.fileno()).st_size
    while file.tell() < size:
        yield pickle.load(file)  # noqa: S301  # written by our own process a moment ago, into a file that has no name
