"""What is said of what became of a statement of a source, and what places in a source are called."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from builder.model.language import phrase

if TYPE_CHECKING:
    from builder.csl.locators import Step
    from builder.model.language import Language


class Verdict(StrEnum):
    """What the records say beside one source about a statement of it."""

    DISPUTED = "disputed"
    """Another claim disputes it, or a source is cited against it."""
    DIFFERS = "differs"
    """It is the one report that differs from a record."""
    UNSEEN = "unseen"
    """It is credited to a report that nobody on the explainer's side has seen."""
    ALONE = "alone"
    """No other seen source is cited for it, and it is not credited to an unseen one."""
    SHARED = "shared"
    """Another seen source says so, too, but the two are not independent."""
    CARRIED = "carried"
    """An independent source says so, too."""
    OUTLIER = "outlier"
    """Another report differs, which does not change the sign of the claim."""
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


VERDICT_WORDS = {
    Verdict.DISPUTED: phrase("Disputed"),
    Verdict.DIFFERS: phrase("Differs from a record"),
    Verdict.UNSEEN: phrase("Credited to a report not seen"),
    Verdict.ALONE: phrase("Said here alone"),
    Verdict.SHARED: phrase("Also in a related source"),
    Verdict.CARRIED: phrase("Also said independently"),
    Verdict.OUTLIER: phrase("Another report differs"),
    Verdict.SUPERSEDED: phrase("Superseded"),
    Verdict.RETRACTED: phrase("Retracted"),
}
VERDICT_KEY = {
    Verdict.DISPUTED: phrase("Another account of equal standing speaks against it; both are shown."),
    Verdict.DIFFERS: phrase("The records of this site hold something else, which keeps its sign."),
    Verdict.UNSEEN: phrase("It names somebody else’s report, which the authors of this site have not seen."),
    Verdict.ALONE: phrase("No other source is cited for it. That does not make it wrong."),
    Verdict.SHARED: phrase("Another source says so, too, but one draws on the other, or both on a third."),
    Verdict.CARRIED: phrase("At least one source says so, too, that has no origin in common with this one."),
    Verdict.OUTLIER: phrase("A single report says otherwise, which does not make it disputed."),
    Verdict.SUPERSEDED: phrase("A later state of things has taken its place."),
    Verdict.RETRACTED: phrase("The authors of this site no longer stand by the claim."),
}
PLACES = {
    "volume": phrase("Volume {number}"),
    "book": phrase("Book {number}"),
    "part": phrase("Part {number}"),
    "act": phrase("Act {number}"),
    "chapter": phrase("Chapter {number}"),
    "scene": phrase("Scene {number}"),
    "article": phrase("Article {number}"),
    "section": phrase("Section {number}"),
    "appendix": phrase("Appendix {number}"),
    "timestamp": phrase("At {number}"),
    "page": phrase("Page {number}"),
    "folio": phrase("Folio {number}"),
    "column": phrase("Column {number}"),
    "figure": phrase("Figure {number}"),
    "table": phrase("Table {number}"),
    "note": phrase("Note {number}"),
    "paragraph": phrase("Paragraph {number}"),
    "verse": phrase("Verse {number}"),
    "sentence": phrase("Sentence {number}"),
    "line": phrase("Line {number}"),
}
"""By the labels of `csl.locators`."""
CHECKED = {
    "sentence": phrase("Checked, sentence by sentence"),
    "paragraph": phrase("Checked, paragraph by paragraph"),
    "page": phrase("Checked, page by page"),
}
CHECKED_OTHERWISE = phrase("Checked, place by place")


def place_words(steps: tuple[Step, ...], language: Language) -> str:
    """Return where something stands in a source, in words."""
    return language.say(", ").join([language.say(PLACES[step.label]).format(number=step.text) for step in steps])
