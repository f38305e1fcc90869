"""A year: 20 rules, 40 other documents, 4 hostile ones, 3 that come late, nightly black-outs, 30 outages (some ask for a day,
or answer "no document"), 3 blocks, and a clock that is set 4 times. Nothing missed, nothing twice.

Around events the sources are asked for real, on the recorded Register; the quiet hours between are counted by the
schedule, which tests/polling/test_schedule.py holds to its word minute by minute.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from monitor.clock import EASTERN
from monitor.model import Snapshot
from monitor.polling.business_days import is_business_day
from monitor.polling.completeness import AT, CompletenessCheck, CompletenessReport
from monitor.polling.schedule import REQUESTS_A_DAY, next_poll, public_inspection_plan, published_plan
from monitor.polling.source_watch import OnAnswer, Source, SourceReport
from tests.demo.made import NAMES, Made, made_other, made_rule
from tests.monitoring import Monitor

YEAR = 2026
SLOTS = [time(8, 45), time(8, 46), time(11, 15), time(14, 0), time(16, 15), time(16, 22), time(18, 0), time(19, 58)]
FAULTS = ["503", "500", "502", "reset", "hang_up", "truncated", "429_plain", "html", "empty", "other_shape", "stale",
          "invalid_json", "null_results", "404_html", "ignored_filter", "refused", "429_a_day", "nothing"]  # fmt: skip
LONGEST_WAIT = 62
"""Minutes: a source that asks for a day's patience is asked again after an hour."""
POISONED: tuple[Callable[[bytes], bytes], ...] = (
    lambda xml: b"<!---->" * 40 + b"{}",
    lambda xml: xml.replace(b"FR [INSERT FR PAGE NUMBER]", "FR 4188\u00b2".encode()),
    lambda xml: xml.replace(b"by adding", b"by adding " + b"one hundred " * 1000),
    lambda xml: xml[: len(xml) // 2],
)
MINUTE = timedelta(minutes=1)
EVERYBODY = ["one@example.org", "two@example.org", "webhook"]


@dataclass(frozen=True)
class Outage:
    """A time in which the Register answers nothing but a fault."""

    begin: datetime
    end: datetime
    kind: str


@dataclass(frozen=True)
class WrongClock:
    """A time in which the machine's clock is off: a rule is filed in it."""

    begin: datetime
    end: datetime
    ahead: timedelta


@dataclass(frozen=True)
class Late:
    """A rule that the Register lists only from a moment on, days after its publication; ``instead`` of another number."""

    made: Made
    appears: datetime
    instead: str = ""


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, EASTERN)


DAYS = [d for n in range(365) if is_business_day(d := date(YEAR, 1, 2) + timedelta(days=n)) and d.year == YEAR]


def documents(chance: random.Random) -> list[Made]:
    """20 rules of the list and 40 other documents, filed on one of the desk's hours, printed one to four days later."""
    made: list[Made] = []
    places = chance.sample(range(len(DAYS) - 6), 60)
    for n, place in enumerate(places):
        filed, printed = moment(DAYS[place], chance.choice(SLOTS)), DAYS[place + chance.randint(1, 4)]
        number = f"{YEAR}-{n + 1:05}"
        if n < 20:
            made.append(made_rule(number, filed, printed, f"{NAMES[n % 10]} {'North' if n < 10 else 'South'}"))
        else:
            made.append(made_other(number, filed, printed, ("Rule", "Proposed Rule", "Notice")[n % 3]))
    return made


def outages(chance: random.Random, made: list[Made]) -> list[Outage]:
    """30 outages of minutes to hours, a third of them when a rule is filed, and 3 blocks of a day and more."""
    found = []
    for n in range(30):
        lasts = chance.choice([3, 8, 15, 25, 90, 180])
        begin = moment(chance.choice(DAYS[:-6]), time(chance.randint(0, 23), chance.randint(0, 59)))
        if n < 7:
            begin = made[n].filed - chance.randint(1, lasts - 1) * MINUTE
        elif n < 10:
            begin = moment(made[n].printed, time(5, 50))
        found.append(Outage(begin, begin + lasts * MINUTE, FAULTS[n % len(FAULTS)]))
    for n, hours in ((20, 26), (100, 30), (180, 50)):
        begin = moment(DAYS[n], time(10, 7))
        found.append(Outage(begin, begin + timedelta(hours=hours), "request_access"))
    return sorted(found, key=lambda o: o.begin)


