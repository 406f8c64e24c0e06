"""The findings about files, folders and the built site, rather than about what is written in a text."""

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
    "unreadable-file": Code("error", "A file that cannot be read", "The system refuses to open the file.", "Check its permissions."),
    "not-utf8": Code("error", "A file that is not UTF-8", "Names in several scripts need one encoding.", "Save the file as UTF-8."),
    "file-too-large": Code(
        "error",
        "A file that is too large",
        "Content is written by hand; a file of this size is a mistake or an attack.",
        "Split it, or keep data elsewhere.",
    ),
    "forbidden-character": Code(
        "error", "A control character that no text needs", "Many programs end a text at NUL, which hides what follows.", "Remove it."
    ),
    "taken-address": Code(
        "error",
        "Two files at one address",
        "A hand-written page or file would take the place of a generated one, or of another, or the other way round: readers would get only one of them. Some systems make no difference between small and capital letters, or between forms of Unicode.",
        "Rename it.",
    ),
    # --- the built site ---
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
    "site-repeated-id": Code(
        "error", "An id twice on one page", "Links and assistive technology could not tell the two apart.", "Rename one of them."
    ),
}
