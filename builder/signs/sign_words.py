"""What signs, statuses and marks of consultation are called and mean, and the sentence that says why a claim has its sign."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from builder.linking.independence import voices
from builder.linking.queries import shortened
from builder.model.document import Status, Support
from builder.model.explainer import Reason
from builder.model.language import ENGLISH, Language, phrase
from builder.model.sources import Consulted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.model.dates import Date
    from builder.model.document import Claim, SafeHtml
    from builder.model.explainer import Explainer, NotCounted, Tally
    from builder.model.sources import Source

STATUS_WORDS = {Status.SUPERSEDED: phrase("Superseded"), Status.RETRACTED: phrase("Retracted"), Status.CONFIRMED: phrase("Confirmed")}
SUPPORT_WORDS = {
    Support.SEVERAL: phrase("Several independent sources"),
    Support.SINGLE: phrase("One source"),
    Support.DISPUTED: phrase("Disputed"),
    Support.UNSEEN: phrase("No source seen by the authors"),
    Support.NEEDED: phrase("Citation needed"),
    Support.EDITORIAL: phrase("Authors’ own words"),
}
SUPPORT_KEY = {
    Support.SEVERAL: phrase(
        "At least two independent sources say so: of different publishers or authors, none drawing on the other or on a common source."
    ),
    Support.SINGLE: phrase(
        "One source says so. Others that repeat it or what it rests on, or share its publisher or author, are not counted again."
    ),
    Support.DISPUTED: phrase("Sources or claims contradict each other about it; both sides are shown."),
    Support.UNSEEN: phrase("The authors have read neither the cited sources nor a text that quotes them."),
    Support.NEEDED: phrase("No source has been found yet for it, or for a part of it."),
    Support.EDITORIAL: phrase("An observation or inference of the authors, not a report."),
}
SHORT_WORDS = SUPPORT_WORDS | {Support.UNSEEN: phrase("No source seen"), Support.EDITORIAL: phrase("Authors")}
"""What stands beside a claim, where there is little room: the beginnings of the words above."""
_CLAIMS, _LETTERS = 3, 70
"""Claims that are named in a sentence at most, and letters of each."""
CONSULTED_WORDS = {
    Consulted.FULL: phrase("Read in full"),
    Consulted.EXCERPT: phrase("Excerpt read"),
    Consulted.NO: phrase("Not seen by the authors"),
}
CONSULTED_KEY = {
    Consulted.FULL: phrase("The authors have read the whole text, or all of it that is open to readers."),
    Consulted.EXCERPT: phrase("They have read a part of it. What they do not mention may still be in the rest."),
    Consulted.NO: phrase("They know it through another source, which is then named, or they know no more than its address."),
}


def why_of_claim(explainer: Explainer, claim: Claim, language: Language = ENGLISH) -> str:
    """Say in a sentence or two why a claim has its sign; nothing of the authors' own words, whose sources are not counted."""
    support, say = explainer.support[claim.id], language.say
    if support is Support.EDITORIAL:
        return ""
    parts = [why(explainer, explainer.tallies[claim.id], language)]
    disputing = explainer.disputed_by.get(claim.id, ())
    if support is Support.DISPUTED and disputing:
        parts.append(say("Against it: {claims}.").format(claims=_quoted(explainer, disputing, language)))
    elif support is Support.DISPUTED and claim.status is Status.DISPUTED:
        parts.append(say("The authors have set it down as disputed."))
    if claim.differs:
        words = say("It differs from: {claims}. One report against a record does not make that disputed.")
        parts.append(words.format(claims=_quoted(explainer, claim.differs, language)))
    if differing := explainer.differed_by.get(claim.id):
        words = say("A report that differs does not change this sign: {claims}.")
        parts.append(words.format(claims=_quoted(explainer, differing, language)))
    return " ".join(filter(None, parts))


def _quoted(explainer: Explainer, claims: Sequence[str], language: Language) -> str:
    """Return the beginnings of the first claims, in quotation marks."""
    texts = [shortened(explainer.claims[claim].text, _LETTERS).rstrip(".") for claim in claims[:_CLAIMS] if claim in explainer.claims]
    return language.say("; ").join([language.say("“{words}”").format(words=text) for text in texts])


def why(explainer: Explainer, tally: Tally, language: Language = ENGLISH) -> str:
    """Say in a sentence which sources of a claim are counted, which are not, and after whom."""
    say, sources = language.say, explainer.sources
    if tally.rows:
        numbers = Counter(row.support for row in tally.rows)
        signs = [say("{sign} ({n})").format(sign=say(word), n=numbers[sign]) for sign, word in SUPPORT_WORDS.items() if numbers[sign]]
        rows = say("Rows: {signs}.").format(signs=say("; ").join(signs))
        return f"{rows} {say('Each row has a sign of its own, and the table the weakest.')}"
    total = len(tally.counted) + len(tally.not_counted)
    if not total:
        return ""
    names = say("; ").join([_counted(sources, source, language) for source in tally.counted])
    text = (say("{n} of {total}: {names}.") if names else say("{n} of {total}.")).format(n=len(tally.counted), total=total, names=names)
    if not tally.not_counted:
        return text
    others: dict[tuple[str, str, str], int] = {}
    for one in tally.not_counted:
        if one.source in sources:  # one that nobody knows is an error, after which versions are compared all the same
            key = who(sources[one.source], language), reason_words(sources, one), name_in_reason(sources, one, language)
            others[key] = others.get(key, 0) + 1
    listed = [
        say(reason).format(name=say("{name} ({n} texts)").format(name=name, n=n) if n > 1 else name, other=other)
        for (name, reason, other), n in others.items()
    ]
    return f"{text} {say('Not counted: {names}.').format(names=say('; ').join(listed))}"


