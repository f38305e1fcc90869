"""Other copies of the list: BIS's consolidated CSV, and the Consolidated Screening List as CSV and JSON.

They are cut into names, aliases and addresses by BIS's own hands; the screening list merges rows of one name and one
notice across countries and spells a country as its ISO code at the end of each address.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from monitor.errors import CannotRead
from monitor.model import Citation, Entry, ListName, Snapshot
from monitor.model.lists import CUT_SHORT
from monitor.reading.entries.list_terms import with_list_terms
from monitor.reading.lists.missing_columns import BIS_NAMES, CSL_NAMES
from monitor.text.clean import one_line
from monitor.text.destinations import as_heading, heading, last_named
from monitor.text.iso import CHINA, DESTINATIONS, SPELLINGS

# e.g. "Entity List (EL) - Bureau of Industry and Security", "EL", "Military End User (MEU) List - Bureau of ...", "UVL"
_LIST = re.compile(
    r"^\s*(?:(?P<entity>EL\b|Entity List\b)|(?P<military>MEU\b|Military[- ]End[- ]?User\b)"
    r"|(?P<unverified>UVL\b|Unverified List\b))",
    re.IGNORECASE,
)
_LISTS = {"entity": ListName.ENTITY, "military": ListName.MILITARY_END_USER, "unverified": ListName.UNVERIFIED}
# e.g. "89 FR 96835", "84 F.R. 22961"
_NOTICE = re.compile(r"([0-9]{2,3})\s*F\.?\s?R\.?\s*([0-9]{1,6})")
# e.g. "Foo Ltd.; and Bar Co."
_ITEM = re.compile(r";\s*(?:and\b)?", re.IGNORECASE)
# e.g. "12 Main Street, Minsk, BY"
_CODE = re.compile(r"(?:^|,)\s*([A-Z]{2})\s*$")
# e.g. "2024-12-05", "12/5/2024"
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
LAST_VOLUME_OF_HONG_KONG = 85

Row = dict[str, str]
_Csl = tuple[Row, list[str], list[str]]


def read_bis_csv(data: bytes, source: str) -> Snapshot:
    """BIS's CSV: one row per name and address; rows of one country, name and notice are one entry.

    ``data`` is UTF-8 (with or without mark) or Windows-1252. Raises CannotRead for anything else or missing columns.
    """
    problems: list[str] = []
    rows = [(number, row) for number, row in _csv(data, source, BIS_NAMES, problems) if any(row.values())]
    newest = _newest([row for _, row in rows], "Federal Register Notice")
    countries = {row["Name"]: row["Country"] for _, row in rows if row.get("Country")}
    grouped: dict[tuple[str, str, str, ListName], list[Row]] = {}
    for number, row in rows:
        if (of := _list_of(row["Source List"] or "EL")) is None:
            problems.append(f"line {number}: a row of another list, \u201c{row['Source List']}\u201d, is left out")
            continue
        name = row["Name"]
        country = row.get("Country", "") or countries.get(name, "")
        if row.get("Country") == "" or not row["Source List"]:
            problems.append(f"line {number}: {name} has no {'country' if row.get('Country') == '' else 'source list'}")
        notice = row.get("Federal Register Notice", "")
        grouped.setdefault((_heading(country, newest), name, notice, of), []).append(row)
    entries = tuple(_bis_entry(country, of, of_one) for (country, _, _, of), of_one in grouped.items())
    return _snapshot(source, entries, problems)


def _list_of(source: str) -> ListName | None:
    """The list of part 744 that a source is; None for any other."""
    found = _LIST.match(source)
    return _LISTS[found.lastgroup] if found and found.lastgroup else None


def _newest(rows: Sequence[Row], column: str) -> int:
    """The newest volume that a copy's rows cite; of a copy without such a column, this year's."""
    if rows and not any(column in row for row in rows):
        return LAST_VOLUME_OF_HONG_KONG + 1
    return max((_newest_volume(row.get(column, "")) for row in rows), default=0)


def _newest_volume(notice: str) -> int:
    return max((int(volume) for volume, _ in _NOTICE.findall(notice)), default=0)


def _heading(country: str, newest: int) -> str:
    """The destination of a country that a copy names whose newest notice is of volume ``newest``.

    Hong Kong stands under China since 85 FR 83416 (2020-12-23), in copies with anything later.
    """
    if not country:
        return ""
    headed = SPELLINGS.get(country.upper()) or as_heading(country)
    return CHINA if headed == "HONG KONG" and newest > LAST_VOLUME_OF_HONG_KONG else headed


def _bis_entry(country: str, of: ListName, rows: list[Row]) -> Entry:
    first = rows[0]
    addresses = (
        _joined(row.get(k, "") for k in ("Address", "City", "State/Province", "Postal Code", "Country")) for row in rows
    )
    remarks = (row.get("Remarks/Notes", "").strip("() .") for row in rows)
    read = Entry(
        country=country,
        name=first["Name"],
        aliases=_unique(alias for row in rows for alias in _items(row.get("Alternate Name", ""))),
        addresses=_unique(addresses),
        license_requirement=first.get("License Requirement", ""),
        license_review_policy=first.get("License Policy", ""),
        citations=_notices(first.get("Federal Register Notice", ""), first.get("Effective Date", "")),
        cross_references=_unique(remark for remark in remarks if remark.lower().startswith("see ")),
        text=first["Name"],
        supplement=of.supplement,
    )
    return with_list_terms(read)


def read_csl_csv(data: bytes, source: str) -> Snapshot:
    """The rows of part 744's lists in the Consolidated Screening List's CSV. Raises CannotRead."""
    problems: list[str] = []
    rows = [row for _, row in _csv(data, source, CSL_NAMES, problems) if _list_of(row["source"])]
    parsed = [(row, _items(row.get("addresses", "")), _items(row.get("alt_names", ""))) for row in rows]
    return _csl_snapshot(source, parsed, problems)


def read_csl_json(data: bytes, source: str) -> Snapshot:
    """The results of part 744's lists in the Consolidated Screening List's JSON. Raises CannotRead."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        cut = " It is cut short; fetch it again." if _is_cut(error) else ""
        raise CannotRead(f"{source} is not valid JSON: {error}.{cut}") from error
    results = answer.get("results") if isinstance(answer, dict) else answer
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise CannotRead(f"{source} is JSON, but not the Consolidated Screening List (it has no list of results).")
    problems: list[str] = []
    parsed: list[_Csl] = []
    for result in results:
        row = {key: one_line(value) for key, value in result.items() if isinstance(value, str)}
        if _list_of(row.get("source", "")):
            addresses = [_json_address(one) for one in _listed(result.get("addresses"))]
            aliases = [one_line(str(one)) for one in _listed(result.get("alt_names"))]
            parsed.append((row, addresses, aliases))
    return _csl_snapshot(source, parsed, problems)


