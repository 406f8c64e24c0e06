"""Whole commands in folders of others: what is on them stays, no link leads out of a project, and no source is taken for output."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import build_addressed, run, run_here, tree
from helpers import MINI, write
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mounting import as_nobody, mounted, needs_root

from builder.publishing.output_folders import CACHE, RECORD, WORK, OutputError, site_folder

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIGURED = {
    **MINI,
    "mkdocs.yml": "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\n",
    "docs/index.md": "# Home\n",
    "docs/more.md": "# More\n",
}


@pytest.fixture
def mini(tmp_path: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Give a small project with a configuration and a site, in a copy of its own."""

    def make(folder: Path) -> None:
        write(folder / "mini", CONFIGURED)
        done = run_here("build", folder / "mini")
        assert done.returncode == 0, done.stderr

    return Path(shutil.copytree(once("configured", make) / "mini", tmp_path / "mini"))


def configure(project: Path, line: str) -> None:
    write(project, {"mkdocs.yml": f"{CONFIGURED['mkdocs.yml']}{line}\n"})


def change(project: Path) -> None:
    theme = project / "content/themes/mini.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("statement", "better statement"), encoding="utf-8")


def is_changed(site: Path) -> bool:
    return b"better statement" in (site / "themes/mini/index.html").read_bytes()


def built(project: Path, *command: object) -> subprocess.CompletedProcess[str]:
    done = run(*command, cwd=project) if command else run_here("build", project)
    assert done.returncode == 0, done.stderr
    return done


def refused(project: Path, *said: str, command: str = "build") -> None:
    """Check that a build refuses in one sentence, and changes nothing."""
    before = tree(project)
    done = run_here(command, project)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("explainer: ")
    for words in said:
        assert words in line
    now = tree(project)
    assert {name: now.get(name) for name in before if not name.startswith(CACHE)} == {
        name: digest for name, digest in before.items() if not name.startswith(CACHE)
    }


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    return subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


# --- what the site's folder is ----------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[object, ...]] = {"explainer": ("builder", "build"), "MkDocs": ("mkdocs", "build")}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_mounted_folder_is_published_into(tmp_path: Path, command: str) -> None:
    project = tmp_path / "mini"
    write(project, CONFIGURED)
    (project / "site").mkdir()
    with mounted(project / "site", "-t", "tmpfs", "none"):
        built(project, *COMMANDS[command])
        change(project)
        built(project, *COMMANDS[command])
        assert is_changed(project / "site")


def test_whoever_has_mounted_the_folder_elsewhere_sees_the_new_site(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    with mounted(tmp_path / "html", "--bind", str(mini / "site")):
        change(mini)
        built(mini)
        assert is_changed(tmp_path / "html")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_checkout_of_the_publishing_branch_stays_one(tmp_path: Path, command: str) -> None:
    project = tmp_path / "mini"
    write(project, CONFIGURED)
    git(tmp_path, "init", "-q", str(project))
    git(project, "commit", "-q", "--allow-empty", "-m", "First")
    git(project, "branch", "gh-pages")
    git(project, "worktree", "add", "-q", "site", "gh-pages")
    built(project, *COMMANDS[command])
    assert git(project / "site", "status", "--porcelain", "index.html") == "?? index.html\n"
    git(project / "site", "add", "-A")
    git(project / "site", "commit", "-q", "-m", "Published")
    change(project)
    built(project, *COMMANDS[command])
    assert " M themes/mini/index.html\n" in git(project / "site", "status", "--porcelain")
    assert WORK not in git(project / "site", "status", "--porcelain")


def test_a_repository_and_hidden_files_in_the_site_survive(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "site/.git/precious": "unpushed", "site/.htaccess": "mine"})
    built(tmp_path)
    change(tmp_path)
    built(tmp_path)
    assert (tmp_path / "site/.git/precious").read_text() == "unpushed"
    assert (tmp_path / "site/.htaccess").read_text() == "mine"


