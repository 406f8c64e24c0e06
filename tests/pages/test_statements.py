"""What a group's page says of the sources of its statements."""

from __future__ import annotations

from building import ROOT
from helpers import MINI, explain
from jinja2 import FileSystemLoader

from builder.pages.renderer import Renderer


def test_a_source_that_contradicts_a_statement_is_said_to() -> None:
    group = "---\nname: River Union\nkind: party\nsummary: An invented party. [@alpha]\nstatements:\n  - {property: leader, value: Ana, cite: '@alpha; contra @beta'}\n---\n"
    explainer, findings = explain({**MINI, "content/groups/union.md": group})
    assert findings == []
    page = Renderer(explainer, FileSystemLoader(ROOT / "templates")).group(explainer.groups["union"])
    _, leader = page.html.split("Ana", 1)
    assert ">A</a>; " in leader
    assert ">B</a> (contradicts)" in leader
