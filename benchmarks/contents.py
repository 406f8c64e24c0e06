"""What a finished site holds, counted in its HTML, beside what the corpus asks for: a fast build of less is no fast build."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus import make_corpus


class OfThemes(NamedTuple):
    """What pages of themes hold."""

    themes: int
    citations: int
    references: int
    """Entries of the lists at the ends of pages."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a site holds."""

    pages: int
    of_themes: OfThemes


def held(site: Path, marks: tuple[str, str]) -> Contents:
    """Return what a site holds, by what stands once for each citation and for each reference."""
    pages = list(site.rglob("*.html"))
    themes = [page for page in pages if "theme-" in f"{page.parent.name}/{page.name}"]
    counts = [[text.count(mark.encode()) for mark in marks] for text in map(Path.read_bytes, themes)]
    citations, references = (sum(column) for column in zip(*counts, strict=True))
    return Contents(len(pages), OfThemes(len(themes), citations, references))


@cache
def wanted(themes: int) -> OfThemes:
    """Return what a corpus with so many themes has to become."""
    corpus = make_corpus(themes)
    citations = sum(len(claim.citations) for theme in corpus.themes for section in theme.sections for claim in section.claims)
    return OfThemes(themes, citations, sum(len(theme.cited) for theme in corpus.themes))
