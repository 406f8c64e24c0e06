"""Both built sites, read back by somebody who knows only the HTML hooks, the data format, and how content is written.

What a page says is compared with what the other pages, the data files and the authors' own files say.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import zipfile
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from building import ADDRESS, run, run_here, tree
from helpers import MINI, write
from selection import some
from site_reader import (
    Page,
    Site,
    classes,
    matches,
    one,
    select,
    straight,
    words,
    written_claims,
    written_pages,
    written_sources,
)

from builder.pages.page import without_picture
from builder.publishing.output_folders import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from building import Built

SELF_DECLARED = {"editorial": "Authors’ own words", "needed": "Citation needed"}
"""The marks of a claim that needs no source, or has none yet."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


CONSULTED = {"full": "Read in full", "excerpt": "Excerpt read", "no": "Not seen by the authors"}


# --- what the tests ask of a site -------------------------------------------------------------------------------------


def data(built: Built) -> dict[str, Any]:
    return json.loads(built.site.text("data/explainer.json"))


def body(claim: Element) -> Element:
    """Return the part of a claim that its authors wrote."""
    (found,) = (child for child in claim if not classes(child) & {"claim-meta", "counter"})
    return found


def citations(element: Element) -> list[Element]:
    return select(element, "a.citation")


def text_pages(site: Site) -> Iterator[Page]:
    """Give the pages whose text is made of claims."""
    return (page for page in site if page.name.startswith(("themes/", "groups/")))


def claim_links(element: Element) -> list[str]:
    return [link.get("data-claim-link", "") for link in select(element, "a.claim-link")]


def number_in(text: str) -> int:
    found = re.search(r"\d[\d,]*", text)
    assert found, f"no number in {text!r}"
    return int(found[0].replace(",", ""))


# --- claims -----------------------------------------------------------------------------------------------------------


def test_every_claim_that_was_written_stands_on_its_page(built: Built) -> None:
    written = written_claims(built.project)
    assert len(written) > 10, "the reader of the content finds too few claims"
    expected = {claim.id: f"{claim.file.split('/')[1]}/{claim.file.rsplit('/', 1)[1].removesuffix('.md')}/" for claim in written.values()}
    found = {name: page.folder for name, (page, _) in built.site.claims().items()}
    assert found == expected
    assert all(element.get("id") == f"claim-{name}" for name, (_, element) in built.site.claims().items())


def test_every_claim_cites_a_source_or_says_why_not(built: Built) -> None:
    counted = Counter()
    for name, (_, claim) in built.site.claims().items():
        support = claim.get("data-support", "")
        cited = bool(citations(body(claim)))
        counted[support, cited] += 1
        if not cited:
            assert support in SELF_DECLARED, f"{name} cites nothing and does not say so"
        if support in SELF_DECLARED:
            assert name_of_sign(claim) == SELF_DECLARED[support], f"the mark of {name} is not shown"
    assert any(cited for _, cited in counted)


def name_of_sign(claim: Element) -> str:
    """Return what the sign of a claim is called: what is read out, where less is shown."""
    sign = one(claim, ".claim-meta .claim-sign")
    shown = words(one(sign, ".claim-support"))
    read = sign.get("aria-label") or shown
    assert shown in read, "whoever speaks to a computer says what is shown"
    return "Several independent sources" if re.fullmatch(r"\d+ independent sources", read) else read


def test_nothing_in_a_text_is_silently_unsourced(built: Built) -> None:
    chrome = (".backlinks", ".section-later", ".accounts-title", ".alert-title", *HEADINGS)
    seen = 0
    for page in text_pages(built.site):
        for prose in page.all("div.prose"):
            for element, text in loose(prose, (*chrome, "[data-claim]", ".editorial")):
                pytest.fail(f"{page.name}: {text!r} in <{element.tag}> is neither a claim nor marked as the authors' own words")
            seen += 1
    assert seen


