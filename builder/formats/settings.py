"""The keys of `content/explainer.yml`, and of the vocabularies in it."""

from __future__ import annotations

from builder.formats.keys import Choice, Format, Key, ValueKind

_LABEL = ("name", "label", "text")
LABEL = Format("entry", (Key("title", ValueKind.TEXT, "Its name.", "Party", also=_LABEL, required=True),))
"""A label of the older form `{title: …}`."""
LIST = Format("list", (Key("title", ValueKind.WORDED, "Its name.", "Register of Pilots", also=_LABEL, required=True),))
RELATION_TYPE = Format(
    "relation type",
    (
        Key("label", ValueKind.WORDED, "What the one is to the other.", "part of", also=("title", "name", "forward"), required=True),
        Key(
            "inverse",
            ValueKind.WORDED,
            "What the other is to the one.",
            "includes",
            also=("reverse", "backward", "inverse-label"),
            required=True,
        ),
        Key(
            "drawn",
            ValueKind.CHOICE,
            "How it is drawn, where not as a line.",
            "frame",
            also=("drawing", "encloses"),
            choices=(Choice("frame", "the one is drawn inside the other", ("box", "inside", "true", "yes")),),
        ),
    ),
)
QUANTITY = Format(
    "quantity",
    (
        Key("title", ValueKind.WORDED, "Its name.", "Lamps lit on Sorn", also=_LABEL, required=True),
        Key(
            "description",
            ValueKind.WORDED,
            "What exactly is counted or measured.",
            "Lamps that burn at night.",
            also=("summary", "definition", "note"),
        ),
        Key("counts", ValueKind.TEXT, "The list whose groups are counted beside the figures of claims.", "pilots", also=("count", "list")),
    ),
)
WORDS = Format(
    "words",
    (
        Key("group", ValueKind.WORDED, "One group, as within a sentence.", "company", also=("singular",)),
        Key("groups", ValueKind.WORDED, "Several groups.", "companies", also=("plural",)),
        Key("designations", ValueKind.WORDED, "Their designations.", "listings", also=("designation",)),
        Key("list", ValueKind.WORDED, "A list of designations.", "register", also=("lists",)),
    ),
)
_COLOUR = "A colour in hexadecimal that is legible on the paper of this scheme."
ACCENTS = Format(
    "pair of accents",
    (
        Key("light", ValueKind.TEXT, _COLOUR, '"#0a5a6a"', also=("default", "day"), required=True),
        Key("dark", ValueKind.TEXT, _COLOUR, '"#86c5cc"', also=("slate", "night"), required=True),
    ),
)
LOOK = Format(
    "look",
    (
        Key("logo", ValueKind.TEXT, "A picture beside the title: a file in `docs/`.", "logo.svg", also=("image", "brand", "mark")),
        Key("icon", ValueKind.TEXT, "The picture in a browser's tab: a file in `docs/`.", "icon.svg", also=("favicon", "tab")),
        Key(
            "accent",
            ValueKind.COLOURS,
            "The colour of links and marks: contrast 4.5:1. One alone is of the light scheme; the dark one is as much lighter as needed.",
            '"#0a5a6a"',
            also=("color", "colour", "primary", "accents", "palette"),
        ),
    ),
)
BUDGETS = Format(
    "budget",
    (
        Key(
            "citation-needed",
            ValueKind.NUMBER,
            "How many claims may lack a citation.",
            "3",
            also=("citations-needed", "needed", "uncited"),
            required=True,
        ),
    ),
)
BUNDLES = (
    Choice("zip", "a folder to unpack and open"),
    Choice("html", "one file for a browser"),
    Choice("epub", "for readers of books"),
    Choice("zim", "for Kiwix"),
    Choice("pdf", "to print"),
)
EXPLAINER = Format(
    "explainer",
    (
        Key(
            "title",
            ValueKind.TEXT,
            "The title of the whole.",
            "The harbour question",
            also=("name", "site-name", "headline"),
            required=True,
        ),
        Key(
            "description",
            ValueKind.TEXT,
            "One or two sentences about the whole.",
            "Why the harbour closes.",
            also=("summary", "abstract", "subtitle", "site-description"),
        ),
        Key(
            "answer",
            ValueKind.PASSAGE,
            "What the whole says, in about five sentences with links to the claims that carry them; the home page begins with it.",
            "Twelve ships came, [by the office's count](claim:ships-office).",
            also=("answers", "conclusion", "verdict", "bottom-line", "tldr"),
        ),
        Key("as_of", ValueKind.DATE, "The day up to which it holds.", "2025-09-25", also=("asof", "date", "updated", "last-updated")),
        Key(
            "languages",
            ValueKind.LANGUAGES,
            "Its languages; the first is the one that it is written in.",
            "[en, ar]",
            also=("language", "lang", "langs", "locale"),
        ),
        Key(
            "publisher",
            ValueKind.TEXT,
            "Who publishes it and answers for it.",
            "The Harbour Society",
            also=("organization", "organisation", "publishers", "owner", "imprint", "institution"),
        ),
        Key(
            "authors",
            ValueKind.WORDS,
            "Those who wrote it, each by the whole name.",
            "[Ada Berg, Omar Said]",
            also=("author", "by", "byline", "writers", "editors", "creators"),
        ),
        Key(
            "contact",
            ValueKind.ADDRESS,
            "Where to write to about mistakes: a mail address, or the address of a page.",
            "corrections@harbour.example",
            also=("email", "e-mail", "mail", "mailto", "feedback"),
        ),
        Key(
            "repository",
            ValueKind.ADDRESS,
            "Where its files are, for the links Edit and Report.",
            "https://github.com/someone/harbour",
            also=("repo", "repo-url", "source", "github", "git"),
        ),
        Key(
            "bundles",
            ValueKind.WORDS,
            "The kinds of bundles that `explainer bundle` publishes with the site, at `bundle/`.",
            "[zip, html]",
            also=("bundle", "downloads", "offline", "formats", "exports"),
            choices=BUNDLES,
        ),
        Key("license", ValueKind.TEXT, "The licence of its text.", "CC BY 4.0", also=("licence", "rights", "copyright")),
        Key(
            "words",
            ValueKind.RECORD,
            "What it calls its groups, designations and lists, in place of these words.",
            "{group: company, groups: companies}",
            also=("word", "wording", "vocabulary"),
            of=WORDS,
        ),
        Key(
            "look",
            ValueKind.RECORD,
            "What it looks like, where it does not look as all do.",
            '{accent: "#0a5a6a"}',
            also=("theme", "style", "appearance", "design", "brand"),
            of=LOOK,
        ),
        Key(
            "kinds",
            ValueKind.WORDED_LABELS,
            "The kinds of groups; what a group of the kind `state-body` publishes is official.",
            "{party: Party}",
            also=("kind", "types", "group-kinds"),
        ),
        Key(
            "lists",
            ValueKind.NAMED,
            "The lists of designations.",
            "{pilots: {title: Register of Pilots}}",
            also=("list", "designations"),
            of=LIST,
        ),
        Key(
            "agencies",
            ValueKind.WORDED_LABELS,
            "Those who designate.",
            "{harbour: The Harbour Office}",
            also=("agency", "authorities"),
        ),
        Key("properties", ValueKind.WORDED_LABELS, "The properties of statements.", "{seat: {en: Seat}}", also=("property", "statements")),
        Key(
            "relations",
            ValueKind.NAMED,
            "What groups are to each other.",
            "{part-of: {label: part of, inverse: includes}}",
            also=("relation", "ties"),
            of=RELATION_TYPE,
        ),
        Key(
            "quantities",
            ValueKind.NAMED,
            "What the figures of claims measure.",
            "{exports: {title: Salt exports, description: Barrels a day., counts: pilots}}",
            also=("quantity", "figures", "measures"),
            of=QUANTITY,
        ),
        Key(
            "rules",
            ValueKind.LABELS,
            "How serious a finding is, by its code; [Findings](findings.md) lists them.",
            "{unused-source: error}",
            also=("rule", "severities", "findings", "checks"),
            choices=(
                Choice("error", "it stops the build", ("fail", "deny", "on", "yes", "true", "err")),
                Choice("warning", "it is reported and stops nothing", ("warn", "warnings", "info", "notice")),
                Choice(
                    "off",
                    "it is not reported",
                    ("ignore", "no", "none", "allow", "silent", "disable", "disabled", "false", "skip", "never"),
                ),
            ),
        ),
        Key(
            "budgets",
            ValueKind.RECORD,
            "How much of a shortcoming is accepted.",
            "{citation-needed: 3}",
            also=("budget", "limits"),
            of=BUDGETS,
        ),
    ),
)
