"""The footnotes of one text: numbered in order of first reference, and collected at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.document import BareForm, Html
from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.model.document import Bare, Block, SafeHtml
    from builder.model.findings import Finding, Where


class Footnotes:
    """Collects the footnotes of one text while it is parsed."""

    def __init__(self, findings: list[Finding]) -> None:
        self.references: dict[str, int] = {}
        """The number of references to each note, in order of first reference, which is the order of their numbers."""
        self._findings = findings
        self._numbers: dict[str, int] = {}
        self._notes: dict[str, list[Block]] = {}
        self._places: dict[str, Where] = {}

    def refer(self, label: str) -> Html:
        """Record a reference to a note; return its superscript link."""
        label = label.casefold()  # as the parser compares them
        self.references[label] = times = self.references.get(label, 0) + 1
        number = self._numbers.setdefault(label, len(self.references))
        anchor = _anchor(number, times)
        link = f'<sup class="note"><a href="#{{}}" id="{{}}" aria-label="Note {number}">{number}</a></sup>'
        return Html(link, (f"note-{number}", anchor))

    def define(self, label: str, where: Where) -> list[Block]:
        """Return the list to which the blocks of a note are appended."""
        label = label.casefold()
        if label in self._notes:
            self._findings.append(finding(where, "duplicate-id", f"there is another note `{label}`", "give one of the two another name"))
        self._places.setdefault(label, where)
        return self._notes.setdefault(label, [])

    def section(self, bare: Sequence[Bare]) -> list[Block]:
        """Return the section of notes in the order of their numbers, each with links back; report unused notes.

        `bare` are the words in brackets of the text, among which may be the name of a note.
        """
        words = {one.written.casefold(): one.where for one in reversed(bare) if one.form is BareForm.WORD}
        for label, where in self._places.items():
            if label not in self.references:
                word, hint = words.get(f"[{label}]"), f"refer to it: [^{label}]"
                self._findings.append(finding(word or where, "dead-link", f"the note `{label}` is never referred to", hint))
        blocks: list[Block] = []
        for number, (label, times) in enumerate(self.references.items(), 1):
            back = " ".join('<a href="#{}" aria-label="Back to the text">↑</a>' for _ in range(times))
            end = Html(f'<span class="backlinks">{back}</span></li>', tuple(_anchor(number, n) for n in range(1, times + 1)))
            blocks += [Html('<li id="{}">', (f"note-{number}",)), *self._notes.get(label, ()), end]
        head = Html('<section class="notes"><h{level} id="{}">Notes</h{level}><ol>', ("notes",))
        return [head, *blocks, Html("</ol></section>")] if blocks else []


def _anchor(number: int, times: int) -> SafeHtml:
    """Return the anchor of the n-th reference to a note."""
    return f"noteref-{number}" if times == 1 else f"noteref-{number}-{times}"
