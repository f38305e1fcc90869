"""``elmon demo``: the trip of five documents, told on the terminal, with every part real but the Register."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from rich.columns import Columns
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from monitor.clock import EASTERN, SetClock
from monitor.config import EmailChannel, SlackChannel
from monitor.delivery.build import build_channels
from monitor.demo.register import RecordedRegister
from monitor.demo.sinks import SmtpSink, WebhookSink
from monitor.http import Client
from monitor.jobs.alerting import recipients
from monitor.jobs.baseline import bundled
from monitor.jobs.deliver import Postman
from monitor.jobs.desk import DeskPoller, DeskReport
from monitor.jobs.poll import Poller, PollReport
from monitor.model import Alert, ChangeKind, Entry, Snapshot
from monitor.reading.files import read_snapshot
from monitor.rendering.words import long_date
from monitor.sources.federal_register import FederalRegister
from monitor.sources.public_inspection import PublicInspection
from monitor.store import Store, open_store

FOLDER = Path("elmon-demo")
BASELINE = "supp4-2023-12-05.xml.gz"
FIRST_DAY = date(2019, 10, 9)
FIRST = "2019-22210"
FAMOUS = ("Hikvision", "Sensetime", "Megvii", "IFLYTEK", "Dahua")
PASSING_BY = timedelta(seconds=45)
"""How long after a filing the demo's desk is looked at: in life the monitor looks once a minute."""
NOTE = "Demonstration: this rule's document is reconstructed from the official list."


def run_demo(folder: Path | None, pause: float) -> None:
    """Tell the story; ``pause`` seconds between the scenes. The database stays in ``folder``."""
    screen = Console(highlight=False)
    place = _fresh_folder(folder or FOLDER)
    with _stage(place) as stage:
        story = _Story(screen, stage, place, pause if screen.is_terminal else 0)
        story.tell()


@dataclass(frozen=True, slots=True)
class _Stage:
    """Everything that plays: the Register, the monitor, and those who receive its alerts."""

    register: RecordedRegister
    mail: SmtpSink
    slack: WebhookSink
    store: Store
    clock: SetClock
    poller: Poller
    looker: DeskPoller
    channels: dict[str, Any]

    def at(self, moment: datetime) -> tuple[DeskReport, PollReport]:
        """Let it become ``moment``: the monitor looks at the desk and at the printed issue, and delivers."""
        self.clock.set(moment)
        self.register.set(moment)
        reports = self.looker.poll(), self.poller.poll()
        Postman(self.store, self.channels, self.clock, "demo").round()
        return reports

    def filed(self, number: str) -> tuple[datetime, date]:
        """When a document was filed, and the day on which it was to be printed."""
        record = self.register.desk.filing(number).record
        return datetime.fromisoformat(record["filed_at"]), date.fromisoformat(record["publication_date"])


def _fresh_folder(folder: Path) -> Path:
    """An empty place for the demo's database: ``folder``, or a temporary one where that cannot be written."""
    database = folder / "elmon.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in (database, *folder.glob("elmon.db-*")):
            old.unlink(missing_ok=True)
        (folder / "monitor.toml").write_text(
            f'# Left by elmon demo. Nothing here is live.\n[database]\nurl = "sqlite:///{database.resolve()}"\n'
        )
    except OSError:
        return _fresh_folder(Path(tempfile.mkdtemp(prefix="elmon-demo-")))
    return folder


@contextmanager
def _stage(place: Path) -> Iterator[_Stage]:
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
        channels = build_channels(settings, client.post_json)
        addresses = {name: channel.recipients for name, channel in channels.items()}
        clock = SetClock(datetime(2019, 10, 7, 16, 0, tzinfo=EASTERN))
        store = open_store(f"sqlite:///{(place / 'elmon.db').resolve()}")
        source = FederalRegister(client, register.base_url, frozenset())
        desk = PublicInspection(client, register.base_url)

        def to(alert: Alert) -> tuple[tuple[str, str], ...]:
            return recipients(alert, settings, addresses)

        poller = Poller(store, source, clock, to, NOTE)
        looker = DeskPoller(store, desk, clock, to, NOTE)
        stack.callback(store.close)
        yield _Stage(register, mail, slack, store, clock, poller, looker, channels)


def baseline_before(day: date) -> tuple[Snapshot, int]:
    """The eCFR copy of 2023-12-05 without the entries first cited on or after ``day``, and how many those are."""
    whole = read_snapshot(bundled(BASELINE), "eCFR copy of 2023-12-05")
    kept = tuple(e for e in whole.entries if _first_cited(e) < day)
    source = f"{whole.source} without entries first cited on or after {day}"
    return replace(whole, entries=kept, source=source), len(whole.entries) - len(kept)


def _first_cited(entry: Entry) -> date:
    return min((c.date for c in entry.citations if c.date), default=date.min)


