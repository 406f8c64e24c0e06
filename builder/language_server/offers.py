"""What an editor offers to complete: ids of sources, claims, groups, themes and terms; keys and words of the formats; attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.attributes import CLAIM, CLASSES, TRANSLATED_CLAIM
from builder.language_server.cursor import FROM_WHICH_KEYS, TIES, attribute_list
from builder.language_server.spans import Span, line_at, span
from builder.language_server.yaml_place import slot_of
from builder.linking.queries import shortened
from builder.model.codes import CODES
from builder.model.ids import written_key
from builder.pages.words import whole
from builder.reading.files import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from builder.formats.keys import Choice, Key
    from builder.language_server.cursor import Text
    from builder.language_server.yaml_place import Slot
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

MOST = 200
"""Offers at a time: an editor asks again with the next letter."""
_DETAIL = 110
"""Letters of what is said of an offer in its line."""
_KEY = re.compile(r"(?<!\w)@(\{?)([^\s\[\]{}();,\"']*)\Z")
_LINK = re.compile(r"(?<![\w-])(claim|theme|group|term|source|page):([\w-]*)\Z")
_VALUE = re.compile(r"(?:\A|\s)([\w-]+)=(?:\"(?:[^\"]*[\s,])?|(?:[^\s\"]*,)?)([^\s\",]*)\Z")
_WORD = re.compile(r"(?:\A|\s)([.#]?[\w-]*)\Z")
_REST = re.compile(r"[\w-]*")
_REST_OF_KEY = re.compile(r"[\w:.#$%&+?<>~/-]*")


class Offer(NamedTuple):
    """Something that may be written at a cursor."""

    label: str
    kind: str
    """`source`, `claim`, `group`, `theme`, `term`, `page`, `key` or `word`."""
    written: str
    """What is put in place of `span`."""
    span: Span
    detail: str = ""
    documentation: str = ""


class _Candidate(NamedTuple):
    id: str
    detail: str = ""
    documentation: str = ""


def offers(text: Text, row: int, index: int, explainer: Explainer) -> list[Offer]:
    """Return what may be written at a cursor, the best first."""
    line = line_at(text.lines, row)
    before = line[:index]
    if match := _KEY.search(before):
        return _sources(text, row, match, explainer)
    if match := _LINK.search(before):
        at = span(text.path, row, match.start(2), _end(_REST, line, index))
        return _best(_things(match[1], explainer), match[2], match[1], at)
    place = text.yaml(row, index)
    if place is not None:
        at = span(text.path, row, place.start, _end(_REST, line, index))
        sign = "" if line[at.end : at.end + 1] == ":" else ": "
        slot, word = slot_of(text.kind, place.path), before[place.start :]
        return _keys(slot, word, at, explainer, sign) if place.is_key else _values(slot, word, at, explainer)
    if text.kind in (Kind.THEME, Kind.GROUP, Kind.TRANSLATION) and (inside := attribute_list(line, index)):
        return _attributes(text, row, inside[0], index, explainer)
    return []


def _end(pattern: re.Pattern[str], line: str, index: int) -> int:
    """Return the index at which a word ends that has begun before a cursor."""
    match = pattern.match(line, index)
    return match.end() if match else index


def _best(candidates: Iterable[_Candidate], word: str, kind: str, at: Span, write: Callable[[str], str] = str) -> list[Offer]:
    """Return the candidates that a word may stand for: that begin with it, then that have it in their ids, then in what they say."""
    word = word.casefold()
    ranks: tuple[list[_Candidate], ...] = ([], [], [])
    for one in candidates:
        folded = one.id.casefold()
        if folded.startswith(word):
            ranks[0].append(one)
        elif word in folded:
            ranks[1].append(one)
        elif word in one.detail.casefold():
            ranks[2].append(one)
    found = [*ranks[0], *ranks[1], *ranks[2]][:MOST]
    return [Offer(one.id, kind, write(one.id), at, shortened(one.detail, _DETAIL), one.documentation) for one in found]


# --- ids --------------------------------------------------------------------------------------------------------------


def _sources(text: Text, row: int, match: re.Match[str], explainer: Explainer) -> list[Offer]:
    line = line_at(text.lines, row)
    end = _end(_REST_OF_KEY, line, match.end())
    at = span(text.path, row, match.start() + 1, end + (line[end : end + 1] == "}" and bool(match[1])))
    return _best(_things("source", explainer), match[2], "source", at, lambda key: f"{{{key}}}" if match[1] else written_key(key)[1:])


def _things(kind: str, explainer: Explainer) -> Iterator[_Candidate]:
    """Yield everything of a kind, with what it says."""
    match kind:
        case "source":
            yield from (_Candidate(one.id, described(one)) for one in explainer.sources.values())
        case "claim":
            yield from (_Candidate(one.id, whole(one)) for one in explainer.claims.values())
        case "group":
            yield from (_Candidate(one.id, one.name) for one in explainer.groups.values())
        case "theme":
            yield from (_Candidate(one.id, one.title) for one in explainer.themes.values())
        case "term":
            yield from (_Candidate(one.id, one.term) for one in explainer.terms.values())
        case _:
            yield from map(_Candidate, explainer.overviews)


def described(source: Source) -> str:
    """Return the title of a source with its outlet and date."""
    outlet = source.container or source.publisher
    return " — ".join(filter(None, (source.title, ", ".join(filter(None, (outlet, source.issued.edtf if source.issued else ""))))))


# --- YAML -------------------------------------------------------------------------------------------------------------


def _keys(slot: Slot, word: str, at: Span, explainer: Explainer, sign: str) -> list[Offer]:
    if slot.format:
        return _best(map(_of_key, slot.format.keys), word, "key", at, lambda name: f"{name}{sign}")
    words = _words_as_keys(slot.key, explainer) if slot.key else ()
    return _best(words, word, "word", at, lambda name: f"{name}{sign}")


def _values(slot: Slot, word: str, at: Span, explainer: Explainer) -> list[Offer]:
    if slot.key is None or slot.owner is None:
        return []
    if kind := FROM_WHICH_KEYS.get((slot.owner.name, slot.key.name)):
        return _best(_things(kind, explainer), word, kind, at) if slot.key.name != "id" else []
    return _best([*map(_of_choice, slot.key.choices), *_words_of_project(slot.owner.name, slot.key.name, explainer)], word, "word", at)


def _of_key(key: Key) -> _Candidate:
    return _Candidate(key.name, key.meaning, f"{key.meaning}{' It is needed.' if key.required else ''}\n\n`{key.name}: {key.example}`")


def _of_choice(choice: Choice) -> _Candidate:
    return _Candidate(choice.word, choice.meaning)


def _words_as_keys(key: Key, explainer: Explainer) -> Iterator[_Candidate]:
    """Yield the words of a project that may be keys under a key."""
    if key.name == "statements":
        yield from (_Candidate(word, title) for word, title in explainer.content.settings.properties.items())
    elif key.name == "rules":
        yield from (_Candidate(code, entry.severity) for code, entry in CODES.items())


def _words_of_project(format_: str, key: str, explainer: Explainer) -> Iterator[_Candidate]:
    """Yield the words that the settings declare for the values of a key."""
    settings = explainer.content.settings
    relations = {word: relation.label for word, relation in settings.relations.items()}
    quantities = {word: quantity.title for word, quantity in settings.quantities.items()}
    declared = {
        ("group", "kind"): settings.kinds,
        ("designation", "list"): settings.lists,
        ("designation", "by"): settings.agencies,
        ("relation", "type"): relations,
        ("quantity", "counts"): settings.lists,
        ("claim", "measures"): quantities,
    }
    yield from (_Candidate(word, title) for word, title in declared.get((format_, key), {}).items())


# --- attribute lists --------------------------------------------------------------------------------------------------


def _attributes(text: Text, row: int, written: str, index: int, explainer: Explainer) -> list[Offer]:
    """Return what may stand next in an attribute list, of which something is written."""
    format_ = TRANSLATED_CLAIM if text.kind is Kind.TRANSLATION else CLAIM
    end = _end(_REST, line_at(text.lines, row), index)
    if value := _VALUE.search(written):
        at = span(text.path, row, index - len(value[2]), end)
        if value[1] in TIES:
            return _best(_things("claim", explainer), value[2], "claim", at)
        key = format_.by_name.get(value[1])
        words = [*map(_of_choice, key.choices), *_words_of_project(format_.name, key.name, explainer)] if key else []
        return _best(words, value[2], "word", at)
    word = _WORD.search(written)
    if word is None or word[1].startswith("#"):
        return []
    at = span(text.path, row, index - len(word[1]), end)
    classes = [_Candidate(f".{choice.word}", choice.meaning) for choice in CLASSES] if format_ is CLAIM else []
    keys = [] if word[1].startswith(".") else _best(map(_of_key, format_.keys), word[1], "key", at, lambda name: f"{name}=")
    return [*keys, *_best(classes, word[1], "word", at)]
