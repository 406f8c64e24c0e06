"""Lists at the end of pages, as HTML: who is who, related themes, what cites a source, where a group is named.

A large site has tens of thousands of these entries; most of them stand on many pages.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.model.document import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.model.content import Group, Theme
    from builder.model.document import Claim
    from builder.pages.view import View


def who_is_who(view: View, groups: Iterable[str]) -> Markup:
    """Write what groups are, as entries of a list of definitions."""
    kept = view.kept.groups
    return Markup("\n".join([kept.get(name) or kept.setdefault(name, _who(view, view.explainer.groups[name])) for name in groups]))


def _who(view: View, group: Group) -> str:
    what = group.summary.text if group.summary else view.explainer.content.settings.kinds.get(group.kind, "")
    return (
        f'<div><dt><a class="group" data-group="{group.id}" href={view.href(group.url)}>{view.apart(group.name)}</a>'
        f"{natives(group)}</dt><dd{view.tongue(group.url) if group.summary else ''}>{escape(what, quote=False)}</dd></div>"
    )


def natives(group: Group, css: str = "native") -> Markup:
    """Write the names of a group in its own languages, each after a space."""
    names = group.native.items()
    return Markup("".join([f' <span class="{css}" lang="{lang}" dir=auto>{escape(name, quote=False)}</span>' for lang, name in names]))


def related_themes(view: View, themes: Iterable[str]) -> Markup:
    """Write the themes that belong to the one that is read, as items of a list."""
    return Markup("\n".join([_related(view, view.explainer.themes[name]) for name in themes]))


def _related(view: View, theme: Theme) -> str:
    title, question = escape(theme.title, quote=False), escape(theme.question, quote=False)
    return (
        f"<li><a href={view.href(theme.url)}{view.tongue(theme.url)}><span class=card-kicker>{title}</span>"
        f" <span class=card-title>{question}</span></a></li>"
    )


def cited_by(view: View, source: str) -> Markup:
    """Write the claims that cite a source, as items of a list."""
    claims, titles = view.explainer.claims, view.kept.titles
    out = []
    for name in view.explainer.cited_by.get(source, ()):
        claim = claims[name]
        where = titles.get(claim.page) or _title(view, claim.page)
        how = ""
        for cited, _, locator, _, quote, stance in claim.citations:
            if cited == source and (locator or quote or stance is not Stance.SUPPORTS):
                how += _how(view, locator, quote, stance)
        out.append(f"<li data-claim-ref={name}>{view.claim_link(claim)} <span class=cited-where>{where}{how}</span></li>")
    return Markup("\n".join(out))


def _title(view: View, url: str) -> str:
    return view.kept.titles.get(url) or view.kept.titles.setdefault(url, escape(view.explainer.titles[url], quote=False))


def _how(view: View, locator: str, quote: str, stance: Stance) -> str:
    """Write where in a source a claim finds it, and what it says there."""
    return (
        (f"{view.kept.comma}{escape(locator, quote=False)}" if locator else "")
        + (f" <span class=contra>{view.say('contradicts')}</span>" if stance is Stance.CONTRADICTS else "")
        + (f" <q dir=auto>{escape(quote, quote=False)}</q>" if quote else "")
    )


def mentions(view: View, pages: Iterable[tuple[str, Sequence[Claim]]]) -> Markup:
    """Write the claims that name a group, each page with those on it."""
    return Markup("\n".join([_mentioned(view, url, claims) for url, claims in pages]))


def _mentioned(view: View, url: str, claims: Sequence[Claim]) -> str:
    items = "\n".join([f"<li>{view.claim_link(claim)}</li>" for claim in claims])
    return f"<h3><a href={view.href(url)}>{_title(view, url)}</a></h3>\n<ul>{items}</ul>"


def moved_claims(view: View) -> Markup:
    """Write the anchors of claims that stand elsewhere now: seen only by who comes by an old address, whom moved.js leads on."""
    words = view.say("This claim has moved:")
    left = view.explainer.moves.left.get(view.url, ())
    return Markup(
        "".join([f"<p class=moved id=claim-{old}>{words} {view.claim_link(view.explainer.claims[claim])}</p>\n" for old, claim in left])
    )
