"""Made-up documents of the agency for the recorded Register: as many as a test wants, on the days that it wants."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.clock import EASTERN
from monitor.demo.register import RecordedRegister
from tests.demo.filed import FOLDER, filed_text

NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa")

HEADINGS = ("Country", "Entity", "License requirement", "License review policy", "Federal Register citation")


@dataclass(frozen=True)
class Made:
    """A document with its records on the desk and in print, and its XML."""

    number: str
    filed: datetime
    printed: date
    filing: dict[str, Any]
    record: dict[str, Any]
    xml: bytes

    @property
    def text(self) -> bytes:
        """What the desk serves."""
        return filed_text(self.filing, xml=self.xml).encode()

    def put_on(self, register: RecordedRegister) -> None:
        """On the desk from its filing, in print from its day."""
        register.public_inspection.file(self.filing, self.text)
        if self.record["type"] == "Rule":
            register.documents.append(self.record)
            register.texts[self.number] = self.xml


def made_rule(number: str, filed: datetime, printed: date, word: str) -> Made:
    """A rule that adds two entities to the Entity List, whose names begin with ``word``."""
    names = [f"{word} Trading Co., Ltd.", f"{word} Works LLC"]
    rows = "".join(
        f'<ROW><ENT I="01">{"IRAN" if n == 0 else ""}</ENT><ENT>{name}, {n + 1} Example Street, Tehran, Iran.</ENT>'
        "<ENT>For all items subject to the EAR. (See § 744.11 of the EAR)</ENT><ENT>Presumption of denial</ENT>"
        f"<ENT>{printed.year - 1935} FR [INSERT FR PAGE NUMBER], {printed.month}/{printed.day}/{printed:%y}.</ENT></ROW>"
        for n, name in enumerate(names)
    )
    body = (
        "<P>This final rule adds the following two entities to the Entity List:</P><HD SOURCE='HD3'>Iran</HD>"
        + "".join(f"<P>• {name};</P>" for name in names)
        + _instruction(
            "2. Supplement No. 4 to part 744 is amended under IRAN by adding in alphabetical order entries for "
            f"“{names[0]};” and “{names[1]}”"
        ).replace(
            "</REGTEXT>",
            '<P>The additions read as follows:</P><HD SOURCE="HD1">Supplement No. 4 to Part 744—Entity List</HD><STARS/>'
            '<GPOTABLE COLS="5"><BOXHD>'
            + "".join(f'<CHED H="1">{heading}</CHED>' for heading in HEADINGS)
            + f"</BOXHD>{rows}</GPOTABLE><STARS/></REGTEXT>",
        )
    )
    summary = (
        "This final rule amends the Export Administration Regulations (EAR) by adding two entities to the Entity List "
    )
    summary += "under the destination of Iran."
    return _made(number, filed, printed, f"Additions to the Entity List: {word}", "Rule", summary, body)


def made_other(number: str, filed: datetime, printed: date, kind: str) -> Made:
    """A document of the agency that does not touch the Entity List: "Rule", "Proposed Rule" or "Notice"."""
    body = _instruction("2. Section 744.17 is amended by revising paragraph (a) to read as follows:")
    return _made(
        number, filed, printed, f"Revisions to Section 744.17 ({number})", kind, "This rule revises a section.", body
    )


def put_elsewhere(register: RecordedRegister, number: str, printed: date) -> None:
    """A rule on another part than the list's, printed on a day: without any rule no answer is believed."""
    filed = datetime(printed.year, printed.month, printed.day, 8, 45, tzinfo=EASTERN)
    made = made_other(number, filed, printed, "Rule")
    register.documents.append({**made.record, "cfr_references": [{"title": 15, "part": "740"}]})
    register.texts[number] = made.xml.replace(b"744", b"740")


def _instruction(text: str) -> str:
    return f'<REGTEXT TITLE="15" PART="744"><AMDPAR>{text}</AMDPAR></REGTEXT>'


def _made(number: str, filed: datetime, printed: date, title: str, kind: str, summary: str, body: str) -> Made:
    action = {"Rule": "Final rule.", "Proposed Rule": "Proposed rule.", "Notice": "Notice."}[kind]
    hour = f"{filed.hour % 12 or 12}:{filed:%M} {'am' if filed.hour < 12 else 'pm'}"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<RULE><PREAMB><PRTPAGE P="100"/><AGENCY TYPE="F">DEPARTMENT OF COMMERCE'
        f"</AGENCY><SUBAGY>Bureau of Industry and Security</SUBAGY><CFR>15 CFR Part 744</CFR><SUBJECT>{title}</SUBJECT>"
        f"<ACT><HD SOURCE='HED'>ACTION:</HD><P>{action}</P></ACT><SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{summary}</P></SUM>"
        f"<EFFDATE><HD SOURCE='HED'>DATES:</HD><P>This rule is effective {printed:%B} {printed.day}, {printed.year}.</P>"
        f"</EFFDATE></PREAMB><SUPLINF><HD SOURCE='HED'>SUPPLEMENTARY INFORMATION:</HD><HD SOURCE='HD1'>Background</HD>{body}"
        f"</SUPLINF><FRDOC>[FR Doc. {number} Filed {filed.month}-{filed.day}-{filed:%y}; {hour}]</FRDOC></RULE>"
    ).encode()
    page = 1000 + int(number.rpartition("-")[2]) % 90_000
    filing = {
        **_like("filings.json"), "document_number": number, "title": title, "type": kind, "filing_type": "special",
        "filed_at": filed.isoformat(), "publication_date": printed.isoformat(), "pdf_updated_at": filed.isoformat(),
    }  # fmt: skip
    record = {
        **_like("records.json"), "document_number": number, "title": title, "type": kind, "abstract": summary,
        "action": action, "publication_date": printed.isoformat(), "effective_on": printed.isoformat(),
        "citation": f"{printed.year - 1935} FR {page}", "cfr_references": [{"title": 15, "part": "744"}],
    }  # fmt: skip
    return Made(number, filed, printed, filing, record, xml.replace(b'P="100"', f'P="{page}"'.encode()))


def _like(name: str) -> dict[str, Any]:
    records: list[dict[str, Any]] = json.loads((FOLDER / name).read_text("utf-8"))
    return next(r for r in records if r["document_number"] == "2019-22210")
