"""The search: its index (Python), its answers (search.js in node) and its box (search.js in a browser, from a disk)."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selection import some

from builder.checking.project import read_project
from builder.data.card_files import card_of_page
from builder.linking.mentions import fold
from builder.model.document import TextSection
from builder.model.language import ENGLISH
from builder.search.documents import KINDS, Documents, Entry, Leaf, all_documents, arranged, entries, leaves
from builder.search.posting_lists import encode, gap_codes, joined, raw_postings, words
from builder.search.query_words import field_words, months
from builder.search.values import value_reader
from builder.search.word_index import script, search_files

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "templates/assets/explainer/search.js"
BOX_SCRIPT = ROOT / "templates/assets/explainer/searchbox.js"
VALUES = json.loads((ROOT / "tests/js/value_cases.json").read_text(encoding="utf-8"))
CASES = json.loads((ROOT / "tests/js/fold_cases.json").read_text(encoding="utf-8"))

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: search.js is not run outside a browser")


# --- tools ------------------------------------------------------------------------------------------------------------


def claim(title: str, **other: object) -> Entry:
    """Return a claim as an entry: its context is the title of its page, its names say who says so."""
    return entry("claim", title, **{"url": f"themes/t/index.html#claim-{title}", **other})


def entry(kind: str, title: str, names: tuple[str, ...] = (), context: str = "", url: str = "") -> Entry:
    return Entry(kind, title, context, url or f"{kind}/{title}", names, called=(title, *names))


def pages_of(found: list[Entry]) -> dict[str, list[Entry]]:
    """Gather claims by the address of their page, in the order in which they are found."""
    pages: dict[str, list[Entry]] = {}
    for one in found:
        if one.kind == "claim":
            pages.setdefault(one.url.partition("index.html#claim-")[0], []).append(one)
    return pages


def documents_of(found: list[Entry]) -> Documents:
    leaves = [
        Leaf(url, [SimpleNamespace(text=one.title, attributed="\n".join(one.names), tag="p", date=None) for one in claims])
        for url, claims in pages_of(found).items()
    ]
    return arranged([one for one in found if one.kind != "claim"], leaves)


def files_of(found: list[Entry]) -> dict[str, bytes]:
    """Return the files of the index, and what lies beside the pages of claims."""
    files = dict((*search_files(documents_of(found)), script("words-en", field_words(ENGLISH))))
    for url, claims in pages_of(found).items():
        said = [[one.url.partition("#claim-")[2], "single", "1 of 1: A.", one.title, *one.names] for one in claims]
        record = json.dumps({"title": claims[0].context, "claims": said}, ensure_ascii=False, separators=(",", ":"))
        files[f"{url}cards.js"] = f"explainerCards({record});\n".encode()
    return files


def write(site: Path, found: list[Entry]) -> Path:
    for name, data in files_of(found).items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    return site


def node(site: Path, **wanted: object) -> dict:
    command = ["node", str(ROOT / "tests/js/search_node.js"), str(site)]
    run = subprocess.run(command, input=json.dumps(wanted), capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def ask(site: Path, found: list[Entry], *queries: str, limit: int = 50) -> list[list[str]]:
    """Return the titles found for each query, in the order in which they are shown."""
    titles = {one.url: one.title for one in found}
    answers = node(write(site, found), queries=[[query, limit] for query in queries])["answers"]
    return [[titles[url] for _, urls in answer["sections"] for url in urls] for answer in answers]


def decode(postings: str, size: int) -> list[int]:
    """Read a posting list by the words of the module's description, not by its code."""
    if postings.startswith("="):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        bits = "".join(f"{alphabet.index(char):06b}" for char in postings[1:].rstrip("="))
        return [number for number in range(size) if bits[number] == "1"]
    numbers, number, code = [], -1, ""
    for char in postings:
        code += char
        if char > "=":
            number += gap_codes(size).index(code)
            numbers.append(number)
            code = ""
    return numbers


def synthetic(claims: int = 20_000, sources: int = 2_000, groups: int = 60, themes: int = 1_000, seed: int = 1) -> list[Entry]:
    """Return a corpus with claims of 45 words from a vocabulary of 3,000, used unequally as in any language."""
    chance = random.Random(seed)  # noqa: S311  # a corpus, not a secret
    syllables = [first + vowel for first in "bdfghklmnprstvz" for vowel in "aeiou"]
    vocabulary = list(dict.fromkeys("".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(4_000)))[:3_000]
    assert len(vocabulary) == 3_000
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]

    def text(length: int) -> str:
        chosen = chance.choices(vocabulary, weights, k=length)
        return f"{' '.join(chosen[: length // 2]).capitalize()}, {' '.join(chosen[length // 2 :])}."

    def name() -> str:
        return " ".join(chance.choices(vocabulary, k=2)).title()

    questions = [text(9) for _ in range(themes)]
    found = [Entry("group", name(), text(20), f"groups/g{n:02}/index.html", (name(), name(), name())) for n in range(groups)]
    found += [Entry("theme", name(), q, f"themes/theme-{n:04}/index.html", (q, text(25))) for n, q in enumerate(questions)]
    for number in range(claims):
        theme = number * themes // claims
        found.append(Entry("claim", text(45), questions[theme], f"themes/theme-{theme:04}/index.html#claim-c{number:05}", ()))
    for number in range(sources):
        author, publisher = name(), name()
        found.append(Entry("source", text(9), f"{author} · {publisher}", f"sources/s{number:04}/index.html", (author, publisher)))
    return [one if one.kind == "claim" else replace(one, called=(one.title, *one.names[:3])) for one in found]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=[case["text"] or "empty" for case in CASES])
