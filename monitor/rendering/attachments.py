"""The tables that go with a mail which cannot list everything: all changes, and all of the user's matched parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.model import Alert, Change, Diff, DigestAlert, DocumentAlert, DocumentState, Match, RuleAlert
from monitor.rendering.csvrows import csv_text
from monitor.rendering.diff import render_diff
from monitor.rendering.headlines import rules_in, substantive
from monitor.rendering.parties import MOST_PARTIES
from monitor.rendering.words import count_of

MOST_IN_BODY = 20
"""More changes than these are attached as a table too, though the body may list them all."""

MOST_BYTES = 5_000_000
"""A table larger than that is not attached: mail servers refuse messages of 10 MB and more."""

_PARTIES = (
    "reference", "party", "party_country", "country", "name", "matched", "kind", "score", "decision", "explanation",
    "match",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    """A CSV file: its name, its text, and what it holds, in words."""

    name: str
    text: str
    what: str
    lists_changes: bool = False

    @property
    def data(self) -> bytes:
        """UTF-8 with a byte-order mark, without which Excel reads Chinese and Cyrillic names as gibberish."""
        return self.text.encode("utf-8-sig", "replace")


def attachments_of(alert: Alert, *, in_full: bool) -> tuple[Attachment, ...]:
    """The tables for ``alert``; ``in_full`` says whether the body lists every change with all its details."""
    found = [*_changes(alert, in_full), *_parties(alert)]
    return tuple(a for a in found if len(a.text) <= MOST_BYTES and len(a.data) <= MOST_BYTES)


def _changes(alert: Alert, in_full: bool) -> Iterator[Attachment]:
    changes = [change for rule in rules_in(alert) for change in _with_source(rule)]
    if changes and (len(changes) > MOST_IN_BODY or not in_full) and sum(map(_length, changes)) <= MOST_BYTES:
        what = f"{count_of(len(changes), 'change')}, in full"
        text = render_diff(Diff("", "", tuple(changes), _state(alert)), "csv")
        yield Attachment(f"{_file_name(alert)}.csv", text, what, lists_changes=True)


def _state(alert: Alert) -> DocumentState | None:
    """How the document was parsed and applied that the alert is about; a digest's are several."""
    if not isinstance(alert, RuleAlert) or alert.applied is None:
        return None
    return DocumentState(alert.stage, alert.verdict, alert.applied)


def _length(change: Change) -> int:
    """Characters that the change's row has at least: a table that is too large need not be made to find out."""
    entry = change.after or change.before
    return sum(map(len, (entry.name, *entry.aliases, *entry.addresses, entry.license_review_policy))) if entry else 0


def _with_source(alert: RuleAlert) -> Iterator[Change]:
    """The changes that the alert lists, each with its document, as in ``elmon diff DOCUMENT --format csv``."""
    for change in substantive(alert.changes):
        yield replace(
            change,
            document_number=change.document_number or alert.document_number,
            citation=change.citation or alert.citation,
            effective_on=change.effective_on or alert.effective_on,
        )


def _parties(alert: Alert) -> Iterator[Attachment]:
    if len(alert.matches) > MOST_PARTIES:
        what = f"{count_of(len(alert.matches), 'match', 'matches')} of your parties"
        yield Attachment("your-parties.csv", csv_text(_PARTIES, map(_party_row, alert.matches)), what)


def _party_row(match: Match) -> tuple[str, ...]:
    watch, entry = match.watch, match.entry
    return (
        watch.reference, watch.name, watch.country, entry.country, entry.name, match.matched, match.kind,
        match.decimal, match.decision, match.explanation, match.id,
    )  # fmt: skip


# e.g. "2024/28267"
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9-]+")


def _file_name(alert: Alert) -> str:
    """The document's number, in characters that every file system takes."""
    if isinstance(alert, DigestAlert):
        return f"digest-{alert.day.isoformat()}"
    number = alert.document_number if isinstance(alert, DocumentAlert) else ""
    return _NO_FILE_NAME.sub("-", number).strip("-")[:60] or "changes"
