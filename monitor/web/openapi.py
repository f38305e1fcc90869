"""The OpenAPI description of the JSON addresses: their parameters, and the shapes of the responses (docs/shapes.md)."""

from __future__ import annotations

from functools import cache
from typing import Any

from monitor import __version__
from monitor.model import ChangeKind, Operation, Stage, Verdict
from monitor.text.document_numbers import DOCUMENT_NUMBER
from monitor.web.request import LONGEST

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_COUNTRY: Json = {"type": "string", "format": "country"}
"""A destination, as the list heads it or as it is usually written; one that is not known is refused."""
_NUMBER: Json = {"type": "integer", "minimum": 0}
_DAY: Json = {"type": "string", "format": "date"}
_MAYBE_DAY: Json = {"anyOf": [_DAY, {"type": "null"}]}
_MAYBE_NUMBER: Json = {"anyOf": [_NUMBER, {"type": "null"}]}
_ANY: Json = {}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _answer(**properties: Json) -> Json:
    """The shape of a whole answer: how current the list is stands in each."""
    return _object(**properties, current_through=_MAYBE_DAY, out_of_date={"type": "boolean"})


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _one_of(values: type[Any]) -> Json:
    return {"type": "string", "enum": [value.value for value in values]}


_COUNTS = _object(**{kind.value: _NUMBER for kind in ChangeKind})
_ENTRY_FIELDS: Json = {
    "country": _TEXT, "name": _TEXT, "aliases": _list(_TEXT), "addresses": _list(_TEXT), "license_requirement": _TEXT,
    "license_review_policy": _TEXT, "citations": _list(_object(volume=_NUMBER, page=_MAYBE_NUMBER, date=_MAYBE_DAY)),
    "footnotes": _list(_NUMBER), "cross_references": _list(_TEXT),
    "sub_entities": _list(_object(name=_TEXT, aliases=_list(_TEXT), addresses=_list(_TEXT))), "text": _TEXT,
    "supplement": _NUMBER,
}  # fmt: skip
_RULE_LINE = _object(
    document_number=_TEXT, title=_TEXT, citation=_TEXT, printed=_MAYBE_DAY, in_force_on=_MAYBE_DAY,
    verdict=_one_of(Verdict), attention=_TEXT, stage=_one_of(Stage), applied=_ref("Applied"), counts=_COUNTS,
)  # fmt: skip

_ACCEPTED_FIELDS: Json = {
    "title": _TEXT, "number": _TEXT, "copy_of": _TEXT, "copy_day": _DAY, "rules_until": _DAY, "who": _TEXT, "why": _TEXT,
    "accepted_at": _TEXT, "counts": _COUNTS,
}  # fmt: skip

