"""The markup of CSL: shown by an allow-list, left out of plain text, and nothing else is touched."""

from __future__ import annotations

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.csl.rich_text import html_of, plain_text

CAPS = "<span class=small-caps>"


@pytest.mark.parametrize(
    ("text", "plain", "html"),
    [
        ("A <i>lamp</i> &amp; H<sub>2</sub>O", "A lamp & H2O", "A <i>lamp</i> &amp; H<sub>2</sub>O"),
        ('<span class="nocase">van Gogh</span>', "van Gogh", "<span>van Gogh</span>"),
        ('<span style="font-variant: small-caps;">B</span><sc>c</sc>', "Bc", f"{CAPS}B</span>{CAPS}c</span>"),
        ("<b>1<sup>st</sup></b>", "1st", "<b>1<sup>st</sup></b>"),
        ("<i>open", "<i>open", "&lt;i&gt;open"),
        ("shut</i>", "shut</i>", "shut&lt;/i&gt;"),
        ("<i><b>crossed</i></b>", "<b>crossed</b>", "<i>&lt;b&gt;crossed</i>&lt;/b&gt;"),
        ("the <b> tag in <i>HTML</i>", "the <b> tag in HTML", "the &lt;b&gt; tag in <i>HTML</i>"),
        ("a < b & c > d", "a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<script>x</script>", "<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<i onclick="x">', '<i onclick="x">', '&lt;i onclick="x"&gt;'),
        ('<span class="other">', '<span class="other">', '&lt;span class="other"&gt;'),
        ("AT&T &copy 5", "AT&T &copy 5", "AT&amp;T &amp;copy 5"),
        ("&lt;i&gt;", "<i>", "&lt;i&gt;"),
    ],
)
def test_what_is_markup_and_what_is_text(text: str, plain: str, html: str) -> None:
    assert plain_text(text) == plain
    assert html_of(text) == html


PIECES = [
    "<i>",
    "</i>",
    "<b>",
    "</b>",
    "<sup>",
    "</sup>",
    '<span class="nocase">',
    "</span>",
    "<sc>",
    "</sc>",
    "<script>",
    "&amp;",
    "&lt;",
    '"',
    "x ",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_gives_whole_html_of_allowed_tags(text: str) -> None:
    allowed = nh3.clean(html_of(text), tags={"i", "b", "sup", "sub", "span"}, allowed_classes={"span": {"small-caps"}})
    assert allowed.replace('"small-caps"', "small-caps") == html_of(text)
    assert nh3.clean(html_of(text), tags=set()) == nh3.clean(
        plain_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), tags=set()
    )
