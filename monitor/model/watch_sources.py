"""The name of the source that a file of parties belongs to."""

from __future__ import annotations

import re

# e.g. "customers.csv.gz", "vendors.XLSX"
_ENDING = re.compile(r"\.(?:csv|tsv|txt|jsonl?|ndjson|xls[xmb]?|ods|gz|zip)$", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
# e.g. "15-Mar-2026", "March 15, 2026", "Mar 2026", "2026-Mar-15", "2026-W05", "2026W05-3"
_NAMED_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:[0-9]{{1,2}}[-. ]?{_MONTH}[-. ]?(?:[0-9]{{4}}|[0-9]{{2}})|{_MONTH}[-. ][0-9]{{1,2}},?[-. ][0-9]{{4}}"
    rf"|{_MONTH}[-. ]?[0-9]{{4}}|[0-9]{{4}}[-. ]?{_MONTH}(?:[-. ]?[0-9]{{1,2}})?|[0-9]{{4}}-?W[0-9]{{2}}(?:-?[1-7])?)"
    r"(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# e.g. "2024-12-05", "20241205-1530", "05.12.2024", "2024-12", "2024", "v2", "v1.3", "(1)"
_DATE_OR_VERSION = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{4}[-.]?[0-9]{2}[-.]?[0-9]{2}(?:[-T ]?[0-9]{4,6})?|[0-9]{1,2}[-.][0-9]{1,2}[-.][0-9]{2,4}"
    r"|[0-9]{4}[-.][0-9]{2}|(?:19|20)[0-9]{2}|v(?:er(?:sion)?)?[-. ]?[0-9]+(?:\.[0-9]+)*|\([0-9]{1,3}\))(?![0-9A-Za-z])",
    re.IGNORECASE,
)


def source_name(file_name: str) -> str:
    """The file's name without folders, endings, dates and versions: one name for the exports of one system."""
    bare = file_name.strip().replace("\\", "/").rpartition("/")[2]
    while shorter := _ENDING.sub("", bare):
        if shorter == bare:
            break
        bare = shorter
    spaced = bare.replace("_", " ")
    name = " ".join(_DATE_OR_VERSION.sub(" ", _NAMED_DATE.sub(" ", spaced)).split()).strip(" -.")
    return name.casefold() or bare.casefold()
