"""The digest of the content in eight words: a published list, the same words for ever, and the same at the foot of every page."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from building import run_here
from helpers import MINI, write

from builder.data.content_digest import STYLE, SUBJECT, WORDS, Digested, content_digest, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built

LIST = files("builder.data").joinpath("words/english.txt").read_bytes()


def test_the_list_is_that_of_bip_39() -> None:
    assert hashlib.sha256(LIST).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    assert len({word[:4] for word in LIST.split()}) == 2048


def test_each_word_stands_for_eleven_bits() -> None:
    digest = content_digest([b"a", b"bc"])
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    bits = "".join(f"{int(sign, 16):04b}" for sign in digest)
    assert words_of(digest).encode().split() == [LIST.split()[int(bits[start : start + 11], 2)] for start in range(0, 88, 11)]
    assert words_of(digest) == "risk scheme quiz bulk brother vivid agree chimney"
    assert (words_of("0" * 64), words_of("f" * 64)) == (" ".join(["abandon"] * 8), " ".join(["zoo"] * 8))


def test_the_digest_does_not_depend_on_which_file_is_asked_for_first() -> None:
    first, second = (Digested(lambda: iter([b"ab", b"c"])) for _ in range(2))
    assert b"".join(first.pieces()) == b"abc"
    assert (second.text(), second.style()) == (first.text(), first.style())
    assert second.text().decode().splitlines()[1] == f"{content_digest([b'abc'])}  {SUBJECT}"


def test_the_foot_of_every_page_has_the_words_and_no_page_changes_with_them(built: Built) -> None:
    digest = hashlib.sha256((built.root / SUBJECT).read_bytes()).hexdigest()
    assert (built.root / STYLE).read_text() == f'.site-digest::before{{content:"{words_of(digest)}"}}\n'
    assert (built.root / WORDS).read_text() == f"# {words_of(digest)}\n{digest}  {SUBJECT}\n"
    for page in built.site:
        if not page.leads_on:
            up = "../" * page.name.count("/")
            assert page.all(".site-digest"), page.name
            assert page.name == "404.html" or f"{up}{STYLE}" in [link.get("href") for link in page.all("head link")], page.name


def test_a_reworded_claim_has_other_words(tmp_path: Path) -> None:
    said = []
    for wording in ("A first", "Another first"):
        write(tmp_path, {**MINI, "content/themes/mini.md": MINI["content/themes/mini.md"].replace("A first", wording)})
        assert run_here("build", tmp_path).returncode == 0
        said.append((tmp_path / "site" / WORDS).read_text())
        pages = {path: path.read_bytes() for path in (tmp_path / "site").rglob("index.html")}
        said.append(pages[tmp_path / "site/sources/index.html"].decode())
    assert said[0] != said[2]
    assert said[1] == said[3]
