"""The text of a theme or profile as blocks, claims and tokens.

Vocabulary: a *claim* is a statement with an address; a *citation* ties it to a *source* by a *locator*; a *mention* is a name
of a group or term in a text.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.dates import Date
    from builder.model.findings import Where


SafeHtml: TypeAlias = str
"""HTML in which every text is escaped. `tests/pages/test_escaping.py` proves for each value of this type that it is."""


class Stance(StrEnum):
    """Whether a source supports or contradicts the claim that cites it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contra"


class Status(StrEnum):
    """The authors' status of a claim, like the ranks of Wikidata."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


class Support(StrEnum):
    """How well a claim is supported; computed, never written by hand."""

    SEVERAL = "several"
    SINGLE = "single"
    DISPUTED = "disputed"
    UNSEEN = "unseen"
    NEEDED = "needed"
    EDITORIAL = "editorial"


class Citation(NamedTuple):
    """One source cited at one place. The grammar is pandoc's; quote and stance are this project's."""

    source: str
    where: Where
    locator: str = ""
    prefix: str = ""
    quotes: tuple[str, ...] = ()
    """The phrases of the source that are quoted."""
    stance: Stance = Stance.SUPPORTS

    @property
    def quote(self) -> str:
        """The quoted phrases as one text, with `…` between them."""
        return " … ".join(self.quotes)


# A text is a flat sequence of tokens. Markup that depends on no other file is HTML already; every reference is a token of
# its own, which `linking` resolves and `pages` renders.


class Html(NamedTuple):
    """Finished HTML."""

    html: SafeHtml
    anchors: tuple[SafeHtml, ...] = ()
    """Names of parts of the page. If there are some, the HTML is a format (`str.format`), which gets their ids in the document, and as
    `level` that of the headings of sections."""


class Text(NamedTuple):
    """Plain text, not yet escaped. `linkable` is false in links, code, headings and quotations, where names are not linked."""

    text: str
    linkable: bool = True


class Citations(NamedTuple):
    """The content of one pair of brackets."""

    citations: tuple[Citation, ...]


class LinkStart(NamedTuple):
    """The start of a link by id (`claim:x`), or to a file of the project."""

    scheme: str
    target: str
    where: Where
    empty: bool = False
    """Whether the author left the text empty: the target's title is shown instead."""
    at: Where | None = None
    """Where the address stands, if it is an id and written beside the text."""


class LinkEnd(NamedTuple):
    """The end of the most recently opened link."""


class Mention(NamedTuple):
    """A name of a group or term, as the author wrote it."""

    text: str
    kind: str
    """`group` or `term`."""
    target: str
    linked: bool
    """True for the first mention in a section only."""


Token: TypeAlias = Html | Text | Citations | LinkStart | LinkEnd | Mention


class Measure(NamedTuple):
    """A figure of a claim: the value of a quantity declared in `explainer.yml`."""

    quantity: str
    low: float | None
    high: float | None
    """`low` and `high` are equal for a single value; None is an open end."""
    unit: str
    text: str
    """As written."""
    said: str = ""
    """The words of the source for which the value stands, where it gives no number."""


class Claim(NamedTuple):
    """A statement with an address, its sources and its dates."""

    id: str
    where: Where
    end_line: int
    page: str
    """Address of its page, relative to the site: `themes/money/`."""
    section: str
    """Anchor of the heading above it, or empty."""
    tokens: tuple[Token, ...]
    text: str
    """The plain text, without citations."""
    citations: tuple[Citation, ...] = ()
    status: Status = Status.REPORTED
    date: Date | None = None
    as_of: Date | None = None
    attributed: str = ""
    event: str = ""
    """What it is called as an event of the timeline; empty if it is none. An event has a date, unless that is not valid."""
    measure: Measure | None = None
    disputes: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    """The claims from which this one differs: as an outlier, not as an account of equal standing."""
    supersedes: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    editorial: bool = False
    citation_needed: bool = False
    later: bool = False
    places: Mapping[str, Where] = MappingProxyType({})
    """Where each attribute is written, except the id."""
    id_where: Where | None = None
    """Where the id is written, if known."""
    was: tuple[str, ...] = ()
    """Its old ids, each with the address of the page before it if that was another: `themes/money/old-id`."""
    translates: str = ""
    """For a translation: the digest of the wording that it translates."""
    tag: str = "p"
    """The HTML element of its block: `p`, `div` where a paragraph is not allowed (in a list or quotation), or `table`."""

    @property
    def url(self) -> str:
        """Its address, relative to the site."""
        return f"{self.page}#claim-{self.id}"


class TextSection(NamedTuple):
    """What stands on a hand-written page from a heading to the next, as plain text."""

    anchor: str
    """Empty for the beginning of the page."""
    title: str
    """Of the page, for its beginning."""
    text: str


class Heading(NamedTuple):
    """A heading of a theme or a group's profile."""

    level: int
    id: str
    tokens: tuple[Token, ...]
    text: str
    where: Where
    explicit: bool = False
    """Whether the author chose the anchor."""


class ClaimBlock(NamedTuple):
    """The position of a claim among the blocks of a page."""

    claim: str


class Prose(NamedTuple):
    """A block without an id: text that is not a claim."""

    tokens: tuple[Token, ...]
    tag: str

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its citations, if any."""
        return tuple(c for token in self.tokens if isinstance(token, Citations) for c in token.citations)


Block: TypeAlias = Html | Heading | ClaimBlock | Prose


class Body(NamedTuple):
    """The text of a theme or a group's profile."""

    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in document order."""
        return tuple(b for b in self.blocks if isinstance(b, Heading))

    @property
    def anchors(self) -> frozenset[str]:
        """The valid link targets in this text."""
        return frozenset(heading.id for heading in self.headings) | {f"claim-{claim.id}" for claim in self.claims}


class Passage(NamedTuple):
    """A short text from a field: a summary, a key point, a definition."""

    tokens: tuple[Token, ...]
    text: str
    citations: tuple[Citation, ...]
    where: Where


class BareForm(StrEnum):
    """What is amiss with an `@id` that is in no citation."""

    BARE = "bare"
    OTHER_BRACKETS = "other brackets"
    NOT_CLOSED = "not closed"
    NOT_OPENED = "not opened"
    ATTACHED = "attached"
    """To the word before it."""
    WORD = "word"
    """In brackets, without its at sign."""
    LINK = "link"
    """The address of a link in a block without a citation."""


class Bare(NamedTuple):
    """What is no citation and may have been meant as one: an `@id`, a word in brackets, or the address of a link."""

    id: str
    where: Where
    form: BareForm = BareForm.BARE
    sign: str = ""
    """What the brackets of another kind are called in which it stands."""
    written: str = ""
    """For a word, and a citation in brackets of another kind: with these. For a bracket that is not closed: as it should be."""
    block: Where | None = None
    """Where its block begins; None in a short text."""
