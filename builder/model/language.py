"""The translated interface: phrases, plural forms, numbers and dates. A `Language` is passed as a value: a site may have several.

The interface is written in English, in the code and in the templates; its phrases are the message ids of the gettext
catalogues (`.po`) in `languages/`. Plural forms, months and numerals are those of
the Common Locale Data Repository (CLDR) as Babel has them: for `ar`, six plural forms and Latin digits. Babel is imported
late, since an English site does not need it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.model.dates import Date, SourceDate, english_date, parse_date, show_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SOURCE = "en"
"""The language of the phrases in the code and the templates."""
CATALOGUES = ("ar",)
"""The languages that have a catalogue."""
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories, in the order of the plural forms in a catalogue."""
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ku nqo ps sd syr ug ur yi".split())

_TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa
ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl
km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts
tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
""".split()
"""The languages of ISO 639-1, also under former codes: any other two letters are most often those of a country."""
_NAMING = "en ar cs da de el es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv tr uk zh".split()
"""The languages in which names of languages and months are known."""

_TAG = re.compile(
    r"""
    (?: (?: TWO_LETTERS | [a-z]{3} ) (?:-[a-z]{3}){0,3}       # language, perhaps with extended language subtags
        (?: -[a-z]{4} )?                                      # script
        (?: -(?: [a-z]{2} | [0-9]{3} ) )?                     # region
        (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*        # variants
        (?: -[0-9a-wy-z] (?:-[a-z0-9]{2,8})+ )*               # extensions
        (?: -x (?:-[a-z0-9]{1,8})+ )?
    | x (?:-[a-z0-9]{1,8})+                                   # for private use
    | en-gb-oed | sgn-(?:be-fr|be-nl|ch-de)                   # older than the syntax
    | i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)
    )
    """.replace("TWO_LETTERS", "|".join(_TWO_LETTERS)),
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""RFC 5646, section 2.1, without languages of four to eight letters, of which none is registered."""
_SHORT_MONTH = 4
"""Letters."""
_MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())


def phrase(message: str) -> str:
    """Return a phrase as it is: marks it for translation where the language is not known yet (gettext's `N_`)."""
    return message


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of the interface. Untranslated phrases are in English."""

    tag: str
    """BCP 47."""
    name: str
    """Its own name for itself."""
    say: Callable[[str], str]
    """Return the translation of a phrase; a dictionary lookup."""
    forms: Mapping[str, Mapping[str, str]]
    """The plural forms of phrases, by the English plural, then by CLDR category."""
    category: Callable[[int], str]
    """Return the CLDR plural category of a number."""
    number: Callable[[float], str]
    """Return a number with group and decimal separators."""
    months: tuple[str, ...]
    """Short names of the months, for drawings."""
    plain_date: Callable[[int, int, int], str]
    """Return a year, a month or a day in words; an unknown month or day is 0."""

    @property
    def direction(self) -> str:
        """The writing direction, as a value of HTML's `dir`."""
        return direction(self.tag)

    @property
    def has_long_months(self) -> bool:
        """Return whether the short names of months are too long to stand side by side on a narrow screen."""
        return max(map(len, self.months)) > _SHORT_MONTH

    @property
    def script_locale(self) -> str:
        """Return the locale in which scripts write dates (Intl); English ones begin with the day."""
        return "en-GB" if self.tag == SOURCE else self.tag

    def many(self, number: int, one: str, other: str) -> str:
        """Return a phrase with a number for `{n}`, in the plural form of that number."""
        forms = self.variants(one, other)
        return forms[self.category(number)].format(n=self.number(number))

    def variants(self, one: str, other: str) -> Mapping[str, str]:
        """Return every plural form of a phrase with `{n}`, by CLDR category; scripts choose with `Intl.PluralRules`."""
        return self.forms.get(other) or {"one": one, "other": other}

    def html(self, message: str, **values: object) -> Markup:
        """Return a phrase as HTML with its values escaped; templates call it `_`."""
        text = Markup(self.say(message))  # noqa: S704  # catalogues ship with the package
        return text.format(**values) if values else text

    def date(self, value: Date | SourceDate) -> str:
        """Return a date in words; what a source has instead of a date is returned unchanged."""
        if isinstance(value, SourceDate):
            return _date_in_words(self, value.date) if value.date else value.edtf
        return _date_in_words(self, value)

    def day(self, text: str) -> str:
        """Return an EDTF date in words; any other text is returned unchanged."""
        value = parse_date(text)
        return self.date(value) if value else text


