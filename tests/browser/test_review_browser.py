"""The page for reviewers as they open it: from a disk, without any request, judged by axe and the Nu checker."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from building import copy_project, run_here
from repository import git
from test_validators import DESK, PHONE, RULES, RUN, axe, nu  # noqa: F401  # axe is a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LAMPS = "content/themes/lamps.md"


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a reworded, an added and a removed claim, a lost source, and a record of another kind."""
    project = copy_project("second", tmp_path_factory.mktemp("review") / "project")
    git(project, "init", "-q", ".")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "x")
    text = (
        (project / LAMPS)
        .read_text(encoding="utf-8")
        .replace("replaced it", "superseded it")
        .replace("[@census, table 4; @primer, p. 88]", "[@census, table 4]")
    )
    text = (
        text.replace("- Lamps on boats are not counted. [@primer, p. 13]\n  {#lamps-boats}\n", "")
        + "\nA new one burns. [@census]\n{#lamps-new}\n"
    )
    (project / LAMPS).write_text(text.replace("title: Lamps", "title: The lamps"), encoding="utf-8")
    done = run_here("diff", "HEAD", "--format", "html", "--project", project)
    assert done.returncode == 0, done.stderr
    path = project / "review.html"
    path.write_text(done.stdout, encoding="utf-8")
    return path


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(review: Path, browser: Browser, axe: str, view: dict, scheme: str) -> None:  # noqa: F811
    context = browser.new_context(viewport=view, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    asked, said = [], []
    context.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(review.as_uri())
    page.evaluate(axe)
    assert page.evaluate(RUN, RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Read it in its place").first.click()
    assert "#claim-" in page.url
    assert (asked, said) == ([review.as_uri()], [])
    context.close()


def test_it_is_valid(review: Path) -> None:
    """The checker does not know all of today's CSS."""
    (review.parent / "pages").mkdir()
    shutil.copy(review, review.parent / "pages")
    assert [message for message in nu([review.parent / "pages"]) if "CSS:" not in message] == []
