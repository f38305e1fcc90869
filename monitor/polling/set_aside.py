"""Records of an answer that were set aside: the operator is alerted about each, once for each reason.

One that speaks of the Entity List is a rule that could not be read: everybody who hears of rules hears of it, and it waits
for a person until its record is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from monitor.alerting.alerts import operator_alert, short_hash
from monitor.alerting.recipients import Audience
from monitor.model import Document, RuleAlert
from monitor.polling.intake import archive_text, take_rule, unread_rule
from monitor.reading.plain_words import plain_words
from monitor.sources.results import SetAside
from monitor.sources.texts import Fetched
from monitor.store import Store

# e.g. "Addition to the Entity List"
_ENTITY_LIST = re.compile(r"\bentity\s+list\b", re.IGNORECASE)


def says_entity_list(document: Document, text: Fetched | None) -> bool:
    """Whether a document speaks of the Entity List, in its record or in its text as far as there is one."""
    said = " ".join((document.title, document.abstract, document.action))
    return any(_ENTITY_LIST.search(words) for words in (said, plain_words(text.data) if text else ""))


def tell_unread(
    store: Store, audience: Audience, document: Document, text: Fetched | None, why: str, now: datetime
) -> RuleAlert | None:
    """Record a document whose record was set aside as one that could not be read, with an alert to everybody.

    Raises StoreError if the database refuses.
    """
    sha256 = archive_text(store, text, now) if text else ""
    said = f"Its record in the Register was set aside, and nothing was read: {why}"
    return take_rule(store, document, unread_rule(document, said), sha256, now, audience)


def report_set_aside(
    store: Store,
    audience: Audience,
    source: str,
    odd: Iterable[SetAside],
    now: datetime,
    may: str = "it may amend the Entity List",
) -> None:
    """Alert the operator about records that ``source`` gave and that were not taken, though the others were; ``may`` says
    what such a document may be.

    Raises StoreError if the database refuses.
    """
    for record in odd:
        named = record.number or "a document without a number"
        alert = operator_alert(
            f"operator/{source}/set-aside/{short_hash(record.number, record.why)}",
            f"A record of the {source} was set aside: {named}",
            (
                f"It was not taken: {record.why.rstrip('.')}. The other documents of the answer were taken.",
                f"Look at the document yourself: {may}. Where the Register corrects its record, the document is taken then.",
            ),
        )
        store.outbox.add(alert, audience.of(alert), now)
