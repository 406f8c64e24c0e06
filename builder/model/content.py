"""The types that pass between the stages. Immutable, fully typed, and without logic beyond small views of themselves.

Vocabulary: a *statement* is a value with its citations in the front matter of a group; the words of texts are in `document`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.model.language import in_own_words, language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.dates import Date
    from builder.model.document import Bare, Body, Citation, LinkStart, Passage
    from builder.model.findings import Severity, Where
    from builder.model.language import Language
    from builder.model.sources import Former, Source


UNDETERMINED = "und"
"""The BCP 47 tag of an unknown language."""


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of `content/themes/`: a part of the navigation."""

    id: str
    """Its path below `content/themes/`; empty for the top."""
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class Theme:
    """One question and the claims that answer it."""

    id: str
    where: Where
    title: str
    question: str
    order: int
    part: str
    answer: Passage | None
    summary: Passage | None
    brief: tuple[Passage, ...]
    as_of: Date | None
    related: tuple[str, ...]
    body: Body
    url: str
    was: tuple[Former, ...] = ()
    language: str = ""
    """BCP 47; empty for the site's own."""
    machine: bool = False
    """A machine translation or draft that has not been checked."""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of the ids in `related`, and of `as_of`."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The texts of its front matter, in the order of its page."""
        return (*filter(None, (self.answer, self.summary)), *self.brief)

    @property
    def in_short(self) -> str:
        """The answer, or else the summary, as plain text; empty without either."""
        passage = self.answer or self.summary
        return passage.text if passage else ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A theme in another language, claim by claim. Sources, dates and relations come from the original."""

    theme: str
    language: str
    where: Where
    title: str
    question: str
    answer: Passage | None
    summary: Passage | None
    brief: tuple[Passage, ...]
    machine: bool
    translates: str
    """Digest of the title, question, answer, summary, key points and headings that it translates."""
    body: Body
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Where the values of some keys stand."""


class Match(StrEnum):
    """How an alias is recognised in running text."""

    FOLDED = "folded"
    EXACT = "exact"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; `lang` is a BCP 47 tag, empty for the site's own language."""

    text: str
    where: Where
    match: Match = Match.FOLDED
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A value with its citations, as in Wikidata: rival values of one property stand side by side."""

    property: str
    value: str
    where: Where
    citations: tuple[Citation, ...]
    start: Date | None = None
    end: Date | None = None
    as_of: Date | None = None
    date: Date | None = None
    """The value itself, where it is a date."""
    note: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of the name of its property."""


@dataclass(frozen=True, slots=True)
class Designation:
    """One listing of a group by one agency. Signing, announcement and publication are different days."""

    group: str
    by: str
    list: str
    where: Where
    citations: tuple[Citation, ...]
    signed: Date | None = None
    announced: Date | None = None
    published: Date | None = None
    revoked: Date | None = None
    note: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of values, by key."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of one group to another."""

    group: str
    type: str
    target: str
    where: Where
    citations: tuple[Citation, ...]
    start: Date | None = None
    end: Date | None = None
    note: str = ""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of values, by key."""


@dataclass(frozen=True, slots=True)
class Group:
    """An organisation that the explainer is about."""

    id: str
    where: Where
    name: str
    kind: str
    summary: Passage | None
    native: Mapping[str, str]
    aliases: tuple[Alias, ...]
    statements: tuple[Statement, ...]
    designations: tuple[Designation, ...]
    relations: tuple[Relation, ...]
    ids: Mapping[str, str]
    body: Body
    url: str
    was: tuple[Former, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of values, by key."""

    def known_in(self, language: str) -> Group:
        """Return the group under its name in a language, if it has one; the replaced name is tagged `und`."""
        name = self.native.get(language, self.name)
        if name == self.name:
            return self
        others = {tag: text for tag, text in self.native.items() if tag != language}
        return replace(self, name=name, native={UNDETERMINED: self.name, **others})

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The texts of its front matter."""
        return (self.summary,) if self.summary else ()

    @property
    def records(self) -> tuple[Statement | Relation | Designation, ...]:
        """Everything in the front matter that cites, in the order of the group's page."""
        return (*self.statements, *self.relations, *self.designations)


