"""Markdown of any kind: nothing raises, every place lies in the file, and the HTML that comes out cannot run anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from helpers import explain, theme
from hypothesis import assume, example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from builder.markdown.parser import parse_marked_passage, parse_passage
from builder.model.document import Citations
from builder.model.findings import Where
from builder.pages.claim_html import body_html
from builder.pages.reference_html import reference_list
from builder.pages.view import View

PIECES = [
    "words ", "\n", "\n\n", "  ", "- ", "1. ", "> ", "> [!NOTE]\n> ", "# ", "## ", "| a | b |\n|---|---|\n| c ", " | ", "```\n", "    ", "***\n", "---\n",
    "**", "*", "_", "~~", "`", "[", "]", "(", ")", "\\", "!", "<", ">", '"', "'", "&amp;", "&#106;", "&lt;", "\t", "\r", "\x00", "\u2028", "العربية", "😀",
    "[@alpha]", '[@beta, p. 3 "a"; contra @alpha]', "[see @gamma; ]", "@alpha", "\\[@alpha]", "[^1]", "[^1]: ", "{#a}", "{#b date=2025}", "{.editorial}",
    '{#a .x y="', "One. [@alpha] {#one}\n\n", "Two.[^2] [@beta]\n{#two}\n\n", "- Three. [@gamma] {#three}\n", "[^2]: Four. [@beta] {#four}\n\n", "## Claim one\n", "{{ x }}", "[x](claim:mini-one)", "[](group:union)", "[x](javascript:alert(1))", "[x](<java\nscript:alert(1)>)", "[x](&#x6A;avascript:a)",
    "<javascript:alert(1)>", "[x](data:text/html,<script>a</script>)", "![x](javascript:a)", "<script>alert(1)</script>", "<SCRIPT\n>", "<img src=x onerror=a>",
    "<b onclick=a>", '<b title="</b><script>a">', "<svg/onload=a>", '<a href="javascript:a">x</a>', "</p>", "</b>", '<span lang="" onload="a">', "<!--", "-->",
    "<br/>", '<time datetime="2025">', "<![CDATA[", "]]>", "<?x", "?>", "<style>", '<iframe srcdoc="<script>a</script>">', '## H {#x"onclick="alert(1)""}',
    '[x](https://e.org/"onmouseover="a)', "<https://e.org/'onclick='a>", '[r]: javascript:a "t"\n', "[x][r]", "River Union",
]  # fmt: skip
BODIES = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=80)
CITED = [
    'Five. [@beta, p. 3 "a"; contra @alpha] More.[^1] [see @gamma]\n{#five}',
    "- Six. [@alpha]\n  [@beta] {#six}",
    "| a |\n|---|\n| Seven. [@gamma] |\n{#seven}",
]
OURS = {"html", "head", "body", "p", "div", "span", "a", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "aside", "section", "table", "thead", "tbody"} | {
    "tr", "th", "td", "pre", "code", "hr", "br", "em", "strong", "del", "sup", "sub", "svg", "path", "circle", "time", "b", "bdi", "bdo", "i", "u", "abbr", "cite"
} | {"ins", "kbd", "q", "s", "small", "wbr"}  # fmt: skip
NAVIGABLE = re.compile(r"(https?:|mailto:|#|\.\./|[\w%./-]+\Z)", re.IGNORECASE)


SHORT = [
    "Words",
    " words",
    "é",
    "العربية",
    "1990",
    " ",
    ".",
    ",",
    ":",
    ";",
    "?",
    "!",
    "(",
    ")",
    "'",
    '"',
    "’",
    "–",
    "-",
    "--",
    "/",
    "%",
    "*",
    "_",
    "[",
    "]",
    "@a",
    "&amp;",
    "<b>",
    "\\",
    "\n",
    "#",
    "`",
    "~",
]


def check_harmless(html: str) -> None:
    """Parse as a browser does, and look at every element and attribute."""
    tree = LexborHTMLParser(html)
    assert tree.root is not None
    for node in tree.root.traverse():
        assert node.tag in OURS, f"<{node.tag}> in {html}"
        for key, value in node.attributes.items():
            assert not key.startswith("on"), f"{key} in {html}"
            assert key not in ("style", "src", "srcdoc", "action", "formaction"), f"{key} in {html}"
            assert key != "href" or NAVIGABLE.match(value or ""), f"href={value} in {html}"


class Nesting(HTMLParser):
    """Complains when an element is closed that is not the one opened last."""

    void = frozenset({"br", "hr", "wbr", "path", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.void:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag, f"</{tag}> is misplaced"


def check_nesting(html: str) -> None:
    parser = Nesting()
    parser.feed(html)
    assert parser.open == [], html


def check_ids(html: str) -> None:
    ids = [node.attributes["id"] for node in LexborHTMLParser(html).css("[id]")]
    assert len(ids) == len(set(ids)), f"{sorted(one or '' for one in ids if ids.count(one) > 1)} in {html}"


def check_place(where: Where, lines: list[str]) -> None:
    assert 1 <= where.line <= len(lines), where
    assert 1 <= where.column <= len(lines[where.line - 1]) + 1, where


def file_lines(body: str) -> list[str]:
    return theme(body)["content/themes/t.md"].replace("\r\n", "\n").split("\n")


def rendered(body: str) -> str:
    """Return the page's text and references as HTML; where a link leads nowhere no page is made, and the example proves nothing."""
    explainer, findings = explain(theme(body))
    assume(not any(one.code.startswith(("unknown-", "dead-")) or one.code == "duplicate-id" for one in findings))
    view = View(explainer, "themes/t/")
    return body_html(view, explainer.themes["t"].body) + reference_list(view)


