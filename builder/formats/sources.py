"""The keys of source records: the variables of the Citation Style Language (CSL 1.0.2), and additions of this project."""

from __future__ import annotations

from builder.csl.variables import DATES, MEANINGS, NAMES, TEXTS, TYPES
from builder.formats.keys import Choice, Format, Key, ValueKind

NAME = Format(
    "name",
    (
        Key(
            "literal",
            ValueKind.TEXT,
            "The name of a body, or of a person as a whole.",
            "The Harbour Office",
            also=("name", "full", "text", "organization"),
        ),
        Key("family", ValueKind.TEXT, "The family name.", "Tal", also=("last", "surname", "last-name", "lastname", "family-name")),
        Key("given", ValueKind.TEXT, "The given names.", "Ludwig", also=("first", "first-name", "firstname", "given-name")),
        Key("non-dropping-particle", ValueKind.TEXT, "A particle that stays with the family name.", "van", also=("particle", "prefix")),
        Key("dropping-particle", ValueKind.TEXT, "A particle that may be left out.", "de"),
        Key("suffix", ValueKind.TEXT, "What follows the name.", "Jr.", also=("jr", "lineage")),
        Key("comma-suffix", ValueKind.TEXT, "Whether a comma stands before the suffix.", "true"),
        Key("static-ordering", ValueKind.TEXT, "Whether the family name is always first.", "true"),
        Key("parse-names", ValueKind.TEXT, "Whether particles and suffix are still to be found in the names.", "true"),
    ),
)
SNAPSHOT = Format(
    "snapshot",
    (
        Key(
            "url",
            ValueKind.ADDRESS,
            "The address of the copy.",
            "https://web.archive.org/web/2025/https://example.org/",
            also=("link", "href", "address", "uri"),
        ),
        Key("date", ValueKind.DATE, "The day on which it was made.", "2025-09-26", also=("on", "archived", "accessed")),
        Key(
            "sha256",
            ValueKind.TEXT,
            "The digest of the copy.",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            also=("hash", "digest", "checksum"),
        ),
    ),
)
DATE_OBJECT = Format(
    "date",
    tuple(
        Key(name, ValueKind.TEXT, meaning, example)
        for name, meaning, example in (
            ("date-parts", "Year, month and day of each end, as programs write them.", "[[2025, 9, 24]]"),
            ("season", "The season, 1 to 4.", "1"),
            ("circa", "Whether it is about then.", "true"),
            ("literal", "What the record has instead of a date.", "in press"),
            ("raw", "The same, to be read.", "2025-09"),
        )
    ),
)
"""A date as an object of CSL-JSON."""
DATE_PARTS = Format("date", tuple(Key(name, ValueKind.TEXT, "", "") for name in "year month day season circa literal raw other".split()))
"""A date, or one end of it, as pandoc's older YAML has it."""
CONSULTED = (
    Choice("full", "from beginning to end", ("all", "whole", "complete", "completely", "entire", "fully", "yes", "true")),
    Choice(
        "excerpt",
        "parts of it",
        ("partial", "partially", "part", "parts", "partly", "some", "extract", "excerpts", "abstract", "yes", "true"),
    ),
    Choice("no", "nothing of it", ("none", "not", "never", "unread", "unseen", "false", "0")),
)
_ALSO = {
    "authority": ("court",),
    "chapter-number": ("chapter",),
    "collection-title": ("series",),
    "event-title": ("conference",),
    "keyword": (
        "keywords",
        "tags",
    ),
    "medium": ("format",),
    "page": (
        "pages",
        "pp",
    ),
    "PMID": ("pubmed",),
    "publisher-place": (
        "place",
        "city",
        "location",
        "address",
    ),
    "status": ("state",),
    "volume": ("vol",),
    "collection-editor": ("series-editor",),
    "contributor": ("contributors",),
    "editor": (
        "editors",
        "edited-by",
    ),
    "translator": (
        "translators",
        "translated-by",
    ),
    "original-date": ("original-year",),
}
IN_ARCHIVES = (
    Key("archive", ValueKind.TEXT, "The archive or library that keeps it.", "Harbour Archive, Sorn", ("library", "held-by")),
    Key("archive_location", ValueKind.TEXT, "Its place there: shelf mark, box, folio.", "Letters 12, f. 3", ("shelf-mark", "shelfmark")),
    Key(
        "recipient", ValueKind.NAMES, "To whom it was written.", "[{family: Tal, given: Ludwig}]", ("addressee", "addressed-to", "sent-to")
    ),
)
"""Of letters and manuscripts; shown in the reference of a source that has no address."""
OTHER_TEXTS, OTHER_NAMES, OTHER_DATES = (
    tuple(
        Key(name, kind, "As CSL has it; passed on to exports.", example, _ALSO.get(name, ()))
        for name in names
        if name not in [key.name for key in IN_ARCHIVES]
    )
    for names, kind, example in (
        (TEXTS, ValueKind.TEXT, "12"),
        (NAMES, ValueKind.NAMES, "[{family: Tal, given: Ludwig}]"),
        (DATES, ValueKind.DATE, "2025-09-24"),
    )
)
SOURCE = Format(
    "source",
    (
        Key("id", ValueKind.ID, "Its id, by which texts cite it.", "gazette", also=("key", "citekey", "cite-key", "slug"), required=True),
        Key(
            "type",
            ValueKind.CHOICE,
            "Its type in CSL.",
            "article-newspaper",
            also=("kind", "category", "document-type", "item-type"),
            choices=tuple(Choice(name, MEANINGS.get(name, "")) for name in TYPES),
        ),
        Key("title", ValueKind.TEXT, "The title as printed.", "Harbour to close", also=("name", "headline", "heading"), required=True),
        Key(
            "author",
            ValueKind.NAMES,
            "Who wrote it.",
            "[{family: Tal, given: Ludwig}, {literal: The Harbour Office}]",
            also=("authors", "by", "byline", "writer", "creator", "creators"),
        ),
        Key(
            "publisher",
            ValueKind.TEXT,
            "Who answers for the text.",
            "The Gazette",
            also=("publication", "outlet", "institution", "organization", "organisation", "press", "publishers"),
        ),
        Key(
            "container-title",
            ValueKind.TEXT,
            "The journal, newspaper, book or site in which it appeared.",
            "The Gazette",
            also=(
                "journal",
                "newspaper",
                "magazine",
                "book-title",
                "container",
                "website",
                "site",
                "website-title",
                "publication-title",
                "journal-title",
                "periodical",
                "proceedings",
            ),
        ),
        Key(
            "issued",
            ValueKind.DATE,
            "The day on which it appeared, in the Gregorian calendar.",
            "2025-09-24",
            also=(
                "date",
                "published",
                "year",
                "publication-date",
                "date-published",
                "pub-date",
                "published-on",
                "publish-date",
                "issue-date",
            ),
        ),
        Key(
            "accessed",
            ValueKind.DATE,
            "The day on which it was read at its address.",
            "2025-09-26",
            also=("access-date", "retrieved", "access", "visited", "url-date", "accessed-on", "last-accessed", "viewed", "date-accessed"),
        ),
        Key(
            "URL",
            ValueKind.ADDRESS,
            "The address at which it was opened.",
            "https://example.org/the-page",
            also=("link", "href", "uri", "web", "address-web", "web-address", "permalink"),
        ),
        Key("language", ValueKind.LANGUAGE, "Its language.", "ar", also=("lang", "locale", "langid")),
        Key(
            "consulted",
            ValueKind.CHOICE,
            "How much of it was read; without it, it counts as not seen.",
            "excerpt",
            also=("read", "seen", "consulted-as"),
            choices=CONSULTED,
        ),
        Key(
            "via",
            ValueKind.WORDS,
            "The ids of the sources through which it was read.",
            "[digest]",
            also=("through", "quoted-in", "cited-in", "read-through", "seen-in"),
        ),
        Key(
            "syndicated_from",
            ValueKind.WORDS,
            "The ids of the sources of which it is a reprint.",
            "[agency]",
            also=("syndicated", "reprint-of", "reprinted-from", "syndication", "copy-of"),
        ),
        Key(
            "based_on",
            ValueKind.WORDS,
            "The ids of the sources whose findings it reports; `[]` if it rests on nothing but its own work.",
            "[agency]",
            also=("based", "derived-from", "reports-on", "after"),
        ),
        Key(
            "voice",
            ValueKind.TEXT,
            "Whose statement it is, where it is neither that of its authors nor its publisher's.",
            "The Harbour Office",
            also=("speaker", "says-who", "statement-of"),
        ),
        Key(
            "perspective",
            ValueKind.TEXT,
            "Whose outlet it is, for whoever weighs what it says.",
            "state-run",
            also=("bias", "affiliation", "leaning", "standing", "ownership"),
        ),
        Key(
            "snapshot",
            ValueKind.RECORD,
            "A copy that will stay.",
            "{url: https://web.archive.org/web/2025/https://example.org/, date: 2025-09-26}",
            also=("archived", "archive-url", "copy", "archived-copy"),
            of=SNAPSHOT,
        ),
        Key(
            "annotate",
            ValueKind.CHOICE,
            "Whether its page, which tells what it says in its own order, is named on the home page and in the navigation.",
            "true",
            also=("annotated", "checked", "in-order"),
            choices=(Choice("true", "they name it", ("yes", "on")),),
        ),
        Key(
            "note",
            ValueKind.TEXT,
            "What was read, and what speaks for or against it.",
            "Read in full.",
            also=("notes", "comment", "remark", "remarks", "comments"),
        ),
        Key(
            "was",
            ValueKind.WORDS,
            "What its id was before; the old addresses lead here.",
            "[old-name]",
            also=("formerly", "former", "renamed-from"),
        ),
        Key("custom", ValueKind.ANYTHING, "What a program keeps in fields of its own; passed on to exports.", "{shelf: 3}"),
        Key("categories", ValueKind.WORDS, "Its subjects; passed on to exports.", "[shipping]", also=("subjects", "topics")),
        *IN_ARCHIVES,
        *OTHER_TEXTS,
        *OTHER_NAMES,
        *OTHER_DATES,
    ),
)
