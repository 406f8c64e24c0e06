"""What an editor sees while somebody types, over the protocol."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from building import run_here
from editor import Editor
from helpers import MINI, write
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from builder.checking.project import read_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THEME = "content/themes/mini.md"
TEXT = MINI[THEME]


def apply(file: Path, edits: list[lsp.TextEdit]) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        row, start, end = edit.range.start.line, edit.range.start.character, edit.range.end.character
        lines[row] = lines[row][:start] + edit.new_text + lines[row][end:]
    file.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("edited")
    write(folder, MINI)
    with Editor(folder) as editor:
        yield editor


@pytest.fixture(autouse=True)
def as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "editor" in request.fixturenames:
        editor = request.getfixturevalue("editor")
        for path in list(editor._versions):
            editor.close(path)
        editor._versions.clear()
        write(editor.folder, MINI)
        assert editor.sees(lambda: not any(editor.client.diagnostics.values())), editor.client.diagnostics


def test_a_finding_is_marked_while_it_is_typed_and_goes_when_it_is_mended(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("@beta", "@bets"))
    assert editor.sees(lambda: editor.marks(THEME) == [("unknown-source", 4, 28, 33)]), editor.marks(THEME)
    shown = editor.client.diagnostics[editor.uri(THEME)][0]
    assert (shown.severity, shown.source) == (lsp.DiagnosticSeverity.Error, "explainer")
    assert shown.message.startswith("there is no source `bets`\ndid you mean `beta`?\n")
    editor.type(THEME, TEXT)
    assert editor.sees(lambda: editor.marks(THEME) == [])


def test_what_is_typed_in_one_file_is_found_in_another(editor: Editor) -> None:
    path = "content/sources/mini.yml"
    editor.open(path, language="yaml")
    editor.type(path, MINI[path].replace("id: beta", "id: gone"))
    assert editor.sees(lambda: ("unknown-source", 4, 28, 33) in editor.marks(THEME)), editor.client.diagnostics
    editor.close(path)
    assert editor.sees(lambda: not editor.marks(THEME))


def test_a_file_that_was_never_saved_is_read(editor: Editor) -> None:
    new = "content/themes/new.md"
    editor.open(new, "---\ntitle: New\n---\n\nA second. [@nobody]\n{#new-one}\n")
    assert editor.sees(lambda: editor.marks(new) == [("unknown-source", 4, 11, 18)]), editor.marks(new)
    editor.close(new)
    assert editor.sees(lambda: not editor.marks(new))


def test_what_another_program_changes_on_the_disk_is_seen(editor: Editor) -> None:
    more = "content/themes/more.md"
    write(editor.folder, {more: "---\ntitle: More\n---\n\nA second. [@nobody]\n{#more-one}\n"})
    assert editor.sees(lambda: editor.marks(more)), "a new file"
    (editor.folder / more).unlink()
    assert editor.sees(lambda: not editor.marks(more)), "a file that was deleted"


def test_a_saved_text_is_that_of_the_disk(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("@beta", "@bets"))
    assert editor.sees(lambda: editor.marks(THEME))
    editor.save(THEME, TEXT)
    assert editor.sees(lambda: not editor.marks(THEME))


def test_settings_that_cannot_be_read_are_a_finding(editor: Editor) -> None:
    path = "content/explainer.yml"
    editor.open(path, language="yaml")
    editor.type(path, "title: [Mini\n")
    assert editor.sees(lambda: [code for code, *_ in editor.marks(path)] == ["invalid-yaml"]), editor.client.diagnostics


def test_a_file_outside_of_the_project_is_left_alone(editor: Editor, tmp_path: Path) -> None:
    write(tmp_path, {"note.md": "[@nobody]\n"})
    elsewhere = os.path.relpath(tmp_path / "note.md", editor.folder)
    editor.open(elsewhere)
    editor.open("README.md", "[@nobody]\n")
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("@beta", "@bets"))
    assert editor.sees(lambda: editor.marks(THEME))
    assert [uri for uri, shown in editor.client.diagnostics.items() if shown] == [editor.uri(THEME)]


def test_of_many_changes_the_last_one_counts(editor: Editor) -> None:
    editor.open(THEME)
    for length in range(1, 41):
        editor.type(THEME, TEXT.replace("@beta", f"@{'x' * length}"))
    assert editor.sees(lambda: editor.marks(THEME) == [("unknown-source", 4, 28, 69)]), editor.marks(THEME)
    editor.type(THEME, TEXT)
    assert editor.sees(lambda: not editor.marks(THEME))


def test_completion_counts_characters_as_the_editor_does(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("A first statement. [@alpha", "🏛️ بغداد [@al"))
    start = len("🏛️ بغداد [@".encode("utf-16-le")) // 2
    found = editor.ask(editor.client.text_document_completion_async, lsp.CompletionParams(**editor.at(THEME, 4, start + 2)))
    first = found.items[0]
    assert (first.label, first.detail, found.is_incomplete) == ("alpha", "Alpha — A", False)
    assert first.text_edit == lsp.TextEdit(lsp.Range(lsp.Position(4, start), lsp.Position(4, start + 2)), "alpha")


def test_a_name_leads_to_its_place_and_is_shown_wherever_it_stands(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("A first statement. [@alpha", "🏛️ بغداد [@alpha"))
    start = len("🏛️ بغداد [@".encode("utf-16-le")) // 2
    client, place = editor.client, editor.at(THEME, 4, start + 2)
    hover = editor.ask(client.text_document_hover_async, lsp.HoverParams(**place))
    assert hover.contents.value.startswith("**Alpha**")
    assert hover.range == lsp.Range(lsp.Position(4, start), lsp.Position(4, start + 5))
    at = editor.ask(client.text_document_definition_async, lsp.DefinitionParams(**place))
    assert at == lsp.Location(editor.uri("content/sources/mini.yml"), lsp.Range(lsp.Position(0, 7), lsp.Position(0, 12)))
    found = editor.ask(
        client.text_document_references_async, lsp.ReferenceParams(**place, context=lsp.ReferenceContext(include_declaration=False))
    )
    rows = {(one.uri.rpartition("/")[2], one.range.start.line, one.range.start.character) for one in found}
    assert rows == {("mini.md", 4, start), ("mini.yml", 2, 67), ("union.md", 3, 30)}


def test_what_is_renamed_has_no_new_finding(editor: Editor, tmp_path: Path) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT)
    client = editor.client
    place = editor.ask(client.text_document_prepare_rename_async, lsp.PrepareRenameParams(**editor.at(THEME, 4, 22)))
    assert place == lsp.PrepareRenamePlaceholder(lsp.Range(lsp.Position(4, 21), lsp.Position(4, 26)), "alpha")
    change = editor.ask(client.text_document_rename_async, lsp.RenameParams(**editor.at(THEME, 4, 22), new_name="omega"))
    write(tmp_path, MINI)
    for uri, edits in change.changes.items():
        apply(tmp_path / uri.removeprefix(editor.uri("")).lstrip("/"), edits)
    assert "[@omega; @beta; @gamma]" in (tmp_path / THEME).read_text(encoding="utf-8")
    assert read_project(tmp_path).findings == ()
    group = "content/groups/union.md"
    editor.open("content/themes/new.md", "---\ntitle: T\n---\n\nSee [it](group:union). [@alpha]\n{#new-one}\n")
    change = editor.ask(client.text_document_rename_async, lsp.RenameParams(**editor.at("content/themes/new.md", 4, 18), new_name="league"))
    *_, moved = change.document_changes
    assert (moved.old_uri, moved.new_uri) == (editor.uri(group), editor.uri("content/groups/league.md"))


def test_what_is_certain_is_mended_at_once(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT.replace("A first statement", "🏛️").replace("{#mini-one", "{#mini-one status=Confirmed"))

    def actions(row: int, *only: str) -> list[lsp.CodeAction]:
        context = lsp.CodeActionContext(editor.client.diagnostics.get(editor.uri(THEME), ()), only=list(only) or None)
        params = lsp.CodeActionParams(editor.document(THEME), lsp.Range(lsp.Position(row, 0), lsp.Position(row, 0)), context)
        found: list[lsp.CodeAction] = editor.ask(editor.client.text_document_code_action_async, params)
        return found

    assert editor.sees(lambda: editor.marks(THEME) == [("wrong-value", 5, 11, 17)]), editor.marks(THEME)
    one, everything = actions(5)
    assert (one.title, one.kind) == ("Write `status=confirmed` in place of `status=Confirmed`", lsp.CodeActionKind.QuickFix)
    assert [diagnostic.code for diagnostic in one.diagnostics] == ["wrong-value"]
    edit = lsp.TextEdit(lsp.Range(lsp.Position(5, 11), lsp.Position(5, 27)), "status=confirmed")
    assert one.edit.changes == everything.edit.changes == {editor.uri(THEME): (edit,)}
    assert [action.kind for action in actions(5, "source.fixAll")] == [lsp.CodeActionKind.SourceFixAll]
    assert [action.kind for action in actions(4)] == [lsp.CodeActionKind.SourceFixAll], "another line"
    editor.type(THEME, TEXT)
    assert list(actions(5)) == []


def test_what_is_refused_is_said_in_a_sentence_and_does_not_end_the_server(editor: Editor) -> None:
    editor.open(THEME)
    editor.type(THEME, TEXT)
    with pytest.raises(JsonRpcException, match="there is a source `beta` already"):
        editor.ask(editor.client.text_document_rename_async, lsp.RenameParams(**editor.at(THEME, 4, 22), new_name="beta"))
    editor.type(THEME, TEXT.replace("@beta", "@bets"))
    assert editor.sees(lambda: editor.marks(THEME))


BEFORE = "بغداد 🏛️ é "
MARKED = TEXT.replace("A first statement. [@alpha; @beta", f"{BEFORE}[@beto")


def test_a_project_is_found_by_the_first_file_and_the_server_ends_as_it_is_told(tmp_path: Path) -> None:
    write(tmp_path, MINI)
    with Editor(tmp_path, "utf-32", root=False) as editor:
        editor.open(THEME, MARKED.replace("\n", "\r\n"))
        column = len(BEFORE) + 1
        assert editor.sees(lambda: editor.marks(THEME) == [("unknown-source", 4, column, column + 5)]), editor.marks(THEME)
        assert editor.end() == 0


def test_what_plugins_print_does_not_disturb_the_protocol(tmp_path: Path) -> None:
    """And characters may be counted as bytes of UTF-8, and a server that is told to go at once ends with the status that says so."""
    noisy = "print('a hook')\n\n\ndef on_page_markdown(markdown, **_):\n    print('a page')\n    return markdown\n"
    configuration = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\nhooks: [noisy.py]\n"
    write(tmp_path, {**MINI, "noisy.py": noisy, "mkdocs.yml": configuration, "docs/index.md": "# Home\n\n[No page](nothing.md)\n"})
    with Editor(tmp_path, "utf-8") as editor:
        assert editor.sees(lambda: editor.marks("docs/index.md") == [("dead-link", 2, 0, 20)]), editor.client.diagnostics
        editor.open("docs/index.md")
        editor.save("docs/index.md", "# Home\n\n[The first](claim:mini-one)\n")
        assert editor.sees(lambda: not editor.marks("docs/index.md")), "MkDocs has built again"
        editor.open(THEME)
        editor.type(THEME, MARKED)
        column = len(BEFORE.encode()) + 1
        assert editor.sees(lambda: editor.marks(THEME) == [("unknown-source", 4, column, column + 5)]), editor.marks(THEME)
        assert editor.leave() == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals that a program could send to end another in order")
def test_it_can_be_killed(tmp_path: Path) -> None:
    with Editor(tmp_path) as editor:
        os.kill(editor.process, signal.SIGTERM)
        assert editor._ended() == -signal.SIGTERM


def test_without_the_library_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.cli.lsp.find_spec", lambda _: None)
    done = run_here("lsp")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "explainer: lsp needs a library that is not installed; install it with: pip install 'explainer[lsp]'\n"
