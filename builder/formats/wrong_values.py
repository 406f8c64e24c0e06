"""The findings about values that every format shares, each with what to write instead, in the writer's own words."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import replace
from typing import TYPE_CHECKING

from builder.formats.keys import ValueKind
from builder.model.dates import english_date, parse_date, show_date
from builder.model.findings import Severity, finding
from builder.model.ids import ID, is_device_name
from builder.model.language import tags_named
from builder.slips.lines import quoted, to_copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.formats.keys import Format, Key
    from builder.model.findings import Edit, Finding, Where

_NUMBER = re.compile(r"-?[0-9]{1,9}\Z")
_PLAIN = re.compile(r"[^\W_](?:[\w./+-]| (?!#))*\Z")
"""A text that needs no quotation marks, whatever stands around it."""
_DATES = "write YYYY-MM-DD, YYYY-MM or YYYY; YYYY~ is about then, YYYY? uncertain, YYYY/YYYY from one to the other, ../YYYY or earlier"
_SEASONS = ("spring", "summer", "autumn", "winter")
_MONTHS = 12
ID_OF_SOURCE = "the id of a source in place of `id`"
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\Z")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


def bad_date(where: Where, text: str, *mending: Edit) -> Finding:
    """Return a finding for a date that is not EDTF or names a day that does not exist.

    `mending` is the edits one of which mends it, in which the text stands for the date that is meant.
    """
    match = _DAY.match(text)
    if match and 1 <= int(match[2]) <= _MONTHS and int(match[1]):
        days, month = monthrange(int(match[1]), int(match[2]))[1], english_date(int(match[1]), int(match[2]), 0)
        return finding(where, "invalid-date", f"`{text}` is not a valid date", f"{month} has {days} days")
    rule = "months go from 01 to 12" if _MONTH.match(text) else ""
    if hint := date_hint(text):
        return finding(where, "invalid-date", f"`{text}` is not how a date is written here", hint, rule, edits=date_edits(text, *mending))
    return finding(where, "invalid-date", f"`{text}` is not a valid date", rule or _DATES)


def date_edits(text: str, *mending: Edit) -> tuple[Edit, ...]:
    """Return the edits that write a date in another notation as it should be; none if it may be two, or is in none that is known."""
    return _only_one(_meant_dates(text), text, mending)


def _meant_dates(text: str) -> tuple[str, ...]:
    # Imported late, as below: few texts have such a slip, and preparing for every notation takes as long as reading a small text.
    from builder.dates.other_dates import meant_dates

    return meant_dates(text)


def _only_one(meant: Sequence[str], text: str, mending: Sequence[Edit]) -> tuple[Edit, ...]:
    return tuple(edit._replace(new=edit.new.replace(text, meant[0])) for edit in mending) if len(meant) == 1 else ()


def bad_figure(where: Where, text: str, *mending: Edit) -> Finding:
    """Return a finding for the figure of a claim that is no number; `mending` is as that of `bad_date`."""
    from builder.formats.other_numbers import meant_figures, nearest_figure

    meant = meant_figures(text)
    hint = f"write {', or '.join(meant)}" if meant else nearest_figure(text) or "write 185000, 180000..190000, or 300000.. for `over`"
    hint += " if its comma begins decimals" if len(meant) == 2 else ""  # noqa: PLR2004
    return finding(where, "wrong-type", f"`{text}` is not a number", hint, edits=_only_one(meant, text, mending))


def date_hint(text: str) -> str:
    """Return how to write a date that is in another notation, or what is nearest to it; empty if it is in none that is known."""
    match _meant_dates(text):
        case ():
            from builder.dates.nearest_dates import nearest_form

            return nearest_form(text)
        case (one,):
            words = _in_words(one)
            season = next((word for word in _SEASONS if words.startswith(word)), "")
            words = words if ".." in one else season
            return f"write {one} ({words})" if words else f"write {one}"
        case dates:
            return "write " + ", or ".join(f"{date} if it is {_in_words(date)}" for date in dates)


def _in_words(edtf: str) -> str:
    value = parse_date(edtf)
    return show_date(value) if value else edtf


def bad_id(where: Where, text: str, ending: str | None = None) -> Finding:
    """Return a finding for an id with characters that are not allowed in an address; `ending` is that of the file which is named by it."""
    meant = meant_id(text)
    instead_of_it = f"write `{meant}`" if ending is None else f"rename the file to `{meant}{ending}`"
    rule = "use lower-case letters, digits and single hyphens, at most 100 in all"
    return finding(where, "invalid-id", f"`{text}` is not a valid id", instead_of_it if meant else "", rule)


def meant_id(text: str) -> str:
    """Return the id that a text would be, with hyphens for everything else; empty if none is left or a letter would be lost."""
    plain = unicodedata.normalize("NFKD", text[:200]).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    meant = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’ʼ`]", "", letters)).strip("-")
    return meant if ID.match(meant) and not is_device_name(meant) and all(char.isascii() or not char.isalnum() for char in letters) else ""


def bad_language(where: Where, tag: str, hint: str = "write en, ar, zh-Hant") -> Finding:
    """Return a finding for a text that is not a language tag (BCP 47)."""
    meant = tags_named(tag)
    return finding(where, "wrong-value", f"`{tag}` is not a valid language tag", f"write {' or '.join(meant)}" if meant else hint)


def unnamed_language(where: Where, tag: str) -> Finding:
    """Return a finding for a tag that has the right form, and stands for no language that has a name here."""
    message = f"`{tag}` is no language that is known here"
    return replace(finding(where, "wrong-value", message, "write en, ar, zh-Hant"), severity=Severity.WARNING)


def whole_number(text: str) -> tuple[int | None, str]:
    """Return the whole number that a text is, or None and what to write instead."""
    if _NUMBER.match(text):
        return int(text), ""
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text[:40])
    found = re.findall(r"[0-9]{1,9}", digits)
    return None, f"write {found[0]}" if len(found) == 1 else "write it in digits: 2"


def no_value(name: str) -> str:
    """Return the hint about a key without a value, which may hold both."""
    words, sign, value = next(
        ((before, sign, after) for sign in ":：∶" for before, _, after in [name.partition(sign)] if after), (name, "", "")
    )
    return f"write `{words}: {value.strip()}`" if sign else f"write `{name}: ` and the value"


def parts_missing(key: Key, name: str = "") -> str:
    """Return what is said of a value that should have parts with names; `name` is the word under the key that has it."""
    if key.kind is ValueKind.BY_LANGUAGE:
        return "needs the language of each text before it"
    if key.kind is ValueKind.STATEMENTS and not name:
        return "needs the name of a property before its values"
    if key.of and (name or key.kind is not ValueKind.NAMED):
        parts = [f"`{part.name}`" for part in _needed(key.of)]
        listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else parts[0]
        return f"has named parts: {listed}" if parts[1:] else f"has a named part: {listed}"
    return "needs a word and what it means for each, with a colon between them"


def instead(key: Key, given: str | Sequence[str] | None, name: str = "") -> tuple[str, ...]:
    """Return what to write under a key instead of a value of the wrong kind, as hints; the last says what is to be put in.

    `given` is what was written, a text or a list of texts, or None if it is anything deeper; `name` is the word under the key that has it.
    """
    if given is None or (not isinstance(given, str) and not given):
        return (f"write it in this form: `{key.name}: {key.shape}`",) if key.example else ()
    words = [given] if isinstance(given, str) else list(given)
    if name and key.of:
        return f"write `{name}: {_record(key.of, words[0])}`", _to_put_in(key.of)
    if name:
        return (f"write `{name}: {_scalar(words)}`",)
    return f"write `{key.name}: {_value(key, words)}`", _placeholders(key)


def _placeholders(key: Key) -> str:
    """Return a hint about what stands in a proposed value of a key without being the author's."""
    match key.kind:
        case ValueKind.BY_LANGUAGE:
            return "put the tag of its language, such as `ar`, in place of `tag`"
        case ValueKind.STATEMENTS if key.of:
            return f"put a property that content/explainer.yml declares in place of `property`; {_to_put_in(key.of)}"
        case _:
            return _to_put_in(key.of) if key.of else ""