def patience(outage: Outage, trouble: list[Outage]) -> timedelta:
    """How long after an outage the Register may be asked again: after the longest back-off, or the longest wait asked for."""
    kinds = {o.kind for o in trouble if o.begin <= outage.end and o.end >= outage.begin}
    return (LONGEST_WAIT if "429_a_day" in kinds else 15) * MINUTE


def unseen(outage: Outage, trouble: list[Outage]) -> Outage:
    """For how long the Register was not seen: an outage that asks for patience is longer than itself."""
    asked = outage.kind == "429_a_day"
    return Outage(outage.begin, outage.end + (patience(outage, trouble) if asked else 0 * MINUTE), outage.kind)


def wrong_clocks(made: list[Made], trouble: list[Outage]) -> list[WrongClock]:
    """The clock is put forward and back, by hours and by more than a year, while a rule is filed and nothing else is wrong."""
    quiet = [m for m in made[10:20] if not any(_near(o, m.filed, timedelta(hours=12)) for o in trouble)]
    steps = (timedelta(hours=-2), timedelta(hours=3), timedelta(days=400), timedelta(days=-3))
    return [
        WrongClock(m.filed - 20 * MINUTE, m.filed + 40 * MINUTE, ahead) for m, ahead in zip(quiet, steps, strict=False)
    ]


def _near(outage: Outage, at: datetime, length: timedelta) -> bool:
    return outage.begin - length <= at <= outage.end + length


def latecomers(made: list[Made]) -> list[Late]:
    """One that the index gets after those of later days, one that is back-dated by weeks, and one under another number."""
    index, back_dated = (moment(DAYS[at], time(6, 30)) for at in (70, 130))
    first = made_rule(f"{YEAR}-08001", index, DAYS[67], "Late Index")
    second = made_rule(f"{YEAR}-08002", back_dated, DAYS[100], "Late Back")
    was = min(made[:20], key=lambda m: m.printed)
    number = f"{YEAR}-08003"
    again = replace(
        was, number=number, record={**was.record, "document_number": number},
        xml=was.xml.replace(was.number.encode(), number.encode()),
    )  # fmt: skip
    appears = moment(was.printed + timedelta(days=20), time(6, 30))
    return [Late(first, index), Late(second, back_dated), Late(again, appears, was.number)]


def appear(monitor: Monitor, late: list[Late], now: datetime) -> None:
    """Put on the Register what it lists from now on."""
    for one in [one for one in late if one.appears <= now]:
        documents = monitor.register.documents
        documents[:] = [d for d in documents if d["document_number"] != one.instead]
        documents.append(one.made.record)
        monitor.register.texts[one.made.number] = one.made.xml
        late.remove(one)


def windows(made: list[Made], trouble: list[Outage], clocks: list[WrongClock]) -> list[tuple[datetime, datetime]]:
    """When to ask for real: around filings, printings, the nights between, outages and wrong clocks, and at the hour of the
    daily check."""
    spans = [(m.filed - 2 * MINUTE, m.filed + 3 * MINUTE) for m in made]
    spans += [(p - MINUTE, p + 3 * MINUTE) for m in made for p in (moment(m.printed, time(6)),)]
    for m in made[:20]:
        night = moment(m.filed.date() + timedelta(days=1), time(0))
        spans += [(night - 2 * MINUTE, night + 2 * MINUTE), (night + 523 * MINUTE, night + 528 * MINUTE)]
    spans += [(o.begin - 2 * MINUTE, o.end + patience(o, trouble) + 5 * MINUTE) for o in trouble]
    spans += [(c.begin - 2 * MINUTE, c.end + 10 * MINUTE) for c in clocks]
    checks = [moment(date(YEAR, 1, 1) + timedelta(days=n), AT) for n in range(365)]
    spans += [(at, at + MINUTE) for at in checks]
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def scheduled(day: date) -> int:
    """The requests of a day on which nothing happens."""
    start = moment(day, time(0))
    asked = 0
    for plan in (public_inspection_plan(), published_plan()):
        at = next_poll(start, start - MINUTE, plan)
        while at < start + timedelta(days=1):
            asked += 1
            at = next_poll(at, at, plan)
    return asked


