"""The typesetter sets a table as the Register's raw text has it: lines of the real rule 2022-27149 and 2022-07643."""

from __future__ import annotations

import pytest

from tests.real_forms.typesetting import raw_text
from tests.real_forms.typesetting_lines import cell_lines, wrap
from tests.real_forms.typesetting_styles import Setting

HEADS = "".join(
    f"<CHED>{h}</CHED>"
    for h in ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")
)
STARS = "<ROW RUL='s'><ENT I='28'>* * * * * * *</ENT></ROW>"
SIX = "<ENT A='03'>  * * * * * *</ENT></ROW>"
TERMS = (
    "<ENT>For all items subject to the EAR. (See § 744.11 of the EAR).</ENT><ENT>Policy of denial. See § 746.8(b).</ENT>"
    "<ENT>87 FR [INSERT FR PAGE NUMBER], December 16, 2022.</ENT></ROW>"
)
RULE = f"""<RULE><SUPLINF><REGTEXT PART='744'><AMDPAR>2. Amend Supplement no. 4 to part 744 under RUSSIA, by adding in alphabetical \
order, entries for “Alliance <PRTPAGE P='76927'/>EG Ltd.” and “Security 2 Business Academy”:</AMDPAR><GPOTABLE><BOXHD>{HEADS}</BOXHD>\
<ROW><ENT I='22'> </ENT></ROW>{STARS}<ROW><ENT I='01'>RUSSIA</ENT>{SIX}<ROW><ENT I='22'> </ENT><ENT>Alliance EG Ltd., Leninsky \
Prospect 139, Office 310 St., Petersburg 198216, Russia.</ENT>{TERMS}<ROW><ENT I='22'> </ENT>{SIX}<ROW><ENT I='22'> </ENT>\
<ENT>Security 2 Business Academy, a.k.a., the following two aliases:<LI>— S2BA</LI><LI>—Academy of Business Security.</LI>\
<LI>Deguninskaya Street 10 Moscow, Russia; and Novoslobodskaya Str. 14/19 Moscow, Russia.</LI></ENT>{TERMS}</GPOTABLE></REGTEXT>\
</SUPLINF><FRDOC>[FR Doc. 2022-27149 Filed 12-15-22; 8:45 am]</FRDOC></RULE>"""
PRINTED = """\
0
2. Amend Supplement no. 4 to part 744 under RUSSIA, by adding in 
alphabetical order, entries for ``Alliance

[[Page 76927]]

EG Ltd.'' and ``Security 2 Business Academy'':

----------------------------------------------------------------------------------------------------------------
                                                             License         License review     Federal Register
        Country                     Entity                 requirement           policy             citation
----------------------------------------------------------------------------------------------------------------
 
                                                  * * * * * * *
----------------------------------------------------------------------------------------------------------------
RUSSIA.................                                         * * * * * *
                         Alliance EG Ltd., Leninsky    For all items       Policy of denial.   87 FR [INSERT FR
                          Prospect 139, Office 310      subject to the      See Sec.            PAGE NUMBER],
                          St., Petersburg 198216,       EAR. (See Sec.      746.8(b).           December 16,
                          Russia.                       744.11 of the                           2022.
                                                        EAR).
                                                                * * * * * *
                         Security 2 Business Academy,  For all items       Policy of denial.   87 FR [INSERT FR
                          a.k.a., the following two     subject to the      See Sec.            PAGE NUMBER],
                          aliases:                      EAR. (See Sec.      746.8(b).           December 16,
                         -- S2BA                        744.11 of the                           2022.
                         --Academy of Business          EAR).
                          Security.
                         Deguninskaya Street 10
                          Moscow, Russia; and
                          Novoslobodskaya Str. 14/19
                          Moscow, Russia.
"""  # noqa: W291, W293


def test_a_table_is_set_as_it_was_published() -> None:
    assert PRINTED in raw_text(RULE, Setting(((0, 25, 55, 75, 95, 112),)))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("85 FR 51603, 8/20/20.", 17, ["85 FR 51603, 8/20/", " 20."]),
        ("see Sec. 736.2(b)(3)(vi),\\1\\ and 744.11", 19, ["see Sec.", " 736.2(b)(3)(vi),\\1", " \\ and 744.11"]),
        ("JSC Rocket and Space Centre—Progress, Zemetsa", 28, ["JSC Rocket and Space Centre--", " Progress, Zemetsa"]),
        ("Gaoxin 1st Road, Xi'an High-tech Zone", 28, ["Gaoxin 1st Road, Xi'an High-", " tech Zone"]),
    ],
)
def test_words_are_broken_where_the_register_breaks_them(text: str, width: int, lines: list[str]) -> None:
    """As in 2022-03029 and 2022-14069: behind a hyphen, slash or dash, which may hang out, or at the column's end."""
    assert cell_lines(text, width) == lines


def test_lines_that_go_on_end_in_a_blank() -> None:
    assert wrap("transfer (in-country) of the items listed in the supplement to part 744 or 746 of the EAR") == [
        "transfer (in-country) of the items listed in the supplement to part 744 ",
        "or 746 of the EAR",
    ]