class _Story:
    def __init__(self, screen: Console, stage: _Stage, place: Path, pause: float) -> None:
        self.screen = screen
        self.stage = stage
        self.place = place
        self.pause = pause

    def tell(self) -> None:
        """The scenes in order."""
        self._open()
        self._baseline()
        self._before()
        self._first_sight()
        self._in_print()
        self._later_rules()
        self._close()

    def _scene(self, title: str) -> None:
        time.sleep(self.pause)
        self.screen.print()
        self.screen.rule(f"[bold]{escape(title)}", align="left", style="dim")

    def _open(self) -> None:
        self.screen.print(
            Panel(
                "The US Entity List names the companies, institutes and people to whom American technology may not go "
                "without a licence. It changes overnight, and the rule that changes it lies on the Federal Register's "
                "public-inspection desk before it is printed. This is a monitor that looks there.\n\n"
                "[bold]Everything you see runs on this machine:[/] a recorded Federal Register, a mail server and a "
                "webhook on loopback; nothing reaches the internet.\n"
                "[yellow]The five rules are reconstructed[/] from the official list (their entries, numbers, dates, "
                "titles and filing times are real, their wording follows the agency's usual forms), and so are the texts on "
                "the desk. The list is the official text.",
                title="[bold]elmon demo[/]",
                title_align="left",
                border_style="blue",
                width=min(self.screen.width, 112),
            )
        )

    def _baseline(self) -> None:
        self._scene("Monday, October 7, 2019, 4 p.m. in Washington: the list as it stood")
        snapshot, left_out = baseline_before(FIRST_DAY)
        now = self.stage.clock.now()
        sha256 = self.stage.store.archive.put(
            bundled(BASELINE), url=snapshot.source, media_type="application/gzip", fetched_at=now
        )
        self.stage.store.ledger.take_baseline(snapshot, as_of=date(2019, 10, 7), sha256=sha256, now=now)
        self.screen.print(
            f"Baseline: [bold]{len(snapshot.entries):,} entries[/] under "
            f"{len({e.country for e in snapshot.entries})} destinations.\n"
            f"[dim]Made from the eCFR's copy of 2023-12-05 without the {left_out:,} entries first cited on or after "
            f"{FIRST_DAY}; entries taken off before that copy was made are missing from it.[/]"
        )

    def _before(self) -> None:
        desk, printed = self.stage.at(self.stage.clock.now())
        self.screen.print(
            f"Looked at {self.stage.register.base_url}: {desk.seen} documents on the desk, {printed.seen} in print. "
            "[dim]All quiet.[/]"
        )

    def _first_sight(self) -> None:
        filed, printed = self.stage.filed(FIRST)
        self._scene("The same day, 4:15 p.m.: a special filing")
        desk, _ = self.stage.at(filed + PASSING_BY)
        (alert,) = desk.alerts
        self.screen.print(
            f"{PASSING_BY.seconds} seconds later: document {escape(alert.document_number)}, filed for public inspection, "
            f"to be printed on {long_date(printed)}:\n[bold]{escape(alert.title)}[/]\n"
            f"Its raw text read, checked against itself ({len(alert.checks)} checks: {alert.verdict.value}), and told at "
            f"once: [bold green]{len(alert.changes)} entities to be added[/] under "
            f"{escape(', '.join(dict.fromkeys(c.country for c in alert.changes)))}."
        )
        self.screen.print(Columns([_named(c.name) for c in alert.changes], padding=(0, 3), column_first=True))
        self.screen.print(f"[dim]Not known yet: {escape('; '.join(alert.unknown))}. The list stays as it is.[/]")
        self._mail("What the mail server received", 24)
        self._slack()

    def _in_print(self) -> None:
        self._scene("Wednesday, October 9, 2019, 6:05 a.m.: the morning's issue")
        for day, hour in ((7, 22), (8, 9), (8, 18)):
            between, _ = self.stage.at(datetime(2019, 10, day, hour, tzinfo=EASTERN))
            assert not between.alerts  # noqa: S101 - nothing is told twice
        filed, printed = self.stage.filed(FIRST)
        morning = datetime.combine(printed, clock_time(6, 5), EASTERN)
        _, report = self.stage.at(morning)
        alert = report.recorded[0]
        earlier = morning - filed - PASSING_BY
        self.screen.print(
            f"Found in print: [bold]{escape(alert.citation)}[/], document {escape(alert.document_number)}. Read again from "
            f"its XML, compared with the list, recorded: [bold green]{len(alert.changes)} additions[/], effective "
            f"{alert.effective_on}.\nThe monitor knew "
            f"[bold]{earlier.days} day, {earlier.seconds // 3600} hours and {earlier.seconds // 60 % 60} minutes[/] before. "
            "Who was told then gets a short confirmation; a channel that wants printed rules only gets the whole alert now."
        )
        self._mail("The confirmation", 40)

    def _mail(self, title: str, most: int) -> None:
        self._scene(title)
        received = self.stage.mail.received[-1]
        message = received.message
        lines = received.part("plain").splitlines()
        shown = "\n".join(lines[:most])
        left = f"… {len(lines) - most} more lines; " if len(lines) > most else ""
        more = f"\n[dim]{left}an HTML part of {len(received.part('html')):,} characters beside it.[/]"
        head = "\n".join(f"[bold]{name}:[/] {escape(str(message[name]).strip())}" for name in ("From", "To", "Subject"))
        self.screen.print(
            Panel(head + "\n\n" + escape(shown) + more, border_style="green", width=min(self.screen.width, 112))
        )

    def _slack(self) -> None:
        self._scene("What the Slack webhook received")
        body = self.stage.slack.received[-1]
        said = [text for block in body["blocks"] for text in _texts(block)]
        lines = "\n".join(said).splitlines()
        shown = "\n".join(lines[:18])
        size = f"\n[dim]… {max(len(lines) - 18, 0)} more lines, {len(body['blocks'])} blocks in all.[/]"
        self.screen.print(Panel(escape(shown) + size, border_style="magenta", width=min(self.screen.width, 112)))

    def _later_rules(self) -> None:
        self._scene("The days pass")
        friends = 0
        for filing in self.stage.register.desk.filings[1:]:
            time.sleep(self.pause)
            filed, day = self.stage.filed(filing.number)
            desk, _ = self.stage.at(filed + PASSING_BY)
            _, printed = self.stage.at(datetime.combine(day, clock_time(6, 5), EASTERN))
            friends += not desk.alerts
            for first, alert in zip(desk.alerts, printed.recorded, strict=True):
                self.screen.print(Text.from_markup(_summary(filed, first, day, alert)))
                if alert.attention:
                    number = len(alert.problems)
                    which = "One amendment does" if number == 1 else f"{number} amendments do"
                    self.screen.print(
                        f"    [yellow]{which} not fit the list as it stands here[/], so the alert asks a person to look. "
                        f"[dim]{escape(alert.problems[0])}[/]"
                    )
        self.screen.print(
            "[dim]Between these rules the Register printed some sixty others that are not in the recording; where a rule "
            "revises or removes an entry that came with one of them, the monitor does not guess.[/]"
        )
        mails, posts = len(self.stage.mail.received), len(self.stage.slack.received)
        quiet = sum(1 for _ in self.stage.register.documents) - mails // 2
        self.screen.print(
            f"{mails} mails and {posts} Slack messages, two for each rule, each sent once. {friends} documents on the desk "
            f"(a proposed rule, a denial order) and {quiet} in print that are not the list's caused none."
        )

    def _close(self) -> None:
        self._scene("Now you")
        config = self.place / "monitor.toml"
        elmon = _invoked()
        commands = (
            (f"{elmon} -c {config} diff 2019-10-08 2019-10-09", "what changed overnight"),
            (f"{elmon} -c {config} diff 2023-26935", "what one rule changed"),
            (f"{elmon} -c {config} list --as-of 2019-10-09 --country China", "the list on a day"),
            (f"{elmon} -c {config} alerts list", "what was sent to whom and when"),
        )
        self.screen.print(f"The database stays in [bold]{escape(str(self.place))}[/]. Look into it:")
        width = max(len(c) for c, _ in commands)
        for command, what in commands:
            self.screen.print(f"  [bold cyan]{escape(command.ljust(width))}[/]  [dim]{what}[/]", soft_wrap=True)
        self.screen.print(
            "To go live: put your mail server or Slack webhook into [bold]config/monitor.toml[/] "
            "(config/monitor.toml of the project explains every key), try it with [bold]elmon alerts test NAME[/], "
            "then [bold]elmon run[/]. It starts from the list of 2026-07-18 that ships with it and catches up.\n"
            "[dim]Not legal advice. The official text prevails.[/]"
        )