def overlapping(outage: Outage, others: list[Outage]) -> Outage:
    """The outage joined with those that overlap it."""
    begin, end = outage.begin, outage.end
    for other in sorted(others, key=lambda o: o.begin):
        if other.begin <= end and other.end >= begin:
            begin, end = min(begin, other.begin), max(end, other.end)
    return Outage(begin, end, outage.kind)


def live(
    monitor: Monitor,
    begin: datetime,
    end: datetime,
    trouble: list[Outage],
    clocks: list[WrongClock],
    late: list[Late],
    requests: Counter[date],
    on_answer: OnAnswer,
) -> None:
    """One window, as the daemon lives it."""
    now = begin
    while now < end:
        ahead = next((c.ahead for c in clocks if c.begin <= now < c.end), 0 * MINUTE)
        appear(monitor, late, now)
        out = next((o for o in trouble if o.begin <= now < o.end), None)
        monitor.register.mend()
        if out is not None and out.kind != "refused":
            monitor.register.fault(out.kind, times=10_000)
        monitor.clock.set(now + ahead)
        monitor.register.set(now)
        before = monitor.client.sent
        with monitor.register.refusing() if out and out.kind == "refused" else nullcontext():
            monitor.watch.turn(on_answer)
            found = CompletenessCheck(monitor.poller).turn() if not ahead else None
        if isinstance(found, CompletenessReport) and found.numbers:
            on_answer(monitor.watch.sources[-1], found.taken)
        requests[now.date()] += monitor.client.sent - before
        now = max(now + timedelta(seconds=1), min(monitor.watch.due() - ahead, now + MINUTE)).astimezone(EASTERN)
    monitor.register.mend()


def test_a_year(monitor: Monitor) -> None:
    chance = random.Random(744)
    made = documents(chance)
    trouble = outages(chance, made)
    clocks, late = wrong_clocks(made, trouble), latecomers(made)
    monitor.register.documents.clear()
    monitor.register.public_inspection.filings.clear()
    for one in made:
        one.put_on(monitor.register)
    before = made_other(f"{YEAR - 1}-00001", moment(date(YEAR - 1, 12, 10), SLOTS[0]), date(YEAR - 1, 12, 12), "Rule")
    monitor.register.documents.append(before.record)  # an agency without any rule in 400 days would be implausible
    poison(monitor, made)
    monitor.clock.set(moment(date(YEAR, 1, 1), time(12)))
    monitor.store.ledger.take_baseline(
        Snapshot("a list", None, ()),
        as_of=date(YEAR - 1, 12, 31),
        sha256="0" * 64,
        now=monitor.clock.now(),
        replace=True,
    )
    monitor.watch.jitter = chance.random
    requests: Counter[date] = Counter()
    told: dict[str, datetime] = {}

    def on_answer(source: Source, report: SourceReport) -> None:
        for alert in report.recorded:
            told.setdefault(alert.change_set, monitor.register.now)
        if report.alerted:
            monitor.deliver()

    coming = list(late)
    for begin, end in windows(made, trouble, clocks):
        live(monitor, begin, end, trouble, clocks, coming, requests, on_answer)
    check(monitor, made, trouble, clocks, told)
    check_late(monitor, late, told)
    quiet = max(scheduled(DAYS[0]), scheduled(date(YEAR, 1, 3)))
    assert max(requests.values()) + quiet <= REQUESTS_A_DAY


