"""An explainer's own words for its groups, designations and lists."""

from __future__ import annotations

from building import ROOT
from helpers import MINI, all_pages, explain
from jinja2 import FileSystemLoader

from builder.model.language import ENGLISH, in_own_words, language_of
from builder.pages.renderer import Renderer

COMPANY = """\
---
name: Night Oil
kind: party
aliases: [Night, {text: Oil, match: never}, {text: Lamp, match: never}]
founded: [{value: 1990, cite: "@alpha"}]
designations: [{by: office, list: watch, published: 2020, cite: "@alpha"}]
relations: [{type: part-of, group: union, cite: "@alpha"}]
---
"""
WORDS = "words: {group: company, groups: {en: companies}, designations: entries, list: register}\n"


def pages(settings: str) -> dict[str, str]:
    kept = [
        line for line in MINI["content/explainer.yml"].splitlines(keepends=True) if not line.startswith(settings.partition(":")[0] or "-")
    ]
    base = "".join(kept)
    explainer, found = explain({**MINI, "content/explainer.yml": base + settings, "content/groups/night.md": COMPANY})
    assert [f for f in found if f.severity == "error"] == []
    renderer = Renderer(explainer, FileSystemLoader(ROOT / "templates"))
    return {page.url: page.html for page in all_pages(renderer, home=True)} | {
        "nav": str(renderer.navigation("en")),
        "cards": renderer.cards(renderer.language),
    }


def test_own_words_stand_wherever_the_interface_names_the_thing_and_addresses_stay() -> None:
    made = pages(WORDS)
    assert "2 companies" in made["glossary/"]
    assert ">Companies</h2>" in made["glossary/"]
    assert ">companies</dt>" in made[""]
    assert ">Company</th>" in made["designations/"]
    assert "Entries</h1>" in made["designations/"]
    assert "Register</th>" in made["groups/night/"]
    assert "title='Entries', url='designations/'" in made["nav"]
    usual = pages("")
    for url, html in usual.items():
        assert "ompan" not in html, url
    assert ">Groups</h2>" in usual["glossary/"]


def test_words_are_written_as_in_a_sentence_and_headings_begin_with_a_capital() -> None:
    own = in_own_words(ENGLISH, {"group": "company", "groups": "companies"})
    assert [own.say(text) for text in ("Group", "Groups", "groups", "List", "Sources")] == [
        "Company",
        "Companies",
        "companies",
        "List",
        "Sources",
    ]
    assert [own.many(n, "{n} group", "{n} groups") for n in (1, 2)] == ["1 company", "2 companies"]
    assert own.many(2, "{n} term", "{n} terms") == "2 terms"
    assert in_own_words(ENGLISH, {}) is ENGLISH
    arabic = in_own_words(language_of("ar"), {"groups": "شركات"})
    assert (arabic.say("Groups"), arabic.say("List")) == ("شركات", language_of("ar").say("List"))


def test_a_word_for_a_property_names_the_date_of_founding_and_weak_names_are_told_apart_once() -> None:
    html = pages("")["groups/night/"]
    assert html.count("may mean others") == 1
    assert "Founded" in html
    declared = pages("properties: {founded: Born}\n")["groups/night/"]
    assert ">Born</th>" in declared
    assert "Founded" not in declared
