"""A Diff as text for people, JSON, JSON Lines, CSV or Markdown. No heavy import: ``elmon diff`` has to be quick."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from monitor.model import Change, ChangeKind, Diff, DocumentState
from monitor.rendering.applied import applied_in_words, state_lines
from monitor.rendering.csvrows import csv_text
from monitor.rendering.filings import to_be, to_be_in_words, will_do_in_words
from monitor.rendering.grid import markdown_table, table
from monitor.rendering.grouping import ChangeBlock, ChangeGroup, grouped, new_citations, title_of
from monitor.rendering.plain import BOLD, KIND_COLOURS, painted, tinted
from monitor.rendering.safe import clean, markdown, wrap
from monitor.rendering.worddiff import END, NEW, OLD, bracketed
from monitor.rendering.words import (
    MARKS,
    FieldText,
    Format,
    change_title,
    citation_text,
    day_in_words,
    differences,
)
from monitor.shapes import json_text, parts

COLUMNS = (
    "kind", "country", "name", "aliases", "addresses", "license_requirement", "license_review_policy", "citations",
    "differences", "document_number", "citation", "effective_on", "newly_cited", "footnotes", "cross_references",
    "sub_entities", "parsed", "applied", "unknown_day", "list", "transferred_from", "transferred_to",
)  # fmt: skip
"""Of the CSV, a row a change."""


def render_diff(
    diff: Diff,
    format: Format = "text",
    *,
    width: int = 100,
    colour: bool = False,
    editorial: bool = False,
    stat: bool = False,
    remark: str = "",
    keys: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """``diff`` in one of the formats, closing with a line break (the last line of JSON Lines too).

    Editorial changes are always counted and listed only with ``editorial``. ``stat`` gives the counts by destination
    instead of the changes. ``width`` in terminal columns is for text; ``colour`` shows removed words in red and
    added ones in green, else they are marked ``[-removed-] {+added+}``. ``remark`` says what of it is not known; ``keys``
    are added to the JSON object.
    """
    listed = [c for c in diff.changes if editorial or c.kind is not ChangeKind.EDITORIAL]
    if stat:
        return _stat(diff, listed, format, max(width, 30), editorial, remark, keys)
    if format == "json":
        return _json(diff, "changes", map(json_text, listed), keys)
    if format == "jsonl":
        return "".join(json_text(change) + "\n" for change in listed)
    if format == "csv":
        state = _state_cells(diff.document)
        return csv_text(COLUMNS, ((*_csv_row(c), *state, day_in_words(c), *_lists(c)) for c in listed))
    if format == "markdown":
        return "\n".join(_markdown(diff, listed, remark)) + "\n"
    return "\n".join(_text(diff, listed, max(width, 30), colour, remark)) + "\n"


def summary_line(diff: Diff, remark: str = "") -> str:
    """``A → B: 3 added, 1 revised, 0 removed, 0 renamed, 0 moved (and 173 editorial)``.

    With a ``remark`` on what is not known, and of what may lack changes, nothing is ever counted as 0: what was not checked or
    not read is not "0 added".
    """
    counts = diff.summary()
    if diff.is_to_be:
        of = diff.document.applied.of if diff.document else 0
        none = of and not any(counts.values())
        said = f"No change of this kind was read in its {of:,} amendments." if none else will_do_in_words(counts)
        return f"{clean(diff.from_state)} → {clean(diff.to_state)}: {said} {remark}".rstrip()
    if remark or diff.may_lack:
        known = ", ".join(f"{n:,} {kind.value}" for kind, n in counts.items() if n) or "no change known"
        return f"{clean(diff.from_state)} → {clean(diff.to_state)}: {known}. {remark}".rstrip()
    listed = ", ".join(
        f"{n:,} {counted_as(kind, diff.uncertain)}" for kind, n in counts.items() if kind is not ChangeKind.EDITORIAL
    )
    if editorial := counts[ChangeKind.EDITORIAL]:
        listed += f" (and {editorial:,} editorial)"
    return f"{clean(diff.from_state)} → {clean(diff.to_state)}: {listed}"


def counted_as(kind: ChangeKind, uncertain: Collection[ChangeKind]) -> str:
    """ "removed", or that it may only be what a copy lacks that is cut short."""
    return f"{kind.value} or cut off" if kind in uncertain else kind.value


def _state_cells(state: DocumentState | None) -> tuple[str, str]:
    """How the document was parsed and applied that made the changes; "" where several did."""
    return (state.parsed.value, applied_in_words(state.applied, state.stage)) if state else ("", "")


def _lists(change: Change) -> tuple[str, ...]:
    return change.list.value, change.transferred_from or "", change.transferred_to or ""


def _json(diff: Diff, key: str, items: Iterable[str], keys: Mapping[str, Any]) -> str:
    """The contract's Diff, one change a line: quick to write, and kind to line-wise tools."""
    summary = {kind.value: count for kind, count in diff.summary().items()}
    state = parts(diff.document) if diff.document else {}
    states = {"from": diff.from_state, "to": diff.to_state, **state}
    head = json_text({**states, "summary": summary, "uncertain": list(diff.uncertain), **keys})[:-1]
    listed = ",\n".join(items)
    notes = json_text(list(diff.notes))
    return f'{head}, "{key}": [{chr(10) + listed + chr(10) if listed else ""}], "notes": {notes}}}\n'


