"""What is said when the machine refuses: no permission, no space, a file that is none."""

from __future__ import annotations

import errno

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
