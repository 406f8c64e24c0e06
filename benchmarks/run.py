"""One command measures this project and its peers in turn, and writes `RESULTS.md`.

    python benchmarks/run.py --size M
    python benchmarks/run.py --size L --rounds 1 --only explainer,hugo-pruned --scenario cold
    python benchmarks/run.py --size L --rounds 5 --against ../another-checkout

In each round every tool has its turn, and each round begins with another tool, so that whatever else the machine does falls
on all of them. A run of a part (`--only`, `--scenario`), or against another checkout of this project, prints its tables and leaves
`RESULTS.md` as it is.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import contents
from corpus import SIZES, describe
from edits import EDITS, saves
from latency import Save, latencies
from measure import CommandError, Usage, run, snapshot, written
from peers import CACHE, Tool, install, tools, translated
from project import Project, empty_trash
from tables import OURS, Results, markdown, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SCENARIOS = ("cold", "noop", "check", "help", "serve", "edits")
RESULTS = Path(__file__).with_name("RESULTS.md")
SAVES = 5
"""How often each kind of change is saved on a server."""
HELPS = 5
"""How often help is asked for in a round: it is over soon."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop."""

    command: float
    """Seconds for one command."""
    deadline: float
    """The moment, on the monotonic clock, after which nothing new begins."""

    @property
    def passed(self) -> bool:
        return time.monotonic() > self.deadline


