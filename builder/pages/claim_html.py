"""The text of a theme or profile as HTML: claims, each with its sign, its dates, and what disputes it."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from builder.linking.queries import opposed, outliers_among
from builder.linking.support import begins_row
from builder.model.document import ClaimBlock, Heading, Html
from builder.model.language import phrase
from builder.pages.words import label, time
from builder.signs.sign_words import STATUS_WORDS, date_of_page, differing, later_words, shown_status
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from builder.model.document import Block, Body, Claim, Prose, SafeHtml, Support, Token
    from builder.model.explainer import Explainer
    from builder.pages.view import View


_DEEPEST = 6
"""The lowest level of a heading in HTML."""


def body_html(view: View, body: Body) -> Markup:
    """Return the text of a theme or profile as HTML; adjacent claims that dispute each other or differ are set side by side."""
    out: list[SafeHtml] = []
    blocks, explainer, claims = body.blocks, view.explainer, view.explainer.claims
    all_later = _all_later(explainer, blocks)
    position, is_said = 0, False
    while position < len(blocks):
        block = blocks[position]
        if isinstance(block, ClaimBlock):
            run = _run_of_accounts(explainer, blocks, position) if opposed(explainer, claims[block.claim]) else [block]
            out.append(_accounts(view, run) if len(run) > 1 else claim_html(view, claims[block.claim], is_later_said=is_said))
            position += len(run)
            continue
        if isinstance(block, Html):
            out.append(view.html(block))
        elif isinstance(block, Heading):
            out.append(_heading(view, block))
            is_said = position in all_later
            if is_said:
                out.append(f"<p class=section-later>{_later_note(view, all_later[position])}</p>")
        else:
            out.append(_prose(view, block, f"_b{position}"))
        position += 1
    return Markup("\n".join(out))


def _all_later(explainer: Explainer, blocks: Sequence[Block]) -> dict[int, str]:
    """Return the positions of the headings under which all claims are later developments, with the address of their page; two or more."""
    found: dict[int, str] = {}
    starts = [number for number, block in enumerate(blocks) if isinstance(block, Heading)]
    for start, end in pairwise((*starts, len(blocks))):
        claims = [explainer.claims[block.claim] for block in blocks[start:end] if isinstance(block, ClaimBlock)]
        if len(claims) > 1 and all(claim.later for claim in claims):
            found[start] = claims[0].page
    return found


def _later_note(view: View, page: str) -> SafeHtml:
    """Return what a section says whose claims are all later developments."""
    as_of = date_of_page(view.explainer, page)
    words = view.say("What follows is later than {date}, the date as of which this page is written.")
    return words.format(date=view.time(as_of)) if as_of else view.say("Later developments")


def _run_of_accounts(explainer: Explainer, blocks: Sequence[Block], start: int) -> list[ClaimBlock]:
    """Return the claim at a position and those directly after it that one before them disputes, or differs from, or the other way round."""
    run: list[ClaimBlock] = []
    before: set[str] = set()
    for position in range(start, len(blocks)):
        block = blocks[position]
        if not isinstance(block, ClaimBlock) or (run and before.isdisjoint(opposed(explainer, explainer.claims[block.claim]))):
            break
        run.append(block)
        before.add(block.claim)
    return run


def _accounts(view: View, run: list[ClaimBlock]) -> SafeHtml:
    """Return claims that dispute each other or differ as HTML, side by side."""
    explainer = view.explainer
    claims = explainer.claims
    beside = {block.claim for block in run}
    inner = "".join(claim_html(view, claims[block.claim], beside) for block in run)
    name_of = f"accounts-{run[0].claim}"
    name = escape(label(claims[run[0].claim], view.language))
    outliers = outliers_among(explainer, [claims[block.claim] for block in run])
    title = view.language.many(outliers, "One report differs", "{n} reports differ") if outliers else view.say("Accounts differ")
    on = f"<span class=visually-hidden>{view.say('on: {claim}').format(claim=name)}</span>"
    return (
        f'<section class="accounts"{view.named(name_of)}><p class=accounts-title id="{view.anchor(name_of)}">{title} {on}</p>'
        f"<div class=accounts-pair>{inner}</div></section>"
    )


def _heading(view: View, heading: Heading) -> SafeHtml:
    name = view.say("Link to the section {title}").format(title=escape(typeset(heading.text, view.language.tag)))
    anchor = view.anchor(heading.id)
    level: int = min(heading.level - 1 + view.top, _DEEPEST)
    return (
        f'<h{level} id="{anchor}"{view.tongue_of(heading.id)}>{view.tokens(heading.tokens, heading.id)}'
        f'<a class=headerlink href="#{anchor}" aria-label="{name}">#</a></h{level}>'
    )


def _prose(view: View, block: Prose, stem: SafeHtml) -> SafeHtml:
    tag = "div" if block.tag == "table" else block.tag
    return f'<{tag} class="editorial" data-support="editorial"{view.tongue_of("")}>{view.tokens(block.tokens, stem)}</{tag}>'


def claim_html(view: View, claim: Claim, beside: Collection[str] = (), *, is_later_said: bool = False) -> SafeHtml:
    """Return a claim as HTML, with its sign, dates and relations to other claims, except disputes with those `beside` it.

    With `is_later_said` its section tells that it is a later development, and it does not tell again.
    """
    name = claim.id
    anchor = f"{view.claims}{name}"
    support = view.explainer.support[name]
    text = view.tokens(_tokens(view, claim), name)
    tongue = view.tongue(name)
    inner = f"<p{tongue}>{text}</p>" if claim.tag == "p" else f"<div class=claim-text{tongue}>{text}</div>"
    edges, after = _ties(view, claim, beside)
    sign = view.shared.sign(support, view.explainer.tallies[name].independent)
    return (
        f'<div class="claim{" claim--later" if claim.later else ""}{" claim--table" if claim.tag == "table" else ""}" id="{anchor}"'
        f' data-claim="{name}" data-support="{support}" data-status="{claim.status}"{edges}>'
        f"<div class=claim-meta><a class=claim-sign href=#{anchor}{sign}{_meta(view, claim, tongue, is_later_said)}</div>"
        f"{inner}{after}</div>"
    )


def _tokens(view: View, claim: Claim) -> Sequence[Token]:
    """Return the tokens of a claim; those of a table with the signs of its rows, unless a translation has other rows."""
    explainer, name = view.explainer, claim.id
    tokens = explainer.tokens[name]
    rows = explainer.tallies[name].rows
    if not rows or claim.editorial or len(rows) != sum(type(token) is Html and begins_row(token.html) for token in tokens):
        return tokens
    return _with_row_signs(view, name, tokens, [row.support for row in rows])


def _with_row_signs(view: View, name: SafeHtml, tokens: Sequence[Token], supports: Sequence[Support]) -> list[Token]:
    """Return the tokens of a table with the sign of each row at the start of its first cell."""
    out: list[Token] = []
    number = 0
    sign: SafeHtml = ""
    for token in tokens:
        if not isinstance(token, Html):
            out.append(token)
        elif begins_row(token.html):
            support = supports[number]
            number += 1
            before, row, after = token.html.partition("<tr")
            out.append(Html(f"{before}{row} data-support={support}{after}"))
            sign = f"<a class=row-sign href=#{view.claims}{name} data-row={number}{view.shared.row_signs[support]}"
        elif sign and token.html.startswith(("<td", "<th")):
            out.append(Html(f"{token.html}{sign}"))
            sign = ""
        else:
            out.append(token)
    return out


def _meta(view: View, claim: Claim, tongue: SafeHtml, is_later_said: bool) -> SafeHtml:
    """Return the margin beside the sign as HTML: status, dates, attribution, the link for editing, anchors of old ids."""
    say = view.say
    parts = []
    if word := STATUS_WORDS.get(shown_status(claim, view.explainer.support[claim.id])):
        parts.append(f"<span class=claim-status>{say(word)}</span>")
    if claim.differs or claim.id in view.explainer.differed_by:
        parts.append(_differing(view, claim))
    if claim.date:
        parts.append(time(claim.date, "claim-date", view.language))
    elif claim.as_of:
        parts.append(f"<span class=claim-date>{say('as of {date}').format(date=view.time(claim.as_of))}</span>")
    if claim.later and not is_later_said:
        parts.append(f"<span class=claim-later>{escape(later_words(view.explainer, claim.page, view.language))}</span>")
    if claim.attributed:
        name = f"<bdi{tongue}>{escape(claim.attributed)}</bdi>" if tongue else escape(claim.attributed)
        parts.append(f"<span class=claim-attributed>{say('according to {name}').format(name=name)}</span>")
    if view.shared.edit_base:
        where = f"{quote(claim.where.path)}?plain=1#L{claim.where.line}-L{claim.end_line}"
        parts.append(f'<span class=claim-actions><a href="{view.shared.edit_base}{where}" rel="external edit">{say("Edit")}</a></span>')
    if renamed := view.explainer.moves.renamed:
        parts += [f"<span class=was id={view.claims}{name}></span>" for name in renamed.get(claim.id, ())]
    return "".join(parts)


def _differing(view: View, claim: Claim) -> SafeHtml:
    """Return as HTML that a claim differs from another, and that others differ from it, with a link to the first of these."""
    own, others = differing(view.explainer, claim, view.language)
    parts = [f"<span class=claim-differs>{own}</span>"] if own else []
    if others:
        first = view.explainer.differed_by[claim.id][0]
        parts.append(f'<a class="claim-link claim-differs" data-claim-link={first} href={view.claim_url(first)}>{others}</a>')
    return "".join(parts)


def _ties(view: View, claim: Claim, beside: Collection[str]) -> tuple[SafeHtml, SafeHtml]:
    """Return the relations to other claims: as attributes for programs, and as HTML below the text for people."""
    explainer, name = view.explainer, claim.id
    disputed = explainer.disputed_by.get(name, ())
    newer, supporting = explainer.superseded_by.get(name, ()), explainer.supported_by.get(name, ())
    differing_from = explainer.differed_by.get(name, ())
    if not (disputed or differing_from or newer or supporting or claim.differs or claim.supersedes or claim.supports):
        return "", ""
    edges = (
        ("disputed-by", disputed),
        ("differs", claim.differs),
        ("differed-by", differing_from),
        ("supersedes", claim.supersedes),
        ("superseded-by", newer),
        ("supports", claim.supports),
        ("supported-by", supporting),
    )
    rows = (
        (phrase("Disputed by"), [other for other in disputed if other not in beside]),
        (phrase("Differs from"), [other for other in claim.differs if other not in beside]),
        (phrase("Differing report"), [other for other in differing_from if other not in beside]),
        (phrase("Superseded by"), newer),
        (phrase("Supersedes"), claim.supersedes),
        (phrase("Supported by"), supporting),
    )
    return (
        "".join([f' data-{kind}="{" ".join(others)}"' for kind, others in edges if others]),
        "".join([_counter(view, words, others) for words, others in rows if others]),
    )


def _counter(view: View, words: str, others: Sequence[str]) -> SafeHtml:
    claims = view.explainer.claims
    links = view.say("; ").join([view.claim_link(claims[name]) for name in others])
    return f"<p class=counter><span class=counter-label>{view.say(words)}:</span> {links}</p>"
