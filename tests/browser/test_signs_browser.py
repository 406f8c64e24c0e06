"""Signs as they are seen: at every width, under a finger, on paper and in colours that a reader forces upon the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_browser import DESK, PHONE, kinds, unzip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from building import Built
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FINGER = {"has_touch": True, "is_mobile": True, "viewport": PHONE}
TABLET = {"has_touch": True, "is_mobile": True, "viewport": {"width": 820, "height": 1100}}
SINGLE = ".prose .claim[data-support=single]:not(.accounts *)"
DRAWN = """pseudo => [...document.querySelectorAll('.claim-sign, .row-sign, .consulted, .support .sign')].map(e => {
  const own = e.matches('.sign') ? getComputedStyle(e) : getComputedStyle(e, '::before');
  return [own.borderTopWidth, own.borderTopColor, own.maskImage, own.borderImageSource, own.getPropertyValue('--sign')];
})"""
REACH = """link => {
  const {left, right, top, bottom} = link.getBoundingClientRect(), x = (left + right) / 2, y = (top + bottom) / 2;
  return [[-11, 0], [11, 0], [0, -11], [0, 11]].map(([dx, dy]) => link.contains(document.elementFromPoint(x + dx, y + dy)));
}"""


@pytest.fixture(scope="module")
def folder(own: Built, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return unzip(own, once)


def theme(folder: Path, new_page: Callable[..., Page], **options: object) -> Page:
    page = new_page(**options)
    page.goto((folder / kinds(folder)["themes"]).as_uri())
    return page


def test_on_a_phone_the_common_case_has_no_line_and_still_its_card(folder: Path, new_page: Callable[..., Page]) -> None:
    page = theme(folder, new_page, **FINGER)
    heights = page.locator(f"{SINGLE} > .claim-meta:not(:has(.claim-status, .claim-later, .claim-differs))").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert set(heights) == {0}
    others = page.locator(".prose .claim:not([data-support=single]) > .claim-meta .claim-support")
    assert all(others.evaluate_all("all => all.map(e => e.getBoundingClientRect().width > 20)"))
    sign = page.locator(f"{SINGLE} .claim-sign").first
    box = sign.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    assert box["x"] + box["width"] <= PHONE["width"]
    sign.tap()
    card = page.locator(".hovercard:visible")
    assert card.locator(".card-support strong").inner_text() == "One source."
    assert card.get_by_text("Permalink").is_visible()


@pytest.mark.parametrize("options", [FINGER, TABLET])
def test_each_citation_is_large_enough_for_a_finger_and_lines_are_as_high_as_without(
    folder: Path, new_page: Callable[..., Page], options: dict[str, object]
) -> None:
    page = theme(folder, new_page, **options)
    links = page.locator(".prose .claim .citation")
    for number in range(min(links.count(), 40)):
        link = links.nth(number)
        link.evaluate("e => e.scrollIntoView({block: 'center', inline: 'center'})")
        assert all(link.evaluate(REACH)), number
    height = "() => document.querySelector('.prose').getBoundingClientRect().height"
    lines = page.locator(".prose > .claim > p").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight) % 1)"
    )
    assert all(min(rest, 1 - rest) < 0.05 for rest in lines), "whole lines"
    assert page.evaluate(height) > 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_every_mark_is_drawn_on_paper_and_in_forced_colours(folder: Path, new_page: Callable[..., Page]) -> None:
    """A background is left out on paper and in forced colours, and a mask over a border is a square in a PDF."""
    for name in (kinds(folder)["themes"], "method/index.html"):
        page = new_page(viewport=DESK, forced_colors="active")
        page.goto((folder / name).as_uri())
        ink = page.evaluate("() => { document.body.style.color = 'CanvasText'; return getComputedStyle(document.body).color; }")
        for width, colour, mask, _, sign in page.evaluate(DRAWN):
            assert float(width.removesuffix("px")) >= 4
            assert colour != "rgb(255, 255, 255)", ink
            assert mask.startswith("url(")
            assert sign.startswith("url(")
        page.emulate_media(media="print", forced_colors="none")
        marks = page.evaluate(DRAWN)
        assert len(marks) > 5
        assert {mask for _, _, mask, _, _ in marks} == {"none"}
        assert all(image.startswith("url(") for _, _, _, image, _ in marks)


def test_on_a_phone_the_filters_come_folded_and_open_where_one_is_set(folder: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(**FINGER)
    page.goto((folder / "claims/index.html").as_uri())
    form, more = page.locator("#claim-filters"), page.locator("#claim-filters .filters-more")
    assert [form.locator(f"[name={name}]").is_visible() for name in ("q", "theme", "to")] == [True, False, False]
    more.tap()
    assert more.get_attribute("aria-expanded") == "true"
    assert form.locator("[name=theme]").is_visible()
    more.tap()
    assert form.locator("[name=theme]").is_hidden()
    page.goto((folder / "claims/index.html").as_uri() + "?support=several")
    page.wait_for_selector("#claim-filters [name=support]:visible")
    wide = new_page(viewport=DESK)
    wide.goto((folder / "claims/index.html").as_uri())
    assert wide.locator("#claim-filters .filters-more").is_hidden()
    assert wide.locator("#claim-filters [name=theme]").is_visible()
