"""Our reading of citations and pandoc's are the same, but for what `docs/contribute.md` names as additions.

A thousand citations are made from the parts of pandoc's grammar and read by one run of its Markdown reader, and by ours. Left out is what
only one of them reads: `contra`, quoted phrases, words directly behind a key, markup, punctuation and letters of scripts without spaces.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pypandoc
import pytest

from builder.citations.signs import ENDS, bare
from builder.markdown.parser import parse_body

NUMBER = 1_000
LETTERS = "abzÄéßжλאسक9"
PREFIXES = [
    "",
    "",
    "",
    "see",
    "cf.",
    "see also",
    "e.g.,",
    "siehe auch",
    "см.",
    "ראה",
    "انظر",
    "see [the note]",
    "a \\; b",
    "x \\[y",
    "(see",
    "foo-",
    "§ 3 and",
]
SUFFIXES = [
    "", "", "", ", p. 3", " p. 3", ": 3", ", pp. 3--5, 9", ", ch. 2 [sic]", " [a; b] c", ", [x [y]] z", ", S. 3 ff.", ", § 12 Rn. 63", " \\; x", ", a \\] b",
    ", \\@home", ", ص ٤", ", стр. 12", "  ,  p", ", it's 5' 6", ", 1990a–b", " and *passim*", ", x@y.example", "\\. 4", ". See there", ",p. 3", " (p. 3)", ", a\\*b",
]  # fmt: skip
SPACES = [" ", " ", " ", "  ", "\n", "\n  "]


def _key(random: Random) -> str:
    def word(most: int = 4) -> str:
        return "".join(random.choice(LETTERS) for _ in range(random.randint(1, most)))

    kind = random.random()
    if kind < 0.15:
        return f"{{{word()}{random.choice(['(2)', '.', '[1]', '{a}', '/x//y', ';', ',', '@'])}{random.choice(['', word()])}}}"
    if kind < 0.25:
        return f"https://{word()}.example/{word()}"
    return random.choice(["", "", "_"]) + word() + "".join(random.choice(":.#$%&-+?/_") + word(2) for _ in range(random.randint(0, 3)))


def _written(random: Random) -> str:
    """Return a citation in brackets."""
    items = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        prefix = random.choice(PREFIXES)
        between = "" if prefix in ("", "foo-") else random.choice(SPACES)
        hyphen = "-" if random.random() < 0.15 and prefix != "foo-" else ""
        suffix = random.choice(SUFFIXES).replace(" ", random.choice(SPACES), 1)
        items.append(f"{prefix}{between}{hyphen}@{_key(random)}{suffix}")
    return f"[{random.choice(['', '', ' '])}{random.choice(['; ', ';', ' ; ']).join(items)}{random.choice(['', '', ' '])}]"


def _text(inlines: list[dict[str, Any]]) -> str:
    """Return the text of pandoc's inlines, without their markup."""
    out = []
    for inline in inlines:
        match inline["t"], inline.get("c"):
            case "Str", text:
                out.append(text)
            case "Space" | "SoftBreak" | "LineBreak", _:
                out.append(" ")
            case "Emph" | "Strong", inner:
                out.append(_text(inner))
            case "Cite", (_, inner):
                out.append(_text(inner))
            case other, _:
                pytest.fail(f"{other} in a citation")
    return "".join(out)


def _locator(suffix: str) -> str:
    """Return what we take for the place in the source: without the comma before it."""
    return bare(suffix.strip().lstrip(ENDS + " ")) if suffix.strip()[:1] in tuple(ENDS) else suffix.strip()


def test_citations_are_read_as_pandoc_reads_them() -> None:
    random = Random(7)  # noqa: S311  # the same citations in each run
    texts = list(dict.fromkeys(_written(random) for _ in range(NUMBER * 2)))[:NUMBER]
    assert len(texts) == NUMBER
    pandoc = json.loads(pypandoc.convert_text("\n\n".join(texts), "json", format="markdown-smart"))
    assert len(pandoc["blocks"]) == NUMBER
    different = []
    for text, block in zip(texts, pandoc["blocks"], strict=True):
        (cite,) = block["c"]
        theirs = [(one["citationId"], _text(one["citationPrefix"]), _locator(_text(one["citationSuffix"]))) for one in cite["c"][0]]
        body, bare_ids, findings = parse_body(f"Words. {text}\n{{#a}}\n", "t.md", 1, "")
        ours = [(one.source, one.prefix, one.locator) for claim in body.claims for one in claim.citations]
        if ours != theirs or findings or bare_ids:
            different.append((text, theirs, ours, [f.message for f in findings]))
    assert different == []
