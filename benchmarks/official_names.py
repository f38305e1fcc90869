"""How well names and aliases read from the eCFR agree with BIS's own consolidated CSV of the same days.

    python benchmarks/official_names.py supp4-2023-12-05.xml.gz entity-list-2023-12-07.csv.gz

The CSV is BIS's own cutting of the same entries into names, aliases and addresses, made by hand. Names count as equal
when their letters and digits are (the CSV has lost its quotation marks and spells "Co. Ltd" at its own will). The
entries of 88 FR 85095, which came between the two days, are left out. Every remaining difference is listed.
"""

from __future__ import annotations

import csv
import difflib
import gzip
import io
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

from monitor.model import Entry
from monitor.reading.ecfr import read_ecfr

BETWEEN = re.compile(r"88 FR 8509[5-9]")


def fold(name: str) -> str:
    """The letters and digits of ``name``, without case, accents and the word "and" (which the CSV often loses)."""
    plain = re.sub(r"\band\b|&", " ", unicodedata.normalize("NFKD", name), flags=re.IGNORECASE)
    return "".join(char for char in plain.casefold() if char.isalnum())


def items(cell: str) -> list[str]:
    """The aliases in a CSV cell."""
    parts = (re.sub(r"^\s*and\b", "", part).strip() for part in cell.split(";"))
    return [part for part in parts if fold(part)]


FORMER = re.compile(
    r"\s*\(f\.k\.a\.,?\s*([^()]*(?:\([^()]*\)[^()]*)*)\)|,\s*a\.k\.a\.?,?\s+(?!the following)(.*)$|"
    r",\s*a\.k\.a,? the following.*$"
)
SUB = re.compile(r"^(.*?)[., ]*(?:Affiliated Entity|Subordinate Institution)\s*[:-]\s*(.*)$")


def cut(row: dict[str, str]) -> tuple[str, list[str]]:
    """The name of a CSV row without a former name and without the row's own town, and the former name."""
    name = " ".join(row["Name"].split())
    former = FORMER.search(name)
    others = [one for one in former.groups() if one] if former else []
    name = FORMER.sub("", name).rstrip(", ")
    places = {fold(row[key]) for key in ("City", "State/Province", "Country")} - {""}
    while "," in name and fold(name.rpartition(",")[2]) in places:
        name = name.rpartition(",")[0]
    return name, others


def official(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Folded name -> (name, aliases) of BIS's CSV; one name under several countries is one."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8-sig"))):
        if not row["Source List"].strip() or BETWEEN.search(row["Federal Register Notice"]):
            continue
        name, others = cut(row)
        _, aliases = found.setdefault(fold(name), (name, []))
        aliases += [one for one in [*items(row["Alternate Name"]), *others] if one not in aliases]
    return found


def main() -> None:
    """Compare and print."""
    copy, table = Path(sys.argv[1]), Path(sys.argv[2])
    snapshot = read_ecfr(gzip.decompress(copy.read_bytes()), copy.name)
    ours: dict[str, list[Entry]] = defaultdict(list)
    for entry in snapshot.entries:
        ours[fold(entry.name)].append(entry)
    theirs = official(table)
    subs = {fold(sub.name) for entry in snapshot.entries for sub in entry.sub_entities}
    below = {key: found[2] for key, (name, _) in theirs.items() if (found := SUB.match(name)) and key not in ours}
    known = {key for key, name in below.items() if fold(name) in subs}
    print(f"parties the CSV lists below another: {len(below)}, found among our sub-entities: {len(known)}")
    theirs = {key: value for key, value in theirs.items() if key not in known}
    equal = sum(len(entries) for key, entries in ours.items() if key in theirs)
    total = len(snapshot.entries)
    print(f"entries in the eCFR copy: {total}; names in the CSV: {len(theirs)}")
    print(f"names equal: {equal} of {total}, {equal / total:.2%}\n")
    print("names without an equal, ours -> nearest of the CSV not among ours:")
    free = {key: name for key, (name, _) in theirs.items() if key not in ours}
    for key, entries in ours.items():
        if key not in theirs:
            near = difflib.get_close_matches(key, free, 1, 0.6)
            print(f"  {entries[0].name!r} -> {free[near[0]] if near else None!r}")
    print(f"\nnames of the CSV that we do not have: {len(free)}")
    for name in free.values():
        print(f"  {name!r}")
    _aliases(ours, theirs)


def joined(official_ones: dict[str, str], read_ones: dict[str, str]) -> None:
    """Count aliases that the CSV runs together ("Kant and NPP Kant") as the several ones they are."""
    keys = list(read_ones)
    for folded in list(official_ones):
        for first in range(len(keys)):
            for last in range(first + 2, len(keys) + 1):
                several = keys[first:last]
                if folded.replace("and", "") == "".join(several).replace("and", ""):
                    official_ones.pop(folded, None)
                    official_ones |= {key: read_ones[key] for key in several}


def _aliases(ours: dict[str, list[Entry]], theirs: dict[str, tuple[str, list[str]]]) -> None:
    wanted = found = read = invented = 0
    lines = []
    for key, entries in ours.items():
        if key not in theirs:
            continue
        official_ones = {fold(one): one for one in theirs[key][1]}
        read_ones = {fold(one): one for entry in entries for one in entry.aliases}
        joined(official_ones, read_ones)
        missing = [one for folded, one in official_ones.items() if folded not in read_ones]
        extra = [one for folded, one in read_ones.items() if folded not in official_ones]
        wanted += len(official_ones)
        found += len(official_ones) - len(missing)
        read += len(read_ones)
        invented += len(extra)
        if missing or extra:
            lines.append(f"  {entries[0].name!r}\n    only in the CSV: {missing}\n    only read here:  {extra}")
    print(f"\naliases of the CSV found: {found} of {wanted}, {found / wanted:.2%}")
    print(f"aliases read that the CSV has not: {invented} of {read}, {invented / read:.2%}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
