"""Names of persons and bodies, in the parts that the Citation Style Language gives them."""

from __future__ import annotations

from typing import NamedTuple

_CLOSE = ("'", "’", "ʼ", "-")
"""Ends of particles that stand close to the name."""


class Name(NamedTuple):
    """A person or body, in the parts of CSL: those of a person's name, or `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""
    dropping_particle: str = ""
    """What stands before the family name and is left out where only that is given: the `van` of `Ludwig van Beethoven`."""
    non_dropping_particle: str = ""
    """What always stands before the family name: the `De` of `De Gaulle`."""
    suffix: str = ""
    comma_suffix: bool = False
    """Whether a comma stands before the suffix."""
    static_ordering: bool = False
    """Whether the family name always stands first."""
    parse_names: bool = False
    """Whether programs are to look for particles and suffixes in the other parts."""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        family = _after_particle(self.dropping_particle, _after_particle(self.non_dropping_particle, self.family))
        name = " ".join(filter(None, (family, self.given) if self.static_ordering else (self.given, family)))
        return f"{name}{',' if self.comma_suffix else ''} {self.suffix}" if self.suffix else name

    @property
    def short(self) -> str:
        """What stands before a year: the family name, with the particle that always stands before it."""
        return self.literal or _after_particle(self.non_dropping_particle, self.family) or self.given


def _after_particle(particle: str, name: str) -> str:
    """Return a name after its particle: `d'` stands close to it, `van` does not."""
    return f"{particle}{'' if particle.endswith(_CLOSE) or not name else ' '}{name}" if particle else name
