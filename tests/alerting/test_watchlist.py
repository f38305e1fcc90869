"""The user's own parties against every change, and what was decided of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from monitor.alerting.alerts import operator_alert, trial_alert
from monitor.alerting.watch_file import WatchFileImporter
from monitor.alerting.watchlist import Screener, decide, screen_parties
from monitor.clock import EASTERN, SetClock
from monitor.model import Alert, Change, ChangeKind, Entry, Match, PartiesAlert, Snapshot, Stage, Subject, WatchedParty
from monitor.screening.index import Index
from monitor.store import Store, open_store
from tests.comparing.making import entry
from tests.monitoring import Monitor

NOW = datetime(2024, 12, 5, 10, tzinfo=EASTERN)
ALPHA = entry("Kerman Tablo Co.", aliases=("Tablo Sazi Kerman",))
LIST = [ALPHA, *(entry(f"Unlike {n} Technology Trading Co.") for n in range(40))]
OURS = WatchedParty("C-1", "Kerman Tablo Company", "IRAN")
OTHER = WatchedParty("C-2", "Shenzhen Technology Trading Co., Ltd.", "CHINA, PEOPLE'S REPUBLIC OF")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'elmon.db'}")
    day = date(2024, 12, 1)
    store.ledger.take_baseline(Snapshot("a list", day, tuple(LIST)), as_of=day, sha256="0" * 64, now=NOW)
    store.watchlist.take([OURS, OTHER], "f", NOW)
    yield store
    store.close()


@pytest.fixture
def screen(store: Store) -> Screener:
    return Screener(store, 0.85, SetClock(NOW))


def alert(*changes: Change, **given: object) -> Alert:
    return replace(trial_alert(NOW.date()), changes=changes, **given)  # type: ignore[arg-type]


def change(kind: ChangeKind, before: Entry | None, after: Entry | None) -> Change:
    side = after or before
    assert side is not None
    return Change(kind, side.country, side.name, before, after)


ADDED = change(ChangeKind.ADDED, None, ALPHA)


@pytest.mark.parametrize(
    "what",
    [
        ADDED,
        change(ChangeKind.REMOVED, ALPHA, None),
        change(ChangeKind.REVISED, ALPHA, replace(ALPHA, license_review_policy="Denial")),
        change(ChangeKind.RENAMED, ALPHA, replace(ALPHA, name="Other Works", aliases=())),
        Change(ChangeKind.ADDED, "IRAN", "Kerman Tablo Co."),  # filed: the name alone
    ],
    ids=["added", "removed", "revised", "renamed away", "filed"],
)
def test_every_kind_of_change_is_screened_on_both_sides(screen: Screener, what: Change) -> None:
    (match,) = screen(alert(what)).matches
    assert (match.watch, match.entry.name, match.decision) == (OURS, "Kerman Tablo Co.", "")


def test_what_is_not_ours_stays_as_it_is(screen: Screener, store: Store) -> None:
    other = alert(change(ChangeKind.ADDED, None, entry("Nobody Known Works")))
    assert screen(other) is not other
    assert screen(other).matches == ()
    operator = operator_alert("operator/x", "blind", ())
    assert screen(operator) is operator
    store.watchlist.remove(["C-1", "C-2"])
    ours = alert(ADDED)
    assert screen(ours) is ours


def test_words_that_many_entries_have_tell_little_in_a_rule_of_one_too(screen: Screener) -> None:
    assert screen(alert(change(ChangeKind.ADDED, None, entry("Technology Trading Co.")))).matches == ()


def match_of(screen: Screener, what: Change = ADDED) -> Match:
    (match,) = screen(alert(what)).matches
    return match


def test_a_dismissed_match_is_silent_until_either_side_changes(screen: Screener, store: Store) -> None:
    decide(store, match_of(screen), [ALPHA], "dismissed", "me", "another Kerman", NOW)
    assert screen(alert(ADDED)).matches == ()
    cited = replace(ALPHA, license_requirement="All items", citations=())
    assert screen(alert(change(ChangeKind.REVISED, ALPHA, cited))).matches == ()
    renamed = replace(ALPHA, aliases=("Tablo Sazi Kerman", "KTC"))
    assert len(screen(alert(change(ChangeKind.REVISED, renamed, renamed))).matches) == 1
    store.watchlist.take([replace(OURS, name="Kerman Tablo")], "f", NOW)
    assert len(screen(alert(ADDED)).matches) == 1


def test_a_dismissal_at_the_desk_holds_for_the_same_name_in_print(screen: Screener, store: Store) -> None:
    filed = Change(ChangeKind.ADDED, "IRAN", "Kerman Tablo Co.")
    decide(
        store, match_of(screen, filed), [Entry(country="IRAN", name="Kerman Tablo Co.")], "dismissed", "me", "no", NOW
    )
    assert screen(alert(filed)).matches == ()
    assert screen(alert(ADDED)).matches == ()
    store.watchlist.take([replace(OURS, name="Tablo Sazi Kerman")], "f", NOW)
    (match,) = screen(alert(ADDED)).matches  # by an alias that the filing did not tell
    assert match.kind == "alias"


def test_a_confirmed_match_stays_on_top_and_can_be_taken_back(screen: Screener, store: Store) -> None:
    store.watchlist.take([WatchedParty("A-0", "Kerman Tablo Co.", "IRAN")], "f", NOW)
    match = next(m for m in screen(alert(ADDED)).matches if m.watch.reference == "C-1")
    decide(store, match, [ALPHA], "confirmed", "me", "", NOW)
    assert [(m.watch.reference, m.decision) for m in screen(alert(ADDED)).matches] == [
        ("C-1", "confirmed"),
        ("A-0", ""),
    ]
    decide(store, match, [ALPHA], "open", "me", "not so sure", NOW)
    assert {m.decision for m in screen(alert(ADDED)).matches} == {""}


def test_dismissed_ones_are_shown_to_those_who_ask(screen: Screener, store: Store) -> None:
    decide(store, match_of(screen), [ALPHA], "dismissed", "me", "no", NOW)
    index = Index(LIST)
    assert screen_parties(store, [OURS], index, LIST, 0.85) == []
    (shown,) = screen_parties(store, [OURS], index, LIST, 0.85, dismissed=True)
    assert shown.decision == "dismissed"


# -- a file of the settings --------------------------------------------------------------------------------------------


@pytest.fixture
def taker(store: Store, tmp_path: Path) -> WatchFileImporter:
    clock = SetClock(NOW)
    return WatchFileImporter(store, tmp_path / "ours.csv", 0.85, clock, lambda alert: (("mail", "a@b.c"),))


def told(store: Store) -> list[str]:
    return [r.change_set.rpartition("/")[0] for r in reversed(store.outbox.rows())]


def test_the_file_is_taken_when_it_changes_and_new_parties_are_screened(taker: WatchFileImporter, store: Store) -> None:
    store.watchlist.remove(["C-1", "C-2"])
    taker.path.write_text("id,name,country\n1,Kerman Tablo,Iran\n2,Acme,US\n")
    alert = taker.turn()
    assert isinstance(alert, PartiesAlert)
    assert (alert.about, alert.headline, len(alert.matches)) == (
        Subject.PARTIES, "1 of your new parties may be on the Entity List", 1,
    )  # fmt: skip
    assert taker.turn() is None
    taker.path.write_text("id,name,country\n1,Kerman Tablo,Iran\n3,Acme Two,US\n9,,US\n")
    problem = taker.turn()
    assert problem is not None
    assert problem.about is Subject.OPERATOR
    assert problem.said == (
        "ours.csv: line 4 has no name and is left out.",
        "Not taken: 2: “Acme” is not removed.",
        f'If that is meant: elmon watch import {taker.path} --source "ours" --replace --yes',
    )
    assert [p.reference for p in store.watchlist.parties()] == ["1", "2", "3"]
    assert told(store) == ["parties", "operator/parties"]


def test_parties_that_came_otherwise_stay(taker: WatchFileImporter, store: Store) -> None:
    taker.path.write_text("id,name\n1,Acme\n2,Acme Two\n")
    taker.turn()
    taker.path.write_text("id,name\n2,Acme Two\n")
    taker.turn()
    assert [p.reference for p in store.watchlist.parties()] == ["1", "2", "C-1", "C-2"]
    (alert,) = store.outbox.rows()
    assert alert.change_set.startswith("operator/parties/")


@pytest.mark.parametrize("text", ["", "nonsense\n1\n", "id,name\n"])
def test_a_broken_file_changes_nothing_and_is_alerted_about_once(
    taker: WatchFileImporter, store: Store, text: str
) -> None:
    taker.path.write_text("id,name\n1,Acme\n")
    taker.turn()
    before = store.watchlist.parties()
    taker.path.write_text(text)
    for _ in range(2):
        taker.turn()
        taker._seen = (0, 0)
    assert store.watchlist.parties() == before
    assert told(store) == ["operator/parties/" + r.change_set.split("/")[2] for r in store.outbox.rows()]
    assert len(told(store)) == 1


def test_a_file_that_has_lost_most_of_its_parties_is_not_believed(taker: WatchFileImporter, store: Store) -> None:
    taker.path.write_text("id,name\n" + "".join(f"{n},Party {n}\n" for n in range(100)))
    taker.turn()
    taker.path.write_text("id,name\n1,Party 1\n")
    alert = taker.turn()
    assert alert is not None
    assert "would take 99 of 102 parties off" in alert.said[0]
    assert store.watchlist.count() == 102


def test_a_file_is_read_as_its_last_version_or_not_at_all(taker: WatchFileImporter, store: Store) -> None:
    taker.path.write_text("id,name,note\n1,Acme,X\n2,Acme Two,Y\n")
    taker.turn()
    taker.path.write_text("note,id,name\nX,1,Acme\nY,2,Acme Two\nZ,3,Acme Three\n")
    taker.turn()
    assert [p.name for p in store.watchlist.parties()][:3] == ["Acme", "Acme Two", "Acme Three"]
    before = store.watchlist.parties()
    taker.path.write_text("id,firm\n1,Somebody\n2,Else\n3,Whoever\n")
    alert = taker.turn()
    assert alert is not None
    assert "has no column “name”, which was the name in this source's last file" in alert.said[0]
    assert store.watchlist.parties() == before
    assert taker.turn() is None


@pytest.mark.parametrize(("largest", "stay"), [(0, 10), (2, 10), (3, 7), (0.29, 10), (0.3, 7), (1.0, 7)], ids=repr)
def test_a_file_removes_by_itself_what_the_settings_let_it(
    taker: WatchFileImporter, store: Store, largest: float, stay: int
) -> None:
    """Three of its ten, and nobody else's."""
    taker.largest_removal = largest
    taker.path.write_text("id,name\n" + "".join(f"{n},Party {n}\n" for n in range(10)))
    taker.turn()
    taker.path.write_text("id,name\n" + "".join(f"{n},Party {n}\n" for n in range(7)))
    told = taker.turn()
    assert store.watchlist.count() == stay + 2, "the two that came otherwise stay"
    assert (told is None) == (stay == 7), "what is not removed is told"


