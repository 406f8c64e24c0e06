"""`content/themes/<id>.<language>.md`: a theme in another language, claim by claim."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from builder.formats.pages import TRANSLATION
from builder.formats.wrong_values import bad_id
from builder.markdown.parser import parse_translation
from builder.model.content import Translation
from builder.model.findings import Where
from builder.model.ids import ID
from builder.reading.front_matter import Parsed, front_matter, passage_of

if TYPE_CHECKING:
    from builder.reading.fields import Fields
    from builder.reading.files import Raw

_MACHINE = "machine"


def parse_translated(raw: Raw, parsed: Parsed) -> None:
    """Add the translation in a file to `parsed`."""
    theme, _, language = PurePosixPath(raw.path).stem.partition(".")
    where = Where(raw.path)
    parsed.findings += [bad_id(where, part) for part in (theme, language) if not ID.match(part)]
    fields, text, line = front_matter(raw, parsed, TRANSLATION)
    body, bare, findings = parse_translation(text, raw.path, line, f"themes/{theme}/{language}/")
    parsed.bare += bare
    parsed.findings += findings
    title = fields.text("title", required=True)
    parsed.translations.append(
        Translation(
            theme=theme,
            language=language,
            where=where,
            title=title,
            question=fields.text("question") or title,
            answer=passage_of(fields.scalar("answer"), parsed),
            summary=passage_of(fields.scalar("summary"), parsed),
            brief=tuple(p for s in fields.scalars("brief") if (p := passage_of(s, parsed))),
            machine=is_machine_draft(fields),
            translates=fields.text("from"),
            body=body,
            places=fields.places("from"),
        )
    )
    fields.close()


def is_machine_draft(fields: Fields) -> bool:
    """Return whether `draft` is `machine`, its only valid value."""
    return fields.word("draft") == _MACHINE
