"""`explainer bundle`: build, audit, and write what people carry away."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.bundles.bundle_files import bundle_files
from builder.bundles.delta import old_files, write_delta
from builder.bundles.signature import SignatureRefusedError, signer
from builder.checking import report
from builder.cli.build import build, status_without_site
from builder.cli.exit_status import FINDINGS, OK, SITE_BUILT, USAGE
from builder.cli.output import print_built, say
from builder.publishing.build_receipt import settled_inputs
from builder.publishing.output_folders import OutputError, bundle_folder
from builder.publishing.publish import project_lock
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


_FORMATS = {"zip": _Format("zip_bundle")}


class Wanted(NamedTuple):
    """What is to be written."""

    formats: Sequence[str]
    old: Callable[[str], bytes] | None
    """Reads the files of an older bundle, to write what has changed since."""
    sign: Callable[[Path], Path] | None
    """Writes the signature of a file, and returns its path."""


def run(options: argparse.Namespace, folder: Path) -> int:
    """Build a project, read the site back, and bundle it if nothing in it is dead or asks another host."""
    formats = dict.fromkeys(filter(None, options.format.split(",")))
    if unknown := [name for name in formats if name not in _FORMATS]:
        return _refuse(f"there is no format `{unknown[0]}`; there {'are' if len(_FORMATS) > 1 else 'is'} {', '.join(_FORMATS)}")
    if lacking := [_FORMATS[name].extra for name in formats if not all(map(find_spec, _FORMATS[name].needs))]:
        return _refuse(f"this needs libraries that are not installed; install them with: pip install 'explainer[{','.join(lacking)}]'")
    if missing := [name for name in (options.since, options.sign) if name and not Path(name).is_file()]:
        return _refuse(f"there is no file {missing[0]}")
    try:
        old = old_files(Path(options.since)) if options.since else None
        wanted = Wanted(list(formats), old, signer(Path(options.sign)) if options.sign else None)
    except (ValueError, SignatureRefusedError) as error:
        return _refuse(str(error))
    site = None
    try:
        target = bundle_folder(folder)
        built = build(folder, settled_inputs(folder))
        site, project = built.folder, built.project
        if site is None:
            return status_without_site(project)
        findings = _bundled(built, site, target, wanted)
    except OutputError as error:
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


def _refuse(message: str) -> int:
    print(f"explainer: {message}", file=sys.stderr)
    return USAGE


def _bundled(built: Built, site: Path, target: Path, wanted: Wanted) -> list[Finding]:
    """Write the bundles of a site and say where they are, unless there are findings in it, which are returned."""
    project = built.project
    with project_lock(project.folder):
        if findings := audit(site, named_scripts(project.folder)):
            return findings
        bundle = bundle_files(project, site, built.renderer, built.introductions)
        for path in _written(bundle, target, wanted):
            say(f"{'Changes' if path.name.endswith('.delta.zip') else 'Bundle'} {path} ({path.stat().st_size / 1e6:.2f} MB)")
            if wanted.sign:
                say(f"Signature {wanted.sign(path)}")
    version = bundle.version
    commit = f", commit {version.commit.id}" + (" with changes that are not in it" if version.commit.has_changes else "")
    say(f"In eight words: {version.words}{commit if version.commit.id else ''}.")
    return []


def _written(bundle: Bundle, target: Path, wanted: Wanted) -> Iterator[Path]:
    for name in wanted.formats:
        write: Write = import_module(
            f"builder.bundles.{_FORMATS[name].module}"
        ).write  # late: one format must not wait for what another needs
        yield from write(bundle, target)
    if wanted.old is not None:
        yield write_delta(bundle, wanted.old, target)
