"""The page about how to read the site: its signs and words are those of the site, and its rule gives every sign."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from building import run_here
from helpers import MINI, explain, write
from hypothesis import example, given
from hypothesis import strategies as st
from selection import some
from sign_oracle import differences
from site_reader import Site, one, select, words

from builder.data.export import data_files
from builder.linking.support import DECIDING
from builder.model.document import Status, Support
from builder.model.json_encoding import complete
from builder.model.language import Language, language_of
from builder.model.sources import Consulted
from builder.signs.sign_words import (
    BOTH_AFTER,
    CONSULTED_KEY,
    CONSULTED_WORDS,
    NOT_COUNTED,
    NOT_COUNTED_KEY,
    STATUS_WORDS,
    SUPPORT_KEY,
    SUPPORT_WORDS,
)

if TYPE_CHECKING:
    from pathlib import Path

    from building import Built
    from site_reader import Page


def graph_of(site: Site) -> dict[str, Any]:
    return json.loads(site.text("data/explainer.json"))  # type: ignore[no-any-return]


def rows(page: Page, section: str) -> list[list[str]]:
    """Return the cells of the table in a section, below its head."""
    (found,) = (e for e in page.all("section") if e.get("aria-labelledby") == section)
    return [[words(cell) for cell in row] for row in select(found, "tbody tr")]


def says_the_words_of_the_site(site: Site, language: Language) -> None:
    """Check a page against the dictionaries from which cards, key and references take their words."""
    page, say = site.pages["method/index.html"], language.say
    numbers = Counter(claim["support"] for claim in graph_of(site)["claims"])
    signs = [e.get("data-support") for e in page.all("section tbody th .support")]
    assert signs == [*map(str, DECIDING), "disputed"]
    assert set(signs) == set(Support)
    assert all(select(e, "i.sign") for e in page.all("section tbody th .support"))
    told = rows(page, "method-signs")
    assert [(sign, meaning) for sign, meaning, _ in told] == [(say(SUPPORT_WORDS[s]), say(SUPPORT_KEY[s])) for s in DECIDING]
    for support, (_, _, number) in zip(DECIDING, told, strict=True):
        claims = language.many(numbers[support], "{n} claim", "{n} claims")
        assert number == (f"{say(SUPPORT_WORDS[support])}: {claims}{numbers[support]}" if numbers[support] else "0")
    sentence = dict(rows(page, "method-sources"))
    assert {*NOT_COUNTED_KEY} == {*NOT_COUNTED.values(), BOTH_AFTER}
    for phrase, meaning in NOT_COUNTED_KEY.items():
        assert sentence[say(phrase).format(name=say("A"), other=say("B"))].startswith(say(meaning)), phrase
    assert rows(page, "method-marks") == [[say(CONSULTED_WORDS[how]), say(CONSULTED_KEY[how])] for how in Consulted]
    assert [e.get("class") for e in page.all("th .consulted")] == [f"consulted consulted--{how}" for how in Consulted]
    beside = [words for words, _ in rows(page, "method-claims")]
    assert {say(STATUS_WORDS[status]) for status in STATUS_WORDS} | {say(SUPPORT_WORDS[Support.DISPUTED])} < {*beside}
    assert {Status.REPORTED, Status.DISPUTED, *STATUS_WORDS} == set(Status), "no status is left out"


def test_it_says_the_words_of_the_site(built: Built) -> None:
    says_the_words_of_the_site(built.site, language_of("en"))


def test_a_site_in_another_language_says_them_in_that(tmp_path: Path) -> None:
    settings = MINI["content/explainer.yml"] + "languages: [ar]\n"
    write(tmp_path, {**MINI, "content/explainer.yml": settings})
    done = run_here("build", tmp_path)
    assert done.returncode == 0, done.stderr
    says_the_words_of_the_site(Site(tmp_path / "site"), language_of("ar"))


def test_the_numbers_lead_to_the_claims(built: Built) -> None:
    page = built.site.pages["method/index.html"]
    for link in some(page.all("section td.num a")):
        target, _, query = link.get("href", "").partition("?support=")
        assert built.site.target(page.name, target) == ("claims/index.html", "")
        assert query in {*map(str, Support)}


def test_each_example_stands_in_the_sentence_of_its_claim(built: Built) -> None:
    """A name may be followed there by the number of its texts."""
    claims = {claim["id"]: claim for claim in graph_of(built.site)["claims"]}
    links = some(built.site.pages["method/index.html"].all("section td a.claim-link"))
    for link in links:
        claim = claims[link.get("data-claim-link", "")]
        records = [*claim["not_counted"], *(one for row in claim["rows"] for one in row["not_counted"])]
        assert records
        name, _, reason = words(link).rpartition(", ")
        assert claim["rows"] or (name in claim["why"] and reason in claim["why"]), words(link)
    shown = [part for c in claims.values() if not c["editorial"] for part in (c, *c["rows"])]
    reasons = {one["reason"] for part in shown for one in part["not_counted"]}
    assert len(reasons) <= len(links) <= len(NOT_COUNTED_KEY)


def test_what_the_sign_beside_a_claim_offers_leads_there(built: Built) -> None:
    (anchor,) = [heading.get("id") for heading in built.site.pages["method/index.html"].all("h2") if heading.get("id") == "method-signs"]
    assert f'"signs":"method/index.html#{anchor}"' in built.site.text("assets/explainer/cards/frame-en.js")
    for page in built.site:
        links = {built.site.target(page.name, e.get("href", "")) for e in page.all("footer a") if "://" not in e.get("href", "")}
        assert ("method/index.html", "") in links, page.name


# --- what its authors write before ------------------------------------------------------------------------------------

TEXT = "Ours. [@alpha]\n\n## Our rules\n\n[Signs](#method-signs), [home](index.md).\n\n## Twice {#method-rule}\n"


@pytest.mark.parametrize("configuration", ["", "nav: [{About: [{Ours: method.md}]}]\n"])
def test_a_hand_written_text_begins_the_page(configuration: str, tmp_path: Path) -> None:
    plugins = "site_name: Mini\ntheme: {name: material, font: false}\nplugins: [explainer]\nmarkdown_extensions: [attr_list]\n"
    theme = "---\ntitle: T\n---\n\n[This](page:method), [that](../../docs/method.md#our-rules). [@alpha]\n{#t-one}\n"
    files = {"docs/index.md": "Home. [It](method.md#our-rules)\n", "docs/method.md": TEXT, "content/themes/t.md": theme}
    write(tmp_path, {**MINI, **files, "mkdocs.yml": plugins + configuration})
    done = run_here("build", tmp_path)
    assert done.returncode == 0, done.stderr
    site = Site(tmp_path / "site")
    page = site.pages["method/index.html"]
    assert "method.html" not in site.files
    assert words(page.one("h1")) == "How to read this site"
    headings = [words(e, without=(".headerlink",)) for e in page.all("main h2")]
    assert headings[:3] == ["Our rules", "Twice", "The signs"]
    assert headings[-1] == "References", "the references of the text stand at the end"
    assert [words(e) for e in page.all(".toc-list a")] == headings[:-1]
    assert page.ids["method-rule"] == 1
    assert one(page.root, "#method-rule").tag == "h2"
    assert words(one(page.root, "#method-rule"), without=(".headerlink",)) == "The rule, exactly", "the id is the site's own"
    links = [site.target("themes/t/index.html", e.get("href", "")) for e in site.pages["themes/t/index.html"].all("main .claim p a")][:2]
    assert links == [("method/index.html", ""), ("method/index.html", "our-rules")]
    assert ("method/index.html", "our-rules") in [
        site.target("index.html", e.get("href", "")) for e in site.pages["index.html"].all("main a")
    ]
    entries = [words(e) for e in page.all(".site-nav a") if site.target(page.name, e.get("href", "")) == ("method/index.html", "")]
    assert len(entries) == 1, "it stands in the navigation once"


def test_a_title_of_its_authors_takes_the_place_of_the_other(tmp_path: Path) -> None:
    write(tmp_path, {**MINI, "docs/method.md": "# Our way\n\nOurs.\n"})
    assert run_here("build", tmp_path).returncode == 0
    page = Site(tmp_path / "site").pages["method/index.html"]
    assert [words(e) for e in page.all("h1")] == ["Our way"]


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_a_stranger_can_compute_every_sign_again(built: Built) -> None:
    graph = graph_of(built.site)
    assert len(graph["claims"]) > 20
    assert differences(graph) == []


NAMES = "abcdefgh"
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["book", "report", "speech"]),
            "author": st.lists(st.sampled_from(["{given: Ada, family: Öst}", "{literal: The P.}", "{literal: ada ost}"]), max_size=2),
            "publisher": st.sampled_from(["", "P", "“the p”", "Q <i>R</i>", "!"]),
            "container-title": st.sampled_from(["", "Q&amp;R", "The P"]),
            "voice": st.sampled_from(["", "", "", "Q R"]),
            "consulted": st.sampled_from(["full", "excerpt", "no", "no"]),
            "via": st.lists(st.sampled_from(NAMES), max_size=2),
            "syndicated_from": st.lists(st.sampled_from(NAMES), max_size=1),
            "based_on": st.lists(st.sampled_from(NAMES), max_size=1),
        }
    ),
    min_size=len(NAMES),
    max_size=len(NAMES),
)
CITATIONS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "", "", "contra "])), max_size=6)


def cited(citations: list[tuple[str, str]]) -> str:
    return f"[{'; '.join(f'{contra}@{name}' for name, contra in citations)}]" if citations else ""


@given(RECORDS, st.lists(CITATIONS, min_size=3, max_size=3), st.sampled_from(["", ".editorial", ".citation-needed", "status=disputed"]))
@example([{"type": "report", "consulted": "full", "publisher": name} for name in NAMES], [[("a", ""), ("b", "")], [], [("c", "")]], "")
def test_so_it_is_for_any_records(records: list[dict[str, Any]], runs: list[list[tuple[str, str]]], mark: str) -> None:
    lines = ["references:"]
    for name, record in zip(NAMES, records, strict=True):
        fields = {field: value for field, value in record.items() if value}
        lines.append(f"  - id: {name}\n    title: Of {name}")
        for field, value in fields.items():
            text = f"[{', '.join(value)}]" if isinstance(value, list) else json.dumps(value)
            lines.append(f"    {field}: {text}")
    first, second, third = map(cited, runs)
    table = f"| a | b {third} |\n|---|---|\n| one | x {first} |\n| two | y {second} |\n\n{third}\n{{#rows {mark}}}"
    text = f"---\ntitle: T\n---\n\nOne. {first}\n{{#one {mark}}}\n\nTwo. {second}\n{{#two differs=one}}\n\nThree. {third}\n{{#three disputes=two}}\n\n{table}\n"
    explainer, _ = explain({"content/sources/more.yml": "\n".join(lines) + "\n", "content/themes/t.md": text})
    graph = json.loads(complete(dict(data_files(explainer))["data/explainer.json"]()))
    assert {"one", "two", "three", "rows"} <= {claim["id"] for claim in graph["claims"]}
    assert differences(graph) == []


def test_a_row_has_its_own_citations_then_those_for_all_rows() -> None:
    table = "| a | b [@alpha] |\n|---|---|\n| one [@gamma] | x |\n| two | y |\n\n[@beta]\n{#rows}"
    explainer, _ = explain({"content/themes/t.md": f"---\ntitle: T\n---\n\n{table}\n"})
    graph = json.loads(complete(dict(data_files(explainer))["data/explainer.json"]()))
    (claim,) = (claim for claim in graph["claims"] if claim["id"] == "rows")
    assert [[c["source"] for c in row["citations"]] for row in claim["rows"]] == [["gamma", "alpha", "beta"], ["alpha", "beta"]]


@pytest.mark.parametrize("read", [150, 198, 199, 200, 230])
def test_so_it_is_beyond_the_limits(read: int) -> None:
    """A chain of 250 sources of which one was read, and thirty of which each shares an origin with the next."""
    lines = ["references:"]
    lines += [
        f"  - {{id: c{n}, type: report, title: Chain {n}, consulted: {'full' if n == read else 'no'}, via: [c{n + 1}]}}" for n in range(250)
    ]
    lines += ["  - {id: c250, type: report, title: Chain end, consulted: no}"]
    lines += [f"  - {{id: s{n}, type: report, title: Site {n}, consulted: full, based_on: [t{n}, t{n + 1}]}}" for n in range(30)]
    lines += [f"  - {{id: t{n}, type: report, title: Text {n}, consulted: no}}" for n in range(31)]
    mixed = sorted(range(30), key=lambda n: (n * 7) % 30)
    claims = {
        "one": "@c0",
        "two": "@c0; @c249",
        "many": "; ".join(f"@s{n}" for n in mixed),
        "few": "; ".join(f"@s{n}" for n in mixed if n < 12),
    }
    text = "---\ntitle: T\n---\n\n" + "\n\n".join(f"Said. [{cited}]\n{{#{name}}}" for name, cited in claims.items()) + "\n"
    explainer, _ = explain({"content/sources/more.yml": "\n".join(lines) + "\n", "content/themes/t.md": text})
    graph = json.loads(complete(dict(data_files(explainer))["data/explainer.json"]()))
    assert differences(graph) == []
    found = {claim["id"]: claim for claim in graph["claims"]}
    assert found["one"]["support"] == ("single" if read < 200 else "unseen")
    assert found["few"]["independent"] == 6
    assert 10 <= found["many"]["independent"] <= 15
