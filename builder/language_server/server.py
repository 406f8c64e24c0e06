"""The language server: what an editor sends and gets, as LSP 3.17 has it. The only module that knows the protocol."""

from __future__ import annotations

from asyncio import get_running_loop
from functools import partial
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from builder.language_server.cards import card_of, card_of_key
from builder.language_server.cursor import Text, key_at, thing_at
from builder.language_server.diagnostics import marks_by_file
from builder.language_server.edited_project import EditedProject
from builder.language_server.fixes import fixes
from builder.language_server.occurrences import definition, located, uses
from builder.language_server.offers import MOST, offers
from builder.language_server.renaming import KINDS, RefusedError, renaming_of
from builder.language_server.spans import index_after, line_at, lines_of, span, units_before
from builder.model.findings import Severity
from builder.reading.files import Kind, kind_of
from builder.serving.scratch_folder import scratch_folder

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from typing import Any, BinaryIO

    from builder.checking.project import Project
    from builder.language_server.cursor import Thing
    from builder.language_server.diagnostics import Mark
    from builder.language_server.spans import Span
    from builder.model.explainer import Explainer
    from builder.model.findings import Where

    _At = lsp.CompletionParams | lsp.HoverParams | lsp.DefinitionParams | lsp.ReferenceParams | lsp.PrepareRenameParams | lsp.RenameParams

_NAME = "explainer"
_SEVERITIES = {Severity.ERROR: lsp.DiagnosticSeverity.Error, Severity.WARNING: lsp.DiagnosticSeverity.Warning}
_KINDS = {
    "source": lsp.CompletionItemKind.Reference,
    "claim": lsp.CompletionItemKind.Reference,
    "group": lsp.CompletionItemKind.Class,
    "theme": lsp.CompletionItemKind.File,
    "term": lsp.CompletionItemKind.Text,
    "page": lsp.CompletionItemKind.File,
    "key": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
}
_PATIENCE = 5.0
"""Seconds in which a project is read again, before the answer to a question about all of its files."""
_OPTIONS = {
    lsp.TEXT_DOCUMENT_DID_SAVE: lsp.SaveOptions(include_text=False),
    lsp.TEXT_DOCUMENT_CODE_ACTION: lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    lsp.TEXT_DOCUMENT_RENAME: lsp.RenameOptions(prepare_provider=True),
    lsp.TEXT_DOCUMENT_COMPLETION: lsp.CompletionOptions(trigger_characters=list('@:={." ')),
}


def serve_editor(version: str, stdin: BinaryIO, stdout: BinaryIO) -> bool:
    """Answer an editor until it says that it ends, or is gone; return whether it had asked for the end before, as it should.

    Nothing else may write to `stdout`.
    """
    with scratch_folder() as scratch:
        editor = _Editor(version, scratch)
        editor.server.start_io(stdin, stdout)
        return editor.has_shut_down


