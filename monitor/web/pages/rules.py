"""The rules: every document recorded, the newest first."""

from __future__ import annotations

from monitor.model import Verdict
from monitor.web.pages.today import rule_line
from monitor.web.request import PageRequest, View

PAGE = 50


def view(ask: PageRequest) -> View:
    """The page."""
    every = ask.choice("show", ("all",)) == "all"
    papers = [p for p in ask.edition.rules if every or p.verdict is not Verdict.IRRELEVANT]
    pages = max(-(-len(papers) // PAGE), 1)
    page = min(ask.number("page", 1), pages)
    lines = [rule_line(ask, paper) for paper in papers[(page - 1) * PAGE : page * PAGE]]
    hidden = 0 if every else len(ask.edition.rules) - len(papers)
    values = {"rules": lines, "page": page, "pages": pages, "every": every, "hidden": hidden, "total": len(papers)}
    return View(
        "rules.html.j2", "Rules", values,
        lambda: {"found": len(papers), "page": page, "pages": pages, "rules": [line.shape for line in lines]},
    )  # fmt: skip
