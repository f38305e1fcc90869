"""The JSON shapes of the contract, to and from the values of ``monitor.model``.

Dates are ISO 8601, every list is present even when empty, and an unknown text is "" rather than null; null stands
only where the contract says so (a placeholder page, a date or count the source does not state, no entry).
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from monitor.model import (
    NO_DETAILS,
    Alert,
    AlertBase,
    Amendment,
    Applied,
    AppliedByDay,
    Change,
    ChangeKind,
    Check,
    Citation,
    DenialOrderAlert,
    Diff,
    DigestAlert,
    Document,
    Entry,
    EntryTexts,
    FieldChange,
    FilingAlert,
    ListName,
    Match,
    Named,
    NotApplied,
    Operation,
    OperatorAlert,
    PartiesAlert,
    PartyDetails,
    Rule,
    RuleAlert,
    Stage,
    Stated,
    SubEntity,
    Subject,
    Verdict,
    WatchedParty,
)  # fmt: skip

Json = dict[str, Any]
_FIELDS: dict[type, tuple[str, ...]] = {}


def as_json(value: Any) -> Any:
    """Any value of the model as plain JSON types, in the contract's shape."""
    kind = type(value)
    if kind is str or kind is int or value is None:  # nine values in ten of a whole list
        return value
    if kind is tuple or kind is list:
        return [as_json(v) for v in value]
    if _field_names(kind):
        return {name: as_json(part) for name, part in _shape(value).items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # datetime too: its isoformat carries the offset
        return value.isoformat()
    if isinstance(value, dict):
        return {str(as_json(k)): as_json(v) for k, v in value.items()}
    return value


def json_text(value: Any, indent: bool = False) -> str:
    """The JSON of any value of the model or plain types around them: in one line, or indented for people."""
    return json_bytes(value, indent).decode()


def json_bytes(value: Any, indent: bool = False) -> bytes:
    """The same in UTF-8. An alert inside of another value has to be made JSON by :func:`as_json` before."""
    import orjson  # noqa: PLC0415 - only where JSON is written

    shape = _diff_shape(value) if type(value) is Diff else as_json(value) if isinstance(value, AlertBase) else value
    try:
        return orjson.dumps(shape, option=orjson.OPT_INDENT_2 if indent else None)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, of a file's name or a broken list: only an escape can say it.
        return json.dumps(as_json(value), indent=2 if indent else None).encode()


def parts(value: Any) -> Json:
    """A value's fields by name, themselves not turned into JSON yet; for adding to them."""
    return {name: getattr(value, name) for name in _field_names(type(value))}


def _field_names(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for any other type."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]


def _shape(value: Any) -> Json:
    """The keys of a value of the model, with what stands under them."""
    if isinstance(value, Diff):
        return _diff_shape(value)
    return _alert_shape(value) if isinstance(value, AlertBase) else parts(value)


def _diff_shape(diff: Diff) -> Json:
    summary = {kind.value: count for kind, count in diff.summary().items()}
    state = parts(diff.document) if diff.document else {}
    return {
        "from": diff.from_state,
        "to": diff.to_state,
        **state,
        "summary": summary,
        "uncertain": diff.uncertain,
        "changes": diff.changes,
        "notes": diff.notes,
    }


_ALERT: Json = {
    "change_set": "", "title": "", "document_number": "", "citation": "", "stage": None,
    "verdict": None, "publication_date": None, "effective_on": None, "url": "", "changes": (), "checks": (),
    "problems": (), "attention": "", "note": "", "about": "", "filed_at": None, "headline": "", "said": (), "unknown": (),
    "matches": (), "thread": "", "gathered": (), "applied": None,
    "pdf_url": "", "effective_as": "", "parties": (),
}  # fmt: skip
"""The keys of every alert, whatever it is about, each with what it has where that kind of alert has no such thing."""


def _alert_shape(alert: AlertBase) -> Json:
    """All keys of every alert, in their order; the day of a digest is its ``publication_date``."""
    shape = {key: getattr(alert, key, absent) for key, absent in _ALERT.items()}
    return shape | {"publication_date": alert.day} if isinstance(alert, DigestAlert) else shape


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _list(text: str | None) -> ListName | None:
    return ListName(text) if text else None


def named_from(shape: Json) -> Named:
    """The Named of a JSON shape; those of earlier versions were all on the Entity List."""
    return Named(shape["country"], shape["name"], ListName(shape.get("list", ListName.ENTITY)))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def entry_from(shape: Json) -> Entry:
    """The Entry of a JSON shape made by :func:`as_json`."""
    return Entry(
        country=shape["country"],
        name=shape["name"],
        aliases=tuple(shape["aliases"]),
        addresses=tuple(shape["addresses"]),
        license_requirement=shape["license_requirement"],
        license_review_policy=shape["license_review_policy"],
        citations=tuple(Citation(c["volume"], c["page"], _day(c["date"])) for c in shape["citations"]),
        footnotes=tuple(shape["footnotes"]),
        cross_references=tuple(shape["cross_references"]),
        sub_entities=tuple(
            SubEntity(s["name"], tuple(s["aliases"]), tuple(s["addresses"])) for s in shape["sub_entities"]
        ),
        text=shape["text"],
        supplement=shape["supplement"],
    )


def _value(shape: Any) -> str | tuple[str, ...]:
    return tuple(shape) if isinstance(shape, list) else str(shape)


def change_from(shape: Json) -> Change:
    """The Change of a JSON shape made by :func:`as_json`."""
    return Change(
        kind=ChangeKind(shape["kind"]),
        country=shape["country"],
        name=shape["name"],
        before=entry_from(shape["before"]) if shape["before"] else None,
        after=entry_from(shape["after"]) if shape["after"] else None,
        fields=tuple(FieldChange(f["field"], _value(f["before"]), _value(f["after"])) for f in shape["fields"]),
        document_number=shape["document_number"],
        citation=shape["citation"],
        effective_on=_day(shape["effective_on"]),
        unknown_since=_day(shape.get("unknown_since")),
        transferred_from=_list(shape.get("transferred_from")),
        transferred_to=_list(shape.get("transferred_to")),
        list=ListName(shape.get("list", ListName.ENTITY)),
    )


def alert_from(shape: Json) -> Alert:
    """The Alert of a JSON shape made by :func:`as_json`, also of one that an earlier version left in a database."""
    shape = {**_ALERT, **shape}  # the first versions had none of the keys from "about" on
    about = Subject(shape["about"] or Subject.RULE)
    common: Json = {
        "change_set": shape["change_set"],
        "note": shape["note"],
        "said": tuple(shape["said"]),
        "matches": tuple(match_from(m) for m in shape["matches"]),
    }
    match about:
        case Subject.OPERATOR:
            return OperatorAlert(**common, headline=shape["headline"])
        case Subject.PARTIES:
            return PartiesAlert(**common, headline=shape["headline"])
        case Subject.DIGEST:
            day = date.fromisoformat(shape["publication_date"])
            return DigestAlert(**common, day=day, gathered=tuple(alert_from(a) for a in shape["gathered"]))
    common |= {
        "title": shape["title"],
        "document_number": shape["document_number"],
        "publication_date": _day(shape["publication_date"]),
        "url": shape["url"],
        "filed_at": _moment(shape["filed_at"]),
        "thread": shape["thread"],
    }
    if about is Subject.FILING:
        return FilingAlert(**common, headline=shape["headline"])
    if about is Subject.DENIAL_ORDER:
        told = {key: shape[key] for key in ("citation", "headline", "attention")}
        return DenialOrderAlert(**common, **told, parties=tuple(shape["parties"]))
    return RuleAlert(
        **common,
        citation=shape["citation"],
        stage=Stage(shape["stage"]),
        verdict=Verdict(shape["verdict"]),
        effective_on=_day(shape["effective_on"]),
        changes=tuple(change_from(c) for c in shape["changes"]),
        checks=tuple(Check(c["check"], c["expected"], c["found"], c["agrees"]) for c in shape["checks"]),
        problems=tuple(shape["problems"]),
        attention=shape["attention"],
        unknown=tuple(shape["unknown"]),
        confirms=about is Subject.CONFIRMATION,
        applied=applied_from(shape["applied"]) if shape["applied"] else None,
        pdf_url=shape["pdf_url"],
        effective_as=shape["effective_as"],
    )


def match_from(shape: Json) -> Match:
    """The Match of a JSON shape made by :func:`as_json`."""
    return Match(**{**shape, "watch": party_from(shape["watch"]), "entry": named_from(shape["entry"])})


def party_from(shape: Json) -> WatchedParty:
    """The WatchedParty of a JSON shape made by :func:`as_json`; those of earlier versions have no details."""
    known = {key: value for key, value in shape.items() if key != "details"}
    return WatchedParty(**known, details=details_from(shape.get("details", {})))


def details_from(shape: Json) -> PartyDetails:
    """The PartyDetails of a JSON shape, which may lack what is empty. Raises TypeError for any other shape."""
    lists = {key: tuple(map(str, shape[key])) for key in ("aliases", "addresses") if key in shape}
    texts = {key: str(value) for key, value in shape.items() if key not in lists}
    return PartyDetails(**lists, **texts) if shape else NO_DETAILS  # type: ignore[arg-type]


def document_from(shape: Json) -> Document:
    """The Document of a JSON shape made by :func:`as_json`."""
    dates = {key: _day(shape[key]) for key in ("publication_date", "effective_on")}
    references = tuple((title, part) for title, part in shape["cfr_references"])
    return Document(**{**shape, **dates, "agencies": tuple(shape["agencies"]), "cfr_references": references})


def applied_by_day_from(shape: Json) -> AppliedByDay:
    """The AppliedByDay of a JSON shape made by :func:`as_json`."""
    days = tuple((date.fromisoformat(day), n) for day, n in shape["days"])
    return AppliedByDay(shape["of"], days, tuple(map(_not_applied, shape["not_applied"])))


def applied_from(shape: Json) -> Applied:
    """The Applied of a JSON shape made by :func:`as_json`."""
    not_applied = tuple(map(_not_applied, shape["not_applied"]))
    return Applied(shape["applied"], shape["of"], _day(shape["waiting_until"]), not_applied)


def _not_applied(shape: Json) -> NotApplied:
    return NotApplied(_amendment(shape["amendment"]), shape["reason"], tuple(shape["nearest"]))


def rule_from(shape: Json) -> Rule:
    """The Rule of a JSON shape made by :func:`as_json`."""
    return Rule(
        document_number=shape["document_number"],
        citation=shape["citation"],
        title=shape["title"],
        stage=Stage(shape["stage"]),
        publication_date=_day(shape["publication_date"]),
        effective_on=_day(shape["effective_on"]),
        filed_at=_moment(shape["filed_at"]),
        amendments=tuple(_amendment(a) for a in shape["amendments"]),
        other_supplements=dict(shape["other_supplements"]),
        stated=Stated(**shape["stated"]),
        named=tuple(map(named_from, shape["named"])),
        checks=tuple(Check(c["check"], c["expected"], c["found"], c["agrees"]) for c in shape["checks"]),
        verdict=Verdict(shape["verdict"]),
        problems=tuple(shape["problems"]),
        # Rules that older versions read have none of these.
        renditions=tuple(shape.get("renditions", ())),
        entry_texts=EntryTexts(**shape.get("entry_texts", {})),
        savings_clause=tuple(d for d in map(_day, shape.get("savings_clause", ())) if d),
        effective_as=shape.get("effective_as", ""),
    )


def _amendment(shape: Json) -> Amendment:
    entry = entry_from(shape["entry"]) if shape["entry"] else None
    replaces = entry_from(shape["replaces"]) if shape.get("replaces") else None
    dates = {key: _day(shape.get(key)) for key in ("effective_on", "applicable_from", "unknown_since")}
    operation = Operation(shape["operation"])
    known = {key: value for key, value in shape.items() if key != "list"}  # its supplement says which
    return Amendment(**{**known, "operation": operation, "entry": entry, "replaces": replaces, **dates})
