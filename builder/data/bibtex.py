"""Sources for other programs: BibTeX with the fields of biblatex."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from builder.csl.beside import beside, has_two_parts, is_text
from builder.csl.dates import csl_date
from builder.csl.items import csl_item
from builder.model.ids import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.dates import Date, SourceDate
    from builder.model.sources import Name, Source

_KEY = re.compile(r"""[^\s",=#%'()~\\{}]+""")
_PLAIN = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")

# For each type of CSL: the entry type of BibTeX, its fields for the container and the publisher, and the variable that `number` is.
_BIBTEX: dict[str, tuple[str, str, str, str]] = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review"), ("article", "journal", "publisher", "issue")),
    **dict.fromkeys(
        ("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), ("incollection", "booktitle", "publisher", "collection-number")
    ),
    **dict.fromkeys(("webpage", "post", "post-weblog"), ("online", "booktitle", "organization", "number")),
    "book": ("book", "", "publisher", "collection-number"),
    "dataset": ("dataset", "booktitle", "publisher", "number"),
    "manuscript": ("unpublished", "booktitle", "publisher", "number"),
    "pamphlet": ("booklet", "booktitle", "publisher", "number"),
    "paper-conference": ("inproceedings", "booktitle", "publisher", "collection-number"),
    "report": ("techreport", "booktitle", "institution", "number"),
    "software": ("software", "booktitle", "publisher", "number"),
    "thesis": ("phdthesis", "booktitle", "institution", "number"),
}
_BIBTEX_MISC = ("misc", "booktitle", "publisher", "number")
_BACK = {
    **{kind[0]: name for name, kind in reversed(_BIBTEX.items()) if name in ("article-journal", "chapter", "webpage")},
    **{kind[0]: name for name, kind in _BIBTEX.items() if kind[0] not in ("article", "incollection", "online")},
    "misc": "document",
}
"""The type of CSL that each entry type stands for when it is read."""
_SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
_TEXTS = {
    "abstract": "abstract",
    "annote": "annotation",
    "call-number": "library",
    "chapter-number": "chapter",
    "collection-title": "series",
    "container-title-short": "shortjournal",
    "edition": "edition",
    "event-place": "venue",
    "event-title": "eventtitle",
    "genre": "type",
    "ISBN": "isbn",
    "ISSN": "issn",
    "keyword": "keywords",
    "note": "note",
    "number-of-pages": "pagetotal",
    "number-of-volumes": "volumes",
    "original-title": "origtitle",
    "page": "pages",
    "PMCID": "pmcid",
    "PMID": "pmid",
    "publisher-place": "address",
    "title-short": "shorttitle",
    "version": "version",
    "volume": "volume",
}
_NAMES = ("author", "editor", "translator")
_DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex_entry(source: Source) -> str:
    """Return a source as an entry of BibTeX in UTF-8, ending in a newline.

    The fields are those that classic styles know (`year`, `month`) and, beside them, biblatex's (`date` in EDTF, `url`,
    `urldate`). Titles are in a second pair of braces, which keeps the capitals of names. `url` and `doi` are verbatim, as
    biblatex reads them: nothing in them is escaped for TeX, and what would break the entry is percent-encoded (RFC 3986).

    What these fields cannot say, or not in the same words (another type, particles of names, a quotation mark that TeX would change),
    is in the field `csl`: an object of CSL-JSON with those variables alone. `explainer import` reads it back, so that the source comes
    back as it was; other programs pass it over.
    """
    kind, container, publisher, number = _BIBTEX.get(source.type, _BIBTEX_MISC)
    plain = {"title": source.title, "container-title": source.container, "publisher": source.publisher, "note": source.note, **source.csl}
    texts = {variable: plain.get(variable, "") for variable in ("title", "container-title", "publisher", number, *_TEXTS)}
    key = source.id if _KEY.fullmatch(source.id) else slug_of(source.id)
    fields = {
        "title": f"{{{tex(texts['title'])}}}",
        "entrysubtype": _SUBTYPES.get(source.type, ""),
        "author": _bibtex_names(source.authors),
        "editor": _bibtex_names(source.names.get("editor", ())),
        "translator": _bibtex_names(source.names.get("translator", ())),
        container: tex(texts["container-title"] or (texts["publisher"] if kind == "article" else "")),
        publisher: tex(texts["publisher"]),
        "howpublished": tex(texts["publisher"]) if kind in ("online", "misc") else "",
        "number": tex(texts[number]),
        **{field: tex(texts[variable]) for variable, field in _TEXTS.items()},
        **_source_dates(source),
        "doi": _verbatim(source.csl.get("DOI", "")),
        "url": _verbatim(source.url),
        "language": tex(source.language),
        "csl": beside(
            csl_item(source, csl_date), _carried(source, texts, kind) | ({"id"} if key == source.id else set()), _invented(source, kind)
        ),
    }
    fields["pages"] = re.sub(r"(?<=[0-9])[-–](?=[0-9])", "--", fields["pages"])
    body = "".join(f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if name and value)
    return f"@{kind}{{{key},\n{body}}}\n"