def test_a_folder_of_somebody_elses_project_is_published_into_by_whoever_may(tmp_path: Path) -> None:
    """Neither the project nor the parent of the site may be written: there is no cache and no lock, and there is a site."""
    needs_root()
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o11)
    project, out = tmp_path / "mini", tmp_path / "www/html"
    write(project, CONFIGURED)
    out.mkdir(parents=True)
    os.chown(out, 65534, 65534)

    def build() -> None:
        os.environ["HOME"] = "/nonexistent"
        config = load_config(str(project / "mkdocs.yml"), site_dir=str(out))
        config.plugins["explainer"].project = None  # plugins live as long as a process
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)

    write(tmp_path / "other", CONFIGURED)
    built(tmp_path / "other")  # which loads all that another user may not be able to read
    for _ in range(2):
        assert as_nobody(build) == ""
        assert (out / "themes/mini/index.html").is_file()
        assert is_changed(out) == (b"better" in (project / "content/themes/mini.md").read_bytes())
        change(project)
    assert not (project / ".cache").exists()


@pytest.mark.parametrize("arguments", [("-d", "out"), ("--dirty",), ("-d", "a/b/c")])
def test_the_options_of_mkdocs_go_on_working(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write(tmp_path, CONFIGURED)
    out = tmp_path / (arguments[1] if len(arguments) > 1 else "site")
    for _ in range(2):
        built(tmp_path, "mkdocs", "build", "-q", *arguments)
        change(tmp_path)
    assert (out / "themes/mini/index.html").is_file()
    assert not (out / WORK).exists()


def test_mkdocs_deploys_the_site_itself(tmp_path: Path) -> None:
    project = tmp_path / "mini"
    write(project, CONFIGURED)
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "remote"))
    git(tmp_path, "init", "-q", str(project))
    git(project, "commit", "-q", "--allow-empty", "-m", "First")
    git(project, "remote", "add", "origin", str(tmp_path / "remote"))
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in (("NAME", "A"), ("EMAIL", "a@b.c"))}
    done = run("mkdocs", "gh-deploy", "-q", cwd=project, **names)
    assert done.returncode == 0, done.stderr
    files = git(tmp_path / "remote", "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {"index.html", "themes/mini/index.html"} <= set(files)
    assert not [name for name in files if name.startswith(WORK)]


# --- what is foreign --------------------------------------------------------------------------------------------------


def test_a_folder_that_no_build_made_is_not_emptied(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "site/CNAME": "example.org", "site/mine.txt": "mine", "site/.git/HEAD": "x"})
    refused(tmp_path, "2 entries that no build of this site made (CNAME, mine.txt)", "move them away", "site_dir")
    done = run("mkdocs", "build", cwd=tmp_path)
    assert done.returncode != 0


def test_a_file_that_was_put_among_ours_is_not_lost(mini: Path) -> None:
    write(mini, {"site/themes/draft.html": "mine"})
    change(mini)
    refused(mini, "themes/draft.html")
    (mini / "site/themes/draft.html").unlink()
    built(mini)
    assert is_changed(mini / "site")


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_what_is_no_folder_in_the_place_of_the_next_site_stays(mini: Path, command: str) -> None:
    write(mini, {f"site/{WORK}": "mine"})
    change(mini)
    refused(mini, WORK, "is in the way of the build", command=command)


def test_a_file_in_the_place_of_the_site_stays(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "site": "mine"})
    refused(tmp_path, "`site` is not a folder")


# --- which folders are none for output --------------------------------------------------------------------------------

WRONG = {
    "content": "`content`",
    "docs/../content": "`content`",
    "content/site": "`content`",
    "templates": "`templates`",
    "templates/site": "`templates`",
    "look/site": "`look`",
    ".git": "git",
    ".git/site": "git",
    "elsewhere/.GIT/site": "git",
    ".cache": "`.cache`",
    ".cache/site": "`.cache`",
    "dist": "`dist`",
    "dist/site": "`dist`",
    "../mini": "configuration error",  # which MkDocs explains
    "..": "configuration error",
    "inside": "`content`",
    "inside/site": "`content`",
}