def _is_cut(error: Exception) -> bool:
    """Whether JSON lacks its end: what it begins is not closed, and nothing else is wrong with it."""
    if isinstance(error, UnicodeDecodeError):
        return error.reason == "unexpected end of data"
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.msg.startswith("Unterminated string") or error.pos >= len(error.doc.rstrip())


def _csl_snapshot(source: str, parsed: list[_Csl], problems: list[str]) -> Snapshot:
    newest = _newest([row for row, _, _ in parsed], "federal_register_notice")
    unplaced: list[str] = []
    entries = tuple(entry for one in parsed for entry in _csl_entries(*one, newest, unplaced))
    if any(addresses for _, addresses, _ in parsed):  # else there is no such column, which is said once
        problems += unplaced
    return _snapshot(source, entries, problems)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _json_address(address: Any) -> str:
    if not isinstance(address, dict):
        return one_line(str(address))
    return _joined(str(address.get(key) or "") for key in ("address", "city", "state", "postal_code", "country"))


def _csl_entries(
    row: Row, addresses: list[str], aliases: list[str], newest: int, problems: list[str]
) -> Iterator[Entry]:
    """One entry a destination: the screening list has merged them."""
    by_country: dict[str, list[str]] = {}
    for address in addresses:
        by_country.setdefault(_destination(address, newest), []).append(address)
    name = row.get("name", "")
    for country, places in (by_country or {"": []}).items():
        if not country:
            problems.append(f"{name}: no destination can be told from its addresses ({'; '.join(places) or 'none'})")
        read = Entry(
            country=country,
            name=name,
            aliases=_unique(aliases),
            addresses=_unique(_without_code(place) for place in places if len(place) > 2),
            license_requirement=row.get("license_requirement", ""),
            license_review_policy=row.get("license_policy", ""),
            citations=_notices(row.get("federal_register_notice", ""), row.get("start_date", "")),
            text=name,
            supplement=(_list_of(row["source"]) or ListName.ENTITY).supplement,
        )
        yield with_list_terms(read)


