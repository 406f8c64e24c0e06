"""The style sheet that is published means to a browser what its parts say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from building import ROOT

if TYPE_CHECKING:
    from building import Built
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SHEET = "assets/explainer/explainer.css"
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule => rule.cssText);
}"""


def test_the_published_style_sheet_says_what_its_parts_say(own: Built, browser: Browser) -> None:
    parts = [part.read_text(encoding="utf-8") for part in sorted((ROOT / "templates/assets/explainer/css").glob("*.css"))]
    page = browser.new_page()
    written, published = ([plain(rule) for rule in page.evaluate(RULES, css)] for css in ("".join(parts), own.site.text(SHEET)))
    page.close()
    assert len(written) > 500
    assert published == written


def plain(rule: str) -> str:
    """Return a rule with single spaces, and none after commas: values with variables keep them as they were written."""
    return re.sub(r"\s+", " ", rule).replace(", ", ",")
