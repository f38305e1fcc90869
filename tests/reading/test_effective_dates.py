"""When a rule takes effect: the wordings of DATES sections, and which amendments of it take effect when."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.model import Rule, Verdict
from monitor.reading.passages import Passage, Role
from monitor.reading.rules.effective_dates import read_dates, savings_clause
from tests.reading.small_rules import destination, read_small, row, said

PUBLISHED, FILED = date(2022, 10, 13), date(2022, 10, 7)
OCT7, OCT12, OCT21 = date(2022, 10, 7), date(2022, 10, 12), date(2022, 10, 21)

# (DATES, the rule's day, days of instructions, applicable from)
DATES: list[tuple[str, date | None, dict[int, date], date | None]] = [
    ("This rule is effective October 9, 2019.", date(2019, 10, 9), {}, None),
    ("This rule is effective: December 16, 2022.", date(2022, 12, 16), {}, None),
    ("This rule is effective Oct. 12th, 2022.", OCT12, {}, None),
    ("This rule is effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].", PUBLISHED, {}, None),
    ("This rule is effective [INSERT DATE OF FILING FOR PUBLIC INSPECTION].", FILED, {}, None),
    ("This rule is effective October 7, 2022, except for amendatory instructions 13 and 19, which are effective October 12.",
     OCT7, {13: OCT12, 19: OCT12}, None),
    ("This rule is effective October 7, 2022, except for amendatory instructions 13 and 19, which are effective October 12, "
     "2022, and amendatory instructions 4, 6 (supplement no. 1 to part 736), and 17 (supplement no. 4 to part 744), which "
     "are effective October 21, 2022.", OCT7, {13: OCT12, 19: OCT12, 4: OCT21, 6: OCT21, 17: OCT21}, None),
    ("Instructions 1 through 3 are effective October 12, 2022; all other amendatory instructions are effective October 21, 2022.",
     OCT21, {1: OCT12, 2: OCT12, 3: OCT12}, None),
    ("This rule is effective October 21, 2022, for amendatory instruction 17 (supplement no. 4 to part 744), and October 7, "
     "2022, for all other instructions.", OCT7, {17: OCT21}, None),
    ("This rule is effective October 12, 2022. This rule is applicable as of October 7, 2022.", OCT12, {}, OCT7),
    ("Comments must be received by October 12, 2022.", None, {}, None),
    ("Effective date: This rule is effective October 7, 2022. Comments must be received no later than October 21, 2022.", OCT7, {}, None),
    ("This interim final rule is effective October 7, 2022, except for amendatory instruction 2, which is effective "
     "[INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].", OCT7, {2: PUBLISHED}, None),
    ("The effective date of amendatory instruction 5 is October 12, 2022. All other instructions are effective October 7, 2022.",
     OCT7, {5: OCT12}, None),
    ("This rule is effective October 7, 2022. Instruction 5 is delayed until October 12, 2022.", OCT7, {5: OCT12}, None),
    ("This rule is effective October 7, 2022, except for the fifth and sixth amendatory instructions, which are effective "
     "October 12, 2022.", OCT7, {5: OCT12, 6: OCT12}, None),
    ("This rule is effective October 7, 2022, except instructions 4 and 5, which are effective October 12 and October 21, 2022, "
     "respectively.", OCT7, {4: OCT12, 5: OCT21}, None),
    ("Except for amendatory instruction 4, this rule is effective October 7, 2022. Amendatory instruction 4 is effective October "
     "12, 2022.", OCT7, {4: OCT12}, None),
    ("This rule, except for instruction 4, is effective October 7, 2022; instruction 4 is effective October 12, 2022.",
     OCT7, {4: OCT12}, None),
    ("This rule is effective 8 days after publication, except instruction 4, which is effective October 12, 2022.",
     OCT21, {4: OCT12}, None),
    ("This rule is effective [INSERT DATE 8 DAYS AFTER DATE OF PUBLICATION IN THE FEDERAL REGISTER].", OCT21, {}, None),
    ("This rule is effective upon publication in the Federal Register.", PUBLISHED, {}, None),
    ("This rule is effective October 12, 2022, except instruction 4, which is applicable as of October 7, 2022.", OCT12, {}, None),
    ("This rule is effective October 12, 2022. Section 744.23 is applicable as of October 7, 2022.", OCT12, {}, None),
    ("This rule is effective upon filing for public inspection.", FILED, {}, None),
    ("Effective on the date of its filing with the Office of the Federal Register for public inspection.", FILED, {}, None),
    ("This rule is effective when it is placed on public display.", FILED, {}, None),
    ("This rule is effective immediately.", FILED, {}, None),
    ("This rule is effective immediately upon publication.", PUBLISHED, {}, None),
    ("This rule is effective on the date it is published in the Federal Register.", PUBLISHED, {}, None),
    ("This rule is effective on filing, except for instruction 4, which is effective October 12, 2022.", FILED, {4: OCT12}, None),
    ("This rule is effective 14 days after filing for public inspection.", OCT21, {}, None),
    ("Effective date: 10/07/2022.", OCT7, {}, None),
    ("Effective date: 2022-10-07.", OCT7, {}, None),
    ("This rule is effective 7 October 2022.", OCT7, {}, None),
    ("This rule is effective on October 12, 2022, upon filing for public inspection.", OCT12, {}, None),
    ("Comments must be filed upon request.", None, {}, None),
    ("This rule is effective February 30, 2022.", None, {}, None),
    ("", None, {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "of_rule", "by_instruction", "applicable"), DATES, ids=[d[0][:60] for d in DATES])
def test_dates(text: str, of_rule: date | None, by_instruction: dict[int, date], applicable: date | None) -> None:
    dates = read_dates(text, PUBLISHED, FILED)
    assert (dates.of_rule, dates.by_instruction, dates.applicable_from) == (of_rule, by_instruction, applicable)
    assert dates.of(None) == of_rule
    assert all(dates.of((number, "")) == day for number, day in by_instruction.items())


# What a filing's day is counted from, with its days known and with none known.
COUNTED = [
    ("This rule is effective upon filing for public inspection.", "the day of filing", FILED),
    ("This rule takes effect immediately.", "at once, on the day of filing", FILED),
    (
        "This rule is effective [INSERT DATE OF PUBLICATION IN THE FEDERAL REGISTER].",
        "the day of publication",
        PUBLISHED,
    ),
    ("This rule is effective [INSERT DATE 8 DAYS AFTER DATE OF PUBLICATION].", "8 days after publication", OCT21),
]


@pytest.mark.parametrize(("text", "counted", "day"), COUNTED)
def test_a_day_without_a_date_says_what_it_is_counted_from(text: str, counted: str, day: date) -> None:
    assert (read_dates(text, PUBLISHED, FILED).of_rule, read_dates(text, PUBLISHED, FILED).counted_from) == (
        day,
        counted,
    )
    assert (read_dates(text, None, None).of_rule, read_dates(text, None, None).counted_from) == (None, counted)


@pytest.mark.parametrize("text", ["", "This rule is effective October 7, 2022.", "Comments are due upon filing."])
def test_a_date_or_nothing_is_counted_from_nothing(text: str) -> None:
    assert read_dates(text, PUBLISHED, FILED).counted_from == ""


def test_numbers_beyond_reason_are_no_instructions() -> None:
    assert read_dates(f"Instruction {'9' * 5000} is effective October 7, 2022.", None, None).of_rule == OCT7


@pytest.mark.parametrize("text", [d[0] for d in DATES if "February 30" not in d[0]])
def test_a_wording_that_is_understood_is_no_problem(text: str) -> None:
    assert read_dates(text, PUBLISHED, FILED).problems == ()


# Days that nothing says what they are of, and exceptions without a day.
NOT_UNDERSTOOD = [
    "This rule is effective October 7, 2022, except that the additions of Alpha Trading and Beta GmbH are effective October 12.",
    "This rule is effective October 7, 2022, except for amendatory instruction 3.",
    "This rule is effective October 7, 2022, except for the transfers, which are effective October 12, 2022.",
    "This rule is effective October 7, 2022, except for instruction 3 as to Alpha Trading, which is effective October 12, 2022.",
    "This rule is effective October 7, 2022, except for instructions 3, 4 and 5, which are effective October 12 and October 21, "
    "2022, respectively.",
    "This rule is effective October 7, 2022 and October 12, 2022.",
    "This rule is effective October 7, 2022. This rule is effective October 12, 2022.",
    "This rule is effective October 7, 2022. Instruction 3 is delayed indefinitely.",
    "Except for amendatory instruction 4, this rule is effective October 7, 2022.",
]


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_a_wording_that_is_not_understood_is_a_problem(text: str) -> None:
    dates = read_dates(text, PUBLISHED, FILED)
    assert dates.problems
    assert dates.of_rule == OCT7


JAN, MAR = date(2030, 1, 3), date(2030, 3, 4)
LEVELS = [
    "2. Supplement No. 4 to part 744 is amended:",
    "a. Under IRAN by adding an entry for \u201cA Co.\u201d;",
    "b. Under IRAN by removing the entry for \u201cB Co.\u201d; and",
    "c. Under RUSSIA by removing the entry for \u201cC Co.\u201d",
]
# What is excepted, and the days of A, B and C from then on; None where the rule is to be reviewed.
PARTS: list[tuple[str, tuple[date, date, date] | None]] = [
    ("amendatory instruction 2.a, which is", (MAR, JAN, JAN)),
    ("instructions 2(b) and (c), which are", (JAN, MAR, MAR)),
    ("instructions 2b through 2c, which are", (JAN, MAR, MAR)),
    ("instructions 2.a and c, which are", (MAR, JAN, MAR)),
    ("the amendments in 2.b, which are", (JAN, MAR, JAN)),
    ("the changes under Russia, which are", (JAN, JAN, MAR)),
    ("Russian entities, which are", (JAN, JAN, MAR)),
    ("the entities located in Iran, which are", (MAR, MAR, JAN)),
    ("the amendments to Supplement No. 4 to part 744, which are", (MAR, MAR, MAR)),
    ("the changes to the Entity List, which are", (MAR, MAR, MAR)),
    ("Supplement No. 7 to part 744, which is", (JAN, JAN, JAN)),
    ("\u00a7 744.11, which is", (JAN, JAN, JAN)),
    ("instruction 2.e, which is", None),
    ("instruction 30, which is", None),
    ("the entities in Pakistan, which are", None),
    ("the entity B Co., which is", (JAN, MAR, JAN)),
    ("the removals of “B Co.” and “C Co.”, which are", (JAN, MAR, MAR)),
    ("the entity D Co., which is", None),
]


@pytest.mark.parametrize(("excepted", "days"), PARTS, ids=[p[0] for p in PARTS])
def test_what_an_exception_names_alone_has_the_other_day(excepted: str, days: tuple[date, ...] | None) -> None:
    rule = read_small(
        LEVELS,
        destination("IRAN") + row("A Co., Tehran, Iran."),
        dates=f"This rule is effective January 3, 2030, except for {excepted} effective March 4, 2030.",
    )
    check = next(c for c in rule.checks if c.check == "effective dates")
    assert check.agrees is (days is not None)
    assert rule.verdict is (Verdict.VERIFIED if days else Verdict.CONFLICTING)
    if days:
        assert {a.name: a.effective_on for a in rule.amendments} == dict(
            zip(("A Co.", "B Co.", "C Co."), days, strict=True)
        )


def test_a_level_that_is_misprinted_is_told_by_its_place() -> None:
    misprinted = [LEVELS[0], LEVELS[1], LEVELS[2].replace("b. ", "a. "), LEVELS[3]]
    dates = "This rule is effective January 3, 2030, except for instruction 2.b, which is effective March 4, 2030."
    rows = destination("IRAN") + row("A Co., Tehran, Iran.")
    assert [a.effective_on for a in read_small(misprinted, rows, dates=dates).amendments] == [JAN, MAR, JAN]
    in_no_order = [*misprinted[:3], LEVELS[3].replace("c. ", "e. ")]
    assert read_small(in_no_order, rows, dates=dates).verdict is Verdict.CONFLICTING


def test_one_instruction_may_apply_from_an_earlier_day() -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d",
         "3. Supplement No. 4 to part 744 is further amended under IRAN by removing the entry for \u201cB Co.\u201d"],
        destination("IRAN") + row("A Co., Tehran, Iran."),
        dates="This rule is effective March 4, 2030, except for instruction 3, which is applicable as of January 3, 2030.",
    )  # fmt: skip
    assert [(a.effective_on, a.applicable_from) for a in rule.amendments] == [(MAR, None), (MAR, JAN)]


def test_each_amendment_has_the_day_of_its_instruction() -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d",
         "3. Supplement No. 4 to part 744 is further amended under IRAN by removing the entry for \u201cB Co.\u201d"],
        destination("IRAN") + row("A Co., Tehran, Iran."),
        dates="This rule is effective January 3, 2030, except for amendatory instruction 3, which is effective March 4, 2030.",
    )  # fmt: skip
    assert said(rule.amendments) == [("add", "IRAN", "A Co."), ("remove", "IRAN", "B Co.")]
    assert [a.effective_on for a in rule.amendments] == [date(2030, 1, 3), date(2030, 3, 4)]
    assert (rule.effective_on, rule.verdict) == (date(2030, 1, 3), Verdict.VERIFIED)


def test_a_rule_that_applies_from_an_earlier_day_says_so_of_each_amendment() -> None:
    rule = read_small(
        ["2. Supplement No. 4 to part 744 is amended under IRAN by adding an entry for \u201cA Co.\u201d"],
        destination("IRAN") + row("A Co., Tehran, Iran."),
        dates="This rule is effective January 3, 2030. This rule is applicable as of December 1, 2029.",
    )
    assert [(a.effective_on, a.applicable_from) for a in rule.amendments] == [(date(2030, 1, 3), date(2029, 12, 1))]


def test_days_of_the_savings_clause() -> None:
    passages = [
        Passage(Role.HEADING, "Savings Clause"),
        Passage(Role.PARAGRAPH, "Items en route on January 3, 2030, may proceed until February 4."),
        Passage(Role.HEADING, "Rulemaking Requirements"),
        Passage(Role.PARAGRAPH, "Comments closed on March 5, 2029."),
    ]
    assert savings_clause(passages, None) == (date(2030, 1, 3), date(2030, 2, 4))
    assert savings_clause([Passage(Role.PARAGRAPH, "B. Savings Clause"), passages[1]], None) == (
        date(2030, 1, 3),
        date(2030, 2, 4),
    )


# -- days of single parties --------------------------------------------------------------------------------------------

MAY1, MAY8 = date(2030, 5, 1), date(2030, 5, 8)
OREL = "Orel Works, Ltd."
PARTIES = [
    f"This rule is effective May 1, 2030, except for the entries for {OREL} and Tula JSC, which are effective May 8, 2030.",
    f"This rule is effective May 1, 2030, except for the entries for “{OREL}” and “Tula JSC,” which are effective May 8, 2030.",
    f"This rule is effective May 1, 2030, except that the additions of {OREL} and Tula JSC are effective May 8, 2030.",
    f"This rule is effective May 1, 2030, except for the entries for {OREL} and Tula JSC under Russia, effective May 8, 2030.",
    f"The entries for {OREL} and Tula JSC are effective May 8, 2030. This rule is effective May 1, 2030.",
    f"Except for the entries for {OREL} and Tula JSC, this rule is effective May 1, 2030. The entries for Tula JSC and {OREL} "
    "are effective May 8, 2030.",
    f"This rule is effective May 8, 2030, for the entries for Tula JSC and {OREL}, and May 1, 2030, for all other entries.",
]


def read_of_parties(dates: str) -> Rule:
    """A rule that adds three Russian parties, one of them under China too."""
    cells = [f"{name}, 1 Main St." for name in ("Kursk Works", OREL, "Tula JSC")]
    rows = destination("CHINA") + row(cells[0]) + destination("RUSSIA") + "".join(map(row, cells))
    orders = f"a. Under CHINA by adding an entry for “Kursk Works;” b. Under RUSSIA by adding entries for “Kursk Works,” “{OREL}”"
    return read_small([f"2. Supplement No. 4 to part 744 is amended: {orders} and “Tula JSC.”"], rows, dates=dates)


@pytest.mark.parametrize("dates", PARTIES)
def test_a_day_may_be_that_of_parties_that_the_instructions_name(dates: str) -> None:
    rule = read_of_parties(dates)
    assert {(a.name, a.effective_on) for a in rule.amendments} == {
        ("Kursk Works", MAY1), (OREL, MAY8), ("Tula JSC", MAY8)
    }  # fmt: skip
    assert (rule.effective_on, rule.verdict) == (MAY1, Verdict.VERIFIED)


@pytest.mark.parametrize(
    "words",
    [
        f"the entries for {OREL} and Perm JSC",  # whom no instruction names
        f"the entry for {OREL} Moscow",
        "the entry for Kursk Works",  # of two entries
        f"the policy for {OREL}",
    ],
)
def test_a_day_of_parties_that_are_not_told_for_certain_is_doubted(words: str) -> None:
    rule = read_of_parties(f"This rule is effective May 1, 2030, except for {words}, which are effective May 8, 2030.")
    assert rule.verdict is Verdict.CONFLICTING


# -- days of kinds of amendment ----------------------------------------------------------------------------------------

JAN3, JAN20 = date(2030, 1, 3), date(2030, 1, 20)


def read_of_kinds(dates: str) -> Rule:
    """A rule that adds Alfa and revises Beta under Russia, and removes Gamma under China."""
    revised = ("For all items subject to the EAR.", "Presumption of denial.", "89 FR 1, 1/3/24. 95 FR 101, 1/3/30.")
    rows = destination("RUSSIA") + row("Alfa Ltd., 1 Main St.") + row("Beta Ltd., 1 Main St.", terms=revised)
    orders = [
        "2. Supplement No. 4 to part 744 is amended:", "a. Under RUSSIA:", "i. By adding an entry for “Alfa Ltd.;”",
        "ii. By revising the entry for “Beta Ltd.;”", "b. Under CHINA, by removing the entry for “Gamma Ltd.”",
    ]  # fmt: skip
    return read_small(orders, rows, dates=dates)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ("The additions are effective January 3, 2030; the removals and revisions are effective January 20, 2030.",
         (JAN3, JAN20, JAN20)),
        ("This rule is effective January 3, 2030, except for the removals, which are effective January 20, 2030.",
         (JAN3, JAN3, JAN20)),
        ("The additions to the Entity List are effective January 3, 2030. All other changes are effective January 20, 2030.",
         (JAN3, JAN20, JAN20)),
        ("The additions under Russia are effective January 20, 2030. The rest of this rule is effective January 3, 2030.",
         (JAN20, JAN3, JAN3)),
        ("This rule is effective January 3, 2030, except that the removals from Supplement No. 6 to part 744 are effective "
         "January 20, 2030.", (JAN3, JAN3, JAN3)),
        ("This rule is effective January 3, 2030, except for the changes under Russia and China, which are effective January 3 "
         "and January 20, 2030, respectively.", (JAN3, JAN3, JAN20)),
        ("The entries for Alfa Ltd. and Beta Ltd. are effective January 3, 2030, and January 20, 2030, respectively. The removal "
         "of the entry for Gamma Ltd. is effective January 3, 2030.", (JAN3, JAN20, JAN3)),
    ],
)  # fmt: skip
def test_a_day_may_be_that_of_a_kind_of_amendment(dates: str, days: tuple[date, ...]) -> None:
    rule = read_of_kinds(dates)
    assert (tuple(a.effective_on for a in rule.amendments), rule.verdict) == (days, Verdict.VERIFIED)


def test_a_kind_of_amendment_may_apply_from_an_earlier_day() -> None:
    rule = read_of_kinds(
        "This rule is effective January 20, 2030. The additions are applicable beginning January 3, 2030."
    )
    assert [a.applicable_from for a in rule.amendments] == [JAN3, None, None]
    assert rule.verdict is Verdict.VERIFIED


@pytest.mark.parametrize(
    "dates",
    [
        "The additions are effective January 3, 2030. The removals are effective January 20, 2030.",  # and the revision?
        "Instruction 2.b is effective January 20, 2030.",  # and 2.a?
        "This rule is effective January 3, 2030, except the additions under China, which are effective January 20, 2030.",
        "This rule is effective January 3, 2030. The corrected entries are effective January 20, 2030.",
        "This rule is effective January 3, 2030. The additions are effective January 20, and instruction 2.a January 21, 2030.",
        "The entries for Alfa Ltd., Beta Ltd. and Gamma Ltd. are effective January 3 and January 20, 2030, respectively.",
    ],
)
def test_a_day_that_leaves_something_open_is_doubted(dates: str) -> None:
    assert read_of_kinds(dates).verdict is Verdict.CONFLICTING
