"""Several tabs at once, all of which ask after each save: each sees what it would see alone, which is what a build would write."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from helpers import MINI, write
from test_site_state import THEME, assert_equal, clean, edit, site

from builder.serving.site_state import LiveProject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builder.serving.site_state import Answer, SiteVersion

TABS, STATES = 4, 8
FILES = {
    **MINI,
    **{f"content/themes/t{n}.md": THEME.format(f"Theme {n}", "River Union", f"t{n}") for n in range(3)},
    "mkdocs.yml": "site_name: Mini\nsite_url: https://example.org/x/\ntheme: {name: material, font: false}\nplugins: [explainer]\n",
    "docs/index.md": "# Welcome\n\nIt is so. [@alpha]\n",
    **{f"docs/note-{n}.md": f"# Note {n}\n\n[First](claim:mini-one), [@alpha, p. {n}] and [@beta].\n" for n in range(4)},
}
NOTES = ["", "404.html", *(f"note-{n}/" for n in range(4))]
ASKED = [*NOTES, "claims/", "sources/", "timeline/", "glossary/", "themes/mini/", "themes/t1/", "groups/union/", "sources/beta/"]


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    """Let threads take turns much more often than they would: what can go wrong between them does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def save(folder: Path, number: int) -> frozenset[str]:
    """Change a title, and so the navigation of every page; add a hand-written page, and so make the engine build; or change a claim."""
    theme = "content/themes/mini.md"
    match number % 4:
        case 1:
            write(folder, {(path := f"docs/more-{number}.md"): f"# More {number}\n"})
            return frozenset({path})
        case 3:
            edit(folder, theme, " [@", f", {number} [@")
        case _:
            edit(folder, theme, "title: ", f"title: {number} ")
    return frozenset({theme})


def asked(site: SiteVersion, start: Barrier, seed: int) -> dict[str, Answer | None]:
    order = random.Random(seed).sample(ASKED, len(ASKED))  # noqa: S311  # an order, not a secret
    start.wait()
    return {address: site.answer(address) for address in order}


def test_tabs_that_ask_at_once_see_what_one_alone_sees_while_states_change(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    write(folder, FILES)
    live, alone = LiveProject(folder, tmp_path / "live"), LiveProject(folder, tmp_path / "alone")
    live.update()
    alone.update()
    with ThreadPoolExecutor(TABS) as tabs:
        for number in range(STATES):
            expected = {address: site(alone).answer(address) for address in ASKED}
            assert None not in expected.values()
            start = Barrier(TABS + 1)
            answers = [tabs.submit(asked, site(live), start, TABS * number + seed) for seed in range(TABS)]
            start.wait()
            changed = save(folder, number)
            assert live.update(changed)
            for answer in answers:
                wrong = {address for address, one in answer.result().items() if one != expected[address]}
                assert wrong == set(), f"state {number}"
            assert alone.update(changed)
    assert_equal(live, folder, clean(folder))
