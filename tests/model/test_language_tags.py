"""Language tags have the syntax of RFC 5646."""

from __future__ import annotations

import pytest

from builder.model.language import is_tag


@pytest.mark.parametrize(
    "tag",
    "en EN ar-EG zh-Hant zh-yue-HK zh-cmn-Hans-CN sl-rozaj-biske de-CH-1901 es-419 sr-Latn-RS de-a-value en-x-us x-whatever i-klingon "
    "en-GB-oed sgn-BE-FR und mul-Latn hy-Latn-IT-arevela zh-min-nan art-lojban ar-u-nu-latn".split(),
)
def test_a_tag_of_the_standard_is_one(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "esperantos",
        "12",
        "en US",
        "en\n",
        "a-DE",
        "ar-419-DE",
        "x",
        "i-unknown",
        "en-x",
        "فا",
        "ſk-e",
        '"><b x="',
        "en'onclick=x",
    ],
)
def test_what_is_no_tag_is_none(text: str) -> None:
    assert not is_tag(text)
