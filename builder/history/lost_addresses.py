"""Lost addresses: what was published, is gone, and has no successor that names it in `was`. Each is reported with the line to write."""

from __future__ import annotations

from collections import Counter, defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from builder.model.findings import Finding, Named, Where, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.history.published import Published
    from builder.model.content import Group, Theme
    from builder.model.document import Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

_ALIKE = 0.7
"""The part of the words of two claims, taken together, that both have, if one is probably the other reworded."""
_MOST_COMPARED = 50
"""Lost claims of a page that are compared with all that it has."""
_MOST_NAMED = 8
_KEEP = "what no longer holds stays, with status=retracted"


class LostAddress(NamedTuple):
    """An address that leads nowhere now."""

    subject: Named
    found: Finding | None
    """None for a claim of a page that is lost, which is reported with it."""
    renamed: tuple[str, str, str]
    """What it is called now, if that is known; what to do where the old id is still in use, and what to do besides."""


def lost_addresses(explainer: Explainer, published: Iterable[Published]) -> list[LostAddress]:
    """Return the addresses that were lost; `published` is what has left its place, the latest first."""
    latest: dict[tuple[str, str, str], Published] = {}
    for one in published:
        latest.setdefault((one.kind, one.page, one.id), one)
    return list(_Search(explainer, latest.values()).lost()) if latest else []


