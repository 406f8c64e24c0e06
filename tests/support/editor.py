"""An editor that asks our language server over its standard input and output, as editors do."""

from __future__ import annotations

import asyncio
import sys
import time
import warnings
from typing import TYPE_CHECKING, Any, Self

from lsprotocol import types as lsp
from pygls.uris import from_fs_path
from pytest_lsp import client_capabilities, make_test_lsp_client

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from pathlib import Path

_SECONDS = 20


class Editor:
    """An editor with a project open. Characters are counted in `encoding`."""

    def __init__(self, folder: Path, encoding: str = "utf-16", *, root: bool = True) -> None:
        self.folder = folder
        self._root, self._encoding = root, encoding
        self._versions: dict[str, int] = {}
        self._runner = asyncio.Runner()
        self.client = make_test_lsp_client()

    def __enter__(self) -> Self:
        self._await(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            self.end()
        self._runner.close()

    async def _begin(self) -> None:
        await self.client.start_io(sys.executable, "-m", "builder", "lsp")
        capabilities = client_capabilities("visual-studio-code")
        capabilities.general = lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind(self._encoding)])
        root = from_fs_path(str(self.folder)) if self._root else None
        await self.client.initialize_session(lsp.InitializeParams(capabilities=capabilities, root_uri=root))

    def _await(self, asked: Coroutine[Any, Any, Any]) -> Any:
        async def within_seconds() -> Any:
            return await asyncio.wait_for(asked, _SECONDS)

        with warnings.catch_warnings():
            warnings.simplefilter("error", category=UserWarning)
            return self._runner.run(within_seconds())

    @property
    def status(self) -> int | None:
        """The exit status of the server; None while it runs."""
        return self.client._server.returncode

    @property
    def process(self) -> int:
        return self.client._server.pid

    def end(self) -> int:
        """End the server in order, and return its exit status."""
        self._await(self.client.shutdown_session())
        return self._ended()

    def leave(self) -> int:
        """End the server without the request that comes before, and return its exit status."""
        self.client.exit(None)
        return self._ended()

    def _ended(self) -> int:
        self._await(self.client._server.wait())
        return self.status

    def uri(self, path: str) -> str:
        return from_fs_path(str(self.folder / path))

    def open(self, path: str, text: str | None = None, language: str = "markdown") -> None:
        text = (self.folder / path).read_text(encoding="utf-8") if text is None else text
        self._versions[path] = 1
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(self.uri(path), language, 1, text)))

    def type(self, path: str, text: str) -> None:
        """Change the text of an open document, which is not saved."""
        self._versions[path] += 1
        document = lsp.VersionedTextDocumentIdentifier(version=self._versions[path], uri=self.uri(path))
        change = lsp.TextDocumentContentChangeWholeDocument(text=text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def save(self, path: str, text: str) -> None:
        (self.folder / path).write_bytes(text.encode())
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(self.document(path)))

    def close(self, path: str) -> None:
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self.document(path)))

    def document(self, path: str) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri(path))

    def at(self, path: str, row: int, character: int) -> dict[str, Any]:
        return {"text_document": self.document(path), "position": lsp.Position(row, character)}

    def ask(self, request: Callable[[Any], Coroutine[Any, Any, Any]], params: Any) -> Any:
        """Return the answer to a request; before the project has been read, there is none."""

        async def answered() -> Any:
            answer = await request(params)
            while answer is None:
                await asyncio.sleep(0.02)
                answer = await request(params)
            return answer

        return self._await(answered())

    def marks(self, path: str) -> list[tuple[str, int, int, int]]:
        """Return the code of each finding that is marked in a file, with its row and the characters at its ends, from 0."""
        shown: Iterable[lsp.Diagnostic] = self.client.diagnostics.get(self.uri(path), ())
        return [(str(one.code), one.range.start.line, one.range.start.character, one.range.end.character) for one in shown]

    def sees(self, is_so: Callable[[], object]) -> bool:
        """Wait until something is so, and return whether it came to that."""

        async def wait() -> bool:
            end = time.monotonic() + _SECONDS / 2
            while not is_so():
                if time.monotonic() > end or self.status is not None:
                    return False
                await asyncio.sleep(0.01)
            return True

        return bool(self._await(wait()))
