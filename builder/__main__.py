"""The entry point: `explainer`, or `python -m builder`."""

import os
import sys
from io import TextIOWrapper

from builder.cli.main import main

_NOBODY_LISTENS = 128 + 13
"""What a shell says of a program that ended by SIGPIPE."""


def run() -> None:
    """Run the command line and exit with its status.

    The process ends at once: taking a large explainer apart object by object would take a second, for nothing.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a message may quote a script that the terminal does not know
    try:
        status = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # whoever read what we print has read enough
        status = _NOBODY_LISTENS
    os._exit(status)


if __name__ == "__main__":
    run()
