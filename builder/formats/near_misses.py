"""What was meant by a word that is almost one of a few: other case, other signs, look-alike letters, a synonym, one slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from builder.formats.keys import ValueKind
from builder.model.language import tags_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.formats.keys import Choice, Format

_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁһӏԛԝгпвнкмтьΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχεωɡɑıℓ",
    "ABESIJKMHOPCTYXaeijopcyxsdhlqwrnbhkmtbABEZHIKMNOPTYXaiknoptuxewgail",
)
"""Letters of other scripts, and the Latin ones that they look like (Unicode Technical Standard 39, the part that keyboards have)."""
_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 60
_SHORT, _LONG = 3, 7
"""Letters that a word has for one slip to be forgiven, and for two."""


def folded(word: str) -> str:
    """Return a word without what is often written otherwise: case, accents, hyphens, underscores, spaces, look-alike letters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).translate(_LOOK_ALIKES))
    return _SIGNS.sub("", "".join(char for char in plain if not unicodedata.combining(char)).casefold())


def meant_key(word: str, format_: Format) -> str:
    """Return the key of a format that a word was probably meant for; empty if there is none, or more than one."""
    found = meant(word, _spellings(format_))
    if not found and format_.keys and format_.keys[0].kind is ValueKind.BY_LANGUAGE:
        found = tuple(tag for tag in tags_named(word) if tag in format_.by_name)
    return next(iter(found), "")


def meant_choices(word: str, choices: Iterable[Choice]) -> tuple[str, ...]:
    """Return the words, of those that may be written, that another one was probably meant for."""
    spellings: dict[str, tuple[str, ...]] = {}
    for choice in choices:
        for also in choice.also:
            spellings[folded(also)] = (*spellings.get(folded(also), ()), choice.word)
    return meant(word, spellings | {folded(choice.word): (choice.word,) for choice in choices})


@lru_cache(maxsize=256)
def _spellings(format_: Format) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of a format by every folded word that stands for one."""
    synonyms = {folded(also): (key.name,) for key in format_.keys for also in key.also}
    return synonyms | {folded(key.name): (key.name,) for key in format_.keys}


def meant(word: str, spellings: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a word stands for: by what it is folded to, or by the one folded word that is a slip of the finger away."""
    if len(word) > _LONGEST:
        return ()
    plain = folded(word)
    if plain in spellings:
        return spellings[plain]
    if len(plain) < _SHORT:
        return ()
    # Imported late: only needed when there are findings.
    from rapidfuzz.distance import OSA

    most = 2 if len(plain) >= _LONG else 1
    near = [(OSA.distance(plain, other, score_cutoff=most), other) for other in spellings if len(other) >= _SHORT]
    best = min((distance for distance, _ in near), default=most + 1)
    found = {spellings[other] for distance, other in near if distance == best}
    return found.pop() if best <= most and len(found) == 1 else ()
