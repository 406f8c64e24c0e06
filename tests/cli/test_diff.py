"""`explainer diff`: bundles in, what differs on the standard output, and a sentence for what is no bundle."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, explain, write

from builder.data.content_digest import SUBJECT
from builder.data.export import explainer_json

if TYPE_CHECKING:
    from pathlib import Path

LINE = "  Reworded: [-A-] {+The+} first statement."


def subject(*, changed: bool) -> bytes:
    theme = "content/themes/mini.md"
    explainer, _ = explain({theme: MINI[theme].replace("A first", "The first")} if changed else {})
    return b"".join(explainer_json(explainer))


def zipped(path: Path, *names: str, data: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return path


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """A folder with an older state, and a newer one as a zip, as a folder, and as a file."""
    (tmp_path / "old.json").write_bytes(subject(changed=False))
    zipped(tmp_path / "new.zip", f"mini/{SUBJECT}", data=subject(changed=True))
    write(tmp_path / "new", {SUBJECT: subject(changed=True).decode()})
    (tmp_path / "new.json").write_bytes(subject(changed=True))
    return tmp_path


@pytest.mark.parametrize("new", ["new.zip", "new", "new.json"])
def test_bundles_of_every_kind_are_compared(received: Path, new: str) -> None:
    done = run_here("diff", received / "old.json", received / new)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2:] == ["Reworded: 1 claim", "", "claim mini-one (themes/mini/)", LINE]
    back = run_here("diff", received / new, received / "old.json")
    assert (back.returncode, back.stdout.splitlines()[-1]) == (0, LINE.replace("A", "*").replace("The", "A").replace("*", "The"))
    same = run_here("diff", received / "new.json", received / new)
    assert (same.returncode, same.stdout.splitlines()[-1]) == (0, "Nothing differs.")


def test_the_formats_are_text_json_and_markdown(received: Path) -> None:
    files = received / "old.json", received / "new.zip"
    assert json.loads(run_here("diff", *files, "--format", "json").stdout)["counts"] == {"reworded": 1}
    assert LINE in run_here("diff", *files, "--format", "markdown").stdout.splitlines()
    assert run_here("diff", *files).stdout == run_here("diff", *files, "--format", "text").stdout


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("nowhere.zip", None, "there is no file"),
        ("empty", b"", "cannot be compared"),
        ("page.html", b"<!DOCTYPE html>", "cannot be compared"),
        ("cut.zip", b"PK\3\4" + b"0" * 99, "not a whole zip"),
        ("other.json", b'{"format": 3}', "no `explainer.json`"),
    ],
)
def test_what_is_no_bundle_is_a_sentence(received: Path, name: str, data: bytes | None, why: str) -> None:
    if data is not None:
        (received / name).write_bytes(data)
    for files in ((received / name, received / "new.zip"), (received / "new.zip", received / name)):
        done = run_here("diff", *files)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert why in done.stderr
        assert name in done.stderr


def test_a_zip_without_a_state_and_a_bomb_are_refused(received: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.comparing.received._LARGEST", 1 << 20)
    (received / "folder").mkdir()
    (received / "large.json").write_bytes(b"[" + b" " * (1 << 20) + b"]")
    for path, why in (
        (zipped(received / "delta.zip", "x.delta/SHA256SUMS"), f"has no {SUBJECT}"),
        (zipped(received / "two.zip", f"a/{SUBJECT}", f"b/{SUBJECT}"), f"has no {SUBJECT}"),
        (zipped(received / "bomb.zip", f"a/{SUBJECT}", data=bytes(1 << 21)), "larger than"),
        (received / "large.json", "larger than"),
        (received / "folder", f"has no {SUBJECT}"),
    ):
        done = run_here("diff", path, received / "new.zip")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert why in done.stderr
