"""The Atom feed in a file: valid, newest first, each alert once; replaced as a whole, and never what is not ours."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from monitor.clock import eastern_day
from monitor.delivery.feed import FeedSender
from monitor.delivery.protocol import Delivered, Envelope, Refused, Result, RetryAfter
from monitor.model import Alert, DigestAlert, Match, Named, PartiesAlert, RuleAlert, WatchedParty
from monitor.rendering.feed import MOST_ENTRIES, feed_entry, feed_id, read_feed, render_feed

GRAMMAR = Path(__file__).resolve().parents[1] / "data" / "atom" / "atom.rng"
NOW = datetime(2024, 12, 5, 14, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(GRAMMAR))


def letter(n: int = 0, now: datetime = NOW) -> Envelope:
    return Envelope(f"<{n}@entity-list-monitor>", now, eastern_day(now))


def deliver(path: Path, alert: Alert, n: int = 0, now: datetime = NOW) -> Result:
    channel = FeedSender("feed", path)
    return channel.send(alert, channel.recipients[0], letter(n, now))


def checked(data: bytes, grammar: etree.RelaxNG) -> Any:
    """What a feed reader makes of a valid feed."""
    tree = etree.fromstring(data)
    assert grammar.validate(tree), grammar.error_log
    for entry in tree.findall(f"{ATOM}entry"):  # what the appendix says beyond the grammar
        assert entry.findtext(f"{ATOM}content") or entry.find(f"{ATOM}link[@rel='alternate']") is not None
    assert tree.findtext(f"{ATOM}author/{ATOM}name")
    read = feedparser.parse(io.BytesIO(data))
    assert not read.bozo, read.get("bozo_exception")
    return read


def test_the_grammar_is_strict(grammar: etree.RelaxNG) -> None:
    made = render_feed([], feed_id="urn:x:1", title="T", updated=NOW)
    assert grammar.validate(etree.fromstring(made))
    for name in (b"id", b"updated", b"title"):
        without = re.sub(b"<%b>.*?</%b>" % (name, name), b"", made, count=1)
        assert not grammar.validate(etree.fromstring(without))
    assert not grammar.validate(etree.fromstring(made.replace(b"<updated>2024", b"<updated>Soon")))


def test_alerts_are_kept_newest_first(tmp_path: Path, alert: RuleAlert, grammar: etree.RelaxNG) -> None:
    path = tmp_path / "list.atom"
    assert deliver(path, alert, 1) == Delivered("written")
    assert deliver(path, replace(alert, citation="89 FR 99999"), 2, NOW + timedelta(hours=1)) == Delivered("written")
    read = checked(path.read_bytes(), grammar)
    assert [e.title for e in read.entries] == [
        "1 added to the Entity List: IRAN (1) – 89 FR 99999",
        "1 added to the Entity List: IRAN (1) – 89 FR 96830",
    ]
    first = read.entries[1]
    assert (first.link, first.updated) == (alert.url, "2024-12-05T14:30:00Z")
    assert first.id == feed_id("<1@entity-list-monitor>")
    assert "Kerman Tablo Co. – <b>&" in first.summary
    assert read.feed.updated == "2024-12-05T15:30:00Z"
    content = "".join(map(str, html.fromstring(f"<div>{first.content[0].value}</div>").itertext()))
    for fact in ("Kerman Tablo Co. – <b>&", "a.k.a. KT", "Tehran", "Verified", "in force now", "presumption of denial"):
        assert fact in content
    assert stat_of(path) == 0o644
    assert [file.name for file in tmp_path.iterdir()] == ["list.atom"]


def stat_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_same_message_again_replaces_the_first(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    deliver(path, alert, 1)
    deliver(path, alert, 2)
    deliver(path, replace(alert, citation="89 FR 1"), 1, NOW + timedelta(minutes=5))
    identity, entries = read_feed(path.read_bytes())
    assert [e.id for e in entries] == [feed_id("<1@entity-list-monitor>"), feed_id("<2@entity-list-monitor>")]
    assert "89 FR 1" in entries[0].title
    assert identity == feed_id("channel/feed")


def test_the_feeds_id_stays_when_the_channel_is_renamed(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    deliver(path, alert, 1)
    FeedSender("other", path).send(alert, "file", letter(2))
    assert read_feed(path.read_bytes())[0] == feed_id("channel/feed")


def test_at_most_so_many_entries(tmp_path: Path, alert: RuleAlert, grammar: etree.RelaxNG) -> None:
    entry = feed_entry(alert, message_id="<a@b>", updated=NOW, today=eastern_day(NOW))
    many = [replace(entry, id=f"urn:x:{n}", updated=NOW + timedelta(minutes=n)) for n in range(MOST_ENTRIES + 50)]
    data = render_feed(many, feed_id="urn:x", title="T", updated=NOW, self_link="https://example.org/list.atom")
    read = checked(data, grammar)
    assert len(read.entries) == MOST_ENTRIES
    assert read.entries[0].id == f"urn:x:{MOST_ENTRIES + 49}"
    assert [(link.rel, link.href) for link in read.feed.links] == [("self", "https://example.org/list.atom")]


def test_a_feed_of_giants_can_be_read_again(tmp_path: Path, alert: RuleAlert) -> None:
    (change,) = alert.changes
    assert change.after is not None
    giant = replace(change, after=replace(change.after, aliases=("&" * 390,) * 12, addresses=("&" * 390,) * 12))
    path = tmp_path / "list.atom"
    for n in range(9):
        moment = NOW + timedelta(minutes=n)
        assert deliver(path, replace(alert, changes=(giant,) * 400), n, moment) == Delivered("written")
    _, entries = read_feed(path.read_bytes())
    assert 2 < len(entries) < 9
    assert entries[0].updated == NOW + timedelta(minutes=8)
    assert all("more – see the rule" in entry.html for entry in entries)


def test_what_is_written_is_what_is_read(alert: RuleAlert) -> None:
    entry = feed_entry(alert, message_id="<a@b>", updated=NOW, today=eastern_day(NOW))
    assert read_feed(render_feed([entry], feed_id="urn:x", title="T", updated=NOW)) == ("urn:x", (entry,))


HOSTILE = "<script>alert(1)</script> ]]> &amp; \x00\x1b[2J\u202e\ud800\ufffe\uffff <!channel> " + "A" * 100_000


def test_hostile_text_is_text(tmp_path: Path, alert: RuleAlert, grammar: etree.RelaxNG) -> None:
    (change,) = alert.changes
    assert change.after is not None
    entry = replace(change.after, name=HOSTILE, aliases=(HOSTILE,) * 40, addresses=(HOSTILE,) * 40)
    match = Match(
        WatchedParty(HOSTILE, HOSTILE, HOSTILE), Named(HOSTILE, HOSTILE), HOSTILE, "name", 0.9, HOSTILE, HOSTILE
    )
    hostile = replace(
        alert, title=HOSTILE, citation=HOSTILE, url='https://x.example/"><script>', attention=HOSTILE, matches=(match,) * 20,
        changes=(replace(change, name=HOSTILE, country=HOSTILE, after=entry),), problems=(HOSTILE,) * 50,
    )  # fmt: skip
    path = tmp_path / "list.atom"
    assert deliver(path, hostile) == Delivered("written")
    read = checked(path.read_bytes(), grammar)
    raw = etree.fromstring(path.read_bytes()).findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert "<script" not in raw
    assert "&lt;script&gt;" in raw
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", raw)
    assert len(raw) < 400_000
    assert "<script" not in read.entries[0].link


def test_digests_and_matches(tmp_path: Path, alert: RuleAlert, grammar: etree.RelaxNG) -> None:
    match = Match(
        WatchedParty("C-1", "Kerman & Sons"), Named("IRAN", "Kerman Tablo Co."), "KT", "alias", 0.9, "Alike.", "m1"
    )
    other = replace(
        alert, document_number="2024-2", change_set="2024-2", title="Second rule", url="https://x.example/2"
    )
    digest = DigestAlert(
        change_set="digest/2024-12-05", day=date(2024, 12, 5), gathered=(alert, other), matches=(match,)
    )
    parties = PartiesAlert(change_set="parties/1", matches=(match,))
    path = tmp_path / "list.atom"
    deliver(path, digest, 1, NOW + timedelta(minutes=1))
    deliver(path, parties, 2)
    first, second = checked(path.read_bytes(), grammar).entries
    content = first.content[0].value
    assert content.index("Kerman &amp; Sons") < content.index("Additions to the Entity List") < content.index("Second")
    assert 'href="https://x.example/2"' in content
    assert "daily digest" in first.title.lower()
    assert second.title.startswith("1 of your parties may be on the Entity List already")
    assert "Alike. [match m1]" in second.content[0].value


RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>"
FOREIGN = b"<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id><title>Mine</title><updated>2024-01-01T00:00:00Z</updated></feed>"
BOMB = b'<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + FOREIGN.replace(b"Mine", b"&b;")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PRECIOUS", "it is no whole XML"),
        (RSS, "it is not a feed of this monitor's making"),
        (FOREIGN, "it is not a feed of this monitor's making"),
        (BOMB, "it is not a feed of this monitor's making"),
        (b"\xff\xfe\x00", "it is no whole XML"),
    ],
)
def test_a_file_that_is_not_ours_is_not_overwritten(data: bytes, said: str, tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    path.write_bytes(data)
    assert deliver(path, alert) == Refused(
        f"The file {path} is not overwritten: {said}. Move it away, or set path to another."
    )
    assert path.read_bytes() == data


def test_a_feed_of_ours_cut_short_or_changed_by_hand(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    deliver(path, alert)
    whole = path.read_bytes()
    for broken in (whole[:-20], whole.replace(b"2024-12-05T14:30:00Z</updated>", b"soon</updated>"),
                   re.sub(rb"(<entry>\s*)<id>.*?</id>", rb"\1", whole)):  # fmt: skip
        assert broken != whole
        path.write_bytes(broken)
        assert isinstance(deliver(path, alert), Refused)
        assert path.read_bytes() == broken


def test_an_empty_file_is_a_feed_to_begin(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    path.touch()
    assert deliver(path, alert) == Delivered("written")


def test_a_path_that_is_a_folder_is_refused(tmp_path: Path, alert: RuleAlert) -> None:
    assert deliver(tmp_path, alert) == Refused(f"The feed's path {tmp_path} is no file; set path to one.")


def test_a_folder_that_is_missing_is_passing_trouble(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "away" / "list.atom"
    result = deliver(path, alert)
    assert result == RetryAfter(
        300, f"The feed {path} cannot be written (No such file or directory); check its folder."
    )
    path.parent.mkdir()
    assert deliver(path, alert) == Delivered("written")


def test_a_disk_that_is_full_leaves_the_old_feed(
    tmp_path: Path, alert: RuleAlert, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.atom"
    deliver(path, alert, 1)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("monitor.delivery.feed.os.fsync", full)
    result = deliver(path, alert, 2)
    assert isinstance(result, RetryAfter)
    assert "No space left on device" in result.reason
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["list.atom"]


def test_a_link_stays_one(tmp_path: Path, alert: RuleAlert) -> None:
    (tmp_path / "public").mkdir()
    link = tmp_path / "list.atom"
    link.symlink_to(tmp_path / "public" / "real.atom")
    deliver(link, alert, 1)
    deliver(link, alert, 2)
    assert link.is_symlink()
    assert len(read_feed((tmp_path / "public" / "real.atom").read_bytes())[1]) == 2


def test_two_writers_lose_nothing(tmp_path: Path, alert: RuleAlert) -> None:
    path = tmp_path / "list.atom"
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda n: deliver(path, alert, n), range(24)))
    assert results == [Delivered("written")] * 24
    assert len(read_feed(path.read_bytes())[1]) == 24