@lru_cache(maxsize=1 << 16)
def _date_in_words(language: Language, value: Date) -> str:
    return show_date(value, language.say, language.plain_date)


_OWN_WORDS = {"Group": "group", "Groups": "groups", "groups": "groups", "Designations": "designations", "List": "list"}
"""The phrases that an explainer may have its own words for, with the names of these words."""
_OWN_NUMBERS = {"{n} groups": ("group", "groups")}
"""Such phrases with a number, by their English plural: the words for one and for several."""


def in_own_words(language: Language, words: Mapping[str, str]) -> Language:
    """Return a language in which the phrases that name groups, designations or lists are an explainer's own words for them.

    The words are written as within a sentence; a phrase that begins with a capital letter keeps it.
    """
    return _in_own_words(language, tuple(words.items())) if words else language


@lru_cache
def _in_own_words(language: Language, items: tuple[tuple[str, str], ...]) -> Language:
    words = dict(items)
    own = {text: _capital(words[name]) if text[0].isupper() else words[name] for text, name in _OWN_WORDS.items() if name in words}
    forms = dict(language.forms)
    for plural, (one, several) in _OWN_NUMBERS.items():
        if one in words and several in words:
            forms[plural] = {category: f"{{n}} {words[one if category == 'one' else several]}" for category in PLURALS}
    return replace(language, say=lambda message: own.get(message) or language.say(message), forms=forms)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def is_tag(text: str) -> bool:
    """Return whether a text has the form of a BCP 47 language tag (RFC 5646), in upper or lower case."""
    return bool(_TAG.fullmatch(text))


@cache
def _tags_by_name() -> Mapping[str, str]:
    from babel.core import Locale

    english_names = {str(name).casefold(): str(tag).replace("_", "-") for tag, name in Locale("en").languages.items()}
    return english_names | {"farsi": "fa"} | {str(Locale(tag).display_name).casefold(): tag for tag in _NAMING}


def tags_named(text: str) -> tuple[str, ...]:
    """Return the language tags that a text probably stands for: the name of a language, a tag with underscores, a country."""
    from babel.languages import get_official_languages

    name = text.strip().strip("\"'“”„‘’").casefold()
    dashed = text.strip().replace("_", "-")
    if dashed != text and is_tag(dashed):
        return (dashed,)
    if tag := _tags_by_name().get(name):
        return (tag,)
    return tuple(get_official_languages(name.upper()))[:1] if len(name) == len("ua") else ()


def _by_name(calendars: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[int]]:
    """Return the numbers of what calendars call so, by its whole and its short names; each calendar has forms for different places."""
    numbers: dict[str, frozenset[int]] = {}
    for forms in (form for calendar in calendars for form in calendar.values()):
        for number, name in (*forms["wide"].items(), *forms["abbreviated"].items()):
            word = str(name).casefold().strip(".")
            numbers[word] = numbers.get(word, frozenset()) | {int(number)}
    return numbers


@cache
def _months_by_name() -> Mapping[str, frozenset[int]]:
    from babel.core import Locale

    return {"sept": frozenset({9})} | _by_name(Locale.parse(tag).months for tag in (*_NAMING, "ar_IQ"))


def month_names(tag: str) -> Mapping[str, int]:
    """Return the numbers of the months by what a language calls them: as numerals stand beside them, in any of its places."""
    if tag.partition("-")[0] == SOURCE:
        whole = [english_date(2000, month, 0).partition(" ")[0].lower() for month in range(1, 13)]
        return {name: number for number, month in enumerate(whole, 1) for name in (month, month[:3])} | {"sept": 9}
    from babel.core import Locale, UnknownLocaleError

    found: dict[str, int] = {}
    for name in (tag, *(["ar-IQ"] if tag == "ar" else ())):
        try:
            months = Locale.parse(name, sep="-").months["format"]
        except (UnknownLocaleError, ValueError):
            continue
        found |= {str(word).lower(): number for form in ("wide", "abbreviated") for number, word in months[form].items()}
    return found


