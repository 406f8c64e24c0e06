"""Registers of sanctions become files of groups: by invented lists in the forms of OFAC and OpenSanctions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.checking.project import read_project
from builder.cli.main import main
from builder.registers.listed import language_of_script

SDN = """<?xml version="1.0" encoding="ISO-8859-1"?>
<sdnList xmlns="https://example.org/XML">
  <publshInformation><Publish_Date>05/07/2024</Publish_Date><Record_Count>4</Record_Count></publshInformation>
  <sdnEntry>
    <uid>7</uid><lastName>RIVER &amp; GATE: BRIGADE</lastName><sdnType>Entity</sdnType>
    <remarks>Invented.</remarks>
    <programList><program>SALT1</program><program>SALT2</program></programList>
    <akaList>
      <aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>RGB</lastName></aka>
      <aka><uid>2</uid><type>a.k.a.</type><category>strong</category><lastName>BRIGADE OF THE RIVER</lastName></aka>
      <aka><uid>3</uid><type>a.k.a.</type><category>weak</category><lastName>THE GATE</lastName></aka>
      <aka><uid>4</uid><type>a.k.a.</type><category>strong</category><lastName>OFFICE OF EXAMPLES</lastName></aka>
    </akaList>
    <addressList><address><uid>9</uid><city>Sorn</city></address></addressList>
  </sdnEntry>
  <sdnEntry><uid>8</uid><lastName>EXAMPLE COMPANY</lastName><sdnType>Entity</sdnType>
    <akaList><aka><uid>5</uid><category>strong</category><lastName>ExCo Sorn</lastName></aka></akaList></sdnEntry>
  <sdnEntry><uid>9</uid><firstName>Jan</firstName><lastName>TAL</lastName><sdnType>Individual</sdnType></sdnEntry>
  <sdnEntry><uid>10</uid><lastName>LAMP</lastName><sdnType>Vessel</sdnType></sdnEntry>
