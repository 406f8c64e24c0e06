"""Rules about voices: which sources are official, and which names are two spellings of one voice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from builder.checking.record_rules import used_sources
from builder.linking.independence import OF_AUTHORS, compared, voices
from builder.model.findings import Finding, Lines, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.explainer import Explainer
    from builder.model.sources import Source

_LAW = frozenset("bill hearing legal_case legislation patent regulation standard treaty".split())
"""The types of CSL whose texts are official whoever prints them."""
_STATE_BODY = "state-body"
"""The kind of the groups that are bodies of a state, if an explainer declares it."""
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)
_GOVERNMENT = re.compile(
    r"(?:^|\.)(?:gov|mil|int|europa\.eu|un\.org|canada\.ca|bund\.de|admin\.ch|(?:gov|govt|gob|gouv|gub|gv|mil|gc|parliament)\.[a-z]{2}"
    r"|[^.]+\.go\.[a-z]{2})\Z"
)
"""Hosts of governments and of what they have founded together."""
_COMPARED = 20
"""Voices with the same initials with which another is compared."""
_LONGEST = 100
"""Letters of a name that is compared with others."""
_LONG_WORD = 6
"""Letters from which on a word with one letter more, less or another is a slip: Iran is not Iraq."""
_ACRONYM = range(3, 8)
"""Letters of a name that may be the initials of another."""
_SMALL = frozenset("a al and de del der des di du e et for für in la le of on the to und y".split())
"""Words that are often left out of initials."""
_WORD = re.compile(r"[^\W_]+")


# --- official texts ---------------------------------------------------------------------------------------------------


def official_sources(explainer: Explainer) -> frozenset[str]:
    """Return the ids of the sources that a state or a body of states has published, as far as their records show that."""
    settings = explainer.content.settings
    bodies = [label for one in (settings, *settings.translations.values()) for label in one.agencies.values()]
    for group in explainer.content.groups:
        if group.kind == _STATE_BODY:
            bodies += [group.name, *group.native.values(), *(alias.text for alias in group.aliases)]
    names = frozenset(map(compared, bodies))
    return frozenset([source.id for source in explainer.content.sources if _is_official(source, names)])


def _is_official(source: Source, names: frozenset[str]) -> bool:
    if source.type in _LAW or not names.isdisjoint(map(compared, filter(None, (source.publisher, *voices(source))))):
        return True
    host = _HOST.match(source.url) if source.url else None
    return bool(host and _GOVERNMENT.search(host[1].lower()))


# --- one voice in two spellings ---------------------------------------------------------------------------------------


def _similar_voices(explainer: Explainer) -> Iterator[Finding]:
    """Yield a finding for each name of a publisher that is an abbreviation of another, or differs from it by one letter."""
    used = used_sources(explainer)
    first: dict[str, tuple[str, Source]] = {}
    for source in explainer.content.sources:
        name = _publisher(source)
        if name and source.id in used and len(name) <= _LONGEST:
            first.setdefault(compared(name), (name, source))
    by_initials: defaultdict[str, list[tuple[list[str], tuple[str, Source]]]] = defaultdict(list)
    acronyms = {name.lower(): (name, source) for name, source in first.values() if _is_acronym(name)}
    for name, source in first.values():
        words = _words(name)
        full = "".join([word[0] for word in words])
        same = None
        if len(words) > 1:
            same = next((known for others, known in by_initials[full][:_COMPARED] if _are_similar(others, words)), None)
            by_initials[full].append((words, (name, source)))
        short = "".join([word[0] for word in words if word not in _SMALL])
        for known in filter(None, [same, *(acronyms.get(initials) for initials in dict.fromkeys((full, short)))]):
            yield from _similar(name, source, *known)


def _similar(name: str, source: Source, other: str, record: Source) -> Iterator[Finding]:
    if record.where > source.where:
        name, source, other, record = other, record, name, source
    yield finding(
        source.where,
        "similar-voices",
        f"`{name}`, the voice of `{source.id}`, seems to be `{other}`, that of `{record.id}` ({record.where}), and counts beside it",
        "write the name in one way",
        "if they are two, write what sets them apart, such as the place",
        grounds=tuple(Lines(path) for path in dict.fromkeys((source.where.path, record.where.path))),
    )


def _publisher(source: Source) -> str:
    """Return the name of the body whose statement a source is; empty if it is the statement of its authors."""
    if source.voice or source.type in OF_AUTHORS:
        return source.voice
    return source.outlet


def _is_acronym(name: str) -> bool:
    return len(name) in _ACRONYM and name.isalpha() and name.isupper()


def _words(name: str) -> list[str]:
    """Return the words of a name without case, accents and the full stops of `U.S.`."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _WORD.findall(letters.replace(".", "").replace("’", "").replace("'", "").replace("&", " and ").removeprefix("the "))


def _are_similar(one: list[str], other: list[str]) -> bool:
    """Return whether each word is that of the other name, an abbreviation of it, or one letter off."""
    return len(one) == len(other) and all(map(_is_similar, one, other))


def _is_similar(one: str, other: str) -> bool:
    if one == other or not (one + other).isalpha():  # a number is never another
        return one == other
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) <= 1:
        return len(short) >= _LONG_WORD and _is_one_off(short, long)
    return len(short) > 1 and short[-1] == long[-1] and _is_within(short, long)


def _is_one_off(short: str, long: str) -> bool:
    """Return whether two words differ by one letter, or by two that have changed places."""
    at = next((number for number, letter in enumerate(short) if letter != long[number]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 1 :] == long[at + 1 :] or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])


def _is_within(short: str, long: str) -> bool:
    """Return whether the letters of a word stand in another, in order: those of `dept` in `department`."""
    letters = iter(long)
    return all(letter in letters for letter in short)


VOICE_RULES = (_similar_voices,)