class _Search:
    def __init__(self, explainer: Explainer, published: Iterable[Published]) -> None:
        self.explainer = explainer
        self.moves = explainer.moves.pages
        self.published = list(published)
        self.pages: dict[str, Theme | Group] = {page.url: page for page in explainer.content.pages}
        self.claims_of: defaultdict[str, list[Published]] = defaultdict(list)
        for one in self.published:
            if one.kind == "claim":
                self.claims_of[one.page].append(one)
        self.addresses = {*self.pages, *(source.page for source in explainer.content.sources)}
        claims = explainer.claims
        self.renamed = {(claims[new].page, old) for new, olds in explainer.moves.renamed.items() for old in olds}
        self.renamed |= {(page, old) for page, pairs in explainer.moves.left.items() for old, _ in pairs}
        content = explainer.content
        self.by_name: dict[str, dict[tuple[str, ...], Theme | Group]] = {
            "theme": {_words(theme.title): theme for theme in reversed(content.themes)},
            "group": {_words(group.name): group for group in reversed(content.groups)},
        }
        self.by_record = {text: source for source in reversed(content.sources) for text in (source.title, source.url) if text}
        self.compared = Counter[str]()
        self.by_page: dict[str, list[tuple[set[str], Claim]]] = {}
        self.by_text = {_words(claim.text): claim for claim in reversed([*claims.values()])}

    def lost(self) -> Iterator[LostAddress]:
        for one in self.published:
            if one.kind == "claim":
                page = self.pages.get(self.moves.get(one.page, one.page))
                if page is None and one.id not in self.explainer.claims:
                    yield LostAddress(Named(one.kind, one.id), None, _gone(one))
                elif page and not self._is_claim(one, page.url):
                    yield self._claim(one, page)
            elif one.kind in ("heading", "term"):
                yield from self._anchor(one)
            elif one.kind == "source" and one.page in self.addresses:
                yield from self._key(one)
            elif one.page not in self.moves and one.page not in self.addresses:
                yield self._source(one) if one.kind == "source" else self._page(one)

    # --- claims ---

    def _is_claim(self, one: Published, page: str) -> bool:
        claim = self.explainer.claims.get(one.id)
        return (claim is not None and claim.page == page) or (page, one.id) in self.renamed

    def _claim(self, one: Published, page: Theme | Group) -> LostAddress:
        new = self.explainer.claims.get(one.id) or self.by_text.get(_words(one.text)) or self._reworded(one, page)
        message = f"the claim `{one.id}` was published at {page.url}#claim-{one.id}, which leads nowhere now"
        if new is None:
            headings = {heading.id: heading.where for heading in page.body.headings}
            where = headings.get(one.section, page.where)
            other = f"if that stands on another page, write {page.url}{one.id} instead of the id alone"
            return _lost(one, where, message, f"write was={one.id} into the braces of the claim that replaced it; {_KEEP}", other)
        old = one.id if new.page == page.url else f"{page.url}{one.id}"
        was = f"was={','.join((*new.was, old))}"
        what = f"it was moved to {new.where.path}" if new.id == one.id else f"it seems to be `{new.id}` now"
        where = new.id_where or new.where
        rename = _gone(one) if new.id == one.id else _rename(one.id, new.id, was, where)
        return _lost(one, where, message, f"{what}: write {{#{new.id} {was}}}", rename=rename)

    def _reworded(self, one: Published, page: Theme | Group) -> Claim | None:
        """Return the claim of a page that has most words in common with an old one; None if it is another."""
        if page.url not in self.by_page:
            self.by_page[page.url] = [(set(_words(claim.text)), claim) for claim in page.body.claims]
        self.compared[page.url] += 1
        if self.compared[page.url] > _MOST_COMPARED:
            return None
        words = set(_words(one.text))
        shares = [(len(words & others) / len(words | others), claim) for others, claim in self.by_page[page.url] if words | others]
        share, claim = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        return claim if share >= _ALIKE else None

    # --- anchors ---

    def _anchor(self, one: Published) -> Iterator[LostAddress]:
        """Yield the anchor of a heading or a term that is still there, under another one; these have no `was`."""
        now, id_now, where = (self._term if one.kind == "term" else self._heading)(one)
        if now and id_now != one.id:
            anchor = f"term-{one.id}" if one.kind == "term" else one.id
            message = f"the {one.kind} “{now}” was published at {one.page}#{anchor}, which leads nowhere now"
            back = f"write `id: {one.id}` again" if one.kind == "term" else f"write {{#{one.id}}} behind it again"
            yield _lost(
                one,
                where,
                message,
                f"{back}: the old address cannot lead on",
                rename=(id_now, f"`{one.id}` was renamed to `{id_now}`? then write `{id_now}` here", ""),
            )

    def _term(self, one: Published) -> tuple[str, str, Where]:
        terms = self.explainer.terms
        same = None if one.id in terms else next((term for term in terms.values() if _words(term.term) == _words(one.text)), None)
        return (same.term, same.id, same.where) if same else ("", "", Where(one.path))

    def _heading(self, one: Published) -> tuple[str, str, Where]:
        page = self.pages.get(self.moves.get(one.page, one.page))
        headings = page.body.headings if page and one.id not in page.body.anchors else ()
        same = next((heading for heading in headings if _words(heading.text) == _words(one.text)), None)
        return (same.text, same.id, same.where) if same else ("", "", Where(one.path))

    # --- pages ---

    def _page(self, one: Published) -> LostAddress:
        claims = [claim.id for claim in self.claims_of[one.page]]
        new = self._successor(one, claims)
        message = f"the {one.kind} `{one.id}` was published at {one.page}, which leads nowhere now"
        if new is not None:
            was = f"was: [{', '.join((*(former.id for former in new.was), one.id))}]"
            rename = _rename(one.id, new.id, was, new.where)
            hint = f"it seems to be `{new.id}` now: add {was} to its front matter"
            return _lost(one, _place(one.id, new), message, hint, rename=rename)
        more = f", and {len(claims) - _MOST_NAMED} more" if len(claims) > _MOST_NAMED else ""
        listed = f"its claims are lost, too: {', '.join(f'#claim-{name}' for name in claims[:_MOST_NAMED])}{more}" if claims else ""
        add = f"add was: [{one.id}] to the front matter of the {one.kind} that replaced it; {_KEEP}"
        return _lost(one, Where(one.path), message, listed, add)

    def _successor(self, one: Published, claims: list[str]) -> Theme | Group | None:
        """Return the page of the same name, or the one that most claims of a lost page have moved to."""
        named = self.by_name[one.kind]
        if one.text and (same := named.get(_words(one.text))):
            return same
        homes = Counter(self.explainer.claims[name].page for name in claims if name in self.explainer.claims)
        home, number = next(iter(homes.most_common(1)), ("", 0))
        page = self.pages.get(home)
        return page if home.startswith(f"{one.kind}s/") and 2 * number > len(claims) else None

    def _key(self, one: Published) -> Iterator[LostAddress]:
        """Yield a source that has its old address, but not the key by which it was cited."""
        if one.id not in self.explainer.sources:
            new = next(source for source in self.explainer.content.sources if source.page == one.page)
            if one.id not in (former.id for former in new.was):
                message = f"the source `{one.id}` is `{new.id}` now, which has the same address, but is another key for citations"
                hint = f"write `id: {one.id}` again, or `{new.id}` where it is cited"
                yield _lost(
                    one, new.where, message, hint, rename=(new.id, f"`{one.id}` was renamed to `{new.id}`? then write `{new.id}` here", "")
                )

    def _source(self, one: Published) -> LostAddress:
        message = f"the source `{one.id}` was published at {one.page}, which leads nowhere now"
        new = self.by_record.get(one.url) or self.by_record.get(one.text)
        if new is None:
            return _lost(one, Where(one.path), message, f"add was: [{one.id}] to the record that replaced it, or put its record back")
        was = f"was: [{', '.join((*(former.id for former in new.was), one.id))}]"
        rename = _rename(one.id, new.id, was, new.where)
        hint = f"it seems to be `{new.id}` now: add {was} to its record"
        return _lost(one, _place(one.id, new), message, hint, rename=rename)


def _place(old: str, new: Theme | Group | Source) -> Where:
    """Return where something names a former id that is nearly the one that is lost, more so than its own; else its place."""
    nearest, where = _likeness(old, new.id), new.where
    for former in new.was:
        if (likeness := _likeness(old, former.id)) > nearest:
            nearest, where = likeness, former.where
    return where


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.casefold().split())


def _rename(old: str, new: str, was: str, where: Where) -> tuple[str, str, str]:
    return new, f"`{old}` was renamed to `{new}`? then write `{new}` here", f"and add {was} at {where}, so that the old address leads on"


def _gone(one: Published) -> tuple[str, str, str]:
    return "", f"an earlier version had it, in {one.path}: put it back, name what replaced it, or take this out", ""


def _lost(one: Published, where: Where, message: str, *hints: str, rename: tuple[str, str, str] | None = None) -> LostAddress:
    subject = Named(one.kind, one.id)
    return LostAddress(subject, finding(where, "lost-address", message, *hints, grounds=(subject,)), rename or _gone(one))