class Bench:
    """The measurements of one size."""

    def __init__(self, results: Results, chosen: list[Tool], scenarios: set[str], limits: Limits) -> None:
        self.results = results
        self.scenarios = scenarios
        self.limits = limits
        self.projects = [Project(tool, results.size) for tool in chosen]
        self.watching = False
        self.log = CACHE / "logs"
        self.log.mkdir(parents=True, exist_ok=True)

    def run(self) -> None:
        """Prepare, measure round by round, then serve."""
        for project in self.projects:
            project.prepare(self.results.size)
        load = os.getloadavg()[0]
        turn = deque(self.projects)
        for number in range(self.results.rounds):
            for project in tuple(turn):
                self._guarded(project, number, self._turn)
            turn.rotate(-1)
        self._watch()
        for project in self.projects:
            self._guarded(project, 0, self._count)
        for project in self.projects:
            if "serve" in self.scenarios and project.tool.serve:
                self._guarded(project, 0, self._serve)
        if "edits" in self.scenarios and any(project.tool.name == OURS for project in self.projects):
            self._guarded(Project(translated(), self.results.size), 0, self._edits)
        self.results.load = (load, os.getloadavg()[0])

    def _watch(self) -> None:
        """Watch the memory of tools that start several processes, in a round of their own, which takes no part in the times."""
        several = {name for (_, name), usages in self.results.usages.items() if any(usage.several for usage in usages)}
        self.watching = True
        for project in self.projects:
            if project.tool.name in several:
                self._guarded(project, self.results.rounds, self._turn)
        self.watching = False

    def _guarded(self, project: Project, number: int, work: Callable[[Project, int], None]) -> None:
        """Do one tool's part; a tool that fails is reported and does not stop the others."""
        if self.limits.passed:
            self._fail(project, "not measured again: the time for the whole run is over")
            return
        try:
            work(project, number)
        except CommandError as error:
            self._fail(project, str(error))

    def _fail(self, project: Project, why: str) -> None:
        failure = f"{project.tool.label}: {why}"
        print(failure, file=sys.stderr)
        if failure not in self.results.failures:
            self.results.failures.append(failure)

    def _turn(self, project: Project, number: int) -> None:
        """Measure one tool once: each scenario leaves the state in which the next one starts."""
        if "cold" in self.scenarios:
            project.clean()
            self._build(project, number, "cold")
        if project.tool.rebuilds and "noop" in self.scenarios:
            if "cold" not in self.scenarios:
                self._command(project, project.tool.build, "warm-up")
            self._build(project, number, "noop")
        self._other_commands(project, number)

    def _other_commands(self, project: Project, number: int) -> None:
        tool = project.tool
        if tool.check and "check" in self.scenarios:
            project.clean()
            self._record("check", project, number, self._command(project, tool.check, "check"))
            self._command(project, tool.build, "warm-up")
            self._record("check-warm", project, number, self._command(project, tool.check, "check-warm"))
        if tool.help and "help" in self.scenarios:
            for _ in range(HELPS):
                self._record("help", project, number, self._command(project, tool.help, "help"))

    def _build(self, project: Project, number: int, scenario: str) -> None:
        before = snapshot(project.site)
        usage = self._command(project, project.tool.build, scenario)
        if not project.shows_sentence():
            raise CommandError(f"{scenario}: the page does not say what the content says")
        self.results.files[scenario, project.tool.name] = written(before, snapshot(project.site))
        self._record(scenario, project, number, usage)

    def _command(self, project: Project, command: tuple[str, ...], scenario: str) -> Usage:
        log = self.log / f"{self.results.size}-{project.tool.name}-{scenario}.txt"
        return run(command, project.folder, log, self.limits.command, watched=self.watching)

    def _record(self, scenario: str, project: Project, number: int, usage: Usage) -> None:
        if self.watching:
            self.results.memory[scenario, project.tool.name] = usage.memory
        else:
            self.results.usages.setdefault((scenario, project.tool.name), []).append(usage)
        took = f"{usage.wall:7.2f} s  {usage.cpu:7.2f} CPU s  {usage.memory:6.0f} MB"
        _progress(f"round {number + 1}  {project.tool.name:12} {scenario:10} {took}")

    def _count(self, project: Project, _number: int) -> None:
        """Count what the site holds: tools that leave something out are not fast."""
        if project.site.is_dir():
            held = contents.held(project.site, project.tool.marks)
            self.results.contents[project.tool.name] = held
            wanted = contents.wanted(SIZES[self.results.size])
            if held.of_themes != wanted:
                raise CommandError(f"the site holds {held.of_themes}, the corpus {wanted}")

    def _serve(self, project: Project, _number: int) -> None:
        sentences = [Save(project.tool.served, project.edit)] * SAVES
        self._wait(project, "serve", project.tool.name, sentences)

    def _edits(self, project: Project, _number: int) -> None:
        project.prepare(self.results.size)
        for edit in EDITS:
            self._wait(project, "edits", edit.what, saves(edit, project.folder, SAVES))

    def _wait(self, project: Project, scenario: str, what: str, changes: list[Save]) -> None:
        log = self.log / f"{self.results.size}-{project.tool.name}-{scenario}.txt"
        waits = list(latencies(project, log, changes, self.limits.command))
        self.results.waits[scenario, what] = waits
        _progress(f"{scenario:8} {what:28} {median(waits):7.3f} s")


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure this project beside its peers.")
    parser.add_argument("--size", choices=SIZES, default="M", help="how many themes: " + ", ".join(f"{k} {v}" for k, v in SIZES.items()))
    parser.add_argument("--rounds", type=int, default=3, help="how often each tool has its turn (default: 3)")
    parser.add_argument("--only", default="", metavar="TOOLS", help=f"of {', '.join(tools())}; with commas (default: all)")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="cold builds of this checkout and of another one, in turn")
    parser.add_argument("--scenario", default="", metavar="SCENARIOS", help=f"of {', '.join(SCENARIOS)}; with commas (default: all)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one command (default: 600)")
    parser.add_argument("--minutes", type=float, default=60, help="begin nothing new after so many (default: 60)")
    options = parser.parse_args()
    if options.against:
        options.only = options.only or f"{OURS},against"
        options.scenario = options.scenario or "cold"
    options.only = _chosen(parser, options.only, tools(options.against))
    options.scenario = _chosen(parser, options.scenario, SCENARIOS)
    if options.rounds < 1:
        parser.error("at least one round")
    return options


def _chosen(parser: argparse.ArgumentParser, words: str, known: Iterable[str]) -> list[str]:
    known = tuple(known)
    chosen = [word for word in words.split(",") if word] or list(known)
    if unknown := [word for word in chosen if word not in known]:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    return chosen


def main() -> int:
    """Install what is missing, measure, print, and save."""
    options = _arguments()
    known = tools(options.against)
    chosen = [known[name] for name in options.only]
    install(tool.environment for tool in chosen if tool.environment)
    results = Results(options.size, describe(SIZES[options.size]), options.rounds)
    limits = Limits(options.timeout, time.monotonic() + options.minutes * 60)
    try:
        Bench(results, chosen, set(options.scenario), limits).run()
    finally:
        empty_trash()
    print(markdown(results, known))
    if not options.against and len(chosen) == len(known) and len(options.scenario) == len(SCENARIOS):
        save(RESULTS, results, known)
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
