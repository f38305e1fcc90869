"""Compare: what changed between two days, rules or files; the answer of ``elmon diff``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.errors import NotKnown, UsageError
from monitor.history.country_filter import CountryFilter
from monitor.history.diff import (
    Comparison,
    ListState,
    compare_names,
    compare_states,
    count_changes,
    list_in_file,
    state_named,
)
from monitor.history.filed import rule_filed
from monitor.history.indexed_entry import id_of
from monitor.history.state_names import state_name
from monitor.model import Change, ChangeKind, Diff, ListName, Rule
from monitor.reading_process import UPLOADS
from monitor.rendering.applied import state_lines
from monitor.rendering.currency import diff_keys, diff_words, file_words
from monitor.rendering.diff import render_diff
from monitor.rendering.grouping import grouped
from monitor.shapes import parts
from monitor.web.request import PageRequest, View, address

PAGE = 100
QUICK = 800
"""Changes that are compared and shown in a few hundredths of a second."""
KINDS = tuple(kind.value for kind in ChangeKind if kind is not ChangeKind.EDITORIAL)
Upload = tuple[str, bytes]
"""A file's name and its bytes."""


def takes_long(ask: PageRequest) -> bool:
    """Whether there are many changes between the two states, or the database has to be asked for a filed document."""
    first, second = ask.text("from"), ask.text("to")
    try:
        first, second = (state_name(name, lambda: ask.history).name for name in (first, second))
        return (first or second) != "" and count_changes(first or "now", second, ask.history, ask.today) > QUICK
    except (NotKnown, UsageError):  # a filed one, or nothing at all
        return True


def view(ask: PageRequest) -> View:
    """The page; only the form where neither state is given. A rule alone means what that rule changed."""
    states = [state_name(ask.text(side), lambda: ask.history) for side in ("from", "to")]
    first, second = (state.name for state in states)
    if not first and not second:
        return _view(ask, None, first, second)
    found = compare_names(
        first or "now",
        second,
        lambda: ask.history,
        lambda number: _filed(ask, number),
        ask.today,
        lists=tuple(ListName),
    )
    found = _noting_filed(ask, found)
    return _view(ask, found, first, second, [state.understood for state in states if state.understood])


def view_files(ask: PageRequest, first: Upload | str, second: Upload | str) -> View:
    """The same between files, or a file and a day or rule; its address cannot be shared: the files are not kept."""
    if isinstance(first, str) and isinstance(second, str):
        raise UsageError("Choose a file on one side at least; days and rules are compared in the form above.")
    understood: list[str] = []
    before, after = (_state(ask, side, understood) for side in (first, second))
    found = _noting_filed(ask, compare_states(before, after, lambda: ask.history))
    return _view(ask, found, before.name, after.name, understood, uploaded=True)


def _state(ask: PageRequest, side: Upload | str, understood: list[str]) -> ListState:
    if isinstance(side, str):
        state = state_name(side or "now", lambda: ask.history)
        understood += [state.understood] if state.understood else []
        return state_named(state.name, lambda: ask.history, ask.today)
    return UPLOADS.read(side[0], list_in_file, side[1], side[0], side[0])


def _noting_filed(ask: PageRequest, found: Comparison) -> Comparison:
    return found.noting(ask.filed_notes(max(found.days), answer="comparison") if found.days else ())


def _filed(ask: PageRequest, number: str) -> Rule | None:
    return rule_filed(ask.cache.filing(number))


