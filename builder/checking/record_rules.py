"""Rules about records of sources: whether they are used, whether they say what was read, and whether two are of one text or one voice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from builder.csl.locators import left_out, place_of
from builder.linking.independence import Independence, compared
from builder.model.findings import Finding, Lines, Named, few, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.explainer import Explainer
    from builder.model.sources import Source

_MANY = 5
"""Of more records of one file that lack the same, there is one finding."""
_COMPARED = 20
"""Records of one address or title with which another is compared."""
_TITLE_WORDS = 4
"""Words of a title that two texts hardly have by chance."""
_CLOSE = timedelta(days=31)
"""The time between two texts of one title that may be one text."""
_TRACKING = re.compile(r"(?:utm_\w+|[fgdy]clid|fbclid|msclkid|igshid|mc_[ce]id|_hs(?:enc|mi)|cmpid|ref_src)\Z", re.IGNORECASE)
"""Parameters of addresses that say how somebody came there."""
_PARTS = ("page", "section", "chapter-number", "volume", "issue", "number", "part", "part-number", "version", "edition")
"""Variables that tell parts and versions of one thing apart."""


def used_sources(explainer: Explainer) -> set[str]:
    """Return the ids of the sources that are cited, and of those that they derive from."""
    used = {source for sources in explainer.references.values() for source in sources}
    used |= {citation.source for note in explainer.content.notes for citation in note.citations}
    ahead = [name for name in used if name in explainer.sources]
    while ahead:  # an origin is used if a source that passes it on is
        origins = explainer.sources[ahead.pop()].ancestors
        ahead += [name for name in origins if name not in used and name in explainer.sources]
        used.update(origins)
    return used


def _unused_sources(explainer: Explainer) -> Iterator[Finding]:
    used = used_sources(explainer)
    for source in explainer.content.sources:
        if source.id not in used:
            yield finding(source.where, "unused-source", f"`{source.id}` is never cited", grounds=(Named("use", source.id),))


def _unannotated_places(explainer: Explainer) -> Iterator[Finding]:
    """Report what is left out of a source whose page is to tell all of it; what comes after the last place that is cited, nobody knows."""
    for source in explainer.content.sources:
        if not source.annotated:
            continue
        claims = [explainer.claims[name] for name in explainer.cited_by.get(source.id, ()) if not explainer.claims[name].editorial]
        locators = [citation.locator for claim in claims for citation in claim.citations if citation.source == source.id]
        places = [place for locator in locators if (place := place_of(locator))]
        if not places:
            message = f"`{source.id}` is annotated, and no claim cites a place in it"
            yield finding(source.where, "unannotated-place", message, f"write [@{source.id}, par. 1, s. 2] in the claims that cite it")
        elif missing := left_out(places):
            message = f"`{source.id}` is annotated, and no claim cites {few(missing)} of it"
            yield finding(source.where, "unannotated-place", message, "add a claim that says it, or correct the places of others")


def _missing_consulted(explainer: Explainer) -> Iterator[Finding]:
    silent = [source for source in explainer.content.sources if not source.says_consulted]
    used = used_sources(explainer) if silent else set()
    by_file: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sorted(silent, key=lambda source: source.where):
        if source.id in used:
            by_file[source.where.path].append(source)
    for path, sources in by_file.items():
        hints = ("add `consulted: full`, `consulted: excerpt` or `consulted: no`", _how_to_keep(path))
        if len(sources) > _MANY:
            names = few([f"`{source.id}` (line {source.where.line})" for source in sources])
            message = f"{len(sources)} records of this file do not say how much of them was read, and so count as not seen: {names}"
            yield finding(sources[0].where, "missing-consulted", message, *hints, grounds=(Lines(path),))
            continue
        for source in sources:
            message = f"`{source.id}` does not say how much of it was read, and so counts as not seen"
            yield finding(source.where, "missing-consulted", message, *hints, grounds=(Lines(path),))


def _how_to_keep(path: str) -> str:
    """Return a hint about a file that another program writes, and will write again; empty for others."""
    if not path.lower().endswith(".json"):
        return ""
    return f"if a program writes this file, run `explainer import {path}` and remove it: what you add to the file that is made stays there"


# --- one text, one record ---------------------------------------------------------------------------------------------


def _same_texts(explainer: Explainer) -> Iterator[Finding]:
    used = used_sources(explainer)
    independence = Independence(explainer.sources)
    by_address: defaultdict[str, list[Source]] = defaultdict(list)
    by_title: defaultdict[str, list[Source]] = defaultdict(list)
    for source in explainer.content.sources:
        if source.id not in used:
            continue
        other = None
        for key in dict.fromkeys(filter(None, (_address(source.url), _address(source.csl.get("DOI", ""), "doi.org/")))):
            other = other or next((one for one in by_address[key][:_COMPARED] if not _are_parts(one, source)), None)
            by_address[key].append(source)
        same = "address"
        if title := _title(source.title):
            if other is None:
                same = "title"
                other = next((one for one in by_title[title][:_COMPARED] if _are_one_text(one, source, independence)), None)
            by_title[title].append(source)
        if other is not None:
            yield _same_text(source, other, same)


def _same_text(source: Source, other: Source, same: str) -> Finding:
    if other.where > source.where:
        source, other = other, source
    return finding(
        source.where,
        "same-text",
        f"`{source.id}` has the {same} of `{other.id}` ({other.where}): the two seem to be one text",
        f"if they are one, keep one record, cite that one, and add `was: [{source.id}]` to it if the other was published",
        f"if one is a reprint, add `syndicated_from: [{other.id}]` to it; if it reports what the other says, `based_on`",
        "if they are two texts of one page, tell them apart by `page`, `section` or `number`" if same == "address" else "",
        grounds=tuple(Lines(path) for path in dict.fromkeys((source.where.path, other.where.path))),
    )


@lru_cache(maxsize=1 << 16)  # while somebody writes, it is asked again and again
def _address(text: str, resolver: str = "") -> str:
    """Return what two spellings of an address have in common; empty for the front page of a site, which is that of no text."""
    if not text:
        return ""
    text = text if "://" in text else f"https://{resolver}{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("dx.")
    except ValueError:
        return ""
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])])
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # by which pages made by scripts are told apart
    path = parts.path.rstrip("/")
    path = path.lower() if host == "doi.org" else path
    return f"{host}\n{path}\n{query}\n{route}" if path or query or route else ""


@lru_cache(maxsize=1 << 16)
def _title(text: str) -> str:
    """Return what two spellings of a title have in common; empty for one that is too short."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = ["".join(filter(str.isalnum, word)) for word in letters.split()]
    words = [word for word in words if word]
    return " ".join(words) if len(words) >= _TITLE_WORDS else ""


