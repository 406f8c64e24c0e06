"""What people type, and what a reader expects to be shown first: every query is asked of this repository's own explainer."""

from __future__ import annotations

import json

from test_word_index import needs_node, node

THAT_DAY = "2025-09-17"
"""Stands for every claim of that day."""
QUERIES = {
    # questions
    "who is designated": "themes/designations",
    "which groups are terrorist": "themes/designations",
    "Which groups are on the terrorist list?": "themes/designations",
    "when did the waiver end": "themes/energy#claim-energy-iranintl-unseen themes/energy#claim-energy-waiver-lapsed themes/energy",
    "what is an FTO": "glossary#term-fto",
    "where do sources disagree": "disputes",
    "how to cite": "contribute#cite method#what-we-cite",
    # pages
    "method": "method",
    "contribute": "contribute",
    "key points": "reference#a-theme own-explainer#a-translation-5-minutes",
    "report an error": "contribute#report-an-error",
    "translate": "contribute#translate-a-theme",
    "timeline": "timeline",
    "glossary": "glossary",
    "disputes": "disputes",
    # slips of the fingers
    "hezbolah": "groups/kataib-hezbollah",
    "hizbollah brigades": "groups/kataib-hezbollah",
    "oil pipline": "themes/oil-exports#claim-oil-pipeline-450",
    "desigation": "themes/designations",
    "waver": "glossary#term-sanctions-waiver",
    "nujba": "groups/harakat-al-nujaba",
    "quds force": "glossary#term-irgc-qf",
    "asaib ahl al hak": "groups/asaib-ahl-al-haq",
    "Mohammed Shia al-Sudani": "glossary#term-sudani",
    "electricty": "themes/energy",
    "memorandm": "themes/maximum-pressure",
    "soleimani": "",
    "zebra": "",
    # names in every spelling
    "Asa'ib Ahl al-Haqq": "groups/asaib-ahl-al-haq",
    "Asaib": "groups/asaib-ahl-al-haq",
    "AAH": "groups/asaib-ahl-al-haq",
    "League of the Righteous": "groups/asaib-ahl-al-haq",
    "kataib hizballah": "groups/kataib-hezbollah",
    "Kata’ib Hezbollah": "groups/kataib-hezbollah",
    "kataib imam ali": "groups/kataib-al-imam-ali",
    "harakat ansar allah al awfiya": "groups/ansar-allah-al-awfiya",
    "HAAA": "groups/ansar-allah-al-awfiya",
    "KSS": "groups/kataib-sayyid-al-shuhada",
    "badr": "groups/badr-organization",
    "hashd al shaabi": "groups/pmf",
    "popular mobilization forces": "groups/pmf",
    "Islamic Resistance in Iraq": "glossary#term-islamic-resistance-in-iraq",
    "NSPM-2": "glossary#term-nspm-2",
    "maximum pressure": "glossary#term-maximum-pressure themes/maximum-pressure",
    "tower 22": "glossary#term-tower-22",
    # Arabic script
    "كتائب حزب الله": "groups/kataib-hezbollah",
    "حركة النجباء": "groups/harakat-al-nujaba",
    "نجباء": "groups/harakat-al-nujaba",
    "عصائب أهل الحق": "groups/asaib-ahl-al-haq",
    "عصايب": "groups/asaib-ahl-al-haq",
    "الحشد الشعبي": "groups/pmf",
    "صادرات النفط": "themes/oil-exports/ar",
    "هل أدى الضغط الأمريكي إلى استئناف صادرات النفط": "themes/oil-exports/ar",
    "رويترز": "themes/oil-exports/ar#claim-oil-lost-300 themes/oil-exports/ar#claim-oil-lost-230-reuters",
    # outlets
    "reuters": "sources/jpost-waiver-reuters sources/reuters-feb21-tribune sources/reuters-four-groups",
    "Wikipedia": "sources/frwiki-tafuf sources/wp-aah sources/wp-badr",
    "Federal Register": "glossary#term-federal-register",
    # dates and numbers
    "nujaba fto date": "themes/designations#claim-des-four-listed themes/designations#claim-des-six-table",
    "2025-09-17": THAT_DAY,
    "17.09.2025": THAT_DAY,
    "17 Sept": THAT_DAY,
    "September 17, 2025": THAT_DAY,
    "17 أيلول 2025": THAT_DAY,
    "٢٠٢٥-٠٩-١٧": THAT_DAY,
    "300000": "themes/oil-exports#claim-oil-lost-300",
    "300,000 barrels": "themes/oil-exports#claim-oil-lost-300",
    "300 000": "themes/oil-exports#claim-oil-lost-300",
    "230k": "themes/oil-exports#claim-oil-lost-230",
    "4%": "themes/energy#claim-energy-share-four",
    "4 percent": "themes/energy#claim-energy-share-four",
    "٤٪": "themes/energy#claim-energy-share-four",
    "$16": "themes/oil-exports#claim-oil-producer-costs",
    # facts
    "28 banks": "themes/money#claim-money-28-banks",
    "PMF brigade 12": "themes/military-posture#claim-mil-brigades",
    "trump reluctant": "themes/maximum-pressure#claim-nspm2-reluctant",
    "Rubio call prime minister": "themes/oil-exports#claim-oil-rubio-call glossary#term-rubio glossary#term-sudani",
    "gas imports from Iran": "themes/energy#claim-energy-wana-gas themes/energy",
    "electricity waiver expired": "themes/energy",
    "who ended the waiver": "themes/energy#claim-energy-waiver-lapsed",
    "Long War Journal": "sources/lwj-2025-09 sources/lwj-kia-2025-06",
}
"""Queries, each with the addresses of the page, claim or row that may come first, or with nothing where nothing is to be found."""
MISSED = {
    "electricty",  # a claim of another theme, which stands before
    "electricity waiver expired",  # the content says that it lapsed
    "who ended the waiver",  # the same
    "Long War Journal",  # the publisher of its reports is another name
}
"""Where something else comes first."""


@needs_node
def test_what_people_type_leads_to_what_they_expect(own):
    graph = json.loads((own.root / "data/explainer.json").read_text(encoding="utf-8"))
    that_day = {address(claim["url"].replace("/#", "#")) for claim in graph["claims"] if THAT_DAY in str(claim["date"])}
    answers = node(own.root, queries=[[query, 3] for query in QUERIES])["answers"]
    wrong = {}
    for (query, expected), answer in zip(QUERIES.items(), answers, strict=True):
        first = answer["sections"][0][1][0] if answer["sections"] else ""
        accepted = that_day if expected == THAT_DAY else {address(one) for one in expected.split(" ")}
        if first not in accepted:
            wrong[query] = first
    assert wrong.keys() == MISSED, wrong


def address(short: str) -> str:
    """Return the address of a page's file, or of a part of it; empty for none."""
    page, mark, anchor = short.partition("#")
    return short and f"{page}/index.html{mark}{anchor}"
