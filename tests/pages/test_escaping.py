"""No text gets into HTML without an escape: proved on the source of everything that writes HTML, in Python and in templates."""

from __future__ import annotations

import ast
import copy
import re
from pathlib import Path

import pytest
from html_safety import read, unsafe_values

ROOT = Path(__file__).parents[2]
SOURCE, TREES = read(ROOT / "builder")
EXEMPT = {
    "sanitising/characters.py: _ORDINARY_BEYOND": "a pattern",
    "search/values.py: names": "a pattern",
    "bibliographies/endnote.py: ''.join(parts)": "XML for pandoc",
    "bibliographies/endnote.py: quoteattr(kind.title())": "an escape of XML",
    "history/lost_addresses.py: ','.join((*new.was, old))": "a message",
    "history/lost_addresses.py: one.id": "a message",
    "bibliographies/pandoc.py: form": "the name of a reader of pandoc",
    "checking/rules.py: other.id": "a message",
    "checking/rules.py: written": "a message",
    "formats/other_numbers.py: numbers[0]": "a message",
    "formats/other_numbers.py: shown": "a message",
    "checking/sign_rules.py: against[0]": "a message",
    "checking/sign_rules.py: claim.id": "a message",
    "checking/sign_rules.py: instead": "a message",
    "checking/sign_rules.py: name": "a message",
    "checking/sign_rules.py: other.id": "a message",
    "checking/sign_rules.py: other.where": "a message",
    "linking/translations.py: expected": "a message",
    "language_server/occurrences.py: use.after": "a regular expression",
    "language_server/occurrences.py: use.before": "a regular expression",
    "language_server/renaming.py: thing.id": "an attribute of a claim in Markdown",
    "linking/translations.py: mark": "an attribute of a claim in Markdown",
    "moving_in/known_claims.py: claim.id": "a message",
    "moving_in/known_claims.py: claim.where": "a message",
    "moving_in/known_claims.py: date": "a message",
    "moving_in/known_claims.py: id_": "a message",
    "moving_in/document_themes.py: remark": "a comment in Markdown",
    "markdown/claims.py: text": "an attribute of a claim in Markdown",
    "markdown/claims.py: word": "an attribute of a claim in Markdown",
    "moving_in/claims.py: date": "an attribute of a claim in Markdown",
    "markdown/footnotes.py: tuple((_anchor(number, n) for n in range(1, times + 1)))": "numbers",
    "bundles/one_file.py: ''.join((_text(site, name) for name in _STYLES if f'{_ASSETS}{name}' in site))": "published by the site",
    "bundles/one_file.py: _FONT.sub(lambda font: f'url({_data_url(font[1], site[_ASSETS + font[1]].read_bytes())})', styles)": "the same",
    "bundles/one_file.py: _STAND_IN.sub('', styles).replace('font-display:fallback', 'font-display:block')": "the same",
    "bundles/one_file.py: _text(site, name)": "the same",
    "bundles/zim.py: without_picture(file.read_bytes()).decode()": "a finished page of the site",
    "ebook/package.py: ' '.join(marks)": "words of EPUB",
    "ebook/package.py: ''.join(map(item, ids))": "annotated, as the values of a function",
    "bundles/epub.py: bundle.introductions[address].written(wanted)": "annotated, as the value of a mapping",
    "bundles/typst_pdf.py: bundle.introductions[address].written(wanted)": "annotated, as the value of a mapping",
    "bundles/one_file.py: bundle.introductions[address].written(wanted)": "annotated, as the value of a mapping",
    "engine/page_hooks.py: text + ''.join(references)": "made by `reference_list`",
    "starting/entries.py: claim": "Markdown of a new theme",
    "starting/entries.py: _front_matter(THEME, {'title': answers['title'], 'question': answers['question']})": "YAML of a new theme",
    "whole/one_document.py: anchor": "of an address of the site, which consists of ids",
    "engine/plugin.py: config.copyright or ''": "the configuration is trusted, and may have HTML here",
}


def unsafe(module: str, tree: ast.Module) -> set[str]:
    return {f"{module}: {text}" for _, text in unsafe_values(SOURCE, module, tree)} - EXEMPT.keys()


@pytest.mark.parametrize("module", TREES)
def test_every_value_in_html_is_escaped_or_known_to_be_safe(module: str) -> None:
    assert unsafe(module, TREES[module]) == set()


def test_nothing_is_exempt_without_need() -> None:
    found = {f"{module}: {text}" for module, tree in TREES.items() for _, text in unsafe_values(SOURCE, module, tree)}
    assert EXEMPT.keys() <= found


