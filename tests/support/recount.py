"""The rule as the page `method/` states it, for a stranger who has nothing but that page and `data/explainer.json`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape
from itertools import combinations
from typing import Any

OF_AUTHORS = {"article-journal", "book", "chapter", "interview", "personal_communication", "speech", "thesis"}
PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
FAMILY_FIRST = ("dropping-particle", "non-dropping-particle", "family", "given", "suffix")
LOWEST = ("disputed", "needed", "unseen", "single", "several")
MOST_MET, MOST_EXACT = 200, 24


def plain(text: str) -> str:
    return unescape(re.sub(r"</?(?:i|b|sup|sub|sc|span)(?: [^>]*)?>", "", text))


def author_name(author: dict[str, Any]) -> str:
    order = FAMILY_FIRST if author.get("static-ordering") else PARTS
    return author.get("literal") or " ".join(author[part] for part in order if author.get(part))


def voices(source: dict[str, Any]) -> list[str]:
    if source.get("voice"):
        return [source["voice"]]
    authors = [author_name(author) for author in source.get("author", ())]
    outlet = [plain(name) for name in [source.get("publisher") or source.get("container-title")] if name]
    return ((authors or outlet) if source["type"] in OF_AUTHORS else (outlet or authors)) or [plain(source["title"])]


@cache
def key(name: str) -> str:
    """Return what is left of a name, by which voices are compared."""
    letters = [c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)]
    text = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in letters)
    text = " ".join(text.split())
    return text.removeprefix("the ").replace(" ", "") or name


class Recount:
    """Signs and lists from the records of a data file."""

    def __init__(self, graph: dict[str, Any]) -> None:
        self.sources = {source["id"]: source for source in graph["sources"]}

    def way(self, source: str, *fields: str) -> list[str]:
        met, position = [source], 0
        while position < len(met) < MOST_MET:
            record = self.sources[met[position]]
            ahead = [name for field in fields for name in record[field]][:MOST_MET]
            met += [name for name in dict.fromkeys(ahead) if name not in met]
            position += 1
        return met

    def origins(self, source: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in self.way(source, "via", "syndicated_from", "based_on"):
            for voice in voices(self.sources[name]):
                found.setdefault(key(voice), voice)
        return found

    def is_own(self, source: str) -> bool:
        """Return whether the authors have seen a source themselves."""
        return bool(self.sources[source]["consulted"] != "no")

    def is_seen(self, source: str) -> bool:
        return any(self.is_own(name) for name in self.way(source, "via"))

    def choice(self, cited: list[str]) -> list[str]:
        order = sorted((s for s in cited if self.is_seen(s)), key=lambda s: (not self.is_own(s), len(self.origins(s)), cited.index(s)))
        entangled = {a: {b for b in order if b != a and self.origins(a).keys() & self.origins(b).keys()} for a in order}
        counted: set[str] = set()
        todo = list(order)
        while todo:
            group = {todo[0]}
            while more := {b for a in group for b in entangled[a]} - group:
                group |= more
            todo = [s for s in todo if s not in group]
            members = [s for s in order if s in group]
            counted |= self.greedy(members, entangled) if len(members) > MOST_EXACT else self.largest(members, entangled)
        return [s for s in cited if s in counted]

    @staticmethod
    def greedy(members: list[str], entangled: dict[str, set[str]]) -> set[str]:
        chosen: set[str] = set()
        for s in members:
            if not entangled[s] & chosen:
                chosen.add(s)
        return chosen

    @staticmethod
    def largest(members: list[str], entangled: dict[str, set[str]]) -> set[str]:
        """Return the choice that the rule makes, of all of the largest size, by trying every one."""
        for size in range(len(members), 0, -1):
            fitting = [set(c) for c in combinations(members, size) if all(b not in entangled[a] for a, b in combinations(c, 2))]
            if fitting:
                chosen: set[str] = set()
                for s in members:
                    if any(chosen | {s} <= one for one in fitting):
                        chosen.add(s)
                return chosen
        return set()

    def lists(self, citations: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the lists and the sign that follow from citations."""
        cited = list(dict.fromkeys(c["source"] for c in citations if c["stance"] == "supports"))
        contra = list(dict.fromkeys(c["source"] for c in citations if c["stance"] == "contra"))
        counted = self.choice(cited)
        others = [self.reason(s, counted) for s in cited if s not in counted]
        others += [{"source": s, "reason": "against", "voice": "", "counted": ""} for s in contra if s not in cited]
        sign = (
            "needed" if not citations else "disputed" if contra else "unseen" if not counted else "single" if not counted[1:] else "several"
        )
        return {"support": sign, "independent": len(counted), "counted": counted, "not_counted": others, "rows": []}

    def reason(self, source: str, counted: list[str]) -> dict[str, str]:
        if not self.is_seen(source):
            return {"source": source, "reason": "unseen", "voice": "", "counted": ""}
        origin, other = next((o, c) for o in self.origins(source) for c in counted if o in self.origins(c))
        own, its = ({key(v) for v in voices(self.sources[s])} for s in (source, other))
        reason = "through" if not self.is_own(source) else "after" if origin not in own else "same" if origin in its else "behind"
        return {"source": source, "reason": reason, "voice": self.origins(other)[origin], "counted": other}

    def claim(self, claim: dict[str, Any]) -> dict[str, Any]:
        """Return the sign and the lists of a claim."""
        found = self.lists(claim["citations"])
        if claim["rows"]:
            rows = [self.lists(row["citations"]) for row in claim["rows"]]
            lowest = min((row["support"] for row in rows), key=LOWEST.index)
            found = {"support": lowest, "independent": min(r["independent"] for r in rows), "counted": [], "not_counted": [], "rows": rows}
        if claim["editorial"]:
            found["support"] = "editorial"
        elif claim["citation_needed"] or not claim["citations"]:
            found["support"] = "needed"
        elif claim["status"] == "disputed" or claim["disputed_by"]:
            found["support"] = "disputed"
        return found


def recorded(claim: dict[str, Any]) -> dict[str, Any]:
    """Return the sign and the lists of a claim as the data file has them."""
    fields = ("support", "independent", "counted", "not_counted", "rows")
    rows = [{field: row[field] for field in fields} for row in claim["rows"]]
    return {**{field: claim[field] for field in fields}, "rows": rows}