NOT_COUNTED = {
    Reason.UNSEEN: phrase("{name}, not seen"),
    Reason.AGAINST: phrase("{name}, which contradicts it"),
    Reason.THROUGH: phrase("{name}, known only through {other}"),
    Reason.SAME: phrase("more by {name}, already counted"),
    Reason.AFTER: phrase("{name}, after {other}"),
    Reason.BEHIND: phrase("{name}, on which {other} draws"),
}
BOTH_AFTER = phrase("{name}, also after {other}")
"""Where the counted source derives from that voice as well."""
NOT_COUNTED_KEY = {
    NOT_COUNTED[Reason.UNSEEN]: phrase("The authors have seen neither A nor anything through which they know it."),
    NOT_COUNTED[Reason.AGAINST]: phrase("A says the opposite of the claim."),
    NOT_COUNTED[Reason.THROUGH]: phrase("The authors have not seen A itself. It has an origin in common with B, which is counted."),
    NOT_COUNTED[Reason.SAME]: phrase("Another text of the same voice is counted."),
    NOT_COUNTED[Reason.AFTER]: phrase("A goes back to B, which is counted."),
    BOTH_AFTER: phrase("A goes back to B, and so does a source that is counted."),
    NOT_COUNTED[Reason.BEHIND]: phrase("B is counted, and goes back to A."),
}


def who(source: Source, language: Language = ENGLISH) -> str:
    """Return whose statement a source is, for a list of voices."""
    return isolated(" & ".join(voices(source)), language.direction)


@lru_cache(maxsize=4096)
def isolated(name: str, way: str) -> str:
    """Return a name between the marks of Unicode that keep it apart, if it runs against the way of writing of the text around it."""
    against = ("R", "AL") if way == "ltr" else ("L",)
    return f"\u2068{name}\u2069" if any(bidirectional(char) in against for char in name) else name


def _counted(sources: Mapping[str, Source], name: str, language: Language) -> str:
    """Return the voice of a counted source; of one that nobody has seen, also of those through which it is known."""
    source, say = sources[name], language.say
    if source.consulted is not Consulted.NO:
        return who(source, language)
    through = say(", ").join([who(sources[via], language) for via in source.via if via in sources])
    return say("{name}, read in {through}").format(name=who(source, language), through=through)


def reason_words(sources: Mapping[str, Source], one: NotCounted) -> str:
    """Return the phrase for why a source is not counted."""
    return BOTH_AFTER if one.reason is Reason.AFTER and one.voice not in voices(sources[one.counted]) else NOT_COUNTED[one.reason]


def name_in_reason(sources: Mapping[str, Source], one: NotCounted, language: Language = ENGLISH) -> str:
    """Return the name that stands in the reason why a source is not counted."""
    if one.reason in (Reason.BEHIND, Reason.THROUGH):
        return who(sources[one.counted], language)
    return isolated(one.voice, language.direction)


def short_and_long(support: Support, independent: int, language: Language = ENGLISH) -> tuple[SafeHtml, SafeHtml]:
    """Return what the sign of a claim is called beside it, and what it is called where there is room; the number is of its sources."""
    if support is not Support.SEVERAL:
        return language.say(SHORT_WORDS[support]), language.say(SUPPORT_WORDS[support])
    return (
        language.many(independent, "One independent", "{n} independent"),
        language.many(independent, "One independent source", "{n} independent sources"),
    )


def later_words(explainer: Explainer, page: str, language: Language = ENGLISH) -> str:
    """Say that something happened after the date as of which a page is written; the page is named by its address."""
    as_of = date_of_page(explainer, page)
    return language.say("After {date}").format(date=language.date(as_of)) if as_of else language.say("Later development")


def date_of_page(explainer: Explainer, page: str) -> Date | None:
    """Return the date as of which a page is written, by its address; None if nobody says."""
    theme = explainer.themes.get(page.removeprefix("themes/").partition("/")[0])
    return (theme and theme.as_of) or explainer.content.settings.as_of


def shown_status(claim: Claim, support: Support) -> Status:
    """Return the status that readers are shown: nothing that the sign calls disputed is called confirmed beside it."""
    return Status.DISPUTED if claim.status is Status.CONFIRMED and support is Support.DISPUTED else claim.status


def differing(explainer: Explainer, claim: Claim, language: Language = ENGLISH) -> tuple[SafeHtml, SafeHtml]:
    """Return what is said beside a claim that differs from another, and beside one from which others differ; else nothing."""
    others = len(explainer.differed_by.get(claim.id, ()))
    return (
        language.say("Differing report") if claim.differs else "",
        language.many(others, "One report differs", "{n} reports differ") if others else "",
    )
