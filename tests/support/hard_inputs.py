"""Inputs that could make a parser, a rule or a page take long: each a family that grows with a number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from helpers import MINI, theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Files = Mapping[str, str]
    Family = Callable[[int], Files]

GROUP = "---\nname: River Union\nkind: party\n{}\n---\n{}"
SETTINGS = MINI["content/explainer.yml"]


def _times(*units: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Return a text with each unit repeated; `#` in a unit is the number of the repetition."""

    def text(size: int) -> str:
        repeated = ("".join(unit.replace("№", str(number)) for number in range(size)) if "№" in unit else unit * size for unit in units)
        return f"{before}{''.join(repeated)}{after}"

    return text


def _in_theme(*units: str, before: str = "", after: str = "", front: str = "title: T\n") -> Family:
    text = _times(*units, before=before, after=after)
    return lambda size: theme(text(size), front)


def _in_front(*units: str, before: str = "", after: str = "") -> Family:
    text = _times(*units, before=before, after=after)
    return lambda size: theme("", f"title: T\n{text(size)}\n")


def _in_file(path: str, *units: str, before: str = "", after: str = "") -> Family:
    text = _times(*units, before=before, after=after)
    return lambda size: {path: text(size)}


def _in_group(*units: str, before: str = "", after: str = "", body: str = "") -> Family:
    text = _times(*units, before=before, after=after)
    return lambda size: {"content/groups/union.md": GROUP.format(text(size), body)}


def _sources(*units: str, before: str = "", after: str = "") -> Family:
    return _in_file("content/sources/many.yml", *units, before=before, after=after)


def _json(record: Callable[[int], object]) -> Family:
    return lambda size: {"content/sources/many.json": json.dumps([record(number) for number in range(size)])}


def _translated(original: str, translation: str) -> Family:
    first, second = _times(original), _times(translation)
    return lambda size: {
        "content/explainer.yml": f"{SETTINGS}languages: [en, ar]\n",
        **theme(first(size)),
        "content/themes/t.ar.md": f"---\ntitle: T\n---\n\n{second(size)}",
    }


def _cited(unit: str, sources: str = "{id: s-№, title: S, publisher: P, consulted: full}", after: str = "") -> Family:
    """Return a theme with the unit repeated, and as many sources `s-0`, `s-1`, …."""
    text, records = _times(unit, after=after), _times(f"- {sources}\n")
    return lambda size: {**theme(text(size)), "content/sources/many.yml": records(size)}


def _joined(*families: Family) -> Family:
    return lambda size: {path: text for family in families for path, text in family(size).items()}


def _one_claim(list_of: str, before: str = "", after: str = "") -> Family:
    return _in_theme(list_of, before=f"A text. [@alpha] {{#a {before}", after=f"{after}}}\n")


CLAIM = "A text. [@alpha] {#c-№}\n\n"

