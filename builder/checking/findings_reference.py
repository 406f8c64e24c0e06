"""The findings reference: a page of `docs/`, written from the codes themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.codes import CODES, SOFT

if TYPE_CHECKING:
    from builder.model.project_codes import Code

PATH = "docs/findings.md"
_INTRODUCTION = """\
# Findings

Everything that `explainer check` can say, by code. `rules` in `content/explainer.yml` sets the severity of a code for one project:

```yaml
rules: {unused-source: error, heading-level: "off"}
```

An *error* stops the build, a *warning* does not. The severity of a code marked *policy* may be lowered, also to `"off"`; without
the others no site could be made. This page is written by `make reference` from `builder/model/codes.py`.
"""


def findings_reference() -> str:
    """Return the findings reference as Markdown."""
    return "\n".join([_INTRODUCTION, *(_entry(code, entry) for code, entry in sorted(CODES.items()))])


def _entry(code: str, entry: Code) -> str:
    policy = ", policy" if code in SOFT else ""
    return f"## {code} {{#{code}}}\n\n**{entry.title}** · {entry.severity}{policy}\n\n{entry.why}\n\n*What to do:* {entry.fix}\n"
