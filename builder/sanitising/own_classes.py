"""The classes that only the site itself may use."""

from __future__ import annotations

OWN_CLASSES = frozenset(
    "account account-differs account-facts account-place account-source account-text account-value account-who account-why accounts "
    "accounts-pair accounts-title accounts-verdict ahead alert alert-title aliases arrow asof asof-controls asof-day asof-said "
    "asof-ticks axis backlinks bar beyond bound brief card-actions card-cite card-close card-contra card-facts card-head card-kicker "
    "card-label card-links card-natives card-of-claim card-passage card-said card-support card-title card-why change-head change-kind "
    "change-text changes chart chosen citation citation--contra citations cited-by cited-by-title cited-where claim claim--chosen "
    "claim--later claim--table claim-actions claim-attributed claim-date claim-differs claim-later claim-link claim-list claim-meta "
    "claim-sign claim-status claim-support claim-text claims claims-table commit computed consulted consulted--excerpt "
    "consulted--full consulted--no contents contents-title contra counter credit data dates definition differing differs dispute-page "
    "dispute-table disputes downloads draft-note drawing drawing--events drawing-title editorial entries entry entry-status "
    "event-facts event-fold event-name event-number event-said event-text event-tie facts figures-row filters filters-end "
    "filters-more filters-wide frame frame-panel frame-panel__bar glossary graph group here home-answer hovercard hovercard--sheet "
    "hovercard--top icon icon--moon icon--sun icon-button in-order in-order-note in-table index-list introduction key key-sign kicker "
    "languages later letter letters listing listing-state live live--stopped live-bare live-note live-note--stopped live__close "
    "live__finding live__finding--warning live__findings live__head live__hint live__kept live__message live__more live__title "
    "live__trouble live__where locator lost-near mark mark--later mark--rough mark--within mark-label md-banner md-container "
    "md-header md-header__inner md-main mentions menu-button months--long moved native native--large native-names newest newest-date "
    "no-js node node--here node--title page page-facts page-head page-head--home pager part passages place place-body place-name "
    "places places-title print-key prose quantities quantity quantity-note quantity-value rail record-list reference reference-by "
    "reference-notes reference-title references related relations remark remark-head report-basis reports revision-facts rival-note "
    "rivals row-head row-label row-link row-note row-sign row-title row-value said said-again said-facts said-quote search-count "
    "search-group search-more search-page search-result search-result__context search-result__sign search-result__title "
    "search-results search-results--page search-sections search-status section-later sign site-footer site-footer__data "
    "site-footer__inner site-footer__label site-footer__links site-footer__title site-logo site-nav site-search site-search--page "
    "site-search-box site-search__input site-search__label site-title skip-link source-facts source-note standfirst statement-dates "
    "statement-note status--changed status--gone status--new stem support support-count support-key term theme-list theme-number "
    "theme-question theme-summary theme-toggle tie tie--ended tie-label tie-list tie-words timeline to-contents toc-title topic value "
    "value-source values verdict-meaning verdict-origins verdict-places verdict-table verdicts was weak who whole wrapped".split()
)
"""Classes by which the site draws its claims, signs, cards and frame; on a hand-written page they would imitate them."""
