"""Templates of a project over those of the frame, as Material's manual teaches; and those that cannot work."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from building import ROOT
from helpers import MINI, write
from site_reader import Page, parse, words

from builder.checking.project import read_project
from builder.engine.mkdocs_build import EngineError, build_site
from builder.serving.site_state import LiveProject

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("themes/mini/index.html", "claims/index.html", "index.html", "note/index.html")
BLOCKS = re.findall(r"\{% block (\w+) %\}", (ROOT / "templates/base.html").read_text(encoding="utf-8"))


def manual(heading: str) -> str:
    return (ROOT / "docs/mkdocs.md").read_text(encoding="utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]


def build(folder: Path, files: dict[str, str], *, theme: dict[str, Any] | None = None, **config: Any) -> Path:
    values = {
        "site_name": "Mini",
        "theme": {"name": "material", "font": False, **({"custom_dir": "overrides"} if theme is None else theme)},
        "plugins": ["explainer"],
        **config,
    }
    (folder / "overrides").mkdir(parents=True)
    write(
        folder, {**MINI, "docs/index.md": "# Home\n", "docs/note.md": "# A note\n\nIts text.\n", **files, "mkdocs.yml": json.dumps(values)}
    )
    project = read_project(folder)
    assert not project.broken, project.findings
    return build_site(project).folder


def pages(site: Path) -> list[Page]:
    return [Page(name, *parse((site / name).read_bytes())) for name in PAGES]


def test_an_announcement_stands_on_every_page_and_takes_nothing_away(tmp_path: Path) -> None:
    site = build(tmp_path, {"overrides/main.html": '{% extends "base.html" %}{% block announce %}News{% endblock %}'})
    for page in pages(site):
        assert words(page.one("aside.md-banner")) == "News"
        assert len(words(page.one("main"))) > 10
        assert page.one("head title").text
        assert page.all("link[rel=stylesheet]")
        assert page.all("body script[src]")
        assert [meta for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert "News" in (site / "404.html").read_text(encoding="utf-8")


def test_without_an_announcement_there_is_no_place_for_one(tmp_path: Path) -> None:
    assert [page.all("aside.md-banner") for page in pages(build(tmp_path, {}))] == [[]] * len(PAGES)


def test_the_manual_names_the_blocks_of_the_frame() -> None:
    rows = re.findall(r"^\| (`.*?) \|", manual("Themes").partition("| block |")[2], re.MULTILINE)
    assert sorted(name for row in rows for name in re.findall(r"`(\w+)`", row)) == sorted(set(BLOCKS))


def test_every_block_shows_what_a_project_puts_there(tmp_path: Path) -> None:
    marks = {name: f'<link rel="x-{name}" href="#x">' for name in BLOCKS}
    overridden = "".join(f"{{% block {name} %}}{{{{ super() }}}}{mark}{{% endblock %}}" for name, mark in marks.items())
    site = build(tmp_path, {"overrides/main.html": f'{{% extends "base.html" %}}{overridden}'})
    for name in PAGES:
        text = (site / name).read_text(encoding="utf-8")
        assert [block for block, mark in marks.items() if text.count(mark) != 1] == [], name


@pytest.mark.parametrize("name", [name for name in BLOCKS if name not in ("content", "container", "htmltitle")])
def test_a_block_that_is_replaced_takes_no_page_away(name: str, tmp_path: Path) -> None:
    """Material's blocks for additions are empty, so nobody writes super() in them."""
    site = build(tmp_path, {"overrides/main.html": f'{{% extends "base.html" %}}{{% block {name} %}}{{% endblock %}}'})
    text = (site / "themes/mini/index.html").read_text(encoding="utf-8")
    assert 'id="claim-mini-one"' in text or "id=claim-mini-one" in text
    assert "application/ld+json" in text
    assert "Content-Security-Policy" in text
    if name != "site_nav":
        assert "site-nav" in text


