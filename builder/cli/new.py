"""`explainer new`: begin an explainer, or a theme, a group or a source of one.

On a terminal it asks for what no option has answered. In a pipe it asks nothing, takes what it would propose, and says what is missing.
Everything is written after the last answer.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from builder.cli.output import OK, USAGE, say
from builder.importing.project_files import UsageError
from builder.importing.update import NoListError
from builder.model.ids import shown_path, written_key
from builder.starting.entries import NOTHING, choices, objection, proposed, remark, taken, written
from builder.starting.new_files import requirement, what_is_there, why_no_folder, write_entry, write_project
from builder.starting.project import project_files
from builder.starting.questions import QUESTIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from builder.starting.entries import Known
    from builder.starting.questions import Question


class _Plan(NamedTuple):
    """What is to be written, and what is said when it is."""

    write: Callable[[], None]
    said: Sequence[str]


def run(options: argparse.Namespace, folder: Path) -> int:
    """Begin something, say what to do next, and return the exit status."""
    try:
        plan = _project(options) if options.what == "project" else _entry(options.what, options, folder)
        plan.write()
    except (NoListError, UsageError) as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        raise KeyboardInterrupt("nothing was written") from None
    for line in plan.said:
        say(line)
    return OK


def _project(options: argparse.Namespace) -> _Plan:
    answers = _answers("project", options, NOTHING)
    target = answers["target"]
    signed = {name: answers[name] for name in ("publisher", "contact") if answers[name]}
    files = project_files(answers["title"], answers["language"], datetime.now(UTC).astimezone().date(), requirement(), signed)
    said = [
        f"Wrote {len(files)} files into {shown_path(target)}; what they say is invented, for you to replace. Next:",
        f"    cd {quote(shown_path(target))}",
        "    explainer serve    # look at it, at http://127.0.0.1:8000; it follows every save",
        "    explainer check    # what is wrong, and where; README.md says what is in which file",
    ]
    return _Plan(partial(write_project, target, files), said)


def _entry(what: str, options: argparse.Namespace, folder: Path) -> _Plan:
    known = what_is_there(folder)
    answers = _answers(what, options, known)
    path, text = written(what, answers, known)
    is_added = what == "source" and answers["file"] in known.files
    said = [f"{'Added to' if is_added else 'Wrote'} {path}.", _next(what, answers)]
    return _Plan(partial(write_entry, folder, path, text, is_added=is_added), said)


def _next(what: str, answers: Mapping[str, str]) -> str:
    """Return what to do with what was written."""
    if what == "source":
        return f"Cite it as [{written_key(answers['id'])}]."
    if what == "group":
        return f"Its name is linked wherever a text has it; [text](group:{answers['id']}) links it from other words."
    return "Open it and write the first claim; `explainer check` says what is missing."


def _answers(what: str, options: argparse.Namespace, known: Known) -> dict[str, str]:
    """Return the answers to all questions, by their names. Raises `UsageError` for one that is missing or wrong."""
    is_asking = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    answers: dict[str, str] = {}
    missing: list[str] = []
    for question in QUESTIONS[what]:
        given: str | None = getattr(options, question.name)
        default = proposed(what, question.name, answers, known) if given is None else ""
        if given is None and is_asking:
            answers[question.name] = _asked(what, question, default, answers, known)
            continue
        answers[question.name] = answer = taken(what, question.name, (default if given is None else given).strip(), known)
        if not answer and question.is_needed:
            missing.append("FOLDER" if question.name == "target" else f"--{question.name}")
        elif answer and (wrong := _objection(what, question, answers, known)):
            raise UsageError(wrong)
        elif answer and (words := remark(what, question.name, answer)):
            say(f"{words}.")
    if missing:
        raise UsageError(f"missing: {', '.join(missing)}; on a terminal it would be asked for")
    return answers


def _asked(what: str, question: Question, default: str, answers: dict[str, str], known: Known) -> str:
    """Return what is typed, or the default for an empty line; ask again until nothing is wrong with it."""
    words = ", ".join(choices(what, question.name, known))
    prompt = f"{question.words}{f' ({words})' if words else ''}{f' [{default}]' if default else ''}: "
    while True:
        try:
            typed = input(prompt).strip()
        except (EOFError, KeyboardInterrupt):  # Ctrl+D, and Ctrl+C, after which the cursor stands behind the question
            say("")
            raise KeyboardInterrupt from None
        answer = taken(what, question.name, typed or default, known)
        if not answer and not question.is_needed:
            if default:
                say(f"  {default}")  # so that nobody takes the next question for this one
            return ""
        wrong = _objection(what, question, {**answers, question.name: answer}, known) if answer else "this is needed"
        words = wrong or remark(what, question.name, answer)
        if words:
            say(f"  {words}{'' if words.endswith('?') else '.'}")
        if not wrong:
            return answer


def _objection(what: str, question: Question, answers: Mapping[str, str], known: Known) -> str:
    if question.name == "target":
        return why_no_folder(answers["target"])
    return objection(what, question.name, answers, known)
