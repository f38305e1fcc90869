"""Removals: of an entry or of a part of one, by names printed as they are, under the destination that is said."""

from __future__ import annotations

import pytest

from monitor.model import Operation, Rule, Verdict
from monitor.reading.rules.document import read_document
from monitor.reading.rules.instructions import read_instructions
from monitor.reading.rules.without_row import IN_WORDS
from tests.reading.small_rules import destination, read_small, row, rule_xml, said

START = "2. Supplement No. 4 to part 744 is amended"
ADD, REVISE, REMOVE, CORRECT = Operation.ADD, Operation.REVISE, Operation.REMOVE, Operation.CORRECT

WITHIN_AN_ENTRY = [
    "in the entry for “Orel Works,” the alias “Orel Zavod” is removed.",
    "in the entry for “Orel Works,” the words “Lit. A” are deleted.",
    "in the entry for “Orel Works,” “Lit. A” is removed.",
    "in the entry for “Orel Works,” the citation “85 FR 100” is removed.",
    "in the entry for “Orel Works,” in the third column, “All items” is removed.",
    "in the entry for “Orel Works,” the following alias is removed: “Orel Zavod”.",
    "in the entry for “Orel Works,” the last address is removed.",
    "in the entry for “Orel Works,” remove “Lit. A”.",
    "in the entry for “Orel Works,” delete the address “2 Lenin St.”",
    "in the entry for “Orel Works,” the alias “Orel Zavod” is added.",
    "in the entry for “Orel Works,” add the alias “Orel Plant” and remove “Orel Zavod”.",
    "in the entry for “Orel Works,” the license requirement is revised by removing “footnote 3”.",
    "by removing from the entry for “Orel Works” the address “2 Lenin St.”",
    "by removing, in the entry for “Orel Works,” “Orel Zavod”.",
    "by removing within the entry for “Orel Works” the alias “Orel Zavod”.",
    "by removing “Orel Zavod” as an alias of “Orel Works.”",
    "by removing “Orel Zavod” and “Orel Plant” as aliases of “Orel Works.”",
    "by removing “Orel Zavod” from the aliases of “Orel Works.”",
    "by deleting “2 Lenin St.” from the addresses for “Orel Works.”",
    "by removing “2 Lenin St.” from the entry for “Orel Works.”",
    "by removing the name “Orel Zavod” from “Orel Works.”",
    "“2 Lenin St.” is removed from the entry for “Orel Works.”",
    "the alias “Orel Zavod” is removed from the entry for “Orel Works.”",
    "the text “2 Lenin St.” in the entry for “Orel Works” is removed.",
    "amend the entry for “Orel Works” by removing “2 Lenin St.”",
    "the entry for “Orel Works” is amended by removing “2 Lenin St.”",
    "by adding “Orel Plant” as an alias to the entry for “Orel Works.”",
]


@pytest.mark.parametrize("words", WITHIN_AN_ENTRY)
def test_what_is_removed_from_an_entry_leaves_the_entry(words: str) -> None:
    found = read_instructions([f"{START} under RUSSIA, {words}"]).items
    assert [(o.countries, o.names, o.in_words) for o in found] == [(("RUSSIA",), ("Orel Works",), True)]
    assert {o.operation for o in found} <= {REVISE, CORRECT}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("in the entries for “Orel Works” and “Tula Works,” “Lit. A” is removed.", ("Orel Works", "Tula Works")),
        ("by removing from the entries for “Orel Works” and “Tula Works” the alias “Zavod”.", ("Orel Works", "Tula Works")),
    ],
)  # fmt: skip
def test_what_is_removed_from_several_entries(words: str, names: tuple[str, ...]) -> None:
    found = read_instructions([f"{START} under RUSSIA, {words}"]).items
    assert [(o.operation, o.names, o.in_words) for o in found] == [(REVISE, names, True)]


@pytest.mark.parametrize(
    "words",
    [
        "in the second column, the entry “Orel Works” is removed.",
        "the entry for “Orel Works” is removed.",
        "by removing the entry for “Orel Works.”",
        "by removing the entry for “Orel Works,” a.k.a. “Orel Zavod.”",
        "by removing the entry for “Orel Works,” formerly known as “Orel Zavod.”",
        "by removing the entry “Orel Works,” at “2 Lenin St.”",
        "by removing “Orel Works” (see alternate entry “Orel HK” under Hong Kong).",
    ],
)
def test_an_entry_is_removed_whole_and_no_other(words: str) -> None:
    found = read_instructions([f"{START} under RUSSIA, {words}"]).items
    assert [(o.operation, o.countries, o.names) for o in found] == [(REMOVE, ("RUSSIA",), ("Orel Works",))]


