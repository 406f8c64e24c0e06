"""The entry point: `explainer`, or `python -m builder`."""

import os
import signal
import sys
from io import TextIOWrapper

from builder.cli.main import main

_BROKEN_PIPE = 128 + 13
"""As in shells for a program ended by SIGPIPE."""


def run() -> None:
    """Run the command line and exit with its status.

    The process ends without cleaning up: freeing a large explainer object by object would take a second.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a message may quote characters that the terminal cannot encode
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C, so that nothing unfinished is left
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader of the output has closed it
        status = _BROKEN_PIPE
    os._exit(status)


if __name__ == "__main__":
    run()
