"""Citation keys: which ones there can be, how they are written in a citation, and what stands for them in addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.citations.grammar import parse_citations
from builder.model.findings import Where
from builder.model.ids import ID, is_device_name, is_key, proposed_key, slug_of, written_key

NOWHERE = Where("")
QUOTES = {*'"“”„‟«»‹›「」『』〝〞〟＂'}
"""A quotation mark begins a phrase, in a key as well."""


@pytest.mark.parametrize(
    ("key", "slug", "written"),
    [
        ("berg-2020", "berg-2020", "@berg-2020"),
        ("Berg_2020", "berg-2020", "@Berg_2020"),
        ("bergLamps2020", "berglamps2020", "@bergLamps2020"),
        ("DBLP:conf/x/Berg20", "dblp-conf-x-berg20", "@DBLP:conf/x/Berg20"),
        ("http://zotero.org/users/1/items/ABCD", "http-zotero-org-users-1-items-abcd", "@http://zotero.org/users/1/items/ABCD"),
        ("10.1000/182", "10-1000-182", "@10.1000/182"),
        ("Bérg", "berg", "@Bérg"),
        ("a–b", "a-b", "@{a–b}"),
        ("a--b", "a-b", "@{a--b}"),
        ("ab.", "ab", "@{ab.}"),
        ("a;b", "a-b", "@{a;b}"),
        ("_x", "x", "@_x"),
    ],
)
def test_a_key_that_keeps_its_letters_is_its_slug(key: str, slug: str, written: str) -> None:
    assert (slug_of(key), written_key(key)) == (slug, written)


@pytest.mark.parametrize("key", ["Ключ", "أحمد2020", "straße", "con", "COM1", "-", "---", "x" * 101, "光"])
def test_a_slug_that_is_not_enough_has_a_digest(key: str) -> None:
    slug = slug_of(key)
    assert ID.match(slug)
    assert slug[-8:].isalnum()
    assert slug_of(f"{key}é")[-8:] != slug[-8:]


@given(st.text(min_size=1))
def test_a_slug_is_an_id_and_an_id_is_its_own(key: str) -> None:
    slug = slug_of(key)
    assert ID.match(slug)
    assert not is_device_name(slug)
    if ID.match(key) and not is_device_name(key):
        assert slug == key


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), min_size=1).filter(
        lambda key: is_key(key) and not QUOTES & {*key}
    )
)
def test_what_is_written_is_read_as_that_key(key: str) -> None:
    citations, problems = parse_citations(written_key(key), written_key(key), lambda _: NOWHERE)
    assert problems == []
    assert [citation.source for citation in citations] == [key]


@given(st.text())
def test_what_is_proposed_can_be_a_key(text: str) -> None:
    assert is_key(proposed_key(text)) or proposed_key(text) == ""
    if is_key(text):
        assert proposed_key(text) in (text, text.strip("_"))
