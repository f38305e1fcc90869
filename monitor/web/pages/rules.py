"""The rules: every document recorded, the newest first, and what is found among them."""

from __future__ import annotations

from monitor.history.diff import as_day
from monitor.history.state_names import state_name
from monitor.model import Verdict
from monitor.store.recorded_history import DocumentSummary
from monitor.web.pages.today import rule_line
from monitor.web.request import PageRequest, View, address

PAGE = 50


def view(ask: PageRequest) -> View:
    """The page; ``q`` is a document number, a citation, a day of publication or effect, or words of the title."""
    asked = ask.text("q")
    searched = state_name(asked, lambda: ask.history)
    every = ask.choice("show", ("all",)) == "all"
    recorded = [d for d in ask.history.documents_newest_first if _fits(d, searched.name)]
    documents = [d for d in recorded if every or d.verdict is not Verdict.IRRELEVANT]
    pages = max(-(-len(documents) // PAGE), 1)
    page = min(ask.number("page", 1), pages)
    lines = [rule_line(ask, document) for document in documents[(page - 1) * PAGE : page * PAGE]]
    hidden = 0 if every else len(recorded) - len(documents)
    show = "all" if every else ""
    values = {
        "rules": lines, "page": page, "pages": pages, "every": every, "hidden": hidden, "total": len(documents),
        "q": asked, "understood": searched.understood,
        "turned": lambda n: address("/rules", show=show, q=asked, page=n if n > 1 else 0),
        "with_all": address("/rules", show="all", q=asked), "without": address("/rules", q=asked),
    }  # fmt: skip
    return View(
        "rules.html.j2", "Rules", values,
        lambda: {"found": len(documents), "page": page, "pages": pages, "rules": [line.shape for line in lines]},
    )  # fmt: skip


def _fits(summary: DocumentSummary, text: str) -> bool:
    """Whether a document is meant by ``text``; "" means every one."""
    document = summary.document
    if day := as_day(text):
        return day in (document.publication_date, summary.effective_on)
    words = f"{document.number} {document.citation} {document.title}".casefold()
    return all(word in words for word in text.casefold().split())