@dataclass(frozen=True, slots=True)
class Term:
    """A word that a reader may not know."""

    id: str
    where: Where
    term: str
    aliases: tuple[Alias, ...]
    definition: Passage
    url: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity for which claims give figures."""

    id: str
    title: str
    description: str = ""
    counts: str = ""
    """The id of a list of designations: the number of groups on it is computed and shown beside the figures of claims."""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Of values, by key."""


@dataclass(frozen=True, slots=True)
class RelationType:
    """The labels of a relation between groups, from either side."""

    label: str
    inverse: str
    is_frame: bool = False
    """Drawings show the one inside the other."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an explainer looks like, where it does not look as all do."""

    logo: str = ""
    """A file of the hand-written pages, by its path in their folder; empty for none."""
    icon: str = ""
    """The same, for the tab of a browser."""
    accent: str = ""
    """Of the light scheme: `#` and six hexadecimal digits, or empty for that of the site."""
    dark_accent: str = ""
    """Of the dark scheme; given wherever `accent` is."""
    places: Mapping[str, Where] = field(default_factory=dict, compare=False)
    """Where `logo` and `icon` are named."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`content/explainer.yml`: the settings of the explainer."""

    title: str = "Explainer"
    description: str = ""
    answer: Passage | None = None
    as_of: Date | None = None
    languages: tuple[str, ...] = ("en",)
    publisher: str = ""
    authors: tuple[str, ...] = ()
    contact: str = ""
    """A link: `mailto:` or a web address."""
    repository: str = ""
    """A web address, without a slash at its end."""
    license: str = ""
    look: Look = Look()
    bundles: tuple[str, ...] = ()
    """The kinds of bundles that are published with the site."""
    rules: Mapping[str, Severity] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    """What this explainer calls its groups, designations and lists in place of the interface's words (`in_own_words`)."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, RelationType] = field(default_factory=dict)
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    translations: Mapping[str, Settings] = field(default_factory=dict)
    """The same settings in each of the other languages, by tag."""
    places: Mapping[str, Mapping[str, Where]] = field(default_factory=dict, compare=False)
    """Where each declared word stands, by vocabulary; empty for those that are not declared."""

    @property
    def signed(self) -> tuple[str, ...]:
        """Those under whose names it appears: its authors, or else its publisher; empty if nobody is named."""
        return self.authors or tuple(filter(None, (self.publisher,)))

    def language(self, tag: str = "") -> Language:
        """Return a language of the interface, without a tag that of the explainer, with the explainer's own words."""
        tag = tag or self.languages[0]
        return in_own_words(language_of(tag), self.translations.get(tag, self).words)


@dataclass(frozen=True, slots=True)
class Note:
    """The links and citations of a hand-written page, with their places; the engine renders the page."""

    path: str
    links: tuple[LinkStart, ...]
    citations: tuple[Citation, ...]


class Ignore(NamedTuple):
    """A comment that silences the warnings of one code in some lines of a file."""

    where: Where
    code: str
    """As it is written."""
    reason: str
    first: int
    """The first line that it is about, counted from 1."""
    last: int


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in `content/`, typed; references are still unresolved."""

    settings: Settings = Settings()
    parts: tuple[Part, ...] = ()
    themes: tuple[Theme, ...] = ()
    translations: tuple[Translation, ...] = ()
    groups: tuple[Group, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    bare: tuple[Bare, ...] = ()
    ignores: tuple[Ignore, ...] = ()

    @property
    def pages(self) -> tuple[Theme | Group, ...]:
        """The pages whose text is made of claims."""
        return (*self.themes, *self.groups)
