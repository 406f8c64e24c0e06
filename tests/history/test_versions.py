"""What could not be read of a history is said, and nothing outside of the repository changes what is said."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from repository import THEME, clone, commit, git, loose, reworded

from builder.history import git as module
from builder.history.changes import changes_of
from builder.history.git import history_state
from builder.history.versions import MOST, Reach, _commit, read_history

if TYPE_CHECKING:
    from pathlib import Path

    from builder.history.versions import History


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three wordings of one claim."""
    reworded(tmp_path / "project", "A.", "Ay.", "Aye.")
    return tmp_path / "project"


def told(history: History) -> list[tuple[str, list[str], bool]]:
    """Return of each revision the day, the new texts, and whether it was read."""
    return [
        (one.date, [str(item.value) for change in one.changes for item in change.after], one.is_read)
        for one in changes_of(history).revisions
    ]


WHOLE = [("2025-01-03", ["Aye."], True), ("2025-01-02", ["Ay."], True), ("2025-01-01", [], True)]


def said(history: History) -> list[tuple[str, str]]:
    """Return each finding's code with its words."""
    assert all(str(one.where) == "content:1:1" for one in history.findings)
    return [(one.code, f"{one.message} ({'; '.join(one.hints)})") for one in history.findings]


def only(history: History, code: str) -> str:
    ((found, words),) = said(history)
    assert found == code
    return words


# --- incomplete -------------------------------------------------------------------------------------------------------


def test_a_whole_history_is_told_without_a_word(project: Path, tmp_path: Path) -> None:
    for folder in (project, clone(project, tmp_path / "clone")):
        history = read_history(folder)
        assert (told(history), history.reach, said(history)) == (WHOLE, Reach.WHOLE, [])


@pytest.mark.parametrize(("depth", "since", "known"), [(1, "2025-01-03", []), (2, "2025-01-02", WHOLE[:1])])
def test_the_end_of_a_shallow_clone_is_no_first_version(project: Path, tmp_path: Path, depth: int, since: str, known: object) -> None:
    history = read_history(clone(project, tmp_path / "clone", f"--depth={depth}"))
    changes = changes_of(history)
    assert (told(history), changes.reach, changes.since) == (known, Reach.CUT, since)
    words = only(history, "history-incomplete")
    assert "shallow" in words
    assert since in words
    assert "fetch-depth: 0" in words


def test_a_clone_that_is_shallow_only_beside_the_main_line_is_whole(project: Path, tmp_path: Path) -> None:
    main = git(project, "symbolic-ref", "--short", "HEAD")
    git(project, "switch", "-q", "--orphan", "other")
    for day in "456":
        commit(project, f"2025-01-0{day}", two=f"{day} [@alpha]\n{{#b}}")
    git(project, "switch", "-q", main)
    git(project, "merge", "-q", "-m", "x", "--no-ff", "--allow-unrelated-histories", "other", day="2025-01-07")
    folder = clone(project, tmp_path / "clone")
    (folder / ".git/shallow").write_text(git(project, "rev-parse", "other~1") + "\n")
    assert git(folder, "rev-parse", "--is-shallow-repository") == "true"
    history = read_history(folder)
    assert (history.reach, said(history), told(history)[1:]) == (Reach.WHOLE, [], WHOLE)


