"""What each key of a new file says, from the tables of keys from which files are read: the settings, and remarks in other files."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from builder.formats.settings import EXPLAINER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.formats.keys import Key

_WIDTH = 110
_MANY_WORDS = 10
"""So many are not all named in a line."""
_HEAD = "# The settings of this explainer. Lines that begin with `#` are remarks; a key counts when the `#` before it is removed."
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def settings_text(values: Mapping[str, str]) -> str:
    """Return the settings with these values, as YAML that follows `key:`; every other key stands in a remark, with an example."""
    return "\n\n".join([_HEAD, *("\n".join(_lines(key, values.get(key.name))) for key in EXPLAINER.keys)]) + "\n"


def remarks(keys: Iterable[Key]) -> str:
    """Return what some keys say, a line for each, with the words that may be written if they are few."""
    return "\n".join(f"# {key.name}: {key.meaning}{_words(key)}" for key in keys)


def _words(key: Key) -> str:
    return f" Write {' or '.join(choice.word for choice in key.choices)}." if 0 < len(key.choices) < _MANY_WORDS else ""


def _lines(key: Key, value: str | None) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(_LINK.sub(r"\1", key.meaning), _WIDTH))
    if key.choices:
        words = "; ".join(f"{choice.word}: {choice.meaning}" for choice in key.choices)
        yield from (f"# {line}" for line in wrap(words, _WIDTH))
    if key.of:
        words = "; ".join(f"{inner.name}: {inner.meaning}" for inner in key.of.keys)
        yield from (f"# {line}" for line in wrap(words, _WIDTH))
    yield f"#{key.name}: {key.example}" if value is None else f"{key.name}:{'' if value.startswith(chr(10)) else ' '}{value}"
