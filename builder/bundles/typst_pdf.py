"""One PDF to print and to keep, tagged for screen readers (PDF/UA-1, ISO 14289-1), set by Typst."""

from __future__ import annotations

from datetime import UTC, datetime, time
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pikepdf
import typst
from fontTools.ttLib import TTFont

from builder.bundles.sealed_file import PDF, about_line, sealed_file
from builder.bundles.texts import signed_lines
from builder.model.language import direction
from builder.printing.typst_code import as_typst, literal
from builder.publishing.output_folders import OutputError
from builder.whole.one_document import OneDocument
from builder.whole.whole_page import addresses, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.bundles.bundle_files import Bundle
    from builder.model.document import SafeHtml
    from builder.pages.page import Layout
    from builder.pages.renderer import Renderer

_OVERVIEWS = ("disputes", "designations", "relations", "figures", "timeline", "glossary", "about", "method")
_FONTS = "assets/explainer/fonts/"


class _OnPaper(OneDocument):
    """A document without scripts, files, or a site around it."""

    has_scripts = False

    def __init__(self, renderer: Renderer) -> None:
        super().__init__(renderer.explainer, addresses(renderer.explainer, _OVERVIEWS), None)


def write(bundle: Bundle, target: Path) -> Iterator[Path]:
    """Write a bundle as a PDF, and yield its path in the folder `target`."""
    if bundle.renderer is None:
        return
    path = target / f"{bundle.version.name}.pdf"
    with sealed_file(path, PDF) as file:
        with TemporaryDirectory(prefix="explainer-pdf-") as folder:
            for name, font in _fonts(bundle.site):
                Path(folder, name).write_bytes(font)
            Path(folder, "main.typ").write_text(_source(bundle, bundle.renderer), encoding="utf-8")
            try:
                made = typst.compile(
                    str(Path(folder, "main.typ")),
                    root=folder,
                    font_paths=[folder],
                    ignore_system_fonts=True,
                    pdf_standards=["ua-1"],
                    timestamp=_timestamp(bundle),
                )
            except typst.TypstError as error:
                raise OutputError(f"Typst could not set {path.name}: {error}") from error
        # The tags of a thousand claims are small objects, which Typst does not pack.
        with pikepdf.open(BytesIO(made)) as pdf:
            pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        file.write(b"\n" + about_line(PDF, bundle.version.about))
    yield path


def _source(bundle: Bundle, renderer: Renderer) -> str:
    """Return the whole document in the language of Typst."""
    layout = _OnPaper(renderer)

    def introduce(address: str, wanted: Layout) -> SafeHtml:
        return bundle.introductions[address].written(wanted) if address in bundle.introductions else ""

    page = written(renderer, layout, introduce, "whole-parts.html", _OVERVIEWS)
    settings, language, version = renderer.content.settings, renderer.language, bundle.version
    say = language.say
    as_of = say("As of {date}").format(date=language.date(settings.as_of)) if settings.as_of else ""
    last = [
        f"{say('This version in eight words:')} {version.words}",
        f"{say('Content:')} SHA-256 {version.digest}",
        *([f"{say('Commit:')} {version.commit.id}"] if version.commit.id else []),
        f"{say('Made with:')} {version.generator}",
        *([f"{say('Text:')} {version.license}"] if version.license else []),
        f"{say('With the program that made this site, a bundle that was received is checked with:')} explainer verify {say('FILE')}",
    ]
    way = "rtl" if direction(language.tag) == "rtl" else "ltr"
    lines = "".join(f"{literal(line)}, " for line in signed_lines(settings, language))
    signed = f"authors: ({''.join(f'{literal(name)}, ' for name in settings.signed)}), signed: ({lines})"
    named = f"{signed}, description: {literal(settings.description)}, as-of: {literal(as_of)}, contents: {literal(say('Contents'))}"
    named += f", accent: {literal(settings.look.accent)}" if settings.look.accent else ""
    return "\n".join(
        (
            '#let serif-faces = ("Explainer Serif", "Explainer Serif Ext", "Noto Naskh Arabic")',
            '#let sans-faces = ("Explainer Sans", "Explainer Sans Ext", "Noto Naskh Arabic")',
            f"#let title-words = {literal(settings.title)}",
            f"#let last-words = ({''.join(f'{literal(line)}, ' for line in last)})",
            files("builder.printing").joinpath("style.typ").read_text(encoding="utf-8"),
            f"#show: explainer.with(language: {literal(language.tag)}, way: {way}, {named})",
            as_typst(page.html),
        )
    )


def _timestamp(bundle: Bundle) -> int:
    """Return when the PDF says that it was made, in seconds since 1970: the end of what it tells, never the clock's time."""
    as_of = bundle.project.explainer.content.settings.as_of
    return int(datetime.combine(as_of.last, time(), UTC).timestamp()) if as_of and as_of.last else 0


def _fonts(site: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the fonts of the site as Typst reads them: not compressed, and each part of a face as a face of its own."""
    for address, path in site.items():
        if address.startswith(_FONTS) and address.endswith(".woff2"):
            font, out = TTFont(path, recalcTimestamp=False), BytesIO()
            font.flavor = None
            if "-ext" in address:
                for record in font["name"].names:
                    if record.nameID in (1, 16):
                        record.string = f"{record.toUnicode()} Ext"
            font.save(out)
            yield f"{address.rpartition('/')[2].removesuffix('.woff2')}.ttf", out.getvalue()