def _stat(
    diff: Diff, listed: list[Change], format: Format, width: int, editorial: bool, remark: str, keys: Mapping[str, Any]
) -> str:
    """Destinations and how many changes of each kind they have; text and Markdown leave out kinds without any."""
    groups = grouped(listed)
    kinds = [k for k in ChangeKind if editorial or k is not ChangeKind.EDITORIAL]
    if format in ("json", "jsonl"):
        records = (
            json_text({"country": g.country, **{k.value: g.counts[k] for k in kinds}, "list": g.list}) for g in groups
        )
        return _json(diff, "countries", records, keys) if format == "json" else "".join(f"{one}\n" for one in records)
    if format == "csv":
        rows = ((g.country, *(str(g.counts[k]) for k in kinds), g.list.value) for g in groups)
        return csv_text(("country", *(k.value for k in kinds), "list"), rows)
    met = [k for k in kinds if any(g.counts[k] for g in groups)]
    headings = ("destination", *(k.value for k in met))
    shown = [(g.place, *(f"{g.counts[k]:,}" if g.counts[k] else "" for k in met)) for g in groups]
    if format == "markdown":
        title = "\n".join((f"**{markdown(summary_line(diff, remark))}**", *_state_markdown(diff))) + "\n"
        return f"{title}\n{markdown_table(headings, shown)}" if groups else title
    lines = (summary_line(diff, remark), *state_lines(diff.document), *diff.notes)
    head = "\n".join(part for line in lines for part in wrap(clean(line), width, rest="  ")) + "\n"
    return f"{head}\n{table(headings, shown, width, right=range(1, len(headings)))}" if groups else head


def _text(diff: Diff, listed: list[Change], width: int, colour: bool, remark: str) -> Iterator[str]:
    for line in wrap(summary_line(diff, remark), width, rest="  "):
        yield painted(line, BOLD, colour)
    for line in (*state_lines(diff.document), *diff.notes):
        yield from wrap(clean(line), width, rest="  ")
    for group in grouped(listed):
        yield ""
        for line in wrap(f"{group.place}   {_counts(diff, group)}", width, rest="  "):
            yield painted(line, BOLD, colour)
        yield from _group(group, width, colour)


def _counts(diff: Diff, group: ChangeGroup) -> str:
    if diff.is_to_be:
        return to_be_in_words(group.counts)
    return ", ".join(
        f"{n:,} {counted_as(kind, diff.uncertain)}" for kind in ChangeKind if (n := group.counts.get(kind))
    )


def _group(group: ChangeGroup, width: int, colour: bool) -> Iterator[str]:
    """The rule in a line of its own, the changes it made beneath it."""
    last_source = ""
    for block in group.blocks:
        if block.source and block.source != last_source:
            yield from wrap(block.source, width, "  ", "    ")
        last_source = block.source
        yield from _block(block, width, " " * (4 if block.source else 2), colour)


