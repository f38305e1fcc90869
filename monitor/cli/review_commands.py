"""``review list`` and ``review close``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext, emit, say
from monitor.cli.records import records_text
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.rendering.words import Format
    from monitor.store.reviews import Review


def show_reviews(context: CommandContext, every: bool, form: Format) -> int:
    """Print the open reviews, or all; 1 if any is open."""
    from monitor.rendering.words import count_of

    reviews = [one for one in context.store.reviews.all() if every or one.open]
    records = [_record(one) for one in reviews]
    if records or form != "text":
        emit(records_text("review list", records, form))
    still_open = sum(one.open for one in reviews)
    if form == "text":
        closing = " elmon review close NUMBER --why TEXT closes one." if still_open else ""
        say(f"{count_of(still_open, 'review')} open.{closing}")
    return 1 if still_open else 0


def _record(review: Review) -> dict[str, object]:
    last = review.closings[-1] if review.closings else None
    state = "open" if review.open else "closed" if review.closed else "settled by the facts"
    if review.open and last:
        state = "open again"
    return {
        "document": review.number,
        "state": state,
        "stage": "public-inspection" if review.filed else "published",
        "review": review.attention or (last.attention if last else ""),
        "closed_by": last.who if last else "",
        "closed_at": last.at if last else None,
        "why": last.why if last else "",
    }


def close(context: CommandContext, number: str, why: str, by: str) -> None:
    """Close the review of a document."""
    import getpass

    from monitor.text.clean import one_line

    if not one_line(why):
        raise UsageError("--why is empty: who looks at the review later will want to know.")
    context.store.reviews.close(number, one_line(by) or getpass.getuser(), one_line(why), context.clock.now())
    say(f"The review of {number} is closed; it opens again when the facts change.")
