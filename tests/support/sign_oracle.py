"""All signs of an explainer computed again from its data file, by the section "The rule, exactly" of its page `method/`.

Written from that page alone, by somebody who had not seen how the generator does it: slow and obvious, by brute force over sets. The numbers
in the comments are those of the steps on the page.

    python tests/support/sign_oracle.py site/data/explainer.json
"""

from __future__ import annotations

import html
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

Source = dict[str, Any]
Sources = dict[str, Source]  # by id
Origins = dict[str, str]  # key of a voice -> the name that stands for it, in the order met

AUTHORED = {"article-journal", "book", "chapter", "interview", "personal_communication", "speech", "thesis"}
ALL_WAYS = ("via", "syndicated_from", "based_on")
MET_LIMIT = 200
FOLLOW_LIMIT = 200
GROUP_LIMIT = 24
LOWEST_FIRST = ["disputed", "needed", "unseen", "single", "several"]
FIELDS = ["support", "independent", "counted", "not_counted", "rows"]


# --- 2. Names ----------------------------------------------------------------------------------


def author_name(author: dict[str, Any]) -> str:
    """What an author is called."""
    if author.get("literal"):
        return author["literal"]
    if author.get("static-ordering"):
        parts = ["dropping-particle", "non-dropping-particle", "family", "given", "suffix"]
    else:
        parts = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"]
    name = " ".join(author[part] for part in parts if part != "suffix" and author.get(part))
    if not author.get("suffix"):
        return name
    return f"{name}{',' if author.get('comma-suffix') else ''} {author['suffix']}".strip()


def plain(text: str) -> str:
    """A publisher, outlet or title without the markup of CSL, with character references replaced."""
    text = re.sub(r"</?(i|b|sup|sub|sc|span)(\s[^<>]*)?>", "", text)
    return html.unescape(text)


# --- 1. Voices ---------------------------------------------------------------------------------


def author_names(source: Source) -> list[str]:
    """The names of all authors."""
    names = [author_name(author) for author in source.get("author") or []]
    return [name for name in names if name]


def outlet_names(source: Source) -> list[str]:
    """The outlet, as a list of one name or none."""
    outlet = source.get("publisher") or source.get("container-title") or ""
    return [plain(outlet)] if outlet else []


def voice_names(source: Source) -> list[str]:
    """The names of those who answer for a source."""
    if source.get("voice"):
        return [source["voice"]]
    names = author_names(source) or outlet_names(source) if source.get("type") in AUTHORED else outlet_names(source) or author_names(source)
    return names or [plain(source.get("title") or "")]


# --- 3. The same voice -------------------------------------------------------------------------


def key_of(name: str) -> str:
    """What is left of a name; two names with the same key are one voice."""
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    text = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in text)
    text = " ".join(text.split())
    text = text.removeprefix("the ")
    text = text.replace(" ", "")
    return text or name


# --- 4. Origins, 5. Seen -----------------------------------------------------------------------


def others(sources: Sources, source_id: str, ways: tuple[str, ...]) -> list[str]:
    """The other sources to which a source leads, each once."""
    found: list[str] = []
    for way in ways:
        for other in sources[source_id].get(way) or []:
            if other in sources and other != source_id and other not in found:
                found.append(other)
    return found


def way_back(sources: Sources, source_id: str, ways: tuple[str, ...]) -> list[str]:
    """All sources met on the way back, itself first, breadth first, each once."""
    met = [source_id]
    position = 0
    while position < len(met):
        if len(met) >= MET_LIMIT:
            break
        for other in others(sources, met[position], ways)[:FOLLOW_LIMIT]:
            if other not in met:
                met.append(other)
        position += 1
    return met


def origins_of(sources: Sources, source_id: str) -> Origins:
    """The voices of all sources on the way back."""
    origins: Origins = {}
    for met in way_back(sources, source_id, ALL_WAYS):
        for name in voice_names(sources[met]):
            origins.setdefault(key_of(name), name)
    return origins


