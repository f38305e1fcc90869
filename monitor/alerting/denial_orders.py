"""The alert about a published order on export privileges: told as a document, because it changes no list."""

from __future__ import annotations

from monitor.alerting.recipients import Audience
from monitor.model import DenialOrderAlert, Document
from monitor.reading.denial_orders import ends_denial, names_privileges, parties_named, parties_of_caption

OTHER_LIST = (
    "It changes no list of part 744. Those whose export privileges are denied are on the Denied Persons List, which is BIS's "
    "own list and not one of part 744: https://www.bis.gov/denied-persons-list. The Consolidated Screening List has it too: "
    "https://www.trade.gov/consolidated-screening-list."
)
NOT_SAID = (
    "Its title does not say that it is about export privileges: such an order may deny them, or fine somebody alone."
)
ENDED = "Order ending a denial of export privileges"
NOT_SEARCHED = "Its text could not be searched for your parties, only its title was. Read the official text."
NAMED = 3
"""Parties that a headline names."""


def alert_on_denial_order(document: Document, words: str, audience: Audience, unread: str = "") -> DenialOrderAlert:
    """The alert about an order, with the user's parties that its title and ``words``, all words of its text, name.

    ``unread`` says why there are no words.
    """
    parties = parties_named(document.title) or parties_of_caption(words)
    is_named = names_privileges(document.title)
    kind = ENDED if ends_denial(document.title) else "Denial order" if is_named else "Order in an export case"
    alert = DenialOrderAlert(
        change_set=f"{document.number}/denial-order",
        title=document.title,
        document_number=document.number,
        citation=document.citation,
        publication_date=document.publication_date,
        url=document.html_url,
        headline=_headline(kind, parties),
        parties=parties,
        said=(*(() if is_named else (NOT_SAID,)), OTHER_LIST),
        attention=f"{NOT_SEARCHED} ({unread[:300]})" if unread else "",
        note=audience.note_on(document.number),
    )
    return audience.screened(alert, f"{document.title}\n\n{words}")


def _headline(what: str, parties: tuple[str, ...]) -> str:
    """ "Denial order: Balli Group PLC, Balli Aviation and 9 more"."""
    named = ", ".join(parties[:NAMED]) + (f" and {len(parties) - NAMED} more" if len(parties) > NAMED else "")
    return f"{what}: {named}" if named else what