SCHEMAS: Json = {
    "Error": _object(error=_TEXT),
    "Entry": _object(**_ENTRY_FIELDS),
    "Change": _object(
        kind=_one_of(ChangeKind), country=_TEXT, name=_TEXT, before={"anyOf": [_ref("Entry"), {"type": "null"}]},
        after={"anyOf": [_ref("Entry"), {"type": "null"}]}, fields=_list(_object(field=_TEXT, before=_ANY, after=_ANY)),
        document_number=_TEXT, citation=_TEXT, effective_on=_MAYBE_DAY, unknown_since=_MAYBE_DAY,
    ),
    "RuleLine": _RULE_LINE,
    "Amendment": _object(
        operation=_one_of(Operation), country=_TEXT, name=_TEXT, entry={"anyOf": [_ref("Entry"), {"type": "null"}]},
        instruction=_TEXT, detail=_TEXT, supplement=_NUMBER,
    ),
    "Applied": _object(
        applied=_NUMBER, of=_NUMBER, waiting_until=_MAYBE_DAY,
        not_applied=_list(_object(amendment=_ref("Amendment"), reason=_TEXT, nearest=_list(_TEXT))),
    ),
    "Reviews": _list(_object(
        document_number=_TEXT, open={"type": "boolean"}, filed={"type": "boolean"}, attention=_TEXT,
        closings=_list(_object(who=_TEXT, at=_TEXT, why=_TEXT, attention=_TEXT, holds={"type": "boolean"})),
    )),
    "ReconciledList": _object(reconciled=_list(_object(**_ACCEPTED_FIELDS))),
    "Reconciled": _object(**_ACCEPTED_FIELDS, changes=_list(_ref("Change"))),
    "Today": _answer(
        day=_DAY, entries=_NUMBER, status={"type": "object"},
        desk=_list(_object(document_number=_TEXT, title=_TEXT, attention=_TEXT)),
        desk_checked_at={"type": ["string", "null"], "format": "date-time"}, desk_known={"type": "boolean"},
        rules=_list(_ref("RuleLine")), matches_waiting=_MAYBE_NUMBER,
    ),
    "Timeline": _answer(
        first_list=_MAYBE_DAY,
        periods=_list(_object(period=_TEXT, added=_NUMBER, revised=_NUMBER, removed=_NUMBER, from_citations=_NUMBER)),
        sizes=_list(_object(month=_TEXT, entries={"type": "integer"}, source=_TEXT)),
        events=_list(_object(day=_DAY, kind=_one_of(ChangeKind), country=_TEXT, name=_TEXT, id=_TEXT, source=_TEXT,
                             document_number=_TEXT, citation=_TEXT, unknown_since=_MAYBE_DAY)),
    ),
    "List": _answer(
        as_of=_DAY, known_through=_MAYBE_DAY, found=_NUMBER, page=_NUMBER, pages=_NUMBER,
        entries=_list(_object(id=_TEXT, found_in=_TEXT, matched=_TEXT, listed_since=_MAYBE_DAY, **_ENTRY_FIELDS)),
        notes=_list(_TEXT),
    ),
    "Lives": _answer(
        id=_TEXT,
        lives=_list(_object(
            entry=_ref("Entry"), in_force_from=_DAY, in_force_to=_MAYBE_DAY, unknown_since=_MAYBE_DAY,
            events=_list(_object(
                effective_on=_DAY, change={"anyOf": [_ref("Change"), {"type": "null"}]}, document_number=_TEXT, citation=_TEXT,
                title=_TEXT, url=_TEXT,
            )),
            in_words=_object(requirement=_TEXT, policy=_TEXT), footnotes=_list(_object(number=_NUMBER, words=_TEXT)),
            references=_list(_object(text=_TEXT, entries=_list(_object(id=_TEXT, country=_TEXT, name=_TEXT)))),
        )),
    ),
    "Rules": _answer(found=_NUMBER, page=_NUMBER, pages=_NUMBER, rules=_list(_ref("RuleLine"))),
    "Rule": _answer(
        document={"anyOf": [{"type": "object"}, {"type": "null"}]},
        rule=_object(
            document_number=_TEXT, citation=_TEXT, title=_TEXT, stage=_one_of(Stage), publication_date=_MAYBE_DAY,
            effective_on=_MAYBE_DAY, amendments=_list(_ref("Amendment")), verdict=_one_of(Verdict), problems=_list(_TEXT),
            checks=_list(_object(check=_TEXT, expected=_TEXT, found=_TEXT, agrees={"type": "boolean"})),
        ),
        applied=_ref("Applied"), attention=_TEXT, changes=_list(_ref("Change")),
        alerts=_list(_object(change_set=_TEXT, channel=_TEXT, recipient=_TEXT, state=_TEXT)),
    ),
    "RuleText": _answer(document_number=_TEXT, blocks=_list(_object(role=_TEXT, pieces=_list(_ANY)))),
    "Parties": _answer(
        parties=_NUMBER, since=_DAY, found=_NUMBER,
        matches=_list(_object(
            watch=_object(reference=_TEXT, name=_TEXT, country=_TEXT, address=_TEXT), entry=_object(country=_TEXT, name=_TEXT),
            matched=_TEXT, kind=_TEXT, score={"type": "number"}, explanation=_TEXT, id=_TEXT, decision=_TEXT,
            current_through=_MAYBE_DAY, lists=_list(_TEXT), entry_id=_TEXT,
            news=_TEXT, decided={"anyOf": [_object(who=_TEXT, why=_TEXT, at=_TEXT), {"type": "null"}]},
        )),
        no_longer_listed=_list(_object(removed_on=_MAYBE_DAY)),
    ),
    "Diff": _answer(**{
        "from": _TEXT, "to": _TEXT, "summary": _COUNTS, "changes": _list(_ref("Change")), "notes": _list(_TEXT),
        "uncertain": _list(_TEXT),
        "not_known": _TEXT,
        "file_dates": {"type": "object"},
    }),
}  # fmt: skip