def test_a_correction_of_a_part_removes_nobody() -> None:
    rule = read_small([f"{START} under RUSSIA, in the entry for “Orel Works,” the alias “Orel Zavod” is removed."])
    assert [(a.operation, a.name, a.detail) for a in rule.amendments] == [(REVISE, "Orel Works", IN_WORDS)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("By removing the entry for “Orel Pte. Ltd.” under SINGAPORE;", [("SINGAPORE", "Orel Pte. Ltd.")]),
        ("By removing from SINGAPORE the entry for “Orel Pte. Ltd.”;", [("SINGAPORE", "Orel Pte. Ltd.")]),
        ("By removing “Orel Works” and, under SINGAPORE, “Orel Pte. Ltd.”;",
         [("RUSSIA", "Orel Works"), ("SINGAPORE", "Orel Pte. Ltd.")]),
        ("By removing the entry for “Orel Works” under Russia and the entry for “Orel Pte. Ltd.” under Singapore;",
         [("RUSSIA", "Orel Works"), ("SINGAPORE", "Orel Pte. Ltd.")]),
        ("By removing the entry for “Orel Works”;", [("RUSSIA", "Orel Works")]),
    ],
)  # fmt: skip
def test_the_destination_behind_a_name_holds_below_a_heading(words: str, expected: list[tuple[str, str]]) -> None:
    rule = read_small([f"{START} under RUSSIA:", f"a. {words}"])
    assert said(rule.amendments) == [("remove", *one) for one in expected]
    assert rule.verdict is Verdict.VERIFIED


REMOVED_BY_PREAMBLE = (
    "<HD SOURCE='HD2'>Removals From the Entity List</HD><P>This rule removes the following entity:</P>"
    "<HD SOURCE='HD3'>RUSSIA</HD><P>(1) <E T='03'>{}</E></P>"
)
DOUBTFUL = [
    "By removing the entry for “Orel Works Ltd.;",
    "By removing the entry for “Orel Works Ltd.';",
    "By removing the entry for Orel Works Ltd.;",
    "By removing one Russian entity, Orel Works Ltd., 2 Lenin St.;",
    "By removing the entries for “Orel Works Ltd.” and “Tula Works Ltd.;",
    "By removing the entries for “Orel Works Ltd.” and Tula Works Ltd.;",
    "By removing the entry for “Orel Works Ltd.”, which was added on May 5, 2020 (85 FR 1), and the entry Tula Works Ltd.;",
    "By removing the Orel Works Ltd. entry and the “Tula Works Ltd.” entry;",
    "By removing the entries for “Orel Works Ltd. and Tula Works Ltd.”;",
    "By removing the entries for “Orel Works Ltd., Tula Works Ltd.”;",
    "By removing the entries for “Orel Works LLC; Tula Works Co.”;",
    "By removing the entry for “Orel Works Ltd.” and “2 Lenin St.” from the entry for “Tula Works Ltd.”;",
    "By removing the entry for “Orel Works Ltd.” and the address “2 Lenin St.”;",
    "By removing the entries for “Orel Works Ltd.” and “Tula Works Ltd., and for “Kursk Works Ltd.”;",
    "By removing the entries for “Orel Works Ltd., “Tula Works Ltd.” and “Kursk Works Ltd.”;",
    "By removing the entries for “Orel Works Ltd.”, Tula Works Ltd.” and “Kursk Works Ltd.”;",
    "By removing the entries for Orel Works Ltd.” and “Tula Works Ltd.”;",
    "By removing “JSC “Orel Works;” and “Tula Works;”",
    "By removing the entry for “JSC “Orel” Works, 2 Lenin St",
    "By removing all entries except “Orel Works Ltd.”;",
]


@pytest.mark.parametrize("words", DOUBTFUL)
def test_a_removal_that_is_a_guess_is_not_verified(words: str) -> None:
    rule = read_small([f"{START} under RUSSIA:", f"a. {words}", "b. By removing the entry for “Perm Works.”"])
    assert rule.verdict is Verdict.CONFLICTING
    assert ("remove", "RUSSIA", "Perm Works") in said(rule.amendments)