@given(BODIES)
@example("> " * 300 + "x")
@example("*" * 3000)
@example("[" * 3000)
@example("- a [@alpha] {#a}\n  ## H\n- b\n  ```\n  c\n  ```\n")
def test_every_place_lies_in_the_file(body: str) -> None:
    explainer, findings = explain(theme(body))
    assume(findings or explainer.themes["t"].body.claims)
    lines = file_lines(body)
    for one in findings:
        if one.where.path == "content/themes/t.md":
            check_place(one.where, lines)
    for claim in explainer.themes["t"].body.claims:
        check_place(claim.where, lines)
        assert claim.where.line <= claim.end_line <= len(lines)
        for where in claim.places.values():
            check_place(where, lines)


@given(BODIES)
@example('## H {#x"onclick="alert(1)""}\n\nX [@beta] {#c1}\n')
@example("## H [@alpha]\n\nX [@beta] {#c1}\n")
@example('[x](<\x01javascript:a>) [y](https://e.org/"onmouseover="a) [@alpha] {#a}')
@example('`<script>` <kbd title=\'"><script>a</script>\'>x</kbd> [@alpha, <script> "</a><img src=x>"] {#a attributed="<img>"}')
def test_no_html_can_run_anything(body: str) -> None:
    check_harmless(rendered(body))


@given(BODIES)
@example("**<b>x** y</b> [@alpha] {#a}\n")
@example("[<b>x](https://e.org)</b> [@alpha] {#a}\n")
@example("| <b>a | b |\n|---|---|\n| c</b> | <i>d [@alpha] |\n{#a}\n")
def test_elements_are_closed_as_they_were_opened(body: str) -> None:
    check_nesting(rendered(body))


@given(BODIES)
@example("A[^1] b[^1] [@alpha] {#a}\n\n[^1]: note [@beta] {#b}\n")
@example("A[^a!] b[^a?] [@alpha] {#a}\n\n[^a!]: note [@beta] {#b}\n\n[^a?]: note [@beta] {#c}\n")
@example("## Claim a\n\nA [@alpha] {#a}\n\n## Cite a-1\n\n## Ref alpha\n\n## References\n\n## Notes\n")
def test_no_id_stands_twice(body: str) -> None:
    check_ids(rendered(body))


@given(st.lists(st.sampled_from(SHORT), max_size=12).map("".join) | st.text(max_size=20))
@example("Words ")
@example("A -")
def test_a_short_text_without_markup_needs_no_parser(text: str) -> None:
    where = Where("content/themes/t.md", 3, 10)
    assert parse_passage(text, where, lambda _: where) == parse_marked_passage(text, where, lambda _: where)


@given(st.tuples(BODIES, st.sampled_from(CITED), BODIES).map("\n\n".join))
def test_every_citation_is_where_it_says(body: str) -> None:
    explainer, _ = explain(theme(body))
    assume(any(claim.citations for claim in explainer.themes["t"].body.claims))
    lines = file_lines(body)
    for claim in explainer.themes["t"].body.claims:
        for citation in claim.citations:
            rest = lines[citation.where.line - 1][citation.where.column - 1 :]
            assert rest.startswith(f"@{citation.source}"), f"{citation} points at {rest!r}"
        assert [c for t in claim.tokens if isinstance(t, Citations) for c in t.citations] == list(claim.citations)


