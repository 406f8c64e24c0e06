"""From the disk to texts: what is read, as what, and what is never followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers import MINI, load, write

from builder.reading.files import MAX_BYTES, Kind, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("content/explainer.yml", Kind.SETTINGS),
        ("content/explainer.yaml", None),
        ("content/terms.yml", Kind.TERMS),
        ("content/themes/a.md", Kind.THEME),
        ("content/themes/deep/er/a.md", Kind.THEME),
        ("content/themes/part.yml", Kind.PART),
        ("content/themes/deep/part.yml", Kind.PART),
        ("content/themes/deep/parts.yml", None),
        ("content/groups/a.md", Kind.GROUP),
        ("content/groups/deep/a.md", None),
        ("content/groups/a.yml", None),
        ("content/sources/a.yml", Kind.SOURCES),
        ("content/sources/deep/a.yaml", Kind.SOURCES),
        ("content/sources/a.json", Kind.SOURCES),
        ("content/sources/a.bib", None),
        ("content/sources/A.JSON", Kind.SOURCES),
        ("content/sources/a.YML", Kind.SOURCES),
        ("content/sources/a.md", None),
        ("docs/a.md", Kind.NOTE),
        ("docs/dev/a.md", Kind.NOTE),
        ("docs/a.png", Kind.FILE),
        ("elsewhere/a.md", Kind.NOTE),
        ("elsewhere/a.markdown", Kind.NOTE),
        ("content/a.md", None),
    ],
)
def test_a_file_is_known_by_its_place(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


def test_files_are_read_in_order_with_plain_line_ends(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "content/terms.yml": "\ufeffa\r\nb\rc\n", "docs/z/index.md": "z", "docs/a.md": "a", "docs/a.png": "\0"})
    raws, findings = load(tmp_path)
    assert findings == []
    paths = [raw.path for raw in raws]
    assert paths == [*sorted(p for p in [*MINI, "content/terms.yml"]), "docs/a.md", "docs/a.png", "docs/z/index.md"]
    assert next(raw.text for raw in raws if raw.kind is Kind.TERMS) == "a\nb\rc\n"
    assert next(raw.text for raw in raws if raw.kind is Kind.FILE) == "", "nothing reads it"


def test_hidden_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"content/.git/config": "x", "content/themes/.draft.md": "x", "docs/.x/a.md": "x"})
    assert load(tmp_path) == ((), [])


@pytest.mark.parametrize(
    ("link", "target", "read"),
    [
        ("content/themes/b.md", "a.md", True),
        ("content/themes/b.md", "../themes/../themes/a.md", True),
        ("content/themes/b.md", "{project}/content/themes/a.md", True),
        ("content/themes/b.md", "../../docs/a.md", False),
        ("content/themes/b.md", "../../../outside/secret.md", False),
        ("content/themes/b.md", "/etc/passwd", False),
        ("content/themes/b.md", "nothing.md", False),
        ("content/themes/b.md", "b.md", False),
        ("content/themes/b.md", ".", False),
        ("content/themes/b", "../../../outside", False),
        ("content/themes/b", ".", False),
        ("content/sources", "../../outside", False),
        ("docs/b.md", "../content/themes/a.md", False),
        ("docs/b.md", "a.md", True),
    ],
)
def test_links_are_followed_only_to_files_of_the_same_folder(tmp_path: Path, link: str, target: str, read: bool) -> None:
    project = tmp_path / "project"
    write(tmp_path, {"outside/secret.md": "secret"})
    write(project, {"content/themes/a.md": "a", "docs/a.md": "a"})
    (project / link).symlink_to(target.format(project=project))
    raws, findings = load(project)
    assert [(one.code, one.where.path) for one in findings] == ([] if read else [("outside-content", link)])
    assert {raw.path for raw in raws} == {"content/themes/a.md", "docs/a.md"} | ({link} if read else set())
    assert {raw.text for raw in raws} == {"a"}


def test_a_link_in_a_folder_above_the_project_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path / "real", {"content/themes/a.md": "a"})
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "real/content/themes/b.md").symlink_to("a.md")
    raws, findings = load(tmp_path / "alias")
    assert [raw.path for raw in raws] == ["content/themes/a.md", "content/themes/b.md"]
    assert findings == []


@pytest.mark.parametrize("folder", ["content", "docs"])
def test_the_folders_themselves_are_no_links(tmp_path: Path, folder: str) -> None:
    write(tmp_path, {"outside/themes/a.md": "secret", "project/content/themes/a.md": "a"})
    target = tmp_path / "project" / folder
    if folder == "content":
        (target / "themes/a.md").unlink()
        (target / "themes").rmdir()
        target.rmdir()
    target.symlink_to("../outside")
    raws, findings = load(tmp_path / "project")
    assert [(one.code, one.where.path) for one in findings] == [("outside-content", folder)]
    assert "secret" not in {raw.text for raw in raws}


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    write(tmp_path, {"content/themes/a.md": "a"})
    os.mkfifo(tmp_path / "content/themes/pipe.md")
    raws, findings = load(tmp_path)
    assert [raw.path for raw in raws] == ["content/themes/a.md"]
    assert [(found.code, found.where.path) for found in findings] == [("special-file", "content/themes/pipe.md")]


def test_the_size_is_looked_at_before_the_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("big", MAX_BYTES + 1), ("fits", MAX_BYTES)):
        write(tmp_path, {f"content/themes/{name}.md": ""})
        os.truncate(tmp_path / f"content/themes/{name}.md", size)
    read: list[str] = []

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return b""

    monkeypatch.setattr(Path, "read_bytes", noted)
    _, findings = load(tmp_path)
    assert [(one.code, one.where.path) for one in findings] == [("file-too-large", "content/themes/big.md")]
    assert read == ["fits.md"]


@pytest.mark.parametrize(
    ("data", "line", "column"), [(b"\xff", 1, 1), (b"a\nb\xc3\xa9\xff", 2, 3), (b"\xef\xbb\xbfa\xff", 1, 2), (b"ab\r\n\xd9", 2, 1), ("x".encode("utf-16"), 1, 1)]
)  # fmt: skip
def test_the_first_byte_that_is_not_utf8_has_a_place(tmp_path: Path, data: bytes, line: int, column: int) -> None:
    write(tmp_path, {"content/terms.yml": ""})
    (tmp_path / "content/terms.yml").write_bytes(data)
    _, findings = load(tmp_path)
    assert [(one.code, one.where.line, one.where.column) for one in findings] == [("not-utf8", line, column)]
