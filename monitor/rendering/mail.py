"""The alert as a mail: subject, plain text that reads well alone, HTML that holds up in Outlook and Gmail, and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from monitor.model import Alert, ListCurrency
from monitor.rendering.attachments import Attachment, attachments_of
from monitor.rendering.facts import DISCLAIMER, Facts, facts_of, first_of
from monitor.rendering.plain import ALONE, MAIL_WIDTH, MOST_ALIASES, MOST_LISTED, OtherMention, render_plain, some
from monitor.rendering.safe import short
from monitor.rendering.worddiff import END, NEW, OLD

LONGEST_HTML = 96_000
"""Bytes: Gmail hides what comes after 102 kB behind a link."""

LONGEST_SUBJECT = 200
_NAMES, _ALIASES, _ALL = 0, 1, 2
_DEPTHS = (
    (500, _ALL), (500, _ALIASES), (500, _NAMES), (250, _NAMES), (100, _NAMES), (40, _NAMES), (10, _NAMES), (0, _NAMES),
)  # fmt: skip
"""How many changes to list, and how much of each, until the mail is small enough: addresses go first, then the rest."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; ``subject`` is one line of text, not encoded yet. ``topic`` is the same for a whole thread."""

    subject: str
    text: str
    html: str
    topic: str = ""
    attachments: tuple[Attachment, ...] = ()


def render_mail(alert: Alert, today: date, current: ListCurrency | None = None, *, tables: bool = True) -> Mail:
    """The mail for ``alert`` as of ``today`` (Eastern calendar day), with how ``current`` the list is.

    Without ``tables`` it has no attachments, for a way that cannot carry them.
    """
    facts = facts_of(alert, today, current)
    # An ASCII subject is sent as it is: folding encoded words puts a second blank before a dash.
    subject = short(facts.headline, LONGEST_SUBJECT).replace("\u2013", "-")
    html, in_full = _html(facts, ALONE)
    attached = attachments_of(alert, in_full=in_full and _reads_in_full(facts)) if tables else ()
    elsewhere = _elsewhere(attached)
    if attached:
        html, _ = _html(facts, elsewhere)
    text = render_plain(facts, MAIL_WIDTH, elsewhere=elsewhere)
    return Mail(subject, text, html, f"Entity List: {short(alert.thread_key, 80)}", attached)


def _reads_in_full(facts: Facts) -> bool:
    """Whether the text part lists every change with all its names and addresses."""
    items = [item for part in (facts, *facts.parts) for group in part.groups for item in group.items]
    return len(items) <= MOST_LISTED and all(max(len(i.aliases), len(i.addresses)) <= MOST_ALIASES for i in items)


def _elsewhere(attached: tuple[Attachment, ...]) -> OtherMention:
    return OtherMention(
        ", ".join(f"{a.name} ({a.what})" for a in attached),
        next((f"see {a.name}" for a in attached if a.lists_changes), ALONE.changes),
        next((f"see {a.name}" for a in attached if not a.lists_changes), ALONE.parties),
    )


def _html(facts: Facts, elsewhere: OtherMention) -> tuple[str, bool]:
    """The HTML part, and whether it lists every change in full."""
    html = ""
    for most, detail in _DEPTHS:
        html = _template().render(
            f=first_of(facts, most),
            detail=detail,
            elsewhere=elsewhere,
            some=some,
            disclaimer=DISCLAIMER,
        )
        if len(html.encode()) <= LONGEST_HTML:
            return html, detail == _ALL and facts.listed <= most
    return html, False


def _marked(text: str) -> Markup:
    """Changed words coloured: those taken away struck through, those added underlined, for readers without colours."""
    shown = str(escape(text))
    for mark, tag in _TAGS.items():
        shown = shown.replace(mark, tag)
    return Markup(shown)  # noqa: S704 - escaped above; the tags are our own


_TAGS = {
    OLD: '<span class="old" style="color:#96221a;text-decoration:line-through">',
    NEW: '<span class="new" style="color:#14622f;text-decoration:underline">',
    END: "</span>",
}


@cache
def _template() -> Template:
    # Autoescape is set outright: the default decides by the extension and would leave .html.j2 alone.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = _marked
    return environment.get_template("alert.html.j2")
