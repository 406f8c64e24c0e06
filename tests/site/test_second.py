"""A second explainer, of an invented island, proves that the generator knows no subject: own words, own scripts, no findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checking.project import Project, read_project
from builder.model.document import Citations, Mention, Status, Support

FOLDER = Path(__file__).parents[1] / "second"


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(FOLDER)


def test_it_has_no_findings(project: Project) -> None:
    """But for one that is meant: nobody has put the interface into Hebrew, in which some names are written."""
    assert [finding.code for finding in project.findings] == ["untranslated-interface"]


def test_it_uses_all_that_the_formats_offer(project: Project) -> None:
    explainer = project.explainer
    claims, settings = explainer.claims.values(), explainer.content.settings
    assert project.counts == {
        "themes": 4,
        "claims": 33,
        "sources": 11,
        "groups": 5,
        "errors": 0,
        "warnings": 1,
    }  # `he` has no words of the interface
    assert {status for claim in claims for status in [claim.status]} == set(Status)
    assert set(explainer.support.values()) == set(Support)
    assert {part.id for part in explainer.content.parts} == {"keepers"}
    assert {theme.part for theme in explainer.content.themes} == {"", "keepers"}
    assert {claim.tag for claim in claims} == {"p", "table", "div"}
    assert {claim.measure.quantity for claim in claims if claim.measure} == set(settings.quantities)
    assert {Path(source.where.path).suffix for source in explainer.sources.values()} == {".yml", ".json"}
    for of in (explainer.disputed_by, explainer.superseded_by, explainer.supported_by, explainer.stated_by, explainer.related):
        assert of
    for flag in ("editorial", "citation_needed", "later", "attributed"):
        assert any(getattr(claim, flag) for claim in claims), flag


def test_its_vocabulary_is_its_own(project: Project) -> None:
    settings = project.explainer.content.settings
    main = read_project(FOLDER.parent.parent).explainer.content.settings
    for words in ("kinds", "lists", "agencies", "properties", "relations", "quantities"):
        own = set(getattr(settings, words))
        assert own, words
        assert own.isdisjoint(getattr(main, words)), words
    assert set(project.explainer.groups).isdisjoint(read_project(FOLDER.parent.parent).explainer.groups)


def test_names_are_found_in_three_scripts(project: Project) -> None:
    found = {cid: [t.text for t in tokens if isinstance(t, Mention)] for cid, tokens in project.explainer.tokens.items()}
    assert found["wage-arabic"] == ["رابطة الشعاع"]
    assert found["wage-hebrew"] == ["גילדת האלומה"]
    assert found["wage-demand"] == ["Guild of the Beam", "shell", "bell-watch", "GOB"]
    assert found["lamps-table"] == ["catoptric lamp"]
    assert found["strike-oil-denied"] == []


def test_what_is_computed_from_it(project: Project) -> None:
    explainer = project.explainer
    support = {
        "lamps-1930-census": Support.DISPUTED,
        "lamps-table": Support.SINGLE,
        "lamps-counting": Support.SINGLE,
        "lamps-boats": Support.UNSEEN,
        "lamps-before-1890": Support.NEEDED,
        "towers-about": Support.EDITORIAL,
        "strike-dark": Support.SINGLE,
        "strike-bar": Support.SEVERAL,
    }
    assert {cid: explainer.support[cid] for cid in support} == support
    assert explainer.disputed_by["strike-oil"] == ("strike-oil-denied",)
    assert explainer.references["themes/strike/"][:3] == ("gazette-strike", "radio", "mainland-post")
    assert [c.locator for t in explainer.claims["lamps-table"].tokens if isinstance(t, Citations) for c in t.citations] == [
        "table 4",
        "p. 88",
    ]
