"""XML that comes from elsewhere: what it declares of itself does not count."""

from __future__ import annotations

import pytest

from builder.sanitising.xml_files import XmlReader


class Texts(XmlReader):
    def __init__(self) -> None:
        super().__init__("x.xml")
        self.texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        self.texts.append(text)


def test_the_text_is_decoded_already_whatever_the_file_says() -> None:
    reader = Texts()
    assert reader.read('<?xml version="1.0" encoding="ISO-8859-1"?><a>Café, مقهى</a>') == []
    assert "".join(reader.texts) == "Café, مقهى"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>', 1, "declares its own entities"),
        ('<!DOCTYPE a [\n<!ENTITY b SYSTEM "file:///etc/passwd">]>\n<a>&b;</a>', 2, "declares its own entities"),
        ("<a>\n<b></a>", 2, "this is not XML: mismatched tag"),
        ("", 1, "this is not XML: no element found"),
    ],
)
def test_what_stops_it_is_a_finding(text: str, line: int, said: str) -> None:
    (found,) = Texts().read(text)
    assert found.code == "unreadable-record"
    assert said in found.message
    assert found.where.line == line
