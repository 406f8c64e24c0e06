"""Text stays text in the language of Typst, whatever signs it has."""

from __future__ import annotations

from html import escape
from io import BytesIO

import pytest
import typst
from pypdf import PdfReader

from builder.printing.typst_code import as_typst, literal

HARD = ['#panic("x")', 'a "quoted" \\b \\n \\u{41} \\', "] [ } { $ x $ // /* <a> @b `c` *d* _e_", "= h", "a\tb", "~ -- ... #let x = 1"]


def set_in_type(code: str) -> str:
    pdf = typst.compile(code.encode(), format="pdf")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("text", HARD)
def test_a_text_is_set_as_it_is(text: str) -> None:
    style = '#set text(font: "DejaVu Sans Mono")\n#let in-language(tag, way, body) = body\n'
    assert "".join(set_in_type(f"{style}#{literal(text)}").split()) == "".join(text.split())
    assert "".join(set_in_type(style + as_typst(f"<div><p>{escape(text)}</p></div>")).split()) == "".join(text.split())


def test_links_lead_to_what_is_there_and_else_are_text() -> None:
    code = as_typst('<p id="there">A</p><a href="#there">one</a><a href="#gone">two</a><a href="https://example.org/#x">three</a>')
    assert '#anchor("there");' in code
    assert '#link(label("there"))[#"one";];' in code
    assert '#link(label("gone"))' not in code
    assert '#"two";' in code
    assert '#link("https://example.org/#x")[#"three";];' in code


def test_what_only_screens_have_is_left_out() -> None:
    code = as_typst(
        '<button>b</button><script>s</script><p hidden>h</p><span class="visually-hidden">v</span><template>t</template><p>k</p>'
    )
    assert code == '#block[#"k";];'
