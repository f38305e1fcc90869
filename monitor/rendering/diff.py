"""A Diff as text for people, JSON, JSON Lines, CSV or Markdown. No heavy import: ``elmon diff`` has to be quick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from monitor.model import Change, ChangeKind, Diff
from monitor.rendering.csvrows import csv_text
from monitor.rendering.plain import BOLD, DIM, KIND_COLOURS, painted, tinted
from monitor.rendering.safe import clean, columns, markdown, wrap
from monitor.rendering.terms import policy_in_words
from monitor.rendering.words import MARKS, Format, change_title, citation_text, differences
from monitor.shapes import json_text

_policy = lru_cache(maxsize=1024)(policy_in_words)
_CSV = (
    "kind", "country", "name", "aliases", "addresses", "license_requirement", "license_review_policy", "citations",
    "differences", "document_number", "citation", "effective_on",
)  # fmt: skip


def render_diff(
    diff: Diff,
    format: Format = "text",
    *,
    width: int = 100,
    colour: bool = False,
    editorial: bool = False,
    stat: bool = False,
) -> str:
    """``diff`` in one of the formats, closing with a line break (the last line of JSON Lines too).

    Editorial changes are always counted and listed only with ``editorial``. ``stat`` gives counts without the changes
    (text and Markdown). ``width`` in terminal columns holds for text; ``colour`` adds ANSI colours to it.
    """
    listed = [c for c in diff.changes if editorial or c.kind is not ChangeKind.EDITORIAL]
    if format == "json":
        return _json(diff, listed)
    if format == "jsonl":
        return "".join(json_text(change) + "\n" for change in listed)
    if format == "csv":
        return csv_text(_CSV, (_csv_row(c) for c in listed))
    if format == "markdown":
        return "\n".join(_markdown(diff, listed, stat)) + "\n"
    return "\n".join(_text(diff, listed, max(width, 30), colour, stat)) + "\n"


def summary_line(diff: Diff) -> str:
    """``A → B: 3 added, 1 revised, 0 removed, 0 renamed, 0 moved (and 173 editorial)``."""
    counts = diff.summary()
    said = ", ".join(f"{n:,} {kind.value}" for kind, n in counts.items() if kind is not ChangeKind.EDITORIAL)
    if unsaid := counts[ChangeKind.EDITORIAL]:
        said += f" (and {unsaid:,} editorial)"
    return f"{clean(diff.from_state)} → {clean(diff.to_state)}: {said}"


def _json(diff: Diff, listed: list[Change]) -> str:
    """The contract's Diff, one change a line: quick to write, and kind to line-wise tools."""
    summary = {kind.value: count for kind, count in diff.summary().items()}
    head = json_text({"from": diff.from_state, "to": diff.to_state, "summary": summary})[:-1]
    changes = ",\n".join(json_text(change) for change in listed)
    return f'{head}, "changes": [{chr(10) + changes + chr(10) if changes else ""}]}}\n'


def _by_country(changes: list[Change]) -> Iterator[tuple[str, list[Change]]]:
    """The changes by destination in alphabetical order; within one as the comparison gave them, by kind."""
    order = {kind: n for n, kind in enumerate(ChangeKind)}
    ordered = sorted(changes, key=lambda c: (c.country, order[c.kind]))
    for country, members in groupby(ordered, key=lambda c: c.country):
        yield country, list(members)


def _marked(kinds: Counter[ChangeKind], colour: bool = False) -> str:
    """``+512 ~80 -5``."""
    return " ".join(
        painted(f"{MARKS[kind]}{kinds[kind]}", KIND_COLOURS[kind], colour) for kind in ChangeKind if kinds[kind]
    )


def _text(diff: Diff, listed: list[Change], width: int, colour: bool, stat: bool) -> Iterator[str]:
    for line in wrap(summary_line(diff), width, rest="  "):
        yield painted(line, BOLD, colour)
    groups = list(_by_country(listed))
    if not groups:
        return
    column = min(max(columns(clean(c)) for c, _ in groups), width - 20, 60)
    for country, changes in groups:
        if not stat:
            yield ""
        name = clean(country) or "(no destination)"
        counts = _marked(Counter(c.kind for c in changes), colour)
        pad = " " * (column - columns(name))
        if columns(name) <= column:
            yield f"{painted(name, BOLD, colour)}{pad}   {counts}"
        else:
            yield from (painted(line, BOLD, colour) for line in wrap(name, width))
            yield f"   {counts}"
        if not stat:
            yield from _group(changes, width, colour)


