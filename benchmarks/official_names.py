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
from collections import Counter, defaultdict
from pathlib import Path

from monitor.model import Entry
from monitor.reading.lists.ecfr import read_ecfr

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


ADDED, DROPPED, MISSPELT = (
    "the CSV has a place or more behind the name",
    "the CSV has lost a part",
    "the CSV spells otherwise",
)
OTHER, NOT_THERE = "cut otherwise", "no such name in the CSV"


def why(key: str, free: dict[str, str]) -> tuple[str, str]:
    """Why a folded name has no equal among the CSV's ``free`` ones, told mechanically, and the nearest of them.

    Mechanical, so no proof: a name cut too early or too late here would look the same as one the CSV has lengthened or
    shortened. The lists are there to be read.
    """
    longer = next((other for other in free if other.startswith(key)), None)
    if longer:
        return ADDED, free[longer]
    near = difflib.get_close_matches(key, free, 1, 0.6)
    shorter = max((other for other in free if len(other) > 8 and key.startswith(other)), key=len, default=None)
    if near and difflib.SequenceMatcher(None, key, near[0]).ratio() >= 0.9:
        return MISSPELT, free[near[0]]
    if shorter:
        return DROPPED, free[shorter]
    return (OTHER, free[near[0]]) if near and key[:12] == near[0][:12] else (NOT_THERE, free[near[0]] if near else "")


def main() -> None:
    """Compare and print."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
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
    free = {key: name for key, (name, _) in theirs.items() if key not in ours}
    print(f"entries in the eCFR copy: {len(snapshot.entries)}; names in the CSV: {len(theirs)}")
    reasons: dict[str, list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for key, entries in ours.items():
        reason, name = ("equal", "") if key in theirs else why(key, free)
        counts[reason] += len(entries)
        if reason != "equal":
            reasons[reason].append(f"  {entries[0].name!r} -> {name!r}")
    total = len(snapshot.entries)
    print(f"names equal: {counts['equal']} of {total}, {counts['equal'] / total:.2%}")
    judged = total - counts[NOT_THERE]
    near = judged - counts[OTHER]
    print(f"  or differing only by an addition, a loss or the spelling: {near} of {judged}, {near / judged:.2%}")
    for reason, lines in reasons.items():
        print(f"\n{reason}: {counts[reason]}, ours -> the CSV's", *lines, sep="\n")
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
    counts: Counter[str] = Counter()
    lines = []
    for key, entries in ours.items():
        if key not in theirs:
            continue
        official_ones = {fold(one): one for one in theirs[key][1]}
        read_ones = {fold(one): one for entry in entries for one in entry.aliases}
        joined(official_ones, read_ones)
        # Names of parties inside the entry, which the CSV runs into its aliases, are read as their own.
        inside = {fold(one) for entry in entries for sub in entry.sub_entities for one in (sub.name, *sub.aliases)}
        missing = {folded: one for folded, one in official_ones.items() if folded not in read_ones.keys() | inside}
        extra = {folded: one for folded, one in read_ones.items() if folded not in official_ones}
        counts.update(wanted=len(official_ones), read=len(read_ones), missing=len(missing), extra=len(extra))
        text = fold(" ".join(entry.text for entry in entries))
        # What the eCFR does not print cannot be read from it; what it prints as an alias is not invented.
        counts["not printed"] += sum(folded not in text for folded in missing)
        counts["spelt otherwise"] += sum(bool(difflib.get_close_matches(folded, missing, 1, 0.9)) for folded in extra)
        counts["no aliases there"] += 0 if official_ones else len(extra)
        if missing or extra:
            shown = {one: "" if folded in text else " (not in the eCFR)" for folded, one in missing.items()}
            only = [f"{one!r}{note}" for one, note in shown.items()]
            lines.append(
                f"  {entries[0].name!r}\n    only in the CSV: {only}\n    only read here:  {list(extra.values())}"
            )
    wanted, read = counts["wanted"], counts["read"]
    found, printed = wanted - counts["missing"], wanted - counts["not printed"]
    print(f"\naliases of the CSV found: {found} of {wanted}, {found / wanted:.2%}")
    print(f"  of those that the eCFR's entry prints at all: {found} of {printed}, {found / printed:.2%}")
    print(f"aliases read that the CSV has not: {counts['extra']} of {read}, {counts['extra'] / read:.2%}")
    rest = counts["extra"] - counts["spelt otherwise"] - counts["no aliases there"]
    print(
        f"  but for those it spells otherwise, and entries for which it has none: {rest} of {read}, {rest / read:.2%}"
    )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
