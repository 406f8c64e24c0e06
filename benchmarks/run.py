"""One command measures this project and its peers in turn, and writes `RESULTS.md`.

    python benchmarks/run.py --size M
    python benchmarks/run.py --size L --rounds 1 --only explainer,hugo-pruned --scenario cold

In each round every tool has its turn, and each round begins with another tool, so that whatever else the machine does falls
on all of them. A run of a part (`--only`, `--scenario`) prints its tables and leaves `RESULTS.md` as it is.
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

import latency
from corpus import SIZES, describe
from measure import CommandError, Usage, run, snapshot, written
from peers import CACHE, Tool, install, tools
from project import Project, empty_trash
from tables import Results, markdown, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SCENARIOS = ("cold", "noop", "edit", "check", "help", "serve")
RESULTS = Path(__file__).with_name("RESULTS.md")
EDITS = 5
"""Sentences saved on each server."""
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
            if "serve" in self.scenarios and project.tool.serve:
                self._guarded(project, 0, self._serve)
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
        if project.tool.rebuilds and self.scenarios & {"noop", "edit"}:
            if "cold" not in self.scenarios:
                self._command(project, project.tool.build, "warm-up")
            if "noop" in self.scenarios:
                self._build(project, number, "noop")
            if "edit" in self.scenarios:
                project.edit()
                self._build(project, number, "edit")
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

    def _serve(self, project: Project, _number: int) -> None:
        log = self.log / f"{self.results.size}-{project.tool.name}-serve.txt"
        waits = latency.latencies(project, log, EDITS, self.limits.command)
        self.results.waits[project.tool.name] = waits
        _progress(f"serve    {project.tool.name:12} {median(waits):7.3f} s")


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure this project beside its peers.")
    parser.add_argument("--size", choices=SIZES, default="M", help="how many themes: " + ", ".join(f"{k} {v}" for k, v in SIZES.items()))
    parser.add_argument("--rounds", type=int, default=3, help="how often each tool has its turn (default: 3)")
    parser.add_argument("--only", default="", metavar="TOOLS", help=f"of {', '.join(tools())}; with commas (default: all)")
    parser.add_argument("--scenario", default="", metavar="SCENARIOS", help=f"of {', '.join(SCENARIOS)}; with commas (default: all)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one command (default: 600)")
    parser.add_argument("--minutes", type=float, default=60, help="begin nothing new after so many (default: 60)")
    options = parser.parse_args()
    options.only = _chosen(parser, options.only, tools())
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
    known = tools()
    chosen = [known[name] for name in options.only]
    install(tool.environment for tool in chosen if tool.environment)
    results = Results(options.size, describe(SIZES[options.size]), options.rounds)
    limits = Limits(options.timeout, time.monotonic() + options.minutes * 60)
    try:
        Bench(results, chosen, set(options.scenario), limits).run()
    finally:
        empty_trash()
    print(markdown(results, known))
    if len(chosen) == len(known) and len(options.scenario) == len(SCENARIOS):
        save(RESULTS, results, known)
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
