"""The allow-list for hand-written pages: what Markdown's extensions make survives whole, and nothing else that runs, loads or imitates does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import markdown
import pytest
from material.extensions import emoji
from selectolax.lexbor import LexborHTMLParser

from builder.sanitising.page_html import OWN_CLASSES, HeldHtml, clean_page, removals

EMOJI: dict[str, Any] = {"pymdownx.emoji": {}}
DRAWN = {"pymdownx.emoji": {"emoji_index": emoji.twemoji, "emoji_generator": emoji.to_svg}}
EXTENSIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "abbr": ("HTML\n\n*[HTML]: Hyper Text", {"abbr": {}}, "abbr[title]"),
    "admonition": ('!!! note "Title"\n    Text.\n', {"admonition": {}}, ".admonition.note > .admonition-title"),
    "attr_list": ("A paragraph.\n{: #here .mine lang=ar dir=rtl title=x }", {"attr_list": {}}, "p#here.mine[lang][dir][title]"),
    "attr_list on images": ("![p](p.png){ align=left width=30 loading=lazy }", {"attr_list": {}}, "img[align][width][loading]"),
    "new tabs": ("[a](https://a.example){target=_blank rel=noopener}", {"attr_list": {}}, "a[target=_blank][rel=noopener]"),
    "buttons": ("[a](b.html){ .md-button .md-button--primary }", {"attr_list": {}}, "a.md-button"),
    "codehilite": ("    :::python\n    a = 'b' # c", {"codehilite": {"linenums": True}}, ".codehilite table, .codehilitetable"),
    "def_list": ("Word\n:   Meaning", {"def_list": {}}, "dl > dd"),
    "footnotes": ("A.[^1]\n\n[^1]: Note.", {"footnotes": {}}, "sup#fnref\\:1 > a.footnote-ref"),
    "md_in_html": (
        "<figure markdown='span'>\n![a](a.png)\n<figcaption>C</figcaption>\n</figure>",
        {"md_in_html": {}},
        "figure > figcaption",
    ),
    "grids": ('<div class="grid cards" markdown>\n\n- one\n- two\n\n</div>', {"md_in_html": {}}, "div.grid li"),
    "tables": ("| a | b |\n|:-:|--:|\n| 1 | 2 |", {"tables": {}}, "td[style]"),
    "toc": ("[TOC]\n\n# A\n\n## B", {"toc": {"permalink": True}}, "h2#b > a.headerlink[title]"),
    "smarty": ("\"a\" -- 'b' ...", {"smarty": {}}, "p"),
    "automail": ("<a@b.example>", {}, "a[href='mailto:a@b.example']"),
    "arithmatex": ("$x^2$", {"pymdownx.arithmatex": {"generic": True}}, "span.arithmatex"),
    "betterem": ("**_a_**", {"pymdownx.betterem": {}}, "strong > em"),
    "blocks": ("/// details | D\n    type: tip\n    open: true\ntext\n///", {"pymdownx.blocks.details": {}}, "details.tip[open]"),
    "caption": ("![a](a.png)\n/// caption\nC\n///", {"pymdownx.blocks.caption": {}}, "figure > figcaption"),
    "caret": ("H^2^ and ^^in^^", {"pymdownx.caret": {}}, "sup, ins"),
    "critic": ("{++in++} {--out--} {~~a~>b~~} {==m==}{>>why<<}", {"pymdownx.critic": {"mode": "view"}}, "ins.critic"),
    "details": ("??? tip\n    Text.", {"pymdownx.details": {}}, "details.tip > summary"),
    "emoji as images": (":smile:", EMOJI, "img.emojione[alt][title]"),
    "emoji as drawings": (":material-account:", DRAWN, "span.twemoji > svg[viewBox] > path[d]"),
    "highlight": (
        "```py title='t' linenums='1' hl_lines='1'\na = 1\n```",
        {"pymdownx.superfences": {}, "pymdownx.highlight": {}},
        ".highlighttable .hll",
    ),
    "line anchors": (
        "```py linenums='1'\na = 1\n```",
        {
            "pymdownx.superfences": {},
            "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span", "linenums_style": "pymdownx-inline"},
        },
        "a[id^=__codelineno] + span[data-linenos], span[data-linenos]",
    ),
    "inlinehilite": ("`#!py a = 1`", {"pymdownx.inlinehilite": {}}, "code.highlight > span"),
    "keys": ("++ctrl+alt+del++", {"pymdownx.keys": {}}, "span.keys > kbd.key-control"),
    "magiclink": ("https://a.example", {"pymdownx.magiclink": {}}, "a[href='https://a.example']"),
    "mark": ("==a==", {"pymdownx.mark": {}}, "mark"),
    "mermaid": (
        "```mermaid\ngraph LR\n  A --> B\n```",
        {"pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]}},
        "pre.mermaid > code, div.mermaid",
    ),
    "progressbar": ('[=50% "Half"]', {"pymdownx.progressbar": {}}, ".progress > .progress-bar[style] > .progress-label"),
    "smartsymbols": ("(c) 1/2 -->", {"pymdownx.smartsymbols": {}}, "p"),
    "tabbed": (
        '=== "A"\n    one\n\n=== "B"\n    two',
        {"pymdownx.tabbed": {"alternate_style": True}},
        ".tabbed-set[data-tabs] > input[type=radio][name]",
    ),
    "old tabs": ('=== "A"\n    one\n\n=== "B"\n    two', {"pymdownx.tabbed": {}}, ".tabbed-set > input[checked] + label[for]"),
    "tasklist": ("- [x] a\n- [ ] b", {"pymdownx.tasklist": {"custom_checkbox": True}}, "li.task-list-item input[type=checkbox][disabled]"),
    "tilde": ("H~2~O ~~out~~", {"pymdownx.tilde": {}}, "sub, del"),
    "film": (
        '<video src="a.mp4" poster="a.png" controls muted><track src="a.vtt" kind="captions"></video><audio controls><source src="a.ogg"></audio>',
        {},
        "video[src][controls] track",
    ),
    "ruby and pictures": (
        '<ruby>a<rt>b</rt></ruby> <picture><source srcset="a.avif" type="image/avif"><img src="a.png" alt=""></picture>',
        {},
        "picture > source[srcset]",
    ),
}


def render(text: str, extensions: dict[str, Any]) -> str:
    return markdown.markdown(text, extensions=[*extensions], extension_configs=extensions)


def cleaned(html: str) -> str:
    return clean_page(html, HeldHtml(), "Table")


def dom(html: str) -> list[object]:
    """Return every element with its attributes, and every text, in their order; less the boxes in which tables scroll."""
    body = LexborHTMLParser(f"<!doctype html><body>{html}").body
    assert body is not None
    nodes: list[object] = []
    for node in body.traverse(include_text=True):
        attributes = {k: "".join((v or "").split()).rstrip(";") if k == "style" else v or "" for k, v in node.attributes.items()}
        if node.tag == "-text":
            nodes.append((node.text(deep=False) or "").strip())
        elif attributes.get("class") != "table-scroll":
            nodes.append((node.tag, sorted(attributes.items())))
    return [node for node in nodes if node]


@pytest.mark.parametrize("name", EXTENSIONS)
def test_what_an_extension_makes_survives_whole(name: str) -> None:
    text, extensions, selector = EXTENSIONS[name]
    html = render(text, extensions)
    assert LexborHTMLParser(html).css_first(selector), f"the extension makes something else: {html}"
    assert dom(cleaned(html)) == dom(html)
    assert list(removals(html)) == []


# --- what does not get through ----------------------------------------------------------------------------------------

HOSTILE = [
    "<script>x</script>",
    "<script src=x.js></script>",
    "<svg><script>x</script></svg>",
    "<svg><script href=x.js /></svg>",
    "<svg><use href='x.svg#a'/></svg>",
    "<svg><foreignObject><iframe src=x></iframe></foreignObject></svg>",
    "<svg><a xlink:href='javascript:x'><text>t</text></a></svg>",
    "<svg><animate attributeName=href to=javascript:x /></svg>",
    "<svg><rect fill='url(https://h.example/x)'/></svg>",
    "<svg><style><img src=x onerror=x></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=x></style></mglyph></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=x>'></noscript>",
    "<style>@import 'x'</style>",
    "<link rel=stylesheet href=x.css>",
    "<meta http-equiv=refresh content='0;url=x'>",
    "<base href=https://h.example/>",
    "<iframe src=x></iframe>",
    "<iframe srcdoc='<script>x</script>'></iframe>",
    "<object data=x></object><embed src=x><applet code=x></applet><frame src=x><portal src=x></portal>",
    "<form action=https://h.example/><button formaction=javascript:x>b</button><select><option>o</select><textarea>t</textarea></form>",
    "<input><input type=text><input type=password><input type=submit formaction=x><input type=image src=x>",
    "<isindex><dialog open>d</dialog><div popover>p</div><button popovertarget=p>b</button><template>t</template><slot>s</slot>",
    "<img src=x onerror=x>",
    "<img src=x onerror = x>",
    "<p/onclick=x>p</p>",
    "<details open ontoggle=x>d</details>",
    "<video src=x autoplay onplay=x></video>",
    "<p style='position:fixed;inset:0;background:url(https://h.example/)'>p</p>",
    "<p style='width:expression(x)'>p</p>",
    "<p style='width:99999px'>p</p>",
    "<a href=javascript:x>a</a>",
    "<a href=' JaVa&#9;Script&colon;x'>a</a>",
    "<a href='\x01javascript:x'>a</a>",
    "<a href=vbscript:x>a</a>",
    "<a href='data:text/html,<script>x</script>'>a</a>",
    "<a href=blob:x>a</a><a href=file:///etc/passwd>a</a><a href='view-source:x'>a</a>",
    "<img src='data:image/svg+xml,<svg/>'>",
    "<img src='data:text/html,x'>",
    "<video poster='data:image/png;base64,AA' src='data:video/mp4,x'></video>",
    "<a href=x target=other>a</a>",
    "<a href=x target=_blank rel=opener>a</a>",
    "<a href=x ping=https://h.example/>a</a>",
    "<p contenteditable autofocus accesskey=x tabindex=5 is=x nonce=x part=x slot=x hidden inert>p</p>",
    "<div role=dialog aria-modal=true>d</div><p role=alert>p</p><p role=button>p</p>",
    "<p id=site-panel>p</p><p id=content>p</p><label for=site-search-input>l</label><a name=toc-title>a</a>",
    "<p data-claim=c data-support=several data-status=confirmed data-source=s data-group=g data-term=t data-card=c data-do=x>p</p>",
    f"<p class='{' '.join(sorted(OWN_CLASSES))}'>p</p>",
    "<my-element onclick=x>e</my-element>",
    "<a href='x'\"onclick=x>a</a>",
    "<![CDATA[<script>x</script>]]><!--><script>x</script>-->",
    "<p title=`<script>x</script>`>p</p>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_runs_loads_or_imitates_gets_through(hostile: str) -> None:
    html = cleaned(f"<p>before</p>{hostile}<p>after</p>")
    tree = LexborHTMLParser(html)
    assert not tree.css(
        "script, style, link, meta, base, iframe, object, embed, form, button, select, textarea, dialog, template, use, foreignObject"
    )
    assert [node.attributes.get("type") for node in tree.css("input")] == []
    for node in tree.body.traverse() if tree.body else ():
        for name, value in node.attributes.items():
            words = (value or "").split()
            assert not name.startswith(("on", "data-", "form", "popover", "xlink")), html
            assert name not in {"srcdoc", "ping", "autoplay", "contenteditable", "nonce", "is", "hidden", "autofocus"}, html
            assert not re.match(r"[\x00-\x20]*(javascript|vbscript|blob|file|view-source)", value or "", re.IGNORECASE), html
            assert not ((value or "").startswith("data:") and not re.match("data:image/(png|gif|jpeg|webp|avif)", value or "")), html
            assert "url(h" not in (value or ""), html
            assert name != "class" or not {*words} & OWN_CLASSES, html
            assert name != "style", html
            assert name != "role", html
            assert name not in ("id", "for", "name"), html
            assert name != "target" or (value == "_blank" and node.attributes.get("rel") == "noopener"), html
    assert cleaned(html) == html, "cleaning it again changes nothing"


@pytest.mark.parametrize("hostile", [h for h in HOSTILE if "CDATA" not in h and "`" not in h and "noscript" not in h])
def test_what_does_not_get_through_is_reported(hostile: str) -> None:
    assert list(removals(hostile))


def test_what_is_harmless_stays_and_is_not_reported() -> None:
    html = (
        '<p id="a" class="b c" lang="ar" dir="rtl" title="t" aria-label="l" style="text-align:center">'
        '<img src="data:image/png;base64,AA" alt="a"><a href="mailto:a@b.example">a</a><a href="?q#f">b</a><a href="//h.example/">c</a></p>'
    )
    assert cleaned(html) == html
    assert list(removals(html)) == []


def test_nobody_can_write_what_stands_for_the_sites_own_html() -> None:
    held, other = HeldHtml(), HeldHtml()
    own = held.element('<a class="citation" id=cite-x data-quote="&quot; onclick=x">1</a>')
    forged = other.element("<script>x</script>")
    html = clean_page(f"<p title='{own}'>{own}{forged}</p><i id=cite-x>i</i>", held, "Table")
    tree = LexborHTMLParser(html)
    assert len(tree.css("a.citation")) == 1
    assert not tree.css("script, [onclick]")
    assert [node.tag for node in tree.css("[id]")] == ["a"], "an id of the site's own is not taken"


def test_the_attributes_of_a_link_by_id_come_from_the_site_alone() -> None:
    held = HeldHtml()
    link = f'<a class="mine" {held.attribute}="{held.attributes(" data-group=g ")}" href="x">a</a>'
    (anchor,) = LexborHTMLParser(clean_page(link, held, "Table")).css("a")
    assert anchor.attributes == {"class": "mine", "data-group": "g", "href": "x"}


def test_a_table_scrolls_in_a_group_with_a_name() -> None:
    tree = LexborHTMLParser(cleaned("<table><tr><td><table class=mine><tr><td>1</td></tr></table></td></tr></table>"))
    assert [node.attributes for node in tree.css(".table-scroll")] == [
        {"class": "table-scroll", "role": "group", "tabindex": "0", "aria-label": "Table"}
    ] * 2
    assert all(table.parent and table.parent.attributes.get("class") == "table-scroll" for table in tree.css("table"))


FOR_HAND_WRITTEN_PAGES = set(
    "admonition admonition-title c c1 cards ch cm footnote footnote-ref grid headerlink highlight js k kd kn na none nowrap nt num small-caps table-scroll "
    "task-list-item tip toc visually-hidden".split()
)
"""Classes of the style sheet that Markdown's extensions write as well, or that say nothing about a claim."""


