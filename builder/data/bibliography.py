"""Sources for other programs: BibTeX with the fields of biblatex."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from builder.model.ids import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Source
    from builder.model.dates import Date
    from builder.model.names import Name

_KEY = re.compile(r"""[^\s",=#%'()~\\{}]+""")
"""The keys that BibTeX and biber read; of another the slug stands in its place."""
_PLAIN = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")


# For each type of CSL: the entry type of BibTeX, and its fields for the container and the publisher.
_BIBTEX: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review"), ("article", "journal", "publisher")),
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), ("incollection", "booktitle", "publisher")),
    **dict.fromkeys(("webpage", "post", "post-weblog"), ("online", "booktitle", "organization")),
    "book": ("book", "booktitle", "publisher"),
    "manuscript": ("unpublished", "booktitle", "publisher"),
    "pamphlet": ("booklet", "booktitle", "publisher"),
    "paper-conference": ("inproceedings", "booktitle", "publisher"),
    "report": ("techreport", "booktitle", "institution"),
    "thesis": ("phdthesis", "booktitle", "institution"),
}
_BIBTEX_MISC = ("misc", "booktitle", "publisher")
_BIBTEX_TEXTS = {
    "abstract": "abstract",
    "chapter-number": "chapter",
    "collection-title": "series",
    "edition": "edition",
    "event-title": "eventtitle",
    "genre": "type",
    "ISBN": "isbn",
    "ISSN": "issn",
    "keyword": "keywords",
    "number-of-volumes": "volumes",
    "page": "pages",
    "publisher-place": "address",
    "title-short": "shorttitle",
    "version": "version",
    "volume": "volume",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex_entry(source: Source) -> str:
    """Return a source as an entry of BibTeX in UTF-8, ending in a newline.

    The fields are those that classic styles know (`year`, `month`) and, beside them, biblatex's (`date` in EDTF, `url`,
    `urldate`). Titles are in a second pair of braces, which keeps the capitals of names. `url` and `doi` are verbatim, as
    biblatex reads them: nothing in them is escaped for TeX, and what would break the entry is percent-encoded (RFC 3986).
    """
    kind, container, publisher = _BIBTEX.get(source.type, _BIBTEX_MISC)
    csl = source.csl
    fields = {
        "title": f"{{{tex(source.title)}}}",
        "author": _bibtex_names(source.authors),
        "editor": _bibtex_names(source.names.get("editor", ())),
        "translator": _bibtex_names(source.names.get("translator", ())),
        container: tex(source.container or (source.publisher if kind == "article" else "")),
        publisher: tex(source.publisher),
        "howpublished": tex(source.publisher) if kind in ("online", "misc") else "",
        "number": tex(csl.get("issue") or csl.get("number", "")),
        **{field: tex(csl[name]) for name, field in _BIBTEX_TEXTS.items() if csl.get(name)},
        **_source_dates(source),
        "doi": _verbatim(csl.get("DOI", "")),
        "url": _verbatim(source.url),
        "language": tex(source.language),
        "note": tex(source.note),
    }
    if "pages" in fields:
        fields["pages"] = fields["pages"].replace("–", "--")
    body = "".join(f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value)
    key = source.id if _KEY.fullmatch(source.id) else slug_of(source.id)
    return f"@{kind}{{{key},\n{body}}}\n"


def _source_dates(source: Source) -> dict[str, str]:
    issued, accessed = source.issued, source.accessed
    fields = {"urldate": accessed.edtf} if accessed and accessed.date else {}
    if issued is None:
        return fields
    return fields | (bibtex_dates(issued.date) if issued.date else {"year": tex(issued.edtf)})


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
    if not _UNSAFE.search(text):
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
