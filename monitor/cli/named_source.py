"""A source of parties by the name that somebody says."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from monitor.cli.context import CommandContext
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.model import PartySource


def source_named(context: CommandContext, name: str) -> PartySource:
    """The source of a name. Raises UsageError, with the nearest, where there is none."""
    known = {source.name: source for source in context.store.party_sources.all()}
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {close[0]}?" if close else " elmon watch sources list shows them all."
    raise UsageError(f"There is no source \u201c{name}\u201d.{hint}")
