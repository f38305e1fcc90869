"""How real documents are read: ``python benchmarks/real_rules.py FOLDER`` in a checkout.

Prints a line for each document of FOLDER (``.xml``, ``.txt``, ``.htm``): the verdict, the amendments right of those wanted,
those invented, entry texts, citations, and the milliseconds that a second reading takes. The truths stand beside the
documents as NUMBER.json: ``amendments`` (operation, country, name, entity_text, citations as volume, page, date; names that
are right too in ``name_variants`` and ``new_name``, operations in ``operations_accepted``), ``verdict_accepted``. Case,
punctuation and spacing count for nothing. Exits with 1 unless every document is read as its truth says.
"""

from __future__ import annotations

import json
import re
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.errors import CannotRead
from monitor.model import SUPPLEMENT, Amendment, Rule
from monitor.reading.rules.document import read_document

Truth = dict[str, Any]
# e.g. "Zorsecurity Center (f.k.a., Esage Lab)"
_FORMER = re.compile(r"\s\(f\.?k\.?a\.?,?[^()]{0,200}\)")
# e.g. "Company Co., Ltd."
_NO_LETTER = re.compile(r"[^0-9a-z]+")


def letters(text: str | None) -> str:
    """The letters and figures of ``text``."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", text or "").casefold())


def is_wanted(amendment: Amendment, wanted: Truth) -> bool:
    """Whether an amendment does what a truth says, under any of the names that it accepts."""
    names = [n for n in (wanted["name"], wanted.get("new_name"), *wanted.get("name_variants", [])) if n]
    accepted = {letters(n) for name in names for n in (name, _FORMER.sub("", name))}
    return (
        amendment.operation.value in wanted.get("operations_accepted", [wanted["operation"]])
        and letters(amendment.country) == letters(wanted["country"])
        and letters(amendment.name) in accepted
    )


def cites_as(amendment: Amendment, wanted: Truth) -> bool:
    """Whether an entry cites what the truth does; a date that the document leaves open may be filled in."""
    found = amendment.entry.citations if amendment.entry else ()
    given = [(c.get("volume"), c.get("page"), c.get("date")) for c in wanted["citations"]]
    return len(found) == len(given) and all(
        (one.volume, one.page) == (volume, page) and day in (None, one.date and one.date.isoformat())
        for one, (volume, page, day) in zip(found, given, strict=True)
    )


def line_of(document: Path, truth: Truth) -> tuple[str, bool]:
    """The document's line, and whether it is read as its truth says."""
    data = document.read_bytes()
    try:
        read_document(data, document.name)
        start = time.perf_counter()
        rule = read_document(data, document.name)
    except CannotRead as error:
        return f"{document.name:24} cannot be read: {error}", False
    taken = 1000 * (time.perf_counter() - start)
    return _compared(document.name, rule, truth, taken)


def _compared(name: str, rule: Rule, truth: Truth, taken: float) -> tuple[str, bool]:
    left = [a for a in rule.amendments if a.supplement == SUPPLEMENT]
    right = texts = cited = 0
    wanted = truth["amendments"]
    with_text = [one for one in wanted if one.get("entity_text")]
    for one in wanted:
        fit = [a for a in left if is_wanted(a, one)]
        if not fit:
            continue
        best = max(fit, key=lambda a: letters(a.entry.text if a.entry else "") == letters(one.get("entity_text")))
        left.remove(best)
        right += 1
        if one in with_text and best.entry:
            texts += letters(best.entry.text) == letters(one["entity_text"])
            cited += cites_as(best, one)
    whole = (right, len(left), texts) == (len(wanted), 0, len(with_text))
    perfect = whole and rule.verdict.value in truth.get("verdict_accepted", ["verified"])
    line = (
        f"{name:24} {'perfect' if perfect else '-':8} {rule.verdict.value:12} amendments {right:3} of {len(wanted):3}, "
        f"{len(left):2} invented; texts {texts:3} of {len(with_text):3}, citations {cited:3}; {taken:5.0f} ms"
    )
    return line, perfect


def main() -> int:
    """Print a line a document, and how many are perfect."""
    folder = Path(sys.argv[1])
    documents = sorted(p for p in folder.iterdir() if p.suffix in (".xml", ".txt", ".htm"))
    told = []
    for document in documents:
        beside = folder / f"{document.stem}.json"
        if beside.is_file():
            line, perfect = line_of(document, json.loads(beside.read_text("utf-8")))
            told.append(perfect)
            print(line)
    print(f"documents perfect {sum(told)} of {len(told)}")
    return 0 if all(told) else 1


if __name__ == "__main__":
    sys.exit(main())
