"""The rules: every document recorded, the newest first."""

from __future__ import annotations

from monitor.model import Verdict
from monitor.web.pages.today import rule_line
from monitor.web.request import PageRequest, View

PAGE = 50


def view(ask: PageRequest) -> View:
    """The page."""
    every = ask.choice("show", ("all",)) == "all"
    recorded = ask.history.documents_newest_first
    documents = [d for d in recorded if every or d.verdict is not Verdict.IRRELEVANT]
    pages = max(-(-len(documents) // PAGE), 1)
    page = min(ask.number("page", 1), pages)
    lines = [rule_line(ask, document) for document in documents[(page - 1) * PAGE : page * PAGE]]
    hidden = 0 if every else len(recorded) - len(documents)
    values = {"rules": lines, "page": page, "pages": pages, "every": every, "hidden": hidden, "total": len(documents)}
    return View(
        "rules.html.j2", "Rules", values,
        lambda: {"found": len(documents), "page": page, "pages": pages, "rules": [line.shape for line in lines]},
    )  # fmt: skip