def _group(changes: list[Change], width: int, colour: bool) -> Iterator[str]:
    """The group's changes; notes (citation, policy) stand in a column beside the names where there is room."""
    titles = [change_title(c) or "(no name)" for c in changes]
    notes = [_note(c) for c in changes]
    widest_note = max(columns(n) for n in notes)
    fits = [w for t, n in zip(titles, notes, strict=True) if n and (w := columns(t)) + 7 + widest_note <= width]
    column = max(fits, default=0)
    for change, title, note in zip(changes, titles, notes, strict=True):
        yield from _change(change, (title, note, column), width, colour)


def _change(change: Change, shown: tuple[str, str, int], width: int, colour: bool) -> Iterator[str]:
    title, note, column = shown
    code = KIND_COLOURS[change.kind]
    lead = f"  {MARKS[change.kind]} "
    said = () if change.kind is ChangeKind.REMOVED else differences(change, marked=colour)
    if said:
        yield from (painted(line, code, colour) for line in wrap(title, width, lead, "    "))
        for field in said:
            yield from tinted(wrap(field, width, "      ", "        "), colour)
        if note:
            yield from (painted(line, DIM, colour) for line in wrap(note, width, "      ", "      "))
        return
    size = columns(title)
    if note and size <= column:
        yield painted(f"{lead}{title}", code, colour) + " " * (column - size) + "   " + painted(note, DIM, colour)
        return
    yield from (painted(line, code, colour) for line in wrap(title, width, lead, "    "))
    if note:
        yield from (painted(line, DIM, colour) for line in wrap(note, width, "      ", "      "))


def _note(change: Change) -> str:
    """The citation that brought the change, and for additions the review policy."""
    if change.citation:
        cited = clean(change.citation) + (f" ({change.effective_on.isoformat()})" if change.effective_on else "")
    elif change.kind is ChangeKind.ADDED and change.after is not None and change.after.citations:
        cited = citation_text(change.after.citations[-1])
    else:
        cited = ""
    policy = _policy(change.after.license_review_policy) if change.kind is ChangeKind.ADDED and change.after else ""
    return "   ".join(filter(None, (cited, policy)))


def _csv_row(change: Change) -> tuple[str, ...]:
    entry = change.after or change.before
    own = (
        ("",) * 5
        if entry is None
        else (
            "; ".join(entry.aliases),
            "; ".join(entry.addresses),
            entry.license_requirement,
            entry.license_review_policy,
            "; ".join(citation_text(c) for c in entry.citations),
        )
    )
    said = "; ".join(differences(change))
    if change.kind in {ChangeKind.RENAMED, ChangeKind.MOVED}:
        said = "; ".join(filter(None, (change_title(change), said)))
    day = change.effective_on.isoformat() if change.effective_on else ""
    return (change.kind.value, change.country, change.name, *own, said, change.document_number, change.citation, day)


def _markdown(diff: Diff, listed: list[Change], stat: bool) -> Iterator[str]:
    yield f"**{markdown(summary_line(diff))}**"
    groups = list(_by_country(listed))
    if stat:
        yield from ("", "| destination | changes |", "|---|---|")
        for country, changes in groups:
            yield f"| {markdown(country)} | {markdown(_marked(Counter(c.kind for c in changes)))} |"
        return
    for country, changes in groups:
        counts = Counter(c.kind for c in changes)
        said = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in ChangeKind if counts[kind])
        yield from ("", f"### {markdown(country) or '(no destination)'}: {said}", "")
        for change in changes:
            more = "; ".join(filter(None, (*differences(change), _note(change))))
            yield f"- {change.kind.value}: **{markdown(change_title(change))}**" + (
                f" – {markdown(more)}" if more else ""
            )
