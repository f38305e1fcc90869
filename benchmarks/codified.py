"""What rules make of an older copy of the list, against what the eCFR later printed of the same entries.

    python benchmarks/codified.py [OLD AS_OF NEW RULE...]

Without arguments: the two copies that ship with the package, and the two rules of the recording that came between them.
Every entry that the rules wrote is listed with its fate: equal, equal but for print (editorial), or revised since by the
rules that its newer text cites. Exit status 1 if anything else remains.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

from monitor.comparing.history import Step, build_history
from monitor.comparing.lists import compare_lists
from monitor.history.baseline import COPIES, bundled
from monitor.model import Change, ChangeKind, Rule
from monitor.reading.files import read_snapshot
from monitor.reading.rules.document import read_document
from monitor.rendering.words import citation_text, differences

BETWEEN = ("2023-26935", "2024-14635")


def fate(change: Change | None, rule: Rule) -> tuple[str, str]:
    """What became of an entry as a rule wrote it, told from how the newer copy differs, and the particulars."""
    if change is None:
        return "equal", ""
    if change.kind is ChangeKind.EDITORIAL or change.after is None:
        return ("GONE" if change.after is None else "editorial"), ""
    day = rule.publication_date or date.max
    since = [citation_text(c) for c in change.after.citations if c.date and c.date > day]
    return "revised since" if since else "DIFFERENT", f"{'; '.join(differences(change))} [{', '.join(since)}]"


def main() -> int:
    """Apply, compare, print."""
    if len(sys.argv) > 4:
        old, as_of, new = (
            Path(sys.argv[1]).read_bytes(),
            date.fromisoformat(sys.argv[2]),
            Path(sys.argv[3]).read_bytes(),
        )
        rules = [read_document(Path(name).read_bytes(), name) for name in sys.argv[4:]]
    else:
        as_of = min(COPIES)
        old, new = bundled(COPIES[as_of]), bundled()
        documents = files("monitor.demo") / "documents"
        rules = [read_document((documents / f"{number}.xml").read_bytes(), number) for number in BETWEEN]
    newer = read_snapshot(new, "the newer copy").entries
    steps = [Step(rule.effective_on or rule.publication_date or as_of, rule) for rule in rules]
    history, applied = build_history(read_snapshot(old, "the older copy").entries, as_of, steps)
    by_number = {rule.document_number: rule for rule in rules}
    counts: Counter[str] = Counter()
    listed = [version for version in history.versions if version.effective_to is None]
    changes = {c.before: c for c in compare_lists([version.entry for version in listed], newer)}
    for version in listed:
        if version.source in by_number:
            what, said = fate(changes.get(version.entry), by_number[version.source])
            counts[what] += 1
            if said or what == "GONE":
                print(f"{what}: {version.source} {version.entry.country}, {version.entry.name}: {said}")
    for number, done in applied.items():
        for problem in done.problems:
            print(f"problem: {number}: {problem}")
    print(", ".join(f"{n} {what}" for what, n in counts.items()))
    return 1 if counts["DIFFERENT"] or counts["GONE"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
