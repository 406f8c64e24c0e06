"""How long somebody waits who writes in an editor: from a keystroke to the findings, from a request to the answer.

    python benchmarks/editor.py --size L

Asks our language server as an editor does, about the corpus of `corpus.py`, one theme of which is edited and never saved. It uses the
tests' environment, and is no part of the tests, since machines differ. Times are in milliseconds, with the median and the slowest.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/support")]

from corpus import SIZES, make_corpus  # noqa: E402 (beside this file)
from editor import Editor  # noqa: E402 (the tests' own)
from lsprotocol import types as lsp  # noqa: E402
from writers import write_corpus  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

THEME = "content/themes/part-000/theme-0000.md"
TIMES = 10
_BETWEEN = 0.08
"""Seconds between two keystrokes of somebody who types fast."""


def measure(editor: Editor) -> Iterator[tuple[str, list[float]]]:
    """Yield what is measured, and the seconds that it took each time."""
    begun = time.perf_counter()
    text = (editor.folder / THEME).read_text(encoding="utf-8")
    written = f"{text}\nA new claim, see [this](claim:t0500). [@src]\n{{#new-claim}}\n"
    row = written.count("\n") - 2
    line = written.split("\n")[row]
    editor.open(THEME, written)
    while not editor.sees(lambda: editor.marks(THEME)):
        pass
    yield "from the beginning to the first findings", [time.perf_counter() - begun]
    yield "from a keystroke to the findings", [typed(editor, [written.replace("@src", f"@nobody{n}")], f"nobody{n}") for n in range(TIMES)]
    bursts = [[written.replace("@src", f"@burst{n}{'x' * length}") for length in range(10)] for n in range(TIMES)]
    yield "from the last of ten keystrokes to the findings", [typed(editor, one, f"burst{n}xxxxxxxxx") for n, one in enumerate(bursts)]
    editor.type(THEME, written)
    client = editor.client
    for what, request, params in (
        (
            "sources to complete",
            client.text_document_completion_async,
            lsp.CompletionParams(**editor.at(THEME, row, line.index("@src") + 4)),
        ),
        (
            "claims to complete",
            client.text_document_completion_async,
            lsp.CompletionParams(**editor.at(THEME, row, line.index("t0500") + 5)),
        ),
        ("what is shown of a source", client.text_document_hover_async, lsp.HoverParams(**place_of(editor, text, "[@"))),
        ("where a source is defined", client.text_document_definition_async, lsp.DefinitionParams(**place_of(editor, text, "[@"))),
        (
            "a new id for a source",
            client.text_document_rename_async,
            lsp.RenameParams(**place_of(editor, text, "[@"), new_name="another-id"),
        ),
    ):
        yield what, [answered(lambda request=request, params=params: editor.ask(request, params)) for _ in range(TIMES)]


def typed(editor: Editor, texts: list[str], seen: str) -> float:
    """Return the seconds from the last of some changes to the finding in which a word stands."""
    time.sleep(1)
    for text in texts:
        time.sleep(_BETWEEN)
        editor.type(THEME, text)
    uri = editor.uri(THEME)
    return answered(lambda: editor.sees(lambda: any(seen in one.message for one in editor.client.diagnostics.get(uri, ()))))


def answered(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    if not ask():
        raise SystemExit("there was no answer")
    return time.perf_counter() - begun


def place_of(editor: Editor, text: str, words: str) -> dict[str, object]:
    """Return the place behind some words, where they first stand in a text."""
    before = text[: text.index(words) + len(words)]
    return editor.at(THEME, before.count("\n"), len(before) - before.rfind("\n") - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the language server.")
    parser.add_argument("--size", choices=SIZES, default="L", help="how large the explainer is (default: L)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        write_corpus(make_corpus(SIZES[options.size]), "explainer", Path(folder, options.size))
        with Editor(Path(folder, options.size)) as editor:
            for what, seconds in measure(editor):
                print(f"{what}: {statistics.median(seconds) * 1000:.0f} ms, at most {max(seconds) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
