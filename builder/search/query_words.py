"""What the search must know of languages: words of a query that say nothing, names of months, and what its field says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.linking.mentions import fold
from builder.model.document import Support
from builder.model.language import SOURCE, month_names
from builder.signs.sign_words import SUPPORT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.json_encoding import Record
    from builder.model.language import Language

_STOP_WORDS = {
    "en": "a about an and any are as at be been by can could did do does for from had has have how if in into is it its many much of on or"
    " should so than that the their them there these they this those to was were what when where which who whom whose why will with would",
    "ar": "أن إن أو إلى التي الذي الذين ثم حتى حول على عن عند في قد كان كانت كم كيف لا لم ما ماذا متى من هذا هذه هل هو هي و",
}
"""By base language: words of questions, and those that join others."""


def stop_words(tags: Iterable[str]) -> str:
    """Return the words that a query can do without in any of these languages, folded, with spaces between."""
    bases = dict.fromkeys((SOURCE, *(tag.partition("-")[0] for tag in tags)))
    return fold(" ".join(_STOP_WORDS.get(base, "") for base in bases)).strip()


def months(tags: Iterable[str]) -> dict[str, int]:
    """Return the numbers of the months by their folded names in these languages, and in English."""
    return {fold(name): number for tag in dict.fromkeys((SOURCE, *tags)) for name, number in month_names(tag).items()}


def field_words(language: Language) -> Record:
    """Return what the search field says: kinds, sentences with values in braces, the names of signs."""
    say = language.say
    return {
        "kinds": {
            "claim": say("Claims"),
            "group": say("Groups"),
            "term": say("Terms"),
            "theme": say("Themes"),
            "source": say("Sources"),
            "page": say("Pages"),
        },
        "signs": {support.value: say(SUPPORT_WORDS[support]) for support in Support},
        "list": say("Search results"),
        "found": language.variants("{n} result", "{n} results"),
        "corrected": say("Showing results for “{query}”."),
        "loose": say("No text has all of these words; these have some."),
        "none": say("No results for “{query}”. Try fewer words or another spelling, or look here:"),
        "lists": {"claims": say("All claims"), "sources": say("Sources"), "glossary": say("Glossary")},
        "all": say("All results: {number}"),
        "more": say("Show more"),
        "filter": say("Filter these claims"),
    }
