"""What a format is: a table of keys, each declared once. Readers ask by it, messages, reference and schemas are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class ValueKind(Enum):
    """The kinds of values; the text says to people what to write."""

    TEXT = "text"
    PASSAGE = "text, with citations and links"
    PASSAGES = "list of texts, with citations and links"
    NUMBER = "whole number"
    DATE = "date"
    CHOICE = "one of a few words"
    ID = "id"
    IDS = "id, or list of ids"
    WORDS = "word, or list of words"
    LANGUAGE = "language tag"
    LANGUAGES = "list of language tags"
    ADDRESS = "web address"
    CITATIONS = "citations"
    NAMES = "list of names"
    BY_LANGUAGE = "text for each language tag"
    WORDED = "text, or one for each language"
    LABELS = "text for each word"
    WORDED_LABELS = "text for each word, or one for each language"
    RECORD = "one record"
    RECORDS = "list of records"
    NAMED = "record for each word"
    COLOURS = "colour in hexadecimal, or one for each of `light` and `dark`"
    ANYTHING = "anything"
    STATEMENTS = "list of records for each property"


class Choice(NamedTuple):
    """A word that may be written, and what it says."""

    word: str
    meaning: str
    also: tuple[str, ...] = ()
    """Words that are often written instead."""


@dataclass(frozen=True)
class Key:
    """A key of a format."""

    name: str
    kind: ValueKind
    meaning: str
    example: str
    """A value in YAML, as it may be written."""
    also: tuple[str, ...] = ()
    """Keys that are often written instead; never accepted, but named in the message."""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    of: Format | None = None
    """The format of the records."""

    @property
    def form(self) -> str:
        """A hint how to write the key where it is missing; empty if there is no example of it."""
        return f"write `{self.name}:` with your own words after it, in the form of `{self.name}: {self.shape}`" if self.example else ""

    @property
    def shape(self) -> str:
        """The example as a hint shows it: of a date only its form, since any date could be taken for the one that is meant."""
        return "YYYY-MM-DD" if self.kind is ValueKind.DATE else self.example


@dataclass(frozen=True, eq=False)
class Format:
    """A mapping in a file: what it describes, and its keys."""

    name: str
    """For messages: `theme`, `source`, `designation`."""
    keys: tuple[Key, ...]
    meaning: str = ""

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The keys by their names."""
        return {key.name: key for key in self.keys}

    @property
    def main(self) -> Key:
        """The key that a value alone is probably meant for: the first that is required and not an id."""
        return next((key for key in self.keys if key.required and key.name != "id"), self.keys[0])


def format_of(words: Iterable[str], name: str, kind: ValueKind, of: Format | None = None) -> Format:
    """Return a format whose keys are words of the project, all of one kind."""
    return Format(name, tuple(Key(word, kind, "", "", of=of) for word in words))