def loose(element: Element, sealed: tuple[str, ...]) -> Iterator[tuple[Element, str]]:
    """Give the texts below an element that are not inside something of the given kinds."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            yield element, text.strip()
    for child in element:
        if isinstance(child.tag, str) and not any(matches(child, one_kind) for one_kind in sealed):
            yield from loose(child, sealed)


def test_the_sign_of_support_fits_the_citations(built: Built) -> None:
    written = written_claims(built.project)
    consulted = {s["id"]: s["consulted"] for s in data(built)["sources"]}
    for name, (_, claim) in built.site.claims().items():
        cited = citations(body(claim))
        sources = {c.get("data-source", "") for c in cited if c.get("data-stance") != "contra"}
        contradicted = len(sources) < len({c.get("data-source") for c in cited}) or any(c.get("data-stance") for c in cited)
        disputed = contradicted or bool(claim.get("data-disputed-by")) or claim.get("data-status") == "disputed"
        match claim.get("data-support"):
            case "editorial":
                assert ".editorial" in written[name].attributes, name
            case "needed":
                assert not cited or ".citation-needed" in written[name].attributes, name
            case "disputed":
                assert disputed, name
            case "several":
                assert len(sources) > 1, name
                assert not disputed, name
            case "single":
                assert sources, name
                assert not disputed, name
            case "unseen":
                assert {consulted[s] for s in sources} == {"no"}, name
                assert not disputed, name
            case other:
                pytest.fail(f"{name} has the unknown support {other!r}")


def test_each_support_has_one_sign_and_one_word(built: Built) -> None:
    style = built.site.text("assets/explainer/explainer.css")
    drawn = dict(re.findall(r'\[data-support="(\w+)"\]\{--sign:url\("data:image/svg\+xml,(.+?)"\)\}', style))
    signs: dict[str, set[str]] = defaultdict(set)
    for _, claim in built.site.claims().values():
        signs[claim.get("data-support", "")].add(name_of_sign(claim))
    for element in some(element for page in built.site for element in page.all(".support")):
        assert one(element, ".sign") is not None
        signs[element.get("data-support", "")].add(words(one(element, ".support-word")))
    assert all(len(found) == 1 for found in signs.values()), signs
    assert len({word for found in signs.values() for word in found}) == len(signs)
    shapes = {support: [sorted(part.attrib.items()) for part in ET.fromstring(svg)] for support, svg in drawn.items()}  # noqa: S314  # our own
    assert set(signs) <= set(shapes) == {"several", "single", "disputed", "unseen", "needed", "editorial"}
    assert all(shapes.values())
    assert len(set(map(str, shapes.values()))) == len(shapes), "each support has a shape of its own"


# --- citations and references -----------------------------------------------------------------------------------------


def test_every_citation_leads_to_a_reference_and_that_to_its_source(built: Built) -> None:
    sources = written_sources(built.project)
    checked = 0
    for page in built.site:
        for citation in page.all("a.citation"):
            source = citation.get("data-source", "")
            assert citation.get("href") == f"#ref-{source}", page.name
            assert source in sources, f"{page.name} cites {source}, of which there is no record"
            reference = page.one(f"#ref-{source}")
            link = one(reference, "a.reference-title")
            assert built.site.target(page.name, link.get("href", "")) == (f"sources/{source}/index.html", ""), page.name
            assert words(built.site.pages[f"sources/{source}/index.html"].one("h1")) == words(link)
            checked += 1
    assert checked > 20


def test_references_are_numbered_in_order_of_first_citation(built: Built) -> None:
    assert some(page for page in built.site if page.all("a.citation"))
    for page in built.site:
        cited = page.all("a.citation")
        items = page.all(".references ol li")
        order = list(dict.fromkeys(c.get("data-source", "") for c in cited))
        assert [item.get("id") for item in items] == [f"ref-{source}" for source in order], page.name
        for citation in cited:
            numeral = words(citation, without=(".locator", ".contra"))
            assert numeral == str(order.index(citation.get("data-source", "")) + 1), f"{page.name}: {citation.get('id')}"
        assert len(page.all(".references ol")) == bool(cited), page.name


def test_backlinks_lead_back_to_exactly_the_citations(built: Built) -> None:
    checked = 0
    for page in built.site:
        uses: dict[str, list[str]] = defaultdict(list)
        for citation in page.all("a.citation"):
            uses[f"ref-{citation.get('data-source')}"].append(f"#{citation.get('id')}")
        for item in page.all(".references ol li"):
            links = select(item, ".backlinks a")
            assert [link.get("href") for link in links] == uses[item.get("id", "")], f"{page.name}: {item.get('id')}"
            expected = [LETTERS[n] if n < 26 else LETTERS[n // 26 - 1] + LETTERS[n % 26] for n in range(len(links))]
            assert [words(link) for link in links] == expected
            group = select(item, ".backlinks")[0]  # names the letters to those who hear them: "Back to 3: a, b"
            number = str(page.all(".references ol li").index(item) + 1)
            assert (group.get("role"), group.get("aria-label", "").split()[-1:]) == ("group", [number]), page.name
            checked += len(links)
    assert checked > 20


def test_a_citation_shows_its_locator_and_its_stance(built: Built) -> None:
    cited = some((page.name, citation) for page in built.site for citation in page.all("a.citation"))
    assert some(citation for _, citation in cited if citation.get("data-stance") == "contra")
    assert some(citation for _, citation in cited if citation.get("data-locator"))
    for name, citation in cited:
        shown = " ".join(words(e) for e in select(citation, ".locator")).removeprefix(", ")
        assert shown == (citation.get("data-locator") or ""), name
        contra = citation.get("data-stance") == "contra"
        assert ("citation--contra" in classes(citation)) == contra
        assert bool(select(citation, ".contra")) == contra


# --- every edge from both ends ----------------------------------------------------------------------------------------


def test_sources_list_exactly_the_claims_that_cite_them(built: Built) -> None:
    forward = {(name, c.get("data-source", "")) for name, (_, claim) in built.site.claims().items() for c in citations(body(claim))}
    backward = []
    for page in built.site:
        if page.name.startswith("sources/") and page.folder != "sources/":
            for item in page.all("[data-claim-ref]"):
                assert not matches(item, "li") or claim_links(item) == [item.get("data-claim-ref")]
                backward.append((item.get("data-claim-ref", ""), page.folder.split("/")[1]))
    assert forward
    assert len(backward) == len(set(backward)), "a source lists a claim twice"
    assert set(backward) == forward


def test_a_source_says_whether_anybody_cites_it(built: Built) -> None:
    sections = some((page.name, section) for page in built.site for section in page.all("section.cited-by"))
    assert {name for name, _ in sections} == {f"sources/{name}/index.html" for name in written_sources(built.project)}
    assert some(section for _, section in sections if select(section, "li[data-claim-ref]"))
    for name, section in sections:
        nobody = "No claim cites this source" in words(section)
        assert nobody == (not select(section, "li[data-claim-ref]") and len(select(section, "a")) == 0), name


def test_groups_list_exactly_the_claims_that_mention_them(built: Built) -> None:
    claims = built.site.claims()
    forward = {(c["id"], group) for c in data(built)["claims"] for group in c["groups"] if c["page"] != f"groups/{group}/"}
    backward = set()
    for page in built.site:
        for section in page.all("section.mentions"):
            found = [(claim, page.folder.split("/")[1]) for claim in claim_links(section)]
            assert len(found) == len(set(found)), f"{page.name} lists a claim twice"
            backward |= set(found)
    assert backward == forward
    links = some((name, page, link) for name, (page, claim) in claims.items() for link in select(body(claim), "a.group"))
    linked = {(name, link.get("data-group", "")) for name, page, link in links if page.folder != f"groups/{link.get('data-group')}/"}
    assert linked <= backward, "a claim links to a group whose page does not list it"


def test_a_group_is_linked_where_a_section_first_mentions_it(built: Built) -> None:
    mentioned = {c["id"]: c["groups"] for c in data(built)["claims"]}
    files = {claim.id: claim.file for claim in written_claims(built.project).values()}
    checked = 0
    for page in text_pages(built.site):
        for claims in sections(page).values():
            wanted = {g for claim in claims for g in mentioned[claim.get("data-claim", "")]} - {page.folder.split("/")[1]}
            links = Counter(link.get("data-group") for claim in claims for link in select(body(claim), "a.group"))
            assert wanted <= set(links), f"{page.name}: the first mention of {wanted - set(links)} in a section is not linked"
            text = (built.project / files[claims[0].get("data-claim", "")]).read_text(encoding="utf-8")
            for group, number in links.items():
                assert number <= 1 + text.count(f"](group:{group}"), f"{page.name} links {group} again and again"
            checked += len(wanted)
    if written_pages(built.project, "groups"):
        assert checked


def sections(page: Page) -> dict[str, list[Element]]:
    """Return the claims of a page by the heading that they stand under."""
    found: dict[str, list[Element]] = defaultdict(list)
    current = ""
    for prose in page.all("div.prose"):
        for element in prose.iter():
            if element.tag in HEADINGS and element.get("id") != "profile":  # a template's, where the authors wrote none
                current = element.get("id", "")
            elif element.get("data-claim") is not None:
                found[current].append(element)
    return found


def test_claims_under_a_mention_speak_of_the_group(built: Built) -> None:
    claims = built.site.claims()
    for group, name in some((g, name) for g in data(built)["groups"] for name in g["mentioned_in"]):
        names = [group["name"], *group["native"].values(), *(a["text"] for a in group["aliases"] if a["match"] != "never")]
        text = plainly(words(body(claims[name][1])))
        assert any(plainly(form) in text for form in names), f"{name} is listed under {group['id']} and does not name it"


def plainly(text: str) -> str:
    """Reduce a text to what all spellings of a name share."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) and c not in "'’‘ʼʿʾ`´ـ")
    kept = [w for w in re.findall(r"\w+", bare.lower()) if w not in "al el an ar as ash at ad adh az the".split()]
    return " ".join(kept)


def test_a_claim_that_gives_a_group_its_full_name_is_listed_there(built: Built) -> None:
    whole = data(built)
    listed = {group["id"]: set(group["mentioned_in"]) for group in whole["groups"]}
    longer = [a["text"] for item in (*whole["groups"], *whole["terms"]) for a in item["aliases"]]
    longer += [item.get("name") or item["term"] for item in (*whole["groups"], *whole["terms"])]
    quiet = ("code", "q", "blockquote", "a.claim-link", ".citations")
    named = 0
    for name, (_, claim) in built.site.claims().items():
        text = words(body(claim), without=quiet)
        for group in whole["groups"]:
            covered = any(group["name"] in other and group["name"] != other and other in text for other in longer)
            if re.search(rf"(?<![\w-]){re.escape(group['name'])}(?![\w-])", text) and not covered:
                assert name in listed[group["id"]], f"{name} names {group['name']} and is not listed there"
                named += 1
    assert named


RELATIONS = {
    "data-disputed-by": "data-disputed-by",
    "data-differs": "data-differed-by",
    "data-differed-by": "data-differs",
    "data-supersedes": "data-superseded-by",
    "data-superseded-by": "data-supersedes",
    "data-supports": "data-supported-by",
    "data-supported-by": "data-supports",
}
LABELS = {
    "Disputed by:": "data-disputed-by",
    "Differs from:": "data-differs",
    "Differing report:": "data-differed-by",
    "Supersedes:": "data-supersedes",
    "Superseded by:": "data-superseded-by",
    "Supports:": "data-supports",
    "Supported by:": "data-supported-by",
}


