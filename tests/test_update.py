"""A build after a change of words does only what follows from it, and gives what a clean build gives, byte for byte."""

from __future__ import annotations

import os
import pickle
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from building import build_addressed, copy_project, difference, run, tree

from builder.kept import keep
from builder.mirror import mirrored
from builder.receipt import CACHE, folder_state
from builder.standing import Standing, last_standing
from builder.store import store, stored
from builder.text import Support

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = (
    "many",
    "also",
    "Dusk",
    "the",
    "of",
    "U.S.",
    "al-Noor",
    "Beam",
    "Guild",
    "Beam Guild",
    "lamp",
    "ein",
    "عام",
    "already",
    "x1",
    "(so)",
    "—",
)


@pytest.fixture
def project(tmp_path: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A project that has been built and has come to rest."""

    def fill(folder: Path) -> None:
        build(copy_project("second", folder / "project"))

    shutil.copytree(once("updates", fill) / "project", tmp_path / "project")
    rest()
    build(tmp_path / "project")
    rest()
    return tmp_path / "project"


def drawing(seed: int) -> random.Random:
    """Draw the same lots every time."""
    return random.Random(seed)  # noqa: S311


def rest() -> None:
    """Let the clock of the file system tick: what was just written is never believed to be finished."""
    time.sleep(0.06)


def build(project: Path) -> subprocess.CompletedProcess[str]:
    done = run("builder", "build", project)
    assert done.returncode == 0, done.stderr
    return done


def built_in_part(project: Path) -> bool:
    """Build; tell whether only a part of the site was: what nothing follows for is the same file then."""
    path = project / "site/search/index.html"
    before = path.stat().st_ino if path.exists() else 0
    build(project)
    return path.stat().st_ino == before


def is_clean(project: Path, scratch: Path) -> None:
    """Compare a site with that of a clean build."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(project, scratch, ignore=shutil.ignore_patterns("site", ".cache"))
    build(scratch)
    assert difference(tree(scratch / "site"), tree(project / "site")) == []


def themes(project: Path) -> list[Path]:
    return sorted((project / "content/themes").rglob("*.md"))


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change the text of a theme below its front matter."""
    head, body = re.fullmatch(r"(---\n.*?\n---\n)(.*)", path.read_text(encoding="utf-8"), re.DOTALL).groups()
    path.write_text(head + change(body), encoding="utf-8")


def reword(chance: random.Random) -> Callable[[str], str]:
    """Put a word before a full stop, or take one out that stands between two others."""

    def change(body: str) -> str:
        places = [match.start() for match in re.finditer(r"(?<=[a-z])\. \[@", body)]
        if not places or chance.random() < 0.3:
            return re.sub(r"(?<=[a-z]) (?:many|also|of|the) (?=[a-z])", " ", body, count=1)
        place = chance.choice(places)
        return f"{body[:place]} {chance.choice(WORDS)}{body[place:]}"

    return change


def resource(chance: random.Random) -> Callable[[str], str]:
    """Cite another source."""
    return lambda body: re.sub(r"\[@[a-z-]+\]", lambda _: f"[@{chance.choice(('primer', 'census', 'almanac'))}]", body, count=1)


def test_other_words_are_built_by_themselves(project: Path, tmp_path: Path) -> None:
    chance = drawing(1)
    for _ in range(2):
        edit(project / "content/themes/lamps.md", reword(chance))
        rest()
        assert built_in_part(project)
        is_clean(project, tmp_path / "clean")
    assert build(project).stdout == build(tmp_path / "clean").stdout.replace(str(tmp_path / "clean"), str(project))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_builds_of_parts_add_up_to_a_clean_build(seed: int, project: Path, tmp_path: Path) -> None:
    chance = drawing(seed)
    parts = 0
    for _ in range(6):
        for path in chance.sample(themes(project), chance.choice((1, 1, 2))):
            edit(path, chance.choice((reword, reword, resource))(chance))
        if chance.random() < 0.2:
            name = f"new-{chance.randrange(10**6)}"
            (project / f"content/themes/{name}.md").write_text(f"---\ntitle: New\n---\n\nIt is new. [@primer]\n{{#{name}}}\n")
        rest()
        parts += built_in_part(project)
    assert parts > 1
    is_clean(project, tmp_path / "clean")


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("content/themes/lamps.md", "title: ", "title: New "),
        ("content/themes/lamps.md", "{#lamps-boats}", "{#lamps-ships}"),
        ("content/groups/beam.md", "name: ", "name: New "),
        ("content/explainer.yml", "title: ", "title: New "),
    ],
)
def test_more_than_words_is_built_as_a_whole(path: str, before: str, after: str, project: Path, tmp_path: Path) -> None:
    text = (project / path).read_text(encoding="utf-8")
    (project / path).write_text(text.replace(before, after, 1), encoding="utf-8")
    rest()
    assert not built_in_part(project)
    is_clean(project, tmp_path / "clean")


def test_a_site_with_an_address_and_pages_of_its_own(tmp_path: Path) -> None:
    project = tmp_path / "project"
    build_addressed(project)
    (project / "docs/index.md").write_text("# Home\n\nWords. [@primer]\n", encoding="utf-8")
    rest()
    build(project)
    edit(project / "content/themes/lamps.md", lambda body: body.replace("boats", "small boats", 1))
    rest()
    assert built_in_part(project)
    is_clean(project, tmp_path / "clean")
    edit(project / "content/themes/lamps.md", lambda body: body.replace("[@primer, p. 13]", "[@letters]", 1))
    rest()
    assert not built_in_part(project), "the home page, which the engine writes, counts sources"
    is_clean(project, tmp_path / "clean")


def test_templates_of_the_project_may_say_anything(project: Path, tmp_path: Path) -> None:
    (project / "templates/pages").mkdir(parents=True)
    (project / "templates/pages/search.html").write_text("{% for claim in explainer.claims.values() %}{{ claim.text }}{% endfor %}")
    rest()
    build(project)
    edit(project / "content/themes/lamps.md", reword(drawing(1)))
    rest()
    assert not built_in_part(project)
    is_clean(project, tmp_path / "clean")


def test_an_error_is_told_and_the_next_build_is_of_a_part_again(project: Path, tmp_path: Path) -> None:
    path = project / "content/themes/lamps.md"
    text, before = path.read_text(encoding="utf-8"), tree(project / "site")
    edit(path, lambda body: body.replace("[@primer", "[@nobody", 1))
    rest()
    done = run("builder", "build", project)
    clean = shutil.copytree(project, tmp_path / "clean", ignore=shutil.ignore_patterns("site", ".cache"))
    assert (done.returncode, done.stdout, done.stderr) == (1, "", run("builder", "build", clean).stderr)
    assert tree(project / "site") == before
    path.write_text(text.replace(" of ", " many of "), encoding="utf-8")
    edit(path, reword(drawing(2)))
    path.write_text("".join([re.split(r"(?<=\n---\n)", text)[0], re.split(r"(?<=\n---\n)", path.read_text(encoding="utf-8"))[1]]))
    rest()
    assert built_in_part(project)
    is_clean(project, tmp_path / "clean")


def test_a_check_between_builds_does_no_harm(project: Path) -> None:
    edit(project / "content/themes/lamps.md", reword(drawing(1)))
    rest()
    assert run("builder", "check", project).returncode == 0
    assert built_in_part(project)


# --- what is on disk is not believed ----------------------------------------------------------------------------------


class Evil:
    """What a hostile project would ship."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.path}",)


