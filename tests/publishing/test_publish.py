"""A site takes the place of the old one inside its folder: whole, whatever is on or in that folder, and whenever the build is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from building import difference, tree
from helpers import write
from mounting import NOBODY, as_nobody, mounted, needs_root

from builder.publishing.output_folders import RECORD, WORK, OutputError, site_files
from builder.publishing.publish import prepare, publish, recover
from builder.publishing.site_record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLD = {
    "index.html": "old",
    "gone.html": "old",
    "a/index.html": "old",
    "a/b/c/gone.html": "old",
    "folder-then-file/x.html": "old",
    "folder-then-file/y/z.html": "old",
    "file-then-folder": "old",
    "gone/with/all.txt": "old",
    ".nojekyll": "",
    **{f"themes/{number}/index.html": "old" for number in range(6)},
    **{f"themes/{number}/index.html": "old" for number in "abc"},
}
NEW = {
    "index.html": "new",
    "a/index.html": "new",
    "a/new.html": "new",
    "folder-then-file": "new",
    "file-then-folder/x/y.html": "new",
    "new/folder/index.html": "new",
    ".well-known/security.txt": "new",
    **{f"themes/{number}/index.html": "new" for number in range(6)},
    **{f"themes/{number}/index.html": "new" for number in "xyz"},
}
FOREIGN = {".git/HEAD": "ref: refs/heads/gh-pages", ".git/objects/aa/bb": "precious", ".htaccess": "mine", ".well-known/acme": "mine"}


def built(site: Path, files: dict[str, str]) -> None:
    write(prepare(site), files)
    publish(site)


def seen(site: Path) -> dict[str, str]:
    """Return the files that readers see, and those of others."""
    found = {}
    for folder, folders, files in os.walk(site):
        folders[:] = [name for name in folders if name != WORK]
        for name in filter(lambda name, folder=folder: os.path.isfile(f"{folder}/{name}"), files):  # noqa: PTH113  # a pipe would wait
            with open(f"{folder}/{name}", encoding="utf-8") as file:  # noqa: PTH123  # thousands of times
                found[f"{folder}/{name}".removeprefix(f"{site}/")] = file.read()
    found.pop(RECORD, None)
    return found


OLD_SEEN = {**OLD, **FOREIGN}
NEW_SEEN = {**NEW, **FOREIGN, ".nojekyll": ""}
"""What is hidden is never removed, as MkDocs does it."""


# --- what stays -------------------------------------------------------------------------------------------------------


def test_a_site_takes_the_place_of_the_old_one_and_what_is_hidden_stays(tmp_path: Path) -> None:
    write(tmp_path, FOREIGN)
    built(tmp_path, OLD)
    assert seen(tmp_path) == OLD_SEEN
    built(tmp_path, NEW)
    assert seen(tmp_path) == NEW_SEEN
    assert json.loads((tmp_path / RECORD).read_bytes()) == sorted([*NEW, ".nojekyll"])
    assert {path.name for path in tmp_path.iterdir()} == {RECORD, *(name.split("/")[0] for name in NEW_SEEN)}
    assert not (tmp_path / "gone").exists(), "a folder without files stays"
    built(tmp_path, OLD)
    assert seen(tmp_path) == {**OLD_SEEN, ".well-known/security.txt": "new"}


def test_notes_of_a_file_manager_in_a_folder_of_the_site_stay_and_are_not_carried_away(tmp_path: Path) -> None:
    site = tmp_path / "site"
    built(site, {"one/index.html": "old", "two/index.html": "old"})
    for folder in ("one", "two"):
        (site / folder / ".DS_Store").write_bytes(b"notes")
    built(site, {"one/index.html": "new"})
    assert sorted(site_files(site)) == ["one/index.html"]
    assert all((site / folder / ".DS_Store").read_bytes() == b"notes" for folder in ("one", "two"))


def test_the_folder_itself_and_the_modes_of_new_files_are_those_of_its_owner(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    site.chmod(0o2751)
    before = site.stat()
    for files in (OLD, NEW):
        built(site, files)
        after = site.stat()
        assert (after.st_ino, after.st_mode, after.st_uid, after.st_gid) == (before.st_ino, before.st_mode, before.st_uid, before.st_gid)
    umask = os.umask(0)
    os.umask(umask)
    assert (site / "index.html").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_program_that_stands_in_the_folder_sees_the_new_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    built(site, OLD)
    monkeypatch.chdir(site)
    built(site, NEW)
    assert os.listdir() == os.listdir(site)  # noqa: PTH208


def test_a_folder_whose_parent_belongs_to_somebody_else_can_be_published_into(tmp_path: Path) -> None:
    needs_root()
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o11)
    site = tmp_path / "www/html"
    site.mkdir(parents=True)
    os.chown(site, NOBODY, NOBODY)
    for files in (OLD, NEW):
        assert as_nobody(lambda files=files: built(site, files)) == ""
        assert seen(site).items() >= files.items()


def test_a_folder_in_the_site_that_may_not_be_written_is_noticed_before_anything_is_touched(tmp_path: Path) -> None:
    needs_root()
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o11)
    site = tmp_path / "site"
    site.mkdir()
    os.chown(site, NOBODY, NOBODY)
    assert as_nobody(lambda: built(site, OLD)) == ""
    os.chown(site / "a/b/c", 0, 0)
    said = as_nobody(lambda: built(site, NEW))
    assert said.startswith("PermissionError")
    assert str(site / "a/b/c") in said
    assert seen(site) == OLD
    assert as_nobody(lambda: recover(site)) == ""
    assert seen(site) == OLD
    assert not (site / WORK).exists()


def test_a_disk_in_the_site_is_noticed_before_anything_is_touched(tmp_path: Path) -> None:
    built(tmp_path, OLD)
    with mounted(tmp_path / "a", "-t", "tmpfs", "none"):
        write(tmp_path, {"a/index.html": "on the other disk"})
        with pytest.raises(OutputError, match="another disk"):
            built(tmp_path, NEW)
        assert (tmp_path / "index.html").read_text() == "old"
    recover(tmp_path)
    assert seen(tmp_path) == OLD


def test_a_disk_that_is_the_site_may_have_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "lost+found").mkdir()
    built(tmp_path, OLD)
    assert (tmp_path / "lost+found").is_dir()


# --- what is refused --------------------------------------------------------------------------------------------------

ODD: dict[str, Callable[[Path], object]] = {
    "mine.txt": lambda path: path.write_text("mine"),
    "a/mine.txt": lambda path: path.write_text("mine"),
    "uploads/": lambda path: path.mkdir(),
    "a/uploads/": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("index.html"),
    "a/link": lambda path: path.symlink_to("/"),
    "a/pipe": os.mkfifo,
}


@pytest.mark.parametrize("name", ODD)
def test_what_no_build_made_is_named_and_nothing_is_touched(tmp_path: Path, name: str) -> None:
    built(tmp_path, OLD)
    ODD[name](tmp_path / name.rstrip("/"))
    with pytest.raises(OutputError, match=rf"holds 1 entry that no build of this site made \({name}\)"):
        prepare(tmp_path)
    (tmp_path / name.rstrip("/")).rename(tmp_path.parent / "away")
    staging = prepare(tmp_path)
    write(staging, NEW)
    (tmp_path.parent / "away").rename(tmp_path / name.rstrip("/"))
    with pytest.raises(OutputError, match="1 entry"):
        publish(tmp_path)
    recover(tmp_path)
    assert seen(tmp_path).items() >= OLD.items()
    assert os.path.lexists(tmp_path / name.rstrip("/"))


@pytest.mark.parametrize("replaced", ["index.html", "a/index.html", "a"])
def test_a_link_in_the_place_of_a_file_of_ours_is_not_ours(tmp_path: Path, replaced: str) -> None:
    site, victim = tmp_path / "site", tmp_path / "victim"
    write(victim, {"index.html": "precious", "b/c/gone.html": "precious"})
    built(site, OLD)
    os.rename(site / replaced, tmp_path / "away")  # noqa: PTH104
    (site / replaced).symlink_to(victim / "index.html" if replaced.endswith("html") else victim)
    with pytest.raises(OutputError, match=replaced):
        built(site, NEW)
    assert seen(victim) == {"index.html": "precious", "b/c/gone.html": "precious"}


def test_an_old_site_without_a_record_is_refused_with_the_first_names_and_their_number(tmp_path: Path) -> None:
    write(tmp_path, {f"{name}.html": "" for name in "fdaecb"})
    with pytest.raises(OutputError, match=r"6 entries that no build of this site made \(a\.html, b\.html, c\.html and 3 more\)"):
        prepare(tmp_path)
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize("name", [".git", ".GIT", WORK, RECORD])
def test_no_file_of_a_site_has_a_name_that_is_not_for_it(tmp_path: Path, name: str) -> None:
    write(tmp_path, FOREIGN)
    write(prepare(tmp_path), {"index.html": "new", f"{name}/hooks/post-checkout": "evil"})
    with pytest.raises(OutputError, match="cannot contain"):
        publish(tmp_path)
    recover(tmp_path)
    assert seen(tmp_path) == FOREIGN


def test_a_hidden_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, FOREIGN)
    write(prepare(tmp_path), {"index.html": "new", ".htaccess": "new"})
    with pytest.raises(OutputError, match=r"htaccess. is in the way"):
        publish(tmp_path)
    recover(tmp_path)
    assert seen(tmp_path) == FOREIGN
    (tmp_path / ".htaccess").unlink()
    for _ in range(2):
        built(tmp_path, {"index.html": "new", ".htaccess": "new"})
    assert (tmp_path / ".htaccess").read_text() == "new"


@pytest.mark.parametrize("there", ["a hidden folder", "a hidden file"])
def test_what_is_hidden_never_makes_room(tmp_path: Path, there: str) -> None:
    one, other = {"index.html": "1", ".x/y": ""}, {"index.html": "2", ".x": ""}
    first, second = (one, other) if there == "a hidden folder" else (other, one)
    built(tmp_path, first)
    with pytest.raises(OutputError, match="in the way"):
        built(tmp_path, second)
    recover(tmp_path)
    assert seen(tmp_path) == first


def test_a_link_that_a_plugin_made_is_not_published(tmp_path: Path) -> None:
    staging = prepare(tmp_path)
    write(staging, {"a/index.html": "new"})
    (staging / "a/link").symlink_to("/etc/passwd")
    with pytest.raises(OutputError, match="cannot be published"):
        publish(tmp_path)


def test_a_folder_without_files_is_not_published(tmp_path: Path) -> None:
    for _ in range(2):
        staging = prepare(tmp_path)
        write(staging, {"a/index.html": "new"})
        (staging / "a/empty/more").mkdir(parents=True)
        publish(tmp_path)
        assert not (tmp_path / "a/empty").exists()


# --- a record that somebody wrote -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        ["../victim/keys"],
        ["a/../../victim/keys"],
        ["{victim}/keys"],
        ["link/keys"],
        [".hidden/keys", ".git/HEAD"],
        ["./a", "", "a//b", "/", 1, None, ["x"], "\0"],
    ],
    ids=str,
)
def test_a_record_can_only_remove_files_that_are_in_the_site(tmp_path: Path, record: list[object]) -> None:
    victim, site = tmp_path / "victim", tmp_path / "site"
    write(victim, {"keys": "precious"})
    write(site, {".hidden/keys": "precious", ".git/HEAD": "precious"})
    names = [name.format(victim=victim) if isinstance(name, str) else name for name in record]
    (site / RECORD).write_text(json.dumps(names))
    if "link/keys" in names:
        (site / "link").symlink_to(victim)
        with pytest.raises(OutputError, match="link"):
            prepare(site)
    else:
        built(site, NEW)
        assert seen(site).items() >= {".hidden/keys": "precious", ".git/HEAD": "precious"}.items()
    assert seen(victim) == {"keys": "precious"}


@pytest.mark.parametrize("text", ["", "[", "[" * 200_000, "{}", "1", '"index.html"', "\xff"])
def test_a_record_that_is_none_lists_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD).write_bytes(text.encode("latin-1"))
    built(tmp_path, OLD)
    (tmp_path / RECORD).write_bytes(text.encode("latin-1"))
    with pytest.raises(OutputError, match="7 entries"):
        prepare(tmp_path)


@pytest.mark.parametrize("name", [RECORD, WORK])
def test_a_link_in_the_place_of_what_a_build_needs_is_not_followed(tmp_path: Path, name: str) -> None:
    site, victim = tmp_path / "site", tmp_path / "victim"
    write(victim, {"new/a": "precious", "commit": '["a"]'})
    site.mkdir()
    (site / name).symlink_to(victim)
    with pytest.raises(OutputError, match="in the way"):
        recover(site) or built(site, NEW)
    assert seen(victim) == {"new/a": "precious", "commit": '["a"]'}


@pytest.mark.parametrize("link", ["new", "new/a", "new/a/index.html"])
def test_a_build_that_somebody_broke_off_for_us_publishes_no_link(tmp_path: Path, link: str) -> None:
    site, victim = tmp_path / "site", tmp_path / "victim"
    write(victim, {"index.html": "precious"})
    (victim / "empty").mkdir()
    (site / WORK / link).parent.mkdir(parents=True)
    (site / WORK / link).symlink_to(victim)
    (site / WORK / "commit").write_text('["a/index.html", "../victim/index.html"]')
    try:
        recover(site)
    except OutputError as error:
        assert link in str(error)  # noqa: PT017
    assert [path for path in site.rglob("*") if path.is_symlink() and WORK not in path.parts] == []
    assert seen(victim) == {"index.html": "precious"}
    assert (victim / "empty").is_dir()


# --- a disk that ignores case -----------------------------------------------------------------------------------------


def test_on_a_disk_that_ignores_case_a_page_may_change_its_spelling(tmp_path: Path) -> None:
    image, site = tmp_path / "image", tmp_path / "site"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    site.mkdir()
    format_disk(image)
    with mounted(site, "-o", "loop", "-t", "vfat", str(image)):
        built(site, {"FAQ/index.html": "old", "x.html": ""})
        built(site, {"faq/index.html": "new"})
        assert (site / "faq/index.html").read_text() == "new"
        assert not (site / "x.html").exists()
        built(site, {"Faq/index.html": "newer"})
        assert (site / "faq/index.html").read_text() == "newer"


def test_a_file_of_ours_is_known_in_any_spelling_of_a_disk_that_ignores_case(tmp_path: Path) -> None:
    """Two names of one file are what such a disk shows."""
    record = Record(tmp_path, frozenset({"FAQ.html", "u\u0308.html"}))
    for ours, other in (("FAQ.html", "faq.html"), ("u\u0308.html", "\u00fc.html")):
        write(tmp_path, {ours: "", other: "another file, where names are told apart"})
        assert not record.has(other)
        (tmp_path / other).unlink()
        (tmp_path / other).hardlink_to(tmp_path / ours)
        assert record.has(other)


def format_disk(image: Path) -> None:
    if shutil.which("mkfs.vfat") is None:
        pytest.skip("mkfs.vfat is not installed: there is no disk that ignores case")
    subprocess.run(["mkfs.vfat", str(image)], check=True, capture_output=True)


# --- killed -----------------------------------------------------------------------------------------------------------

CALLS = frozenset({"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.scandir", "os.listdir", "shutil.rmtree", "os.truncate"})
"""Events of the interpreter (PEP 578) just before it asks the file system for something."""


@pytest.fixture(params=["a plain folder", "a bind mount", "a checkout with files of others"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder for a site, and the files of others in it."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which guards against a power cut, and takes most of the time
    foreign = FOREIGN if "checkout" in request.param else {}
    with ExitStack() as stack:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  # only for speed
        folder = Path(stack.enter_context(TemporaryDirectory(dir=memory)))
        site = folder / "site"
        write(site, foreign)
        if "mount" in request.param:
            (folder / "disk").mkdir()
            site.mkdir()
            stack.enter_context(mounted(site, "--bind", str(folder / "disk")))
        yield site, foreign


def publish_and_be_killed(site: Path, number: int, signal_number: signal.Signals = signal.SIGKILL) -> int:
    """Publish in another process, which is killed before its n-th call of the file system; return its exit status, as `waitpid` gives it."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = [number]

    def count(event: str, _: object) -> None:
        if event in CALLS:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal_number)

    try:
        sys.addaudithook(count)
        publish(site)
    except KeyboardInterrupt:
        os._exit(130)
    finally:
        os._exit(0)


