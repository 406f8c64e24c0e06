"""The smallest pieces of HTML: dates, attributes, signs, and where a claim can be edited."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.model.language import ENGLISH, Language
from builder.pages.labels import SUPPORT_WORDS

if TYPE_CHECKING:
    from builder.model.dates import Date
    from builder.model.document import Support
    from builder.model.explainer import Explainer

SIGN = "<i class=sign></i>"
"""The sign of a support, drawn by the style sheet for the `data-support` of what it stands in."""


def time(date: Date, css: str = "", language: Language = ENGLISH) -> str:
    """Write a date for people and machines."""
    machine = date.machine
    tag = "time" if machine else "span"
    return f"<{tag}{f' class={css}' if css else ''}{f' datetime={machine}' if machine else ''}>{escape(language.date(date))}</{tag}>"


def attribute(name: str, value: str) -> str:
    """Write an attribute; nothing for an empty one."""
    return f' {name}="{escape(value)}"' if value else ""


def support_mark(support: Support, language: Language) -> Markup:
    """Write how well a claim is supported: the sign and the word."""
    word = f"<span class=support-word>{language.say(SUPPORT_WORDS[support])}</span>"
    return Markup(f"<span class=support data-support={support}>{SIGN} {word}</span>")


def explainer_repository(explainer: Explainer) -> str:
    """Return the address of the repository without a slash at its end, or an empty text."""
    return explainer.content.settings.repository.rstrip("/")
