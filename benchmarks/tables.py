"""Results as tables: for the terminal and for `RESULTS.md`. Nothing here knows the clock."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from peers import Tool, version

if TYPE_CHECKING:
    from contents import Contents
    from measure import Usage, Written

OURS = "explainer"
TITLES = {
    "cold": "Cold build: no site, nothing to start from",
    "noop": "Build again, nothing changed",
    "check": "Check only, cold",
    "check-warm": "Check only, after a build",
    "help": "`--help`",
    "serve": "Save a sentence while serving: seconds until the page shows it",
    "edits": "Save other things while serving with this project: seconds until a page shows it",
}
"""The scenarios in the order in which they are shown."""
_GOAL, _GOAL_PEER = 0.75, "hugo-pruned"
_HEAD = """# Results

Written by `make bench`; see [README.md](README.md) for what is measured and what is fair, and [there](README.md#where-we-stand)
for the goals: by how much each is reached or missed, where the time goes, and what would be needed.
"""


@dataclass(slots=True)
class Results:
    """What was measured of one size."""

    size: str
    counts: str
    """How large it is, in words."""
    rounds: int
    usages: dict[tuple[str, str], list[Usage]] = field(default_factory=dict)
    """By scenario and tool."""
    memory: dict[tuple[str, str], float] = field(default_factory=dict)
    """Megabytes at the peak of tools that start several processes, by scenario and tool."""
    files: dict[tuple[str, str], Written] = field(default_factory=dict)
    contents: dict[str, Contents] = field(default_factory=dict)
    """Of the sites, by tool."""
    waits: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """Of the servers, by scenario and tool; in `edits`, by what is changed."""
    failures: list[str] = field(default_factory=list)
    load: tuple[float, float] = (0.0, 0.0)
    """How many processes wanted a core in the minute before the start and before the end."""


def markdown(results: Results, tools: dict[str, Tool]) -> str:
    """Write the results of one size as a section."""
    parts = [f"## Size {results.size}", f"{results.counts} {_machine(results)}", _versions(results, tools)]
    for scenario, title in TITLES.items():
        if table := _table(results, tools, scenario):
            parts += [f"### {title}", table]
    if results.contents:
        parts += ["### What the sites hold", _contents_table(results, tools)]
    if goal := _goal(results):
        parts.append(goal)
    parts += [f"Failed: {failure}" for failure in results.failures]
    return "\n\n".join(parts) + "\n"


def save(path: Path, results: Results, tools: dict[str, Tool]) -> None:
    """Put the section of a size into the file, in the place of the one that is there."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    _, *sections = old.split("\n## ")
    kept = {section.split("\n", 1)[0].removeprefix("Size "): f"## {section.strip()}\n" for section in sections}
    kept[results.size] = markdown(results, tools)
    order = [size for size in ("S", "M", "L", "XL") if size in kept]
    path.write_text("\n".join([_HEAD, *(kept[size] for size in order)]), encoding="utf-8")


def _machine(results: Results) -> str:
    processor = _said("/proc/cpuinfo", "model name", ":") or platform.machine()
    memory = int(_said("/proc/meminfo", "MemTotal", ":").split()[0]) / 1024**2
    system = _said("/etc/os-release", "PRETTY_NAME", "=").strip('"') or platform.system()
    rounds = f"Medians of {results.rounds} rounds, all tools in turn in each." if results.rounds > 1 else "One round."
    return (
        f"{rounds} {len(os.sched_getaffinity(0))} cores ({processor}), {memory:.0f} GiB, {system}, "
        f"Linux {platform.release()}, Python {platform.python_version()}. "
        f"Processes that wanted a core: {results.load[0]:.1f} before, {results.load[1]:.1f} at the end."
    )


def _said(path: str, key: str, separator: str) -> str:
    """Return what a file of the system says of a key, or nothing."""
    for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(separator)
        if name.strip() == key:
            return value.strip()
    return ""


def _versions(results: Results, tools: dict[str, Tool]) -> str:
    measured = {OURS if scenario == "edits" else name for scenario, name in (*results.usages, *results.waits)}
    return "\n".join(f"- {tool.label}: {version(tool)}" for tool in tools.values() if tool.name in measured)


def _table(results: Results, tools: dict[str, Tool], scenario: str) -> str:
    if scenario in ("serve", "edits"):
        return _waits_table(results, tools, scenario)
    rows = {name: found for (of, name), found in results.usages.items() if of == scenario}
    if not rows:
        return ""
    ours = rows.get(OURS)
    lines = [
        "| tool | wall s | from–to | CPU s | peak MB | files written | MB written | wall ÷ ours | CPU ÷ ours |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, found in rows.items():
        memory = results.memory.get((scenario, name)) or median(usage.memory for usage in found)
        lines.append(_row(tools[name].label, found, memory, results.files.get((scenario, name)), ours))
    return "\n".join(lines)


def _row(label: str, found: list[Usage], memory: float, files: Written | None, ours: list[Usage] | None) -> str:
    walls = [usage.wall for usage in found]
    cells = [
        label,
        _number(median(walls)),
        f"{_number(min(walls))}–{_number(max(walls))}",
        _number(median(usage.cpu for usage in found)),
        f"{memory:.0f}",
        f"{files.files:,}" if files else "",
        f"{files.bytes / 1e6:.1f}" if files else "",
        _ratio(walls, ours and [usage.wall for usage in ours]),
        _ratio([usage.cpu for usage in found], ours and [usage.cpu for usage in ours]),
    ]
    return f"| {' | '.join(cells)} |"


def _waits_table(results: Results, tools: dict[str, Tool], scenario: str) -> str:
    rows = {name: waits for (of, name), waits in results.waits.items() if of == scenario}
    if not rows:
        return ""
    ours = rows.get(OURS)
    lines = [f"| {'tool' if scenario == 'serve' else 'saved'} | median s | from–to | times | ÷ ours |", "|---|--:|--:|--:|--:|"]
    for name, waits in rows.items():
        label = tools[name].label if name in tools else name
        span = f"{_number(min(waits))}–{_number(max(waits))}"
        lines.append(f"| {label} | {_number(median(waits))} | {span} | {len(waits)} | {_ratio(waits, ours)} |")
    return "\n".join(lines)


def _contents_table(results: Results, tools: dict[str, Tool]) -> str:
    lines = ["| tool | pages | of themes | citations on them | references on them |", "|---|--:|--:|--:|--:|"]
    for name, held in results.contents.items():
        cells = (held.pages, *held.of_themes)
        lines.append(f"| {tools[name].label} | {' | '.join(f'{cell:,}' for cell in cells)} |")
    return "\n".join(lines)


def _goal(results: Results) -> str:
    """Compare with the goal, where both sides of it were measured."""
    ours, theirs = (results.usages.get(("cold", name)) for name in (OURS, _GOAL_PEER))
    if not ours or not theirs:
        return ""
    ratio = median(usage.wall for usage in ours) / median(usage.wall for usage in theirs)
    verdict = "reached" if ratio <= _GOAL else "not reached"
    return f"Goal: a cold build in at most {_GOAL} of the time of Hugo with a pruned navigation. Measured: {ratio:.2f}, {verdict}."


def _number(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}"


def _ratio(values: list[float], ours: list[float] | None) -> str:
    return f"{median(values) / median(ours):.2f}" if ours and median(ours) else ""
