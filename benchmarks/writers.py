"""The corpus in each tool's own format. Every writer fills an empty folder with a complete project.

    python benchmarks/writers.py --size S --out /tmp/corpus explainer hugo

What a format cannot say is said in its nearest idiom: a citation is a footnote, a shortcode or a key in brackets, the name of
a group is an abbreviation, a glossary entry or a shortcode. Layouts that a tool does not bring along are in `layouts/`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import PER_PART, SIZES, Citation, Corpus, Group, Source, Theme, make_corpus, part_title, slug
from idioms import Idiom, bracketed, file_link, footnote_texts, footnotes, page_link, paragraph, quoted, sections, write

if TYPE_CHECKING:
    from collections.abc import Callable

LAYOUTS = Path(__file__).parent / "layouts"


def write_corpus(corpus: Corpus, variant: str, folder: Path) -> None:
    """Write a corpus in one format, in the place of whatever is in the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    WRITERS[variant](corpus, folder)


# --- this project -----------------------------------------------------------------------------------------------------


def _explainer(corpus: Corpus, folder: Path) -> None:
    """Write a folder that holds only `content/`: everything else is as it comes."""
    content = folder / "content"
    write(content / "explainer.yml", "title: Explainer\nas_of: 2025-01-01\nkinds:\n  militia: Militia\n")
    for number, name in enumerate(corpus.parts, 1):
        write(content / f"themes/{name}/part.yml", f"title: {part_title(name)}\norder: {number}\n")
    for theme in corpus.themes:
        write(content / f"themes/{theme.part}/{theme.slug}.md", _explainer_theme(theme))
    write(content / "sources/sources.json", json.dumps([_csl(source) for source in corpus.sources], ensure_ascii=False, indent=1))
    for group in corpus.groups:
        names = ", ".join(map(quoted, group.aliases))
        head = f"name: {quoted(group.name)}\nsummary: {quoted(group.definition)}\naliases: [{names}]\nkind: militia"
        write(content / f"groups/{group.id}.md", f"---\n{head}\n---\n")


def _explainer_theme(theme: Theme) -> str:
    idiom = Idiom(lambda name: name.text, lambda _theme, target: f"theme:{slug(target)}", bracketed)
    title = quoted(theme.title)
    lines = ["---", f"title: {title}", f"order: {theme.position + 1}", f"summary: {title}", "as_of: 2025-01-01", "---", ""]
    number = 0
    for section in theme.sections:
        lines += [f"## {section.title}", ""]
        for claim in section.claims:
            lines += [paragraph(theme, claim, idiom), f"{{#t{theme.position:04}-c{number:02}}}", ""]
            number += 1
    return "\n".join(lines)


def _translated(corpus: Corpus, folder: Path) -> None:
    """Write this project's format with one theme in a second language."""
    _explainer(corpus, folder)
    content, theme = folder / "content", corpus.themes[1]
    write(
        content / "explainer.yml",
        "title: Explainer\nas_of: 2025-01-01\nlanguages: [en, ar]\nkinds:\n  militia: {en: Militia, ar: ميليشيا}\n",
    )
    wording = (theme.title, theme.title, theme.title, *(section.title for section in theme.sections))  # also question and summary
    digest = sha256("\0".join(wording).encode()).hexdigest()[:8]
    head = f"---\ntitle: موضوع\nsummary: ملخص\nfrom: '{digest}'\n---\n"
    write(content / f"themes/{theme.part}/{theme.slug}.ar.md", head)


def _csl(source: Source) -> dict[str, object]:
    """Return a source as CSL-JSON."""
    return {
        "id": source.id,
        "type": "article-journal",
        "title": source.title,
        "volume": source.volume,
        "page": f"{source.first_page}–{source.last_page}",
        "URL": source.url,
        "author": [dict(zip(("family", "given"), author.split(", "), strict=True)) for author in source.authors],
        "issued": {"date-parts": [[source.year]]},
        "container-title": source.journal,
    }


# --- MkDocs with Material, and Zensical -------------------------------------------------------------------------------

_FEATURES = ("navigation.sections", "navigation.top", "toc.follow", "content.tooltips")
_SEARCH = {"search": {}}
_PERMALINKS = {"toc": {"permalink": True}}
_BIBTEX = {"bibtex": {"bib_file": "refs.bib", "bib_by_default": False, "enable_inline_citations": False}}
_GLOSSARY = {"ezglossary": {"tooltip": "short", "inline_refs": "none"}}
_ABBREVIATIONS = {"pymdownx.snippets": {"auto_append": ["includes/groups.md"], "base_path": ["."]}}


def _mkdocs_config(corpus: Corpus, folder: Path, features: tuple[str, ...], plugins: list[dict], extensions: list) -> None:
    """Write `mkdocs.yml`; it is JSON, which is YAML too."""
    nav = [{part_title(name): [f"themes/{name}/{theme.slug}.md" for theme in themes]} for name, themes in corpus.parts.items()]
    config = {
        "site_name": "Explainer",
        "site_url": "https://example.org/",
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False, "features": list(features)},
        "plugins": plugins,
        "markdown_extensions": extensions,
        "nav": [{"Home": "index.md"}, *nav, {"Glossary": "glossary.md"}],
    }
    write(folder / "mkdocs.yml", json.dumps(config, indent=1))
    links = "\n".join(f"- [{theme.title}](themes/{theme.part}/{theme.slug}.md)" for theme in corpus.themes)
    write(folder / "docs/index.md", f"# Explainer\n\nStart here.\n\n{links}\n")


