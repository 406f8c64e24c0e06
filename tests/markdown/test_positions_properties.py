"""Places in a text: what a table of byte offsets says is what counting from the beginning says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builder.markdown.positions import Positions

TEXTS = st.builds(lambda text, times: text * times, st.text("ab é\u0639\U0001f600\n", max_size=12), st.integers(1, 200))


@given(TEXTS, st.data())
def test_places_are_those_that_are_counted_from_the_beginning(text: str, data: st.DataObject) -> None:
    positions = Positions(text, "a.md")
    for index in data.draw(st.lists(st.integers(0, len(text)), max_size=8)):  # in any order
        offset = len(text[:index].encode())
        where = positions.where(offset)
        assert (where.line, where.column) == (text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1)
        start = data.draw(st.integers(0, index))
        assert positions.offset(len(text[:start].encode()), index - start) == offset
