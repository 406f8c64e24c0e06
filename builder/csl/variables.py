"""The types and variables of CSL 1.0.2 (specification, appendices III and IV; `csl-data.json`). Reading and writing use the same lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _ranked(words: str) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words.split())}


TYPES = _ranked("""
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry
    entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture
    musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report
    review review-book software song speech standard thesis treaty webpage
""")
MEANINGS = {
    "article": "a text that stands alone, such as a preprint",
    "article-journal": "an article in a journal",
    "article-magazine": "an article in a magazine",
    "article-newspaper": "an article in a newspaper, printed or online",
    "bill": "a draft of a law",
    "broadcast": "radio, television or a podcast",
    "chapter": "a chapter of a book",
    "collection": "papers or objects kept together in an archive",
    "dataset": "data",
    "document": "anything else",
    "hearing": "a hearing of a parliament or court",
    "legal_case": "a ruling or a case of a court",
    "legislation": "a law",
    "manuscript": "a text that was not published, such as a paper in an archive",
    "motion_picture": "a film or video",
    "pamphlet": "a leaflet or brochure",
    "periodical": "a whole newspaper, magazine or journal",
    "personal_communication": "a letter or message of one person to another",
    "post": "a post in a forum or social network",
    "post-weblog": "a post of a blog",
    "regulation": "a rule of an authority",
    "report": "a report or statement of a body",
    "speech": "a speech or talk",
    "treaty": "a treaty between states",
    "webpage": "a page of a website",
}
"""What the types are of which that is not plain, or which are often meant."""
TEXTS = _ranked("""
    abstract annote archive archive_collection archive_location archive-place authority call-number chapter-number citation-key
    citation-label citation-number collection-number collection-title container-title-short dimensions division DOI edition event
    event-place event-title first-reference-note-number genre ISBN ISSN issue journalAbbreviation jurisdiction keyword license
    locator medium number number-of-pages number-of-volumes original-publisher original-publisher-place original-title page
    page-first part part-number part-title PMCID PMID printing printing-number publisher-place references reviewed-genre
    reviewed-title scale section shortTitle source status supplement supplement-number title-short version volume volume-title
    year-suffix
""")
"""Variables of text and numbers, but those for which `Source` has a field of its own."""
NAMES = _ranked("""
    chair collection-editor compiler composer container-author contributor curator director editor editor-translator editorial-director
    executive-producer guest host illustrator interviewer narrator organizer original-author performer producer recipient reviewed-author
    script-writer series-creator translator
""")
"""Roles of persons and bodies, but `author`."""
DATES = _ranked("available-date event-date original-date submitted")
"""Dates, but `issued` and `accessed`."""

_ELSEWHERE = {
    "article": "preprint posted-content",
    "article-journal": "journal journal-article",
    "article-magazine": "magazine magazine-article",
    "article-newspaper": "newspaper newspaper-article news news-article",
    "book": "monograph edited-book reference-book",
    "broadcast": "podcast radio-broadcast tv-broadcast radio television",
    "chapter": "book-chapter book-section in-book inbook in-collection incollection",
    "dataset": "data database",
    "document": "misc other",
    "entry-dictionary": "dictionary dictionary-entry",
    "entry-encyclopedia": "encyclopedia encyclopedia-article encyclopedia-entry wikipedia",
    "graphic": "artwork image photo photograph",
    "legal_case": "case legal-case court-case",
    "legislation": "act law statute",
    "manuscript": "unpublished",
    "motion_picture": "film movie motion-picture video video-recording",
    "pamphlet": "booklet brochure",
    "paper-conference": "conference conference-paper in-proceedings inproceedings proceedings-article",
    "personal_communication": "email instant-message letter mail personal-communication",
    "post": "forum-post social-media tweet",
    "post-weblog": "blog blog-post weblog",
    "report": "press-release tech-report techreport technical-report white-paper",
    "software": "computer-program program",
    "song": "audio audio-recording music",
    "speech": "lecture presentation talk",
    "thesis": "dissertation mastersthesis masters-thesis phdthesis phd-thesis",
    "webpage": "online page web web-page website web-site",
}
_BY_NAME = {name.replace("-", ""): kind for kind, names in _ELSEWHERE.items() for name in names.split()} | {
    kind.replace("-", "").replace("_", ""): kind for kind in TYPES
}


_SEVERAL = {
    "archive": "manuscript collection document",
    "diary": "manuscript book",
    "law": "legislation bill regulation",
    "letter": "personal_communication manuscript",
    "minutes": "report hearing manuscript",
    "photograph": "graphic",
    "press": "article-newspaper report",
    "pressrelease": "report webpage",
    "record": "document manuscript dataset",
    "statement": "report speech webpage",
    "video": "motion_picture broadcast",
}
"""Words of every day that are of several types, the likeliest first."""


COMMON = ("webpage", "article-newspaper", "report", "book", "document")
"""The types that most sources have."""


def types_in_words(types: Sequence[str]) -> str:
    """Return types as a hint names them, each with what it is if that is not plain."""
    return " or ".join(f"`{one}`{f' ({MEANINGS[one]})' if one in MEANINGS else ''}" for one in types)


def types_meant(word: str) -> tuple[str, ...]:
    """Return the types that a word of another program or of common speech may stand for, the likeliest first."""
    folded = "".join(filter(str.isalnum, word)).lower()
    several = _SEVERAL.get(folded) or (_SEVERAL.get(folded[:-1]) if folded.endswith("s") else None)
    return tuple(several.split()) if several else tuple(filter(None, [type_named(folded) or type_named(folded.removesuffix("s"))]))


def type_named(name: str) -> str:
    """Return the type that another program, or common speech, calls by a name (`journalArticle`, `newspaper`); empty if it is not known."""
    return _BY_NAME.get("".join(filter(str.isalnum, name)).lower(), "")
