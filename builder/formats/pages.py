"""The keys of themes, groups and terms, and of the records in them."""

from __future__ import annotations

from builder.formats.keys import Choice, Format, Key, ValueKind

_CITE = Key(
    "cite",
    ValueKind.CITATIONS,
    "The sources of the value, as in a text; the brackets may be left out.",
    '"@gazette, p. 3"',
    also=("citation", "citations", "source", "sources", "ref", "refs", "reference"),
)
_NOTE = Key(
    "note", ValueKind.TEXT, "A remark, shown beside the value.", "Only the first page was read.", also=("notes", "comment", "remark")
)
_FROM = Key("from", ValueKind.DATE, "The first day on which it held.", "2014-06", also=("start", "since", "begin", "start-date"))
_TO = Key("to", ValueKind.DATE, "The last day on which it held.", "2017-09-25", also=("end", "until", "till", "end-date"))
_AS_OF = ("asof", "date", "updated", "last-updated", "modified", "lastmod")
WAS = Key(
    "was",
    ValueKind.WORDS,
    "What its id was before; the old addresses lead here.",
    "[old-name]",
    also=("formerly", "former", "renamed-from", "redirect", "redirect-from"),
)
_ORDER = Key(
    "order",
    ValueKind.NUMBER,
    "Its place among those beside it; the smallest number is first.",
    "2",
    also=("weight", "position", "rank", "sort"),
)
_SUMMARY = ("description", "abstract", "excerpt", "intro", "lead")
_DRAFT = Key(
    "draft",
    ValueKind.CHOICE,
    "Whether a machine wrote it and nobody has checked it.",
    "machine",
    also=("machine", "machine-translated"),
    choices=(Choice("machine", "a draft by machine", ("true", "yes", "ai", "auto", "automatic", "mt")),),
)
_TITLE = Key("title", ValueKind.TEXT, "The title.", "Salt exports", also=("name", "heading", "label", "headline"), required=True)
_QUESTION = Key(
    "question",
    ValueKind.TEXT,
    "The question that it answers; it is shown as the title of the page.",
    "Who closed the harbour?",
    also=("ask", "subtitle"),
)
_ANSWER = Key(
    "answer",
    ValueKind.PASSAGE,
    "The answer to the question, in one or two sentences of the authors with links to the claims that carry it.",
    "In March, [by two accounts of three](claim:harbour-closed).",
    also=("answers", "conclusion", "verdict", "bottom-line", "tldr"),
)
_BRIEF = Key(
    "brief",
    ValueKind.PASSAGES,
    "The key points, each of which ends in a link to the claim that carries it.",
    '["The harbour closed in March. [more](claim:harbour-closed)"]',
    also=("key-points", "points", "highlights", "takeaways"),
)

THEME = Format(
    "theme",
    (
        _TITLE,
        _QUESTION,
        _ANSWER,
        Key("summary", ValueKind.PASSAGE, "One or two sentences of the authors.", "The harbour closed in March. [@gazette]", also=_SUMMARY),
        _BRIEF,
        Key("as_of", ValueKind.DATE, "The day up to which it holds.", "2025-09-25", also=_AS_OF),
        _ORDER,
        Key(
            "related",
            ValueKind.WORDS,
            "The ids of other themes that belong with it.",
            "[money]",
            also=("see-also", "related-themes", "themes", "links"),
        ),
        WAS,
        Key("language", ValueKind.LANGUAGE, "The language of its text, if it is not the site's own.", "ar", also=("lang", "locale")),
        _DRAFT,
    ),
)
PART = Format("part", (_TITLE, _ORDER))
TRANSLATION = Format(
    "translation",
    (
        _TITLE,
        _QUESTION,
        _ANSWER,
        Key("summary", ValueKind.PASSAGE, "The summary of the original, translated.", "أُغلق المرفأ.", also=_SUMMARY),
        _BRIEF,
        Key(
            "from",
            ValueKind.TEXT,
            "The digest of the wording that was translated; `explainer check` prints it.",
            "dd9deae8",
            also=("digest", "original", "translates"),
        ),
        _DRAFT,
    ),
)

