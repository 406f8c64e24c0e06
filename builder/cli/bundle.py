"""`explainer bundle`: build, audit, and write what people carry away."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.bundles.bundle_files import bundle_files, digest_of, written_sums
from builder.bundles.delta import old_files, write_delta
from builder.bundles.signature import SignatureRefusedError, signer
from builder.bundles.texts import START, SUMS
from builder.checking import report
from builder.cli.build import build, status_without_site
from builder.cli.output import FINDINGS, OK, SITE_BUILT, USAGE, print_built, say
from builder.pages.page import Copy
from builder.publishing.build_receipt import inputs_state, read_receipt, settled_inputs, site_state, write_receipt
from builder.publishing.output_folders import OutputError, bundle_folder
from builder.publishing.publish import project_lock
from builder.publishing.site_bundles import add_bundles
from builder.reading.files import named_scripts
from builder.site.audit import audit

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from builder.bundles.bundle_files import Bundle
    from builder.engine.mkdocs_build import Built
    from builder.model.findings import Finding

    Write = Callable[[Bundle, Path], Iterable[Path]]


class _Format(NamedTuple):
    """A kind of bundle."""

    module: str
    """Of `builder.bundles`; its `write` puts a bundle into files in a folder, and yields their paths."""
    extra: str = ""
    """Of the package, if the format needs libraries that are not always installed."""
    needs: tuple[str, ...] = ()
    """Those libraries."""


_STABLE = "explainer"
"""The name of each bundle on the site, without its extension."""
_USUAL = ("zip", "html")
"""The formats that are written where nobody asks for others."""
_FORMATS = {
    "zip": _Format("zip_bundle"),
    "html": _Format("one_file"),
    "epub": _Format("epub"),
    "zim": _Format("zim", "zim", ("libzim",)),
    "pdf": _Format("typst_pdf", "pdf", ("typst", "fontTools", "brotli", "pikepdf")),
}


class Wanted(NamedTuple):
    """What is to be written."""

    formats: Sequence[str]
    """Empty if nobody says which."""
    old: Callable[[str], bytes] | None
    """Reads the files of an older bundle, to write what has changed since."""
    sign: Callable[[Path], Path] | None
    """Writes the signature of a file, and returns its path."""


def run(options: argparse.Namespace, folder: Path) -> int:
    """Build a project, read the site back, and bundle it if nothing in it is dead or asks another host."""
    try:
        wanted = _wanted(options)
    except (ValueError, SignatureRefusedError) as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    site = None
    try:
        target = bundle_folder(folder)
        built = build(folder, settled_inputs(folder))
        site, project = built.folder, built.project
        if site is None:
            return status_without_site(project)
        findings = _bundled(built, site, target, wanted)
    except (OutputError, ValueError) as error:
        print(f"explainer: {error}", file=sys.stderr)
        return FINDINGS
    except KeyboardInterrupt as error:
        if site is None and str(error) != SITE_BUILT:
            raise
        raise KeyboardInterrupt(f"{SITE_BUILT}, the bundle was not") from None
    if findings:
        print(report.as_text(findings), file=sys.stderr)
        print("explainer: the bundle was not written", file=sys.stderr)
        return FINDINGS
    print_built(project, site / "index.html")
    return OK


def _wanted(options: argparse.Namespace) -> Wanted:
    """Return what the options ask for. Raises ValueError or `SignatureRefusedError` if that cannot be had."""
    formats = tuple(dict.fromkeys(filter(None, options.format.split(","))))
    if unknown := [name for name in formats if name not in _FORMATS]:
        raise ValueError(f"there is no format `{unknown[0]}`; there {'are' if len(_FORMATS) > 1 else 'is'} {', '.join(_FORMATS)}")
    _require(formats)
    if missing := [name for name in (options.since, options.sign) if name and not Path(name).is_file()]:
        raise ValueError(f"there is no file {missing[0]}")
    old = old_files(Path(options.since)) if options.since else None
    return Wanted(formats, old, signer(Path(options.sign)) if options.sign else None)


def _require(formats: Sequence[str]) -> None:
    """Raise ValueError if formats need what is not installed."""
    if extras := [_FORMATS[name].extra for name in formats if not all(map(find_spec, _FORMATS[name].needs))]:
        install = f"pip install 'explainer[{','.join(extras)}]'"
        raise ValueError(f"{', '.join(formats)} needs libraries that are not installed; install them with: {install}")


def _bundled(built: Built, site: Path, target: Path, wanted: Wanted) -> list[Finding]:
    """Write the bundles of a site and say where they are, unless there are findings in it, which are returned."""
    project = built.project
    with project_lock(project.folder):
        if findings := audit(site, named_scripts(project.folder)):
            return findings
        published, copies = project.explainer.content.settings.bundles, []
        formats = wanted.formats or published or _USUAL
        _require(formats)
        bundle = bundle_files(project, site, built.renderer, built.introductions)
        for kind, path in _written(bundle, target, wanted._replace(formats=formats)):
            say(f"{'Bundle' if kind else 'Changes'} {path} ({path.stat().st_size / 1e6:.2f} MB)")
            signature = wanted.sign(path) if wanted.sign else None
            if signature:
                say(f"Signature {signature}")
            if kind in published:
                copies.append((kind, path, signature))
        if copies:
            add_bundles(site, _beside_site(built, bundle, copies))
            _renew_receipt(project.folder, site)
            say(f"Published with the site: {', '.join(kind for kind, _, _ in copies)}.")
    version = bundle.version
    commit = f", commit {version.commit.id}" + (" with changes that are not in it" if version.commit.has_changes else "")
    say(f"In eight words: {version.words}{commit if version.commit.id else ''}.")
    return []


def _beside_site(built: Built, bundle: Bundle, copies: Sequence[tuple[str, Path, Path | None]]) -> dict[str, Path | bytes]:
    """Return the files of a site's folder of bundles: these, under names that stay the same, and the page about them."""
    files: dict[str, Path | bytes] = {}
    listed = []
    for kind, path, signature in copies:
        name = f"{_STABLE}{path.name.removeprefix(bundle.version.name)}"
        files[name] = path
        listed.append(Copy(kind, name, path.name, path.stat().st_size, digest_of(path)))
        if signature:
            files[f"{_STABLE}{signature.name.removeprefix(bundle.version.name)}"] = signature
    files[SUMS] = written_sums({copy.file: copy.digest for copy in listed})
    if built.renderer and built.finish:
        files[START] = built.finish(built.renderer.bundle(listed))
    return files


def _renew_receipt(folder: Path, site: Path) -> None:
    """Note that the site stands as it is now, if it was noted before."""
    inputs = inputs_state(folder)
    if (receipt := read_receipt(folder, inputs)) and receipt.outputs:
        write_receipt(folder, replace(receipt, outputs=site_state(site)))


def _written(bundle: Bundle, target: Path, wanted: Wanted) -> Iterator[tuple[str, Path]]:
    """Write what is wanted, and yield each file with its format; what has changed has none."""
    for name in wanted.formats:
        # Imported late: one format must not wait for what another needs.
        write: Write = import_module(f"builder.bundles.{_FORMATS[name].module}").write
        is_written = False
        for path in write(bundle, target):
            is_written = True
            yield name, path
        if not is_written:
            say(f"No {name}: the explainer is too large for it")
    if wanted.old is not None:
        yield "", write_delta(bundle, wanted.old, target)
