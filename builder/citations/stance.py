"""Whether a source supports or contradicts what it is cited for: the word `contra`, and words that are nearly it."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from builder.citations.signs import HIDDEN, bare
from builder.model.document import Stance

CONTRA = "contra"
_WORD = re.compile(r"[^\W_]+")
_LIKE = str.maketrans("кκсϲοоօопνнηтτгρрαа", "kkccoooonnnnttrrraa")
"""Letters of Cyrillic, Greek and Armenian that look or sound like those of `contra`."""
_SAME_ROOT = re.compile(r"[ck]ontra(?:d|rily\Z|ry\Z|ri[oe]\Z|ire\Z)")
"""`contradicts`, `contrary`, `contrario`: what they say is what `contra` says."""


def stance_of(prefix: str) -> tuple[str, Stance, str]:
    """Return a prefix without `contra`, its stance, and a word that is nearly `contra` (empty if there is none)."""
    if not prefix:
        return "", Stance.SUPPORTS, ""
    word, *rest = prefix.split(None, 1)
    if HIDDEN.sub("", word) == CONTRA:
        behind = bare("".join(rest))
        return behind, Stance.CONTRADICTS, nearly_contra(behind)
    return prefix, Stance.SUPPORTS, nearly_contra(prefix)


def nearly_contra(text: str) -> str:
    """Return the first word of a text that may be meant as `contra`, as it is written; empty if there is none."""
    if not text or (text.isascii() and not _may_hold(text)):
        return ""
    for written in text.split():
        words = _WORD.findall(_skeleton(written))
        if any(map(_is_near, words)) or _is_near("".join(words)):
            return written
    return text if _is_near("".join(_WORD.findall(_skeleton(text)))) else ""


def said_of(word: str, prefix: str) -> str:
    """Return what keeps a word from being `contra`, in plain words; `prefix` is what stands before the key."""
    if HIDDEN.sub("", word) == CONTRA:
        first = prefix.split(maxsplit=1)[0]
        return f"`{CONTRA}` must be the first word, and `{first}` stands before it" if first != word else f"`{CONTRA}` is given twice"
    if not is_contra(word):
        return f"`{word}` is nearly `{CONTRA}`, the word before a source that contradicts the claim, and is not read as it"
    capitals = sum(char.isupper() for char in word)
    strange = "".join(dict.fromkeys(char for char in HIDDEN.sub("", word) if char.isalpha() and char.casefold() not in CONTRA))
    signs = "".join(dict.fromkeys(char for char in normalize("NFC", HIDDEN.sub("", word)) if not char.isalpha()))
    how = ["with a small letter" if capitals == 1 else "in small letters"] if capitals else []
    how += [f"in plain Latin letters, which `{strange}` is not"] if strange else []
    how += ["in one word" if signs.isspace() else f"without `{signs}`"] if signs else []
    return f"`{word}` is written `{CONTRA}`, {' and '.join(how) or 'in plain letters'}"


def says_contra(word: str) -> bool:
    """Return whether a word says what `contra` says, as `contradicted` does."""
    return any(map(_SAME_ROOT.match, _WORD.findall(_skeleton(word))))


def is_contra(word: str) -> bool:
    """Return whether a word is `contra`, in any case and alphabet and with any punctuation."""
    return "".join(_WORD.findall(_skeleton(word))) == CONTRA


def _may_hold(text: str) -> bool:
    """Return whether an ASCII text has enough of the letters of `contra`."""
    return len(set(CONTRA) & set(text.lower())) >= len(CONTRA) - 1


def _skeleton(text: str) -> str:
    """Return a text without case, accents, width, invisible marks, and in Latin letters where others look alike."""
    plain = "".join(c for c in normalize("NFKD", text) if not combining(c) and (c.isprintable() or c.isspace()))
    return plain.casefold().translate(_LIKE)


def _is_near(word: str) -> bool:
    if _SAME_ROOT.match(word):
        return True
    match len(word) - len(CONTRA):
        case -1:
            return any(word == CONTRA[:n] + CONTRA[n + 1 :] for n in range(len(CONTRA)))
        case 0:
            swapped = any(word == CONTRA[:n] + CONTRA[n + 1] + CONTRA[n] + CONTRA[n + 2 :] for n in range(len(CONTRA) - 1))
            return swapped or sum(one != other for one, other in zip(word, CONTRA, strict=True)) <= 1
        case 1:
            return any(word == CONTRA[: n + 1] + CONTRA[n:] for n in range(len(CONTRA)))
    return False