def _to_put_in(of: Format) -> str:
    """Return a hint about what stands in a proposed record without being the author's."""
    examples = [key.example for key in _needed(of) if key is not of.main and key.name != "cite"]
    hints = [f"what is true in place of {' and '.join(f'`{one}`' for one in examples)}"] if examples else []
    hints += [ID_OF_SOURCE] if "cite" in of.by_name else []
    return f"put {', and '.join(hints)}" if hints else ""


def _value(key: Key, words: list[str]) -> str:
    match key.kind:
        case ValueKind.RECORDS if key.of:
            of = key.of
            return f"[{', '.join(_record(of, word) for word in words)}]"
        case ValueKind.RECORD if key.of:
            return _record(key.of, words[0])
        case ValueKind.NAMED if key.of:
            records = (f"{_text(word)}: {_record(key.of, word)}" for word in words)
            return f"{{{', '.join(records)}}}"
        case ValueKind.STATEMENTS if key.of:
            return f"{{property: [{_record(key.of, words[0])}]}}"
        case ValueKind.BY_LANGUAGE:
            return f"{{tag: {_text(words[0])}}}"
        case ValueKind.LABELS | ValueKind.WORDED_LABELS:
            labels = (f"{_text(word)}: {_label(key, word)}" for word in words)
            return f"{{{', '.join(labels)}}}"
        case _:
            return _scalar(words)


def _label(key: Key, word: str) -> str:
    return key.choices[0].word if key.choices else _text(word[:1].upper() + word[1:])


def _scalar(words: list[str]) -> str:
    return _text(words[0]) if len(words) == 1 else quoted(", ".join(words))


def _record(of: Format, word: str) -> str:
    """Return a record with a word as its main value, and with the other keys that it needs as their examples have them."""
    values = {"cite": '"@id"', of.main.name: _text(word)}
    return f"{{{', '.join(f'{key.name}: {values.get(key.name, key.example)}' for key in _needed(of))}}}"


def _needed(of: Format) -> list[Key]:
    """Return the keys that a record cannot do without, and `cite`."""
    return [key for key in of.keys if key.required or key.name == "cite"] or [of.main]


def _text(word: str) -> str:
    word = to_copy(word)
    return word if _PLAIN.match(word) else quoted(word)