def _view(
    ask: PageRequest,
    found: Comparison | None,
    first: str,
    second: str,
    understood: Sequence[str] = (),
    *,
    uploaded: bool = False,
) -> View:
    diff = found.diff if found else None
    places, kind = ask.countries(), ask.choice("kind", KINDS)
    country = places.one({c.country for c in diff.changes} if diff else ())
    everything = [c for c in diff.changes if c.kind is not ChangeKind.EDITORIAL] if diff else []
    of = ask.list_name()
    listed = [c for c in everything if _is_chosen(c, places, kind, of)]
    size = len(listed) if uploaded else PAGE
    pages = max(-(-len(listed) // max(size, 1)), 1)
    page = min(ask.number("page", 1), pages)
    shown = listed[(page - 1) * size : page * size]
    keep = {"from": first, "to": second, "list": of.value if of else "", "country": country, "kind": kind}
    said = [*understood, *places.notes]
    values = {
        "diff": diff, "from_state": first, "to_state": second, "country": country, "kind": kind, "uploaded": uploaded,
        "understood": said,
        "summary": diff.summary() if diff else {},
        "remark": diff_words(found.days, ask.current, ask.today) if found else "",
        "file_words": file_words(found.file_dates) if found else [],
        "groups": grouped(shown), "found": len(listed), "total": len(everything), "page": page, "pages": pages,
        "countries": sorted(Counter(c.country for c in everything if of in (None, c.list)).items()),
        "list": of, "lists": [name for name in ListName if any(c.list is name for c in everything)],
        "attention": _attention(ask, first),
        "state": " ".join(state_lines(diff.document)) if diff else "",
        "suggestions": [] if diff else _suggestions(ask),
        "earliest": ask.history.baseline.as_of if ask.history.baseline else None,
        "id_of": _party,
        "json": address("/compare.json", **keep), "csv": address("/compare.csv", **keep),
        "turned": lambda n: address("/compare", **keep, page=n if n > 1 else 0),
        "kind_address": lambda k: address("/compare", **{**keep, "kind": k}),
    }  # fmt: skip
    chosen = (
        replace(diff, changes=tuple(c for c in diff.changes if _is_chosen(c, places, kind, of)))
        if diff
        else Diff("", "", ())
    )
    keys = diff_keys(ask.current, str(values["remark"]), found.file_dates if found else {})
    return View(
        "compare.html.j2", "Compare", values, lambda: _shape(chosen) | keys, lambda: render_diff(chosen, "csv"),
        f"entity-list-{first or 'now'}-{second or 'now'}.csv", f"{first or 'now'} to {second or 'now'}" if diff else "",
        tuple(filter(None, (*said, str(values["remark"]), *chosen.notes))),
    )  # fmt: skip


def _is_chosen(change: Change, places: CountryFilter, kind: str, of: ListName | None) -> bool:
    return places.admits(change.country) and kind in ("", change.kind.value) and of in (None, change.list)


def _suggestions(ask: PageRequest) -> list[tuple[str, str]]:
    """Frequent questions: the last month, the last year, and the newest rules."""
    earliest = ask.history.baseline.as_of if ask.history.baseline else ask.today
    spans = (("What changed in the last month", 30), ("What changed in the last year", 365))
    found = [
        (words, address("/compare", **{"from": str(ask.today - timedelta(days=days))}))
        for words, days in spans
        if ask.today - timedelta(days=days) >= earliest
    ]
    documents = (summary.document for summary in ask.history.documents_newest_first)
    changed = [document for document in documents if document.number in ask.history.changes_by_document]
    for document in changed[:3]:
        words = f"What {document.citation or document.number} changed: {document.title}"
        found.append((words, address("/compare", **{"from": document.number})))
    return found


def _attention(ask: PageRequest, name: str) -> str:
    summary = ask.history.documents.get(name)
    return summary.attention if summary else ""


def _party(change: Change) -> str:
    one = change.after or change.before
    return id_of(one) if one else ""


def _shape(diff: Diff) -> dict[str, Any]:
    """As ``elmon diff --format json`` has it: editorial changes are counted, not listed."""
    summary = {kind.value: count for kind, count in diff.summary().items()}
    listed = [change for change in diff.changes if change.kind is not ChangeKind.EDITORIAL]
    state = parts(diff.document) if diff.document else {}
    return {
        "from": diff.from_state, "to": diff.to_state, **state, "summary": summary, "uncertain": diff.uncertain,
        "changes": listed, "notes": diff.notes,
    }  # fmt: skip