def test_words_follow_the_table(case):
    assert fold(case["text"]) == case["fold"]
    assert words(case["text"]) == case["words"]


@needs_node
def test_javascript_follows_the_same_table(tmp_path):
    texts = [case["text"] for case in CASES]
    answer = node(tmp_path, fold=texts, words=texts)
    assert answer["fold"] == [case["fold"] for case in CASES]
    assert answer["words"] == [case["words"] for case in CASES]


@needs_node
def test_javascript_treats_every_character_as_python_does(tmp_path):
    # Unicode 3.2 is the part of Unicode that does not depend on how old Python and node are.
    known = (chr(code) for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF and unicodedata.ucd_3_2_0.category(chr(code)) != "Cn")
    texts = [text for char in known for text in (f"b{char}d", f"b.{char}.d")]
    answer = node(tmp_path, fold=texts, words=texts)
    assert [text for text, folded in zip(texts, answer["fold"], strict=True) if folded != fold(text)] == []
    assert [text for text, found in zip(texts, answer["words"], strict=True) if found != words(text)] == []


def test_dates_and_numbers_follow_the_table():
    read = value_reader(months(("en", "ar")))
    assert [list(read(case["text"])) for case in VALUES] == [case["values"] for case in VALUES]


@needs_node
def test_javascript_reads_the_same_dates_and_numbers(tmp_path):
    answer = node(tmp_path, values=[case["text"] for case in VALUES], months=months(("en", "ar")))
    assert answer["values"] == [case["values"] for case in VALUES]


# --- the index --------------------------------------------------------------------------------------------------------


@given(st.integers(1, 3_000).flatmap(lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1), min_size=1))))
def test_a_posting_list_is_read_as_it_was_written(case):
    size, numbers = case
    postings = encode(sorted(numbers), gap_codes(size), size)
    assert decode(postings, size) == sorted(numbers)
    assert not set(postings) & set(' ,"\\<')


@pytest.mark.parametrize("gap", [1, 64, 65, 1_664, 1_665, 41_664, 41_665, 99_999])
def test_gap_codes_are_distinct_and_as_long_as_needed(gap):
    codes = gap_codes(100_000)
    assert len(set(codes)) == len(codes) == 100_001
    assert len(codes[gap]) == 1 + (gap > 64) + (gap > 1_664) + (gap > 41_664)


texts = st.text(alphabet="aáAlLsS.-'’ \nنو الفبءَـ𝔘1", max_size=30)


@given(st.lists(st.tuples(st.sampled_from(KINDS), texts, st.lists(texts, max_size=2)), max_size=12))
def test_no_word_is_lost(rows):
    found = [Entry(kind, title, "", f"u{n % 3}/index.html#claim-{n}", tuple(names)) for n, (kind, title, names) in enumerate(rows)]
    documents = documents_of(found)
    files = read_index(search_files(documents))
    claims = [f"{url}index.html#claim-{one.url.partition('#claim-')[2]}" for url, part in pages_of(found).items() for one in part]
    placed = [one.url for one in documents.before] + claims + [one.url for one in documents.after]
    assert sorted(placed) == sorted(one.url for one in found)
    numbers = {url: number for number, url in enumerate(placed)}
    index = {term: [decode(part, len(found)) for part in (*postings.split(","), "")[:2]] for term, postings in read_words(files).items()}
    for one in found:
        for field, text in enumerate((one.title, "\n".join(one.names))):
            for word in words(text):
                with_article = word if word in index and numbers[one.url] in index[word][field] else word[2:]
                assert numbers[one.url] in index[with_article][field]


@given(st.lists(texts, max_size=9), st.integers(0, 9))
def test_words_that_were_gathered_in_parts_are_those_of_the_whole(found, cut):
    assert joined([raw_postings(found[:cut]), raw_postings(found[cut:], len(found[:cut]))]) == raw_postings(found)


@given(st.text(alphabet="aZ9.,;: -'é\n", max_size=8))
def test_a_plain_word_needs_no_folding(text):
    assert words(text) == words(f"{text} -")  # which is not plain


