"""What changed, claim by claim, from a real repository."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repository import commit, git

from builder.history.changes import NOT_SHOWN, SHOWN, Change, Kind, Shown, revisions
from builder.history.versions import History, read_history
from builder.model.dates import parse_date
from builder.model.document import Citation, Claim, Measure, Stance, Status
from builder.model.findings import Where
from builder.pages.overview_pages import word_changes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", ".")
    return tmp_path


def cited(source: str, locator: str = "", prefix: str = "", quote: str = "", stance: Stance = Stance.SUPPORTS) -> Shown:
    return Shown("citations", Citation(source, Where("", 0, 0), locator, prefix, (quote,) if quote else (), stance))


def changes(folder: Path) -> list[tuple[str, tuple[Change, ...]]]:
    return [(revision.date, revision.changes) for revision in revisions(read_history(folder).versions)]


def change(kind: Kind, claim: str, before: str, after: str) -> Change:
    """Return a change of one value; empty for none."""
    field = "text" if kind in (Kind.ADDED, Kind.REMOVED) else SHOWN[kind][0]
    return Change(kind, claim, *(((Shown(field, value),) if value else ()) for value in (before, after)))


def differences(folder: Path, before: str, after: str) -> dict[Kind, tuple[list[object], list[object]]]:
    """Return what of one claim a second version changed, as (field, value) by kind."""
    commit(folder, "2025-01-01", one=before)
    commit(folder, "2025-01-02", one=after)
    found = changes(folder)[0][1]
    assert len({change.kind for change in found}) == len(found)
    return {change.kind: ([*map(tuple, change.before)], [*map(tuple, change.after)]) for change in found}


def test_each_kind_of_change_is_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}\n\nB. [@a]\n{#b}\n\nC. [@a]\n{#c}")
    commit(repository, "2025-01-02", one="A. [@a]\n{#a}\n\nBee. [@b, p. 2]\n{#b status=retracted}\n\nD. [@a]\n{#d}")
    assert changes(repository) == [
        (
            "2025-01-02",
            (
                change(Kind.REWORDED, "b", "B.", "Bee."),
                Change(Kind.SOURCED, "b", (cited("a"),), (cited("b", "p. 2"),)),
                change(Kind.STATUS, "b", "reported", "retracted"),
                change(Kind.REMOVED, "c", "C.", ""),
                change(Kind.ADDED, "d", "", "D."),
            ),
        ),
        ("2025-01-01", ()),
    ]


def test_a_claim_that_moves_to_another_file_has_only_moved(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}", two="B. [@a]\n{#b}")
    commit(repository, "2025-01-02", one=None, two="B. [@a]\n{#b}\n\nA. [@a]\n{#a}")
    moved = change(Kind.MOVED, "a", "themes/one/", "themes/two/")
    assert changes(repository) == [("2025-01-02", (moved,)), ("2025-01-01", ())]


def test_what_a_merge_brings_is_one_change(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}", two="B. [@a]\n{#b}")
    git(repository, "switch", "-q", "-c", "other")
    commit(repository, "2025-01-02", two="Bee. [@a]\n{#b}")
    commit(repository, "2025-01-03", two="Bees. [@a]\n{#b}")
    git(repository, "switch", "-q", "-")
    commit(repository, "2025-01-04", one="Ay. [@a]\n{#a}")
    git(repository, "merge", "-q", "--no-ff", "-m", "x", "other", day="2025-01-05")
    assert changes(repository) == [
        ("2025-01-05", (change(Kind.REWORDED, "b", "B.", "Bees."),)),
        ("2025-01-04", (change(Kind.REWORDED, "a", "A.", "Ay."),)),
        ("2025-01-01", ()),
    ]


def test_a_file_that_comes_and_goes_is_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    commit(repository, "2025-01-02", two="B. [@a]\n{#b}")
    commit(repository, "2025-01-03", two=None)
    assert [[change.kind for change in found] for _, found in changes(repository)] == [[Kind.REMOVED], [Kind.ADDED], []]


def test_what_lies_outside_the_texts_is_not_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    (repository / "README.md").write_text("x")
    commit(repository, "2025-01-02")
    assert [date for date, _ in changes(repository)] == ["2025-01-01"]


def test_a_project_in_a_folder_of_a_repository_has_its_own_history(repository: Path) -> None:
    inner = repository / "inner"
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}")
    inner.mkdir()
    (repository / "content").rename(inner / "content")
    commit(repository, "2025-01-02")
    assert [date for date, _ in changes(inner)] == ["2025-01-02"]


def test_a_repository_without_a_commit_has_no_history(repository: Path) -> None:
    (repository / "content").mkdir()
    assert read_history(repository) == History()


def test_a_tie_to_a_claim_with_a_new_id_is_the_same(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}\n\nB. [@a]\n{#b supports=a}")
    commit(repository, "2025-01-02", one="A. [@a]\n{#aye was=a}\n\nB. [@a]\n{#b supports=aye}")
    assert changes(repository)[0][1] == (change(Kind.RENAMED, "aye", "a", "aye"),)


def test_without_a_repository_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert read_history(tmp_path) == History()


# --- everything that a page shows of a claim ----------------------------------------------------------------------------


def test_every_field_of_a_claim_is_compared_or_is_named_as_not_shown() -> None:
    shown = [field for fields in SHOWN.values() for field in fields]
    assert sorted([*shown, *NOT_SHOWN]) == sorted(Claim._fields)


CITED = "Words. [@a]\n{{#c{}}}"
MADE = {
    "id": (CITED.format(""), "Words. [@a]\n{#d was=c}", Kind.RENAMED, ["c"], ["d"]),
    "section": ("## H\n\n" + CITED.format("") + "\n\n## I", "## H\n\n## I\n\n" + CITED.format(""), Kind.MOVED, [("h", "H")], [("i", "I")]),
    "text": (CITED.format(""), "More words. [@a]\n{#c}", Kind.REWORDED, ["Words."], ["More words."]),
    "tokens": ("[Words](claim:x). [@a]\n{#c}", "[Words](https://y.example). [@a]\n{#c}", Kind.LAYOUT, ["claim:x"], ["https://y.example"]),
    "status": (CITED.format(""), CITED.format(" status=confirmed"), Kind.STATUS, [Status.REPORTED], [Status.CONFIRMED]),
    "date": (CITED.format(" date=2025-01-01"), CITED.format(" date=2024"), Kind.DATED, [parse_date("2025-01-01")], [parse_date("2024")]),
    "as_of": (CITED.format(""), CITED.format(" as_of=2024"), Kind.DATED, [], [parse_date("2024")]),
    "attributed": (
        CITED.format(' attributed="a clerk"'),
        CITED.format(' attributed="the mayor"'),
        Kind.ATTRIBUTED,
        ["a clerk"],
        ["the mayor"],
    ),
    "event": (CITED.format(' date=2025 event="It rained"'), CITED.format(" date=2025"), Kind.EVENT, ["It rained"], []),
    "measure": (
        CITED.format(" measures=price value=5 unit=marks"),
        CITED.format(" measures=price value=50 unit=marks"),
        Kind.MEASURED,
        [Measure("price", 5, 5, "marks", "")],
        [Measure("price", 50, 50, "marks", "")],
    ),
    "disputes": (CITED.format(" disputes=x,y"), CITED.format(" disputes=y,z"), Kind.TIED, ["x"], ["z"]),
    "differs": (CITED.format(""), CITED.format(" differs=x"), Kind.TIED, [], ["x"]),
    "supersedes": (CITED.format(" supersedes=x"), CITED.format(""), Kind.TIED, ["x"], []),
    "supports": (CITED.format(""), CITED.format(" supports=x"), Kind.TIED, [], ["x"]),
    "editorial": (CITED.format(""), CITED.format(" .editorial"), Kind.MARKED, [], [True]),
    "citation_needed": (CITED.format(" .citation-needed"), CITED.format(""), Kind.MARKED, [True], []),
    "later": (CITED.format(""), CITED.format(" .later"), Kind.MARKED, [], [True]),
}
"""Of each field two texts that differ in it, what that is called, and the values that go and come."""
OTHERWISE = {"page", "citations"}  # tested by themselves


@pytest.mark.parametrize("field", [field for fields in SHOWN.values() for field in fields if field not in OTHERWISE])
def test_a_change_of_any_field_is_told_and_nothing_else(repository: Path, field: str) -> None:
    before, after, kind, gone, come = MADE[field]
    assert differences(repository, before, after) == {kind: ([(field, value) for value in gone], [(field, value) for value in come])}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("[@a]", "[@b]", Kind.SOURCED),
        ("[@a, p. 1]", "[@a, p. 2]", Kind.SOURCED),
        ("[@a]", "[see @a]", Kind.SOURCED),
        ("[@a]", "[contra @a]", Kind.SOURCED),
        ("[@a]", '[@a "five marks"]', Kind.SOURCED),
        ('[@a "five marks"]', '[@a "fifty marks"]', Kind.QUOTED),
    ],
)
def test_a_change_of_any_part_of_a_citation_is_told(repository: Path, before: str, after: str, kind: Kind) -> None:
    found = differences(repository, f"Words. {before}\n{{#c}}", f"Words. {after}\n{{#c}}")
    assert list(found) == [kind]
    assert all(found[kind])


def test_quoted_phrases_are_told_in_pairs_beside_other_changes(repository: Path) -> None:
    commit(repository, "2025-01-01", one='Words. [@a, p. 1 "one"; @b "two"; @b]\n{#c}')
    commit(repository, "2025-01-02", one='Words. [@a, p. 1 "eins"; @b "zwei"; @d]\n{#c}')
    assert changes(repository)[0][1] == (
        Change(Kind.QUOTED, "c", (cited("a", "p. 1", quote="one"),), (cited("a", "p. 1", quote="eins"),)),
        Change(Kind.QUOTED, "c", (cited("b", quote="two"),), (cited("b", quote="zwei"),)),
        Change(Kind.SOURCED, "c", (cited("b"),), (cited("d"),)),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Some words. [@a]\n{#c}", "Some **words**. [@a]\n{#c}"),
        ("One. [@a] Two. [@b]\n{#c}", "One. [@b] Two. [@a]\n{#c}"),
        ("[A](claim:x) [b](claim:y). [@a]\n{#c}", "[A](claim:y) [b](claim:x). [@a]\n{#c}"),
    ],
    ids=["emphasis", "places of citations", "exchanged links"],
)
def test_what_only_looks_otherwise_is_told_as_such(repository: Path, before: str, after: str) -> None:
    assert differences(repository, before, after) == {Kind.LAYOUT: ([], [])}


def test_what_a_reader_cannot_see_is_not_told(repository: Path) -> None:
    commit(repository, "2025-01-01", one="Above.[^n] [@a]\n{#a}\n\nSome words.[^m] [@a]\n{#c measures=q value=5}\n\n[^n]: N.\n\n[^m]: M.")
    commit(
        repository,
        "2025-01-02",
        one="\n\nSome\nwords.[^m]\n[@a]\n{#c value=5.0 measures=q}\n\nAbove.[^n] [@a]\n{#a}\n\n[^n]: N.\n\n[^m]: M.",
    )
    assert changes(repository) == [("2025-01-01", ())]


# --- where a claim stands ---------------------------------------------------------------------------------------------


def test_a_section_that_gets_another_heading_moves_no_claim(repository: Path) -> None:
    both = "\n\nA. [@a]\n{#a}\n\nB. [@a]\n{#b}"
    assert differences(repository, f"## Money{both}", f"## Funds{both}\n\nC. [@a]\n{{#c}}").keys() == {Kind.ADDED}


def test_claims_that_part_below_new_headings_have_moved(repository: Path) -> None:
    a, b = "A. [@a]\n{#a}\n\n", "B. [@a]\n{#b}\n\n"
    commit(repository, "2025-01-01", one=f"## Money\n\n{a}{b}")
    commit(repository, "2025-01-02", one=f"## Funds\n\n{a}## Debts\n\n{b}")
    assert [(one.kind, one.before[0].value.title, one.after[0].value.title) for one in changes(repository)[0][1]] == [
        (Kind.MOVED, "Money", "Funds"),
        (Kind.MOVED, "Money", "Debts"),
    ]


def test_what_else_changes_of_a_claim_with_a_new_id_is_told(repository: Path) -> None:
    found = differences(repository, "Words. [@a]\n{#c}", "More words. [@a]\n{#d was=themes/old/c}")
    assert list(found) == [Kind.RENAMED, Kind.REWORDED]


def test_of_two_claims_that_become_one_the_other_is_removed(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}\n\nB. [@a]\n{#b}")
    commit(repository, "2025-01-02", one="A. [@a]\n{#c was=a,b}")
    assert changes(repository)[0][1] == (change(Kind.REMOVED, "b", "B.", ""), change(Kind.RENAMED, "c", "a", "c"))


def test_an_id_that_was_given_up_before_is_not_told_again(repository: Path) -> None:
    commit(repository, "2025-01-01", one="A. [@a]\n{#a}\n\nB. [@a]\n{#b}")
    commit(repository, "2025-01-02", one="A and b. [@a]\n{#a was=b}")
    commit(repository, "2025-01-03", one="A and more. [@a]\n{#a was=b}")
    assert [[one.kind for one in found] for _, found in changes(repository)] == [[Kind.REWORDED], [Kind.REWORDED, Kind.REMOVED], []]


# --- words ------------------------------------------------------------------------------------------------------------


def test_the_words_that_changed_are_told() -> None:
    before = "The ministry sold 100 barrels a day to the port in March, it said."
    after = "The ministry sold 120 barrels a day in March, it said on Monday."
    assert word_changes(before, after) == [
        ("=", "The ministry sold"),
        ("-", "100"),
        ("+", "120"),
        ("=", "barrels a day"),
        ("-", "to the port"),
        ("=", "in March, it"),
        ("-", "said."),
        ("+", "said on Monday."),
    ]


def test_texts_with_little_in_common_are_set_against_each_other_whole() -> None:
    assert word_changes("One thing was said.", "Nobody knows what it is.") == [
        ("-", "One thing was said."),
        ("+", "Nobody knows what it is."),
    ]


_TEXTS = st.lists(st.sampled_from("a b c d e".split()), max_size=12).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_both_texts_can_be_read_from_what_changed(before: str, after: str) -> None:
    runs = word_changes(before, after)
    assert " ".join(text for sign, text in runs if sign != "+" and text) == before
    assert " ".join(text for sign, text in runs if sign != "-" and text) == after


def test_what_is_refused_today_does_not_come_back_from_an_old_version(repository: Path) -> None:
    """Pages and feeds are made of old wordings as well; in XML, a control character would be an error."""
    old, new = differences(repository, "One\x1b two &#x0b; &#8238;\u202e. [@a]\n{#a}", "One two. [@a]\n{#a}")[Kind.REWORDED]
    assert old == [("text", "One\ufffd two \ufffd \ufffd\ufffd.")]
    assert new == [("text", "One two.")]
