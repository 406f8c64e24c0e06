"""What runs on other people's machines: little may be done there, by actions that cannot change, with the commands that we use."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_a_workflow_may_only_read_and_names_every_action_by_its_commit() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {"contents": "read"}
        assert "pull_request_target" not in text
        for action in re.findall(r"uses: *(.*)", text):
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v[\d.]+", action), action
        commands = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
        assert not any("${{" in command for command in commands), "what a stranger may choose is not put into a command"


def test_every_platform_is_tested_with_the_oldest_python_and_a_new_one() -> None:
    (job,) = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))["jobs"].values()
    matrix = job["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    oldest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert oldest
    assert oldest[1] in matrix["python"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert ".ci/run" in commands
    for name in set(re.findall(r"[\w./]+\.(?:txt|sh)", "\n".join(commands))):
        assert (ROOT / name).is_file()