def read_index(files) -> dict[str, object]:
    """Read the calls in the files of an index, without running them."""
    found = {}
    for path, data in files:
        name, _, code = data.decode().removeprefix("explainerSearch.shard(").removesuffix(");\n").partition(",")
        assert path == f"search/{json.loads(name)}.js"
        found[json.loads(name)] = json.loads(code)
    return found


def read_words(files: dict[str, object]) -> dict[str, str]:
    parts = " ".join(str(files[name]) for name in sorted(files) if name.startswith("t-")).split(" ")
    return dict(zip(parts[::2], parts[1::2], strict=False))


def test_documents_are_numbered_by_kind_and_in_the_order_of_the_site():
    found = [claim("a long claim"), entry("page", "p"), entry("group", "A group"), entry("theme", "Z"), entry("theme", "Y")]
    found += [claim("short"), claim("other", url="groups/g/index.html#claim-x"), claim("brief")]
    files = read_index(search_files(documents_of(found)))
    assert [title for title, *_ in files["d-000"]] == ["A group", "Z", "Y"]
    assert files["d-001"] == [["themes/t/", 3], ["groups/g/", 1]]
    assert [title for title, *_ in files["d-002"]] == ["p"]
    assert files["index"]["documents"] == [0, 3, 7]
    assert files["index"]["kinds"] == [["group", 1], ["term", 0], ["theme", 2], ["claim", 4], ["row", 0], ["source", 0], ["page", 1]]


def test_equal_entries_give_equal_bytes():
    assert files_of(synthetic(300, 50, 9, 20)) == files_of(synthetic(300, 50, 9, 20))


def test_bytes_do_not_depend_on_the_order_of_hashes():
    code = "import hashlib, test_word_index as t\nprint(hashlib.sha256(repr(t.files_of(t.synthetic(300, 50, 9, 20))).encode()).hexdigest())"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests/search"), str(ROOT / "tests/support")])
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1


def test_no_file_can_end_a_script_element():
    found = [claim("</script><!-- & \u2028"), entry("source", "<b>", names=("<script>",))]
    assert not any(b"<" in data for _, data in some(search_files(documents_of(found))))


def test_nothing_to_find_is_an_index_too():
    assert [name for name, _ in search_files(documents_of([]))] == ["search/index.js", "search/v.js"]


# --- what an explainer has to find ------------------------------------------------------------------------------------


