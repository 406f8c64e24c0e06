"""Signatures beside bundles, in the format of minisign: who has the public key by another way knows who wrote a bundle.

`minisign -V` reads them, and those that `minisign -S` writes are read here. The package is loaded when it is needed: it brings
`cryptography` along.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from builder.bundles.sealed_file import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_INSTALL = "this needs py-minisign, which is not installed; install it with: pip install 'explainer[sign]'"
_COMMENT = "signature of an explainer's bundle"
_ID = slice(2, 10)
"""Where the number of a key stands in the second line of a signature."""


class SignatureRefusedError(Exception):
    """Nothing can be signed or checked; the message says why."""


def signature_path(path: Path) -> Path:
    """Return where the signature of a file is."""
    return path.with_name(f"{path.name}.minisig")


def signer(key: Path) -> Callable[[Path], Path]:
    """Return the function that writes the signature of a file beside it, without a time, and returns its path.

    Raises `SignatureRefusedError` for a secret key that cannot be used, and OSError.
    """
    try:
        from minisign import SecretKey
    except ImportError:
        raise SignatureRefusedError(_INSTALL) from None
    try:
        secret = SecretKey.from_file(key)
    except ValueError as error:
        raise SignatureRefusedError(f"{key} is not a secret key of minisign: {error}") from error
    if secret.is_encrypted():
        raise SignatureRefusedError(f"{key} has a password; make a key without (`minisign -G -W`), or sign with `minisign -S`")

    def sign(path: Path) -> Path:
        with path.open("rb") as file:
            signature = secret.sign(file, prehash=True, untrusted_comment=_COMMENT, trusted_comment=f"file:{path.name}")
        unfinished = path.with_name(UNFINISHED)
        unfinished.unlink(missing_ok=True)
        with unfinished.open("xb") as target:
            target.write(bytes(signature) + b"\n")
        return unfinished.replace(signature_path(path))

    return sign


def check_signature(path: Path, key: str) -> str:
    """Return the number of the key that a file is signed with, as minisign prints it.

    `key` is a public key or the path of its file. Raises ValueError if the signature is another's or is wrong, and
    `SignatureRefusedError` for a key that is none.
    """
    try:
        from minisign import PublicKey, Signature
    except ImportError:
        raise SignatureRefusedError(_INSTALL) from None
    try:
        public = PublicKey.from_file(key) if not key.startswith("RW") else PublicKey.from_base64(key)
    except ValueError as error:
        raise SignatureRefusedError(f"{key} is not a public key of minisign, nor the file of one: {error}") from error
    text = signature_path(path).read_bytes()
    with path.open("rb") as file:
        public.verify(file, Signature.from_bytes(text))
    return base64.standard_b64decode(text.split(b"\n")[1])[_ID][::-1].hex().upper()