def _invoked() -> str:
    """How the viewer can type the command: its name where the shell finds it, else the path it was started by."""
    started = Path(sys.argv[0])
    return "elmon" if shutil.which("elmon") or started.name != "elmon" else str(started)


def _named(name: str) -> Text:
    famous = any(word.lower() in name.lower() for word in FAMOUS)
    short = name if len(name) <= 48 else name[:47] + "\u2026"
    return Text(("\u25cf " if famous else "  ") + short, style="bold green" if famous else "green")


def _summary(filed: datetime, first: Alert, day: date, alert: Alert) -> str:
    counts = {
        kind: sum(c.kind is kind for c in alert.changes) for kind in ChangeKind if kind is not ChangeKind.EDITORIAL
    }
    said = ", ".join(f"{n} {kind.value}" for kind, n in counts.items() if n) or "nothing changed"
    mark = "[green]\u2713[/]" if not alert.attention else "[yellow]![/]"
    named = f"{len(first.changes)} named on the desk {filed.astimezone(EASTERN):%Y-%m-%d %H:%M}"
    return (
        f"{mark} {day}  [bold]{escape(alert.citation)}[/]  {escape(alert.title)}: {named}, in print "
        f"[bold]{said}[/] ({alert.verdict.value})"
    )


def _texts(block: dict[str, Any]) -> Iterator[str]:
    """The texts of a Block Kit block, in reading order."""
    if isinstance(block.get("text"), dict):
        yield str(block["text"]["text"])
    for key in ("fields", "elements"):
        for part in block.get(key, ()):
            text = part.get("text")
            yield str(text["text"] if isinstance(text, dict) else text or "")
