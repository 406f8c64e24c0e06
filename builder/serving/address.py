"""Where to serve, and for which hosts.

Requests with an unknown name as `Host` are refused: a foreign page could otherwise point its own name at this server (DNS
rebinding) and read what is not published yet. An IP address cannot be pointed anywhere, so it is always accepted.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*\Z")

LAST_PORT = 65535
"""Ports have 16 bits."""


class ServeError(Exception):
    """The address is not available, or the folder cannot be watched; the message is for the terminal."""


class Address(NamedTuple):
    """Where to serve."""

    host: str
    port: int


def read_address(text: str) -> Address:
    """Return the parsed `HOST:PORT`; an IPv6 address is in brackets. Raises ServeError."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise ServeError(f"`{text}` is not a valid address; write HOST:PORT, for instance 127.0.0.1:8000")
    if int(port) > LAST_PORT:
        raise ServeError(f"{port} is not a valid port; ports go up to {LAST_PORT}")
    return Address(host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port))


def read_name(text: str) -> str:
    """Return the name of a host as browsers send it. Raises ServeError."""
    try:
        name = text.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _NAME.match(name):
        raise ServeError(f"`{text}` is not the name of a host; write it alone and in full, for instance docs.example.org")
    return name


def accepts(host: str, names: Collection[str]) -> bool:
    """Return whether a request for this `Host` is answered: an IP address, localhost, or one of these names."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")
    except ValueError:  # an invalid address in brackets
        return False
    return name == "localhost" or name.endswith(".localhost") or name in names or _is_ip(name)


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
