"""How a command ends: its exit status, and what is said when the machine refuses."""

from __future__ import annotations

import errno

OK = 0
FINDINGS = 1
"""There are findings of severity error, or a received bundle is not as it was written."""
USAGE = 2
"""Invalid usage."""
REFUSED = 3
"""The machine refuses: no permission, no space, a file that is none."""
SITE_BUILT = "the site was built"
"""What an interruption says that came when the new site was in its place."""
INTERRUPTED = 130
"""As in shells for a program ended by SIGINT."""

_ADVICE = {
    errno.EACCES: "check its owner and permissions",
    errno.EPERM: "check its owner and permissions",
    errno.EROFS: "use a folder on a disk that can be written",
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room within your quota",
    errno.EFBIG: "allow larger files (`ulimit -f`)",
    errno.EMFILE: "allow more open files (`ulimit -n`)",
}


def refusal(error: OSError, place: str) -> str:
    """Return one sentence about what the system refuses; `place` is where, if the error does not say."""
    advice = f"; {_ADVICE[error.errno]}" if error.errno in _ADVICE else ""
    return f"the system refuses {error.filename2 or error.filename or place}: {error.strerror or error}{advice}"
