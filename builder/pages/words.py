"""What things are called in the interface, and the smallest pieces of HTML: dates, signs, attributes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.linking.queries import cut_at_clause, shortened
from builder.model.document import Html, Support, Text
from builder.model.language import ENGLISH, Language, phrase
from builder.signs.sign_words import STATUS_WORDS, SUPPORT_WORDS, differing, later_words, short_and_long, shown_status
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from builder.model.dates import Date, SourceDate
    from builder.model.document import Claim, SafeHtml
    from builder.model.explainer import Explainer

FIELDS = {
    "archive": phrase("Archive"),
    "archive-place": phrase("Place of the archive"),
    "archive_collection": phrase("Collection in the archive"),
    "archive_location": phrase("Place in the archive"),
    "recipient": phrase("Written to"),
}
"""The labels of variables of CSL whose names are no words."""
_LINE = 110
"""Letters of a claim where it is one line."""
_SENTENCE = 240
"""Letters of a claim where most can be whole."""


def label(claim: Claim, language: Language = ENGLISH) -> str:
    """Return the text of a claim shortened to a line; of a table, the heads of its columns."""
    return shortened(whole_as_set(claim, language), _LINE)


def sentence(claim: Claim, language: Language = ENGLISH) -> str:
    """Return the text of a claim, cut at the end of a clause if it is long; of a table, the heads of its columns."""
    return cut_at_clause(whole_as_set(claim, language), _SENTENCE)


def whole_as_set(claim: Claim, language: Language = ENGLISH) -> str:
    """Return the text of a claim for places that cannot show a table (`whole`), with its quotation marks set."""
    return typeset(whole(claim, language), language.tag)


def whole(claim: Claim, language: Language = ENGLISH) -> str:
    """Return the text of a claim for places that cannot show a table: of a table, the heads of its columns."""
    return language.say("Table: {heads}").format(heads=table_rows(claim)[0]) if claim.tag == "table" else claim.text


def table_rows(claim: Claim) -> list[str]:
    """Return the rows of a claim that is a table as lines, the heads of its columns first: `Group · Date · Source`."""
    rows: list[list[str]] = [[""]]
    for token in claim.tokens:
        if isinstance(token, Text):
            rows[-1][-1] += token.text
        elif isinstance(token, Html) and token.html in ("</th>", "</td>"):
            rows[-1].append("")
        elif isinstance(token, Html) and token.html.startswith("</tr>"):
            rows.append([""])
    return [" · ".join(filter(None, map(str.strip, row))) for row in rows[:-1]]


def facts(explainer: Explainer, claim: Claim, language: Language = ENGLISH, *, dated: bool = True) -> list[str]:
    """Return the status, date (unless it stands beside) and attribution of a claim, in words, and whether a report differs."""
    say, status = language.say, shown_status(claim, explainer.support[claim.id])
    parts = [say(STATUS_WORDS[status])] if status in STATUS_WORDS else []
    if claim.differs or claim.id in explainer.differed_by:
        parts += filter(None, differing(explainer, claim, language))
    if claim.date and dated:
        parts.append(language.date(claim.date))
    elif claim.as_of and dated:
        parts.append(say("as of {date}").format(date=language.date(claim.as_of)))
    if claim.later:
        parts.append(later_words(explainer, claim.page, language))
    if claim.attributed:
        parts.append(say("according to {name}").format(name=claim.attributed))
    return parts


SIGN = "<i class=sign></i>"
"""The sign of a support, drawn by the style sheet for the `data-support` of the element around it."""


def time(date: Date | SourceDate, css: SafeHtml = "", language: Language = ENGLISH, text: str = "") -> SafeHtml:
    """Return a date as HTML, readable by people and programs; with a `text` in place of its words."""
    machine = date.machine
    tag = "time" if machine else "span"
    words = escape(text or language.date(date))
    return f"<{tag}{f' class={css}' if css else ''}{f' datetime={machine}' if machine else ''}>{words}</{tag}>"


def attribute(name: SafeHtml, value: str) -> SafeHtml:
    """Return an HTML attribute with a space before it; nothing if its value is empty."""
    return f' {name}="{escape(value)}"' if value else ""


def sign_of(support: Support, independent: int, language: Language) -> SafeHtml:
    """Return the rest of the link that is the sign of a claim: its word is short, and read out in full. The style sheet draws the sign."""
    short, full = short_and_long(support, independent, language)
    return f"{attribute('aria-label', full) if full != short else ''}><span class=claim-support>{short}</span></a>"


def row_sign_of(support: Support, language: Language) -> SafeHtml:
    """Return the end of the link that is the sign of a row: its word is read out, and is not in the text of the table."""
    return f"{attribute('aria-label', language.say(SUPPORT_WORDS[support]))}></a>"


def support_mark(support: Support, language: Language) -> Markup:
    """Return how well a claim is supported as HTML: the sign and the word."""
    word = f"<span class=support-word>{language.say(SUPPORT_WORDS[support])}</span>"
    return Markup(f"<span class=support data-support={support}>{SIGN} {word}</span>")
