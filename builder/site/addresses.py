"""Which addresses the generated files of a site have; and the hand-written ones that are at the same."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from builder.checking.hand_written import file_name
from builder.data.change_feed import FEED
from builder.model.findings import Where, finding
from builder.model.ids import folded_name
from builder.site.assets import ASSETS, LIVE_ASSETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.checking.hand_written import HandWritten
    from builder.model.findings import Finding
    from builder.site.contents import Contents


class GeneratedFiles:
    """The names of the generated files; those that are made together are listed when one of them is asked for."""

    def __init__(self, contents: Contents, others: Iterable[str], *, unresolved: bool = False) -> None:
        """`others` are names of files that do not come from the table.

        Where references are `unresolved`, no page can be made: what is in a family cannot be known, and any name may be.
        """
        self._contents = contents
        self._unresolved = unresolved
        self._others = frozenset(others)
        self._families: dict[str, dict[str, str]] = {}

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        return self.like(name) == name or (self._unresolved and self._contents.family_of(name) is not None)

    def like(self, name: str) -> str:
        """Return the generated file at a name, which may differ in case and Unicode form; empty if there is none."""
        key = folded_name(name)
        for prefix in self._contents.families:
            if key.startswith(folded_name(prefix)) and key in self._family(prefix):
                return self._family(prefix)[key]
        return self._files.get(key, "")

    @cached_property
    def _files(self) -> dict[str, str]:
        return {folded_name(name): name for name in (*map(file_name, self._contents.files), FEED, *self._others)}

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders of the generated files, as keys by `folded_name`."""
        prefixes = [folded_name(prefix) for prefix in self._contents.families if prefix.endswith("/")]
        return frozenset(folder for name in (*self._files, *prefixes) for folder in _folders(name))

    def _family(self, prefix: str) -> dict[str, str]:
        if prefix not in self._families:
            names = [] if self._unresolved else [file_name(address) for address, _ in self._contents.families[prefix]()]
            self._families[prefix] = {folded_name(name): name for name in names}
        return self._families[prefix]


def taken_addresses(written: HandWritten, generated: GeneratedFiles) -> Iterator[Finding]:
    """Yield a finding for every hand-written page or file at the address of another file of the site."""
    seen: dict[str, str] = {}
    for address, path in written.sources:
        name = file_name(address)
        key = folded_name(name)
        if key.startswith((ASSETS, LIVE_ASSETS)):
            yield _taken(path, f"`{name}` is in a folder of this program's own files", "replace one of them in `templates/`")
        elif other := generated.like(name):
            how = "" if other == name else ", which some systems take for the same"
            yield _taken(path, f"its address `{name}` is that of the generated `{other}`{how}", "rename it")
        elif key in generated.folders or any(generated.like(folder) for folder in _folders(name)):
            yield _taken(path, f"`{name}` would be a file and a folder of the site", "rename it")
        elif key in seen:
            yield _taken(path, f"its address `{name}` is that of `{seen[key]}`, too", "rename one of them")
        seen.setdefault(key, path)


def _folders(name: str) -> Iterator[str]:
    while name := name.rpartition("/")[0]:
        yield name


def _taken(path: str, message: str, hint: str) -> Finding:
    return finding(Where(path), "taken-address", message, hint)
