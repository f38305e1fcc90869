"""``elmon demo``: six rules from their filing to their publication, on the terminal; every part is real but the Register."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

from rich.columns import Columns
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from monitor.cli.demo_stage import (
    BASELINE,
    PARTIES,
    REAL,
    DemoPlace,
    DemoStage,
    baseline_before,
    end_recording,
    place_at,
    place_in,
    staged,
)
from monitor.clock import EASTERN
from monitor.history.baseline import bundled
from monitor.model import ChangeKind, RuleAlert
from monitor.rendering.words import long_date

FOLDER = Path("elmon-demo")
FIRST_DAY = date(2019, 10, 9)
FIRST = "2019-22210"
FAMOUS = ("Hikvision", "Sensetime", "Megvii", "IFLYTEK", "Dahua")
PASSING_BY = timedelta(seconds=45)
"""How long after a filing the demo checks public inspection: a monitor that runs checks once a minute."""
REVIEWS = {
    "2022-14069": "The rule removes the entry for “China National Offshore Oil Corporation Ltd.”, adds it again as “CNOOC "
    "Limited”, and counts that as a revision. Only the table, which comes with publication, shows that the two are one entry.",
}
"""Why an alert about a filing asks for review, by document number."""


def run_demo(database: Path | None, pause: float) -> None:
    """Show the scenes, ``pause`` seconds apart. The database stays in the file ``database``, else in a folder of its own."""
    screen = Console(highlight=False)
    place = place_at(database) if database else place_in(FOLDER)
    with staged(place) as stage:
        story = _Narration(screen, stage, place, pause if screen.is_terminal else 0)
        story.run()
        end_recording(place, stage.clock.now())


class _Narration:
    def __init__(self, screen: Console, stage: DemoStage, place: DemoPlace, pause: float) -> None:
        self.screen = screen
        self.stage = stage
        self.place = place
        self.pause = pause

    def run(self) -> None:
        """The scenes in order."""
        self._open()
        self._baseline()
        self._before()
        self._first_sight()
        self._published()
        self._later_rules()
        self._close()

    def _scene(self, title: str) -> None:
        time.sleep(self.pause)
        self.screen.print()
        self.screen.rule(f"[bold]{escape(title)}", align="left", style="dim")

    def _open(self) -> None:
        self.screen.print(
            Panel(
                "The US Entity List names companies, institutes and people for whom a license is required to export items "
                "subject to the Export Administration Regulations. It changes overnight. A rule that changes it is filed for "
                "public inspection at the Federal Register, often a day or more before it is published. This monitor checks "
                "both.\n\n"
                "[bold]Everything you see runs on this machine:[/] a recorded Federal Register, a mail server and a "
                "webhook on loopback; nothing reaches the internet.\n"
                "Two of the six rules are [green]real documents[/]: 2022-14069 as raw text, 2023-03929 as XML. "
                "[yellow]Four are reconstructed[/] from the official list: their entries, numbers, dates and titles are real, "
                "their wording follows the agency's usual forms. The texts on public inspection are reconstructed for all six.",
                title="[bold]elmon demo[/]",
                title_align="left",
                border_style="blue",
                width=min(self.screen.width, 112),
            )
        )

    def _baseline(self) -> None:
        self._scene("Monday, October 7, 2019, 4 p.m. in Washington: the list as it stood")
        baseline = baseline_before(FIRST_DAY)
        snapshot = baseline.snapshot
        now = self.stage.clock.now()
        sha256 = self.stage.store.archive.put(
            bundled(BASELINE), url=snapshot.source, media_type="application/gzip", fetched_at=now
        )
        self.stage.store.ledger.take_baseline(snapshot, as_of=date(2019, 10, 7), sha256=sha256, now=now)
        self.screen.print(
            f"Baseline: [bold]{len(snapshot.entries):,} entries[/] under "
            f"{len({e.country for e in snapshot.entries})} destinations.\n"
            f"[dim]Made from the eCFR's copy of 2023-12-05 without the {baseline.left_out:,} entries first cited on or after "
            f"{FIRST_DAY}; entries removed before that copy was made are missing from it. "
            f"{len(baseline.earlier)} rows, all but one reconstructed, are added: a rule of this recording revises or removes "
            "them, and they were added, some after 2019, by rules that are not in it.[/]"
        )
        self.stage.store.watchlist.take(PARTIES, "made up for the demonstration", now)
        self.screen.print(
            "Watched for you: three parties of a supplier that does not exist, "
            + "; ".join(f"[bold]{escape(p.name)}[/]" for p in PARTIES)
            + "."
        )

    def _before(self) -> None:
        inspection, published = self.stage.at(self.stage.clock.now())
        self.screen.print(
            f"Checked {self.stage.register.base_url}: {inspection.seen} documents on public inspection, "
            f"{published.seen} published. [dim]Nothing new.[/]"
        )

    def _first_sight(self) -> None:
        filed, published = self.stage.filed(FIRST)
        self._scene("The same day, 4:15 p.m.: a special filing")
        inspection, _ = self.stage.at(filed + PASSING_BY)
        (alert,) = inspection.recorded
        self.screen.print(
            f"{PASSING_BY.seconds} seconds later: document {escape(alert.document_number)}, filed for public inspection, "
            f"scheduled for publication on {long_date(published)}:\n[bold]{escape(alert.title)}[/]\n"
            f"Its raw text is parsed and cross-checked ({len(alert.checks)} checks: {alert.verdict.value}), and an alert is "
            f"sent at once: [bold green]{len(alert.changes)} entities to be added[/] under "
            f"{escape(', '.join(dict.fromkeys(c.country for c in alert.changes)))}."
        )
        self.screen.print(
            f"[bold yellow]{len(alert.matches)} of the watched parties are potential matches[/], which the alert names first."
        )
        self.screen.print(Columns([_named(c.name) for c in alert.changes], padding=(0, 3), column_first=True))
        self.screen.print(f"[dim]Not known yet: {escape('; '.join(alert.unknown))}. The list is not changed yet.[/]")
        self._mail("What the mail server received", 24)
        self._slack()

    def _published(self) -> None:
        self._scene("Wednesday, October 9, 2019, 6:05 a.m.: the morning's issue")
        for day, hour in ((7, 22), (8, 9), (8, 18)):
            between, _ = self.stage.at(datetime(2019, 10, day, hour, tzinfo=EASTERN))
            assert not between.alerts  # noqa: S101 - no alert is sent twice
        filed, published = self.stage.filed(FIRST)
        morning = datetime.combine(published, clock_time(6, 5), EASTERN)
        _, report = self.stage.at(morning)
        alert = report.recorded[0]
        earlier = morning - filed - PASSING_BY
        self.screen.print(
            f"Published: [bold]{escape(alert.citation)}[/], document {escape(alert.document_number)}. Its XML is parsed, "
            f"compared with the list and applied: [bold green]{len(alert.changes)} additions[/], effective "
            f"{alert.effective_on}.\nThe alert was sent "
            f"[bold]{earlier.days} day, {earlier.seconds // 3600} hours and {earlier.seconds // 60 % 60} minutes[/] before. "
            "Whoever received it then gets a short confirmation; a channel that takes published rules only gets the whole "
            "alert now."
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
        self._scene("The later rules, 2022 to 2024")
        others = 0
        for filing in self.stage.register.public_inspection.filings[1:]:
            time.sleep(self.pause)
            filed, day = self.stage.filed(filing.number)
            inspection, _ = self.stage.at(filed + PASSING_BY)
            evening = datetime.combine(day - timedelta(days=1), clock_time(18), EASTERN)
            self.stage.at(max(evening, filed + PASSING_BY))  # it has gone on checking meanwhile
            _, published = self.stage.at(datetime.combine(day, clock_time(6, 5), EASTERN))
            others += not inspection.alerts
            for first, alert in zip(inspection.recorded, published.recorded, strict=True):
                self._rule(filed, first, day, alert)
        mails, posts = len(self.stage.mail.received), len(self.stage.slack.received)
        quiet = sum(1 for _ in self.stage.register.documents) - mails // 2
        self.screen.print(
            f"{mails} mails and {posts} Slack messages, two for each rule, each sent once. {others} documents on public "
            f"inspection (a proposed rule, a denial order) and {quiet} published ones that do not amend the list caused none.\n"
            "[dim]Some sixty other rules that were published between these are not in the recording.[/]"
        )

    def _rule(self, filed: datetime, first: RuleAlert, day: date, alert: RuleAlert) -> None:
        """One later rule, with what its alerts ask to review and why."""
        self.screen.print(Text.from_markup(_summary(filed, first, day, alert)))
        if first.attention:
            failed = "; ".join(
                f"{c.check}: {c.expected} stated, {c.found} found"
                for c in first.checks
                if c.found.isdigit() and not c.agrees
            )
            self.screen.print(
                f"    [yellow]The alert about the filing asked for review[/] ({escape(failed)}). "
                f"[dim]{escape(REVIEWS.get(alert.document_number, first.attention))}[/]"
            )
        if alert.attention:
            self.screen.print(f"    [yellow]The alert asks for review.[/] [dim]{escape(alert.attention)}[/]")

    def _close(self) -> None:
        last_day = self.stage.clock.now().astimezone(EASTERN).date()
        self.stage.at(datetime.combine(last_day, clock_time(9), EASTERN))  # both sources answer by then
        self._scene("Now you")
        config = shlex.quote(str(self.place.settings))
        elmon = _invoked()
        commands = (
            (f"{elmon} -c {config} diff 2019-10-08 2019-10-09", "what changed overnight"),
            (f"{elmon} -c {config} diff 2022-14069", "what one rule changed"),
            (f"{elmon} -c {config} list --as-of 2019-10-09 --country China", "the list on a day"),
            (f"{elmon} -c {config} alerts list", "what was sent to whom and when"),
            (f"{elmon} -c {config} screen", "which of the parties are on the list"),
            (f"{elmon} -c {config} serve", "all of it in a browser"),
        )
        self.screen.print(
            f"The database stays in [bold]{escape(str(self.place.database))}[/]; there it stays {long_date(last_day)}, "
            "the end of the recording. Look into it:"
        )
        width = max(len(c) for c, _ in commands)
        for command, what in commands:
            self.screen.print(f"  [bold cyan]{escape(command.ljust(width))}[/]  [dim]{what}[/]", soft_wrap=True)
        self.screen.print(
            "To go live: [bold]elmon init[/] asks for your mail server or Slack webhook, writes "
            "[bold]config/monitor.toml[/], which explains every key, and tries the channels; then [bold]elmon run[/]. "
            "It starts from the list of 2026-07-18 that ships with it and catches up.\n"
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


def _summary(filed: datetime, first: RuleAlert, day: date, alert: RuleAlert) -> str:
    counts = {
        kind: sum(c.kind is kind for c in alert.changes) for kind in ChangeKind if kind is not ChangeKind.EDITORIAL
    }
    said = ", ".join(f"{n} {kind.value}" for kind, n in counts.items() if n) or "nothing changed"
    mark = "[green]\u2713[/]" if not alert.attention else "[yellow]![/]"
    at = filed.astimezone(EASTERN)
    origin = "[green]real[/]" if alert.document_number in REAL else "[yellow]reconstructed[/]"
    return (
        f"{mark} [bold]{escape(alert.citation)}[/]  {escape(alert.title)} ({origin}): filed {at:%Y-%m-%d %H:%M}, "
        f"{len(first.changes)} named; published {day}, [bold]{said}[/] ({alert.verdict.value})"
    )


def _texts(block: dict[str, Any]) -> Iterator[str]:
    """The texts of a Block Kit block, in reading order."""
    if isinstance(block.get("text"), dict):
        yield str(block["text"]["text"])
    for key in ("fields", "elements"):
        for part in block.get(key, ()):
            text = part.get("text")
            yield str(text["text"] if isinstance(text, dict) else text or "")
