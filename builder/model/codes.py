"""The findings that exist: one entry for each code, from which the findings reference is generated.

A code is named for the bad pattern, so that it reads well after "allow". Each has at least one file in `tests/cases/`.
"""

from __future__ import annotations

from builder.model.project_codes import PROJECT_CODES, Code

CODES: dict[str, Code] = PROJECT_CODES | {
    # --- YAML and front matter ---
    "no-front-matter": Code(
        "error",
        "A file without front matter",
        "A theme or group starts with its fields between two lines of `---`, exactly three hyphens at the beginning of the line.",
        "Add them: a theme needs `title`, a group needs `name`.",
    ),
    "invalid-yaml": Code(
        "error",
        "Fields that cannot be read as they were meant",
        "YAML does not parse, or would drop a part of what is written: after a `#`, or on a line that it takes for more of the value above.",
        "Do what the message says. Most often a value with `: `, ` #` or `@` needs quotation marks.",
    ),
    "yaml-alias": Code(
        "error",
        "YAML anchors, aliases or tags",
        "Aliases can expand a small file into a huge one; tags turn text into other types.",
        "Write the value out.",
    ),
    "yaml-too-deep": Code("error", "YAML nested too deep", "No format of this project nests more than a few levels.", "Flatten it."),
    "unknown-key": Code(
        "error",
        "A key that does not exist",
        "Most often a typo; a key that is silently ignored is a fact that is silently lost.",
        "Use the key that the message offers; [Keys](reference.md) has all of them.",
    ),
    "duplicate-key": Code("error", "A key given twice", "Only one of the two could count.", "Remove one, or make the value a list."),
    "missing-field": Code("error", "A field that is missing", "The record cannot be shown without it.", "Add the field."),
    "wrong-type": Code(
        "error",
        "A value of the wrong kind",
        "For example a list where one value is expected, or words where a number is.",
        "Write the value as the message says.",
    ),
    "wrong-value": Code(
        "error",
        "A value that is not one of the choices",
        "The field takes one of a fixed set of values.",
        "Use one of those that the message lists.",
    ),
    "invalid-date": Code(
        "error",
        "A date that is not valid",
        "Dates are EDTF: `2025`, `2025-09`, `2025-09-17`, `2025~`, `2025-02/2025-03`. A day that does not exist is refused.",
        "Write the date in one of these ways.",
    ),
    "unfinished-date": Code(
        "warning",
        "A source whose date is words",
        "A source may have something else instead of a date: `in press`, `n.d.`, `c. 1890`, `44 BC`. It is shown as it is, and the source sorts by the year in it, or last.",
        "Write a date where there is one (`1890~` for `c. 1890`), or turn the warning off in `rules`.",
    ),
    "unimported-file": Code(
        "error",
        "A bibliography that has to be imported",
        "Records in BibTeX, RIS, EndNote's or PubMed's formats are not read: what they say has to be put into the fields of CSL first, once, where you can see and mend it.",
        "Run `explainer import` on the file, and then remove it.",
    ),
    "invalid-id": Code(
        "error",
        "An id that cannot be an address",
        "Ids appear in addresses: lower-case letters, digits and single hyphens. The id of a source may be any citation key without white space and braces.",
        "Rename it.",
    ),
    # --- text ---
    "invalid-citation": Code(
        "error",
        "A citation that does not parse",
        'A citation is `[@id]`, `[@id, p. 3]`, `[see @a; contra @b "a phrase"]`; "Contribute" has all of its grammar. What cannot be read cannot be shown, and '
        "what may mean its opposite (`Contra`), or two things (`[@id(3)]`, a quotation mark without its partner), is not guessed.",
        'Type what the message proposes. A sign that is only text has a backslash before it: `\\[`, `\\]`, `\\;`, `\\@`, `\\"`.',
    ),
    "bare-citation": Code(
        "error",
        "A source id without brackets",
        "`@id` alone, or in brackets of another kind, is text. It is the id of a source, or close to one, so it was probably meant as a citation.",
        "Write `[@id]`, or `\\@id` when text is meant.",
    ),
    "invalid-attributes": Code(
        "error",
        "An attribute list that does not parse",
        '`{#id key=value key="two words" .class}` at the end of a block makes it a claim.',
        "Correct it at the place that the message names.",
    ),
    "claim-without-id": Code(
        "error",
        "A claim without an id",
        "Readers, other claims and the data files point at claims by id.",
        "End the block with `{#a-short-id}`.",
    ),
    "unread-markup": Code(
        "error",
        "Signs that would be printed as they are",
        "Braces, brackets, stars and other signs of Markdown or of other programs that nothing here reads: most often a sign is missing, or one too many.",
        "Write it as the message says. A sign that is meant as it is has a backslash before it: `\\{`, `\\*`.",
    ),
    "uncited-prose": Code(
        "error",
        "Prose that cites nothing",
        "Every block of a theme or profile is a claim with its sources, or is marked as the authors' own words.",
        "Cite a source, or end the block with `{.editorial}`; `{#id .citation-needed}` admits the gap.",
    ),
    "doubtful-character": Code(
        "warning",
        "A character that most programs cannot show",
        "Characters for private use, line separators, a byte order mark within a text and placeholders of lost objects mean nothing to readers; they come with copied text.",
        "Remove it, or write what it stands for.",
    ),
    "html-removed": Code(
        "warning",
        "HTML that was left out",
        "In a text only a few harmless tags are allowed. A page of `docs/` may have more, but nothing that runs, loads or looks like a part of the site.",
        "Write it as Markdown.",
    ),
    "image-removed": Code(
        "warning",
        "An image that was left out",
        "A theme is made of claims, and an image cannot be cited.",
        "Describe what it shows, with its source.",
    ),
    "heading-level": Code(
        "warning",
        "A heading of the wrong level",
        "The page's title is its only heading of the first level, and a level that is left out is no part of anything.",
        "Start at `##`, and go down one level at a time.",
    ),
    "merge-conflict": Code(
        "error",
        "A merge conflict",
        "Lines such as `<<<<<<<` and `>>>>>>>` are left by git where two people changed the same place. Both versions stand in the file.",
        "Keep what is right of the two, and remove the lines with these signs.",
    ),
    "uneven-table": Code(
        "error",
        "A row of a table with too few or too many cells",
        "Cells beyond those of the head would be left out, and after a missing one the others would stand under the wrong heading.",
        "Give the row as many cells as the head has; `\\|` is a bar within a text.",
    ),
    "forbidden-scheme": Code(
        "error",
        "A link with a forbidden scheme",
        "Schemes such as `javascript:` and `data:` run code or smuggle content.",
        "Use `https:`, `http:`, `mailto:` or a link by id.",
    ),
    # --- references ---
    "duplicate-id": Code("error", "An id given twice", "An address must lead to exactly one thing.", "Rename one of the two."),
    "reused-id": Code(
        "error",
        "An old id that is in use again",
        "`was` keeps old addresses working. An id that something else uses now, or used before, cannot lead to both.",
        "Rename one of the two, or leave out `was`.",
    ),
    "unknown-source": Code(
        "error",
        "A source that does not exist",
        "The citation points at no record in `content/sources/`.",
        "Correct the id, or add the record.",
    ),
    "unknown-claim": Code(
        "error", "A claim that does not exist", "A link or an attribute such as `disputes` points at nothing.", "Correct the id."
    ),
    "unknown-theme": Code("error", "A theme that does not exist", "The link points at no file in `content/themes/`.", "Correct the id."),
    "unknown-group": Code(
        "error", "A group that does not exist", "The link or relation points at no file in `content/groups/`.", "Correct the id."
    ),
    "unknown-term": Code("error", "A term that does not exist", "The link points at no entry of `content/terms.yml`.", "Correct the id."),
    "unknown-page": Code(
        "error",
        "An overview that does not exist",
        "`page:` links to an overview such as `page:timeline`; overviews without content are not written.",
        "Correct the name.",
    ),
    "unknown-word": Code(
        "error",
        "A word that `explainer.yml` does not declare",
        "Kinds, lists, agencies, properties, relation types and quantities are declared once, so that a typo is noticed.",
        "Correct it, or declare it.",
    ),
    "dead-link": Code(
        "error",
        "A link to nowhere",
        "The page or the anchor does not exist.",
        "Correct the link; link to content by id (`claim:`, `theme:`, `group:`, `source:`, `term:`).",
    ),
    "ambiguous-alias": Code(
        "error",
        "A name that two entries share",
        "A mention of it could mean either, so it cannot be linked.",
        "Give it `match: never` in all but one of them.",
    ),
    "empty-page": Code(
        "warning",
        "A theme or a section that says nothing",
        "It is published as a title with nothing below it.",
        "Write its claims, or take it out until there are some.",
    ),
    "key-point-without-claim": Code(
        "error",
        "A key point or an answer that no claim carries",
        "Each line of `brief` ends in a link to the claim that says so, and an `answer` links the claims that carry it.",
        "End the line with `[more](claim:id)`; in an answer, link the words.",
    ),
    # --- translations ---
    "unknown-language": Code(
        "error",
        "A language that the explainer does not have",
        "`languages` in `explainer.yml` lists the explainer's languages, the site's own first. A translation needs another language than its theme.",
        "Correct the language, or add it to the list.",
    ),
    "translation-differs": Code(
        "error",
        "A translation that differs from its original",
        "Sources, dates and relations between claims are stated once, in the original; a translation gives the words. It may repeat all citations of a claim, or none.",
        "Take out what the original does not say.",
    ),
    "untranslated-text": Code(
        "warning",
        "A text that is not translated",
        "The page in the other language shows the original instead, and says so.",
        "Translate it; the message has the attribute list with the digest of the wording.",
    ),
    "outdated-translation": Code(
        "warning",
        "A translation of an older wording",
        "The original has changed since it was translated, or nothing says from which wording it was, so the page in the other language shows the original. `from` holds a digest of the wording that was translated.",
        "Compare the two, correct the translation, and put the digest that the message gives into `from`. Where there is none, `explainer check --fix` adds that of today's wording: run it when you have just translated it.",
    ),
    "untranslated-interface": Code(
        "warning",
        "A language into which the interface is not translated",
        "Pages in it are marked with their language, but their buttons and headings are in English.",
        "Add a catalogue for it to `builder/model/languages/`.",
    ),
    # --- editorial rules ---
    "unused-source": Code(
        "warning",
        "A source that is never cited",
        "Its claim, or the citation in the claim, may have been lost.",
        "Cite it, or remove the record.",
    ),
    "future-date": Code(
        "error",
        "A date after the explainer's own",
        "`as_of` in `explainer.yml` is the date up to which the site reports. A claim about a later event must say so.",
        "Correct the date, or mark the claim `.later`.",
    ),
    "impossible-dates": Code(
        "error",
        "Dates in an impossible order",
        "For example an end before its beginning, or a listing published before it was signed.",
        "Correct one of them.",
    ),
    "uncited-designation": Code(
        "error",
        "A designation without a citation",
        "That a state has listed a group is a grave statement and is never made without its record.",
        "Add `cite`.",
    ),
    "uncited-statement": Code("error", "A statement without a citation", "Every value that states a fact names its source.", "Add `cite`."),
    "source-cycle": Code(
        "error",
        "Sources that derive from each other",
        "`via`, `syndicated_from` and `based_on` lead from a copy to its origin; a cycle has no origin, and would let a text support itself.",
        "Remove one of the links of the cycle.",
    ),
    "self-reference": Code(
        "error",
        "Something that refers to itself",
        "A claim cannot dispute or support itself, nor a group be related to itself.",
        "Correct the id.",
    ),
    "undisputed-figures": Code(
        "error",
        "Two values for one quantity and date",
        "Where sources give different figures for the same thing, the reader must see that they disagree.",
        "Link the two with `disputes`, or the outlier of the two with `differs`, or correct the date or the quantity.",
    ),
    "mixed-units": Code(
        "warning",
        "One quantity in two units",
        "The figures of a quantity are compared over one axis for each unit: `m3` and `m³`, `bpd` and `barrels/day` stand apart, and readers cannot compare them.",
        "Write the same unit in all claims, converting the figure where it needs to be, or make two quantities of it.",
    ),
    "over-budget": Code(
        "error",
        "More open gaps than the budget allows",
        "`budgets` in `explainer.yml` says how many claims may lack a citation; the number may only fall.",
        "Find a source for one of them.",
    ),
}

SOFT = frozenset(
    {
        "bare-citation",
        "cited-for-parts",
        "claim-without-id",
        "confirmed-disputed",
        "conflicting-ties",
        "counted-apart",
        "doubtful-character",
        "empty-page",
        "future-date",
        "heading-level",
        "history-incomplete",
        "history-unreadable",
        "html-removed",
        "image-removed",
        "impossible-dates",
        "key-point-without-claim",
        "lost-address",
        "missing-consulted",
        "mixed-units",
        "older-source",
        "outdated-translation",
        "over-budget",
        "same-text",
        "similar-voices",
        "unannotated-place",
        "uncited-designation",
        "uncited-prose",
        "uncited-statement",
        "undisputed-figures",
        "unearned-confirmation",
        "unfinished-date",
        "unknown-file",
        "unportable-name",
        "unread-markup",
        "unsigned",
        "untranslated-interface",
        "untranslated-text",
        "unused-ignore",
        "unused-source",
    }
)
"""Codes whose severity a project may lower: the site can still be built, and the policy is the project's."""