def test_what_is_kept_can_call_nothing(tmp_path: Path) -> None:
    store(tmp_path / "evil", Evil(str(tmp_path / "done")))
    assert pickle.loads((tmp_path / "evil").read_bytes()[32:]) == 0  # noqa: S301  # it would have
    (tmp_path / "done").unlink()
    assert stored(tmp_path / "evil") is None
    assert not (tmp_path / "done").exists()
    for name in (b"builder.text\nre.sub", b"builder.store\nimport_module", b"builtins\neval", b"builder.receipt\nstates"):
        keep(tmp_path / "evil", b"c" + name + b"\n.")
        assert stored(tmp_path / "evil") is None


@pytest.mark.parametrize(
    "pickled",
    [
        b"\x80\x63.",  # a protocol that there is not
        b"",  # nothing
        b"\x80\x05]",  # no end
        b".",  # the end of nothing
        b"Ix\n.",  # no number
        b"\x80\x05\x8c\x01\xff.",  # no UTF-8
        b"\x80\x05h\x07.",  # something that was not remembered
        b"cbuilder.text\nNothing\n.",
        b"cbuilder.text\nText\n)R.",  # too few arguments
        b"cbuilder.text\nSupport\n(Vbad\ntR.",
        b"cdatetime\ndate\n(I99999999999999999999999\nI1\nI1\ntR.",
        b"cdatetime\ndate\n(I2025\nI13\nI1\ntR.",
        b"cbuilder.findings\nWhere\n)\x81(Va\nI1\ndb.",  # a state that it has no place for
        b"]K\x01e.",
        b"\x80\x05]\x94}h\x00K\x01s.",  # a key that cannot be one
    ],
)
def test_what_cannot_be_read_is_as_good_as_none(pickled: bytes, tmp_path: Path) -> None:
    digest = keep(tmp_path / "strange", pickled)
    with pytest.raises(Exception):  # noqa: B017, PT011  # each in its own way
        pickle.loads(pickled)  # noqa: S301
    assert stored(tmp_path / "strange", digest) is None


class ByName:
    """Writes itself as Python 3.11.2 writes a member of an enumeration, or as somebody might who wants more than that."""

    def __init__(self, holder: object, name: str) -> None:
        self.holder, self.name = holder, name

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, (self.holder, self.name)