@pytest.mark.parametrize("site_dir", WRONG)
def test_no_folder_of_sources_is_one_of_output(tmp_path: Path, site_dir: str) -> None:
    """Also if it holds a record which says that builds made the sources."""
    project = tmp_path / "mini"
    write(project, {**CONFIGURED, "look/main.html": '{% extends "base.html" %}'})
    git(tmp_path, "init", "-q", str(project))
    (project / "inside").symlink_to("content")
    record = json.dumps([name.removeprefix("content/") for name in MINI])
    write(project, {f"content/{RECORD}": record})
    write(
        project,
        {
            "mkdocs.yml": f"site_name: Mini\nsite_dir: {site_dir}\ntheme: {{name: material, font: false, custom_dir: look}}\nplugins: [explainer]\n"
        },
    )
    refused(project, WRONG[site_dir])


@pytest.mark.parametrize("name", ["", "..", "content/..", "link"])
def test_the_project_itself_is_no_folder_of_output(tmp_path: Path, name: str) -> None:
    project = tmp_path / "mini"
    write(project, MINI)
    (project / "link").symlink_to(".")
    with pytest.raises(OutputError, match="the project's folder"):
        site_folder(project / name, project, [])


def test_another_spelling_of_a_folder_that_will_be_made_is_that_folder(tmp_path: Path) -> None:
    write(tmp_path, CONFIGURED)
    configure(tmp_path, "site_dir: DIST")
    refused(tmp_path, "`dist`")


