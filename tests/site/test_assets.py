"""Style sheets and scripts: what authors read in parts and with types, readers get in one piece and without them."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from building import ROOT

from builder.site.assets import published_script, style_sheet

if TYPE_CHECKING:
    from building import Built

ASSETS = ROOT / "templates/assets/explainer"
PARTS = sorted((ASSETS / "css").glob("*.css"))
START = '@charset "UTF-8";'


def test_the_style_sheet_holds_every_part_once_and_in_the_order_of_names(built: Built) -> None:
    sheet = built.site.text("assets/explainer/explainer.css")
    parts = [style_sheet([part.read_text(encoding="utf-8")]).removeprefix(START) for part in PARTS]
    assert len(parts) > 10
    assert [sheet.count(part) for part in parts] == [1] * len(parts)
    assert sheet == START + "".join(parts)


def test_no_part_and_no_types_are_published(built: Built) -> None:
    assert [name for name in built.site.files if "/css/" in name or name.endswith(".ts")] == []
    assert [name for name in built.site.files if name.endswith(".js") and "/**" in built.site.text(name)] == []


def test_what_is_left_out_of_a_style_sheet_changes_nothing() -> None:
    parts = ["/* first */\na > b :is(i, u) { margin: calc(1px + 2em) }\n", '@media print { p::before { content: "a  /* b */" } }']
    assert style_sheet(parts) == START + 'a>b :is(i,u){margin:calc(1px + 2em)}@media print{p::before{content:"a  /* b */"}}'


def test_types_are_left_out_of_a_script_and_nothing_else() -> None:
    script = """\
/* For people. */
/** @typedef {{ a: string }} A */
  /**
   * @param {A} a
   */
  const f = (a) => /** @type {A} */ (a); // a remark
  g(/** @type {B} */ (b));
  /** @type {number} */
  let n = 4 / 2;
"""
    assert published_script(script) == "/* For people. */\n  const f = (a) => (a); // a remark\n  g((b));\n  let n = 4 / 2;\n"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: no script is read by it")
def test_every_published_script_can_be_read(built: Built) -> None:
    scripts = sorted((built.root / "assets/explainer").glob("*.js"))
    assert len(scripts) > 5
    for script in scripts:
        done = subprocess.run(["node", "--check", str(script)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_scripts_that_use_the_search_run_after_it(built: Built) -> None:
    """Deferred scripts run in the order of the page; those of lists, which stand in it, wait until all of them have."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")}
    users = {name for name, text in texts.items() if "} = window.explainerSearch" in text}
    assert users == {"cards.js", "claims.js", "searchbox.js", "sources.js"}
    of_lists = {"claims.js", "sources.js"}
    assert all('document.addEventListener("DOMContentLoaded", () => {' in texts[name] for name in of_lists)
    checked = 0
    for page in built.site:
        scripts = [script for script in page.all("script") if "defer" in script.attrib]
        order = [script.get("src", "").rpartition("/")[2] for script in scripts]
        for user in users - of_lists:
            assert "search.js" in order[: order.index(user)], f"{page.name}: {user} does not stand after search.js"
            checked += 1
    assert checked > 10


def test_parts_of_the_style_sheet_can_be_read() -> None:
    for part in PARTS:
        lines = part.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 220, f"{part.name} has {len(lines)} lines"
        assert [line for line in lines if len(line) > 140 and not re.search(r'url\("data:', line)] == [], part.name