def consulted(sources: Sources, source_id: str) -> bool:
    """Whether the authors have looked at the source itself."""
    return sources[source_id].get("consulted") != "no"


def is_seen(sources: Sources, source_id: str) -> bool:
    """Whether it or a source through which it is known was consulted.

    "is seen" of those met means "was consulted": the limits hold for the whole way.
    """
    return any(consulted(sources, met) for met in way_back(sources, source_id, ("via",)))


# --- 6. Sources of a claim ---------------------------------------------------------------------


def cited(citations: list[dict[str, Any]], stance: str) -> list[str]:
    """The sources cited with this stance, each once, in the order in which they are cited first."""
    found: list[str] = []
    for citation in citations:
        if citation.get("stance") == stance and citation["source"] not in found:
            found.append(citation["source"])
    return found


# --- 7. The choice -----------------------------------------------------------------------------


def entangled(a: Origins, b: Origins) -> bool:
    """Whether two sources have an origin in common."""
    return bool(set(a) & set(b))


def groups_of(members: list[str], origins: dict[str, Origins]) -> list[list[str]]:
    """The members by groups that are entangled directly or through others, each in their order."""
    groups: list[set[str]] = [{member} for member in members]
    merged = True
    while merged:
        merged = False
        for a in groups:
            for b in groups:
                if a is not b and any(entangled(origins[x], origins[y]) for x in a for y in b):
                    groups.remove(b)
                    a.update(b)
                    merged = True
                    break
            if merged:
                break
    return [[member for member in members if member in group] for group in groups]


def largest_choices(group: list[str], origins: dict[str, Origins]) -> list[set[str]]:
    """All largest subsets of a group in which no two are entangled.

    All independent subsets of one member, then all of two, and so on, until there are none: each
    subset of n+1 is one of n with a later member added.
    """
    choices: list[tuple[int, ...]] = [(i,) for i in range(len(group))]
    clash = [[entangled(origins[a], origins[b]) for b in group] for a in group]
    while True:
        larger = [(*choice, i) for choice in choices for i in range(choice[-1] + 1, len(group)) if not any(clash[i][j] for j in choice)]
        if not larger:
            return [{group[i] for i in choice} for choice in choices]
        choices = larger


def choose(sources: Sources, ids: list[str], origins: dict[str, Origins], group_limit: int = GROUP_LIMIT) -> set[str]:
    """Which of the sources of a claim are counted. (A group_limit of 0 makes every choice greedy.)"""
    seen = [source_id for source_id in ids if is_seen(sources, source_id)]
    seen.sort(key=lambda s: (not consulted(sources, s), len(origins[s]), ids.index(s)))
    counted: set[str] = set()
    for group in groups_of(seen, origins):
        largest = largest_choices(group, origins) if len(group) <= group_limit else None
        taken: set[str] = set()
        for source_id in group:
            if any(entangled(origins[source_id], origins[t]) for t in taken):
                continue
            if largest is None or any(taken | {source_id} <= choice for choice in largest):
                taken.add(source_id)
        counted |= taken
    return counted


# --- 8. The lists, 9. The sign of citations ----------------------------------------------------


def entry(source: str, reason: str, voice: str = "", counted: str = "") -> dict[str, str]:
    """One member of not_counted."""
    return {"source": source, "reason": reason, "voice": voice, "counted": counted}


def own_keys(source: Source) -> set[str]:
    """The keys of a source's own voices."""
    return {key_of(name) for name in voice_names(source)}


def why_not(sources: Sources, source_id: str, counted: list[str], origins: dict[str, Origins]) -> dict[str, str]:
    """Why a supporting source is not counted."""
    if not is_seen(sources, source_id):
        return entry(source_id, "unseen")
    for key in origins[source_id]:
        for other in counted:
            if key not in origins[other]:
                continue
            voice = origins[other][key]  # "from there" is from the counted source.
            if not consulted(sources, source_id):
                return entry(source_id, "through", voice, other)
            if key not in own_keys(sources[source_id]):
                return entry(source_id, "after", voice, other)
            if key in own_keys(sources[other]):
                return entry(source_id, "same", voice, other)
            return entry(source_id, "behind", voice, other)
    raise AssertionError(f"{source_id} is seen, not counted, and shares no origin with a counted source")


