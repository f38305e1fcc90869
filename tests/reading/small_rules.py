"""Small rules in XML, for tests of one thing each."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Amendment, Check, Rule
from monitor.reading.rules.document import read_document

HEADS = ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")
TERMS = ("For all items subject to the EAR.", "Presumption of denial.", "95 FR 101, 1/3/30.")


def row(entity: str, country: str = "", terms: Sequence[str] = TERMS) -> str:
    """A row of the table: an entity cell, its destination before it, its terms behind it."""
    return f"<ROW><ENT I='01'>{country}</ENT><ENT>{entity}</ENT>{''.join(f'<ENT>{t}</ENT>' for t in terms)}</ROW>"


def destination(country: str) -> str:
    """A row that heads those below it."""
    return f"<ROW RUL='s'><ENT I='01'>{country}</ENT></ROW>"


def rule_xml(
    instructions: Sequence[str], rows: str = "", *, summary: str = "This rule amends the EAR.", preamble: str = "",
    dates: str = "This rule is effective January 3, 2030.", title: str = "Changes of the Entity List", notes: str = "",
) -> bytes:  # fmt: skip
    """A rule that amends Supplement No. 4 by ``instructions``, each a paragraph, with one table of ``rows``."""
    heads = "".join(f"<CHED H='1'>{h}</CHED>" for h in HEADS)
    table = f"<GPOTABLE COLS='5'><BOXHD>{heads}</BOXHD>{rows}{notes}</GPOTABLE>" if rows else ""
    return (
        f"<RULE><PREAMB><AGENCY TYPE='S'>DEPARTMENT OF COMMERCE</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY>"
        f"<CFR>15 CFR Part 744</CFR><SUBJECT>{title}</SUBJECT><ACT><HD SOURCE='HED'>ACTION:</HD><P>Final rule.</P></ACT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{summary}</P></SUM><EFFDATE><HD SOURCE='HED'>DATES:</HD><P>{dates}</P></EFFDATE>"
        f"</PREAMB><SUPLINF><HD SOURCE='HED'>SUPPLEMENTARY INFORMATION:</HD>{preamble}<REGTEXT TITLE='15' PART='744'>"
        f"{''.join(f'<AMDPAR>{one}</AMDPAR>' for one in instructions)}<EXTRACT>{table}</EXTRACT></REGTEXT></SUPLINF>"
        f"<FRDOC>[FR Doc. 2030-00001 Filed 1-2-30; 8:45 am]</FRDOC></RULE>"
    ).encode()


def read_small(*arguments: object, **more: object) -> Rule:
    """The reading of :func:`rule_xml`."""
    return read_document(rule_xml(*arguments, **more), "a small rule")  # type: ignore[arg-type]


def said(amendments: Sequence[Amendment]) -> list[tuple[str, str, str]]:
    """Operation, destination and name of each."""
    return [(a.operation.value, a.country, a.name) for a in amendments]


def check(rule: Rule, name: str) -> Check:
    """The cross-check of this name."""
    return next(c for c in rule.checks if c.check == name)
