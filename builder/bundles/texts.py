"""What is added to the site in a bundle that is a folder of files: the text to read first, the licences, the program for updates."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from builder.model.ids import folded_name
from builder.model.language import ENGLISH, language_of, phrase

if TYPE_CHECKING:
    from builder.bundles.version import Version
    from builder.model.content import Settings
    from builder.model.language import Language

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
README, UPDATE, PATCHES = "README.txt", "update.py", "update.json"
START = "index.html"
"""The page to open."""
_PACKAGE = Path(__file__).parent.parent
_LICENCE = next(path for path in (_PACKAGE / "_LICENSE", _PACKAGE.parent / "LICENSE") if path.is_file())
_OF_GENERATOR = "LICENSES/generator.txt"
_OF_FONTS = "assets/explainer/fonts/OFL-*.txt"
_WINDOWS = (
    "Get-Content SHA256SUMS -Encoding UTF8 | ForEach-Object { $sum, $file = $_ -split '  ', 2; "
    "if ((Get-FileHash -LiteralPath $file).Hash -ne $sum) { $file } }"
)


def signed_lines(settings: Settings, language: Language) -> list[str]:
    """Return who publishes and who wrote an explainer, each as a line; what nobody has said is left out."""
    say = language.say
    published = [say("Published by {name}").format(name=settings.publisher)] if settings.publisher else []
    return published + ([say("Written by {names}").format(names=say("; ").join(settings.authors))] if settings.authors else [])


def added_texts(version: Version) -> dict[str, bytes]:
    """Return the files that a bundle has beside those of the site, but for the lists of all files."""
    licences = _licence_of(version.license)
    languages = dict.fromkeys((language_of(version.language), ENGLISH))
    if language_of(version.language).say is str:  # it has no catalogue, so that it would be the same twice
        languages = {ENGLISH: None}
    texts = [_readme(version, language, next(iter(licences), "")) for language in languages]
    return {
        README: "\n\n----\n\n".join(texts).encode(),
        UPDATE: files("builder.bundles").joinpath("update.py.txt").read_bytes(),
        _OF_GENERATOR: _LICENCE.read_bytes(),
        **licences,
    }


def _licence_of(name: str) -> dict[str, bytes]:
    """Return the text of a licence by its address in a bundle; nothing for one that we do not have."""
    wanted = folded_name(f"{name.replace(' ', '-')}.txt")
    known = (path for path in files("builder.bundles").joinpath("licences").iterdir() if folded_name(path.name) == wanted)
    return {f"LICENSES/{path.name}": path.read_bytes() for path in known}


def _readme(version: Version, language: Language, licence: str) -> str:
    """Return what a reader who has only the folder needs to know."""
    say = language.say
    as_of = [say("As of {date}").format(date=language.day(version.as_of))] if version.as_of else []
    commit = version.commit.id and f"{say('Commit:')} {version.commit.id}"
    if version.commit.has_changes:
        commit += f" ({say('with changes that are not in it')})"
    licences = [
        *([f"{say('Text:')} {version.license}{f' ({licence})' if licence else ''}"] if version.license else []),
        f"{say('Program and design:')} MIT ({_OF_GENERATOR})",
        f"{say('Fonts:')} OFL-1.1 ({_OF_FONTS})",
    ]
    paragraphs = [
        [version.title, *as_of],
        [say("This folder is a whole site that needs no network. Open {file} in a browser.").format(file=START)],
        [say("To check in this folder that every file is there and unchanged:"), *_checks(say(_ONE_FILE))],
        [say("To check this folder, or the packed file, with the program that made it:"), "  explainer verify FILE"],
        [say("Two people have the same version if these eight words are the same; every page has them at its foot:"), f"  {version.words}"],
        [
            say("To bring this folder up to a later version of which you have the changes, as a new folder beside it:"),
            f"  python3 {UPDATE} NAME.delta.zip",
            say("Without Python, take the whole later version instead."),
        ],
        [f"{say('Content:')} SHA-256 {version.digest}", *([commit] if commit else []), f"{say('Made with:')} {version.generator}"],
        [say("Licences:"), *(f"  {line}" for line in licences)],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


_ONE_FILE = phrase("Windows, one file:")


def _checks(one_file: str) -> list[str]:
    return [
        f"  Linux: sha256sum -c {SUMS}",
        f"  macOS: shasum -a 256 -c {SUMS}",
        f"  Windows (PowerShell): {_WINDOWS}",
        f"  {one_file} certutil -hashfile {START} SHA256",
    ]
