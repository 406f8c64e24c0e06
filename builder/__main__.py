"""The entry point: `explainer`, or `python -m builder`."""

import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path

from builder.cli.main import main

_BROKEN_PIPE = 128 + 13
"""As in shells for a program ended by SIGPIPE."""


def run() -> None:
    """Run the command line and exit with its status.

    The process ends without cleaning up: everything printed has been flushed, and freeing a large explainer would take a second.
    """
    if sys.stderr is None:  # it is closed; `print` would take the standard output for it
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a message may quote characters that the terminal cannot encode
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C, so that nothing unfinished is left
    try:
        status = main()
    except BrokenPipeError:  # the reader of the output has closed it
        status = _BROKEN_PIPE
    os._exit(status)


if __name__ == "__main__":
    run()