def _without_code(address: str) -> str:
    """The address without a code that only repeats the country it names: "…, Kabul, Afghanistan, AF"."""
    code = _CODE.search(address)
    named = last_named(address[: code.start()]) if code else ""
    return address[: code.start()] if code and named and named == DESTINATIONS.get(code[1]) else address


def _destination(address: str, newest: int) -> str:
    code = _CODE.search(address)
    country = DESTINATIONS.get(code[1], "") if code else heading(address.rpartition(",")[2].strip(" ."))
    return _heading(country, newest)


def _csv(data: bytes, source: str, columns: tuple[str, ...], problems: list[str]) -> Iterator[tuple[int, Row]]:
    """The table's rows with their line numbers, every value cleaned; a row cut short or too long is a problem."""
    lines = list(io.StringIO(_decoded(data, problems), newline=""))
    reader = csv.reader(lines, strict=False)
    begins = 0
    try:
        header = [one_line(name) for name in next(reader, [])]
        missing = [name for name in columns if name not in header]
        if missing:
            raise CannotRead(f"{source} lacks the columns {', '.join(missing)}; it is not the table it should be.")
        width = len(header)
        for cells in reader:
            if len(cells) != width and any(cells):
                problems.append(f"line {reader.line_num}: {len(cells)} cells instead of {width}; {CUT_SHORT}")
            elif reader.line_num == len(lines) and (why := _ends_within_a_cell(lines[begins:], cells)):
                problems.append(f"line {reader.line_num}: {why}; {CUT_SHORT}")
            begins = reader.line_num
            padded = [one_line(cell) for cell in cells[:width]] + [""] * (width - len(cells))
            yield reader.line_num, dict(zip(header, padded, strict=True))
    except csv.Error as error:
        raise CannotRead(f"{source} is not a readable CSV table at line {reader.line_num}: {error}.") from error


def _ends_within_a_cell(last: Sequence[str], cells: Sequence[str]) -> str:
    """Why the last row, all of whose cells are there, may have lost the end of its last one; "" for a whole row."""
    try:
        list(csv.reader(last, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            return "the quote of its last cell is not closed"
    if cells and cells[-1].strip() and not last[-1].endswith(("\n", "\r", '"')):
        return "its last cell ends without a line break"
    return ""


def _decoded(data: bytes, problems: list[str]) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # all but the end is UTF-8
            problems.append(f"the last letter is not whole; {CUT_SHORT}")
            return data[: error.start].decode("utf-8-sig")
        return data.decode("cp1252", errors="replace")


def _items(cell: str) -> list[str]:
    return [item for part in _ITEM.split(cell) if (item := one_line(part))]


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for raw in parts if (part := one_line(raw).strip(" ,")))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _notices(notice: str, day: str) -> tuple[Citation, ...]:
    """The notices cited; the one date beside them holds only where there is one notice."""
    found = _NOTICE.findall(notice)
    known = _day(day) if len(found) == 1 else None
    return tuple(Citation(int(volume), int(page), known) for volume, page in found)


def _day(text: str) -> date | None:
    parts = _DAY.fullmatch(text.strip())
    if parts is None:
        return None
    year, month, day = (parts[1], parts[2], parts[3]) if parts[1] else (parts[6], parts[4], parts[5])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _snapshot(source: str, entries: tuple[Entry, ...], problems: list[str]) -> Snapshot:
    if not entries:
        raise CannotRead(
            f"{source} has no row of the Entity List, the Military End-User List or the Unverified List; it is empty, cut "
            "short, or another list."
        )
    return Snapshot(source, None, entries, tuple(problems))