def test_versions_beyond_the_latest_are_left_out_and_nothing_is_called_the_first(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.history.versions.MOST", 2)
    history = read_history(project)
    changes = changes_of(history)
    assert (told(history), changes.reach, changes.since, said(history)) == (WHOLE[:1], Reach.LATEST, "2025-01-02", [])
    assert MOST >= 200


def test_a_partial_clone_does_not_say_that_nothing_changed(project: Path, tmp_path: Path) -> None:
    folder = clone(project, tmp_path / "clone", "--filter=blob:none")
    history = read_history(folder)
    assert told(history) == [("2025-01-03", [], False), ("2025-01-02", [], False), ("2025-01-01", [], True)]
    words = only(history, "history-incomplete")
    assert "partial" in words
    assert "2 of the latest 2" in words
    assert read_history(folder) == history, "asking does not fetch"
    state = history_state(folder)
    git(folder, "fetch", "-q", "--refetch", "--no-filter")  # what the message recommends
    assert "--refetch --no-filter" in words
    assert history_state(folder) != state
    assert (told(read_history(folder)), said(read_history(folder))) == (WHOLE, [])


def test_a_partial_clone_says_what_it_has(project: Path, tmp_path: Path) -> None:
    folder = clone(project, tmp_path / "clone", "--filter=blob:none")
    git(folder, "cat-file", "blob", "HEAD~1:content/themes/one.md")
    assert told(read_history(folder))[0] == WHOLE[0]


def test_a_clone_without_folders_is_unreadable_and_says_how_to_get_them(project: Path, tmp_path: Path) -> None:
    history = read_history(clone(project, tmp_path / "clone", "--filter=tree:0"))
    assert (history.versions, history.reach) == ((), Reach.UNKNOWN)
    assert "--refetch" in only(history, "history-unreadable")


@pytest.mark.parametrize("damage", ["missing", "damaged", "empty"])
def test_an_object_that_is_lost_is_not_taken_for_a_missing_file(project: Path, damage: str) -> None:
    file = loose(project, git(project, "rev-parse", "HEAD~1:content/themes/one.md"))
    file.chmod(0o600)
    file.unlink() if damage == "missing" else file.write_bytes(b"" if damage == "empty" else b"damaged")
    history = read_history(project)
    assert told(history) == [("2025-01-03", [], False), ("2025-01-02", [], False), ("2025-01-01", [], True)]
    words = only(history, "history-incomplete")
    assert "git fsck" in words
    assert damage == "missing" or file.name in words or file.name[:8] in words, "git's own words"


@pytest.mark.parametrize("damage", [b"damaged", None], ids=["not an object", "cut off"])
def test_what_lies_behind_a_damaged_object_is_read(tmp_path: Path, damage: bytes | None) -> None:
    folder = tmp_path / "project"
    reworded(folder, *"ABCDEFG")
    damaged = {git(folder, "rev-parse", f"HEAD~{back}:content/themes/one.md") for back in (1, 4)}
    for name in damaged:
        loose(folder, name).chmod(0o600)
        loose(folder, name).write_bytes(damage or loose(folder, name).read_bytes()[:-6])
    assert [is_read for _, _, is_read in told(read_history(folder))] == [False, False, True, False, False, True, True]


def test_versions_before_a_lost_commit_are_not_known(project: Path) -> None:
    loose(project, git(project, "rev-parse", "HEAD~1^")).unlink()
    history = read_history(project)
    assert history.reach in (Reach.CUT, Reach.UNKNOWN)
    assert (2025, [day for day, _, _ in told(history) if day == "2025-01-01"]) == (2025, [])
    assert said(history)


def test_a_lost_folder_is_said(project: Path) -> None:
    loose(project, git(project, "rev-parse", "HEAD~1:content")).unlink()
    history = read_history(project)
    assert said(history)
    assert not any(is_read for day, _, is_read in told(history) if day > "2025-01-01")


# --- submodules and links ---------------------------------------------------------------------------------------------


def test_content_that_is_a_submodule_has_its_own_history(tmp_path: Path) -> None:
    reworded(tmp_path / "texts", "A.")
    (tmp_path / "texts/content/themes").rename(tmp_path / "texts/themes")
    git(tmp_path / "texts", "add", "-A")
    git(tmp_path / "texts", "commit", "-q", "-m", "x", day="2025-01-02")
    (tmp_path / "texts/themes/one.md").write_text(THEME.format("Ay. [@alpha]\n{#a}"))
    git(tmp_path / "texts", "commit", "-q", "-a", "-m", "x", day="2025-01-03")
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "-q", ".")
    git(project, "submodule", "add", "-q", (tmp_path / "texts").as_uri(), "content")
    git(project, "commit", "-q", "-m", "x")
    history = read_history(project)
    assert told(history) == [("2025-01-03", ["Ay."], True), ("2025-01-02", [], True)]
    assert said(history) == []
    assert history_state(project).startswith(git(project / "content", "rev-parse", "HEAD"))


@pytest.mark.parametrize("place", ["content", "inner"])
def test_a_submodule_without_its_repository_is_not_taken_for_texts_that_were_removed(project: Path, tmp_path: Path, place: str) -> None:
    texts = tmp_path / "texts"
    reworded(texts, "A.")
    if place == "content":
        git(project, "rm", "-q", "-r", "content")
    git(project, "submodule", "add", "-q", texts.as_uri(), place)
    git(project, "commit", "-q", "-m", "x", day="2025-01-04")
    (project / place / ".git").unlink()
    history = read_history(project if place == "content" else project / "inner")
    assert (history.versions, history.reach) == ((), Reach.UNKNOWN)
    assert f"`{place}` is a submodule" in only(history, "history-unreadable")


