"""The entries of an attribute list, also those that are written almost right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ENTRY = re.compile(
    r"""\s*(?:\#(?P<id>[^\s"]+)|\.(?P<class>[^\s"]+)|(?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+)))(?=\s|\Z)"""
)
_STRANGE = re.compile(r"""[“”„«»‘’']|(?:.*[,;”“»’])\Z""", re.DOTALL)
_SIGNS_AS_KEYS = ("id", "class", "name", "ID", "Id", "Class", "Name")
"""A value that reads well, but not as it was meant: in other quotation marks, with a separator at its end, or empty."""
_PAIR = re.compile(r"([^\W\d][\w-]*+)(\s*+)([=:＝：])(\s*+)")
_MARK = re.compile(r"""[,;،؛"“”„'‘’]""")
_NEXT = re.compile(r"\s+(?=[\w-]+\s*=|[#.][^\W\d]|\Z)")
"""Where a value ends whose quotation mark is not closed."""
_NEXT_WORD = re.compile(r"\s+(\S+)")
_WORD = re.compile(r"\S+")
_CLOSING = {'"': '"”“', "“": '”“"', "”": '”"', "„": '“”"', "«": "»", "»": "«", "‘": "’'", "’": "’", "'": "'’"}
_STRAIGHT = re.compile(r"""["{}“”„]""")
_SAID_LATER, _LISTS = ("date", "as_of", "value"), ("disputes", "differs", "supersedes", "supports", "was")
_MOST = 12
"""Entries that are read loosely: of a list with more slips, the first ones say enough."""


class Attribute(NamedTuple):
    """One entry of an attribute list; `key` is `#` for the id and `.` for a class."""

    key: str
    value: str
    offset: int
    """Of the entry in the text."""


class Slip(NamedTuple):
    """What is wrong with a list, and the index of the place in the text."""

    offset: int
    message: str
    hints: tuple[str, ...] = ()


class Names(NamedTuple):
    """The keys and classes that a list may have, by what they are compared with."""

    keys: Mapping[str, str]
    classes: Mapping[str, str]


def names_of(keys: Sequence[str], classes: Sequence[str]) -> Names:
    """Return keys and classes in the form in which `read_entries` takes them."""
    return Names({key.casefold(): key for key in keys}, {name.replace("-", ""): name for name in classes})


def read_entries(text: str, start: int, end: int, names: Names) -> tuple[list[Attribute], Slip | None]:
    """Return the entries of a list between two indices of a text, and the first slip in it."""
    entries: list[Attribute] = []
    at = _read_strictly(text, start, end, entries)
    if at == end or not text[at:end].strip():
        return entries, None
    reader = _Reader(text, at, end, names, entries)
    reader.run()
    return entries, reader.slip


def _read_strictly(text: str, at: int, end: int, entries: list[Attribute]) -> int:
    """Append the entries that are as they should be, up to the first that is not; return where the last one ends."""
    while (match := _ENTRY.match(text, at, end)) and not _is_strange(match):
        at, kind = match.end(), match.lastgroup or ""
        key = {"id": "#", "class": "."}.get(kind) or match["key"]
        offset = match.start(kind) - 1 if key in "#." else match.start("key")
        entries.append(Attribute(key, match[kind], offset))
    return at


def _is_strange(match: re.Match[str]) -> bool:
    """Return whether an entry that reads well was meant otherwise."""
    kind = match.lastgroup or ""
    value = match[kind]
    if kind == "quoted":
        return not value
    if value[0] in "#.=" or (kind == "value" and "=" in value) or (kind == "value" and match["key"] in _SIGNS_AS_KEYS):
        return True
    return not value.isalnum() and _STRANGE.match(value) is not None


def spelled(entries: Sequence[Attribute]) -> str:
    """Return a list with these entries as it should be written."""
    words = []
    for key, value, _ in entries:
        if key in "#.":
            words.append(f"{key}{value}")
        else:
            plain = _STRAIGHT.sub("", value)
            words.append(f'{key}="{plain}"' if re.search(r"\s|\A\Z", plain) else f"{key}={plain}")
    return "{" + " ".join(words) + "}"


