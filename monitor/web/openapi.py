"""The OpenAPI description of the JSON addresses: their parameters, and the shapes of the answers (monitor.contracts)."""

from __future__ import annotations

from functools import cache
from typing import Any

from monitor import __version__
from monitor.contracts.schemas import for_openapi
from monitor.model import ChangeKind, ListName
from monitor.text.document_numbers import DOCUMENT_NUMBER
from monitor.web.request import LONGEST

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_COUNTRY: Json = {"type": "string", "format": "country"}
"""A destination, as the list heads it or as it is usually written; one that is not known is refused."""
_DAY: Json = {"type": "string", "format": "date"}
_ANSWERS, _COMPONENTS = for_openapi()


_SHORT: Json = {"type": "string", "maxLength": LONGEST}
_PAGE: Json = {"type": "integer", "minimum": 1, "maximum": 100_000}
_OF_LIST: Json = {"type": "string", "enum": [*ListName]}
_LIST_QUERY: Json = {
    "q": (_SHORT, "Words that must all stand in one name, alias, address or party within an entry."),
    "list": (_OF_LIST, "Only this list; all of them if it is not given."),
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
    "list": (_OF_LIST, "Only this list."),
    "country": (_COUNTRY, "Only this destination."),
    "kind": ({"type": "string", "enum": _KINDS}, "Only this kind of change."),
}  # fmt: skip
_TIMELINE_QUERY: Json = {
    "list": (_OF_LIST, "The list; the Entity List if it is not given."),
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
_ID = {
    "id": ({"type": "string", "pattern": "^us-bis-(el|meu|uvl)-[0-9a-f]{20}$"}, "The entry's id, as in the exports.")
}
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
    success = {"description": "What was asked for.", "content": {"application/json": {"schema": _ANSWERS[schema]}}}
    dated = any(name in (query or {}) for name in ("as_of", "from"))
    responses = {"200": success, **_errors(bool(path) or dated, needs_session)}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _errors(missing: bool, needs_session: bool) -> Json:
    content = {"application/json": {"schema": _ANSWERS["Error"]}}
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
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": _COMPONENTS}}