def test_a_site_outside_of_the_project_is_where_the_configuration_says(mini: Path, tmp_path: Path) -> None:
    configure(mini, "site_dir: ../elsewhere")
    built(mini)
    assert (tmp_path / "elsewhere/index.html").is_file()


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Give a folder of somebody else."""
    write(tmp_path / "victim", {"keys": "precious", "folder/keys": "precious", "staging/keys": "precious", "lock": "precious"})
    return tmp_path / "victim"


def assert_unharmed(victim: Path) -> None:
    assert {name: (victim / name).read_text() for name in tree(victim)} == dict.fromkeys(
        ("keys", "folder/keys", "staging/keys", "lock"), "precious"
    )


@pytest.mark.parametrize("command", ["build", "bundle"])
@pytest.mark.parametrize("link", ["site", "public/site", "public"])
def test_a_link_to_a_folder_outside_is_not_taken_for_the_site(mini: Path, victim: Path, link: str, command: str) -> None:
    shutil.rmtree(mini / "site")
    if link != "site":
        configure(mini, "site_dir: public/site")
    (mini / link).parent.mkdir(exist_ok=True)
    (mini / link).symlink_to(os.path.relpath(victim, (mini / link).parent))
    refused(mini, "leads out of the project", "site_dir", command=command)
    for path in victim.rglob("*"):
        if path.is_file():
            path.unlink()
    refused(mini, "leads out of the project", command=command)
    assert tree(victim) == {}


def test_a_link_inside_of_the_project_may_be_the_site(mini: Path) -> None:
    (mini / "site").rename(mini / "public")
    (mini / "site").symlink_to("public")
    change(mini)
    built(mini)
    assert (mini / "site").is_symlink()
    assert is_changed(mini / "public")


def test_a_project_may_be_reached_by_a_link(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(mini)
    change(mini)
    built(tmp_path / "link", "mkdocs", "build", "-q")
    assert is_changed(mini / "site")


@pytest.mark.parametrize("target", ["..", "../victim"])
def test_a_bundle_goes_into_no_folder_outside(mini: Path, victim: Path, target: str) -> None:
    (mini / "dist").symlink_to(target)
    refused(mini, "`dist` is a symbolic link that leads out of the project", command="bundle")
    assert_unharmed(victim)


def test_a_bundle_is_written_through_no_link(mini: Path, victim: Path) -> None:
    assert run_here("bundle", mini).returncode == 0
    (written,) = (mini / "dist").glob("mini-*.zip")
    names = (".explainer-bundle.part", f"{written.stem}.part", written.name)
    written.unlink()
    for name in names:
        (mini / "dist" / name).symlink_to("../../victim/keys")
    write(mini, {"dist/older.zip": "old"})
    done = run_here("bundle", mini)
    assert done.returncode == 0, done.stderr
    assert_unharmed(victim)
    assert written.is_file()
    assert not written.is_symlink()
    assert (mini / "dist/older.zip").read_text() == "old"
    assert not os.path.lexists(mini / "dist/.explainer-bundle.part")


CACHE_LINKS = [
    (".cache", "../victim"),
    (".cache/explainer", "../../victim"),
    (".cache/explainer/lock", "../../../victim/keys"),
    (".cache/explainer/receipt.json", "../../../victim/keys"),
    (".cache/explainer/receipt.json", "/dev/zero"),
    (".cache/explainer/.gitignore", "../../../victim/keys"),
    (".cache/explainer/staging", "../../../victim"),
    (".cache/explainer/spare", "../../../victim"),
    (".cache/explainer/old", "../../../victim"),
    (".cache/explainer/pictures", "../../../victim"),
    (".cache/explainer/pictures/made", "../../../../victim/keys"),
]


@pytest.mark.parametrize(("link", "target"), CACHE_LINKS)
def test_a_link_in_the_cache_is_not_followed_and_said_once(mini: Path, victim: Path, link: str, target: str) -> None:
    shutil.rmtree(mini / ".cache")
    (mini / link).parent.mkdir(parents=True, exist_ok=True)
    (mini / link).symlink_to(target)
    change(mini)
    done = run("builder", "bundle", mini)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"{link} is a link or a special file, so nothing is cached; remove it and builds are faster\n"
    assert run_here("check", mini).returncode == 0
    assert_unharmed(victim)
    assert os.readlink(mini / link) == target  # noqa: PTH115
    assert is_changed(mini / "site")


def test_a_pipe_in_the_cache_stops_nothing(mini: Path) -> None:
    (mini / CACHE / "receipt.json").unlink()
    os.mkfifo(mini / CACHE / "receipt.json")
    change(mini)
    assert "special file" in built(mini, "builder", "build").stderr
    assert is_changed(mini / "site")


# --- the cache --------------------------------------------------------------------------------------------------------


def test_git_does_not_see_the_cache(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    git(tmp_path, "init", "-q")
    assert run_here("build", tmp_path).returncode == 0
    assert git(tmp_path, "status", "--porcelain") == "?? content/\n?? site/\n"
    assert (tmp_path / CACHE / ".gitignore").read_text() == "*\n"


def test_the_lock_is_never_emptied(mini: Path) -> None:
    write(mini, {f"{CACHE}/lock": "words"})
    change(mini)
    built(mini)
    assert (mini / CACHE / "lock").read_text() == "words"


@pytest.mark.parametrize("made", ["a file in the place of .cache", "a folder in the place of the lock"])
def test_without_a_cache_there_is_a_site_all_the_same(mini: Path, made: str) -> None:
    shutil.rmtree(mini / ".cache")
    if "file" in made:
        (mini / ".cache").write_text("mine")
    else:
        (mini / CACHE / "lock").mkdir(parents=True)
    change(mini)
    built(mini)
    assert is_changed(mini / "site")


def test_what_a_killed_process_had_begun_to_write_is_removed(mini: Path) -> None:
    names = [f"{CACHE}/receipt.4711", f"{CACHE}/outline.12", f"{CACHE}/pictures/{'a' * 64}.99"]
    write(mini, {**dict.fromkeys(names, "half"), f"{CACHE}/pictures/{'b' * 64}": "kept"})
    change(mini)
    built(mini)
    assert not [name for name in names if (mini / name).exists()]
    assert (mini / CACHE / "pictures" / ("b" * 64)).exists()


def test_no_picture_that_came_with_a_project_gets_into_its_site(tmp_path: Path) -> None:
    build_addressed(tmp_path / "one")
    pictures = [path for path in (tmp_path / "one" / CACHE / "pictures").iterdir() if path.name != "made"]
    assert pictures
    clean = tree(tmp_path / "one/site")
    for path in pictures:
        for digest in (hashlib.sha256(b"evil").digest(), hashlib.blake2b(b"evil", digest_size=32).digest()):
            path.write_bytes(digest + b"evil")
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns("site"))
    built(tmp_path / "two")
    assert tree(tmp_path / "two/site") == clean


def test_pictures_are_drawn_once(tmp_path: Path) -> None:
    build_addressed(tmp_path / "one")
    pictures = tmp_path / "one" / CACHE / "pictures"
    before = {path.name: path.stat().st_mtime_ns for path in pictures.iterdir()}
    (tmp_path / "one/docs/note.md").write_text("# Another note\n", encoding="utf-8")
    built(tmp_path / "one")
    assert {path.name: path.stat().st_mtime_ns for path in pictures.iterdir()}.items() >= before.items()


# --- a build that fails late ------------------------------------------------------------------------------------------

LATE = {
    "warnings in strict mode": {"mkdocs.yml": "strict: true\nnav: [index.md, gone.md]\n"},
    "a hook after all pages": {"mkdocs.yml": "hooks: [hook.py]\n", "hook.py": "def on_post_build(config):\n    raise OSError('disk')\n"},
    "the last of all hooks": {
        "mkdocs.yml": "hooks: [hook.py]\n",
        "hook.py": "from mkdocs.plugins import event_priority\n@event_priority(-100)\ndef on_post_build(config):\n    1 / 0\n",
    },
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", LATE)
def test_a_build_that_fails_at_the_very_end_leaves_the_old_site(mini: Path, what: str, command: str) -> None:
    before = tree(mini / "site")
    change(mini)
    broken = LATE[what]
    write(mini, {**broken, "mkdocs.yml": CONFIGURED["mkdocs.yml"] + broken["mkdocs.yml"]})
    assert run(*COMMANDS[command], cwd=mini).returncode != 0
    assert tree(mini / "site") == before
    shutil.rmtree(mini / "site")
    assert run(*COMMANDS[command], cwd=mini).returncode != 0
    assert not (mini / "site").exists()


def test_other_plugins_write_into_the_site_at_the_end_and_see_all_of_it(mini: Path) -> None:
    hook = "import pathlib\ndef on_post_build(config):\n    site = pathlib.Path(config.site_dir)\n    assert (site / 'claims/index.html').is_file()\n    (site / 'late.txt').write_text('late')\n"
    write(mini, {"hook.py": hook})
    configure(mini, "hooks: [hook.py]")
    for _ in range(2):
        built(mini)
        assert (mini / "site/late.txt").read_text() == "late"
    configure(mini, "")
    built(mini)
    assert not (mini / "site/late.txt").exists()


def test_a_strict_build_without_warnings_is_published(mini: Path) -> None:
    configure(mini, "strict: true")
    change(mini)
    built(mini, "mkdocs", "build", "-q")
    assert is_changed(mini / "site")


def test_a_bundle_holds_nothing_hidden(mini: Path) -> None:
    write(mini, {"site/.git/precious": "mine", "site/.htaccess": '<a href="nowhere">'})
    done = run_here("bundle", mini, "--format", "zip")
    assert done.returncode == 0, done.stderr
    (path,) = (mini / "dist").iterdir()
    names = [name.split("/", 1)[1] for name in zipfile.ZipFile(path).namelist()]
    assert [name for name in names if name.startswith(".")] == []
