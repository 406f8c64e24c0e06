"""The content of a table. A table is one block; its rows and cells are HTML tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.document import Citations, Html, Text

if TYPE_CHECKING:
    from builder.markdown.inline import Inline

_TABLE = Html('<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="data">')
IN_TABLES = frozenset({"TableHead", "TableRow", "TableCell"})
_BEGIN = {"Table": _TABLE, "TableHead": Html("<thead><tr>"), "TableRow": Html("<tr>")}
_NO_HEAD = Html("<th>")


class Cells:
    """Turns the parser's table events into tokens."""

    def __init__(self, inline: Inline) -> None:
        self._inline = inline
        self._in_head = False
        self._row_start = 0

    def start(self, name: str) -> None:
        """Handle the start of a table, head, row or cell."""
        inline = self._inline
        inline.flush()
        if name == "TableCell":
            inline.tokens.append(Html("<th>" if self._in_head else "<td>"))
            return
        self._in_head = name == "TableHead"
        self._row_start = len(inline.tokens) if name == "TableRow" else self._row_start
        inline.tokens.append(_BEGIN[name])

    def end(self, name: str) -> None:
        """Handle the end of a table, head, row or cell."""
        if name == "Table":
            self._inline.tokens.append(Html("</tbody></table></div>"))
        elif name == "TableHead":
            self._inline.tokens.append(Html("</tr></thead><tbody>"))
        elif name == "TableRow":
            self._end_row()
        else:
            self._end_cell()

    def _end_cell(self) -> None:
        inline = self._inline
        inline.take_attributes()
        inline.flush()
        inline.read_citations(in_cell=True)
        inline.close_tags()
        if inline.tokens[-1] == _NO_HEAD:  # an empty corner cell is not a header
            inline.tokens[-1] = Html("<td></td>")
        else:
            inline.tokens.append(Html("</th>" if self._in_head else "</td>"))

    def _end_row(self) -> None:
        """Close a row; one that contains only an attribute list is dropped: it was written directly below the table."""
        inline = self._inline
        row = inline.tokens[self._row_start :]
        if inline.attributes and not any(isinstance(t, (Text, Citations)) for t in row):
            del inline.tokens[self._row_start :]
        else:
            inline.tokens.append(Html("</tr>"))
