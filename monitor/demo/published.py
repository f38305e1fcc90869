"""The recorded Register's published documents: search, paging and records in the shapes of the API v1."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from monitor.demo.faults import FaultReply, as_json, not_found

Query = Mapping[str, list[str]]
Served = Callable[[dict[str, Any], Iterable[str]], dict[str, Any]]

COUNTED = 10_000
"""Where the real one stops counting."""

DEFAULT_FIELDS = (
    "title", "type", "abstract", "document_number", "html_url", "pdf_url", "public_inspection_pdf_url",
    "publication_date", "agencies", "excerpts",
)  # fmt: skip
"""What a search gives where no fields are asked for."""

EMPTY_FIELDS: dict[str, Any] = {
    **dict.fromkeys(
        ("abstract", "action", "amendatory_instruction_count", "body_html_url", "citation", "comment_url",
         "comments_close_on", "correction_of", "dates", "disposition_notes", "docket_id", "document_number",
         "effective_on", "end_page", "excerpts", "executive_order_notes", "executive_order_number", "explanation",
         "full_text_xml_url", "html_url", "json_url", "mods_url", "not_received_for_publication", "page_length",
         "page_views", "pdf_url", "presidential_document_number", "proclamation_number", "public_inspection_pdf_url",
         "publication_date", "raw_text_url", "regulations_dot_gov_url", "related_documents", "significant",
         "signing_date", "start_page", "subtype", "title", "toc_doc", "toc_subject", "type", "volume")
    ),
    **{name: [] for name in ("agencies", "agency_names", "cfr_references", "corrections", "docket_ids", "dockets",
                             "regulation_id_numbers", "topics")},
    **{name: {} for name in ("images", "images_metadata", "president", "regulation_id_number_info",
                             "regulations_dot_gov_info")},
}  # fmt: skip
"""Every field of the API's description, as it is where nothing is known; others are refused."""

_TYPES = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice", "PRESDOCU": "Presidential Document"}


def search(documents: Iterable[dict[str, Any]], query: Query, address: str, served: Served) -> FaultReply:
    """The page of ``documents`` that ``query`` asks for; ``address`` is the collection's own."""
    hits = [d for d in documents if _matches(d, query)]
    newest = query.get("order", ["relevance"])[0] != "oldest"
    hits.sort(key=_place, reverse=newest)
    answer: dict[str, Any] = {
        "description": "Documents from Industry and Security Bureau",
        "count": min(len(hits), COUNTED),
    }
    if not hits:
        return as_json(answer)  # zero hits come without a results key
    size, page = page_of(query)
    start = (page - 1) * size
    if "search_after_cursor" in query:
        after = _read_cursor(query["search_after_cursor"][0])
        start = next((at + 1 for at, d in enumerate(hits) if _place(d) == after), start)
    answer["total_pages"] = min(-(-len(hits) // size), 50)
    shown = hits[start : start + size]
    if start + size < len(hits):
        answer["next_page_url"] = next_page(address, query, page + 1, search_after_cursor=[_cursor(shown[-1])])
    fields = query.get("fields[]", DEFAULT_FIELDS)
    return as_json({**answer, "results": [served(d, fields) for d in shown]})


def named(
    documents: Iterable[dict[str, Any]], numbers: Sequence[str], fields: Iterable[str], served: Served
) -> FaultReply:
    """One record, or several with the numbers that there are none of."""
    by_number = {d["document_number"]: d for d in documents}
    found = [served(by_number[n], fields) for n in numbers if n in by_number]
    if len(numbers) == 1:
        return as_json(found[0]) if found else not_found()
    missing = [n for n in numbers if n not in by_number]
    answer: dict[str, Any] = {"count": len(found), "results": found}
    return as_json({**answer, "errors": {"not_found": missing}} if missing else answer)


def page_of(query: Query) -> tuple[int, int]:
    """How many a page, and which page; the real one takes 1 a page for 20."""
    asked = _number(query, "per_page", 20)
    return 20 if asked <= 1 else min(asked, 1000), max(_number(query, "page", 1), 1)


def next_page(address: str, query: Query, page: int, **more: list[str]) -> str:
    """The address of the page after, as the real one spells it."""
    following = {**query, "format": ["json"], "page": [str(page)], **more}
    return f"{address}?" + urlencode(sorted(following.items()), doseq=True, quote_via=quote)


def folder(record: Mapping[str, Any]) -> str:
    """The part of a text's path that is its day."""
    return str(record["publication_date"]).replace("-", "/")


def refused(query: Query, known: Iterable[str]) -> FaultReply | None:
    """The answer to a question for a field that there is not."""
    unknown = next((name for name in query.get("fields[]", ()) if name not in known), None)
    return as_json({"status": 400, "message": f"field '{unknown}' not valid"}, 400) if unknown is not None else None


def _place(record: Mapping[str, Any]) -> tuple[str, str]:
    return record["publication_date"], record["document_number"]


def _cursor(record: Mapping[str, Any]) -> str:
    """Where a page ends, in the real one's form: day in milliseconds and number, JSON in base 64 without padding."""
    day, number = _place(record)
    milliseconds = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
    return (
        base64.urlsafe_b64encode(json.dumps([milliseconds, number], separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
    )


def _read_cursor(cursor: str) -> tuple[str, str]:
    """The place a cursor stands for; one that is none stands for nowhere."""
    try:
        milliseconds, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat(), str(number)
    except (ValueError, TypeError, OverflowError, OSError):
        return "", ""


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    value = query.get(name, [""])[0]
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else default


def _matches(record: dict[str, Any], query: Mapping[str, list[str]]) -> bool:
    """The conditions that are known; like the real one, an empty or unknown condition is silently ignored."""
    agencies = [a for a in query.get("conditions[agencies][]", ()) if a]
    if agencies and not {a["slug"] for a in record["agencies"]} & set(agencies):
        return False
    wanted = {_TYPES.get(t, t) for t in query.get("conditions[type][]", ())}
    if wanted and record["type"] not in wanted:
        return False
    part = query.get("conditions[cfr][part]", [""])[0]
    title = query.get("conditions[cfr][title]", [""])[0]
    references = {(str(c["title"]), str(c["part"])) for c in record["cfr_references"]}
    if title and part and (title, part) not in references:
        return False
    day = record["publication_date"]
    bounds = {k: query.get(f"conditions[publication_date][{k}]", [""])[0] for k in ("gte", "lte", "is")}
    return not (
        (bounds["gte"] and day < bounds["gte"])
        or (bounds["lte"] and day > bounds["lte"])
        or (bounds["is"] and day != bounds["is"])
    )
