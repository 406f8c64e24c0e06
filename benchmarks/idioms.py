"""What the writers share: themes as Markdown, in which each format says citations, links and names in its own way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus import Citation, Claim, Emphasis, Link, Name, Source, Theme, Token, Words, part, slug

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Idiom:
    """How a format says the three things that plain Markdown cannot."""

    name: Callable[[Name], str]
    link: Callable[[Theme, int], str]
    """The address of a theme, written in another."""
    cite: Callable[[tuple[Citation, ...]], str]


def paragraph(theme: Theme, claim: Claim, idiom: Idiom) -> str:
    def written(token: Token) -> str:
        match token:
            case Words(text):
                return text
            case Emphasis(text):
                return f"*{text}*"
            case Link(target, text):
                return f"[{text}]({idiom.link(theme, target)})"
        return idiom.name(token)

    return " ".join(map(written, claim.tokens)) + idiom.cite(claim.citations)


def sections(theme: Theme, idiom: Idiom) -> str:
    lines = []
    for section in theme.sections:
        lines += [f"## {section.title}", ""]
        for claim in section.claims:
            lines += [paragraph(theme, claim, idiom), ""]
    return "\n".join(lines)


def file_link(theme: Theme, target: int) -> str:
    name = f"{slug(target)}.md"
    return name if theme.part == part(target) else f"../{part(target)}/{name}"


def page_link(_theme: Theme, target: int) -> str:
    return f"/themes/{part(target)}/{slug(target)}/"


def footnotes(citations: tuple[Citation, ...]) -> str:
    return "".join(f"[^{c.source.id}]" + (f" ({c.locator})" if c.locator else "") for c in citations)


def bracketed(citations: tuple[Citation, ...]) -> str:
    """Write pandoc's form: `[@id, p. 3; @other]`."""
    return f" [{'; '.join(f'@{c.source.id}' + (f', {c.locator}' if c.locator else '') for c in citations)}]"


def reference(source: Source) -> str:
    pages = f"{source.first_page}–{source.last_page}"
    return f"{' & '.join(source.authors)} ({source.year}). *{source.title}*. {source.journal} {source.volume}, {pages}. <{source.url}>"


def footnote_texts(theme: Theme) -> str:
    return "\n" + "\n".join(f"[^{source.id}]: {reference(source)}" for source in theme.cited) + "\n"


def quoted(text: str) -> str:
    """Write a text for YAML; every JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