def test_every_class_that_the_style_sheet_knows_is_the_sites_own_or_for_hand_written_pages() -> None:
    folder = Path(__file__).parents[2] / "templates/assets"
    styles = [
        re.sub(r'/\*.*?\*/|url\("[^"]*"\)|"[^"]*"|url\([^)]*\)', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for path in folder.rglob("*.css")
    ]
    known = {
        name for style in styles for selector in re.findall(r"([^{}]*)\{", style) for name in re.findall(r"\.([a-zA-Z_][\w-]*)", selector)
    }
    assert len(known) > 200
    assert known - FOR_HAND_WRITTEN_PAGES - OWN_CLASSES == set(), "add these to one of the two lists"
    assert OWN_CLASSES - known <= {"citation--contra", "claim--later", "editorial"}, "these exist no longer"
    assert set() == OWN_CLASSES & FOR_HAND_WRITTEN_PAGES


def test_html_that_is_nested_too_deeply_is_left_out_before_a_tree_is_built_of_it() -> None:
    deep, wide = "<div><p>" * 20_000, "<p>one</p>" * 20_000
    assert clean_page(deep, HeldHtml(), "Table") == ""
    assert [removal.what for removal in removals(deep)] == ["everything, since it has more than 5,000 open tags,"]
    assert (clean_page(wide, HeldHtml(), "Table"), list(removals(wide))) == (wide, [])
