"""A new project in the folder that a test works in."""

from __future__ import annotations

import pytest

from builder.cli.main import main


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "project", "p", "--title", "T", "--language", "en"]) == 0
    capsys.readouterr()
    return tmp_path / "p"