OPPOSED = ("data-disputed-by", "data-differs", "data-differed-by")


def edges(built: Built) -> dict[str, set[tuple[str, str]]]:
    """Return what claims say of each other, read from their `data-` attributes."""
    found: dict[str, set[tuple[str, str]]] = {kind: set() for kind in RELATIONS}
    for name, (_, claim) in built.site.claims().items():
        for kind in RELATIONS:
            others = claim.get(kind, "").split()
            assert len(others) == len(set(others)), name
            found[kind] |= {(name, other) for other in others}
    return found


def test_what_claims_say_of_each_other_both_sides_say(built: Built) -> None:
    found = edges(built)
    written = written_claims(built.project)
    for kind, inverse in RELATIONS.items():
        assert {(b, a) for a, b in found[kind]} == found[inverse], f"{kind} and {inverse} differ"
    for key in ("differs", "supersedes", "supports"):
        assert found[f"data-{key}"] == {(c.id, other) for c in written.values() for other in c.ids(key)}
    disputes = {(c.id, other) for c in written.values() for other in c.ids("disputes")}
    assert found["data-disputed-by"] == disputes | {(b, a) for a, b in disputes}
    assert disputes, "no claim of this explainer disputes another: the test proves nothing"


def test_readers_see_what_claims_say_of_each_other(built: Built) -> None:
    found = edges(built)
    seen: dict[str, set[tuple[str, str]]] = {kind: set() for kind in RELATIONS}
    for page in text_pages(built.site):
        for claim in page.all("[data-claim]"):
            for row in select(claim, "p.counter"):
                kind = LABELS[words(one(row, ".counter-label"))]
                seen[kind] |= {(claim.get("data-claim", ""), other) for other in claim_links(row)}
        for accounts in page.all("section.accounts"):
            beside = [claim.get("data-claim", "") for claim in select(accounts, "[data-claim]")]
            assert len(beside) > 1
            for name in beside:
                others = {(kind, (name, other)) for kind in OPPOSED for other in beside if (name, other) in found[kind]}
                assert others, f"{name} stands beside accounts that do not contradict it"
                for kind, pair in others:
                    seen[kind].add(pair)
    assert seen["data-supports"] <= found["data-supports"]  # told at the other end, where it matters
    seen["data-supports"] = found["data-supports"]
    assert seen == found


def test_the_page_of_disputes_shows_each_dispute_once_and_whole(built: Built) -> None:
    found = edges(built)
    pairs = {pair for kind in OPPOSED for pair in found[kind]}
    sections = [section for page in list_pages(built, "disputes") for section in page.all(".accounts")]
    accounts = [select(section, ".account[data-claim-ref]") for section in sections]
    groups = [[account.get("data-claim-ref", "") for account in group] for group in accounts if group]
    together = [name for group in groups for name in group]
    assert Counter(together) == Counter({name for pair in pairs for name in pair})
    place = {name: number for number, group in enumerate(groups) for name in group}
    assert all(place[a] == place[b] for a, b in pairs)
    for group in groups:  # connected: nothing stands there that has no part in it
        assert all(any((name, other) in pairs for other in group) for name in group)
    claims = {claim["id"]: claim for claim in data(built)["claims"]}
    sources = {source["id"]: source for source in data(built)["sources"]}
    for account in (account for group in accounts for account in group):
        claim = claims[account.get("data-claim-ref", "")]
        assert bool(select(account, ".account-differs")) == bool(claim["differs"])
        assert claim["why"] in words(account)
        text = straight(words(one(account, ".account-text")))
        assert text == " ".join(claim["text"].split()) or text.startswith("Table: "), "an account is not whole"
        assert claim["attributed"] in words(account)
        reports = [words(item) for item in select(account, ".reports li")]
        cited = list(dict.fromkeys(citation["source"] for citation in claim["citations"]))
        for source, report in zip(cited, reports, strict=True):
            assert sources[source].get("publisher", "") in report
            assert CONSULTED[sources[source]["consulted"]] in report


# --- the overviews ----------------------------------------------------------------------------------------------------


def list_pages(built: Built, name: str) -> list[Page]:
    """Return an overview and the parts of it that have pages of their own, in order."""
    found = [page for page in built.site if re.fullmatch(rf"{name}/(\d+/)?index\.html", page.name)]
    return sorted(found, key=lambda page: (page.name.count("/"), len(page.name), page.name))


def test_all_claims_are_in_the_table_of_all_claims(built: Built) -> None:
    claims, whole = built.site.claims(), {claim["id"]: claim for claim in data(built)["claims"]}
    rows = [(page, row) for page in list_pages(built, "claims") for row in page.all("tr[data-claim-ref]")]
    assert Counter(row.get("data-claim-ref") for _, row in rows) == Counter(list(claims))
    for page, row in rows:
        name = row.get("data-claim-ref", "")
        stands_on, claim = claims[name]
        assert row.get("data-support") == one(row, ".support").get("data-support") == claim.get("data-support")
        assert built.site.target(page.name, one(row, "a.row-link").get("href", "")) == (stands_on.name, f"claim-{name}")
        shown = straight(words(one(row, "a.row-link")))
        assert shown == straight(" ".join(whole[name]["text"].split())) or (shown.startswith("Table: ") and select(claim, "table"))
        assert number_in(words(select(row, "td.num")[-1])) == len({c.get("data-source") for c in citations(body(claim))})


def test_the_filters_offer_every_value_with_the_number_of_its_claims(built: Built) -> None:
    whole, page = data(built), built.site.pages["claims/index.html"]
    claims = whole["claims"]
    expected = {
        "theme": Counter(claim["page"].removeprefix("themes/").rstrip("/") for claim in claims),
        "group": Counter(group for claim in claims for group in claim["groups"]),
        "source": Counter(source for claim in claims for source in {c["source"] for c in claim["citations"]}),
        "support": Counter(claim["support"] for claim in claims),
        "status": Counter(claim["status"] for claim in claims),
    }
    shown: dict[str, Counter[str]] = {
        choice.get("name", ""): Counter(
            {o.get("value", ""): number_in(words(o)[words(o).rindex("(") :]) for o in select(choice, "option") if o.get("value")}
        )
        for choice in page.all("#claim-filters select")
    }
    assert shown == {name: counts for name, counts in expected.items() if counts}
    assert page.one("#claim-filters").get("hidden") is not None, "without JavaScript, filters do nothing"


def test_what_leads_to_the_filters_names_a_value_that_they_offer(built: Built) -> None:
    offered = {
        (choice.get("name"), option.get("value"))
        for choice in built.site.pages["claims/index.html"].all("#claim-filters select")
        for option in select(choice, "option")
    }
    found = set()
    for page in built.site:
        for link in page.all("main a[href]"):
            file, _, query = link.get("href", "").partition("?")
            if query and (built.site.target(page.name, file) or ("",))[0] == "claims/index.html":
                name, _, value = query.partition("=")
                assert (name, value) in offered, f"{page.name}: {query}"
                found.add(name)
    assert {"support", "source"} <= found


