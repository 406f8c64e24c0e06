"""Sources under the keys that other programs give them, in a real browser: pages, links, cards, filters, search and old addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest
from building import run_here
from helpers import write
from playwright.sync_api import expect
from selection import some

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
KEYS = {
    "DBLP:conf/x/Berg20": "type: book, title: 'On <i>Lamps</i> &amp; H<sub>2</sub>O', author: [{family: Berg, given: Pia}], issued: 2020",
    "10.1000/xyz": "type: article-journal, title: Wicks, author: [{family: Pell}, {family: Thorn}], issued: 2021, was: [Pell_2021]",
    "http://zotero.org/users/1": "type: article-newspaper, title: Is it so?, publisher: Wire, issued: 2025-02-21, via: '10.1000/xyz'",
}
NAMES = ("Berg 2020", "Pell & Thorn 2021", "Wire, 21 February 2025")


def test_keys_of_other_programs_work_wherever_a_source_is_met(tmp_path: Path, new_page: Callable[..., Page]) -> None:
    theme = "\n\n".join(f'It is so. [@{{{key}}}, p. 3 "so"]\n{{#c-{n} date=2025-01-01}}' for n, key in enumerate(KEYS))
    sources = "\n".join(f"- {{id: '{key}', consulted: full, {fields}}}" for key, fields in KEYS.items())
    write(
        tmp_path,
        {
            "content/explainer.yml": "title: Keys\n",
            "content/sources/s.yml": sources,
            "content/themes/t.md": f"---\ntitle: T\n---\n\n{theme}\n",
        },
    )
    built = run_here("build", tmp_path)
    assert built.returncode == 0, built.stdout + built.stderr
    site, page = tmp_path / "site", new_page()
    for file in some(path for path in site.rglob("*.html") if path.name != "404.html"):
        page.goto(file.as_uri())
        for href in page.locator("a[href^='file:'], a:not([href*=':'])").evaluate_all("links => links.map(link => link.href)"):
            address, _, anchor = href.partition("#")
            target = Path(unquote(urlsplit(address).path))
            assert target.is_file(), f"{file}: {href}"
            assert not anchor or re.search(rf'id="?{re.escape(anchor)}["\s>]', target.read_text(encoding="utf-8")), f"{file}: {href}"
    page.goto((site / "themes/t/index.html").as_uri())
    for link, title in zip(page.locator("a.citation").all(), ("On Lamps & H2O", "Wicks", "Is it so?"), strict=True):
        link.hover()
        card = page.locator(".hovercard", has_text=title)
        card.wait_for()
        assert card.locator(".reference-title").get_attribute("href")
        page.mouse.move(2, 2)
        card.wait_for(state="hidden")
    assert page.locator(".reference-title i").all_inner_texts() == ["Lamps"]
    for number, (key, name) in enumerate(zip(KEYS, NAMES, strict=True)):
        page.goto((site / "sources/index.html").as_uri())
        page.locator(f'tr[data-source="{key}"] td.num a').click()
        rows = page.locator("tr[data-claim-ref]:visible")
        expect(rows).to_have_count(1)
        assert rows.first.get_attribute("data-claim-ref") == f"c-{number}"
        assert page.locator("select[name=source] option:checked").inner_text().startswith(name)
        page.goto(f"{(site / 'search/index.html').as_uri()}?q={quote(name)}")
        page.locator(".search-result", has_text=name).first.click()
        page.wait_for_url("**/sources/*/index.html")
    page.goto((site / "sources/pell-2021/index.html").as_uri())
    page.wait_for_url("**/sources/10-1000-xyz/index.html")