def poison(monitor: Monitor, made: list[Made]) -> None:
    """Beside some of the rules another is published on the same day whose text is hostile or damaged."""
    for n, hostile in enumerate(POISONED):
        rule = made[n]
        number = f"{YEAR}-{9000 + n:05}"
        record = {**rule.record, "document_number": number, "citation": f"{YEAR - 1935} FR {90_000 + n}"}
        monitor.register.documents.append(record)
        monitor.register.texts[number] = hostile(rule.xml.replace(rule.number.encode(), number.encode()))


def check_late(monitor: Monitor, late: list[Late], told: dict[str, datetime]) -> None:
    """What comes late is told by the next daily check, to everybody and once."""
    for one in late:
        key = f"{one.made.number}/published"
        assert monitor.alerted()[key] == EVERYBODY
        assert told[key] <= one.appears + timedelta(days=1), one
    gone = [key for key in monitor.alerted() if "/gone/" in key]
    assert gone == [f"operator/federal register/gone/{one.instead}" for one in late if one.instead]


def check(
    monitor: Monitor, made: list[Made], trouble: list[Outage], clocks: list[WrongClock], told: dict[str, datetime]
) -> None:
    """All rules at first sight, none twice, nobody alarmed without cause."""
    assert (len(DAYS), len(trouble)) == (250, 33)
    rules = made[:20]
    expected = {f"{m.number}/{key}": EVERYBODY for m in rules for key in ("public-inspection", "confirmed")}
    alerts = monitor.alerted()
    operator = [key for key in alerts if key.startswith("operator/")]
    hostile = {key: to for key, to in alerts.items() if key.startswith(f"{YEAR}-09")}
    late = [key for key in alerts if key.startswith(f"{YEAR}-08")]
    assert hostile == {f"{YEAR}-{9000 + n:05}/published": EVERYBODY for n in range(len(POISONED))}
    others = {key: to for key, to in alerts.items() if key not in {*operator, *hostile, *late}}
    assert others == expected  # all, none twice, nothing else

    for rule in rules:
        seen = told[f"{rule.number}/public-inspection"]
        out = next((overlapping(o, trouble) for o in trouble if o.begin <= rule.filed < o.end), None)
        latest = rule.filed + timedelta(seconds=65)
        if out is not None:  # as soon as the Register answers: after the longest back-off, or when the desk opens
            latest = max(latest, out.end + patience(out, trouble))
            if latest.time() < time(8, 45):
                latest = moment(latest.date(), time(8, 46))
        wrong = next((c for c in clocks if c.begin <= rule.filed < c.end), None)
        if wrong is not None:  # what time it is in Washington is not known before the clock is right again
            latest = max(latest, wrong.end + 2 * MINUTE)
        assert seen <= latest, (rule.number, rule.filed, seen, out)
    during = sum(any(o.begin <= rule.filed < o.end for o in trouble) for rule in rules)
    assert during >= 5

    kinds = Counter(key.split("/")[2] for key in operator)
    assert (len(clocks), kinds["wrong"], kinds["right"]) == (4, 4, 4)
    assert kinds["overdue"] == kinds["good"] >= 2 * 3  # both sources at every block at least
    long = [o for o in (unseen(o, trouble) for o in trouble) if o.end - o.begin > 30 * MINUTE]
    for key in operator:
        if "/overdue/" in key:
            at = datetime.fromisoformat(key.rpartition("/")[2] + "+00:00")
            assert any(o.begin + 25 * MINUTE <= at <= o.end for o in long), key
    assert kinds["reminder"] >= 2

    assert len(monitor.store.ledger.entries(date(YEAR, 12, 31))) == 44  # two of each but the one under another number
    assert monitor.store.filings.reviews() == []
    monitor.deliver()
    assert len(monitor.mail.received) == 2 * (40 + len(operator) + len(hostile) + len(late))
    assert len({str(m.message["Message-ID"]) for m in monitor.mail.received}) == len(monitor.mail.received)