class Writer:
    """Writes a page of nested blocks in which every word and claim is new, so that a lost one is missed."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.words: list[str] = []
        self.claims: list[str] = []

    def word(self) -> str:
        self.words.append(f"w{len(self.words)}w")
        return self.words[-1]

    def claim(self) -> str:
        self.claims.append(f"c{len(self.claims)}c")
        return f"{{#{self.claims[-1]}}}"

    def text(self) -> str:
        mark = self.data.draw(st.sampled_from(["", "**", "*", "~~", "`"]))
        return f"{self.word()} {mark}{self.word()}{mark} [@alpha, p. 1]{self.data.draw(st.sampled_from([' ', chr(10)]))}{self.claim()}"

    def blocks(self, depth: int) -> str:
        kinds = ["paragraph", "heading", "code", "rule", "table", "comment"] + ["list", "quote", "alert"] * (depth > 0)
        return "\n\n".join(
            getattr(self, kind)(depth - 1) for kind in self.data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3))
        )

    def paragraph(self, _: int) -> str:
        return self.text()

    def heading(self, _: int) -> str:
        return f"## {self.word()}\n\n{self.paragraph(0)}"

    def code(self, _: int) -> str:
        return f"```\n{self.word()} [@nope] {{#nope}}\n```"

    def rule(self, _: int) -> str:
        return "***"

    def comment(self, _: int) -> str:
        return "<!-- nothing\n[@nope] {#nope} -->"

    def table(self, _: int) -> str:
        return f"| {self.word()} | {self.word()} |\n|---|---|\n| {self.word()} [@beta] | {self.word()} |\n{self.claim()}"

    def list(self, depth: int) -> str:
        marker = self.data.draw(st.sampled_from(["- ", "1. "]))
        items = [self.item(depth) for _ in range(self.data.draw(st.integers(1, 3)))] + [self.text()]
        return "\n".join(marker + item.replace("\n", "\n" + " " * len(marker)) for item in items)

    def item(self, depth: int) -> str:
        text, rest = self.text(), self.blocks(depth)
        tight = not rest.startswith("w") and self.data.draw(st.booleans())  # it would go on with the paragraph
        return text + ("\n" if tight else "\n\n") + rest

    def quote(self, depth: int) -> str:
        return "> " + self.blocks(depth).replace("\n", "\n> ")

    def alert(self, depth: int) -> str:
        return "> [!NOTE]\n" + self.quote(depth)


@given(st.data())
def test_no_word_and_no_claim_is_lost(data: st.DataObject) -> None:
    writer = Writer(data)
    body = writer.blocks(3)
    explainer, findings = explain(theme(body))
    assert [f.message for f in findings if f.code != "empty-page"] == ["text in a block of code cannot be cited"] * body.count(
        "{#nope}\n"
    ), body
    html = body_html(View(explainer, "themes/t/"), explainer.themes["t"].body)
    assert re.findall(r"w\d+w", LexborHTMLParser(html).text()) == writer.words, body
    assert re.findall(r'data-claim="(c\d+c)"', html) == writer.claims, body
    assert [claim.id for claim in explainer.themes["t"].body.claims] == writer.claims


@given(BODIES)
@example("A [@alpha] {#a}\n\n[^x]: nothing refers to this [@beta] {#b}\n")
@example("A[^x] [@alpha] {#a}\n\n[^x]: one [@beta] {#b}\n\n[^x]: two [@beta] {#c}\n")
def test_every_claim_stands_once_on_its_page(body: str) -> None:
    explainer, _ = explain(theme(body))
    ids = [claim.id for claim in explainer.themes["t"].body.claims]
    assert set(ids) <= set(explainer.tokens)
    html = rendered(body)
    assert html == "" or sorted(re.findall(r'data-claim="([^"]+)"', html)) == sorted(ids)


@given(st.lists(st.sampled_from(["One.", "العربية.", "**Two** `x`", "A &amp; B", "e-mail a@alpha.org"]), min_size=1, max_size=6))
def test_each_claim_is_its_own_block_and_keeps_its_text(texts: list[str]) -> None:
    body = "\n\n".join(f"{text} [@alpha]\n{{#c{number}}}" for number, text in enumerate(texts))
    explainer, findings = explain(theme(body))
    assert findings == []
    claims = explainer.themes["t"].body.claims
    assert [claim.id for claim in claims] == [f"c{number}" for number in range(len(texts))]
    assert [claim.where.line for claim in claims] == [5 + 3 * number for number in range(len(texts))]
    assert [claim.end_line for claim in claims] == [6 + 3 * number for number in range(len(texts))]
    plain = [text.replace("*", "").replace("`", "").replace("&amp;", "&") for text in texts]
    assert [claim.text for claim in claims] == plain