class _Reader:
    def __init__(self, text: str, start: int, end: int, names: Names, entries: list[Attribute]) -> None:
        self.text, self.at, self.end = text, start, end
        self.keys, self.classes = names
        self.entries = entries
        self.slip: Slip | None = None
        self._read_again = -1  # where the last value begins that was read anew, with the words behind it

    def run(self) -> None:
        """Read further entries, the first of which has a slip."""
        text = self.text
        end = self.end = self.at + len(text[self.at : self.end].rstrip())
        for _ in range(_MOST):
            rest = text[self.at : end]
            self.at = end - len(rest.lstrip())
            if self.at == end:
                return
            self._read_loosely()
            self.at = _read_strictly(text, self.at, end, self.entries)

    def _add(self, key: str, value: str, offset: int) -> None:
        self.entries.append(Attribute(key, value, offset))

    def _report(self, offset: int, message: str, *hints: str) -> None:
        self.slip = self.slip or Slip(offset, message, hints)

    def _read_loosely(self) -> None:
        text, start = self.text, self.at
        sign = text[start]
        if sign in "#.＃":
            self._sign(sign)
        elif sign in ",;،؛":
            self._report(start, f"entries of an attribute list are separated by spaces, not by `{sign}`")
            self.at += 1
        elif pair := self._pair_at(start):
            self._pair(pair)
        else:
            self._word()

    def _pair_at(self, index: int) -> re.Match[str] | None:
        """Return the key and the sign behind it that stand at an index, if any."""
        pair = _PAIR.match(self.text, index, self.end)
        return pair if pair and (pair[3] in "=＝" or pair[1].casefold() in self.keys) else None

    def _sign(self, sign: str) -> None:
        """Read an id or a class that begins with its sign."""
        text, start = self.text, self.at
        begin = start
        while begin < self.end and (text[begin] in "#.＃" or text[begin].isspace()):
            begin += 1
        word = _WORD.match(text, begin, self.end)
        self.at = word.end() if word else self.end
        if word is None:
            self._report(start, f"nothing stands after `{sign}`")
            return
        value = _MARK.split(word[0], 1)[0]
        if begin > start + 1:
            self._report(start, f"`{text[start:begin]}` stands before `{value}`, where one `{sign}` without a space belongs")
        elif len(value) < len(word[0]):
            mark = word[0][len(value)]
            self._report(begin + len(value), f"`{mark}` does not belong after `{sign}{value}`: only spaces separate the entries")
        elif sign == "＃":
            self._report(start, "`＃` is a full-width sign, which does not begin an id")
        self._add("." if sign == "." else "#", value, start)

    def _pair(self, pair: re.Match[str]) -> None:
        """Read a key and its value."""
        key, start = pair[1], self.at
        begin = pair.end()
        value, self.at, slip = self._value(key, begin)
        if pair[3] != "=":
            slip = Slip(pair.start(3), f"`{key}` and its value are joined by `=`, not by `{pair[3]}`")
        elif (pair[2] or pair[4]) and value:
            slip = Slip(pair.start(3), f"no space may stand beside the `=` of `{key}`")
        elif key.casefold() in ("id", "name"):
            slip = Slip(start, f"the id of a claim is written with `#`, not as `{key}=`")
            key, value = "#", value.lstrip("#")
        elif key.casefold() == "class":
            slip = Slip(start, "a class is written with a dot, not as `class=`")
            key, value = ".", value.lstrip(".")
        if slip:
            self._report(slip.offset, slip.message, *slip.hints)
        if value:
            self._add(key, value, start)

    def _value(self, key: str, begin: int) -> tuple[str, int, Slip | None]:
        """Return the value that begins at an index, where it ends, and what is wrong with it."""
        text, end = self.text, self.end
        opening = text[begin : min(begin + 1, end)]
        if not opening or (text[begin - 1].isspace() and (opening in "#." or self._pair_at(begin))):
            missing = f"`{key}=` has no value"
            return "", begin, Slip(self.at, missing, (f"write a value after `{key}=`, or take out `{key}=`",))
        if opening in _CLOSING:
            return self._quoted(key, begin, opening)
        word = _WORD.match(text, begin, end)
        stop = word.end() if word else end
        joined, stop = self._further_words(stop)
        value = text[begin:stop]
        if joined and key.casefold() in _SAID_LATER:  # by whoever reads the date or the figure
            return value, stop, None
        if joined and "," in value and key.casefold() in _LISTS:
            return re.sub(r"\s*,\s*", ",", value).strip(", "), stop, Slip(begin, f"no space may stand in the list of `{key}`")
        if joined:
            return value, stop, Slip(begin, f"a value of several words needs quotation marks: `{value}`")
        return self._single(key, begin, value, stop)

    def _single(self, key: str, begin: int, value: str, stop: int) -> tuple[str, int, Slip | None]:
        bare = value.rstrip(",;،؛")
        if len(bare) < len(value):
            mark = value[len(bare)]
            return bare, stop, Slip(begin + len(bare), f"`{mark}` does not belong after `{key}={bare}`: only spaces separate the entries")
        if value[0] == "=":
            return value.lstrip("="), stop, Slip(begin, f"`=` stands twice after `{key}`")
        if "=" in value:
            message = f"a space is missing in `{value}`, or quotation marks around it"
            return value, stop, Slip(begin, message, (f'write {key}="{value}" if it is one value',))
        marks = [n for n, c in enumerate(value) if c in '"“”„«»‘’']
        if marks:
            mark = value[marks[0]]
            return value.replace(mark, ""), stop, Slip(begin + marks[0], f"`{mark}` stands in the middle of the value of `{key}`")
        return value, stop, None

    def _further_words(self, stop: int) -> tuple[bool, int]:
        """Return whether a value goes on in further words, which are no entries of their own, and where it ends."""
        joined = False
        while word := _NEXT_WORD.match(self.text, stop, self.end):
            first = word[1].rstrip(",;")
            if first[:1] in "#." or not first or self._pair_at(word.start(1)) or self._class_of(first):
                break
            joined, stop = True, word.end()
        return joined, stop

    def _quoted(self, key: str, begin: int, opening: str) -> tuple[str, int, Slip | None]:
        text, end = self.text, self.end
        close = begin + 1
        while close < end and not (text[close] in _CLOSING[opening] and (close + 1 == end or text[close + 1] in " \t\n,;")):
            close += 1
        if text[begin + 1 : begin + 2] == opening and close < end and close > begin + 1:
            return text[begin + 2 : close], close + 1, Slip(begin, f"`{opening}` stands twice before the value of `{key}`")
        if close >= end or '"' in text[begin + 1 : close]:
            after = _NEXT.search(text, begin + 1, end)
            stop = after.start() if after else end
            value = text[begin + 1 : stop]
            return value, stop, Slip(begin, f"the quotation mark {opening} before `{value}` is not closed")
        value, closing = text[begin + 1 : close], text[close]
        stop = close + 1
        if text[stop : min(stop + 1, end)] in (",", ";"):
            return value, stop + 1, Slip(stop, f"`{text[stop]}` does not belong here: only spaces separate the entries")
        if not value:
            return "", stop, Slip(self.at, f"`{key}=` has no value", (f"write a value after `{key}=`, or take out `{key}=`",))
        wrong = opening if opening != '"' else closing
        at = begin if opening != '"' else close
        what = "a single" if wrong == "'" else "not a straight"
        return (
            value,
            stop,
            Slip(at, f'`{wrong}` is {what} quotation mark: values stand in straight double ones, "') if wrong != '"' else None,
        )

    def _class_of(self, word: str) -> str:
        return self.classes.get(word.casefold().replace("_", "").replace("-", ""), "")

    def _may_go_on(self, last: Attribute) -> bool:
        """Return whether a word may belong to the value before it: that is not quoted, and was not read with it already."""
        return last.key not in "#." and self._read_again != last.offset and self.text[last.offset + len(last.key) + 1] not in _CLOSING

    def _word(self) -> None:
        """Read a word without a sign."""
        match = _WORD.match(self.text, self.at, self.end)
        word = match[0] if match else ""
        start, self.at = self.at, self.at + len(word)
        plain = word.rstrip(",;")
        last = self.entries[-1] if self.entries else None
        if name := self._class_of(plain):
            self._report(start, f"`{plain}` is a class, which begins with a dot: .{name}")
            self._add(".", name, start)
        elif not any(entry.key == "#" for entry in self.entries) and re.fullmatch(r"[\w:-]+", plain):
            self._report(start, f"the id `{plain}` has no `#` before it")
            self.entries.insert(0, Attribute("#", plain, start))
        elif last and last.key == "#" and re.fullmatch(r"[\w:-]+", plain):
            self._report(start, f"an id cannot have spaces: `{last.value} {plain}`")
            self.entries[-1] = last._replace(value=f"{last.value}-{plain}")
        elif last and self._may_go_on(last):
            self.entries.pop()
            self.at = self._read_again = last.offset
            self._read_loosely()
        else:
            self._report(start, f"`{word}` is not understood in this attribute list", 'write {#id key=value key="two words" .class}')
