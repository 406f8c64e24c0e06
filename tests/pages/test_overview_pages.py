"""What overview pages say of the sources of records."""

from __future__ import annotations

from building import ROOT
from helpers import MINI, explain
from jinja2 import FileSystemLoader

from builder.pages.renderer import Renderer


def test_a_source_that_contradicts_a_relation_is_said_to() -> None:
    lake = "---\nname: Lake Party\nkind: party\nrelations:\n  - {type: part-of, group: union, cite: '@alpha; contra @beta'}\n---\n"
    explainer, findings = explain({**MINI, "content/groups/lake.md": lake})
    assert findings == []
    renderer = Renderer(explainer, FileSystemLoader(ROOT / "templates"))
    ((_, make),) = renderer.overview_pages("relations")
    assert ">A</a>; " in make().html
    assert ">B</a> (contradicts)" in make().html
