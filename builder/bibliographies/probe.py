"""Which fields of a record pandoc carries over: found out by asking it, not by a list that its next version makes false.

For each combination of a type and of names of fields a twin is made, in which each text is a word that occurs nowhere else. The words
that come out are the fields that are carried, and the variables in which they stand say where to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.bibliographies.records import texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from builder.bibliographies.records import Item, Source, Value

Signature: TypeAlias = "tuple[str, tuple[str, ...]]"
_WORD = re.compile(r"qz([0-9]+)zq", re.IGNORECASE)


class Twin(NamedTuple):
    """A record of words that occur nowhere else."""

    signature: Signature
    words: tuple[tuple[str, str], ...]
    """The name of each field, and its word."""


def signature(source: Source) -> Signature:
    """Return what decides which fields of a record are carried: its type, and which fields it has."""
    return source.kind, tuple(entry.name for entry in source.entries)


def twins(sources: Iterable[Source]) -> tuple[Twin, ...]:
    """Return one twin for each combination of type and fields."""
    signatures = dict.fromkeys(map(signature, sources))
    return tuple(Twin(one, tuple((name, f"qz{number}zq") for number, name in enumerate(one[1]))) for one in signatures)


def carried(item: Item) -> dict[int, tuple[str, ...]]:
    """Return the variables of a twin that each of its fields got into, by the number of the field; fields that are lost are missing."""
    arrived: dict[int, dict[str, None]] = {}
    for variable, value in item.items():
        for text in texts_of(value):
            for match in _WORD.finditer(text):
                arrived.setdefault(int(match[1]), {})[variable] = None
    return {number: tuple(variables) for number, variables in arrived.items()}


_PLAIN_WORD = re.compile(r"[^\W\d_]{2,}|[0-9]+")
_ONLY_WORD = re.compile(r"[\w'’.,;:!?()-]+\Z")
_ARGUMENT = re.compile(r"\\[A-Za-z]{2,}\s*\{([^{}\\]*)\}")
_NO_WORDS = frozenset({"and", "others"})


def words_of(item: Mapping[str, Value]) -> frozenset[str]:
    """Return every word of a record, case-folded."""
    return frozenset(word.casefold() for one in item.values() for text in texts_of(one) for word in _PLAIN_WORD.findall(text))


def missing_words(text: str, there: Collection[str]) -> list[str]:
    """Return the words of a field that are not among the words of its record.

    Words with signs of TeX in them are left out, since they may be spelled in another way; the arguments of its commands are not.
    """
    words = [word for word in text.split() if _ONLY_WORD.match(word) and word not in _NO_WORDS]
    words += [word for argument in _ARGUMENT.findall(text) for word in _PLAIN_WORD.findall(argument)] if "\\" in text else []
    missing = [word for word in words if any(part.casefold() not in there for part in _PLAIN_WORD.findall(word))]
    return list(dict.fromkeys(missing))
