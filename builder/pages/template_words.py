"""The globals and filters of templates: phrases, numbers and dates in the language of the page; and their environment."""

from __future__ import annotations

import re
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, Environment, StrictUndefined, pass_context
from jinja2.ext import Extension
from markupsafe import Markup, escape

from builder.linking.queries import long_list_name, show_figure, show_measure, show_unit
from builder.model.language import direction, language_of
from builder.pages.words import label, sentence, time, whole_as_set
from builder.signs.sign_words import CONSULTED_WORDS, STATUS_WORDS, SUPPORT_KEY, SUPPORT_WORDS
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.runtime import Context

    from builder.model.dates import Date
    from builder.model.document import Claim, SafeHtml
    from builder.model.language import Language


_INDENTATION = re.compile("\n[ \t]+")
_PREFORMATTED = re.compile("<(?:pre|textarea)", re.IGNORECASE)


class Unindented(Extension):
    """Removes the indentation of templates, which would be a part of every page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  # the names are Jinja's
        """Return the source without indentation, unless it holds preformatted text."""
        return source if _PREFORMATTED.search(source) else _INDENTATION.sub("\n", source)


@cache
def words_of(language: Language) -> Mapping[str, Any]:
    """Return the globals of a language: `_` translates a phrase, `_n` one with a number."""
    return MappingProxyType(
        {
            "language": language,
            "_": _translator(language),
            "_n": language.many,
            "_forms": language.variants,
            "number": partial(show_measure, language=language),
            "figure": partial(show_figure, language=language),
            "unit_words": partial(show_unit, language=language),
            "dir_of": direction,
            "language_of": language_of,
        }
    )


def _translator(language: Language) -> Callable[..., Markup]:
    """Return a function that translates a phrase into HTML; phrases without values are cached."""
    plain: Callable[[str], Markup] = cache(language.html)

    def translate(message: str, **values: object) -> Markup:
        if not values:
            return plain(message)
        return Markup(language.say(message).format(**{name: escape(value) for name, value in values.items()}))

    return translate


@pass_context
def date_filter(context: Context, value: Date | None, css: SafeHtml = "") -> Markup:
    """Return a date as HTML in the language of the page; empty for None."""
    return Markup(time(value, css, context["language"])) if value else Markup("")


@pass_context
def _label(context: Context, claim: Claim) -> str:
    return label(claim, context["language"])


@pass_context
def _sentence(context: Context, claim: Claim) -> str:
    return sentence(claim, context["language"])


@pass_context
def _whole(context: Context, claim: Claim) -> str:
    return whole_as_set(claim, context["language"])


@pass_context
def _set(context: Context, text: str) -> str:
    return typeset(text, context["language"].tag)


@pass_context
def _words(context: Context, value: Date) -> str:
    return str(context["language"].date(value))


@pass_context
def _day(context: Context, text: str) -> str:
    return str(context["language"].day(text))


def page_environment(loader: BaseLoader) -> Environment:
    """Return the environment in which the templates of pages are compiled, each once."""
    environment = Environment(
        loader=loader,
        autoescape=True,
        extensions=[Unindented],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "support_words": SUPPORT_WORDS,
        "support_key": SUPPORT_KEY,
        "consulted_words": CONSULTED_WORDS,
        "status_words": STATUS_WORDS,
        "long_list_name": long_list_name,
    }
    environment.filters |= {
        "date": date_filter,
        "label": _label,
        "sentence": _sentence,
        "whole": _whole,
        "words": _words,
        "day": _day,
        "set": _set,
    }
    return environment
