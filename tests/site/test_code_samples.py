"""The samples on hand-written pages: each is one block, whole, as its author wrote it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from site_reader import select, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from building import Built

FENCE = "```"
IN_LIST = 8
"""Columns from which a block in an entry of a list is code, after its own four."""


def samples(text: str) -> Iterator[str]:
    """Yield the samples of a text in Markdown: between fences, and blocks that are indented below an entry of a list or by themselves."""
    block: list[str] = []
    fence, after_blank, in_list = "", True, False
    for line in [*text.splitlines(), "."]:
        bare = line.lstrip()
        if fence:
            if bare == fence:
                yield "\n".join(block)
                block, fence = [], ""
            else:
                block.append(line)
            continue
        depth = len(line) - len(bare)
        if bare and depth >= (IN_LIST if in_list else 4) and (after_blank or block):
            block.append(line)
        elif bare and block:
            yield dedent("\n".join(block))
            block = []
        if bare.startswith(FENCE):
            fence = FENCE
        elif bare and not depth:
            in_list = bare.startswith(("- ", "* ")) or (bare[0].isdigit() and ". " in bare[:4])
        after_blank = not bare


def test_samples_are_found_as_markdown_has_them() -> None:
    text = "1. A.\n\n        in a list\n        too\n\n    Text.\n\n```yaml\na:\n    b\n```\n\nText.\n\n    by itself\n\n- B\n  goes on\n"
    assert list(samples(text)) == ["in a list\ntoo", "a:\n    b", "by itself"]


def test_every_sample_is_one_block_as_it_was_written(built: Built) -> None:
    count = 0
    for path in sorted((built.project / "docs").glob("*.md")):
        wanted = [" ".join(sample.split()) for sample in samples(path.read_text(encoding="utf-8"))]
        (page,) = (page for page in built.site if page.name == ("index.html" if path.stem == "index" else f"{path.stem}/index.html"))
        main = page.one("main")
        assert [words(block) for block in select(main, "pre")] == wanted, path.name
        assert FENCE not in words(main, without=("pre",)), path.name
        count += len(wanted)
    assert count or built.name != "own"