@pytest.mark.parametrize("words", DOUBTFUL[:-1])
def test_no_party_is_taken_for_another_that_the_preamble_lists(words: str) -> None:
    rule = read_small([f"{START} under RUSSIA:", f"a. {words}"], preamble=REMOVED_BY_PREAMBLE.format("Kazan Works"))
    assert rule.verdict is not Verdict.VERIFIED
    assert "Kazan Works" not in [a.name for a in rule.amendments]


@pytest.mark.parametrize(
    "words", ["By removing the entry for “Orel Works Ltd.;", "By removing the entry for Orel Works Ltd.;"]
)
def test_a_name_without_marks_is_read_where_the_preamble_has_it(words: str) -> None:
    rule = read_small([f"{START} under RUSSIA:", f"a. {words}"], preamble=REMOVED_BY_PREAMBLE.format("Orel Works Ltd."))
    assert said(rule.amendments) == [("remove", "RUSSIA", "Orel Works Ltd.")]
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("By removing the entries for “Orel Works Ltd. and Tula Works Ltd.”;", ["Orel Works Ltd.", "Tula Works Ltd."]),
        ("By removing “Orel Works LLC; Tula Works Co.”;", ["Orel Works LLC", "Tula Works Co."]),
        ("By removing the entries for “Orel Works Ltd.” and “Tula Works Ltd.;", ["Orel Works Ltd.", "Tula Works Ltd."]),
        ("By removing the entries for “Orel Ltd.” and “Tula Ltd., and for “Perm Ltd.”;",
         ["Orel Ltd.", "Tula Ltd.", "Perm Ltd."]),
        ("By removing the entry for “Orel Science and Trade Co., Ltd.”;", ["Orel Science and Trade Co., Ltd."]),
    ],
)  # fmt: skip
def test_every_name_of_a_list_is_read(words: str, names: list[str]) -> None:
    rule = read_small([f"{START} under RUSSIA:", f"a. {words}"])
    assert [a.name for a in rule.amendments] == names


@pytest.mark.parametrize("verb", ["revising", "adding"])
def test_a_name_without_marks_that_fits_no_row_is_not_the_row_left_over(verb: str) -> None:
    rows = destination("RUSSIA") + row("Perm Works Ltd., 1 Main St., Perm, Russia.")
    rule = read_small([f"{START} under RUSSIA by {verb} the entry for Orel Works Ltd."], rows)
    assert rule.verdict is Verdict.CONFLICTING
    assert "Orel Works Ltd." in " ".join((*rule.problems, *(a.name for a in rule.amendments)))


def test_a_renaming_whose_opening_mark_is_lost_is_one() -> None:
    rows = destination("RUSSIA") + row(
        "Oryol Works, a.k.a., the following one alias: -Orel Works. 2 Lenin St., Orel, Russia."
    )
    quoted = "Orel Works, 2 Lenin St., Orel, Russia”"
    rule = read_small([f"{START} by revising, under Russia, one Russian entity {quoted}."], rows)
    assert [(a.operation, a.name, a.entry and a.entry.name) for a in rule.amendments] == [
        (REVISE, "Orel Works", "Oryol Works")
    ]


def test_an_entry_and_a_part_of_another_are_removed() -> None:
    words = "by removing the entry for “Orel Works” and the alias “Zavod” from the entry for “Tula Works.”"
    found = read_instructions([f"{START} under RUSSIA, {words}"]).items
    assert [(o.operation, o.names) for o in found] == [(REMOVE, ("Orel Works",)), (REVISE, ("Tula Works",))]


def test_who_signs_a_rule_is_no_party() -> None:
    words = "by removing the entry for “Orel Works;”. Thea D. Kendler, Assistant Secretary for Export Administration."
    rule = read_small([f"{START} under RUSSIA, {words}"])
    assert said(rule.amendments) == [("remove", "RUSSIA", "Orel Works")]
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    ("words", "summary", "verdict"),
    [
        ("entries", "This rule amends the EAR.", Verdict.CONFLICTING),
        ("entries", "This rule amends the EAR by removing three entities from the Entity List.", Verdict.VERIFIED),
        ("entries", "This rule amends the EAR by removing four entities from the Entity List.", Verdict.CONFLICTING),
        ("the three entries", "This rule amends the EAR.", Verdict.VERIFIED),
    ],
)
def test_a_count_bears_out_names_that_a_mark_of_the_next_one_ends(words: str, summary: str, verdict: Verdict) -> None:
    removed = f"by removing {words} for “Orel Works, “Tula Works,” and “Kursk Works.”"
    rule = read_small([f"{START} under RUSSIA {removed}"], summary=summary)
    assert [a.name for a in rule.amendments] == ["Orel Works", "Tula Works", "Kursk Works"]
    assert rule.verdict is verdict