@pytest.fixture
def explainer(tmp_path):
    files = {
        "content/explainer.yml": "title: T\nkinds: {militia: armed group}\n",
        "content/themes/money.md": (
            "---\ntitle: Money\nquestion: Who pays?\nsummary: A summary.\n---\n\nBanks were asked. [@s]\n{#asked attributed=Treasury}\n"
        ),
        "content/groups/nujaba.md": (
            "---\nname: Harakat al-Nujaba\nsummary: One line. [@s]\nnative: {ar: حركة النجباء}\n"
            "aliases: [{text: HHN, match: exact}, {text: The Resistance, match: never}]\nkind: militia\n---\n\nIt fought. [@s]\n{#fought}\n"
        ),
        "content/terms.yml": "- {id: fto, term: Listed body, aliases: [FTO], text: 'A listing. [@s]'}\n",
        "content/sources/a.yml": (
            "- {id: s, type: article-newspaper, title: The report, author: [{family: Doe, given: Jane}], publisher: Press,"
            " container-title: Daily, issued: 2025-02-04, consulted: full}\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_project(tmp_path).explainer


def test_entries_hold_every_name_and_lead_to_files(explainer):
    assert sorted(entries(explainer), key=lambda one: one.url) == [
        Entry("term", "Listed body", "A listing.", "glossary/index.html#term-fto", ("FTO", "A listing."), called=("Listed body", "FTO")),
        Entry(
            "group",
            "Harakat al-Nujaba",
            "One line.",
            "groups/nujaba/index.html",
            ("حركة النجباء", "HHN", "The Resistance", "One line."),
            called=("Harakat al-Nujaba", "حركة النجباء", "HHN", "The Resistance"),
        ),
        Entry(
            "source",
            "The report",
            "Doe 2025 · Press · Daily",
            "sources/s/index.html",
            ("Doe 2025", "Jane Doe", "Press", "Daily"),
            called=("The report", "Doe 2025", "Jane Doe", "Press", "Daily"),
        ),
        Entry("theme", "Money", "Who pays?", "themes/money/index.html", ("Who pays?", "A summary."), called=("Money", "Who pays?")),
    ]
    assert leaves(explainer) == [
        Leaf("themes/money/", explainer.themes["money"].body.claims),
        Leaf("groups/nujaba/", explainer.groups["nujaba"].body.claims),
    ]


# --- answers ----------------------------------------------------------------------------------------------------------


@needs_node
def test_every_claim_is_found_by_each_of_its_words(tmp_path):
    found = [
        *synthetic(120, 20, 9, 20),
        claim("The U.S. asked Kata’ib Hizballah’s men, in 2025-09, to leave al-Qa'im"),
        claim("طالبت واشنطن بالحشد"),
    ]
    wanted = [(one, word) for one in found for text in (one.title, *one.names) for word in words(text)]
    queries = sorted({word for _, word in wanted})
    answers = dict(zip(queries, node(write(tmp_path, found), queries=[[word, 10**6] for word in queries])["answers"], strict=True))
    missed = [(one.title, word) for one, word in wanted if not any(one.url in urls for _, urls in answers[word]["sections"])]
    assert missed == []


@needs_node
@pytest.mark.parametrize("query", ["Nujaba", "al-Nujaba", "Al Nujaba", "alNujaba", "alnujaba", "EL-NUJABA", "an-Nujaba", "al‑nuj", "alNuj"])
def test_the_article_is_no_obstacle(tmp_path, query):
    titles = ["Harakat al-Nujaba", "Nujaba spoke already", "Al Nujaba left", "alNujaba denied it", "Alnujaba agreed"]
    found = [*map(claim, titles), claim("It was ready")]
    assert sorted(ask(tmp_path, found, query)[0]) == sorted(titles)


@needs_node
def test_an_english_word_that_begins_like_an_article_is_left_alone(tmp_path):
    found = [claim("It is ready"), claim("It is already so"), claim("al-Nujaba")]
    assert ask(tmp_path, found, "ready", "already", "so") == [["It is ready"], ["It is already so"], ["It is already so"]]


@needs_node
@pytest.mark.parametrize("query", ["النجباء", "نجباء", "والنجباء", "للنجباء", "ونجباء", "فبنجباء", "النُجَباء", "النجـبـاء", "النجب", "نجب"])
def test_arabic_is_found_with_and_without_article_and_proclitics(tmp_path, query):
    titles = ["حركة النجباء", "نجباء العراق", "قال والنجباء", "أسلحة للنجباء", "بالنجباء", "لنجباء"]
    found = [*map(claim, titles), claim("شيء آخر")]
    assert sorted(ask(tmp_path, found, query)[0]) == sorted(titles)


@needs_node
def test_arabic_letters_have_one_form(tmp_path):
    found = [claim("حركة أنصار الله الأوفياء"), claim("كتائب الإمام علي")]
    assert ask(tmp_path, found, "انصار", "حركه", "كتايب", "الامام", "إمام") == [[found[0].title]] * 2 + [[found[1].title]] * 3


@needs_node
@pytest.mark.parametrize(
    "query", ["Kata'ib", "Kata’ib", "Kata‘ib", "Kataʼib", "Kataʿib", "Kataʾib", "Kata`ib", "Kataib", "KATAIB", "Katā’ib"]
)
def test_apostrophes_and_diacritics_do_not_count(tmp_path, query):
    found = [claim("Kata'ib A"), claim("Kata’ib B"), claim("Kataib C"), claim("Katāʾib D")]
    assert len(ask(tmp_path, found, query)[0]) == 4


@needs_node
def test_number_and_possessive_do_not_count(tmp_path):
    found = [
        claim("A waiver for banks"),
        claim("Waivers of Iraq’s bank"),
        claim("A party"),
        claim("The parties"),
        claim("Congress taxes"),
        claim("tax"),
    ]
    assert ask(tmp_path, found, "waiver bank", "waivers banks", "iraq bank") == [
        ["A waiver for banks", "Waivers of Iraq’s bank"],
        ["A waiver for banks", "Waivers of Iraq’s bank"],
        ["Waivers of Iraq’s bank"],
    ]
    assert [sorted(titles) for titles in ask(tmp_path, found, "party x", "party", "parties", "taxes", "tax", "congress")] == [
        ["A party", "The parties"],
        ["A party", "The parties"],
        ["A party", "The parties"],
        ["Congress taxes", "tax"],
        ["Congress taxes", "tax"],
        ["Congress taxes"],
    ]


@needs_node
def test_abbreviations_are_found_with_and_without_dots(tmp_path):
    found = [claim("The U.S. asked"), claim("US forces"), claim("U. Smith")]
    assert ask(tmp_path, found, "U.S.", "us", "U.S") == [["The U.S. asked", "US forces"]] * 3


@needs_node
def test_all_words_count_and_the_last_may_be_unfinished(tmp_path):
    found = [claim("dollar transfers stopped"), claim("dollar notes"), claim("transfers of oil")]
    answers = ask(
        tmp_path, found, "dollar transfers", "transfers dollar", "dol transfers", "transfers dol", "dollar xyz", "dollar t", "-", ""
    )
    one, notes, oil = (each.title for each in found)
    assert answers == [[one], [one], [one, oil], [one], [one, notes], [one, notes], [], []]


@needs_node
def test_where_nothing_has_all_words_those_with_most_of_them_are_found(tmp_path):
    found = [claim("oil and gas"), claim("oil from Basra"), claim("gas from Basra in May"), entry("source", "oil")]
    answers = node(write(tmp_path, found), queries=[["oil gas basra may", 5], ["oil gas", 5], ["which oil is the gas", 5]])["answers"]
    assert [(one["loose"], one["sections"]) for one in answers] == [
        (True, [["claim", [found[2].url]]]),
        (False, [["claim", [found[0].url]]]),
        (False, [["claim", [found[0].url]]]),
    ]


@needs_node
def test_words_of_questions_count_only_in_quotation_marks_or_alone(tmp_path):
    found = [claim("banks were warned"), claim("the banks of the river"), claim("a warning")]
    answers = ask(tmp_path, found, "the banks", '"the" banks', "the")
    assert answers == [[found[0].title, found[1].title], [found[1].title], [found[1].title]]


@needs_node
def test_a_slip_of_the_fingers_is_forgiven_if_the_word_is_not_there(tmp_path):
    found = [claim("pipeline sabotage"), claim("a pipe"), claim("waiver"), claim("wafer"), claim("designation")]
    queries = ["piepline", "wavier", "dezignatoin", "pipelinne sabotage", "cat", "waver", "wafer"]
    answers = node(write(tmp_path, found), queries=[[query, 5] for query in queries])["answers"]
    assert [one["corrected"] for one in answers] == ["pipeline", "waiver", "designation", "pipeline sabotage", "", "wafer", ""]
    assert [one["total"] for one in answers] == [1, 1, 1, 1, 0, 2, 1]


@needs_node
def test_who_types_a_whole_name_is_shown_what_has_it_first(tmp_path):
    found = [
        claim("The Daily Press of Basra wrote"),
        entry("source", "A report", ("Daily Press",)),
        entry("source", "Daily Press: what it is", ("Wiki",)),
    ]
    answer = node(write(tmp_path, found), queries=[["the daily press", 5]])["answers"][0]
    assert answer["sections"] == [["source", [found[1].url, found[2].url]], ["claim", [found[0].url]]]


@needs_node
def test_claims_are_found_by_every_name_of_what_they_name_and_tables_by_row(tmp_path):
    files = {
        "content/explainer.yml": "title: T\n",
        "content/themes/money.md": (
            "---\ntitle: Money\nquestion: Who pays?\n---\n\nHHN was asked. [@s]\n{#asked date=2025-09-17}\n\n"
            "| Bank | Listed |\n|---|---|\n| Rafidain [@s] | 4 May 2024 |\n| Basra [@s] | 300,000 |\n\n{#table}\n"
        ),
        "content/groups/nujaba.md": (
            "---\nname: Harakat al-Nujaba\nnative: {ar: حركة النجباء}\naliases: [HHN, {text: The Cave, match: never}]\nkind: militia\n---\n"
        ),
        "content/sources/a.yml": "- {id: s, type: report, title: The report, publisher: Press, consulted: full}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    explainer = read_project(tmp_path).explainer
    pages = {"guide/": (TextSection("", "Guide", "How to begin."), TextSection("end", "How it ends", "Slowly."))}
    documents = all_documents(explainer, {"method": "How to read"}, pages)
    site = tmp_path / "site"
    for name, data in (*search_files(documents), *((name, make()) for name, make in [card_of_page(explainer, explainer.themes["money"])])):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    group, asked, table = ("groups/nujaba/index.html", *(f"themes/money/index.html#claim-{name}" for name in ("asked", "table")))
    expected = {
        "حركة النجباء": [group, asked],
        "nujaba": [group, asked],
        "the cave": [group],
        "17.09.2025": [asked],
        "4 May 2024": [table],
        "rafidain listed": [table],
        "rafidain basra": [table],
        "300000": [table],
        "bank": [table, table],
        "begin": ["guide/index.html"],
        "how it ends": ["guide/index.html#end"],
    }
    answers = node(site, queries=[[query, 5] for query in expected])["answers"]
    assert [[url for _, urls in answer["sections"] for url in urls] for answer in answers] == list(expected.values())


@needs_node
def test_exact_comes_before_prefix_title_before_names_and_what_the_site_says_first(tmp_path):
    found = [
        claim("oilfield"),
        claim("prices of oil fell again"),
        claim("oil fell"),
        claim("oils"),
        claim("unrelated", names=("oil",)),
        claim("gas", names=("oil company",)),
    ]
    assert ask(tmp_path, found, "oil") == [["prices of oil fell again", "oil fell", "unrelated", "gas", "oils", "oilfield"]]


@needs_node
def test_all_words_in_one_field_come_first(tmp_path):
    found = [claim("bank", names=("central",)), claim("the central bank of a country"), claim("x", names=("central bank",))]
    assert ask(tmp_path, found, "central bank") == [["the central bank of a country", "x", "bank"]]


@needs_node
def test_sections_follow_the_best_match_then_their_order(tmp_path):
    found = [
        entry("source", "Iran"),
        claim("Iran"),
        entry("group", "Iranian front"),
        entry("theme", "Iran"),
        entry("page", "x", names=("Iran",)),
    ]
    answer = node(write(tmp_path, found), queries=[["iran", 5]])["answers"][0]
    assert [kind for kind, _ in answer["sections"]] == ["theme", "source", "page", "claim", "group"]
    assert answer["total"] == 5


@needs_node
def test_the_other_number_is_no_worse_a_match_for_a_section(tmp_path):
    found = [claim("Waivers ended"), entry("term", "sanctions waiver"), entry("group", "Waiverton")]
    assert ask(tmp_path, found, "waivers", "waiver") == [
        ["sanctions waiver", "Waivers ended"],
        ["sanctions waiver", "Waivers ended", "Waiverton"],
    ]


@needs_node
def test_a_word_in_every_document_is_not_left_out(tmp_path):
    found = [claim(f"the word{n} of number{n % 7}") for n in range(3_000)]
    queries = [["the", 5], ["the word77", 5], ["of the number3 word17", 5], ["the of", 5]]
    answers = node(write(tmp_path, found), queries=queries)["answers"]
    assert [answer["total"] for answer in answers] == [3_000, 11, sum(n % 7 == 3 and str(n).startswith("17") for n in range(3_000)), 3_000]
    assert answers[2]["sections"][0][1][0] == "themes/t/index.html#claim-the word17 of number3"


@needs_node
def test_scripts_outside_the_basic_plane_are_found(tmp_path):
    found = [claim("𐤁𐤂 one"), claim("ﻢ two"), claim("\uffda three"), claim("𝔘x four")]
    assert ask(tmp_path, found, "𐤁𐤂", "𐤁", "\uffda", "𝔘x") == [["𐤁𐤂 one"], ["𐤁𐤂 one"], ["\uffda three"], ["𝔘x four"]]


@needs_node
def test_a_missing_file_is_an_error_and_not_an_empty_answer(tmp_path):
    write(tmp_path, [claim("one")])
    (tmp_path / "search/t-000.js").unlink()
    with pytest.raises(AssertionError, match=r"t-000\.js cannot be loaded"):
        node(tmp_path, queries=[["one", 5]])


# --- budgets ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    found = synthetic()
    return write(tmp_path_factory.mktemp("large"), found), found


def test_what_is_loaded_first_is_small(large):
    site, _ = large
    assert (site / "search/index.js").stat().st_size <= 12_000
    assert max(file.stat().st_size for file in site.glob("search/t-*.js")) <= 24_000
    assert max(file.stat().st_size for file in site.glob("search/d-*.js")) <= 7_000
    assert len(list(site.glob("search/*.js"))) <= 300


@needs_node
def test_a_first_answer_needs_little_of_the_index(large):
    site, found = large
    chance = random.Random(2)  # noqa: S311  # a sample, not a secret
    vocabulary = sorted({word for one in found[::40] for word in words(one.title)})
    whole = chance.sample(vocabulary, 60)
    starts = sorted({word[:2] for word in vocabulary}) + sorted({word[:3] for word in whole})
    pairs = [" ".join(chance.sample(vocabulary, 2)) for _ in range(30)]
    queries = [*whole, *starts, *pairs]
    answers = node(site, queries=[[query, 5] for query in queries])["answers"]
    loaded = {query: answer["bytes"] for query, answer in zip(queries, answers, strict=True)}
    assert max(loaded.values()) <= 150_000, max(loaded, key=loaded.__getitem__)


@pytest.mark.parametrize(("script", "most"), [(SCRIPT, 17_500), (BOX_SCRIPT, 9_000)], ids=["search", "searchbox"])
def test_the_scripts_stay_small(script, most):
    code = re.sub(rb"(?s:/\*.*?\*/)|^ +| // .*$|\n", b"", script.read_bytes(), flags=re.MULTILINE)
    assert most / 2 < len(code) <= most  # with their long names


# --- the box in a browser, from a disk --------------------------------------------------------------------------------

BOX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file:; style-src 'none'">
<textarea id="other"></textarea>
<form role="search" action="{root}search/index.html" method="get" data-wait="Searching…" data-failed="The search index could not be loaded."><label for="site-search-input">Search</label>
<input id="site-search-input" type="search" name="q"><div class="search-results" id="site-search-results" hidden></div></form>
{body}<script src="{root}assets/explainer/search.js" defer></script><script src="{root}assets/explainer/searchbox.js" defer></script></html>"""
PAGE_BOX = """<form role="search" action="index.html" method="get"><label for="search-page-input">Words</label>
<input id="search-page-input" type="search" name="q"><div class="search-results" id="search-page-results" hidden></div></form>"""
FOUND = [
    entry("group", "Harakat al-Nujaba", ("حركة النجباء", "Movement of the Noble"), "An armed group.", "groups/nujaba/index.html"),
    entry("claim", "The U.S. listed Harakat al‑Nujaba’s leader & <others>.", (), "Lists", "themes/lists/index.html#claim-listed"),
    entry("claim", "واشنطن تتحدث عن والحَشْدِ الشعبي", (), "Lists", "themes/lists/index.html#claim-hashd"),
    *(claim(f"Banks number {n:02} were warned", url=f"themes/lists/index.html#claim-bank-{n}") for n in range(60)),
    entry("source", "A report on banks", ("Press",), "Press", "sources/report/index.html"),
]


@pytest.fixture
def page(browser, tmp_path):
    site = write(tmp_path / "a site", FOUND)
    files = {"index.html": ("", ""), "search/index.html": ("../", PAGE_BOX), "sources/index.html": ("../", "<h1>Sources</h1>")}
    files |= {one.url.partition("#")[0]: ("../" * one.url.count("/"), "<h1>Target</h1>") for one in FOUND}
    for name, (root, body) in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(BOX.format(root=root, body=body), encoding="utf-8")
    (site / "assets/explainer").mkdir(parents=True)
    for program in (SCRIPT, BOX_SCRIPT):
        shutil.copy(program, site / "assets/explainer")
    context = browser.new_context()
    page = context.new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.requests, page.errors, page.site = requests, errors, site
    page.goto((site / "index.html").as_uri())
    yield page
    context.close()
    assert [url for url in requests if not url.startswith(site.as_uri() + "/")] == [], "a request left the site's folder"
    assert errors == []


def search_requests(page) -> list[str]:
    return [url.rpartition("/")[2] for url in page.requests if "/search/" in url and url.endswith(".js")]


def await_status(page, text: str | re.Pattern[str], results: str = "#site-search-results"):
    """Wait for a status that contains a text; a locator asks from outside the page, whose policy forbids `eval`."""
    status = page.locator(f"{results} [role=status]", has_text=text)
    status.wait_for(state="attached")
    return status


def type_query(page, query: str, results: str = "#site-search-results") -> str:
    page.keyboard.type(query)
    status = await_status(page, "result", results)
    return status.text_content()


@pytest.mark.browser
def test_nothing_is_loaded_before_the_field_has_the_focus(page):
    assert search_requests(page) == []
    page.keyboard.press("/")
    page.locator("script").nth(1).wait_for(state="attached")
    assert search_requests(page) == ["index.js"]
    assert page.input_value("#site-search-input") == ""


@pytest.mark.browser
def test_the_keyboard_alone_is_enough(page):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search-input"
    assert type_query(page, "nujaba") == "2 results"
    field = page.locator("#site-search-input")
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "true")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")  # from the field to the last
    page.keyboard.press("ArrowDown")  # and back to the field
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert active.locator("mark").all_text_contents() == ["Nujaba’s"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/lists/index.html#claim-listed")


@pytest.mark.browser
def test_the_roles_are_those_of_a_combobox_with_a_grouped_listbox(page):
    page.keyboard.press("/")
    type_query(page, "nujaba")
    field = page.locator("#site-search-input")
    listbox = page.locator(f"#{field.get_attribute('aria-controls')}")
    assert listbox.get_attribute("role") == "listbox"
    assert listbox.get_attribute("aria-label")
    groups = listbox.locator("> [role=group]")
    assert [page.text_content(f"#{group.get_attribute('aria-labelledby')}") for group in groups.all()] == ["Groups 1", "Claims 1"]
    assert groups.locator("> [role=option][aria-selected=false][tabindex='-1']").count() == 2
    assert page.locator("[role=listbox] [role=status]").count() == 0


@pytest.mark.browser
def test_matches_are_marked_in_the_text_as_it_was_written(page):
    page.keyboard.press("/")
    type_query(page, "us nujab")
    assert page.inner_html("#site-search-results .search-result__title") == (
        "<bdi>The <mark>U.S.</mark> listed Harakat al‑<mark>Nujaba’s</mark> leader &amp; &lt;others&gt;.</bdi>"
    )
    page.fill("#site-search-input", "")
    type_query(page, "الحشد")
    assert page.locator("#site-search-results mark").all_text_contents() == ["والحَشْدِ"]


@pytest.mark.browser
def test_a_group_is_found_by_another_name_and_the_name_is_shown(page):
    page.keyboard.press("/")
    type_query(page, "noble")
    assert page.inner_html("#site-search-results .search-result__context") == (
        "<bdi>An armed group.</bdi> · <bdi>Movement of the <mark>Noble</mark></bdi>"
    )


@pytest.mark.browser
def test_escape_closes_and_then_clears(page):
    page.keyboard.press("/")
    type_query(page, "nujaba")
    page.keyboard.press("Escape")
    assert page.is_hidden("#site-search-results")
    assert page.get_attribute("#site-search-input", "aria-expanded") == "false"
    assert page.input_value("#site-search-input") == "nujaba"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#site-search-results [role=option]")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.input_value("#site-search-input") == ""


@pytest.mark.browser
def test_a_slash_typed_elsewhere_is_a_slash(page):
    page.focus("#other")
    page.keyboard.press("/")
    assert page.input_value("#other") == "/"


@pytest.mark.browser
def test_the_box_closes_when_the_focus_leaves_and_a_click_on_a_result_opens_it(page):
    page.keyboard.press("/")
    type_query(page, "nujaba")
    page.focus("#other")
    assert page.is_hidden("#site-search-results")
    page.focus("#site-search-input")
    page.keyboard.press("ArrowDown")
    page.click("#site-search-results [role=option]")
    page.wait_for_url("**/groups/nujaba/index.html")


@pytest.mark.browser
def test_enter_without_a_choice_leads_to_the_search_page_with_more_results(page):
    page.keyboard.press("/")
    assert type_query(page, "banks") == "61 results"
    assert page.locator("#site-search-results [role=option]").all_text_contents()[-1] == "All results: 61"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=banks")
    await_status(page, "61 results", "#search-page-results")
    assert page.input_value("#search-page-input") == "banks"
    assert page.locator("#search-page-results h2").all_text_contents() == ["Claims 60", "Sources 1"]
    assert page.locator("#search-page-results section a.search-result").count() == 21
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-page-input"
    page.keyboard.type("report")
    await_status(page, re.compile(r"^1 result$"), "#search-page-results")
    assert page.url.endswith("?q=report")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources/report/index.html")


@pytest.mark.browser
def test_home_and_end_lead_to_the_first_and_last_result_once_one_is_chosen(page):
    page.keyboard.press("/")
    type_query(page, "banks")
    field = page.locator("#site-search-input")
    page.keyboard.press("Home")  # in the text
    assert field.get_attribute("aria-activedescendant") is None
    assert field.evaluate("input => input.selectionStart") == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert page.locator("[aria-selected=true]").all_text_contents() == ["All results: 61"]
    page.keyboard.press("Home")
    assert page.locator("[aria-selected=true] .search-result__title").all_text_contents() == ["Banks number 00 were warned"]
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=banks")


@pytest.mark.browser
def test_the_results_of_the_search_page_are_walked_with_the_arrows(page):
    page.goto((page.site / "search/index.html").as_uri() + "?q=nujaba")
    await_status(page, "2 results", "#search-page-results")
    focused = "document.activeElement.getAttribute('href')?.split('/').pop() || document.activeElement.id"
    page.focus("#search-page-input")
    walk = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "End", "Home", "ArrowUp", "ArrowDown", "Escape"):
        page.keyboard.press(key)
        walk.append(page.evaluate(focused))
    group, claim, field = "index.html", "index.html#claim-listed", "search-page-input"
    assert walk == [group, claim, field, group, claim, group, field, group, field]


@pytest.mark.browser
def test_more_of_a_kind_is_shown_and_the_focus_goes_to_the_first_of_it(page):
    page.goto((page.site / "search/index.html").as_uri() + "?q=banks")
    await_status(page, "61 results", "#search-page-results")
    assert page.get_by_role("link", name="Filter these claims").get_attribute("href").endswith("/claims/index.html?q=banks")
    page.get_by_role("button", name="Show more").focus()
    page.keyboard.press("Enter")
    page.locator("#search-claim li").nth(59).wait_for()
    page.locator("#search-claim li").nth(20).locator("a:focus").wait_for()
    assert page.get_by_role("button", name="Show more").count() == 0


@pytest.mark.browser
def test_no_result_is_said(page):
    page.keyboard.press("/")
    assert type_query(page, "zebra") == "No results for “zebra”. Try fewer words or another spelling, or look here:"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#site-search-results [aria-selected=true]").all_text_contents() == ["Sources"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/sources/index.html")


@pytest.mark.browser
def test_a_missing_index_is_said_and_tried_again(page):
    index = page.site / "search/index.js"
    index.rename(index.with_suffix(".away"))
    page.keyboard.press("/")
    page.keyboard.insert_text("nujaba")  # one event, so that no earlier try is under way when the status is there
    await_status(page, "could not be loaded")
    index.with_suffix(".away").rename(index)
    page.keyboard.press("Backspace")
    page.wait_for_selector("#site-search-results [role=option]")
    page.errors.clear()  # the browser's own message about the file


@pytest.mark.browser
def test_the_end_of_fast_typing_wins(page):
    page.keyboard.press("/")
    page.keyboard.type("banks nujaba")
    page.keyboard.press("Control+A")
    page.keyboard.type("nujaba")
    await_status(page, "2 results")
    page.wait_for_timeout(200)
    assert page.locator("#site-search-results mark").all_text_contents() == ["Nujaba", "Nujaba’s"]
