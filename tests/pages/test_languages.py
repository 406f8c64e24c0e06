"""The words of the interface in every language: none missing, none left over, none left in English; and the forms of a language."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import jinja2
import pytest
from building import ROOT, run_here
from helpers import MINI, explain, write
from phrases import CATALOGUE, catalogue, phrases, used
from selection import some
from site_reader import Site, one, select, words

from builder.linking.translations import digest, digest_of_claim, digest_of_frame
from builder.model.dates import parse_date
from builder.model.language import CATALOGUES, ENGLISH, PLURALS, direction, language_of
from builder.pages.reference_html import references_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

ARABIC = language_of("ar")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.name != "live.html")
"""All but what those see who write: findings are in English, too."""
SPOKEN = ("aria-label", "title", "placeholder", "alt")
NO_WORDS = {"SHA-256", "SHA256SUMS", "explainer verify", "BibTeX", "RIS", "CSL-JSON", "JSON", "CSV", "JavaScript"}
"""Names of formats, the same in every language."""


# --- catalogues -------------------------------------------------------------------------------------------------------


def test_every_phrase_is_in_the_catalogue_and_every_entry_is_used() -> None:
    wanted, had = used(), catalogue()
    assert len(wanted) > 100
    assert {phrase: place for phrase, place in wanted.items() if phrase not in had} == {}, "phrases without a translation"
    assert [phrase for phrase in had if phrase not in wanted] == [], "translations that nothing asks for"


def test_there_is_a_catalogue_for_every_language_named() -> None:
    assert sorted(path.stem for path in CATALOGUE.parent.glob("*.po")) == sorted(CATALOGUES)


@pytest.mark.parametrize("phrase", catalogue(), ids=str)
def test_a_translation_has_all_forms_and_the_same_places_to_fill(phrase: str | tuple[str, ...]) -> None:
    said = catalogue()[phrase]
    forms = (said,) if isinstance(said, str) else said
    assert len(forms) == (1 if isinstance(phrase, str) else len(PLURALS))
    wanted = set(re.findall(r"\{\w*\}", phrase if isinstance(phrase, str) else phrase[1]))
    for form in forms:
        assert form.strip() or not form, "an empty translation"
        assert not set('<>"') & set(form), "a catalogue holds text, no HTML"
        places = set(re.findall(r"\{\w*\}", form))
        assert places == wanted or (isinstance(phrase, tuple) and places <= wanted)


def test_an_extractor_sees_phrases_inside_of_formatted_strings() -> None:
    assert phrases('f"<p>{self.say(\'One\')}</p>"; many(n, "{n} a", "{n} b"); say(name)', template=False) == {"One", ("{n} a", "{n} b")}
    assert phrases("{{ _('One') }} {{ _n(2, '{n} a', '{n} b') }}", template=True) == {"One", ("{n} a", "{n} b")}


def _texts(source: str) -> Iterator[str]:
    """Give what a template says without asking the catalogue: text between tags, and attributes that are read out."""
    data = " ".join(
        f" {value} " if kind == "data" else "\0" for _, kind, value in jinja2.Environment(autoescape=True).lex(source) if kind != "comment"
    )
    data = re.sub(r"<(script|style)\b.*?</\1>", "", data, flags=re.DOTALL)
    for tag in re.findall(r"<[^>]*>", data):
        yield from (value for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag) if name in SPOKEN)
    yield from re.sub(r"<[^>]*>", "\0", data).split("\0")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_says_anything_past_the_catalogue(path: Path) -> None:
    found = {" ".join(text.split()) for text in _texts(path.read_text(encoding="utf-8"))}
    assert {
        text for text in found if re.search(r"[^\W\d_]{3,}", re.sub(r"&[#a-z0-9]+;|\{\w*\}|[\w-]+=\"[^\"]*\"", "", text))
    } - NO_WORDS == set()


# --- a language -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا مصادر"),
        (1, "مصدر واحد"),
        (2, "مصدران"),
        (3, "3 مصادر"),
        (10, "10 مصادر"),
        (11, "11 مصدرًا"),
        (99, "99 مصدرًا"),
        (100, "100 مصدر"),
        (102, "102 مصدر"),
        (103, "103 مصادر"),
        (1111, "1,111 مصدرًا"),
    ],
)
def test_arabic_counts_in_six_forms(number: int, said: str) -> None:
    assert ARABIC.many(number, "{n} source", "{n} sources") == said


def test_english_counts_in_two_forms() -> None:
    assert [ENGLISH.many(n, "{n} source", "{n} sources") for n in (0, 1, 2, 1234)] == [
        "0 sources",
        "1 source",
        "2 sources",
        "1,234 sources",
    ]


@pytest.mark.parametrize(
    ("edtf", "english", "arabic"),
    [
        ("2025-09-25", "25 September 2025", "25 سبتمبر 2025"),
        ("2025-09", "September 2025", "سبتمبر 2025"),
        ("2025", "2025", "2025"),
        ("2025-09~", "about September 2025", "نحو سبتمبر 2025"),
        ("2014/2017", "2014 to 2017", "2014 إلى 2017"),
        ("2014/..", "from 2014", "منذ 2014"),
        ("2025-22", "summer 2025", "صيف 2025"),
    ],
)
def test_dates_are_written_as_the_language_does(edtf: str, english: str, arabic: str) -> None:
    value = parse_date(edtf)
    assert value
    assert (ENGLISH.date(value), ARABIC.date(value)) == (english, arabic)
    assert ARABIC.day(edtf) == arabic


def test_a_language_without_words_speaks_english_and_keeps_its_name() -> None:
    other = language_of("fa")
    assert (other.tag, other.direction, other.say("Close")) == ("fa", "rtl", "Close")
    assert (direction("ar-iq"), direction("en"), direction("arn")) == ("rtl", "ltr", "ltr")


def test_values_in_a_phrase_are_escaped_and_braces_in_it_mean_nothing() -> None:
    assert ENGLISH.html("according to {name}", name="<b> {x}") == "according to &lt;b&gt; {x}"
    assert ENGLISH.html("Claim: {url}") == "Claim: {url}"


# --- translations -----------------------------------------------------------------------------------------------------

THEME = """\
---
title: Money
summary: A summary.
---

