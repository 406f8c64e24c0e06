"""No sentence of the YAML parser reaches anybody: each of them, of PyYAML and of libyaml, has an explanation in plain words."""

from __future__ import annotations

import inspect
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from builder.reading import yaml_tree
from builder.reading.yaml_tree import parse_yaml
from builder.slips.errors import is_explained

RAISED = re.compile(r"^ *raise (?:Scanner|Parser|Reader)Error\((.*?)\)\n", re.DOTALL | re.MULTILINE)
LIBYAML = """
: control characters are not allowed
: invalid leading UTF-8 octet
: incomplete UTF-8 octet sequence
: invalid Unicode character
: block sequence entries are not allowed in this context
: mapping keys are not allowed in this context
: mapping values are not allowed in this context
: did not find expected <document start>
: found duplicate %YAML directive
: found duplicate %TAG directive
: found incompatible YAML document
: found undefined tag handle
while scanning for the next token: found character that cannot start any token
while scanning a simple key: could not find expected ':'
while scanning a directive: could not find expected directive name
while scanning a directive: found unknown directive name
while scanning a directive: found unexpected non-alphabetical character
while scanning a directive: did not find expected comment or line break
while scanning a %YAML directive: did not find expected digit or '.' character
while scanning a %YAML directive: did not find expected version number
while scanning a %YAML directive: found extremely long version number
while scanning a %TAG directive: did not find expected whitespace
while scanning a %TAG directive: did not find expected whitespace or line break
while parsing a %TAG directive: did not find expected '!'
while scanning an anchor: did not find expected alphabetic or numeric character
while scanning an alias: did not find expected alphabetic or numeric character
while scanning a tag: did not find expected whitespace or line break
while scanning a tag: did not find the expected '>'
while scanning a tag: did not find expected '!'
while parsing a tag: did not find expected tag URI
while parsing a tag: did not find URI escaped octet
while parsing a tag: found an incorrect leading UTF-8 octet
while parsing a node: found undefined tag handle
while scanning a block scalar: found an indentation indicator equal to 0
while scanning a block scalar: did not find expected comment or line break
while scanning a block scalar: found a tab character where an indentation space is expected
while scanning a quoted scalar: found unexpected document indicator
while scanning a quoted scalar: found unexpected end of stream
while parsing a quoted scalar: found unknown escape character
while parsing a quoted scalar: did not find expected hexdecimal number
while parsing a quoted scalar: found invalid Unicode character escape code
while scanning a plain scalar: found a tab character that violates indentation
while scanning a plain scalar: found unexpected ':'
while parsing a block node: did not find expected node content
while parsing a flow node: did not find expected node content
while parsing a block collection: did not find expected '-' indicator
while parsing a block mapping: did not find expected key
while parsing a flow sequence: did not find expected ',' or ']'
while parsing a flow mapping: did not find expected ',' or '}'
""".strip().split("\n")
"""The sentences in the sources of libyaml 0.2 (reader.c, scanner.c, parser.c), each after what it was reading."""


def sentences() -> list[str]:
    """Return the sentences in the sources of PyYAML, each after what it was reading."""
    found = []
    for module in (yaml.scanner, yaml.parser, yaml.reader):
        for match in RAISED.finditer(inspect.getsource(module)):
            arguments = re.sub(r"(?m)^\s*#.*", "", match[1])
            texts = re.findall(r"\"((?:[^\"\\]|\\.)*)\"", arguments)
            if texts:
                found.append(f"{texts[0] if len(texts) > 1 else ''}: {''.join(texts[1:] or texts)}".replace("%s", "tag"))
    return found


def test_the_sources_are_found() -> None:
    assert len(sentences()) > 30
    assert "while parsing a block mapping: expected <block end>, but found %r" in sentences()


@pytest.mark.parametrize("sentence", dict.fromkeys([*sentences(), *LIBYAML]))
def test_every_sentence_of_the_parser_has_an_explanation(sentence: str) -> None:
    assert is_explained(sentence)


def test_a_sentence_that_nobody_knows_has_none() -> None:
    assert not is_explained("while reading the tea leaves: did not find expected luck")


OF_THE_PARSER = re.compile(
    r"did not find|expected|could not find|not allowed in this context|cannot start any token|<\w+ \w+>|while \w+ing a|YAML|scalar|token"
)
PIECES = ["title: T", "a: b: c", "- x", "  - y", "\t", "[", "]", "{", "}", "'", '"', "#", " # c", "@x", "`", "%", "&a", "*a", "!t", "|", ">", ": ", "? ", "\\", ",",
          "---", "...", "\n", "\n  ", "\n ", "\n- ", "é", "“", "x", "%YAML 1", "!<", "key:", "\x85", "\u2028", "  "]  # fmt: skip


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
@example(pieces=["a: ", "&", "\n"])
def test_whatever_is_wrong_is_told_in_plain_words_and_at_a_place(loader: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "_Loader", getattr(yaml, loader))
        _, findings = parse_yaml(text, "x.yml")
    lines = text.split("\n")
    for one in findings:
        assert not OF_THE_PARSER.search(re.sub(r"`[^`]*`|“[^”]*”", "", one.message)), one.message
        assert 1 <= one.where.line <= len(lines), one
        assert 1 <= one.where.column <= len(lines[one.where.line - 1]) + 1, one
        assert one.hints, one


@pytest.mark.parametrize(
    "text", ["a: b # c\n", "a: #b\n", "- a #b\n", "a: [b, #c\n d]\n", "a: b\n  c #d\n", "a: b\n  #c\n", "a: > #b\n  c\n", "- #b\n"]
)
def test_a_comment_that_takes_text_away_is_an_error_at_its_sign(text: str) -> None:
    _, findings = parse_yaml(text, "x.yml")
    assert [(one.code, text.split("\n")[one.where.line - 1][one.where.column - 1]) for one in findings] == [("invalid-yaml", "#")]


@pytest.mark.parametrize(
    "text",
    ["# a\nb: c\n# d\n", "a:\n  # b\n  c: d\n", "a: # b\n  c: d\n", 'a: "b" # c\n', "a: [b] # c\n", "a: b#c\n", "a: 'b # c'\n", "a: >\n  b # c\n  # d\n",
     "a:\n  - b\n  # c\n  - d\n", "- a: b\n  # c\n  d: e\n", "a: b\n\n  # c\nd: e\n", "a: [\n  # b\n  c\n]\n", "a: https://b/#c\n", "a: {b: c} # d\n"],
)  # fmt: skip
def test_a_comment_that_takes_nothing_away_is_none(text: str) -> None:
    assert parse_yaml(text, "x.yml")[1] == []