def test_the_timeline_has_every_event_once_and_says_how_it_stands(built: Built) -> None:
    named = {claim.id: claim.value("event") for claim in written_claims(built.project).values() if claim.value("event")}
    assert named
    page = built.site.pages["timeline/index.html"]
    items = page.all("li[data-claim-ref]")
    assert Counter(item.get("data-claim-ref") for item in items) == Counter(list(named))
    claims = {claim["id"]: claim for claim in data(built)["claims"]}
    for item in items:
        claim = claims[item.get("data-claim-ref", "")]
        assert claim["event"] == straight(words(select(item, ".event-name")[0])) == named[claim["id"]]
        assert select(item, ".event-facts .support")[0].get("data-support") == claim["support"]
        assert bool(claim["later"]) == ("After " in words(select(item, ".event-facts")[0]))
        below = [link.get("data-claim-link") for link in select(item, ".event-said a")]
        assert len(below) == len(set(below))
        assert {*claim["disputed_by"], *claim["differed_by"], *claim["differs"], *claim["supports"], *claim["supported_by"]} <= set(below)
    for section in page.all("section"):
        dates = [claims[item.get("data-claim-ref", "")]["date"] for item in select(section, "li[data-claim-ref]")]
        exact = [date for date in dates if re.fullmatch(r"\d{4}-\d{2}-\d{2}", date)]
        assert exact == sorted(exact)
    drawn = [link.get("href") for link in page.all("svg a.mark")]
    assert drawn
    assert set(drawn) <= {f"#{item.get('id')}" for item in items}


def test_every_figure_is_in_its_table(built: Built) -> None:
    measured: dict[str, set[str]] = defaultdict(set)
    for claim in written_claims(built.project).values():
        if claim.value("measures"):
            measured[claim.value("measures")].add(claim.id)
    if not measured:
        assert "figures/index.html" not in built.site.pages
        return
    page = built.site.pages["figures/index.html"]
    found = {
        body.get("data-quantity", ""): [r.get("data-claim-ref", "") for r in select(body, "tr[data-claim-ref]")]
        for body in page.all("tbody.quantity")
    }
    assert {name: set(rows) for name, rows in found.items()} == measured
    assert all(len(rows) == len(set(rows)) for rows in found.values())
    for row in page.all("tr[data-claim-ref]"):
        claim = next(claim for claim in written_claims(built.project).values() if claim.id == row.get("data-claim-ref"))
        thing, _, other = claim.value("unit").partition("/")
        said = f" “{claim.value('said')}”" if claim.value("said") else f" {thing} a {other}" if other else f" {thing}"
        assert f" {words(select(row, 'td')[0])}".endswith(said)


def test_the_table_of_sources_has_every_source(built: Built) -> None:
    rows = built.site.pages["sources/index.html"].all("tr[data-source]")
    assert Counter(row.get("data-source") for row in rows) == Counter(written_sources(built.project))
    cited = Counter(s for _, claim in built.site.claims().values() for s in {c.get("data-source") for c in citations(body(claim))})
    for row in rows:
        assert number_in(words(one(row, "td.num"))) == cited[row.get("data-source")]


def test_the_glossary_has_every_group_and_term(built: Built) -> None:
    page = built.site.pages.get("glossary/index.html")
    whole = data(built)
    expected = {f"group-{g['id']}" for g in whole["groups"]} | {f"term-{t['id']}" for t in whole["terms"]}
    assert {g["id"] for g in whole["groups"]} == set(written_pages(built.project, "groups"))
    if page is None:
        assert not expected
        return
    assert {entry.get("id") for entry in page.all("div.entry")} == expected
    for group in whole["groups"]:
        entry = words(page.one(f"#group-{group['id']}"))
        for name in (group["name"], *group["native"].values(), *(alias["text"] for alias in group["aliases"])):
            assert " ".join(name.split()) in entry


def test_designations_agree_between_groups_matrix_and_records(built: Built) -> None:
    listed = {(g["id"], d["list"]) for g in data(built)["groups"] for d in g["designations"]}
    if not listed:
        assert "designations/index.html" not in built.site.pages
        return
    page = built.site.pages["designations/index.html"]
    matrix = one(page.root, "section[aria-labelledby=matrix] table")
    titles = data(built)["explainer"]["lists"]
    named = {f"{title} ({name})" if name != name.lower() else title: name for name, title in titles.items()}
    lists = [named[words(cell)] for cell in select(matrix, "thead th")[1:]]
    rows = select(matrix, "tbody tr")
    shown = {
        (row.get("data-group", ""), name)
        for row in rows
        for name, cell in zip(lists, select(row, "td"), strict=False)
        if not select(cell, "span.none")
    }
    assert shown == listed
    assert Counter(row.get("data-group") for row in rows) == Counter(g["id"] for g in data(built)["groups"])
    on_pages = {(p.folder.split("/")[1], r.get("data-list", "")) for p in text_pages(built.site) for r in p.all("tr[data-list]")}
    assert on_pages == listed


# --- links ------------------------------------------------------------------------------------------------------------


def test_no_link_is_dead(built: Built) -> None:
    dead, checked = [], 0
    for page in built.site:
        for element in page.root.iter():
            for name in ("href", "src", "action"):
                if not isinstance(element.tag, str) or element.get(name) is None:
                    continue
                target = built.site.target(page.name, element.get(name, ""))
                if target is None:
                    continue
                file, anchor = target
                checked += 1
                if file not in built.site.files:  # the name of a folder is not enough: a disk has no index of its own
                    dead.append(f"{page.name}: {element.get(name)} leads to no file")
                elif anchor and file in built.site.pages and anchor not in built.site.pages[file].ids:
                    dead.append(f"{page.name}: {element.get(name)} leads to no anchor")
    assert checked > 1000
    assert dead == []


def test_the_page_for_wrong_addresses_links_from_the_root(built: Built) -> None:
    page = built.site.pages["404.html"]
    links = [e.get(name, "") for e in page.root.iter() if isinstance(e.tag, str) for name in ("href", "src", "action") if e.get(name)]
    assert len(links) > 5
    tried = {"assets/explainer/explainer.css", "assets/explainer/lost.js"}  # at each level, since nothing tells which is the root
    for link in links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        elif link.lstrip("./") in tried:
            continue
        elif (target := built.site.target(page.name, link)) is not None:
            assert link.startswith("/"), f"{link} depends on the address that was wrong"
            assert target[0] in built.site.files, link


def test_every_page_can_be_reached_from_the_front_page(built: Built) -> None:
    ahead, reached = ["index.html"], {"index.html"}
    while ahead:
        name = ahead.pop()
        page = built.site.pages[name]
        for address in [a.get("href", "") for a in page.all("a[href]")] + [f.get("action", "") for f in page.all("form[action]")]:
            target = built.site.target(name, address)
            if target and target[0] in built.site.pages and target[0] not in reached:
                reached.add(target[0])
                ahead.append(target[0])
    assert {page.name for page in built.site} - reached == set()


