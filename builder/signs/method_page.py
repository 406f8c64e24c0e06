"""The page about how to read the site: signs, marks, and how the sources of a claim are counted."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.independence import OF_AUTHORS
from builder.linking.queries import Sheet
from builder.linking.support import DECIDING, LOWEST_FIRST
from builder.model.document import Support
from builder.model.language import ENGLISH, Language, language_of, phrase
from builder.signs.sign_words import CONSULTED_KEY, NOT_COUNTED_KEY, SUPPORT_WORDS, name_in_reason, reason_words, who

if TYPE_CHECKING:
    from builder.model.explainer import Explainer, NotCounted

TITLE = phrase("How to read this site")


def method_sheet(explainer: Explainer) -> Sheet:
    """Give the page about how to read the site: signs, marks and the words beside claims, explained."""
    toc = (
        ("signs", phrase("The signs")),
        ("sources", phrase("How sources are counted")),
        ("marks", phrase("How a source was read")),
        ("claims", phrase("What else stands beside a claim")),
        ("limits", phrase("What the signs do not mean")),
        ("rule", phrase("The rule, exactly")),
    )
    numbers = Counter(explainer.support.values())
    context = {
        "signs": [(support, numbers[support]) for support in DECIDING],
        "lowest": LOWEST_FIRST,
        "explained": explained(explainer, language_of(explainer.content.settings.languages[0])),
        "consulted_key": CONSULTED_KEY,
        "of_authors": sorted(OF_AUTHORS),
    }
    return Sheet("method/", TITLE, "method.html", tuple((f"method-{name}", title) for name, title in toc), context)


class Explained(NamedTuple):
    """Words of the sentence about the sources of a claim (`why`), and what they mean."""

    words: str
    meaning: str
    claim: str = ""
    """The id of a claim with such words; empty if none is known."""
    example: str = ""
    """The words there."""


def explained(explainer: Explainer, language: Language = ENGLISH) -> list[Explained]:
    """Return the words of `why` for sources A and B, with an example of each reason that occurs."""
    say, sources = language.say, explainer.sources
    a, b = say("A"), say("B")
    found = _first_of_each_reason(explainer)
    rows = [
        Explained(
            say("{n} of {total}: {names}.").format(n=2, total=4, names=say("; ").join((a, b))),
            say("Of four sources two are counted, one of A and one of B."),
        ),
        Explained(
            say("{name}, read in {through}").format(name=a, through=b),
            say("A is counted. The authors have not seen it, but they have seen B, through which they know it."),
        ),
    ]
    for words, meaning in NOT_COUNTED_KEY.items():
        claim, one = found.get(words, ("", None))
        example = say(words).format(name=who(sources[one.source], language), other=name_in_reason(sources, one, language)) if one else ""
        rows.append(Explained(say(words).format(name=a, other=b), say(meaning), claim, example))
    signs = [say("{sign} ({n})").format(sign=say(SUPPORT_WORDS[sign]), n=n) for sign, n in ((Support.SEVERAL, 2), (Support.SINGLE, 1))]
    return [
        *rows,
        Explained(say("{name} ({n} texts)").format(name=a, n=2), say("Two texts of A, for the same reason.")),
        Explained(say("Rows: {signs}.").format(signs=say("; ").join(signs)), say("Of a table: how many of its rows have which sign.")),
    ]


def _first_of_each_reason(explainer: Explainer) -> dict[str, tuple[str, NotCounted]]:
    """Return the first claim whose sentence has each phrase for a reason, with the source that it is about."""
    found: dict[str, tuple[str, NotCounted]] = {}
    for claim, tally in explainer.tallies.items():
        if tally.support is not Support.EDITORIAL:
            for one in chain(tally.not_counted, *[row.not_counted for row in tally.rows]):
                found.setdefault(reason_words(explainer.sources, one), (claim, one))
    return found