def test_a_submodule_or_link_among_the_texts_is_said(project: Path, tmp_path: Path) -> None:
    reworded(tmp_path / "part", "B.", "Bee.")
    git(project, "submodule", "add", "-q", (tmp_path / "part").as_uri(), "content/themes/part")
    git(project, "commit", "-q", "-m", "x", day="2025-01-04")
    (project / "content/themes/link.md").symlink_to("one.md")
    commit(project, "2025-01-05")
    history = read_history(project)
    assert told(history) == [("2025-01-05", [], False), ("2025-01-04", [], False), *WHOLE]
    assert sorted(words.partition(" (")[0] for _, words in said(history)) == [
        "`content/themes/link.md` is or was a symbolic link: what was changed in it is not known",
        "`content/themes/part` is or was a submodule: what was changed in it is not known",
    ]


# --- refused ----------------------------------------------------------------------------------------------------------


def test_without_git_a_repository_is_not_taken_for_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = history_state(project)
    monkeypatch.setenv("PATH", "")
    history = read_history(project)
    assert (history.versions, history.reach) == ((), Reach.UNKNOWN)
    assert "`git` is not installed" in only(history, "history-unreadable")
    assert history_state(project) not in ("", before)


def test_a_git_that_gives_no_answer_is_said(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin/git", "sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(module, "_SECONDS", 0.1)
    assert "no answer" in only(read_history(project), "history-unreadable")


def test_a_git_that_ends_in_the_middle_is_said(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_itself = shutil.which("git")
    for command in ("rev-parse", "rev-list", "cat-file", "diff-tree"):
        program(tmp_path / "bin/git", f'case "$*" in *{command}*) echo "fatal: out of memory" >&2; exit 128;; esac\nexec {git_itself} "$@"')
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        history = read_history(project)
        assert "out of memory" in said(history)[0][1]
        assert not any(is_read for day, _, is_read in told(history) if day > "2025-01-01")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder to another user")
@pytest.mark.parametrize("way", ["file", "variables"])
def test_a_repository_of_another_user_is_refused_with_gits_cure_which_works(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    for path in (project, *project.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    history, before = read_history(project), history_state(project)
    assert (history.versions, history.reach) == ((), Reach.UNKNOWN)
    assert "dubious ownership" in only(history, "history-unreadable")
    (cure,) = history.findings[0].hints
    assert cure == f"git config --global --add safe.directory {project}"
    if way == "file":
        subprocess.run(cure.split(), check=True)
    else:
        for name, value in (("COUNT", "1"), ("KEY_0", "safe.directory"), ("VALUE_0", str(project))):
            monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert (told(read_history(project)), said(read_history(project))) == (WHOLE, [])
    assert history_state(project) != before


def worktree_is_gone(project: Path) -> None:
    shutil.rmtree(project / ".git")
    (project / ".git").write_text("gitdir: /nowhere/.git/worktrees/x\n", encoding="utf-8")


REFUSED = {
    "a work tree whose repository is gone": worktree_is_gone,
    "an empty folder .git": lambda p: (shutil.rmtree(p / ".git"), (p / ".git").mkdir()),
    "a format of the future": lambda p: git(p, "config", "core.repositoryformatversion", "99"),
    "a configuration that cannot be read": lambda p: (p / ".git/config").write_text("[core\n", encoding="utf-8"),
    "a branch that is empty after a crash": lambda p: (p / ".git" / git(p, "symbolic-ref", "HEAD")).write_text("", encoding="utf-8"),
    "a branch whose commit is lost": lambda p: loose(p, git(p, "rev-parse", "HEAD")).unlink(),
}


@pytest.mark.parametrize("damage", REFUSED)
def test_a_repository_that_git_cannot_read_is_not_taken_for_none(project: Path, damage: str) -> None:
    REFUSED[damage](project)
    history = read_history(project)
    assert (history.versions, history.reach) == ((), Reach.UNKNOWN)
    assert only(history, "history-unreadable")


# --- the same whatever the caller's environment and configurations say -----------------------------------------------


def hostile(tmp_path: Path) -> dict[str, str]:
    """Return variables that lead git elsewhere."""
    other = tmp_path / "other"
    reworded(other, "Wrong.", "Worse.")
    (tmp_path / "shallow").write_text(git(other, "rev-parse", "HEAD") + "\n", encoding="utf-8")
    nowhere = str(tmp_path / "nowhere")
    return {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_INDEX_FILE": str(tmp_path / "shallow"),
        "GIT_OBJECT_DIRECTORY": nowhere,
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / ".git/objects"),
        "GIT_CEILING_DIRECTORIES": str(tmp_path / "project"),
        "GIT_PREFIX": "other/",
        "GIT_NAMESPACE": "other",
        "GIT_SHALLOW_FILE": str(tmp_path / "shallow"),
        "GIT_GRAFT_FILE": str(tmp_path / "shallow"),
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_CONFIG": nowhere,
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.worktree",
        "GIT_CONFIG_VALUE_0": str(other),
        "GIT_CONFIG_PARAMETERS": "'core.bare'='true'",
        "GIT_CONFIG_NOSYSTEM": nowhere,
        "GIT_EXEC_PATH": nowhere,
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_DIFF_OPTS": "--unified=0",
        "GIT_EXTERNAL_DIFF": nowhere,
        "GIT_PAGER": nowhere,
        "GIT_TRACE": "2",
        "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1",
        "GIT_FLUSH": "x",
        "GIT_OPTIONAL_LOCKS": "x",
    }


def test_no_variable_of_the_caller_changes_what_is_said(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = hostile(tmp_path)
    state = history_state(project)
    for names in (*([name] for name in variables), [*variables]):
        with monkeypatch.context() as patch:
            for name in names:
                patch.setenv(name, variables[name])
            history = read_history(project)
            assert (told(history), said(history), history_state(project)) == (WHOLE, [], state), names


def test_a_project_without_a_repository_is_not_given_one_by_the_environment(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare/content").mkdir(parents=True)
    monkeypatch.setenv("GIT_DIR", str(project / ".git"))
    assert (read_history(tmp_path / "bare").reach, history_state(tmp_path / "bare")) == (Reach.NONE, "")


HABITS = """\
[log]
 diffMerges = off
 showSignature = true
 follow = true
 showRoot = false
 date = relative
 decorate = full
 excludeDecoration = *
[diff]
 renames = copies
 relative = true
 noprefix = true
 ignoreSubmodules = all
 orderFile = /nowhere
[format]
 pretty = oneline
[core]
 quotePath = true
 pager = false
 commitGraph = true
[color]
 ui = always
[i18n]
 logOutputEncoding = UTF-16
"""


@pytest.mark.parametrize("place", ["user", "repository"])
@pytest.mark.parametrize("merges", ["off", "combined", "separate", "first-parent", "remerge"])
def test_no_habit_hides_what_a_merge_brought(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, merges: str
) -> None:
    git(project, "switch", "-q", "-c", "other")
    commit(project, "2025-01-04", two="B. [@alpha]\n{#b}")
    git(project, "switch", "-q", "-")
    git(project, "merge", "-q", "--no-ff", "-m", "x", "other", day="2025-01-05")
    habits = HABITS.replace("diffMerges = off", f"diffMerges = {merges}")
    if place == "user":
        (tmp_path / "gitconfig").write_text(habits, encoding="utf-8")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    else:
        with (project / ".git/config").open("a", encoding="utf-8") as file:
            file.write(habits)
    history = read_history(project)
    assert (told(history), said(history)) == ([("2025-01-05", ["B."], True), *WHOLE], [])


@pytest.mark.parametrize("setting", [("core.bare", "true"), ("core.worktree", "/"), ("core.worktree", "../.."), ("core.worktree", "/dev")])
def test_an_odd_work_tree_changes_nothing_that_is_said(tmp_path: Path, setting: tuple[str, str]) -> None:
    outer = tmp_path / "outer"
    reworded(outer, "A.", "Ay.")
    (outer / "deep/er").mkdir(parents=True)
    (outer / "content").rename(outer / "deep/er/content")
    commit(outer, "2025-01-03")
    (outer / "deep/er/content/themes/one.md").write_text(THEME.format("Aye. [@alpha]\n{#a}"), encoding="utf-8")
    commit(outer, "2025-01-04")
    assert told(read_history(outer / "deep/er")) == [("2025-01-04", ["Aye."], True), ("2025-01-03", [], True)]
    git(outer, "config", *setting)
    history = read_history(outer / "deep/er")
    assert told(history) == [("2025-01-04", ["Aye."], True), ("2025-01-03", [], True)]
    assert said(history) == []


def test_a_linked_work_tree_of_a_bare_repository_is_read(project: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    git(tmp_path, "clone", "-q", "--bare", str(project), "home/.bare")
    (tmp_path / "home/.git").write_text("gitdir: ./.bare\n", encoding="utf-8")
    git(tmp_path / "home", "worktree", "add", "-q", "main")
    assert told(read_history(tmp_path / "home/main")) == WHOLE


@pytest.mark.parametrize("way", ["graft", "replacement", "graft to nothing"])
def test_grafts_and_replacements_change_nothing(project: Path, way: str) -> None:
    newest, middle, oldest = (git(project, "rev-parse", f"HEAD~{back}") for back in range(3))
    if way == "replacement":
        git(project, "replace", newest, oldest)
        git(project, "replace", *(git(project, "rev-parse", f"{one}:content/themes/one.md") for one in (middle, oldest)))
    else:
        (project / ".git/info").mkdir(exist_ok=True)
        (project / ".git/info/grafts").write_text(f"{newest} {oldest}\n" if way == "graft" else f"{newest}\n", encoding="utf-8")
    history = read_history(project)
    assert (told(history), said(history)) == (WHOLE, [])


# --- programs ---------------------------------------------------------------------------------------------------------


def program(path: Path, script: str) -> Path:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


PROGRAMS = (
    *("gpg.program", "gpg.ssh.program", "gpg.x509.program", "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand"),
    *("core.gitProxy", "core.askPass", "core.alternateRefsCommand", "credential.helper", "diff.external", "diff.x.textconv"),
    *("diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x.process", "merge.x.driver", "interactive.diffFilter"),
    *("pager.log", "pager.rev-list", "pager.rev-parse", "pager.diff-tree", "pager.cat-file", "pager.config", "uploadpack.packObjectsHook"),
    *("remote.origin.uploadpack", "remote.origin.proxy", "sequence.editor", "trailer.x.command", "ssh.variant"),
)


@pytest.mark.parametrize("filtered", ["", "--filter=blob:none", "--filter=tree:0", "--depth=1"])
def test_no_program_that_a_repository_names_is_run(project: Path, tmp_path: Path, filtered: str) -> None:
    folder = clone(project, tmp_path / "clone", *filter(None, [filtered]))
    marker = tmp_path / "ran"
    evil = program(tmp_path / "evil", f"echo $0 $* >> {marker}")
    newest = git(folder, "cat-file", "commit", "HEAD")
    signed = newest.replace("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n") + "\n"
    (tmp_path / "signed").write_text(signed, encoding="utf-8")
    git(folder, "update-ref", "HEAD", git(folder, "hash-object", "-t", "commit", "-w", str(tmp_path / "signed")))
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        program(tmp_path / f"hooks/{hook}", f"echo {hook} >> {marker}")
        program(folder / f".git/hooks/{hook}", f"echo {hook} >> {marker}")
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/attributes").write_text("* diff=x filter=x merge=x\n", encoding="utf-8")
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.hooksPath", str(tmp_path / "hooks"))
    for name in PROGRAMS:
        git(folder, "config", name, str(evil))
    for url in (f"ext::{evil}", f"ssh://example.invalid/{evil}", project.as_uri(), str(project)):
        git(folder, "config", "remote.origin.url", url)
        read_history(folder)
        history_state(folder)
    git(folder, "config", "remote.origin.vcs", "ext")
    for protocol in ("protocol.allow", "protocol.file.allow", "protocol.ext.allow"):
        git(folder, "config", protocol, "always")
    read_history(folder)
    assert not marker.exists(), marker.read_text(encoding="utf-8")
    assert not filtered.startswith("--filter") or git(folder, "config", "remote.origin.promisor") == "true"


def test_a_program_git_in_the_project_is_not_run(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(project / "git", f"touch {tmp_path / 'ran'}")
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    assert read_history(project).findings
    assert not (tmp_path / "ran").exists()


def test_reading_leaves_the_repository_alone(project: Path, tmp_path: Path) -> None:
    for folder in (project, clone(project, tmp_path / "clone", "--filter=blob:none")):
        before = {path: path.stat().st_mtime_ns for path in (folder / ".git").rglob("*")}
        time.sleep(0.01)
        read_history(folder)
        history_state(folder)
        assert {path: path.stat().st_mtime_ns for path in (folder / ".git").rglob("*")} == before


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "day"),
    [
        ("A <a@b.c> 1735776000 +0000", "2025-01-02"),
        ("A <a@b.c> 1735776000 -0100", "2025-01-01"),
        ("A > B <a@b.c> 1735775999 +1400", "2025-01-02"),
        ("A <a@b.c> -1 +0000", "1969-12-31"),
        ("A <a@b.c> 99999999999999 +0000", "1970-01-01"),
        ("A <a@b.c> 1735776000 +9999", "2025-01-02"),
    ],
)
def test_the_day_is_that_of_the_author_where_they_were(author: str, day: str) -> None:
    assert _commit("0", f"tree 1\nauthor {author}\ncommitter B <b@c.d> 0 +0000\n\nauthor A <a@b.c> 0 +0000".encode()).date == day