def _mkdocs_theme(folder: Path, theme: Theme, text: str) -> None:
    write(folder / f"docs/themes/{theme.part}/{theme.slug}.md", f"# {theme.title}\n\n{text}")


def _bibtex(corpus: Corpus, folder: Path) -> None:
    """Write Material with mkdocs-bibtex and ezglossary: the closest that plugins come."""
    idiom = Idiom(lambda name: f"<group:{name.group.id}|{name.text}>", file_link, bracketed)
    for theme in corpus.themes:
        _mkdocs_theme(folder, theme, f"{sections(theme, idiom)}\n\\bibliography\n")
    entries = "\n\n".join(f"group:{g.id}\n:   **{g.name}**. {_also(g)}" for g in corpus.groups)
    write(folder / "docs/glossary.md", f"# Glossary\n\n{entries}\n")
    write(folder / "refs.bib", "\n".join(map(_bib_entry, corpus.sources)))
    extensions = ["attr_list", "footnotes", "def_list", _PERMALINKS]
    _mkdocs_config(corpus, folder, _FEATURES, [_SEARCH, _BIBTEX, _GLOSSARY], extensions)


def _also(group: Group) -> str:
    return f"{group.definition} Also: {', '.join(group.aliases)}."


def _bib_entry(source: Source) -> str:
    fields = {
        "author": " and ".join(source.authors),
        "title": source.title,
        "year": source.year,
        "journal": source.journal,
        "volume": source.volume,
        "pages": f"{source.first_page}--{source.last_page}",
        "url": source.url,
    }
    return f"@article{{{source.id},\n" + ",\n".join(f" {name}={{{value}}}" for name, value in fields.items()) + "\n}\n"


def _footnoted(corpus: Corpus, folder: Path, features: tuple[str, ...]) -> None:
    """Write Markdown with footnotes, and the groups' names as abbreviations: Material's own way to a glossary."""
    idiom = Idiom(lambda name: name.text, file_link, footnotes)
    for theme in corpus.themes:
        _mkdocs_theme(folder, theme, f"{sections(theme, idiom)}{footnote_texts(theme)}")
    entries = "\n\n".join(f"## {g.name}\n\n{_also(g)}" for g in corpus.groups)
    write(folder / "docs/glossary.md", f"# Glossary\n\n{entries}\n")
    # An empty line after each: Python-Markdown takes a quadratic time for abbreviations in one block.
    write(folder / "includes/groups.md", "\n\n".join(f"*[{name}]: {g.definition}" for g in corpus.groups for name in g.names) + "\n")
    _mkdocs_config(corpus, folder, features, [_SEARCH], ["attr_list", "footnotes", "abbr", _PERMALINKS, _ABBREVIATIONS])


def _material(corpus: Corpus, folder: Path) -> None:
    """Write Material as fast as it goes: only the reader's own part of the navigation is in a page."""
    _footnoted(corpus, folder, (*_FEATURES, "navigation.prune"))


def _zensical(corpus: Corpus, folder: Path) -> None:
    """Write what Zensical reads: the same as Material, with the whole navigation, since it prunes none."""
    _footnoted(corpus, folder, _FEATURES)


# --- Hugo, Zorto and Eleventy -----------------------------------------------------------------------------------------


def _hugo(corpus: Corpus, folder: Path, nav: str) -> None:
    """Write Hugo with shortcodes for citations and groups, and data files for both."""
    idiom = Idiom(lambda name: f'{{{{< group "{name.group.id}" "{name.text}" >}}}}', page_link, _cite_shortcodes)
    shutil.copytree(LAYOUTS / "hugo", folder)
    shutil.copyfile(LAYOUTS / f"nav/{nav}.html", folder / "layouts/partials/nav.html")
    content = folder / "content"
    write(content / "_index.md", "---\ntitle: Explainer\n---\nStart here.\n")
    write(content / "glossary.md", "---\ntitle: Glossary\nlayout: glossary\n---\n")
    write(content / "themes/_index.md", "---\ntitle: Themes\n---\n")
    for name in corpus.parts:
        write(content / f"themes/{name}/_index.md", f"---\ntitle: {part_title(name)}\n---\n")
    for theme in corpus.themes:
        head = f"---\ntitle: {theme.title}\nweight: {theme.position + 1}\n---\n\n"
        write(content / f"themes/{theme.part}/{theme.slug}.md", head + sections(theme, idiom))
    write(folder / "data/groups.json", json.dumps({group.id: asdict(group) for group in corpus.groups}))
    write(folder / "data/sources.json", json.dumps({source.id: _hugo_source(source) for source in corpus.sources}))


