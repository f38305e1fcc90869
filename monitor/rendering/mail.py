"""The alert as a mail: subject, plain text that reads well alone, and HTML that holds up in Outlook and Gmail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from monitor.model import Alert
from monitor.rendering.facts import DISCLAIMER, Facts, Group, facts_of
from monitor.rendering.plain import MAIL_WIDTH, render_plain, some
from monitor.rendering.safe import short

LONGEST_HTML = 96_000
"""Bytes: Gmail hides what comes after 102 kB behind a link."""

LONGEST_SUBJECT = 200
_DEPTHS = ((500, True), (500, False), (250, False), (100, False), (40, False), (10, False), (0, False))
"""How many entries to list, and whether with their details, until the mail is small enough."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says; ``subject`` is one line of text, not encoded yet."""

    subject: str
    text: str
    html: str


def render_mail(alert: Alert, today: date) -> Mail:
    """The mail for ``alert`` as of ``today`` (Eastern calendar day)."""
    facts = facts_of(alert, today)
    # An ASCII subject is sent as it is: folding encoded words puts a second blank before a dash.
    subject = short(facts.headline, LONGEST_SUBJECT).replace("\u2013", "-")
    return Mail(subject, render_plain(facts, MAIL_WIDTH), _html(facts))


def _html(facts: Facts) -> str:
    html = ""
    for most, detailed in _DEPTHS:
        html = _template().render(
            f=facts,
            groups=_first(facts.groups, most),
            more=max(facts.listed - most, 0),
            detailed=detailed,
            mixed=len(facts.counts) > 1,
            some=some,
            disclaimer=DISCLAIMER,
        )
        if len(html.encode()) <= LONGEST_HTML:
            break
    return html


def _first(groups: tuple[Group, ...], most: int) -> tuple[Group, ...]:
    """The first ``most`` changes in their groups; each group's counts stay those of all its changes."""
    taken: list[Group] = []
    for group in groups:
        if most <= 0:
            break
        taken.append(replace(group, items=group.items[:most]))
        most -= len(group.items)
    return tuple(taken)


@cache
def _template() -> Template:
    # Autoescape is told outright: the default decides by the extension and would leave .html.j2 alone.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("alert.html.j2")