def test_killed_before_any_call_of_the_file_system_the_site_is_the_old_or_the_new_one(place: tuple[Path, dict[str, str]]) -> None:
    site, foreign = place
    before, after = {**OLD, **foreign}, {**NEW, **foreign, ".nojekyll": ""}
    outcomes: list[bool] = []
    while True:
        (site / ".well-known/security.txt").unlink(missing_ok=True)  # the old site has none, and what is hidden stays
        if seen(site) != before:
            built(site, OLD)
        assert seen(site) == before
        write(prepare(site), NEW)
        status = publish_and_be_killed(site, len(outcomes) + 1)
        if status == 0:
            break
        assert os.WIFSIGNALED(status)
        is_committed, left = (site / WORK / "commit").exists(), seen(site)
        assert is_committed or left in (before, after), "something was touched before all was ready"
        outcomes.append(recover(site))
        assert seen(site) == (after if is_committed else left)
        assert not (site / WORK).exists()
    assert seen(site) == after
    assert len(outcomes) >= 70, f"only {len(outcomes)} kills"
    assert 20 < sum(outcomes) < len(outcomes) - 20, "it was killed on one side of the commit only"


def test_killed_while_it_is_finished_the_site_is_finished_by_the_next(tmp_path: Path) -> None:
    """A build is killed right after its commit, and so is every command after it, one call later than the one before."""
    built(tmp_path, OLD)
    write(prepare(tmp_path), NEW)
    number = 0
    while not (tmp_path / WORK / "commit").exists():
        number += 1
        assert publish_and_be_killed(tmp_path, number)
    kills = 0
    for number in range(2, 200):
        if not (tmp_path / WORK).exists():
            break
        child = os.fork()
        if child == 0:
            left = [number]

            def count(event: str, _: object, left: list[int] = left) -> None:
                if event in CALLS:
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            recover(tmp_path)
            os._exit(0)
        kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert kills > 10
    assert seen(tmp_path) == {**NEW, ".nojekyll": ""}