def _cite_shortcodes(citations: tuple[Citation, ...]) -> str:
    return "".join(f'{{{{< cite "{c.source.id}"{f" {quoted(c.locator)}" if c.locator else ""} >}}}}' for c in citations)


def _hugo_source(source: Source) -> dict[str, object]:
    return asdict(source) | {"author": " & ".join(source.authors), "pages": f"{source.first_page}–{source.last_page}"}


def _zorto(corpus: Corpus, folder: Path) -> None:
    """Write Zorto with shortcodes for citations and groups.

    A shortcode sees its arguments only, and a page its own front matter and the configuration, which is copied for each page:
    sources are where they are cited, navigation and groups in the configuration.
    """
    idiom = Idiom(
        lambda name: f'{{{{ group(id="{name.group.id}", text="{name.text}") }}}}',
        page_link,
        lambda citations: "".join(map(_zorto_citation, citations)),
    )
    shutil.copytree(LAYOUTS / "zorto", folder)
    content = folder / "content"
    write(content / "_index.md", '+++\ntitle = "Explainer"\n+++\nStart here.\n')
    write(content / "themes/_index.md", '+++\ntitle = "Themes"\n+++\n')
    for page in ("glossary", "search"):
        write(content / f"{page}.md", f'+++\ntitle = "{page.capitalize()}"\ntemplate = "{page}.html"\n+++\n')
    for name in corpus.parts:
        write(content / f"themes/{name}/_index.md", f'+++\ntitle = "{part_title(name)}"\nsort_by = "title"\n+++\n')
    for theme in corpus.themes:
        sources = {source.id: _hugo_source(source) for source in theme.cited}
        head = f"+++\ntitle = {quoted(theme.title)}\n\n[extra]\nsources = {_toml(sources)}\n+++\n\n"
        write(content / f"themes/{theme.part}/{theme.slug}.md", head + sections(theme, idiom))
    parts = [
        {
            "title": part_title(name),
            "section": f"themes/{name}/_index.md",
            "url": f"/themes/{name}/",
            "items": [{"u": page_link(theme, theme.position), "t": theme.title} for theme in themes],
        }
        for name, themes in corpus.parts.items()
    ]
    groups = {group.id: asdict(group) for group in corpus.groups}
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f"\n[extra]\nparts = {_toml(parts)}\ngroups = {_toml(groups)}\n")


def _zorto_citation(citation: Citation) -> str:
    locator = f", at={quoted(citation.locator)}" if citation.locator else ""
    return f'{{{{ cite(key="{citation.source.id}"{locator}) }}}}'


def _toml(value: object) -> str:
    """Write a value of JSON for TOML, in one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_toml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _eleventy(corpus: Corpus, folder: Path) -> None:
    """Write Eleventy with footnotes, and shortcodes for groups."""
    idiom = Idiom(lambda name: f'{{% group "{name.group.id}", "{name.text}" %}}', page_link, footnotes)
    shutil.copytree(LAYOUTS / "eleventy", folder)
    for theme in corpus.themes:
        head = f"---\ntitle: {theme.title}\npart: {theme.position // PER_PART}\nlayout: base.njk\ntags: theme\n---\n"
        write(folder / f"src/themes/{theme.part}/{theme.slug}.md", f"{head}{sections(theme, idiom)}{footnote_texts(theme)}")
    write(folder / "src/_data/groups.json", json.dumps({group.id: asdict(group) for group in corpus.groups}))
    nav = [
        {"name": part_title(name), "n": number, "items": [{"u": page_link(theme, theme.position), "t": theme.title} for theme in themes]}
        for number, (name, themes) in enumerate(corpus.parts.items())
    ]
    write(folder / "src/_data/nav.json", json.dumps(nav))


WRITERS: dict[str, Callable[[Corpus, Path], None]] = {
    "explainer": _explainer,
    "explainer-translated": _translated,
    "bibtex": _bibtex,
    "material": _material,
    "zensical": _zensical,
    "hugo": lambda corpus, folder: _hugo(corpus, folder, "full"),
    "hugo-pruned": lambda corpus, folder: _hugo(corpus, folder, "pruned"),
    "zorto": _zorto,
    "eleventy": _eleventy,
}
"""The formats by name."""


def main() -> None:
    """Write corpora for a look at them."""
    parser = argparse.ArgumentParser(description="Write the benchmark's corpus in one format or in all.")
    parser.add_argument("--size", choices=SIZES, default="S", help="how large (default: S)")
    parser.add_argument("--out", type=Path, required=True, help="a folder that gets a folder for each format")
    parser.add_argument("variants", nargs="*", metavar="format", help=f"of {', '.join(WRITERS)} (default: all)")
    options = parser.parse_args()
    if unknown := set(options.variants) - set(WRITERS):
        parser.error(f"there is no format {', '.join(sorted(unknown))}")
    corpus = make_corpus(SIZES[options.size])
    for variant in options.variants or WRITERS:
        write_corpus(corpus, variant, options.out / variant)
        print(options.out / variant)


if __name__ == "__main__":
    main()
