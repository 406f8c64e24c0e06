"""What the documentation says is so: the findings reference, the README's commands and examples, the developers' pages, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from building import ROOT, run, run_here
from helpers import checked
from selection import some
from test_layers import FOLDERS

from builder.checking.findings_reference import PATH, findings_reference
from builder.model.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = ROOT / "README.md"
DEVELOPER_DOCS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/dev").glob("*.md"))


def tracked() -> list[Path]:
    """Return the files of the repository; a copy without a history has those that are no output."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode == 0 and done.stdout:
        return [path for name in done.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    made = {".git", ".venv", ".cache", "site", "dist", "build", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            yield path.relative_to(ROOT).as_posix(), data.decode("utf-8", errors="replace")


def readme() -> str:
    return README.read_text(encoding="utf-8")


# --- findings ---------------------------------------------------------------------------------------------------------


def test_the_findings_reference_is_up_to_date() -> None:
    assert (ROOT / PATH).read_text(encoding="utf-8") == findings_reference(), "run `make reference`"


def test_make_reference_writes_the_findings_reference(tmp_path: Path) -> None:
    (script,) = re.findall(r'^reference:.*\n\t@\$\(BIN\)/python -c "(.*)"$', (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    (tmp_path / PATH).parent.mkdir(parents=True)
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / PATH).read_text(encoding="utf-8") == findings_reference()


def test_the_findings_reference_explains_every_code() -> None:
    sections = re.split(r"^## ", (ROOT / PATH).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [section.partition(" ")[0] for section in sections] == sorted(CODES)
    for section in sections:
        code, entry = section.partition(" ")[0], CODES[section.partition(" ")[0]]
        assert f"{{#{code}}}" in section
        assert f"**{entry.title}** · {entry.severity}" in section
        assert len(entry.why) > 20
        assert entry.why.endswith((".", "?"))
        assert f"*What to do:* {entry.fix}" in section
        assert entry.severity in ("error", "warning")


def raised() -> set[str]:
    """Return every text, or start of a text, that the package's modules hold in an expression, but for the table of codes."""
    found: set[str] = set()
    for path in (ROOT / "builder").rglob("*.py"):
        if path.name == "codes.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found.add(node.value)
    return found


def test_every_code_is_raised_somewhere() -> None:
    found = raised()
    composed = {f"{start}{end}" for start in found if start.endswith("-") for end in found if re.fullmatch("[a-z]+", end)}
    assert "unknown-source" in composed, "codes are no longer put together: this test can be stricter"
    assert [code for code in CODES if code not in found | composed] == []


def test_only_known_codes_are_raised() -> None:
    """The code of a finding is a key of the table: a slip would be a KeyError on a contributor's machine."""
    calls = []
    for path in (ROOT / "builder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding" and len(node.args) > 1:
                calls += [n.value for n in ast.walk(node.args[1]) if isinstance(n, ast.Constant)]
    codes = [code for code in calls if not str(code).endswith("-")]
    assert len(codes) > 20
    assert [code for code in codes if code not in CODES] == []


# --- the README -------------------------------------------------------------------------------------------------------


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert {"site", "test"} <= targets
    phony = set(re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == targets
    named = {}
    for name, text in texts():
        if name.endswith(".md") and not name.startswith("tests/"):
            named |= dict.fromkeys(re.findall(r"(?:`|^|\$ )make ([a-z][a-z-]*)", text, re.MULTILINE), name)
    assert "site" in named
    assert {target: name for target, name in named.items() if target not in targets} == {}


def test_links_of_the_documentation_lead_somewhere() -> None:
    links = []
    for name, text in texts():
        if name.endswith(".md") and not name.startswith(("tests/", "content/")):
            bare = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
            links += [(name, link.partition("#")[0]) for link in re.findall(r"\]\(([^)\s]+)\)", bare)]
    inside = some((name, path) for name, path in links if path and not re.match(r"[a-z]+:", path))
    assert [f"{name}: {path}" for name, path in inside if not ((ROOT / name).parent / path).exists()] == []


def test_the_readme_begins_an_explainer_that_can_be_built(tmp_path: Path) -> None:
    """The command that the README prints, with the title that it would ask for."""
    (command,) = re.findall(r"^explainer (new project \w+)", readme(), re.MULTILINE)
    done = run("builder", *command.split(), "--title", "The harbour question", cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")
    built = run("builder", "build", tmp_path / command.split()[-1])
    assert (built.returncode, built.stderr) == (0, "")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/contribute.md", PATH, *DEVELOPER_DOCS])
def test_files_and_folders_that_the_documentation_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"(?<![\w./-])((?:builder|docs|templates|tests|benchmarks|requirements)/[\w./-]*[\w/])", text)
    paths += re.findall(
        r"(?<![\w./-])(content/[\w./-]*[\w/])", "" if name == "README.md" else text
    )  # the README's are the reader's own to make
    absent = ("builder/_templates", "content/themes/t.md", "content/themes/short.md")  # of a wheel; of an example
    assert [path for path in some(paths) if not (ROOT / path).exists() and path not in absent] == []


# --- for developers ---------------------------------------------------------------------------------------------------


def architecture() -> str:
    return (ROOT / "docs/dev/architecture.md").read_text(encoding="utf-8")


def test_links_to_a_heading_of_the_developer_documentation_lead_to_one() -> None:
    for name in ("CONTRIBUTING.md", *some(DEVELOPER_DOCS)):
        text = (ROOT / name).read_text(encoding="utf-8")
        for path, anchor in re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", text):
            target = ((ROOT / name).parent / path if path else ROOT / name).read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.*)$", target, re.MULTILINE)
            assert anchor in [heading.lower().replace(" ", "-") for heading in headings], f"{name}: {path}#{anchor}"


def test_tests_that_the_recipes_name_exist() -> None:
    defined = {found for name, text in texts() if name.startswith("tests/") for found in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    for name in some(DEVELOPER_DOCS):
        text = re.sub(r"^( *)```.*?^\1```", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert [test for test in re.findall(r"`(test_\w+)`", text) if test not in defined] == [], name


def test_the_architecture_has_the_folders_that_the_tests_allow() -> None:
    rows = re.findall(r"^\| `(\w+)(?:/|\.py)` \| ([^|]*) \|", architecture(), re.MULTILINE)
    assert {name: allowed.replace("–", "").replace(",", "").split() for name, allowed in rows} == {
        name: allowed.split() for name, allowed in FOLDERS.items()
    }


def test_functions_that_the_architecture_names_are_where_it_says() -> None:
    rows = re.findall(r"^\| [^|]* \| ([^|]*) \| `(builder/[\w/]+\.py)` \|$", architecture(), re.MULTILINE)
    for names, path in some(rows):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert set(some(re.findall(r"`(\w+)`", names))) <= defined, path


def package() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_in_the_architecture_with_its_licence() -> None:
    rows = re.findall(r"^\| (`[^|]*) \| ([^|`]+) \| ", architecture(), re.MULTILINE)
    listed = {name for names, _ in rows for name in re.findall(r"`([\w-]+)`", names)}
    needed = {match[0] for line in package()["dependencies"] if (match := re.match(r"[\w-]+", line))}
    assert needed - listed == set()


def test_the_newest_version_of_the_changelog_is_that_of_the_package() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    versions = [match[1] for heading in headings if (match := re.fullmatch(r"(\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d", heading))]
    assert [heading for heading in headings[1:] if heading == "Unreleased"] == [], "what is not released stands first"
    assert versions[0] == package()["version"]


# --- what no file may hold --------------------------------------------------------------------------------------------

HOSTS = tuple(
    "".join(parts) for parts in (("py", "pi.org"), ("pythonhos", "ted.org"), ("npm", "js.org"), ("npm", "js.com"), ("deb.deb", "ian.org"))
)
"""Package registries, by parts: this file is read as well."""
PLACES = re.compile(r"(?<![\w.-])(?:/wor[k]/|/roo[t]/|/opt/|/tmp/venv|/home/(?!user\b)\w|/Users/\w|[A-Z]:\\\\Users)")
"""Paths of one machine."""


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    own = "tests/test_docs.py"
    seen = list(texts())
    assert own in [name for name, _ in seen]
    assert [(name, host) for name, text in seen for host in HOSTS if host in text.lower()] == []
    assert [(name, found[0]) for name, text in seen if name != own for found in PLACES.finditer(text)] == []


def test_no_file_is_large_or_made() -> None:
    for path in some(tracked()):
        name = path.relative_to(ROOT).as_posix()
        assert path.stat().st_size < 2_000_000, name
        assert not name.endswith((".pyc", ".zip", ".whl")), name
        assert name.partition("/")[0] not in ("site", "dist", "build", ".venv", ".cache"), name


def test_the_walk_to_an_explainer_of_ones_own_leads_to_one(tmp_path: Path) -> None:
    """Every file that the page shows, written over a new project, and the examples deleted as it says."""
    page = (ROOT / "docs/own-explainer.md").read_text(encoding="utf-8")
    project = tmp_path / "lamps"
    assert run_here("new", "project", project, "--title", "The lamps of Sorn").returncode == 0
    shown = re.findall(r"^`(content/\S+)`\n\n```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(shown) == 5
    for path, text in shown:
        (project / path).write_text(text, encoding="utf-8")
    (example, *examples) = re.findall(r"`([^`]+)`", page[page.index("Delete the examples:") :].partition("Everything else")[0])
    for name in (example, *examples):
        (project / "content/groups" / name if "/" not in name else project / name).unlink()
    codes = [one.code for one in checked(project).findings]
    assert set(codes) == {"outdated-translation", "untranslated-text"}
    assert run_here("check", "--fix", project).returncode == 0
    assert {one.code for one in checked(project).findings} == {"untranslated-text"}


def test_what_moving_in_shows_becomes_what_it_shows(tmp_path: Path) -> None:
    """Every example of the page, imported as it stands, beside each other."""
    page = (ROOT / "docs/moving-in.md").read_text(encoding="utf-8")
    project = tmp_path / "sorn"
    assert run_here("new", "project", project, "--title", "The lamps of Sorn").returncode == 0
    shown = dict(re.findall(r"^`(\S+)`\n\n```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    given = {path: text for path, text in shown.items() if not path.startswith("content/")}
    assert (len(shown), len(given)) == (12, 6)
    for path, text in given.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
        run_here("import", tmp_path / path.partition("/")[0], "--into", project)
    assert {path: (project / path).read_text(encoding="utf-8") for path in shown if path not in given} == {
        path: text for path, text in shown.items() if path not in given
    }
    assert [one.message for one in checked(project).findings if one.severity == "error"] == []