def test_killed_from_outside_at_random_moments_the_site_is_one_of_two(place: tuple[Path, dict[str, str]]) -> None:
    """The other process publishes one site after the other until it is killed."""
    site, foreign = place
    chance = random.Random(1)  # noqa: S311  # moments, not secrets
    one, other = ({f"{folder}/{page}.html": text * 99 for folder in "abcde" for page in range(n)} for text, n in (("1", 6), ("2", 9)))
    built(site, one)
    hits = 0
    for _ in range(30):
        child = os.fork()
        if child == 0:
            while True:
                for files in (other, one):
                    built(site, files)
        time.sleep(chance.uniform(0.005, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        hits += (site / WORK).exists()
        recover(site)
        assert not (site / WORK).exists()
        assert seen(site) in ({**one, **foreign}, {**other, **foreign})
    assert hits > 15, "it was hardly ever publishing when it was killed"


@pytest.mark.parametrize("number", range(1, 160, 9))
def test_ctrl_c_is_obeyed_before_the_commit_or_after_all(tmp_path: Path, number: int) -> None:
    built(tmp_path, OLD)
    write(prepare(tmp_path), NEW)
    publish_and_be_killed(tmp_path, number, signal.SIGINT)
    is_new = (tmp_path / "index.html").read_text() == "new"
    assert seen(tmp_path) == ({**NEW, ".nojekyll": ""} if is_new else OLD)
    recover(tmp_path)
    assert seen(tmp_path) == ({**NEW, ".nojekyll": ""} if is_new else OLD)


def test_a_first_build_that_is_broken_off_leaves_no_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(prepare(site), NEW)
    recover(site)
    assert not site.exists()
    site.mkdir()
    write(prepare(site), NEW)
    recover(site)
    assert site.is_dir(), "somebody else made it"


def test_what_came_into_the_way_of_a_commit_meanwhile_is_not_lost(tmp_path: Path) -> None:
    built(tmp_path, OLD)
    write(prepare(tmp_path), NEW)
    number = 0
    while not (tmp_path / WORK / "commit").exists():
        number += 1
        publish_and_be_killed(tmp_path, number)
    write(tmp_path, {"new/folder/index.html": "mine"})
    with pytest.raises(OutputError, match="in the way"):
        recover(tmp_path)
    assert difference(tree(tmp_path / "a"), {}) == ["b/c/gone.html", "index.html"]
    (tmp_path / "new/folder/index.html").unlink()
    assert recover(tmp_path)
    assert seen(tmp_path) == {**NEW, ".nojekyll": ""}