def test_a_full_stop_of_the_preambles_item_is_not_the_names() -> None:
    told = REMOVED_BY_PREAMBLE.format("Vortex Electronics.")
    rule = read_small([f"{START} under RUSSIA by removing one entity."], preamble=told)
    assert said(rule.amendments) == [("remove", "RUSSIA", "Vortex Electronics")]


NARRATED = "This rule removes Vortex Electronics, located in Australia, from the Entity List."
WHOLE_DESTINATIONS = [
    "By removing the entry for Australia.", "By removing Australia.", "By removing Australia in its entirety.",
    "Removing Australia from the list.", "By removing the only entry under Australia.",
    "By removing the destination of Australia.",
]  # fmt: skip


@pytest.mark.parametrize("words", WHOLE_DESTINATIONS)
@pytest.mark.parametrize("told", ["summary", "sentence", "list"])
def test_a_sentence_tells_whom_the_removal_of_a_whole_destination_meets(words: str, told: str) -> None:
    where = {
        "summary": {"summary": NARRATED},
        "sentence": {
            "preamble": f"<P>It is to remove two entities, as follows: {NARRATED.partition('removes ')[2]}</P>"
        },
        "list": {"preamble": REMOVED_BY_PREAMBLE.replace("RUSSIA", "Australia").format("Vortex Electronics")},
    }
    rule = read_small([f"{START}:", f"a. {words}"], **where[told])
    assert (said(rule.amendments), rule.verdict) == ([("remove", "AUSTRALIA", "Vortex Electronics")], Verdict.VERIFIED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Vortex Electronics, located in Australia, was added to the Entity List on May 5, 2020.",
        "This rule removes Orel Ltd. and Tula Ltd., located in Australia, from the Entity List.",  # which of them?
        "This rule removes Vortex Electronics, located in Austria, from the Entity List.",
    ],
)
def test_a_sentence_that_removes_nobody_there_names_nobody(sentence: str) -> None:
    rule = read_small([f"{START}:", "a. By removing the entry for Australia."], summary=sentence)
    assert said(rule.amendments) == [("unreadable", "AUSTRALIA", "")]


def test_a_renaming_whose_row_reads_another_name_is_borne_out_by_the_list() -> None:
    rows = destination("RUSSIA") + row("Vega Ltd., 1 Main St.")
    data = rule_xml([f"{START} under RUSSIA by revising the entry for “Interscan”"], rows)

    def read_beside(*listed: str) -> Rule:
        return read_document(data, "x", known=lambda country, name: name in listed)

    assert read_beside("Interscan").verdict is Verdict.VERIFIED
    assert "the only row left reads “Vega Ltd.”" in " ".join(read_beside("Interscan").problems)
    for listed in ((), ("Interscan", "Vega Ltd."), ("Vega Ltd.",)):
        assert read_beside(*listed).verdict is Verdict.CONFLICTING
    assert read_document(data, "x").verdict is Verdict.CONFLICTING


@pytest.mark.parametrize(
    "words",
    [
        "the removal of “Orel Works” is stayed.",
        "by rescinding the removal of “Orel Works.”",
        "the removal of the entry for “Orel Works” is postponed until May 5, 2031.",
        "by withdrawing the removal of “Orel Works.”",
    ],
)
def test_a_removal_that_is_undone_or_put_off_is_doubted(words: str) -> None:
    assert read_small([f"{START} under RUSSIA, {words}"]).verdict is Verdict.CONFLICTING


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("by removing and reserving the entry for “Orel Works.”", (REMOVE, ("Orel Works",), False)),
        ("by reinstating the entry for “Orel Works.”", (ADD, ("Orel Works",), False)),
        ("by revising the license review policy for “Orel Works” and “Tula Works.”",
         (REVISE, ("Orel Works", "Tula Works"), True)),
        ("by revising the addresses of “Orel Works,” “Tula Works,” and “Kursk Works.”",
         (REVISE, ("Orel Works", "Tula Works", "Kursk Works"), True)),
    ],
)  # fmt: skip
def test_other_words_for_the_same_orders(words: str, order: tuple[Operation, tuple[str, ...], bool]) -> None:
    found = read_instructions([f"{START} under RUSSIA, {words}"])
    assert [(o.operation, o.names, o.in_words) for o in found.items] == [order]
    assert found.loose == ()