def _block(block: ChangeBlock, width: int, indent: str, colour: bool) -> Iterator[str]:
    """What is common to several stands before their names, what is one's own after its name."""
    several = len(block.changes) > 1 and bool(block.fields)
    if several:
        yield f"{indent}each of these {len(block.changes)}:"
        yield from field_lines(block.fields, width, f"{indent}    ", colour)
    for change in block.changes:
        lines = wrap(title_of(change), width, f"{indent}{MARKS[change.kind]} ", f"{indent}    ")
        yield from (painted(line, KIND_COLOURS[change.kind], colour) for line in lines)
    if not several:
        yield from field_lines(block.fields, width, f"{indent}    ", colour)


def field_lines(fields: Iterable[FieldText], width: int, indent: str, colour: bool) -> Iterator[str]:
    """Changed fields in lines: one change beside its label, several beneath it."""
    for field in fields:
        lines = field.lines if colour else tuple(map(bracketed, field.lines))
        if len(lines) == 1:
            yield from tinted(wrap(f"{field.label}: {lines[0]}", width, indent, f"{indent}  "), colour)
            continue
        yield f"{indent}{field.label}:"
        for line in lines:
            yield from tinted(wrap(line, width, f"{indent}  ", f"{indent}    "), colour)


def _csv_row(change: Change) -> tuple[str, ...]:
    entry = change.after or change.before
    listed: Sequence[str] = ("",) * 5
    further: Sequence[str] = ("",) * 3
    if entry is not None:
        listed = (
            "; ".join(entry.aliases),
            "; ".join(entry.addresses),
            entry.license_requirement,
            entry.license_review_policy,
            "; ".join(map(citation_text, entry.citations)),
        )
        subs = ("; ".join((s.name, *s.aliases, *s.addresses)) for s in entry.sub_entities)
        further = ("; ".join(map(str, entry.footnotes)), "; ".join(entry.cross_references), " | ".join(subs))
    different = "; ".join(differences(change))
    if change.kind in {ChangeKind.RENAMED, ChangeKind.MOVED}:
        different = "; ".join(filter(None, (change_title(change), different)))
    # A day that is not known stands in words in its own column, so that this one holds days alone.
    day = change.effective_on.isoformat() if change.effective_on and not change.unknown_since else ""
    made = (change.document_number, change.citation, day, "; ".join(map(citation_text, new_citations(change))))
    return (change.kind.value, change.country, change.name, *listed, different, *made, *further)


def _markdown(diff: Diff, listed: list[Change], remark: str) -> Iterator[str]:
    yield f"**{markdown(summary_line(diff, remark))}**"
    yield from _state_markdown(diff)
    for group in grouped(listed):
        yield from ("", f"### {markdown(group.place)}: {_counts(diff, group)}")
        last_source = None
        for block in group.blocks:
            several = len(block.changes) > 1 and bool(block.fields)
            if block.source != last_source or several:
                yield ""
                if block.source != last_source and block.source:
                    yield from (markdown(block.source), "")
                last_source = block.source
            if several:
                yield from (f"Each of these {len(block.changes)}:", "")
                yield from (f"- {line}" for line in markdown_fields(block.fields))
                yield ""
            for change in block.changes:
                yield f"- {to_be(change.kind) if diff.is_to_be else change.kind.value}: **{markdown(title_of(change))}**"
            if not several:
                yield from (f"  - {line}" for line in markdown_fields(block.fields))


def _state_markdown(diff: Diff) -> Iterator[str]:
    lines = (*state_lines(diff.document), *diff.notes)
    yield from ("", *(f"- {markdown(line)}" for line in lines)) if lines else ()


def markdown_fields(fields: Iterable[FieldText]) -> Iterator[str]:
    """Changed fields in lines, escaped; removed words struck out, added ones in bold."""
    return (f"{field.label}: {_struck(line)}" for field in fields for line in field.lines)


def _struck(line: str) -> str:
    shown, around = [], ""
    for piece in _MARK.split(line):
        around = _AROUND.get(piece, around)
        shown.append(around if piece in _AROUND or piece == END else markdown(piece))
    return "".join(shown)


# e.g. "\ue001Ltd.\ue003"
_MARK = re.compile(f"([{OLD}{NEW}{END}])")
_AROUND = {OLD: "~~", NEW: "**"}
