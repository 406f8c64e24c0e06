"""XML that may come from anybody: what it declares itself, such as an entity that grows when it is used, is not read."""

from __future__ import annotations

from xml.parsers import expat

from builder.model.findings import Finding, Where, finding


class _EntitiesError(Exception):  # never leaves this module
    pass


class XmlReader:
    """Reads a text once; those who want something of it say what they do at its elements (`start`, `end`, `data`)."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._parser = expat.ParserCreate("utf-8")  # whatever the file says: its text is decoded
        self._parser.buffer_text = True

    def read(self, text: str) -> list[Finding]:
        """Read a text, and return the finding about what stops it."""
        self._parser.StartElementHandler = self.start
        self._parser.EndElementHandler = self.end
        self._parser.CharacterDataHandler = self.data
        self._parser.EntityDeclHandler = self._refuse
        try:
            self._parser.Parse(text.encode(), True)  # noqa: FBT003  # the argument of expat has no name
        except _EntitiesError:
            return [finding(self.here(), "unreadable-record", "this file declares its own entities, and is not read any further")]
        except expat.ExpatError as error:
            where = Where(self._path, error.lineno, error.offset + 1)
            return [finding(where, "unreadable-record", f"this is not XML: {expat.ErrorString(error.code)}; nothing after it is imported")]
        return []

    def here(self) -> Where:
        """Return the place that is being read."""
        return Where(self._path, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        raise NotImplementedError

    def end(self, name: str) -> None:
        """End an element."""
        raise NotImplementedError

    def data(self, text: str) -> None:
        """Take a part of the text of an element."""
        raise NotImplementedError

    def _refuse(self, *_: object) -> None:
        raise _EntitiesError
