"""A logo, an icon and an accent of one's own: what is accepted, where it is seen, and what is told of the rest."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from building import ROOT, run_here
from helpers import MINI, checked, write
from PIL import Image

from builder.look.colours import LEAST_CONTRAST, PAPERS, contrast, for_dark, read_colour, written_ratio

if TYPE_CHECKING:
    from pathlib import Path

    from builder.model.findings import Finding

SETTINGS = "content/explainer.yml"
LOGO, ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
)
TOKENS = (ROOT / "templates/assets/explainer/css/03-tokens.css").read_text(encoding="utf-8")


def found(folder: Path, look: str) -> list[Finding]:
    write(folder, {**MINI, SETTINGS: f"{MINI[SETTINGS]}look: {look}\n"})
    return [finding for finding in checked(folder).findings if finding.where.path == SETTINGS]


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", "21.00:1"), ("#777777", "#ffffff", "4.47:1"), ("#767676", "#ffffff", "4.54:1")]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: str) -> None:
    assert written_ratio(contrast(one, other)) == written_ratio(contrast(other, one)) == ratio


def test_the_papers_are_those_of_the_style_sheet() -> None:
    assert list(dict.fromkeys(re.findall(r"--paper: (#\w+);", TOKENS))) == list(PAPERS.values())


@pytest.mark.parametrize("colour", ["#0a5a6a", "#000000", "#7a0019", "#3b0a8c", "#ffffff", "#767676"])
def test_the_dark_accent_is_the_first_that_can_be_read(colour: str) -> None:
    dark = for_dark(colour)
    assert contrast(dark, PAPERS["dark"]) >= LEAST_CONTRAST
    if contrast(colour, PAPERS["dark"]) < LEAST_CONTRAST:
        assert contrast(dark, PAPERS["dark"]) < LEAST_CONTRAST + 0.2, "no lighter than it has to be"
    else:
        assert contrast(dark, colour) == pytest.approx(1, abs=0.02), "one that can be read stays"


def test_colours_are_read_as_css_writes_them_in_hexadecimal() -> None:
    assert read_colour("#0A5") == "#00aa55"
    assert read_colour("#0A5a6a") == "#0a5a6a"
    assert [read_colour(text) for text in ("teal", "0a5a6a", "#0a5a6a80", "#12345", "#0a5a6a;}", "")] == [""] * 6


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ('{accent: "#9ad"}', "`#9ad` has a contrast of 2.19:1 on the paper of the light scheme, #fbfaf6"),
        ('{accent: {light: "#0a5a6a", dark: "#0a5a6a"}}', "`#0a5a6a` has a contrast of 2.26:1 on the paper of the dark scheme, #191816"),
        ("{accent: teal}", "`teal` is not a colour in hexadecimal"),
        ('{accent: {light: "#0a5a6a"}}', "this pair of accents has no `dark`"),
        ("\n  accent: #0a5a6a", "`#` begins a comment here, so what follows it would be lost"),
        ('{accent: ["#0a5a6a"]}', "`accent` must be a single value"),
        ('{colour: "#0a5a6a"}', "`colour` is not a key of a look"),
    ],
)
def test_what_is_no_legible_colour_is_told_with_its_contrast(look: str, told: str, tmp_path: Path) -> None:
    (finding,) = found(tmp_path, look)
    assert finding.message == told
    assert finding.severity == "error"


def test_legible_accents_are_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, '{accent: "#0a5a6a"}') == []
    assert found(tmp_path, '{accent: {light: "#0a5a6a", dark: "#86c5cc"}}') == []


def test_logo_icon_and_accent_are_those_of_the_explainer(tmp_path: Path) -> None:
    look = 'look: {logo: own/logo.svg, icon: icon.svg, accent: "#7a0019"}\nbundles: [html]\n'
    config = "site_name: Mini\ntheme: {name: material, logo: other.svg, favicon: other.svg}\nplugins: [explainer]\n"
    pictures = {"docs/own/logo.svg": LOGO, "docs/icon.svg": ICON, "docs/other.svg": ICON}
    write(tmp_path, {**MINI, SETTINGS: MINI[SETTINGS] + look, "docs/index.md": "# Home\n", **pictures, "mkdocs.yml": config})
    assert run_here("bundle", tmp_path).returncode == 0
    for name, root in (("index.html", ""), ("claims/index.html", "../")):
        text = (tmp_path / "site" / name).read_text(encoding="utf-8")
        assert f'<img class="site-logo" src="{root}own/logo.svg" alt="">' in text
        assert f'<link rel="icon" href="{root}icon.svg">' in text
    dark = for_dark("#7a0019")
    styles = (tmp_path / "site/assets/explainer/explainer.css").read_text(encoding="utf-8")
    own = styles.index(":root{--accent:#7a0019;")
    assert styles.rindex("--accent:#86c5cc") < own < styles.index("@media print"), "after the site's colours, before those of paper"
    for selector in (':root:not([data-md-color-scheme="default"])', ':root[data-md-color-scheme="slate"]'):
        assert f"{selector}{{--accent:{dark};" in styles[own:]
    picture = Image.open(BytesIO((tmp_path / "site/card.png").read_bytes())).convert("RGB")
    assert picture.getpixel((600, 5)) == (0x7A, 0, 0x19)
    (one_file,) = (tmp_path / "dist").glob("*.html")
    text = one_file.read_text(encoding="utf-8")
    assert '<img class="site-logo" src="data:image/svg+xml;base64,' in text
    assert "--accent:#7a0019" in text


def test_a_picture_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    look = "look: {logo: loga.svg, icon: index.md}\n"
    write(tmp_path, {**MINI, SETTINGS: MINI[SETTINGS] + look, "docs/index.md": "# Home\n", "docs/logo.svg": LOGO})
    done = run_here("check", tmp_path)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "`loga.svg` is not a picture in `docs/`" in said
    assert "did you mean `logo.svg`?" in said
    assert "`index.md` is not a picture in `docs/`" in said
