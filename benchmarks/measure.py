"""Running one command and measuring what it took: time, processor time, memory, and what it wrote. Linux only.

A command gets a session of its own, so that everything it starts can be found, measured and ended by its numbers, and nothing
else is touched.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PR_SET_CHILD_SUBREAPER = 36
_SAMPLE_SECONDS = 0.025
_PATIENCE_SECONDS = 5
"""How long processes that a command left behind may take to end by themselves."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
ENVIRONMENT = {
    "HOME": os.environ.get("HOME", "/"),
    "PATH": os.environ["PATH"],
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "NO_MKDOCS_2_WARNING": "1",  # Material's advertisement for its successor
}
"""What commands see: the same for all, and nothing of the caller's own settings."""


class CommandError(Exception):
    """A command failed or took too long."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds in user and system mode, of the command and everything it started."""
    memory: float
    """Megabytes at the peak, of its largest process; of all together where that was watched. The kernel counts from what the
    caller has: keep it small."""
    several: bool
    """Whether there were several processes at once."""


def run(command: tuple[str, ...], folder: Path, log: Path, limit: float, *, watched: bool = False) -> Usage:
    """Run a command and measure it. Raises CommandError when it fails or takes longer than so many seconds.

    To watch the memory of several processes takes much of the time that is to be measured, so it is for runs of their own.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # processes that lose their parent become ours, and are counted
    with log.open("wb") as output:
        start = time.perf_counter()
        process = start_session(command, folder, output)
        sampler = _Sampler(process.pid, watched=watched)
        timer = threading.Timer(limit, end_session, (process.pid, signal.SIGKILL))
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            end_session(process.pid, signal.SIGKILL)
            raise
        finally:
            wall = time.perf_counter() - start
            timer.cancel()
            sampler.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime + _reap(process.pid)
    if process.returncode:
        reason = f"took more than {limit:.0f} s" if wall >= limit else f"ended with status {process.returncode}"
        raise CommandError(f"{' '.join(command)} {reason}: {_tail(log)}")
    return Usage(wall, cpu, max(usage.ru_maxrss * 1024, sampler.peak) / 1e6, sampler.several)


def start_session(command: tuple[str, ...], folder: Path, output: BinaryIO) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own."""
    return subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )


def end_session(session: int, sign: signal.Signals) -> None:
    """Send a signal to the processes of a session that we started."""
    with suppress(ProcessLookupError):
        os.killpg(session, sign)


def _reap(session: int) -> float:
    """Wait for processes that the command left behind, end them if need be, and return their processor time."""
    seconds = 0.0
    patience = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            pid, _, usage = os.wait4(-session, os.WNOHANG)
        except ChildProcessError:
            return seconds
        if pid:
            seconds += usage.ru_utime + usage.ru_stime
        else:
            if time.monotonic() > patience:
                end_session(session, signal.SIGKILL)
            time.sleep(0.005)


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-3:])


# --- memory -----------------------------------------------------------------------------------------------------------


class _Sampler:
    """Looks at a process and its descendants now and then.

    One process has its peak told by the kernel. The memory of several is added up here, with pages that they share counted once.
    """

    def __init__(self, pid: int, *, watched: bool) -> None:
        self.several = False
        self.peak = 0
        """In bytes."""
        self._pid = pid
        self._watched = watched
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(_SAMPLE_SECONDS):
            family = _family(self._pid)
            self.several = self.several or len(family) > 1
            if self._watched and len(family) > 1:
                self.peak = max(self.peak, sum(map(_proportional, family)))


def _family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    with suppress(OSError, ValueError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text(encoding="ascii").split()
            for child in children:
                found += _family(int(child))
    return found


def _proportional(pid: int) -> int:
    """Return a process's memory in bytes, its part of shared pages included."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """Files in a site, or those of them that a build has written."""

    files: int
    bytes: int


Snapshot = dict[str, tuple[int, int, int]]


def snapshot(site: Path) -> Snapshot:
    """Return the number, time and size of every file below a folder."""
    found: Snapshot = {}
    pending = [str(site)] if site.is_dir() else []
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found[entry.path] = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    return found


def written(before: Snapshot, after: Snapshot) -> Written:
    """Count the files that are new or were written again."""
    sizes = [state[2] for path, state in after.items() if before.get(path) != state]
    return Written(len(sizes), sum(sizes))
