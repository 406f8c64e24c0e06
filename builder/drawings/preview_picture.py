"""The preview picture that other sites show beside a link (Open Graph's `og:image`), as a PNG: question and answer.

The same text gives the same bytes on every machine: fonts ship with the project, text is laid out without libraries of the system,
and the image is compressed by run length alone, which leaves a compressor nothing to choose. So Arabic is shaped here: letters are
replaced by Unicode's presentation forms, put into visual order, and drawn from a font that has them. Characters that are in none of
the fonts are left out rather than drawn as boxes.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.drawings.preview_card import Card

SIZE = (1200, 630)
_MARGIN, _WIDTH = 84, 1200 - 2 * 84
_TITLE_SIZES = (76, 68, 60, 52, 46)
_TITLE_HEIGHT = 350
_LINE = 1.2
_LARGE = 4
"""How many of the sizes of titles are large enough beside an answer."""
_ANSWER_SIZE, _ANSWER_LINE, _ANSWER_GAP = 31, 1.36, 34
_PAPER, _INK, _ACCENT, _QUIET = (251, 250, 246), (30, 28, 25), (11, 90, 102), (107, 101, 91)
_STEPS = 7
"""Levels between the paper and each of the two inks: with the accent they fit into sixteen colours."""
_TO_INK = [round(value * _STEPS / 255) for value in range(256)]
_TO_QUIET = [level and level + _STEPS for level in _TO_INK]
_TO_MASK = [255 if level else 0 for level in range(256)]
_RUN_LENGTH = 3  # zlib's Z_RLE
_RIGHT_TO_LEFT = ("\u0590", "\u08ff")
"""The first and the last character of the blocks from Hebrew to Arabic."""
_NO_GLYPH = "\uffff"
"""A character that no font has: fonts draw their box for missing glyphs."""


class Painter:
    """Draws preview pictures; each character is set in the first of the fonts that has it."""

    def __init__(self, fonts: Sequence[bytes]) -> None:
        self._fonts = fonts

    @lru_cache(maxsize=64)  # noqa: B019 (a painter lives as long as the build)
    def _font(self, number: int, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(self._fonts[number]), size, layout_engine=ImageFont.Layout.BASIC)

    @lru_cache(maxsize=4096)  # noqa: B019
    def _font_for(self, char: str) -> int | None:
        for number in range(len(self._fonts)):
            font = self._font(number, 40)
            if bytes(font.getmask(char)) != bytes(font.getmask(_NO_GLYPH)) or char.isspace():
                return number
        return None

    def draw(self, card: Card) -> bytes:
        """Return a PNG of sixteen colours."""
        levels = Image.new("L", SIZE)
        rtl = _is_rtl(card.title)
        size, lines, answer = self._arranged(card)
        top = 150
        for line in lines:
            self._write(levels, line, size, top, rtl, is_quiet=False)
            top += round(size * _LINE)
        top += _ANSWER_GAP - 10  # lines begin with their leading
        for line in answer:
            self._write(levels, line, _ANSWER_SIZE, top, rtl)
            top += round(_ANSWER_SIZE * _ANSWER_LINE)
        self._write(levels, card.site, 34, 66, rtl)
        self._write(levels, card.facts, 34, 532, rtl)
        painter = ImageDraw.Draw(levels)
        painter.rectangle((0, 0, SIZE[0], 13), fill=2 * _STEPS + 1)
        painter.rectangle((_MARGIN, 506, SIZE[0] - _MARGIN, 507), fill=_STEPS + 2)
        return _png(levels, tuple(bytes.fromhex(card.accent[1:])) or _ACCENT)

    def _arranged(self, card: Card) -> tuple[int, list[str], list[str]]:
        """Return the size of the title in pixels, its lines, and those of as many sentences of the answer as fit below it.

        More of the answer counts for more than a larger title: half of it may say the contrary of the whole.
        """
        for count in range(len(card.answer), 0, -1):
            answer = list(self._lines(" ".join(card.answer[:count]), _ANSWER_SIZE))
            for size in _TITLE_SIZES[:_LARGE]:
                lines = list(self._lines(card.title, size))
                if len(lines) * size * _LINE + _ANSWER_GAP + len(answer) * _ANSWER_SIZE * _ANSWER_LINE <= _TITLE_HEIGHT:
                    return size, lines, answer
        return *self._fit(card.title), []

    def _fit(self, title: str) -> tuple[int, list[str]]:
        """Return the largest size in pixels in which a title fits, and its lines; in the smallest, a title is cut."""
        for size in _TITLE_SIZES:
            lines = list(self._lines(title, size))
            if len(lines) * size * _LINE <= _TITLE_HEIGHT:
                return size, lines
        fitting = int(_TITLE_HEIGHT / (_TITLE_SIZES[-1] * _LINE))
        return _TITLE_SIZES[-1], [*lines[: fitting - 1], f"{lines[fitting - 1]}…"]

    def _lines(self, text: str, size: int) -> Iterator[str]:
        line = ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and self._length(_visual(longer), size) > _WIDTH:
                yield line
                line = word
            else:
                line = longer
        yield line

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the runs of a text that are set in one font, with its number; a space belongs to the run before it."""
        run, number = "", None
        for char in text:
            own = number if char == " " and run else self._font_for(char)
            if own is None:
                continue
            if run and own != number:
                yield number or 0, run
                run = ""
            run, number = run + char, own
        if run:
            yield number or 0, run

    def _length(self, text: str, size: int) -> float:
        return sum(self._font(number, size).getlength(run) for number, run in self._runs(text))

    def _write(self, levels: Image.Image, text: str, size: int, top: int, rtl: bool, *, is_quiet: bool = True) -> None:
        text = _visual(text)
        left = SIZE[0] - _MARGIN - self._length(text, size) if rtl else float(_MARGIN)
        for number, run in self._runs(text):
            for char in run:
                drawn, mask, x, y, advance = self._glyph(char, number, size, is_quiet)
                levels.paste(drawn, (round(left) + x, top + size + y), mask)
                left += advance

    @lru_cache(maxsize=4096)  # noqa: B019
    def _glyph(self, char: str, number: int, size: int, is_quiet: bool) -> tuple[Image.Image, Image.Image, int, int, float]:
        """Return a character in levels, the mask of what it covers, where both begin as seen from its origin, and its advance.

        A font draws it anew each time, which takes longer than all else.
        """
        font = self._font(number, size)
        left, top, right, bottom = map(int, font.getbbox(char, anchor="ls"))
        drawn = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
        ImageDraw.Draw(drawn).text((-left, -top), char, font=font, fill=255, anchor="ls")
        drawn = drawn.point(_TO_QUIET if is_quiet else _TO_INK)
        return drawn, drawn.point(_TO_MASK), left, top, font.getlength(char)


def _is_rtl(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and _RIGHT_TO_LEFT[0] <= letters[0] <= _RIGHT_TO_LEFT[1]


def _visual(text: str) -> str:
    """Return a text in the order in which it is drawn from the left, Arabic letters in their presentation forms."""
    if not any(_RIGHT_TO_LEFT[0] <= char <= _RIGHT_TO_LEFT[1] for char in text):
        return text
    # Imported late: most explainers have no such title.
    from arabic_reshaper import reshape
    from bidi.algorithm import get_display

    return str(get_display(reshape(text)))


def _png(levels: Image.Image, accent: tuple[int, ...]) -> bytes:
    ramp = [_mix(_INK, step) for step in range(_STEPS + 1)] + [_mix(_QUIET, step) for step in range(1, _STEPS + 1)]
    palette = [*ramp, accent]
    levels.putpalette([channel for colour in palette for channel in colour])
    out = BytesIO()
    levels.save(out, "PNG", bits=4, compress_type=_RUN_LENGTH)
    return out.getvalue()


def _mix(colour: tuple[int, int, int], step: int) -> tuple[int, ...]:
    return tuple(round(paper + (own - paper) * step / _STEPS) for paper, own in zip(_PAPER, colour, strict=True))