def test_the_settings_may_let_a_file_empty_itself(taker: WatchFileImporter, store: Store) -> None:
    taker.largest_removal = 1.0
    taker.path.write_text("id,name\n" + "".join(f"{n},Party {n}\n" for n in range(100)))
    taker.turn()
    taker.path.write_text("id,name\n1,Party 1\n")
    assert taker.turn() is None
    assert store.watchlist.count() == 3


def test_a_path_that_no_file_can_have_is_told_to_the_operator(taker: WatchFileImporter) -> None:
    for path in (Path("a\0b"), taker.path.parent, taker.path / "below"):
        taker.path = path
        told = taker.turn()
        assert told is not None
        assert "cannot be read" in told.said[0]


def test_a_file_that_is_gone_is_told_and_taken_when_it_is_back(taker: WatchFileImporter, store: Store) -> None:
    assert taker.turn() is not None
    assert taker.turn() is None
    taker.path.write_text("id,name\n1,Acme\n")
    taker.turn()
    assert store.watchlist.count() == 3


# -- the whole monitor -------------------------------------------------------------------------------------------------


def test_matches_reach_the_alerts_of_desk_and_print(monitor: Monitor) -> None:
    monitor.store.watchlist.take([WatchedParty("V-7", "Hikvision (UK) Ltd")], "f", monitor.clock.now())
    screener = Screener(monitor.store, 0.85, monitor.clock)
    monitor.looker.audience = monitor.poller.audience = replace(monitor.poller.audience, screen=screener)
    monitor.look("2019-10-07 16:16")
    monitor.print("2019-10-09 06:05")
    monitor.deliver()
    subjects = [str(m.message["Subject"]) for m in monitor.mail.received]
    assert len(subjects) == 4
    assert [s[:17] for s in subjects] == ["1 of your parties"] * 4
    assert "Hikvision (UK) Ltd" in monitor.mail.received[0].part("plain")
    assert "V-7" in str(monitor.slack.received[0])


