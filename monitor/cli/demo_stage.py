"""The stage of ``elmon demo``: a recorded Register, mail and webhook sinks, a monitor, and three parties to watch."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from monitor.alerting.dispatch import Dispatcher
from monitor.alerting.recipients import Audience, recipients
from monitor.alerting.watchlist import Screener
from monitor.clock import EASTERN, SetClock
from monitor.config import EmailChannel, SlackChannel
from monitor.delivery.build import build_channels
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink
from monitor.errors import UsageError
from monitor.history.baseline import bundled
from monitor.http import Client
from monitor.model import Alert, Entry, ListCurrency, Snapshot, WatchedParty
from monitor.operations.currency import read_currency
from monitor.polling.inspection_report import PublicInspectionReport
from monitor.polling.public_inspection import PublicInspectionPoller
from monitor.polling.published import PublishedPoller, PublishedReport
from monitor.polling.schedule import PUBLIC_INSPECTION, PUBLISHED
from monitor.reading.files import read_snapshot
from monitor.sources.federal_register import FederalRegister
from monitor.sources.public_inspection import PublicInspection
from monitor.store import Store, open_store

BASELINE = "supp4-2023-12-05.xml.gz"
EARLIER = "earlier_entries.xml"
"""Rows of entries that the recorded rules revise or remove, and that were added by rules which are not recorded."""
REAL = frozenset({"2022-14069", "2023-03929"})
"""The rules whose published documents are the real ones."""
REAL_NOTE = "Demonstration: this document is real, as federalregister.gov serves it."
FILED_NOTE = (
    "Demonstration: this text on public inspection is reconstructed from the published document, which is real."
)
RECONSTRUCTED_NOTE = "Demonstration: this rule's document is reconstructed from the official list."
MINIMUM = 0.85
PARTIES = (
    WatchedParty("C-1042", "Hikvision Digital Technology (UK) Ltd", "UNITED KINGDOM"),
    WatchedParty("V-0078", "Zhejiang Dahua Technology Co Ltd", "CHINA, PEOPLE'S REPUBLIC OF"),
    WatchedParty("C-1107", "Quiet Orchard Optics GmbH", "GERMANY"),
)
"""The parties of a supplier that does not exist."""


@dataclass(frozen=True, slots=True)
class DemoStage:
    """Everything that plays: the Register, the monitor, and those who receive its alerts."""

    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink
    store: Store
    clock: SetClock
    poller: PublishedPoller
    looker: PublicInspectionPoller
    channels: dict[str, Any]

    def at(self, moment: datetime) -> tuple[PublicInspectionReport, PublishedReport]:
        """Let it become ``moment``: the monitor polls public inspection and the published issue, and delivers."""
        self.clock.set(moment)
        self.register.set(moment)
        reports = self.looker.poll(), self.poller.poll()
        Dispatcher(self.store, self.channels, self.clock, "demo", currency=self.currency).round()
        return reports

    def currency(self) -> ListCurrency:
        """How current the list is, at the demo's time."""
        return read_currency(self.store, self.clock.now(), (PUBLISHED, PUBLIC_INSPECTION))

    def filed(self, number: str) -> tuple[datetime, date]:
        """When a document was filed, and the day on which it was to be published."""
        record = self.register.public_inspection.filing(number).record
        return datetime.fromisoformat(record["filed_at"]), date.fromisoformat(record["publication_date"])


LEFT_BY_US = "# Left by elmon demo. Nothing here is live."


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """Where the demo leaves its database, and the settings that name it."""

    database: Path
    settings: Path

    def clear(self) -> None:
        """Make room: what an earlier demo left here goes. Raises OSError."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        for old in (self.database, *(self.database.with_name(self.database.name + end) for end in ("-wal", "-shm"))):
            old.unlink(missing_ok=True)
        url = f"sqlite:///{self.database.resolve()}"
        self.settings.write_text(f"{LEFT_BY_US}\n[database]\nurl = {json.dumps(url)}\n")


def place_in(folder: Path) -> DemoPlace:
    """An empty place in ``folder``, or in a temporary one where that cannot be written."""
    place = DemoPlace(folder / "elmon.db", folder / "monitor.toml")
    try:
        place.clear()
    except OSError:
        return place_in(Path(tempfile.mkdtemp(prefix="elmon-demo-")))
    return place


# e.g. "postgresql:/x/y", "sqlite:///y.db", "postgresql+psycopg:/x"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


def place_at(database: Path) -> DemoPlace:
    """An empty place for the file that the user named. Raises UsageError where it would not be that file, or another's."""
    if _ADDRESS.match(str(database)):
        raise UsageError("--database is the name of a file, not the address of a database: --database elmon-demo.db")
    if database.is_dir() or not database.name:
        raise UsageError(f"--database {database} is a folder. Name the file: --database {database / 'elmon.db'}")
    place = DemoPlace(database, database.with_name(f"{database.name}.toml"))
    if any(map(os.path.lexists, (place.database, place.settings))) and not _left_by_us(place.settings):
        raise UsageError(
            f"--database {database}: the file, or {place.settings.name} beside it, exists and was not left by a demo. "
            "Name another file."
        )
    try:
        place.clear()
    except OSError as error:
        raise UsageError(
            f"--database {database} cannot be written ({error.strerror}). Name another file, or leave the option out."
        ) from None
    return place


