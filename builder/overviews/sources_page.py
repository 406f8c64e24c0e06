"""The list of all sources, and what readers can narrow it down by.

Without JavaScript it is a plain table; with it, `sources.js` hides rows and puts them in another order.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.mentions import fold
from builder.model.language import language_of
from builder.model.sources import Consulted
from builder.overviews.titles import Option, by_label, counted, overview_sheet
from builder.signs.sign_words import CONSULTED_WORDS
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from builder.linking.queries import Sheet
    from builder.model.explainer import Explainer
    from builder.model.sources import Source


class SourceOptions(NamedTuple):
    """The values by which sources can be filtered, each with the number of sources that have it."""

    publishers: tuple[Option, ...]
    perspectives: tuple[Option, ...]
    """Whose outlets those are, in the words of the records."""
    consulted: tuple[Option, ...]


def sources_sheet(explainer: Explainer) -> Sheet:
    """Give the list of all sources, by who published them."""
    sources = sorted(explainer.content.sources, key=_place)
    language = language_of(explainer.content.settings.languages[0])
    options = SourceOptions(
        publishers=_counted_texts((source.outlet for source in sources), str),
        perspectives=_counted_texts((source.perspective for source in sources), partial(typeset, language=language.tag)),
        consulted=counted({value: language.say(CONSULTED_WORDS[value]) for value in Consulted}, (source.consulted for source in sources)),
    )
    return overview_sheet("sources", (), sources=sources, options=options)


def _place(source: Source) -> tuple[bool, str]:
    """Return the key by which sources are listed: those of which nobody is known who answers for them stand last."""
    name = source.outlet or " ".join(author.short for author in source.authors)
    return not name, fold(name)


def _counted_texts(texts: Iterable[str], shown: Callable[[str], str]) -> tuple[Option, ...]:
    return by_label(Option(text, shown(text), number) for text, number in Counter(texts).items() if text)
