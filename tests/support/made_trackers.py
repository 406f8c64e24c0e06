"""Trackers as people keep them, made up: one text of entries in each of five forms, with what goes wrong by hand."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OUTLETS = {"Reuters": "reuters.example", "AP": "apnews.example", "Al Jazeera": "aljazeera.example", "وكالة الأنباء": "news.example"}
PLACES = ("Basra", "Erbil", "Mosul", "Port of Umm Qasr")
WHAT = (
    "A convoy of {n} trucks crossed the border",
    'The ministry said: "{n} licences were withdrawn"',
    "Flow fell by {n} % (from 100,000 to {n} barrels/day) & stayed there",
    "وصلت {n} سفينة إلى الميناء",
    "Two groups [A] and {{B}} met *again* for talks no. {n}; 5 < 6 @ noon #1",
    "1990s contract {n} was signed_off by the office_of_oil",
)
DATES = (
    "2025-{m:02}-{d:02}",
    "{d} {month} 2025",
    "{month} {d}, 2025",
    "{d:02}.{m:02}.2025",
    "2025-{m:02}-{d:02}T08:30:00Z",
    "2025-{m:02}",
    "",
    "n.d.",
)
MONTHS = "January February March April May June July August September October November December".split()


def entries(number: int) -> list[dict[str, object]]:
    """Return entries with their links as pairs of a label and an address."""
    chance = random.Random(number)  # noqa: S311  # nothing secret
    made: list[dict[str, object]] = []
    for index in range(number):
        month, day = chance.randint(1, 12), chance.randint(1, 28)
        date = chance.choice(DATES).format(m=month, d=day, month=MONTHS[month - 1])
        links = []
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            label, host = chance.choice([*OUTLETS.items()])
            links.append((label, f"https://{host}/2025/{chance.randint(1, number * 2)}-story_(a)?x=1&y={index % 7}"))
        text = chance.choice(WHAT).format(n=index + 2)
        made.append(
            {"date": date, "event": text, "links": links, "place": chance.choice(PLACES), "kind": ("strike", "talks", "Öl")[index % 3]}
        )
    return made


def as_csv(made: list[dict[str, object]]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["Date", "Event", "Location", "Category", "Sources", "Casualties"])
    for index, one in enumerate(made):
        separator = ("; ", "\n", " | ", " ", ",")[index % 5]
        links = separator.join(url for _, url in one["links"])
        text = f"<p>{one['event']}</p>" if index % 17 == 0 and "<" not in one["event"] else one["event"]
        table.writerow([one["date"], text, one["place"], one["kind"], links, index % 3 or ""])
    return out.getvalue()


def as_json(made: list[dict[str, object]]) -> str:
    def sources(one: dict[str, object], index: int) -> object:
        links = one["links"]
        if index % 3 == 0:
            return [url for _, url in links]
        if index % 3 == 1:
            return [{"publisher": label, "url": url, "date": "2025-02-03"} for label, url in links]
        return "; ".join(f"[{label}]({url})" for label, url in links)

    items = [
        {"date": one["date"], "description": one["event"], "type": one["kind"], "sources": sources(one, n)} for n, one in enumerate(made)
    ]
    return json.dumps({"title": "Incidents", "data": items}, ensure_ascii=False, indent=1)


def as_yaml(made: list[dict[str, object]]) -> str:
    rows = []
    for one in made:
        rows.append(f"- when: {json.dumps(one['date'])}\n  summary: {json.dumps(one['event'], ensure_ascii=False)}\n  links:")
        rows += [f"    - {{title: {json.dumps(label, ensure_ascii=False)}, url: {json.dumps(url)}}}" for label, url in one["links"]]
    return "\n".join(rows) + "\n"


def as_list(made: list[dict[str, object]]) -> str:
    rows = ["# Incidents", ""]
    for index, one in enumerate(made):
        if index % 50 == 0:
            rows += ["", f"## Part {index // 50 + 1}", ""]
        links = ", ".join(f"[{label}]({url})" for label, url in one["links"])
        text = str(one["event"]).replace("\\", "\\\\").replace("[", "\\[").replace("*", "\\*").replace("<", "\\<")
        rows.append(f"- **{one['date']}**: {text}. {links}" if one["date"] else f"- {text}. {links}")
    return "\n".join(rows) + "\n"


def write_folder(made: list[dict[str, object]], folder: Path) -> None:
    folder.mkdir()
    for number, one in enumerate(made):
        links = "".join(f"\n  - {url}" for _, url in one["links"])
        text = str(one["event"]).replace("[", "\\[").replace("*", "\\*").replace("<", "\\<")
        front = f"title: {json.dumps('No. ' + str(number))}\ndate: {json.dumps(one['date'])}\nsources:{links or ' []'}"
        (folder / f"{number:04}.md").write_text(f"---\n{front}\n---\n\n{text}\n", encoding="utf-8")


def addresses(made: list[dict[str, object]]) -> set[str]:
    return {url for one in made for _, url in one["links"]}
