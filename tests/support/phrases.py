"""The phrases of the interface as they stand in the code and in the templates, found by Babel's extractors."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
IN_CODE = {"say", "_say", "phrase"}
IN_TEMPLATES = {"_": None, "_n": (2, 3), "_forms": (1, 2)}
CATALOGUE = ROOT / "builder/model/languages/ar.po"


def phrases(text: str, *, template: bool) -> set[str | tuple[str, ...]]:
    """Return the phrases in a module or template; one with a number is a pair of singular and plural."""
    if template:
        return {message for _, message, _, _ in extract("jinja2", BytesIO(text.encode()), IN_TEMPLATES, options={"silent": "false"})}
    return {message for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and (message := _phrase(node))}


def _phrase(call: ast.Call) -> str | tuple[str, ...]:
    """Return the phrase that a call names; calls inside f-strings count, which Babel's own extractor does not see."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    texts = tuple(one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
    if name in ("many", "variants") and len(texts) == 2:
        return texts
    return texts[0] if name in IN_CODE and texts else ""


def used() -> dict[str | tuple[str, ...], str]:
    """Return every phrase of the interface, with a file in which it stands."""
    found: dict[str | tuple[str, ...], str] = {}
    for path in sorted([*(ROOT / "builder").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]):
        if path.parent.name in {"serving", "live"}:  # they speak to those who write, in English as findings do
            continue
        for message in phrases(path.read_text(encoding="utf-8"), template=path.suffix == ".html"):
            found[message] = path.relative_to(ROOT).as_posix()
    return found


def catalogue(path: Path = CATALOGUE) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """Return the phrases of a catalogue with their translations."""
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}