def _left_by_us(settings: Path) -> bool:
    try:
        return settings.read_text("utf-8", "replace").startswith(LEFT_BY_US)
    except OSError:
        return False


def end_recording(place: DemoPlace, at: datetime) -> None:
    """Note in the settings left behind when the recording ends: there the commands and pages take that for now."""
    with place.settings.open("a", encoding="utf-8") as settings:
        settings.write(f"[demo]\nends_at = {at.astimezone(EASTERN).isoformat()}\n")


@contextmanager
def staged(place: DemoPlace) -> Iterator[DemoStage]:
    """Everything in its place, at four in the afternoon of October 7, 2019."""
    with ExitStack() as stack:
        register = stack.enter_context(RecordedRegister())
        mail = stack.enter_context(SmtpSink())
        slack = stack.enter_context(WebhookSink())
        client = stack.enter_context(Client(requests_per_second=1000, contact="elmon demo"))
        settings = (
            EmailChannel(
                name="compliance-mail", type="email", host=mail.host, port=mail.port, security="none",
                sender="elmon@example.org", recipients=("export-compliance@example.org",),
            ),
            SlackChannel(name="compliance-slack", type="slack", webhook_url=slack.url),
        )  # fmt: skip
        channels = build_channels(settings, client.post_json, client.ask)
        addresses = {name: channel.recipients for name, channel in channels.items()}
        clock = SetClock(datetime(2019, 10, 7, 16, 0, tzinfo=EASTERN))
        store = open_store(f"sqlite:///{place.database.resolve()}")
        source = FederalRegister(client, register.base_url, frozenset())
        inspection = PublicInspection(client, register.base_url)

        def to(alert: Alert) -> tuple[tuple[str, str], ...]:
            return recipients(alert, settings, addresses)

        screen = Screener(store, MINIMUM, clock)
        poller = PublishedPoller(store, source, clock, Audience(to, screen, published_note))
        looker = PublicInspectionPoller(store, inspection, clock, Audience(to, screen, filed_note))
        stack.callback(store.close)
        yield DemoStage(register, mail, slack, store, clock, poller, looker, channels)


def published_note(number: str) -> str:
    """The caption of the alerts about a published document."""
    return REAL_NOTE if number in REAL else RECONSTRUCTED_NOTE


def filed_note(number: str) -> str:
    """The caption of the alerts about a document on public inspection: no text that was on public inspection is real."""
    return FILED_NOTE if number in REAL else RECONSTRUCTED_NOTE


@dataclass(frozen=True, slots=True)
class DemoBaseline:
    """The list that the demo starts from, how many entries of the copy were ``left_out``, and which rows ``earlier`` than
    the copy's were put in."""

    snapshot: Snapshot
    left_out: int
    earlier: tuple[Entry, ...]


def baseline_before(day: date) -> DemoBaseline:
    """The eCFR copy of 2023-12-05 without the entries first cited on or after ``day``, and with the reconstructed rows."""
    whole = read_snapshot(bundled(BASELINE), "eCFR copy of 2023-12-05")
    earlier = read_snapshot((files("monitor.demo") / EARLIER).read_bytes(), "the demo's reconstructed rows").entries
    replaced = {(e.country, e.name) for e in earlier}
    before = tuple(e for e in whole.entries if _first_cited(e) < day)
    kept = tuple(e for e in before if (e.country, e.name) not in replaced)
    source = f"{whole.source} without entries first cited on or after {day}, with {len(earlier)} rows added"
    return DemoBaseline(
        replace(whole, entries=(*kept, *earlier), source=source), len(whole.entries) - len(before), earlier
    )


def _first_cited(entry: Entry) -> date:
    return min((c.date for c in entry.citations if c.date), default=date.min)