def test_a_channel_for_matches_alone_hears_of_nothing_else(monitor: Monitor) -> None:
    monitor.routes[0] = monitor.routes[0].model_copy(update={"only_matches": True})
    monitor.look("2019-10-07 16:16")
    assert {recipient for to in monitor.alerted().values() for recipient in to} == {"webhook"}
    assert Stage.PUBLIC_INSPECTION.value in next(iter(monitor.alerted()))


def test_twins_of_one_name_are_decided_on_together_and_a_new_one_is_shown(screen: Screener, store: Store) -> None:
    yusuf, other = (replace(ALPHA, addresses=(f"{n} Azadi St., Tehran",), text="x") for n in (1, 2))
    (first, second) = screen_parties(store, [OURS], Index([yusuf, other]), [yusuf, other], 0.85)
    assert first.id == second.id
    decide(store, first, [*LIST[1:], yusuf, other], "dismissed", "me", "neither", NOW)
    assert screen_parties(store, [OURS], Index([yusuf, other]), [other, yusuf], 0.85) == []
    for listed in ([yusuf], [yusuf, other, replace(other, addresses=("3 Azadi St., Tehran",))]):
        assert screen_parties(store, [OURS], Index(listed), listed, 0.85) != []


def test_firms_that_differ_in_their_legal_form_alone_are_decided_on_apart(screen: Screener, store: Store) -> None:
    """Stroytransgaz LLC and Stroytransgaz OJSC are two entries."""
    limited, open_stock = entry("Kerman Tablo LLC"), entry("Kerman Tablo OJSC")
    both = [limited, open_stock]
    first, second = screen_parties(store, [OURS], Index(both), both, 0.85)
    decide(store, first, both, "dismissed", "me", "no", NOW)
    assert screen_parties(store, [OURS], Index(both), both, 0.85) == [second]
    added = alert(*(change(ChangeKind.ADDED, None, one) for one in both))
    assert [match.entry for match in screen(added).matches] == [second.entry]