def _are_parts(one: Source, other: Source) -> bool:
    """Return whether two records of one address are of parts or versions of one thing, or of one text that was read in the other."""
    if _derives(one, other):
        return True
    if compared(one.title) == compared(other.title):
        return False
    kinds = {one.type, other.type} & {"chapter", "entry", "entry-dictionary", "entry-encyclopedia"}
    return bool(kinds) or _day(one) != _day(other) or any(one.csl.get(name, "") != other.csl.get(name, "") for name in _PARTS)


def _are_one_text(one: Source, other: Source, independence: Independence) -> bool:
    """Return whether two records of one title are likely of one text: it counts as two sources, or was recorded twice."""
    if _derives(one, other) or (one.type.startswith("entry") and other.type.startswith("entry")):  # of which that is the subject
        return False
    origins, others = independence.origins(one.id).keys(), independence.origins(other.id).keys()
    return _are_close(one, other) if origins.isdisjoint(others) else origins == others and _day(one) == _day(other) != ""


def _derives(one: Source, other: Source) -> bool:
    return one.id in other.ancestors or other.id in one.ancestors


def _are_close(one: Source, other: Source) -> bool:
    """Return whether two records may be of one time; what has no date may be of any."""
    days = [source.issued.date for source in (one, other) if source.issued and source.issued.date]
    if len(days) < 2:  # noqa: PLR2004  # both
        return True
    first, last = sorted(days)
    return last.first <= first.last or last.first - first.last <= _CLOSE


def _day(source: Source) -> str:
    return source.issued.edtf if source.issued else ""


RECORD_RULES = (_unused_sources, _unannotated_places, _missing_consulted, _same_texts)