def escapes(tree: ast.Module) -> list[tuple[int, int]]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "escape")
    return [(node.lineno, node.col_offset) for node in found]


class _Forgetful(ast.NodeTransformer):
    """Leaves out the escape at one place."""

    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return node.args[0] if (node.lineno, node.col_offset) == self.place and ast.unparse(node.func) == "escape" else node


FORGETTABLE = [
    (module, place)
    for module in TREES
    if module.startswith(("pages/", "site/page_frame", "markdown/parser", "markdown/inline", "engine/markdown_extension"))
    and module != "pages/template_words.py"
    for place in escapes(TREES[module])
]


@pytest.mark.parametrize(("module", "place"), FORGETTABLE, ids=[f"{module}:{place[0]}:{place[1]}" for module, place in FORGETTABLE])
def test_a_forgotten_escape_is_noticed(module: str, place: tuple[int, int]) -> None:
    assert unsafe(module, _Forgetful(place).visit(copy.deepcopy(TREES[module]))) != set()


@pytest.mark.parametrize(
    "new",
    [
        'def new(view: View, group: Group) -> SafeHtml:\n    return f"<p>{group.name}</p>"',
        "def new(group: Group) -> Markup:\n    return Markup(group.kind)",
        "def new(group: Group) -> str:\n    text = group.name\n    return f'<p title=\"{text}\">'",
        "def new(theme: Theme) -> SafeHtml:\n    return theme.title",
        "def new(view: View, group: Group) -> SafeHtml:\n    return view.say('in {x}').format(x=group.name)",
        "def new(groups: Sequence[Group]) -> str:\n    return f\"<p>{', '.join([g.name for g in groups])}</p>\"",
        'def new(group: Group) -> str:\n    return f"<p>{escape(group.name) if group.name else group.kind}</p>"',
        "def new(group: Group) -> None:\n    Html(group.name)",
        "def new(view: View, group: Group) -> None:\n    view.shared.groups.setdefault(group.id, group.name)",
        "def new(group: Group) -> SafeHtml:\n    out: list[SafeHtml] = []\n    out.append(group.name)\n    return ''.join(out)",
        "def new(group: Group) -> str:\n    return ''.join(f' lang=\"{tag}\"' for tag, name in group.native.items())",
        'def new(citation: Citation) -> str:\n    _, _, locator, *_ = citation\n    return f"<b>{locator}</b>"',
        'def new(text: str) -> str:\n    return f"<b>{text}"',
        "def new(source: Source) -> str:\n    return f'<a href={source.url}>'",
        "def new(source: Source) -> Iterator[SafeHtml]:\n    yield source.title",
        'def new(source: Source) -> str:\n    title, _, _ = source.title.partition(":")\n    return f"<i>{title}</i>"',
        'def new(group: Group) -> str:\n    return "".join(f"<p>{x}" for x in [*group.native.values(), "a"])',
        "def new(config: Config, title: str) -> Markup:\n    return Markup(config.copyright)",
        "def new(title: str) -> bytes:\n    return f'<title>{title}</title>'.encode()",
    ],
)
def test_a_new_function_that_forgets_is_noticed(new: str) -> None:
    assert unsafe("pages/new.py", ast.parse(new)) != set()


def test_what_is_escaped_is_not_reported() -> None:
    new = """
def new(view: View, group: Group, number: int) -> SafeHtml:
    names = [f"<li>{escape(name)}</li>" for name in group.native.values()]
    return f'<ul id="{group.id}" data-n={number}>{view.apart(group.name)}{"".join(names)}</ul>'
"""
    assert unsafe("pages/new.py", ast.parse(new)) == set()


# --- templates --------------------------------------------------------------------------------------------------------

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SAFE_FILTER = re.compile(r"\{\{-?\s*([^{}]*?)\|\s*safe\b")
CLEANED = {"fragments/tags/default/listing.html"}
"""Templates of what a plugin puts on a hand-written page, which is cleaned afterwards."""
UNQUOTED = re.compile(r"<[a-z](?:[^<>\"]|\"[^\"]*\")*\s[\w-]+=\{\{")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_templates_trust_only_what_is_html_and_quote_their_attributes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for expression in () if path.relative_to(ROOT / "templates").as_posix() in CLEANED else SAFE_FILTER.findall(text):
        method = re.match(r"view\.(\w+)\(", expression)
        assert method, expression
        assert SOURCE.classes["View"][method[1]] in ("SafeHtml", "Markup"), expression
    assert "autoescape" not in text
    assert UNQUOTED.findall(text) == [], "an attribute without quotation marks ends at a space"
