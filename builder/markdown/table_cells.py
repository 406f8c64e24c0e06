"""The inside of a table, which is one block: rows and cells are tokens of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.document import Citations, Html, Text

if TYPE_CHECKING:
    from builder.markdown.inline import Inline

_TABLE = Html('<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table class="data">')
IN_TABLES = frozenset({"TableHead", "TableRow", "TableCell"})
_BEGIN = {"Table": _TABLE, "TableHead": Html("<thead><tr>"), "TableRow": Html("<tr>")}
_NO_HEAD = Html("<th>")


class Cells:
    """Turns the events of tables into tokens."""

    def __init__(self, inline: Inline) -> None:
        self._inline = inline
        self._head = False  # inside the head of a table
        self._row_start = 0

    def start(self, name: str) -> None:
        """Begin a table or a part of one."""
        inline = self._inline
        inline.flush()
        if name == "TableCell":
            inline.tokens.append(Html("<th>" if self._head else "<td>"))
            return
        self._head = name == "TableHead"
        self._row_start = len(inline.tokens) if name == "TableRow" else self._row_start
        inline.tokens.append(_BEGIN[name])

    def end(self, name: str) -> None:
        """End a table or a part of one."""
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
        inline.close_tags()
        if inline.tokens[-1] == _NO_HEAD:  # the empty corner of a table heads nothing
            inline.tokens[-1] = Html("<td></td>")
        else:
            inline.tokens.append(Html("</th>" if self._head else "</td>"))

    def _end_row(self) -> None:
        """Close a row; a row that held nothing but an attribute list was written right below the table."""
        inline = self._inline
        row = inline.tokens[self._row_start :]
        if inline.attributes and not any(isinstance(t, (Text, Citations)) for t in row):
            del inline.tokens[self._row_start :]
        else:
            inline.tokens.append(Html("</tr>"))