class _Editor:
    """One editor, and the project that it has open."""

    def __init__(self, version: str, scratch: Path) -> None:
        # Whole texts are sent: changes of parts are counted by other ends of lines in clients than in the library.
        self.server = LanguageServer(_NAME, version, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.has_shut_down = False
        self._scratch = scratch
        self._project: EditedProject | None = None
        self._loop: AbstractEventLoop
        self._uris: dict[str, str] = {}
        """The addresses of open documents, as the editor writes them, by path in the project."""
        self._published: dict[str, tuple[Mark, ...]] = {}
        self._trouble = ""
        handlers: dict[str, Callable[[Any], object]] = {
            lsp.INITIALIZE: self._begin,
            lsp.SHUTDOWN: self._shut_down,
            lsp.TEXT_DOCUMENT_DID_OPEN: self._open,
            lsp.TEXT_DOCUMENT_DID_CHANGE: self._change,
            lsp.TEXT_DOCUMENT_DID_SAVE: self._save,
            lsp.TEXT_DOCUMENT_DID_CLOSE: self._close,
            lsp.TEXT_DOCUMENT_COMPLETION: self._complete,
            lsp.TEXT_DOCUMENT_HOVER: self._hover,
            lsp.TEXT_DOCUMENT_DEFINITION: self._define,
            lsp.TEXT_DOCUMENT_REFERENCES: self._refer,
            lsp.TEXT_DOCUMENT_PREPARE_RENAME: self._prepare,
            lsp.TEXT_DOCUMENT_RENAME: self._rename,
            lsp.TEXT_DOCUMENT_CODE_ACTION: self._mend,
        }
        for method, handler in handlers.items():
            self.server.feature(method, _OPTIONS.get(method))(partial(handler))  # the library sets attributes of it

    # --- documents ---------------------------------------------------------------------------------------------------

    def _begin(self, _: lsp.InitializedParams) -> None:
        self._loop = get_running_loop()
        workspace = self.server.workspace
        roots = [*workspace.folders, *([workspace.root_uri] if workspace.root_uri else [])]
        for path in filter(None, map(to_fs_path, roots)):
            self._start(Path(realpath(path)))

    def _start(self, place: Path) -> None:
        """Begin to read the project that a file or folder is in, if there is one, and none is read already."""
        folder = next((one for one in (place, *place.parents) if (one / "content").is_dir()), None)
        if folder and not self._project:
            self._project = EditedProject(folder, self._scratch, self._tell)
            self._project.start()

    def _shut_down(self, _: None) -> None:
        self.has_shut_down = True

    def _open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        path = to_fs_path(params.text_document.uri)
        if path and not self._project:
            self._start(Path(realpath(path)))
        self._take(params.text_document.uri)

    def _change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        self._take(params.text_document.uri)

    def _take(self, uri: str) -> None:
        """Read the text of a document that the editor has."""
        if self._project and (path := self._path(uri)):
            self._uris[path] = uri
            self._project.edit(path, _whole(self.server.workspace.get_text_document(uri).source))

    def _save(self, params: lsp.DidSaveTextDocumentParams) -> None:
        self._release(params.text_document.uri)

    def _close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        self._release(params.text_document.uri)

    def _release(self, uri: str) -> None:
        if self._project and (path := self._path(uri)):
            self._project.release(path)

    def _path(self, uri: str) -> str:
        """Return the path of a document in the project; empty if it is in no file that is read there."""
        file = to_fs_path(uri)
        if not file or not self._project:
            return ""
        place = Path(realpath(Path(file).parent), Path(file).name)
        if not place.is_relative_to(self._project.folder):
            return ""
        path = place.relative_to(self._project.folder).as_posix()
        return "" if kind_of(path) in (None, Kind.FILE) else path

    def _uri(self, path: str) -> str:
        file = str(self._project.folder / path) if self._project else path
        return self._uris.get(path) or from_fs_path(file) or ""

    # --- what is asked for -------------------------------------------------------------------------------------------

    def _complete(self, params: lsp.CompletionParams) -> lsp.CompletionList | None:
        text, row, index = self._cursor(params)
        if text is None or self._explainer is None:
            return None
        found, line = offers(text, row, index, self._explainer), line_at(text.lines, row)
        items = [
            lsp.CompletionItem(
                label=one.label,
                kind=_KINDS[one.kind],
                detail=one.detail or None,
                documentation=lsp.MarkupContent(lsp.MarkupKind.Markdown, one.documentation) if one.documentation else None,
                filter_text=f"{one.written} {one.detail}",
                sort_text=f"{number:03}",
                text_edit=lsp.TextEdit(self._in_line(line, one.span), one.written),
            )
            for number, one in enumerate(found)
        ]
        return lsp.CompletionList(is_incomplete=len(items) >= MOST, items=items)

    def _hover(self, params: lsp.HoverParams) -> lsp.Hover | None:
        text, row, index = self._cursor(params)
        if text is None or self._explainer is None:
            return None
        thing, key = thing_at(text, row, index), key_at(text, row, index)
        card = card_of(thing, self._explainer) if thing else card_of_key(key[0]) if key else ""
        start, end = (thing.start, thing.end) if thing else key[1:] if key else (0, 0)
        at = self._in_line(line_at(text.lines, row), span(text.path, row, start, end))
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, card), at) if card else None

    async def _define(self, params: lsp.DefinitionParams) -> lsp.Location | None:
        thing, project = await self._thing(params)
        at = definition(thing, project.explainer, self._text) if thing and project else None
        return lsp.Location(self._uri(at.where.path), self._range(at)) if at else None

    async def _refer(self, params: lsp.ReferenceParams) -> list[lsp.Location] | None:
        thing, project = await self._thing(params)
        if not thing or not project:
            return None
        found = [located(use, self._text) for use in uses(project.explainer) if (use.kind, use.id) == (thing.kind, thing.id)]
        own = definition(thing, project.explainer, self._text) if params.context.include_declaration else None
        return [lsp.Location(self._uri(at.where.path), self._range(at)) for at in dict.fromkeys([own, *found]) if at]

    async def _prepare(self, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        thing, project = await self._thing(params)
        if not thing or not project or thing.kind not in KINDS or not definition(thing, project.explainer, self._text):
            return None
        at = span(self._path(params.text_document.uri), params.position.line, thing.start, thing.end)
        return lsp.PrepareRenamePlaceholder(self._range(at), thing.id)

    async def _rename(self, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        thing, project = await self._thing(params)
        if not thing or not project:
            return None
        try:
            found = renaming_of(thing, params.new_name.strip(), project, self._text)
            edited: dict[str, list[lsp.TextEdit]] = {}
            for one in found.replacements:
                edited.setdefault(self._uri(one.span.where.path), []).append(lsp.TextEdit(self._range(one.span), one.text))
            return self._moving(edited, *found.moved) if found.moved else lsp.WorkspaceEdit(changes=edited)
        except RefusedError as error:
            raise JsonRpcInvalidParams(str(error)) from None

    def _moving(self, edited: dict[str, list[lsp.TextEdit]], old: str, new: str) -> lsp.WorkspaceEdit:
        """Return changes after which a file gets another name. Raises `RefusedError` if the editor cannot do that."""
        workspace = self.server.client_capabilities.workspace
        can = workspace.workspace_edit if workspace else None
        if not can or not can.document_changes or lsp.ResourceOperationKind.Rename not in (can.resource_operations or ()):
            raise RefusedError(f"this editor renames no files for others: rename {old}, and say in it what its id was.")
        changes: list[lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile] = [
            lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri=uri), edits) for uri, edits in edited.items()
        ]
        return lsp.WorkspaceEdit(document_changes=[*changes, lsp.RenameFile(old_uri=self._uri(old), new_uri=self._uri(new))])

    async def _mend(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
        path = self._path(params.text_document.uri)
        if not path or not self._project or not await self._settled() or not self._project.project:
            return None
        findings, first, last = self._project.project.findings, params.range.start.line + 1, params.range.end.line + 1
        actions = []
        for fix in fixes(findings, path, first, last, self._text):
            kind = lsp.CodeActionKind.QuickFix if fix.code else lsp.CodeActionKind.SourceFixAll
            if params.context.only is None or any(f"{kind.value}.".startswith(f"{only}.") for only in map(_value, params.context.only)):
                changes = {
                    self._uri(one): [lsp.TextEdit(self._between(edit.where, edit.end), edit.new) for edit in edits]
                    for one, edits in fix.edits.items()
                }
                mended = [one for one in params.context.diagnostics if one.code == fix.code]
                actions.append(lsp.CodeAction(fix.title, kind, mended or None, edit=lsp.WorkspaceEdit(changes=changes)))
        return actions

    async def _settled(self) -> bool:
        """Wait until everything that was typed has been read, and return whether it has."""
        return self._project is not None and await self._loop.run_in_executor(None, self._project.settled, _PATIENCE)

    async def _thing(self, params: _At) -> tuple[Thing | None, Project | None]:
        """Return what has the id at a position, and the project with everything that was typed before."""
        text, row, index = self._cursor(params)
        if text is None or self._project is None:
            return None, None
        await self._settled()
        return thing_at(text, row, index), self._project.project

    def _text(self, path: str) -> str:
        return self._project.text(path) if self._project else ""

    @property
    def _explainer(self) -> Explainer | None:
        """The explainer as it was read last; None before the first time."""
        project = self._project.project if self._project else None
        return project.explainer if project else None

    def _cursor(self, params: _At) -> tuple[Text | None, int, int]:
        """Return a document as the editor has it, None if it is not of the project, and the line and the index in it of a position."""
        path, row = self._path(params.text_document.uri), params.position.line
        kind = kind_of(path) if path else None
        if kind is None or (kind is Kind.NOTE and not self._text(path)):  # it is on no page
            return None, 0, 0
        lines = lines_of(_whole(self.server.workspace.get_text_document(params.text_document.uri).source))
        return Text(path, kind, lines), row, index_after(line_at(lines, row), params.position.character, self._encoding)

    # --- findings ----------------------------------------------------------------------------------------------------

    def _tell(self, project: Project, trouble: str) -> None:
        """Publish what is found in a project; called in the thread that reads it."""
        if self._project:
            marks = marks_by_file(project.findings, self._project.text)
            self._loop.call_soon_threadsafe(self._publish, marks, trouble)

    def _publish(self, marks: dict[str, tuple[Mark, ...]], trouble: str) -> None:
        before, self._published = self._published, marks
        for path in dict.fromkeys([*before, *marks]):
            if before.get(path, ()) != marks.get(path, ()):
                diagnostics = [self._diagnostic(mark) for mark in marks.get(path, ())]
                self.server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=self._uri(path), diagnostics=diagnostics))
        if trouble and trouble != self._trouble:
            self.server.window_show_message(lsp.ShowMessageParams(type=lsp.MessageType.Error, message=trouble))
        self._trouble = trouble

    def _diagnostic(self, mark: Mark) -> lsp.Diagnostic:
        return lsp.Diagnostic(
            range=self._range(mark.span), message=mark.message, severity=_SEVERITIES[mark.severity], code=mark.code, source=_NAME
        )

    @property
    def _encoding(self) -> str:
        return lsp.PositionEncodingKind(self.server.workspace.position_encoding or lsp.PositionEncodingKind.Utf16).value

    def _range(self, span: Span) -> lsp.Range:
        """Return a part of a line in the units of the editor."""
        return self._in_line(line_at(lines_of(self._text(span.where.path)), span.where.line - 1), span)

    def _between(self, start: Where, end: Where) -> lsp.Range:
        lines = lines_of(self._text(start.path))
        places = [(one.line - 1, units_before(line_at(lines, one.line - 1), one.column - 1, self._encoding)) for one in (start, end)]
        return lsp.Range(*(lsp.Position(*place) for place in places))

    def _in_line(self, line: str, span: Span) -> lsp.Range:
        row = span.where.line - 1
        start, end = (units_before(line, index, self._encoding) for index in (span.start, span.end))
        return lsp.Range(lsp.Position(row, start), lsp.Position(row, end))


def _value(kind: lsp.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind


def _whole(text: str) -> str:
    """Return a text with a sign for each half of a character, which JSON can hold and no file."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