def test_no_id_stands_twice_and_every_reference_to_an_id_holds(built: Built) -> None:
    checked = 0
    for page in built.site.pages.values():
        assert {name for name, number in page.ids.items() if number > 1} == set(), page.name
        assert "" not in page.ids, page.name
        for element in page.root.iter():
            if isinstance(element.tag, str):
                for name in ("for", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers"):
                    missing = (names := set(element.get(name, "").split())) - set(page.ids)
                    assert not missing, f"{page.name}: {name} of <{element.tag}> names {missing}"
                    checked += len(names)
    assert checked > len(built.site.pages)


LOADING = {"src", "srcset", "poster", "data", "background", "ping", "action", "formaction", "manifest", "cite", "imagesrcset"}
HARMLESS_RELS = {"canonical", "alternate", "license", "external", "edit"}
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s*["']([^"']+)""")


def test_nothing_is_loaded_from_another_host(built: Built) -> None:
    loads = [(page.name, address) for page in built.site.pages.values() for address in loaded(page)]
    for name in built.site.files:
        if name.endswith((".css", ".svg")):
            loads += [(name, first or second) for first, second in CSS_ADDRESS.findall(built.site.text(name))]
    assert len(loads) > len(built.site.pages)
    for name, address in loads:
        assert not re.match(r"[a-zA-Z][\w+.-]*:|//", address) or address.startswith("data:"), f"{name} would load {address}"
        if not address.startswith(("data:", "#")) and name != "404.html":
            target = built.site.target(name, address)
            assert target is not None
            assert target[0] in built.site.files, f"{name} would load {address}, which is not there"


def loaded(page: Page) -> Iterator[str]:
    for element in page.root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.endswith("srcset"):
                yield from (part.split()[0] for part in value.split(","))
            elif name in LOADING or name.endswith("}href") or (element.tag in ("use", "image") and name == "href"):
                yield value
            elif name == "style":
                yield from (first or second for first, second in CSS_ADDRESS.findall(value))
        if element.tag == "link" and not set(element.get("rel", "").split()) & HARMLESS_RELS:
            yield element.get("href", "")
        if element.tag == "style":
            yield from (first or second for first, second in CSS_ADDRESS.findall(element.text or ""))
        assert element.tag not in ("iframe", "embed", "object", "base", "frame", "applet"), f"{page.name} has a <{element.tag}>"
        assert element.get("http-equiv") in (None, "Content-Security-Policy", "refresh"), f"{page.name} has another <meta http-equiv>"


def test_scripts_ask_no_other_host(built: Built) -> None:
    scripts = [name for name in built.site.files if name.endswith(".js")]
    assert scripts
    for name in scripts:
        if not name.startswith("search/"):  # what is found may speak of addresses
            text = re.sub(r"/\*.*?\*/", "", built.site.text(name), flags=re.DOTALL)
            assert re.findall(r"[a-z]+://[\w.-]+|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|\bfetch\(", text) == [], name
    for name, script in some((page.name, script) for page in built.site.pages.values() for script in page.all("script")):
        assert not (script.text or "").strip() or script.get("type", "").endswith("json"), f"{name} has a script of its own"


# --- the data files ---------------------------------------------------------------------------------------------------


def test_the_data_file_follows_its_schema(built: Built) -> None:
    schema = json.loads(built.site.text("data/explainer.schema.json"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert [error.message for error in validator.iter_errors(data(built))] == []


def test_the_data_file_says_of_each_claim_what_its_page_says(built: Built) -> None:
    claims = built.site.claims()
    records = {record["id"]: record for record in data(built)["claims"]}
    assert set(records) == set(claims)
    under = {c.get("data-claim"): heading for page in text_pages(built.site) for heading, found in sections(page).items() for c in found}
    for name, record in records.items():
        page, claim = claims[name]
        text = body(claim)
        assert record["page"] == page.folder
        assert record["url"] == f"{page.folder}#{claim.get('id')}"
        assert record["section"] == under[name] or under[name] == "notes"  # a note belongs to where it is written
        shown = tidy(words(text, without=(".citations", "sup.note")))
        assert straight(" ".join(record["text"].split())) == straight(shown), name
        assert (record["status"], record["support"]) == (claim.get("data-status"), claim.get("data-support"))
        assert [(c["source"], c["locator"], c["quote"], c["stance"]) for c in record["citations"]] == [
            (c.get("data-source"), c.get("data-locator", ""), c.get("data-quote", ""), c.get("data-stance", "supports"))
            for c in citations(text)
        ], name
        for key in ("disputed_by", "supersedes", "superseded_by", "supports", "supported_by"):
            assert sorted(record[key]) == sorted(claim.get(f"data-{key.replace('_', '-')}", "").split()), (name, key)
        assert record["editorial"] == (claim.get("data-support") == "editorial")
        assert record["later"] == ("claim--later" in classes(claim))
        attributed = [words(e).removeprefix("according to ") for e in select(claim, ".claim-meta .claim-attributed")]
        assert attributed == ([" ".join(record["attributed"].split())] if record["attributed"] else [])


def test_readers_see_the_status_and_the_dates_of_a_claim(built: Built) -> None:
    exact = 0
    for record in data(built)["claims"]:
        meta = one(built.site.claims()[record["id"]][1], ".claim-meta")
        status = [words(e).lower() for e in select(meta, ".claim-status")]
        assert status == ([record["status"]] if record["status"] in ("confirmed", "superseded", "retracted") else []), record["id"]
        shown = [words(e) for e in select(meta, ".claim-date")]
        assert len(shown) == bool(record["date"] or record["as_of"]), record["id"]
        written = record["date"] or record["as_of"] or ""
        assert (written[:4] in shown[0]) if shown and written[:4].isdigit() else True, record["id"]
        assert any(text.startswith("as of ") for text in shown) == bool(record["as_of"] and not record["date"]), record["id"]
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            exact += 1
            (time,) = (e for e in meta.iter("time"))
            assert time.get("datetime") == written
            assert words(time).split()[0] == str(int(written[-2:]))
        if not record["later"]:  # of one that is, its section may say so
            assert select(meta, ".claim-later") == []
    assert exact


def tidy(text: str) -> str:
    """Drop the space that a numeral leaves before what follows it."""
    return re.sub(r" (?=[.,;:)])", "", text)


def test_the_data_file_repeats_what_was_written(built: Built) -> None:
    written = written_claims(built.project)
    for record in some(data(built)["claims"]):
        claim = written[record["id"]]
        assert record["date"] == (claim.value("date") or None), record["id"]
        assert record["as_of"] == (claim.value("as_of") or None), record["id"]
        assert record["status"] == (claim.value("status") or "reported"), record["id"]
        assert record["attributed"] == claim.value("attributed"), record["id"]
        assert record["disputes"] == claim.ids("disputes"), record["id"]
        if claim.value("measures"):
            assert (record["measure"]["quantity"], record["measure"]["unit"]) == (claim.value("measures"), claim.value("unit"))


def test_the_data_file_says_of_themes_groups_and_sources_what_their_pages_say(built: Built) -> None:
    whole, site = data(built), built.site
    for theme in some(whole["themes"]):
        page = site.pages[f"{theme['url']}index.html"]
        assert straight(words(page.one("h1"))) == straight(" ".join(theme["question"].split()))
        assert [c.get("data-claim") for c in page.all("[data-claim]")] == theme["claims"]
        shown = [
            straight(words(e, without=(".citations",))) for name in ("standfirst", "theme-summary") for e in page.all(f".page-head .{name}")
        ]
        assert shown == [" ".join(text["text"].split()) for text in (theme["answer"], theme["summary"]) if text]
        assert len(page.all("section.brief li")) == len(theme["brief"])
        related = [site.target(page.name, a.get("href", "")) for a in page.all("section.related a")]
        assert related == [(f"themes/{other}/index.html", "") for other in theme["related"]]
    for group in some(whole["groups"]):
        page = site.pages[f"{group['url']}index.html"]
        assert words(page.one("h1")) == " ".join(group["name"].split())
        assert [c.get("data-claim") for c in page.all("[data-claim]")] == group["claims"]
        assert {e.get("lang"): words(e) for e in page.all(".native-names .native")} == group["native"]
        assert len(page.all("tr[data-list]")) == len(group["designations"])
    for source in some(whole["sources"]):
        page = site.pages[f"{source['url_page']}index.html"]
        assert words(page.one("h1")) == " ".join(source["title"].split())
        assert sorted(i.get("data-claim-ref", "") for i in page.all("[data-claim-ref]")) == source["cited_by"]
        assert [a.get("href") for a in page.all(".source-facts a.reference-link")] == ([source["URL"]] if source.get("URL") else [])


def test_who_is_who_names_the_groups_of_the_page(built: Built) -> None:
    mentioned = {c["id"]: c["groups"] for c in data(built)["claims"]}
    found = 0
    for page in some(page for page in built.site if page.name.startswith("themes/")):
        groups = {g for claim in page.all("[data-claim]") for g in mentioned[claim.get("data-claim", "")]}
        shown = [a.get("data-group") for a in page.all("section.who dt a.group")]
        assert Counter(shown) == Counter(groups), page.name
        found += len(shown)
    assert found


# --- pages ------------------------------------------------------------------------------------------------------------


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def written_old_sources(project: Path) -> set[str]:
    """Return what the sources in YAML and BibTeX say that their ids were."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in (project / "content/sources").rglob("*") if p.suffix in (".yml", ".bib"))
    found = re.findall(r"^ +was(?:: | += )[\[{]?([a-z0-9, -]+)", text, re.MULTILINE)
    return {name for names in found for name in names.replace(",", " ").split()}


def expected_pages(built: Built) -> set[str]:
    """Work out from the files of a project which pages its site has."""
    themes, groups = written_pages(built.project, "themes"), written_pages(built.project, "groups")
    claims = written_claims(built.project).values()
    found = {f"themes/{name}" for name in themes} | {f"groups/{name}" for name in groups}
    found |= {f"sources/{name}" for name in written_sources(built.project)} | {
        "claims",
        "sources",
        "search",
        "disputes",
        "changes",
        "about",
        "method",
        "whole",
    }
    found |= {"glossary"} if groups or (built.project / "content/terms.yml").exists() else set()
    found |= {"designations"} if any(group.get("designations") for group in groups.values()) else set()
    found |= {"relations"} if any(group.get("relations") for group in groups.values()) else set()
    found |= {"figures"} if any(claim.value("measures") for claim in claims) else set()
    found |= {"timeline"} if any(claim.value("event") for claim in claims) else set()
    found |= {"bundle"} if "\nbundles:" in (built.project / "content/explainer.yml").read_text(encoding="utf-8") else set()
    for folder, kind in (("themes", themes), ("groups", groups)):  # those that lead on from old addresses
        found |= {f"{folder}/{old}" for page in kind.values() for old in as_list(page.get("was"))}
    found |= {f"sources/{old}" for old in written_old_sources(built.project)}
    notes = [path.relative_to(built.project / "docs").with_suffix("") for path in (built.project / "docs").rglob("*.md")]
    found |= {path.as_posix() for path in notes if path.as_posix() != "index" and path.parts[0] != "dev"}  # mkdocs.yml excludes these
    found |= {page.folder.rstrip("/") for name in ("claims", "disputes") for page in list_pages(built, name)}  # as many parts as they need
    found |= {f"themes/{path.stem.replace('.', '/')}" for path in (built.project / "content/themes").rglob("*.*.md")}  # translations
    return {"index.html", "404.html", *(f"{name}/index.html" for name in found)}


def test_the_site_has_every_page_and_no_other(built: Built) -> None:
    assert set(built.site.pages) == expected_pages(built)


def test_the_site_has_its_data_and_its_search_index(built: Built) -> None:
    assert {
        "data/explainer.json",
        "data/explainer.schema.json",
        "data/claims.csv",
        "data/sources.json",
        "data/sources.bib",
        "data/sources.ris",
        "data/digest.txt",
        "data/digest.css",
    } <= built.site.files
    assert "search/index.js" in built.site.files


def test_every_page_is_whole(built: Built) -> None:
    for page in built.site.pages.values():
        if page.leads_on:  # `test_moved` looks at it
            continue
        assert page.errors == [], f"{page.name} is not well formed"
        assert page.root.get("lang"), page.name
        assert len(page.all("h1")) == 1, page.name
        assert words(page.one("h1")), page.name
        assert words(page.one("head title")), page.name
        assert len(page.all("main")) == 1, page.name
        (description,) = page.all("meta[name=description]")
        assert description.get("content", "").strip(), page.name
        assert page.one("meta[charset]").get("charset") == "utf-8"
        assert len(page.one("head title").text or "") < 400


def test_pages_have_titles_and_descriptions_of_their_own(built: Built) -> None:
    titles = Counter(words(page.one("head title")) for page in built.site if not page.name.startswith("sources/"))
    folders = {page.folder.split("/")[0] for page in built.site}
    assert len(folders) > 5
    doubled = {title for title, number in titles.items() if number > 1}
    overviews = {words(page.one("head title")) for page in built.site if page.name.count("/") == 1}
    assert doubled <= overviews, "two pages about different things have one title"
    things = [page for page in built.site if page.name.startswith(("groups/", "sources/")) and page.name.count("/") == 2]
    assert things
    for page in things:
        assert words(page.one("head title")).startswith(words(page.one("h1"))), page.name
    about = Counter(page.one("meta[name=description]").get("content") for page in text_pages(built.site))
    assert [text for text, number in about.items() if number > 1] == []


def test_headings_leave_out_no_level(built: Built) -> None:
    for page in built.site.pages.values():
        levels = [int(e.tag[1]) for e in page.one("main").iter() if e.tag in HEADINGS]
        assert levels[0] == 1, page.name
        for before, after in pairwise(levels):
            assert after <= before + 1, f"{page.name}: an h{after} follows an h{before}"


def test_the_table_of_contents_leads_to_the_headings(built: Built) -> None:
    for page in some(page for page in built.site if page.all("nav.toc a")):
        headings = {e.get("id"): words(e, without=("a.headerlink",)) for e in page.one("main").iter() if e.tag in HEADINGS and e.get("id")}
        for link in page.all("nav.toc a"):
            anchor = link.get("href", "").removeprefix("#")
            assert anchor in headings, f"{page.name}: {anchor}"
            if not page.name.startswith("timeline") and page.folder:
                assert words(link) == headings[anchor], page.name
        listed = [link.get("href", "").removeprefix("#") for link in page.all("nav.toc a")]
        assert len(listed) == len(set(listed)), page.name


def test_no_text_shows_its_escapes_or_its_marks(built: Built) -> None:
    for name in some(name for name in built.site.files if name.endswith((".html", ".json", ".csv", ".bib", ".js"))):
        text = built.site.text(name)
        assert "\ue000" not in text, name
        assert "\ue001" not in text, name
    for page in built.site.pages.values():
        seen = [words(page.one("body"))] + [v for e in page.root.iter() if isinstance(e.tag, str) for v in e.attrib.values()]
        for text in seen:
            assert not re.search(r"&(amp|lt|gt|quot|#\d+|#x[\da-f]+);", text), f"{page.name}: {text[:200]!r}"


def test_every_page_has_the_same_navigation(built: Built) -> None:
    pages = [page for page in built.site if page.all("nav.site-nav a")]
    assert len(pages) == len(list(built.site))
    found: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for page in pages:
        links = page.all("nav.site-nav a")
        found[tuple((built.site.target(page.name, a.get("href", ""))[0], words(a)) for a in links)].append(page.name)
        current = [built.site.target(page.name, a.get("href", "")) for a in links if a.get("aria-current")]
        inside = any(built.site.target(page.name, a.get("href", "")) == (page.name, "") for a in links)
        assert current == ([(page.name, "")] if inside else []), page.name
    if not any(a for page in pages for a in page.all(".site-nav a.part")):
        assert len(found) == 1, {len(names): names[:3] for names in found.values()}
    themes = {f"themes/{name}/index.html" for name in written_pages(built.project, "themes")}
    assert themes <= {address for navigation in found for address, _ in navigation}


def test_links_to_other_hosts_are_written_by_authors(built: Built) -> None:
    """A page may point elsewhere, but only where the content, the settings or a hand-written page says so."""
    known = "".join(
        p.read_text(encoding="utf-8")
        for p in built.project.rglob("*")
        if p.suffix in (".md", ".yml", ".json", ".bib") and "site" not in p.parts
    )
    links = [(page.name, link.get("href", "")) for page in built.site.pages.values() for link in page.all("a[href]")]
    for name, address in some((name, address) for name, address in links if built.site.target(name, address) is None):
        bare = address.partition("#")[0]
        host = re.match(r"(https?://[^/]+|mailto:.+)", bare)
        assert host, f"{name}: {bare}"
        assert host[1].removesuffix("/") in known, f"{name}: nobody wrote {bare}"


# --- counts -----------------------------------------------------------------------------------------------------------


def test_all_counts_agree(built: Built) -> None:
    whole, site = data(built), built.site
    counts = {name: len(whole[name]) for name in ("themes", "claims", "sources", "groups")}
    with zipfile.ZipFile(built.bundle) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("/manifest.json"))
        manifest = json.loads(archive.read(name))
    assert manifest["counts"] == counts
    home = site.pages["index.html"]
    shown = {words(one(entry, "dt")): number_in(words(one(entry, "dd"))) for entry in home.all("dl.figures-row div")}
    assert shown == {kind: number for kind, number in counts.items() if number}
    assert counts["claims"] == len(site.claims())
    assert counts["sources"] == len(written_sources(built.project))
    assert counts["themes"] == len(home.all(".theme-list li")) == sum(page.name.startswith("themes/") for page in site)
    assert counts["groups"] == sum(page.name.startswith("groups/") for page in site)
    signs = {words(e, without=(".support-count",)): number_in(words(one(e, ".support-count"))) for e in home.all(".support-key li")}
    assert signs == Counter(name_of_sign(claim) for _, claim in site.claims().values())


def test_pages_count_their_own_claims_and_sources(built: Built) -> None:
    home = built.site.pages["index.html"]
    for item in some(home.all(".theme-list li")):
        (target, _) = built.site.target("index.html", item.find("a").get("href", "")) or ("", "")
        page = built.site.pages[target]
        claims = page.all("[data-claim]")
        sources = {c.get("data-source") for claim in claims for c in citations(body(claim))}
        facts = [number_in(words(fact)) for fact in page.all(".page-facts span")[-2:]]
        assert facts == [len(claims), len(sources)], target


def test_the_bundle_holds_the_site_and_says_so(built: Built) -> None:
    with zipfile.ZipFile(built.bundle) as archive:
        names = archive.namelist()
        folders = {name.partition("/")[0] for name in names}
        assert folders == {built.bundle.stem}, "the bundle does not unpack into one folder of its own name"
        files = {name.partition("/")[2]: archive.read(name) for name in names}
        assert archive.testzip() is None
    manifest, sums = json.loads(files.pop("manifest.json")), files.pop("SHA256SUMS").decode()
    on_disk = tree(built.root)
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert {f"{digest}  {name}" for name, digest in manifest["files"].items()} == set(sums.splitlines()[:-1])
    added = {name for name in files if name in ("README.txt", "update.py") or name.startswith("LICENSES/")}
    left_out = {name for name in set(on_disk) - set(files) if not name.endswith("card.png")}
    assert left_out <= {"404.html", "sitemap.xml", "sitemap.xml.gz", RECORD}
    for name in files.keys() - added:  # only other sites show previews
        content = (built.root / name).read_bytes()
        assert files[name] == (without_picture(content) if name.endswith(".html") else content), name
    assert manifest["open"] in files
    assert manifest["title"] == data(built)["explainer"]["title"]
    assert manifest["as_of"] == data(built)["explainer"]["as_of"]


# --- content is data --------------------------------------------------------------------------------------------------

JINJA = "{{ 7*191 }} {% raw %} {# gone #}"
HOSTILE = f"""<script>alert(1)</script><img src=x onerror=alert(1)> "quote" 'single' & &amp; </title></style></textarea> {JINJA}"""


MARKDOWN = (".standfirst", "#claim-mini-one p", "#ref-alpha .reference-title")
"""Where the text is Markdown, or of a source, in both of which `&amp;` means `&`."""


def quoted(text: str) -> str:
    return json.dumps(text)  # JSON is YAML


def hostile_project() -> dict[str, str]:
    markdown = re.sub(r"([<{}])", r"\\\1", HOSTILE)
    return {
        **MINI,
        "content/explainer.yml": MINI["content/explainer.yml"]
        .replace(
            "title: Mini",
            f"title: {quoted('Site ' + HOSTILE)}\ndescription: {quoted('About ' + HOSTILE)}\nlicense: {quoted('Free ' + HOSTILE)}\n"
            "rules: {uncited-prose: warning}",  # there is a block of code
        )
        .replace("Party", quoted("Kind " + HOSTILE))
        .replace("Watch list", quoted("List " + HOSTILE))
        .replace("The office", quoted("Office " + HOSTILE))
        .replace("Leader", quoted("Leader " + HOSTILE))
        .replace("title: Price", f"title: {quoted('Price ' + HOSTILE)}, description: {quoted('Prices ' + HOSTILE)}"),
        "content/sources/mini.yml": f"""\
- id: alpha
  title: {quoted("Alpha " + HOSTILE)}
  publisher: {quoted("A " + HOSTILE)}
  container-title: {quoted("In " + HOSTILE)}
  author: [{{literal: {quoted("Anne " + HOSTILE)}}}]
  note: {quoted("Note " + HOSTILE)}
  genre: {quoted("Genre " + HOSTILE)}
  URL: "https://example.org/?a=1&b=%22%3E<script>"
  consulted: full
- {{id: beta, title: Beta, publisher: B, consulted: full}}
- {{id: gamma, title: Gamma, publisher: C, consulted: excerpt, via: alpha}}
""",
        "content/groups/union.md": f"""\
---
name: {quoted("River Union " + HOSTILE)}
kind: party
summary: {quoted("A party. " + markdown + " [@alpha]")}
native: {{ar: {quoted("حزب " + HOSTILE)}}}
aliases: [{quoted("Alias " + HOSTILE)}]
statements:
  leader: [{{value: {quoted("Nobody " + HOSTILE)}, cite: "@alpha", note: {quoted("note " + HOSTILE)}}}]
designations:
  - {{by: office, list: watch, signed: 2025-01-01, cite: "@alpha", note: {quoted("listed " + HOSTILE)}}}
ids: {{ofac: {quoted("12 " + HOSTILE)}}}
---
""",
        "content/terms.yml": f"- {{id: word, term: {quoted('Word ' + HOSTILE)}, text: {quoted('A word. ' + markdown + ' [@beta]')}}}\n",
        "content/themes/mini.md": f"""\
---
title: {quoted("Theme " + HOSTILE)}
question: {quoted("Why " + HOSTILE)}
summary: {quoted("Summary. " + markdown + " [@beta]")}
---

## Heading {markdown}

A first statement. {markdown} [@alpha, p. 3 & 'a' "quote & 'x' > y"; see & @beta; @gamma]
{{#mini-one date=2025-01-01 attributed="Smith & 'Sons' > x" measures=price value=1 unit="€ & 'x' > y"}}

A second with code `{HOSTILE}`. [@beta]
{{#mini-two disputes=mini-one}}

```
{HOSTILE}
```
""",
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, str]:
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, hostile_project())
    done = run_here("build", folder)
    assert done.returncode == 0, done.stderr
    return Site(folder / "site"), done.stderr


def own_scripts(page: Page) -> Iterable[Element]:
    return (script for script in page.all("script") if not re.fullmatch(r"(\.\./|/)*assets/explainer/[a-z]+\.js", script.get("src", "")))


def test_hostile_content_stays_text(hostile: tuple[Site, str]) -> None:
    site, _ = hostile
    assert "themes/mini/index.html" in site.pages
    assert some(script for page in site for script in page.all("script"))
    for page in site.pages.values():
        assert page.errors == [], page.name
        assert [script.get("src") for script in own_scripts(page) if not script.get("type", "").endswith("json")] == [], page.name
        assert page.all("main img") == page.all("iframe") == page.all("style") == [], page.name
        for element in page.root.iter():
            if isinstance(element.tag, str):
                assert not [name for name in element.attrib if name.startswith("on")], f"{page.name}: <{element.tag}>"
                assert not re.match(r"\s*(javascript|data|vbscript):", element.get("href", ""), re.IGNORECASE)


@pytest.mark.parametrize(
    ("page", "selector", "start"),
    [
        ("index.html", "h1", "Site"),
        ("index.html", "head title", "Site"),
        ("index.html", ".page-head .standfirst", "About"),
        ("index.html", ".theme-question", "Why"),
        ("index.html", ".site-footer__title", "Site"),
        ("404.html", ".site-title", "Site"),
        ("themes/mini/index.html", "h1", "Why"),
        ("themes/mini/index.html", ".site-title", "Site"),
        ("themes/mini/index.html", ".kicker", "Theme"),
        ("themes/mini/index.html", "head title", "Theme"),
        ("themes/mini/index.html", ".standfirst", "Summary."),
        ("themes/mini/index.html", "#claim-mini-one p", "A first statement."),
        ("themes/mini/index.html", "#claim-mini-two code", "<script>"),
        ("themes/mini/index.html", "pre", "<script>"),
        ("themes/mini/index.html", "#ref-alpha .reference-title", "Alpha"),
        ("themes/mini/index.html", "#ref-alpha .reference-by", "Anne"),
        ("groups/union/index.html", "h1", "River Union"),
        ("groups/union/index.html", ".kicker", "Kind"),
        ("groups/union/index.html", ".native", "حزب"),
        ("groups/union/index.html", ".aliases", "Also: Alias"),
        ("sources/alpha/index.html", "h1", "Alpha"),
        ("sources/alpha/index.html", "head title", "Alpha"),
        ("sources/alpha/index.html", ".source-note", "Note"),
        ("figures/index.html", "main tbody.quantity th", "Price"),
        ("glossary/index.html", "#term-word dt", "Word"),
    ],
)
def test_hostile_content_is_shown_as_it_was_written(hostile: tuple[Site, str], page: str, selector: str, start: str) -> None:
    text = straight(words(hostile[0].pages[page].one(selector)))
    assert text.startswith(start)
    expected = HOSTILE.replace("&amp;", "&") if selector in MARKDOWN or page.startswith("sources/") else HOSTILE
    assert expected in text


def test_hostile_content_is_never_run_as_a_template(hostile: tuple[Site, str]) -> None:
    site, _ = hostile
    for name in site.files:
        if name.endswith((".html", ".json", ".csv", ".js", ".bib")):
            assert "1337" not in site.text(name), f"{name}: a template was evaluated"
    assert any("{{ 7*191 }}" in words(page.one("nav.site-nav")) for page in site), "the title is not in the navigation"
    for text in some(text for page in site for link in page.all("nav.site-nav a") if "Theme" in (text := words(link))):
        assert "<script>alert(1)</script>" in text


def test_content_cannot_speak_in_the_marks_of_the_shell(tmp_path: Path) -> None:
    """The frame is filled in at marks of private-use characters: a text that holds such a mark must not become one."""
    title = "Theme \ue000content\ue001 end \ue000current themes/mini/\ue001 x"
    write(tmp_path, {**MINI, "content/themes/mini.md": MINI["content/themes/mini.md"].replace("title: Mini", f"title: {quoted(title)}")})
    done = run_here("build", tmp_path)
    if done.returncode == 0:
        site = Site(tmp_path / "site")
        for page in site.pages.values():
            assert page.errors == [], page.name
            assert len(page.all("h1")) == len(page.all("main")) == 1, page.name
            assert {name for name, number in page.ids.items() if number > 1} == set(), page.name
    else:
        assert "content/themes/mini.md:2" in done.stderr, "the title was refused, but the finding does not say where"


def test_excluded_pages_are_neither_built_nor_in_the_sitemap(tmp_path: Path) -> None:
    config = {
        "site_name": "X",
        "site_url": ADDRESS,
        "theme": {"name": "material", "font": False},
        "plugins": ["explainer"],
        "exclude_docs": "/dev/\n*.draft.md\n!kept.draft.md\n",
    }
    names = ["index.md", "dev/notes.md", "dev/deep/more.md", "a.draft.md", "kept.draft.md", "other/dev/notes.md"]
    write(
        tmp_path,
        {**MINI, "mkdocs.yml": json.dumps(config), **{f"docs/{name}": "# Words\n" for name in names}, "docs/dev/plan.svg": "<svg/>"},
    )
    done = run("builder", "bundle", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    site = tmp_path / "site"
    listed = re.findall(rf"<loc>{ADDRESS}(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    built = [path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("index.html")]
    assert sorted(listed) == sorted(built)
    assert {"kept.draft/", "other/dev/notes/"} <= set(built)
    assert [path for path in site.rglob("*") if path.relative_to(site).parts[0] in ("dev", "a.draft")] == []


def test_titles_of_hand_written_pages_are_shown_as_they_were_written(tmp_path: Path) -> None:
    config = {
        "site_name": "R&D <site>",
        "site_description": "All of R&D <here>",
        "theme": {"name": "material", "font": False},
        "plugins": ["explainer"],
        "nav": [{"Home": "index.md"}, {"Part & <part>": ["front.md", "heading.md", {"Given & <given>": "given.md"}]}],
    }
    notes = {
        "index.md": "# Home & <b>hearth</b>\n",
        "front.md": f"---\ntitle: {quoted('Front & <front>')}\ndescription: {quoted('About & <about>')}\n---\n\nWords.\n",
        "heading.md": "# Heading &amp; `<heading>` & more\n",
        "given.md": "# Another title\n",
    }
    write(tmp_path, {**MINI, "mkdocs.yml": json.dumps(config), **{f"docs/{name}": text for name, text in notes.items()}})
    done = run_here("build", tmp_path)
    assert done.returncode == 0, done.stderr
    site = Site(tmp_path / "site")
    expected = {
        "front/index.html": "Front & <front>",
        "heading/index.html": "Heading & <heading> & more",
        "given/index.html": "Given & <given>",
    }
    for page in site.pages.values():
        assert page.errors == [], page.name
        assert words(page.one(".site-title")) == "R&D <site>", page.name
        assert words(page.one(".site-footer__title")) == "R&D <site>", page.name
        assert "R&D <site>" in words(page.one("head title")), page.name
        shown = {(site.target(page.name, a.get("href", "")) or ("",))[0]: words(a) for a in page.all("nav.site-nav a")}
        assert {name: shown.get(name) for name in expected} == expected, page.name
        assert "Part & <part>" in [words(summary) for summary in page.all("nav.site-nav summary")], page.name
    for name, title in expected.items():
        assert title in words(site.pages[name].one("head title")), name
    assert site.pages["front/index.html"].one("meta[name=description]").get("content") == "About & <about>"
    assert site.pages["given/index.html"].one("meta[name=description]").get("content") == "All of R&D <here>"