ALIAS = Format(
    "alias",
    (
        Key("text", ValueKind.TEXT, "The name.", "RU", also=("name", "alias", "title", "value", "label"), required=True),
        Key(
            "match",
            ValueKind.CHOICE,
            "How it is recognised in texts.",
            "exact",
            also=("matching", "mode", "link"),
            choices=(
                Choice("folded", "whatever its case, accents and hyphens", ("fold", "loose", "default", "yes", "always", "any")),
                Choice("exact", "only as it is written here", ("exactly", "strict", "case", "case-sensitive")),
                Choice("never", "it is shown, and never linked", ("no", "none", "off", "weak", "false")),
            ),
        ),
        Key("lang", ValueKind.LANGUAGE, "The language of the name.", "ar", also=("language", "locale")),
    ),
)
_ALIASES = Key(
    "aliases",
    ValueKind.RECORDS,
    "Other names; each is a text or a record.",
    "[Union of the River, {text: RU, match: exact}]",
    also=("alias", "names", "also", "aka", "alternative-names", "synonyms"),
    of=ALIAS,
)
STATEMENT = Format(
    "statement",
    (
        Key(
            "value",
            ValueKind.TEXT,
            "The value; a date under `founded`.",
            "2006-01",
            also=("date", "year", "text", "name", "title"),
            required=True,
        ),
        _CITE,
        _FROM,
        _TO,
        Key("as_of", ValueKind.DATE, "The day on which it was known to hold.", "2025-09-25", also=("asof", "on")),
        _NOTE,
    ),
)
DESIGNATION = Format(
    "designation",
    (
        Key(
            "list",
            ValueKind.TEXT,
            "The list, one of `lists` in `explainer.yml`.",
            "pilots",
            also=("name", "title", "program", "programme"),
            required=True,
        ),
        Key(
            "by",
            ValueKind.TEXT,
            "The agency, one of `agencies` in `explainer.yml`.",
            "harbour",
            also=("agency", "authority", "country"),
            required=True,
        ),
        Key("signed", ValueKind.DATE, "The day on which it was signed.", "2020-01-02", also=("date", "signed-on")),
        Key("announced", ValueKind.DATE, "The day on which it was announced.", "2020-01-03", also=("announced-on",)),
        Key(
            "published",
            ValueKind.DATE,
            "The day on which it was published, and in force.",
            "2020-01-10",
            also=("published-on", "effective"),
        ),
        Key(
            "revoked",
            ValueKind.DATE,
            "The day on which it ended.",
            "2023-05-01",
            also=("to", "end", "until", "delisted", "removed", "lifted"),
        ),
        _CITE,
        _NOTE,
    ),
)
RELATION = Format(
    "relation",
    (
        Key(
            "group",
            ValueKind.ID,
            "The id of the other group.",
            "river-union",
            also=("target", "with", "of", "id", "name"),
            required=True,
        ),
        Key(
            "type",
            ValueKind.TEXT,
            "What it is to the other, one of `relations` in `explainer.yml`.",
            "part-of",
            also=("relation", "kind"),
            required=True,
        ),
        _CITE,
        Key("from", ValueKind.DATE, "The first day on which it held.", "2014-06", also=("start", "since", "begin", "start-date")),
        Key("to", ValueKind.DATE, "The last day on which it held.", "2017-09-25", also=("end", "until", "till", "end-date")),
        _NOTE,
    ),
)
GROUP = Format(
    "group",
    (
        Key("name", ValueKind.TEXT, "Its name, as texts use it.", "River Union", also=("title", "label", "english"), required=True),
        Key("kind", ValueKind.TEXT, "What it is, one of `kinds` in `explainer.yml`.", "party", also=("type", "category", "class")),
        Key(
            "summary",
            ValueKind.PASSAGE,
            "One sentence for the glossary, with its source.",
            "A party of ferrymen. [@gazette]",
            also=(*_SUMMARY, "definition"),
        ),
        Key(
            "native",
            ValueKind.BY_LANGUAGE,
            "Its name in other languages.",
            "{ar: اتحاد النهر}",
            also=("native-name", "original-name", "local-name"),
        ),
        _ALIASES,
        Key(
            "founded",
            ValueKind.RECORDS,
            "When it began; values that rival each other stand side by side.",
            '[{value: 2006-01, cite: "@gazette"}]',
            also=("foundation", "established", "formed", "created", "inception"),
            of=STATEMENT,
        ),
        Key(
            "statements",
            ValueKind.STATEMENTS,
            "Other facts, by property, one of `properties` in `explainer.yml`.",
            '{seat: [{value: Port, cite: "@gazette", from: 2010}]}',
            also=("facts", "properties", "claims"),
            of=STATEMENT,
        ),
        Key(
            "designations",
            ValueKind.RECORDS,
            "The lists on which it stands.",
            '[{by: harbour, list: pilots, signed: 2020-01-02, cite: "@gazette"}]',
            also=("designation", "sanctions", "listings", "lists"),
            of=DESIGNATION,
        ),
        Key(
            "relations",
            ValueKind.RECORDS,
            "What it is to other groups.",
            '[{type: part-of, group: river-union, cite: "@gazette"}]',
            also=("relation", "ties", "links", "relationships"),
            of=RELATION,
        ),
        Key(
            "ids", ValueKind.LABELS, "Its numbers in other registers.", "{wikidata: Q1}", also=("identifiers", "external-ids", "identifier")
        ),
        WAS,
    ),
)
TERM = Format(
    "term",
    (
        Key("id", ValueKind.ID, "Its id, for links and its address.", "ebb", also=("key", "slug", "anchor"), required=True),
        Key("term", ValueKind.TEXT, "The word.", "ebb tide", also=("name", "title", "word", "label"), required=True),
        Key(
            "text",
            ValueKind.PASSAGE,
            "One sentence that explains it, with its source.",
            "The hours in which the water falls. [@gazette]",
            also=("definition", "description", "summary", "meaning", "explanation"),
            required=True,
        ),
        _ALIASES,
    ),
)
