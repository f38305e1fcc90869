"""A file of parties as it is understood, before it is taken."""

from __future__ import annotations

from monitor.reading.parties.mapping import FIELDS
from monitor.web.party_uploads import PartyPreview
from monitor.web.request import View
from monitor.web.sessions import Session


def view(preview: PartyPreview, session: Session) -> View:
    """The page. The columns that are said stand in its form, else those that were found."""
    found = preview.found.mapping if preview.found and not preview.options.columns else {}
    waits = preview.plan.not_taken(preview.plan.spared(yes=False, accept_replacements=False)) if preview.plan else []
    values = {
        "preview": preview, "session": session, "fields": FIELDS, "waits": waits,
        "columns": {**found, **preview.options.columns},
    }  # fmt: skip
    return View("preview.html.j2", f"Preview of {preview.name}", values)