</sdnList>
"""
TARGETS = """"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","dataset","first_seen","last_seen","last_change"
"NK-1","Organization","Salt Union","Union of Salt;""Salt; Union"";اتحاد الملح وحدة","","xx","","","SALT - 2020","","","Invented List","2020","2024","2024"
"NK-2","Person","Jan Tal","","1970","","","","","","","Invented List","2020","2024","2024"
"""
ENTITIES = [
    {
        "id": "NK-3",
        "schema": "PublicBody",
        "caption": "Lamp Office",
        "datasets": ["invented"],
        "properties": {
            "name": ["Lamp Office"],
            "alias": ["Office of Lamps"],
            "weakAlias": ["LO"],
            "country": ["xx"],
            "sanctions": [
                {
                    "schema": "Sanction",
                    "properties": {"authority": ["The Pilot"], "program": ["PILOT"], "listingDate": ["2020-03-04"], "endDate": ["2022"]},
                }
            ],
        },
    },
    {
        "id": "s1",
        "schema": "Sanction",
        "properties": {"entity": ["NK-3"], "authority": ["The Gate"], "program": ["GATE"], "startDate": ["2021-01-01"]},
    },
    {"id": "NK-4", "schema": "Vessel", "caption": "Lamp", "properties": {"name": ["Lamp"]}},
]


def groups(project):
    state = read_project(project)
    assert [one for one in state.findings if one.severity == "error"] == []
    return {group.id: group for group in state.explainer.content.groups if not group.id.startswith("example")}


def moved_in(name, text, capsys):
    Path(name).write_text(text, encoding="utf-8")
    status = main(["import", name, "--into", "p"])
    return status, capsys.readouterr()


def test_the_sdn_list_becomes_groups_that_cite_it(project, capsys):
    status, said = moved_in("sdn.xml", SDN, capsys)
    assert status == 0
    assert said.out.startswith(
        "sdn.xml: 2 groups, 1 new, 1 in the project already, in content/sources/sdn.yml, content/groups/river-gate-brigade.md.\n"
    )
    (group,) = groups(project).values()
    assert (group.name, group.ids) == ("RIVER & GATE: BRIGADE", {"ofac": "7"})
    names = [(one.text, str(one.match)) for one in group.aliases]
    assert names == [("RGB", "exact"), ("BRIGADE OF THE RIVER", "folded"), ("OFFICE OF EXAMPLES", "never"), ("THE GATE", "never")]
    (one,) = group.designations
    assert (one.list, one.by, one.note) == ("SDN", "OFAC", "under SALT1, SALT2, as of the list of 2024-05-07")
    (source,) = [source for source in read_project(project).explainer.content.sources if source.id == one.citations[0].source]
    assert (source.title, source.issued.edtf, str(source.consulted)) == (
        "Specially Designated Nationals and Blocked Persons List, as published on 2024-05-07",
        "2024-05-07",
        "no",
    )
    for words in (
        "1 entry of the kind `Individual` are no groups",
        "sdn.xml:6:5: warning[not-carried-over] `remarks` has no place in a group",
        "content/groups/example-company.md stays as it is; the register also has the name `ExCo Sorn`, and the list `SDN` of OFAC",
        "the kind `entity` of `RIVER & GATE: BRIGADE` is not one of `kinds`",
    ):
        assert words in said.err
    before = {path: path.read_bytes() for path in (project / "content").rglob("*.*")}
    assert moved_in("sdn.xml", SDN, capsys)[0] == 0
    assert {path: path.read_bytes() for path in (project / "content").rglob("*.*")} == before


def test_lists_that_the_settings_do_not_declare_have_to_be_declared_first(project, capsys):
    settings = project / "content/explainer.yml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}lists:\n  PILOT: {{title: Pilots}}\n", encoding="utf-8")
    status, said = moved_in("sdn.xml", SDN, capsys)
    assert status == 2
    assert said.err == (
        "explainer: content/explainer.yml does not declare what this register names: `lists` lacks `SDN`; add it, and import again\n"
    )
    assert groups(project) == {}


def test_targets_of_opensanctions_have_names_and_no_designations(project, capsys):
    status, said = moved_in("targets.simple.csv", TARGETS, capsys)
    assert status == 0
    (group,) = groups(project).values()
    assert (group.name, group.native, group.ids) == ("Salt Union", {"ar": "اتحاد الملح وحدة"}, {"opensanctions": "NK-1"})
    assert [one.text for one in group.aliases] == ["Union of Salt", "Salt; Union"]
    assert group.designations == ()
    assert "warning[not-carried-over] `sanctions` has no place in a group" in said.err


def test_entities_of_followthemoney_have_the_sanctions_in_them_and_beside_them(project, capsys):
    text = "\n".join(map(json.dumps, ENTITIES)) + '\n{"schema"\n[]\n'
    status, said = moved_in("entities.ftm.json", text, capsys)
    assert status == 1
    (group,) = groups(project).values()
    assert [(one.text, str(one.match)) for one in group.aliases] == [("Office of Lamps", "folded"), ("LO", "never")]
    assert [
        (one.list, one.by, one.published and one.published.edtf, one.revoked and one.revoked.edtf, one.note) for one in group.designations
    ] == [
        ("PILOT", "The Pilot", "2020-03-04", "2022", ""),
        ("GATE", "The Gate", None, None, "from 2021-01-01"),
    ]
    assert "entities.ftm.json:4:1: error[unreadable-record] this line is not JSON" in said.err
    assert "1 entry of the kind `Vessel`" in said.err


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xml", '<!DOCTYPE x [<!ENTITY a "b">]><sdnList>&a;</sdnList>', "declares its own entities"),
        ("b.xml", "<sdnList><sdnEntry><uid>1</uid>", "this is not XML"),
        ("c.xml", "<sdnList>" + "<a>" * 20_000, "this is not XML"),
        ("d.xml", "<sdnList><sdnEntry><sdnType>Entity</sdnType></sdnEntry></sdnList>", "has no name"),
        (
            "e.jsonl",
            '{"id": 1, "schema": "Company", "properties": {"name": [3, null, {"a": 1}], "sanctions": [[], {"properties": 3}]}}',
            "has no name",
        ),
        (
            "f.jsonl",
            '{"schema": "Company", "properties": {"name": ["A\\u0000b: [c] #d"], "alias": ["- x", "\'y\'", "@z"]}}',
            "cannot be in a text",
        ),
        ("g.csv", TARGETS.partition("\n")[0], "no rows"),
        ("h.csv", TARGETS.partition("\n")[0] + '\n"NK-1","Company"\n', "has no name"),
    ],
)
def test_a_register_that_is_broken_is_told_in_a_sentence(project, capsys, name, text, said):
    status, printed = moved_in(name, text, capsys)
    assert status in (0, 1)
    assert said in printed.err
    groups(project)


@pytest.mark.parametrize(
    ("name", "tag"), [("كتائب حزب الله", "ar"), ("سپاه پاسداران", ""), ("Хизбалла", ""), ("חיזבאללה", "he"), ("Hizb حزب", ""), ("حزب", "")]
)
def test_a_script_says_the_language_only_where_no_other_has_its_letters(name, tag):
    assert language_of_script(name) == tag
