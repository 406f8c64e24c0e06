"""The findings about files, folders, records, signs and the built site, rather than about how a text is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """What a finding means, for the contributor who meets it."""

    severity: str
    """Unless `rules` in `explainer.yml` says otherwise."""
    title: str
    why: str
    fix: str


PROJECT_CODES: dict[str, Code] = {
    # --- files ---
    "missing-content": Code(
        "error",
        "There is no content",
        "The folder holds no `content/`, so there is nothing to build.",
        "Run the command in the project's folder, or name the folder.",
    ),
    "unknown-file": Code(
        "warning",
        "A file in an unknown place or format",
        "A file in `content/` has a folder or an extension that no format uses: perhaps it is in the wrong folder.",
        "Move or rename it, or take it out of `content/`. A `README.md` about the files of a folder may stay: it is not read.",
    ),
    "outside-content": Code(
        "error",
        "A link that leads out of the folder",
        "Content may come from anybody's pull request; a symbolic link could publish any file of the machine.",
        "Put the file itself into the folder.",
    ),
    "unpublishable-file": Code(
        "error",
        "A file that is not published",
        "What lies in `docs/` goes to readers as it is, and may come from anybody's pull request. So only files that no browser runs are published: pictures without "
        "scripts, sound, films, documents, tables, archives, fonts.",
        "Take it out of `docs/`, or name it in `exclude_docs`. What the site runs is named in `extra_css` or `extra_javascript` in `mkdocs.yml`, or is in `templates/`.",
    ),
    "unreadable-file": Code("error", "A file that cannot be read", "The system refuses to open the file.", "Check its permissions."),
    "unreadable-folder": Code(
        "error",
        "A folder that cannot be read",
        "The system refuses to list the folder, so everything in it would be missing from the site without a word.",
        "Check its permissions.",
    ),
    "special-file": Code(
        "error",
        "A pipe, a socket or a device",
        "Opening it could wait for ever or do something to the machine, so it is never opened.",
        "Take it out of the folder.",
    ),
    "not-utf8": Code(
        "error",
        "A file or a name that is not UTF-8",
        "Names in several scripts need one encoding, in texts and in the names of files.",
        "Save the file as UTF-8; rename it, if it is the name.",
    ),
    "unportable-name": Code(
        "warning",
        "A name that another system cannot hold",
        "The site is built, but Windows or macOS cannot check out such a file, and could not unpack a bundle with it.",
        "Rename it.",
    ),
    "file-too-large": Code(
        "error",
        "A file that is too large",
        "Content is written by hand; a file of this size is a mistake or an attack.",
        "Split it, or keep data elsewhere.",
    ),
    "forbidden-character": Code(
        "error",
        "A character that breaks files or hides text",
        "XML and terminals cannot hold control characters; overrides of the writing direction, directions that are not closed and invisible tags show readers and reviewers another text than there is.",
        "Remove it.",
    ),
    # --- comments about findings ---
    "unused-ignore": Code(
        "warning",
        "A comment that ignores nothing",
        "`explainer: ignore CODE reason` says that a warning beside it is known. What it spoke of is gone, or was never there; an old comment would hide the next one.",
        "Take it out, or put it beside the lines that it is about: above or below the block in Markdown, above the field or entry in YAML.",
    ),
    "invalid-ignore": Code(
        "error",
        "A comment about a warning that cannot be read",
        "Whoever silences a warning says which, and why, for those who read the text after them.",
        "Write `<!-- explainer: ignore CODE reason -->`, in YAML and front matter `# explainer: ignore CODE reason`, on a line of its own.",
    ),
    # --- the version history ---
    "history-incomplete": Code(
        "warning",
        "A version history of which a part is missing",
        "The page of changes and its feed are made from git. What is not in the repository, such as the older versions in a shallow clone, cannot be compared; page and feed say so.",
        "Build from a whole clone, as the message says. `explainer check` makes no page of changes, and so does not warn.",
    ),
    "history-unreadable": Code(
        "warning",
        "A version history that git does not give",
        "There is a repository, but git is missing or refuses to read it, often because it belongs to another user. Page and feed of changes say that the changes are not known.",
        "Do what the message says in git's words, on the machine that builds the site.",
    ),
    "lost-address": Code(
        "warning",
        "An address that was published and leads nowhere now",
        "Others link to claims, themes, groups and sources by their addresses, which are promises. Git knows what was at one in an earlier version; it has another id or place now, or is gone. "
        "Without git, and in a shallow clone, nothing is said.",
        "Write `was` where the message says: `{#new-id was=old-id}` for a claim, `was=themes/other/old-id` if it stood on another page, `was: [old-id]` for the rest. What no longer holds stays, marked `status=retracted`.",
    ),
    "taken-address": Code(
        "error",
        "Two files at one address",
        "A hand-written page or file would take the place of a generated one, or of another, or the other way round: readers would get only one of them. Some systems make no difference between small and capital letters, or between forms of Unicode.",
        "Rename it.",
    ),
    # --- imports ---
    "unreadable-record": Code(
        "error",
        "A record that is not imported",
        "`explainer import` cannot read it, or the project could not hold it: it has no title, or the key of another record. All other records are imported.",
        "Change the record as the message says, and import the file again.",
    ),
    "repaired-record": Code(
        "warning",
        "A slip that an import has mended",
        "A comma is missing, a key, or the encoding is old: `explainer import` goes on with what is most likely meant.",
        "Look at the record in the file that is made, or mend the slip and import again.",
    ),
    "not-carried-over": Code(
        "warning",
        "A value that an import leaves out",
        "The field has no place in a source, most often because its name is misspelt; nothing is left out without a word.",
        "Correct the name of the field and import again, or write the value into the file that is made.",
    ),
    "no-longer-exported": Code(
        "warning",
        "A source that a newer import does not have",
        "What is in the project stays, since somebody may have added it, or cite it: an import removes nothing.",
        "Remove the source if it is not needed.",
    ),
    # --- signs that are not earned ---
    "confirmed-disputed": Code(
        "warning",
        "A claim that is confirmed and disputed",
        "`status=confirmed` is denied by the sign of the claim: a source, or another claim, says the opposite. Readers see the sign.",
        "If what says the opposite is an outlier, one report against a record, it is a claim of its own with `differs=` and the id of this one, which keeps its sign. "
        "Between accounts of equal standing nothing is confirmed: take out `status=confirmed`.",
    ),
    "unearned-confirmation": Code(
        "warning",
        "A claim that is confirmed by too little",
        "`status=confirmed` says that at least two independent sources say so, or one that was read in full.",
        "Cite a second source that shares no voice with the first, read the one that counts in full and write `consulted: full`, or take out `status=confirmed`.",
    ),
    "conflicting-ties": Code(
        "error",
        "Two claims that are tied in ways that exclude each other",
        "`differs` marks an outlier beside a record. Two claims cannot each be the outlier of the other, nor can one be an outlier and of equal standing (`disputes`).",
        "Keep `differs` on the outlier alone (`{#outlier differs=record}`), or write `disputes` once and no `differs` (`{#one disputes=other}`).",
    ),
    "counted-apart": Code(
        "warning",
        "News of an official text that counts as a second source",
        "A report that appears on the day of an official text, or within 30 days, mostly rests on it. If its record does not say so, the two count as independent, and a claim has the sign of several "
        "sources although one has spoken. Official are laws, rulings, hearings and the like, what a government's host serves, and what an agency of `agencies` or a group of the kind `state-body` publishes.",
        "Write `based_on: [the-official-text]` into the record of the report. If it rests on its own work, `based_on: []` says so.",
    ),
    "cited-for-parts": Code(
        "warning",
        "A claim whose sources each say a part of it",
        "`Oil stopped [@a], and wages were late [@b].` has two sources and the sign of several, but each half has one.",
        "Make two claims of it: `Oil stopped. [@a] {#oil}` and `Wages were late. [@b] {#wages}`. Sources that say all of it stand together: `[@a; @b]`.",
    ),
    "older-source": Code(
        "warning",
        "A source that is older than what it is cited for",
        "A text cannot report what happened after it appeared, nor how things stand more than a month later. A page that changes knows of what was before the day on which it was read (`accessed`, "
        "`snapshot`). A source that does not raise the sign of its claim may be older: it is background.",
        "Cite it in a claim of its own, about what it says, with the `date` or `as_of` of that; a plan that was announced has the date of the announcement. If the page has changed since, add `accessed`.",
    ),
    # --- records ---
    "missing-consulted": Code(
        "warning",
        "A source of which nobody says whether it was read",
        "A cited source counts only if somebody has read it, or a part of it, and its record says so.",
        "Write `consulted: full`, `consulted: excerpt` or `consulted: no` into its record. Records of a program keep it when `explainer import` has made a file of YAML of them.",
    ),
    "unannotated-place": Code(
        "warning",
        "A place of an annotated source that no claim cites",
        "The page of a source with `annotate: true` promises all that it says, in its own order. Paragraphs and sentences are counted from 1, so a number left out is a part left out; what "
        "comes after the last place cited is not known. The authors' own words (`.editorial`) do not count.",
        "Add a claim that says it and cites the place, as in `[@id, par. 3, s. 2]`, or take out `annotate`.",
    ),
    "same-text": Code(
        "warning",
        "Two records of one text",
        "Two records with one address, or with one title and dates close together, are mostly one text, or a reprint. Under two publishers it counts as two sources.",
        "Keep one record, and put the id of the other into its `was`. A reprint says `syndicated_from: [original]`, a report of it `based_on: [original]`.",
    ),
    "similar-voices": Code(
        "warning",
        "One voice in two spellings",
        "Sources of one publisher count once. `U.S. Department of State` and `US Dept. of State`, `Agence France-Presse` and `AFP` count as two.",
        "Write the name in one way in all records. If they are two, write what sets them apart: `AFP (Antwerp)`.",
    ),
    "unsigned": Code(
        "warning",
        "An explainer of which half of the imprint is missing",
        "A reader wants to know who answers for what is said, and where to write about a mistake.",
        "Give both: `publisher` or `authors`, and `contact` or `repository`, in `content/explainer.yml`.",
    ),
    # --- the built site ---
    "site-program": Code(
        "error",
        "A program on a built page that is not the site's own",
        "A script, a frame, a form or an address that runs code would act in the name of the site.",
        "Remove it. A script that the site needs is named in `extra_javascript` in `mkdocs.yml`.",
    ),
    "site-dead-link": Code(
        "error",
        "A dead link on a built page",
        "A page links to a file or anchor that the site does not have. Links in content are checked before; this one comes from a page of `docs/` or a template.",
        "Correct the link.",
    ),
    "site-external-request": Code(
        "error",
        "A request to another host",
        "A page would load something from another host: it would not work offline, and would tell that host who reads.",
        "Ship the file with the site.",
    ),
    "site-unportable-name": Code(
        "error",
        "A file of the site that another system cannot hold",
        "A bundle is unpacked on every system: a name that Windows or macOS cannot hold is lost there, or leads out of the folder.",
        "Rename the file that it was made from.",
    ),
    "site-repeated-id": Code(
        "error", "An id twice on one page", "Links and assistive technology could not tell the two apart.", "Rename one of them."
    ),
}
