"""The keys and classes in the attribute list of a claim, `{#id key=value .class}`, and of a translated claim."""

from __future__ import annotations

from builder.formats.keys import Choice, Format, Key, ValueKind

STATUSES = (
    Choice("reported", "somebody reports it", ("claimed", "alleged", "said")),
    Choice("confirmed", "it is established", ("true", "verified", "established", "fact")),
    Choice("disputed", "accounts differ", ("contested", "contradicted")),
    Choice("superseded", "a later claim takes its place", ("outdated", "obsolete", "replaced")),
    Choice("retracted", "the authors no longer stand by it", ("withdrawn", "false", "wrong")),
)
MOST_WORDS = 8
"""Of what an event is called, where white space parts words: as much as stands beside a mark of a drawing."""
_DISPUTES = ("dispute", "disputed", "contradicts", "against", "contra")
CLAIM = Format(
    "claim",
    (
        Key(
            "date",
            ValueKind.DATE,
            "When it happened, in the Gregorian calendar.",
            "2025-02-04",
            also=("on", "when", "day", "happened", "dated", "year"),
        ),
        Key("as_of", ValueKind.DATE, "When it was known to hold.", "2025-09-25", also=("asof", "updated")),
        Key("status", ValueKind.CHOICE, "How it stands.", "confirmed", also=("state",), choices=STATUSES),
        Key("disputes", ValueKind.IDS, "The claims that it contradicts.", "other-claim", also=_DISPUTES),
        Key(
            "differs",
            ValueKind.IDS,
            "The claim from which it differs, as the one report that stands against a record.",
            "other-claim",
            also=("differs-from", "differ", "outlier", "deviates"),
        ),
        Key("supersedes", ValueKind.IDS, "The claims whose place it takes.", "other-claim", also=("replaces", "updates", "superseded")),
        Key("supports", ValueKind.IDS, "The claims for which it speaks.", "other-claim", also=("support", "backs", "confirms")),
        Key(
            "attributed",
            ValueKind.TEXT,
            "Who says so, if the source only passes it on.",
            '"eight unnamed sources"',
            also=("attribution", "according-to", "said-by", "by", "speaker"),
        ),
        Key(
            "event",
            ValueKind.TEXT,
            f"What it is called on the timeline, in at most {MOST_WORDS} words: it happened on its `date`, and is an event of its own.",
            '"Four groups designated"',
            also=("events", "milestone", "happening"),
        ),
        Key("measures", ValueKind.TEXT, "The quantity of its figure.", "exports", also=("measure", "quantity", "figure")),
        Key("value", ValueKind.TEXT, "The figure.", "185000", also=("number", "amount", "count")),
        Key("unit", ValueKind.TEXT, "The unit of the figure.", "barrels/day", also=("units",)),
        Key(
            "said",
            ValueKind.TEXT,
            "The words of the source for which the figure stands, where it gives no number; they are shown in its place.",
            '"a third"',
            also=("words", "wording", "put-as"),
        ),
        Key("was", ValueKind.WORDS, "What its id was before.", "old-name", also=("formerly", "former", "renamed-from")),
    ),
)
CLASSES = (
    Choice("editorial", "the authors' own words, which need no source", ("own", "authors", "opinion", "comment")),
    Choice("citation-needed", "its source is still to be found", ("cn", "uncited", "needs-citation", "todo")),
    Choice("later", "it happened after the day of the explainer", ("after", "update", "postscript")),
)
TRANSLATED_CLAIM = Format(
    "translation",
    (
        Key(
            "from",
            ValueKind.TEXT,
            "The digest of the wording that was translated; `explainer check` prints it.",
            "dd9deae8",
            also=("digest", "translates"),
        ),
        Key(
            "attributed",
            ValueKind.TEXT,
            "Who says so, translated.",
            '"ثمانية مصادر"',
            also=("attribution", "according-to", "said-by", "by", "speaker"),
        ),
        Key("event", ValueKind.TEXT, "What it is called on the timeline, translated.", '"إدراج أربع جماعات"', also=("events", "milestone")),
    ),
)