FAMILIES: dict[str, Family] = {
    # Markdown
    "end tags without start tags": _in_theme("<i>", "</b>"),
    "end tags within emphasis": _in_theme("*a <b>", "* </b>"),
    "end tags in the order of their start tags": _in_theme("<i><b>", "</i></b>"),
    "end tags in links": _in_theme("[a <b>](x) ", "</b>"),
    "start tags in cells": _in_theme("| <i> | </b> |\n", before="| a | b |\n|---|---|\n"),
    "one long tag": _in_theme(" title=x", before="a <i", after=">"),
    "comments": _in_theme("a <!-- x -->"),
    "blank pieces before a text": _in_theme("&nbsp;<!-- x -->"),
    "blank pieces after a text": _in_theme("&nbsp;<!-- x -->", before="a"),
    "comments that do not end": _in_theme("a <!-- "),
    "a block of HTML": _in_theme("<i>", "</b>", before="<div>\n"),
    "a block of nested HTML": _in_theme("<div>", "</p>", before="<div>\n"),
    "a block of HTML tables": _in_theme("<table><b>", before="<div>\n"),
    "a block of HTML that never ends": _in_theme("<", before="<div>\n"),
    "a block of HTML comments": _in_theme("<!--", before="<!-- a"),
    "emphasis that does not end": _in_theme("**a _b "),
    "emphasis, nested": _in_theme("*a **b ", "** c* "),
    "backticks": _in_theme("`a ``b "),
    "brackets": _in_theme("["),
    "links that do not end": _in_theme("[a]("),
    "links, nested": _in_theme("[a ", "](x)"),
    "images": _in_theme("![a](x) [@alpha] "),
    "escapes": _in_theme("\\[@alpha] \\@beta "),
    "entities": _in_theme("&amp;&#32; @alpha "),
    "hard breaks": _in_theme("a  \n"),
    "nested quotations": _in_theme(">", after=" a"),
    "nested lists": _in_theme("- ", after="a"),
    "list items": _in_theme("- a [@alpha] {#c-№}\n"),
    "headings": _in_theme("## A\n\n"),
    "headings with numbers": _in_theme("## A\n\n", "## A №\n\n"),
    "headings with anchors": _in_theme("## A {#a-№}\n\n", "## A\n\n"),
    "headings with a bad list": _in_theme("x", before="## A {#", after=" {b}\n"),
    "rows": _in_theme("| a | b [@alpha] |\n", before="| a | b |\n|---|---|\n", after="\n{#a}\n"),
    "cells": lambda size: theme(f"|{' a |' * size}\n|{'---|' * size}\n|{' b [@alpha] |' * size}\n\n{{#a}}\n"),
    "rows of attributes": _in_theme("| {#c-№} |\n", before="| a |\n|---|\n"),
    "references to one footnote": _in_theme("a[^1] ", after="[@alpha] {#a}\n\n[^1]: A note.\n"),
    "footnotes": _in_theme("a[^n№] ", "\n\n[^n№]: A note.\n", after=""),
    "footnotes that nobody refers to": _in_theme("\n\n[^n№]: A note.\n"),
    "one long word": _in_theme("a", after=" [@alpha] {#a}"),
    "one long line that is not ASCII": _in_theme("é [a](theme:mini) ", after=" [@alpha] {#a}"),
    "one long line with two alphabets": _in_theme("é @alpha "),
    # citations
    "citations": _in_theme("a [@alpha] ", after="{#a}"),
    "citations in one bracket": _in_theme("@alpha; ", before="é [", after="@beta] {#a}"),
    "citations with phrases": _in_theme('@alpha, p. 1 "a"; ', before="é [", after="@beta] {#a}"),
    "citations of as many sources": _cited("a [@s-№] ", after="{#a}"),
    "brackets with an open quotation": _in_theme('["', after="@"),
    "brackets with an open curly quotation": _in_theme("[“", after="@"),
    "brackets with quotations": _in_theme("[“[”", after="@"),
    "brackets with quotations before a citation": _in_theme("[“[”", after="@alpha] {#a}"),
    "spaces in a citation": _in_theme(" ", before="[@alpha,", after='"x] {#a}'),
    "open quotations in a field": _in_group("“", before='founded: [{value: 2000, cite: "@alpha, ', after='"}]'),
    "separators in a field": _in_group("“”;", before='founded: [{value: 2000, cite: "@alpha, ', after='"}]'),
    "brackets in brackets": _in_theme("[", "]", before="a [@alpha, ", after="] {#a}"),
    "citations in citations": _in_theme("[@alpha ", "]", after=" {#a}"),
    "brackets that are not closed": _in_theme("[@alpha "),
    "brackets that are not opened": _in_theme("@alpha] "),
    "keys in braces": _in_theme("{a", "}", before="[@{", after="}] {#a}"),
    "braces of a key that are not closed": _in_theme("@{a"),
    "one long key": _in_theme("a:", before="[@", after="a] {#a}"),
    "one long key of slashes": _in_theme("/", before="[@a", after="] {#a}"),
    "marks that nobody sees": _in_theme("\u200f", before="a [", after="@alpha] {#a}"),
    "marks that nobody sees in a key": _in_theme("\u200b", before="a [@a", after="] {#a}"),
    "marks that nobody sees before keys": _in_theme("\u200f@alpha "),
    "markup in a citation": _in_theme("*a* `b` <i>c</i> ", before="a [@alpha, ", after="] {#a}"),
    "markup between brackets": _in_theme("[*a* ", before="@alpha "),
    "citations with markup": _in_theme("[@alpha, *a*] ", after="{#a}"),
    "escapes in a citation": _in_theme("\\] \\; \\@a ", before="a [@alpha, ", after="] {#a}"),
    "line breaks in a citation": _in_theme("a\\\n", before="a [@alpha, ", after="b] {#a}"),
    "quotations in quotations": _in_theme("«", "»", before="a [@alpha ", after="] {#a}"),
    "quotations that are not closed": _in_theme("„", before="a [@alpha ", after="] {#a}"),
    "straight quotations that are not closed": _in_theme(' "a', before="a [@alpha ", after="] {#a}"),
    "phrases of one citation": _in_theme(' "a"', before="a [@alpha ", after="] {#a}"),
    "marks of inches": _in_theme(' 6"', before="a [@alpha,", after="] {#a}"),
    "words of a prefix": _in_theme("contrast ", before="a [", after="@alpha] {#a}"),
    "citations that contradict in capitals": _in_theme("Contra see @alpha; ", before="a [", after="@beta] {#a}"),
    "words that are nearly contra": _in_theme("Contra ", before="a [", after="@beta] {#a}"),
    "sources without a semicolon": _in_theme("@alpha and ", before="a [", after="@beta] {#a}"),
    "brackets that are not closed on their lines": _in_theme('[see @alpha "a\n'),
    "brackets of another kind": _in_theme("(@alpha "),
    "ids in brackets of another kind": _in_theme("(", "@alpha "),
    "citations in a field": _in_group("@alpha; *see* ", before='founded: [{value: 2000, cite: "', after='@alpha"}]'),
    "cells with citations": _in_theme("| [@alpha, *a*] [@beta |\n", before="| a |\n|---|\n", after="\n{#a}\n"),
    "bare citations": _in_theme("@alpha @beta-1 "),
    # attribute lists
    "pairs in an attribute list": _in_theme("k=v ", before="{#a ", after="}"),
    "spaces in an attribute list": _in_theme(" ", before="a {#a ", after="}"),
    "spaces after an attribute list": _in_theme(" ", before="a {#a}", after="\u00a0x"),
    "one id in an attribute list": _in_theme("a", before="a {#", after=" {b}"),
    "one id in an open attribute list": _in_theme("a", before="a {#", after="\nb"),
    "one class in an attribute list": _in_theme("a", before="a {.", after=' "}'),
    "attribute lists": _in_theme("a {#a "),
    "attribute lists that end": _in_theme("{#a} ", before="a "),
    "attribute lists in lines": _in_theme("a {#a}\n"),
    "open quotations in an attribute list": _in_theme('{a="', after="}"),
    "closed quotations in an attribute list": _in_theme('b="" ', before="{#a ", after="x}"),
    "attribute lists before the last": _in_theme("{#a} ", before="a ", after="{#b}"),
    "words in an attribute list": _in_theme("b ", before="a {#a attributed=", after="}"),
    "spaced pairs in an attribute list": _in_theme("k = v ", before="a {#a ", after="}"),
    "open curly quotations in an attribute list": _in_theme("k=“v ", before="a {#a ", after="}"),
    "commas in an attribute list": _in_theme(", ", before="a {#a", after="}"),
    "a list without braces": _in_theme("date=2025 ", before="a "),
    "a list without an opening brace": _in_theme("a-b ", before="[@alpha] ", after="}"),
    "braces of lists": _in_theme("{", before="a ", after="#a}}"),
    "lists apart from their texts": _in_theme("A text. [@alpha]\n\n{#c-№}\n\n"),
    "items without an id": _in_theme("- A text. [@alpha]\n", after="\n{#a}\n"),
    # leftovers
    "braces": _in_theme("{a} } "),
    "open braces": _in_theme("{a "),
    "leftover brackets": _in_theme("[a][b] [[c]] [d](e f) (g)[https:h] "),
    "words in brackets": _in_theme("[a] "),
    "open brackets before links": _in_theme("[a](", after=" b)"),
    "round brackets": _in_theme("(a)[b "),
    "commands of TeX": _in_theme("\\cite[a "),
    "leftover signs": _in_theme("*a _b ~~c == d`"),
    "leftover signs between markup": _in_theme("*a *b* "),
    "headings without a space": _in_theme("##A [b](claim:c) [@d]\n"),
    "rows without a table": _in_theme("| a [@alpha]\n"),
    "marks beside items": _in_theme("- a\n– b\n--c\n d\n", after="- e"),
    "numbers beside items": _in_theme("3. a\n1.b\n２. c\n2 d\n"),
    "items indented by one": _in_theme("-  a\n  - b\n - c\n"),
    "boxes in quotations": _in_theme(">> [!NOT]\n> a> {#b}\n"),
    "boxes": _in_theme("> [!NOT]\n\n"),
    "bars that are none": _in_theme("｜ a | b ｜\n"),
    "empty lines of spaces": _in_theme(" " * 8 + "\n", before="- a\n", after=" - b"),
    "long rows of a table": _in_theme("| a ", before="| a |\n|---|\n"),
    "long and short rows of a table": _in_theme("| a\n| a | b | c |\n", before="| a | b |\n|---|---|\n"),
    "tags without a partner": _in_theme("<b> </i> <<u>> "),
    "brackets that look alike": _in_theme("［a] [b］ [c]（d:e） [f]claim:g "),
    "parentheses behind links": _in_theme("[a](theme:b)) "),
    "lines like items": _in_theme("a\n-b\n1.c\n"),
    "references to characters": _in_theme("&nope; &nbsp x&amp "),
    "tags of word processors": _in_theme("<o:p> < "),
    "notes that do not exist": _in_theme("a[^n№] ^[ "),
    "lines of a merge": _in_theme("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n"),
    "leftovers of a page": _in_file("docs/page.md", "{#a} [^b] [c][d] "),
    "digits of a value": _one_claim("1", "measures=price value=", "x"),
    "two long values": _one_claim("1", "measures=price value=1..1", ".1.x"),
    "ids in an attribute": _one_claim("c-№,", "disputes="),
    "former ids": _one_claim("old-№,", "was="),
    "former ids of other pages": _one_claim("themes/none-№/old,", "was="),
    # themes: fields
    "glued entries": _in_front("  - a\n   b  - c\n  -d\n", before="was:\n"),
    "look-alikes in fields": _in_front("key-№： x\n"),
    "halves of pairs in fields": _in_front('key-№: ［x, “y"\n'),
    "entries in comments": _in_front("# a  - b\n"),
    "indents that are one off": _in_front("  a-№: 1\n   b: 2\n", before="was:\n"),
    "an open bracket": _in_front("  key-№: x\n", before="was: [\n"),
    "key points": _in_front(" - A point [more](claim:c-№) [@alpha]\n", before="brief:\n"),
    "a folded summary": _in_front("    é [@alpha] ![](x) [a](x)\n", before="summary: >\n"),
    "a summary of escapes": _in_front('\\" \\x41 [@alpha] ', before='summary: "', after='"'),
    "a summary on one line": _in_front("é [@alpha] ![](x) [a](x) ", before="summary: '", after="'"),
    "unknown fields": _in_front("key-№: x\n"),
    "equal fields": _in_front("key: x\n"),
    "related themes": _in_front("none-№, ", before="related: [", after="none]"),
    "former ids of a theme": _in_front("old-№, ", before="was: [", after="old]"),
    # YAML
    "flow lists": _sources("[", after="]"),
    "flow mappings": _sources("{a: ", after="}"),
    "anchors": _sources("- &a№ {id: s-№, title: S}\n"),
    "comments in YAML": _sources("# é\n"),
    "comments behind values": _sources("- id: s-№ # a\n"),
    "comments behind brackets": _sources("- {id: s-№, title: S} # a\n"),
    "lines of a value": _in_front("  a\n", before="summary: b\n"),
    "lines of a value that may be keys": _in_front("  http://a\n", before="summary: b\n"),
    "entries glued to a value": _in_front("  - a\n    - b\n", before="related:\n"),
    "keys that are almost right": _sources("- {ID: s-№, Title: S, consulted: No, issued: 1 May 2025}\n"),
    "hyphens above the fields": _in_file("content/themes/t.md", "-"),
    "hyphens and spaces": _in_file("content/themes/t.md", "-- ", before="---\ntitle: T\n"),
    "lines that are nearly hyphens": _in_file("content/themes/t.md", "--\n", before="---\ntitle: T\n"),
    "indented lines above a slip": _sources("  a: b\n", before="a:\n", after=" c: d\n"),
    "brackets before a slip": _sources("[a, ", before="a: ", after="b: }"),
    "documents": _sources("---\n{id: a}\n"),
    "question marks": _sources("? a\n"),
    "a long key": _sources("a", after=": b"),
    "a long quoted text": _sources("\\n é", before='- {id: s, title: "', after='"}'),
    "a long block": _sources("\n    é", before="- id: s\n  title: |"),
    "sources": _sources("- {id: s-№, title: S, publisher: P, URL: 'http://a.example/№'}\n"),
    "sources with one id": _sources("- {id: s, title: S}\n"),
    "sources with unknown fields": _sources("- {id: s-№, title: S, key-№: x}\n"),
    "authors": _sources("{family: A, given: B №}, ", before="- {id: s, title: S, author: [", after="]}"),
    "a chain of origins": _cited("a [@s-№] {#c-№}\n\n", "{id: s-№, title: S, via: [s-№0, s-№1, s-№2]}"),
    "unknown origins": _sources("s-№, ", before="- {id: s, title: S, via: [", after="x]}"),
    "former ids of a source": _sources("- {id: s-№, title: S, was: [o-№]}\n"),
    # JSON
    "records": _json(
        lambda number: {"id": f"s-{number}", "title": "S", "author": [{"family": "A"}], "issued": {"date-parts": [[2020, 1]]}}
    ),
    "records with a fault": _json(lambda number: {"id": f"s-{number}", "title": "", "page": "é\\u0000"}),
    "records with unknown fields": _json(lambda number: {"id": f"s-{number}", "title": "S", f"key-{number}": 1}),
    "nested lists in JSON": _in_file("content/sources/many.json", "["),
    "escapes in JSON": _in_file("content/sources/many.json", "\\ud83d\\ude00", before='[{"id": "s", "title": "', after='"}]'),
    "wrappers in JSON": _in_file("content/sources/many.json", '{"items": '),
    "wrapped records": _in_file(
        "content/sources/many.json", '{"id": "s-№", "title": "S"}, ', before='{"message": {"items": [', after="{}]}}"
    ),
    "records by key": _in_file("content/sources/many.json", '"s-№": {"title": "S"}, ', before="{", after='"s": {"title": "S"}}'),
    "lists of texts": _json(lambda number: {"id": f"s-{number}", "title": ["S"], "ISSN": ["1234-5678"] * 9}),
    "surrogates in JSON": _in_file("content/sources/many.json", "\\\\ud83d\\ud83d", before='[{"id": "s", "title": "', after='"}]'),
    # CSL
    "markup in a title": _sources("<i>", before="- {id: s, title: 'S ", after="'}"),
    "markup that is not closed": _sources("<i><b></i>", before="- {id: s, title: 'S ", after="</b>'}"),
    "spans that are none": _sources("<span ", before="- {id: s, title: 'S ", after="'}"),
    "references of HTML": _sources("&#", before="- {id: s, title: 'S ", after="'}"),
    "a long key of a source": _sources(":/", before="- {id: s", after="s, title: S}"),
    "keys of other programs": _sources("- {id: Key_№, title: S, publisher: P, was: [Old:№]}\n"),
    "a long date": _sources("2", before="- {id: s, title: S, issued: 'May ", after="'}"),
    "ends of a date": _sources("[2020], ", before="- {id: s, title: S, issued: {date-parts: [", after="[0]]}}"),
    "a long address": _sources("https://a.example/ ", before="- {id: s, title: S, URL: '", after="'}"),
    # terms and groups
    "terms": _in_file("content/terms.yml", "- {id: t-№, term: Word №, text: 'A text about Word 1. [@alpha]'}\n"),
    "terms with one name": _in_file("content/terms.yml", "- {id: t-№, term: Word, text: A text.}\n"),
    "names with one spelling": _in_group("{text: Union, match: exact}, {text: UNION, match: exact}, ", before="aliases: [", after="Union]"),
    "a name of articles": _in_group("al-A ", before="aliases: [", after="b]", body="al-A al-A [@alpha] {#a}"),
    "a name of marks": _joined(
        _in_group("\u0300", before="aliases: [{text: 'Gate", after="', match: exact}]"), _in_theme("Gate [@alpha] {#c-№}\n\n")
    ),
    "names in a text": _joined(_in_group("Gate №, ", before="aliases: [", after="b]"), _in_theme("Gate № and ", after="[@alpha] {#a}")),
    "marks after names": _joined(_in_group("", before="aliases: [Gate]"), _in_theme("Gate\u0300\u0300 ", after="[@alpha] {#a}")),
    "statements": _in_group("{value: A, cite: '@alpha', from: 2000, to: 1999}, ", before="statements: {leader: [", after="]}"),
    "designations": _in_group("{by: office, list: watch, signed: 2000, cite: '@alpha'}, ", before="designations: [", after="]"),
    "designations by unknown agencies": _in_group("{by: office-№, list: watch, cite: '@alpha'}, ", before="designations: [", after="]"),
    "relations": _in_group("{type: part-of, group: none-№, cite: '@alpha'}, ", before="relations: [", after="]"),
    "native names": _in_group("k№: A, ", before="native: {", after="x: B}"),
    "groups": lambda size: {f"content/groups/g-{n}.md": GROUP.format("", "") for n in range(size // 10)},
    # settings and parts
    "kinds": _in_file(
        "content/explainer.yml",
        "  k№: Kind\n",
        before=f"{SETTINGS}\nproperties: {{}}\n".replace("kinds: {party: Party}\n", "") + "kinds:\n",
    ),
    "unknown rules": _in_file("content/explainer.yml", "  rule-№: off\n", before=f"{SETTINGS}rules:\n"),
    "unknown settings": _in_file("content/explainer.yml", "key-№: x\n", before=SETTINGS),
    "fields of a part": _in_file("content/themes/a/part.yml", "key-№: x\n", before="title: A\n"),
    # translations
    "a translation": _translated(CLAIM, "Text. {#c-№ from=00000000}\n\n"),
    "a translation of other claims": _translated(CLAIM, "Text. {#d-№ from=00000000}\n\n"),
    "a translation of other headings": _translated(f"## A №\n\n{CLAIM}", "## B № {#b-№}\n\n"),
    # pages of docs/
    "headings of a page": _in_file("docs/page.md", "# A\n\n"),
    "headings of a page with numbers": _in_file("docs/page.md", "# A\n\n", "# A_№\n\n"),
    "links of a page": _in_file("docs/page.md", "[a](theme:none-№) [b](#a-№) [c](x-№.md)\n", before="# A\n"),
    "citations of a page": _in_file("docs/page.md", "a [@none-№] "),
    # linking and rules
    "claims": _in_theme(CLAIM),
    "claims with one id": _in_theme("A text. [@alpha] {#a}\n\n"),
    "claims without an id": _in_theme("A text. [@alpha]\n\n"),
    "unknown sources": _cited("a [@t-№] {#c-№}\n\n"),
    "unknown claims": _in_theme("A text. [@alpha] [a](claim:d-№) {#c-№}\n\n"),
    "unknown anchors": _in_theme("## A\n\n[@alpha] [a](#b-№) {#c-№}\n\n"),
    "unknown anchors of another page": _joined(
        _in_file("docs/page.md", "# A №\n\n"), _in_theme("A. [@alpha] [a](../../docs/page.md#b-№) {#c-№}\n\n")
    ),
    "unknown claims and broken ones": _in_theme("A text. [@alpha] [a](claim:d-№) {#c-№ date=odd}\n\n", "A text. [@alpha] {#D_№}\n\n"),
    "unknown sources and broken ones": _joined(
        _in_theme("A text. [@tower-№] {#c-№}\n\n"), _sources("- {id: Tower_№, title: S, via: [tower-№], consulted: odd}\n")
    ),
    "unused sources and misspelt ones": _joined(_in_theme("A text. [@s-№x] {#c-№}\n\n"), _sources("- {id: s-№, title: S}\n")),
    "sections with nothing in them": _in_theme("## A\n\n", before="A text. [@alpha] {#a}\n\n"),
    "renamed claims": _in_theme("A text. [@alpha] [a](claim:old-№) {#c-№ was=old-№}\n\n"),
    "figures that agree": _in_theme("A text. [@alpha] {#c-№ date=2025 measures=price value=1}\n\n"),
    "figures that differ": _in_theme("A text. [@alpha] {#c-№ date=2025 measures=price value=№}\n\n"),
    "figures that are disputed": _in_theme(
        "A text. [@alpha] {#c-№ date=2025 measures=price value=№ disputes=z}\n\n",
        before="A text. [@alpha] {#z date=2025 measures=price value=2.5}\n\n",
    ),
    "disputes with one claim": _in_theme("A text. [@alpha] {#c-№ disputes=z}\n\n", before="A text. [@alpha] {#z}\n\n"),
    "disputes apart": _in_theme("A text. [@alpha] {#c-№ disputes=d-№}\n\n", "A text. [@alpha] {#d-№}\n\n"),
    "events": _in_theme("A text. [@alpha] {#c-№ date=2025-01-01}\n\n"),
    "one claim with many sources": _cited("[@s-№, p. 1]", after=" {#a}"),
    "figures from which others differ": _in_theme(
        "A text. [@alpha] {#c-№ date=2025 measures=price value=№ differs=z}\n\n",
        before="A text. [@alpha] {#z date=2025 measures=price value=2.5}\n\n",
    ),
    "claims that differ from each other": _in_theme("A text. [@alpha] {#c-№ differs=d-№,z}\n\n", "A text. [@alpha] {#d-№ differs=c-№}\n\n"),
    "one claim that differs from many": _one_claim("c-№,", "differs=z,"),
    "confirmed claims that one disputes": lambda size: theme(
        "".join(f"A text. [@gamma] {{#c-{n} status=confirmed}}\n\n" for n in range(size))
        + f"A text. [@alpha] {{#z disputes={','.join(f'c-{n}' for n in range(size))}}}\n"
    ),
    "confirmed claims": _in_theme("A text. [@gamma] {#c-№ status=confirmed}\n\n"),
    "rows of a confirmed table": _in_theme("| b [@gamma] |\n", before="| a |\n|---|\n", after="\n{#a status=confirmed}\n"),
    "news of one official text": _cited(
        "A text. [@s-0; @s-№] {#c-№}\n\n",
        "{id: s-№, type: webpage, title: S, publisher: P№, issued: 2025, consulted: full, URL: 'http://a.gov/'}",
    ),
    "reports and laws of one claim": _joined(
        _cited("[@s-№; @l-№]", "{id: s-№, type: webpage, title: S, publisher: P№, issued: 2025-01-02, consulted: full}", after=" {#a}"),
        _in_file("content/sources/laws.yml", "- {id: l-№, type: bill, title: S, publisher: L№, issued: 2024-01-02, consulted: full}\n"),
    ),
    "parts of one claim": _cited("The words of a part [@s-№], ", "{id: s-№, title: S, publisher: P№, consulted: full}", after="{#a}"),
    "old sources of one claim": _cited(
        "[@s-№]", "{id: s-№, title: S, publisher: P№, issued: 2020-01-02, consulted: full}", after=" {#a date=2025}"
    ),
    "sources that do not say what was read": _cited("A text. [@s-№] {#c-№}\n\n", "{id: s-№, title: S, publisher: P}"),
    "sources of one title": _cited(
        "A text. [@s-№] {#c-№}\n\n", "{id: s-№, title: A title of five words, publisher: P, issued: 2025, page: №, consulted: full}"
    ),
    "sources at one address": _cited(
        "A text. [@s-№] {#c-№}\n\n", "{id: s-№, title: S №, page: №, URL: 'https://a.example/x?a=1&b=2', consulted: full}"
    ),
    "parameters of an address": _joined(
        _in_theme("[@s] {#a}"), _sources("a=№&", before="- {id: s, title: S, URL: 'http://a.example/?", after="'}")
    ),
    "publishers with the same initials": _cited(
        "A text. [@s-№] {#c-№}\n\n", "{id: s-№, title: S, publisher: Part№ of a very long name, consulted: full}"
    ),
    "names of one letter": lambda size: {
        "content/groups/union.md": GROUP.format(f"aliases: [{', '.join('a' * n for n in range(1, int(size**0.5) * 2 + 2))}]", ""),
        **theme(f"{'a ' * size} {'a' * size} [@alpha] {{#a}}"),
    },
}


def _cycles(size: int, ends: Callable[[int], Iterable[int]]) -> Files:
    records = "".join(f"- {{id: s-{n}, title: S, via: [{', '.join(f's-{end}' for end in ends(n))}]}}\n" for n in range(size))
    return {"content/sources/many.yml": records, **theme("A. [@s-0] {#a}\n")}


FAMILIES |= {
    "a cycle of origins": lambda size: _cycles(size, lambda n: [(n + 1) % size]),
    "cycles that share their start": lambda size: _cycles(size, lambda n: [0, min(n + 1, size - 1)]),
    "cycles that share their end": lambda size: _cycles(size, lambda n: range(size - 1) if n == size - 1 else [n + 1]),
    "a long chain of origins": lambda size: {
        **_cycles(size, lambda n: [n + 1] if n + 1 < size else []),
        **theme("".join(f"A. [@s-{n}] {{#c-{n}}}\n\n" for n in range(size))),
    },
    "one claim of a long chain": lambda size: {
        **_cycles(size, lambda n: [n + 1] if n + 1 < size else []),
        **theme("".join(f"[@s-{n}]" for n in range(size)) + " {#a}\n"),
    },
}