def _carried(source: Source, texts: dict[str, str], kind: str) -> set[str]:
    """Return the variables that come back from the fields as they are."""
    carried = {variable for variable, text in texts.items() if _survives(variable, text)} - source.marked.keys()
    carried -= {"container-title"} if kind == "book" else set()
    carried |= {role for role in _NAMES if all(map(_is_plain_name, source.authors if role == "author" else source.names.get(role, ())))}
    carried |= {name for name in _DATES if (value := _date(source, name)) and value.date and is_text(value)}
    doi = source.csl.get("DOI", "")
    is_talk = kind == "unpublished" and any(
        name.startswith("event-") for name in (*source.csl, *source.dates)
    )  # it would be read as `speech`
    rest = {
        "issued": source.issued and is_text(source.issued) and (source.issued.date or _is_plain(source.issued.edtf)),
        "URL": _verbatim(source.url) == source.url,
        "DOI": _verbatim(doi) == doi and not doi.startswith("http"),
        "language": re.fullmatch("[a-z]{2,3}(?:-[A-Z]{2})?", source.language),
        "type": (source.type == _BACK[kind] and not is_talk) or source.type in _SUBTYPES,
    }
    return carried | {name for name, is_carried in rest.items() if is_carried}


def _date(source: Source, name: str) -> SourceDate | None:
    return source.accessed if name == "accessed" else source.dates.get(name)


def _invented(source: Source, kind: str) -> tuple[str, ...]:
    """Return the variables that are made of others when the entry is read."""
    return tuple(
        name
        for name, is_made in (
            ("container-title", kind == "article" and bool(source.publisher)),
            ("genre", kind == "phdthesis"),
            ("title-short", ":" in source.title),
        )
        if is_made
    )


def _survives(variable: str, text: str) -> bool:
    """Return whether a text comes back from TeX as it is."""
    if not text:  # most variables of most sources
        return True
    if variable == "page" and ("–" in text or "--" in text):
        return False
    if variable in ("genre", "collection-title") and re.fullmatch("[a-z]+|[0-9]+", text):
        return False  # taken for a word that stands for others, such as `phdthesis`, or for an ordinal number
    return _is_plain(text)


_CHANGED = re.compile(r"[`\\{}<>\x00-\x1f\x7f-\xa0\ue000-\uf8ff]|''|--|,,|  |(?<!\w)'|'(?!\w)|^\s|\s\Z|[^\S ]")
"""What TeX, or who reads it, changes: quotation marks, dashes, braces, white space."""


def _is_plain(text: str) -> bool:
    return not _CHANGED.search(text)


def _is_plain_name(name: Name) -> bool:
    """Return whether a name comes back in the same parts."""
    if name.literal:
        return name == type(name)(literal=name.literal) and _is_plain(name.literal) and name.literal != "others"
    return has_two_parts(name) and " and " not in f"{name.family} {name.given}" and _is_plain(name.family) and _is_plain(name.given)


def _source_dates(source: Source) -> dict[str, str]:
    fields = {field: value.edtf for name, field in _DATES.items() if (value := _date(source, name)) and value.date}
    return fields | (_issued(source.issued) if source.issued else {})


def _issued(issued: SourceDate) -> dict[str, str]:
    return bibtex_dates(issued.date) if issued.date else {"year": tex(issued.edtf)}


def bibtex_dates(issued: Date) -> dict[str, str]:
    """Return a date as the fields of biblatex (`date`) and of classic styles (`year`, `month`)."""
    fields = {"date": issued.edtf, "year": str((issued.last if issued.first == date.min else issued.first).year)}
    if "-" in issued.edtf and _PLAIN.fullmatch(issued.edtf):
        fields["month"] = _MONTHS[issued.first.month - 1]
    return fields


def _bibtex_name(name: Name) -> str:
    """Return a name as BibTeX parses it: `Family, Given`, and names of organizations in braces."""
    if not (name.family and name.given):
        return f"{{{tex(str(name))}}}" if str(name) else ""
    particles = " ".join(filter(None, (name.dropping_particle, name.non_dropping_particle)))
    family, given, suffix = (
        f"{{{tex(part)}}}" if "," in part or " and " in f" {part} " else tex(part) for part in (name.family, name.given, name.suffix)
    )
    return ", ".join(filter(None, (f"{tex(particles)} {family}".strip(), suffix, given)))


def _bibtex_names(names: Iterable[Name]) -> str:
    return " and ".join(filter(None, map(_bibtex_name, names)))


_SPECIALS = {char: f"\\{char}" for char in "&%$#_"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_TEX = str.maketrans(_SPECIALS | {"{": r"\{", "}": r"\}"})
_TEX_UNBALANCED = str.maketrans(_SPECIALS | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
_LIGATURE = re.compile(r"(?<=([-`'<>,]))\1|(?<=[!?])`")
_SPACE = re.compile(r"\s+", re.ASCII)
_UNSAFE = re.compile(r"""[^ -~]|[&%$#_\\~^{}]|  |--|``|''|<<|>>|,,|[!?]`""")
"""Characters that may need an escape; most texts have none."""


def tex(text: str) -> str:
    """Return a text as TeX that prints it: specials escaped, ligatures such as `--` kept apart, in one line.

    BibTeX counts braces even behind a backslash, so those that do not balance are written as commands.
    """
    if not text or not _UNSAFE.search(text):
        return text.strip(" ")
    escaped = _SPACE.sub(" ", text.strip()).translate(_TEX if _balanced(text) else _TEX_UNBALANCED)
    return _LIGATURE.sub(r"{}\g<0>", escaped)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _verbatim(text: str) -> str:
    """Return a text with braces, backslashes and white space percent-encoded: they would end a verbatim field or an address."""
    return re.sub(r"[\\{}\s]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)