def month_numbers(name: str) -> frozenset[int]:
    """Return the numbers of the months that are called so in one of the languages that are known."""
    return _months_by_name().get(name.casefold().strip("."), frozenset())


@cache
def _weekdays_by_name() -> Mapping[str, frozenset[int]]:
    from babel.core import Locale

    return _by_name(Locale.parse(tag).days for tag in _NAMING)


def weekday_numbers(name: str) -> frozenset[int]:
    """Return the days of the week, 0 for Monday, that are called so in one of the languages that are known."""
    return _weekdays_by_name().get(name.casefold().strip("."), frozenset())


def canonical_tag(tag: str) -> str:
    """Return a language tag in the case in which it is usually written (RFC 5646, section 2.1.1), which means nothing."""
    first, *rest = tag.lower().split("-")
    cased = [
        part.title() if len(part) == len("latn") and part.isalpha() else part.upper() if len(part) == len("iq") else part for part in rest
    ]
    return "-".join([first, *(cased if "x" not in rest and not any(len(part) == 1 for part in rest) else rest)])


def alpha_3(tag: str) -> str:
    """Return the code of a tag's language in ISO 639-3: three letters.

    CLDR lists it as another name of the code of two. Of several it is that for use in a language's own terms, which, unlike the others,
    has these letters: `fas`, not `per`, for `fa`; of macrolanguages it is their own.
    """
    from babel.core import get_global

    code = tag.partition("-")[0].lower()
    names = sorted(name for name, short in get_global("language_aliases").items() if short == code and len(name) == len("eng"))
    return next((name for name in names if re.match(f"{code[0]}.*{code[1:]}", name)), names[0] if names else code)


def is_named(tag: str) -> bool:
    """Return whether the language of a tag has a name in CLDR: of the thousands with three letters, those that are known best."""
    language = tag.partition("-")[0].lower()
    if len(language) <= len("en"):
        return True
    from babel.core import Locale

    return language in Locale.parse("en").languages


def has_words(tag: str) -> bool:
    """Return whether the interface is translated into a language, or into its base language."""
    return tag.partition("-")[0] in (SOURCE, *CATALOGUES)


@cache
def direction(tag: str) -> str:
    """Return the writing direction of a language, as a value of HTML's `dir`."""
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def english(tag: str = SOURCE) -> Language:
    """Return the language of the phrases themselves, under a tag."""
    return Language(
        tag,
        "English" if tag == SOURCE else tag,
        str,
        {},
        lambda number: "one" if number == 1 else "other",
        "{:,.10g}".format,
        _MONTHS,
        english_date,
    )


ENGLISH = english()


@cache
def language_of(tag: str) -> Language:
    """Return a language by its tag; one without a catalogue has an English interface."""
    base = tag.partition("-")[0]
    return _translated(tag, base) if base in CATALOGUES else english(tag)


def _translated(tag: str, base: str) -> Language:
    from babel.core import Locale, UnknownLocaleError
    from babel.dates import format_skeleton
    from babel.messages.pofile import read_po
    from babel.numbers import format_decimal

    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(base)
    with files("builder.model").joinpath(f"languages/{base}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale) if message.id and message.string]
    phrases = _Phrases((str(m.id), str(m.string)) for m in messages if isinstance(m.id, str))
    forms = {m.id[1]: dict(zip(PLURALS, m.string or (), strict=True)) for m in messages if not isinstance(m.id, str)}

    @cache
    def plain_date(year: int, month: int, day: int) -> str:
        skeleton = "yMMMMd" if day else "yMMMM" if month else "y"
        return format_skeleton(skeleton, date(year, month or 1, day or 1), locale=locale)

    months = tuple(locale.months["format"]["abbreviated"].values())

    def number(value: float) -> str:
        return format_decimal(value, locale=locale)

    return Language(tag, str(locale.display_name), phrases.__getitem__, forms, locale.plural_form, number, months, plain_date)


class _Phrases(dict[str, str]):
    """Translations by English phrase; a missing one is the English phrase."""

    def __missing__(self, message: str) -> str:
        return message