REFUSED = {
    "content": ({"main.html": '{% extends "base.html" %}{% block content %}Mine{% endblock %}'}, "main.html", "content"),
    "container": ({"main.html": '{% extends "base.html" %}{% block container %}Mine{% endblock %}'}, "main.html", "content"),
    "a frame of its own": ({"base.html": "<html><head></head><body>{{ page.content }}</body></html>"}, "base.html", "title and head"),
    "a main of its own": ({"main.html": "<p>nothing"}, "main.html", "title and head and content"),
    "a partial": ({"partials/content.html": "Mine"}, "partials/content.html", "content"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_frame_in_which_pages_would_be_empty_is_refused_by_name(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files, named, missing = REFUSED[name]
    with pytest.raises(EngineError):
        build(tmp_path, {f"overrides/{path}": text for path, text in files.items()})
    assert f"overrides/{named}: pages would lack their {missing};" in caplog.text
    assert not (tmp_path / "site").exists()


def test_the_preview_says_the_same(tmp_path: Path) -> None:
    build(tmp_path / "project", {"overrides/main.html": '{% extends "base.html" %}'})
    live = LiveProject(tmp_path / "project", tmp_path / "scratch")
    live.update()
    assert live.state.site
    write(tmp_path / "project", {"overrides/main.html": '{% extends "base.html" %}{% block content %}Mine{% endblock %}'})
    live.update(frozenset({"overrides/main.html"}))
    with pytest.raises(EngineError, match=r"overrides/main\.html: pages would lack their content"):
        live.state.site.answer("themes/mini/")


def test_partials_and_the_page_for_wrong_addresses_are_overridden(tmp_path: Path) -> None:
    own = {
        "overrides/partials/footer.html": "<footer>Mine</footer>",
        "overrides/404.html": '{% extends "main.html" %}{% block content %}Gone{% endblock %}',
    }
    site = build(tmp_path, own)
    assert [words(page.one("footer")) for page in pages(site)] == ["Mine"] * len(PAGES)
    assert words(Page("404.html", *parse((site / "404.html").read_bytes())).one("main")) == "Gone"


def test_a_style_sheet_of_the_project_comes_after_that_of_the_frame(tmp_path: Path) -> None:
    main = '{% extends "base.html" %}{% block styles %}{{ super() }}<link rel="stylesheet" href="{{ \'own.css\' | url }}">{% endblock %}'
    for page in pages(build(tmp_path, {"overrides/main.html": main, "docs/own.css": "em {}"})):
        sheets = [(link.get("href") or "").rpartition("/")[2] for link in page.all("head link[rel=stylesheet]")]
        assert sheets[:2] == ["explainer.css", "own.css"]


def test_front_matter_may_name_a_template(tmp_path: Path) -> None:
    own = '{% extends "main.html" %}{% block content %}Before. {{ super() }}{% endblock %}'
    site = build(tmp_path, {"overrides/own.html": own, "docs/note.md": "---\ntemplate: own.html\n---\n# A note\n"})
    assert words(pages(site)[3].one("main")).startswith("Before. A note")


@pytest.mark.parametrize("name", ["x", "../../../etc/passwd", "partials", "[x]", "3", "null", '""', "/etc/passwd"])
def test_a_template_that_does_not_exist_is_said_with_its_page(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(EngineError):
        build(tmp_path, {"docs/guide/deep.md": f"---\ntemplate: {name}\n---\n# Deep\n"})
    assert re.search(r"docs/guide/deep\.md: there is no template `.*`; remove `template` from its front matter", caplog.text)


@pytest.mark.parametrize(
    ("main", "said"),
    [
        (
            '{% extends "base.html" %}\n{% block announce %}{% include "gone.html" %}{% endblock %}',
            r"main\.html:2: there is no template `gone\.html`",
        ),
        (
            '{% extends "base.html" %}\n{% block announce %}\n{{ page.file.src_uri }}{% endblock %}',
            r"main\.html:3: .*has no attribute 'file'",
        ),
        ('{% extends "base.html" %}\n{% nonsense %}', r"main\.html:2: Encountered unknown tag 'nonsense'"),
        ('{% extends "gone.html" %}', r"main\.html:1: there is no template `gone\.html`"),
    ],
)
def test_an_error_in_a_template_is_said_with_its_line(main: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=said):
        build(tmp_path, {"overrides/main.html": main})


# --- settings ---------------------------------------------------------------------------------------------------------

UNUSED: dict[str, dict[str, Any]] = {
    "theme.palette": {"theme": {"palette": {"scheme": "slate"}}},
    "theme.font": {"theme": {"font": {"text": "Inter"}}},
    "theme.icon": {"theme": {"icon": {"logo": "material/library"}}},
    "theme.features (navigation.tabs, toc.follow)": {"theme": {"features": ["navigation.tabs", "navigation.prune", "toc.follow"]}},
    "theme.logo (no.svg is not a file of the site)": {"theme": {"logo": "no.svg"}},
    "theme.favicon (https://example.org/i.png is not a file of the site)": {"theme": {"favicon": "https://example.org/i.png"}},
    "extra_css (https://example.org/x.css is on another host)": {"extra_css": ["https://example.org/x.css"]},
    "extra_javascript (//example.org/x.js is on another host)": {"extra_javascript": ["//example.org/x.js"]},
    **{
        f"extra.{name}": {"extra": {name: value}}
        for name, value in {
            "alternate": [{"name": "English", "link": "/en/", "lang": "en"}],
            "analytics": {"provider": "google"},
            "annotate": {"json": [".s2"]},
            "consent": {"title": "Cookies"},
            "homepage": "https://example.org/",
            "social": [{"icon": "fontawesome/brands/github", "link": "https://example.org/"}],
            "status": {"new": "New"},
            "version": {"provider": "mike"},
        }.items()
    },
}


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "explainer"]


@pytest.mark.parametrize("name", UNUSED)
def test_a_setting_without_effect_is_said_once(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build(tmp_path, {}, strict=True, **{"theme": {}, **UNUSED[name]})
    assert said(caplog) == [f"explainer: these settings in mkdocs.yml have no effect: {name}"]


def test_the_manual_names_the_settings_without_effect() -> None:
    rows = [row for row in manual("Settings").splitlines() if row.endswith("| no effect |")]
    assert {name for row in rows for name in re.findall(r"`([\w.]+)`", row)} == {name for name in UNUSED if " " not in name}


def test_a_template_that_nothing_reads_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build(tmp_path, {"overrides/partials/copyright.html": "x", "overrides/partials/own.html": "x", "overrides/partials/footer.html": "x"})
    assert said(caplog) == ["explainer: these templates are not used: overrides/partials/copyright.html"]


def test_logo_icon_styles_and_scripts_of_the_site_are_used_and_nothing_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    theme = {"logo": "img/logo.svg", "favicon": "img/icon.png", "features": ["navigation.expand"], "direction": "rtl"}
    files = {"docs/img/logo.svg": "<svg/>", "docs/img/icon.png": "", "docs/own.css": "", "docs/own.js": ""}
    site = build(
        tmp_path, files, theme=theme, extra_css=["own.css"], extra_javascript=["own.js"], extra={"generator": False}, copyright="Ours"
    )
    for page in pages(site):
        up = "../" * page.name.count("/")
        assert page.one("a.site-title img").get("src") == f"{up}img/logo.svg"
        assert page.one("link[rel=icon]").get("href") == f"{up}img/icon.png"
        assert f"{up}own.css" in [link.get("href") for link in page.all("link[rel=stylesheet]")]
        assert f"{up}own.js" in [script.get("src") for script in page.all("script[src]")]
        assert page.one("body").get("dir") == "rtl"
        assert "Ours" in words(page.one("footer"))
        assert "Built with" not in words(page.one("footer"))
    assert said(caplog) == []