def weigh(sources: Sources, citations: list[dict[str, Any]], group_limit: int = GROUP_LIMIT) -> dict[str, Any]:
    """The sign and the lists that follow from citations alone."""
    ids = cited(citations, "supports")
    against = cited(citations, "contra")
    origins = {source_id: origins_of(sources, source_id) for source_id in ids}
    chosen = choose(sources, ids, origins, group_limit)
    counted = [source_id for source_id in ids if source_id in chosen]
    not_counted = [why_not(sources, s, counted, origins) for s in ids if s not in chosen]
    not_counted += [entry(s, "against") for s in against if s not in ids]

    if not citations:
        support = "needed"
    elif against:
        support = "disputed"
    elif not counted:
        support = "unseen"
    elif len(counted) == 1:
        support = "single"
    else:
        support = "several"
    return {"support": support, "independent": len(counted), "counted": counted, "not_counted": not_counted, "rows": []}


# --- 10. Tables, 11. The sign of a claim -------------------------------------------------------


def judge(sources: Sources, claim: dict[str, Any], group_limit: int = GROUP_LIMIT) -> dict[str, Any]:
    """The sign, the number and the lists of one claim."""
    citations = claim.get("citations") or []
    rows = [weigh(sources, row.get("citations") or [], group_limit) for row in claim.get("rows") or []]
    if rows:
        result: dict[str, Any] = {
            "support": min((row["support"] for row in rows), key=LOWEST_FIRST.index),
            "independent": min(row["independent"] for row in rows),
            "counted": [],
            "not_counted": [],
            "rows": rows,
        }
    else:
        result = weigh(sources, citations, group_limit)

    if claim.get("editorial"):
        result["support"] = "editorial"
    elif claim.get("citation_needed") or not citations:
        result["support"] = "needed"
    elif claim.get("status") == "disputed" or claim.get("disputed_by"):
        result["support"] = "disputed"
    return result


def recompute(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Support, independent, counted, not_counted and rows of every claim, by its id."""
    sources: Sources = {source["id"]: source for source in data["sources"]}
    return {claim["id"]: judge(sources, claim) for claim in data["claims"]}


def differences(data: dict[str, Any]) -> list[str]:
    """A line for each field of a claim or row in which the file says something else."""
    lines: list[str] = []
    results = recompute(data)

    def compare(where: str, file: dict[str, Any], ours: dict[str, Any]) -> None:
        """Compare the fields of a claim or row, and then its rows."""
        for field in FIELDS[:-1]:
            if file.get(field) != ours[field]:
                lines.append(f"{where}: {field}: file {file.get(field)!r}, oracle {ours[field]!r}")  # noqa: PERF401  # plainly
        file_rows = file.get("rows") or []
        if len(file_rows) != len(ours["rows"]):
            lines.append(f"{where}: rows: file has {len(file_rows)}, oracle {len(ours['rows'])}")
        for number, (file_row, our_row) in enumerate(zip(file_rows, ours["rows"], strict=False), 1):
            compare(f"{where}, row {number}", file_row, our_row)

    for claim in data["claims"]:
        compare(claim["id"], claim, results[claim["id"]])
    return lines


def main(arguments: list[str]) -> int:
    """Print the differences for a data file; 1 if there are any."""
    if len(arguments) != 1:
        print("usage: sign_oracle.py explainer.json", file=sys.stderr)
        return 2
    data = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    lines = differences(data)
    for line in lines:
        print(line)
    print(f"{len(lines)} differences in {len(data['claims'])} claims")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