def test_members_of_enumerations_may_be_kept_by_their_names_and_nothing_else(tmp_path: Path) -> None:
    store(tmp_path / "member", ("x", ByName(Support, "SINGLE")))
    assert stored(tmp_path / "member") == ("x", Support.SINGLE)
    for holder, name in ((Support, "__class__"), (Support, "mro"), (Support, "several"), (Standing, "_make"), ("text", "format")):
        store(tmp_path / "evil", ("x", ByName(holder, name)))
        assert stored(tmp_path / "evil") is None, name


@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "foreign", "hostile"])
@pytest.mark.parametrize("name", ["outline", "shells", "standing"])
def test_what_does_not_fit_is_as_good_as_none(name: str, harm: str, project: Path, tmp_path: Path) -> None:
    path = project / CACHE / name
    data = path.read_bytes()
    match harm:
        case "cut":
            path.write_bytes(data[: len(data) // 2])
        case "changed":
            path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        case "gone":
            path.unlink()
        case "foreign":
            store(path, ("something", {"else": 1}))
        case "hostile":
            store(path, Evil(str(tmp_path / "done")))
    edit(project / "content/themes/lamps.md", reword(drawing(1)))
    rest()
    assert not built_in_part(project)
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize("part", ["rest", "outline", "shells", "outputs", "site"])
def test_what_another_program_or_another_build_kept_is_not_used(part: str, project: Path, tmp_path: Path) -> None:
    standing = last_standing(project)
    assert isinstance(standing, Standing)
    store(project / CACHE / "standing", standing._replace(**{part: "0" * 64}))
    edit(project / "content/themes/lamps.md", reword(drawing(1)))
    rest()
    assert not built_in_part(project)
    is_clean(project, tmp_path / "clean")


@pytest.mark.parametrize("harm", ["changed", "added", "removed"])
def test_a_site_that_somebody_has_changed_is_built_as_a_whole(harm: str, project: Path, tmp_path: Path) -> None:
    build_twice(project)
    path = project / "site/search/index.html"
    if harm == "changed":
        with path.open("a") as file:  # through a link that another tree has, too
            file.write("<!-- -->")
    elif harm == "added":
        (project / "site/added.html").write_text("added")
    else:
        path.unlink()
    edit(project / "content/themes/lamps.md", reword(drawing(3)))
    rest()
    assert not built_in_part(project)
    is_clean(project, tmp_path / "clean")


def build_twice(project: Path) -> None:
    """Build two parts, so that there is a second tree."""
    for seed in (1, 2):
        edit(project / "content/themes/lamps.md", reword(drawing(seed)))
        rest()
        assert built_in_part(project)
    assert (project / CACHE / "spare").is_dir()


def test_a_second_tree_that_somebody_has_changed_is_made_anew(project: Path, tmp_path: Path) -> None:
    build_twice(project)
    spare = project / CACHE / "spare"
    (spare / "themes/lamps/index.html").unlink()
    (spare / "themes/lamps/index.html").mkdir()
    (spare / "groups/more").mkdir()
    (spare / "groups/more/index.html").write_text("more")
    (spare / "data").rename(tmp_path / "data")
    (spare / "data").write_text("a file")
    (spare / "search").rename(tmp_path / "search")
    edit(project / "content/themes/lamps.md", reword(drawing(3)))
    rest()
    assert built_in_part(project)
    is_clean(project, tmp_path / "clean")


def test_a_disk_without_hard_links_has_no_second_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("Home")
    state = folder_state(tmp_path / "site")

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    assert mirrored(tmp_path / "site", tmp_path / "spare", state) is None
    monkeypatch.undo()
    assert mirrored(tmp_path / "site", tmp_path / "spare", state) is not None
    assert mirrored(tmp_path / "site", tmp_path / "spare", folder_state(tmp_path / "site")) is not None
    (tmp_path / "site/link.html").symlink_to("index.html")
    assert mirrored(tmp_path / "site", tmp_path / "spare", folder_state(tmp_path / "site")) is None


def test_an_old_site_that_is_held_open_stays_as_it_was(project: Path) -> None:
    path = project / "site/themes/lamps/index.html"
    before = path.read_bytes()
    with path.open("rb") as held:
        build_twice(project)
        assert held.read() == before
    assert path.read_bytes() != before


def test_a_build_that_is_killed_spoils_nothing(project: Path, tmp_path: Path) -> None:
    chance = drawing(7)
    for wait in (0.05, 0.12, 0.18, 0.22, 0.26, 0.3, 0.35, 0.4):
        edit(project / "content/themes/lamps.md", reword(chance))
        before = tree(project / "site")
        rest()
        command = [sys.executable, "-m", "builder", "build", str(project)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        after = tree(project / "site")
        assert after == before or run("builder", "build", project).returncode == 0
        if after != before:
            is_clean(project, tmp_path / "clean")
    build(project)
    is_clean(project, tmp_path / "clean")


def test_two_builds_at_once_wait_for_each_other(project: Path, tmp_path: Path) -> None:
    edit(project / "content/themes/lamps.md", reword(drawing(1)))
    rest()
    command = [sys.executable, "-m", "builder", "build", str(project)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    is_clean(project, tmp_path / "clean")