_SHORT: Json = {"type": "string", "maxLength": LONGEST}
_PAGE: Json = {"type": "integer", "minimum": 1, "maximum": 100_000}
_LIST_QUERY: Json = {
    "q": (_SHORT, "Words that must all stand in one name, alias, address or party within an entry."),
    "country": (_COUNTRY, "A destination, as the list heads it or as it is usually written."),
    "requirement": (_SHORT, "A license requirement in plain words, as the page offers it."),
    "policy": (_SHORT, "A license review policy in plain words, as the page offers it."),
    "footnote": ({"type": "integer", "minimum": 1, "maximum": 100_000}, "The number of a footnote."),
    "year": ({"type": "integer", "minimum": 1, "maximum": 9999}, "The year of the first rule that an entry cites."),
    "as_of": (_DAY, "A day; today in Washington if it is not given."),
}  # fmt: skip
_STATE: Json = {
    "anyOf": [_DAY, {"type": "string", "enum": ["now"]}, {"type": "string", "pattern": f"^{DOCUMENT_NUMBER}$"}]
}
_KINDS = [kind.value for kind in ChangeKind if kind is not ChangeKind.EDITORIAL]
_DIFF_QUERY: Json = {
    "from": (_STATE, "A day (2024-12-05 or 12/05/2024), \u201cnow\u201d, a document number or a citation (89 FR 96830)."),
    "to": (_STATE, "The same; now if it is not given. A document number alone means what that rule changed."),
    "country": (_COUNTRY, "Only this destination."),
    "kind": ({"type": "string", "enum": _KINDS}, "Only this kind of change."),
}  # fmt: skip
_TIMELINE_QUERY: Json = {
    "country": (_COUNTRY, "Only this destination."),
    "kind": ({"type": "string", "enum": ["added", "revised", "removed"]}, "Only these; revised ones may be renamed or moved."),
    "year": ({"type": "integer", "minimum": 1, "maximum": 9998}, "The months of this year."),
    "month": ({"type": "string", "pattern": r"^(19\d\d|[2-8]\d{3})-(0[1-9]|1[0-2])$"}, "The events of this month."),
    "by": ({"type": "string", "enum": ["year", "month"]}, "How events are counted where no year is chosen."),
}  # fmt: skip
_PARTIES_QUERY: Json = {
    "show": ({"type": "string", "enum": ["waiting", "new", "confirmed", "dismissed", "all"]}, "Which; those that wait."),
    "since": (_DAY, "From when on something is new."),
    "q": (_SHORT, "Words in a reference, a name or a destination."),
    "page": (_PAGE, "A page of the page; the data are whole."),
}  # fmt: skip
_ID = {"id": ({"type": "string", "pattern": "^us-bis-el-[0-9a-f]{20}$"}, "The entry's id, as in the exports.")}
_DOCUMENT = {"number": ({"type": "string", "pattern": f"^{DOCUMENT_NUMBER}$"}, "The document's number.")}

_ACCEPTED = {
    "number": ({"type": "string", "pattern": "^reconciled-[0-9]{8}-[0-9]{6}$"}, "The number of an acceptance.")
}


def _or_empty(kind: Json) -> Json:
    """A form also sends the fields that were left empty; they count as not given."""
    return {"anyOf": [kind, {"type": "string", "enum": [""]}]}


def _operation(
    summary: str, schema: str, query: Json | None = None, path: Json | None = None, needs_session: bool = False
) -> Json:
    parameters = [
        {
            "name": name,
            "in": place,
            "required": place == "path",
            "schema": kind if place == "path" else _or_empty(kind),
            "description": words,
        }
        for place, given in (("query", query or {}), ("path", path or {}))
        for name, (kind, words) in given.items()
    ]
    success = {"description": "What was asked for.", "content": {"application/json": {"schema": _ref(schema)}}}
    dated = any(name in (query or {}) for name in ("as_of", "from"))
    responses = {"200": success, **_errors(bool(path) or dated, needs_session)}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _errors(missing: bool, needs_session: bool) -> Json:
    content = {"application/json": {"schema": _ref("Error")}}
    errors = {"400": "A parameter that cannot be understood.", "503": "The database refuses."}
    if needs_session:
        errors["403"] = "Only for those who are signed in."
    if missing:
        errors["404"] = "There is nothing of that id, number or day."
    return {status: {"description": words, "content": content} for status, words in errors.items()}


@cache
def description() -> Json:
    """The description. The same addresses without .json are the pages, with the same parameters."""
    page = {"page": (_PAGE, "One page of 50; all of them if it is not given.")}
    text = "A feed reader's or a script's way to what the pages show. The addresses without .json are the pages."
    paths = {
        "/today.json": _operation("How the monitor is doing, the desk, the newest rules", "Today"),
        "/timeline.json": _operation("What happened to the list, and how large it was", "Timeline", _TIMELINE_QUERY),
        "/list.json": _operation("The list, searched and filtered", "List", _LIST_QUERY | page),
        "/entry/{id}.json": _operation("An entry with its life", "Lives", path=_ID),
        "/rules.json": _operation(
            "The documents recorded, the newest first", "Rules",
            {"q": (_TEXT, "A document number, a citation, a day of publication or effect, or words of the title."),
             "show": ({"type": "string", "enum": ["all"]}, "Also those that do not amend the list."),
             "page": (_PAGE, "A page of 50.")},
        ),
        "/rule/{number}.json": _operation("A document, what it changed, what was sent", "Rule", path=_DOCUMENT),
        "/rule/{number}/text.json": _operation("A document's text, the amendments' names marked", "RuleText", path=_DOCUMENT),
        "/reconciled.json": _operation("What was accepted from copies of the list", "ReconciledList"),
        "/reconciled/{number}.json": _operation("One acceptance, with its changes", "Reconciled", path=_ACCEPTED),
        "/compare.json": _operation("What changed between two states, as elmon diff has it", "Diff", _DIFF_QUERY),
        "/reviews.json": _operation("What a person has to look at, and who has looked", "Reviews"),
        "/parties.json": _operation("Your own parties' matches", "Parties", _PARTIES_QUERY, needs_session=True),
    }  # fmt: skip
    info = {"title": "Entity List monitor", "version": __version__, "description": text}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": SCHEMAS}}
