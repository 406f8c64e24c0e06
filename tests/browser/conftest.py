"""What the tests in a browser share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_browser import DESK, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages in contexts of their own; nothing may go wrong in any of them."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def new(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        context.set_default_timeout(10_000)
        opened.append((context, Watch(context)))
        return context.new_page()

    yield new
    for context, watch in opened:
        context.close()
        assert watch.wrong == []