## Facts {#facts}

One. [@alpha; contra @beta]
{#one date=2025-01}

- Two. [@beta, p. 3]
  {#two attributed="Ann"}

Three, of the River Union. [@alpha]
{#three}
"""
TRANSLATED = """\
---
title: المال
summary: موجز.
draft: machine
from: {frame}
---

## حقائق {{#facts}}

واحد، من اتحاد النهر.
{{#one from={one}}}

- اثنان. [@beta, p. 3]
  {{#two from={two} attributed="حنا"}}
"""
DIGESTS = {"frame": digest("Money", "Money", "A summary.", "Facts"), "one": digest("One.", ""), "two": digest("Two.", "Ann")}
BOTH = {
    "content/explainer.yml": MINI["content/explainer.yml"].replace("party: Party", "party: {en: Party, ar: حزب}") + "languages: [en, ar]\n",
    "content/groups/union.md": MINI["content/groups/union.md"].replace("kind:", "native: {ar: اتحاد النهر}\nkind:"),
    "content/themes/money.md": THEME,
    "content/themes/money.ar.md": TRANSLATED.format(**DIGESTS),
}


def test_a_translation_takes_everything_but_words_from_its_original() -> None:
    explainer, findings = explain(BOTH)
    assert [f.code for f in findings] == ["untranslated-text"]
    arabic = explainer.translations["ar"]
    assert arabic.translated == ("money",)
    assert arabic.worded == {"one", "two"}
    one_, two = arabic.claims["one"], arabic.claims["two"]
    assert (one_.text, one_.date, one_.citations) == (
        "واحد، من اتحاد النهر.",
        explainer.claims["one"].date,
        explainer.claims["one"].citations,
    )
    assert two.attributed == "حنا"
    assert arabic.claims["three"].text == "Three, of the River Union."
    assert [arabic.language_of(key) for key in ("one", "three", "themes/money/ar/", "mini-one")] == ["ar", "en", "ar", "en"]
    assert explainer.claims["one"].text == "One.", "the original stays as it is"
    assert [use.anchor for r in references_at(arabic, "themes/money/ar/") for use in r.uses] == [
        "cite-one-1",
        "cite-three-1",
        "cite-one-2",
        "cite-two-1",
    ]


def test_words_and_names_are_those_of_the_page_s_language() -> None:
    explainer, _ = explain(BOTH)
    arabic = explainer.translations["ar"]
    assert [e.content.settings.kinds for e in (explainer, arabic)] == [{"party": "Party"}, {"party": "حزب"}]
    assert arabic.content.settings.lists == {"watch": "Watch list"}, "what has no Arabic word keeps its own"
    assert [(e.groups["union"].name, e.groups["union"].native) for e in (explainer, arabic)] == [
        ("River Union", {"ar": "اتحاد النهر"}),
        ("اتحاد النهر", {"und": "River Union"}),
    ]
    assert explainer.content.groups[0].name == "River Union"


def test_a_group_of_an_arabic_site_goes_by_its_arabic_name() -> None:
    settings = MINI["content/explainer.yml"].replace("label: part of", "label: {ar: جزء من}") + "languages: [ar]\n"
    explainer, findings = explain(
        {**BOTH, "content/explainer.yml": settings.replace("party: Party", "party: {ar: حزب}"), "content/themes/money.ar.md": ""}
    )
    union = explainer.groups["union"]
    assert (union.name, union.native, explainer.titles["groups/union/"]) == ("اتحاد النهر", {"und": "River Union"}, "اتحاد النهر")
    assert explainer.content.settings.relations["part-of"].label == "جزء من"
    assert not [f for f in findings if f.where.path == "content/explainer.yml"]


def test_digests_are_those_that_a_contributor_is_told() -> None:
    theme = explain(BOTH)[0].themes["money"]
    assert DIGESTS["frame"] == digest_of_frame(theme)
    assert [DIGESTS["one"], DIGESTS["two"]] == [digest_of_claim(claim) for claim in theme.body.claims[:2]]
    assert digest("a  b\n c") == digest("a b c") != digest("a b", "c")


def test_a_changed_original_is_shown_again_until_its_translation_is_looked_at() -> None:
    explainer, findings = explain(BOTH | {"content/themes/money.md": THEME.replace("One.", "Only one.")})
    assert sorted(f.code for f in findings) == ["outdated-translation", "untranslated-text"]
    assert explainer.translations["ar"].claims["one"].text == "Only one."


# --- built sites ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(once: Callable[[str, Callable[[Path], None]], Path]) -> Site:
    return Site(once("both-languages", lambda folder: make_site(folder, BOTH)) / "site")


@pytest.fixture(scope="module")
def arabic(once: Callable[[str, Callable[[Path], None]], Path]) -> Site:
    """An Arabic site, with one theme in English."""
    return Site(once("arabic-site", lambda folder: make_site(folder, ARABIC_SITE)) / "site")


ARABIC_SITE = {
    "content/explainer.yml": """\
title: صغير
as_of: 2025-09-25
languages: [ar, en]
kinds: {party: حزب}
lists: {watch: {title: قائمة المراقبة}}
agencies: {office: المكتب}
properties: {leader: القائد}
relations: {part-of: {label: جزء من, inverse: يضم}}
quantities: {price: {title: السعر}}
repository: https://example.org/r
""",
    "content/sources/mini.yml": MINI["content/sources/mini.yml"] + "- {id: delta, title: Delta, publisher: D, consulted: 'no'}\n",
    "content/groups/union.md": """\
---
name: اتحاد النهر
kind: party
summary: حزب مخترع. [@alpha]
aliases: [النهريون]
founded: [{value: 1990, cite: "@alpha"}, {value: 1991, cite: "@beta"}]
designations:
  - {by: office, list: watch, signed: 2020-01-02, published: 2020-01-10, cite: "@alpha"}
---

كلام عن الاتحاد. [@gamma]
{#union-one}
""",
    "content/themes/mini.md": """\
---
title: صغير
question: ماذا حدث؟
summary: موجز. [@alpha]
brief: ["واحد. [المزيد](claim:mini-one)"]
---

## حقائق {#facts}

قول أول عن اتحاد النهر. [@alpha; @beta; @gamma]
{#mini-one date=2025-01-01 status=confirmed measures=price value=1500}

قول ثانٍ. [@delta]
{#mini-two as_of=2025-02 disputes=mini-one attributed=حنا}

لا مصدر له.
{#mini-three .citation-needed .later date=2026-01}

رأينا.
{#mini-four .editorial}
""",
    "content/themes/english.md": """\
---
title: Foreign
language: en
---

A statement. [@alpha]
{#foreign}
""",
}


def make_site(folder: Path, files: dict[str, str]) -> None:
    base = {} if files is ARABIC_SITE else MINI
    write(folder, {**base, **files})
    done = run_here("build", folder)
    assert done.returncode == 0, done.stdout + done.stderr


def _language(site: Site, page: str) -> tuple[str | None, str | None]:
    return site.pages[page].root.get("lang"), site.pages[page].one("body").get("dir")


def test_each_page_is_in_its_language_and_direction(both: Site, arabic: Site) -> None:
    assert _language(both, "themes/money/index.html") == ("en", "ltr")
    assert _language(both, "themes/money/ar/index.html") == ("ar", "rtl")
    assert _language(arabic, "index.html") == ("ar", "rtl")
    assert _language(arabic, "themes/english/index.html") == ("en", "ltr")


def test_pages_in_two_languages_lead_to_each_other(both: Site) -> None:
    for page, other, tag in (
        ("themes/money/index.html", "themes/money/ar/index.html", "ar"),
        ("themes/money/ar/index.html", "themes/money/index.html", "en"),
    ):
        body = both.pages[page].root
        links = select(body, f"nav.languages a[hreflang={tag}]")
        assert [both.target(page, link.get("href", "")) for link in links] == [(other, "")]
        assert {link.get("hreflang") for link in select(body, "link[rel=alternate][hreflang]")} == {"en", "ar"}


def test_what_is_not_translated_is_marked_and_a_draft_says_so(both: Site) -> None:
    body = both.pages["themes/money/ar/index.html"].root
    claim = one(body, "#claim-three p")
    assert (claim.get("lang"), claim.get("dir"), words(claim).startswith("Three, ")) == ("en", "ltr", True)
    assert one(body, "#claim-one p").get("lang") is None
    assert select(body, ".draft-note")
    assert not select(both.pages["themes/money/index.html"].root, ".draft-note")
    assert len(select(body, "#claim-one a.citation")) == 2
    assert one(body, "#claim-one a.group").get("data-group") == "union"


def test_a_page_shows_a_group_by_its_name_in_the_language_and_the_other_beside_it(both: Site) -> None:
    for page, names in (
        ("themes/money/ar/index.html", [("اتحاد النهر", None), ("River Union", "und")]),
        ("groups/union/index.html", [("River Union", None), ("اتحاد النهر", "ar")]),
    ):
        body = both.pages[page].root
        places = (".who dt bdi", ".who dt .native", ".page-head h1", ".page-head .native")
        found = [(words(e), e.get("lang")) for place in places for e in select(body, place)]
        assert [name for name in found if name[0] in dict(names)] == names
    assert '"kinds":{"ar":"حزب"}' in both.text("groups/union/cards.js")


def test_data_and_search_know_a_translation_without_doubling_the_claims(both: Site) -> None:
    graph = json.loads(both.text("data/explainer.json"))
    claims = {claim["id"]: claim for claim in graph["claims"]}
    assert sorted(claims) == ["mini-one", "one", "three", "two"]
    assert {name: sorted(claim["translations"]) for name, claim in claims.items()} == {
        "mini-one": [],
        "one": ["ar"],
        "three": [],
        "two": ["ar"],
    }
    assert claims["two"]["translations"]["ar"]["url"] == "themes/money/ar/#claim-two"
    assert {t["id"]: sorted(t["translations"]) for t in graph["themes"]} == {"mini": [], "money": ["ar"]}
    assert any('["themes/money/ar/",' in path.read_text(encoding="utf-8") for path in (both.root / "search").glob("d-*.js"))
    assert "واحد، من اتحاد النهر" in both.text("themes/money/ar/cards.js")


@cache
def _english() -> frozenset[str]:
    """Return the phrases that an Arabic page must not say."""
    return frozenset(phrase for phrase in catalogue() if isinstance(phrase, str) and re.search("[a-z]{3}", phrase))


def _spoken(element: Element) -> Iterator[str]:
    """Yield what a page says, but for code, in which the names of fields and their values are those of the data, and for parts in English."""
    if element.tag == "article" and element.get("lang"):
        return
    yield from ("" if element.tag == "code" else element.text or "", *(element.get(name, "") for name in SPOKEN))
    for part in element:
        yield from _spoken(part)
        yield part.tail or ""


def test_no_page_of_an_arabic_site_says_a_phrase_in_english(arabic: Site) -> None:
    pages = [page for page in arabic.pages if not page.startswith("themes/english")]
    assert len(pages) > 10
    found = {(page, text.strip()) for page in pages for text in _spoken(arabic.pages[page].root) if text.strip() in _english()}
    assert found == set()


def test_an_arabic_site_says_nothing_in_latin_letters_but_names(arabic: Site) -> None:
    allowed = re.compile(
        r"Alpha|Beta|Gamma|Delta|Foreign|A statement|example\.org|MkDocs|Material|BibTeX|CSL|JSON|CSV|JavaScript|Unicode|NFKD|@\w+|https?:\S+|[\w-]*mini-\w+|union-one|foreign|watch"
    )
    for page in some(page for page in arabic.pages if not page.startswith("themes/english")):
        for text in _spoken(one(arabic.pages[page].root, "main")):
            assert not re.search("[A-Za-z]{4,}", allowed.sub("", text)), f"{page}: {text!r}"
