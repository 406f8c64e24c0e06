"""Lost addresses, as `explainer check` tells them: in commits and in the folder, and where nothing can be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers import checked
from repository import clone, commit, git

from builder.history.published import left_in_commits, repository_head
from builder.publishing.old_versions import with_lost_addresses

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = "- {id: alpha, title: Alpha, publisher: A, consulted: full}\n"


def repository(folder: Path, *texts: str) -> Path:
    """Make a repository in which a theme has one text after the other."""
    (folder / "content/sources").mkdir(parents=True)
    (folder / "content/sources/s.yml").write_text(SOURCES, encoding="utf-8")
    git(folder, "init", "-q", ".")
    for text in texts:
        commit(folder, "2025-01-01", one=text)
    return folder


def lost(folder: Path) -> list[str]:
    return [f"{f.where} {f.code} {' '.join(f.hints)}" for f in with_lost_addresses(folder, checked(folder)).findings]


A, B, C = (f"The lamps burned all night. [@alpha]\n{{#{name}}}" for name in "abc")
TOLD = "content/themes/one.md:6:2 lost-address it seems to be `c` now: write {#c was="


def test_an_id_that_was_lost_in_any_commit_is_told_until_it_leads_on(tmp_path: Path) -> None:
    folder = repository(tmp_path / "p", A, B, C)
    assert lost(folder) == [f"{TOLD}a}}", f"{TOLD}b}}"]
    assert lost(folder) == [f"{TOLD}a}}", f"{TOLD}b}}"], "from the cache"
    theme = folder / "content/themes/one.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("#c", "#c was=a,b"), encoding="utf-8")
    assert lost(folder) == []
    commit(folder, "2025-01-02", one=B)
    assert [line.rpartition(" ")[2] for line in lost(folder)] == ["was=a}", "was=c}"], "an old id is in use again"


def test_what_is_not_committed_counts(tmp_path: Path) -> None:
    folder = repository(tmp_path / "p", A)
    assert lost(folder) == []
    theme = folder / "content/themes/one.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("#a", "#c"), encoding="utf-8")
    assert lost(folder) == [f"{TOLD}a}}"]
    git(folder, "mv", "content/themes/one.md", "content/themes/two.md")
    assert [line.partition(" it seems")[0] for line in lost(folder)] == ["content/themes/two.md:1:1 lost-address"]


def test_without_a_whole_history_nothing_is_said(tmp_path: Path) -> None:
    whole = repository(tmp_path / "p", A, C)
    assert lost(whole)
    shallow = clone(whole, tmp_path / "shallow", "--depth=1")
    assert lost(shallow) == []
    (whole / ".git/config").write_text("[core\n", encoding="utf-8")
    assert lost(whole) == []
    new = repository(tmp_path / "new")
    (new / "content/themes").mkdir()
    (new / "content/themes/one.md").write_text(f"---\ntitle: T\n---\n\n{A}\n", encoding="utf-8")
    assert lost(new) == []


def test_a_partial_clone_says_what_it_knows(tmp_path: Path) -> None:
    whole = repository(tmp_path / "p", A, B, C)
    partial = clone(whole, tmp_path / "partial", "--filter=blob:none")
    assert lost(partial) == []


def test_what_a_broken_cache_holds_is_found_again(tmp_path: Path) -> None:
    folder = repository(tmp_path / "p", A, C)
    expected = lost(folder)
    cache = folder / ".cache/explainer/published.json"
    for data in (b"", b"[]", b'{"head": "%s", "left": [1]}' % repository_head(folder).encode(), b"\xff"):
        cache.write_bytes(data)
        assert lost(folder) == expected


def test_a_repository_of_the_content_alone_and_one_that_holds_more(tmp_path: Path) -> None:
    whole = repository(tmp_path / "p", A, C)
    inner = tmp_path / "inner"
    inner.mkdir()
    (whole / "content").rename(inner / "content")
    git(inner / "content", "init", "-q", ".")
    for name in "ac":
        (inner / "content/themes/one.md").write_text(f"---\ntitle: T\n---\n\nWords. [@alpha]\n{{#{name}}}\n", encoding="utf-8")
        git(inner / "content", "add", "-A")
        git(inner / "content", "commit", "-q", "-m", "x")
    assert [one.id for one in left_in_commits(inner, repository_head(inner))] == ["a"]
    assert lost(inner) == [f"{TOLD}a}}"]
    outer = tmp_path / "outer"
    repository(outer / "a project", A, C)
    (outer / "a project/.git").rename(outer / ".git")
    git(outer, "add", "-A")
    git(outer, "commit", "-q", "-m", "x")
    git(outer, "mv", "a project/content/themes/one.md", "a project/content/themes/two.md")
    assert [line.partition(" it seems")[0] for line in lost(outer / "a project")] == ["content/themes/two.md:1:1 lost-address"]
