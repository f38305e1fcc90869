"""Processes killed between any two steps: nothing half-written, nothing lost, nothing marked is sent again."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.model import Stage
from monitor.store import open_store
from tests.store.making import NOW, TO, by_our_clock

ROOT = Path(__file__).resolve().parents[2]
START = """
import os, signal, sys
from tests.store.making import *
from monitor.store import open_store
import monitor.store.ledger as ledger, monitor.store.change_sets as change_sets, monitor.store.outbox as outbox, monitor.store.versions as versions
from sqlalchemy import event
def die(*a, **k): os._exit(9)
def die_at(moment): event.listen(store.database.engine, moment, die)
store = by_our_clock(open_store(sys.argv[1]))
"""


def killed(url: str, script: str, status: int = 9, *, opened: bool = True) -> None:
    start = START if opened else START.replace("store = by_our_clock(open_store(sys.argv[1]))", "")
    done = subprocess.run(
        [sys.executable, "-c", start + textwrap.dedent(script), url], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == status, done.stderr.decode()


@pytest.mark.parametrize(
    "step",
    [
        "ledger.apply_changes = die",
        "ledger.record_changes = die",
        "ledger.add_list_version = die",
        "ledger.enqueue = die",
        "change_sets.insert_new = die",
    ],
)
def test_a_kill_inside_a_record_leaves_no_trace(url: str, step: str) -> None:
    killed(url, f"{step}; store.ledger.record(outcome(added('Delta')), now=NOW)")
    store = open_store(url)
    assert not store.documents.has_document("2030-00001", Stage.PUBLISHED)
    assert (store.outbox.rows(), store.ledger.entries(date(2031, 1, 1))) == ([], [])
    store.close()


def test_a_kill_after_the_archive_keeps_the_bytes(url: str) -> None:
    killed(url, "store.archive.put(b'raw', url='', media_type='', fetched_at=NOW); die()")
    store = open_store(url)

    assert store.archive.get(hashlib.sha256(b"raw").hexdigest()) == b"raw"
    store.close()


def test_a_kill_between_send_and_mark_repeats_that_message_only(url: str) -> None:
    killed(
        url,
        """
        store.ledger.record(outcome(added('Delta')), now=NOW)
        first, second = store.outbox.lease(NOW, "gone", 0, 2)
        store.outbox.mark_sent(first.id, "gone", NOW)
        die()
        """,
    )
    store = open_store(url)
    left = store.outbox.lease(NOW, "next", 60, 9)
    assert sorted((d.channel, d.recipient) for d in left) == [("mail", "b@example.org"), ("slack", "webhook")]
    store.close()


STEPS = {
    "put": "store.archive.put(b'raw', url='', media_type='', fetched_at=NOW)",
    "record": "store.ledger.record(outcome(added('Delta')), now=NOW)",
    "lease": "store.outbox.lease(NOW, 'gone', 60, 1)",
    "mark": "store.outbox.mark_sent(1, 'gone', NOW)",
}


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_before_a_commit_undoes_the_step_and_after_it_keeps_it(url: str, step: str, committed: bool) -> None:
    """All steps before it run to their end; the process dies as its transaction commits, or right after."""
    earlier = list(STEPS.values())[: list(STEPS).index(step)]
    last = [STEPS[step], "os.kill(os.getpid(), signal.SIGKILL)"] if committed else ["die_at('commit')", STEPS[step]]
    killed(url, "\n".join([*earlier, *last]), -signal.SIGKILL if committed else 9)
    done = list(STEPS).index(step) + committed
    store = by_our_clock(open_store(url))
    sha256 = hashlib.sha256(b"raw").hexdigest()
    assert store.archive.has(sha256) == (done >= 1)
    assert store.documents.has_document("2030-00001", Stage.PUBLISHED) == (done >= 2)
    assert len(store.outbox.rows()) == len(store.ledger.entries(date(2031, 1, 1))) * len(TO) == (done >= 2) * len(TO)
    free = {d.id for d in store.outbox.lease(NOW, "next", 60, 9)}
    assert (1 in free) == (done == 2)
    later = {d.id for d in store.outbox.lease(NOW + timedelta(hours=1), "next", 60, 9)}
    assert (1 in later) == (done in (2, 3))
    store.close()


def test_a_kill_inside_the_migration_leaves_no_trace(url: str) -> None:
    script = "import alembic.op as op; op.create_index = die; open_store(sys.argv[1])"
    killed(url, script, opened=False)
    store = open_store(url)
    assert store.sources.states() == []
    store.close()


def test_many_at_once_make_one_database_one_record_and_one_lease(url: str) -> None:
    script = (
        START
        + STEPS["put"]
        + "\nprint(store.leases.acquire('poll', str(os.getpid()), 60, NOW), "
        + STEPS["record"]
        + ")"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", script, url], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [process.communicate() for process in processes]
    assert [err for _, err in said] == [b""] * 4
    leased, recorded = zip(*(out.split() for out, _ in said), strict=True)
    assert (leased.count(b"True"), recorded.count(b"True")) == (1, 1)
