"""Compiled templates: kept for those of the package, never for a project's, and never in the place of another source."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment

from builder.site import template_loader as templates
from builder.site.template_loader import page_templates

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the templates of a package that keeps what it compiles."""
    folder = tmp_path / "package"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages/one.html").write_text("first", encoding="utf-8")
    monkeypatch.setattr(templates, "TEMPLATES", folder)
    monkeypatch.setattr(templates, "_BYTECODE", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def shown(project: Path) -> str:
    return Environment(loader=page_templates(project), autoescape=True).get_template("pages/one.html").render()


@pytest.mark.usefixtures("package")
def test_a_template_of_the_package_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(tmp_path) == "first"
    monkeypatch.setattr(Environment, "compile", lambda *_, **__: pytest.fail("it is compiled again"))
    assert shown(tmp_path) == "first"


def test_what_is_kept_never_stands_for_another_source(package: Path, tmp_path: Path) -> None:
    shown(tmp_path)
    (package / "pages/one.html").write_text("second", encoding="utf-8")
    assert shown(tmp_path) == "second"


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("data", [b"", b"j2", b"\0" * 1000])
def test_what_was_cut_off_or_is_something_else_is_compiled_again(tmp_path: Path, data: bytes) -> None:
    shown(tmp_path)
    (kept,) = (tmp_path / "kept").iterdir()
    whole = kept.read_bytes()
    for broken in (data, whole[:-9], whole[: len(whole) // 2]):
        kept.write_bytes(broken)
        assert shown(tmp_path) == "first"


@pytest.mark.usefixtures("package")
def test_a_template_of_a_project_is_never_kept(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "templates/pages").mkdir(parents=True)
    (project / "templates/pages/one.html").write_text("their own", encoding="utf-8")
    assert shown(project) == "their own"
    assert not (tmp_path / "kept").exists()


@pytest.mark.usefixtures("package")
def test_nothing_is_kept_where_python_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert shown(tmp_path) == "first"
    assert not (tmp_path / "kept").exists()
