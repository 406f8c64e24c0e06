"""Which configuration is read, by every command: as MkDocs alone would read it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from building import run_here
from helpers import MINI, write
from site_reader import Page, parse, words

from builder.model.ids import CONFIGURATIONS, configuration_file
from builder.publishing.build_receipt import inputs_state
from builder.serving.address import Address
from builder.serving.server import serving

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = "site_name: {}\ntheme: {{name: material, font: false}}\nplugins: [explainer]\n"


def title(site: Path, page: str = "index.html") -> str:
    return words(Page(page, *parse((site / page).read_bytes())).one(".site-title"))


@pytest.mark.parametrize(("names", "read"), [([], None), (["mkdocs.yml"], 0), (["mkdocs.yaml"], 0), (["mkdocs.yaml", "mkdocs.yml"], 1)])
def test_the_file_is_the_one_that_mkdocs_would_read(names: list[str], read: int | None, tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(names, ""))
    assert configuration_file(tmp_path) == (None if read is None else tmp_path / names[read])


def test_a_link_to_nothing_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").symlink_to("nothing")
    write(tmp_path, {"mkdocs.yaml": ""})
    assert configuration_file(tmp_path) == tmp_path / "mkdocs.yaml"


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_every_command_reads_it(name: str, tmp_path: Path) -> None:
    excluding = f"{PLAIN}exclude_docs: drafts/\n"
    broken = {"docs/index.md": "# Home\n", "docs/drafts/x.md": "[@nobody]\n"}
    write(tmp_path, {**MINI, **broken, name: excluding.format("Configured")})
    assert run_here("check", tmp_path).returncode == 0, "exclude_docs was not read"
    assert run_here("bundle", tmp_path).returncode == 0
    assert title(tmp_path / "site") == "Configured"
    with serving(tmp_path, Address("127.0.0.1", 0)) as served:
        live = served._server.live
        live.update()
        answer = live.state.site and live.state.site.answer("")
        assert answer
        assert words(Page("", *parse(answer.body)).one(".site-title")) == "Configured"
        write(tmp_path, {name: excluding.format("Again")})
        assert live.update(frozenset({name}))
    before = inputs_state(tmp_path)
    write(tmp_path, {name: excluding.format("Another")})
    os.utime(tmp_path / name, ns=(1, 1))
    assert inputs_state(tmp_path) != before or not before
    assert run_here("build", tmp_path).returncode == 0
    assert title(tmp_path / "site") == "Another"


def test_what_a_project_ships_in_its_cache_is_never_read(tmp_path: Path) -> None:
    shipped = {
        ".cache/explainer/docs/index.md": "# Shipped\n",
        ".cache/explainer/mkdocs.yml": PLAIN.format("Shipped"),
    }
    write(tmp_path, {**MINI, **shipped})
    assert run_here("build", tmp_path).returncode == 0
    assert all(b"Shipped" not in path.read_bytes() for path in (tmp_path / "site").rglob("*.html"))
    assert (tmp_path / ".cache/explainer/mkdocs.yml").read_text(encoding="utf-8") == PLAIN.format("Shipped")


def test_a_default_configuration_leaves_no_file(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    assert run_here("build", tmp_path).returncode == 0
    assert not list((tmp_path / ".cache").rglob("mkdocs*"))
    assert not list((tmp_path / ".cache").rglob("docs"))
    assert json.loads((tmp_path / ".cache/explainer/receipt.json").read_bytes())["outputs"], "an unchanged project is built again"


def test_a_link_in_the_cache_is_not_followed_for_a_configuration(tmp_path: Path) -> None:
    project, victim = tmp_path / "project", tmp_path / "keys"
    victim.write_text("keys", encoding="utf-8")
    write(project, MINI)
    (project / ".cache/explainer").mkdir(parents=True)
    (project / ".cache/explainer/mkdocs.yml").symlink_to(victim)
    assert run_here("build", project).returncode == 0
    assert victim.read_text(encoding="utf-8") == "keys"


def test_the_option_project_is_relative_to_the_configuration(tmp_path: Path) -> None:
    conf = PLAIN.format("Elsewhere").replace("[explainer]", "\n  - explainer:\n      project: ..")
    write(tmp_path, {**MINI, "conf/mkdocs.yml": conf, "conf/docs/index.md": "# Home\n"})
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "conf/mkdocs.yml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "rror" in done.stderr) == (0, False), done.stderr
    assert title(tmp_path / "conf/site", "themes/mini/index.html") == "Elsewhere"


def test_mkdocs_names_the_folder_of_the_site_and_no_other(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "mkdocs.yml": PLAIN.format("Mini"), "docs/index.md": "# Home\n"})
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Building documentation to directory: {tmp_path / 'site'}\n" in done.stderr
    assert "staging" not in done.stderr


def test_an_inherited_configuration_is_followed(tmp_path: Path) -> None:
    write(
        tmp_path,
        {**MINI, "conf/base.yml": PLAIN.format("Inherited"), "mkdocs.yml": "INHERIT: conf/base.yml\n", "docs/index.md": "# Home\n"},
    )
    assert run_here("build", tmp_path).returncode == 0
    write(tmp_path, {"conf/base.yml": PLAIN.format("Changed")})
    assert run_here("build", tmp_path).returncode == 0
    assert title(tmp_path / "site") == "Changed", "the receipt does not know the inherited file"
    with serving(tmp_path, Address("127.0.0.1", 0)) as served:
        live = served._server.live
        live.update()
        assert tmp_path / "conf" in live.watched_paths


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("readthedocs", "the theme `readthedocs` cannot be used: mkdocs.yaml must name the theme `material`"),
        ("mkdocs", "the theme `mkdocs` cannot be used"),
        ("{name: null, custom_dir: own}", "mkdocs.yaml names no theme, only a `custom_dir`; write `name: material` beside it"),
    ],
)
def test_a_theme_without_material_is_refused_in_a_sentence(theme: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = f"site_name: Mini\ntheme: {theme}\nplugins: [explainer]\n"
    write(tmp_path, {**MINI, "mkdocs.yaml": config, "docs/index.md": "# Home\n", "own/main.html": "x"})
    done = run_here("build", tmp_path)
    assert done.returncode == 1
    assert said in caplog.text
    assert "Traceback" not in caplog.text
